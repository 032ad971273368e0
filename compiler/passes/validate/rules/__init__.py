"""The rules that a definition is held to, in the order in which they look at it.

To add one: a file here with its `RULE`, one line in `RULES`, a code in `compiler.diagnostics.codes.definitions`.
"""

from compiler.passes.validate.rules import (
    arguments,
    choice_rules,
    distributed_map,
    duplicate_keys,
    error_handlers,
    exclusive_fields,
    express,
    item_readers,
    jsonata,
    jsonata_functions,
    loops,
    nesting,
    paths,
    payload_templates,
    plain_text,
    query_language,
    reachability,
    resources,
    state_names,
    targets,
    tasks,
    timestamps,
    undefined_variables,
    variables,
)
from compiler.passes.validate.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    nesting.RULE,
    duplicate_keys.RULE,
    query_language.RULE,
    state_names.RULE,
    exclusive_fields.RULE,
    targets.RULE,
    reachability.RULE,
    loops.RULE,
    paths.RULE,
    payload_templates.RULE,
    plain_text.RULE,
    jsonata.RULE,
    jsonata_functions.RULE,
    variables.RULE,
    undefined_variables.RULE,
    choice_rules.RULE,
    timestamps.RULE,
    error_handlers.RULE,
    resources.RULE,
    arguments.RULE,
    tasks.RULE,
    express.RULE,
    distributed_map.RULE,
    item_readers.RULE,
)
