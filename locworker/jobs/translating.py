"""One article into one language in this process: translated, checked and written as a catalog."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from locworker.errors import BudgetExceededError, EngineError, InputError, StoreError
from locworker.files import check_writable
from locworker.jobs.calls import Caller
from locworker.jobs.drafting import Work, first_draft, remember, second_draft, second_pass, write_draft
from locworker.jobs.places import locate_draft
from locworker.jobs.report import Translation
from locworker.jobs.silence import Silencer
from locworker.jobs.surroundings import Outcome, Surroundings
from locworker.model import Draft
from locworker.pipeline import Item

if TYPE_CHECKING:
    from locworker.store import Store

_log = logging.getLogger(__name__)


def translate(work: Work, around: Surroundings, store: Store | None, *, silencer: Silencer) -> Translation:
    """Have the work done and write its catalog; a failure is in the result, and what was paid is kept.

    Raises:
        StoppedError: The user asked to stop; everything that was paid is kept.
    """
    outcome = Outcome()
    result = Translation(article=work.article.id, pair=work.setup.pair, engine=work.setup.engine.name)
    caller = Caller(work.setup.engine, work.article.id, store=store, around=around)
    around.progress.start(f"{work.article.id} {work.setup.pair}", len({item.key for item in work.items}))
    try:
        check_writable(work.path)
        if store is not None:
            remember(work, store, now=around.clock())
        _fetch(caller, work.items, work, outcome)
        catalog, draft = write_draft(work, _draft(work, caller, outcome), now=around.clock())
    except (BudgetExceededError, EngineError, InputError, StoreError) as error:
        return replace(_counted(result, outcome), error=error)
    located = silencer.silence(locate_draft(catalog, draft))
    _log.info("catalog written", extra={"article": work.article.id, "language": work.setup.pair.target})
    return replace(
        _counted(result, outcome),
        catalog=work.path,
        segments=len(draft.segments),
        left=work.left(outcome),
        remarks=_remarks(work, outcome),
        findings=tuple(finding for finding, _ in located),
        excerpts=tuple(words for _, words in located),
    )


def _draft(work: Work, caller: Caller, outcome: Outcome) -> Draft:
    """Return the checked draft; what came back damaged went out a second time, if another request can help."""
    draft = first_draft(work, outcome)
    again = second_pass(work, draft)
    if not again:
        return draft
    try:
        _fetch(caller, again, work, outcome)
    except (BudgetExceededError, EngineError) as error:
        # The first pass is complete and paid: a second one that fails must not take it away.
        _log.warning("second pass failed", extra={"article": work.article.id, "error": type(error).__name__})
        return draft
    return second_draft(work, draft, again, outcome)


def _fetch(caller: Caller, items: Sequence[Item], work: Work, outcome: Outcome) -> None:
    caller.recall([item.key for item in items], outcome)
    caller.fetch(work.cut(items, outcome), outcome)


def _counted(result: Translation, outcome: Outcome) -> Translation:
    return replace(result, sent=outcome.sent, resent=outcome.resent, requests=outcome.requests, billed=outcome.billed)


def _remarks(work: Work, outcome: Outcome) -> tuple[str, ...]:
    remarks = []
    keys = {item.key for item in work.items}
    refused = [reason for key, reason in outcome.refused.items() if key in keys]
    if refused:
        reasons = "; ".join(sorted(set(refused)))
        remarks.append(f"{len(refused)} texts were refused and are empty in the catalog: {reasons}")
    held = keys & outcome.held
    if held:
        remarks.append(
            f"{len(held)} texts were sent and their reply was lost; they are held, for they may be paid:"
            ' set on_unknown = "retry" to send them again'
        )
    return tuple(remarks)
