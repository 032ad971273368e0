"""What is known about one Map Run while it goes on and afterwards: counts, limits, and its latest children.

    run = MapRun(arn, began=now, concurrency=40)
    run.planned([2, 2, 1]);  run.child_began(0, child, history);  run.child_ended(told)
    run.executions["SUCCEEDED"], run.items["SUCCEEDED"]

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from runtime.local.engine.distributed.writing import Child
from runtime.local.engine.history import History

MOST_KEPT = 1000
"""Children that are remembered one by one: a run may have millions."""


@dataclass
class MapRun:
    """One Map Run."""

    arn: str
    began: float
    concurrency: int = 0
    most_failures: int | None = None
    most_failures_percent: float | None = None
    status: str = "RUNNING"
    ended: float | None = None
    executions: dict[str, int] = field(default_factory=dict)
    """Number of children by status; PENDING, RUNNING and the ways to end."""
    items: dict[str, int] = field(default_factory=dict)
    written: int = 0
    """Items whose results are in S3."""
    children: dict[str, Child] = field(default_factory=dict)
    """By ARN; those that still run have no `ended`."""
    histories: dict[str, History] = field(default_factory=dict)
    """Of the same children."""
    change: Callable[[], None] = lambda: None
    """Called when somebody has changed the limits."""
    sizes: Sequence[int] = ()
    """Items of each child."""
    redrives: int = 0
    """How often it has been redriven."""
    total: int = 0
    """Items of all children."""

    def planned(self, sizes: Sequence[int]) -> None:
        """So many children there will be, each with so many items."""
        self.sizes, self.total = sizes, sum(sizes)
        self.executions = {"PENDING": len(sizes)}
        self.items = {"PENDING": self.total}

    def child_began(self, index: int, child: Child, history: History) -> None:
        """A child runs."""
        self._move("PENDING", "RUNNING", self.sizes[index])
        if len(self.children) < MOST_KEPT:
            self.children[child.arn] = child
            self.histories[child.arn] = history

    def child_ended(self, index: int, child: Child) -> None:
        """A child has ended."""
        self._move("RUNNING", child.status, self.sizes[index])
        if child.arn in self.children:
            self.children[child.arn] = child

    def child_kept(self, index: int) -> None:
        """A child that had succeeded before a redrive counts without running again."""
        self._move("PENDING", "SUCCEEDED", self.sizes[index])

    def finish(self, status: str, moment: float) -> None:
        """The run has ended; what still ran was aborted with it."""
        self.status, self.ended = status, moment
        running = [one for one in self.children.values() if one.ended is None]
        self.children.update((one.arn, replace(one, status="ABORTED", ended=moment)) for one in running)
        for counts in (self.executions, self.items):
            counts["ABORTED"] = counts.get("ABORTED", 0) + counts.pop("RUNNING", 0)

    def _move(self, before: str, after: str, size: int) -> None:
        for counts, number in ((self.executions, 1), (self.items, size)):
            counts[before] = counts.get(before, 0) - number
            counts[after] = counts.get(after, 0) + number
