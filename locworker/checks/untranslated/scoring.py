"""Scores. In: the view of a target; out: for each word a weight of evidence that it was left over.

A score is in hundredths of a power of ten: how much more common the word is in the source language than in the target
language, moved by how it stands in the source and how it is written. Above 0 speaks for a leftover, below for a word of
the target language. The numbers were chosen on one part of a benchmark and checked on another; see docs/benchmarks.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from locworker.checks.untranslated.compounds import Join
from locworker.checks.untranslated.source import Copied
from locworker.checks.untranslated.view import Pass, View

if TYPE_CHECKING:
    from locworker.checks.untranslated.lexicon import Lexicon


_COMMON = 300


@dataclass(slots=True, kw_only=True)
class Weights:
    """What each sign adds to a score, and how high a run of words has to score to be reported."""

    lower: int
    """Every word that is written in lower case starts from here: how rare leftovers are."""
    initial: int
    """The same for a word with the capital that starts a sentence."""
    capital: int
    """The same for a German word with the capital of a noun: loans have it."""
    known: int
    """The word is in a dictionary of the target language."""
    not_english: int
    """The word is capitalised and in no dictionary of the source language in lower case."""
    common: int
    """For each ten times that the word is more common in the target language than once in a million words."""
    common_unlisted: int
    """The same for a word that no dictionary of the target language has: names, web pages in the source language."""
    accept: int
    hybrid: int
    """How English the second part of a compound has to be that has grown together."""
    whole: int
    """How English the words of a passage have to be on the average for all of it to be reported."""
    rare: int = 0
    """For each ten times that the word is rarer in the source language than three times in a million words."""
    noun: int = 0
    """A German noun, if it were one, without its capital."""
    open: int = 0
    leading: int = -40
    """The word is the first part of a compound with a native second part: loans stand there."""
    hyphen: int = 80
    hyphen_capital: int = 40
    dangling: int = 120
    name: int = -60
    """A word that is let through; one in a row of names and loans neither makes nor breaks a run."""
    quoted: int = -300
    phrase: int = 40
    """The word follows an article, a preposition or the like of the source, as it does there."""
    like: int = 70
    """The least score of a word that no language has, but that looks like one of the source language."""
    not_copied: int = -200


COPIED = Weights(
    lower=-50,
    initial=-90,
    capital=-60,
    known=-60,
    not_english=-60,
    common=60,
    common_unlisted=40,
    rare=20,
    noun=50,
    open=70,
    hyphen=80,
    hyphen_capital=80,
    leading=-10,
    name=-70,
    phrase=70,
    accept=55,
    hybrid=50,
    whole=10,
)
"""With a source."""
ALONE = Weights(
    lower=-105,
    initial=-120,
    capital=-85,
    known=-50,
    not_english=-100,
    common=10,
    common_unlisted=10,
    noun=60,
    open=50,
    hyphen=120,
    hyphen_capital=100,
    name=-50,
    accept=40,
    hybrid=200,
    whole=40,
)
"""Without one."""

FUNCTION_WORDS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "to",
        "for",
        "and",
        "or",
        "as",
        "is",
        "are",
        "be",
        "not",
        "by",
        "with",
        "this",
        "its",
        "one",
    ]
)
"""Words that hold English phrases together, for looking beyond the words that give a leftover away."""

_STRONGEST = 250
_NATIVE = -100
_STRANGE_MOST = 30


def score_words(view: View, lexicon: Lexicon, *, capital_nouns: bool) -> list[int]:
    """Return the score of each word."""
    if view.copied is None:
        return [_score_alone(view, place, capital_nouns=capital_nouns) for place in range(len(view.tokens))]
    scores = [
        min(word.gap, 0) + COPIED.not_copied
        if kind is Copied.ABSENT and passed is None
        else _score_copied(view, place, capital_nouns=capital_nouns)
        for place, (word, kind, passed) in enumerate(zip(view.words, view.copied, view.passes, strict=True))
    ]
    strange = [place for place in range(len(view.tokens)) if _is_strange(view, place)]
    # Prose has few words that nobody knows; in a table of codes each would take a millisecond.
    for place in strange if len(strange) <= _STRANGE_MOST else ():
        if lexicon.is_like_source(view.words[place].folded):
            scores[place] = max(scores[place], COPIED.like)
    return scores


def _base(view: View, place: int, weights: Weights, *, paired: bool, capital_nouns: bool) -> int:
    word, join = view.words[place], view.joins[place]
    gap = max(min(word.gap, _STRONGEST), -_STRONGEST)
    if len(word.folded) == 1:
        return min(gap, 0)
    if join is Join.DANGLING:
        gap += weights.dangling
    elif join is Join.HYPHEN:
        gap += weights.hyphen_capital if view.tokens[place].capital else weights.hyphen
    elif join is Join.OPEN:
        gap += weights.open
    if capital_nouns and view.gaps[place] == "-" and view.tokens[place].capital:
        gap += weights.leading
    if word.known:
        gap += weights.known
    elif capital_nouns and not view.tokens[place].capital:
        gap += weights.noun
    gap -= weights.rare * max(0, 350 - word.zipf - word.gap) // 100
    if paired:
        return gap
    common = weights.common if word.known else weights.common_unlisted
    return gap - common * max(0, word.zipf - _COMMON) // 100


def _is_strange(view: View, place: int) -> bool:
    word, copied = view.words[place], view.copied
    if copied is None or not word.absent or word.english or view.passes[place] is not None:
        return False
    return view.whole or copied[place] is Copied.LOWER


def _score_copied(view: View, place: int, *, capital_nouns: bool) -> int:
    passed, weights = view.passes[place], COPIED
    if passed is not None and not (view.whole and passed is Pass.NAME):
        return weights.quoted if passed is Pass.QUOTE else weights.name
    assert view.copied is not None and view.source is not None  # noqa: S101, PT018
    word, token = view.words[place], view.tokens[place]
    kind = Copied.LOWER if view.whole else view.copied[place]
    if kind is Copied.NAME and view.source.capital_nouns and word.absent:
        kind = Copied.TITLE
    follows = _follows(view, place)
    paired = follows or (place + 1 < len(view.tokens) and _follows(view, place + 1))
    base = _base(view, place, weights, paired=paired, capital_nouns=capital_nouns)
    if kind is Copied.NAME or (kind is Copied.INITIAL and token.capital and not word.english):
        return weights.name if base > -100 else base
    if kind is Copied.INITIAL:
        score = base + weights.initial
    else:
        score = base + (weights.capital if token.capital else weights.lower)
    if token.capital and not word.english:
        score += weights.not_english
    if _continues_phrase(view, place):
        score += weights.phrase
    return score


def _follows(view: View, place: int) -> bool:
    if not place or view.source is None or view.passes[place - 1] is not None or view.words[place - 1].gap <= 0:
        return False
    return (view.words[place - 1].folded, view.words[place].folded) in view.source.pairs


def _continues_phrase(view: View, place: int) -> bool:
    if not place or view.source is None or view.passes[place - 1] is not None:
        return False
    before = view.words[place - 1].folded
    return before in FUNCTION_WORDS and (before, view.words[place].folded) in view.source.pairs


def _score_alone(view: View, place: int, *, capital_nouns: bool) -> int:
    passed, join, weights = view.passes[place], view.joins[place], ALONE
    if passed is not None and not (passed is Pass.NAME and join in (Join.HYPHEN, Join.DANGLING)):
        return weights.quoted if passed is Pass.QUOTE else weights.name
    word, token = view.words[place], view.tokens[place]
    if word.gap < _NATIVE:
        return word.gap
    if token.capital and not word.english and join not in (Join.HYPHEN, Join.DANGLING):
        return weights.name
    base = _base(view, place, weights, paired=False, capital_nouns=capital_nouns)
    if not word.english and base > 0:
        base = max(0, base + weights.not_english)
    if not token.capital:
        return base + weights.lower
    if token.initial:
        return base + weights.initial
    if capital_nouns:
        return base + weights.capital
    return weights.name if base > -100 else base
