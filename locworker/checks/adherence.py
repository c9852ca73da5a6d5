"""Judging each glossary term of a source: where the target has it, and by what it was recognised."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from locworker.checks.inflection import Inflection, Likeness, load_inflection
from locworker.glossary import Entry, PairGlossary, TermMatch, find_terms
from locworker.languages import base_language
from locworker.text import fold

if TYPE_CHECKING:
    from locworker.checks.base import CheckContext, Passage

_WORD = re.compile(r"[^\W_]+(?:[\u00ad\u200b-\u200d\u2060][^\W_]+)*")
_SPACELESS = frozenset({"ja", "zh", "th"})
_HIDDEN = str.maketrans(dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060"))
_MOST_BETWEEN = 3
_FUNCTION_WORDS = {
    "de": (
        "der die das des dem den ein eine einer eines einem einen und oder von vom zu zur zum für im in am an auf mit"
    ),
    "fr": "le la les l un une des de du d et ou à au aux en sur par pour avec",
    "es": "el la los las un una unos unas de del y o e a al en por para con",
    "it": (
        "il lo la i gli le l un uno una di del dello della dei degli delle d e ed o a al alla ai in nel da dal per con"
    ),
    "pt": "o a os as um uma de do da dos das e ou em no na nos nas ao à por para com",
    "nl": "de het een van der den en of in op te voor met",
    "pl": "i oraz lub w we z ze na do od o po dla za",
}


class Verdict(StrEnum):
    """What a target does with a term."""

    USED = "used"
    UNCLEAR = "unclear"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place of a target where a wording stands: its span, the wording, and by what it was recognised."""

    start: int
    end: int
    wording: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Judgement:
    """A term of a source, what the target does with it, and where."""

    match: TermMatch
    verdict: Verdict
    occurrence: Occurrence | None = None


@dataclass(frozen=True, slots=True)
class _Token:
    folded: str
    start: int
    end: int


class Target:
    """A target's words, for looking wordings up."""

    def __init__(self, text: str, language: str) -> None:
        self.text = text
        self.folded = fold(text)
        self._spaceless = language in _SPACELESS
        self._inflection: Inflection = load_inflection(language)
        self._skipped = _skipped_words(language)
        self._tokens = [
            _Token(match[0].translate(_HIDDEN).casefold(), match.start(), match.end()) for match in _WORD.finditer(text)
        ]

    def find(self, wording: str) -> Occurrence | None:
        """Return the best occurrence of a wording: exact before inflected, compound and akin."""
        found = self.find_all(wording)
        ranks = list(Likeness)
        return min(found, key=lambda occurrence: ranks.index(occurrence.likeness)) if found else None

    def find_all(self, wording: str) -> list[Occurrence]:
        """Return all occurrences of a wording."""
        if self._spaceless:
            return self._find_literally(wording)
        words = [word for word in split_words(wording) if word not in self._skipped] or split_words(wording)
        if not words:
            return self._find_literally(wording)
        if len(words) == 1:
            return [
                Occurrence(token.start, token.end, wording, likeness)
                for token in self._tokens
                if (likeness := self._inflection.compare(token.folded, words[0]))
            ]
        found = self._find_phrase(words, wording)
        if not found:
            # German and Dutch may write a phrase as one word.
            solid = "".join(words)
            found = [
                Occurrence(token.start, token.end, wording, likeness)
                for token in self._tokens
                if len(token.folded) >= len(solid)
                and (likeness := self._inflection.compare(token.folded, solid)) not in {None, Likeness.AKIN}
                and likeness
            ]
        return found

    def _find_literally(self, wording: str) -> list[Occurrence]:
        at = self.folded.find(fold(wording))
        if at < 0 or len(self.folded) != len(self.text):
            at = self.text.find(wording)
        return [Occurrence(at, at + len(wording), wording, Likeness.EXACT)] if at >= 0 else []

    def _find_phrase(self, words: list[str], wording: str) -> list[Occurrence]:
        found = []
        orders = [words, words[::-1]] if len(words) == 2 else [words]
        for first in range(len(self._tokens)):
            for order in orders:
                occurrence = self._phrase_at(first, order, wording)
                if occurrence:
                    found.append(occurrence)
                    break
        return found

    def _phrase_at(self, first: int, words: list[str], wording: str) -> Occurrence | None:
        worst, position = Likeness.EXACT, first
        ranks = list(Likeness)
        for number, word in enumerate(words):
            reach = 1 if number == 0 else _MOST_BETWEEN + 1
            likeness = None
            for at in range(position, min(position + reach, len(self._tokens))):
                likeness = self._inflection.compare(self._tokens[at].folded, word)
                if likeness:
                    position = at + 1
                    break
            if likeness is None:
                return None
            worst = max(worst, likeness, key=ranks.index)
        return Occurrence(self._tokens[first].start, self._tokens[position - 1].end, wording, worst)


