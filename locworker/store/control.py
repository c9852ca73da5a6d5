"""What people and budgets do to jobs: pause, cancel, fail, resume."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from locworker.errors import StoreBusyError, UnknownJobError
from locworker.store import moves
from locworker.store.job_records import RESUMABLE, UNFINISHED, Event
from locworker.store.schema import batches, jobs, segments
from locworker.store.transactions import Part, parts

REPLACED = "replaced"
"""What `resume_jobs` answers for a job that a newer one for the same article and language has replaced."""

_TRIES = 5
"""How often a resumption looks for the job that stood in its way, and has ended before it could be seen."""


class Control(Part):
    """Jobs that are stopped and started by hand, or by what they met."""

    def pause_jobs(
        self,
        *,
        now: float,
        reason: str,
        engine: str | None = None,
        ids: Iterable[str] = (),
        error: str = "",
    ) -> list[str]:
        """Pause jobs that are queued or running: those with the ids, and all of an engine if one is named.

        Their batches leave the queue; those that are out with a worker are settled when they come back. Return the ids
        of the jobs that are paused now and were not before.
        """
        with self._writing() as connection:
            found = _lock(connection, sorted(set(ids))) if ids else []
            if engine is not None:
                used = func.coalesce(func.nullif(jobs.c.engine_used, ""), jobs.c.engine)
                found += moves.lock_jobs(connection, (used == engine) & jobs.c.state.in_(["queued", "running"]))
            chosen = sorted({row.id for row in found if row.state in {"queued", "running"}})
            for part in parts(chosen):
                _stop(connection, part, state="paused", reason=reason, error=error, now=now)
            moves.leave_batches(connection, chosen, now=now, cancel=False)
            _tell(connection, chosen, "paused", reason, now=now)
        return chosen

    def cancel_jobs(self, ids: Iterable[str], *, now: float) -> dict[str, str]:
        """Cancel unfinished jobs, and return the state that each had before; one that has ended stays as it is.

        Raises:
            UnknownJobError: One of the ids names no job; nothing was cancelled.
        """
        return self._end_all(ids, state="cancelled", reason="cancelled", error="", now=now)

    def fail_jobs(self, ids: Iterable[str], *, reason: str, error: str, now: float) -> dict[str, str]:
        """End unfinished jobs as failed, and return the state that each had before; one that has ended stays as it is.

        Raises:
            UnknownJobError: One of the ids names no job; nothing was changed.
        """
        return self._end_all(ids, state="failed", reason=reason, error=error, now=now)

    def resume_jobs(self, ids: Iterable[str], *, now: float) -> dict[str, str]:
        """Queue jobs again that are paused, failed or partial, and return the state that each had before.

        Their next round looks up what is paid and plans only the rest, with the article and the glossary as they are
        then; so batches that were not settled go, and so do the texts that were refused or held. Other jobs stay as
        they are. A job that a newer unfinished one for the same article and language has replaced stays too: its
        answer is `replaced`.

        Raises:
            UnknownJobError: One of the ids names no job; nothing was resumed.
        """
        with self._writing() as connection:
            found = _lock(connection, sorted(set(ids)))
            for _ in range(_TRIES):
                chosen, replaced = _not_replaced(connection, [row for row in found if row.state in RESUMABLE])
                try:
                    with connection.begin_nested():
                        self._queue_again(connection, chosen, now=now)
                except IntegrityError:
                    # On a server, another job for the same place was queued since we looked.
                    continue
                return {row.id: REPLACED if row.id in replaced else str(row.state) for row in found}
        raise StoreBusyError("the same jobs are being submitted and ended all the time; try again")

    def _end_all(self, ids: Iterable[str], *, state: str, reason: str, error: str, now: float) -> dict[str, str]:
        with self._writing() as connection:
            found = _lock(connection, sorted(set(ids)))
            chosen = [row.id for row in found if row.state in UNFINISHED]
            for part in parts(chosen):
                _stop(connection, part, state=state, reason=reason, error=error, now=now, finished=now)
            moves.leave_batches(connection, chosen, now=now, cancel=True)
            _tell(connection, chosen, state, reason, now=now)
        return {row.id: str(row.state) for row in found}

    def _queue_again(self, connection: Connection, chosen: Sequence[Row[Any]], *, now: float) -> None:
        for part in parts([row.id for row in chosen]):
            _forget_unsettled(connection, part)
            _stop(
                connection,
                part,
                state="queued",
                reason="",
                error="",
                now=now,
                finished=None,
                rounds=0,
                attempts=0,
            )
        moves.make_due(connection, moves.ADVANCE, [(row.id, row.priority) for row in chosen], not_before=now)
        _tell(connection, [row.id for row in chosen], "resumed", "", now=now)


def _lock(connection: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """Return the rows of jobs, locked, in the order of their ids."""
    found = [row for part in parts(ids) for row in moves.lock_jobs(connection, jobs.c.id.in_(part))]
    missing = sorted(set(ids) - {row.id for row in found})
    if missing:
        raise UnknownJobError(f"there is no job {missing[0]!r}; `locworker jobs list` shows those there are")
    return found


def _stop(
    connection: Connection, ids: Sequence[str], *, state: str, reason: str, error: str, now: float, **more: float | None
) -> None:
    """Take jobs out of the hands of whoever plans a round for them, into another state."""
    values = {"state": state, "reason": reason, "error": error, "updated": now, "owner": None, "lease": None}
    connection.execute(update(jobs).where(jobs.c.id.in_(ids)).values(fence=jobs.c.fence + 1, **values, **more))


def _tell(connection: Connection, ids: Iterable[str], kind: str, says: str, *, now: float) -> None:
    moves.note(connection, [Event(job=job, batch=None, at=now, kind=kind, says=says) for job in ids])


def _not_replaced(connection: Connection, rows: Sequence[Row[Any]]) -> tuple[list[Row[Any]], set[str]]:
    """Return the rows whose place no other job has, one a place, and the ids of the others."""
    taken = _taken_places(connection, rows)
    chosen = [row for row in rows if taken.setdefault((row.article, row.target_language), row.id) == row.id]
    return chosen, {row.id for row in rows} - {row.id for row in chosen}


def _taken_places(connection: Connection, rows: Sequence[Row[Any]]) -> dict[tuple[str, str], str]:
    """Return which unfinished job stands for an article and language, of those that the rows are for."""
    found: dict[tuple[str, str], str] = {}
    for part in parts(sorted({row.article for row in rows})):
        wanted: ColumnElement[bool] = jobs.c.article.in_(part) & jobs.c.state.in_(UNFINISHED)
        for name, article, language in connection.execute(
            select(jobs.c.id, jobs.c.article, jobs.c.target_language).where(wanted)
        ):
            found[article, language] = name
    return found


def _forget_unsettled(connection: Connection, ids: Sequence[str]) -> None:
    """Delete what the next round plans anew: batches that nobody works on, and texts that were refused or held."""
    idle = select(batches.c.id).where(batches.c.job.in_(ids), batches.c.state.in_(["pending", "failed", "cancelled"]))
    connection.execute(delete(segments).where(segments.c.batch.in_(idle)))
    connection.execute(
        delete(batches).where(batches.c.job.in_(ids), batches.c.state.in_(["pending", "failed", "cancelled"]))
    )
    settled = select(batches.c.id).where(batches.c.job.in_(ids), batches.c.state == "done")
    connection.execute(delete(segments).where(segments.c.batch.in_(settled), segments.c.state.in_(["refused", "held"])))
    connection.execute(
        update(batches)
        .where(batches.c.job.in_(ids), batches.c.state == "done", batches.c.refused + batches.c.held > 0)
        .values(texts=batches.c.answered, refused=0, held=0)
    )
