"""ARNs and names: taken apart, put together, and checked in AWS's words.

    arn = read_arn("arn:aws:states:eu-west-1:123456789012:stateMachine:orders:PROD", "stateMachine")
    arn.name, arn.qualifier          # "orders", "PROD"
    check_name("or ders")            # InvalidName

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html (name)
"""

import re
from dataclasses import dataclass

from runtime.local.serve.failures import bad_arn, bad_name, not_valid

ACCOUNT = "123456789012"
"""The account of everything that is made here."""

_FORBIDDEN = re.compile(r'[\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\U0010ffff]')


@dataclass(frozen=True)
class Arn:
    """One ARN of Step Functions."""

    text: str
    region: str
    account: str
    kind: str
    """stateMachine, execution, express, activity, mapRun."""
    name: str
    qualifier: str | None = None
    """A version or alias of a state machine; the execution's or Map Run's name."""

    @property
    def label(self) -> str | None:
        """The Distributed Map state that `stateMachine:name/label` means."""
        return self.name.partition("/")[2] or None

    @property
    def unlabelled(self) -> str:
        """The ARN of the state machine without the label."""
        return self.text if self.label is None else self.text.replace(f"/{self.label}", "", 1)

    @property
    def unqualified(self) -> str:
        """The ARN without its qualifier."""
        return ":".join(self.text.split(":")[:7])


def read_arn(text: str, *kinds: str) -> Arn:
    """The ARN, which must be of one of these kinds; ApiError InvalidArn."""
    parts = text.split(":")
    if len(parts) < 2 or parts[0] != "arn":
        raise bad_arn(f"Invalid ARN prefix: {text}")
    if len(parts) < 7 or parts[2] != "states" or not parts[3] or not parts[4] or not parts[6]:
        raise bad_arn(f"Invalid ARN: {text}")
    if kinds and parts[5] not in kinds:
        raise bad_arn(f"Resource type not valid in this context: {parts[5]}")
    return Arn(text, parts[3], parts[4], parts[5], parts[6], ":".join(parts[7:]) or None)


def check_name(name: str) -> str:
    """The name, where AWS would take it."""
    if not name or len(name) > 80 or _FORBIDDEN.search(name):
        raise bad_name(name)
    return name


def made_arn(region: str, kind: str, *names: str) -> str:
    """The ARN of something that is made here."""
    return ":".join(("arn:aws:states", region, ACCOUNT, kind, *names))


def check_unlabelled(arn: Arn) -> None:
    """ApiError where a Distributed Map state is meant and a whole machine is asked for."""
    if arn.label is not None:
        raise not_valid("This API does not support labelled state machine ARNs", "API_DOES_NOT_SUPPORT_LABELED_ARNS")


def check_role(arn: str) -> None:
    """A role's ARN; ApiError InvalidArn."""
    parts = arn.split(":")
    if len(parts) < 6 or parts[0] != "arn":
        raise bad_arn(f"Invalid ARN prefix: {arn}")
    if parts[2] != "iam" or not parts[5].startswith("role/"):
        raise bad_arn(f"Invalid Role Arn: {arn}")
