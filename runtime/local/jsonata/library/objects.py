"""Functions on objects, and on values of any kind.

    FUNCTIONS: $keys, $lookup, $spread, $merge, $exists, $type, $boolean, $not, $error, $assert, $clone

JSONata: https://docs.jsonata.org/object-functions
"""

from typing import Any

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.library.native import Native
from runtime.local.jsonata.values import UNDEFINED, Function, Outer, Sequence, append, is_number, plain, truth


def _keys(value: Any) -> Any:
    names: dict[str, None] = {}
    for item in value if isinstance(value, list) else [value]:
        if type(item) is dict:
            names.update(dict.fromkeys(item))
        elif isinstance(item, list):
            names.update(dict.fromkeys(_keys(item)))
    return Sequence(names)


def _lookup(value: Any, key: Any) -> Any:
    if type(value) is dict:
        return value.get(key, UNDEFINED)
    if not isinstance(value, list):
        return UNDEFINED
    found = Sequence()
    for item in value:
        entry = _lookup(item, key)
        if isinstance(entry, list):
            found.extend(entry)
        elif entry is not UNDEFINED:
            found.append(entry)
    return found


def _spread(value: Any) -> Any:
    if isinstance(value, list):
        result: Any = Sequence()
        for item in value:
            result = append(result, _spread(item))
        return result
    if type(value) is dict:
        return Sequence({key: item} for key, item in value.items())
    return value


def _merge(objects: Any) -> Any:
    if objects is UNDEFINED:
        return UNDEFINED
    merged: dict[str, Any] = {}
    for item in objects:
        merged.update(item)
    return merged


def _exists(value: Any) -> bool:
    return value is not UNDEFINED


def _type(value: Any) -> Any:
    if value is UNDEFINED:
        return UNDEFINED
    if value is None:
        return "null"
    if type(value) is bool:
        return "boolean"
    if is_number(value):
        return "number"
    if type(value) is str:
        return "string"
    if isinstance(value, list):
        return "array"
    return "function" if isinstance(value, Function) else "object"


def _boolean(value: Any) -> Any:
    return UNDEFINED if value is UNDEFINED else truth(value)


def _not(value: Any) -> Any:
    return UNDEFINED if value is UNDEFINED else not truth(value)


def _error(message: Any = UNDEFINED) -> Any:
    raise JsonataError("D3137", message=message or "$error() function evaluated")


def _assert(condition: Any, message: Any = UNDEFINED) -> Any:
    if not truth(condition):
        raise JsonataError("D3141", message=message or "$assert() statement failed")
    return UNDEFINED


def _clone(value: Any) -> Any:
    return plain(value[0] if type(value) is Outer else value)


FUNCTIONS = (
    Native("keys", "<x-:a<s>>", 1, _keys),
    Native("lookup", "<x-s:x>", 2, _lookup),
    Native("spread", "<x-:a<o>>", 1, _spread),
    Native("merge", "<a<o>:o>", 1, _merge),
    Native("exists", "<x:b>", 1, _exists),
    Native("type", "<x:s>", 1, _type),
    Native("boolean", "<x-:b>", 1, _boolean),
    Native("not", "<x-:b>", 1, _not),
    Native("error", "<s?:x>", 1, _error),
    Native("assert", "<bs?:x>", 2, _assert),
    Native("clone", "<(oa)-:o>", 1, _clone),
)
