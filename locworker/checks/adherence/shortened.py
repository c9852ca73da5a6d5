"""Shortened wordings: one part of an approved wording that stands on its own, "das Angebot" for Übernahmeangebot.

The sentence may well be right, above all where the whole term was said before, so that a reviewer should look. A part
that something else belongs to is another wording: "inflazione centrale" for inflazione di fondo, "fiche de frais" for
note de frais.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from locworker.checks.adherence.apart import split_compound
from locworker.checks.adherence.compounds import inflected_forms
from locworker.checks.adherence.japanese import short_forms
from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.neighbours import LANGUAGES, Neighbours
from locworker.checks.adherence.search import load_wording
from locworker.checks.adherence.senses import stands_before_noun
from locworker.checks.adherence.text import TargetText, split_words
from locworker.checks.adherence.words import Word
from locworker.glossary import TermMatch

_HEAD_FIRST = frozenset({"fr", "es", "it", "pt"})
_SHORTEST_SENTENCE = 6
_POLISH_ADJECTIVE = re.compile(r"(?:[wnlrtz]y|[kg]i|[nw]a|[sc]ka|[nw]e|[sc]kie)\Z")


def find_shortened(target: TargetText, source: str, match: TermMatch, text: str, language: str) -> Occurrence | None:
    """Return where one part of an approved wording stands on its own, or nothing.

    Args:
        target: The target.
        source: The source text; what its words explain beside the part does not belong to the part.
        match: The term in the source.
        text: The approved wording.
        language: The target's base language.
    """
    if language == "ja":
        pattern = short_forms(text)
        found = pattern.search(target.text) if pattern else None
        return Occurrence(*target.place(*found.span()), text, Likeness.AKIN, ("shortened",)) if found else None
    term = source[match.start : match.end]
    # What is left in English is no part of a translation, and a label has nothing before it to be short after.
    is_label = " " not in term and len(split_words(source)) < _SHORTEST_SENTENCE
    if language not in LANGUAGES or term.casefold() in target.folded or is_label:
        return None
    wording = load_wording(text, language)
    parts = _Parts(target, source, match, text, language)
    number = next(parts.find_in_phrase(wording.words), None) if len(wording.words) > 1 else None
    compound = wording.solid or (wording.words[0] if wording.words else None)
    if number is None and compound is not None:
        number = next(parts.find_in_compound(compound), None)
    if number is None:
        return None
    return Occurrence(*target.place(*target.spans[number]), text, Likeness.AKIN, ("shortened",))


class _Parts:
    """The parts of wordings in one target."""

    def __init__(self, target: TargetText, source: str, match: TermMatch, text: str, language: str) -> None:
        self._target, self._language = target, language
        self._neighbours = Neighbours(target, source, match, text, language)
        self._term, self._after = source[match.start : match.end], source[match.end :]
        self._entry = match.entry

    @cached_property
    def _head_elsewhere(self) -> bool:
        """Say whether the source has the term's last word again: "the price" beside "purchase price"."""
        return self._neighbours.explains(self._words[-1])

    @cached_property
    def _others_elsewhere(self) -> bool:
        return any(self._neighbours.explains(word) for word in self._words[:-1] if len(word) > 2)

    @cached_property
    def _words(self) -> Sequence[str]:
        return split_words(self._term.lower()) or [self._term]

    @cached_property
    def _is_attribute(self) -> bool:
        """Say whether the term stands before another noun: benchmark bond."""
        singular = self._term.casefold() in {wording.casefold() for wording in self._entry.sources}
        return " " not in self._term and singular and stands_before_noun(self._after)

    def find_in_phrase(self, words: Sequence[Word]) -> Iterator[int]:
        """Yield the numbers of the words that are the phrase's head alone, or another noun of it alone."""
        head = self._find_head(words)
        places = {word: tuple(self._find_forms(word)) for word in words}
        own = frozenset(number for numbers in places.values() for number in numbers)
        for word, numbers in places.items():
            if not numbers or (self._head_elsewhere if word is head else self._others_elsewhere):
                continue
            for number in numbers:
                is_noun = word is head or self._may_be_noun(number, word)
                if (word is not head and self._is_attribute) or (is_noun and self._neighbours.is_alone(number, own)):
                    yield number

    def find_in_compound(self, compound: Word) -> Iterator[int]:
        """Yield the numbers of the words that are one noun of a German or Dutch compound alone."""
        words = self._target.words
        for modifiers, head in split_compound(self._language, compound.bare):
            heads = inflected_forms(self._language, head)
            for number, bare in enumerate(words):
                if bare in heads:
                    found = not self._head_elsewhere and self._is_noun(number) and self._neighbours.is_alone(number)
                elif bare in modifiers:
                    found = not self._others_elsewhere and self._is_noun(number) and self._neighbours.is_alone(number)
                else:
                    found = bare.startswith(tuple(modifiers)) and self._is_attribute and not self._others_elsewhere
                if found:
                    yield number

    def _find_forms(self, word: Word) -> Iterator[int]:
        if self._neighbours.is_little(word.folded):
            return
        for number in word.candidates(self._target):
            likeness = word.compare(self._target.text[slice(*self._target.spans[number])])
            if likeness is not None and likeness <= Likeness.INFLECTED:
                yield number

    def _find_head(self, words: Sequence[Word]) -> Word:
        if self._language in _HEAD_FIRST:
            return words[0]
        if self._language == "pl":
            adjectives = [_POLISH_ADJECTIVE.search(word.bare) is not None for word in words[:2]]
            return words[1] if adjectives == [True, False] else words[0]
        return words[-1]

    def _is_noun(self, number: int) -> bool:
        return self._language != "de" or self._target.text[self._target.spans[number][0]].isupper()

    def _may_be_noun(self, number: int, word: Word) -> bool:
        """Say whether a word of a phrase that is not its head stands as a noun of its own: il cambio, na odsetkach."""
        if self._language == "pl":
            return not _POLISH_ADJECTIVE.search(word.bare) and self._neighbours.stands_free(number)
        return self._neighbours.has_article(number)
