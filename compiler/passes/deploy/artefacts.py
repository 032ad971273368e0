"""What a build left for one pipeline, read back from its folder.

    read_artefacts(Path("build"), "nightly_orders")
    =>  Artefacts(template={…}, uploads=(packages/export_orders-3f2a….zip, definitions/nightly_orders-….asl.json, …))

Nothing is compiled or imported here: what was built is what is deployed.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class DeployError(Exception):
    """Deploying cannot go on; the message is for the person who deploys, one sentence a line."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file for the artefact bucket. Its key carries its content's digest, so what is there need not be sent again."""

    key: str
    file: Path


@dataclass(frozen=True, slots=True)
class Artefacts:
    """One pipeline's build."""

    pipeline: str
    template: dict[str, Any]
    template_key: str
    definition: str
    uploads: tuple[Upload, ...]


def read_artefacts(build: Path, pipeline: str) -> Artefacts:
    """Read a pipeline's folder under `build`. Raises `DeployError` where it is not a whole build."""
    folder = build / pipeline
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        text = (folder / "template.json").read_text("utf-8")
        definition = (folder / "state-machine.asl.json").read_text("utf-8")
        template = json.loads(text)
        location = template["Resources"]["StateMachine"]["Properties"]["DefinitionS3Location"]
        packages = [step["package"] for step in manifest["steps"].values() if not step.get("activity")]
    except OSError as error:
        raise DeployError(f"{folder} holds no build of {pipeline}: {error.strerror} ({error.filename})") from error
    except (ValueError, KeyError, TypeError) as error:
        raise DeployError(f"{folder} holds no whole build of {pipeline}; build it again") from error
    template_key = f"templates/{pipeline}-{hashlib.sha256(text.encode()).hexdigest()[:16]}.json"
    uploads = [Upload(key, build / key) for key in dict.fromkeys(packages)]
    uploads.append(Upload(location["Key"], folder / "state-machine.asl.json"))
    uploads.append(Upload(template_key, folder / "template.json"))
    missing = [str(upload.file) for upload in uploads if not upload.file.is_file()]
    if missing:
        raise DeployError(f"{pipeline} is not built whole; missing: {', '.join(missing)}")
    return Artefacts(pipeline, template, template_key, definition, tuple(uploads))


def stack_name(pipeline: str, stage: str) -> str:
    """The stack of a pipeline in a stage: letters, digits and hyphens, as CloudFormation wants it.

    Raises `DeployError` for a name that CloudFormation refuses, or that leaves no room for the state machine's (80).

    >>> stack_name("nightly_orders", "production")
    'nightly-orders-production'
    """
    name = f"{pipeline}-{stage}".replace("_", "-")
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{0,71}", name):
        raise DeployError(
            f"{name} cannot name a stack: pipeline and stage are made of letters, digits, _ and -, begin with a "
            "letter and have 71 characters together"
        )
    return name
