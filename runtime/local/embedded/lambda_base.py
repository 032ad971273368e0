"""What AWS puts into every Python Lambda besides the package: the runtime client and boto3.

    path = lambda_base(Path.home() / ".cache/statemill")      a folder to put on a function's sys.path

The folder holds links to the installed distributions and nothing else, so that a function sees what it will see on
Lambda: a module that its package forgot is missing here too, whatever else this environment has installed.
"""

import hashlib
import tempfile
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

from runtime.local.embedded import NotInstalled

PROVIDED = ("awslambdaric", "boto3")
"""The runtime includes the SDK: https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html"""


def lambda_base(cache: Path) -> Path:
    """The folder, made on first use and then shared; its name changes with the installed versions.

    Raises NotInstalled where a distribution is missing.
    """
    distributions = _closure(PROVIDED)
    stamp = "\n".join(sorted(f"{one.metadata['Name']} {one.version} {one.locate_file('')}" for one in distributions))
    folder = cache / f"lambda-base-{hashlib.sha256(stamp.encode()).hexdigest()[:16]}"
    if not folder.is_dir():
        cache.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="lambda-base-", dir=cache))
        for distribution in distributions:
            _link(distribution, made)
        try:
            made.rename(folder)
        except OSError:  # another process was first: its folder is as good
            if not folder.is_dir():
                raise
    return folder


def _closure(names: tuple[str, ...]) -> list[metadata.Distribution]:
    found: dict[str, metadata.Distribution] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name.lower() in found:
            continue
        try:
            found[name.lower()] = distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            raise NotInstalled(name) from None
        requirements = (Requirement(text) for text in distribution.requires or ())
        waiting += [one.name for one in requirements if one.marker is None or one.marker.evaluate({"extra": ""})]
    return list(found.values())


def _link(distribution: metadata.Distribution, folder: Path) -> None:
    tops = {file.parts[0] for file in distribution.files or () if file.parts[0] not in {"..", "__pycache__"}}
    for top in tops:
        target = folder / top
        if not target.exists():
            target.symlink_to(Path(str(distribution.locate_file(top))))
