"""Accepted loans. In: a language, a project's glossary; out: the English words that a page in it may keep.

Each language has a list, `checks/loans/<language>.txt`, kept by editors: one word or phrase a line, then `#` and the
reason; `names.txt` has names for all of them. What the glossary protects, and English that it has as a translation,
is accepted too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from locworker.checks.untranslated.tokens import find_words, fold_word
from locworker.languages import base_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from locworker.checks.untranslated.tokens import Token
    from locworker.glossary import PairGlossary

_FOLDER = Path(__file__).parent.parent / "loans"
_NAMES = "names.txt"


@dataclass(frozen=True, slots=True)
class Loan:
    """An accepted word or phrase, folded; one that is listed with a capital is accepted with a capital only."""

    words: tuple[str, ...]
    capital: bool


def parse_loans(text: str) -> list[str]:
    """Return the words and phrases of a list, without the reasons."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line]


@lru_cache(maxsize=32)
def load_loans(tag: str) -> tuple[Loan, ...]:
    """Return the accepted loans of a language and the names that all languages keep."""
    files = [_FOLDER / _NAMES, _FOLDER / f"{base_language(tag)}.txt"]
    texts = [path.read_text(encoding="utf-8") for path in files if path.is_file()]
    return tuple(_read(phrase) for text in texts for phrase in parse_loans(text))


def read_glossary_loans(glossary: PairGlossary) -> Iterator[Loan]:
    """Yield what a glossary lets a target keep: protected terms, and the wordings of all translations."""
    for entry in glossary.entries:
        yield from (_read(text) for text in entry.targets)
        if entry.protected:
            yield from (_read(text) for text in entry.sources)


def index_loans(loans: Iterable[Loan]) -> dict[str, tuple[Loan, ...]]:
    """Return the loans by their first word, the longest first."""
    found: dict[str, set[Loan]] = {}
    for loan in loans:
        if loan.words:
            found.setdefault(loan.words[0], set()).add(loan)
    return {first: tuple(sorted(group, key=lambda loan: -len(loan.words))) for first, group in found.items()}


def find_loans(tokens: Sequence[Token], index: Mapping[str, tuple[Loan, ...]]) -> set[int]:
    """Return the places of the words that belong to an accepted loan."""
    places: set[int] = set()
    for place, token in enumerate(tokens):
        for loan in index.get(token.folded, ()):
            stretch = range(place, min(place + len(loan.words), len(tokens)))
            if (token.capital or not loan.capital) and tuple(tokens[at].folded for at in stretch) == loan.words:
                places.update(stretch)
                break
    return places


def _read(phrase: str) -> Loan:
    words = find_words(phrase)
    return Loan(tuple(fold_word(word) for word in words), capital=bool(words) and words[0][0].isupper())
