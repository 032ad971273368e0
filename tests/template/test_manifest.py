"""The manifest: what was built, and from where."""

from pathlib import Path

from compiler.diagnostics import Span
from compiler.forms.package import Distribution, Package, step_key
from compiler.forms.program import Parameter, Signature, Step
from compiler.forms.types import INT, STR, ListOf
from compiler.passes.manifest import manifest_of
from dsl import definition_of
from dsl.definitions import ActivityDefinition, PipelineDefinition, StepDefinition
from tests.template import shop

HERE = Span("tests/template/shop.py", 37, 5, 37, 18)


def test_the_manifest():
    step, activity, owner = (
        definition_of(shop.export_orders),
        definition_of(shop.approve),
        definition_of(shop.nightly_orders),
    )
    assert isinstance(step, StepDefinition)
    assert isinstance(activity, ActivityDefinition)
    assert isinstance(owner, PipelineDefinition)
    signature = Signature((Parameter("days", ListOf(STR), None, HERE),), whole=False, result=INT)
    steps = {step_key(one): Step(one, signature, "", HERE) for one in (step, activity)}
    file = Path("build/packages/export_orders-77.zip")
    pymysql = (Distribution("pymysql", "1.2.4", 9),)
    package = Package(step_key(step), "export_orders", file, "77", 5, 20, 2, ("a.py",), pymysql, "python3.13-aarch64")
    placeholders = {"ExportOrdersArn": step, "ApproveActivityArn": activity, "StagingTable": shop.staging}
    spans = {"export": HERE}
    found = manifest_of(owner, placeholders, steps, spans, {step_key(step): package}, "0.1.0")
    key, other = step_key(step), step_key(activity)
    assert found == {
        "compiler": "0.1.0",
        "pipeline": "nightly_orders",
        "name": "nightly_orders",
        "kind": "STANDARD",
        "schedule": "cron(0 3 * * ? *)",
        "steps": {
            other: {
                "name": "approve",
                "module": "tests.template.shop",
                "function": "approve",
                "at": "tests/template/shop.py:37:5",
                "activity": True,
            },
            key: {
                "name": "export_orders",
                "module": "tests.template.shop",
                "function": "export_orders",
                "at": "tests/template/shop.py:37:5",
                "memory": 512,
                "resources": ["Secret(batch/shop-db).read", "Table(orders-staging).write"],
                "network": "batch",
                "package": "packages/export_orders-77.zip",
                "sha256": "77",
                "size": 5,
                "unpacked": 20,
                "target": "python3.13-aarch64",
                "modules": ["a.py"],
                "distributions": {"pymysql": "1.2.4"},
            },
        },
        "placeholders": {"ExportOrdersArn": key, "ApproveActivityArn": other, "StagingTable": "orders-staging"},
        "states": {"export": "tests/template/shop.py:37:5"},
        "types": {other: {"days": "list[str]", "return": "int"}, key: {"days": "list[str]", "return": "int"}},
    }
