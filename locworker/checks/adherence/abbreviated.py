"""Abbreviations: letters in a target that may stand for an approved wording, "EZB", "USt.", "cda".

Those that the source has too, and those that answer to another abbreviation of the source ("BIP" to "GDP"), stand for
something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.text import TargetText, split_words, strip_marks, word_set

_WORD = re.compile(r"[^\W\d_][\w&]*")
_CAPITAL = "A-ZÀ-ÖØ-ÞĄĆĘŁŃŚŹŻ"
_ABBREVIATION = re.compile(rf"(?<![\w&])[\w&]{{0,4}}[{_CAPITAL}][\w&]{{0,4}}[{_CAPITAL}][\w&]{{0,2}}(?![\w&])")
_CAPITALS = re.compile(f"[{_CAPITAL}&]")
_VOWEL = re.compile("[aeiouyäöüáéíóúàèìòùąęâêîôû]")
_SHORTEST_INITIALS, _SHORTEST_WORD, _LONGEST = 3, 4, 6
_ROMAN = frozenset("IVXLCDM")
# Currencies and countries have letters of their own everywhere.
_OTHERS = word_set("USD EUR GBP JPY CHF PLN BRL CNY SEK NOK DKK CZK HUF US USA UK EU UE EE UU EEUU EUA VAE GB RU")


def find_abbreviation(target: TargetText, source: str, text: str) -> Occurrence | None:
    """Return an abbreviation in a target that may stand for an approved wording, or nothing."""
    found = _find_initials(target, source, text) or _find_capitals(target, source, text)
    return Occurrence(*target.place(*found), text, Likeness.AKIN, ("abbreviated",)) if found else None


def _find_initials(target: TargetText, source: str, text: str) -> tuple[int, int] | None:
    """Return where the first letters of a wording's words stand, in any case: cda for consiglio di amministrazione."""
    initials = "".join(word[0].lower() for word in split_words(text))
    # Two letters are one where no word has them: pb for punkt bazowy.
    least = _SHORTEST_INITIALS if _VOWEL.search(initials) else 2
    if len(initials) < least or initials in source.lower() or initials not in target.folded:
        return None
    found = re.search(rf"\b{re.escape(initials)}\b", target.folded)
    return found.span() if found else None


def _find_capitals(target: TargetText, source: str, text: str) -> tuple[int, int] | None:
    """Return where capitals stand that may be the wording's: with one of its initials, and of no word of the source."""
    found = list(_abbreviations(target.text))
    if not found or target.target.isupper():
        return None
    known = {*_WORD.findall(source), *_WORD.findall(text)}
    letters = {strip_marks(word[0].lower()) for word in split_words(text) if len(word) >= _SHORTEST_WORD}
    new = {item[0]: item.span() for item in found if item[0] not in known and not letters.isdisjoint(item[0].lower())}
    answered = {item[0] for item in _abbreviations(source) if item[0] not in target.target}
    return next(iter(new.values())) if len(new) > len(answered) else None


def _abbreviations(text: str) -> Iterator[re.Match[str]]:
    for found in _ABBREVIATION.finditer(text):
        word = found[0]
        if (
            len(word) <= min(_LONGEST, 2 * len(_CAPITALS.findall(word)))
            and not _ROMAN.issuperset(word)
            and word not in _OTHERS
        ):
            yield found
