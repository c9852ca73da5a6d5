"""Claim, call and commit, batch by batch: texts in, answers out, and nothing paid twice.

Each batch is claimed in the store before it goes out, and its answers are committed before anything else happens. What
an earlier run paid is never sent again. A request that was surely not done is tried again; one whose reply was lost is
`unknown`, and the setting `on_unknown` says whether it is sent again or held.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locworker.engines.base import Answer
from locworker.errors import (
    EngineBusyError,
    EngineRejectedError,
    LocworkerError,
    ReplyLostError,
    RequestTooLargeError,
    StoreBusyError,
)
from locworker.jobs.report import Progress, StoppedError
from locworker.model import Segment
from locworker.pipeline import Batch, Item, Setup, cut_batches, make_batch
from locworker.store import Attempt, Claim, Claimant, PaidResult

if TYPE_CHECKING:
    from locworker.store import Store

WAITS = (1.0, 2.0, 4.0, 8.0, 16.0)
"""Seconds before each further try of a request that was surely not done, unless the engine names its own."""

LONGEST_WAIT = 60.0
"""The most seconds of an engine's own wait that a command sits out; a longer one ends it with "try again later"."""

_REFUSALS = 8
"""After so many refused requests and none accepted the fault is not in a text, and the job stops."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """What came of the texts of a draft, by key; `refused` has the engine's reason, `held` those with a lost reply."""

    answers: dict[str, Answer] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    sent: int = 0
    resent: int = 0
    requests: int = 0
    billed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The clock, the waiting and the watching that the edge gives to a caller."""

    claimant: Claimant
    progress: Progress
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    resend: bool


class Caller:
    """Gets the answers for the items of one draft. `store` is None for an engine whose answers are not kept."""

    def __init__(self, setup: Setup, article: str, *, store: Store | None, around: Surroundings) -> None:
        self._setup = setup
        self._article = article
        self._store = store
        self._around = around
        self._refusals = 0

    def fetch(self, items: Sequence[Item], segments: Sequence[Segment], outcome: Outcome) -> None:
        """Add the answers of the items to the outcome, those paid before from the store, the others from the engine.

        Raises:
            StoppedError: The user asked to stop; everything that was paid is kept.
            EngineError: The engine cannot go on; everything that was paid is kept.
        """
        waiting = [item for item in items if item.key not in outcome.answers]
        if self._store is not None:
            self._take_paid(waiting, outcome)
        while waiting := _open_items(waiting, outcome):
            busy: list[str] = []
            for batch in cut_batches(waiting, segments, self._setup):
                self._check_stop()
                busy += self._send(batch, segments, outcome)
                self._around.progress.advance(len(batch.items))
            if busy:
                # Another process has these out: its answers will be ours, or its claims will end.
                self._check_stop()
                self._around.sleep(1.0)
                self._take_paid(waiting, outcome)

    def _take_paid(self, items: Iterable[Item], outcome: Outcome) -> None:
        if self._store is not None:
            for key, result in self._store.find_paid({item.key for item in items}).items():
                outcome.answers.setdefault(key, Answer(text=result.text, notes=result.notes))

    def _check_stop(self) -> None:
        if self._around.progress.stopping():
            raise StoppedError

    def _send(self, batch: Batch, segments: Sequence[Segment], outcome: Outcome) -> list[str]:
        """Claim a batch, have it translated and commit it; return the keys that another process has out."""
        if self._store is None:
            self._keep(self._call(batch, None, outcome), batch, outcome)
            return []
        claim = self._claim(batch, self._store)
        self._note_claim(claim, outcome)
        if not claim.keys:
            return list(claim.busy)
        ours = [item for item in batch.items if item.key in set(claim.keys)]
        if len(ours) < len(batch.items):
            batch = make_batch(ours, segments, self._setup)
        try:
            answers = self._call(batch, claim, outcome)
        except ReplyLostError as error:
            self._store.lose(claim, now=self._around.clock(), error=type(error).__name__)
            self._after_loss(error, batch, segments, outcome, again=bool(claim.resent))
        except EngineRejectedError as error:
            self._store.fail(claim, now=self._around.clock(), error=type(error).__name__)
            self._after_refusal(error, batch, segments, outcome)
        except (LocworkerError, StoppedError) as error:
            self._store.fail(claim, now=self._around.clock(), error=type(error).__name__)
            raise
        else:
            results = {
                item.key: PaidResult(text=answer.text, billed=answer.billed, notes=answer.notes)
                for item, answer in zip(batch.items, answers, strict=True)
            }
            self._commit(claim, results)
            self._keep(answers, batch, outcome)
        return list(claim.busy)

    def _claim(self, batch: Batch, store: Store) -> Claim:
        engine, pair = self._setup.engine, self._setup.pair
        return store.claim(
            [item.key for item in batch.items],
            Attempt(
                article=self._article,
                engine=engine.name,
                pair=pair,
                texts=len(batch.items),
                characters=batch.characters,
            ),
            self._around.claimant,
            now=self._around.clock(),
            resend=self._around.resend or not engine.billed,
        )

    def _note_claim(self, claim: Claim, outcome: Outcome) -> None:
        for key, result in claim.paid.items():
            outcome.answers[key] = Answer(text=result.text, notes=result.notes)
        outcome.held.update(claim.unknown)
        if claim.resent and self._setup.engine.billed:
            outcome.resent += len(claim.resent)
            self._around.progress.say(
                f"{self._setup.pair}: {len(claim.resent)} texts were sent before and their reply was lost;"
                " sending them again, which may be billed twice (setting on_unknown)"
            )

    def _call(self, batch: Batch, claim: Claim | None, outcome: Outcome) -> Sequence[Answer]:
        """Call the engine, again after a wait while it surely did not do the work."""
        waits = iter(WAITS)
        while True:
            try:
                outcome.requests += 1
                answers = self._setup.engine.translate(batch.request)
            except EngineBusyError as error:
                wait = next(waits, None)
                pause = error.retry_after if error.retry_after is not None else wait
                if wait is None or pause is None or pause > LONGEST_WAIT:
                    raise
                self._around.progress.say(f"{error}; trying again in {pause:.0f} s")
                if claim is not None and self._store is not None:
                    lease = self._around.claimant.lease
                    self._store.extend(claim.attempt, until=self._around.clock() + pause + lease)
                self._around.sleep(pause)
                self._check_stop()
            else:
                self._refusals = 0
                return answers

    def _commit(self, claim: Claim, results: dict[str, PaidResult]) -> None:
        """Commit what was paid; a busy store gets more time, for these results must not be lost."""
        if self._store is None:
            return
        for wait in WAITS:
            try:
                self._store.finish(claim, results, now=self._around.clock())
            except StoreBusyError as error:
                self._around.progress.say(f"{error}; trying again in {wait:.0f} s")
                self._around.sleep(wait)
            else:
                return
        self._store.finish(claim, results, now=self._around.clock())

    def _keep(self, answers: Sequence[Answer], batch: Batch, outcome: Outcome) -> None:
        outcome.sent += len(batch.items)
        billed = sum(answer.billed for answer in answers)
        outcome.billed += billed
        for item, answer in zip(batch.items, answers, strict=True):
            outcome.answers[item.key] = answer
        _log.info("batch done", extra={"article": self._article, "texts": len(batch.items), "billed": billed})

    def _after_loss(
        self, error: ReplyLostError, batch: Batch, segments: Sequence[Segment], outcome: Outcome, *, again: bool
    ) -> None:
        if again:
            raise error
        if self._around.resend or not self._setup.engine.billed:
            self._send(batch, segments, outcome)
        else:
            outcome.held.update(item.key for item in batch.items)

    def _after_refusal(
        self, error: EngineRejectedError, batch: Batch, segments: Sequence[Segment], outcome: Outcome
    ) -> None:
        """Send the halves of a refused batch on their own; note the reason of a single text."""
        if not isinstance(error, RequestTooLargeError):
            self._refusals += 1
            if self._refusals > _REFUSALS and not outcome.sent:
                raise error
        if len(batch.items) == 1:
            outcome.refused[batch.items[0].key] = str(error)
            return
        middle = len(batch.items) // 2
        for part in (batch.items[:middle], batch.items[middle:]):
            self._send(make_batch(part, segments, self._setup), segments, outcome)


def _open_items(items: Iterable[Item], outcome: Outcome) -> list[Item]:
    settled = outcome.answers.keys() | outcome.refused.keys() | outcome.held
    return [item for item in items if item.key not in settled]
