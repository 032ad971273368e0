"""What an import analysis must see, and must not."""

from pathlib import Path

import pytest

from compiler.passes.package import Target
from compiler.passes.package.cache import open_cache
from compiler.passes.package.imports import Scan, scan
from compiler.passes.package.sources import Sources

LAMBDA = Target((3, 13), "aarch64")

SEEN = [
    ("import a.b, c", ["a.b", "c"]),
    ("import a as b", ["a"]),
    ("def f():\n    import late", ["late"]),
    ("class A:\n    import inner", ["inner"]),
    ("if TYPE_CHECKING:\n    import never\nelse:\n    import always", ["always"]),
    ("if typing.TYPE_CHECKING:\n    import never", []),
    ("if not TYPE_CHECKING:\n    import always", ["always"]),
    ('if sys.platform == "win32":\n    import winreg\nelse:\n    import fcntl', ["fcntl"]),
    ('if sys.platform.startswith("win"):\n    import winreg', []),
    ('if os.name == "nt":\n    import winreg', []),
    ('if platform.system() == "Windows":\n    import winreg', []),
    ("if sys.version_info >= (3, 11):\n    import tomllib\nelse:\n    import tomli", ["tomllib"]),
    ("if sys.version_info < (3, 14):\n    import old", ["old"]),
    ("if sys.version_info[0] == 2:\n    import two", []),
    ("if sys.version_info >= (3, 13, 2):\n    import a\nelse:\n    import b", ["a", "b"]),
    ('if sys.platform == "win32" and unknown():\n    import winreg', []),
    ('if unknown() or sys.platform == "linux":\n    import a\nelse:\n    import b', ["a"]),
    ("if unknown():\n    import a\nelse:\n    import b", ["a", "b"]),
    ('importlib.import_module("app.dyn")', ["app.dyn"]),
    ('__import__("x")', ["x"]),
    ("match a:\n    case 1:\n        import one", ["one"]),
    ("try:\n    import a\nfinally:\n    import b", ["a", "b"]),
]


@pytest.mark.parametrize(("source", "expected"), SEEN)
def test_what_runs_on_the_target_is_seen(source: str, expected: list[str]):
    assert [one.module for one in scan(source.encode(), LAMBDA).imports] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("try:\n    import a\nexcept ImportError:\n    import b", [True, True]),
        ("try:\n    import a\nexcept (KeyError, ModuleNotFoundError):\n    pass", [True]),
        ("try:\n    import a\nexcept:\n    pass", [True]),
        ("try:\n    import a\nexcept KeyError:\n    pass", [False]),
        ("try:\n    pass\nexcept ImportError:\n    pass\nelse:\n    import a", [False]),
    ],
)
def test_an_import_that_may_fail_is_optional(source: str, expected: list[bool]):
    assert [one.optional for one in scan(source.encode(), LAMBDA).imports] == expected


def test_places_count_characters_from_one():
    found = scan('x = "\N{SNOWMAN}"; import a'.encode(), LAMBDA)
    assert found.imports[0].place == (1, 10, 1, 18)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import_module(name)", [("dynamic", "")]),
        ('files("app.templates")', [("data", "app.templates")]),
        ("Path(__file__).parent", [("data", "")]),
        ("Path(name)", []),
    ],
)
def test_what_cannot_be_followed_is_noted(source: str, expected: list[tuple[str, str]]):
    assert [(note.kind, note.subject) for note in scan(source.encode(), LAMBDA).notes] == expected


def test_a_scan_survives_the_cache():
    found = scan(b"from ..a import b\nimport_module(x)", LAMBDA)
    assert Scan.of_json(found.to_json()) == found


# ruff: noqa: E501
CLOSURES: list[tuple[str, dict[str, str], list[str], list[str]]] = [
    ("ancestors run", {"app/__init__.py": "import app.eager", "app/eager.py": "", "main.py": "import app.late",
                       "app/late.py": ""}, ["app/__init__.py", "app/eager.py", "app/late.py", "main.py"], []),
    ("a name is a module or an attribute", {"main.py": "from app import mod, value", "app/__init__.py": "value = 1",
                                            "app/mod.py": ""}, ["app/__init__.py", "app/mod.py", "main.py"], []),
    ("levels count from the package", {"main.py": "import app.sub.deep", "app/__init__.py": "",
                                       "app/sub/__init__.py": "from . import near\nfrom .. import far",
                                       "app/sub/deep.py": "from .near import x", "app/sub/near.py": "", "app/far.py": ""},
     ["app/__init__.py", "app/far.py", "app/sub/__init__.py", "app/sub/deep.py", "app/sub/near.py", "main.py"], []),
    ("a folder without __init__ stops nothing", {"main.py": "from ns.inner import mod", "ns/inner/mod.py": "import lib",
                                                 "lib.py": ""}, ["lib.py", "main.py", "ns/inner/mod.py"], []),
    ("a star is its module", {"main.py": "from app import *", "app/__init__.py": "from .names import *",
                              "app/names.py": ""}, ["app/__init__.py", "app/names.py", "main.py"], []),
    ("a circle ends", {"main.py": "import a", "a.py": "import b", "b.py": "import a"}, ["a.py", "b.py", "main.py"], []),
    ("a package wins over a module", {"main.py": "import a", "a.py": "import never", "a/__init__.py": ""},
     ["a/__init__.py", "main.py"], []),
    ("what is elsewhere is named", {"main.py": "import json, requests\nfrom google.cloud import storage"},
     ["main.py"], ["google.cloud.storage", "requests"]),
    ("a folder of data is no module", {"main.py": "import build", "build/out.txt": ""}, ["main.py"], ["build"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "files", "reached", "outside"), CLOSURES, ids=[case[0] for case in CLOSURES])
def test_closures(tmp_path: Path, name: str, files: dict[str, str], reached: list[str], outside: list[str]):
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    found = Sources((tmp_path,), LAMBDA, open_cache(tmp_path / "out")).closure("main")
    assert [one.arcname for one in found.sources] == reached
    assert sorted(one.module for one in found.outside) == outside
