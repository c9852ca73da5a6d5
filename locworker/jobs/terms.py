"""The terms that batches go out with: kept in the store once, by their hash, so that workers need no glossary files."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from locworker.engines.base import GlossaryTerm
from locworker.errors import StoreError
from locworker.pipeline import Setup
from locworker.store import GlossaryVersion

if TYPE_CHECKING:
    from locworker.store import Store


class TermShelf:
    """Keeps terms in the store and gets them back, each version once a process."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: set[str] = set()
        self._found = lru_cache(maxsize=32)(self._load)

    def keep(self, setup: Setup, *, now: float) -> str:
        """Keep the terms of a pair, and return their hash; nothing where an engine has none to apply."""
        if setup.glossary is None or not setup.terms:
            return ""
        name = setup.glossary.content_hash
        if name not in self._kept:
            pairs = [[term.source, term.target] for term in setup.terms]
            terms = json.dumps(pairs, ensure_ascii=False)
            self._store.keep_glossary(GlossaryVersion(hash=name, pair=setup.pair, terms=terms, created=now))
            self._kept.add(name)
        return name

    def find(self, name: str) -> tuple[GlossaryTerm, ...]:
        """Return the terms with a hash.

        Raises:
            StoreError: The store does not have them.
        """
        return self._found(name) if name else ()

    def _load(self, name: str) -> tuple[GlossaryTerm, ...]:
        version = self._store.glossary_version(name)
        if version is None:
            raise StoreError(f"the glossary version {name} is not in the store")
        return tuple(GlossaryTerm(source=source, target=target) for source, target in json.loads(version.terms))
