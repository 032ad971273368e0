"""What AWS accepts as names and keys of resources, checked where they are declared.

check_table("t", {"id": "X"}, None, (), None)
DeclarationError: Table("t"): the name has 1 characters; give 3 to 255
                  Table("t"): partition_key is {'id': 'X'}; give one attribute and its type, …
"""

from __future__ import annotations

from collections.abc import Mapping

from dsl.errors import Problems

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from dsl.resources import Index


LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
DIGITS = frozenset("0123456789")
SECRET = LETTERS | DIGITS | frozenset("/_+=.@-")
TABLE = LETTERS | DIGITS | frozenset("_.-")
BUCKET = frozenset("abcdefghijklmnopqrstuvwxyz0123456789.-")
WORD = LETTERS | DIGITS | frozenset("_-")
MOST_INDEXES = 20


def check_secret(name: object) -> None:
    """A Secrets Manager name (letters, digits, `/_+=.@-`, up to 512) or ARN. Raises `DeclarationError`."""
    problems = Problems(f"Secret({name!r})")
    if isinstance(name, str) and name.startswith("arn:"):
        whole = len(name.split(":")) == 7 and ":secretsmanager:" in name
        problems.add(whole, "the ARN is not a secret's; give arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME")
    else:
        _check_name(name, 1, 512, SECRET, "letters, digits and /_+=.@-", problems)
    problems.raise_any()


def check_word(kind: str, name: object, longest: int, *, fifo: bool = False) -> None:
    """A name of letters, digits, `_` and `-`, where `fifo` with an optional `.fifo` end. Raises `DeclarationError`."""
    problems = Problems(f"{kind}({name!r})")
    stem = name.removesuffix(".fifo") if fifo and isinstance(name, str) else name
    _check_name(stem, 1, longest, WORD, "letters, digits, _ and -", problems)
    problems.raise_any()


def check_bucket(name: object) -> None:
    """An S3 bucket name: 3 to 63 lower-case letters, digits, dots and hyphens. Raises `DeclarationError`."""
    problems = Problems(f"Bucket({name!r})")
    if _check_name(name, 3, 63, BUCKET, "lower-case letters, digits, dots and hyphens", problems):
        assert isinstance(name, str)
        ends = name[0] not in ".-" and name[-1] not in ".-" and ".." not in name
        problems.add(ends, "begin and end the name with a letter or digit, and never put two dots together")
    problems.raise_any()


def check_table(
    name: object, partition_key: object, sort_key: object, indexes: tuple[Index, ...], expires: object
) -> None:
    """A DynamoDB table with its keys and indexes. Raises `DeclarationError` with everything that is wrong."""
    problems = Problems(f"Table({name!r})")
    _check_name(name, 3, 255, TABLE, "letters, digits, _ . and -", problems)
    keys = {**_check_keys("partition_key", "sort_key", partition_key, sort_key, problems)}
    listed = isinstance(indexes, tuple)
    problems.add(listed, f"indexes is {indexes!r}; give a tuple: indexes=(Index(…),)")
    for index in indexes if listed else ():
        if not problems.add(hasattr(index, "projection"), f"indexes has {index!r}; give Index(…) values"):
            continue
        _check_name(index.name, 3, 255, TABLE, f"letters, digits, _ . and - (index {index.name!r})", problems)
        where = f"of index {index.name!r}"
        own = _check_keys(f"partition_key {where}", f"sort_key {where}", index.partition_key, index.sort_key, problems)
        for attribute, kind in own.items():
            same = keys.setdefault(attribute, kind) == kind
            problems.add(same, f"{attribute!r} is {kind} in index {index.name!r} and {keys[attribute]} elsewhere")
    names = [getattr(index, "name", None) for index in indexes] if listed else []
    problems.add(len(names) == len(set(names)), f"two indexes have one name: {names}")
    problems.add(len(names) <= MOST_INDEXES, f"{len(names)} indexes; DynamoDB takes {MOST_INDEXES}")
    problems.add(
        expires is None or (isinstance(expires, str) and bool(expires) and expires not in keys),
        f"expires is {expires!r}; name an attribute that is not a key",
    )
    problems.raise_any()


def _check_keys(first: str, second: str, partition: object, sort: object, problems: Problems) -> dict[str, str]:
    keys: dict[str, str] = {}
    for label, given in ((first, partition), (second, sort)):
        if given is None and label == second:
            continue
        entries = list(given.items()) if isinstance(given, Mapping) else []
        fine = len(entries) == 1 and all(
            isinstance(key, str) and key and kind in ("S", "N", "B") for key, kind in entries
        )
        if problems.add(fine, f'{label} is {given!r}; give one attribute and its type, "S", "N" or "B": {{"id": "S"}}'):
            attribute, kind = entries[0]
            problems.add(attribute not in keys, f"{attribute!r} is both keys; {label} needs an attribute of its own")
            keys[attribute] = kind
    return keys


def _check_name(
    name: object, shortest: int, longest: int, allowed: frozenset[str], said: str, problems: Problems
) -> bool:
    if not problems.add(isinstance(name, str) and bool(name), f"the name is {name!r}; give a text"):
        return False
    assert isinstance(name, str)
    size = shortest <= len(name) <= longest
    problems.add(size, f"the name has {len(name)} characters; give {shortest} to {longest}")
    strange = sorted(set(name) - allowed)
    return problems.add(not strange, f"the name has {''.join(strange)!r}; only {said} are allowed") and size
