"""`/metrics`, `/healthz` and `/readyz` over HTTP, and nothing else."""

from __future__ import annotations

import io
import json
import logging
import re
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from locworker.errors import ConfigError
from locworker.telemetry.health import Readiness

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_log = logging.getLogger(__name__)

_MOST = 32
_SECONDS = 5.0
_BIND = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})")
_JSON = "application/json"
_TEXT = "text/plain; version=0.0.4; charset=utf-8"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class TelemetryServer:
    """Answers from threads of its own until it is closed."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.2,), name="telemetry", daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Return the address that it listens on."""
        host, port = self._server.server_address[:2]
        return (
            f"http://[{host!s}]:{port}" if self._server.address_family == socket.AF_INET6 else f"http://{host!s}:{port}"
        )

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def listen(
    bind: str, *, metrics: Callable[[], bytes], health: Callable[[], bool], ready: Callable[[], Readiness]
) -> TelemetryServer:
    """Return a running server on a bind of its own; see `locworker.telemetry.serve`."""
    family, address = _resolve(bind)
    answers = {
        "/metrics": lambda: (HTTPStatus.OK, _TEXT, metrics()),
        "/healthz": lambda: _health(alive=health()),
        "/readyz": lambda: _readiness(ready()),
    }
    try:
        return TelemetryServer(_Server(family, address, answers))
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise ConfigError(f"metrics_bind: cannot listen on {bind}: {reason}; choose another address") from error


def _resolve(bind: str) -> tuple[int, tuple[Any, ...]]:
    match = _BIND.fullmatch(bind)
    if not match or int(match[3]) > 65535:
        raise ConfigError(f"metrics_bind is '{bind}'; write HOST:PORT, for example 127.0.0.1:9464")
    try:
        found = socket.getaddrinfo(match[1] or match[2], int(match[3]), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ConfigError(f"metrics_bind: the host of {bind} is not known") from error
    family, *_, address = found[0]
    return family, address


Reply = tuple[HTTPStatus, str, bytes]


def _health(*, alive: bool) -> Reply:
    return _json(HTTPStatus.OK if alive else HTTPStatus.SERVICE_UNAVAILABLE, {"alive": alive})


def _readiness(found: Readiness) -> Reply:
    status = HTTPStatus.OK if found.ready else HTTPStatus.SERVICE_UNAVAILABLE
    return _json(status, {"ready": found.ready, "parts": dict(found.parts)})


def _json(status: HTTPStatus, content: Mapping[str, object]) -> Reply:
    return status, _JSON, json.dumps(content, ensure_ascii=True).encode() + b"\n"


class _Server(ThreadingHTTPServer):
    """A server that many slow clients cannot exhaust."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 2 * _MOST

    def __init__(self, family: int, address: tuple[Any, ...], answers: Mapping[str, Callable[[], Reply]]) -> None:
        self.address_family = family
        self.answers = answers
        self._room = threading.BoundedSemaphore(_MOST)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Serve a connection in a thread, or close it when there are too many."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Serve a connection, and make room for another one."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say that a request failed; a client that has gone is not worth a line."""
        del request, client_address
        error = sys.exception()
        if not isinstance(error, OSError):
            _log.error("a telemetry request failed", exc_info=error)


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    server: _Server
    server_version = "locworker"
    sys_version = ""
    timeout = _SECONDS

    def setup(self) -> None:
        """Give the request a few seconds in all, not for each of its bytes."""
        super().setup()
        self.rfile = io.BufferedReader(_Timed(self.connection, time.monotonic() + _SECONDS))

    def do_GET(self) -> None:
        """Answer with what the path names."""
        answer = self.server.answers.get(self.path.partition("?")[0])
        self._reply(*(answer() if answer else _json(HTTPStatus.NOT_FOUND, {"error": "not found"})))

    do_HEAD = do_GET  # noqa: N815 - the library calls it so

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is no GET or HEAD of HTTP, without a word of it."""
        del message, explain
        # The library's answer to a method that it does not find.
        status = HTTPStatus(405 if code == HTTPStatus.NOT_IMPLEMENTED else code)
        self.close_connection = True
        # A request whose version was not understood would get an answer without status and headers.
        self.request_version = self.protocol_version
        self._reply(*_json(status, {"error": status.phrase.lower()}))

    def _reply(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        headers = {**_HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = "GET, HEAD"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library names it so
        """Say nothing: it is asked every few seconds."""


class _Timed(io.RawIOBase):
    """Reads from a connection until a moment."""

    def __init__(self, connection: socket.socket, until: float) -> None:
        super().__init__()
        self._connection = connection
        self._until = until

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Read what has come."""
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(_SECONDS)
