"""Put what is due into the queue."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from locworker.broker.address import Address
from locworker.broker.app import TASKS, rank
from locworker.broker.client import broker_errors
from locworker.errors import BrokerError
from locworker.store import Message

if TYPE_CHECKING:
    from celery import Celery
    from kombu import Connection, Producer

_CONNECT = 1.5
_ANSWER = 2.0
"""Seconds to connect and to be answered. Nobody waits for a queue: what cannot be published now is published later."""
_BATCH = 200


class Publisher:
    """Publishes over one connection, which is kept; any thread may use it."""

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._address: Address = app.conf["locworker_address"]
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._producer: Producer | None = None
        self._process = 0

    def publish(self, messages: Sequence[Message]) -> None:
        """Publish messages in their order; after an error some of them may be in the queue, which does no harm.

        Raises:
            BrokerError: The queue cannot be reached; this is said within five seconds.
        """
        if not messages:
            return
        with self._lock:
            began = time.monotonic()
            try:
                self._send(messages)
            except BrokerError:
                self._close()
                # A connection that broke while nobody used it says so at once. One that hangs will hang again.
                if time.monotonic() - began > _CONNECT / 2:
                    raise
                try:
                    self._send(messages)
                except BrokerError:
                    self._close()
                    raise

    def close(self) -> None:
        """Close the connection; the next message opens another."""
        with self._lock:
            self._close()

    def _send(self, messages: Sequence[Message]) -> None:
        with broker_errors(self._address):
            producer: Any = self._open()
            with producer.batch(max_size=_BATCH):
                for message in messages:
                    self._send_one(producer, message)

    def _send_one(self, producer: Producer, message: Message) -> None:
        from celery import uuid

        amqp: Any = self._app.amqp
        name = TASKS[message.task]
        content = amqp.create_task_message(uuid(), name, args=(message.id,), ignore_result=True, kwargsrepr="{}")
        amqp.send_task_message(
            producer,
            name,
            content,
            queue=message.queue,
            priority=rank(message.priority, self._address),
            retry=False,
        )

    def _open(self) -> Producer:
        if self._process != os.getpid():
            # A forked child must not write into its parent's connection.
            self._connection = self._producer = None
        if self._producer is None:
            self._process = os.getpid()
            options = (
                {"socket_timeout": _ANSWER, "socket_connect_timeout": _CONNECT}
                if self._address.is_redis
                else {"read_timeout": _ANSWER, "write_timeout": _ANSWER}
            )
            self._connection = self._app.connection_for_write(
                connect_timeout=_CONNECT, transport_options={**options, "max_retries": 0}
            )
            self._producer = self._connection.Producer(serializer="json", auto_declare=False)
        return self._producer

    def _close(self) -> None:
        connection, self._connection, self._producer = self._connection, None, None
        if connection is not None:
            connection.release()
