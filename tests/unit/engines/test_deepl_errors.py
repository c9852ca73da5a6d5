from __future__ import annotations

from collections.abc import Mapping

import deepl
import pytest
import requests

from locworker.engines.deepl_errors import engine_error, retry_after
from locworker.errors import EngineBusyError, EngineError, EngineRejectedError, ReplyLostError


def make_response(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = body
    response.headers.update(headers or {})
    return response


def connection_error(cause: Exception, message: str = "Connection failed") -> deepl.ConnectionException:
    error = deepl.ConnectionException(message, should_retry=True)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "free", "kind"),
    [
        pytest.param(requests.exceptions.ConnectTimeout("t"), False, EngineBusyError, id="connect-timeout"),
        pytest.param(requests.exceptions.ReadTimeout("t"), False, ReplyLostError, id="read-timeout"),
        pytest.param(requests.exceptions.ReadTimeout("t"), True, EngineBusyError, id="read-timeout-of-a-free-call"),
        pytest.param(requests.exceptions.ConnectionError(), False, ReplyLostError, id="nothing-known"),
        pytest.param(requests.exceptions.ChunkedEncodingError("c"), False, ReplyLostError, id="cut"),
    ],
)
def test_a_failed_connection_is_lost_unless_nothing_was_sent(
    error: Exception, kind: type[EngineError], *, free: bool
) -> None:
    found = engine_error(connection_error(error), None, free=free, on_glossary=False)

    assert type(found) is kind


def test_an_untrusted_certificate_is_no_reason_to_try_again() -> None:
    message = "Connection failed: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"

    found = engine_error(
        connection_error(requests.exceptions.SSLError("s"), message), None, free=False, on_glossary=False
    )

    assert type(found) is EngineRejectedError
    assert "certificate" in str(found)


@pytest.mark.parametrize(
    ("body", "tail"),
    [
        pytest.param(b'{"message": "Bad thing"}', "(HTTP 400): Bad thing", id="message"),
        pytest.param(b'{"message": 5}', "(HTTP 400)", id="no-text"),
        pytest.param(b'{"message": " \\u0007 "}', "(HTTP 400)", id="nothing-to-read"),
        pytest.param(b'["message"]', "(HTTP 400)", id="a-list"),
        pytest.param(b"<html>", "(HTTP 400)", id="no-json"),
        pytest.param(b'{"message": "%s"}' % (b"x" * 900), "(HTTP 400): " + "x" * 200, id="long"),
    ],
)
def test_the_servers_sentence_is_short_and_harmless(body: bytes, tail: str) -> None:
    error = deepl.DeepLException("Bad request", http_status_code=400)

    found = engine_error(error, make_response(400, body), free=False, on_glossary=False)

    assert str(found) == f"deepl: the request was refused {tail}"


def test_a_request_that_could_not_be_made_was_not_sent() -> None:
    found = engine_error(deepl.DeepLException("Error occurred"), None, free=False, on_glossary=False)

    assert type(found) is EngineRejectedError
    assert "not sent" in str(found)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="none"),
        pytest.param({"Retry-After": " 12 "}, 12.0, id="seconds"),
        pytest.param({"Retry-After": "-5"}, None, id="negative"),
        pytest.param(
            {"Retry-After": "Mon, 23 Nov 2026 06:00:30 GMT", "Date": "Mon, 23 Nov 2026 06:00:00 GMT"}, 30.0, id="date"
        ),
        pytest.param({"Retry-After": "Mon, 23 Nov 2026 06:00:30 GMT"}, None, id="a-date-without-a-now"),
    ],
)
def test_the_wait_is_read_from_the_header(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(make_response(429, headers=headers)) == seconds


def test_no_answer_names_no_wait() -> None:
    assert retry_after(None) is None
