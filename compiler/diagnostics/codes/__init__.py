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
