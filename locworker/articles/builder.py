"""The text of one unit, collected piece by piece from the source, with the way back of each of its offsets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from locworker.articles.encoding import STRAY_BYTE
from locworker.articles.inline import TextBuilder
from locworker.model import InlineCode, Unit
from locworker.text import escape_markup

_RUN = re.compile(r"[&<>]|[^&<>]+")


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
    _text: TextBuilder = field(default_factory=TextBuilder)

    def add_literal(self, start: int, end: int) -> None:
        """Add a range of the source that reads as it is written; stray bytes become placeholders."""
        position = start
        for stray in STRAY_BYTE.finditer(self.source, start, end):
            self._add_runs(position, self.source[position : stray.start()])
            self.add_alone(*stray.span())
            position = stray.end()
        self._add_runs(position, self.source[position:end])

    def add_value(self, start: int, value: str) -> None:
        """Add text that the source writes otherwise: a resolved entity, a space for a line end."""
        self._text.add(escape_markup(value), start)

    def add_alone(self, start: int, end: int) -> None:
        """Add a range of the source as `<x id/>`."""
        code = CodeSpan(len(self.spans) + 1, (start, end))
        self.spans[code.id] = code
        self._text.add(f'<x id="{code.id}"/>', start)

    def open_pair(self, start: int, end: int) -> int:
        """Add the opening side of `<g id>` and return its id."""
        code = CodeSpan(len(self.spans) + 1, (start, end))
        self.spans[code.id] = code
        self._text.add(f'<g id="{code.id}">', start)
        return code.id

    def close_pair(self, number: int, start: int, end: int, *, label: str | None = None) -> None:
        """Add the closing side of the innermost open `<g id>`."""
        self.spans[number] = self.spans[number]._replace(close=(start, end), label=label)
        self._text.add("</g>", start)

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
        text, offsets = self._text.build()
        return Unit(
            id=id,
            role=role,
            text=text,
            start=start,
            end=end,
            syntax=syntax,
            codes=tuple(codes),
            offsets=offsets or ((0, start),),
        )

    def _add_runs(self, start: int, text: str) -> None:
        for run in _RUN.finditer(text):
            self._text.add(escape_markup(run[0]), start + run.start())
