"""What a step's `uses` allows, as statements: the actions that this access needs, on this resource alone.

    staging.write     =>  dynamodb:PutItem, UpdateItem, DeleteItem, BatchWriteItem on the table
    Secret("a/b")     =>  secretsmanager:GetSecretValue on it, kms:Decrypt for it and through Secrets Manager alone

A step's role is the sum of these statements; none has a wildcard where the resource's name is known.
"""

from compiler.passes.template.draft import External, Value, allow, sub
from compiler.passes.template.storage import Storage
from dsl.resources import Bucket, Grant, Queue, Secret, Table, Topic

ACTIONS: dict[tuple[type, str], list[str]] = {
    (Table, "read"): ["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"],
    (Table, "write"): ["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"],
    (Bucket, "write"): ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
    (Queue, "send"): ["sqs:SendMessage", "sqs:GetQueueUrl"],
    (Queue, "receive"): [
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:ChangeMessageVisibility",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
    ],
    (Topic, "publish"): ["sns:Publish"],
}
"""Service authorization reference of each service."""


def statements_of(grant: Grant, storage: Storage) -> list[dict[str, Value]]:
    """The statements of one grant."""
    known = storage.known(grant.resource)
    match grant.resource:
        case Secret():
            return [allow("secretsmanager:GetSecretValue", known.arn), _decrypt(known)]
        case Bucket() if grant.access == "read":
            return [allow("s3:GetObject", objects_of(known)), allow("s3:ListBucket", known.arn)]
        case Bucket():
            return [allow(ACTIONS[Bucket, grant.access], objects_of(known))]
        case Table() if grant.access == "read" and grant.resource.indexes:
            indexes = sub("${Table}/index/*", Table=known.arn)
            return [allow(ACTIONS[Table, "read"], [known.arn, indexes])]
        case Table() | Queue() | Topic():
            return [allow(ACTIONS[type(grant.resource), grant.access], known.arn)]


def objects_of(bucket: External) -> Value:
    """The objects of a bucket, as policies call them."""
    return sub("${Bucket}/*", Bucket=bucket.arn)


def _decrypt(secret: External) -> dict[str, Value]:
    """Decrypting with whatever key the secret has: only for this secret, only by way of Secrets Manager."""
    condition = {
        "StringLike": {
            "kms:ViaService": "secretsmanager.*.amazonaws.com",
            "kms:EncryptionContext:SecretARN": secret.arn,
        }
    }
    return allow("kms:Decrypt", sub("arn:${AWS::Partition}:kms:*:*:key/*"), condition)
