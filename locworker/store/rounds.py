"""The rounds of a job: start one, plan its batches, give it back or end it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Update, func, select, update

from locworker.errors import StaleClaimError
from locworker.languages import LanguagePair
from locworker.store import moves
from locworker.store.job_records import ATTEMPTS, ENDED, GIVEN_UP, OPEN, Event, JobClaim, JobFacts, NewBatch
from locworker.store.records import Claimant
from locworker.store.schema import batches, jobs, outbox, segments
from locworker.store.transactions import Part


class Rounds(Part):
    """The life of a job while somebody works on it."""

    def start_job(self, job: str, claimant: Claimant, *, now: float) -> JobClaim | None:
        """Take a job for a round, until the lease ends.

        Return None when there is nothing to do: it has ended or is paused, waits for its batches, is not due yet, or
        another live owner has it. A job that was started too often ends here as failed.
        """
        with self._writing() as connection:
            found = _find(connection, job)
            if found is None or not _is_free(found, claimant, now=now):
                return None
            if found.attempts >= ATTEMPTS:
                end(connection, found, "failed", reason=GIVEN_UP, error="", now=now)
                return None
            connection.execute(
                update(jobs)
                .where(jobs.c.id == job)
                .values(
                    state="running",
                    owner=claimant.owner,
                    lease=now + claimant.lease,
                    fence=found.fence + 1,
                    attempts=found.attempts + 1,
                    started=found.started if found.started is not None else now,
                    last_owner=claimant.owner,
                    last_started=now,
                    updated=now,
                )
            )
            return _claim(connection, found, claimant)

    def plan_batches(self, claim: JobClaim, planned: Sequence[NewBatch], facts: JobFacts, *, now: float) -> None:
        """Queue the batches of a round and let the job go: it waits for them.

        Raises:
            StaleClaimError: The job was taken over, paused or cancelled meanwhile; nothing was changed.
            ValueError: There is no batch to wait for.
        """
        if not planned:
            raise ValueError("a round without batches has nothing to wait for")
        with self._writing() as connection:
            values = {"owner": None, "lease": None, "attempts": 0, "rounds": jobs.c.rounds + 1, "updated": now}
            if connection.execute(_ours(claim).values(**values, **_known(facts))).rowcount == 0:
                raise _stale(claim)
            query = select(func.coalesce(func.max(batches.c.number), 0)).where(batches.c.job == claim.id)
            first = connection.execute(query).scalar_one() + 1
            ids = [uuid.uuid4().hex[:16] for _ in planned]
            numbered = list(zip(ids, range(first, first + len(planned)), planned, strict=True))
            connection.execute(batches.insert(), [_batch_row(claim, *new, now=now) for new in numbered])
            texts = [row for name, _, batch in numbered for row in _text_rows(claim, name, batch)]
            connection.execute(segments.insert(), texts)
            moves.drop_due(connection, [claim.id])
            moves.make_due(connection, moves.RUN, [(name, claim.priority) for name in ids], not_before=now)

    def end_job(
        self,
        claim: JobClaim,
        state: str,
        *,
        now: float,
        reason: str = "",
        error: str = "",
        facts: JobFacts | None = None,
    ) -> None:
        """End a job: `done`, `partial`, `failed` or `cancelled`. Its texts are forgotten, its counts stay.

        Raises:
            StaleClaimError: The job was taken over, paused or cancelled meanwhile; nothing was changed.
        """
        with self._writing() as connection:
            if connection.execute(_ours(claim).values(**_known(facts or JobFacts()), updated=now)).rowcount == 0:
                raise _stale(claim)
            row = connection.execute(select(jobs).where(jobs.c.id == claim.id)).one()
            end(connection, row, state, reason=reason, error=error, now=now)

    def release_job(self, claim: JobClaim, *, not_before: float, now: float, counts: bool = False) -> None:
        """Give a job back, to be started again from a time on.

        Args:
            claim: What `start_job` gave.
            not_before: The time before which nobody starts it.
            now: The time.
            counts: Whether the start counts as an attempt: true after a fault of ours, which may come again.

        Raises:
            StaleClaimError: The job was taken over, paused or cancelled meanwhile; nothing was changed.
        """
        with self._writing() as connection:
            attempts = jobs.c.attempts - (0 if counts else 1)
            values = {"state": "queued", "owner": None, "lease": None, "attempts": attempts, "updated": now}
            if connection.execute(_ours(claim).values(**values)).rowcount == 0:
                raise _stale(claim)
            moves.make_due(connection, moves.ADVANCE, [(claim.id, claim.priority)], not_before=not_before)


def end(connection: Connection, job: Row[Any], state: str, *, reason: str, error: str, now: float) -> None:
    """End a locked job in its caller's transaction."""
    if state not in ENDED:
        raise ValueError(f"'{state}' is no end of a job")
    moves.leave_batches(connection, [job.id], now=now, cancel=True)
    connection.execute(
        update(jobs)
        .where(jobs.c.id == job.id)
        .values(
            state=state,
            reason=reason,
            error=error,
            owner=None,
            lease=None,
            fence=job.fence + 1,
            finished=now,
            updated=now,
        )
    )
    moves.note(connection, [Event(job=job.id, batch=None, at=now, kind=state, says=reason)])


