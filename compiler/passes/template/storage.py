"""Tables, buckets, queues and topics: declared in the stack, or referred to where they exist already.

    Table("orders-staging", …)                    a resource, kept when the stack goes
    Table("orders", existing=True, …)             a name, or by the parameter OrdersTableArn a table of another account
    Secret("batch/shop-db")                       always there already

Names carry the parameter ResourcePrefix, so that two stages can share one account. What holds data is retained:
deleting a stack is never how data is lost.
"""

from dataclasses import dataclass, field

from compiler.diagnostics import NOWHERE, Report, Span
from compiler.diagnostics.codes import deployment as codes
from compiler.forms.naming import resource_placeholder
from compiler.passes.template.draft import Draft, External, Value, arn, attribute, sub
from dsl.resources import Bucket, Queue, Resource, Secret, Table, Topic

KEPT = {"DeletionPolicy": "RetainExceptOnCreate", "UpdateReplacePolicy": "Retain"}
_PAYLOAD_DAYS = 30


@dataclass(slots=True)
class Storage:
    """The resources that a template speaks of; each is written once."""

    draft: Draft
    elsewhere: frozenset[Resource] = frozenset()
    """Declared by another pipeline's template of the same project: here they are there already."""
    report: Report = field(default_factory=Report)
    span: Span = NOWHERE
    """The pipeline, for findings."""
    _known: dict[Resource, External] = field(default_factory=dict)
    _stems: dict[str, Resource] = field(default_factory=dict)

    def known(self, resource: Resource) -> External:
        """What code and policies call a resource; it is declared on the way where it is ours."""
        if resource not in self._known:
            self._known[resource] = self._declare(resource)
        return self._known[resource]

    def payloads(self) -> External:
        """The bucket of `Stored` values: private, and emptied after a month."""
        if "PayloadBucket" not in self.draft.resources:
            rule = {"Id": "expire", "Status": "Enabled", "ExpirationInDays": _PAYLOAD_DAYS}
            unfinished = {"AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1}}
            properties = {"LifecycleConfiguration": {"Rules": [rule | unfinished]}, **_PRIVATE}
            self.draft.resource("PayloadBucket", "AWS::S3::Bucket", properties, **KEPT)
        return External({"Ref": "PayloadBucket"}, attribute("PayloadBucket", "Arn"))

    def _declare(self, resource: Resource) -> External:
        stem = resource_placeholder(resource)
        other = self._stems.setdefault(stem, resource)
        if other != resource:
            kind = type(resource).__name__
            self.report.add(
                codes.RESOURCES_DIFFER,
                f'{kind}("{other.name}") and {kind}("{resource.name}") would be one resource of two shapes',
                self.span,
                help="declare it once and import it, or give names that differ in letters or digits",
            )
        there = resource in self.elsewhere
        match resource:
            case Secret(name=name):
                return self.draft.external(stem, name, f"arn:${{AWS::Partition}}:{_SECRET}{name}-??????")
            case Bucket(name=name, existing=existing):
                if existing or there:
                    return External(_named(name, there), sub(f"arn:${{AWS::Partition}}:s3:::{_prefix(there)}{name}"))
            case (
                Table(name=name, existing=existing)
                | Queue(name=name, existing=existing)
                | Topic(name=name, existing=existing)
            ):
                service, rest = _ARNS[type(resource)]
                if there:
                    self._prefix_parameter()
                    return _called(
                        resource, External(_named(name, there), arn(service, f"{rest}${{ResourcePrefix}}{name}"))
                    )
                if existing:
                    pattern = f"arn:${{AWS::Partition}}:{service}:{_OWN}:{rest}{name}"
                    return _called(resource, self.draft.external(stem, name, pattern))
        return self._create(resource, stem)

    def _create(self, resource: Resource, stem: str) -> External:
        self._prefix_parameter()
        name = _named(resource.name, prefixed=True)
        match resource:
            case Table():
                self.draft.resource(stem, "AWS::DynamoDB::Table", _table(resource, name), **KEPT)
            case Bucket():
                self.draft.resource(stem, "AWS::S3::Bucket", {"BucketName": name, **_PRIVATE}, **KEPT)
            case Queue():
                fifo = resource.name.endswith(".fifo") or None
                self.draft.resource(stem, "AWS::SQS::Queue", {"QueueName": name, "FifoQueue": fifo, **_ENCRYPTED})
            case Topic():
                fifo = resource.name.endswith(".fifo") or None
                self.draft.resource(stem, "AWS::SNS::Topic", {"TopicName": name, "FifoTopic": fifo})
            case Secret():
                raise AssertionError("a secret is never created here: its value would be in the template")
        return External({"Ref": stem}, {"Ref": stem} if isinstance(resource, Topic) else attribute(stem, "Arn"))

    def _prefix_parameter(self) -> None:
        self.draft.parameter(
            "ResourcePrefix", "Goes before the names of tables, buckets, queues and topics, such as dev-.", Default=""
        )


def _called(resource: Resource, found: External) -> External:
    """A queue is called by its URL, which its ARN gives; other resources by their names."""
    if not isinstance(resource, Queue):
        return found
    parts = {name: {"Fn::Select": [at, {"Fn::Split": [":", found.arn]}]} for name, at in _QUEUE_PARTS.items()}
    return External(sub("https://sqs.${Region}.${AWS::URLSuffix}/${Account}/${Name}", **parts), found.arn)


def _table(table: Table, name: Value) -> dict[str, Value]:
    keys = {**table.partition_key, **(table.sort_key or {})}
    for index in table.indexes:
        keys |= {**index.partition_key, **(index.sort_key or {})}
    indexes = [
        {
            "IndexName": index.name,
            "KeySchema": _key_schema(index.partition_key, index.sort_key),
            "Projection": {"ProjectionType": index.projection}
            if isinstance(index.projection, str)
            else {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(index.projection)},
        }
        for index in table.indexes
    ]
    return {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": key, "AttributeType": kind} for key, kind in keys.items()],
        "KeySchema": _key_schema(table.partition_key, table.sort_key),
        "GlobalSecondaryIndexes": indexes or None,
        "TimeToLiveSpecification": {"AttributeName": table.expires, "Enabled": True} if table.expires else None,
    }


def _key_schema(partition: Value, sort: Value) -> list[dict[str, str]]:
    hashed = [{"AttributeName": key, "KeyType": "HASH"} for key in partition]
    return hashed + [{"AttributeName": key, "KeyType": "RANGE"} for key in sort or ()]


def _named(name: str, prefixed: bool) -> Value:
    return sub(f"${{ResourcePrefix}}{name}") if prefixed else name


def _prefix(there: bool) -> str:
    return "${ResourcePrefix}" if there else ""


_QUEUE_PARTS = {"Region": 3, "Account": 4, "Name": 5}
_OWN = "${AWS::Region}:${AWS::AccountId}"
_SECRET = f"secretsmanager:{_OWN}:secret:"
_ARNS: dict[type, tuple[str, str]] = {Table: ("dynamodb", "table/"), Queue: ("sqs", ""), Topic: ("sns", "")}
_PRIVATE = {
    "PublicAccessBlockConfiguration": dict.fromkeys(
        ("BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"), True
    )
}
_ENCRYPTED = {"SqsManagedSseEnabled": True}
