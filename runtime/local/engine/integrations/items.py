"""What Distributed Maps read from S3: all the objects of a listing, and a file's bytes as they are.

    listed(client, {"Bucket": "landing", "Prefix": "in/"})
    # {"Contents": [{"Etag": "…", "Key": "in/1", "LastModified": 1732406400, "Size": 3, "StorageClass": "STANDARD"}]}

`s3:listObjectsV2` and `s3:getObject` are the resources of ItemReader alone; a Task calls `aws-sdk:s3:…`.
AWS: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
"""

from typing import Any

READERS = {"listObjectsV2", "getObject"}


def read(client: Any, action: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """The answer for a reader. Raises botocore's errors."""
    if action == "listObjectsV2":
        return listed(client, arguments)
    return {"Body": client.get_object(**arguments)["Body"].read()}


def listed(client: Any, arguments: dict[str, Any]) -> dict[str, Any]:
    """Every page of the listing, in one."""
    pages = client.get_paginator("list_objects_v2").paginate(**arguments)
    return {"Contents": [_item(one) for page in pages for one in page.get("Contents", ())]}


def _item(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "Etag": found["ETag"],
        "Key": found["Key"],
        "LastModified": int(found["LastModified"].timestamp()),
        "Size": found["Size"],
        "StorageClass": found.get("StorageClass", "STANDARD"),
    }
