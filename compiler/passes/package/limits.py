"""Sizes, said before anything is uploaded: what a package weighs, what of it is whose, and Lambda's limits.

    export_orders    zip 1.2 MB, unpacked 4.1 MB: own 12 kB, requests 212 kB, urllib3 1.1 MB, …

AWS: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

from compiler.diagnostics import Report, Span
from compiler.diagnostics.codes import packages as codes
from compiler.forms.package import Package

UNPACKED = 262_144_000
"""Bytes of a function's code unpacked, layers included (Lambda quotas, "Deployment package size")."""
DIRECT = 52_428_800
"""Bytes of a zip that the console and `update-function-code` take without S3 (the same table)."""


def check_size(package: Package, span: Span, report: Report) -> None:
    """Report a package that Lambda refuses, or takes only by way of S3."""
    if package.unpacked > UNPACKED:
        report.add(
            codes.PACKAGE_TOO_LARGE,
            f"the package of `{package.name}` unpacks to {human(package.unpacked)}; Lambda takes {human(UNPACKED)}",
            span,
            help="take a smaller distribution, or move this work to a container",
            notes=(size_report(package),),
        )
    elif package.size > DIRECT:
        report.add(
            codes.PACKAGE_LARGE,
            f"the package of `{package.name}` is {human(package.size)}; above {human(DIRECT)} only S3 takes it",
            span,
            help="`statemill deploy` goes by way of S3; an upload by hand must as well",
            notes=(size_report(package),),
        )


def size_report(package: Package) -> str:
    """One line about a package's weight, the heaviest distribution first."""
    third = sorted(package.distributions, key=lambda one: (-one.bytes, one.name))
    parts = [f"own {human(package.own)}", *(f"{one.name} {one.version} {human(one.bytes)}" for one in third)]
    return f"{package.name}: zip {human(package.size)}, unpacked {human(package.unpacked)}: {', '.join(parts)}"


def human(size: int) -> str:
    """Bytes as people say them, in steps of 1,024 as Lambda's own limits are.

    >>> human(900), human(52_428_800)
    ('900 B', '50 MB')
    """
    if size < 1024:
        return f"{size} B"
    if size < 1024**2:
        return f"{size / 1024:.0f} kB"
    return f"{size / 1024**2:.4g} MB"
