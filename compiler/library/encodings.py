"""JSON text, base64, digests, and what only the moment knows: random numbers, UUIDs, the clock.

    json.loads(text)                                   $parse($text)
    hashlib.sha256(s.encode()).hexdigest()             $hash($s, "SHA-256")
    base64.b64encode(s.encode()).decode()              $toBase64($s)

`bytes` are base64 text on the wire, so encoding them is nothing and decoding them is `$base64decode`.
"""

import base64
import hashlib
import json
import random
import time
import uuid
from collections.abc import Callable

from compiler.forms.expressions import Operation
from compiler.forms.types import ANY, FLOAT, STR, DictOf, ListOf, Record, RecordKind, Scalar, SetOf, TupleOf, Type
from compiler.library.entry import Entry, Given, Rendered, Rendering, Typing, constant_of
from compiler.library.shapes import kinds, options, spelled, wire
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, call, infix, number, string
from compiler.library.truth import FALSE, TRUE

DIGEST = Record("hashlib digest", (), RecordKind.DATACLASS)
"""The type of what `hashlib.sha256(…)` gives: only its `hexdigest()` can be asked."""

_ALGORITHMS: dict[str, tuple[Callable[..., object], str]] = {
    "hashlib.md5": (hashlib.md5, "MD5"),
    "hashlib.sha1": (hashlib.sha1, "SHA-1"),
    "hashlib.sha256": (hashlib.sha256, "SHA-256"),
    "hashlib.sha384": (hashlib.sha384, "SHA-384"),
    "hashlib.sha512": (hashlib.sha512, "SHA-512"),
}


def _takes(wanted: str, gives: Type, parameter: str) -> Typing:
    """An argument of one kind."""

    def typing(given: Given) -> Type | Refusal:
        known = kinds(given[parameter].type)
        if known <= {wanted, "Unknown"}:
            return gives
        return Refusal(f"`{wanted}` is needed here, got `{spelled(given[parameter].type)}`")

    return typing


def _always(gives: Type) -> Typing:
    def typing(_: Given) -> Type | Refusal:
        return gives

    return typing


# ---- json ----


def _exact_json(type_: Type, where: str = "") -> Refusal | None:
    """Whether JSONata writes these values as `json.dumps` does: a float's digits, and opaque JSON, may differ."""
    for one in options(type_):
        match one:
            case Scalar.FLOAT | Scalar.TIMEDELTA:
                return Refusal("`json.dumps()` of a float is not exact in JSONata", 'format it first: f"{x:.2f}"')
            case Scalar.ANY:
                return Refusal("`json.dumps()` of opaque JSON could meet floats", "give the value a type")
            case Scalar.DATE | Scalar.DATETIME | Scalar.DECIMAL | Scalar.UUID | Scalar.TIME | Scalar.BYTES | SetOf():
                return Refusal(f"`json.dumps()` refuses `{spelled(one)}`", "convert it with `str()`")
            case Record() if one.kind not in (RecordKind.LITERAL, RecordKind.TYPED_DICT):
                return Refusal(f"`json.dumps()` refuses `{spelled(one)}`", 'name the fields: `{"a": x.a}`')
            case ListOf(item) | DictOf(_, item):
                found = _exact_json(item, where)
            case TupleOf(items):
                found = next((bad for bad in map(_exact_json, items) if bad), None)
            case Record(_, fields):
                found = next((bad for bad in (_exact_json(field.type) for field in fields) if bad), None)
            case _:
                found = None
        if found is not None:
            return found
    return None


def _dumps_type(given: Given) -> Type | Refusal:
    laid_out = given.get("indent") is not None or given.get("sort_keys") is not None
    if given.get("indent") is not None and not isinstance(constant_of(given.get("indent")), int | str | None):
        return Refusal("`indent=` must be a constant", "write `json.dumps(value, indent=2)`")
    if given.get("sort_keys") is not None and not isinstance(constant_of(given.get("sort_keys")), bool):
        return Refusal("`sort_keys=` must be a constant", "write `json.dumps(value, sort_keys=True)`")
    if laid_out and given.get("separators") is not None:
        return Refusal("`separators=` does not go with `indent=` and `sort_keys=` here", "leave one of them out")
    for name in ("default", "cls"):
        if given.get(name) is not None and constant_of(given.get(name)) not in (None, False):
            return Refusal(f"`json.dumps({name}=…)` is not compiled")
    if not isinstance(constant_of(given.get("ensure_ascii")), bool) and given.get("ensure_ascii") is not None:
        return Refusal("`ensure_ascii=` must be a constant")
    if given.get("separators") is not None and constant_of(given.get("separators")) not in ((",", ":"), (", ", ": ")):
        return Refusal('`separators=` other than `(",", ":")` is not compiled')
    return _exact_json(given["obj"].type) or STR