@lru_cache(maxsize=16)
def _skipped_words(language: str) -> frozenset[str]:
    return frozenset(_FUNCTION_WORDS.get(language, "").split())


@lru_cache(maxsize=4096)
def split_words(wording: str) -> list[str]:
    """Return the folded words of a wording."""
    return [match[0].translate(_HIDDEN).casefold() for match in _WORD.finditer(wording)]


def judge_terms(passage: Passage, context: CheckContext) -> tuple[Judgement, ...]:
    """Return a judgement for each term of a passage's source."""
    if context.glossary is None or not passage.source:
        return ()
    return _judge(passage.source, passage.target, _Holder(context.glossary))


class _Holder:
    """A glossary compared by identity, so that judgements can be remembered without hashing its entries."""

    def __init__(self, glossary: PairGlossary) -> None:
        self.glossary = glossary

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.glossary is self.glossary

    def __hash__(self) -> int:
        return id(self.glossary)


@lru_cache(maxsize=256)
def _judge(source: str, text: str, holder: _Holder) -> tuple[Judgement, ...]:
    glossary = holder.glossary
    matches = find_terms(source, glossary)
    if not matches:
        return ()
    target = Target(text, base_language(glossary.target_lang))
    used = {match.entry.concept: _find_approved(target, match) for match in matches}
    return tuple(_judge_term(match, target, used) for match in matches)


def _find_approved(target: Target, match: TermMatch) -> Occurrence | None:
    ranks = list(Likeness)
    found = [occurrence for wording in match.entry.targets if (occurrence := target.find(wording))]
    return min(found, key=lambda occurrence: ranks.index(occurrence.likeness)) if found else None


def _judge_term(match: TermMatch, target: Target, used: dict[str, Occurrence | None]) -> Judgement:
    if match.entry.protected:
        return _judge_protected(match, target)
    occurrence = used[match.entry.concept]
    others = [other for concept, other in used.items() if other and concept != match.entry.concept]
    forbidden = _find_forbidden(match.entry, target, others)
    if forbidden and (occurrence is None or not _covers(occurrence, forbidden)):
        return Judgement(match, Verdict.FORBIDDEN, forbidden)
    if occurrence is None:
        return Judgement(match, Verdict.MISSING)
    verdict = Verdict.UNCLEAR if occurrence.likeness is Likeness.AKIN else Verdict.USED
    return Judgement(match, verdict, occurrence)


def _covers(one: Occurrence, other: Occurrence) -> bool:
    return one.start < other.end and other.start < one.end


def _find_forbidden(entry: Entry, target: Target, others: list[Occurrence]) -> Occurrence | None:
    """Return a forbidden wording in the target that is not the approved one of another term of the segment."""
    for wording in entry.forbidden:
        for occurrence in target.find_all(wording):
            if occurrence.likeness is Likeness.AKIN or any(_covers(other, occurrence) for other in others):
                continue
            return occurrence
    return None


def _judge_protected(match: TermMatch, target: Target) -> Judgement:
    """Look for a protected term as it is written; a plural or genitive s and hyphens around it are allowed."""
    for wording in dict.fromkeys((*match.entry.targets, *match.entry.sources)):
        found = protected_pattern(wording).search(target.text)
        if found:
            occurrence = Occurrence(found.start(), found.end(), wording, Likeness.EXACT)
            return Judgement(match, Verdict.USED, occurrence)
    for wording in match.entry.sources:
        found = protected_pattern(wording, folded=True).search(target.text)
        if found:
            occurrence = Occurrence(found.start(), found.end(), wording, Likeness.AKIN)
            return Judgement(match, Verdict.CHANGED, occurrence)
    return Judgement(match, Verdict.MISSING)


@lru_cache(maxsize=8192)
def protected_pattern(wording: str, *, folded: bool = False) -> re.Pattern[str]:
    """Return the pattern of a protected wording: whole, in its capitals, with an inflection's ending allowed."""
    spaced = r"[\s\u00a0\u202f-]{1,3}".join(re.escape(part) for part in wording.split())
    return re.compile(
        rf"(?<![^\W_]){spaced}(?:['’]?(?:s|es|ów|u|y|em|ie|a|om|ami|ach))?(?![^\W_])", re.IGNORECASE if folded else 0
    )
