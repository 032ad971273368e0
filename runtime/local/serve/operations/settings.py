"""What CreateStateMachine, UpdateStateMachine and CreateActivity check of logging and encryption.

check_settings({"loggingConfiguration": {"level": "ALL"}})      # ApiError InvalidLoggingConfiguration

AWS: https://docs.aws.amazon.com/step-functions/latest/apireference/API_LoggingConfiguration.html and
https://docs.aws.amazon.com/step-functions/latest/apireference/API_EncryptionConfiguration.html
"""

from collections.abc import Mapping
from typing import Any

from runtime.local.serve.failures import ApiError

NO_LOGGING = {"level": "OFF", "includeExecutionData": False}
NO_TRACING = {"enabled": False}
OWN_KEY = {"type": "AWS_OWNED_KEY"}


def check_settings(request: Mapping[str, Any]) -> None:
    """ApiError where a configuration in the request makes no sense."""
    if "loggingConfiguration" in request:
        _check_logging(request["loggingConfiguration"])
    if "encryptionConfiguration" in request:
        _check_encryption(request["encryptionConfiguration"])


def _check_logging(given: Mapping[str, Any]) -> None:
    destinations = given.get("destinations", [])
    if len(destinations) > 1 or (not destinations and given.get("level", "OFF") != "OFF"):
        raise _bad_logging("Must specify exactly one Log Destination.")
    for one in destinations:
        group = one.get("cloudWatchLogsLogGroup", {}).get("logGroupArn", "")
        parts = group.split(":")
        if len(parts) < 8 or parts[0] != "arn" or parts[2] != "logs" or parts[5] != "log-group":
            raise _bad_logging(f"Log Destination is not the ARN of a log group: {group}")
        if parts[7] != "*":
            raise _bad_logging(f"The ARN of a log group must end with `:*`: {group}")


def _bad_logging(sentence: str) -> ApiError:
    return ApiError("InvalidLoggingConfiguration", f"Invalid Logging Configuration: {sentence}")


def _check_encryption(given: Mapping[str, Any]) -> None:
    own = given["type"] == "AWS_OWNED_KEY"
    if own and ("kmsKeyId" in given or "kmsDataKeyReusePeriodSeconds" in given):
        raise _bad_encryption("kmsKeyId and kmsDataKeyReusePeriodSeconds are for a CUSTOMER_MANAGED_KMS_KEY only")
    if not own and "kmsKeyId" not in given:
        raise _bad_encryption("kmsKeyId must be given for a CUSTOMER_MANAGED_KMS_KEY")


def _bad_encryption(sentence: str) -> ApiError:
    return ApiError("InvalidEncryptionConfiguration", f"Invalid Encryption Configuration: {sentence}")
