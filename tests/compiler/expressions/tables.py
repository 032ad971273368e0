"""What is computed both ways: groups of sources over typed names, each source with every row of values."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from uuid import UUID

from compiler.forms.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    DictOf,
    EnumOf,
    FieldOf,
    ListOf,
    LiteralOf,
    Record,
    RecordKind,
    Scalar,
    SetOf,
    TupleOf,
    Union,
)

DATE, DATETIME, TIMEDELTA, TIME = Scalar.DATE, Scalar.DATETIME, Scalar.TIMEDELTA, Scalar.TIME


class Color(Enum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 0
    HIGH = 2


class Mode(StrEnum):
    ON = "on"
    OFF = ""


@dataclass
class Order:
    day: date
    rows: int
    tags: list[str] = field(default_factory=list)
    note: str | None = None


ORDER = Record(
    "Order",
    (FieldOf("day", DATE), FieldOf("rows", INT), FieldOf("tags", ListOf(STR)), FieldOf("note", Union((STR, NONE)))),
    RecordKind.DATACLASS,
    Order,
)
SPARSE = Record("Sparse", (FieldOf("id", INT), FieldOf("label", STR, required=False)), RecordKind.TYPED_DICT)
TOKYO = timezone(timedelta(hours=9))


@dataclass(frozen=True)
class Group:
    """Names with their types, rows of values for them, and the sources to compute."""

    name: str
    types: dict
    rows: list[tuple]
    sources: str
    more: dict = field(default_factory=dict)


GROUPS = [
    Group(
        "whole numbers",
        {"a": INT, "b": INT},
        [(7, 2), (-7, 2), (7, -2), (-7, -2), (0, 3), (6, 3), (1, 0), (2**50, 3), (-1, 5), (-(10**14), 7)],
        """
        a + b
        a - b
        a - (b - 1)
        a - (b + a)
        (a + b) * 2
        a * b
        a / b
        a / 2
        a // b
        a % b
        a // 2
        a % 5
        a % 2 == 0
        a % 2 != 0
        a % b == 0
        -a
        -(a + b)
        -a - -b
        +a
        ~a
        2 - -b
        abs(a)
        a ** 2 if abs(a) < 1000 else 0
        2 ** 10 - a
        -a // 2
        a < b
        a <= b < 3
        0 < a < b
        a == b
        a != b
        a == b == 2
        a > 1 and b > 1
        a > 1 or b > 1
        not a
        not (a == b)
        not (a < b)
        a and b
        a or b
        a and b and 3
        (a or b) + 1
        a if a > b else b
        (a if b else 1) * 2
        min(a, b)
        max(a, b, 3)
        min([a, b])
        sum([a, b, 1])
        divmod(a, b)
        int(a)
        float(a)
        bool(a)
        round(a)
        round(a, 2)
        str(a)
        f"{a}"
        f"{a} of {b}"
        f"{a}{b}"
        f"{a:05d}"
        f"{a:,}"
        f"{a:_}"
        f"{a:>8}"
        f"{a:<8}|"
        f"{a:^8}|"
        f"{a:*^9}|"
        f"{a:+}"
        f"{a: d}"
        f"{a:x}"
        f"{a:X}"
        f"{a:b}"
        f"{a:o}"
        f"{a:.2f}" if abs(a) < 1000 else ""
        f"{a:8.1f}" if abs(a) < 1000 else ""
        format(a, "04d")
        "x" * b
        "ab" * b
        b * "ab"
        [0] * b
        [a, b] * b
        a in (1, 7)
        a not in [7, b]
        a is None
        timedelta(days=a, hours=b).days if abs(a) < 1000 else 0
        isinstance(a, int)
        isinstance(a, (str, list))
        [a, b][0]
        [a, b][-1]
        [a, b, 3][b]
        (a, b)[1]
        {"a": a, "b": [b]}
        {"a": a, "a": b}
        {str(a): 1, str(b): 2}
        list(range(b))
        list(range(1, b))
        list(range(0, 10, 3))
        list(range(b, -5, -2))
        list(range(b, 9, 4))
        [x * a for x in range(b)]
        [x for x in range(4) if x % 2 == b % 2]
        math.floor(a / 4)
        math.sqrt(a) if a > 0 else 0
        math.sqrt(a - 8)
        math.trunc(a)
        """,
    ),
    Group(
        "floats",
        {"x": FLOAT, "y": FLOAT},
        [
            (7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (1.0, 0.1), (0.0, 1.0), (2.675, 1.005), (0.5, 1.5), (2.5, -0.5),
            (-0.001, 100.0), (1e13, 3.0), (0.1, 0.2), (-2.5, 0.3), (1234567.891, 0.7), (0.125, 0.375), (1e-5, 5.0),
            (5.0, 0.0), (0.15, 0.25), (99.995, 9.995), (1.0000000000000002, 3.0),
        ],
        """
        x + y
        x - y
        x * y
        x / y
        x // y
        x % y
        x // 1
        -x
        abs(x)
        x < y
        x == y
        x == 1
        round(x)
        round(x, 1)
        round(x, 2)
        round(-x, 2)
        round(y, 3)
        int(x)
        bool(x)
        x or y
        x and y
        not x
        min(x, y)
        max([x, y, 1])
        sum([x, y])
        sum([x, y, 0.3, 0.1])
        sum([x, y], 0.5)
        math.floor(x)
        math.ceil(x)
        math.fabs(x)
        divmod(x, y)
        f"{x:.2f}"
        f"{x:.0f}"
        f"{x:,.2f}"
        f"{x:.1%}"
        f"{x:10.3f}"
        f"{x:<10.3f}|"
        f"{x:+.2f}"
        f"{x:08.2f}"
        f"{y:f}"
        sorted([x, y, 0.0])
        sorted([x, y], reverse=True)
        """,
    ),
    Group(
        "floats as text",
        {"x": FLOAT},
        [(7.5,), (3.0,), (-0.25,), (0.1,), (100.0,), (123456.789,), (0.0001,), (1e14,), (0.0,), (-2.0,)],
        """
        str(x)
        f"{x}"
        f"a {x} b"
        f"{x:>10}"
        """,
    ),
    Group(
        "bools",
        {"p": BOOL, "q": BOOL, "n": INT},
        [(True, False, 1), (False, False, 0), (True, True, 2), (False, True, 1)],
        """
        p and q
        p or q
        not p
        not (p and q)
        p or q and not p
        (p or q) and p
        p == q
        p != q
        p == n
        n == p
        n != q
        n == True
        p + n
        p + q
        p * 3
        -p
        p < n
        p | q
        p & q
        p ^ q
        p is True
        p is not False
        p if q else not p
        int(p)
        float(p)
        str(p)
        f"{p} {n}"
        f"{p:d}"
        f"{p:>3}"
        sum([p, q])
        any([p, q])
        all([p, q])
        any(x > 1 for x in [n, 0])
        all(x > 0 for x in [n, 1])
        sorted([p, q])
        max(p, q)
        p in [q, True]
        p in (n, 5)
        n in (p, 5)
        [p, n]
        p and n
        p or n
        bool(n)
        1 if p else 2 if q else 3
        (1 if p else 2) + 1
        """,
    ),
    Group(
        "strings",
        {"s": STR, "t": STR},
        [
            ("abc", "b"), ("", "x"), ("a,b,,c", ","), ("  pad me \t", " "), ("x", ""), ("ÄÖü ß 𝄞é", "ü"), ("aaa", "a"),
            ("-42", "4"), ("a.b.c", "."), ("line\nbreak\n", "\n"), ("$0 $1 \\", "$"), ("Hello", "Hello"), ("ab", "abab"),
        ],
        """
        s + t
        s + "-" + t
        s * 2
        len(s)
        s == t
        s < t
        s >= t
        t in s
        t not in s
        s in ("abc", t)
        not s
        s or t
        s and t
        bool(s)
        s[0]
        s[-1]
        s[1]
        s[1:]
        s[:2]
        s[1:3]
        s[-2:]
        s[:-1]
        s[-3:-1]
        s[-1:2]
        s[5:]
        s[3:1]
        s[::-1]
        s[::2]
        s[len(t):]
        s[:len(t)]
        s.upper()
        s.lower()
        s.strip()
        s.lstrip()
        s.rstrip()
        s.strip("ab")
        s.rstrip("c")
        s.lstrip("-a")
        s.strip("^]\\\\-")
        s.startswith("a")
        s.startswith(t)
        s.startswith(("a", "He"))
        s.endswith("c")
        s.endswith(t)
        s.endswith("")
        s.removeprefix("a")
        s.removeprefix(t)
        s.removesuffix("c")
        s.removesuffix(t)
        s.find("b")
        s.find(t)
        s.index("b")
        s.count("a")
        s.split(",")
        s.split()
        s.split("a")
        s.split(",", 1)
        s.partition(",")
        ",".join([s, t])
        t.join(["a", "b", "c"])
        "-".join(s)
        "".join(s.split(","))
        ",".join(sorted(s.split(",")))
        s.replace("a", "b")
        s.replace("a", "$0")
        s.replace(".", "")
        s.replace("a", "x", 1)
        s.ljust(8)
        s.rjust(8, "*")
        s.zfill(5)
        s.ljust(len(t)) + "|"
        f"{s}"
        f"<{s}>"
        f"{s:>10}"
        f"{s:<10}|"
        f"{s:^10}|"
        f"{s:-^9}"
        f"{s:.2}"
        f"{s!s:>5}"
        f"{{{s}}}"
        str(s)
        [c for c in s]
        [c + c for c in s if c != "a"]
        list(s)
        sorted(s)
        set("abca")
        list(reversed(s))
        [f"{i}{c}" for i, c in enumerate(s)]
        dict([(c, 1) for c in "ab"])
        json.dumps(s, ensure_ascii=False)
        json.dumps([s, t], ensure_ascii=False)
        json.dumps({"s": s, "n": [1, None, True, {"t": t}], "e": [], "o": {}}, ensure_ascii=False)
        json.dumps({"s": s, "n": [1]}, ensure_ascii=False, separators=(",", ":"))
        json.loads(json.dumps({"s": s, "n": [1]}, ensure_ascii=False))
        hashlib.sha256(s.encode()).hexdigest()
        hashlib.md5(t.encode()).hexdigest()
        hashlib.sha1(t.encode()).hexdigest()
        hashlib.sha384(t.encode()).hexdigest()
        hashlib.sha512(t.encode()).hexdigest()
        uuid.UUID("00000000-0000-0000-0000-00000000000A")
        uuid.UUID(s)
        urllib.parse.unquote("a%20b+c")
        urllib.parse.unquote_plus("a%20b+c")
        base64.b64encode("plain".encode()).decode()
        base64.b64decode("cGxhaW4=").decode()
        min(s, t)
        max([s, t])
        max(s.split(","), key=len)
        min(s.split(","), key=lambda x: (len(x), x))
        isinstance(s, str)
        {s: 1, t: 2}
        {"k": s}
        {s: [t]}
        """,
    ),
    Group(
        "numbers in strings",
        {"s": STR},
        [("42",), ("-7",), ("+5",), (" 12 ",), ("1_000",), ("4.2",), ("abc",), ("",), ("007",), ("1e3",), (".5",), ("5.",),
         ("-.5e-1",), ("0x1F",), ("1__0",), ("\n3\t",)],
        """
        int(s)
        float(s)
        int(s) + 1
        """,
    ),
    Group(
        "lists of numbers",
        {"xs": ListOf(INT), "i": INT},
        [([3, 1, 2], 1), ([], 0), ([5], 0), ([1, 1, 2], -1), ([4, 3, 2, 1], 7), ([0], -2), ([10, 9, 8, 7, 6, 5], 2)],
        """
        xs
        len(xs)
        not xs
        bool(xs)
        xs or [9]
        xs and 5
        xs[0]
        xs[-1]
        xs[i]
        xs[i] + 1
        {"v": xs[i]}
        [xs[0]]
        xs[0] == 3
        xs[i] if len(xs) > 2 else 0
        xs[1:]
        xs[:2]
        xs[-2:]
        xs[:-1]
        xs[1:3]
        xs[i:]
        xs[:i]
        xs[::-1]
        xs[::2]
        xs[::-2]
        xs[:]
        xs + [i]
        [*xs, i]
        [i, *xs]
        [0, *xs, 4, *xs]
        xs == [3, 1, 2]
        xs != []
        i in xs
        i not in xs
        sorted(xs)
        sorted(xs, reverse=True)
        sorted(xs, key=lambda x: -x)
        sorted(xs, key=lambda x: x % 2)
        sorted(xs, key=lambda x: (x % 2, -x))
        list(reversed(xs))
        sum(xs)
        sum(xs, 10)
        sum(xs) / len(xs)
        min(xs)
        max(xs)
        min(xs, default=0)
        max(xs, default=None)
        max(xs, key=lambda x: x % 3)
        min(xs, key=lambda x: x % 3)
        any(xs)
        all(xs)
        any(x > 3 for x in xs)
        any(10 // x > 3 for x in xs)
        all(10 // x > 3 for x in xs)
        any(10 // x > 3 for x in xs if x)
        any(x in [3] and xs[x] for x in xs)
        any(a > b for a, b in zip(xs, xs[1:]))
        all(x < 4 for x in xs)
        [x for x in xs]
        [x + i for x in xs]
        [x for x in xs if x > 1]
        [x * 2 for x in xs if x > 1 if x < 4]
        [[x] for x in xs]
        [[x] for x in xs if x > 1]
        [[x, [x]] for x in xs]
        [(x, str(x)) for x in xs]
        [x for x in xs for y in xs]
        [x * y for x in xs for y in xs if x != y]
        [y for x in xs for y in range(x)]
        [[y for y in range(x)] for x in xs]
        [x for y in [xs, [i]] for x in y]
        [xs]
        [xs, xs]
        [[xs], i]
        {"a": xs}
        {"a": [x for x in xs]}
        {str(x): x for x in xs}
        {str(x): [x] for x in xs if x > 1}
        {x for x in xs}
        {x % 2 for x in xs}
        set(xs)
        len(set(xs))
        set(xs) == {1, 2}
        set(xs) | {i}
        set(xs) & {1, 2}
        set(xs) - {1, 2}
        set(xs) ^ {1, 2}
        set(xs).issubset({1, 2, 3})
        list(enumerate(xs))
        list(enumerate(xs, 1))
        [a * b for a, b in enumerate(xs)]
        [a * b for a, b in enumerate(xs) if a]
        list(zip(xs, xs[1:]))
        [a - b for a, b in zip(xs, xs[1:])]
        dict(zip([str(x) for x in xs], xs))
        list(map(lambda x: x + 1, xs))
        list(filter(lambda x: x > 1, xs))
        xs.count(1)
        xs.copy()
        (3, i).count(i)
        (3, i).index(i)
        frozenset(xs)
        set(xs).copy()
        set(xs).issuperset({1})
        xs.index(1)
        ",".join(str(x) for x in xs)
        [str(x) for x in xs]
        [x > 1 for x in xs]
        [x if x > 1 else None for x in xs]
        xs if i else []
        [x for x in xs][0]
        [x for x in xs if x == i]
        sum(x for x in xs if x > 1)
        len([x for x in xs if x > 1])
        sum([1 for x in xs if x > 1])
        json.dumps(xs)
        json.dumps({"xs": xs})
        """,
    ),
    Group(
        "lists of lists",
        {"m": ListOf(ListOf(INT)), "e": ListOf(STR)},
        [([[1, 2], [3]], ["a"]), ([], []), ([[]], [""]), ([[5]], ["b", "a"]), ([[1], [], [2, 3]], ["z", "y", "x"])],
        """
        m
        m[0]
        m[-1]
        [m[0]]
        {"m": m}
        len(m)
        m + [[9]]
        [*m, [9]]
        [m, m]
        m[1:]
        m[:1]
        m[::-1]
        [x for x in m]
        [x for x in m if x]
        [len(x) for x in m]
        [x[0] for x in m if x]
        [x + [0] for x in m]
        [y for x in m for y in x]
        [y for x in m if x for y in x if y > 1]
        [[y + 1 for y in x] for x in m]
        [1] in m
        m == [[1, 2], [3]]
        list(enumerate(m))
        list(zip(e, m))
        [(a, b) for a, b in zip(e, m)]
        {k: v for k, v in zip(e, m)}
        list(reversed(m))
        sorted(e)
        sorted(e, key=len)
        [s.upper() for s in e]
        any(m)
        all(m)
        max(m, key=len)
        sum([len(x) for x in m])
        e or m
        [e, m]
        m if e else e
        """,
    ),
    Group(
        "dicts",
        {"d": DictOf(STR, INT), "k": STR},
        [({"a": 1, "b": 2}, "a"), ({}, "x"), ({"only": 0}, "only"), ({"b c": 5, "a": -1, "x": 2}, "b c")],
        """
        d
        len(d)
        not d
        bool(d)
        d["a"]
        d["a"] + 1
        {"v": d["a"]}
        [d["b c"]]
        d[k]
        [d[k]]
        d[k] == 1
        d.get("a")
        d.get(k, 7)
        d.get("nope", k)
        d.get("a") is None
        k in d
        "a" in d
        "b c" in d
        k not in d
        [x for x in d]
        list(d)
        sorted(d)
        sorted(d.keys())
        sorted(d.values())
        list(d.items())
        sum(d.values())
        max(d.values())
        max(d, key=lambda x: d[x])
        [v for v in d.values()]
        [f"{x}={v}" for x, v in d.items()]
        {x: v + 1 for x, v in d.items()}
        {x: v for x, v in d.items() if v > 0}
        {v: x for x, v in d.items()}
        {**d}
        {**d, "z": 1}
        {**d, **d, "a": 5}
        {"a": 9, **d}
        d | {"q": 1}
        d == {"a": 1, "b": 2}
        any(v > 1 for v in d.values())
        sorted(d.items(), key=lambda p: p[1])
        sorted(d.items(), key=lambda p: (-p[1], p[0]))
        dict(d)
        d.copy()
        dict(sorted(d.items()))
        json.dumps(d)
        list(enumerate(d))
        isinstance(d, dict)
        """,
    ),
    Group(
        "dicts of lists and numbers",
        {"d": DictOf(STR, ListOf(INT)), "n": DictOf(INT, STR)},
        [({"a": [1]}, {1: "x"}), ({}, {}), ({"a": [], "b": [1, 2]}, {7: "a", 1: "b"})],
        """
        d
        d["a"]
        [d["a"]]
        list(d.values())
        list(d.items())
        [v for k, v in d.items() if v]
        {k: v for k, v in d.items()}
        {k: len(v) for k, v in d.items()}
        {k: [v] for k, v in d.items()}
        [x for v in d.values() for x in v]
        d.get("a", [])
        d.get("zz", [0])
        d.get("a", None)
        n[1]
        n
        sorted(n)
        [k + 1 for k in n if k > 1]
        1 in n
        n.get(7)
        {k: v for k, v in n.items()}
        sorted(k for k in n)
        """,
    ),
    Group(
        "records",
        {"o": ORDER, "os": ListOf(ORDER), "s": SPARSE},
        [
            (Order(date(2024, 1, 31), 3, ["a"], None), [], {"id": 1}),
            (Order(date(2024, 2, 29), 0, [], "hi"), [Order(date(2023, 1, 1), 5)], {"id": 0, "label": ""}),
            (
                Order(date(1999, 12, 31), 1, ["x", "y"], ""),
                [Order(date(2023, 1, 1), 5, ["q"], "n"), Order(date(2022, 1, 1), 7), Order(date(2023, 1, 1), 4, ["r", "s"])],
                {"id": 3, "label": "z"},
            ),
        ],
        """
        o
        o.day
        o.rows + 1
        o.tags
        [o.tags]
        {"t": o.tags}
        len(o.tags)
        o.tags[0]
        o.note is None
        o.note == "hi"
        o.note or "none"
        o.note != None
        str(o.note)
        f"{o.note}"
        not o.note
        o.rows > 0 and o.note is not None
        bool(o)
        [x.rows for x in os]
        [x.tags for x in os]
        [x.note for x in os]
        [x.day for x in os if x.rows > 4]
        [x for x in os if x.tags]
        sum(x.rows for x in os)
        [t for x in os for t in x.tags]
        sorted(os, key=lambda x: x.rows)
        sorted(os, key=lambda x: (x.day, -x.rows))
        sorted(os, key=lambda x: x.day, reverse=True)
        max(os, key=lambda x: x.rows)
        max([x.rows for x in os], default=0)
        {x.day.isoformat(): x.rows for x in os}
        {str(x.rows): x for x in os}
        [{"day": x.day, "n": x.rows} for x in os]
        os[0]
        os[0].rows
        os[-1].tags
        {"first": os[0].rows}
        any(x.note for x in os)
        any(x.note is None for x in os)
        all(x.tags for x in os)
        not any(x.rows > 5 for x in os)
        all(x.rows > 4 for x in os)
        o == os[0] if os else False
        o in os
        s["id"]
        s["label"]
        {"l": s["label"]}
        s["label"] == "z"
        s.get("label")
        s.get("label", "d")
        "label" in s
        s["label"] if "label" in s else "none"
        bool(s)
        """,
    ),
    Group(
        "opaque JSON",
        {"v": ANY, "w": ANY},
        [
            ({"a": 1, "b": [1]}, "a"), ([0], 0), ([], None), ("", "x"), (0, 1), (True, False), (None, {}), ([[]], [1, [2]]),
            (1, True), ("abc", 2), ({}, 1.5), ([1, [2], {"c": 3}], -1),
        ],
        """
        v
        not v
        bool(v)
        v or w
        v and w
        [v]
        [v, w]
        {"v": v, "w": [w]}
        [*[v], w]
        v is None
        v == None
        v == "abc"
        v == 1
        v == True
        v != 0
        v == 5
        v == []
        v["a"]
        v["b"][0]
        v[0]
        {"x": v["a"]}
        isinstance(v, str)
        isinstance(v, list)
        isinstance(v, dict)
        isinstance(v, bool)
        isinstance(v, (int, float))
        isinstance(v, (str, list))
        [x for x in [v, w]]
        [x for x in [v, w] if x]
        [[x] for x in [v, w]]
        list(enumerate([v, w]))
        list(zip([v, w], [1, 2]))
        {"a": [v, w][0]}
        v if v else w
        (v, w)
        """,
    ),
    Group(
        "optional",
        {"n": Union((INT, NONE)), "b": Union((BOOL, NONE)), "xs": Union((ListOf(INT), NONE)), "u": Union((INT, STR))},
        [(None, None, None, "a"), (0, False, [], 0), (5, True, [0], 7), (-1, True, [1, 2], "")],
        """
        n
        not n
        n or 9
        n is None
        n == 5
        n == None
        n != 0
        b or False
        not b
        b is True
        bool(xs)
        xs or [1]
        [xs]
        [xs, 1]
        {"xs": xs}
        str(n)
        f"n={n} b={b}"
        u == 7
        u == "a"
        u or 1
        not u
        str(u)
        isinstance(u, str)
        isinstance(u, int)
        isinstance(n, int)
        n in [None, 5]
        n in (0, 5)
        None in [n]
        [n, u]
        n if n is not None else -1
        """,
    ),
    Group(
        "enums and literals",
        {
            "c": EnumOf("Color", (("RED", "red"), ("BLUE", "blue")), Color),
            "l": EnumOf("Level", (("LOW", 0), ("HIGH", 2)), Level),
            "m": EnumOf("Mode", (("ON", "on"), ("OFF", "")), Mode),
            "x": LiteralOf(("a", "b")),
        },
        [(Color.RED, Level.LOW, Mode.ON, "a"), (Color.BLUE, Level.HIGH, Mode.OFF, "b")],
        """
        c
        c == c
        bool(c)
        c.value
        c.name
        c.value == "red"
        l
        l.name
        l + 1
        l == 2
        bool(l)
        l > 1
        m == "on"
        m.upper()
        not m
        str(m)
        x == "a"
        x.upper()
        x + "!"
        x in ("a", "c")
        [c, l, m]
        """,
    ),
    Group(
        "dates",
        {"d": DATE, "e": DATE, "n": INT},
        [
            (date(2024, 1, 31), date(2024, 2, 29), 1), (date(1999, 12, 31), date(2000, 1, 1), -1),
            (date(1, 1, 1), date(9999, 12, 31), 0), (date(1970, 1, 1), date(1969, 12, 31), 366), (date(2023, 3, 5), date(2023, 3, 5), 30),
        ],
        """
        d
        d == e
        d < e
        d != e
        d.year
        d.month
        d.day
        d.weekday()
        d.isoweekday()
        d.isoformat()
        str(d)
        f"{d}"
        f"day {d}!"
        d + timedelta(days=1)
        d - timedelta(days=n)
        d + timedelta(days=n)
        d + timedelta(hours=25)
        d - timedelta(hours=1)
        timedelta(days=1) + d
        d - e
        (d - e).days
        (e - d).total_seconds()
        d - e > timedelta(days=1)
        d.strftime("%Y-%m-%d") if d.year > 1000 else ""
        d.strftime("%d.%m.%y") if d.year > 1000 else ""
        d.strftime("%Y%m%d") if d.year > 1000 else ""
        d.strftime("%A %d %B, %a %b")
        d.strftime("%j")
        d.strftime("%H:%M %%")
        f"{d:%Y/%m}" if d.year > 1000 else ""
        date(2024, 2, n)
        date(d.year, d.month, 1)
        date.fromisoformat("2024-02-30")
        date.fromisoformat(str(d))
        date.fromisoformat("2024-1-3")
        sorted([d, e])
        max(d, e)
        bool(d)
        {"d": d, "ds": [d, e]}
        d in [e]
        """,
    ),
    Group(
        "datetimes",
        {"a": DATETIME, "b": DATETIME, "t": TIMEDELTA},
        [
            (datetime(2024, 1, 31, 10, 0), datetime(2024, 2, 29, 23, 59, 59, 999999), timedelta(seconds=1.5)),
            (datetime(2024, 1, 31, 10, 0, tzinfo=UTC), datetime(2024, 1, 31, 19, 0, tzinfo=TOKYO), timedelta(days=-1)),
            (datetime(1969, 7, 20, 20, 17, 40, 5, tzinfo=UTC), datetime(1969, 7, 20, 20, 17, 40, 4, tzinfo=UTC), timedelta(0)),
            (datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59), timedelta(microseconds=1)),
            (datetime(2024, 3, 1, tzinfo=timezone(-timedelta(hours=3, minutes=30))), datetime(2024, 3, 1, tzinfo=UTC), timedelta(hours=3)),
        ],
        """
        a
        a == b
        a < b
        a >= b
        a != a
        a + t
        a - t
        b - t
        a + timedelta(minutes=90)
        a + timedelta(microseconds=1)
        a + timedelta(days=1, seconds=-1)
        a - b
        (b - a).total_seconds()
        (b - a).days
        (a - b).seconds
        a.year
        a.month
        a.day
        a.isoweekday()
        a.hour
        a.minute
        b.second
        b.microsecond
        a.microsecond
        a.weekday()
        a.date()
        a.isoformat()
        str(a)
        f"{b}"
        b.strftime("%Y-%m-%dT%H:%M:%S") if b.year > 1000 else ""
        b.strftime("%H:%M:%S.%f")
        a.strftime("%d/%m/%Y %H:%M") if a.year > 1000 else ""
        f"{a:%H:%M}"
        max(a, b)
        sorted([b, a])
        t + t
        t - timedelta(seconds=1)
        t * 3
        t / timedelta(seconds=1)
        t // timedelta(seconds=1)
        -t
        abs(t)
        t > timedelta(0)
        bool(t)
        t.days
        t.seconds
        t.total_seconds()
        t == timedelta(seconds=1.5)
        timedelta(minutes=5).total_seconds()
        a.date() == date(2024, 1, 31)
        datetime.fromisoformat(a.isoformat())
        datetime.fromisoformat("2024-02-30T00:00:00")
        datetime.fromtimestamp(1.5, UTC)
        [a, b]
        a in [b]
        """,
    ),
    Group(
        "decimals, ids, times",
        {"d": Scalar.DECIMAL, "e": Scalar.DECIMAL, "u": Scalar.UUID, "c": TIME},
        [
            (Decimal("1.50"), Decimal("1.5"), UUID(int=5), time(10, 0)), (Decimal("0"), Decimal("-0.00"), UUID(int=6), time(9, 5, 1, 20)),
            (Decimal("1E+3"), Decimal("1000"), UUID(int=5), time(23, 59, 59)), (Decimal("-12.30"), Decimal("12.3"), UUID(int=0), time(0)),
            (Decimal("0.0010"), Decimal("1E-3"), UUID(int=7), time(1, 1)),
        ],
        """
        d == e
        d != e
        bool(d)
        not e
        str(d)
        f"{d}"
        u == u
        str(u)
        u.hex
        c.hour
        c.second
        c.minute
        c.microsecond
        c.isoformat()
        c < c
        c == c
        str(c)
        {"d": d, "u": u}
        """,
    ),
    Group(
        "tuples and sets",
        {"t": TupleOf((INT, STR, ListOf(INT))), "s": SetOf(STR), "p": ListOf(TupleOf((STR, INT)))},
        [((1, "a", [2]), {"b", "a"}, [("x", 1)]), ((0, "", []), set(), []), ((5, "q", [1, 2]), {"z"}, [("b", 2), ("a", 2), ("c", 1)])],
        """
        t
        t[0] + 1
        t[1]
        t[2]
        t[-1]
        [t[2]]
        t[:2]
        len(t)
        t + (1,)
        (*t, 9)
        s
        len(s)
        "a" in s
        s == {"a", "b"}
        s | {"c"}
        sorted(s)
        not s
        [x for x in sorted(s)]
        {x.upper() for x in s}
        s.isdisjoint({"z"})
        [a for a, b in p]
        [f"{a}{b}" for a, b in p if b > 1]
        dict(p)
        {a: b for a, b in p}
        sorted(p)
        sorted(p, key=lambda q: q[1])
        p[0][1]
        [(i, a, b) for i, (a, b) in enumerate(p)]
        [a for i, (a, b) in enumerate(p) if i]
        [x + a for x in ["1", "2"] for a, b in p]
        [[x + a for a, b in p] for x in ["1", "2"]]
        [[y for y in [x]] for x, y in p for z in [y]]
        """,
    ),
    Group(
        "names that would clash",
        {"count": INT, "sum_": ListOf(INT), "v": INT, "i": INT, "item": ListOf(INT), "all": ListOf(INT)},
        [(2, [1, 2], 3, 1, [4], [5, 6])],
        """
        count + sum(sum_)
        [v + x for x in sum_]
        [v for v in sum_]
        [v + i for v in sum_]
        sum_[i:]
        [a + item[0] + b for a, b in zip(sum_, all)]
        [a + item[0] + b + x for x in all for a, b in zip(sum_, all)]
        [x + item[0] + all[0] for x in sum_ for y in all]
        [count for count in sum_]
        sorted(sum_, key=lambda v: -v + i)
        v or i
        (v or i) + (i and v)
        [[i + j for j in sum_] for i in all]
        0 < v + i < count + 9
        """,
    ),
]
