"""From a resource's declared name to its name in the account: the template puts that into the step's environment.

physical(table_variable, "orders-staging")      "orders-staging-prod-1A2B", or the declared name where nothing is
set
"""

import os
from collections.abc import Callable


def physical(variable: Callable[[str], str], declared: str) -> str:
    """What the environment says under the variable of `declared`; the declared name itself otherwise."""
    return os.environ.get(variable(declared)) or declared
