"""What pipelines are written with.

    from dsl import Retry, Secret, Table, cron, minutes, parallel, pipeline, step

Steps do the work, blocks (`serial`, `parallel`) put it in order, a pipeline is the whole. Everything here has a
plain-Python meaning: a pipeline called as a function runs. Nothing beyond the standard library is imported.
"""

from dsl.blocks import parallel, serial
from dsl.definitions import definition_of
from dsl.durations import days, hours, minutes, seconds
from dsl.errors import DeclarationError
from dsl.facts import context
from dsl.maps import each
from dsl.pipelines import pipeline, run
from dsl.resources import Bucket, Index, Queue, Secret, Table, Topic, Vpc
from dsl.retries import Retry
from dsl.schedules import SCHEDULED_TIME, at, cron, rate
from dsl.services import aws
from dsl.sources import S3Csv, S3Inventory, S3Json, S3JsonLines, S3Objects, S3Parquet
from dsl.steps import TOKEN, TaskToken, activity, step
from dsl.stored import Stored
from dsl.waits import wait

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dsl.web import HttpError, HttpResponse, http

__all__ = [
    "SCHEDULED_TIME",
    "TOKEN",
    "Bucket",
    "DeclarationError",
    "HttpError",
    "HttpResponse",
    "Index",
    "Queue",
    "Retry",
    "S3Csv",
    "S3Inventory",
    "S3Json",
    "S3JsonLines",
    "S3Objects",
    "S3Parquet",
    "Secret",
    "Stored",
    "Table",
    "TaskToken",
    "Topic",
    "Vpc",
    "activity",
    "at",
    "aws",
    "context",
    "cron",
    "days",
    "definition_of",
    "each",
    "hours",
    "http",
    "minutes",
    "parallel",
    "pipeline",
    "rate",
    "run",
    "seconds",
    "serial",
    "step",
    "wait",
]


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """HTTP's vocabulary, imported when it is first asked for: its typed dictionary needs `typing`."""
        if name in ("HttpError", "HttpResponse", "http"):
            from dsl import web

            return getattr(web, name)
        raise AttributeError(f"module 'dsl' has no attribute {name!r}")
