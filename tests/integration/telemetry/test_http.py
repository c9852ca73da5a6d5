"""`/metrics`, `/healthz` and `/readyz` over real connections."""

from __future__ import annotations

import http.client
import json
import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from prometheus_client.parser import text_string_to_metric_families

from locworker.errors import BrokerError, ConfigError
from locworker.telemetry import Figures, Readiness, ReadinessCheck, make_scrape, serve
from locworker.telemetry.http import TelemetryServer

Serve = Callable[..., TelemetryServer]


@pytest.fixture
def start() -> Iterator[Serve]:
    """Give a starter of servers that are closed at the end."""
    with ExitStack() as stack:

        def make(
            bind: str = "127.0.0.1:0",
            metrics: Callable[[], bytes] = lambda: b"up 1\n",
            health: Callable[[], bool] = lambda: True,
            ready: Callable[[], Readiness] = lambda: Readiness(ready=True),
        ) -> TelemetryServer:
            server = serve(bind, metrics=metrics, health=health, ready=ready)
            stack.callback(server.close)
            return server

        yield make


def connect(server: TelemetryServer) -> socket.socket:
    address = urlsplit(server.url)
    return socket.create_connection((address.hostname, address.port), timeout=60)


def ask(server: TelemetryServer, path: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=60)
    try:
        connection.request(method, path)
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def exchange(server: TelemetryServer, request: bytes) -> bytes:
    with connect(server) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def test_serves_metrics_that_prometheus_can_read(start: Serve) -> None:
    server = start(metrics=make_scrape(None, figures=lambda: Figures(jobs={"queued": 2})))

    status, headers, body = ask(server, "/metrics?name=x")

    families = {family.name: family for family in text_string_to_metric_families(body.decode())}
    assert status == 200
    assert headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert families["locworker_jobs"].samples[0].value == 2


@pytest.mark.parametrize(("alive", "status"), [(True, 200), (False, 503)])
def test_says_whether_the_process_lives(start: Serve, status: int, *, alive: bool) -> None:
    answer = ask(start(health=lambda: alive), "/healthz")

    assert answer[0] == status
    assert json.loads(answer[2]) == {"alive": alive}


def test_names_what_is_missing(start: Serve) -> None:
    def fail() -> None:
        raise BrokerError("redis://:secret@host: connection refused")

    server = start(ready=ReadinessCheck({"broker": fail, "store": lambda: None}, secrets=["secret"]))

    status, headers, body = ask(server, "/readyz")

    assert (status, headers["content-type"]) == (503, "application/json")
    assert json.loads(body) == {
        "ready": False, "parts": {"broker": "redis://:***@host: connection refused", "store": "ok"},
    }  # fmt: skip


def test_is_ready(start: Serve) -> None:
    server = start(ready=ReadinessCheck({"store": lambda: None}))

    assert ask(server, "/readyz")[0] == 200


def test_probing_often_asks_the_parts_rarely(start: Serve) -> None:
    asked: list[int] = []
    server = start(ready=ReadinessCheck({"store": lambda: asked.append(1)}, keep=60))

    for _ in range(20):
        ask(server, "/readyz")

    assert len(asked) == 1


@pytest.mark.parametrize("path", ["/metrics", "/healthz", "/readyz", "/", "/metrics/..", "/etc/passwd"])
def test_sends_headers_that_leave_nothing_to_a_browser(start: Serve, path: str) -> None:
    _, headers, _ = ask(start(), path)

    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["server"].strip() == "locworker"


@pytest.mark.parametrize("path", ["/", "/metrics/", "/metric", "/etc/passwd"])
def test_knows_no_other_path(start: Serve, path: str) -> None:
    status, _, body = ask(start(), path)

    assert (status, json.loads(body)) == (404, {"error": "not found"})


