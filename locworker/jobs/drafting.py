"""One article into one language, but for the calls: what is known filled in, answers made drafts, the catalog written.

Inline and in a worker alike: who calls the engine, and when, is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.catalog import Catalog, build_catalog, read_catalog, update_catalog
from locworker.engines.base import Engine
from locworker.jobs.project import Project
from locworker.jobs.surroundings import Outcome
from locworker.languages import LanguagePair
from locworker.model import Article, Draft, Segment, State
from locworker.pipeline import (
    Batch,
    Item,
    Setup,
    check_draft,
    cut_batches,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One article into one language, prepared: what is known is filled in, `items` are what the engine has to do."""

    article: Article
    setup: Setup
    path: Path
    previous: Catalog | None
    segments: tuple[Segment, ...]
    items: tuple[Item, ...]

    def cut(self, items: Sequence[Item], outcome: Outcome) -> list[Batch]:
        """Return the requests for those of the items that nothing has come of yet."""
        wanted = set(outcome.open(item.key for item in items))
        return list(cut_batches([item for item in items if item.key in wanted], self.segments, self.setup))

    def left(self, outcome: Outcome) -> int:
        """Return how many texts have no translation: refused, or held because their reply was lost."""
        return len({item.key for item in self.items if item.key in outcome.refused or item.key in outcome.held})


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


def first_draft(work: Work, outcome: Outcome) -> Draft:
    """Return the checked draft of what came back for the work's items; what did not is empty and says why."""
    segments = finish_items(work.segments, work.items, outcome.answers, work.setup)
    return check_draft(_with_refusals(segments, work.items, outcome), work.setup)


def second_pass(work: Work, draft: Draft) -> tuple[Item, ...]:
    """Return what to send once more, in another way, because it came back damaged."""
    return plan_second_pass(draft, work.items, work.setup) if work.setup.engine.translates else ()


def second_draft(work: Work, draft: Draft, again: Sequence[Item], outcome: Outcome) -> Draft:
    """Return the draft with the better of both answers for each text that went out twice."""
    second = check_draft(finish_items(draft.segments, again, outcome.answers, work.setup), work.setup)
    return check_draft(keep_better(draft, second, again), work.setup)


def write_draft(work: Work, draft: Draft, *, now: float) -> tuple[Catalog, Draft]:
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


def remember(work: Work, store: Store, *, now: float) -> None:
    """Keep what people reviewed in the catalog as memory."""
    if work.previous is None:
        return
    reviewed = [s for s in work.segments if s.state is State.REVIEWED and s.origin == "human"]
    triples = [(segment.context, segment.source, segment.target) for segment in reviewed]
    store.remember(work.setup.pair, triples, article=work.article.id, now=now)


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
