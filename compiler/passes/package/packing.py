"""From a plan and its distributions to the zip: read what is not packed yet, write the file once.

    pack(plan, solution, target, press, folder)    =>  build/packages/export_orders-3f2a9c….zip and its Package

The file's name carries the digest of its content, so a package that is there already is not written again.
"""

import hashlib
from functools import cache as once
from pathlib import Path

from compiler.forms.files import write_bytes
from compiler.forms.package import Distribution, Package
from compiler.passes.package.archive import Member, Press, zip_bytes
from compiler.passes.package.contents import TEMPLATE, Plan
from compiler.passes.package.solution import Solution
from compiler.passes.package.target import Target

ENTRY = "statemill_entry.py"
_SHOWN = 16
"""Hexadecimal digits of the digest in a file's name."""


def pack(plan: Plan, solution: Solution, target: Target, press: Press, folder: Path) -> Package:
    """Write the package unless a file of that content is there. Raises OSError where it cannot."""
    members = [*_own_members(plan, press), *_third_party(solution, press)]
    content = zip_bytes(members)
    digest = hashlib.sha256(content).hexdigest()
    file = folder / f"{plan.name}-{digest[:_SHOWN]}.zip"
    write_bytes(file, content)
    sizes = {member.arcname: member.packed.size for member in members}
    distributions = tuple(
        Distribution(one.name, one.version, sum(sizes[path] for path, _, _ in one.files))
        for one in solution.distributions
    )
    own = sum(sizes[name] for name in plan.own)
    return Package(
        plan.step, plan.name, file, digest, len(content), sum(sizes.values()), own, plan.own, distributions, target.name
    )


def entry_source(module: str, function: str) -> bytes:
    """The entry module of a step."""
    return str(_template().render(module=module, function=function)).encode()


def _own_members(plan: Plan, press: Press) -> list[Member]:
    entry = entry_source(plan.module, plan.function)
    members = [Member(ENTRY, press.pack(hashlib.sha256(entry).hexdigest(), entry))]
    for file in plan.files:
        if file.arcname:  # the template itself decides the bytes but does not ship
            packed = press.known(file.digest) or press.pack(file.digest, file.path.read_bytes())
            members.append(Member(file.arcname, packed))
    return members


def _third_party(solution: Solution, press: Press) -> list[Member]:
    """Files of the distributions; a path that two of them install (a namespace's `__init__`) ships once."""
    found: dict[str, Member] = {}
    for one in solution.distributions:
        for path, digest, executable in one.files:
            if path not in found:
                assert solution.tree is not None
                packed = press.known(digest) or press.pack(digest, (solution.tree.folder / path).read_bytes())
                found[path] = Member(path, packed, executable)
    return list(found.values())


@once
def _template():  # type: ignore[no-untyped-def]  # noqa: ANN202 - jinja2 is imported only where something is packed
    from jinja2 import Environment, StrictUndefined

    return Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True).from_string(  # noqa: S701 - Python, not HTML
        TEMPLATE.read_text("utf-8")
    )
