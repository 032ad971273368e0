"""From imported modules to requirements: which distribution provides `yaml`?

    import requests       pyproject declares "requests>=2.31"       =>  requests>=2.31
    import yaml           known to be PyYAML's                      =>  PyYAML, or as pyproject declares it
    import acme.tools     installed here from acme-toolkit          =>  acme-toolkit
    import lonely         nothing known                             =>  unknown: the caller looks at what is resolved

What pyproject declares wins, then `KNOWN`, then what is installed where one builds.
"""

from collections.abc import Iterable
from functools import cache
from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from compiler.passes.package.resolution import LEFT_TO_LAMBDA, parsed

KNOWN = {
    "Crypto": "pycryptodome",
    "MySQLdb": "mysqlclient",
    "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow",
    "attr": "attrs",
    "bs4": "beautifulsoup4",
    "cv2": "opencv-python-headless",
    "dateutil": "python-dateutil",
    "docx": "python-docx",
    "dotenv": "python-dotenv",
    "fitz": "PyMuPDF",
    "git": "GitPython",
    "google.protobuf": "protobuf",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "kafka": "kafka-python",
    "magic": "python-magic",
    "mysql.connector": "mysql-connector-python",
    "nacl": "PyNaCl",
    "pptx": "python-pptx",
    "psycopg": "psycopg[binary]",
    "psycopg2": "psycopg2-binary",
    "serial": "pyserial",
    "skimage": "scikit-image",
    "sklearn": "scikit-learn",
    "slugify": "python-slugify",
    "yaml": "PyYAML",
    "zmq": "pyzmq",
}
"""Modules whose distribution has another name (the distributions' own documentation)."""

RUNTIME = ("pymysql>=1.1", "boto3")
"""What the runtime files themselves import, where pyproject says nothing of it."""


def requirement_for(module: str, declared: Iterable[str]) -> str | None:
    """The requirement that provides a module, None where nothing known does.

    >>> requirement_for("yaml", ["pyyaml>=6"]), requirement_for("google.cloud.storage", ["google-cloud-storage"])
    ('pyyaml>=6', 'google-cloud-storage')
    """
    by_name = {canonicalize_name(one.name): str(one) for text in declared if (one := parsed(text))}
    parts = module.split(".")
    prefixes = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
    for prefix in prefixes:
        distribution = KNOWN.get(prefix, prefix)
        name = canonicalize_name(Requirement(distribution).name if prefix in KNOWN else prefix.replace(".", "-"))
        if name in by_name:
            return by_name[name]
        if prefix in KNOWN or name in LEFT_TO_LAMBDA:
            return distribution
    candidates = next((found for prefix in prefixes if (found := _providers(prefix))), ())
    chosen = next((name for name in candidates if canonicalize_name(name) in by_name), None)
    return by_name[canonicalize_name(chosen)] if chosen else (candidates[0] if len(candidates) == 1 else None)


def constraints_of(declared: Iterable[str], pins: dict[str, str]) -> tuple[str, ...]:
    """What versions may be chosen at all: the lock's, and pyproject's ranges for what the lock does not name."""
    limits = [f"{name}=={version}" for name, version in pins.items()]
    for text in declared:
        one = parsed(text)
        if one and one.specifier and not one.url and canonicalize_name(one.name) not in pins:
            limits.append(f"{one.name}{one.specifier}" + (f"; {one.marker}" if one.marker else ""))
    return tuple(dict.fromkeys(limits))


@cache
def _installed() -> dict[str, tuple[str, ...]]:
    """Module -> distributions of this interpreter, three levels deep for namespaces. About a tenth of a second."""
    found: dict[str, dict[str, None]] = {}
    for distribution in metadata.distributions():
        name = distribution.metadata["Name"]
        for file in distribution.files or ():
            if (
                file.suffix in {".py", ".so"}
                and not file.parts[0].endswith((".dist-info", ".egg-info"))
                and file.parts[0] != ".."
            ):
                parts = [part.partition(".")[0] for part in file.parts if part != "__init__.py"]
                for length in range(1, min(len(parts), 3) + 1):
                    found.setdefault(".".join(parts[:length]), {})[name] = None
    return {module: tuple(names) for module, names in found.items()}


def _providers(module: str) -> tuple[str, ...]:
    return _installed().get(module, ())
