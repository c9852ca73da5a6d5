"""Batches on their way: start one under a fenced lease, settle it, or give it back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from locworker.errors import StaleClaimError
from locworker.languages import LanguagePair
from locworker.store import moves
from locworker.store.job_records import ATTEMPTS, GIVEN_UP, BatchClaim, BatchItem, BatchOutcome, BatchRow, Event
from locworker.store.records import Claimant
from locworker.store.schema import attempts, batches, jobs, outbox, segments
from locworker.store.transactions import Part

_FIND: Select[Any] = (
    select(
        *(
            batches.c[name]
            for name in (
                *("id", "job", "number", "source_language", "target_language", "engine", "state", "context"),
                *("glossary", "characters", "attempts", "busy", "owner", "lease", "fence"),
            )
        ),
        jobs.c.article,
        jobs.c.priority,
        outbox.c.not_before,
        outbox.c.published,
    )
    .join(jobs, jobs.c.id == batches.c.job)
    .join(outbox, outbox.c.id == batches.c.id)
    .where(batches.c.id == bindparam("the_batch"), jobs.c.state.in_(["queued", "running"]))
    .with_for_update(of=batches, key_share=True)
)
_CALL = (
    update(batches)
    .where(batches.c.id == bindparam("the_batch"))
    .values(
        {name: bindparam(f"new_{name}") for name in ("owner", "lease", "fence", "attempts", "started")}
        | {"state": "calling"}
    )
)
_ITEMS = (
    select(segments.c.key, segments.c.text, segments.c.characters, segments.c.place, segments.c.position)
    .where(segments.c.batch == bindparam("the_batch"))
    .order_by(segments.c.place)
)
_BILLED = select(func.coalesce(func.sum(attempts.c.billed_characters), 0)).where(
    attempts.c.batch == bindparam("the_batch")
)
_OURS = update(batches).where(
    batches.c.id == bindparam("the_batch"),
    batches.c.fence == bindparam("the_fence"),
    batches.c.owner == bindparam("the_owner"),
    batches.c.state == "calling",
)
_DONE = _OURS.values(
    {name: bindparam(f"new_{name}") for name in ("answered", "refused", "held", "finished", "billed_characters")}
    | {"state": "done", "context": None}
)
_ANSWERED = update(segments).where(segments.c.batch == bindparam("the_batch")).values(state="answered", text="")
_OTHERWISE = (
    update(segments)
    .where(segments.c.batch == bindparam("the_batch"), segments.c.key == bindparam("the_key"))
    .values(state=bindparam("new_state"), reason=bindparam("new_reason"))
)
_COUNT = (
    update(jobs)
    .where(jobs.c.id == bindparam("the_job"))
    .values(
        billed_characters=jobs.c.billed_characters + bindparam("more_billed"),
        resent=jobs.c.resent + bindparam("more_resent"),
        updated=bindparam("now"),
    )
)


class Batches(Part):
    """The life of a batch."""

    def start_batch(self, batch: str, claimant: Claimant, *, now: float) -> BatchClaim | None:
        """Take a batch to call, until the lease ends.

        Return None when there is nothing to do: it is settled, another live owner has it, it is not due yet, or its
        job is paused or over. A batch that was started too often is given up here: its texts are refused, and its job
        goes on without it.
        """
        with self._writing() as connection:
            found = _find(connection, batch)
            if found is None or not _is_free(found, claimant, now=now):
                return None
            if found.attempts < ATTEMPTS:
                return _start(connection, found, claimant, now=now)
        self._give_up(found, claimant, now=now)
        return None

    def settle_batch(self, claim: BatchClaim, outcome: BatchOutcome, *, now: float) -> bool:
        """Record what became of a batch's texts, and make its job's next round due after the last open batch.

        Return whether this was the last one. What the batch has cost is counted from the attempts that name it, or from
        the outcome where that is more; the job has had it on its bill since `finish`.

        Raises:
            StaleClaimError: The batch was taken over meanwhile; nothing was changed.
        """
        with self._writing() as connection:
            job = moves.lock_job(connection, claim.job)
            if job is None:
                raise _stale(claim)
            recorded = connection.execute(_BILLED, {"the_batch": claim.id}).scalar_one()
            billed = max(int(recorded), outcome.billed)
            more = billed - int(recorded)
            _end(connection, claim, outcome, billed=billed, now=now)
            moves.drop_due(connection, [claim.id])
            counts = {"the_job": claim.job, "more_billed": more, "more_resent": outcome.resent, "now": now}
            connection.execute(_COUNT, counts)
            return moves.advance_if_complete(connection, job, now=now)

    def release_batch(
        self, claim: BatchClaim, *, not_before: float, busy: bool, now: float, counts: bool = False
    ) -> None:
        """Give a batch back, to be started again from a time on.

        Args:
            claim: What `start_batch` gave.
            not_before: The time before which nobody starts it.
            busy: Whether the engine was busy; the batch counts how often.
            now: The time.
            counts: Whether the start counts as an attempt: true after a fault of ours, which may come again.

        Raises:
            StaleClaimError: The batch was taken over meanwhile; nothing was changed.
        """
        with self._writing() as connection:
            job = moves.lock_job(connection, claim.job)
            if job is None:
                raise _stale(claim)
            given_back = _OURS.values(
                state=moves.state_of_return(job),
                lease=None,
                attempts=batches.c.attempts - (0 if counts else 1),
                busy=batches.c.busy + (1 if busy else 0),
            )
            if connection.execute(given_back, _fence(claim)).rowcount == 0:
                raise _stale(claim)
            moves.requeue(connection, job, claim.id, not_before=not_before)
            connection.execute(update(jobs).where(jobs.c.id == claim.job).values(updated=now))

    def batches_of(self, job: str) -> list[BatchRow]:
        """Return a job's batches in their order."""
        columns = [batches.c[name] for name in BatchRow.__slots__]
        with self._reading() as connection:
            rows = connection.execute(select(*columns).where(batches.c.job == job).order_by(batches.c.number))
            return [BatchRow(**row) for row in rows.mappings()]

    def _give_up(self, found: Row[Any], claimant: Claimant, *, now: float) -> None:
        """Fail a batch that was started too often, in a transaction of its own that locks the job first."""
        with self._writing() as connection:
            job = moves.lock_job(connection, found.job)
            again = _find(connection, found.id)
            if job is None or again is None or again.fence != found.fence or not _is_free(again, claimant, now=now):
                return
            connection.execute(
                update(batches)
                .where(batches.c.id == found.id)
                .values(state="failed", refused=batches.c.texts, finished=now, error=GIVEN_UP, context=None)
            )
            connection.execute(
                update(segments).where(segments.c.batch == found.id).values(state="refused", reason=GIVEN_UP, text="")
            )
            moves.drop_due(connection, [found.id])
            moves.note(
                connection,
                [
                    Event(
                        job=found.job,
                        batch=found.id,
                        at=now,
                        kind="batch failed",
                        says=f"batch {found.number} {GIVEN_UP}",
                    )
                ],
            )
            moves.advance_if_complete(connection, job, now=now)


