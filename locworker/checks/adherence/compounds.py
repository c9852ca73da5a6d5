"""Compounds. In: a word of a German or Dutch text and an approved noun; out: whether the noun is a part of it.

A part is sure when what stands before and after it are words too, with a linking element where one belongs:
"Kontenübersicht", "Bankkonto", "Zinszahlung". A particle before it makes another word: "Auszahlung" is no Zahlung.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from locworker.checks.adherence import dutch, german
from locworker.checks.adherence.lexicon import load_words
from locworker.checks.adherence.likeness import Likeness
from locworker.checks.adherence.particles import PARTICLES
from locworker.checks.adherence.text import word_set

COMPOUNDING = frozenset(PARTICLES)

_LINKERS = ("", "s", "es", "n", "en", "ns", "e", "er")
_LONGEST = 60
_SHORTEST_PART = 3
_SHORT_NOUN = 4
# With these behind it, a noun is another one: Steuerung is no Steuer.
_SUFFIXES = word_set("ung ungen ers ern ner nern ierung ierungen ient ienten schaft schaften heit keit nahme nahmen")
_VOWEL = re.compile("[aeiouy]")
_OPEN_SYLLABLE = re.compile("[^aeiou][aeou][^aeiouy]\\Z")


_NOUN_FORMS: dict[str, Callable[[str], frozenset[str]]] = {"de": german.noun_forms, "nl": dutch.noun_forms}
_MODIFIER_FORMS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "de": german.modifier_forms,
    "nl": dutch.modifier_forms,
}


@lru_cache(maxsize=20_000)
def core(language: str, noun: str) -> str:
    """Return what all forms of a noun without marks have in common: it is looked for first."""
    forms = (german.adjective_stem(noun), *_MODIFIER_FORMS[language](noun), *_NOUN_FORMS[language](noun))
    # What the first and the last in the alphabet share, all share.
    first, last = min(forms), max(forms)
    length = min(len(first), len(last))
    while first[:length] != last[:length]:
        length -= 1
    return first[:length]


def inflected_forms(language: str, noun: str) -> frozenset[str]:
    """Return the forms that a noun without marks may have; where no compounds are made, only the plural in -s."""
    return _NOUN_FORMS[language](noun) if language in COMPOUNDING else frozenset({noun, noun + "s", noun + "es"})


def is_modifier_form(language: str, word: str, noun: str) -> bool:
    """Say whether a word is the form that a noun has before another, both without marks: Versicherungs-."""
    return word in _MODIFIER_FORMS[language](noun)


def find_in_compound(language: str, word: str, noun: str) -> Likeness | None:
    """Return how surely a noun is a part of a longer word, both without marks; None where it is not.

    `AKIN` is a place at one end of the word where the other end is no word that is known.
    """
    if len(word) > _LONGEST or len(noun) < _SHORTEST_PART:
        return None
    best = _judge_root(language, word, noun)
    at = word.find(core(language, noun))
    while at >= 0:
        found = _judge_place(language, word, noun, at)
        if found is Likeness.COMPOUND:
            return found
        best = best or found
        at = word.find(core(language, noun), at + 1)
    return best


def _judge_root(language: str, word: str, noun: str) -> Likeness | None:
    """Look for the root of a noun made of a verb at the beginning: Bestellnummer for Bestellung."""
    for root in _verb_roots(noun):
        rest = word.removeprefix(root)
        if rest == word or rest.startswith(("ung", "ing", "ling")) or not is_word(language, rest):
            continue
        if language == "nl" or root not in load_words("de.nouns"):
            return Likeness.AKIN
    return None


def _verb_roots(noun: str) -> tuple[str, ...]:
    """Return the root of the verb that a noun in -ung or -ing is made of, in Dutch also as it is spelt at an end."""
    if not noun.endswith(("ung", "ing")) or len(noun) < _SHORTEST_PART + 4:
        return ()
    root = noun[:-3]
    if noun.endswith("ung"):
        return (root,)
    if root[-1] == root[-2]:
        return root, root[:-1]
    # Betaling, betaalkaart.
    return (root, root[:-1] + root[-2:]) if _OPEN_SYLLABLE.search(root) else (root,)


def _judge_place(language: str, word: str, noun: str, at: int) -> Likeness | None:
    before, rest = word[:at], word[at:]
    head = rest in _NOUN_FORMS[language](noun)
    if not head and before in PARTICLES[language].all:
        return None
    tails = [] if head else [rest[len(form) :] for form in _MODIFIER_FORMS[language](noun) if rest.startswith(form)]
    tails = [tail for tail in tails if len(tail) >= _SHORTEST_PART]
    if not head and not tails:
        return None
    known_after = head or any(is_word(language, tail) for tail in tails)
    if not before:
        if known_after:
            return Likeness.COMPOUND
        unknown = all(tail not in _SUFFIXES for tail in tails)
        return Likeness.AKIN if unknown and len(noun) > _SHORT_NOUN else None
    if before in PARTICLES[language].changing:
        return None
    if before in PARTICLES[language].narrowing:
        return None if noun.endswith("ung") else Likeness.AKIN
    if is_modifier(language, before):
        return Likeness.COMPOUND if known_after else None
    return Likeness.AKIN if head and len(noun) > _SHORT_NOUN + 1 and len(before) >= _SHORTEST_PART else None


@lru_cache(maxsize=50_000)
def is_word(language: str, part: str) -> bool:
    """Say whether the end of a compound, without marks, is a word or a compound of words."""
    if len(part) < _SHORTEST_PART:
        return False
    nouns = load_words(f"{language}.nouns")
    if part in nouns:
        return True
    return any(
        part[cut:] in nouns and is_modifier(language, part[:cut], simple=True)
        for cut in range(_SHORTEST_PART, len(part) - _SHORTEST_PART + 1)
    )


@lru_cache(maxsize=50_000)
def is_modifier(language: str, part: str, *, simple: bool = False) -> bool:
    """Say whether the beginning of a compound, without marks, is a word or several, with linking elements."""
    if not _VOWEL.search(part):
        return False
    nouns, others = load_words(f"{language}.nouns"), load_words(f"{language}.modifiers")
    for linker in _LINKERS:
        stem = part.removesuffix(linker) if linker and part.endswith(linker) else part
        if linker and stem == part:
            continue
        if len(stem) >= _SHORTEST_PART and stem not in PARTICLES[language].all and (stem in nouns or stem in others):
            return True
        if len(stem) >= _SHORTEST_PART and stem + "e" in nouns and stem + "e" not in PARTICLES[language].all:
            return True
    if simple:
        return False
    return any(
        is_modifier(language, part[:cut], simple=True) and is_modifier(language, part[cut:], simple=True)
        for cut in range(_SHORTEST_PART, len(part) - _SHORTEST_PART + 1)
    )
