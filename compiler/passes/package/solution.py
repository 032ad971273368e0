"""The distributions of each plan: all requirements of a build solved together, each package given its own closure.

    plans ask for requests, yaml, "=openpyxl>=3.1"
    =>  one solution, so that two steps never run two versions of one library
    =>  where there is none for all (two steps pin two versions), one for each step

A module whose distribution nothing names is looked for in what was resolved: first among the step's own `requires`,
then among all that pyproject's requirements bring.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from packaging.utils import canonicalize_name

from compiler.diagnostics import Report
from compiler.diagnostics.codes import packages as codes
from compiler.forms.settings import Settings
from compiler.passes.package.contents import Plan
from compiler.passes.package.requirements import RUNTIME, constraints_of, requirement_for
from compiler.passes.package.resolution import LEFT_TO_LAMBDA, Installed, Tree, Unresolvable, closure, parsed, resolve
from compiler.passes.package.sources import Outside
from compiler.passes.package.target import Target


@dataclass(frozen=True, slots=True)
class Solution:
    """The distributions of one package, and the tree that holds their files."""

    tree: Tree | None
    distributions: tuple[Installed, ...]
    undeclared: tuple[str, ...]
    """Modules that came from a distribution which pyproject does not declare."""


_DRAWING = " \u00d7\u2570\u2500\u25b6\u2502\u251c"
"""What uv draws its trees of causes with."""
_UNREACHABLE = ("error sending request", "Failed to fetch", "dns error", "the network was disabled")
"""Words of uv for an index that does not answer."""
NOTHING = Solution(None, (), ())


@dataclass(slots=True)
class Solver:
    """Solves the requirements of all plans of a build, on demand."""

    plans: Sequence[Plan]
    settings: Settings
    target: Target
    report: Report
    _wanted: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _shared: Tree | None = None
    _no_shared: bool = False

    def solve(self, plan: Plan) -> Solution | None:
        """The plan's distributions; None where there is no solution, which is then reported."""
        wanted = self._wants(plan)
        if wanted is None:
            return None
        lost = [one for one in plan.outside if not one.optional and self._name_of(one, plan) is None]
        if not wanted and not lost:
            return NOTHING
        try:
            tree = self._tree_for(wanted)
        except Unresolvable as error:
            self._tell_unresolvable(plan, wanted, str(error))
            return None
        found = closure(tree, wanted, self.target) if tree else ()
        still_lost = [one for one in lost if not any(one.module.partition(".")[0] in dist.modules for dist in found)]
        if still_lost:
            return self._with_all_declared(plan, wanted, still_lost)
        return self._checked(plan, tree, found)

    def _wants(self, plan: Plan) -> tuple[str, ...] | None:
        """The plan's requirements, as far as names tell; None where one is not written right."""
        if plan.step in self._wanted:
            return self._wanted[plan.step]
        bad = [text for text in plan.requires if parsed(text) is None]
        for text in bad:
            message = f"`{text}` in `requires` of step `{plan.name}` is not a requirement"
            self.report.add(codes.BAD_REQUIREMENT, message, plan.span, help='write it as in pyproject: "openpyxl>=3.1"')
        if bad:
            return None
        named = [self._name_of(one, plan) for one in plan.outside]
        kept = (text for text in named if text and canonicalize_name(_name(text)) not in LEFT_TO_LAMBDA)
        self._wanted[plan.step] = tuple(dict.fromkeys((*plan.requires, *kept)))
        return self._wanted[plan.step]

    def _name_of(self, one: Outside, plan: Plan) -> str | None:
        declared = (*plan.requires, *self.settings.dependencies)
        found = requirement_for(one.module, (*declared, *RUNTIME))
        if found and one.optional and canonicalize_name(_name(found)) not in _names(declared):
            return None  # an optional import of what nobody declared stays absent
        return found

    def _tree_for(self, wanted: tuple[str, ...]) -> Tree | None:
        if not wanted:
            return None
        limits = constraints_of(self.settings.dependencies, self.settings.pins)
        if self._shared is None and not self._no_shared:
            every = {text for plan in self.plans for text in self._wants(plan) or ()}
            try:
                self._shared = resolve(every, limits, self.target)
            except Unresolvable:
                self._no_shared = True
        return self._shared or resolve(wanted, limits, self.target)

    def _with_all_declared(self, plan: Plan, wanted: tuple[str, ...], lost: list[Outside]) -> Solution | None:
        """Look for modules that no name gives away among everything that pyproject's requirements bring."""
        limits = constraints_of(self.settings.dependencies, self.settings.pins)
        usable = [text for text in self.settings.dependencies if (known := parsed(text)) and not known.url]
        try:
            tree = resolve((*wanted, *usable), limits, self.target) if usable else None
        except Unresolvable:
            tree = None
        extra: list[str] = []
        for one in lost:
            top = one.module.partition(".")[0]
            found = [dist.name for dist in tree.distributions.values() if top in dist.modules] if tree else []
            if not found:
                self._tell_unknown(one)
            extra += found[:1]
        if tree is None or len(extra) < len(lost):
            return None
        return self._checked(plan, tree, closure(tree, (*wanted, *extra), self.target))

    def _checked(self, plan: Plan, tree: Tree | None, found: tuple[Installed, ...]) -> Solution | None:
        tops = {name.split("/")[0].removesuffix(".py") for name in plan.own}
        for dist in found:
            for top in sorted(tops & dist.modules):
                message = f"`{top}` of the project and `{top}` of the distribution `{dist.name}` cannot both ship"
                self.report.add(codes.SHADOWED_MODULE, message, plan.span, help=f"rename the project's `{top}`")
                return None
        declared = _names((*plan.requires, *self.settings.dependencies, *RUNTIME))
        named = [(one.module, self._name_of(one, plan)) for one in plan.outside]
        fine = declared | LEFT_TO_LAMBDA
        modules = (module for module, text in named if text and canonicalize_name(_name(text)) not in fine)
        has_project = (self.settings.project / "pyproject.toml").exists()
        return Solution(tree, found, tuple(modules) if has_project else ())

    def _tell_unknown(self, one: Outside) -> None:
        self.report.add(
            codes.UNRESOLVED_IMPORT,
            f"nothing known provides the module `{one.module}`",
            one.span,
            help='declare its distribution under `dependencies` in pyproject, or on the step: requires=("…",)',
            notes=("looked among the project's source roots, Python's own modules and pyproject's requirements",),
        )

    def _tell_unresolvable(self, plan: Plan, wanted: tuple[str, ...], said: str) -> None:
        if any(words in said for words in _UNREACHABLE):
            message = f"the package index cannot be reached for {', '.join(f'`{text}`' for text in wanted)}"
            help_ = "look at the network and at uv's settings (UV_INDEX_URL, uv.toml), then build again"
            self.report.add(codes.UNRESOLVABLE_REQUIREMENTS, message, plan.span, help=help_, notes=(said[-600:],))
            return
        known = {canonicalize_name(_name(text)): text for text in wanted}
        cause = [text for line in said.splitlines() if (text := line.strip(_DRAWING))]
        places = [one for one in plan.outside if canonicalize_name(_name(self._name_of(one, plan) or "")) in known]
        self.report.add(
            codes.UNRESOLVABLE_REQUIREMENTS,
            f"no wheels of {', '.join(f'`{text}`' for text in wanted)} for Python {self.target.version} on "
            f"{self.target.machine} fit together",
            places[0].span if places and not plan.requires else plan.span,
            help="widen the versions, or choose a distribution that publishes wheels for Linux",
            notes=(" ".join(cause)[:600],),
        )


def _name(requirement: str) -> str:
    one = parsed(requirement)
    return one.name if one else ""


def _names(requirements: Sequence[str]) -> frozenset[str]:
    return frozenset(canonicalize_name(_name(text)) for text in requirements)
