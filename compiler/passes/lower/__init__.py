"""Program → Flow: statements become operations, calls are taken out of expressions, loops get their counters.

    if count_rows(day) > 0: load(day)      do "count_rows" task …;  count_rows = result
                                           if count_rows > 0:  do "load" task …
                                           return None

The Flow computes what CPython computes, in more states than needed; rewrites make it small.
"""

from compiler.diagnostics import Report
from compiler.forms.depth import deep_recursion
from compiler.forms.expressions import Constant, Expression, Field, Operation, StateInput
from compiler.forms.flow import Assign, Compute, Do, Flow, FlowParameter
from compiler.forms.program import Parameter, Program, Routine
from compiler.forms.program import Return as ReturnStatement
from compiler.forms.types import STR, FieldOf, Record, RecordKind
from compiler.library.defaults import has_defaults
from compiler.passes.lower.calls import perform
from compiler.passes.lower.place import Place, Shared, Variables
from compiler.passes.lower.reading import assigned_in
from compiler.passes.lower.shared_blocks import worth_sharing
from compiler.passes.lower.statements import statements
from compiler.passes.lower.values import into, value
from dsl.definitions import PipelineDefinition


def lower(program: Program, pipeline_key: str, report: Report) -> Flow:
    """What a pipeline of the program does. What cannot be lowered is reported and left out."""
    routine = program.pipelines[pipeline_key]
    shared = Shared(program, report, value, into, perform, statements, worth_sharing=worth_sharing(program, routine))
    place = Place(shared, Variables(), {})
    for parameter in routine.signature.parameters:
        place.name(parameter.name)
    with deep_recursion():
        for name in sorted(assigned_in(routine.body)):
            place.name(name)
        _read_parameters(place, routine)
        statements(place, routine.body)
        if not place.left:
            statements(place, (ReturnStatement(None, routine.span),))
    definition = routine.definition
    assert isinstance(definition, PipelineDefinition)
    signature = routine.signature
    parameters = tuple(FlowParameter(one.name, one.type, one.default) for one in signature.parameters)
    return Flow(definition, parameters, signature.whole, tuple(place.operations), routine.comment, routine.span)


def _read_parameters(place: Place, routine: Routine) -> None:
    signature = routine.signature
    values: list[tuple[str, Expression]]
    if not signature.parameters:
        return
    if signature.whole:
        (only,) = signature.parameters
        values = [(only.name, _filled(StateInput(only.type, only.span)))]
    else:
        fields = tuple(FieldOf(one.name, one.type, one.default is None) for one in signature.parameters)
        record = Record("input", fields, RecordKind.TYPED_DICT)
        values = [(one.name, _parameter(one, record)) for one in signature.parameters]
    assigns = tuple(Assign(place.name(name), given) for name, given in values)
    place.add(Do("input", Compute(), assigns, routine.span))


def _parameter(parameter: Parameter, record: Record) -> Expression:
    """The input's key, or the default where it is absent."""
    given = StateInput(record, parameter.span)
    if parameter.default is None:
        return _filled(Field(given, parameter.name, parameter.type, parameter.span))
    key = Constant(parameter.name, STR, parameter.span)
    return _filled(Operation("dict.get", (given, key, parameter.default), (), parameter.type, parameter.span))


def _filled(given: Expression) -> Expression:
    """What comes from outside, with the defaults of the records in it."""
    return Operation("filled", (given,), (), given.type, given.span) if has_defaults(given.type) else given


__all__ = ["lower"]
