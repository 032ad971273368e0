"""The server's state and what keeps it going: machines, activities, executions, and their tasks.

    service = Service(Store(Path("data")), Tasks(endpoint=url))
    service.resume()                      # go on with what ran when the last server ended
    service.close()

The operations of the API (runtime/local/serve/operations) work on it.
"""

import base64
import json
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from runtime.local.engine.calls import Call, TaskFailed
from runtime.local.engine.creation import check_definition
from runtime.local.engine.errors import InvalidDefinition, Refusal
from runtime.local.engine.json_text import text
from runtime.local.engine.machine import Machine
from runtime.local.engine.resources import read_resource
from runtime.local.engine.state import read_machine
from runtime.local.serve.activities import Offer, Queues
from runtime.local.serve.executions import ServedExecution
from runtime.local.serve.failures import bad_token, machine_deleting, machine_missing
from runtime.local.serve.machines import Activity, StateMachine, as_document, from_document
from runtime.local.serve.nested import reported, started
from runtime.local.serve.recorded_answers import AwaitsExecution, AwaitsWorker
from runtime.local.serve.store import Store
from runtime.local.serve.tasks import Tasks

Finding = Mapping[str, str]
"""`severity` (ERROR or WARNING), `code`, `message`, `location`: as ValidateStateMachineDefinition gives them."""

Validate = Callable[[str, str], list[Finding]]
"""Finds what is wrong with a definition's text, for a type (STANDARD or EXPRESS)."""


KEPT_SECONDS = 90 * 24 * 3600.0
"""How long an execution is known after its end
(https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html, execution history retention time)."""

MOST_IN_MEMORY = 10_000
"""Ended executions that a server without a folder remembers."""


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
        self._over: deque[tuple[float, ServedExecution]] = deque()
        """Executions that have ended and when, in that order."""
        self._parents: dict[str, list[tuple[ServedExecution, AwaitsExecution]]] = {}
        self.prepared = lru_cache(maxsize=256)(self._prepare)

    def resume(self) -> int:
        """Load what the store holds and let executions go on; returns how many do."""
        for machine in self.store.load("machines", from_document):
            self.machines[machine.arn] = machine
        for activity in self.store.load("activities", lambda document: Activity(**document)):
            self.activities[activity.arn] = activity
        for journal in self.store.journals():
            try:
                execution = ServedExecution.restored(journal, self.prepared, self)
            except (ValueError, KeyError, TypeError) as error:
                sys.stderr.write(f"statemill: an execution is left out: {error}: {journal.set_aside()}\n")
                continue
            if execution is None:  # nobody was told that it runs
                journal.delete()
            elif execution.facts.machine_arn not in self.machines:
                told = f"its machine {execution.facts.machine_arn} is not here: {journal.set_aside()}"
                sys.stderr.write(f"statemill: an execution is left out: {told}\n")
            else:
                self.executions[execution.facts.arn] = execution
        for machine in [one for one in self.machines.values() if one.deleting]:
            self.remove(machine)
        over = [one for one in self.executions.values() if not one.running]
        self._keep_for_a_while(*sorted(over, key=lambda one: one.ending.moment or 0))
        running = [one for one in self.executions.values() if one.running]
        return sum(self._goes_on(one) for one in running)

    def _goes_on(self, execution: ServedExecution) -> bool:
        try:
            execution.begin()
        except (OSError, ValueError) as error:  # its definition is missing or damaged
            sys.stderr.write(f"statemill: {execution.facts.arn} cannot go on: {error}\n")
            return False
        return True

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

    def machine(self, arn: str) -> StateMachine:
        """The state machine that may be changed; ApiError."""
        machine = self.machines.get(arn)
        if machine is None:
            raise machine_missing(arn)
        if machine.deleting:
            raise machine_deleting(arn)
        return machine

    def remove(self, machine: StateMachine) -> None:
        """End a machine's executions, and forget them and it. On the disk the machine is the last to go."""
        with self.lock:
            own = [one for one in self.executions.values() if one.facts.machine_arn == machine.arn]
        for execution in own:
            if execution.bring({"kind": "stop"}):
                execution.wait_for_end()
        with self.lock:
            for execution in own:
                self._forget(execution)
            self.machines.pop(machine.arn, None)
            self.store.delete("machines", machine.arn)

    def _keep_for_a_while(self, *ended: ServedExecution) -> None:
        """Forget executions that ended too long ago; without a folder, also the first of too many."""
        with self.lock:
            self._over.extend((one.ending.moment or 0, one) for one in ended)
            most = len(self._over) if self.store.lasting else MOST_IN_MEMORY
            while self._over and (len(self._over) > most or self._over[0][0] < time.time() - KEPT_SECONDS):
                moment, execution = self._over.popleft()
                if execution.ending.moment == moment:  # not redriven since
                    self._forget(execution)

    def _forget(self, execution: ServedExecution) -> None:
        self.executions.pop(execution.facts.arn, None)
        execution.forget()

    def execution_of_task(self, token: str) -> ServedExecution | None:
        """The execution that gave a task's token out, if it is still known; ApiError where none can have."""
        try:
            arn = base64.urlsafe_b64decode(token.encode()).decode().partition(" ")[0]
        except (ValueError, UnicodeError):
            raise bad_token() from None
        if not arn.startswith("arn:aws:states:"):
            raise bad_token()
        if "/" not in arn:
            return self.executions.get(arn)
        with self.lock:  # a child of a Distributed Map: its parent has the task
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
        if execution.facts.kind == "EXPRESS":
            # The API shows none of them.
            with self.lock:
                self._forget(execution)
        else:
            self._keep_for_a_while(execution)

    def _prepare(self, key: str) -> Machine:
        return read_machine(json.loads(self.tasks.placed(self.store.definition(key))))


def creation_findings(definition: str, kind: str) -> list[Finding]:
    """What the engine itself refuses."""
    try:
        check_definition(definition, kind)
        read_machine(json.loads(definition))
    except InvalidDefinition as invalid:
        if not invalid.refusals:
            return [{"severity": "ERROR", "code": "INVALID_LABEL_NAME", "message": str(invalid), "location": "/"}]
        return [_finding(one) for one in invalid.refusals]
    return []


def _finding(refusal: Refusal) -> Finding:
    found: Finding = {"severity": "ERROR", "code": refusal.code, "message": refusal.sentence}
    return found if refusal.place is None else {**found, "location": refusal.place}
