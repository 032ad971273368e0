"""Service integrations: what a Resource names, the optimised ones with their patterns, the operations of the AWS SDK.

    integration_of("arn:aws:states:::sqs:sendMessage.waitForTaskToken")
    # Integration(service="sqs", action="sendMessage", pattern="waitForTaskToken", sdk=False)

The tables are data in `compiler.forms.aws`; `refresh` writes that of the SDK from botocore's models.
"""

import json
import re
from dataclasses import dataclass

from compiler.forms.aws import SDK_FILE, optimised, sdk

_RESOURCE = re.compile(
    r"arn:[\w-]+:states:[\w-]*:[\w-]*:(?P<sdk>aws-sdk:)?(?P<service>[\w-]+):(?P<action>\w+)(?:\.(?P<pattern>[\w:]+))?"
)

OPTIMISED = optimised()
"""Service → action → its patterns; an empty one is request and response."""


RETIRED = frozenset(
    [
        "alexaforbusiness",
        "backupstorage",
        "codestar",
        "elasticinference",
        "elastictranscoder",
        "gamesparks",
        "honeycode",
        "iot1clickdevices",
        "iot1clickprojects",
        "iotanalytics",
        "iotevents",
        "iotfleethub",
        "lookoutequipment",
        "lookoutmetrics",
        "lookoutvision",
        "macie",
        "mobile",
        "mobileanalytics",
        "nimble",
        "opsworks",
        "opsworkscm",
        "panorama",
        "privatenetworks",
        "qldb",
        "qldbsession",
        "robomaker",
        "sms",
        "snowdevicemanagement",
        "worklink",
    ]
)
"""Services that AWS has closed or is closing: Step Functions may still know them, today's models no longer do."""


@dataclass(frozen=True, slots=True)
class Integration:
    """What a Resource of the form `arn:aws:states:::service:action.pattern` names."""

    service: str
    action: str
    pattern: str
    sdk: bool


def integration_of(resource: str) -> Integration | None:
    """The integration that a Resource names, or None for functions, activities and anything else."""
    found = _RESOURCE.fullmatch(resource)
    if found is None or found["service"] in ("activity", "stateMachine", "express", "execution"):
        return None
    return Integration(found["service"], found["action"], found["pattern"] or "", bool(found["sdk"]))


def sdk_operations(service: str) -> frozenset[str] | None:
    """The operations of a service by its name in `aws-sdk:` resources, or None where there is no such service."""
    return sdk().get(service.lower())


def service_names(service_id: str) -> set[str]:
    """How `aws-sdk:` resources can spell a service: its id without spaces, with and without `service` at its end."""
    name = re.sub(r"[^a-z0-9]", "", service_id.lower())
    return {name, name.removesuffix("service") or name}


def refresh() -> None:
    """Write `sdk_operations.json` from the models of the installed botocore."""
    from botocore.loaders import Loader

    loader = Loader()
    table: dict[str, str] = {}
    for name in loader.list_available_services("service-2"):
        model = loader.load_service_model(name, "service-2")
        operations = " ".join(sorted(operation[0].lower() + operation[1:] for operation in model["operations"]))
        for spelling in service_names(model["metadata"]["serviceId"]):
            table[spelling] = operations
    text = ",\n".join(f"{json.dumps(service)}: {json.dumps(table[service])}" for service in sorted(table))
    SDK_FILE.write_text(f"{{\n{text}\n}}\n")
