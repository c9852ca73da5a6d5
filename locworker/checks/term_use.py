"""What targets do with the terms of their sources: segments in, one answer a term and segment out, for counting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from locworker.checks.adherence import Judgement, Likeness, Verdict, judge_terms
from locworker.checks.base import CheckContext, Passage
from locworker.text import view_text

if TYPE_CHECKING:
    from locworker.glossary import PairGlossary
    from locworker.model import Segment


class Use(StrEnum):
    """What a target does with a term that is due; unclear is what a reviewer would have to say."""

    APPLIED = "applied"
    INFLECTED = "inflected"
    UNCLEAR = "unclear"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class TermUse:
    """A term that is due in a segment: its concept and source wording, what became of it, and by which rules."""

    concept: str
    source: str
    use: Use
    rules: tuple[str, ...]


def find_term_uses(
    segments: Sequence[Segment], *, source_lang: str, target_lang: str, glossary: PairGlossary
) -> Iterator[tuple[int, TermUse]]:
    """Yield pairs (index of the segment, use of a term); each concept once a segment."""
    for index, segment in enumerate(segments):
        context = CheckContext(source_lang=source_lang, target_lang=target_lang, glossary=glossary)
        passage = Passage(source=view_text(segment.source).plain, target=view_text(segment.target).plain)
        for judgement in judge_terms(passage, context):
            entry = judgement.match.entry
            yield (
                index,
                TermUse(concept=entry.concept, source=entry.source, use=_use_of(judgement), rules=judgement.rules),
            )


def _use_of(judgement: Judgement) -> Use:
    if judgement.verdict is Verdict.USED:
        found = judgement.occurrence
        return Use.APPLIED if found is None or found.likeness is Likeness.EXACT else Use.INFLECTED
    if judgement.verdict is Verdict.UNCLEAR or judgement.doubt:
        return Use.UNCLEAR
    return Use.IGNORED
