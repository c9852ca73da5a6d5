"""Accepted loans. In: a language, a project's glossary; out: the English words that a page in it may keep.

Each language has a list, `checks/loans/<language>.txt`, kept by editors: one word or phrase a line, then `#` and the
reason. What the glossary protects, and English that it has as a translation, is accepted too.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.checks.untranslated.tokens import find_words, fold_word
from locworker.languages import base_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from locworker.glossary import PairGlossary

_FOLDER = Path(__file__).parent.parent / "loans"

Phrase = tuple[str, ...]


def parse_loans(text: str) -> list[str]:
    """Return the words and phrases of a list, without the reasons."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


@lru_cache(maxsize=32)
def load_loans(tag: str) -> tuple[Phrase, ...]:
    """Return the accepted loans of a language, each as its folded words."""
    path = _FOLDER / f"{base_language(tag)}.txt"
    if not path.is_file():
        return ()
    return tuple(_fold(phrase) for phrase in parse_loans(path.read_text(encoding="utf-8")))


def read_glossary_loans(glossary: PairGlossary) -> Iterator[Phrase]:
    """Yield what a glossary lets a target keep: protected terms, and the wordings of all translations."""
    for entry in glossary.entries:
        yield from (_fold(text) for text in entry.targets)
        if entry.protected:
            yield from (_fold(text) for text in entry.sources)


def index_loans(phrases: Iterable[Phrase]) -> dict[str, tuple[Phrase, ...]]:
    """Return the phrases by their first word, the longest first."""
    found: dict[str, set[Phrase]] = {}
    for phrase in phrases:
        if phrase:
            found.setdefault(phrase[0], set()).add(phrase)
    return {first: tuple(sorted(group, key=len, reverse=True)) for first, group in found.items()}


def find_loans(words: Sequence[str], index: Mapping[str, tuple[Phrase, ...]]) -> set[int]:
    """Return the places of the folded words that belong to an accepted loan."""
    places: set[int] = set()
    for place, word in enumerate(words):
        for phrase in index.get(word, ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                places.update(range(place, place + len(phrase)))
                break
    return places


def _fold(phrase: str) -> Phrase:
    return tuple(fold_word(word) for word in find_words(phrase))
