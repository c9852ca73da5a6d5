"""Packed words (the German and Dutch words that compounds are made of, Polish lemmas), and lists that people write.

`scripts/pack_terms.py` writes the packs; each is mapped into memory when its language is first asked for. A list has a
line for each key: the key, a colon, and what belongs to it.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

_LISTS = Path(__file__).parent
_DATA = _LISTS / "data"


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


def read_list(name: str) -> Iterator[tuple[str, str]]:
    """Yield the keys of a list with what belongs to them, without its comments; `name` is for example `senses.txt`."""
    for line in (_LISTS / name).read_text(encoding="utf-8").splitlines():
        key, colon, rest = line.partition(":")
        if colon and not line.startswith("#"):
            yield key, rest
