"""The server's state and what keeps it going: machines, activities, executions, and their tasks.

    service = Service(Store(Path("data")), Tasks(endpoint=url))
    service.resume()                      # go on with what ran when the last server ended
    service.close()

The operations of the API (runtime/local/serve/operations) work on it.
"""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from runtime.local.engine.calls import Call, TaskFailed
from runtime.local.engine.creation import check_definition
from runtime.local.engine.errors import InvalidDefinition
from runtime.local.engine.json_text import text
from runtime.local.engine.machine import Machine
from runtime.local.engine.resources import read_resource
from runtime.local.engine.state import read_machine
from runtime.local.serve.activities import Offer, Queues
from runtime.local.serve.executions import ServedExecution
from runtime.local.serve.machines import Activity, StateMachine, as_document, from_document
from runtime.local.serve.nested import reported, started
from runtime.local.serve.recorded_answers import AwaitsExecution, AwaitsWorker
from runtime.local.serve.store import Store
from runtime.local.serve.tasks import Tasks

Finding = Mapping[str, str]
"""`severity` (ERROR or WARNING), `code`, `message`, `location`: as ValidateStateMachineDefinition gives them."""

Validate = Callable[[str, str], list[Finding]]
"""Finds what is wrong with a definition's text, for a type (STANDARD or EXPRESS)."""


class Service:
    """Everything that the API shows. `lock` guards the mappings; executions guard themselves."""

    def __init__(self, store: Store, tasks: Tasks, validate: Validate | None = None) -> None:
        self.store = store
        self.tasks = tasks
        self.validate = validate or creation_findings
        self.lock = threading.RLock()
        self.machines: dict[str, StateMachine] = {}
        self.activities: dict[str, Activity] = {}
        self.executions: dict[str, ServedExecution] = {}
        self.queues = Queues()
        self._parents: dict[str, list[tuple[ServedExecution, AwaitsExecution]]] = {}
        self.prepared = lru_cache(maxsize=256)(self._prepare)

    def resume(self) -> int:
        """Load what the store holds and let executions go on; returns how many do."""
        for document in self.store.load("machines"):
            machine = from_document(document)
            self.machines[machine.arn] = machine
        for document in self.store.load("activities"):
            activity = Activity(**document)
            self.activities[activity.arn] = activity
        for journal in self.store.journals():
            execution = ServedExecution.restored(journal, self.prepared, self)
            if execution is None or execution.facts.machine_arn not in self.machines:
                journal.delete()
            else:
                self.executions[execution.facts.arn] = execution
        running = [one for one in self.executions.values() if one.running]
        for execution in running:
            execution.begin()
        return len(running)

    def close(self) -> None:
        """Send workers away and let go of the folder; running executions stay where they are."""
        self.queues.close()
        self.store.close()

    def save_machine(self, machine: StateMachine) -> None:
        """Put a machine on the disk, before anyone is told of its change."""
        self.store.save("machines", machine.arn, as_document(machine))

    def save_activity(self, activity: Activity) -> None:
        """The same for an activity."""
        self.store.save("activities", activity.arn, asdict(activity))

    def waiting_for(self, token: str) -> ServedExecution | None:
        """The execution in which a task waits with this token."""
        with self.lock:
            executions = list(self.executions.values())
        return next((one for one in executions if one.waits_for(token)), None)

    # What executions ask of their host.

    def answer(self, execution: ServedExecution, call: Call) -> Any:
        """Answer a task: nested executions, activities, then whatever the server was given."""
        resource = read_resource(call.resource)
        if resource.is_activity:
            if call.resource not in self.activities:
                raise TaskFailed("States.TaskFailed", f"Activity Does Not Exist: '{call.resource}'")
            return AwaitsWorker(activity=call.resource, token=call.token or "", input=text(call.arguments))
        child = started(self, execution, call)
        return self.tasks.answer(call) if child is None else child

    def put(self, _execution: ServedExecution, bucket: str, key: str, body: str) -> None:
        """Store what a Distributed Map writes."""
        self.tasks.put(bucket, key, body)

    def awaits(self, execution: ServedExecution, what: AwaitsExecution | AwaitsWorker) -> None:
        """Bring a task what it waits for, once it is there."""
        if isinstance(what, AwaitsWorker):
            self.queues.offer(what.activity, Offer(execution, what.token, what.input))
            return
        with self.lock:
            child = self.executions.get(what.arn)
            if child is not None and child.running:
                self._parents.setdefault(what.arn, []).append((execution, what))
                return
        if child is None:
            lost = {"kind": "callback", "token": what.token, "error": "States.TaskFailed"}
            execution.notify({**lost, "cause": f"Execution Does Not Exist: '{what.arn}'"})
        else:
            execution.notify(reported(child, what))

    def ended(self, execution: ServedExecution) -> None:
        """Tell the tasks that waited for this execution; stop those that it waited for."""
        with self.lock:
            parents = self._parents.pop(execution.facts.arn, [])
        for parent, awaited in parents:
            parent.notify(reported(execution, awaited))
        if execution.ending.status in ("ABORTED", "TIMED_OUT"):
            for awaited_one in execution.awaiting.values():
                if isinstance(awaited_one, AwaitsExecution) and awaited_one.arn in self.executions:
                    self.executions[awaited_one.arn].notify({"kind": "stop"})
        execution.release()

    def _prepare(self, key: str) -> Machine:
        return read_machine(json.loads(self.store.definition(key)))


def creation_findings(definition: str, kind: str) -> list[Finding]:
    """What the engine itself refuses."""
    try:
        check_definition(definition, kind)
        read_machine(json.loads(definition))
    except InvalidDefinition as invalid:
        code, _, message = str(invalid).removeprefix("Invalid State Machine Definition: '").rstrip("'").partition(": ")
        return [{"severity": "ERROR", "code": code, "message": message or code, "location": "/"}]
    return []
