"""The AWS of a literate case: an embedded one, filled by the calls of its `aws` block and asked by its `after` block.

    s3.create_bucket {"Bucket": "landing"}
    s3.put_object {"Bucket": "landing", "Key": "orders.csv", "Body": "id,qty\\n1,2\\n"}

    s3.list_objects_v2 {"Bucket": "landing"} | Contents[].Key
    => ["orders.csv"]

A line is a call by boto3's names with its arguments; what follows `|` picks from the answer (JMESPath). `after` is
asked when each way of running has ended, and all must have left the same behind. A bucket `payloads` keeps `Stored`
values.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.request import Request, urlopen

import boto3
import jmespath
import pytest

from runtime import clients, contract
from runtime.local.embedded.aws import EmbeddedAws

PAYLOADS = "payloads"


class Aws:
    """The embedded AWS, made empty and filled again for every run."""

    def __init__(self, endpoint: str, options: dict[str, Any]) -> None:
        self._endpoint = endpoint
        self._options = options
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """The boto3 client of a service."""
        if service not in self._clients:
            self._clients[service] = boto3.client(service, **self._options)  # type: ignore[call-overload]
        return self._clients[service]

    def fill(self, block: str) -> None:
        """Forget everything and make what the block says."""
        with urlopen(Request(f"{self._endpoint}/moto-api/reset", method="POST")):
            pass
        self.client("s3").create_bucket(Bucket=PAYLOADS)
        for line in block.splitlines():
            if line.strip():
                self.ask(line)

    def ask(self, line: str) -> Any:
        """One line's answer."""
        call, _, path = line.partition(" | ")
        operation, _, arguments = call.partition(" ")
        service, _, method = operation.partition(".")
        answer = getattr(self.client(service), method)(**json.loads(arguments or "{}"))
        answer.pop("ResponseMetadata", None)
        if "Body" in answer:
            answer["Body"] = answer["Body"].read().decode()
        return jmespath.search(path, answer) if path else answer

    def tell(self, block: str) -> str:
        """The block with what its lines are answered now."""
        lines = []
        for line in block.splitlines():
            if line.strip() and not line.startswith("=>"):
                lines += [line, f"=> {json.dumps(self.ask(line), default=str, ensure_ascii=False)}"]
        return "\n".join(lines) + "\n"


@contextmanager
def embedded() -> Iterator[Aws]:
    """Start it, and lead boto3 there, in steps too."""
    with EmbeddedAws() as aws, pytest.MonkeyPatch.context() as patch:
        for name, value in {**aws.environment, contract.PAYLOAD_BUCKET_VARIABLE: PAYLOADS}.items():
            patch.setenv(name, value)
        made = Aws(aws.endpoint, aws.client_options)
        yield made
        clients.forget()