def _find(connection: Connection, batch: str) -> Row[Any] | None:
    """Return a batch that may be run, locked: one in the outbox, whose job is under way."""
    return connection.execute(_FIND, {"the_batch": batch}).one_or_none()


def _is_free(found: Row[Any], claimant: Claimant, *, now: float) -> bool:
    if found.state == "pending":
        # A row that was published was due by the publisher's clock, which may be ahead of this one.
        return found.published is not None or bool(found.not_before <= now)
    if found.state != "calling":
        return False
    return bool(found.lease <= now) or not claimant.is_alive(found.owner)


def _start(connection: Connection, found: Row[Any], claimant: Claimant, *, now: float) -> BatchClaim:
    taken = {
        "the_batch": found.id,
        "new_owner": claimant.owner,
        "new_lease": now + claimant.lease,
        "new_fence": found.fence + 1,
        "new_attempts": found.attempts + 1,
        "new_started": now,
    }
    connection.execute(_CALL, taken)
    rows = connection.execute(_ITEMS, {"the_batch": found.id})
    return BatchClaim(
        id=found.id,
        job=found.job,
        owner=claimant.owner,
        fence=found.fence + 1,
        number=found.number,
        article=found.article,
        pair=LanguagePair(found.source_language, found.target_language),
        engine=found.engine,
        context=found.context,
        glossary=found.glossary,
        items=tuple(
            BatchItem(key=key, text=text, characters=characters, place=place, position=position)
            for key, text, characters, place, position in rows
        ),
        characters=found.characters,
        priority=found.priority,
        attempts=found.attempts + 1,
        busy=found.busy,
    )


def _end(connection: Connection, claim: BatchClaim, outcome: BatchOutcome, *, billed: int, now: float) -> None:
    fates = Counter(
        "refused" if item.key in outcome.refused else "held" if item.key in outcome.held else "answered"
        for item in claim.items
    )
    counts = {name: fates[name] for name in ("answered", "refused", "held")}
    values: dict[str, int | float] = {f"new_{name}": count for name, count in counts.items()}
    values |= {"new_finished": now, "new_billed_characters": billed}
    if connection.execute(_DONE, {**_fence(claim), **values}).rowcount == 0:
        raise _stale(claim)
    connection.execute(_ANSWERED, {"the_batch": claim.id})
    others = [
        {"the_batch": claim.id, "the_key": key, "new_state": "refused", "new_reason": reason}
        for key, reason in outcome.refused.items()
    ]
    others += [
        {"the_batch": claim.id, "the_key": key, "new_state": "held", "new_reason": ""}
        for key in outcome.held
        if key not in outcome.refused
    ]
    if others:
        connection.execute(_OTHERWISE, others)


def _fence(claim: BatchClaim) -> dict[str, Any]:
    return {"the_batch": claim.id, "the_fence": claim.fence, "the_owner": claim.owner}


def _stale(claim: BatchClaim) -> StaleClaimError:
    return StaleClaimError(f"batch {claim.id} of job {claim.job} was taken over meanwhile")
