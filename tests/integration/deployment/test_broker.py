"""Redis as its container starts it: durable, never evicting, closed to whoever has no password."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import pytest
import redis

from integration.deployment.conftest import StartBroker
from integration.deployment.servers import Broker, run


def _connect(broker: Broker, url: str | None = None) -> redis.Redis:
    return redis.Redis.from_url(url or broker.url, socket_timeout=10)


def test_messages_are_written_to_disk_and_none_is_evicted(start_broker: StartBroker) -> None:
    client = _connect(start_broker())

    wanted = ("appendonly", "appendfsync", "maxmemory-policy", "maxmemory", "save", "protected-mode", "databases")
    found = {name: client.config_get(name)[name] for name in wanted}

    assert found == {
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
        "maxmemory": str(192 * 2**20),
        "save": "",
        "protected-mode": "yes",
        "databases": "1",
    }


@pytest.mark.parametrize(
    "login",
    [
        pytest.param("", id="nobody"),
        pytest.param(":guess@", id="the default user"),
        pytest.param("locworker:guess@", id="a wrong password"),
    ],
)
def test_nobody_gets_in_without_the_password(start_broker: StartBroker, login: str) -> None:
    broker = start_broker()
    client = _connect(broker, f"redis://{login}127.0.0.1:{broker.port}/0")

    with pytest.raises(redis.exceptions.AuthenticationError):
        client.ping()


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("FLUSHALL", id="empty it"),
        pytest.param("CONFIG SET appendonly no", id="change its settings"),
        pytest.param("SHUTDOWN NOSAVE", id="stop it"),
        pytest.param("ACL SETUSER eve on nopass", id="let others in"),
        pytest.param("REPLICAOF 127.0.0.1 1", id="make it follow another server"),
        pytest.param("KEYS *", id="walk over everything"),
    ],
)
def test_workers_cannot(start_broker: StartBroker, command: str) -> None:
    client = _connect(start_broker())

    with pytest.raises(redis.exceptions.NoPermissionError):
        client.execute_command(*command.split())  # type: ignore[no-untyped-call]


def test_a_killed_server_comes_back_with_its_messages(start_broker: StartBroker) -> None:
    broker = start_broker()
    _connect(broker).rpush("queue", *range(1000))

    os.kill(broker.process.pid, signal.SIGKILL)
    broker.process.wait()
    again = start_broker(port=broker.port)

    assert _connect(again).llen("queue") == 1000


def test_a_full_server_refuses_what_is_new_and_keeps_what_it_has(start_broker: StartBroker) -> None:
    client = _connect(start_broker("--maxmemory", "3mb"))
    client.set("message", "kept")

    taken = 0
    with suppress(redis.exceptions.OutOfMemoryError):
        while taken < 4000:
            taken = client.rpush("queue", "x" * 1000)

    assert 0 < taken < 4000
    assert client.llen("queue") == taken
    assert client.get("message") == b"kept"


def test_the_password_is_on_no_command_line_and_in_no_file(start_broker: StartBroker) -> None:
    broker = start_broker()
    _connect(broker).set("message", "kept")
    password = Path(broker.environ["REDIS_SECRET"]).read_bytes()

    seen = [Path(f"/proc/{broker.process.pid}/cmdline").read_bytes()]
    seen += [path.read_bytes() for folder in (broker.data, broker.memory) for path in folder.rglob("*.*")]

    assert len(seen) > 2
    assert not any(password in content for content in seen)


def test_an_empty_secret_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "redis_password").touch()

    done = run(["sh", "docker/redis/start.sh"], REDIS_SECRET=str(tmp_path / "redis_password"), REDIS_RUN=str(tmp_path))

    assert done.returncode == 2
    assert "is empty; sh docker/make-secrets.sh fills it" in done.stderr


@pytest.mark.parametrize("password", ["guess", ""], ids=["wrong", "empty"])
def test_the_health_question_needs_the_password(start_broker: StartBroker, tmp_path: Path, password: str) -> None:
    broker = start_broker()
    (tmp_path / "other").write_text(password, encoding="utf-8")

    done = run(["sh", "docker/redis/health.sh"], **{**broker.environ, "REDIS_SECRET": str(tmp_path / "other")})

    assert done.returncode == 1
    assert "guess" not in done.stderr