def _dumps(given: Rendered) -> Text:
    value = given["obj"]
    compact = constant_of(given.get("separators")) == (",", ":")
    indent, in_order = constant_of(given.get("indent")), constant_of(given.get("sort_keys")) is True
    if isinstance(indent, int | str):
        step = string(" " * indent if isinstance(indent, int) else indent)
        text = call("$laidOut", value.text, step, string("\n"), string(","), TRUE if in_order else FALSE)
    elif in_order:
        text = call("$laidOut", value.text, string(""), string(""), string(", "), TRUE)
    elif not compact:
        text = call("$dumps", value.text)
    elif wire(value.type) <= {"object", "array"}:
        text = call("$string", value.text)
    else:
        text = call("$compact", value.text)
    return text if constant_of(given.get("ensure_ascii")) is False else call("$ascii", text)


# ---- bytes and digests ----


def _encode_type(given: Given) -> Type | Refusal:
    encoding = constant_of(given.get("encoding"))
    if given.get("encoding") is None or str(encoding).lower().replace("_", "-") in ("utf-8", "utf8", "ascii"):
        return Scalar.BYTES
    return Refusal("only UTF-8 is compiled")


def _decode_type(given: Given) -> Type | Refusal:
    found = _encode_type(given)
    return found if isinstance(found, Refusal) else STR


def _decode(given: Rendered) -> Text:
    source = given["self"]
    if isinstance(source.node, Operation) and source.node.name == "base64.b64encode":
        return source.arguments[0].text  # on the wire, bytes are their base64 text
    return call("$fromBase64", source.text)


def _b64encode(given: Rendered) -> Text:
    return call("$base64encode", given["data"].text)


def _b64decode_type(given: Given) -> Type | Refusal:
    known = kinds(given["data"].type)
    return Scalar.BYTES if known <= {"str", "Unknown"} else Refusal(f"a `str` is needed, got `{'/'.join(known)}`")


def _same(name: str) -> Rendering:
    return lambda given: given[name].text


def _digest_type(given: Given) -> Type | Refusal:
    data = given["data"]
    if isinstance(data, Operation) and data.name == "str.encode":
        return DIGEST
    return Refusal("only the digest of a string is compiled", "write `hashlib.sha256(s.encode())`")


def _hexdigest(given: Rendered) -> Text:
    made = given["self"]
    assert isinstance(made.node, Operation)
    (data,) = made.arguments
    return call("$hash", data.arguments[0].text, string(_ALGORITHMS[made.node.name][1]))


def _hexdigest_type(given: Given) -> Type | Refusal:
    if isinstance(given["self"], Operation):
        return STR
    return Refusal("a digest cannot be kept in a variable", "write `hashlib.sha256(s.encode()).hexdigest()` in one")


# ---- the moment ----


def _seconds_now(_: Rendered) -> Text:
    return infix(call("$millis"), "/", number(1000), Level.PRODUCT)


def _hex(given: Rendered) -> Text:
    return call("$replace", given["self"].text, string("-"), string(""))


_DUMPS = "obj, /, *, ensure_ascii?, separators?, indent?, sort_keys?, default?, cls?"

ENTRIES: tuple[Entry, ...] = (
    Entry("json.dumps", Signature.of(_DUMPS), _dumps_type, _dumps, python=json.dumps),
    Entry(
        "json.loads",
        Signature.of("s, /"),
        _takes("str", ANY, "s"),
        lambda given: call("$parse", given["s"].text),
        ("ValueError",),
        python=json.loads,
    ),
    Entry(
        "str.encode", Signature.of("self, encoding?"), _encode_type, lambda given: call("$toBase64", given["self"].text)
    ),
    Entry("bytes.decode", Signature.of("self, encoding?"), _decode_type, _decode, ("UnicodeDecodeError",)),
    Entry(
        "base64.b64encode",
        Signature.of("data"),
        _takes("bytes", Scalar.BYTES, "data"),
        _b64encode,
        python=base64.b64encode,
    ),
    Entry(
        "base64.b64decode",
        Signature.of("data"),
        _b64decode_type,
        _same("data"),
        ("ValueError",),
        python=base64.b64decode,
    ),
    *(
        Entry(key, Signature.of("data, /"), _digest_type, _same("data"), python=function)
        for key, (function, _) in _ALGORITHMS.items()
    ),
    Entry("digest.hexdigest", Signature.of("self, /"), _hexdigest_type, _hexdigest),
    Entry("random.random", Signature.of(""), _always(FLOAT), lambda _: call("$random"), python=random.random),
    Entry("uuid.uuid4", Signature.of(""), _always(Scalar.UUID), lambda _: call("$uuid"), python=uuid.uuid4),
    Entry(
        "uuid.UUID",
        Signature.of("hex"),
        _takes("str", Scalar.UUID, "hex"),
        lambda given: call("$uuidOf", given["hex"].text),
        ("ValueError",),
        python=uuid.UUID,
    ),
    Entry("UUID.hex@", Signature.of("self, /"), _always(STR), _hex),
    Entry("time.time", Signature.of(""), _always(FLOAT), _seconds_now, python=time.time),
)
