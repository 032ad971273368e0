"""One execution of the server: running in a thread of its own, or at its end; repeatable from its journal.

    execution = ServedExecution(facts, machine, journal, host)
    execution.accept()                 # on the disk: from here on it will not be lost
    execution.begin()
    execution.bring({"kind": "callback", "token": token, "result": 3})

A finished execution gives its memory back where a journal keeps it; who asks for its history has it repeated.
"""

import json
import random
import sys
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import asdict, dataclass
from typing import Any, Protocol, Self

from runtime.local.engine.calls import Call, Submitted, TaskFailed
from runtime.local.engine.clocks import iso
from runtime.local.engine.errors import RESULT_WRITER, RUNTIME, StateFailure, Stopped
from runtime.local.engine.history import MOST_EVENTS
from runtime.local.engine.json_text import text
from runtime.local.engine.machine import Machine
from runtime.local.engine.running import main_steps
from runtime.local.engine.visits import Execution, Identity, Progress
from runtime.local.jsonata.outside import outside
from runtime.local.serve.facts import Ending, Facts, Redrive
from runtime.local.serve.journal import Journal, Record
from runtime.local.serve.recorded_answers import AwaitsExecution, AwaitsWorker, decoded, encoded
from runtime.local.serve.replaying import Arrival, JournaledScheduler


class Host(Protocol):
    """The server around an execution."""

    def answer(self, execution: "ServedExecution", call: Call) -> Any:
        """Answer a task."""

    def put(self, execution: "ServedExecution", bucket: str, key: str, body: str) -> None:
        """Store what a Distributed Map writes."""

    def awaits(self, execution: "ServedExecution", what: AwaitsExecution | AwaitsWorker) -> None:
        """A task of the execution now waits for something that the server brings."""

    def ended(self, execution: "ServedExecution") -> None:
        """The execution has come to its end."""


