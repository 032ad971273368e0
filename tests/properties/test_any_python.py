"""Any Python file gives findings or a build, never a traceback: the standard library's modules, and broken pipelines.

The compiler imports a module, so the standard library's run in this process as an author's would; those that are known
to act when they are imported are left out. Each is compiled as it is, and with `@pipeline` above each of its functions.
"""

import ast
import random
import sysconfig
import warnings
from pathlib import Path

import pytest

from compiler import compile_module
from compiler.diagnostics.render import render
from compiler.passes.load import restraint
from tests.properties.mutations import UNITS, mutated

STDLIB = Path(sysconfig.get_path("stdlib"))
ACTING = frozenset({"antigravity", "this", "__main__", "idlelib", "turtle", "test", "tests", "lib2to3", "pydoc_data"})
"""Modules that open a browser or a window, print, or run tests when they are imported."""

PIPELINES = Path(__file__).parents[2] / "pipelines"
PRELUDE = Path(__file__).parent / "prelude.py.txt"
OURS = '''

@serial
def cleaned(day: date, names: list[str]) -> list[str]:
    kept = [name.strip() for name in names if name]
    for place, name in enumerate(kept):
        if name == "end":
            break
    else:
        wait(seconds(3))
    return kept


@pipeline
def program(n: int, order: Order, names: list[str], text: str = "x") -> dict:
    """Do some of everything."""
    total = 0
    try:
        first, *rest = cleaned(order.day, names)
        total += sum([add(q, 1) for q in count_to(n) if is_even(q)])
        a, b = parallel(add(n, total), shout(f"{text:>4}"))
    except (Refused, Other) as error:
        nothing(n)
        raise Other(str(error)) from None
    finally:
        total -= 1
    match order:
        case Order(pair=Pair(left=left), note=None) if left > 2:
            return {"left": left, "b": b}
        case _:
            pass
    while (total := add(total, 1)) < 3:
        groups: dict[str, list[int]] = {}
        groups.setdefault(text, []).append(total)
    found = each(lambda q: pair_of(q, text), [a, *range(n)], concurrency=2)
    return {**row_of(n), "found": sorted(found, key=lambda q: q.left), "rest": rest}
'''


@pytest.fixture(autouse=True)
def _short_imports(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some mutations loop where they are imported."""
    monkeypatch.setattr(restraint, "LONGEST_IMPORT", 3)


def _compiled(path: Path, root: Path) -> None:
    """Compile; a finding that is our own bug is as bad as a traceback."""
    build = compile_module(path, roots=(root,))
    ours = [found for found in build.diagnostics if found.code.id.startswith("SM9")]
    assert not ours, render(tuple(ours))
    assert build.ok or build.diagnostics


def standard_modules() -> list[Path]:
    """Every module of the standard library that does not act when it is imported."""
    return sorted(
        path
        for path in STDLIB.rglob("*.py")
        if not (set(path.relative_to(STDLIB).with_suffix("").parts) & ACTING) and "site-packages" not in path.parts
    )


def test_modules_of_the_standard_library(tmp_path: Path) -> None:
    for number, path in enumerate(random.Random(3).sample(standard_modules(), 150)):
        source = path.read_bytes()
        for kind, text in (("plain", source), ("pipelines", as_pipelines(source))):
            copy = tmp_path / f"{kind}_{number}_{path.stem}.py"
            copy.write_bytes(text)
            try:
                _compiled(copy, tmp_path)
            except Exception as error:  # tell which
                raise AssertionError(f"{path} as {kind}: {error!r}") from error


def as_pipelines(source: bytes) -> bytes:
    """The module with every one of its functions a pipeline."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return source
    lines = source.splitlines(keepends=True)
    for node in reversed([node for node in tree.body if isinstance(node, ast.FunctionDef)]):
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        lines.insert(first - 1, b"@__import__('dsl').pipeline\n")
    return b"".join(lines)


@pytest.mark.parametrize("unit", UNITS)
def test_mutations_of_good_pipelines(unit: str, tmp_path: Path) -> None:
    dice = random.Random(f"{unit} 5")
    path = tmp_path / "program.py"
    prelude = PRELUDE.read_text(encoding="utf-8")
    for number in range(300 if unit == "tree" else 1_000):
        body = mutated(OURS, unit, dice)
        if number > 40 and not _parses(body):  # most do not, and then one finding says it all
            continue
        source = prelude + body
        path.write_text(source, encoding="utf-8", errors="surrogatepass")
        try:
            _compiled(path, tmp_path)
        except Exception as error:  # show the program
            raise AssertionError(f"{error!r} from\n{source.removeprefix(prelude)}") from error


def test_mutations_of_whole_modules(tmp_path: Path) -> None:
    dice = random.Random(7)
    path = tmp_path / "module.py"
    for original in sorted(PIPELINES.glob("*.py")):
        text = original.read_text(encoding="utf-8")
        for unit in UNITS * 5:
            path.write_text(mutated(text, unit, dice), encoding="utf-8", errors="surrogatepass")
            _compiled(path, tmp_path)


def _parses(source: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(source, "program.py", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
