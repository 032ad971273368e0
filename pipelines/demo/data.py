"""The shop's rows: a few thousand, the same ones each time, with the values at the edges of every type.

    fill(shop_login)        Filled(orders=2000, customers=500)

Most rows are ordinary; the first ones hold the edges: the largest and smallest numbers, empty texts and bytes, NULL in
every column that takes it, dates that are none, every byte, characters of four bytes. Three rows break rules of the
warehouse.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from struct import pack
from typing import Any

from runtime import mysql

Row = dict[str, Any]

DAY = date(2027, 1, 31)
ORDERS = 2000
OTHER_DAYS = 200
"""Orders of other days, which must stay where they are."""
CUSTOMERS = 500
REFUSED_ORDERS = (17, 19)
REFUSED_CUSTOMERS = (15,)
"""Orders with a negative total, and a customer with a name longer than the warehouse takes."""

MOST_UNSIGNED = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Filled:
    """What the shop holds afterwards, for the day."""

    orders: int
    customers: int


def fill(login: mysql.Login, orders: int = ORDERS, customers: int = CUSTOMERS) -> Filled:
    """Write so many orders of the day, some of the days around it, and customers who all have ordered."""
    with mysql.connect(login) as db:
        db.insert("customers", customer_rows(customers))
        db.insert("orders", order_rows(orders, customers))
    return Filled(orders, customers)


def customer_rows(count: int) -> Iterator[Row]:
    """Customers, the edges first."""
    random = Random(7)  # noqa: S311 - the same rows each time is the point
    for number in range(1, count + 1):
        row = _customer(number, random)
        yield row | CUSTOMER_EDGES.get(number, {})


def order_rows(count: int, customers: int) -> Iterator[Row]:
    """Orders of the day, the edges first, and some of the days around it."""
    random = Random(11)  # noqa: S311 - the same rows each time is the point
    for number in range(1, count + OTHER_DAYS + 1):
        row = _order(number, random) | {"customer_id": number if number <= customers else random.randint(1, customers)}
        if number > count:
            row["order_date"] = DAY + timedelta(days=random.choice((-2, -1, 1)))
        yield row | ORDER_EDGES.get(number, {})


def _customer(number: int, random: Random) -> Row:
    name = f"{random.choice(FIRST)} {random.choice(LAST)}"
    return {
        "customer_id": number,
        "name": name,
        "email": f"{name.replace(' ', '.').lower()}.{number}@example.com" if number % 9 else None,
        "country": random.choice(("CH", "JP", "DE", "BR")),
        "born": date(1940, 1, 1) + timedelta(days=random.randrange(24_000)),
        "joined": datetime(2020, 1, 1, tzinfo=UTC).replace(tzinfo=None)
        + timedelta(minutes=random.randrange(3_000_000)),
        "changed_at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(microseconds=random.randrange(10**13)),
        "active": random.random() < 0.9,
        "balance": Decimal(random.randrange(-5_000_000, 5_000_000)) / 100,
        "level": random.randrange(-100, 100),
        "preferences": f'{{"newsletter": {random.choice(("true", "false"))}, "size": {number % 50}.50}}',
        "remarks": random.choice(TEXTS),
        "avatar": random.randbytes(random.randrange(300)),
    }


def _order(number: int, random: Random) -> Row:
    total = Decimal(random.randrange(100, 1_000_000)) / 100
    placed = datetime(2027, 1, 31, tzinfo=UTC).replace(tzinfo=None) + timedelta(
        microseconds=random.randrange(86_400 * 10**6)
    )
    return {
        "order_id": number,
        "order_date": DAY,
        "placed_at": placed,
        "paid_at": placed.replace(microsecond=random.randrange(1000) * 1000, tzinfo=UTC) if number % 4 else None,
        "delivered_in": timedelta(microseconds=random.randrange(-(10**11), 10**12)),
        "due_on": DAY + timedelta(days=random.randrange(30)),
        "model_year": random.randrange(1990, 2028),
        "status": random.choice(("new", "paid", "sent", "lost")),
        "handling": random.choice(("", "gift", "gift,express", "fragile,cold", None)),
        "total": total,
        "exact_tax": total * Decimal("0.081000000000000000000000000007"),
        "weight": random.choice((0.1, 1.5, 16_777_216.0, 3.4e38, -1.17549435e-38, 123_456.79)),
        "volume": random.uniform(-1e6, 1e6),
        "pieces": random.randrange(256),
        "temperature": random.randrange(-128, 128),
        "shelf": random.randrange(-(2**15), 2**15),
        "distance": random.randrange(-(2**31), 2**31),
        "tracking": random.randrange(-(2**63), 2**63),
        "is_gift": number % 5 == 0,
        "switches": pack(">H", random.randrange(4096)),
        "currency": random.choice(("CHF", "JPY", "EUR", "B")),
        "note": random.choice(TEXTS),
        "message": random.choice(TEXTS),
        "terms": random.choice(TEXTS) * 20,
        "history": random.choice((None, "", "line one\r\nline two\ttab")),
        "token": random.randbytes(8),
        "signature": random.randbytes(random.randrange(41)),
        "seal": bytes(range(256))[:255] if number % 50 == 0 else b"",
        "label": random.randbytes(20),
        "scan": None if number % 3 else b"\x00\xff" * 50,
        "details": random.choice((None, '{"a": [1, 2.50, null], "b": {}}', "[]", '"text"', "12345678901234567890")),
        "place": _point(random.uniform(-180, 180), random.uniform(-90, 90)),
    }


def _point(x: float, y: float) -> bytes:
    """A point as MySQL keeps it: four bytes for the reference system, then well-known binary."""
    return pack("<IBIdd", 0, 1, 1, x, y)


FIRST = ("Ada", "Grace", "Yukihiro", "Zoë", "Łucja", "明", "Señora", "O'Brien", "李", "😀 Emoji")
LAST = ("Lovelace", "Hopper", "Müller", "田中", "Nuñez", "van der Berg", "Ångström", "Smith-Jones")
TEXTS = (
    "",
    "plain",
    'it\'s "quoted" \\ and % done',
    "日本語のメモ",
    "🚚🎁 on its way",
    " blanks ",
    "a\nb\r\nc",
    "null",
    "NULL",
)

NOTHING: Row = dict.fromkeys(
    (
        "paid_at", "delivered_in", "due_on", "model_year", "handling", "exact_tax", "weight", "volume", "temperature",
        "shelf", "distance", "tracking", "switches", "note", "message", "terms", "history", "token", "signature",
        "seal", "label", "scan", "details", "place",
    )
)  # fmt: skip

SMALLEST: Row = {
    "placed_at": "1000-01-01 00:00:00.000000",
    "paid_at": datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC),
    "delivered_in": -timedelta(hours=838, minutes=59, seconds=59),
    "due_on": "1000-01-01",
    "model_year": 1901,
    "total": Decimal("0.00"),
    "exact_tax": Decimal("-999999999999999999999999999999.999999999999999999999999999999"),
    "weight": -3.402823466e38,
    "volume": -1.7976931348623157e308,
    "pieces": 0,
    "temperature": -128,
    "shelf": -(2**15),
    "distance": -(2**31),
    "tracking": -(2**63),
    "switches": b"\x00\x00",
    "currency": "",
    "note": "",
    "message": "",
    "terms": "",
    "history": "",
    "token": bytes(8),
    "signature": b"",
    "seal": b"",
    "label": b"",
    "scan": b"",
    "details": "null",
    "place": _point(-180.0, -90.0),
}

LARGEST: Row = {
    "placed_at": "9999-12-31 23:59:59.999999",
    "paid_at": datetime(2038, 1, 19, 3, 14, 7, 999_000, tzinfo=UTC),
    "delivered_in": timedelta(hours=838, minutes=59, seconds=58, microseconds=999_999),
    "due_on": "9999-12-31",
    "model_year": 2155,
    "handling": "gift,express,fragile,cold",
    "total": Decimal("9999999999.99"),
    "exact_tax": Decimal("999999999999999999999999999999.999999999999999999999999999999"),
    "weight": 3.402823466e38,
    "volume": 1.7976931348623157e308,
    "pieces": 255,
    "temperature": 127,
    "shelf": 2**15 - 1,
    "distance": 2**31 - 1,
    "tracking": 2**63 - 1,
    "switches": b"\x0f\xff",
    "note": "€" * 400,
    "message": "\u0001 control and \U0010ffff last character",
    "history": "x" * 20_000,
    "token": b"\xff" * 8,
    "signature": b"\xff" * 40,
    "label": bytes(range(256)),
    "scan": bytes(range(256)) * 100,
    "details": '{"text": "\\ud83d\\ude00 \\"quoted\\"", "number": 1.10, "big": 12345678901234567890.123456789}',
    "place": _point(180.0, 90.0),
}

ORDER_EDGES: dict[int, Row] = {
    1: NOTHING,
    2: SMALLEST,
    3: LARGEST,
    4: {"due_on": "0000-00-00", "model_year": 0, "volume": 5e-324, "weight": 1.4e-45},
    5: {"due_on": "2027-00-00", "delivered_in": timedelta(microseconds=-500_000), "volume": 0.1 + 0.2},
    6: {"order_id": MOST_UNSIGNED, "exact_tax": Decimal("1E-30")},
    7: {"order_id": 2**53 + 1, "delivered_in": timedelta(seconds=-1)},
    8: {"order_id": 0, "total": Decimal("1.50")},
    **{number: {"total": Decimal("-12.50"), "status": "lost"} for number in REFUSED_ORDERS},
}  # fmt: skip

CUSTOMER_EDGES: dict[int, Row] = {
    1: dict.fromkeys(("email", "born", "changed_at", "preferences", "remarks", "avatar")),
    2: {
        "name": "",
        "email": "",
        "country": "",
        "born": "0000-00-00",
        "remarks": "",
        "avatar": b"",
        "level": -8_388_608,
    },
    3: {
        "name": "名" * 100,
        "level": 8_388_607,
        "avatar": bytes(range(256)) * 200,
        "balance": Decimal("999999999999.99"),
    },
    **{number: {"name": "Wolfeschlegelsteinhausenbergerdorff " * 4} for number in REFUSED_CUSTOMERS},
}
