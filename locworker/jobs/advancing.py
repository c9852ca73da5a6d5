"""One round of a job in a worker. In: a claim on it; out: batches for what is missing, or its catalog and its end.

Each round prepares the article as inline `translate` does and looks up what is paid. So it does not matter what has
happened since the last one: a changed article or glossary only means that other texts are missing.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from locworker.errors import LocworkerError, StaleClaimError, StoreError, TransientError
from locworker.files import check_writable
from locworker.jobs.calls import Caller
from locworker.jobs.drafting import Work, first_draft, prepare, remember, second_draft, second_pass, write_draft
from locworker.jobs.places import locate_draft
from locworker.jobs.reasons import reason_of
from locworker.jobs.report import StoppedError
from locworker.jobs.silence import Silencer
from locworker.jobs.surroundings import WAITS, Outcome
from locworker.jobs.terms import TermShelf
from locworker.jobs.workshop import Workshop
from locworker.model import Draft, Severity
from locworker.pipeline import Batch, Item
from locworker.store import BatchItem, JobClaim, JobFacts, NewBatch

if TYPE_CHECKING:
    from locworker.store import Store

MOST_ROUNDS = 5
"""How often a job's missing texts are planned: an article that changes all the time never ends."""

_SOON = 2.0
"""Seconds before a round is tried again that cannot be done now."""

_LEVELS = {"partial": logging.WARNING, "failed": logging.ERROR}

_log = logging.getLogger(__name__)


