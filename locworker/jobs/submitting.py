"""Queue articles. In: articles, languages, an engine's name; out: a job each, after a look at all that can be known.

A job that could never run is refused at once: an article that cannot be read, a pair that no engine can do, a broken
glossary, more characters than the setting `max_chars` allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.engines.base import Engine
from locworker.errors import ConfigError, InputError
from locworker.jobs.budgets import budget_at, shortages
from locworker.jobs.drafting import prepare
from locworker.jobs.engines import Engines
from locworker.jobs.estimating import estimate
from locworker.jobs.project import Project
from locworker.jobs.report import Progress
from locworker.jobs.workshop import Workshop
from locworker.languages import LanguagePair
from locworker.settings import PRIORITIES
from locworker.store import UNFINISHED, JobFilter, NewJob
from locworker.text import is_translatable, view_text

if TYPE_CHECKING:
    from locworker.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """A job as it was queued; `new` is False where an unfinished one for the article and language was there already.

    `characters` are the most that it can have billed, 0 for an engine that costs nothing. `published` says whether the
    queue has it; if not, the reconciler of `locworker worker` or `up` gives it to the queue later.
    """

    id: str
    new: bool
    article: str
    pair: LanguagePair
    engine: str
    route: str
    segments: int
    characters: int
    published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """An article that was read: where it is, how many segments it has, what is distinct to translate in it."""

    id: str
    path: str
    segments: int
    texts: int
    characters: int


class Submitter:
    """Looks at what is to be queued, and queues it."""

    def __init__(self, shop: Workshop, progress: Progress) -> None:
        self._shop = shop
        self._progress = progress

    def submit(
        self, articles: Sequence[Path], languages: Sequence[str], *, engine: str, priority: str
    ) -> list[Submitted]:
        """Queue a job for each article and language; see `JobQueue.submit`."""
        if priority not in PRIORITIES:
            raise ConfigError(f"there is no priority '{priority}'; write {', '.join(PRIORITIES)}")
        shop, project = self._shop, self._shop.project()
        pairs = [LanguagePair(shop.settings.source, language) for language in dict.fromkeys(languages)]
        chosen = {pair: choose_engine(shop.engines, pair, engine, self._progress) for pair in pairs}
        for pair in pairs:
            # A broken glossary is told now, and not by a worker later.
            project.pair_glossary(pair)
        # Each once, and called as it was written: so it stands in what is said of it.
        paths = list({path.absolute(): path for path in reversed(articles)}.values())[::-1]
        sources, distinct = self._read(project, paths)
        self._refuse_over_budget(project, paths, chosen, bound=distinct)
        self._announce(chosen, articles=len(sources), bound=distinct)
        new = [
            NewJob(
                article=source.id,
                path=source.path,
                pair=pair,
                engine=chosen[pair].name,
                priority=PRIORITIES[priority],
                segments=source.segments,
                to_send=source.texts,
                estimated_characters=source.characters if chosen[pair].billed else 0,
            )
            for source in sources
            for pair in pairs
        ]
        return self._queue(new, chosen)

    def _read(self, project: Project, paths: Sequence[Path]) -> tuple[list[_Source], int]:
        """Return the articles, each read once, and the characters of all texts that are distinct."""
        self._progress.start("reading", len(paths))
        sources: dict[str, _Source] = {}
        sizes: dict[int, int] = {}
        for path in paths:
            article, segments = project.read(path)
            if not segments:
                self._progress.say(f"{article.id}: nothing to translate")
            texts = {segment.source for segment in segments if is_translatable(segment.source)}
            found = {text: len(view_text(text).plain) for text in texts}
            # The texts of ten thousand articles need not stay: their hashes tell them apart well enough for a bound.
            sizes.update((hash(text), size) for text, size in found.items())
            if article.id in sources:
                raise InputError(f"has the article id {article.id}, as another one of these has", path=str(path))
            sources[article.id] = _Source(
                id=article.id,
                path=self._shop.shown(path),
                segments=len(segments),
                texts=len(found),
                characters=sum(found.values()),
            )
            self._progress.advance(1)
        return list(sources.values()), sum(sizes.values())

    def _refuse_over_budget(
        self, project: Project, paths: Sequence[Path], chosen: dict[LanguagePair, Engine], *, bound: int
    ) -> None:
        """Refuse what may have more billed than `max_chars`; what is known already is counted only when it matters."""
        limit = self._shop.settings.max_chars
        billed = {pair: engine for pair, engine in chosen.items() if engine.billed}
        if limit is None or bound * len(billed) <= limit:
            return
        needed, planned = 0, set[str]()
        around = self._shop.around(job="")
        for path in paths:
            for pair, engine in billed.items():
                work = prepare(project, path, pair, engine, self._store)
                needed += estimate(work, around, self._store, None, planned=planned).characters
        if needed > limit:
            raise ConfigError(
                f"{needed} characters would be billed and {limit} are allowed (max_chars); nothing was queued"
            )

    def _announce(self, chosen: dict[LanguagePair, Engine], *, articles: int, bound: int) -> None:
        """Say which engine does what, and the most that it can have billed, before anything is queued."""
        for pair, engine in chosen.items():
            price = self._shop.settings.prices.get(engine.name)
            cost = f", at most {bound} characters to bill" if engine.billed and bound else ""
            cost += f", about {price * bound / 1_000_000:.2f}" if cost and price is not None else ""
            count = f"{articles} {'article' if articles == 1 else 'articles'}"
            self._progress.say(f"{pair}: {engine.name} ({engine.route(pair) or ''}), {count}{cost}")
        budget = budget_at(self._shop.settings, self._shop.clock())
        needed = {pair.target: bound for pair, engine in chosen.items() if engine.billed}
        for line in shortages(budget, self._store.spent(budget.month), needed):
            self._progress.say(line)

    def _queue(self, new: Sequence[NewJob], chosen: dict[LanguagePair, Engine]) -> list[Submitted]:
        shop = self._shop
        answers = self._store.add_jobs(new, now=shop.clock())
        self._tell_of_others(new, answers)
        problem = shop.post.try_publish_due()
        if problem is not None:
            self._progress.say(f"{problem}. The jobs are kept and start when a worker has a queue again")
        return [
            Submitted(
                id=name,
                new=is_new,
                article=job.article,
                pair=job.pair,
                engine=job.engine,
                route=chosen[job.pair].route(job.pair) or "",
                segments=job.segments,
                characters=job.estimated_characters,
                published=problem is None,
            )
            for job, (name, is_new) in zip(new, answers, strict=True)
        ]

    def _tell_of_others(self, new: Sequence[NewJob], answers: Sequence[tuple[str, bool]]) -> None:
        """Say where an unfinished job does the work in another way than was asked for now."""
        known = [(job, name) for job, (name, is_new) in zip(new, answers, strict=True) if not is_new]
        # All in one look: of a folder that is submitted again there may be thousands.
        rows = {row.id: row for row in self._store.find_jobs(JobFilter(states=UNFINISHED))} if known else {}
        for job, name in known:
            row = rows.get(name)
            if row is None:
                # It has ended meanwhile, and did the work.
                continue
            if row.path != job.path:
                self._progress.say(f"{name} has the same article id {job.article} for another file, {row.path}")
            if (row.engine_used or row.engine) != job.engine:
                self._progress.say(f"{name} is for {row.engine_used or row.engine}; cancel it to use {job.engine}")

    @property
    def _store(self) -> Store:
        return self._shop.store


def choose_engine(engines: Engines, pair: LanguagePair, name: str, progress: Progress) -> Engine:
    """Return the engine that translates a pair, and say when `auto` passes DeepL over.

    Raises:
        NoEngineError: None can.
        ConfigError: The target is the articles' own language.
    """
    if name == "auto" and (problem := engines.why_not_deepl(pair)):
        progress.say(f"{pair}: not deepl, although it has a key: {problem}")
    engine = engines.choose(pair, name)
    if engine.translates and pair.source == pair.target:
        raise ConfigError(f"{pair.target} is the language of the articles; name another one with --to")
    return engine
