"""Choose the engine of a language pair. In: the settings and a name or `auto`; out: an engine that can do it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from locworker.engines.base import Engine, EngineOptions, Usability, take_turn_alone
from locworker.errors import NoEngineError
from locworker.languages import LanguagePair
from locworker.plugins import engine_names, load_engine
from locworker.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineStatus:
    """An engine with whether it can work here, and its routes for the pairs that were asked about."""

    name: str
    version: str
    billed: bool
    automatic: bool
    usability: Usability
    routes: tuple[tuple[LanguagePair, str | None], ...] = ()


class Engines:
    """The engines of one project, loaded once each; threads share them. `take_turn` is the store's, if any."""

    def __init__(
        self, settings: Settings, *, take_turn: Callable[[str], AbstractContextManager[None]] = take_turn_alone
    ) -> None:
        self._settings = settings
        self._take_turn = take_turn
        self._lock = threading.Lock()
        self._loaded: dict[str, Engine] = {}

    def load(self, name: str) -> Engine:
        """Return an engine by name.

        Raises:
            ConfigError: There is no such engine, or it fails to load.
        """
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = load_engine(name, self._options(name))
            return self._loaded[name]

    def choose(self, pair: LanguagePair, name: str) -> Engine:
        """Return the named engine, or for `auto` the first in order that can translate the pair.

        Raises:
            ConfigError: There is no engine of that name.
            NoEngineError: It cannot work here or not for this pair; the text says what would help.
        """
        if name != "auto":
            engine = self.load(name)
            problem = self._problem(engine, pair)
            if problem:
                raise NoEngineError(f"{pair}: {name}: {problem}")
            return engine
        problems = []
        for engine in self._in_order():
            problem = self._problem(engine, pair)
            if not problem:
                return engine
            problems.append(f"{engine.name}: {problem}")
        raise NoEngineError(f"no engine can translate {pair} here. " + " · ".join(problems))

    def why_not_deepl(self, pair: LanguagePair) -> str:
        """Return why `auto` passes DeepL over although there is a key for it; nothing when it does not."""
        return self._problem(self.load("deepl"), pair) if self._settings.deepl_key else ""

    def survey(self, pairs: list[LanguagePair]) -> list[EngineStatus]:
        """Return every engine with whether it is usable now, those of `auto` first, in its order."""
        engines = [*self._in_order(), *(e for e in map(self.load, engine_names()) if e.auto_rank is None)]
        return [
            EngineStatus(
                name=engine.name,
                version=engine.version if engine.check().usable else "",
                billed=engine.billed,
                automatic=engine.auto_rank is not None,
                usability=engine.check(),
                routes=tuple((pair, engine.route(pair) if engine.check().usable else None) for pair in pairs),
            )
            for engine in engines
        ]

    def close(self) -> None:
        """Release what the engines hold."""
        for engine in self._loaded.values():
            engine.close()

    def _in_order(self) -> list[Engine]:
        ranked = [(engine.auto_rank, engine) for engine in map(self.load, engine_names())]
        return [engine for rank, engine in sorted(ranked, key=lambda pair: pair[0] or 0) if rank is not None]

    def _problem(self, engine: Engine, pair: LanguagePair) -> str:
        usability = engine.check()
        if not usability.usable:
            return f"{usability.reason}; {usability.remedy}" if usability.remedy else usability.reason
        return "" if engine.route(pair) else "has no route for this pair"

    def _options(self, name: str) -> EngineOptions:
        extra = dict(self._settings.engines.get(name, {}))
        extra.pop("timeout", None)
        url = extra.pop("url", None)
        own = name == "deepl"
        return EngineOptions(
            key=self._settings.deepl_key if own else None,
            url=(self._settings.deepl_url if own else None) or url,
            timeout=self._settings.timeout_of(name),
            variants=self._settings.variants,
            extra=extra,
            project=self._settings.project,
            take_turn=self._take_turn,
        )
