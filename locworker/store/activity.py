"""Whether the workers of a machine do anything: what tells an idle worker from one that only seems to live."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from locworker.store.schema import batches, jobs
from locworker.store.transactions import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueActivity:
    """What owners have in hand of a queue, and when they last took something of it up, if they ever did."""

    out: int
    last_started: float | None


class Activity(Part):
    """Figures for the watchdog."""

    def activity(self, queue: str, *, owner: str) -> QueueActivity:
        """Return what the owners whose names begin so do for a queue, `mt` or `cpu`.

        A job keeps no record of when each of its rounds was started: there every change of a job counts.
        """
        table, seen = (batches, batches.c.started) if queue == "mt" else (jobs, jobs.c.updated)
        out = table.c.state == "calling" if queue == "mt" else table.c.owner.is_not(None)
        theirs: ColumnElement[bool] = (table.c.owner >= owner) & (table.c.owner < owner + "\U0010ffff")
        started = select(func.max(seen))
        with self._reading() as connection:
            count = connection.execute(select(func.count()).select_from(table).where(theirs, out)).scalar_one()
            last = connection.execute(started.where(theirs) if queue == "mt" else started).scalar()
        return QueueActivity(out=int(count), last_started=None if last is None else float(last))
