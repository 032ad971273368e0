"""Every kind of finding, one file an area, gathered in `ALL`.

| ids | file | area |
|---|---|---|
| SM0xx | `modules` | reading and importing a module, settings |
| SM1xx | `syntax` | Python that a pipeline cannot say |
| SM2xx | `names` | names, declarations, decorators |
| SM3xx | `types` | types of values and calls |
| SM4xx | `flows` | control flow, variables, errors |
| SM5xx | `limits` | AWS's limits and costs |
| SM6xx | `definitions` | ASL definitions, whoever wrote them |
| SM7xx | `packages` | Lambda packages |
| SM8xx | `deployment` | templates, schedules, deploying |
| SM9xx | `internal` | our own bugs |
"""

from compiler.diagnostics.codes import (
    definitions,
    deployment,
    flows,
    internal,
    limits,
    modules,
    names,
    packages,
    syntax,
    types,
)
from compiler.diagnostics.model import Code

_AREAS = (modules, syntax, names, types, flows, limits, definitions, packages, deployment, internal)

ALL: tuple[Code, ...] = tuple(
    sorted(
        (found for area in _AREAS for found in vars(area).values() if isinstance(found, Code)),
        key=lambda code: code.id,
    )
)
"""Every code, in order."""
