"""The terms that batches go out with: kept in the store by their hash, so that workers need no glossary files."""

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

KEEP_AGAIN = 3600.0
"""Seconds after which a version is kept anew: the store deletes those that nobody has kept for a day or more."""


class TermShelf:
    """Keeps terms in the store and gets them back, each version once a process and hour."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._kept: dict[str, float] = {}
        self._found = lru_cache(maxsize=32)(self._load)

    def keep(self, setup: Setup, *, now: float) -> str:
        """Keep the terms of a pair, and return their hash; nothing where an engine has none to apply."""
        if setup.glossary is None or not setup.terms:
            return ""
        name = setup.glossary.content_hash
        if self._kept.get(name, 0.0) <= now - KEEP_AGAIN:
            pairs = [[term.source, term.target] for term in setup.terms]
            terms = json.dumps(pairs, ensure_ascii=False)
            self._store.keep_glossary(GlossaryVersion(hash=name, pair=setup.pair, terms=terms, created=now))
            self._kept[name] = now
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
        return read_terms(version)


def read_terms(version: GlossaryVersion) -> tuple[GlossaryTerm, ...]:
    """Return the terms of a version as engines take them."""
    return tuple(GlossaryTerm(source=source, target=target) for source, target in json.loads(version.terms))
