"""The moves of jobs and batches that several parts of the store make; each runs in its caller's transaction.

Whoever locks a job and one of its batches locks the job first, and several jobs in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from locworker.store.job_records import ENDED, OPEN, Event
from locworker.store.schema import batches, events, jobs, outbox, segments
from locworker.store.transactions import parts

ADVANCE = {"task": "advance_job", "queue": "cpu"}
RUN = {"task": "run_batch", "queue": "mt"}


def make_due(
    connection: Connection, task: dict[str, str], rows: Sequence[tuple[str, int]], *, not_before: float
) -> None:
    """Put tasks into the outbox to be published: pairs (id, priority). One that is there is due anew."""
    if not rows:
        return
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    new = insert(outbox)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["id"], set_={"not_before": new.excluded.not_before, "published": None}
        ),
        [
            {"id": name, "priority": priority, "not_before": not_before, "published": None, **task}
            for name, priority in rows
        ],
    )


def drop_due(connection: Connection, ids: Iterable[str]) -> None:
    """Take tasks out of the outbox."""
    for part in parts(list(ids)):
        connection.execute(delete(outbox).where(outbox.c.id.in_(part)))


def note(connection: Connection, happened: Sequence[Event]) -> None:
    """Record events."""
    if happened:
        rows = [
            {"job": event.job, "batch": event.batch, "at": event.at, "kind": event.kind, "says": event.says}
            for event in happened
        ]
        connection.execute(events.insert(), rows)


def lock_job(connection: Connection, job: str) -> Row[Any] | None:
    """Return a job's row, locked until the transaction ends."""
    return connection.execute(select(jobs).where(jobs.c.id == job).with_for_update(key_share=True)).one_or_none()


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
            forget_texts(connection, part)
            connection.execute(
                update(batches)
                .where(batches.c.job.in_(part), batches.c.state == "pending")
                .values(state="cancelled", finished=now)
            )


def forget_texts(connection: Connection, ids: Sequence[str]) -> None:
    """Forget the texts of jobs that have ended."""
    of_jobs = select(batches.c.id).where(batches.c.job.in_(ids), batches.c.state.in_(OPEN))
    connection.execute(update(segments).where(segments.c.batch.in_(of_jobs)).values(text=""))
    connection.execute(update(batches).where(batches.c.id.in_(of_jobs)).values(context=None))


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
    """Make the job's next round due if no batch of it is open any more; return whether it is."""
    open_batches = exists().where(batches.c.job == job.id, batches.c.state.in_(OPEN))
    if job.state not in {"queued", "running"} or connection.execute(select(open_batches)).scalar():
        return False
    make_due(connection, ADVANCE, [(job.id, job.priority)], not_before=now)
    return True
