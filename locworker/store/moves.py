"""The moves of jobs and batches that several parts of the store make; each runs in its caller's transaction.

Whoever locks a job and one of its batches locks the job first, and several jobs in the order of their ids: so two that
meet never wait for each other in a ring. Statements that run once a batch are built once, for building takes ten times
as long as running.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, exists, or_, select, update

from locworker.store.job_records import ENDED, OPEN, Event
from locworker.store.schema import batches, events, jobs, outbox, segments
from locworker.store.transactions import on_each, parts

ADVANCE = {"task": "advance_job", "queue": "cpu"}
RUN = {"task": "run_batch", "queue": "mt"}

_STEP = 3
"""How far two priorities that have names are apart."""

_MAKE_DUE = on_each(
    lambda insert: (new := insert(outbox)).on_conflict_do_update(
        index_elements=["id"], set_={"not_before": new.excluded.not_before, "published": None}
    )
)
_DROP_DUE = delete(outbox).where(outbox.c.id == bindparam("the_id"))
_OPEN_BATCH = select(exists().where(batches.c.job == bindparam("the_job"), batches.c.state.in_(OPEN)))
_LOCK_JOB: Select[Any] = (
    select(jobs.c.id, jobs.c.state, jobs.c.priority)
    .where(jobs.c.id == bindparam("the_job"))
    .with_for_update(key_share=True)
)
_NOTE = events.insert()


def make_due(
    connection: Connection, task: dict[str, str], rows: Sequence[tuple[str, int]], *, not_before: float
) -> None:
    """Put tasks into the outbox to be published: pairs (id, priority). One that is there is due anew."""
    if rows:
        due = [{"id": name, "priority": priority, "not_before": not_before, **task} for name, priority in rows]
        connection.execute(_MAKE_DUE[connection.dialect.name], due)


def drop_due(connection: Connection, ids: Iterable[str]) -> None:
    """Take tasks out of the outbox."""
    rows = [{"the_id": name} for name in ids]
    if rows:
        connection.execute(_DROP_DUE, rows)


def note(connection: Connection, happened: Sequence[Event]) -> None:
    """Record events."""
    if happened:
        rows = [
            {"job": event.job, "batch": event.batch, "at": event.at, "kind": event.kind, "says": event.says}
            for event in happened
        ]
        connection.execute(_NOTE, rows)


def lock_job(connection: Connection, job: str) -> Row[Any] | None:
    """Return a job's id, state and priority, its row locked until the transaction ends."""
    return connection.execute(_LOCK_JOB, {"the_job": job}).one_or_none()


def lock_jobs(connection: Connection, condition: ColumnElement[bool]) -> list[Row[Any]]:
    """Return the rows of the jobs that meet a condition, locked until the transaction ends."""
    query = select(jobs).where(condition).order_by(jobs.c.id).with_for_update(key_share=True)
    return list(connection.execute(query))


def leave_batches(connection: Connection, ids: Sequence[str], *, now: float, cancel: bool) -> None:
    """Take the pending batches of jobs off the queue, and cancel them if their jobs have ended.

    Batches that are out with a worker stay: their calls may be paid, and are settled like any other.
    """
    for part in parts(ids):
        pending = select(batches.c.id).where(batches.c.job.in_(part), batches.c.state == "pending")
        connection.execute(delete(outbox).where(or_(outbox.c.id.in_(part), outbox.c.id.in_(pending))))
        if cancel:
            _forget_texts(connection, part)
            connection.execute(
                update(batches)
                .where(batches.c.job.in_(part), batches.c.state == "pending")
                .values(state="cancelled", finished=now)
            )


def state_of_return(job: Row[Any]) -> str:
    """Return the state that a batch of this job goes back to when its worker gives it up."""
    return "cancelled" if job.state in ENDED else "pending"


def requeue(connection: Connection, job: Row[Any], batch: str, *, not_before: float) -> None:
    """Make a batch that went back due again, if its job is under way."""
    if job.state in {"queued", "running"}:
        make_due(connection, RUN, [(batch, job.priority)], not_before=not_before)
    else:
        drop_due(connection, [batch])


def advance_if_complete(connection: Connection, job: Row[Any], *, now: float) -> bool:
    """Make the job's next round due if no batch of it is open any more; return whether it is.

    It goes a step before jobs of the same priority: what was begun is finished before more is begun.
    """
    if job.state not in {"queued", "running"} or connection.execute(_OPEN_BATCH, {"the_job": job.id}).scalar():
        return False
    make_due(connection, ADVANCE, [(job.id, max(0, job.priority - _STEP))], not_before=now)
    return True


def _forget_texts(connection: Connection, ids: Sequence[str]) -> None:
    of_jobs = select(batches.c.id).where(batches.c.job.in_(ids), batches.c.state.in_(OPEN))
    connection.execute(update(segments).where(segments.c.batch.in_(of_jobs)).values(text=""))
    connection.execute(update(batches).where(batches.c.id.in_(of_jobs)).values(context=None))