class Advancer:
    """Does the rounds of jobs."""

    def __init__(self, shop: Workshop) -> None:
        self._shop = shop
        self._terms = TermShelf(shop.store)

    def advance(self, claim: JobClaim) -> None:
        """Do one round of a job, and tell the store.

        Raises:
            StoreError: The store fails, or stays busy.
        """
        try:
            self._advance(claim)
        except StaleClaimError:
            _log.info("another worker has the job, or it was stopped", extra={"job": claim.id})

    def _advance(self, claim: JobClaim) -> None:
        try:
            self._round(claim)
        except StoppedError:
            self.give_back(claim, pause=0.0)
        except StoreError:
            raise
        except TransientError as error:
            _log.warning("trying the round again", extra={"job": claim.id, "error": type(error).__name__})
            self.give_back(claim, pause=_SOON, counts=True)
        except LocworkerError as error:
            self.fail(claim, reason=reason_of(error), error=type(error).__name__)

    def give_back(self, claim: JobClaim, *, pause: float, counts: bool = False) -> None:
        """Put a job back into the queue, to be started again after some seconds.

        Raises:
            StaleClaimError: Somebody else has it.
        """

        def release() -> None:
            now = self._shop.clock()
            self._shop.store.release_job(claim, not_before=now + pause, now=now, counts=counts)

        self._shop.tell(release)

    def fail(self, claim: JobClaim, *, reason: str, error: str) -> None:
        """End a job as failed.

        Raises:
            StaleClaimError: Somebody else has it.
        """
        self._end(claim, "failed", JobFacts(), reason=reason, error=error)

    def _round(self, claim: JobClaim) -> None:
        if claim.open_batches:
            # Batches from before it was paused are still out; the last one of them makes the next round due.
            self.give_back(claim, pause=_SOON)
            return
        shop = self._shop
        engine = shop.engines.choose(claim.pair, claim.engine_used or claim.engine)
        store = shop.store if engine.translates else None
        work = prepare(shop.project(), shop.settings.root / claim.path, claim.pair, engine, store)
        check_writable(work.path)
        if store is not None:
            remember(work, store, now=shop.clock())
        outcome = Outcome()
        if not self._fetch(claim, work, work.items, outcome, store):
            return
        draft = first_draft(work, outcome)
        again = second_pass(work, draft)
        if again:
            if not self._fetch(claim, work, again, outcome, store):
                return
            draft = second_draft(work, draft, again, outcome)
        self._finish(claim, work, draft, outcome)

    def _fetch(self, claim: JobClaim, work: Work, items: Sequence[Item], outcome: Outcome, store: Store | None) -> bool:
        """Add what came of the items to the outcome; return False when batches had to be planned for some."""
        shop = self._shop
        around = shop.around(job=claim.id, waits=WAITS)
        caller = Caller(work.setup.engine, work.article.id, store=store, around=around)
        keys = {item.key for item in items}
        caller.recall(keys, outcome)
        # What another job has been given meanwhile is an answer all the same.
        for key in keys - outcome.answers.keys():
            if key in claim.refused:
                outcome.refused[key] = claim.refused[key]
            if key in claim.held:
                outcome.held.add(key)
        missing = work.cut(items, outcome)
        if store is None:
            caller.fetch(missing, outcome)
        elif missing:
            self._plan(claim, work, items, missing)
            return False
        return True

    def _plan(self, claim: JobClaim, work: Work, items: Sequence[Item], missing: Sequence[Batch]) -> None:
        if claim.rounds >= MOST_ROUNDS:
            reason = f"after {MOST_ROUNDS} rounds texts are still missing: the article or the glossary keeps changing"
            self.fail(claim, reason=reason, error="")
            return
        shop, setup = self._shop, work.setup
        glossary = self._terms.keep(setup, now=shop.clock())
        positions = {item.key: item.index for item in reversed(items)}
        planned = [
            NewBatch(
                engine=setup.engine.name,
                pair=setup.pair,
                items=tuple(_batch_items(batch, positions)),
                context=batch.request.context,
                glossary=glossary,
            )
            for batch in missing
        ]
        facts = JobFacts(
            engine_used=setup.engine.name,
            segments=len(work.segments),
            glossary=setup.glossary.content_hash if setup.glossary else "",
            to_send=sum(len(batch.keys) for batch in missing) if not claim.rounds else None,
            estimated_characters=_characters(work, missing) if not claim.rounds else None,
        )
        shop.tell(lambda: shop.store.plan_batches(claim, planned, facts, now=shop.clock()))
        _log.info("batches planned", extra={"job": claim.id, "batches": len(planned)})
        shop.post.try_publish_due()

    def _finish(self, claim: JobClaim, work: Work, draft: Draft, outcome: Outcome) -> None:
        shop, setup = self._shop, work.setup
        catalog, draft = write_draft(work, draft, now=shop.clock())
        found = Silencer(shop.settings, None).silence(locate_draft(catalog, draft))
        severities = [located.finding.severity for located in found]
        facts = JobFacts(
            engine_used=setup.engine.name,
            segments=len(draft.segments),
            glossary=setup.glossary.content_hash if setup.glossary else "",
            catalog=shop.shown(work.path),
            errors=severities.count(Severity.ERROR),
            warnings=severities.count(Severity.WARNING),
            **({"to_send": 0, "estimated_characters": 0} if not claim.rounds else {}),
        )
        if work.left(outcome):
            reason, error = _why_partial(work, outcome)
            self._end(claim, "partial", facts, reason=reason, error=error)
        else:
            self._end(claim, "done", facts)

    def _end(self, claim: JobClaim, state: str, facts: JobFacts, *, reason: str = "", error: str = "") -> None:
        store, clock = self._shop.store, self._shop.clock
        self._shop.tell(lambda: store.end_job(claim, state, reason=reason, error=error, facts=facts, now=clock()))
        _log.log(_LEVELS.get(state, logging.INFO), "job %s", state, extra={"job": claim.id, "error": error})


def _batch_items(batch: Batch, positions: dict[str, int]) -> list[BatchItem]:
    return [
        BatchItem(key=key, text=text, characters=count, place=place, position=positions[key])
        for place, (key, text, count) in enumerate(zip(batch.keys, batch.request.texts, batch.counts, strict=True))
    ]


def _characters(work: Work, batches: Sequence[Batch]) -> int:
    return sum(batch.characters for batch in batches) if work.setup.engine.billed else 0


def _why_partial(work: Work, outcome: Outcome) -> tuple[str, str]:
    """Return the reason and the kind of error of a job that has texts without a translation."""
    keys = {item.key for item in work.items}
    refused, held = keys & outcome.refused.keys(), keys & outcome.held
    parts = []
    if refused:
        reasons = "; ".join(sorted({outcome.refused[key] for key in refused}))
        parts.append(f"{_texts(refused, 'was', 'were')} refused: {reasons}")
    if held:
        parts.append(f"{_texts(held, 'is', 'are')} held: their reply was lost, and they may be paid")
    return "; ".join(parts)[:500], "EngineRejectedError" if refused else "ReplyLostError"


def _texts(keys: Collection[str], one: str, many: str) -> str:
    return f"1 text {one}" if len(keys) == 1 else f"{len(keys)} texts {many}"
