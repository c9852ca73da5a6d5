"""Log lines: what is in them, and what never is."""

from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders import make_settings
from locworker.errors import BrokerError, ConfigError, EngineRejectedError, InputError, StoreError
from locworker.telemetry import configure_logging, log_uncaught, secrets_of
from locworker.telemetry.fields import Redactor
from locworker.telemetry.logs import JsonFormatter

TEXT = "The Fed will cut rates"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Give what is logged, and put logging back afterwards."""
    root, ours = logging.getLogger(), logging.getLogger("locworker")
    before = (list(root.handlers), root.level, ours.level, warnings.showwarning, sys.excepthook, threading.excepthook)
    yield io.StringIO()
    root.handlers[:], level, own_level = before[:3]
    root.setLevel(level)
    ours.setLevel(own_level)
    warnings.showwarning, sys.excepthook, threading.excepthook = before[3:]


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def fail(error: Exception) -> None:
    raise error


def format_record(
    message: object, *args: object, name: str = "locworker.jobs", extra: dict[str, object] | None = None
) -> dict[str, Any]:
    record = logging.getLogger(name).makeRecord(name, logging.WARNING, "f.py", 1, message, args, None, extra=extra)
    fields: dict[str, Any] = json.loads(JsonFormatter(Redactor()).format(record))
    return fields


def test_writes_one_object_a_line_with_its_ids(stream: io.StringIO) -> None:
    configure_logging("info", stream=stream)

    logging.getLogger("locworker.jobs").info("batch done", extra={"job": "1f", "texts": 3, "article": "news/fed.html"})

    (line,) = lines(stream)
    assert line.pop("time").endswith("Z")
    assert line == {
        "level": "info", "logger": "locworker.jobs", "message": "batch done", "job": "1f", "texts": 3,
        "article": "news/fed.html",
    }  # fmt: skip


def test_gives_the_time_in_utc_to_the_millisecond() -> None:
    record = logging.makeLogRecord({"name": "locworker", "msg": "x", "created": 1_700_000_000.1239})

    line = json.loads(JsonFormatter(Redactor()).format(record))

    assert line["time"] == "2023-11-14T22:13:20.123Z"


@pytest.mark.parametrize(
    ("level", "name", "record_level", "written"),
    [
        pytest.param("info", "locworker.jobs", logging.INFO, True, id="ours at the level"),
        pytest.param("info", "locworker.jobs", logging.DEBUG, False, id="ours below it"),
        pytest.param("error", "locworker.jobs", logging.WARNING, False, id="ours, errors only"),
        pytest.param("debug", "locworker.jobs", logging.DEBUG, True, id="ours at debug"),
        pytest.param("debug", "deepl", logging.INFO, False, id="the SDK"),
        pytest.param("debug", "deepl", logging.WARNING, True, id="the SDK warns"),
        pytest.param("debug", "locworkers", logging.INFO, False, id="a name that only begins like ours"),
    ],
)
def test_holds_other_libraries_at_warnings(
    stream: io.StringIO, level: str, name: str, record_level: int, *, written: bool
) -> None:
    configure_logging(level, stream=stream)

    logging.getLogger(name).log(record_level, "said")

    assert bool(stream.getvalue()) is written


def test_holds_a_library_that_sets_its_own_level(stream: io.StringIO) -> None:
    configure_logging("debug", stream=stream)
    logger = logging.getLogger("deepl")
    logger.setLevel(logging.DEBUG)

    logger.debug("Request details %s", TEXT)

    logger.setLevel(logging.NOTSET)
    assert stream.getvalue() == ""


def test_takes_the_place_of_other_handlers(stream: io.StringIO) -> None:
    other = io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(other))

    configure_logging("info", stream=stream)
    configure_logging("info", stream=stream)
    logging.getLogger("locworker").info("said")

    assert other.getvalue() == ""
    assert len(lines(stream)) == 1


def test_refuses_a_level_that_is_none() -> None:
    with pytest.raises(ConfigError, match="log_level is 'loud'; write one of debug, info, warning, error"):
        configure_logging("loud")


@pytest.mark.parametrize(
    ("name", "message", "args", "shown"),
    [
        pytest.param("locworker.a", "trying again in %s s", (2.5,), "trying again in 2.5 s", id="our number"),
        pytest.param("locworker.a", "%s runs again", ("mt worker",), "mt worker runs again", id="our word"),
        pytest.param("locworker.a", "at %s", (Path("/x/y"),), "at /x/y", id="our path"),
        pytest.param(
            "locworker.a", "%s; trying again", (BrokerError("broker redis://:***@h: refused"),),
            "BrokerError: broker redis://:***@h: refused; trying again", id="our telling error",
        ),
        pytest.param("locworker.a", "%s", (InputError(TEXT),), "InputError", id="an error about an article"),
        pytest.param("locworker.a", "%s", (EngineRejectedError(TEXT),), "EngineRejectedError", id="an engine's error"),
        pytest.param("locworker.a", "%s", ([TEXT],), "list", id="our list"),
        pytest.param("celery.worker", "%s[%s]", ("locworker.run", "1f00-22e2"), "locworker.run[1f00-22e2]", id="ids"),
        pytest.param("celery.x", "body: %s", (TEXT,), "body: …", id="a library's words"),
        pytest.param("celery.x", "%(id)s %(exc)s", ({"id": "0123abcd", "exc": TEXT},), "0123abcd …", id="by name"),
        pytest.param("celery.x", "body: %s", ("Zinsen",), "body: …", id="a word"),
        pytest.param("celery.x", "body: %s", ({"a": TEXT},), "body: dict", id="a mapping"),
        pytest.param("kombu.x", "%s", ("redis://:**@h:6379//",), "redis://:**@h:6379//", id="a broker's address"),
        pytest.param("kombu.x", "%r", (ValueError(TEXT),), "'ValueError'", id="a library's error"),
        pytest.param("urllib3.x", "%d %s", ("x y", "z"), "%d %s", id="arguments that do not fit"),
        pytest.param("celery.x", "%s %s", ("a",), "%s %s", id="too few arguments"),
        pytest.param("redis", "connection lost", (), "connection lost", id="a fixed sentence"),
        pytest.param("redis", ValueError(TEXT), (), "a message that may hold a text is left out", id="no sentence"),
        pytest.param("nobody", TEXT, (), "a message that may hold a text is left out", id="nobody knows it"),
        pytest.param("root", TEXT, (), "a message that may hold a text is left out", id="without a name"),
    ],
)  # fmt: skip
def test_tells_sentences_and_ids_and_no_texts(name: str, message: object, args: tuple[Any, ...], shown: str) -> None:
    line = format_record(message, *args, name=name)

    assert line["message"] == shown
    assert TEXT not in json.dumps(line)


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("job", "0123456789ab", "0123456789ab"),
        ("article", "news/fed-cuts.html", "news/fed-cuts.html"),
        ("seconds", 1.5, 1.5),
        ("seconds", float("nan"), "nan"),
        ("done", True, True),
        ("job", None, None),
        ("path", Path("/a b/c"), "/a b/c"),
        ("error", "BrokerError: no answer", "BrokerError: no answer"),
        ("error", StoreError("store locked"), "StoreError: store locked"),
        ("error", EngineRejectedError(TEXT), "EngineRejectedError"),
        ("reason", "r" * 999, "r" * 300),
        ("article", TEXT, "…"),
        ("job", "j" * 999, "…"),
        ("jobs", ["a", TEXT], ["a", "…"]),
        ("source", {"text": TEXT}, "dict"),
        ("data", TEXT.encode(), "bytes"),
    ],
)
def test_writes_of_extras_what_is_an_id(name: str, value: object, shown: object) -> None:
    line = format_record("x", extra={name: value})

    assert line[name] == shown


def test_leaves_out_what_libraries_give_to_their_records() -> None:
    line = format_record("x", name="celery.app.trace", extra={"data": {"args": TEXT}, "job": "1"})

    assert set(line) == {"time", "level", "logger", "message"}


@pytest.mark.parametrize("name", ["time", "level", "logger", "stack"])
def test_no_extra_takes_the_place_of_a_field(name: str) -> None:
    line = format_record("x", extra={name: "forged"})

    assert line.get(name) != "forged"


@given(st.text(), st.text())
def test_no_message_and_no_field_forges_a_line(message: str, field: str) -> None:
    record = logging.makeLogRecord({"name": "locworker", "msg": "%s", "args": (message,), "reason": field})

    line = JsonFormatter(Redactor()).format(record)

    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line)["message"][:1000] == message[:1000]


def test_keeps_a_line_short() -> None:
    assert len(format_record("%s", "m" * 99_999)["message"]) == 1001


def test_tells_an_exception_by_class_and_place() -> None:
    try:
        try:
            int(TEXT)
        except ValueError as cause:
            raise EngineRejectedError(TEXT) from cause
    except EngineRejectedError as error:
        caught = error
    record = logging.makeLogRecord({"name": "locworker", "msg": "failed", "exc_info": (type(caught), caught, None)})
    record.exc_info = (type(caught), caught, caught.__traceback__)

    text = JsonFormatter(Redactor()).format(record)

    line = json.loads(text)
    assert TEXT not in text
    assert line["error"] == "EngineRejectedError"
    assert line["causes"] == ["ValueError"]
    assert line["place"].startswith("test_logs.py:")
    assert line["place"].endswith(" test_tells_an_exception_by_class_and_place")
    assert line["stack"] == [line["place"]]


def test_tells_where_in_our_code_a_library_failed(stream: io.StringIO) -> None:
    configure_logging("info", stream=stream)
    try:
        make_settings(Path("/nowhere"), {"languages": [1]})
    except ConfigError:
        logging.getLogger("locworker.tasks").exception("failed")

    (line,) = lines(stream)
    assert line["place"].startswith("locworker/settings/")
    assert line["error"].startswith("ConfigError: locworker.toml: languages")


def test_tells_a_long_chain_and_one_that_was_cut() -> None:
    error = ValueError()
    for _ in range(9):
        following = KeyError()
        following.__context__ = error
        error = following  # type: ignore[assignment]
    quiet = ValueError()
    quiet.__context__, quiet.__suppress_context__ = KeyError(), True
    formatter = JsonFormatter(Redactor())

    told = [
        json.loads(
            formatter.format(logging.makeLogRecord({"name": "locworker", "msg": "x", "exc_info": (type(e), e, None)}))
        )
        for e in (error, quiet)
    ]

    assert told[0]["causes"] == ["KeyError"] * 5
    assert "causes" not in told[1]


def test_knows_the_secrets_of_settings(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path,
        DEEPL_AUTH_KEY="deepl-key:fx",
        LOCWORKER_BROKER_URL="redis://:bro%40ker@127.0.0.1:6379/0",
        LOCWORKER_DATABASE_URL="postgresql+psycopg://me:data-base@127.0.0.1/locworker",
    )

    assert secrets_of(settings) == ("deepl-key:fx", "bro%40ker", "data-base")
    assert secrets_of(make_settings(tmp_path)) == ()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("key deepl-key:fx", id="plain"),
        pytest.param("redis://:pass%40word@h", id="as in its address"),
        pytest.param("password pass@word", id="decoded"),
        pytest.param("?key=deepl-key%3Afx", id="encoded"),
    ],
)
def test_takes_secrets_out_in_every_form(text: str) -> None:
    cleaned = Redactor(["deepl-key:fx", "pass%40word", "x"]).clean(text)

    assert "***" in cleaned
    assert not any(secret in cleaned for secret in ("deepl-key", "pass%40word", "pass@word"))


def test_takes_secrets_out_of_every_field(stream: io.StringIO) -> None:
    configure_logging("info", stream=stream, secrets=["canary-key"])

    try:
        fail(BrokerError("redis://:canary-key@host"))
    except BrokerError:
        logging.getLogger("locworker").exception(
            "said %s", "canary-key", extra={"job": "canary-key", "jobs": ["canary-key"]}
        )

    assert "canary-key" not in stream.getvalue()
    assert stream.getvalue().count("***") == 4


def test_loses_a_line_rather_than_report_its_arguments(stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", stream=stream)
    stream.close()

    logging.getLogger("locworker").warning("said %s", TEXT)

    assert capsys.readouterr() == ("", "")


def test_writes_warnings_of_libraries_as_lines(stream: io.StringIO) -> None:
    configure_logging("info", stream=stream)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        # `catch_warnings` puts back what shows them.
        configure_logging("info", stream=stream)
        warnings.warn(TEXT, UserWarning, stacklevel=1)

    (line,) = lines(stream)
    assert (line["level"], line["error"]) == ("warning", "UserWarning")
    assert TEXT not in stream.getvalue()


def test_writes_what_ends_a_process_or_a_thread(stream: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("info", stream=stream)
    log_uncaught()

    thread = threading.Thread(target=fail, args=(ValueError(TEXT),))
    thread.start()
    thread.join()
    try:
        fail(ValueError(TEXT))
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)

    told = lines(stream)
    assert [line["error"] for line in told] == ["ValueError", "ValueError"]
    assert {line["level"] for line in told} == {"critical"}
    assert TEXT not in stream.getvalue()
    assert capsys.readouterr().err == ""
