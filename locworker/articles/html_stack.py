"""Open elements: tags in; what a place in the page belongs to, and whether it is translated, out.

This is as much of the tree construction of HTML as decides on text: implied end tags, scopes, foreign content. Each
step looks at a few elements only, however deep the page is nested.
"""

from __future__ import annotations

from dataclasses import dataclass

from locworker.articles.html_elements import (
    BARRIERS,
    BLOCKS,
    BREAKOUT,
    CLOSED_BY,
    FOREIGN,
    FORMATTING,
    INTEGRATION,
    KEEP_SPACE,
    UNTRANSLATED,
)


@dataclass(slots=True)
class _Element:
    name: str
    foreign: str
    is_translated: bool
    is_live: bool = True


class OpenElements:
    """The elements that are open at a place of the page, outermost first."""

    def __init__(self) -> None:
        self._open: list[_Element] = []
        self._places: dict[str, list[int]] = {}
        self._blocks: list[int] = []
        # Elements that switch translation; those closed out of turn are passed over.
        self._switches: list[_Element] = []

    @property
    def block(self) -> str:
        """Return the name of the innermost block."""
        return self._open[self._blocks[-1]].name if self._blocks else "body"

    @property
    def is_foreign(self) -> bool:
        """Tell whether the innermost element is of SVG or MathML."""
        return bool(self._open) and self._open[-1].foreign != ""

    @property
    def in_foreign(self) -> bool:
        """Tell whether a tag here is one of SVG or MathML."""
        return self.is_foreign and self._open[-1].name not in INTEGRATION[self._open[-1].foreign]

    @property
    def innermost(self) -> str:
        """Return the name of the innermost element."""
        return self._open[-1].name if self._open else ""

    @property
    def is_translated(self) -> bool:
        """Tell whether text here is translated."""
        while self._switches and not self._switches[-1].is_live:
            self._switches.pop()
        return self._switches[-1].is_translated if self._switches else True

    @property
    def keeps_space(self) -> bool:
        """Tell whether white space counts here."""
        return any(self._places.get(name) for name in KEEP_SPACE)

    @property
    def depth(self) -> int:
        """Return how many elements are open."""
        return len(self._open)

    def is_open(self, name: str) -> bool:
        """Tell whether an element of that name is open."""
        return bool(self._places.get(name))

    def close_implied(self, name: str) -> None:
        """Close what a start tag closes: a paragraph before a block, a list item before the next."""
        if self.in_foreign:
            if name not in BREAKOUT:
                return
            self._leave_foreign()
        for targets, barriers in CLOSED_BY.get(name, ()):
            barrier = max((self._last(other) for other in barriers), default=-1)
            reached = [place for target in targets for place in self._places.get(target, ())[-1:] if place > barrier]
            if reached:
                self._cut(min(reached))

    def push(self, name: str, *, translate: bool | None) -> None:
        """Open an element; `translate` is what its own attributes say."""
        inherited = self.is_translated
        foreign = name if name in FOREIGN else self._open[-1].foreign if self.in_foreign else ""
        effective = inherited if translate is None else translate
        if name in UNTRANSLATED and translate is not True:
            effective = False
        element = _Element(name, foreign, effective)
        place = len(self._open)
        self._open.append(element)
        self._places.setdefault(name, []).append(place)
        if name in BLOCKS and not foreign:
            self._blocks.append(place)
        if effective is not inherited:
            self._switches.append(element)

    def close(self, name: str) -> None:
        """Close the innermost element of that name, if the end tag reaches it."""
        if name in {"br", "p"}:
            self._leave_foreign()
        place = self._last(name)
        if place < 0:
            return
        if name in BLOCKS or self._open[place].foreign:
            if place > max(self._last(barrier) for barrier in BARRIERS.get(name, ("html",))) or name == "html":
                self._cut(place)
        elif not self._blocks or self._blocks[-1] < place:
            self._cut(place)
        elif name in FORMATTING:
            self._open[place].is_live = False
            self._places[name].pop()

    def _last(self, name: str) -> int:
        places = self._places.get(name)
        return places[-1] if places else -1

    def _leave_foreign(self) -> None:
        while self.in_foreign:
            self._cut(len(self._open) - 1)

    def _cut(self, place: int) -> None:
        """Close all elements from a place on."""
        for element in self._open[place:]:
            element.is_live = False
        while len(self._open) > place:
            name = self._open.pop().name
            places = self._places[name]
            if places and places[-1] == len(self._open):
                places.pop()
        while self._blocks and self._blocks[-1] >= place:
            self._blocks.pop()
