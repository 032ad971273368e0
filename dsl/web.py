"""HTTPS endpoints called by the state machine itself.

    answer = http("POST", "https://api.example.com/orders", connection=shop_api, body={"id": order})
    answer["StatusCode"]                    # 200; other than 2xx raises HttpError

`connection` is the ARN of an EventBridge connection, which holds the credentials. In plain Python the request is made
without them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from dsl.errors import Problems
from dsl.spelling import form_text

Method = Literal["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]


METHODS = ("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD")
LONGEST = 60
"""Seconds that an HTTP task waits for its answer (Step Functions developer guide, "Call HTTPS APIs")."""


class HttpResponse(TypedDict):
    """What an HTTP task gives.

    answer: HttpResponse = http("GET", url, connection=api)
    answer["StatusCode"], answer["ResponseBody"]["id"]
    """

    StatusCode: int
    StatusText: str
    Headers: dict[str, list[str]]
    ResponseBody: Any


class HttpError(Exception):
    """The endpoint answered with other than 2xx; the error's name on the wire is `States.Http.StatusCode.404`.

    except HttpError as e: …
    """

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(f"{status} {text}")


def http(
    method: Method,
    url: str,
    /,
    *,
    connection: str,
    query: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
    body: Any = None,
    form: bool = False,
) -> HttpResponse:
    """Call an HTTPS endpoint and give its answer; JSON bodies are decoded.

        answer = http("POST", "https://api.example.com/orders", connection=api, body={"id": order})

    `connection` is an EventBridge connection's ARN; `body` is sent as JSON, or URL-encoded where `form`.
    Raises `HttpError` for an answer other than 2xx, `DeclarationError` for wrong arguments.
    """
    _check(method, url, connection, body, form=form)
    return _request(method, url, query or {}, headers or {}, body, form=form)


def _check(method: object, url: object, connection: object, body: object, *, form: bool) -> None:
    problems = Problems("http")
    problems.add(method in METHODS, f"method is {method!r}; give one of {', '.join(METHODS)}")
    problems.add(isinstance(url, str) and url.startswith("https://"), f"url is {url!r}; give an https:// address")
    arn = isinstance(connection, str) and connection.startswith("arn:") and ":connection/" in connection
    problems.add(arn, f"connection is {connection!r}; give an EventBridge connection's ARN")
    problems.add(not form or isinstance(body, Mapping), f"body is {body!r}; a form is a dict")
    problems.raise_any()


def _request(
    method: str, url: str, query: Mapping[str, Any], headers: Mapping[str, str], body: Any, *, form: bool
) -> HttpResponse:
    import json
    from urllib.error import HTTPError
    from urllib.parse import urlencode
    from urllib.request import Request, urlopen

    address = f"{url}?{urlencode(query, doseq=True)}" if query else url
    kind = "application/x-www-form-urlencoded" if form else "application/json"
    data = None if body is None else (form_text(body) if form else json.dumps(body)).encode()
    all_headers = {"Content-Type": kind, **headers} if data else dict(headers)
    sent = Request(address, data, all_headers, method=method)  # noqa: S310 - checked to be https above
    try:
        with urlopen(sent, timeout=LONGEST) as answer:  # noqa: S310 - checked to be https above
            text = answer.read().decode()
            return {
                "StatusCode": answer.status,
                "StatusText": answer.reason,
                "Headers": {name: answer.headers.get_all(name) for name in answer.headers},
                "ResponseBody": json.loads(text) if "json" in answer.headers.get_content_type() else text,
            }
    except HTTPError as error:
        with error:  # it is the answer too, and holds the connection
            raise HttpError(error.code, error.reason) from error
