"""Numbers and truth."""

from compiler.forms.types import BOOL, FLOAT, INT, STR
from tests.compiler.expressions.tables.group import Group

GROUPS = (
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
            (7.5, 2.0),
            (-7.5, 2.0),
            (7.5, -2.0),
            (1.0, 0.1),
            (0.0, 1.0),
            (2.675, 1.005),
            (0.5, 1.5),
            (2.5, -0.5),
            (-0.001, 100.0),
            (1e13, 3.0),
            (0.1, 0.2),
            (-2.5, 0.3),
            (1234567.891, 0.7),
            (0.125, 0.375),
            (1e-5, 5.0),
            (5.0, 0.0),
            (0.15, 0.25),
            (99.995, 9.995),
            (1.0000000000000002, 3.0),
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
        "numbers in strings",
        {"s": STR},
        [
            ("42",),
            ("-7",),
            ("+5",),
            (" 12 ",),
            ("1_000",),
            ("4.2",),
            ("abc",),
            ("",),
            ("007",),
            ("1e3",),
            (".5",),
            ("5.",),
            ("-.5e-1",),
            ("0x1F",),
            ("1__0",),
            ("\n3\t",),
        ],
        """
        int(s)
        float(s)
        int(s) + 1
        """,
    ),
)
