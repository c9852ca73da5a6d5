"""Claim, call and commit, batch by batch: texts in, answers out, and nothing paid twice.

Each batch is claimed in the store before it goes out, and its answers are committed before anything else happens. What
an earlier run paid is never sent again. A request that was surely not done is tried again; one whose reply was lost is
`unknown`, and the setting `on_unknown` says whether it is sent again or held.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from locworker import telemetry
from locworker.engines.base import Answer, Engine
from locworker.errors import (
    AuthorisationError,
    EngineBusyError,
    EngineRejectedError,
    LocworkerError,
    QuotaExceededError,
    ReplyLostError,
    RequestTooLargeError,
    StoreBusyError,
)
from locworker.jobs.reasons import reason_of
from locworker.jobs.report import StoppedError
from locworker.jobs.surroundings import STORE_WAITS, Outcome, Surroundings
from locworker.pipeline import Batch
from locworker.store import Attempt, Claim, PaidResult

if TYPE_CHECKING:
    from locworker.store import Store

LONGEST_WAIT = 60.0
"""The most seconds of an engine's own wait that a command sits out; a longer one ends it with "try again later"."""

_REFUSALS = 8
"""After so many refused requests and none accepted the fault is not in a text, and the job stops."""

_log = logging.getLogger(__name__)


