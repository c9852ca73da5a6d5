"""Rules for inline tags and placeholders: all there, well nested, at the right words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from locworker.checks.base import Check, CheckContext, Hit, Passage, in_source, in_target
from locworker.languages import base_language
from locworker.model import Severity
from locworker.text import TAG

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACELESS = frozenset({"ja", "zh", "th"})
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Tag:
    """One tag of a raw text; `end` is where the closing tag of a `<g>` starts, or None for an `<x/>`."""

    id: str
    start: int
    stop: int
    end: int | None = None
    close_stop: int = 0


@dataclass(frozen=True, slots=True)
class _Tags:
    """The tags of a raw text, and the spans of those without a partner."""

    tags: tuple[_Tag, ...]
    unpaired: tuple[tuple[int, int], ...]


def _read_tags(raw: str) -> _Tags:
    if "<" not in raw:
        return _Tags((), ())
    tags: list[_Tag] = []
    unpaired: list[tuple[int, int]] = []
    stack: list[tuple[str, int, int]] = []
    for match in TAG.finditer(raw):
        if match["open"]:
            stack.append((match["open"], *match.span()))
        elif match["alone"]:
            tags.append(_Tag(match["alone"], *match.span()))
        elif stack:
            tags.append(_Tag(*stack.pop(), match.start(), match.end()))
        else:
            unpaired.append(match.span())
    unpaired.extend((start, stop) for _, start, stop in stack)
    return _Tags(tuple(sorted(tags, key=lambda tag: tag.start)), tuple(unpaired))


def _name(tag: _Tag) -> str:
    return f'<x id="{tag.id}"/>' if tag.end is None else f'<g id="{tag.id}">'


class TagMismatch(Check):
    """Report inline tags that are missing, added, repeated or not closed."""

    id = "tag-mismatch"
    category = "accuracy/omission"
    severity = Severity.ERROR

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:  # noqa: ARG002 -- the base's signature
        """Yield one hit a tag, on the source for a missing one, on the target for the others."""
        source, target = _read_tags(passage.source_raw or ""), _read_tags(passage.target_raw)
        for start, end in target.unpaired:
            yield Hit(place=in_target(start, end, raw=True), message="this tag has no partner")
        due = Counter(_name(tag) for tag in source.tags)
        unpaired_opens = Counter(passage.target_raw[start:end] for start, end in target.unpaired)
        seen = Counter(_name(tag) for tag in target.tags)
        counted: Counter[str] = Counter()
        for tag in target.tags:
            name = _name(tag)
            counted[name] += 1
            if counted[name] > due[name]:
                reason = "stands more often than in the source" if due[name] else "is not in the source"
                yield Hit(place=in_target(tag.start, tag.stop, raw=True), message=f"the tag {name} {reason}")
        counted.clear()
        for tag in source.tags:
            name = _name(tag)
            counted[name] += 1
            if counted[name] > seen[name] + unpaired_opens[name]:
                place = in_source(tag.start, tag.stop, raw=True)
                yield Hit(place=place, message=f"the tag {name} is missing from the target")


class TagPosition(Check):
    """Report inline tags that cover nothing, changed sides with the words, or lost the space beside them."""

    id = "tag-position"
    category = "accuracy/mistranslation"
    severity = Severity.WARNING

    def find(self, passage: Passage, context: CheckContext) -> Iterator[Hit]:
        """Yield one hit a tag, on the target, with the source's tag as related place."""
        source_raw, target_raw = passage.source_raw or "", passage.target_raw
        if "<" not in source_raw or "<" not in target_raw:
            return
        source, target = _Words(source_raw), _Words(target_raw)
        known = {_name(tag): tag for tag in _read_tags(source_raw).tags}
        spaced = base_language(context.target_lang) not in _SPACELESS
        for tag in _read_tags(target_raw).tags:
            twin = known.get(_name(tag))
            if twin is None:
                continue
            message = _misplaced(source.around(twin), target.around(tag), tag)
            if message is None and spaced and target.joined_at(tag) and not source.joined_at(twin):
                message = f"a space was lost beside the tag {_name(tag)}"
            if message:
                related = (in_source(twin.start, twin.stop, raw=True),)
                yield Hit(place=in_target(tag.start, tag.stop, raw=True), message=message, related=related)


@dataclass(frozen=True, slots=True)
class _Around:
    """Whether words stand before, inside of and after a tag."""

    before: bool
    inside: bool
    after: bool


class _Words:
    """Where the words of a raw text stand, beside its tags."""

    def __init__(self, raw: str) -> None:
        self._raw = raw
        blank = TAG.sub(lambda match: " " * len(match[0]), raw)
        self._starts = [match.start() for match in _WORD.finditer(blank)]

    def around(self, tag: _Tag) -> _Around:
        """Say where words stand, seen from a tag."""
        first = bisect_left(self._starts, tag.start)
        if tag.end is None:
            return _Around(before=first > 0, inside=False, after=first < len(self._starts))
        last = bisect_left(self._starts, tag.close_stop)
        return _Around(before=first > 0, inside=last > first, after=last < len(self._starts))

    def joined_at(self, tag: _Tag) -> bool:
        """Say whether a word runs on, without a space, through one of the tag's edges."""
        edges = [(tag.start, tag.stop)] if tag.end is None else [(tag.start, tag.stop), (tag.end, tag.close_stop)]
        return any(
            self._raw[start - 1 : start].isalnum() and self._raw[stop : stop + 1].isalnum() for start, stop in edges
        )


def _misplaced(was: _Around, now: _Around, tag: _Tag) -> str | None:
    if tag.end is not None:
        if was.inside and not now.inside:
            return f"the tag {_name(tag)} covers no words here"
        if was.inside and not was.before and not was.after and (now.before or now.after):
            return f"the tag {_name(tag)} covers the whole source, but only a part of the target"
    elif (was.before, was.after) != (now.before, now.after) and (was.before, was.after) == (now.after, now.before):
        return f"the tag {_name(tag)} moved to the other side of the words"
    return None
