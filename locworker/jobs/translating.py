"""One article into one language: estimate it, or have it translated, checked and written as a catalog."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.catalog import Catalog, build_catalog, read_catalog, update_catalog
from locworker.engines.base import Engine
from locworker.errors import EngineError, InputError, StoreError
from locworker.files import check_writable
from locworker.jobs.calls import Caller, Outcome, Surroundings
from locworker.jobs.places import locate_draft
from locworker.jobs.project import Project
from locworker.jobs.report import Estimate, Translation
from locworker.jobs.silence import Silencer
from locworker.languages import LanguagePair
from locworker.model import Article, Draft, Segment, State
from locworker.pipeline import (
    Item,
    Setup,
    check_draft,
    count_characters,
    fill_from_glossary,
    fill_from_memory,
    finish_items,
    keep_better,
    plan_items,
    plan_second_pass,
)
from locworker.review import merge_review

if TYPE_CHECKING:
    from locworker.store import Store

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One article into one language, prepared: what is known is filled in, `items` are what the engine has to do."""

    article: Article
    setup: Setup
    path: Path
    previous: Catalog | None
    segments: tuple[Segment, ...]
    items: tuple[Item, ...]


def prepare(project: Project, path: Path, pair: LanguagePair, engine: Engine, store: Store | None) -> Work:
    """Read an article and its catalog, fill in what was reviewed before, and plan the rest.

    Raises:
        InputError: The article, the catalog or a glossary cannot be read.
    """
    article, segments = project.read(path)
    previous = project.catalog(article, pair.target)
    segments = merge_review(segments, previous)
    if store is not None:
        memory = store.recall(pair, {segment.source for segment in segments if not segment.target})
        segments = fill_from_memory(segments, memory)
    setup = Setup(pair=pair, engine=engine, glossary=project.pair_glossary(pair))
    segments = fill_from_glossary(segments, setup)
    return Work(
        article=article,
        setup=setup,
        path=project.catalog_path(article, pair.target),
        previous=previous,
        segments=segments,
        items=plan_items(segments, setup),
    )


def estimate(
    work: Work, around: Surroundings, store: Store | None, price: Decimal | None, *, planned: set[str]
) -> Estimate:
    """Return what the work would take; nothing is sent.

    `price` is per million characters; `planned` are the keys that earlier works of the same command send, and gets
    those of this one.
    """
    engine = work.setup.engine
    by_key = {item.key: item for item in work.items}
    paid = store.find_paid(by_key) if store is not None else {}
    alive = around.claimant.is_alive
    lost = store.find_unknown(by_key, now=around.clock(), is_alive=alive) if store and engine.billed else set()
    missing = [item for key, item in by_key.items() if key not in paid]
    to_send = [item for item in missing if item.key not in planned]
    planned.update(item.key for item in to_send)
    characters = sum(count_characters(item) for item in to_send) if engine.billed else 0
    return Estimate(
        article=work.article.id,
        pair=work.setup.pair,
        engine=engine.name,
        route=engine.route(work.setup.pair) or "",
        segments=len(work.segments),
        reviewed=sum(1 for segment in work.segments if segment.state is State.REVIEWED),
        from_memory=sum(1 for segment in work.segments if segment.origin == "memory"),
        from_glossary=sum(1 for segment in work.segments if segment.origin == "glossary"),
        paid_before=len(paid),
        shared=len(missing) - len(to_send),
        to_send=len(to_send),
        characters=characters,
        lost=len(lost),
        price=price * characters / 1_000_000 if price is not None and engine.billed else None,
    )


def translate(work: Work, around: Surroundings, store: Store | None, *, silencer: Silencer) -> Translation:
    """Have the work done and write its catalog; a failure is in the result, and what was paid is kept.

    Raises:
        StoppedError: The user asked to stop; everything that was paid is kept.
    """
    outcome = Outcome()
    result = Translation(article=work.article.id, pair=work.setup.pair, engine=work.setup.engine.name)
    caller = Caller(work.setup, work.article.id, store=store, around=around)
    around.progress.start(f"{work.article.id} {work.setup.pair}", len({item.key for item in work.items}))
    try:
        check_writable(work.path)
        if store is not None and work.previous is not None:
            _remember(work, store, now=around.clock())
        caller.fetch(work.items, work.segments, outcome)
        catalog, draft = _write(work, _draft(work, caller, outcome), now=around.clock())
    except (EngineError, InputError, StoreError) as error:
        return replace(_counted(result, outcome), error=error)
    located = silencer.silence(locate_draft(catalog, draft))
    _log.info("catalog written", extra={"article": work.article.id, "language": work.setup.pair.target})
    return replace(
        _counted(result, outcome),
        catalog=work.path,
        segments=len(draft.segments),
        left=len(outcome.refused) + len(outcome.held),
        remarks=_remarks(outcome),
        findings=tuple(finding for finding, _ in located),
        excerpts=tuple(words for _, words in located),
    )


