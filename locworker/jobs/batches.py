"""One batch in a worker. In: a claim on it; out: its texts paid and kept, and the store told what became of them.

The call itself is made as inline (`calls`). Whatever happens, the batch is settled, or goes back into the queue, or its
job is paused or ended with a reason.
"""

from __future__ import annotations

import logging
import time
from functools import partial

from locworker import telemetry
from locworker.engines.base import Engine, Request
from locworker.errors import (
    BudgetExceededError,
    ConfigError,
    EngineBusyError,
    EngineError,
    LocworkerError,
    NoEngineError,
    QuotaExceededError,
    ReplyLostError,
    StaleClaimError,
    StoreBusyError,
)
from locworker.jobs.calls import Caller
from locworker.jobs.reasons import reason_of
from locworker.jobs.report import StoppedError
from locworker.jobs.surroundings import Outcome
from locworker.jobs.terms import TermShelf
from locworker.jobs.workshop import NotAdmittedError, Workshop
from locworker.pipeline import Batch
from locworker.store import BatchClaim, BatchOutcome, Event

MOST_BUSY = 30
"""After so many refusals of one batch in a row, each of a busy engine, its job is paused."""

LONGEST_PAUSE = 60.0
"""The most seconds before a batch is tried again at a busy engine that names no time of its own."""

LONGEST_WISH = 600.0
"""The most seconds that an engine's own wait is kept: one that asks for a day may be well again in an hour."""

_SHARED = 2.0
"""Seconds before texts are looked for again that another batch has out."""

_STORE_PAUSE = 10.0
"""Seconds before a batch is tried again for which the store had no room."""

_log = logging.getLogger(__name__)


