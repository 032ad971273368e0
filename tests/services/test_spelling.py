"""Names of services between Step Functions, boto3 and IAM, for every service that boto3 knows."""

import botocore.session
import pytest

from compiler.forms.aws import sdk
from runtime.local.engine.resources import client_name

LOADER = botocore.session.get_session().get_component("data_loader")
SHARED = {"pinpoint-sms-voice", "sms-voice"}
"""Two services of boto3's that have one name in the SDK."""


def test_every_sdk_service_leads_to_its_client():
    wrong = {}
    for service in LOADER.list_available_services("service-2"):
        metadata = LOADER.load_service_model(service, "service-2")["metadata"]
        word = metadata.get("serviceId", service).lower().replace(" ", "").replace("-", "")
        if word in sdk() and service not in SHARED and client_name(f"aws-sdk:{word}") != service:
            wrong[word] = service
    assert wrong == {}


@pytest.mark.parametrize(
    ("service", "client"),
    [("states", "stepfunctions"), ("elasticmapreduce", "emr"), ("emr-serverless", "emr-serverless"), ("sqs", "sqs")],
)
def test_optimised_services_lead_to_their_clients(service: str, client: str):
    assert client_name(service) == client
