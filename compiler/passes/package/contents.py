"""What goes into a step's package, before any of it is read or solved: a plan.

    orders:export_orders
    =>  statemill_entry.py                    rendered: imports the step, makes the handler
        app/__init__.py, app/orders.py, …     the step's module and what its imports reach
        dsl/*.py, runtime/*.py                what the handler needs; never runtime/local, never the compiler
        outside: requests, yaml               for `solution` to turn into distributions

A plan's key is the hash of everything that decides the zip's bytes, so an unchanged step is known without packing it.
"""

import hashlib
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from compiler.diagnostics import Report, Span
from compiler.diagnostics.codes import packages as codes
from compiler.forms.program import Step
from compiler.forms.settings import Settings
from compiler.passes.package.cache import Cache
from compiler.passes.package.sources import Closure, Outside, Sources, Trouble, shown
from compiler.passes.package.target import Target
from dsl.definitions import StepDefinition

FORMAT = 1
"""Raised whenever the same inputs are packed differently."""
TEMPLATE = Path(__file__).with_name("entry.py.jinja")
SHIPPED = ("dsl", "runtime")
TOOLS = ("compiler", "runtime.local")
"""What never ships."""
_MANY = 50
"""Modules that an `__init__` may pull in before a step is told of it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of a package, by its bytes' digest."""

    arcname: str
    path: Path
    digest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A package to be."""

    step: str
    name: str
    module: str
    function: str
    files: tuple[File, ...]
    own: tuple[str, ...]
    """Which of `files` are first-party, by path."""
    outside: tuple[Outside, ...]
    """Third-party modules that the code imports."""
    requires: tuple[str, ...]
    span: Span

    @property
    def asks(self) -> tuple[str, ...]:
        """What the package needs from elsewhere, as one sorted list of words."""
        return tuple(sorted({one.module for one in self.outside} | {f"={text}" for text in self.requires}))

    def key(self, target: Target, solved_from: str) -> str:
        """The hash of all inputs; `solved_from` is that of the requirements of the whole build."""
        inputs = [
            [FORMAT, target.name, sys.version if target.host else "", self.module, self.function],
            [(file.arcname, file.digest) for file in self.files],
            [*self.asks, solved_from] if self.asks else [],
        ]
        return hashlib.sha256(json.dumps(inputs).encode()).hexdigest()


@dataclass(slots=True)
class Planner:
    """Makes the plans of one build; what steps share is read once."""

    sources: Sources
    settings: Settings
    cache: Cache
    report: Report
    _shipped: tuple[File, ...] | None = None
    _of_module: dict[str, tuple[tuple[File, ...], tuple[Outside, ...]]] | None = None

    def plan(self, key: str, step: Step) -> Plan:
        """The plan of one step."""
        definition = step.definition
        assert isinstance(definition, StepDefinition)
        module, function = definition.function.__module__, definition.function.__name__
        if self._of_module is None:
            self._of_module = {}
            self._tell_reserved()
        if module not in self._of_module:
            self._of_module[module] = self._needs(module, step.span)
        own, outside = self._of_module[module]
        shipped = self.shipped()
        files = (*own, *shipped, File("", TEMPLATE, self.cache.digest(TEMPLATE)))
        names = tuple(file.arcname for file in own)
        return Plan(key, function, module, function, files, names, outside, definition.requires, step.span)

    def shipped(self) -> tuple[File, ...]:
        """The files of dsl and of the runtime that every package holds."""
        if self._shipped is None:
            found = []
            for name in SHIPPED:
                folder = home(name)
                for path in sorted(folder.rglob("*.py")):
                    arcname = f"{name}/{path.relative_to(folder).as_posix()}"
                    if not arcname.startswith("runtime/local/"):
                        found.append(File(arcname, path, self.cache.digest(path)))
            self._shipped = tuple(found)
        return self._shipped

    def _needs(self, module: str, span: Span) -> tuple[tuple[File, ...], tuple[Outside, ...]]:
        closure = self.sources.closure(module)
        if not closure.sources:  # a step of an installed distribution: it ships with that
            return (), (Outside(module, optional=False, span=span),)
        included = self._included(closure)
        plugins = [name.removesuffix(".py").removesuffix("/__init__") for name in included if name.endswith(".py")]
        if plugins:  # modules that computed imports reach: what they import ships as well
            closure = self.sources.closure_of((module, *(name.replace("/", ".") for name in plugins)))
        own = {one.arcname: File(one.arcname, one.path, self.cache.digest(one.path)) for one in closure.sources}
        own |= included
        for trouble in closure.troubles:
            if trouble.kind == "dynamic" and plugins:
                continue
            self._tell(trouble, own)
        self._tell_shadows(closure)
        self._tell_heavy(module, closure)
        return tuple(own[name] for name in sorted(own)), self._outside(closure)

    def _included(self, closure: Closure) -> dict[str, File]:
        """Files that the settings' globs add, where their top-level package is in the closure or they have none."""
        tops = {one.arcname.split("/")[0] for one in closure.sources}
        found: dict[str, File] = {}
        for root in self.sources.roots:
            for pattern in self.settings.include:
                for path in _matching(root, pattern, tops):
                    arcname = path.relative_to(root).as_posix()
                    if path.is_file() and ("/" not in arcname or arcname.split("/")[0] in tops):
                        found.setdefault(arcname, File(arcname, path, self.cache.digest(path)))
        return found

    def _outside(self, closure: Closure) -> tuple[Outside, ...]:
        """Third-party modules of the closure, with those of the runtime files that it uses."""
        found: dict[str, Outside] = {}
        for one in closure.outside:
            if is_within(one.module, TOOLS):
                self.report.add(
                    codes.TOOL_IN_STEP,
                    f"`{one.module}` never ships inside a Lambda",
                    one.span,
                    help="import it only where no step needs it, or below `if TYPE_CHECKING:`",
                )
            elif is_within(one.module, ("runtime",)):
                for inner in self._of_runtime(one.module):
                    found.setdefault(inner, Outside(inner, optional=False, span=one.span))
            elif not is_within(one.module, SHIPPED):
                known = found.get(one.module)
                if known is None or known.optional:
                    found[one.module] = one
        return tuple(found[module] for module in sorted(found))

    def _of_runtime(self, module: str) -> tuple[str, ...]:
        """Third-party modules that a file of the runtime imports: pymysql only where `runtime.mysql` is used."""
        closure = Sources((home("runtime").parent,), self.sources.target, self.cache, only="runtime").closure(module)
        mine = [one for one in closure.outside if not is_within(one.module, (*SHIPPED, *TOOLS))]
        return tuple(dict.fromkeys(one.module for one in mine if not one.optional))

    def _tell(self, trouble: Trouble, own: dict[str, File]) -> None:
        match trouble.kind:
            case "syntax":
                self.report.add(codes.UNREADABLE_SOURCE, f"cannot be parsed: {trouble.subject}", trouble.span)
            case "dynamic":
                self.report.add(
                    codes.DYNAMIC_IMPORT,
                    "which module this imports is only known when it runs",
                    trouble.span,
                    help="name the files it may import in `include` of [tool.statemill], as globs under a source root",
                )
            case _:
                self._tell_data(trouble, own)

    def _tell_data(self, trouble: Trouble, own: dict[str, File]) -> None:
        folder = trouble.source.path.parent
        if trouble.subject:
            package = self.sources.find(trouble.subject)
            folder = package.path.parent if package else self.sources.roots[0].joinpath(*trouble.subject.split("."))
        if folder in self.sources.roots or not folder.is_dir():
            return
        held = {file.path for file in own.values()}
        beside = [path for path in sorted(folder.rglob("*")) if _is_data(path, folder) and path not in held]
        if beside:
            names = ", ".join(f"`{path.relative_to(folder)}`" for path in beside[:3])
            self.report.add(
                codes.UNSHIPPED_FILE,
                f"files beside the code are read, and the package does not hold {names}"
                + (f" and {len(beside) - 3} more" if len(beside) > 3 else ""),
                trouble.span,
                help=f'add them to `include` in [tool.statemill]: "{folder.name}/*{beside[0].suffix}"',
            )

    def _tell_shadows(self, closure: Closure) -> None:
        for source in closure.sources:
            if source.module in sys.stdlib_module_names and "." not in source.module:
                self._shadow(source.path, f"`{source.module}` is also a module of Python's")

    def _tell_reserved(self) -> None:
        for name in (*SHIPPED, "compiler"):
            for root in self.sources.roots:
                found = root / name / "__init__.py"
                if found.exists() and not found.samefile(home(name) / "__init__.py"):
                    self._shadow(found, f"`{name}` is also a package that ships with every step")

    def _shadow(self, path: Path, message: str) -> None:
        place = Span(shown(path, self.sources.shown_from), 1, 1, 1, 1)
        self.report.add(codes.SHADOWED_MODULE, message, place, help="rename the file, or move it into a package")

    def _tell_heavy(self, module: str, closure: Closure) -> None:
        for package in (".".join(module.split(".")[:length]) for length in range(1, module.count(".") + 1)):
            pulled = self.sources.closure(package)
            if len(pulled.sources) > _MANY and pulled.sources:
                source = self.sources.find(package)
                assert source is not None
                self.report.add(
                    codes.HEAVY_PACKAGE,
                    f"importing any module of `{package}` runs its __init__, which pulls in {len(pulled.sources)} "
                    f"files of the {len(closure.sources)} of this step",
                    Span(shown(source.path, self.sources.shown_from), 1, 1, 1, 1),
                    help="import what the package re-exports where it is used",
                )


