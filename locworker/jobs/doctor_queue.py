"""What the queue needs: a broker that keeps its messages, and workers that answer. In: settings; out: parts."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from locworker.broker import QUEUES, check_broker, depths, make_app
from locworker.errors import BrokerError, ConfigError
from locworker.jobs.doctor_parts import Part
from locworker.settings import Settings

if TYPE_CHECKING:
    from locworker.broker import BrokerReport

_TIMEOUT = 1.0
"""Seconds in which the broker, and then the workers, have to answer: the doctor is asked by people who wait."""


def examine_queue(settings: Settings) -> list[Part]:
    """Return the parts `broker` and `workers`; whether anything can translate does not depend on them."""
    try:
        report = check_broker(settings, timeout=_TIMEOUT)
        waiting = sum(depths(settings, timeout=_TIMEOUT).values())
    except BrokerError as error:
        return [_absent(settings, error)]
    except ConfigError as error:
        return [Part(name="broker", state="failure", says=str(error), remedy="mend LOCWORKER_BROKER_URL")]
    return [_broker(report, waiting), _workers(settings)]


def _absent(settings: Settings, error: BrokerError) -> Part:
    says, _, remedy = str(error).rpartition("; ")
    if settings.broker_url is not None:
        return Part(name="broker", state="failure", says=says, remedy=remedy)
    says = f"{says}; `translate` needs none, `jobs` do"
    return Part(name="broker", state="warning", says=says, remedy="locworker up")


def _broker(report: BrokerReport, waiting: int) -> Part:
    says = f"{report.server} at {report.address}, {waiting} {'message' if waiting == 1 else 'messages'} in it"
    says += f", {report.used_bytes / 2**20:.1f} MiB used" if report.used_bytes is not None else ""
    if report.keeps_messages is False:
        says += "; when it is killed it forgets them, and the store fills it again within a minute"
        return Part(name="broker", state="warning", says=says, remedy="set `appendonly yes` in its configuration")
    if report.forgets_when_full:
        says += "; when its memory is full it forgets some"
        remedy = "set `maxmemory-policy noeviction` in its configuration"
        return Part(name="broker", state="warning", says=says, remedy=remedy)
    return Part(name="broker", state="ok", says=says)


def _workers(settings: Settings) -> Part:
    from kombu.exceptions import KombuError
    from redis.exceptions import RedisError

    try:
        found = _ask_workers(settings)
    except (KombuError, RedisError, OSError) as error:
        says = f"cannot be asked: {type(error).__name__}"
        return Part(name="workers", state="warning", says=says, remedy="locworker doctor, once more")
    missing = [queue for queue in QUEUES if not found[queue]]
    if len(missing) == len(QUEUES):
        says = "none answers; jobs wait in the queue until there are some"
        return Part(name="workers", state="warning", says=says, remedy="locworker worker, or locworker up")
    says = ", ".join(f"{found[queue] or 'none'} for {queue}" for queue in QUEUES)
    if missing:
        remedy = f"locworker worker --queues {','.join(missing)}"
        return Part(name="workers", state="warning", says=says, remedy=remedy)
    return Part(name="workers", state="ok", says=says)


def _ask_workers(settings: Settings) -> Counter[str]:
    """Return how many workers answer for each queue."""
    app = make_app(settings)
    with app.connection_for_write() as connection:
        replies = app.control.inspect(timeout=_TIMEOUT, connection=connection).active_queues() or {}
    names = (queue["name"] for queues in replies.values() for queue in queues)
    return Counter(name for name in names if name in QUEUES)
