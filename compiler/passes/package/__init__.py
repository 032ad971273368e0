"""Steps to Lambda packages: one zip a step, holding exactly what importing the step needs.

    build_packages(program.steps, settings, Path("build"), report)
    =>  {"orders:export_orders": Package(file=build/packages/export_orders-3f2a9c….zip, …), …}

In order: `contents` plans each package from the import graph (`sources`, `imports`), `solution` finds the
third-party distributions (`requirements`, `resolution`), `packing` writes the zip (`archive`), `verification` imports
it where nothing else is in reach, `limits` weighs it. `cache` remembers all of it by
content, so an unchanged step costs a few stats.
"""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from compiler.diagnostics import Report
from compiler.diagnostics.codes import packages as codes
from compiler.forms.package import Distribution, Package
from compiler.forms.program import Step
from compiler.forms.settings import Settings
from compiler.passes.package.archive import Press
from compiler.passes.package.cache import Cache, open_cache
from compiler.passes.package.contents import Plan, Planner, asked_by
from compiler.passes.package.limits import check_size, size_report
from compiler.passes.package.sources import Sources
from compiler.passes.package.target import Target, host_target, target_of
from dsl.definitions import StepDefinition

__all__ = ["Target", "build_packages", "host_target", "size_report", "target_of"]


def build_packages(
    steps: Mapping[str, Step],
    settings: Settings,
    out: Path,
    report: Report,
    *,
    target: Target | None = None,
    verify: bool = False,
) -> dict[str, Package]:
    """Build the packages of all steps that are Lambda functions into `out/packages`; a step with a finding has none.

    `verify` imports each new package in a bare process. Raises OSError where `out` cannot be written.
    """
    target = target or target_of(settings)
    cache = open_cache(out)
    planner = Planner(Sources(settings.roots, target, cache), settings, cache, report)
    lambdas = {key: step for key, step in steps.items() if isinstance(step.definition, StepDefinition)}
    plans = [planner.plan(key, step) for key, step in lambdas.items()]
    built = _build(plans, settings, target, cache, out / "packages", report)
    if verify:
        _verify(plans, built, target, cache, report)
    for plan in plans:
        if plan.step in built:
            check_size(built[plan.step], plan.span, report)
    cache.save()
    return built


def _build(
    plans: list[Plan], settings: Settings, target: Target, cache: Cache, folder: Path, report: Report
) -> dict[str, Package]:
    from_ = asked_by(plans, settings)
    keys = {plan.step: plan.key(target, from_) for plan in plans}
    built = {plan.step: known for plan in plans if (known := _known(plan, cache.built.get(keys[plan.step]), folder))}
    fresh = [plan for plan in plans if plan.step not in built]
    if fresh:
        from compiler.passes.package.packing import pack
        from compiler.passes.package.solution import NOTHING, Solver

        solver, press = Solver(plans, settings, target, report), Press()
        for plan in fresh:
            solution = solver.solve(plan) if plan.asks else NOTHING
            if solution is not None:
                built[plan.step] = pack(plan, solution, target, press, folder)
                stored = {**asdict(built[plan.step]), "file": f"packages/{built[plan.step].file.name}"}
                cache.remember(cache.built, keys[plan.step], {**stored, "undeclared": list(solution.undeclared)})
    _tell_undeclared(plans, keys, cache, report)
    return built


def _known(plan: Plan, stored: dict[str, Any] | None, folder: Path) -> Package | None:
    """The package that an earlier build made of the same inputs, if its file still stands."""
    if stored is None:
        return None
    facts = {name: value for name, value in stored.items() if name != "undeclared"}
    file = folder.parent / facts["file"]
    try:
        if file.stat().st_size != facts["size"]:
            return None
    except OSError:
        return None
    distributions = tuple(Distribution(**one) for one in facts["distributions"])
    modules = tuple(facts["modules"])
    return Package(**{**facts, "step": plan.step, "file": file, "distributions": distributions, "modules": modules})


def _tell_undeclared(plans: list[Plan], keys: dict[str, str], cache: Cache, report: Report) -> None:
    for plan in plans:
        for module in cache.built.get(keys[plan.step], {}).get("undeclared", ()):
            for one in plan.outside:
                if one.module == module:
                    report.add(
                        codes.UNDECLARED_REQUIREMENT,
                        f"`{module}` is installed here, but pyproject does not declare what provides it",
                        one.span,
                        help="add it to `dependencies`, so that its version is yours to choose",
                    )


def _verify(plans: list[Plan], built: dict[str, Package], target: Target, cache: Cache, report: Report) -> None:
    """Import the packages that were not proven before. Compiled code of another machine or Python cannot be, here."""
    from compiler.passes.package.verification import is_foreign, is_native, verify

    here = host_target()
    same = (target.python, target.machine, "linux") == (here.python, here.machine, here.platform)
    waiting = [one for one in built.values() if one.sha256 not in cache.verified]
    provable = [one for one in waiting if target.host or same or not is_native(one)]
    failures = verify(provable)
    spans = {plan.step: plan.span for plan in plans}
    for package in provable:
        failure = failures[package.sha256]
        if failure is None:
            cache.remember(cache.verified, package.sha256, True)
            continue
        if target.python != here.python and is_foreign(failure, package):
            continue  # a dependency made for another Python: only that Python can tell
        last = failure.strip().splitlines()[-1]
        report.add(
            codes.PACKAGE_FAILS,
            f"the package of `{package.name}` cannot be imported by itself: {last}",
            spans[package.step],
            help="declare what is missing: requires= for a distribution, `include` in [tool.statemill] for files",
            notes=(failure.strip()[-1500:],),
        )
