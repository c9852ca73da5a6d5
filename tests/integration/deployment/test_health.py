"""The health question of the image: a script that needs nothing but Python."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from integration.deployment.servers import run
from ports import free_port


class _Worker(BaseHTTPRequestHandler):
    """Answers as a worker that lives and has lost its broker."""

    def do_GET(self) -> None:
        status, text = (200, "ok") if self.path == "/healthz" else (503, "broker: cannot be reached")
        self.send_response(status)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), _Worker) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


def test_a_worker_that_lives_is_healthy(port: int) -> None:
    done = run([sys.executable, "docker/health.py", str(port), "healthz"])

    assert (done.returncode, done.stderr) == (0, "")


def test_a_worker_without_its_broker_is_not_ready_and_says_why(port: int) -> None:
    done = run([sys.executable, "docker/health.py", str(port), "readyz"])

    assert (done.returncode, done.stderr) == (1, "503 broker: cannot be reached\n")


def test_the_question_takes_no_proxy(port: int) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"

    done = run([sys.executable, "docker/health.py", str(port), "healthz"], http_proxy=nobody, HTTP_PROXY=nobody)

    assert done.returncode == 0


def test_silence_is_ill() -> None:
    done = run([sys.executable, "docker/health.py", str(free_port()), "healthz"])

    assert (done.returncode, done.stderr) == (1, "no answer: ConnectionRefusedError\n")
