"""From the outbox to the broker: what is due in the store is published; what cannot be stays due."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from locworker.broker import Publisher, make_app
from locworker.errors import BrokerError
from locworker.settings import Settings
from locworker.store import Message

if TYPE_CHECKING:
    from locworker.store import Store

AT_ONCE = 500
"""How many messages are taken out of the store together: a broker that fails keeps so many waiting for a moment."""

_log = logging.getLogger(__name__)


class Post:
    """Publishes for one process; any thread may use it."""

    def __init__(self, settings: Settings, store: Store, clock: Callable[[], float]) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._publisher: Publisher | None = None

    def publish_due(self) -> int:
        """Publish all that is due, and return how much that was.

        Raises:
            BrokerError: The queue cannot be reached; what was not published stays due.
        """
        published = 0
        while messages := self._store.take_due(now=self._clock(), limit=AT_ONCE):
            self.publish(messages)
            published += len(messages)
            if len(messages) < AT_ONCE:
                break
        return published

    def try_publish_due(self) -> BrokerError | None:
        """Publish all that is due, or return why the queue cannot be reached: the reconciler publishes it later."""
        try:
            self.publish_due()
        except BrokerError as error:
            _log.warning("not published; the reconciler does it later", extra={"error": type(error).__name__})
            return error
        return None

    def publish(self, messages: Sequence[Message]) -> None:
        """Publish messages that were taken from the store, or give them back.

        Raises:
            BrokerError: The queue cannot be reached; the messages are due again.
        """
        sent = False
        try:
            self._open().publish(messages)
            sent = True
        finally:
            if not sent:
                self._store.unpublish([message.id for message in messages])

    def close(self) -> None:
        """Close the connection to the queue."""
        with self._lock:
            publisher, self._publisher = self._publisher, None
        if publisher is not None:
            publisher.close()

    def _open(self) -> Publisher:
        with self._lock:
            if self._publisher is None:
                self._publisher = Publisher(make_app(self._settings))
            return self._publisher
