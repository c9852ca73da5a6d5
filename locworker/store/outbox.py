"""The outbox: which tasks have to run, which of them the broker was told, and which it must be told again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, func, or_, select, update

from locworker.store.job_records import Message
from locworker.store.schema import batches, jobs, outbox
from locworker.store.transactions import Part, parts

_RETURNED = (outbox.c.id, outbox.c.task, outbox.c.queue, outbox.c.priority)

_UNDER_WAY = or_(
    outbox.c.id.in_(select(batches.c.id).where(batches.c.state == "calling")),
    outbox.c.id.in_(select(jobs.c.id).where(jobs.c.owner.is_not(None))),
)


class Outbox(Part):
    """What is to be published."""

    def take_due(self, *, now: float, limit: int) -> list[Message]:
        """Return tasks that are due and were not published, the most urgent first, and mark them as published.

        Each goes to one caller only. Who cannot publish them gives them back with `unpublish`.
        """
        query = (
            select(outbox.c.id)
            .where(outbox.c.published.is_(None), outbox.c.not_before <= now)
            .order_by(outbox.c.priority, outbox.c.not_before)
            .limit(limit)
        )
        return self._publish(query, now=now)

    def unpublish(self, ids: Sequence[str]) -> None:
        """Give back tasks that could not be published: they are due again at once."""
        with self._writing() as connection:
            for part in parts(sorted(ids)):
                connection.execute(update(outbox).where(outbox.c.id.in_(part)).values(published=None))

    def outstanding(self) -> dict[str, int]:
        """Return how many published tasks are not settled, by queue: so many the broker should have or have out."""
        query = select(outbox.c.queue, func.count()).where(outbox.c.published.is_not(None)).group_by(outbox.c.queue)
        with self._reading() as connection:
            return {queue: int(count) for queue, count in connection.execute(query)}

    def waiting(self) -> dict[str, int]:
        """Return how many published tasks nobody works on, by queue: so many messages should wait at the broker."""
        query = select(outbox.c.queue, func.count()).where(outbox.c.published.is_not(None), ~_UNDER_WAY)
        with self._reading() as connection:
            return {queue: int(count) for queue, count in connection.execute(query.group_by(outbox.c.queue))}

    def take_lost(self, queue: str, count: int, *, older_than: float, now: float) -> list[Message]:
        """Return tasks of a queue to be published again, those published longest ago first.

        For when the broker has `count` messages fewer than it was told. Tasks published after the time `older_than`
        and those that somebody works on are left out.
        """
        query = (
            select(outbox.c.id)
            .where(outbox.c.queue == queue, outbox.c.published < older_than, ~_UNDER_WAY)
            .order_by(outbox.c.published)
            .limit(count)
        )
        return self._publish(query, now=now)

    def oldest_due(self, queue: str, now: float) -> float | None:
        """Return since when the task of a queue waits that waits longest, or None when none does."""
        query = select(func.min(outbox.c.not_before)).where(
            outbox.c.queue == queue, outbox.c.not_before <= now, ~_UNDER_WAY
        )
        with self._reading() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else float(found)

    def _publish(self, query: Select[Any], *, now: float) -> list[Message]:
        # Other takers step over the rows that this one has locked, so that none is published twice.
        chosen = query.with_for_update(skip_locked=True).scalar_subquery()
        statement = update(outbox).where(outbox.c.id.in_(chosen)).values(published=now).returning(*_RETURNED)
        with self._writing() as connection:
            rows: Sequence[Row[Any]] = connection.execute(statement).all()
        found = [Message(id=row.id, task=row.task, queue=row.queue, priority=row.priority) for row in rows]
        return sorted(found, key=lambda message: (message.priority, message.id))
