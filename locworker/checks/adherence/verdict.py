"""Judging each glossary term of a source: what the target does with it, where, and by which rule that is known."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from locworker.checks.adherence.abbreviated import find_abbreviation
from locworker.checks.adherence.apart import find_apart
from locworker.checks.adherence.claims import assign
from locworker.checks.adherence.doubts import drop_placeholders, find_doubt
from locworker.checks.adherence.likeness import Likeness, Occurrence
from locworker.checks.adherence.meanings import find_other_meaning
from locworker.checks.adherence.protected import find_protected, is_common_noun
from locworker.checks.adherence.search import find_wording, surest_first
from locworker.checks.adherence.shortened import find_shortened
from locworker.checks.adherence.text import TargetText
from locworker.checks.base import CheckContext, Passage
from locworker.glossary import Entry, PairGlossary, TermMatch, find_terms, is_infinitive
from locworker.languages import base_language

_MOST_PLACES = 50


class Verdict(StrEnum):
    """What a target does with a term."""

    USED = "used"
    UNCLEAR = "unclear"
    MISSING = "missing"
    FORBIDDEN = "forbidden"
    CHANGED = "changed"


class Judgement(NamedTuple):
    """A term of a source, what the target does with it, where, and the rules by which that is known.

    `doubt` says that the verdict is one for a reviewer: the source may mean something else, or the target may be right.
    """

    match: TermMatch
    verdict: Verdict
    occurrence: Occurrence | None = None
    rules: tuple[str, ...] = ()
    doubt: bool = False


def judge_terms(passage: Passage, context: CheckContext) -> tuple[Judgement, ...]:
    """Return a judgement for each concept of a passage's source; of its places the one that is surest meant."""
    if context.glossary is None or not passage.source:
        return ()
    key = ("terms", passage.source, passage.target)
    if key not in context.remembered:
        context.remembered[key] = _judge(passage.source, passage.target, context.glossary)
    judgements: tuple[Judgement, ...] = context.remembered[key]
    return judgements


def _judge(source: str, text: str, glossary: PairGlossary) -> tuple[Judgement, ...]:
    matches: dict[str, list[TermMatch]] = {}
    for match in drop_placeholders(source, find_terms(source, glossary)):
        matches.setdefault(match.entry.concept, []).append(match)
    return _Judge(source, text, base_language(glossary.target_lang), matches).judge() if matches else ()


class _Judge:
    """One segment: its terms by concept, and where the target has approved wordings."""

    def __init__(self, source: str, text: str, language: str, matches: dict[str, list[TermMatch]]) -> None:
        self._source = source
        self._target = TargetText(text)
        self._language = language
        self._matches = matches
        self._kept: dict[str, Occurrence | None] = {}
        self._sure: dict[str, list[Occurrence]] = {}
        self._akin: dict[str, Occurrence] = {}
        for concept, places in matches.items():
            self._look_up(concept, places[0].entry)
        self._used = assign(self._sure)

    def judge(self) -> tuple[Judgement, ...]:
        return tuple(self._judge_concept(concept, places) for concept, places in self._matches.items())

    def _look_up(self, concept: str, entry: Entry) -> None:
        if entry.protected:
            self._kept[concept] = find_protected(self._target, entry)
            return
        found = [
            item
            for wording in entry.targets
            for item in find_wording(self._target, wording, self._language)
            if item.likeness is Likeness.EXACT or not self._is_copied(item, entry)
        ]
        if len(found) > 1:
            found.sort(key=surest_first)
        self._sure[concept] = [item for item in found if item.likeness is not Likeness.AKIN]
        if found and found[-1].likeness is Likeness.AKIN:
            self._akin[concept] = next(item for item in found if item.likeness is Likeness.AKIN)

    def _is_copied(self, found: Occurrence, entry: Entry) -> bool:
        """Say whether a word only looks like a form of the approved one: it is the source's own, "dividend"."""
        text, wording = self._target.target[found.start : found.end].casefold(), found.wording.casefold()
        # Futures are the plural of an approved Future too.
        return text != wording + "s" and any(text == source.casefold() for source in entry.sources)

    def _judge_concept(self, concept: str, places: list[TermMatch]) -> Judgement:
        entry = places[0].entry
        if entry.protected:
            return self._judge_protected(concept, places)
        used = self._used.get(concept)
        if entry.forbidden:
            forbidden = self._find_forbidden(entry)
            if forbidden and (used is None or forbidden.likeness < Likeness.COMPOUND):
                enough = used is not None and len({item.start for item in self._sure[concept]}) >= len(places)
                match, doubt = self._surest(places)
                rules = (*forbidden.rules, *([doubt] if doubt else []))
                return Judgement(match, Verdict.FORBIDDEN, forbidden, rules, doubt=enough or bool(doubt))
        if used is not None:
            return Judgement(places[0], Verdict.USED, used, used.rules)
        match, doubt = self._surest(places)
        if concept in self._akin:
            return Judgement(match, Verdict.UNCLEAR, self._akin[concept], self._akin[concept].rules, doubt=True)
        if not doubt and not self._sure[concept]:
            near = self._find_near(match)
            if near:
                return Judgement(match, Verdict.UNCLEAR, near, near.rules, doubt=True)
        rules = (doubt,) if doubt else ("claimed",) if self._sure[concept] else ("missing",)
        return Judgement(match, Verdict.UNCLEAR if doubt else Verdict.MISSING, None, rules, doubt=bool(doubt))

    def _find_near(self, match: TermMatch) -> Occurrence | None:
        """Return what may well stand for a term though it is none of its wordings."""
        target, language = self._target, self._language
        for wording in match.entry.targets:
            found = find_apart(target, wording, language) or find_shortened(
                target, self._source, match, wording, language
            )
            if found is None and not match.entry.is_verb:
                found = find_abbreviation(target, self._source, wording)
            if found:
                return found
        return find_other_meaning(target, self._source, match, language) if match.entry.targets else None

    def _surest(self, places: list[TermMatch]) -> tuple[TermMatch, str]:
        """Return the place of the source where the term is surest meant, and the doubt that remains."""
        first = ""
        for match in places[:_MOST_PLACES]:
            doubt = find_doubt(self._source, match, self._target.target)
            if doubt == "verb" and any(is_infinitive(self._language, text) for text in match.entry.targets):
                doubt = ""
            if not doubt:
                return match, ""
            first = first or doubt
        return places[0], first

    def _judge_protected(self, concept: str, places: list[TermMatch]) -> Judgement:
        found = self._kept[concept]
        if found is None:
            match, doubt = self._surest(places)
            return Judgement(match, Verdict.MISSING, None, (doubt or "missing",), doubt=bool(doubt))
        if found.likeness is Likeness.EXACT:
            return Judgement(places[0], Verdict.USED, found, found.rules)
        common = is_common_noun(self._target.target[found.start : found.end], found.wording)
        return Judgement(places[0], Verdict.CHANGED, found, found.rules, doubt=common)

    def _find_forbidden(self, entry: Entry) -> Occurrence | None:
        """Return a forbidden wording in the target that is no approved or protected one of the segment."""
        for wording in entry.forbidden:
            for found in find_wording(self._target, wording, self._language)[:_MOST_PLACES]:
                if found.likeness is not Likeness.AKIN and not self._is_approved(found):
                    return found
        return None

    def _is_approved(self, forbidden: Occurrence) -> bool:
        others = [item for found in self._sure.values() for item in found if item.likeness <= forbidden.likeness]
        others.extend(item for item in self._kept.values() if item)
        return any(item.start < forbidden.end and forbidden.start < item.end for item in others)
