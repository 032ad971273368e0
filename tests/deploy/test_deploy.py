"""Deploying to an embedded AWS: what arrives there, what a second time changes, what is left when it goes."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from compiler.forms.package import Package
from compiler.forms.settings import Stage
from compiler.passes.deploy import (
    Clients,
    DeployError,
    deploy,
    destroy,
    diff,
    plan_deploy,
    read_artefacts,
    show_plan,
    stack_name,
)
from tests.deploy import moto_models
from tests.template import shop
from tests.template.machines import Templated, machine, template
from tests.template.test_template import NESTED

REGION = "ap-northeast-1"
SUBNETS = {"BatchSubnets": "subnet-1,subnet-2", "BatchSecurityGroups": "sg-1"}
STAGE = Stage("dev", REGION, "artefacts", None, {"ResourcePrefix": "dev-", **SUBNETS})


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clients]:
    for name, value in {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": REGION}.items():
        monkeypatch.setenv(name, value)
    moto_models.repair(monkeypatch)
    with mock_aws():
        where: Any = {"LocationConstraint": REGION}
        boto3.client("s3", REGION).create_bucket(Bucket="artefacts", CreateBucketConfiguration=where)
        yield Clients.of(STAGE)


@pytest.fixture
def said() -> list[str]:
    return []


def whole(definition: dict[str, Any] | None = None) -> Templated:
    calls = (shop.export_orders, shop.import_orders, shop.report, shop.approve)
    return template(shop.nightly_orders, *calls, definition=definition)


def written(build: Path, made: Templated, pipeline: str = "nightly_orders", definition: str | None = None) -> Path:
    """A build folder with this template, and packages that are small but zips in name."""
    folder = build / pipeline
    folder.mkdir(parents=True, exist_ok=True)
    text = definition or json.dumps(machine(*(f"${{{name}}}" for name in _substitutions(made))))
    (folder / "state-machine.asl.json").write_text(text)
    (folder / "template.json").write_text(json.dumps(made.template, indent=2))
    keys = [
        resource["Properties"]["Code"]["S3Key"]
        for resource in made.resources.values()
        if resource["Type"] == "AWS::Lambda::Function"
    ]
    for key in keys:
        (build / key).parent.mkdir(exist_ok=True)
        (build / key).write_bytes(EMPTY_ZIP)
    steps = {key: {"package": key} for key in keys} | {"a:approve": {"activity": True}}
    (folder / "manifest.json").write_text(json.dumps({"steps": steps}))
    return build


EMPTY_ZIP = b"PK\5\6" + bytes(18)


def _substitutions(made: Templated) -> dict[str, Any]:
    found: dict[str, Any] = made.resources["StateMachine"]["Properties"]["DefinitionSubstitutions"]
    return found


def go(build: Path, clients: Clients, said: list[str], pipeline: str = "nightly_orders") -> dict[str, str]:
    outputs = deploy(build, pipeline, STAGE, say=said.append, clients=clients, pause=0)
    assert outputs is not None
    return outputs


def test_everything_arrives(tmp_path: Path, clients: Clients, said: list[str]):
    outputs = go(written(tmp_path, whole()), clients, said)
    states = boto3.client("stepfunctions")
    described = states.describe_state_machine(stateMachineArn=outputs["StateMachineArn"])
    functions = {one["FunctionName"]: one for one in boto3.client("lambda").list_functions()["Functions"]}
    export = next(one for name, one in functions.items() if "ExportOrders" in name)
    tasks = json.loads(described["definition"])["States"]
    assert tasks["task 0"]["Resource"] == export["FunctionArn"]
    assert ":activity:nightly-orders-dev-approve" in tasks["task 3"]["Resource"]
    assert (described["type"], described["loggingConfiguration"]["level"]) == ("STANDARD", "ALL")
    assert described["tracingConfiguration"] == {"enabled": True}
    assert (export["Runtime"], export["MemorySize"], export["Timeout"]) == ("python3.13", 512, 600)
    assert export["VpcConfig"]["SubnetIds"] == ["subnet-1", "subnet-2"]
    variables = export["Environment"]["Variables"]
    assert variables["STATEMILL_TABLE_ORDERS_STAGING"] == "dev-orders-staging"
    assert variables["STATEMILL_SECRET_BATCH_SHOP_DB"] == "batch/shop-db"
    assert clients.dynamodb.list_tables()["TableNames"] == ["dev-orders-staging"]
    [schedule] = boto3.client("scheduler").list_schedules()["Schedules"]
    schedule = boto3.client("scheduler").get_schedule(Name=schedule["Name"])
    assert schedule["ScheduleExpression"] == "cron(0 3 * * ? *)"
    assert schedule["ScheduleExpressionTimezone"] == "Asia/Tokyo"
    assert schedule["Target"]["Arn"] == outputs["StateMachineArn"]


def test_a_role_arrives_with_what_the_step_uses(tmp_path: Path, clients: Clients, said: list[str]):
    go(written(tmp_path, whole()), clients, said)
    iam = boto3.client("iam")
    [role] = [one["RoleName"] for one in iam.list_roles()["Roles"] if "ExportOrdersRole" in one["RoleName"]]
    policy = iam.get_role_policy(RoleName=role, PolicyName="step")["PolicyDocument"]
    policy = ast.literal_eval(policy) if isinstance(policy, str) else policy  # moto keeps it as Python writes a dict
    allowed = {action: one["Resource"] for one in policy["Statement"] for action in _list(one["Action"])}
    assert allowed["dynamodb:PutItem"] == f"arn:aws:dynamodb:{REGION}:123456789012:table/dev-orders-staging"
    secret = f"arn:aws:secretsmanager:{REGION}:123456789012:secret:batch/shop-db-??????"
    assert allowed["secretsmanager:GetSecretValue"] == secret


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_uploads_are_named_by_content_and_sent_once(tmp_path: Path, clients: Clients, said: list[str]):
    build = written(tmp_path, whole())
    go(build, clients, said)
    keys = [one["Key"] for one in clients.s3.list_objects_v2(Bucket="artefacts")["Contents"]]
    assert sorted(key.split("/")[0] for key in keys) == ["definitions", *["packages"] * 3, "templates"]
    plan = plan_deploy(read_artefacts(build, "nightly_orders"), STAGE, clients)
    assert (plan.action, plan.uploads) == ("nothing", ())
    assert show_plan(plan) == "nightly-orders-dev: nothing changes"
    assert diff(build, "nightly_orders", STAGE, clients) == ""


def test_an_update_is_shown_and_done(tmp_path: Path, clients: Clients, said: list[str]):
    made = whole()
    build = written(tmp_path, made)
    go(build, clients, said)
    made.resources["ExportOrdersFunction"]["Properties"]["MemorySize"] = 1024
    statements = made.resources["ReportRole"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    statements[:] = [one for one in statements if one["Action"] != ["sns:Publish"]]
    made.resources["ExportOrdersFunction"]["Properties"]["Code"]["S3Key"] = "packages/export_orders-ffff.zip"
    plan = plan_deploy(read_artefacts(written(tmp_path, made), "nightly_orders"), STAGE, clients)
    assert [upload.key for upload in plan.uploads] == ["packages/export_orders-ffff.zip", plan.template_key]
    assert show_plan(plan) == "\n".join(
        [
            "nightly-orders-dev: update",
            "  upload packages/export_orders-ffff.zip (1 kB)",
            f"  upload {plan.template_key} ({round(plan.uploads[1].file.stat().st_size / 1024)} kB)",
            "  ~ ExportOrdersFunction Lambda::Function",
            '      Code.S3Key: "packages/export_orders-0123456789abcdef.zip" → "packages/export_orders-ffff.zip"',
            "      MemorySize: 512 → 1024",
            "  ~ ReportRole IAM::Role",
            "      - sns:Publish on AlarmsTopic",
        ]
    )
    go(build, clients, said)
    functions = boto3.client("lambda").list_functions()["Functions"]
    assert [one["MemorySize"] for one in functions if "ExportOrders" in one["FunctionName"]] == [1024]


def test_a_new_definition_is_shown_line_by_line_and_arrives(tmp_path: Path, clients: Clients, said: list[str]):
    build = written(tmp_path, whole())
    go(build, clients, said)
    definition = {**machine("${ExportOrdersArn}"), "Comment": "New"}
    text = json.dumps(definition, indent=2)
    made = whole(definition)
    made.resources["StateMachine"]["Properties"]["DefinitionS3Location"]["Key"] = "definitions/nightly_orders-new.json"
    written(tmp_path, made, definition=text)
    assert '+  "Comment": "New"' in diff(build, "nightly_orders", STAGE, clients).splitlines()
    outputs = go(build, clients, said)
    arrived = boto3.client("stepfunctions").describe_state_machine(stateMachineArn=outputs["StateMachineArn"])
    assert json.loads(arrived["definition"])["Comment"] == "New"


def test_saying_no_changes_nothing(tmp_path: Path, clients: Clients, said: list[str]):
    build = written(tmp_path, whole())
    answer = deploy(build, "nightly_orders", STAGE, say=said.append, agree=lambda plan: not plan.stack, clients=clients)
    assert answer is None
    assert said[0].startswith("nightly-orders-dev: create\n  upload packages/")
    assert clients.cloudformation.describe_stacks()["Stacks"] == []
    assert boto3.client("lambda").list_functions()["Functions"] == []
    assert go(build, clients, said)["StateMachineArn"]
    assert any(line.endswith("CREATE_COMPLETE nightly-orders-dev") for line in said)


def test_saying_no_to_an_update_leaves_the_stack_as_it_was(tmp_path: Path, clients: Clients, said: list[str]):
    made = whole()
    build = written(tmp_path, made)
    go(build, clients, said)
    made.resources["ExportOrdersFunction"]["Properties"]["MemorySize"] = 1024
    written(tmp_path, made)
    refused = deploy(
        build, "nightly_orders", STAGE, say=said.append, agree=lambda plan: not plan.stack, clients=clients
    )
    assert refused is None
    functions = boto3.client("lambda").list_functions()["Functions"]
    assert [one["MemorySize"] for one in functions if "ExportOrders" in one["FunctionName"]] == [512]
    assert clients.cloudformation.list_change_sets(StackName="nightly-orders-dev")["Summaries"][1:] == []


def test_a_nested_pipeline_of_the_stage_is_found(tmp_path: Path, clients: Clients, said: list[str]):
    inner = template(shop.audit, shop.import_orders)
    outputs = go(written(tmp_path, inner, "audit"), clients, said, "audit")
    outer = template(shop.quick, shop.audit, definition=machine(nested=NESTED))
    plan = plan_deploy(read_artefacts(written(tmp_path, outer, "quick"), "quick"), STAGE, clients)
    assert plan.parameters["AuditStateMachineArn"] == outputs["StateMachineArn"]


def test_destroy_keeps_the_data_unless_it_is_told_otherwise(tmp_path: Path, clients: Clients, said: list[str]):
    made = whole()
    for resource in made.resources.values():
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
            resource["DeletionPolicy"] = "Retain"  # moto knows only the older word for it
    build = written(tmp_path, made)
    go(build, clients, said)
    kept = destroy("nightly_orders", STAGE, clients, said.append, pause=0)
    assert sorted(kept) == ["dev-acme-exports", "dev-orders-staging"]
    assert clients.dynamodb.list_tables()["TableNames"] == ["dev-orders-staging"]
    assert boto3.client("lambda").list_functions()["Functions"] == []
    assert boto3.client("scheduler").list_schedules()["Schedules"] == []
    with pytest.raises(DeployError, match="nightly-orders-dev is not deployed"):
        destroy("nightly_orders", STAGE, clients, said.append)


def test_destroy_with_data(tmp_path: Path, clients: Clients, said: list[str]):
    made = whole()
    for resource in made.resources.values():
        if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
            resource["DeletionPolicy"] = "Retain"
    go(written(tmp_path, made), clients, said)
    clients.s3.put_object(Bucket="dev-acme-exports", Key="x", Body=b"x")
    assert destroy("nightly_orders", STAGE, clients, said.append, data=True, pause=0) == ()
    assert clients.dynamodb.list_tables()["TableNames"] == []
    assert [one["Name"] for one in clients.s3.list_buckets()["Buckets"]] == ["artefacts"]


MISTAKES: list[tuple[str, Stage, str]] = [
    ("no bucket", Stage("dev", REGION), "no artefact bucket"),
    ("a bucket that is not there", Stage("dev", REGION, "nowhere", None, SUBNETS), "nowhere cannot be listed"),
    ("no subnets", Stage("dev", REGION, "artefacts"), "BatchSubnets: Subnets of the network batch."),
]


@pytest.mark.parametrize(("name", "stage", "words"), MISTAKES, ids=[case[0] for case in MISTAKES])
def test_mistakes_are_told_in_words(tmp_path: Path, clients: Clients, name: str, stage: Stage, words: str):
    with pytest.raises(DeployError, match=words):
        deploy(written(tmp_path, whole()), "nightly_orders", stage, say=lambda _: None, clients=clients)


def test_what_is_not_built_is_not_deployed(tmp_path: Path, clients: Clients):
    with pytest.raises(DeployError, match="holds no build of nightly_orders"):
        read_artefacts(tmp_path, "nightly_orders")
    build = written(tmp_path, whole())
    next((build / "packages").iterdir()).unlink()
    with pytest.raises(DeployError, match="not built whole; missing: "):
        read_artefacts(build, "nightly_orders")


@pytest.mark.parametrize(("pipeline", "stage"), [("_private", "dev"), ("a" * 70, "dev"), ("orders", "dev env")])
def test_a_stack_must_be_nameable(pipeline: str, stage: str):
    with pytest.raises(DeployError, match="cannot name a stack"):
        stack_name(pipeline, stage)


def test_a_package_knows_its_key():
    package = Package("a:f", "f", Path("build/packages/f-0.zip"), "0", 1, 1, 1, (), (), "host")
    assert package.key == "packages/f-0.zip"
