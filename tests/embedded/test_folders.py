"""One cache folder for what is fetched, prepared and packaged, wherever the environment puts it."""

from pathlib import Path

import pytest

from compiler.passes.package.cache import user_cache
from runtime.local.embedded.folders import cache_folder

PLACES = [
    ("its own variable wins", {"STATEMILL_CACHE": "/own", "XDG_CACHE_HOME": "/xdg"}, "/own"),
    ("the desktop's folder", {"XDG_CACHE_HOME": "/xdg"}, "/xdg/statemill"),
    ("an empty variable is none", {"STATEMILL_CACHE": "", "XDG_CACHE_HOME": ""}, "/home/ann/.cache/statemill"),
    ("the home folder", {}, "/home/ann/.cache/statemill"),
]


@pytest.mark.parametrize(("environment", "expected"), [case[1:] for case in PLACES], ids=[case[0] for case in PLACES])
def test_the_compiler_and_the_local_runtime_share_a_folder(monkeypatch, environment, expected):
    monkeypatch.setenv("HOME", "/home/ann")
    for name in ("STATEMILL_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == user_cache() == Path(expected)
