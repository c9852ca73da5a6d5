"""Meanings. In: an English term and a target; out: a word of the target that translates another sense of the term.

`meanings.txt` has them: a target with "Hauptstadt" has no capital in it that Kapital should stand for. Senses that the
source shows are in `senses.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from locworker.checks.adherence.lexicon import read_list
from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.text import TargetText, split_words, strip_marks
from locworker.glossary import TermMatch

_LEAST = 4


@dataclass(frozen=True, slots=True)
class _Meanings:
    """By language the beginnings of words that translate another sense; whether the English plural has only one."""

    beginnings: dict[str, tuple[str, ...]]
    one_in_plural: bool


def find_other_meaning(target: TargetText, source: str, match: TermMatch, language: str) -> Occurrence | None:
    """Return where a target says another sense of a term than the one whose wordings are approved, or nothing."""
    term = source[match.start : match.end].lower()
    meanings = _load_meanings()
    found = meanings.get(term) or next((meanings[text] for text in _singulars(term) if text in meanings), None)
    if found is None or (found.one_in_plural and term not in meanings):
        return None
    approved = _beginnings(match.entry.targets)
    for beginning in found.beginnings.get(language, ()):
        place = None if beginning.startswith(approved) else _find(target, beginning, language)
        if place:
            return Occurrence(*target.place(*place), match.entry.targets[0], Likeness.AKIN, ("other-sense",))
    return None


def _find(target: TargetText, beginning: str, language: str) -> tuple[int, int] | None:
    """Return where words begin so; one with a full stop behind it is a whole word, a Japanese one stands anywhere."""
    text = beginning.replace("_", " ")
    if language == "ja" or " " in text:
        at = target.bare.find(text)
        return (at, at + len(text)) if at >= 0 and (language == "ja" or not target.bare[:at][-1:].isalnum()) else None
    whole = text.removesuffix(".") if text.endswith(".") else None
    for number, bare in enumerate(target.words):
        if bare == whole or (whole is None and bare.startswith(text)):
            return target.spans[number]
    return None


def _singulars(term: str) -> Sequence[str]:
    return [term[: -len(end)] + instead for end, instead in (("ies", "y"), ("es", ""), ("s", "")) if term.endswith(end)]


def _beginnings(wordings: Sequence[str]) -> tuple[str, ...]:
    """Return what the words of approved wordings begin with: another form of one is no other meaning."""
    words = [strip_marks(word.lower()) for wording in wordings for word in split_words(wording)]
    return tuple(word[: max(_LEAST, len(word) - 2)] for word in words)


@lru_cache(maxsize=1)
def _load_meanings() -> dict[str, _Meanings]:
    meanings = {}
    for term, languages in read_list("meanings.txt"):
        words = [part.split() for part in languages.split(";") if part.strip()]
        meanings[term.removeprefix("!")] = _Meanings({first: tuple(rest) for first, *rest in words}, term[0] == "!")
    return meanings
