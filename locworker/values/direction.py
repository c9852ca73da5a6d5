"""The words around a value: whether something rises or falls, is more or less, goes from or to it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from locworker.values.model import Kind
from locworker.values.tokens import WORD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locworker.values.model import Value
    from locworker.values.reader import Reading

_OPPOSITES = {"up": "down", "down": "up", "more": "less", "less": "more"}
_NEGATIONS = frozenset(
    {
        "not",
        "no",
        "never",
        "n't",
        "nicht",
        "kein",
        "keine",
        "keinen",
        "nie",
        "pas",
        "ne",
        "jamais",
        "non",
        "não",
        "nunca",
    }
    | {"niet", "geen", "nooit", "nem", "ni", "ない"}
)
_NEAR = 3
_HEADLINE = 16
_ALIKE = 3
_STOPS = frozenset(".;:,()!?、。")


class Mark(NamedTuple):
    """A word of direction: its first token, the one behind its last, and what it says."""

    first: int
    stop: int
    key: str


class Surroundings:
    """The words of direction in a text, looked up from its values."""

    def __init__(self, reading: Reading) -> None:
        self._scanner = reading.scanner
        self._values = reading.values

    @cached_property
    def _starts(self) -> list[int]:
        return [token.start for token in self._scanner.tokens]

    @cached_property
    def _borders(self) -> list[tuple[int, int]]:
        # "A" and "one" are read as values too, but hardly part a clause.
        return sorted(self._span(value) for value in self._values if value.sure or value.number != 1)

    def comparison(self, value: Value) -> Mark | None:
        """Return the word for more or less when exactly one of them stands beside a value."""
        return self._only(value, {"more", "less"}, before=3, after=2)

    def direction(self, value: Value) -> Mark | None:
        """Return the word for up or down when exactly one of them stands near a value in its clause."""
        return self._only(value, {"up", "down"}, before=7, after=4)

    def role(self, value: Value) -> str | None:
        """Return `from` or `to` when it stands right before a value, or right behind it in Japanese."""
        if not self._marks:
            return None
        first, stop = self._span(value)
        for mark in reversed(self._between(first - 3, first)):
            if mark.key in {"from", "to"}:
                return mark.key
        if self._scanner.lexicon.spaceless:
            return next((mark.key for mark in self._between(stop, stop + 2) if mark.key in {"from", "to"}), None)
        return None

    def overall(self) -> Mark | None:
        """Return the first word for up or down when a short text, such as a headline, says only one of them."""
        if len(self._scanner.tokens) > _HEADLINE:
            return None
        marks = [mark for mark in self._marks if mark.key in {"up", "down"}]
        alone = len({mark.key for mark in marks}) == 1 and not self._negated(0, len(self._scanner.tokens))
        return marks[0] if alone else None

    def only_here(self, other: Surroundings) -> list[Mark]:
        """Return the words of direction that another text of the same language does not have."""
        theirs = {other._words_of(mark) for mark in other._marks}
        return [mark for mark in self._marks if self._words_of(mark) not in theirs]

    def negation(self) -> Mark | None:
        """Return the first word for not."""
        length = len(self._scanner.tokens)
        return next((Mark(at, at + 1, "not") for at in range(length) if self._negated(at, at + 1)), None)

    def _words_of(self, mark: Mark) -> tuple[str, ...]:
        return tuple(self._scanner.key(index) for index in range(mark.first, mark.stop))

    def word(self, mark: Mark) -> Value:
        """Return a word of direction as a value without a number, for its place and text."""
        return self._scanner.value(mark.first, mark.stop, Kind.NUMBER, from_word=True, sure=False)

    def words(self, value: Value) -> frozenset[str]:
        """Return the beginnings of the words beside a value, to recognise those that both languages share."""
        first, stop = self._span(value)
        near = (*range(max(0, first - _NEAR), first), *range(stop, min(stop + _NEAR, len(self._starts))))
        keys = (self._scanner.key(index) for index in near if self._scanner.kind(index) == WORD)
        return frozenset(key[:_ALIKE] for key in keys if len(key) >= _ALIKE)

    @cached_property
    def _marks(self) -> list[Mark]:
        marks: list[Mark] = []
        known = self._scanner.lexicon.sections["directions"]
        stop = 0
        for index, token in enumerate(self._scanner.tokens):
            found = self._scanner.match(index, "directions") if index >= stop and token.key in known else None
            if found:
                stop = found[0]
                marks.append(Mark(index, stop, found[1].key))
        return marks

    def _span(self, value: Value) -> tuple[int, int]:
        return bisect_left(self._starts, value.start), bisect_left(self._starts, value.end)

    def with_mark(self, value: Value, mark: Mark) -> Value:
        """Return a value that reaches to a word of direction beside it."""
        tokens = self._scanner.tokens
        start, end = min(value.start, tokens[mark.first].start), max(value.end, tokens[mark.stop - 1].end)
        return replace(value, start=start, end=end, text=self._scanner.text[start:end])

    def _only(self, value: Value, keys: set[str], *, before: int, after: int) -> Mark | None:
        if not self._marks:
            return None
        first, stop = self._span(value)
        left, right = self._clause(first, stop, before, after)
        marks = [mark for mark in (*self._between(left, first), *self._between(stop, right)) if mark.key in keys]
        alone = marks and all(mark.key == marks[0].key for mark in marks) and not self._negated(left, right)
        return marks[0] if alone else None

    def _clause(self, first: int, stop: int, before: int, after: int) -> tuple[int, int]:
        """Return the reach of a value: up to a stop, another value or a number of tokens."""
        place = bisect_left(self._borders, (first, stop))
        previous = self._borders[place - 1][1] if place > 0 else 0
        following = self._borders[place + 1][0] if place + 1 < len(self._borders) else len(self._starts)
        left = first
        while left > max(first - before, previous) and self._scanner.key(left - 1) not in _STOPS:
            left -= 1
        right = stop
        while right < min(stop + after, following) and self._scanner.key(right) not in _STOPS:
            right += 1
        return left, right

    def _between(self, left: int, right: int) -> Sequence[Mark]:
        low = bisect_left(self._marks, left, key=lambda mark: mark.first)
        high = bisect_left(self._marks, right, key=lambda mark: mark.first)
        return self._marks[low:high]

    def _negated(self, left: int, right: int) -> bool:
        return any(self._scanner.key(index) in _NEGATIONS for index in range(left, right))


def are_opposite(one: str | None, other: str | None) -> bool:
    """Say whether two words of direction contradict each other."""
    return one is not None and _OPPOSITES.get(one) == other
