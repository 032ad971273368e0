"""List, tuple, set and dict displays, and records made by their class.

[first, *rest]               $append([$first], $rest)
{**limits, "day": day}       $merge([$limits, {"day": $day}])
"""

from collections.abc import Callable, Sequence

from compiler.forms.expressions import Collection, Construct, Expression, Mapping, Spread
from compiler.forms.types import SetOf
from compiler.library.collections import array_of
from compiler.library.entry import Operand, constant_of
from compiler.library.shapes import kinds, may_be_array, options
from compiler.library.text import Text, call, choose, let, string, sure
from compiler.library.text import block as in_block

Render = Callable[[Expression], Text]


def collection_text(node: Collection, render: Render) -> Text:
    """`[a, b]`: an array whose array items stay nested and whose spreads are laid flat."""
    pieces = _pieces(node.items, render)
    whole = pieces[0] if pieces else Text("[]")
    for piece in pieces[1:]:
        whole = call("$append", whole, piece)
    if isinstance(node.type, SetOf):
        return call("$setOf", whole) if node.items else whole
    return whole


def _pieces(items: Sequence[Expression | Spread], render: Render) -> list[Text]:
    """Arrays to append one after the other: runs of items as one constructor, spreads as they are."""
    pieces: list[Text] = []
    run: list[str] = []
    for item in items:
        if isinstance(item, Spread):
            _close(run, pieces)
            pieces.append(array_of(Operand(item.value, render(item.value))))
        elif may_be_array(item.type) and not _always_array(item):
            _close(run, pieces)
            pieces.append(_one_item(sure(render(item))))
        else:
            text = sure(render(item)).text
            run.append(f"[{text}]" if _always_array(item) and not text.startswith("[") else text)
    _close(run, pieces)
    return pieces


def _close(run: list[str], pieces: list[Text]) -> None:
    if run:
        pieces.append(Text(f"[{', '.join(run)}]"))
        run.clear()


def _always_array(item: Expression) -> bool:
    return all(may_be_array(option) and kinds(option) != {"Any"} for option in options(item.type))


def _one_item(text: Text) -> Text:
    """An array of one item that may itself be an array: the constructor would lay that flat."""
    binding, value = let("v", text)
    is_array = Text(f'$type({value.text}) = "array"')
    return in_block(binding, Text(f"({choose(is_array, Text(f'[[{value.text}]]'), Text(f'[{value.text}]')).text})"))


def mapping_text(node: Mapping, render: Render) -> Text:
    """A dict display: one object, or several merged where keys are computed or entries spread."""
    pieces: list[Text] = []
    run: dict[str, str] = {}
    for entry in node.entries:
        if isinstance(entry, Spread):
            _close_object(run, pieces)
            pieces.append(sure(render(entry.value)))
            continue
        key, value = entry
        constant = constant_of(key)
        text = sure(render(value)).text
        if isinstance(constant, str | int) and not isinstance(constant, bool):
            run.pop(str(constant), None)
            run[str(constant)] = text
        else:
            _close_object(run, pieces)
            pieces.append(Text(f"{{{_key_text(key, render)}: {text}}}"))
    _close_object(run, pieces)
    if not pieces:
        return Text("{}")
    return pieces[0] if len(pieces) == 1 else Text(f"$merge([{', '.join(piece.text for piece in pieces)}])")


def _key_text(key: Expression, render: Render) -> str:
    text = sure(render(key))
    return text.text if kinds(key.type) <= {"str", "date", "datetime", "UUID"} else call("$string", text).text


def _close_object(run: dict[str, str], pieces: list[Text]) -> None:
    if run:
        pieces.append(Text(f"{{{', '.join(f'{string(key).text}: {value}' for key, value in run.items())}}}"))
        run.clear()


def construct_text(node: Construct, render: Render) -> Text:
    """A record made by its class: an object by field name."""
    pairs = (f"{string(name).text}: {sure(render(value)).text}" for name, value in node.fields)
    return Text(f"{{{', '.join(pairs)}}}")
