"""Asking the checks: segments in, findings with their places in the segments' texts out."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from locworker.checks.base import ArticleCheck, Check, CheckContext, Hit, Passage, Place
from locworker.errors import ConfigError
from locworker.model import Finding, RelatedSpan, Segment
from locworker.text import TextView, view_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_FINGERPRINT_LENGTH = 32
_EMPTY_TARGET_RULE = "omitted-text"


def select_checks(known: Mapping[str, Check], rules: Collection[str] | None) -> list[Check]:
    """Return the checks of the named rules in the order of the list, or all when `rules` is None.

    Raises:
        ConfigError: A rule is unknown; the text names the closest one.
    """
    if rules is None:
        return list(known.values())
    for rule in rules:
        if rule not in known:
            close = difflib.get_close_matches(rule, known, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else f"; the rules are {', '.join(known)}"
            raise ConfigError(f"there is no rule '{rule}'{hint}")
    return [check for rule, check in known.items() if rule in rules]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A segment's two sides as a reader sees them."""

    source: TextView | None
    target: TextView
    passage: Passage


def _read(segment: Segment, *, with_source: bool) -> _Reading:
    target_text = segment.target or ("" if with_source else segment.source)
    target = view_text(target_text)
    source = view_text(segment.source) if with_source else None
    passage = Passage(
        source=source.plain if source else None,
        target=target.plain,
        source_raw=segment.source if with_source else None,
        target_raw=target_text,
        role=segment.context.partition("#")[0],
    )
    return _Reading(source, target, passage)


class Runner:
    """Asks a choice of checks of segments and turns their hits into findings."""

    def __init__(self, checks: Sequence[Check], known: Mapping[str, Check], context: CheckContext) -> None:
        """Keep the checks to ask, all rules by name, and what the checks may know."""
        self._checks = [check for check in checks if not isinstance(check, ArticleCheck)]
        self._article_checks = [check for check in checks if isinstance(check, ArticleCheck)]
        self._sourceless = [check for check in self._checks if not check.needs_source]
        self._for_empty = [check for check in self._checks if check.id == _EMPTY_TARGET_RULE]
        self._known = known
        self._context = context

    def run(self, segments: Sequence[Segment], *, sources: bool) -> list[tuple[int, Finding]]:
        """Return pairs (index of the segment, finding), sorted by segment and place."""
        readings = [_read(segment, with_source=sources) for segment in segments]
        found = [
            (index, self._finding(segment, reading, check, hit))
            for index, (segment, reading) in enumerate(zip(segments, readings, strict=True))
            for check in self._checks_for(reading.passage)
            for hit in check.find(reading.passage, self._context)
        ]
        passages = [reading.passage for reading in readings]
        for check in self._article_checks:
            if sources or not check.needs_source:
                for index, hit in check.find_all(passages, self._context):
                    found.append((index, self._finding(segments[index], readings[index], check, hit)))
        if not found:
            return found
        found.sort(key=lambda item: (item[0], item[1].side == "source", item[1].start, item[1].end, item[1].rule))
        return list(_with_fingerprints(found, segments))

    def _checks_for(self, passage: Passage) -> Sequence[Check]:
        if passage.source is None:
            return self._sourceless
        if self._for_empty and not passage.target.strip():
            # Everything is missing from an empty target: one finding says so.
            return self._for_empty
        return self._checks

    def _finding(self, segment: Segment, reading: _Reading, check: Check, hit: Hit) -> Finding:
        owner = self._known.get(hit.rule, check) if hit.rule else check
        start, end, text = _locate(reading, hit.place)
        return Finding(
            rule=owner.id,
            category=owner.category,
            severity=hit.severity or owner.severity,
            message=hit.message,
            side=hit.place.side,
            start=start,
            end=end,
            text=text,
            related=tuple(_related(reading, place) for place in hit.related),
            matched=hit.matched,
            term=hit.term,
            suggestion=hit.suggestion,
            segment=segment.unit or None,
        )


def _locate(reading: _Reading, place: Place) -> tuple[int, int, str]:
    view = reading.source if place.side == "source" else reading.target
    if view is None:
        return place.start, place.end, ""
    start, end = (place.start, place.end) if place.raw else view.to_raw(place.start, place.end)
    return start, end, view.raw[start:end]


def _related(reading: _Reading, place: Place) -> RelatedSpan:
    start, end, text = _locate(reading, place)
    return RelatedSpan(side=place.side, start=start, end=end, text=text)


def _with_fingerprints(
    found: Sequence[tuple[int, Finding]], segments: Sequence[Segment]
) -> Iterator[tuple[int, Finding]]:
    """Yield the findings with fingerprints that survive moved lines: no number of a line or unit goes in."""
    seen: Counter[tuple[str, str, str]] = Counter()
    digests: dict[int, str] = {}
    for index, finding in found:
        # A long segment with many findings is hashed once.
        if index not in digests:
            digests[index] = _digest(segments[index].context, segments[index].source)
        key = (digests[index], finding.rule, finding.text)
        seen[key] += 1
        yield index, replace(finding, fingerprint=_digest(*key, str(seen[key])))


def _digest(*parts: str) -> str:
    content = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:_FINGERPRINT_LENGTH]
