"""Logs: one JSON object a line on stderr, with ids to search by."""

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO

from locworker.errors import ConfigError
from locworker.settings import LOG_LEVELS
from locworker.telemetry.fields import OWN, Redactor, Value, extras_of, failure_of, message_of, shorten

_log = logging.getLogger(__name__)


def configure_logging(level: str, *, stream: TextIO | None = None, secrets: Iterable[str] = ()) -> None:
    """Write this process's log as JSON lines; what other libraries say is held at warnings.

    It takes the place of every handler of the root logger, and is safe to call again.

    Args:
        level: How much of our own is written: one of `LOG_LEVELS`.
        stream: Where to write; None is stderr.
        secrets: What is taken out should it ever get into a line, by `secrets_of`.

    Raises:
        ConfigError: The level is unknown.
    """
    if level not in LOG_LEVELS:
        raise ConfigError(f"log_level is '{level}'; write one of {', '.join(LOG_LEVELS)}")
    handler = _LineHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter(Redactor(secrets)))
    handler.addFilter(_is_wanted)
    root = logging.getLogger()
    for other in list(root.handlers):
        root.removeHandler(other)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(level.upper())
    warnings.showwarning = _log_warning


def log_uncaught() -> None:
    """Write what ends this process or a thread of it as a line too: Python's own report quotes the values."""
    sys.excepthook = lambda _, error, __: _log_uncaught(error)
    threading.excepthook = lambda told: _log_uncaught(told.exc_value)


class JsonFormatter(logging.Formatter):
    """Turns a record into a line: whatever a field holds, it stays in its field and in this line."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def format(self, record: logging.LogRecord) -> str:
        """Return a record as one JSON object of plain ASCII."""
        fields: dict[str, Value] = {
            "time": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": shorten(message_of(record)),
            **extras_of(record),
        }
        if record.exc_info and record.exc_info[1] is not None:
            fields |= failure_of(record.exc_info[1])
        cleaned = {name: self._clean(value) for name, value in fields.items()}
        # ASCII only: no line end, escape sequence or direction mark can reach a terminal.
        return json.dumps(cleaned, ensure_ascii=True)

    def _clean(self, value: Value) -> Value:
        if isinstance(value, list):
            return [self._redactor.clean(item) for item in value]
        return self._redactor.clean(value) if isinstance(value, str) else value


class _LineHandler(logging.StreamHandler[TextIO]):
    """Writes whole lines, and never the report of a failure to write: that quotes the record's arguments."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging calls it so
        """Lose the line."""


def _is_wanted(record: logging.LogRecord) -> bool:
    """Hold other libraries at warnings, also one that has set a level of its own: the SDK's debug log has texts."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] == OWN


def _log_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Write a warning's class and place; its message may quote anything."""
    del message, file, line
    _log.warning("a library warns", extra={"error": category.__name__, "path": f"{filename}:{lineno}"})


def _log_uncaught(error: BaseException | None) -> None:
    # A thread that is told to end, and a person who stops the process, are no failures.
    if not isinstance(error, KeyboardInterrupt | SystemExit | None):
        _log.critical("ended by an error", exc_info=error)
