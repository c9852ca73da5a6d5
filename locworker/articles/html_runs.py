"""Runs: the text and inline tags between two block tags in, a unit out.

Tags that wrap the whole text, stand at its edge or hold nothing are no concern of a translator: the first two are left
out of the unit, the last becomes one placeholder. A tag without its partner is a placeholder of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from locworker.articles.html_text import Found, UnitWriter, check_length, trim

_WORTH = re.compile(r"[^\W_]")


class Part(Enum):
    """What a piece of a run is."""

    TEXT = "text"
    OPEN = "open"
    CLOSE = "close"
    ALONE = "alone"


@dataclass(slots=True)
class Piece:
    """A range of the source in a run.

    `is_content` tells text and what is read like text from what only looks after it; `keeps_space` that white space
    counts in it; `mate` is the place of the other tag of a pair.
    """

    part: Part
    start: int
    end: int
    name: str = ""
    is_content: bool = False
    keeps_space: bool = False
    mate: int = -1


class Run:
    """Collects the pieces between two block tags."""

    def __init__(self, source: str, *, path: str) -> None:
        self._source = source
        self._path = path
        self._pieces: list[Piece] = []
        self._has_text = False
        self._length = 0

    @property
    def ends_with_break(self) -> bool:
        """Tell whether the last piece but white space is a line break."""
        last = next((piece for piece in reversed(self._pieces[-2:]) if not self._is_blank(piece)), None)
        return last is not None and last.name == "br"

    def text(self, start: int, end: int, *, keeps_space: bool) -> None:
        """Append text that is translated."""
        edge, _ = trim(self._source, start, end)
        has_content = edge < end
        self._has_text = self._has_text or _WORTH.search(self._source, edge, end) is not None
        self._length += end - edge
        self._pieces.append(Piece(Part.TEXT, start, end, is_content=has_content, keeps_space=keeps_space))

    def tag(self, part: Part, start: int, end: int, name: str) -> None:
        """Append an inline tag."""
        self._pieces.append(Piece(part, start, end, name))

    def opaque(self, start: int, end: int, *, is_content: bool) -> None:
        """Append something that is left alone; what touches it and is left alone too becomes one with it."""
        last = self._pieces[-1] if self._pieces else None
        if last is not None and last.name == "#opaque" and last.end == start:
            last.end = end
            last.is_content = last.is_content or is_content
        else:
            self._pieces.append(Piece(Part.ALONE, start, end, "#opaque", is_content))

    def finish(self) -> Found | None:
        """Return what was collected as a unit, if there is text in it, and begin anew."""
        pieces, self._pieces = self._pieces, []
        has_text, self._has_text = self._has_text, False
        length, self._length = self._length, 0
        if not has_text:
            return None
        check_length(length, path=self._path)
        _pair(pieces)
        content = [0]
        for piece in pieces:
            content.append(content[-1] + piece.is_content)
        first, last = _strip(pieces, content)
        return self._build(pieces, content, first, last)

    def _is_blank(self, piece: Piece) -> bool:
        return piece.part is Part.TEXT and not piece.is_content

    def _build(self, pieces: list[Piece], content: list[int], first: int, last: int) -> Found:
        source = self._source
        writer = UnitWriter(source, path=self._path)
        start, end = pieces[first].start, pieces[last].end
        if pieces[first].part is Part.TEXT:
            start, _ = trim(source, start, pieces[first].end)
        if pieces[last].part is Part.TEXT:
            _, end = trim(source, pieces[last].start, end)
        skipped: set[int] = set()
        index = first
        while index <= last:
            piece = pieces[index]
            if piece.part is Part.TEXT:
                writer.flow(max(start, piece.start), min(end, piece.end), keep_space=piece.keeps_space)
            elif piece.part is Part.CLOSE and piece.mate >= 0:
                if index not in skipped:
                    writer.close(piece.start)
            elif piece.mate >= 0 and content[piece.mate] > content[index]:
                index, mate = _innermost(pieces, index)
                writer.open(piece.start, pieces[index].end, close=(pieces[mate].start, pieces[piece.mate].end))
                skipped.update(range(mate + 1, piece.mate + 1))
            else:
                index = max(index, piece.mate)
                writer.alone(piece.start, pieces[index].end)
            index += 1
        return writer.finish(start, end)


def _pair(pieces: list[Piece]) -> None:
    """Give each tag its partner; tags that cross or lack one stay without."""
    opened: list[int] = []
    counts: dict[str, int] = {}
    for index, piece in enumerate(pieces):
        if piece.part is Part.OPEN:
            opened.append(index)
            counts[piece.name] = counts.get(piece.name, 0) + 1
        elif piece.part is Part.CLOSE and counts.get(piece.name):
            while True:
                other = opened.pop()
                counts[pieces[other].name] -= 1
                if pieces[other].name == piece.name:
                    break
            piece.mate, pieces[other].mate = other, index


def _innermost(pieces: list[Piece], index: int) -> tuple[int, int]:
    """Return the last of the pairs that wrap one another without a gap from here on: they are one placeholder."""
    mate = pieces[index].mate
    while (
        pieces[index + 1].mate == mate - 1
        and pieces[index + 1].start == pieces[index].end
        and pieces[mate - 1].end == pieces[mate].start
    ):
        index, mate = index + 1, mate - 1
    return index, mate


def _strip(pieces: list[Piece], content: list[int]) -> tuple[int, int]:
    """Return the first and last piece that a translator needs."""
    first, last = 0, len(pieces) - 1
    while True:
        while not pieces[first].is_content and (
            pieces[first].mate < 0 or content[pieces[first].mate] == content[first]
        ):
            first = max(first, pieces[first].mate) + 1
        while not pieces[last].is_content and (pieces[last].mate < 0 or content[pieces[last].mate] == content[last]):
            last = (pieces[last].mate if pieces[last].mate >= 0 else last) - 1
        if pieces[first].part is Part.OPEN and pieces[first].mate == last:
            first, last = first + 1, last - 1
        else:
            return first, last
