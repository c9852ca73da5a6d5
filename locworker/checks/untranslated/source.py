"""The words of a source, for looking up how a target's word stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from locworker.checks.untranslated.tokens import Token, find_words, fold_word, read_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Copied(IntEnum):
    """How a target's word stands in the source; of several places the strongest counts."""

    ABSENT = 0
    NAME = 1
    """With a capital in mid-sentence, as names have it."""
    INITIAL = 2
    """With the capital that starts a sentence."""
    TITLE = 3
    """With a capital in a text that has one on every word."""
    LOWER = 4


@dataclass(frozen=True, slots=True)
class Source:
    """A source's words: how each is written, and which follow each other, with capitals or at all.

    `capital_nouns` says that the language writes nouns with a capital, so that one says little of a word.
    """

    folded: tuple[str, ...]
    kinds: dict[str, Copied] = field(default_factory=dict)
    pairs: frozenset[tuple[str, str]] = frozenset()
    capital_pairs: frozenset[tuple[str, str]] = frozenset()
    capital_nouns: bool = False


CONNECTORS = frozenset(
    [
        "of",
        "the",
        "for",
        "and",
        "to",
        "in",
        "on",
        "at",
        "a",
        "an",
        "with",
        "by",
        "from",
        "or",
        "de",
        "von",
        "la",
        "del",
        "di",
    ]
)
"""Little words that names have inside: Bank of England, Banca di Roma."""

_LONG = 4
_MARKS = 5
_LOOKED_THROUGH = 5_000
_TITLED = 0.8


def read_source(text: str, *, capital_nouns: bool = False) -> Source:
    """Return the words of a source text."""
    tokens = read_tokens(text)
    titled = _is_titled(token.text for token in tokens)
    kinds: dict[str, Copied] = {}
    for token in tokens:
        kind = _kind(token, titled=titled)
        if kind > kinds.get(token.folded, Copied.ABSENT):
            kinds[token.folded] = kind
    neighbours = list(pairwise(tokens))
    return Source(
        folded=tuple(token.folded for token in tokens),
        kinds=kinds,
        pairs=frozenset((first.folded, second.folded) for first, second in neighbours),
        capital_pairs=frozenset(_find_capital_pairs(tokens)),
        capital_nouns=capital_nouns,
    )


def _find_capital_pairs(tokens: list[Token]) -> Iterator[tuple[str, str]]:
    """Yield the neighbours in names: words with capitals, and the little words between two of them."""
    for place, (first, second) in enumerate(pairwise(tokens)):
        if not first.capital:
            continue
        if second.capital:
            yield first.folded, second.folded
        elif second.folded in CONNECTORS and place + 2 < len(tokens) and tokens[place + 2].capital:
            yield first.folded, second.folded
            yield second.folded, tokens[place + 2].folded


def has_other_than_names(text: str, words: Iterable[str]) -> bool:
    """Say whether a source has one of the words otherwise than as a name, without reading it word by word.

    Args:
        text: The source.
        words: Words as the target writes them.
    """
    if len(text) > _LOOKED_THROUGH:
        return True
    there = set(find_words(text))
    titled = _is_titled(there)
    for word in set(words):
        folded = fold_word(word)
        if folded in there:
            return True
        for form in {word, folded.capitalize(), folded.upper()} & there:
            if titled or _starts_sentence(text, form):
                return True
    return False


def _starts_sentence(text: str, word: str) -> bool:
    place = text.find(word)
    while place >= 0:
        before = text[max(0, place - _MARKS) : place].rstrip(" \"'“”„«»‘’‚(")
        if not before or before[-1] in ".!?…:\n\t\r•|":
            return True
        place = text.find(word, place + len(word))
    return False


def _is_titled(words: Iterable[str]) -> bool:
    """Say whether a text has a capital on nearly every word that is long enough for one."""
    long = [word for word in words if len(word) >= _LONG]
    return bool(long) and sum(word[0].isupper() for word in long) >= _TITLED * len(long)


def _kind(token: Token, *, titled: bool) -> Copied:
    if not token.capital:
        return Copied.LOWER
    if titled and not token.upper:
        return Copied.TITLE
    return Copied.INITIAL if token.initial else Copied.NAME
