"""What of a log record may be written: ids and numbers, and sentences of ours; never a text or a key."""

from __future__ import annotations

import logging
import math
import re
import traceback
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from urllib.parse import quote, unquote, urlsplit

from locworker.errors import BrokerError, BudgetExceededError, ConfigError, StoreError
from locworker.settings import Settings

HIDDEN = "…"
WITHHELD = "a message that may hold a text is left out"
OWN = "locworker"

# Libraries whose messages are fixed sentences in their source, with all values as arguments.
_LIBRARIES = frozenset({
    "alembic", "amqp", "asyncio", "billiard", "celery", "concurrent", "deepl", "httpcore2", "httpx2", "kombu",
    "psycopg", "redis", "requests", "sqlalchemy", "urllib3",
})  # fmt: skip
# Errors whose sentences hold names of settings, tables and hosts; those of engines and articles may quote a text.
_TELLING = (BrokerError, BudgetExceededError, ConfigError, StoreError)
_SENTENCES = frozenset({"error", "reason", "says", "path"})
_ID = re.compile(r"[\w.:/@+*\[\]~-]{1,200}", re.ASCII)
# The name of a task of ours, an id in hexadecimal, the address of a broker: no word of a language is one of them.
_LIBRARY_ID = re.compile(r"locworker\.[\w.]{1,80}|[0-9a-f-]{8,36}|[a-z+]{2,20}://[\w.:@*\[\]/-]{1,200}", re.ASCII)
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {
    "message", "asctime", "taskName", "time", "level", "logger", "stack",
}  # fmt: skip
_LONGEST = 1000
_LONGEST_FIELD = 300
_FRAMES = 12
_CAUSES = 5
_SHORTEST_SECRET = 4

Value = str | int | float | bool | None | list[str]


class Redactor:
    """Takes the secrets of this process out of texts, in every form that they are written in."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets for form in (secret, quote(secret, safe=""), unquote(secret))}
        # The longest first: one secret may be a part of another.
        found = sorted((form for form in forms if len(form) >= _SHORTEST_SECRET), key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, found))) if found else None

    def clean(self, text: str) -> str:
        """Return a text without secrets."""
        return self._pattern.sub("***", text) if self._pattern else text


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Return what must never be written: the engine's key and the passwords of broker and database."""
    urls = (settings.broker_url or "", settings.database_url)
    return tuple(secret for secret in (settings.deepl_key, *map(_password_of, urls)) if secret)


def _password_of(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def message_of(record: logging.LogRecord) -> str:
    """Return a record's sentence with what may be told of its arguments."""
    room = record.name.partition(".")[0]
    if (room != OWN and room not in _LIBRARIES) or not isinstance(record.msg, str):
        return WITHHELD
    if not record.args:
        return record.msg
    arguments: object = record.args
    try:
        if isinstance(arguments, Mapping) and "%(" in record.msg:
            return record.msg % {name: _argument(value, room) for name, value in arguments.items()}
        # logging takes a mapping that is the only argument out of its tuple.
        values = arguments if isinstance(arguments, tuple) else (arguments,)
        return record.msg % tuple(_argument(value, room) for value in values)
    except (TypeError, ValueError, KeyError):
        return record.msg


def _argument(value: object, room: str) -> object:
    """Return an argument as it may be told: a number, an id, the sentence of a safe error, else its class."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        return error_text(value)
    if isinstance(value, str | Path):
        value = str(value)
        # Our own sentences are read by reviewers; those of libraries may be about anything.
        return value if room == OWN or _LIBRARY_ID.fullmatch(value) else HIDDEN
    return type(value).__name__


def error_text(error: BaseException) -> str:
    """Return an error's class, with its sentence where that surely quotes no text."""
    name = type(error).__name__
    return f"{name}: {error}" if is_telling(error) else name


def is_telling(error: BaseException) -> bool:
    """Say whether an error's sentence surely quotes no text."""
    return isinstance(error, _TELLING)


def extras_of(record: logging.LogRecord) -> dict[str, Value]:
    """Return the ids that our own code gives to a record; those of libraries may hold anything."""
    if record.name.partition(".")[0] != OWN:
        return {}
    return {name: _field(name, value) for name, value in vars(record).items() if name not in _STANDARD}


def _field(name: str, value: object) -> Value:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, BaseException):
        return error_text(value)[:_LONGEST_FIELD]
    if isinstance(value, list | tuple | set | frozenset):
        return [str(_field(name, item)) for item in list(value)[:20]]
    if isinstance(value, str | Path):
        text = str(value)
        return text[:_LONGEST_FIELD] if name in _SENTENCES or _ID.fullmatch(text) else HIDDEN
    return type(value).__name__


def shorten(text: str) -> str:
    """Return a message that leaves room for the rest of its line."""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + HIDDEN


def failure_of(error: BaseException) -> dict[str, Value]:
    """Return what may be told of an exception: its class, where it was raised, the way there, and its causes."""
    frames = _places(error.__traceback__)
    ours = [place for place in frames if place.startswith(f"{OWN}/")]
    found: dict[str, Value] = {"error": error_text(error)[:_LONGEST_FIELD]}
    if frames:
        found |= {"place": (ours or frames)[-1], "stack": frames[-_FRAMES:]}
    causes = _causes(error)
    return found | {"causes": causes} if causes else found


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{_file(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}" for frame, line in traceback.walk_tb(trace)
    ]


def _file(name: str) -> str:
    """Return a file as it is found in the source: from its package on."""
    parts = Path(name).parts
    for start in (OWN, "site-packages"):
        if start in parts[:-1]:
            at = len(parts) - 1 - parts[::-1].index(start)
            return "/".join(parts[at + (start != OWN) :])
    return parts[-1] if parts else ""


def _causes(error: BaseException) -> list[str]:
    causes: list[str] = []
    while len(causes) < _CAUSES:
        following = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        if following is None:
            break
        causes.append(type(following).__name__)
        error = following
    return causes
