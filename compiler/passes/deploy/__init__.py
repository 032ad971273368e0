"""From a build to AWS: one CloudFormation stack a pipeline and stage, shown before it is changed.

    clients = Clients.of(stage)
    plan = plan_deploy(read_artefacts(Path("build"), "nightly_orders"), stage, clients)    reads alone
    print(show_plan(plan))
    carry_out(plan, clients, print, ask)                                                   uploads, asks, changes, waits

or all at once: `deploy(Path("build"), "nightly_orders", stage, say=print, agree=ask)`.
`diff` shows the same without doing it, `destroy` removes the stack. What goes wrong is a `DeployError` in words.
"""

import difflib
from pathlib import Path

from compiler.forms.settings import Stage
from compiler.passes.deploy.artefacts import Artefacts, DeployError, read_artefacts, stack_name
from compiler.passes.deploy.execution import Agree, Say, carry_out
from compiler.passes.deploy.plan import Clients, Plan, plan_deploy, read_stack, show_plan
from compiler.passes.deploy.removal import destroy

__all__ = [
    "Artefacts",
    "Clients",
    "DeployError",
    "Plan",
    "carry_out",
    "deploy",
    "destroy",
    "diff",
    "plan_deploy",
    "read_artefacts",
    "show_plan",
    "stack_name",
]


def deploy(
    build: Path,
    pipeline: str,
    stage: Stage,
    *,
    say: Say,
    agree: Agree = lambda _: True,
    clients: Clients | None = None,
    pause: float = 2.0,
) -> dict[str, str] | None:
    """Deploy one built pipeline; its stack's outputs, or None where `agree`, asked once the plan was shown, says no.

    Raises `DeployError` for everything that AWS or the build refuses.
    """
    clients = clients or Clients.of(stage)
    plan = plan_deploy(read_artefacts(build, pipeline), stage, clients)
    say(show_plan(plan))
    return carry_out(plan, clients, say, agree, pause=pause)


def diff(build: Path, pipeline: str, stage: Stage, clients: Clients | None = None) -> str:
    """What deploying would change: the plan, and the lines of the state machine's definition; "" where nothing."""
    clients = clients or Clients.of(stage)
    artefacts = read_artefacts(build, pipeline)
    plan = plan_deploy(artefacts, stage, clients)
    if plan.action == "nothing":
        return ""
    before = _deployed_definition(plan, clients)
    lines = difflib.unified_diff(
        before.splitlines(), artefacts.definition.splitlines(), "deployed", "built", lineterm="", n=2
    )
    return "\n".join([show_plan(plan), *lines])


def _deployed_definition(plan: Plan, clients: Clients) -> str:
    """The definition file of the deployed stack; "" where there is none."""
    deployed = read_stack(plan.stack, clients)
    try:
        properties = deployed.template["Resources"]["StateMachine"]["Properties"] if deployed else {}
        where = {"Bucket": deployed.parameters["ArtefactBucket"], "Key": properties["DefinitionS3Location"]["Key"]}  # type: ignore[union-attr]
        text: bytes = clients.s3.get_object(**where)["Body"].read()
    except (KeyError, clients.s3.exceptions.ClientError):
        return ""
    return text.decode()
