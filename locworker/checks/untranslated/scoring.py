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


@dataclass(slots=True, kw_only=True)
class Weights:
    """What each sign adds to a score."""

    strongest: int = 250
    passed: int = -60
    quoted: int = -300
    hyphen: int = 80
    hyphen_capital: int = 40
    dangling: int = 120
    common: int = 0
    """Per hundred of how common the word is in the target language, above 300."""

    lower: int = -50
    initial: int = -90
    name: int = -60
    not_copied: int = -200
    pair: int = 40
    known: int = -50
    like: int = 70
    capital: int = -20
    """A German noun that is written with its capital: loans are."""
    not_english: int = -40
    accept: int = 50

    alone_lower: int = -110
    alone_initial: int = -110
    alone_capital: int = -120
    alone_name: int = -60
    alone_known: int = -60
    alone_not_english: int = -100
    alone_accept: int = 40
    heading: int = 70
    whole: int = 30


WEIGHTS = Weights()


def score_words(view: View, lexicon: Lexicon, *, capital_nouns: bool) -> list[int]:
    """Return the score of each word."""
    if view.copied is None:
        return [_score_alone(view, place, capital_nouns=capital_nouns) for place in range(len(view.tokens))]
    return [_score_copied(view, place, lexicon) for place in range(len(view.tokens))]


def _base(view: View, place: int) -> int:
    word = view.words[place]
    gap = max(min(word.gap, WEIGHTS.strongest), -WEIGHTS.strongest)
    if len(word.folded) == 1:
        return min(gap, 0)
    join = view.joins[place]
    if join is Join.DANGLING:
        gap += WEIGHTS.dangling
    elif join is Join.HYPHEN:
        gap += WEIGHTS.hyphen_capital if view.tokens[place].capital else WEIGHTS.hyphen
    return gap - WEIGHTS.common * max(0, word.zipf - 300) // 100


def _score_copied(view: View, place: int, lexicon: Lexicon) -> int:
    passed = view.passes[place]
    if passed is not None and not (view.whole and passed is Pass.NAME):
        return WEIGHTS.quoted if passed is Pass.QUOTE else WEIGHTS.passed
    assert view.copied is not None and view.source is not None  # noqa: S101, PT018
    word, token = view.words[place], view.tokens[place]
    kind = Copied.LOWER if view.whole else view.copied[place]
    base = _base(view, place) + (WEIGHTS.known if word.known else 0)
    if kind is Copied.ABSENT:
        return min(base, 0) + WEIGHTS.not_copied
    if kind is Copied.NAME or (kind is Copied.INITIAL and token.capital and not word.english):
        return WEIGHTS.name if base > -100 else base
    score = base + (WEIGHTS.lower if kind >= Copied.TITLE else WEIGHTS.initial)
    if token.capital:
        score += WEIGHTS.capital + (0 if word.english else WEIGHTS.not_english)
    if place and view.copied[place - 1] and (view.words[place - 1].folded, word.folded) in view.source.pairs:
        score += WEIGHTS.pair
    if word.absent and not word.english and kind is Copied.LOWER and lexicon.is_like_source(word.folded):
        score = max(score, WEIGHTS.like)
    return score


def _score_alone(view: View, place: int, *, capital_nouns: bool) -> int:
    passed, join = view.passes[place], view.joins[place]
    if passed is not None and not (passed is Pass.NAME and join):
        return WEIGHTS.quoted if passed is Pass.QUOTE else WEIGHTS.alone_name
    word, token = view.words[place], view.tokens[place]
    base = _base(view, place) + (WEIGHTS.alone_known if word.known else 0)
    if not word.english and base > 0:
        base = max(0, base + WEIGHTS.alone_not_english)
    if not token.capital:
        return base + WEIGHTS.alone_lower
    if token.initial:
        return base + WEIGHTS.alone_initial
    if capital_nouns:
        return base + WEIGHTS.alone_capital
    return WEIGHTS.alone_name if base > -100 else base
