"""Publishing to both queues, and what is said when one is not there."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from kombu import Connection

from brokers import PASSWORD, Broker, RedisBroker
from builders import make_settings
from locworker.broker import Publisher, check_broker, depths, make_app
from locworker.errors import BrokerAccessError, BrokerError
from locworker.store import Message
from ports import free_port

BATCH = Message(id="0123456789abcdef", task="run_batch", queue="mt", priority=6)
JOB = Message(id="0123456789ab", task="advance_job", queue="cpu", priority=6)


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """Import what is imported at the first use: how soon something is told is measured without it."""
    for scheme in ("redis", "amqp"):
        Connection(f"{scheme}://127.0.0.1").transport_cls  # noqa: B018
    make_app(make_settings(Path(), LOCWORKER_BROKER_URL="redis://127.0.0.1")).amqp.create_task_message  # noqa: B018


@contextmanager
def publishing(broker: Broker, folder: Path) -> Iterator[Publisher]:
    publisher = Publisher(make_app(broker.settings(folder)))
    try:
        yield publisher
    finally:
        publisher.close()


def batches(count: int) -> list[Message]:
    return [Message(id=f"{number:016x}", task="run_batch", queue="mt", priority=6) for number in range(count)]


def test_a_message_has_an_id_and_nothing_more(broker: Broker, tmp_path: Path) -> None:
    with publishing(broker, tmp_path) as publisher:
        publisher.publish([BATCH])

    with broker.client() as client:
        message = json.loads(client.lindex("locworker:mt\x06\x166", 0))
    assert json.loads(b64decode(message["body"]))[:2] == [[BATCH.id], {}]
    assert message["headers"]["task"] == "locworker.mt.run_batch"
    assert message["content-type"] == "application/json"


def test_messages_stand_in_the_order_in_which_they_were_published(broker: Broker, tmp_path: Path) -> None:
    sent = batches(500)

    with publishing(broker, tmp_path) as publisher:
        publisher.publish(sent)

    with broker.client() as client:
        found = client.lrange("locworker:mt\x06\x166", 0, -1)
    assert [json.loads(b64decode(json.loads(raw)["body"]))[0][0] for raw in reversed(found)] == [
        message.id for message in sent
    ]


def test_one_connection_serves_all(broker: Broker, tmp_path: Path) -> None:
    with publishing(broker, tmp_path) as publisher, broker.client() as client:
        publisher.publish([BATCH])
        before = client.info("stats")["total_connections_received"]
        for _ in range(20):
            publisher.publish([JOB])

        assert client.info("stats")["total_connections_received"] == before


def test_threads_may_share_a_publisher(broker: Broker, tmp_path: Path) -> None:
    with publishing(broker, tmp_path) as publisher:
        threads = [threading.Thread(target=publisher.publish, args=(batches(25),)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert depths(broker.settings(tmp_path))["mt"] == 200


def test_a_forked_child_publishes_over_a_connection_of_its_own(broker: Broker, tmp_path: Path) -> None:
    with publishing(broker, tmp_path) as publisher:
        publisher.publish([BATCH])
        child = os.fork()
        if child == 0:
            publisher.publish([BATCH])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        publisher.publish([BATCH])

        assert os.waitstatus_to_exitcode(status) == 0
        assert depths(broker.settings(tmp_path))["mt"] == 3


def test_nothing_to_publish_asks_nobody(broker: Broker, tmp_path: Path) -> None:
    with publishing(broker, tmp_path) as publisher:
        broker.kill()

        publisher.publish([])


def test_a_publisher_goes_on_after_the_server_was_started_again(broker: Broker, tmp_path: Path) -> None:
    with publishing(broker, tmp_path) as publisher:
        publisher.publish([BATCH])
        broker.kill()
        broker.start()

        publisher.publish([BATCH])

    assert depths(broker.settings(tmp_path))["mt"] == 2


def test_a_publisher_goes_on_after_everything_was_flushed(broker: Broker, tmp_path: Path) -> None:
    with publishing(broker, tmp_path) as publisher, broker.client() as client:
        publisher.publish([BATCH])
        client.flushall()

        publisher.publish([BATCH, JOB])

    assert depths(broker.settings(tmp_path)) == {"mt": 1, "cpu": 1}


@pytest.mark.parametrize("was_used", [False, True], ids=["new", "used"])
def test_a_server_that_is_gone_is_told_at_once(broker: Broker, tmp_path: Path, *, was_used: bool) -> None:
    with publishing(broker, tmp_path) as publisher:
        if was_used:
            publisher.publish([BATCH])
        broker.kill()
        began = time.monotonic()

        with pytest.raises(BrokerError, match="locworker up") as caught:
            publisher.publish([BATCH])

        assert time.monotonic() - began < 5.0
        assert PASSWORD not in str(caught.value)
        assert "LOCWORKER_BROKER_URL" in str(caught.value)


@pytest.mark.parametrize("was_used", [False, True], ids=["new", "used"])
def test_a_server_that_hangs_is_told_within_five_seconds(broker: Broker, tmp_path: Path, *, was_used: bool) -> None:
    with publishing(broker, tmp_path) as publisher:
        if was_used:
            publisher.publish([BATCH])
        broker.hold()
        began = time.monotonic()

        with pytest.raises(BrokerError):
            publisher.publish([BATCH])
        took = time.monotonic() - began
        broker.go_on()

        assert took < 5.0
        publisher.publish([BATCH])


def test_a_server_that_refuses_to_write_is_told(broker: Broker, tmp_path: Path) -> None:
    with publishing(broker, tmp_path) as publisher, broker.client() as client:
        client.config_set("maxmemory", 1)

        with pytest.raises(BrokerError):
            publisher.publish([BATCH])

        client.config_set("maxmemory", 0)
        publisher.publish([BATCH])


@pytest.mark.parametrize(
    ("user", "says"),
    [
        pytest.param(":another-canary@", "refuses the user or the password", id="another password"),
        pytest.param("nobody:another-canary@", "refuses the user or the password", id="another user"),
        pytest.param("", "asks for a password", id="no password"),
        pytest.param("reader:reader-canary@", "does not let the user", id="no right to write"),
    ],
)
def test_who_is_not_let_in_is_told_so_without_the_password(tmp_path: Path, user: str, says: str) -> None:
    server = RedisBroker(tmp_path / "queue")
    server.start()
    settings = make_settings(tmp_path, LOCWORKER_BROKER_URL=server.url.replace(f":{PASSWORD}@", user))
    try:
        with server.client() as client:
            client.execute_command("ACL", "SETUSER", "reader", "on", ">reader-canary", "~*", "+@all", "-@write")
        for ask in (lambda: Publisher(make_app(settings)).publish([BATCH]), lambda: check_broker(settings)):
            with pytest.raises(BrokerAccessError, match=says) as caught:
                ask()
            assert "canary" not in str(caught.value)
            assert "LOCWORKER_BROKER_URL" in str(caught.value)
    finally:
        server.stop()


@pytest.mark.parametrize("scheme", ["redis", "rediss", "amqp"])
def test_a_host_that_swallows_everything_is_told_within_five_seconds(tmp_path: Path, scheme: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(16)
        url = f"{scheme}://user:{PASSWORD}@127.0.0.1:{listener.getsockname()[1]}/"
        publisher = Publisher(make_app(make_settings(tmp_path, LOCWORKER_BROKER_URL=url)))
        began = time.monotonic()

        with pytest.raises(BrokerError) as caught:
            publisher.publish([BATCH])

        assert time.monotonic() - began < 5.0
        assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("scheme", ["redis", "rediss", "amqp", "amqps"])
def test_a_port_without_a_server_is_told_by_everybody(tmp_path: Path, scheme: str) -> None:
    settings = make_settings(tmp_path, LOCWORKER_BROKER_URL=f"{scheme}://user:{PASSWORD}@127.0.0.1:{free_port()}/")

    for ask in (
        lambda: Publisher(make_app(settings)).publish([BATCH]),
        lambda: depths(settings),
        lambda: check_broker(settings),
    ):
        began = time.monotonic()
        with pytest.raises(BrokerError, match="cannot be used") as caught:
            ask()
        assert time.monotonic() - began < 5.0
        assert PASSWORD not in str(caught.value)
