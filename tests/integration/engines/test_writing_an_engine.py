"""The example of the guide does what the guide says."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import ModuleType

import pytest

from locworker.engines import Engine, EngineOptions, Request
from locworker.errors import (
    AuthorisationError,
    EngineBusyError,
    EngineError,
    EngineRejectedError,
    ReplyLostError,
    RequestTooLargeError,
)
from locworker.languages import LanguagePair

GUIDE = Path(__file__).resolve().parents[3] / "docs" / "writing-an-engine.md"
REQUEST = Request(texts=("Rates fell.", '<g id="1">Bonds</g> rose.'), pair=LanguagePair("en", "de"))


class _Service(HTTPServer):
    status = 200
    body = b""


class _Handler(BaseHTTPRequestHandler):
    server: _Service

    def do_POST(self) -> None:
        """Give the texts back in capitals, or what the test set."""
        texts = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["texts"]
        body = self.server.body or json.dumps({"texts": [text.replace("rose", "STIEG") for text in texts]}).encode()
        self.send_response(self.server.status)
        self.send_header("Retry-After", "7")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep stderr free."""


@pytest.fixture
def service() -> Iterator[_Service]:
    """Give the newsroom's service."""
    server = _Service(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def make_engine(url: str | None) -> Engine:
    [code] = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    module = ModuleType("newsroom_engine")
    exec(compile(code, str(GUIDE), "exec"), module.__dict__)  # noqa: S102 - our own guide
    engine = module.__dict__["NewsroomEngine"](EngineOptions(url=url, timeout=20))
    assert isinstance(engine, Engine)
    return engine


def address(service: _Service) -> str:
    return f"http://127.0.0.1:{service.server_address[1]}"


def test_the_example_translates(service: _Service) -> None:
    answers = make_engine(address(service)).translate(REQUEST)

    assert [answer.text for answer in answers] == ["Rates fell.", '<g id="1">Bonds</g> STIEG.']


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        pytest.param(403, b"", AuthorisationError, id="403"),
        pytest.param(400, b"", EngineRejectedError, id="400"),
        pytest.param(413, b"", RequestTooLargeError, id="413"),
        pytest.param(429, b"", EngineBusyError, id="429"),
        pytest.param(500, b"", ReplyLostError, id="500"),
        pytest.param(200, b"<html>", ReplyLostError, id="no-json"),
        pytest.param(200, b'{"texts": ["one"]}', ReplyLostError, id="a-text-missing"),
    ],
)
def test_the_example_raises_what_the_table_says(
    service: _Service, status: int, body: bytes, kind: type[EngineError]
) -> None:
    service.status, service.body = status, body

    with pytest.raises(EngineError) as caught:
        make_engine(address(service)).translate(REQUEST)

    assert type(caught.value) is kind
    assert getattr(caught.value, "retry_after", None) == (7.0 if status == 429 else None)


def test_the_example_knows_a_service_that_does_not_run() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        engine = make_engine(f"http://127.0.0.1:{closed.getsockname()[1]}")

        with pytest.raises(EngineBusyError):
            engine.translate(REQUEST)


def test_the_example_says_what_it_needs() -> None:
    engine = make_engine(None)

    assert not engine.check().usable
    assert "locworker.toml" in engine.check().remedy
    assert engine.route(LanguagePair("en", "de")) == "en → de"
    assert engine.route(LanguagePair("de", "en")) is None
