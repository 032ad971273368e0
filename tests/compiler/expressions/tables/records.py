"""Dicts, records, opaque JSON, unions and enums."""

from datetime import date

from compiler.forms.types import ANY, BOOL, INT, NONE, STR, DictOf, EnumOf, ListOf, LiteralOf, Union
from tests.compiler.expressions.tables.group import Group
from tests.compiler.expressions.tables.values import ORDER, SPARSE, Color, Level, Mode, Order

GROUPS = (
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
                [
                    Order(date(2023, 1, 1), 5, ["q"], "n"),
                    Order(date(2022, 1, 1), 7),
                    Order(date(2023, 1, 1), 4, ["r", "s"]),
                ],
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
        bool(os[0])
        not os[1]
        1 if os[0] else 2
        isinstance(os[0], Order)
        os[0].note is None
        os[0].tags[0].startswith("")
        bool(date(2024, o.rows, 1))
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
        {"Order": Order},
    ),
    Group(
        "opaque JSON",
        {"v": ANY, "w": ANY},
        [
            ({"a": 1, "b": [1]}, "a"),
            ([0], 0),
            ([], None),
            ("", "x"),
            (0, 1),
            (True, False),
            (None, {}),
            ([[]], [1, [2]]),
            (1, True),
            ("abc", 2),
            ({}, 1.5),
            ([1, [2], {"c": 3}], -1),
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
)
