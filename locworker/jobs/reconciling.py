"""Keep the queue going whatever was lost: the store says what is due, and the broker is told again what it forgot.

Any number of processes may do this side by side: each step takes rows of the store for itself.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from locworker import telemetry
from locworker.broker import QUEUES, depths
from locworker.jobs.workshop import Workshop

LOST_AFTER = 12.0
"""Seconds after which a task that waits nowhere is taken for lost: it may be on its way into a worker before."""

RESULTS_AT_ONCE = 1000
"""How many paid results a transaction deletes: others want to write too."""

PORTIONS = 20
"""How many such transactions a round makes; more are for the next round."""

_PURGE_EVERY = 3600.0
_DAY = 86400.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a round of the reconciler did: work of the dead put back, tasks published, lost messages, what is old.

    `purged` are jobs, `forgotten` paid results.
    """

    put_back: int = 0
    published: int = 0
    lost: int = 0
    purged: int = 0
    forgotten: int = 0


class Reconciler:
    """Does the rounds; one object a process, so that old jobs are looked for once an hour only."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._purge_at = 0.0
        self._forget_at = 0.0

    def reconcile(self) -> Reconciled:
        """Put back the work of the dead, publish what is due and what was lost, delete what is old.

        Raises:
            BrokerError: The queue cannot be reached; what was to be done in the store is done.
            StoreError: The store fails.
        """
        shop = self._shop
        put_back = shop.store.expire(now=shop.clock(), is_alive=shop.claimant.is_alive)
        if put_back:
            _log.warning("work of workers that are gone was put back", extra={"count": put_back})
            _count("lease", put_back)
        purged, forgotten = self._purge(), self._forget()
        published, lost = shop.post.publish_due(), self._publish_lost()
        return Reconciled(put_back=put_back, published=published, lost=lost, purged=purged, forgotten=forgotten)

    def _publish_lost(self) -> int:
        """Publish again what the broker should have and has not."""
        shop = self._shop
        before = shop.store.waiting()
        if not before:
            return 0
        # What a worker took just now is on its way to be started; what it took long ago and still waits is lost.
        there = depths(shop.settings, taken_since=shop.clock() - LOST_AFTER)
        # What is settled or published while we look must not seem lost, so the smaller count holds.
        after = shop.store.waiting()
        lost = 0
        for queue in QUEUES:
            missing = min(before.get(queue, 0), after.get(queue, 0)) - there.get(queue, 0)
            if missing <= 0:
                continue
            now = shop.clock()
            messages = shop.store.take_lost(queue, missing, older_than=now - LOST_AFTER, now=now)
            if messages:
                _log.warning("the queue had lost messages", extra={"queue": queue, "count": len(messages)})
                _count("message", len(messages))
                shop.post.publish(messages)
            lost += len(messages)
        return lost

    def _purge(self) -> int:
        shop = self._shop
        now = shop.clock()
        if now < self._purge_at:
            return 0
        self._purge_at = now + _PURGE_EVERY
        before = now - shop.settings.keep_days * _DAY
        shop.store.purge_glossaries(before=before)
        return shop.store.purge(before=before)

    def _forget(self) -> int:
        """Delete old paid results where the project wants that, some each round: there may be a hundred million."""
        shop, days, now = self._shop, self._shop.settings.keep_results_days, self._shop.clock()
        if days is None or now < self._forget_at:
            return 0
        forgotten = 0
        for _ in range(PORTIONS):
            found = shop.store.purge_results(before=now - days * _DAY, limit=RESULTS_AT_ONCE)
            forgotten += found
            if found < RESULTS_AT_ONCE:
                self._forget_at = now + _PURGE_EVERY
                break
        return forgotten


def _count(kind: str, times: int) -> None:
    """Count what is done again, for no engine in particular."""
    for _ in range(times):
        telemetry.count_retry("", kind)
