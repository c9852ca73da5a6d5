"""A whole translation with the log at debug, for a text and a key that must not be in it."""

from __future__ import annotations

import io
import json
import logging
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builders import make_settings
from fakes.deepl_server import DeepLServer
from locworker.errors import LocworkerError
from locworker.jobs import Silence, open_jobs
from locworker.telemetry import configure_logging, secrets_of

KEY = "canary-key-0451:fx"
CANARY = "Zanarienvogel"
PAGE = f"""<!doctype html><html lang="en"><head><title>{CANARY} rates</title></head><body>
<h1>{CANARY} cuts rates</h1><p>The {CANARY} yield rose to 4.5 percent.</p><p>{CANARY} said so.</p></body></html>"""
LIBRARIES = ("deepl", "urllib3", "requests", "httpx2", "httpcore2", "alembic", "sqlalchemy", "celery", "kombu", "redis")


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Give what is logged while every library is told to say all that it can."""
    root = logging.getLogger()
    names = ("locworker", *LIBRARIES)
    before = list(root.handlers), root.level, {name: logging.getLogger(name).level for name in names}
    shown, stream = warnings.showwarning, io.StringIO()
    yield stream
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    for name, level in before[2].items():
        logging.getLogger(name).setLevel(level)
    warnings.showwarning = shown


def quote_text(server: DeepLServer) -> None:
    server.fail(400, times=50, body={"message": f"Bad request: {CANARY} rates"})


@pytest.mark.parametrize(
    "misbehave",
    [
        pytest.param(lambda _: None, id="all is well"),
        pytest.param(quote_text, id="a refusal that quotes the text"),
        pytest.param(lambda server: server.cut(times=9), id="replies that are lost"),
        pytest.param(lambda server: server.garble("json", times=9), id="replies that are none"),
        pytest.param(lambda server: server.fail(403, times=9, body={"message": f"{KEY} {CANARY}"}), id="a refused key"),
        pytest.param(lambda server: server.fail(456, times=9), id="a used-up quota"),
    ],
)  # fmt: skip
def test_no_text_and_no_key_is_logged(
    tmp_path: Path, stream: io.StringIO, misbehave: Callable[[DeepLServer], None]
) -> None:
    (tmp_path / "news.html").write_text(PAGE)
    with DeepLServer(key=KEY) as server:
        misbehave(server)
        settings = make_settings(tmp_path, DEEPL_AUTH_KEY=KEY, DEEPL_SERVER_URL=server.url)
        configure_logging("debug", stream=stream, secrets=secrets_of(settings))
        for name in LIBRARIES:
            logging.getLogger(name).setLevel(logging.DEBUG)
        with open_jobs(settings, Silence()) as jobs:
            try:
                results = list(jobs.translate([tmp_path / "news.html"], ["de"]))
            except LocworkerError as error:
                logging.getLogger("locworker.tasks").exception("failed", extra={"reason": error})
            else:
                for result in results:
                    logging.getLogger("locworker.tasks").warning("ended", exc_info=result.error)
        asked = server.records

    log = stream.getvalue()
    assert asked
    assert log
    assert CANARY.lower() not in log.lower()
    assert KEY not in log
    assert all(json.loads(line)["logger"].startswith("locworker") for line in log.splitlines())


def test_a_library_that_logs_everything_tells_nothing(stream: io.StringIO) -> None:
    configure_logging("debug", stream=stream, secrets=[KEY])
    leaks = (f"{CANARY} {KEY}", {"text": CANARY}, [CANARY], ValueError(CANARY), CANARY.encode())

    for name in (*LIBRARIES, "some.plugin", "root"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.DEBUG)
        for leak in leaks:
            logger.error("said %s", leak, extra={"data": leak}, exc_info=ValueError(leak))

    assert CANARY not in stream.getvalue()
    assert KEY not in stream.getvalue()


def test_threads_do_not_mix_their_lines(stream: io.StringIO) -> None:
    configure_logging("info", stream=stream)
    logger = logging.getLogger("locworker.jobs")

    def say() -> None:
        for number in range(200):
            logger.info("said", extra={"batch": f"{threading.get_ident():x}", "number": number})

    threads = [threading.Thread(target=say) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len([json.loads(line) for line in stream.getvalue().splitlines()]) == 1600
