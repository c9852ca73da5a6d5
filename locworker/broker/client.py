"""Plain connections to Redis and Valkey, and their errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from locworker.broker.address import Address
from locworker.broker.locate import WHAT_TO_DO
from locworker.errors import BrokerError

if TYPE_CHECKING:
    from redis import Redis


def open_redis(address: Address, *, timeout: float) -> Redis:
    """Return a client that gives up after some seconds, tries once, and connects when it is used first."""
    from redis import Redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    options: dict[str, object] = {"socket_timeout": timeout, "retry": Retry(NoBackoff(), 0)}
    if address.scheme != "redis+socket":
        options["socket_connect_timeout"] = timeout
    client: Redis = Redis.from_url(address.client_url, **options)
    return client


@contextmanager
def broker_errors(address: Address) -> Iterator[None]:
    """Turn what the client libraries raise into a `BrokerError` that shows no password."""
    from kombu import Connection
    from kombu.exceptions import KombuError
    from redis.exceptions import RedisError

    # Each transport of Celery has errors of its own; naming the scheme does not connect.
    transport = Connection("redis://" if address.is_redis else "amqp://")
    kinds: tuple[type[BaseException], ...] = (
        RedisError,
        KombuError,
        OSError,
        *transport.connection_errors,
        *transport.channel_errors,
    )
    try:
        yield
    except kinds as error:
        raise unreachable(address, error) from error


def unreachable(address: Address, error: BaseException) -> BrokerError:
    """Return the error of a queue that does not answer, with what to do."""
    cause = error.__cause__ if error.__cause__ is not None and not str(error).strip() else error
    says = " ".join(str(cause).split()).rstrip(".") or type(cause).__name__
    return BrokerError(f"the queue at {address.shown} cannot be used: {says}; {WHAT_TO_DO}")
