"""Options of the whole suite."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="rewrite the expected blocks of cases and golden artefacts")
    parser.addoption(
        "--corpus", type=Path, default=None, help="a folder of cases recorded from AWS, with its suite/index.json"
    )