class Caller:
    """Gets the answers for batches of one article. `store` is None for an engine whose answers are not kept."""

    def __init__(self, engine: Engine, article: str, *, store: Store | None, around: Surroundings) -> None:
        self._engine = engine
        self._article = article
        self._store = store
        self._around = around
        self._refusals = 0

    def recall(self, keys: Collection[str], outcome: Outcome) -> None:
        """Add to the outcome what was paid before."""
        if self._store is not None:
            for key, result in self._store.find_paid(outcome.open(keys)).items():
                outcome.answers[key] = Answer(text=result.text, notes=result.notes)

    def fetch(self, batches: Iterable[Batch], outcome: Outcome) -> None:
        """Send batch after batch until something has come of each text; wait for those that others have out.

        Raises:
            StoppedError: The user asked to stop; everything that was paid is kept.
            EngineError: The engine cannot go on; everything that was paid is kept.
        """
        waiting = list(batches)
        while waiting:
            busy: list[Batch] = []
            for batch in waiting:
                out = batch.only(self.send(batch, outcome))
                busy += [out] if out.keys else []
                self._around.progress.advance(len(batch.keys) - len(out.keys))
            if busy:
                # Another process has these out: its answers will be ours, or its claims will end.
                self._check_stop()
                self._around.sleep(1.0)
                self.recall([key for batch in busy for key in batch.keys], outcome)
            waiting = busy

    def send(self, batch: Batch, outcome: Outcome) -> tuple[str, ...]:
        """Claim the texts that nothing has come of, have them translated, commit; return the keys that others have out.

        Raises:
            StoppedError: The user asked to stop; nothing was sent.
            EngineError: The engine cannot go on; everything that was paid is kept.
        """
        batch = batch.only(outcome.open(batch.keys))
        if not batch.keys:
            return ()
        self._check_stop()
        self._around.admit(self._engine.name, batch.characters)
        if self._store is None:
            self._keep(self._call(batch, None, outcome), batch, outcome)
            return ()
        claim = self._claim(batch, self._store)
        self._note_claim(claim, batch, outcome)
        if not claim.keys:
            return claim.busy
        return (*claim.busy, *self._send_claimed(batch.only(claim.keys), claim, self._store, outcome))

    def _send_claimed(self, batch: Batch, claim: Claim, store: Store, outcome: Outcome) -> tuple[str, ...]:
        try:
            answers = self._call_or_lose(batch, claim, store, outcome)
        except ReplyLostError as error:
            self._record(partial(store.lose, claim, error=type(error).__name__))
            return self._after_loss(error, batch, outcome, again=claim.resent)
        except EngineRejectedError as error:
            self._record(partial(store.fail, claim, error=type(error).__name__))
            return self._after_refusal(error, batch, outcome)
        except (LocworkerError, StoppedError) as error:
            self._record(partial(store.fail, claim, error=type(error).__name__))
            raise
        results = {
            key: PaidResult(text=answer.text, billed=answer.billed, notes=answer.notes)
            for key, answer in zip(batch.keys, answers, strict=True)
        }
        self._record(partial(store.finish, claim, results))
        self._keep(answers, batch, outcome)
        return ()

    def _call_or_lose(self, batch: Batch, claim: Claim, store: Store, outcome: Outcome) -> Sequence[Answer]:
        """Call the engine; after a fault of its code, or an interrupt, nobody knows whether the request went out."""
        known = False
        try:
            answers = self._call(batch, claim, outcome)
            known = True
        except (LocworkerError, StoppedError):
            known = True
            raise
        finally:
            if not known:
                store.lose(claim, now=self._around.clock(), error="interrupted")
        return answers

    def _claim(self, batch: Batch, store: Store) -> Claim:
        around, now = self._around, self._around.clock()
        return store.claim(
            batch.keys,
            Attempt(
                article=self._article,
                engine=self._engine.name,
                pair=batch.request.pair,
                texts=len(batch.keys),
                characters=batch.characters,
                job=around.job,
                batch=around.batch,
            ),
            around.claimant,
            now=now,
            resend=self._resends,
            budget=around.budget(now) if self._engine.billed else None,
        )

    def _note_claim(self, claim: Claim, batch: Batch, outcome: Outcome) -> None:
        for key, result in claim.paid.items():
            outcome.answers[key] = Answer(text=result.text, notes=result.notes)
        outcome.held.update(claim.unknown)
        if claim.resent and self._engine.billed:
            outcome.resent += len(claim.resent)
            telemetry.count_retry(self._engine.name, "lost")
            self._around.progress.say(
                f"{batch.request.pair}: texts whose reply was lost before: {len(claim.resent)};"
                " sending them again, which may be billed twice (setting on_unknown)"
            )

    def _call(self, batch: Batch, claim: Claim | None, outcome: Outcome) -> Sequence[Answer]:
        """Call the engine, again after a wait while it surely did not do the work."""
        waits = iter(self._around.waits)
        while True:
            try:
                outcome.requests += 1
                answers = self._engine.translate(batch.request)
                if len(answers) != len(batch.keys):
                    raise ReplyLostError(
                        f"{self._engine.name}: {len(answers)} texts came back for {len(batch.keys)}; they may be billed"
                    )
            except LocworkerError as error:
                telemetry.count_request(self._engine.name, _outcome_of(error))
                if not isinstance(error, EngineBusyError):
                    raise
                self._wait(error, next(waits, None), claim)
            else:
                telemetry.count_request(self._engine.name, "ok")
                self._refusals = 0
                return answers

    def _wait(self, error: EngineBusyError, wait: float | None, claim: Claim | None) -> None:
        """Wait before a busy engine is asked again, or raise its error when there is nothing to wait for."""
        pause = error.retry_after if error.retry_after is not None else wait
        if wait is None or pause is None or pause > LONGEST_WAIT:
            raise error
        self._around.progress.say(f"{error}; trying again in {pause:.0f} s")
        if claim is not None and self._store is not None:
            lease = self._around.claimant.lease
            self._store.extend(claim.attempt, until=self._around.clock() + pause + lease)
        self._around.sleep(pause)
        self._check_stop()

    def _record(self, act: Callable[..., None]) -> None:
        """Tell the store how a call ended; a busy one gets more time, for what was paid must not be lost."""
        for wait in STORE_WAITS:
            try:
                return act(now=self._around.clock())
            except StoreBusyError as error:
                self._around.progress.say(f"{error}; trying again in {wait:.0f} s")
                self._around.rest(wait)
        return act(now=self._around.clock())

    def _keep(self, answers: Sequence[Answer], batch: Batch, outcome: Outcome) -> None:
        outcome.sent += len(batch.keys)
        billed = sum(answer.billed for answer in answers)
        outcome.billed += billed
        outcome.answers.update(zip(batch.keys, answers, strict=True))
        ids = {"article": self._article, "job": self._around.job, "batch": self._around.batch}
        known = {name: value for name, value in ids.items() if value}
        _log.info("texts translated", extra={**known, "texts": len(batch.keys), "billed": billed})

    def _after_loss(
        self, error: ReplyLostError, batch: Batch, outcome: Outcome, *, again: Sequence[str]
    ) -> tuple[str, ...]:
        """Send the batch again, once, where the project wants it and the edge waits for it; else hold its texts.

        Those of `again` were lost before, perhaps with another batch.
        """
        if not self._resends:
            outcome.held.update(batch.keys)
            return ()
        outcome.held.update(again)
        if again or not self._around.waits:
            raise error
        return self.send(batch, outcome)

    def _after_refusal(self, error: EngineRejectedError, batch: Batch, outcome: Outcome) -> tuple[str, ...]:
        """Send the halves of a refused batch on their own; note the reason of a single text."""
        if not isinstance(error, RequestTooLargeError):
            self._refusals += 1
            if self._refusals > _REFUSALS and not outcome.sent:
                raise error
        if len(batch.keys) == 1:
            outcome.refused[batch.keys[0]] = reason_of(error, batch.request.texts)
            return ()
        middle = len(batch.keys) // 2
        first = self.send(batch.only(batch.keys[:middle]), outcome)
        return (*first, *self.send(batch.only(batch.keys[middle:]), outcome))

    def _check_stop(self) -> None:
        if self._around.progress.stopping():
            raise StoppedError

    @property
    def _resends(self) -> bool:
        return self._around.resend or not self._engine.billed


def _outcome_of(error: LocworkerError) -> str:
    """Return how a request ended, in the few words that metrics have."""
    kinds = (
        (EngineBusyError, "busy"),
        (ReplyLostError, "lost"),
        (QuotaExceededError, "quota"),
        (AuthorisationError, "unauthorised"),
        (EngineRejectedError, "refused"),
    )
    return next((word for kind, word in kinds if isinstance(error, kind)), "failed")
