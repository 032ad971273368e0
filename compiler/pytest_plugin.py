"""The pytest plugin: `statemill_run` runs a pipeline or a definition in a test, and the session tells its coverage.

    def test_alert(statemill_run):
        run = statemill_run("pipelines/orders.py:nightly", {"day": "2024-01-31"}, mocks={"import_orders": {"rows": 0}})
        assert run.path[-1] == "alert"

Steps that are not mocked are the pipeline's own functions, called in this process. `--statemill-coverage 90` fails a
session that reached less than so many percent of the states and choice branches of what it ran.
"""

import json
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from compiler.driver import PipelineBuild
    from runtime.local.pytest_plugin import Coverage, TriedRun

_HANDED = "statemill_coverage"


class PipelineRunner:
    """What the fixture gives: a Runner that takes paths of pipelines, too."""

    def __init__(self, coverage: "Coverage", folder: Path, tell: "Callable[[str], None]") -> None:
        from runtime.local.pytest_plugin import Runner

        self._run = Runner(coverage)
        self._folder = folder
        self._tell = tell

    def __call__(self, machine: Any, input: Any = None, **options: Any) -> "TriedRun":  # noqa: A002 - AWS's word
        """Run `path.py`, `path.py:name`, `path.json` (from pytest's root folder), a definition or a PipelineBuild.

        The options are those of `runtime.local.pytest_plugin.Runner`. A pipeline that does not compile fails the test
        with its findings. Where a test fails, what its failed runs said is told with it: the Python line, the error.
        """
        if isinstance(machine, str | Path) and str(machine).endswith(".json"):
            name, machine = Path(machine).name.partition(".")[0], definition_in(self._folder / machine)
            options = {"name": name, **options}
        elif isinstance(machine, str | Path):
            machine = compiled(self._folder / str(machine))
            options = {"kind": getattr(machine.routine.definition, "kind", "STANDARD"), **options}
        run = self._run(machine, input, **options)
        if run.status != "SUCCEEDED":
            self._tell("\n".join(_failed(run, machine)))
        return run


def _failed(run: "TriedRun", machine: "PipelineBuild | Mapping[str, Any]") -> "Iterator[str]":
    from compiler.cli.failure import headline, nested_failures, told
    from compiler.cli.history import failure_of
    from compiler.driver import PipelineBuild

    failure = failure_of(run.history)
    if failure is not None:
        yield headline(failure)
        spans = machine.source_map if isinstance(machine, PipelineBuild) else {}
        yield from (f"  {line}" for line in told(failure, spans))
        if isinstance(machine, PipelineBuild):
            yield from (f"  {line}" for line in nested_failures(run.run, machine))


def definition_in(file: Path) -> dict[str, Any]:
    """The definition in a file; the test fails where there is none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        pytest.fail(f"{file} holds no definition: {error}", pytrace=False)
    if not isinstance(found, dict):
        pytest.fail(f"{file} holds no definition: it is no JSON object", pytrace=False)
    return found


@cache
def compiled(pipeline: Path) -> "PipelineBuild":
    """The pipeline, compiled once in a session."""
    from compiler.diagnostics.render import FORMATS
    from compiler.driver import compile_module

    text = str(pipeline)
    path, colon, name = text.rpartition(":")
    if not (colon and path.endswith(".py")):
        path, name = text, ""
    build = compile_module(path)
    if not build.ok:
        pytest.fail(f"{path} does not compile\n{FORMATS['text'](build.diagnostics)}", pytrace=False)
    if not name and len(build.pipelines) == 1:
        return next(iter(build.pipelines.values()))
    if name not in build.pipelines:
        there = ", ".join(build.pipelines) or "none"
        pytest.fail(f"{path} has no one pipeline {name!r}; its pipelines: {there}", pytrace=False)
    return build.pipelines[name]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the option."""
    group = parser.getgroup("statemill")
    group.addoption(
        "--statemill-coverage",
        type=float,
        metavar="PERCENT",
        help="fail where less of the states and choice branches was reached",
    )


@pytest.fixture(scope="session")
def _statemill_coverage(request: pytest.FixtureRequest) -> "Coverage":
    return _coverage(request.config)


@pytest.fixture
def statemill_run(_statemill_coverage: "Coverage", request: pytest.FixtureRequest) -> PipelineRunner:
    """Run pipelines and definitions with mocks; see PipelineRunner."""
    tell = partial(request.node.add_report_section, "call", "statemill run")
    return PipelineRunner(_statemill_coverage, request.config.rootpath, tell)


def _coverage(config: pytest.Config) -> "Coverage":
    from runtime.local.pytest_plugin import Coverage

    return config.stash.setdefault(_KEY, Coverage())


_KEY: "pytest.StashKey[Coverage]" = pytest.StashKey()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker has reached to its controller, or judge the session."""
    config = session.config
    if _KEY not in config.stash:
        return
    if hasattr(config, "workeroutput"):
        config.workeroutput[_HANDED] = config.stash[_KEY].dump()
    elif _too_little(config) and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take what a worker of pytest-xdist has reached."""
    handed = getattr(node, "workeroutput", {}).get(_HANDED)
    if handed:
        _coverage(node.config).merge(handed)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Tell the coverage, where anything was run."""
    if _KEY not in config.stash or not config.stash[_KEY].machines:
        return
    coverage = config.stash[_KEY]
    terminalreporter.section("states and choice branches reached")
    for line in coverage.lines():
        terminalreporter.write_line(line)
    if _too_little(config):
        least = config.getoption("--statemill-coverage")
        terminalreporter.write_line(f"{coverage.percent:.1f}% reached, {least:g}% asked for", red=True)


def _too_little(config: pytest.Config) -> bool:
    least = config.getoption("--statemill-coverage")
    return least is not None and config.stash[_KEY].percent < least
