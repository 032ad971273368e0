"""Control flow, variables and errors: SM4xx."""

from compiler.diagnostics.model import Code, Severity

UNASSIGNED = Code("SM401", "unassigned-variable", "A variable is read where it may have no value.")
UNREACHABLE = Code("SM402", "unreachable-code", "Code that can never run.", Severity.WARNING)
UNMATCHABLE = Code("SM403", "unmatchable-handler", "A handler or case that can never be chosen.", Severity.WARNING)
RECURSION = Code("SM404", "recursion", "A block or pipeline that comes to call itself.")
MISSING_RETURN = Code("SM405", "missing-return", "A path ends without returning what the annotation says.")
SHARED_CHANGE = Code("SM406", "shared-change", "A value is changed in place where another name can see it.")
SIBLING_READ = Code("SM407", "sibling-read", "A branch reads what another branch computes.")
OUTER_ASSIGNMENT = Code(
    "SM408", "outer-assignment", "A branch or an iteration assigns a variable that lives outside it."
)
BAD_RAISE = Code("SM409", "bad-raise", "Something that cannot be raised from a pipeline.")
BAD_HANDLER = Code("SM410", "bad-handler", "Something that cannot be caught in a pipeline.")
ENDLESS_LOOP = Code("SM411", "endless-loop", "A loop that nothing ends.")
BAD_BRANCH = Code("SM412", "bad-branch", "A statement that cannot be a branch of a parallel block.")
NOT_COMPILED = Code("SM413", "not-compiled", "Control flow that has no exact meaning as a state machine yet.")
LEAKED_SECRET = Code("SM414", "leaked-secret", "A secret's value comes into the execution's history.", Severity.WARNING)
ERROR_ARGS = Code(
    "SM415", "error-args", "What an error was made of, of which only its text leaves the step.", Severity.WARNING
)
CREDENTIAL_IN_SOURCE = Code(
    "SM417",
    "credential-in-source",
    "Text that looks like a password, a key or a token stands in the source.",
    Severity.WARNING,
)
UNTOLD_ERROR = Code("SM416", "untold-error", "An error that Step Functions does not tell as Python does.")
