"""The parts of AWS that run on this machine: Lambda processes, an embedded AWS, a private MariaDB.

with EmbeddedAws() as aws, LambdaHost(functions, environment=aws.environment) as host:
    host.invoke("export-orders", {"day": "2024-01-31"})
"""


class NotInstalled(Exception):
    """A part that only runs need is not installed here; the message says what to install."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is not installed here; install `statemill[local]` to run pipelines on this machine")
