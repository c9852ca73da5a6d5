"""What the values of a range or list share: `€5-6bn`, `30 and 37 percent`."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from locworker.values.model import Kind, Measure, Value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from locworker.values.scan import Scanner

_DASHES = frozenset("-–—~")
_MOST_TOKENS = 3
_LONGEST_ARTICLE = 3
_PLAIN = frozenset({Kind.NUMBER})


def share_units(values: Sequence[Value], scanner: Scanner) -> list[Value]:
    """Return the values with readings added that a neighbour in the same range or list lends them."""
    shared = list(values)
    links = _links(values, scanner)
    # From the right: in `1, 2 and 3 percent` the unit travels two steps.
    for position in range(len(shared) - 2, -1, -1):
        if links[position]:
            shared[position] = _lend_left(shared[position], shared[position + 1], is_range=links[position] == "range")
    for position in range(1, len(shared)):
        if links[position - 1]:
            shared[position] = _lend_right(shared[position - 1], shared[position])
    return shared


def _links(values: Sequence[Value], scanner: Scanner) -> list[str]:
    """Say how each value is linked with the next one: `range`, `list` or not at all."""
    links: list[str] = []
    position = 0
    tokens = scanner.tokens
    for left, right in pairwise(values):
        while position < len(tokens) and tokens[position].start < left.end:
            position += 1
        first = position
        while position < len(tokens) and tokens[position].end <= right.start:
            position += 1
        links.append(_link(scanner, first, position))
    return links


def _link(scanner: Scanner, first: int, stop: int) -> str:
    if not 0 < stop - first <= _MOST_TOKENS:
        return ""
    kinds: set[str] = set()
    at, little = first, 0
    while at < stop:
        found = scanner.match(at, "connectors")
        if scanner.key(at) in _DASHES:
            kinds.add("range")
            at += 1
        elif scanner.key(at) == ",":
            kinds.add("list")
            at += 1
        elif found and found[1].key in {"range", "list"} and found[0] <= stop:
            kinds.add(found[1].key)
            at = found[0]
        elif kinds and not little and len(scanner.key(at)) <= _LONGEST_ARTICLE and scanner.key(at).isalpha():
            # An article in the range: "entre el 2 y el 3 %".
            little, at = 1, at + 1
        else:
            return ""
    return "range" if "range" in kinds else "list" if kinds else ""


def _lend_left(value: Value, lender: Value, *, is_range: bool) -> Value:
    """Give a number without a unit the magnitude, unit and currency of the one behind it."""
    if value.kind not in {Kind.NUMBER, Kind.MONEY} or not lender.readings or value.number is None:
        return value
    lent = lender.readings[0].unit
    unit = value.readings[0].unit or lent
    number = value.number if value.scale else value.number.scaleb(lender.scale)
    if lender.kind is Kind.ORDINAL or (unit == value.readings[0].unit and not lender.scale):
        return value
    extra = (Measure(number, unit), Measure(value.number, unit), Measure(number, value.readings[0].unit))
    readings = (*extra, *value.readings) if is_range else (*value.readings, *extra)
    return replace(value, readings=tuple(dict.fromkeys(readings)))


def _lend_right(lender: Value, value: Value) -> Value:
    """Give a number without a currency that of the one before it."""
    if value.kind is not Kind.NUMBER or lender.kind is not Kind.MONEY or value.number is None:
        return value
    extra = Measure(value.number, lender.currency or "")
    return replace(value, readings=tuple(dict.fromkeys((*value.readings, extra))))
