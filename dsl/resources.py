"""What steps work with: secrets, tables, buckets, queues, topics, networks. Each is a value with a name.

    staging = Table("orders-staging", partition_key={"order_date": "S"}, sort_key={"order_id": "N"})

    @step(uses=[Secret("batch/shop-db"), staging.write], vpc=Vpc("batch"))

`uses` turns into the step's own role: a Grant is one resource and one access, and the step may do that, nothing else.
A secret in `uses` may be read. Tables, buckets, queues and topics become part of the deployed stack unless
`existing=True`; secrets and networks are always there already and only referred to.
"""

from __future__ import annotations

from collections.abc import Mapping

from dsl.errors import Problems
from dsl.resource_names import check_bucket, check_secret, check_table, check_word
from dsl.values import dataclass

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal

    KeyType = Literal["S", "N", "B"]
    """A DynamoDB key's attribute type: string, number or binary."""
    Access = Literal["read", "write", "send", "receive", "publish"]


@dataclass(frozen=True)
class Secret:
    """A secret of AWS Secrets Manager, by its name or ARN. In `uses` it may be read.

    shop = Secret("batch/shop-db")        @step(uses=[shop])
    """

    name: str

    def __post_init__(self) -> None:
        check_secret(self.name)

    @property
    def read(self) -> Grant:
        """Reading its value, with the key that encrypts it."""
        return Grant(self, "read")


@dataclass(frozen=True)
class Index:
    """A global secondary index of a table: its own keys, and which attributes it carries.

        Index("by-customer", partition_key={"customer": "S"})        Table(…, indexes=[…])

    `projection` is "ALL", "KEYS_ONLY" or a tuple of attribute names.
    """

    name: str
    partition_key: Mapping[str, KeyType]
    sort_key: Mapping[str, KeyType] | None = None
    projection: Literal["ALL", "KEYS_ONLY"] | tuple[str, ...] = "ALL"

    def __hash__(self) -> int:
        return hash((Index, self.name))


@dataclass(frozen=True)
class Table:
    """A DynamoDB table, paid per request. Keys are given as `{attribute: type}`, one attribute each.

        orders = Table("orders", partition_key={"id": "S"})        @step(uses=[orders.write])

    `expires` names a number attribute that holds the second of an item's end (DynamoDB's time to live).
    """

    name: str
    partition_key: Mapping[str, KeyType]
    sort_key: Mapping[str, KeyType] | None = None
    indexes: tuple[Index, ...] = ()
    expires: str | None = None
    existing: bool = False

    def __post_init__(self) -> None:
        check_table(self.name, self.partition_key, self.sort_key, self.indexes, self.expires)

    def __hash__(self) -> int:
        return hash((Table, self.name))

    def __str__(self) -> str:
        return str(physical(self))

    @property
    def read(self) -> Grant:
        """Get, batch get, query and scan, also of its indexes."""
        return Grant(self, "read")

    @property
    def write(self) -> Grant:
        """Put, update, delete and batch write."""
        return Grant(self, "write")


@dataclass(frozen=True)
class Bucket:
    """An S3 bucket.

    landing = Bucket("landing")        each(load, source=S3Csv(landing, "orders.csv"))
    """

    name: str
    existing: bool = False

    def __post_init__(self) -> None:
        check_bucket(self.name)

    def __str__(self) -> str:
        return str(physical(self))

    @property
    def read(self) -> Grant:
        """Get objects and list them."""
        return Grant(self, "read")

    @property
    def write(self) -> Grant:
        """Put and delete objects."""
        return Grant(self, "write")


@dataclass(frozen=True)
class Queue:
    """An SQS queue; a name that ends in `.fifo` makes it first-in-first-out.

    questions = Queue("questions")        aws.sqs.send_message(QueueUrl=questions, MessageBody={"n": 1})
    """

    name: str
    existing: bool = False

    def __post_init__(self) -> None:
        check_word("Queue", self.name, 80, fifo=True)

    @property
    def send(self) -> Grant:
        """Send messages."""
        return Grant(self, "send")

    @property
    def receive(self) -> Grant:
        """Receive and delete messages."""
        return Grant(self, "receive")


@dataclass(frozen=True)
class Topic:
    """An SNS topic; a name that ends in `.fifo` makes it first-in-first-out.

    news = Topic("news")        aws.sns.publish(TopicArn=news, Message="done")
    """

    name: str
    existing: bool = False

    def __post_init__(self) -> None:
        check_word("Topic", self.name, 256, fifo=True)

    @property
    def publish(self) -> Grant:
        """Publish messages."""
        return Grant(self, "publish")


@dataclass(frozen=True)
class Vpc:
    """A network, by the name under which a stage's settings give its subnets and security groups.

    @step(vpc=Vpc("batch"))
    """

    name: str

    def __post_init__(self) -> None:
        check_word("Vpc", self.name, 80)


Resource = Secret | Table | Bucket | Queue | Topic


def physical(value: Any) -> Any:
    """What a resource's service calls it, for plain Python: a table's or bucket's name, a queue's URL, a topic's ARN.

    A deployed step's environment says it (`STATEMILL_QUEUE_ORDERS`); elsewhere AWS is asked, or the name is enough.
    Every other value is itself.
    """
    import os
    import re

    if not isinstance(value, Secret | Table | Bucket | Queue | Topic):
        return value
    word = re.sub(r"[^0-9A-Za-z]+", "_", value.name).strip("_").upper()
    told = os.environ.get(f"STATEMILL_{type(value).__name__.upper()}_{word}")
    return told or _found(value)


def _found(resource: Resource) -> str:
    match resource:
        case Queue(name=name):
            return str(_client("sqs").get_queue_url(QueueName=name)["QueueUrl"])
        case Topic(name=name):
            pages = _client("sns").get_paginator("list_topics").paginate()
            arns = (str(one["TopicArn"]) for page in pages for one in page["Topics"])
            return next((one for one in arns if one.endswith(f":{name}")), name)
        case _:
            return resource.name


def _client(service: str) -> Any:
    import boto3

    return boto3.client(service)  # type: ignore[call-overload]


@dataclass(frozen=True)
class Grant:
    """One resource and what may be done with it. Made by a resource: `staging.write`."""

    resource: Resource
    access: Access


def grants_of(uses: object, problems: Problems) -> tuple[Grant, ...]:
    """What a step's `uses` allows, each grant once; a secret stands for reading it. Anything else is noted."""
    if not problems.add(
        isinstance(uses, list | tuple | set | frozenset), f"uses is {uses!r}; give a list: uses=[shop, staging.write]"
    ):
        return ()
    assert isinstance(uses, list | tuple | set | frozenset)
    grants: dict[Grant, None] = {}
    for one in uses:
        match one:
            case Grant():
                grants[one] = None
            case Secret():
                grants[one.read] = None
            case Table() | Bucket():
                problems.add(False, f'uses has {type(one).__name__}("{one.name}"); say how: .read or .write of it')
            case Queue():
                problems.add(False, f'uses has Queue("{one.name}"); say how: .send or .receive of it')
            case Topic():
                problems.add(False, f'uses has Topic("{one.name}"); say how: .publish of it')
            case Vpc():
                problems.add(False, f'uses has Vpc("{one.name}"); a network is given as vpc=')
            case _:
                problems.add(False, f"uses has {one!r}; give secrets and grants such as table.read")
    return tuple(grants)
