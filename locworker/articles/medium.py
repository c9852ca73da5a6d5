"""Media: how a text stands in its article, as it is or in the syntax of a format around it.

A page is an article of its own, and it may also stand escaped in a feed. What finds and writes its units works on the
page's own text; the medium knows what stands for a range of it in the article, and how to write new text there.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

Edit = tuple[int, int, str]
"""A range of a text and what stands there afterwards, in the syntax of the medium."""


class Medium:
    """A text that stands in its article as it is."""

    def __init__(self, text: str) -> None:
        self.text = text

    def copy(self, start: int, end: int) -> str:
        """Return what stands for a range of the text in the article."""
        return self.text[start:end]

    def write(self, text: str) -> str:
        """Return new text in the syntax of the article."""
        return text


class Edited:
    """A text in its medium with edits that lie apart, by ranges of the text."""

    def __init__(self, medium: Medium, edits: Sequence[Edit]) -> None:
        self.medium = medium
        self._edits = edits
        self._starts = [start for start, _, _ in edits]

    def copy(self, start: int, end: int) -> str:
        """Return what stands for a range of the text once it is edited."""
        parts: list[str] = []
        position = start
        for first, last, text in self.between(start, end):
            parts += (self.medium.copy(position, first), text)
            position = last
        return "".join((*parts, self.medium.copy(position, end)))

    def between(self, start: int, end: int) -> Sequence[Edit]:
        """Return the edits that begin in a range."""
        return self._edits[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return a text that stands as it is with edits that lie apart."""
    return Edited(Medium(text), sorted(edits)).copy(0, len(text) + 1)
