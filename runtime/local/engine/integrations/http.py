"""HTTP tasks: a request to any endpoint, with AWS's form of the answer and of the errors.

    ask_http({"ApiEndpoint": "https://api.example.com/orders", "Method": "GET", "QueryParameters": {"day": ["mon"]}})
    # {"StatusCode": 200, "StatusText": "OK", "Headers": {…}, "ResponseBody": {…}}

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html
"""

import json
from http.client import HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from runtime.local.engine.calls import TaskFailed
from runtime.local.engine.json_text import text
from runtime.services import form_text

LONGEST = 60.0
"""Seconds that AWS waits for an answer."""


def ask_http(arguments: dict[str, Any]) -> dict[str, Any]:
    """Send the request; TaskFailed where there is no answer, or one outside 200 to 299."""
    request = _request(arguments)
    try:
        with urlopen(request, timeout=LONGEST) as response:  # noqa: S310 - `_request` lets only http and https pass
            return _answer(response, response.read())
    except HTTPError as error:
        body = error.read().decode(errors="replace")
        raise TaskFailed(f"States.Http.StatusCode.{error.code}", body) from None
    except (URLError, TimeoutError) as error:
        raise TaskFailed("States.Http.Socket", str(error)) from None


def _request(arguments: dict[str, Any]) -> Request:
    url = str(arguments["ApiEndpoint"])
    if not url.startswith(("https://", "http://")):
        raise TaskFailed("States.Runtime", f"The ApiEndpoint must be an HTTP URL: {url}")
    if query := arguments.get("QueryParameters"):
        url += ("&" if "?" in url else "?") + urlencode(query, doseq=True)
    headers = {name: _header(value) for name, value in arguments.get("Headers", {}).items()}
    body = _encoded(arguments)
    if body is not None and not isinstance(body, str):
        body = text(body)
        headers.setdefault("Content-Type", "application/json")
    data = None if body is None else body.encode()
    return Request(url, data, headers, method=arguments.get("Method", "GET"))  # noqa: S310 - checked above


def _encoded(arguments: dict[str, Any]) -> Any:
    """The body, as a web form where Transform says so."""
    body, transform = arguments.get("RequestBody"), arguments.get("Transform", {})
    if transform.get("RequestBodyEncoding") != "URL_ENCODED" or not isinstance(body, dict):
        return body
    return form_text(body, transform.get("RequestEncodingOptions", {}).get("ArrayFormat", "INDICES"))


def _header(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _answer(response: HTTPResponse, body: bytes) -> dict[str, Any]:
    shown = body.decode(errors="replace")
    if "json" in response.headers.get("Content-Type", ""):
        shown = json.loads(shown)
    headers: dict[str, list[str]] = {}
    for name, value in response.headers.items():
        headers.setdefault(name.lower(), []).append(value)
    return {"StatusCode": response.status, "StatusText": response.reason, "Headers": headers, "ResponseBody": shown}
