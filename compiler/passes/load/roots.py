"""Source roots and dotted names.

    dotted_name(Path("/shop/src/app/orders.py"), (Path("/shop/src"),))      app.orders

A module is imported under this name, so that its own imports find the same module again.
"""

from pathlib import Path

from compiler.forms.sources import above_packages


def default_roots(path: Path) -> tuple[Path, ...]:
    """The folder above the packages that a module is in."""
    return (above_packages(path.parent),)


def dotted_name(path: Path, roots: tuple[Path, ...]) -> str:
    """The module's name from the deepest root that holds it; the file's own name where that gives none."""
    holding = [root for root in roots if path.is_relative_to(root)]
    if holding:
        parts = list(path.relative_to(max(holding, key=lambda root: len(root.parts))).with_suffix("").parts)
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        if all(part.isidentifier() for part in parts):
            return ".".join(parts)
    return path.stem if path.stem.isidentifier() else "pipeline_module"
