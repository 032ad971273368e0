"""What AWS's services take, answer and do on their own time: the language's own rules, for the engine.

    member("DBInstanceIdentifier")                              "DbInstanceIdentifier"
    wait_for(("glue", "start_job_run"), client, given, answer)   the description of the ended run

`dsl.spelling`, `dsl.service_errors` and `dsl.jobs` say what they are; a pipeline run as plain Python and one run in the
engine must agree.
"""

from dsl.jobs import JOBS, JobFailed, wait_for
from dsl.service_errors import error_name, error_prefix
from dsl.spelling import as_answer, as_request, form_text, member

__all__ = [
    "JOBS",
    "JobFailed",
    "as_answer",
    "as_request",
    "error_name",
    "error_prefix",
    "form_text",
    "member",
    "wait_for",
]
