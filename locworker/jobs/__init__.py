"""Jobs. In: articles and languages; out: catalogs, findings, pages. What the command line and workers share.

`open_jobs(settings, progress)` wires the store, the engines and the project together and releases them at the end.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.engines import Engine, GlossarySync
from locworker.errors import AuthorisationError, ConfigError, LocworkerError, QuotaExceededError, StoreError
from locworker.jobs.budgets import budget_at, shortages
from locworker.jobs.checking import CheckRequest, check
from locworker.jobs.doctor import Health, examine
from locworker.jobs.doctor_parts import Part
from locworker.jobs.drafting import prepare
from locworker.jobs.engines import Engines, EngineStatus
from locworker.jobs.estimating import estimate
from locworker.jobs.glossaries import (
    Impact,
    TermCount,
    check_glossaries,
    compare_files,
    convert_file,
    count_terms,
    find_impacts,
    fix_glossaries,
    glossaries_for_engine,
    glossaries_of_jobs,
    glossary_label,
)
from locworker.jobs.inputs import expand_inputs
from locworker.jobs.owner import own_claimant, own_place
from locworker.jobs.project import Project, make_project
from locworker.jobs.queue import JobQueue, JobView, open_queue
from locworker.jobs.rebuilding import rebuild
from locworker.jobs.reconciling import Reconciled
from locworker.jobs.report import (
    CheckReport,
    Estimate,
    Gap,
    Progress,
    Rebuild,
    Silence,
    StoppedError,
    Translation,
)
from locworker.jobs.silence import Silencer
from locworker.jobs.submitting import Submitted
from locworker.jobs.surroundings import Surroundings
from locworker.jobs.translating import translate
from locworker.languages import LanguagePair
from locworker.settings import Settings
from locworker.store import open_store

if TYPE_CHECKING:
    from locworker.store import Store

__all__ = [
    "CheckReport",
    "CheckRequest",
    "EngineStatus",
    "Estimate",
    "Gap",
    "GlossarySync",
    "Health",
    "Impact",
    "JobQueue",
    "JobView",
    "Jobs",
    "Part",
    "Progress",
    "Rebuild",
    "Reconciled",
    "Silence",
    "StoppedError",
    "Submitted",
    "TermCount",
    "Translation",
    "check_glossaries",
    "compare_files",
    "convert_file",
    "count_terms",
    "examine",
    "expand_inputs",
    "find_impacts",
    "fix_glossaries",
    "make_project",
    "open_jobs",
    "open_queue",
    "own_place",
]


@contextmanager
def open_jobs(settings: Settings, progress: Progress) -> Iterator[Jobs]:
    """Yield the jobs of a project, and release the store and the engines at the end."""
    jobs = Jobs(settings, progress)
    try:
        yield jobs
    finally:
        jobs.close()


class Jobs:
    """What can be done in a project. The store is opened when something has to be remembered."""

    def __init__(self, settings: Settings, progress: Progress) -> None:
        self._settings = settings
        self._project = Project(settings)
        self._engines = Engines(settings, take_turn=self._take_turn)
        self._around = Surroundings(
            claimant=own_claimant(settings),
            progress=progress,
            clock=time.time,
            sleep=time.sleep,
            resend=settings.on_unknown == "retry",
            budget=partial(budget_at, settings),
        )

    def estimate(self, articles: Sequence[Path], languages: Sequence[str]) -> list[Estimate]:
        """Return what translating would take, an entry an article and language; nothing is sent.

        Raises:
            InputError: An article, a catalog or a glossary cannot be read.
            NoEngineError: No engine can do one of the languages.
            ConfigError: A language is the articles' own.
        """
        estimates = []
        planned: set[str] = set()
        for pair in self._pairs(languages) if self._settings.engine == "auto" else ():
            problem = self._engines.why_not_deepl(pair)
            if problem:
                self._around.progress.say(f"{pair}: not deepl, although it has a key: {problem}")
        for path in articles:
            # What cannot be read is said before an engine is asked for.
            self._project.read(path)
            for pair in self._pairs(languages):
                self._project.pair_glossary(pair)
                engine = self._engines.choose(pair, self._settings.engine)
                if engine.translates and pair.source == pair.target:
                    raise ConfigError(f"{pair.target} is the language of the articles; name another one with --to")
                store = self._store_of(engine)
                work = prepare(self._project, path, pair, engine, store)
                price = self._settings.prices.get(engine.name)
                estimates.append(estimate(work, self._around, store, price, planned=planned))
        return estimates

    def shortages(self, estimates: Sequence[Estimate]) -> list[str]:
        """Return a line for each budget of the month that has less left than would be billed."""
        budget = budget_at(self._settings, self._around.clock())
        needed: Counter[str] = Counter()
        for entry in estimates:
            needed[entry.pair.target] += entry.characters
        if not needed.total():
            # Engines that cost nothing need no store.
            return []
        return list(shortages(budget, self._store.spent(budget.month), needed))

    def refuse_over_budget(self, estimates: Sequence[Estimate]) -> None:
        """Refuse work that would have more characters billed than the setting `max_chars` allows.

        Raises:
            ConfigError: It would; nothing was sent.
        """
        needed = sum(entry.characters for entry in estimates)
        limit = self._settings.max_chars
        if limit is not None and needed > limit:
            raise ConfigError(
                f"{needed} characters would be billed and {limit} are allowed (max_chars); nothing was sent"
            )

    def translate(self, articles: Sequence[Path], languages: Sequence[str]) -> Iterator[Translation]:
        """Translate article by article, language by language, and yield each result when its catalog is written.

        A failure is in the result; after a refused key, a used-up quota or a store that fails, the engine is asked
        nothing more.

        Raises:
            StoppedError: The user asked to stop; everything that was paid is kept.
            InputError: A file cannot be read.
        """
        ended: dict[str, LocworkerError] = {}
        silencer = Silencer(self._settings, None)
        for path in articles:
            for pair in self._pairs(languages):
                engine = self._engines.choose(pair, self._settings.engine)
                if engine.name in ended:
                    article, _ = self._project.read(path)
                    yield Translation(article=article.id, pair=pair, engine=engine.name, error=ended[engine.name])
                    continue
                store = self._store_of(engine)
                work = prepare(self._project, path, pair, engine, store)
                result = translate(work, self._around, store, silencer=silencer)
                if isinstance(result.error, AuthorisationError | QuotaExceededError | StoreError):
                    ended[engine.name] = result.error
                yield result

    def check(self, paths: Sequence[Path], request: CheckRequest) -> CheckReport:
        """Check catalogs, or finished pages without their source; nothing is written.

        Raises:
            InputError: A path is missing or cannot be read.
            ConfigError: A rule is unknown.
        """
        return check(self._project, paths, request)

    def rebuild(self, article: Path, language: str, *, output: Path | None, allow_unreviewed: bool) -> Rebuild:
        """Build a localized article from its reviewed catalog, or say what holds it back.

        Raises:
            InputError: The article or its catalog is missing or broken, or the page cannot be written.
        """
        pair = LanguagePair(self._settings.source, language)
        return rebuild(self._project, article, pair, output=output, allow_unreviewed=allow_unreviewed)

    def survey_engines(self, pairs: Sequence[LanguagePair]) -> list[EngineStatus]:
        """Return every engine with whether it is usable now, and why not."""
        return self._engines.survey(list(pairs))

    def sync_glossaries(self, languages: Sequence[str], *, engine: str, dry_run: bool) -> Sequence[GlossarySync]:
        """Make an engine's own glossaries hold the project's terms, and return what became of each language.

        What the engine keeps of older states is deleted, unless a job in the queue still goes out with it.

        Raises:
            EngineError: The engine keeps no glossaries, or refused.
            InputError: A glossary cannot be read.
        """
        glossaries = glossaries_for_engine(self._project, languages)
        others = [language for language in self._settings.languages if language not in languages]
        in_use = [*glossaries_for_engine(self._project, others), *glossaries_of_jobs(self._store)]
        return self._engines.load(engine).sync_glossaries(
            glossaries, label=glossary_label(self._settings), in_use=in_use, dry_run=dry_run
        )

    def remaining_quota(self, engine: str) -> int | None:
        """Return the characters left at an engine, or None where it cannot tell.

        Raises:
            EngineError: The engine cannot be asked.
        """
        return self._engines.load(engine).remaining_quota()

    def close(self) -> None:
        """Release the store and the engines."""
        self._engines.close()
        if "_store" in self.__dict__:
            self._store.close()

    def _take_turn(self, name: str) -> AbstractContextManager[None]:
        # The store is opened by who needs it, not by making the engines.
        return self._store.take_turn(name)

    @cached_property
    def _store(self) -> Store:
        return open_store(self._settings.database_url)

    def _store_of(self, engine: Engine) -> Store | None:
        return self._store if engine.translates else None

    def _pairs(self, languages: Sequence[str]) -> list[LanguagePair]:
        return [LanguagePair(self._settings.source, language) for language in languages]
