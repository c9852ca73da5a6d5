"""DeepL's failures: what the SDK raised and what was seen on the wire in, an error of ours out.

The one question that matters is whether the work may have been done, and billed: an error is `EngineBusyError` only
when DeepL surely did nothing. The SDK's own texts may quote the article, so none of them is passed on unread.
"""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import deepl
import requests
import urllib3.exceptions

from locworker.errors import (
    AuthorisationError,
    EngineBusyError,
    EngineError,
    EngineRejectedError,
    QuotaExceededError,
    ReplyLostError,
    RequestTooLargeError,
)

_QUOTA = 456
_OVERLOADED = 529
_TOO_LARGE = frozenset((HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_URI_TOO_LONG))
_NOT_DONE = frozenset((HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE, _OVERLOADED))
_REFUSED_KEY = frozenset((HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN))
_NOT_CONNECTED = (
    urllib3.exceptions.NewConnectionError,
    urllib3.exceptions.ConnectTimeoutError,
    urllib3.exceptions.ProxyError,
)
_MESSAGE_LENGTH = 200
_QUOTE_LENGTH = 12


class StaleGlossaryError(Exception):
    """The glossary of a translation is no longer there: it has to be made again. Never leaves the engine."""


def engine_error(
    error: deepl.DeepLException,
    response: requests.Response | None,
    *,
    free: bool,
    on_glossary: bool,
    texts: Iterable[str] = (),
) -> EngineError:
    """Return our error for one of the SDK's.

    Args:
        error: What the SDK raised.
        response: The answer it was raised for, where one came.
        free: Whether the request costs nothing, so that none of its failures can have been billed.
        on_glossary: Whether a glossary endpoint was asked: 456 means something else there.
        texts: The article text of the request; a server's message that quotes it is left out.
    """
    if isinstance(error, deepl.ConnectionException):
        return _connection_error(error, free=free)
    status = error.http_status_code
    wait = retry_after(response)
    if status in _REFUSED_KEY:
        return AuthorisationError(f"deepl: the key was refused (HTTP {status}): check DEEPL_AUTH_KEY")
    if status == _QUOTA and on_glossary:
        return EngineBusyError("deepl: too many glossary requests (HTTP 456): try again later", retry_after=wait)
    if status == _QUOTA:
        return QuotaExceededError(
            "deepl: the character quota of this period is used up (HTTP 456): raise it, or wait for the next period",
            retry_after=wait,
        )
    if status in _NOT_DONE:
        return EngineBusyError(f"deepl: too busy (HTTP {status}): try again later", retry_after=wait)
    message = _server_message(response, texts)
    if status in _TOO_LARGE:
        return RequestTooLargeError(f"deepl: the request is too large (HTTP {status})")
    if status == HTTPStatus.NOT_FOUND:
        return EngineRejectedError(f"deepl: nothing there (HTTP 404){message}: check DEEPL_SERVER_URL")
    if status is None or status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return EngineRejectedError(f"deepl: the request was refused (HTTP {status or 'not sent'}){message}")
    if free:
        return EngineBusyError(f"deepl: no whole answer (HTTP {status}): try again later", retry_after=wait)
    return ReplyLostError(f"deepl: no whole answer (HTTP {status}); the texts may have been translated and billed")


def lost_reply(why: str) -> ReplyLostError:
    """Return the error for an answer that came but is not what was asked for."""
    return ReplyLostError(f"deepl: {why}; the texts may have been translated and billed")


def retry_after(response: requests.Response | None) -> float | None:
    """Return the seconds that an answer's `Retry-After` asks for, or None; a date counts from the answer's own."""
    value = "" if response is None else response.headers.get("Retry-After", "").strip()
    if response is None or not value:
        return None
    if value.isdecimal():
        return float(value)
    try:
        until = parsedate_to_datetime(value)
        return max(0.0, (until - parsedate_to_datetime(response.headers.get("Date", ""))).total_seconds())
    except (TypeError, ValueError):
        return None


def _connection_error(error: deepl.ConnectionException, *, free: bool) -> EngineError:
    cause = error.__cause__
    reason = getattr(cause.args[0], "reason", None) if cause is not None and cause.args else None
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return EngineRejectedError("deepl: the server's certificate is not trusted: check DEEPL_SERVER_URL")
    if isinstance(cause, requests.exceptions.ConnectTimeout) or isinstance(reason, _NOT_CONNECTED):
        return EngineBusyError("deepl: no connection to the server: try again later")
    if free:
        return EngineBusyError("deepl: no whole answer from the server: try again later")
    if isinstance(cause, requests.exceptions.Timeout):
        return lost_reply("no answer within the timeout")
    return lost_reply("the answer broke off")


def _server_message(response: requests.Response | None, texts: Iterable[str]) -> str:
    """Return the server's own sentence behind a colon, in one short line, unless it quotes the article."""
    body: Any = None
    if response is not None:
        try:
            body = response.json()
        except requests.exceptions.JSONDecodeError:
            return ""
    if not isinstance(body, dict):
        return ""
    # The documentation shows `Message`, which the SDK does not read.
    found = next((body[key] for key in ("message", "detail", "Message") if isinstance(body.get(key), str)), "")
    line = " ".join("".join(char if char.isprintable() else " " for char in found).split())[:_MESSAGE_LENGTH]
    if not line:
        return ""
    windows = {line[start : start + _QUOTE_LENGTH] for start in range(max(1, len(line) - _QUOTE_LENGTH + 1))}
    if any(window in text for text in texts for window in windows):
        return ": its message quotes the text and is left out"
    return f": {line}"
