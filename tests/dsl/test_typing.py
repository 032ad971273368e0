"""mypy --strict on pipelines: step calls have the steps' own signatures, and mistakes are found where they are made."""

import re
import subprocess
import sys
from pathlib import Path

SAMPLE = Path(__file__).with_name("sample_pipelines.txt")
"""Not a module, because it is full of mistakes."""
FOUND = re.compile(r"^[^:]+:(\d+): (error|note): (.*?)(?:  \[([a-z-]+)\])?$")


def expectations() -> dict[int, str]:
    """Line number to what is expected there, as it is written at the line's end."""
    lines = enumerate(SAMPLE.read_text().splitlines(), 1)
    found = ((number, re.search(r"  # ((?:type|mistake): .*)$", line)) for number, line in lines)
    return {number: match[1] for number, match in found if match}


def answers(folder: Path) -> dict[int, str]:
    """Line number to what mypy says there, in the same words."""
    module = folder / "sample_pipelines.py"
    module.write_text(SAMPLE.read_text())
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", str(module)]
    output = subprocess.run(command, capture_output=True, text=True, cwd=SAMPLE.parents[2], check=False)
    said: dict[int, str] = {}
    for line in output.stdout.splitlines():
        match = FOUND.match(line)
        assert match, line + output.stderr
        number, level, text, code = match.groups()
        if level == "error":
            said.setdefault(int(number), f"mistake: {code}")
        elif text.startswith("Revealed type is"):
            said[int(number)] = f"type: {plain(text)}"
    return said


def plain(revelation: str) -> str:
    """The type that a revelation names, without modules: `builtins.list[builtins.str]` is `list[str]`."""
    return re.sub(r"\b(?:\w+\.)+(\w+)", r"\1", revelation.split('"')[1])


def test_mypy_sees_the_authors_types(tmp_path: Path) -> None:
    expected = expectations()
    assert len(expected) > 25
    assert answers(tmp_path) == expected