def test_answers_head_without_a_body(start: Serve) -> None:
    status, headers, body = ask(start(), "/metrics", method="HEAD")

    assert (status, headers["content-length"], body) == (200, "5", b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
def test_takes_no_other_method(start: Serve, method: str) -> None:
    status, headers, body = ask(start(), "/metrics", method=method)

    assert (status, headers["allow"]) == (405, "GET, HEAD")
    assert json.loads(body) == {"error": "method not allowed"}


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(b"GET /\x1b[31m<script> HTTP/1.1 x\r\n\r\n", b"400", id="no request line"),
        pytest.param(b"GET /metrics HTTP/9.9\r\n\r\n", b"505", id="another version"),
        pytest.param(b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\n\r\n", b"414", id="a long path"),
        pytest.param(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"431", id="many headers"),
    ],
)
def test_repeats_nothing_of_a_broken_request(start: Serve, request_: bytes, status: bytes) -> None:
    answer = exchange(start(), request_)

    assert answer.split()[1] == status
    assert b"<script>" not in answer
    assert b"\x1b" not in answer


def test_gives_a_slow_client_little_time(start: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.telemetry.http._SECONDS", 0.3)
    server = start()
    started = time.monotonic()

    with connect(server) as connection:
        # One byte again and again: each alone is in time, all together are not.
        try:
            while time.monotonic() - started < 60:
                connection.sendall(b"G")
                time.sleep(0.02)
        except OSError:
            pass

    assert time.monotonic() - started < 30


def test_turns_away_more_clients_than_it_has_room_for(start: Serve) -> None:
    server = start()

    with ExitStack() as stack:
        held = [stack.enter_context(connect(server)) for _ in range(40)]
        # Sooner than it would be for being slow.
        held[-1].settimeout(4)
        try:
            turned_away = held[-1].recv(1) == b""
        except ConnectionResetError:
            turned_away = True

    assert turned_away
    assert ask_until_answered(server) == 200


def ask_until_answered(server: TelemetryServer) -> int:
    """Ask until there is room again."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return ask(server, "/healthz")[0]
        except OSError:
            if time.monotonic() > deadline:
                raise


def test_goes_on_after_an_answer_that_fails(start: Serve, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> bytes:
        raise ValueError("the secret")

    server = start(metrics=fail)

    with caplog.at_level(logging.ERROR, "locworker.telemetry"):
        assert exchange(server, b"GET /metrics HTTP/1.0\r\n\r\n") == b""

    assert ask(server, "/healthz")[0] == 200
    assert "a telemetry request failed" in caplog.messages


def test_writes_no_line_for_a_request(start: Serve, capsys: pytest.CaptureFixture[str]) -> None:
    server = start()

    ask(server, "/metrics")
    exchange(server, b"nonsense\r\n\r\n")
    connect(server).close()

    assert capsys.readouterr() == ("", "")


def test_refuses_a_bind_that_is_taken(start: Serve) -> None:
    taken = urlsplit(start().url).netloc

    with pytest.raises(ConfigError, match=f"metrics_bind: cannot listen on {taken}: address already in use"):
        start(taken)


@pytest.mark.parametrize(
    ("bind", "complaint"),
    [
        ("", "write HOST:PORT"), ("9464", "write HOST:PORT"), (":9464", "write HOST:PORT"), ("h:", "write HOST:PORT"),
        ("127.0.0.1:99999", "write HOST:PORT"), ("::1:9464", "write HOST:PORT"), ("a b:1", "write HOST:PORT"),
        ("no.such.host.invalid:9464", "is not known"), ("192.0.2.1:9464", "cannot listen on 192.0.2.1:9464"),
    ],
)  # fmt: skip
def test_refuses_a_bind_that_is_none(start: Serve, bind: str, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint):
        start(bind)


@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_listens_on_ipv6(start: Serve) -> None:
    try:
        server = start("[::1]:0")
    except ConfigError:
        pytest.skip("this machine has no loopback of IPv6")

    assert server.url.startswith("http://[::1]:")
    assert ask(server, "/healthz")[0] == 200


def test_frees_its_bind_when_it_is_closed(start: Serve) -> None:
    server = start()
    bind = urlsplit(server.url).netloc
    server.close()

    again = serve(bind, metrics=bytes, health=lambda: True, ready=lambda: Readiness(ready=True))
    again.close()

    assert urlsplit(again.url).netloc == bind