class ServedExecution:
    """An execution that the API shows."""

    def __init__(self, facts: Facts, machine: Callable[[], Machine], journal: Journal, host: Host) -> None:
        self.facts = facts
        self.ending = Ending()
        self.redrives: list[Redrive] = []
        self.awaiting: dict[str, AwaitsExecution | AwaitsWorker] = {}
        self.accepted = threading.Event()
        self._machine = machine
        self._journal = journal
        self._host = host
        self._taken: set[str] = set()
        self._lock = threading.RLock()
        self._caught_up = threading.Event()
        self._ended = threading.Event()
        self._stands: _Stand | None = None

    @classmethod
    def restored(cls, journal: Journal, machine: Callable[[str], Machine], host: Host) -> "Self | None":
        """The execution of a journal; None where it was never accepted."""
        records = journal.records()
        if not records:
            return None
        facts = Facts(**records[0]["facts"])
        execution = cls(facts, lambda: machine(facts.definition), journal, host)
        execution.accepted.set()
        execution.redrives = [Redrive(one["moment"], one.get("token")) for one in records if one["kind"] == "redriven"]
        if records[-1]["kind"] == "ended":
            execution.ending = Ending(**records[-1]["ending"])
            execution._caught_up.set()
            execution._ended.set()
        return execution

    def accept(self) -> None:
        """Write down that it was started."""
        self._journal.write_now({"kind": "started", "facts": asdict(self.facts)})
        self.accepted.set()

    def begin(self) -> None:
        """Run, from the start or from where the journal ends, in a thread of its own."""
        self._stands = self._stand()
        threading.Thread(target=self._run, name=f"statemill-{self.facts.name[:40]}", daemon=True).start()

    def run_here(self) -> None:
        """Run to the end in this thread."""
        self._stands = self._stand()
        self._run()

    @property
    def running(self) -> bool:
        """Whether it has not ended."""
        return self.ending.status == "RUNNING"

    @property
    def execution(self) -> Execution:
        """The engine's side of it; repeated from the journal where it is no longer in memory."""
        with self._lock:
            if self._stands is None:
                self._stands = self._stand()
                self._run()
            stands = self._stands
        self._caught_up.wait()
        return stands.execution

    def waits_for(self, token: str) -> bool:
        """Whether a task of it waits with this token."""
        stands = self._stands
        return stands is not None and self.running and token in stands.execution.waiting

    def bring(self, record: Record) -> bool:
        """Bring something in and wait until it is on the disk and done; False where it came too late."""
        stands = self._stands
        if stands is None or not self.running:
            return False
        arrival: Arrival = stands.scheduler.arrive(record)
        arrival.settled.wait()
        return arrival.taken

    def notify(self, record: Record) -> None:
        """Bring something in without waiting."""
        if self._stands is not None:
            self._stands.scheduler.arrive(record)

    def redrive(self, token: str | None = None) -> float:
        """Run again what did not succeed; the caller has checked that it may."""
        with self._lock:
            execution, moment = self.execution, time.time()
            self._journal.write_now({"kind": "redriven", "moment": moment, "token": token})
            assert self._stands is not None
            self._prepare_redrive(moment)
            self.redrives.append(Redrive(moment, token))
            self.ending = Ending()
            self._ended.clear()
        threading.Thread(
            target=self._run, args=(execution.progress,), name=f"statemill-{self.facts.name[:40]}", daemon=True
        ).start()
        return moment

    def wait_for_end(self, seconds: float = 10.0) -> None:
        """Wait until the end is written down, as after a stop; not for ever."""
        self._ended.wait(seconds)

    def release(self) -> None:
        """Give the memory of a finished execution back, where the journal can repeat it."""
        with self._lock:
            if not self.running and self._journal.kept:
                self._stands = None

    def forget(self) -> None:
        """Remove it from the disk."""
        self._journal.delete()

    # What the scheduler asks (replaying.Control).

    def apply(self, record: Record) -> bool:
        """Do what a record says."""
        assert self._stands is not None
        execution = self._stands.execution
        match record["kind"]:
            case "stop":
                execution.abort(Stopped("ABORTED", record.get("error"), record.get("cause")))
                return True
            case "callback":
                return _call_back(execution, record)
            case "taken":
                self._taken.add(record["token"])
                if record["token"] not in execution.waiting:
                    return False
                execution.waiting[record["token"]].take(record["worker"])
                return True
            case "limits":
                return _change_limits(execution, record)
            case kind:
                raise ValueError(f"unknown kind of record: {kind}")

    def answered(self, record: Record, then: "Callable[[Future[Any]], None]") -> None:
        """Hand a task's answer to the engine."""
        answer = decoded(record["answer"])
        future: Future[Any] = Future()
        future.set_result(answer)
        then(future)
        awaited = answer.result if isinstance(answer, Submitted) else answer
        if isinstance(awaited, AwaitsExecution | AwaitsWorker):
            self.awaiting[awaited.token] = awaited
            assert self._stands is not None
            if self._stands.scheduler.live:
                self._host.awaits(self, awaited)

    def caught_up(self) -> None:
        """Wait again for what the execution waits for."""
        assert self._stands is not None
        waiting = self._stands.execution.waiting
        self._caught_up.set()
        for token, awaited in self.awaiting.items():
            if token in waiting and token not in self._taken:
                self._host.awaits(self, awaited)

    def _stand(self) -> "_Stand":
        records = self._journal.records()[1:]
        facts = self.facts
        scheduler = JournaledScheduler(facts.began, self._journal, records, self)
        identity = Identity(facts.name, facts.arn, facts.machine_arn, facts.machine_name, facts.role_arn)
        execution = Execution(
            self._machine(),
            json.loads(facts.input),
            identity,
            scheduler,
            self._answer,
            kind=facts.kind,
            seed=_seed(facts.arn),
        )
        execution.put = self._put
        if facts.kind == "STANDARD":
            execution.history.limit = MOST_EVENTS
        return _Stand(execution, scheduler, random.Random(_seed(facts.arn)))  # noqa: S311 - not for secrets

    def _run(self, resume: Progress | None = None) -> None:
        assert self._stands is not None
        execution, scheduler = self._stands.execution, self._stands.scheduler
        try:
            with outside(scheduler.moments.now, self._stands.chance):
                while True:
                    scheduler.open()
                    main = scheduler.spawn(
                        main_steps(execution, execution.machine, execution.context["Execution"]["Input"], resume)
                    )
                    ending = Ending(*_told(*scheduler.run(main)), scheduler.moments.moment, len(execution.history))
                    if self._finish(scheduler, ending):
                        break
                    resume = execution.progress
        except Exception as error:
            if self.running:
                traceback.print_exc(file=sys.stderr)
                self.ending = Ending("FAILED", None, RUNTIME, f"The execution cannot go on: {error}", time.time())
            else:
                sys.stderr.write(f"statemill: the history of {self.facts.arn} cannot be repeated: {error}\n")
            self._finished(scheduler)

    def _finish(self, scheduler: JournaledScheduler, ending: Ending) -> bool:
        """Write the end down, or find it in the journal; False where a redrive follows there."""
        if scheduler.recorded:
            record = scheduler.recorded.popleft()
            ending = Ending(**record["ending"])
        else:
            self._journal.write({"kind": "ended", "ending": asdict(ending)})
            self._journal.insist()
        if scheduler.recorded:
            self._prepare_redrive(scheduler.recorded.popleft()["moment"])
            return False
        self.ending = ending
        self._finished(scheduler)
        return True

    def _finished(self, scheduler: JournaledScheduler) -> None:
        scheduler.close()
        first_time = scheduler.live or not self._caught_up.is_set()
        self._caught_up.set()
        self._ended.set()
        if first_time:
            self._host.ended(self)

    def _prepare_redrive(self, moment: float) -> None:
        assert self._stands is not None
        scheduler, execution = self._stands.scheduler, self._stands.execution
        scheduler.moments.moment = max(scheduler.moments.moment, moment)
        context = execution.context["Execution"]
        context["RedriveCount"] += 1
        context["RedriveTime"] = iso(moment)

    def _answer(self, call: Call) -> Any:
        """The answer as the journal holds it; runs in a thread of the task."""
        try:
            return encoded(self._host.answer(self, call))
        except TaskFailed as failure:
            return encoded(failure)
        except BaseException as error:
            # Also what would end a program: here it would only end a thread, and the task would wait for ever.
            traceback.print_exc(file=sys.stderr)
            return encoded(TaskFailed("States.TaskFailed", f"{type(error).__name__}: {error}"))

    def _put(self, bucket: str, key: str, body: str) -> None:
        def write() -> Record:
            try:
                self._host.put(self, bucket, key, body)
            except Exception as error:
                return {"error": str(error)}
            return {"error": None}

        assert self._stands is not None
        record = self._stands.scheduler.tell("wrote", write)
        if record["error"] is not None:
            raise StateFailure(RESULT_WRITER, record["error"])


@dataclass(frozen=True)
class _Stand:
    """What only an execution in memory has."""

    execution: Execution
    scheduler: JournaledScheduler
    chance: random.Random


def _call_back(execution: Execution, record: Record) -> bool:
    invoke = execution.waiting.get(record["token"])
    if invoke is None:
        return False
    match record:
        case {"heartbeat": True}:
            invoke.heartbeat()
        case {"result": result}:
            invoke.succeed(result)
        case _:
            invoke.fail(record.get("error"), record.get("cause"))
    return True


def _change_limits(execution: Execution, record: Record) -> bool:
    run = execution.map_runs.get(record["mapRun"])
    if run is None or run.ended is not None:
        return False
    limits = record["limits"]
    run.concurrency = limits.get("maxConcurrency", run.concurrency)
    run.most_failures = limits.get("toleratedFailureCount", run.most_failures)
    run.most_failures_percent = limits.get("toleratedFailurePercentage", run.most_failures_percent)
    run.change()
    return True


def _told(status: str, output: Any, error: str | None, cause: str | None) -> tuple[str, str | None, Any, Any]:
    return status, text(output) if status == "SUCCEEDED" else None, error, cause


def _seed(arn: str) -> int:
    return int.from_bytes(arn.encode()[-16:], "big")
