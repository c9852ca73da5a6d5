"""What our transport lives through, seen from inside."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from brokers import Broker, poll
from locworker.broker import Publisher, depths, make_app
from locworker.store import Message


@contextmanager
def receiving(broker: Broker, folder: Path, count: int) -> Iterator[tuple[Any, list[Any]]]:
    """Give a connection and messages that were taken over it and not acknowledged."""
    app = make_app(broker.settings(folder))
    publisher = Publisher(app)
    publisher.publish([Message(id=f"{n:016x}", task="run_batch", queue="mt", priority=6) for n in range(count)])
    publisher.close()
    taken: list[Any] = []
    connection: Any = app.connection_for_read()
    consumer = connection.Consumer([app.amqp.queues["mt"]], on_message=taken.append, accept=["json"])
    with connection, consumer:
        poll(lambda: drain(connection, taken) == count, what="the messages")
        yield connection, taken


def drain(connection: Any, taken: list[Any]) -> int:
    with suppress(TimeoutError):
        connection.drain_events(timeout=0.2)
    return len(taken)


def test_a_message_whose_connection_is_gone_is_told_as_a_lost_connection(broker: Broker, tmp_path: Path) -> None:
    with receiving(broker, tmp_path, 1) as (connection, (message,)):
        errors = connection.connection_errors
        connection.close()
        # What went back over a connection of its own closes that too.
        message.channel._disconnect_pools()

        with pytest.raises(errors):
            message.ack()
        message._state = "RECEIVED"
        # As Celery does it after work that ended when the connection was gone: this logs, and raises nothing.
        message.ack_log_error(logging.getLogger(__name__), errors)


def test_messages_in_hand_go_back_when_a_worker_closes_its_connection(broker: Broker, tmp_path: Path) -> None:
    with receiving(broker, tmp_path, 3) as (connection, _):
        connection.close()

    with broker.client() as client:
        assert client.hlen("locworker:unacked") == 0
    assert depths(broker.settings(tmp_path))["mt"] == 3


def test_messages_in_hand_stay_where_they_are_when_the_server_was_killed(broker: Broker, tmp_path: Path) -> None:
    with receiving(broker, tmp_path, 3) as (connection, taken):
        broker.kill()
        qos = taken[0].channel.qos
        # In this order Celery loses its connection: the transport forgets its client first.
        connection.transport.client = None
        qos.restore_unacked()
        assert not qos._delivered
        connection.transport.client = connection
        broker.start()

    with broker.client() as client:
        assert client.hlen("locworker:unacked") == 3
    assert depths(broker.settings(tmp_path))["mt"] == 0


def test_a_transport_without_messages_waits_for_the_next(broker: Broker, tmp_path: Path) -> None:
    with receiving(broker, tmp_path, 0) as (connection, taken), broker.client() as client:
        client.lpush("locworker:mt", "{", "[]")

        poll(
            lambda: drain(connection, taken) or depths(broker.settings(tmp_path))["mt"] < 2, what="one that is dropped"
        )

        assert taken == []
