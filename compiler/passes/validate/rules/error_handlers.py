"""Retry and Catch: `States.ALL` stands alone and last, an error that an entry before takes never reaches the next one.

    "Retry": [{"ErrorEquals": ["States.ALL", "Boom"]}]     `States.ALL` stands alone in its list

Entries are tried in order, so one that is never reached is a mistake of its author.
"""

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Json, State, View
from compiler.passes.validate.rules.rule import Rule

ALL = "States.ALL"


def check(view: View, findings: Findings) -> None:
    """Look at the entries of every Retry and Catch."""
    for state in view.states:
        for field in ("Retry", "Catch"):
            entries = list(state.objects(field))
            taken: set[str] = set()
            for number, entry in entries:
                errors = _errors(entry)
                _check_all(state, field, number, errors, last=number == entries[-1][0], findings=findings)
                if errors and set(errors) <= taken:
                    message = f"the entries before this one take {_listed(errors)} already"
                    findings.add(codes.UNREACHABLE_HANDLER, message, state.at(field, number, "ErrorEquals"))
                taken.update(errors)
                if field == "Retry":
                    _check_delays(state, number, entry, findings)


def _errors(entry: Json) -> list[str]:
    errors = entry.get("ErrorEquals")
    return [error for error in errors if isinstance(error, str)] if isinstance(errors, list) else []


def _check_all(state: State, field: str, number: int, errors: list[str], *, last: bool, findings: Findings) -> None:
    if ALL not in errors:
        return
    pointer = state.at(field, number, "ErrorEquals")
    if len(errors) > 1:
        findings.add(codes.BAD_HANDLER, f"`{ALL}` stands alone in its list", pointer)
    elif not last:
        findings.add(codes.BAD_HANDLER, f"`{ALL}` stands in the last entry of `{field}`", pointer)


def _check_delays(state: State, number: int, entry: Json, findings: Findings) -> None:
    longest, first = entry.get("MaxDelaySeconds"), entry.get("IntervalSeconds", 1)
    if isinstance(longest, int) and isinstance(first, int) and longest <= first:
        message = f"`MaxDelaySeconds` must be more than `IntervalSeconds`, which is {first}"
        findings.add(codes.WRONG_VALUE, message, state.at("Retry", number, "MaxDelaySeconds"))


def _listed(errors: list[str]) -> str:
    return ", ".join(f"`{error}`" for error in errors)


RULE = Rule("error-handlers", "https://states-language.net/spec.html#errors", check)
