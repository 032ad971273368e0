"""`statemill serve`: the Step Functions API on this machine, for boto3, the AWS CLI and whatever else speaks to AWS.

    service = Service(Store(Path("data")), Tasks(endpoint="http://127.0.0.1:5000"))
    service.resume()
    with Server(service, port=8083) as server: ...

Layers, from the bottom: the journal of an execution and the scheduler that can repeat it (journal, recorded_answers,
replaying), an execution (executions), what is served (machines, activities, store, service, starting, nested, tasks),
the API (shapes, failures, arns, paging, operations/), HTTP (server).
"""

from runtime.local.serve.server import Server
from runtime.local.serve.service import Finding, Service, Validate
from runtime.local.serve.store import Store
from runtime.local.serve.tasks import Tasks, packaged

__all__ = ["Finding", "Server", "Service", "Store", "Tasks", "Validate", "packaged"]
