"""Definitions as text: JSON errors, places, duplicate keys; and without text, located by the spans of their states."""

import copy
import json
import random
import time
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from compiler.diagnostics import Span
from compiler.passes.validate import findings_of, integrations, kind_of, structure, validate, validate_text
from compiler.passes.validate.intrinsics import call_problem
from compiler.passes.validate.jsonpaths import parse_path, path_problem, reference_problem
from compiler.passes.validate.reader import BadJsonError, read
from tests.validate.test_rules import CASES

STANDARD = [case for case in CASES if "(EXPRESS)" not in case.name]


def machine(states: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A machine that starts with the first state."""
    return {"StartAt": next(iter(states)), "States": states, **fields}


def passing(**fields: Any) -> dict[str, Any]:
    """A Pass state that ends."""
    return {"Type": "Pass", "End": True, **fields}


BROKEN = [
    ("", "m.json:1:1 SM601 not JSON: expecting value"),
    ("not a definition", "m.json:1:1 SM601 not JSON: expecting value"),
    ('{"StartAt": "A",}', "m.json:1:17 SM601 not JSON: expecting property name enclosed in double quotes"),
    ('{\n  "StartAt": A\n}', "m.json:2:14 SM601 not JSON: expecting value"),
    ('{"a": NaN}', "m.json:1:7 SM601 not JSON: naN is no JSON number"),
    ("[" * 100_000, "m.json:1:1 SM601 not JSON: nested too deep"),
    ("[1]", "m.json:1:1 SM602 a definition must be a JSON object"),
    ('"' + "x" * 1_048_576 + '"', "m.json:1:1 SM632 the definition is larger than 1048576 bytes"),
]


@pytest.mark.parametrize(("text", "expected"), BROKEN, ids=[text[:20] for text, _ in BROKEN])
def test_text_that_is_no_definition(text: str, expected: str) -> None:
    (found,) = validate_text(text, "m.json")
    assert f"{found.span} {found.code.id} {found.message}" == expected


TEXT = """{
  "StartAt": "Frist",
  "States": {
    "First": {"Type": "Pass", "Foo": 1, "End": true},
    "Größe": {"Type": "Wait", "Seconds": -1,
      "End": true}
  }
}
"""


def test_findings_stand_at_their_place() -> None:
    found = [(str(one.span), one.code.id, one.help) for one in validate_text(TEXT, "m.json")]
    assert found == [
        ("m.json:2:14", "SM607", "did you mean `First`?"),
        ("m.json:4:31", "SM604", None),
        ("m.json:5:42", "SM605", None),
    ]
    span = validate_text(TEXT, "m.json")[1].span
    assert (span.end_line, span.end_column) == (4, 36)


def test_a_file_name_can_say_express() -> None:
    assert kind_of("machines/orders.express.asl.json") == "EXPRESS"
    assert kind_of("express.machines/orders.json") == "STANDARD"


def test_a_state_defined_twice() -> None:
    text = '{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Fail"}}}'
    assert [found.code.name for found in validate_text(text)] == ["duplicate-state-name"]


def test_a_key_given_twice() -> None:
    text = '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": 1, "Result": 2, "End": true}}}'
    assert [(found.code.name, found.span.column) for found in validate_text(text)] == [("duplicate-key", 64)]


def test_findings_of_our_own_machines_point_to_python() -> None:
    span = Span("orders.py", 7, 5, 7, 9)
    (found,) = validate(machine({"S": passing(Foo=1)}), spans={"S": span})
    assert (found.span, found.notes) == (span, ("at /States/S/Foo",))
    (found,) = validate(machine({"S": passing()}, Foo=1), name="orders")
    assert found.span.path == "orders"


def test_text_and_dict_give_the_same() -> None:
    for case in STANDARD:
        text = json.dumps(case.definition)
        with_text = {(found.code.id, found.message) for found in validate_text(text)}
        assert with_text == {(found.code.id, found.message) for found in findings_of(json.loads(text))}


def test_the_whole_schema_takes_every_clean_definition() -> None:
    Draft202012Validator.check_schema(structure.whole_schema())
    whole = Draft202012Validator(structure.whole_schema())
    clean = [case for case in STANDARD if not case.findings]
    assert len(clean) > 40
    assert [case.name for case in clean if not whole.is_valid(case.definition)] == []


def test_the_whole_schema_refuses_what_its_parts_refuse() -> None:
    whole = Draft202012Validator(structure.whole_schema())
    refused = {"no-object", "unsupported-field", "wrong-field-value"}
    # Which query language a state has, the whole schema cannot know; two ranges are rules.
    cases = [
        case
        for case in STANDARD
        if {finding.split()[0] for finding in case.findings} & refused
        and "QueryLanguage" not in json.dumps(case.definition)
        and not any(name in case.findings[0] for name in ("RoleArn", "MaxDelaySeconds"))
    ]
    assert len(cases) > 20
    assert [case.name for case in cases if whole.is_valid(case.definition)] == []


WEIRD: list[Any] = [None, True, 0, -1, 1.5, "", "x", "$", "{% %}", [], [1], {}, {"a": 1}, {"Type": "Task"}, [[]], [{}]]


def test_no_definition_makes_the_validator_fail() -> None:
    """Replace parts of sound definitions by anything: findings, never an exception."""
    dice = random.Random(7)
    sound = [case.definition for case in CASES if isinstance(case.definition, dict)]
    for _ in range(3000):
        text = json.dumps(dice.choice(sound))
        definition = json.loads(text)
        for _ in range(dice.randint(1, 3)):
            holder, key = _some_place(definition, dice)
            if holder is not None:
                holder[key] = copy.deepcopy(dice.choice(WEIRD))
        found = validate_text(json.dumps(definition), kind=dice.choice(["STANDARD", "EXPRESS"]))
        assert all(one.message for one in found)


def _some_place(value: Any, dice: random.Random) -> tuple[Any, Any]:
    places = []
    waiting = [value]
    while waiting:
        part = waiting.pop()
        entries = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        for key, item in entries:
            places.append((part, key))
            waiting.append(item)
    return dice.choice(places) if places else (None, None)


def test_workflows_nested_too_deep() -> None:
    inner = passing()
    for number in range(150):
        inner = {"Type": "Map", "ItemProcessor": machine({f"S{number}": inner}), "End": True}
    assert [found.code.name for found in findings_of(machine({"S": inner}))] == ["oversized-definition"]


def test_five_hundred_definitions_a_second() -> None:
    states = {f"S{n}": {"Type": "Task", "Resource": "${OrdersArn}", "Next": f"S{n + 1}"} for n in range(7)}
    text = json.dumps(machine({**states, "S7": {"Type": "Succeed"}}))
    validate_text(text)
    started = time.process_time()
    for _ in range(100):
        validate_text(text)
    assert time.process_time() - started < 0.4


def test_time_grows_with_the_states() -> None:
    def seconds(count: int) -> float:
        states = {f"S{n}": {"Type": "Pass", "Assign": {f"v{n % 7}": n}, "Next": f"S{n + 1}"} for n in range(count)}
        text = json.dumps(machine({**states, f"S{count}": {"Type": "Succeed"}}, QueryLanguage="JSONata"))
        started = time.process_time()
        assert validate_text(text) == ()
        return time.process_time() - started

    seconds(200)
    assert seconds(4000) < 40 * max(seconds(400), 0.001)


PATHS = [
    ("$", "$", None, None),
    ("$.a.b", "$", None, None),
    ("$['a b'][\"c\"]", "$", None, None),
    ("$$.Execution.Id", "$$", None, None),
    ("$order.items[0]", "$order", None, None),
    ("$.a[*]", "$", None, "many"),
    ("$.a[1:]", "$", None, "many"),
    ("$.a[0,1]", "$", None, "many"),
    ("$.a[-1]", "$", None, "many"),
    ("$..a", "$", None, "many"),
    ("$.*", "$", None, "many"),
    ("$.a[?(@.b == 'x)')]", "$", None, "many"),
    ("$.a.length()", "$", None, "many"),
    ("$.a['b','c']", "$", None, "many"),
    ("a.b", "", "bad", "bad"),
    ("", "", "bad", "bad"),
    ("$.", "$", "bad", "bad"),
    ("$a b", "$a", "bad", "bad"),
    ("$.a b", "$", "bad", "bad"),
    ("$.a[", "$", "bad", "bad"),
    ("$.a[b]", "$", "bad", "bad"),
    ("$.a]", "$", "bad", "bad"),
    ("$.a..", "$", "bad", "bad"),
    ("$.a[?(@.b]", "$", "bad", "bad"),
]


@pytest.mark.parametrize(("text", "root", "problem", "reference"), PATHS, ids=[row[0] for row in PATHS])
def test_paths(text: str, root: str, problem: str | None, reference: str | None) -> None:
    assert parse_path(text).root == root
    assert bool(path_problem(text)) == bool(problem)
    assert bool(reference_problem(text)) == bool(reference)


CALLS = [
    ("States.UUID()", None),
    ("States.Array()", None),
    ("States.Array(1, -2.5, true, null, 'a', $.b, $$.c, $d)", None),
    ("States.Format('it\\'s {} \\{\\} \\\\', $.a[0,1])", None),
    ("States.JsonMerge($.a, $.b, false)", None),
    ("States.Format('{}', States.Format('{}', States.Hash($.a, 'MD5')))", None),
    ("States.ArrayContains($.a[?(@.b == ')')], 1)", None),
    ("States.Foo()", "there is no function `States.Foo`"),
    ("States.Arry(1)", "did you mean `States.Array`?"),
    ("States.UUID(1)", "`States.UUID` takes 0 arguments, not 1"),
    ("States.Hash($.a)", "`States.Hash` takes 2 arguments, not 1"),
    ("States.MathRandom(1)", "takes 2 to 3 arguments, not 1"),
    ("States.Format()", "takes at least 1 argument"),
    ("States.Format('a\\n')", "`\\n` is no escape"),
    ("States.Format('a)", "a string is not closed"),
    ("States.Format('a'", "is not closed"),
    ("States.Format('a') x", "stands behind the call"),
    ('States.Format("a")', "an argument is"),
    ("States.Array(1 2)", "an argument is"),
    ("States.Array($.a[)", "is no path"),
    ("States.Array(" * 11 + ")" * 11, "calls nest deeper than 10"),
]


@pytest.mark.parametrize(("text", "problem"), CALLS, ids=[text for text, _ in CALLS])
def test_calls(text: str, problem: str | None) -> None:
    found = call_problem(text)
    assert found is None if problem is None else found is not None and problem in found


def test_reading_keeps_places() -> None:
    document = read('{"a": [1, {"b/c": "x\\"y"}],\n "d": null}')
    places = {pointer: document.place(pointer) for pointer in ("/a/0", "/a/1/b~1c", "/d", "/nope")}
    assert [(place.line, place.column, place.end_column) for place in places.values()] == [
        (1, 8, 9),
        (1, 19, 25),
        (2, 7, 11),
        (1, 1, 28),
    ]
    assert document.key_place("/d").column == 2
    with pytest.raises(BadJsonError):
        read("{")


def test_the_table_of_operations_is_fresh() -> None:
    """A sample against the installed botocore; `refresh` writes the whole."""
    from botocore.loaders import Loader

    for name in ("s3", "sqs", "dms", "logs", "stepfunctions"):
        model = Loader().load_service_model(name, "service-2")
        for spelling in integrations.service_names(model["metadata"]["serviceId"]):
            known = integrations.sdk_operations(spelling) or frozenset()
            missing = {operation[0].lower() + operation[1:] for operation in model["operations"]} - known
            assert not missing, f"run integrations.refresh(): {spelling} has {sorted(missing)}"


def test_every_optimised_action_has_patterns() -> None:
    for actions in integrations.OPTIMISED.values():
        for patterns in actions.values():
            assert set(patterns) <= {"", "sync", "sync:2", "waitForTaskToken"}
            assert "" in patterns
