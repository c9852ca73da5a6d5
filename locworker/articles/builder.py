"""The text of one unit, collected piece by piece from the source, with the way back of each of its offsets."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import NamedTuple

from locworker.articles.encoding import STRAY_BYTE
from locworker.model import InlineCode, Unit
from locworker.text import escape_markup, normalise

# What stays apart in NFC: a character below U+0080 never joins what stands before it.
_RUNS = re.compile(r"[&<>]|[\x00-\x7f][^\x00-\x7f]*|[^\x00-\x7f]+")


class CodeSpan(NamedTuple):
    """Where an inline tag of a unit stands in the source: `close` is None for `<x id/>`.

    `label` is what a shortcut reference link refers to; when its text changes, the label must be written out.
    """

    id: int
    open: tuple[int, int]
    close: tuple[int, int] | None = None
    label: str | None = None


@dataclass(slots=True)
class UnitBuilder:
    """Collects a unit; the pieces come in the order of the source."""

    source: str
    spans: dict[int, CodeSpan] = field(default_factory=dict)
    _parts: list[str] = field(default_factory=list)
    _offsets: list[tuple[int, int]] = field(default_factory=list)
    _length: int = 0

    def add_literal(self, start: int, end: int) -> None:
        """Add a range of the source that reads as it is written; stray bytes become placeholders."""
        position = start
        for stray in STRAY_BYTE.finditer(self.source, start, end):
            self._add_run(position, self.source[position : stray.start()])
            self.add_alone(*stray.span())
            position = stray.end()
        self._add_run(position, self.source[position:end])

    def add_value(self, start: int, value: str) -> None:
        """Add text that the source writes otherwise: a resolved entity, a space for a line end."""
        self._add(start, escape_markup(normalise(value)), mark=True)

    def add_alone(self, start: int, end: int) -> None:
        """Add a range of the source as `<x id/>`."""
        code = CodeSpan(len(self.spans) + 1, (start, end))
        self.spans[code.id] = code
        self._add(start, f'<x id="{code.id}"/>', mark=True)

    def open_pair(self, start: int, end: int) -> int:
        """Add the opening side of `<g id>` and return its id."""
        code = CodeSpan(len(self.spans) + 1, (start, end))
        self.spans[code.id] = code
        self._add(start, f'<g id="{code.id}">', mark=True)
        return code.id

    def close_pair(self, number: int, start: int, end: int, *, label: str | None = None) -> None:
        """Add the closing side of the innermost open `<g id>`."""
        self.spans[number] = self.spans[number]._replace(close=(start, end), label=label)
        self._add(start, "</g>", mark=True)

    def build(self, *, id: str, role: str, start: int, end: int, syntax: str) -> Unit:  # noqa: A002 - the field's name
        """Return the unit of all pieces."""
        codes = (
            InlineCode(
                id=span.id,
                open=self.source[span.open[0] : span.open[1]],
                close=self.source[span.close[0] : span.close[1]] if span.close else None,
            )
            for span in self.spans.values()
        )
        return Unit(
            id=id,
            role=role,
            text="".join(self._parts),
            start=start,
            end=end,
            syntax=syntax,
            codes=tuple(codes),
            offsets=tuple(self._offsets) or ((0, start),),
        )

    def _add_run(self, start: int, text: str) -> None:
        if not text:
            return
        if unicodedata.is_normalized("NFC", text) and not re.search("[&<>]", text):
            self._add(start, text)
            return
        for run in _RUNS.finditer(text):
            self._add(start + run.start(), escape_markup(normalise(run[0])))

    def _add(self, start: int, text: str, *, mark: bool = False) -> None:
        """Append text that stands at `start`; a pair of offsets is kept where counting begins anew."""
        if mark or not self._offsets or self._offsets[-1][1] + self._length - self._offsets[-1][0] != start:
            self._offsets.append((self._length, start))
        self._parts.append(text)
        self._length += len(text)
