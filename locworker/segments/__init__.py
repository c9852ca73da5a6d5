"""Segments: an article in, its segments with their contexts out; translated segments in, targets by unit out.

A segment is a unit, or, when a project asks for it, a sentence of one. `context` is the unit's role, with `#2` for the
second segment of that role with that text, so that it stays the same when a page is rearranged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from locworker.articles import extract_units
from locworker.model import Article, Segment
from locworker.segments.rules import Sentence, split_sentences

__all__ = ["join_units", "split_article"]


def split_article(article: Article, *, sentences: bool = False, language: str = "en") -> tuple[Segment, ...]:
    """Return the segments of an article in the order of the source.

    Args:
        article: The source.
        sentences: Split units into sentences.
        language: The language of the source, for where its sentences end.

    Raises:
        InputError: The article's text is not certain.
    """
    seen: Counter[tuple[str, str]] = Counter()
    segments: list[Segment] = []
    for unit in extract_units(article):
        parts = split_sentences(unit.text, language=language) if sentences else [Sentence("", unit.text)]
        for index, (lead, text) in enumerate(parts):
            seen[unit.role, text] += 1
            number = seen[unit.role, text]
            context = unit.role if number == 1 else f"{unit.role}#{number}"
            segments.append(Segment(unit=unit.id, index=index, context=context, source=text, lead=lead))
    return tuple(segments)


def join_units(segments: Iterable[Segment]) -> dict[str, str]:
    """Return the target of each unit: those of its segments, with the white space that stood between their sources."""
    parts: dict[str, list[str]] = {}
    for segment in segments:
        parts.setdefault(segment.unit, []).extend((segment.lead, segment.target))
    return {unit: "".join(texts) for unit, texts in parts.items()}
