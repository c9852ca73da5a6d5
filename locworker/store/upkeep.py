"""What keeps the queue going and the store small: work of the dead is put back, what is old is deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, Table, delete, exists, func, select, update

from locworker.store import moves
from locworker.store.calls import lock_claims, lose_call
from locworker.store.job_records import UNFINISHED, Event
from locworker.store.schema import (
    attempts,
    batches,
    claims,
    events,
    glossary_versions,
    jobs,
    memory,
    outbox,
    paid_results,
    segments,
)
from locworker.store.transactions import Part

_AT_ONCE = 200
"""How many jobs a transaction deletes: others want to write too."""


class Upkeep(Part):
    """Work for the reconciler, and figures for those who watch."""

    def expire(self, *, now: float, is_alive: Callable[[str], bool]) -> int:
        """Put back batches and jobs whose lease is over or whose owner is dead; return how many.

        The start that was lost counts as an attempt. Calls that were out are `unknown` from then on, and what they had
        reserved counts as billed; whether their texts are sent again is decided when somebody wants them.
        """
        with self._reading() as connection:
            calls = _find_lost_calls(connection, now, is_alive)
            gone = _find_gone(connection, now, is_alive)
        for call in calls:
            # One at a time, for who ends a call locks its claims before the month's spending.
            with self._writing() as connection:
                lock_claims(connection, call)
                lose_call(connection, call, now=now, error="no reply was recorded")
        if not gone:
            return 0
        with self._writing() as connection:
            back = _expire_batches(connection, now, is_alive)
        # On its own, for both lock jobs in the order of their ids.
        with self._writing() as connection:
            return back + _expire_jobs(connection, now, is_alive)

    def purge(self, *, before: float) -> int:
        """Delete jobs that ended before a time, with their batches, texts and events; return how many."""
        deleted = 0
        while True:
            with self._writing() as connection:
                # Only what is over has a time of its end: a job that is resumed has none again.
                query = select(jobs.c.id).where(jobs.c.finished < before).order_by(jobs.c.finished).limit(_AT_ONCE)
                ids = connection.execute(query.with_for_update(skip_locked=True)).scalars().all()
                if ids:
                    _delete_jobs(connection, ids)
            deleted += len(ids)
            if len(ids) < _AT_ONCE:
                return deleted

    def purge_glossaries(self, *, before: float) -> int:
        """Delete glossary versions that were last kept before a time and no unfinished job needs; return how many."""
        unfinished = select(jobs.c.id).where(jobs.c.state.in_(UNFINISHED))
        needed = select(batches.c.glossary).where(batches.c.job.in_(unfinished))
        old = delete(glossary_versions).where(
            glossary_versions.c.created < before, glossary_versions.c.hash.not_in(needed)
        )
        with self._writing() as connection:
            return connection.execute(old).rowcount

    def purge_results(self, *, before: float, limit: int) -> int:
        """Delete paid results that came before a time, the oldest first, and return how many.

        Those that an unfinished job has paid stay. A text whose result is deleted is sent and paid again when it comes
        again; what it has cost stays on record.
        """
        needed = exists().where(
            attempts.c.id == paid_results.c.attempt, jobs.c.id == attempts.c.job, jobs.c.state.in_(UNFINISHED)
        )
        old = select(paid_results.c.key).where(paid_results.c.created < before, ~needed)
        chosen = old.order_by(paid_results.c.created).limit(limit).scalar_subquery()
        with self._writing() as connection:
            return connection.execute(delete(paid_results).where(paid_results.c.key.in_(chosen))).rowcount

    def count(self) -> dict[str, int]:
        """Return how many rows the store holds by kind, and the characters billed so far."""
        with self._reading() as connection:
            rows: dict[str, int] = {
                table.name: _count(connection, table) for table in (attempts, claims, paid_results, memory)
            }
            billed = connection.execute(select(func.coalesce(func.sum(attempts.c.billed_characters), 0))).scalar()
        return {**rows, "billed_characters": int(billed or 0)}


def _delete_jobs(connection: Connection, ids: Sequence[str]) -> None:
    theirs = select(batches.c.id).where(batches.c.job.in_(ids))
    # One that is still out with a worker has its row, which nobody else would take off.
    connection.execute(delete(outbox).where(outbox.c.id.in_(theirs)))
    connection.execute(delete(segments).where(segments.c.batch.in_(theirs)))
    connection.execute(delete(batches).where(batches.c.job.in_(ids)))
    connection.execute(delete(events).where(events.c.job.in_(ids)))
    connection.execute(delete(jobs).where(jobs.c.id.in_(ids)))


def _find_gone(connection: Connection, now: float, is_alive: Callable[[str], bool]) -> bool:
    """Return whether there is anything to put back: mostly there is not, and then nobody has to wait for a writer."""
    out = select(batches.c.owner, batches.c.lease).where(batches.c.state == "calling")
    held = select(jobs.c.owner, jobs.c.lease).where(jobs.c.owner.is_not(None))
    rows = [*connection.execute(out), *connection.execute(held)]
    return any(lease <= now or not is_alive(owner) for owner, lease in rows)


def _find_lost_calls(connection: Connection, now: float, is_alive: Callable[[str], bool]) -> list[str]:
    """Return the calls that are out and that nobody waits for any more."""
    held = (
        select(attempts.c.id, attempts.c.owner, func.max(claims.c.lease).label("lease"))
        .join(claims, claims.c.attempt == attempts.c.id)
        .where(attempts.c.state == "calling")
        .group_by(attempts.c.id, attempts.c.owner)
        .order_by(attempts.c.id)
    )
    return [call for call, owner, lease in connection.execute(held) if lease <= now or not is_alive(owner)]


def _expire_batches(connection: Connection, now: float, is_alive: Callable[[str], bool]) -> int:
    out = connection.execute(
        select(batches.c.id, batches.c.job, batches.c.owner, batches.c.lease, batches.c.fence)
        .where(batches.c.state == "calling")
        .order_by(batches.c.job, batches.c.id)
    ).all()
    back = 0
    for batch in out:
        if batch.lease > now and is_alive(batch.owner):
            continue
        job = moves.lock_job(connection, batch.job)
        if job is None:
            continue
        gone = update(batches).where(
            batches.c.id == batch.id, batches.c.fence == batch.fence, batches.c.state == "calling"
        )
        if connection.execute(gone.values(state=moves.state_of_return(job), lease=None)).rowcount == 0:
            continue
        moves.requeue(connection, job, batch.id, not_before=now)
        says = f"the worker {batch.owner} went without an answer"
        moves.note(connection, [Event(job=job.id, batch=batch.id, at=now, kind="put back", says=says)])
        back += 1
    return back


def _expire_jobs(connection: Connection, now: float, is_alive: Callable[[str], bool]) -> int:
    held = connection.execute(select(jobs.c.id, jobs.c.owner, jobs.c.lease).where(jobs.c.owner.is_not(None))).all()
    gone = [row.id for row in held if row.lease <= now or not is_alive(row.owner)]
    owners = {row.id: row.owner for row in held}
    back = 0
    for job in moves.lock_jobs(connection, jobs.c.id.in_(gone)) if gone else []:
        if job.owner != owners[job.id] or (job.lease > now and is_alive(job.owner)):
            continue
        connection.execute(update(jobs).where(jobs.c.id == job.id).values(state="queued", owner=None, lease=None))
        moves.make_due(connection, moves.ADVANCE, [(job.id, job.priority)], not_before=now)
        says = f"the worker {job.owner} went before the round was planned"
        moves.note(connection, [Event(job=job.id, batch=None, at=now, kind="put back", says=says)])
        back += 1
    return back


def _count(connection: Connection, table: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar() or 0)