def _draft(work: Work, caller: Caller, outcome: Outcome) -> Draft:
    """Return the checked draft; what came back damaged went out a second time, if another request can help."""
    setup = work.setup
    segments = _with_refusals(finish_items(work.segments, work.items, outcome.answers, setup), work.items, outcome)
    draft = check_draft(segments, setup)
    again = plan_second_pass(draft, work.items, setup) if setup.engine.translates else ()
    if not again:
        return draft
    try:
        caller.fetch(again, work.segments, outcome)
    except EngineError as error:
        # The first pass is complete and paid: a second one that fails must not take it away.
        _log.warning("second pass failed", extra={"article": work.article.id, "error": type(error).__name__})
        return draft
    second = check_draft(finish_items(segments, again, outcome.answers, setup), setup)
    return check_draft(keep_better(draft, second, again), setup)


def _with_refusals(segments: Sequence[Segment], items: Sequence[Item], outcome: Outcome) -> tuple[Segment, ...]:
    """Return the segments with a note where the engine refused the text, or where its reply was lost."""
    noted = list(segments)
    for item in items:
        reason = outcome.refused.get(item.key)
        if item.key in outcome.held:
            reason = 'the reply was lost and may have been paid; set on_unknown = "retry" to send it again'
        if reason:
            noted[item.index] = replace(noted[item.index], notes=(f"not translated: {reason}",))
    return tuple(noted)


def _write(work: Work, draft: Draft, *, now: float) -> tuple[Catalog, Draft]:
    """Write the catalog with what is in the file by now: a reviewer may have saved while the engine was at work.

    Return the catalog as it can be read again, and the draft with the reviewer's text in it.
    """
    pair = work.setup.pair
    latest = draft

    def build(current: Catalog | None) -> Catalog:
        nonlocal latest
        changed = current is not None and (work.previous is None or current.digest != work.previous.digest)
        latest = check_draft(merge_review(draft.segments, current), work.setup) if changed else draft
        return build_catalog(
            latest.segments,
            latest.findings,
            article=work.article,
            language=pair.target,
            source_language=pair.source,
            engine=_engine_of(latest, work.setup.engine, current),
            glossary=work.setup.glossary,
            previous=current,
            now=datetime.fromtimestamp(now, tz=UTC).strftime("%Y-%m-%d %H:%M+0000"),
        )

    update_catalog(work.path, build)
    return read_catalog(work.path), latest


def _engine_of(draft: Draft, engine: Engine, current: Catalog | None) -> str:
    """Return the engine that a catalog names: this one where it translated anything, else the one before."""
    name = f"{engine.name} {engine.version}"
    if current is None or any(segment.origin == name for segment in draft.segments):
        return name
    return current.headers().get("X-Locworker-Engine", "")


def _remember(work: Work, store: Store, *, now: float) -> None:
    reviewed = [s for s in work.segments if s.state is State.REVIEWED and s.origin == "human"]
    triples = [(segment.context, segment.source, segment.target) for segment in reviewed]
    store.remember(work.setup.pair, triples, article=work.article.id, now=now)


def _counted(result: Translation, outcome: Outcome) -> Translation:
    return replace(result, sent=outcome.sent, resent=outcome.resent, requests=outcome.requests, billed=outcome.billed)


def _remarks(outcome: Outcome) -> tuple[str, ...]:
    remarks = []
    if outcome.refused:
        reasons = sorted(set(outcome.refused.values()))
        remarks.append(f"{len(outcome.refused)} texts were refused and are empty in the catalog: {'; '.join(reasons)}")
    if outcome.held:
        remarks.append(
            f"{len(outcome.held)} texts were sent and their reply was lost; they are held, for they may be paid:"
            ' set on_unknown = "retry" to send them again'
        )
    return tuple(remarks)
