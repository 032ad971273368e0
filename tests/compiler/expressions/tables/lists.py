"""Lists, tuples and sets, and names that would clash."""

from compiler.forms.types import INT, STR, ListOf, SetOf, TupleOf
from tests.compiler.expressions.tables.group import Group

GROUPS = (
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
        xs[i:len(xs) - i]
        xs[-i:i]
        xs[i - 1:i + 1]
        not ([])[i]
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
        functools.reduce(lambda a, b: a * 2 + b, xs, i)
        functools.reduce(lambda a, b: a + [b + len(a)], xs, [i])
        functools.reduce(lambda a, b: a - b, xs)
        [*{"a": i, "b": 0}, *xs, *"cd"]
        list(range(0, 5, i))
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
        set(xs).issuperset([1])
        set(xs).isdisjoint({7, 8})
        set(xs).union([7, 1])
        set(xs).intersection({1, 2})
        set(xs).difference(xs[1:])
        set(xs).symmetric_difference({1, 8})
        set(xs) <= {1, 2, 3}
        set(xs) < set([*xs, 9])
        set(xs) > set(xs[1:])
        {1} >= set(xs)
        math.prod(xs)
        math.prod(xs, start=3)
        next((x for x in xs if x > 1), None)
        next((x for x in xs if x > 1), 0) + 1
        next(x for x in xs if x < 2)
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
        "tuples and sets",
        {"t": TupleOf((INT, STR, ListOf(INT))), "s": SetOf(STR), "p": ListOf(TupleOf((STR, INT)))},
        [
            ((1, "a", [2]), {"b", "a"}, [("x", 1)]),
            ((0, "", []), set(), []),
            ((5, "q", [1, 2]), {"z"}, [("b", 2), ("a", 2), ("c", 1)]),
        ],
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
)
