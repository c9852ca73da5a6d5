"""Packed words: the German and Dutch words that compounds are made of, and Polish lemmas.

`scripts/pack_terms.py` writes them; each is mapped into memory when its language is first asked for.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from functools import lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"


@lru_cache(maxsize=16)
def load_words(name: str) -> Container[str]:
    """Return a pack of words without marks, for example `de.nouns`; nothing where there is none."""
    import marisa_trie

    path = _DATA / f"{name}.marisa"
    return marisa_trie.Trie().mmap(str(path)) if path.is_file() else ()


@lru_cache(maxsize=16)
def load_lemmas(language: str) -> Mapping[str, list[bytes]]:
    """Return the lemmas of the forms that rules of endings do not explain; nothing where there is no pack."""
    import marisa_trie

    path = _DATA / f"{language}.lemmas.marisa"
    return marisa_trie.BytesTrie().mmap(str(path)) if path.is_file() else {}
