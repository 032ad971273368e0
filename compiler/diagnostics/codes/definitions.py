"""ASL definitions, whoever wrote them: SM6xx."""

from compiler.diagnostics.model import Code, Severity

NO_JSON = Code("SM601", "no-json", "The text is not JSON.")
NO_OBJECT = Code("SM602", "no-object", "A definition, a state or a rule is not a JSON object.")
MISSING_FIELD = Code("SM603", "missing-field", "A required field is missing.")
UNSUPPORTED_FIELD = Code("SM604", "unsupported-field", "A field stands where Step Functions knows no such field.")
WRONG_VALUE = Code("SM605", "wrong-field-value", "A field's value has the wrong type, range or spelling.")
EXCLUSIVE_FIELDS = Code("SM606", "exclusive-fields", "Fields that exclude each other stand side by side.")
UNKNOWN_TARGET = Code("SM607", "unknown-target", "A transition leads to a state that does not exist.")
UNREACHABLE_STATE = Code("SM608", "unreachable-state", "No transition leads to a state.")
NO_TERMINAL_STATE = Code("SM609", "no-terminal-state", "No state ends the workflow.")
DUPLICATE_STATE = Code("SM610", "duplicate-state-name", "Two states of a definition have the same name.")
BAD_STATE_NAME = Code("SM611", "bad-state-name", "A state's name is empty or longer than 80 characters.")
MIXED_LANGUAGES = Code("SM612", "mixed-query-languages", "A field or setting belongs to the other query language.")
BAD_JSONATA = Code("SM613", "bad-jsonata", "The text between `{%` and `%}` is not JSONata.")
UNSUPPORTED_JSONATA = Code("SM614", "unsupported-jsonata", "JSONata that Step Functions refuses in this place.")
UNDEFINED_VARIABLE = Code(
    "SM615", "undefined-variable", "A variable is read that no state before assigns.", Severity.WARNING
)
BAD_VARIABLE_NAME = Code("SM616", "bad-variable-name", "A variable has a name that Step Functions refuses.")
OUTER_VARIABLE = Code(
    "SM617",
    "outer-variable",
    "A branch or an iteration assigns a variable of the workflow around it.",
    Severity.WARNING,
)
BAD_PATH = Code(
    "SM618", "bad-path", "A value is neither a JSONPath nor, where that is allowed, an intrinsic function call."
)
BAD_REFERENCE_PATH = Code("SM619", "bad-reference-path", "A path must name exactly one place and does not.")
BAD_INTRINSIC = Code("SM620", "bad-intrinsic-function", "An intrinsic function call is written wrongly.")
BAD_TEMPLATE = Code(
    "SM621", "bad-payload-template", "A payload template gives one field twice or a path that is no text."
)
BAD_CHOICE_RULE = Code("SM622", "bad-choice-rule", "A choice rule is incomplete, ambiguous or compares the wrong type.")
BAD_HANDLER = Code("SM623", "bad-error-handler", "Retry or Catch names errors in a way that Step Functions refuses.")
BAD_TIMESTAMP = Code("SM624", "bad-timestamp", "A timestamp is not in the form of RFC 3339.")
UNKNOWN_RESOURCE = Code("SM625", "unknown-resource", "A Resource is no ARN of something that Step Functions can call.")
UNKNOWN_PATTERN = Code("SM626", "unknown-pattern", "A service integration has no such pattern.")
NOT_IN_EXPRESS = Code("SM627", "not-in-express", "Express workflows cannot do this.")
BAD_LABEL = Code(
    "SM628", "bad-label", "A Map's Label is too long, not unique or holds a character that is not allowed."
)
DISTRIBUTED_ONLY = Code("SM629", "distributed-only", "A field of a Distributed Map stands on a Map that runs inline.")
BAD_ITEM_READER = Code("SM630", "bad-item-reader", "An ItemReader, ItemBatcher or ResultWriter does not fit together.")
HEARTBEAT_TOO_LONG = Code("SM631", "heartbeat-too-long", "A task's heartbeat is not shorter than its timeout.")
TOO_LARGE = Code("SM632", "oversized-definition", "A definition is larger or deeper than Step Functions takes.")
DUPLICATE_KEY = Code(
    "SM640", "duplicate-key", "An object has the same key twice; the last one counts.", Severity.WARNING
)
ENDLESS_LOOP = Code(
    "SM641", "endless-state-loop", "States go round without a way out or without a pause.", Severity.WARNING
)
CHOICE_WITHOUT_DEFAULT = Code(
    "SM642", "choice-without-default", "A Choice fails the execution when no rule matches.", Severity.WARNING
)
UNREACHABLE_HANDLER = Code("SM643", "unreachable-handler", "A Retry or Catch entry can never apply.", Severity.WARNING)
CALLBACK_WITHOUT_TIMEOUT = Code(
    "SM644", "callback-without-timeout", "A task that waits for an answer can wait for a year.", Severity.WARNING
)
PATH_AS_TEXT = Code(
    "SM645", "path-as-text", "A value looks like a path or an expression but is plain text.", Severity.WARNING
)
STATIC_RESULT = Code("SM646", "static-result", "A Pass state's Result looks as if it read its input.", Severity.WARNING)
UNKNOWN_FUNCTION = Code("SM647", "unknown-function", "JSONata calls a function that does not exist.", Severity.WARNING)
MISSING_ARGUMENT = Code(
    "SM648",
    "missing-integration-argument",
    "A service integration lacks an argument that the service requires.",
    Severity.WARNING,
)
FORMAT_ARGUMENTS = Code(
    "SM649", "format-arguments", "States.Format has another number of `{}` than of arguments.", Severity.WARNING
)
