"""`each(…)` as a Map: inline over a list, distributed where an option or a `Stored` list asks for it.

    each(load, rows)                     do "each load" map rows: row = input; do "load" …
    each(load, rows, batch=100)          a Distributed Map; an iteration gets {"Items": […], "BatchInput": {…}}

Iterations of a Distributed Map are executions of their own that see no outer variables: what they read is handed in,
by ItemSelector or, in batches, by BatchInput.
"""

from compiler.forms.expressions import (
    Constant,
    Expression,
    Fact,
    Field,
    Format,
    FormatField,
    Mapping,
    Result,
    Slice,
    StateInput,
)
from compiler.forms.flow import Body, Map
from compiler.forms.flow_check import assigned
from compiler.forms.program import EachCall
from compiler.forms.types import ANY, INT, STR, DictOf, FieldOf, ListOf, Record, RecordKind, StoredOf, Type
from compiler.library import Refusal, iterate
from compiler.passes.lower.free_variables import free_variables
from compiler.passes.lower.place import Place
from runtime.contract import RESULTS_FILE, RESULTS_MANIFEST


def each_map(place: Place, call: EachCall) -> tuple[Map, Expression]:
    """The Map, and what the call gives as an expression of its result."""
    value = place.shared.value
    items = None if call.items is None else place.settled(value(place, call.items), "items")
    concurrency = None if call.concurrency is None else place.settled(value(place, call.concurrency), "most")
    known = concurrency.value if isinstance(concurrency, Constant) else None
    many: Expression | int | None = known if isinstance(known, int) else concurrency
    options = {key: given for key, given in call.options.items() if given is not None}
    options |= {key: value(place, given) for key, given in call.computed}
    if items is not None and isinstance(items.type, StoredOf):
        options["stored"] = items
        items = None
    if not options:
        body = _iteration(place, call, StateInput(_item_type(call), call.span))
        return Map(items, call.parameter, body, many), Result(call.type, call.span)
    place.shared.unasked += 1  # what an iteration fails with is not what the Map fails with
    work = _distributed(place, call, items, many, options)
    return work, _stored_result(call) if "results" in options else Result(call.type, call.span)


def _iteration(place: Place, call: EachCall, item: Expression, extra: tuple[tuple[str, Expression], ...] = ()) -> Body:
    inner = place.machine()
    if any(value is not None for value in call.options.values()):
        inner.beyond = ()  # whatever fails an iteration, the Map itself fails with a name of its own
    for name, value in extra:
        inner.names[name] = inner.variables.take(name)
        inner.compute(inner.names[name], value, call.span)
    inner.names.pop(call.parameter, None)
    inner.compute(inner.name(call.parameter), item, call.span)
    inner.give(call.body, call.span)
    return tuple(inner.operations)


def _distributed(
    place: Place, call: EachCall, items: Expression | None, many: Expression | int | None, options: dict[str, object]
) -> Map:
    batch = "batch" in options or "batch_bytes" in options
    plain = _item_type(call)
    whole = Field(StateInput(_batch(plain), call.span), "Items", ListOf(plain), call.span) if batch else None
    body = _iteration(place, call, whole or StateInput(plain, call.span))
    outer = tuple(sorted(free_variables(body) - set(assigned(body))))
    if not outer:
        return Map(items, call.parameter, body, many, options)
    span = call.span
    handed = {name: Constant(name, STR, span) for name in outer}
    mine = {flow: author for author, flow in place.names.items()}
    types = tuple(FieldOf(name, ANY) for name in outer)
    given = Record("given", types, RecordKind.TYPED_DICT)
    locals_: tuple[tuple[Expression, Expression], ...] = tuple(
        (handed[name], place.local(name, span)) for name in outer
    )
    if batch:
        source: Expression = Field(StateInput(_batch(plain, given), span), "BatchInput", given, span)
        options = {**options, "given": Mapping(locals_, DictOf(STR, ANY), span)}
        selector = None
        item = Field(StateInput(_batch(plain, given), span), "Items", ListOf(plain), span)
    else:
        item_key = Constant(call.parameter, STR, span)
        entries = ((item_key, Fact(("Map", "Item", "Value"), plain, span)), *locals_)
        selector = Mapping(entries, DictOf(STR, ANY), span)
        source = StateInput(Record("given", (*types, FieldOf(call.parameter, plain)), RecordKind.TYPED_DICT), span)
        item = Field(source, call.parameter, plain, span)
    extra = tuple((mine.get(name, name), Field(source, name, ANY, span)) for name in outer)
    body = _iteration(place, call, item, extra)
    return Map(items, call.parameter, body, many, options, selector=selector)


def _batch(item: Type, given: Type = ANY) -> Record:
    fields = (FieldOf("Items", ListOf(item)), FieldOf("BatchInput", given))
    return Record("batch", fields, RecordKind.TYPED_DICT)


def _item_type(call: EachCall) -> Type:
    if call.items is None:
        return ANY
    type_ = call.items.type
    if isinstance(type_, StoredOf) and isinstance(type_.item, ListOf):
        return type_.item.item
    found = iterate(call.items)
    return ANY if isinstance(found, Refusal) else found


def _stored_result(call: EachCall) -> Expression:
    """Where the ResultWriter has put the results: a `Stored` reference to their list, beside the manifest it names."""
    span = call.span
    details = Record("details", (FieldOf("Bucket", STR), FieldOf("Key", STR)), RecordKind.TYPED_DICT)
    written = Record("written", (FieldOf("ResultWriterDetails", details),), RecordKind.TYPED_DICT)
    place = Field(Result(written, span), "ResultWriterDetails", details, span)
    key = Field(place, "Key", STR, span)
    folder = Slice(key, None, Constant(-len(RESULTS_MANIFEST), INT, span), None, STR, span)
    parts = ("s3://", FormatField(Field(place, "Bucket", STR, span)), "/", FormatField(folder), RESULTS_FILE)
    return Mapping(((Constant("$stored", STR, span), Format(parts, STR, span)),), call.type, span)


__all__ = ["each_map"]
