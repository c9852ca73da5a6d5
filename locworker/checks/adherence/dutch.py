"""Dutch endings: plurals with their spelling, and the forms that a noun has in a compound."""

from __future__ import annotations

import re
from functools import lru_cache

from locworker.checks.adherence.text import strip_marks

_LONG_VOWEL = re.compile(r"(aa|ee|oo|uu)([bcdfgklmnprstvz])\Z")
_SHORT_VOWEL = re.compile(r"(?<![aeiou])[aeiou][bdfgklmnprst]\Z")
_VOICED = {"f": "v", "s": "z"}


def same(word: str, approved: str, *, in_phrase: bool) -> bool:
    """Say whether a folded word is a form of an approved one."""
    word, approved = strip_marks(word), strip_marks(approved)
    if word in noun_forms(approved) or approved in noun_forms(word):
        return True
    return in_phrase and (word == approved + "e" or word + "e" == approved)


@lru_cache(maxsize=20_000)
def noun_forms(noun: str) -> frozenset[str]:
    """Return the forms that a noun without marks may have in a sentence."""
    forms = {noun, noun + "en", noun + "n", noun + "e"}
    if len(noun) > 4:
        forms.add(noun + "s")
    if noun.endswith("heid"):
        forms.add(noun.removesuffix("heid") + "heden")
    stems = {noun}
    if found := _LONG_VOWEL.search(noun):
        stems.add(noun[: found.start()] + found[1][0] + found[2])
    elif _SHORT_VOWEL.search(noun):
        stems.add(noun + noun[-1])
    stems.update(stem[:-1] + _VOICED[stem[-1]] for stem in tuple(stems) if stem[-1:] in _VOICED)
    forms.update(stem + ending for stem in stems for ending in ("en", "e"))
    return frozenset(forms)


@lru_cache(maxsize=20_000)
def modifier_forms(noun: str) -> tuple[str, ...]:
    """Return the forms that a noun without marks may have before another in a compound, the longest first."""
    forms = {*noun_forms(noun), noun + "s"}
    return tuple(sorted(forms, key=len, reverse=True))