class BatchRunner:
    """Runs the batches of a process; threads share it."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._terms = TermShelf(shop.store)

    def run(self, claim: BatchClaim) -> None:
        """Have a batch's texts translated, and tell the store."""
        began = time.monotonic()
        outcome = Outcome()
        try:
            how = self._run(claim, outcome)
        except StaleClaimError:
            # Somebody else has it; what was paid is kept all the same.
            how = "stale"
        telemetry.observe_batch(claim.engine, how, time.monotonic() - began)
        _log.info("batch %s", how, extra={"job": claim.job, "batch": claim.id, "texts": len(claim.items)})

    def give_back(self, claim: BatchClaim, *, pause: float, busy: bool = False, counts: bool = False) -> None:
        """Put a batch back into the queue, to be started again after some seconds.

        Raises:
            StaleClaimError: Somebody else has it.
        """

        def release() -> None:
            now = self._shop.clock()
            self._shop.store.release_batch(claim, not_before=now + pause, busy=busy, now=now, counts=counts)

        self._shop.tell(release)

    def _run(self, claim: BatchClaim, outcome: Outcome) -> str:
        """Run a batch and return how it ended."""
        try:
            out = self._send(claim, outcome)
        except StoppedError:
            self.give_back(claim, pause=0.0)
            return "stopped"
        except ReplyLostError:
            return self._after_loss(claim, outcome)
        except LocworkerError as error:
            return self._after_error(claim, error)
        if out:
            # Another batch has the same texts out: its answers will be ours.
            self.give_back(claim, pause=_SHARED)
            return "shared"
        return self._settle(claim, outcome)

    def _send(self, claim: BatchClaim, outcome: Outcome) -> tuple[str, ...]:
        """Get the answers for a batch; return the keys that another batch has out."""
        shop = self._shop
        engine = self._engine(claim)
        request = Request(
            texts=tuple(item.text for item in claim.items),
            pair=claim.pair,
            context=claim.context,
            glossary=self._terms.find(claim.glossary),
            glossary_name=claim.glossary,
        )
        keys = tuple(item.key for item in claim.items)
        batch = Batch(keys=keys, counts=tuple(item.characters for item in claim.items), request=request)
        caller = Caller(engine, claim.article, store=shop.store, around=shop.around(job=claim.job, batch=claim.id))
        if claim.attempts > 1 or claim.busy:
            # It was out before, and may be paid: then it need not wait for the limiter. The claim looks too.
            caller.recall(batch.keys, outcome)
        return caller.send(batch, outcome)

    def _engine(self, claim: BatchClaim) -> Engine:
        engine = self._shop.engines.load(claim.engine)
        usability = engine.check()
        if not usability.usable:
            raise NoEngineError(f"{claim.engine} cannot work in this worker: {usability.reason}; {usability.remedy}")
        return engine

    def _settle(self, claim: BatchClaim, outcome: Outcome) -> str:
        result = BatchOutcome(refused=outcome.refused, held=outcome.held, billed=outcome.billed, resent=outcome.resent)
        last = False

        def settle() -> None:
            nonlocal last
            last = self._shop.store.settle_batch(claim, result, now=self._shop.clock())

        self._shop.tell(settle)
        if outcome.resent:
            says = f"{outcome.resent} texts of batch {claim.number} were sent again: their reply was lost"
            self._note(claim, "sent again", says)
        if last:
            self._shop.post.try_publish_due()
        if outcome.held:
            return "held"
        if outcome.refused:
            return "refused" if not outcome.answers else "partial"
        return "done"

    def _after_loss(self, claim: BatchClaim, outcome: Outcome) -> str:
        """Let the texts go out again with the next start; when they were lost twice, hold them."""
        if outcome.held:
            return self._settle(claim, outcome)
        self._note(claim, "reply lost", f"the reply to batch {claim.number} was lost; it may be billed")
        telemetry.count_retry(claim.engine, "lost")
        self.give_back(claim, pause=1.0)
        return "lost"

    def _after_error(self, claim: BatchClaim, error: LocworkerError) -> str:
        match error:
            case NotAdmittedError():
                self.give_back(claim, pause=error.retry_after or 1.0)
                return "waited"
            case EngineBusyError():
                return self._after_busy(claim, error)
            case QuotaExceededError():
                self._pause(claim, "quota", error, engine=claim.engine)
                return "quota"
            case BudgetExceededError():
                self._pause(claim, "budget", error)
                return "budget"
            case StoreBusyError():
                telemetry.count_retry(claim.engine, "store")
                told = {"job": claim.job, "batch": claim.id}
                _log.warning("%s; the batch is tried again in %.0f s", error, _STORE_PAUSE, extra=told)
                self.give_back(claim, pause=_STORE_PAUSE)
                return "failed"
            case EngineError() | ConfigError():
                self._fail(claim, error)
                return "failed"
        raise error

    def _after_busy(self, claim: BatchClaim, error: EngineBusyError) -> str:
        """Let all workers leave the engine alone for a while; a job that has waited often enough is paused."""
        pause = min(LONGEST_PAUSE, 2.0 ** min(claim.busy, 16))
        if error.retry_after is not None:
            pause = min(LONGEST_WISH, error.retry_after)
        self._shop.limiter.cool_down(claim.engine, pause)
        telemetry.count_retry(claim.engine, "busy")
        if claim.busy + 1 >= MOST_BUSY:
            self._pause(claim, "busy", error)
        else:
            self.give_back(claim, pause=pause, busy=True)
        return "busy"

    def _pause(self, claim: BatchClaim, reason: str, error: LocworkerError, *, engine: str | None = None) -> None:
        """Pause the job, or all jobs of an engine, until somebody resumes them; the batch stays with its job."""
        shop = self._shop
        why = f"{type(error).__name__}: {self._reason(claim, error)}"
        ids = [] if engine is not None else [claim.job]
        shop.tell(
            lambda: _ignore(shop.store.pause_jobs(engine=engine, ids=ids, reason=reason, error=why, now=shop.clock()))
        )
        self.give_back(claim, pause=0.0)
        _log.warning(
            "all jobs of the engine are paused" if engine else "job paused", extra=_stopped(claim, error, reason)
        )

    def _fail(self, claim: BatchClaim, error: LocworkerError) -> None:
        """End the job: the same would happen to each of its batches."""
        shop, reason = self._shop, self._reason(claim, error)
        fail = partial(shop.store.fail_jobs, [claim.job], reason=reason, error=type(error).__name__)
        shop.tell(lambda: _ignore(fail(now=shop.clock())))
        self.give_back(claim, pause=0.0)
        _log.error("job failed", extra=_stopped(claim, error, "failed"))

    def _note(self, claim: BatchClaim, kind: str, says: str) -> None:
        event = Event(job=claim.job, batch=claim.id, at=self._shop.clock(), kind=kind, says=says)
        self._shop.tell(lambda: self._shop.store.note_event(event))

    def _reason(self, claim: BatchClaim, error: LocworkerError) -> str:
        return reason_of(error, [*(item.text for item in claim.items), claim.context or ""])


def _stopped(claim: BatchClaim, error: LocworkerError, reason: str) -> dict[str, str]:
    """Return what a log may say of a job that stopped: what the engine said is in the store, and may quote a text."""
    return {"job": claim.job, "engine": claim.engine, "reason": reason, "error": type(error).__name__}


def _ignore(_result: object) -> None:
    """Let what a store says of its own work pass."""
