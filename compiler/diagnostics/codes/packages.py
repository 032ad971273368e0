"""Lambda packages: SM7xx."""

from compiler.diagnostics.model import Code, Severity

UNRESOLVED_IMPORT = Code(
    "SM701", "unresolved-import", "No file of the project and no known distribution provides an imported module."
)
UNRESOLVABLE_REQUIREMENTS = Code(
    "SM702", "unresolvable-requirements", "The third-party requirements have no solution for the Lambda target."
)
SHADOWED_MODULE = Code(
    "SM703", "shadowed-module", "A file of the project hides a module of Python's or of a dependency."
)
TOOL_IN_STEP = Code("SM704", "tool-in-step", "A step imports what never ships inside a Lambda.")
DYNAMIC_IMPORT = Code("SM705", "dynamic-import", "An import whose module is only known when it runs.", Severity.WARNING)
UNSHIPPED_FILE = Code(
    "SM706", "unshipped-file", "A module reads files that its package does not hold.", Severity.WARNING
)
HEAVY_PACKAGE = Code(
    "SM707", "heavy-package", "A package's __init__ pulls much of the project into every step.", Severity.WARNING
)
PACKAGE_TOO_LARGE = Code("SM708", "package-too-large", "A package is larger than Lambda takes.")
PACKAGE_LARGE = Code(
    "SM709", "package-large", "A package is too large for a direct upload; only S3 takes it.", Severity.WARNING
)
PACKAGE_FAILS = Code("SM710", "package-fails-to-import", "A built package cannot be imported by itself.")
UNREADABLE_SOURCE = Code("SM711", "unreadable-source", "A first-party module that a step imports cannot be parsed.")
UNDECLARED_REQUIREMENT = Code(
    "SM712",
    "undeclared-requirement",
    "A step imports a distribution that pyproject does not declare.",
    Severity.WARNING,
)
BAD_REQUIREMENT = Code("SM713", "bad-requirement", "A requirement is not written as pyproject writes them.")
