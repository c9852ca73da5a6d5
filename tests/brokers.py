"""Start the real queues: Debian's Redis with a password, and the embedded Valkey, so that one test holds for both.

A folder's `conftest.py` takes the fixture in by `from brokers import broker` and an `__all__` with its name.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from builders import make_settings
from locworker.broker import start_server
from locworker.settings import Settings
from ports import free_port

PASSWORD = "canary-password"
PATIENCE = 120.0
"""Seconds after which what has not come never will: far more than it takes on a machine that is busy with others."""

_Found = TypeVar("_Found")
StartWorker = Callable[..., "subprocess.Popen[bytes]"]
"""Starts a worker of the tests: the name of its queue, and what is to stand in its environment."""


def poll(look: Callable[[], _Found], *, seconds: float = PATIENCE, what: str = "") -> _Found:
    """Return what a look finds as soon as it is something; fail when it never is."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < deadline, f"it did not come: {what or look}"
        time.sleep(0.02)


class Broker(ABC):
    """A queue that can be killed, held and started again; its messages stay in its folder."""

    url: str
    pid: int

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""

    @abstractmethod
    def stop(self) -> None:
        """End it as an operator would."""

    @abstractmethod
    def client(self, *, timeout: float | None = 10.0) -> Redis:
        """Return a client of its own, which waits so long for an answer."""

    def kill(self) -> None:
        """End it by SIGKILL and wait until nobody answers."""
        os.kill(self.pid, signal.SIGKILL)
        poll(lambda: not self.answers(), what="the end of the server")

    def write_down(self) -> None:
        """Wait until everything that it was told stands in its file, which may take a second or two."""
        with self.client() as client:
            poll(lambda: client.info("persistence")["aof_buffer_length"] == 0, what="an empty buffer")

    def hold(self) -> None:
        """Stop it in its tracks: it listens and does not answer."""
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it run again."""
        os.kill(self.pid, signal.SIGCONT)

    def answers(self) -> bool:
        """Return whether it answers."""
        try:
            with self.client() as client:
                return bool(client.ping())
        except (RedisError, OSError):
            return False

    def settings(self, root: Path, table: dict[str, object] | None = None) -> Settings:
        """Return the settings of a project that uses it."""
        return make_settings(root, table, LOCWORKER_BROKER_URL=self.url)


class RedisBroker(Broker):
    """Debian's redis-server on a TCP port, with a password, and with TLS where certificates are given.

    One that `keeps` nothing has no file: what is in it goes with its process.
    """

    def __init__(
        self, folder: Path, *, password: str = PASSWORD, certificates: Path | None = None, keeps: bool = True
    ) -> None:
        super().__init__(folder)
        folder.mkdir(parents=True, exist_ok=True)
        self.keeps = keeps
        self.port = free_port()
        self.password = password
        self.certificates = certificates
        self.url = f"redis://:{password}@127.0.0.1:{self.port}/0" if password else f"redis://127.0.0.1:{self.port}/0"
        if certificates:
            options = f"ssl_ca_certs={certificates}/ca.crt&ssl_cert_reqs=required"
            self.url = f"rediss://:{password}@127.0.0.1:{self.port}/0?{options}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        self._reap()
        binary = shutil.which("redis-server")
        assert binary, "the tests need Debian's redis-server"
        options = {
            "dir": str(self.folder),
            "save": "",
            "appendonly": "yes" if self.keeps else "no",
            "logfile": "redis.log",
        }
        options |= {"requirepass": self.password} if self.password else {}
        options |= self._ports()
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen([binary, *arguments], start_new_session=True)
        self.pid = self._process.pid
        poll(self.answers, what="the answer of redis-server")

    def stop(self) -> None:
        """End it as an operator would."""
        if self._process is not None:
            self.go_on()
            self._process.terminate()
            self._reap()

    def client(self, *, timeout: float | None = 10.0) -> Redis:
        """Return a client of its own, which waits so long for an answer."""
        found: Redis = Redis.from_url(self.url, socket_timeout=timeout, retry=Retry(NoBackoff(), 0))
        return found

    def _ports(self) -> dict[str, str]:
        if not self.certificates:
            return {"port": str(self.port), "bind": "127.0.0.1"}
        files = {"cert": "server.crt", "key": "server.key", "ca-cert": "ca.crt"}
        options = {f"tls-{name}-file": str(self.certificates / file) for name, file in files.items()}
        return options | {"port": "0", "tls-port": str(self.port), "bind": "127.0.0.1", "tls-auth-clients": "no"}

    def _reap(self) -> None:
        if self._process is not None:
            self._process.wait(timeout=PATIENCE)
            self._process = None


class ValkeyBroker(Broker):
    """The embedded server of a data folder; a project there finds it without being told."""

    def start(self) -> None:
        """Start it, or start it again, and wait until it answers."""
        self._server = start_server(self.folder)
        self.url, self.pid = self._server.url, self._server.pid

    def stop(self) -> None:
        """End it as an operator would."""
        self._server.stop()

    def client(self, *, timeout: float | None = 10.0) -> Redis:
        """Return a client of its own, which waits so long for an answer."""
        path = self.url.removeprefix("redis+socket://").partition("?")[0]
        return Redis(unix_socket_path=path, socket_timeout=timeout, retry=Retry(NoBackoff(), 0))


BROKERS: dict[str, type[RedisBroker | ValkeyBroker]] = {"redis": RedisBroker, "valkey": ValkeyBroker}


@pytest.fixture(params=sorted(BROKERS))
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """Give each of the two queues, started and empty."""
    server = BROKERS[request.param](tmp_path / "queue")
    server.start()
    try:
        yield server
    finally:
        server.stop()
