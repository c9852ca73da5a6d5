"""Plain connections to Redis and Valkey, and their errors in our words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from locworker.broker.address import VARIABLE, Address
from locworker.errors import BrokerAccessError, BrokerError

if TYPE_CHECKING:
    from redis import Redis

_REFUSALS = (403, 530)
"""AMQP 0-9-1's reply codes access-refused and not-allowed, which the errors of its client carry."""


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
    """Turn what the client libraries raise into a `BrokerError` that shows no password.

    Raises:
        BrokerAccessError: It does not let us in, or not do what is needed.
        BrokerError: It does not answer.
    """
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
    """Return the error of a queue that does not answer or does not let us in, with what to do."""
    for cause in _causes(error):
        refusal = _refusal(cause)
        if refusal:
            return BrokerAccessError(f"the queue at {address.shown} {refusal}")
    cause = error.__cause__ if error.__cause__ is not None and not str(error).strip() else error
    return BrokerError(
        f"the queue at {address.shown} cannot be used: {_says(cause)}; start it, or change {VARIABLE} (without it"
        " `locworker up` brings a queue of its own)"
    )


def _refusal(error: BaseException) -> str:
    """Return what a server refuses, and what to change, or "" for any other error."""
    from redis.exceptions import AuthenticationError, NoPermissionError

    match error:
        case AuthenticationError(status_code="NOAUTH"):
            return f"asks for a password; write it into {VARIABLE}, as in redis://:password@host:6379/0"
        case _ if isinstance(error, AuthenticationError) or getattr(error, "code", None) in _REFUSALS:
            return f"refuses the user or the password: {_says(error)}; put them right in {VARIABLE}"
        case NoPermissionError():
            return f"does not let the user do what locworker needs: {_says(error)}; allow it, or change {VARIABLE}"
    return ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what it came from: Celery's libraries wrap those of the client."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _says(error: BaseException) -> str:
    return " ".join(str(error).split()).rstrip(".") or type(error).__name__
