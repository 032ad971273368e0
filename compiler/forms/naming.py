"""Names that several artefacts share, made in one place.

    >>> pascal("export_orders"), step_placeholder("export_orders")
    ('ExportOrders', 'ExportOrdersArn')

Templates, definitions and manifests refer to each other by these names.
"""

import re


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