def asked_by(plans: Sequence[Plan], settings: Settings) -> str:
    """The hash of everything that decides which distributions a build gets; "" where it needs none."""
    asks = sorted({word for plan in plans for word in plan.asks})
    if not asks:
        return ""
    return hashlib.sha256(json.dumps([asks, settings.dependencies, sorted(settings.pins.items())]).encode()).hexdigest()


def home(package: str) -> Path:
    """The folder of a package of this distribution, found without importing it."""
    spec = find_spec(package)
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations))).resolve()


def is_within(module: str, names: tuple[str, ...]) -> bool:
    """Whether a module is one of the packages or inside one.

    >>> is_within("runtime.local.engine", ("runtime.local",)), is_within("runtime_tools", ("runtime",))
    (True, False)
    """
    return any(module == name or module.startswith(f"{name}.") for name in names)


def _matching(root: Path, pattern: str, tops: set[str]) -> list[Path]:
    """What a glob finds; `**` looks into the packages alone, never into a virtual environment beside them."""
    if not pattern.startswith("**/"):
        return sorted(root.glob(pattern))
    inside = [path for top in tops if (root / top).is_dir() for path in (root / top).glob(pattern)]
    return sorted([*root.glob(pattern.removeprefix("**/")), *inside])


def _is_data(path: Path, folder: Path) -> bool:
    inside = path.relative_to(folder).parts
    hidden = any(part.startswith((".", "__")) for part in inside)
    return path.is_file() and not hidden and path.suffix not in {".py", ".pyc", ".pyi", ".md", ".typed"}
