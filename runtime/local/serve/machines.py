"""What the server keeps of a state machine: its revision, versions, aliases and tags; as data that can be stored.

machine = StateMachine(arn, "orders", "STANDARD", created=now, revision=Revision(…))
document = as_document(machine);  machine = from_document(document)
"""

import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Revision:
    """The parts of a state machine that an update changes."""

    definition: str
    """The text as it was given."""
    role: str
    created: float
    id: str | None = None
    """None for the one that the machine was created with; the API calls that one INITIAL."""
    logging: dict[str, Any] | None = None
    tracing: dict[str, Any] | None = None
    encryption: dict[str, Any] | None = None


@dataclass(frozen=True)
class Version:
    """A published revision."""

    number: int
    revision: Revision
    created: float
    description: str | None = None


@dataclass
class Alias:
    """A name for one version, or for two by weight."""

    name: str
    routing: list[dict[str, Any]]
    """`stateMachineVersionArn` and `weight`, as in the API."""
    created: float
    updated: float
    description: str | None = None


@dataclass
class StateMachine:
    """One state machine."""

    arn: str
    name: str
    kind: str
    created: float
    revision: Revision
    tags: dict[str, str] = field(default_factory=dict)
    versions: dict[int, Version] = field(default_factory=dict)
    aliases: dict[str, Alias] = field(default_factory=dict)
    last_version: int = 0
    published: str | None = None
    """The version's description where the machine was published as it was created; "" for none."""
    deleting: bool = False

    def version_arn(self, number: int) -> str:
        """The ARN of a version."""
        return f"{self.arn}:{number}"

    def publish(self, description: str | None) -> Version:
        """The version of the present revision; made where there is none yet."""
        for version in self.versions.values():
            if version.revision == self.revision:
                return version
        self.last_version += 1
        version = Version(self.last_version, self.revision, time.time(), description)
        self.versions[version.number] = version
        return version


@dataclass
class Activity:
    """One activity."""

    arn: str
    name: str
    created: float
    tags: dict[str, str] = field(default_factory=dict)
    encryption: dict[str, Any] | None = None


def new_revision_id() -> str:
    """The id of a revision that an update makes."""
    return str(uuid.uuid4())


def as_document(machine: StateMachine) -> dict[str, Any]:
    """The machine as JSON."""
    return asdict(machine)


def from_document(document: dict[str, Any]) -> StateMachine:
    """The machine of a document."""
    versions = {
        int(number): Version(**{**one, "revision": Revision(**one["revision"])})
        for number, one in document["versions"].items()
    }
    aliases = {name: Alias(**one) for name, one in document["aliases"].items()}
    revision = Revision(**document["revision"])
    return StateMachine(**{**document, "revision": revision, "versions": versions, "aliases": aliases})


def processor_of(definition: Mapping[str, Any], label: str) -> Any:
    """What the Distributed Map of this label runs; a Map without a label goes by its state's name."""
    for name, state in definition.get("States", {}).items():
        inner = state.get("ItemProcessor", state.get("Iterator"))
        if inner is not None and label == state.get("Label", name):
            return inner
        for one in (*state.get("Branches", ()), *(() if inner is None else (inner,))):
            found = processor_of(one, label)
            if found is not None:
                return found
    return None
