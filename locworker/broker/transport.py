"""Celery's transport for Redis, made to live through what would end its worker.

This module is named to Celery and imported by it; nobody else needs it.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Any

from kombu.transport import redis

from locworker.broker.app import QUEUES, TASKS
from locworker.broker.envelope import is_ours

_LOG = logging.getLogger(__name__)
_TASKS = frozenset(TASKS.values())


class _Client(redis.PrefixedStrictRedis):
    def parse_response(self, connection: Any, command_name: str, **options: Any) -> Any:
        """Return what came, and nothing where what came is no message of ours: then the next one is waited for."""
        found = super().parse_response(connection, command_name, **options)
        if command_name != "BRPOP" or not found:
            return found
        queue = found[0].split(redis.Channel.sep.encode())[0].decode(errors="replace")
        if queue in QUEUES and not is_ours(found[1], _TASKS):
            _LOG.warning("A message that is not ours was dropped.", extra={"queue": queue, "bytes": len(found[1])})
            return None
        return found


class _Qos(redis.QoS):
    def restore_unacked(self, client: Any = None) -> None:
        """Put back what was in hand when the connection ends, where there still is one.

        When the server was killed there is none, and asking for it would end the worker with all that it has under way.
        What was in hand stands in Redis as unacknowledged, and in the store, and comes again from there.
        """
        transport = self.channel.connection
        if transport is None or transport.client is None:
            if self._delivered is not None:
                self._delivered.clear()
            return
        super().restore_unacked(client)


class _Channel(redis.Channel):
    QoS = _Qos

    def _connparams(self, asynchronous: bool = False) -> dict[str, Any]:  # noqa: FBT001, FBT002 - it is called so
        """Return how to connect, and say what it is when this channel's connection is gone: a lost connection.

        Work that ends after the connection was lost is acknowledged here. Celery knows what to do when that cannot be
        sent; where there is nothing any more to send it over, its worker would end with all that it has under way.
        """
        if self.connection is None or self.connection.client is None:
            raise ConnectionResetError("the connection of this message is gone")
        found: dict[str, Any] = super()._connparams(asynchronous)  # type: ignore[misc]
        return found

    def _get_client(self) -> Any:
        return partial(_Client, global_keyprefix=self.global_keyprefix)


class Transport(redis.Transport):
    """Celery's transport for Redis that drops what is no message of ours."""

    Channel = _Channel
