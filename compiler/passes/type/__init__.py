"""Type: a loaded module becomes a Program — names resolved, calls bound to signatures, every expression typed.

    program_of(module, report)      Program(pipelines={"orders:nightly_orders": Routine(…)}, …)

Files are named after the syntax they treat; `statements`, `expressions` and `calls` are the dispatchers. By topic:

- the module: declarations, routines, steps, signatures, annotations, record_defaults, error_classes, unit
- a body: body, scope, locals, blocks, names, resolve, constants, options, leaving
- statements: assignments, targets, unpacking, branches, loops, matching, patterns, handling, raising, returning
- changes in place: updates, once, replacements, growing, ownership
- expressions: literals, displays, strings, templates, operators, comprehensions, members, operations, iterating
- calls: arguments, step_calls, block_calls, mapping_calls, call_options, map_options, constructors, enum_members,
  services, integrations, service_values, service_errors, web_calls, vocabulary
- what types tell: assignable, narrowing, merging, disjoint
- help: rewordings, spellings, suggestions, cautions, credentials, leaks
"""

from compiler.passes.type.routines import program_of

__all__ = ["program_of"]
