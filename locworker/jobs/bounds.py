"""The most that queuing articles can cost, in the time of reading them: articles and languages in, a bound each out.

What is reviewed, remembered or paid already makes it less; `estimate` counts that exactly, and takes its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from locworker.engines.base import Engine
from locworker.errors import ConfigError
from locworker.jobs.engines import Engines
from locworker.jobs.project import Project
from locworker.jobs.report import Progress
from locworker.languages import LanguagePair
from locworker.settings import Settings
from locworker.text import is_translatable, view_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """The most that translating articles into one language takes; `characters` is 0 for an engine that costs nothing.

    `price` is in the currency of the setting `prices`, None without one. A text that came back damaged goes out once
    more, which is not counted.
    """

    pair: LanguagePair
    engine: str
    route: str
    texts: int
    characters: int
    price: Decimal | None


def bound_articles(
    settings: Settings, articles: Sequence[Path], languages: Sequence[str], progress: Progress
) -> list[Bound]:
    """Return what articles can cost at most, a bound for each language; nothing is sent.

    Raises:
        InputError: An article or a glossary cannot be read.
        NoEngineError: No engine can do one of the languages.
        ConfigError: A language is the articles' own.
    """
    project, engines = Project(settings), Engines(settings)
    pairs = [LanguagePair(settings.source, language) for language in languages]
    try:
        chosen = [_choose(engines, pair, settings.engine, progress) for pair in pairs]
        for pair in pairs:
            # A broken glossary is told now, and not by a worker later.
            project.pair_glossary(pair)
        texts = _distinct_texts(project, articles, progress)
        characters = sum(len(view_text(text).plain) for text in texts)
        return [
            _bound(settings, pair, engine, texts=len(texts), characters=characters)
            for pair, engine in zip(pairs, chosen, strict=True)
        ]
    finally:
        engines.close()


def _distinct_texts(project: Project, articles: Sequence[Path], progress: Progress) -> set[str]:
    """Return the texts to translate: one that several segments or articles share goes out once."""
    progress.start("reading", len(articles))
    texts: set[str] = set()
    for path in articles:
        _, segments = project.read(path)
        texts.update(segment.source for segment in segments if is_translatable(segment.source))
        progress.advance(1)
    return texts


def _choose(engines: Engines, pair: LanguagePair, name: str, progress: Progress) -> Engine:
    if name == "auto" and (problem := engines.why_not_deepl(pair)):
        progress.say(f"{pair}: not deepl, although it has a key: {problem}")
    engine = engines.choose(pair, name)
    if engine.translates and pair.source == pair.target:
        raise ConfigError(f"{pair.target} is the language of the articles; name another one with --to")
    return engine


def _bound(settings: Settings, pair: LanguagePair, engine: Engine, *, texts: int, characters: int) -> Bound:
    billed = characters if engine.billed else 0
    price = settings.prices.get(engine.name)
    return Bound(
        pair=pair,
        engine=engine.name,
        route=engine.route(pair) or "",
        texts=texts,
        characters=billed,
        price=price * billed / 1_000_000 if price is not None and engine.billed else None,
    )
