"""Asking the checks: segments in, findings with their places in the segments' texts out."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from locworker.checks.base import ArticleCheck, Check, CheckContext, Hit, Passage, Place
from locworker.errors import ConfigError
from locworker.model import Finding, RelatedSpan, Segment
from locworker.text import TextView, view_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

_FINGERPRINT_LENGTH = 32
_EMPTY_TARGET_RULE = "omitted-text"


class Selection:
    """The checks of a choice of rules: of segments, of articles, of pages without a source, of empty targets."""

    def __init__(self, known: Mapping[str, Check], rules: Collection[str] | None) -> None:
        """Choose the checks of the named rules in the order of the list, or all when `rules` is None.

        Raises:
            ConfigError: A rule is unknown; the text names the closest one.
        """
        chosen = [known[rule] for rule in _select_rules(known, rules)]
        self.known = known
        self.checks = [check for check in chosen if not isinstance(check, ArticleCheck)]
        self.article_checks = [check for check in chosen if isinstance(check, ArticleCheck)]
        self.sourceless = [check for check in self.checks if not check.needs_source]
        self.for_empty = [check for check in self.checks if check.id == _EMPTY_TARGET_RULE]

    def checks_for(self, passage: Passage) -> Sequence[Check]:
        """Return the checks to ask of a passage."""
        if passage.source is None:
            return self.sourceless
        if self.for_empty and not passage.target.strip():
            # Everything is missing from an empty target: one finding says so.
            return self.for_empty
        return self.checks


def _select_rules(known: Mapping[str, Check], rules: Collection[str] | None) -> list[str]:
    if rules is None:
        return list(known)
    for rule in rules:
        if rule not in known:
            close = difflib.get_close_matches(rule, known, n=1)
            hint = f"; did you mean '{close[0]}'?" if close else f"; the rules are {', '.join(known)}"
            raise ConfigError(f"there is no rule '{rule}'{hint}")
    return [rule for rule in known if rule in rules]


class _Reading(NamedTuple):
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


class _Located(NamedTuple):
    """A hit with the number of its segment and its place there; by the first five fields findings are sorted."""

    number: int
    in_source: bool
    start: int
    end: int
    rule: str
    text: str
    owner: Check
    hit: Hit


class Runner:
    """Asks a choice of checks of segments and turns their hits into findings."""

    def __init__(self, selection: Selection, context: CheckContext) -> None:
        """Keep the checks to ask, and what they may know."""
        self._selection = selection
        self._context = context

    def run(self, segments: Sequence[Segment], *, sources: bool) -> list[tuple[int, Finding]]:
        """Return pairs (index of the segment, finding), sorted by segment and place."""
        readings = [_read(segment, with_source=sources) for segment in segments]
        found = [
            self._place(index, reading, check, hit)
            for index, reading in enumerate(readings)
            for check in self._selection.checks_for(reading.passage)
            for hit in check.find(reading.passage, self._context)
        ]
        # One list for all checks: they remember by it what they have in common.
        passages = [reading.passage for reading in readings]
        for check in self._selection.article_checks:
            if sources or not check.needs_source:
                hits = check.find_all(passages, self._context)
                found.extend(self._place(index, readings[index], check, hit) for index, hit in hits)
        if not found:
            return []
        found.sort(key=lambda item: item[:5])
        return list(_make_findings(found, segments, readings))

    def _place(self, index: int, reading: _Reading, check: Check, hit: Hit) -> _Located:
        owner = self._selection.known.get(hit.rule, check) if hit.rule else check
        start, end, text = _locate(reading, hit.place)
        return _Located(index, hit.place.side == "source", start, end, owner.id, text, owner, hit)


def _locate(reading: _Reading, place: Place) -> tuple[int, int, str]:
    view = reading.source if place.side == "source" else reading.target
    if view is None:
        return place.start, place.end, ""
    start, end = (place.start, place.end) if place.raw else view.to_raw(place.start, place.end)
    return start, end, view.raw[start:end]


def _related(reading: _Reading, place: Place) -> RelatedSpan:
    start, end, text = _locate(reading, place)
    return RelatedSpan(side=place.side, start=start, end=end, text=text)


def _make_findings(
    found: Sequence[_Located], segments: Sequence[Segment], readings: Sequence[_Reading]
) -> Iterator[tuple[int, Finding]]:
    """Yield the findings with fingerprints that survive moved lines: no number of a line or unit goes in."""
    seen: Counter[tuple[str, str, str]] = Counter()
    digests: dict[int, str] = {}
    for item in found:
        segment = segments[item.number]
        # A long segment with many findings is hashed once.
        if item.number not in digests:
            digests[item.number] = _digest(segment.context, segment.source)
        key = (digests[item.number], item.rule, item.text)
        seen[key] += 1
        yield item.number, _make_finding(item, segment, readings[item.number], _digest(*key, str(seen[key])))


def _make_finding(item: _Located, segment: Segment, reading: _Reading, fingerprint: str) -> Finding:
    hit = item.hit
    return Finding(
        rule=item.rule,
        category=item.owner.category,
        severity=hit.severity or item.owner.severity,
        message=hit.message,
        side=hit.place.side,
        start=item.start,
        end=item.end,
        text=item.text,
        related=tuple([_related(reading, place) for place in hit.related]),
        matched=hit.matched,
        term=hit.term,
        suggestion=hit.suggestion,
        segment=segment.unit or None,
        fingerprint=fingerprint,
    )


def _digest(*parts: str) -> str:
    content = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).hexdigest()[:_FINGERPRINT_LENGTH]