def _find(connection: Connection, job: str) -> Row[Any] | None:
    """Return a job that may be started, locked: one in the outbox."""
    return connection.execute(
        select(jobs, outbox.c.not_before, outbox.c.published)
        .join(outbox, outbox.c.id == jobs.c.id)
        .where(jobs.c.id == job, jobs.c.state.in_(["queued", "running"]))
        .with_for_update(of=jobs, key_share=True)
    ).one_or_none()


def _is_free(found: Row[Any], claimant: Claimant, *, now: float) -> bool:
    if found.owner is None:
        # A row that was published was due by the publisher's clock, which may be ahead of this one.
        return found.published is not None or bool(found.not_before <= now)
    return bool(found.lease <= now) or not claimant.is_alive(found.owner)


def _claim(connection: Connection, found: Row[Any], claimant: Claimant) -> JobClaim:
    left = connection.execute(
        select(segments.c.key, segments.c.state, segments.c.reason)
        .join(batches, batches.c.id == segments.c.batch)
        .where(
            batches.c.job == found.id,
            batches.c.refused + batches.c.held > 0,
            segments.c.state.in_(["refused", "held"]),
        )
    ).all()
    query = select(func.count()).select_from(batches)
    open_batches = connection.execute(query.where(batches.c.job == found.id, batches.c.state.in_(OPEN))).scalar_one()
    return JobClaim(
        id=found.id,
        owner=claimant.owner,
        fence=found.fence + 1,
        article=found.article,
        path=found.path,
        pair=LanguagePair(found.source_language, found.target_language),
        engine=found.engine,
        engine_used=found.engine_used,
        priority=found.priority,
        rounds=found.rounds,
        attempts=found.attempts + 1,
        billed_characters=found.billed_characters,
        resent=found.resent,
        open_batches=open_batches,
        refused={key: reason for key, state, reason in left if state == "refused"},
        held=frozenset(key for key, state, _ in left if state == "held"),
    )


def _batch_row(claim: JobClaim, name: str, number: int, batch: NewBatch, *, now: float) -> dict[str, Any]:
    return {
        "id": name,
        "job": claim.id,
        "number": number,
        "engine": batch.engine,
        "source_language": batch.pair.source,
        "target_language": batch.pair.target,
        "state": "pending",
        "texts": len(batch.items),
        "characters": sum(item.characters for item in batch.items),
        "answered": 0,
        "refused": 0,
        "held": 0,
        "context": batch.context,
        "glossary": batch.glossary,
        "attempts": 0,
        "busy": 0,
        "fence": 0,
        "billed_characters": 0,
        "created": now,
        "error": "",
    }


def _text_rows(claim: JobClaim, name: str, batch: NewBatch) -> list[dict[str, Any]]:
    return [
        {
            "batch": name,
            "place": place,
            "job": claim.id,
            "position": item.position,
            "key": item.key,
            "text": item.text,
            "characters": item.characters,
            "state": "waiting",
            "reason": "",
        }
        for place, item in enumerate(batch.items)
    ]


def _known(facts: JobFacts) -> dict[str, str | int]:
    found = {name: getattr(facts, name) for name in facts.__slots__}
    return {name: value for name, value in found.items() if value is not None}


def _ours(claim: JobClaim) -> Update:
    return update(jobs).where(
        jobs.c.id == claim.id,
        jobs.c.fence == claim.fence,
        jobs.c.owner == claim.owner,
        jobs.c.state == "running",
    )


def _stale(claim: JobClaim) -> StaleClaimError:
    return StaleClaimError(f"job {claim.id} was taken over, paused or cancelled meanwhile")
