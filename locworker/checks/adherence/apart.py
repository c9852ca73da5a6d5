"""Compounds taken apart: both nouns of an approved compound as words of their own, "der Rückkauf von Aktien".

The sentence may well be right, so that a reviewer should look; one of the two alone is another wording.
"""

from __future__ import annotations

from functools import lru_cache

from locworker.checks.adherence.akin import is_german_derivation
from locworker.checks.adherence.compounds import COMPOUNDING, inflected_forms, is_modifier_form
from locworker.checks.adherence.lexicon import load_words
from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.particles import PARTICLES
from locworker.checks.adherence.search import load_wording
from locworker.checks.adherence.text import TargetText

_SHORTEST_PART = 3
_SHORTEST_UNKNOWN = 5
_FARTHEST = 6


def find_apart(target: TargetText, text: str, language: str) -> Occurrence | None:
    """Return where the nouns of an approved compound stand near each other as words of their own."""
    wording = load_wording(text, language) if language in COMPOUNDING else None
    if wording is None or len(wording.words) != 1:
        return None
    words = target.words
    for modifiers, head in split_compound(language, wording.words[0].bare):
        heads = inflected_forms(language, head)
        for number, bare in enumerate(words):
            if bare in heads or _is_verb_of(target, number, head, language):
                near = range(max(0, number - _FARTHEST), min(number + _FARTHEST + 1, len(words)))
                other = next((at for at in near if at != number and words[at] in modifiers), None)
                if other is not None:
                    first, last = sorted((number, other))
                    place = target.place(target.spans[first][0], target.spans[last][1])
                    return Occurrence(*place, text, Likeness.AKIN, ("apart",))
    return None


def _is_verb_of(target: TargetText, number: int, noun: str, language: str) -> bool:
    """Say whether a word is a verb of a noun's root: Stellen werden abgebaut."""
    start = target.spans[number][0]
    return language == "de" and target.text[start].islower() and is_german_derivation(target.words[number], noun)


@lru_cache(maxsize=20_000)
def split_compound(language: str, compound: str) -> tuple[tuple[frozenset[str], str], ...]:
    """Return the ways to part a compound without marks in two nouns, the first with its forms."""
    nouns, others = load_words(f"{language}.nouns"), load_words(f"{language}.modifiers")
    ways = []
    for cut in range(_SHORTEST_PART, len(compound) - _SHORTEST_PART + 1):
        before, head = compound[:cut], compound[cut:]
        if head not in nouns or before in PARTICLES[language].all:
            continue
        bases = {base for base in _bases(before) if base in nouns or base in others}
        modifiers = frozenset(
            form
            for base in bases
            if base == before or is_modifier_form(language, before, base)
            for form in inflected_forms(language, base)
        )
        if modifiers or len(before) >= _SHORTEST_UNKNOWN:
            ways.append((modifiers or frozenset({before}), head))
    return tuple(ways)


def _bases(part: str) -> set[str]:
    """Return the nouns that the beginning of a compound may be a form of."""
    bases = {part, part + "e", part + "en"}
    bases.update(part.removesuffix(linker) for linker in ("s", "es", "n", "en", "e", "er", "ns"))
    return {base for base in bases if len(base) >= _SHORTEST_PART}
