"""Look at the queue: whether it is there, and how much waits in it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from locworker.broker.address import Address
from locworker.broker.app import KEY_PREFIX, QUEUES, tls_options
from locworker.broker.client import broker_errors, open_redis
from locworker.broker.locate import locate_broker
from locworker.settings import PRIORITIES, Settings

if TYPE_CHECKING:
    from redis import Redis

_SEPARATOR = "\x06\x16"
"""What Celery's transport puts between a queue's name and a priority."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerReport:
    """A queue that answers: its address without password, and how sure its messages are.

    `keeps_messages` says whether they survive the server being killed, `forgets_when_full` whether it drops some when
    its memory is full; `used_bytes` is the memory that it takes. None means that the server does not tell.
    """

    address: str
    server: str
    keeps_messages: bool | None = None
    forgets_when_full: bool | None = None
    used_bytes: int | None = None


def check_broker(settings: Settings, timeout: float = 2.0) -> BrokerReport:
    """Return what answers at the address of the queue.

    Raises:
        ConfigError: The address cannot be used.
        BrokerAccessError: It does not let us in, or not publish and take.
        BrokerError: Nothing answers there in time.
    """
    address = locate_broker(settings)
    with broker_errors(address):
        return _look_redis(address, timeout) if address.is_redis else _look_amqp(address, timeout)


def depths(settings: Settings, *, timeout: float = 5.0, taken_since: float | None = None) -> dict[str, int]:
    """Return for each queue how many messages wait in it; those that a worker has in hand are not counted.

    Args:
        settings: Where the queue is.
        timeout: Seconds in which it has to answer.
        taken_since: Count those too that a worker has taken since this time, in seconds since the epoch, and has not
            acknowledged: they may not be started yet. RabbitMQ does not tell.

    Raises:
        BrokerError: The queue does not answer in time.
    """
    address = locate_broker(settings)
    with broker_errors(address):
        if not address.is_redis:
            return _count_amqp(address, timeout)
        with open_redis(address, timeout=timeout) as client:
            return _count_redis(client, taken_since)


def count_unacked(entries: Iterable[bytes | str | None]) -> dict[str, int]:
    """Return how many of the messages that workers have in hand belong to each queue."""
    found = dict.fromkeys(QUEUES, 0)
    for entry in entries:
        try:
            queue = json.loads(entry or b"")[2]
        except (ValueError, LookupError, TypeError):
            continue
        if isinstance(queue, str) and queue in found:
            found[queue] += 1
    return found


def _count_redis(client: Redis, taken_since: float | None) -> dict[str, int]:
    steps = sorted(PRIORITIES.values())
    taken = dict.fromkeys(QUEUES, 0)
    with client.pipeline(transaction=True) as pipe:
        for queue in QUEUES:
            for step in steps:
                pipe.llen(f"{KEY_PREFIX}{queue}{_SEPARATOR}{step}" if step else f"{KEY_PREFIX}{queue}")
        lengths: list[int] = pipe.execute()
    if taken_since is not None:
        # After what waits: a message that is taken between the two looks is counted twice, and not left out.
        tags: list[Any] = client.zrangebyscore(f"{KEY_PREFIX}unacked_index", taken_since, "+inf")
        taken = count_unacked(client.hmget(f"{KEY_PREFIX}unacked", tags)) if tags else taken
    return {
        queue: sum(lengths[place * len(steps) : (place + 1) * len(steps)]) + taken[queue]
        for place, queue in enumerate(QUEUES)
    }


def _count_amqp(address: Address, timeout: float) -> dict[str, int]:
    found = {}
    with _connect_amqp(address, timeout) as connection:
        _ = connection.default_channel  # connects, and does not try twice
        for queue in QUEUES:
            try:
                # Asked for by name alone: a queue that is not there is not made, and the server closes the channel.
                found[queue] = int(connection.channel().queue_declare(queue=queue, passive=True).message_count)
            except connection.channel_errors:
                found[queue] = 0
    return found


def _look_redis(address: Address, timeout: float) -> BrokerReport:
    from redis.exceptions import ResponseError

    with open_redis(address, timeout=timeout) as client:
        _try_rights(client)
        server: dict[str, Any] = client.info("server")
        name = "Valkey" if "valkey_version" in server else "Redis"
        version = server.get("valkey_version", server.get("redis_version", ""))
        used = client.info("memory").get("used_memory")
        try:
            config: dict[str, str] = client.config_get("appendonly", "maxmemory-policy")
        except ResponseError:
            # Hosted servers keep their configuration to themselves.
            config = {}
    keeps, policy = config.get("appendonly"), config.get("maxmemory-policy")
    return BrokerReport(
        address=address.shown,
        server=f"{name} {version}".strip(),
        keeps_messages=None if keeps is None else keeps == "yes",
        forgets_when_full=None if policy is None else policy != "noeviction",
        used_bytes=used,
    )


def _try_rights(client: Redis) -> None:
    """Do what publishing and taking do, on a list that is not there: nothing changes, but what is forbidden shows.

    A server whose memory is full is one that can be used: workers empty it.
    """
    from redis.exceptions import OutOfMemoryError

    with suppress(OutOfMemoryError), client.pipeline(transaction=True) as pipe:
        pipe.lpushx(f"{KEY_PREFIX}nothing", "")
        pipe.rpop(f"{KEY_PREFIX}nothing")
        pipe.execute()


def _look_amqp(address: Address, timeout: float) -> BrokerReport:
    with _connect_amqp(address, timeout) as connection:
        properties = connection.default_channel.connection.server_properties
    name = " ".join(str(properties.get(key, "")) for key in ("product", "version"))
    return BrokerReport(address=address.shown, server=name.strip())


def _connect_amqp(address: Address, timeout: float) -> Any:
    from kombu import Connection

    options = {"read_timeout": timeout, "write_timeout": timeout, "max_retries": 0}
    return Connection(
        address.url, ssl=tls_options(address) or False, connect_timeout=timeout, transport_options=options
    )
