"""Every rewrite says before and after in its docstring, has a case file, and leaves its own result alone."""

import sys
from pathlib import Path

import pytest

from compiler.driver import compile_module
from compiler.passes.rewrite import REWRITES

CASES = Path(__file__).parents[2] / "cases" / "rewrite"
NAMES = sorted({one.__name__ for one in REWRITES})


@pytest.mark.parametrize("one", REWRITES, ids=lambda one: one.__name__)
def test_a_rewrite_shows_before_and_after(one):
    document = sys.modules[one.__module__].__doc__ or ""
    assert "=>" in document
    assert one.__module__.endswith(one.__name__)


@pytest.mark.parametrize("name", NAMES)
def test_a_rewrite_has_cases(name):
    assert (CASES / f"{name}.md").exists()


@pytest.mark.parametrize("path", ["pipelines/classics.py", "pipelines/nightly_orders.py"])
def test_rewriting_never_adds_a_state(path):
    root = Path(__file__).parents[3]
    before = compile_module(root / path, roots=(root,), rewrites=False).pipelines
    after = compile_module(root / path, roots=(root,)).pipelines
    assert after
    for name, built in after.items():
        assert len(built.machine.spans) <= len(before[name].machine.spans)
