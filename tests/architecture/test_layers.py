"""The import contracts speak of everything there is: a new module cannot slip past them."""

import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def contract(words):
    (found,) = [one for one in CONTRACTS if words in one["name"]]
    return found


def modules_in(folder):
    files = (ROOT / folder).iterdir()
    return {f"{folder}.{one.stem}" for one in files if one.suffix in {"", ".py"} and one.stem[0] != "_"}


def test_every_shipped_module_is_kept_from_the_compiler():
    assert set(contract("ships inside a Lambda")["source_modules"]) == modules_in("runtime") - {"runtime.local"}


def test_the_compiler_is_kept_from_every_module_of_the_runtime_but_its_contract():
    forbidden = set(contract("the compiler uses")["forbidden_modules"]) - {"pipelines", "runtime.local.engine"}
    assert forbidden == modules_in("runtime") - {"runtime.local", "runtime.contract"}
