"""Whether the workers of a machine do anything: what tells an idle worker from one that only seems to live."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from locworker.store.schema import batches, jobs
from locworker.store.transactions import Part

_AFTER_ALL = "\U0010ffff"
"""Behind every other character: what begins like a name comes before the name with this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueActivity:
    """What owners have in hand of a queue, and when they last took something of it up, if they did."""

    out: int
    last_started: float | None


class Activity(Part):
    """Figures for the watchdog."""

    def activity(self, queue: str, *, owner: str, since: float) -> QueueActivity:
        """Return what the owners whose names begin so do for a queue, `mt` or `cpu`.

        Starts before the time `since` are not looked for: a store keeps a million of them.
        """
        if queue == "mt":
            is_out, name, started = batches.c.state == "calling", batches.c.owner, batches.c.started
        else:
            is_out, name, started = jobs.c.owner.is_not(None), jobs.c.last_owner, jobs.c.last_started
        theirs = (name >= owner) & (name < owner + _AFTER_ALL)
        with self._reading() as connection:
            out = connection.execute(select(func.count()).where(is_out, theirs)).scalar_one()
            last = connection.execute(select(func.max(started)).where(started >= since, theirs)).scalar()
        return QueueActivity(out=int(out), last_started=None if last is None else float(last))
