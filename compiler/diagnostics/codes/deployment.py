"""Templates, schedules and deploying: SM8xx."""

from compiler.diagnostics.model import Code, Severity

TOO_MANY_RESOURCES = Code(
    "SM801", "too-many-resources", "A pipeline's stack has more resources than CloudFormation takes."
)
WIDE_PERMISSION = Code(
    "SM802",
    "wide-permission",
    "A role must allow every resource of a kind, as a state computes which one it uses.",
    Severity.WARNING,
)
ENVIRONMENT_TOO_LARGE = Code("SM803", "environment-too-large", "A step's environment is larger than Lambda takes.")
TEMPLATE_TOO_LARGE = Code("SM804", "template-too-large", "A pipeline's template is larger than CloudFormation takes.")
RESOURCES_DIFFER = Code("SM805", "resources-differ", "Two declarations give one resource two shapes.")
