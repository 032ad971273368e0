"""Names that several artefacts share, made in one place.

    >>> pascal("export_orders"), step_placeholder("export_orders")
    ('ExportOrders', 'ExportOrdersArn')

Templates, definitions and manifests refer to each other by these names.
"""

import re

from dsl.resources import Resource


def resource_placeholder(resource: Resource) -> str:
    """What stands for a table, bucket, queue or topic of the stack; also its logical id."""
    return f"{pascal(resource.name)}{type(resource).__name__}"


def stand_for(placeholder: str) -> str:
    """A placeholder inside a text of the program, told from a `${` that an author has written."""
    return f"\ue000{placeholder}\ue001"


def fill_stands(text: str) -> str:
    """The text as a definition has it: authors' own `${` escaped in JSONata's way, placeholders as they are."""
    return re.sub("\ue000(\\w+)\ue001", r"${\1}", text.replace("${", "$\\u007b"))


def pascal(name: str) -> str:
    """`name` as a CloudFormation logical id's stem: letters and digits, every word capitalised.

    >>> pascal("orders-staging"), pascal("HTTP probe 2")
    ('OrdersStaging', 'HTTPProbe2')
    """
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[^0-9A-Za-z]+", name) if word)


def step_placeholder(function_name: str) -> str:
    """The substitution that stands for a step's function ARN."""
    return f"{pascal(function_name)}Arn"


def activity_placeholder(function_name: str) -> str:
    """The substitution that stands for an activity's ARN."""
    return f"{pascal(function_name)}ActivityArn"


def pipeline_placeholder(function_name: str) -> str:
    """The substitution that stands for a nested pipeline's state machine ARN."""
    return f"{pascal(function_name)}StateMachineArn"
