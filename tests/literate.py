"""Literate cases: Markdown files whose headings name cases and whose fenced blocks are compared.

    for case in cases_in(Path("tests/cases/flow/choices.md")):
        case.name, case.block("py"), case.block("asl")

A case is a heading with at least one `py` block under it. Everything else in the file is prose.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
_EXPECTED = re.compile(r"#\s*(error|warning):\s*(SM\d{3}(?:\s*,\s*SM\d{3})*)")


@dataclass(frozen=True)
class Block:
    """One fenced block: its kind, its text, and where its text stands in the file."""

    kind: str
    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Case:
    """One heading's blocks."""

    path: Path
    name: str
    blocks: tuple[Block, ...]

    def block(self, kind: str) -> Block | None:
        """The case's block of this kind, if it has one."""
        return next((block for block in self.blocks if block.kind == kind), None)

    @property
    def source(self) -> str:
        """The `py` block's text."""
        block = self.block("py")
        assert block is not None
        return block.text

    @property
    def expected_codes(self) -> list[tuple[int, str]]:
        """(line, code) of every `# error: SM301` and `# warning: …` comment, sorted."""
        found = []
        for number, line in enumerate(self.source.splitlines(), 1):
            for match in _EXPECTED.finditer(line):
                found += [(number, code.strip()) for code in match.group(2).split(",")]
        return sorted(found)

    @property
    def id(self) -> str:
        """Readable name for the test run."""
        return f"{self.path.parent.name}/{self.path.stem}: {self.name}"


def cases_in(path: Path, kind: str = "py") -> list[Case]:
    """Every case of a file that has a block of this kind, in order."""
    text = path.read_text(encoding="utf-8")
    blocks = [Block(m.group(1), m.group(2), m.start(2), m.end(2)) for m in _FENCE.finditer(text)]
    inside = [(block.start, block.end) for block in blocks]
    headings = [m for m in _HEADING.finditer(text) if not any(a <= m.start() < b for a, b in inside)]
    cases = []
    for heading, following in zip(headings, [*headings[1:], None], strict=True):
        end = following.start() if following else len(text)
        mine = tuple(block for block in blocks if heading.end() <= block.start < end)
        if any(block.kind == kind for block in mine):
            cases.append(Case(path, heading.group(1).strip(), mine))
    return cases


def rewrite(path: Path, replacements: dict[int, tuple[int, str]]) -> None:
    """Write new texts into a file's blocks: start → (end, text). Later blocks first, so that offsets hold."""
    text = path.read_text(encoding="utf-8")
    for start in sorted(replacements, reverse=True):
        end, new = replacements[start]
        text = text[:start] + new + text[end:]
    path.write_text(text, encoding="utf-8")
