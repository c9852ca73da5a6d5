"""Comparing a target's values, and what is said around them, with those of its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from locworker.values.assign import Pairing, assign_values
from locworker.values.difference import Change, Difference
from locworker.values.direction import Surroundings, are_opposite
from locworker.values.explain import compare_codes, compare_rest, compare_tickers, excuse
from locworker.values.model import Kind
from locworker.values.order import swapped_values
from locworker.values.units import Fit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from locworker.values.reader import Reading


def compare_texts(source: Reading, target: Reading) -> list[Difference]:
    """Return where the values of a target, and the words of direction around them, differ from those of its source."""
    pairing = assign_values(source.values, target.values)
    rest = excuse(pairing, source.values)
    differences = [
        *_compare_pairs(pairing),
        *compare_rest(rest.source_rest, rest.target_rest),
        *compare_codes(source.values, target.values),
        *compare_tickers(source, target),
    ]
    around, around_target = Surroundings(source), Surroundings(target)
    differences += swapped_values(pairing, around, around_target)
    differences += _compare_surroundings(pairing, around, around_target)
    tendency = None if differences else around.overall()
    if tendency and are_opposite(tendency, around_target.overall()):
        differences.append(Difference(change=Change.TENDENCY))
    return list(_once(differences))


def _once(differences: Iterable[Difference]) -> Iterator[Difference]:
    """Yield one difference a value: the day, month and year of a date are compared each, and told together."""
    told: set[tuple[str, int, int]] = set()
    for difference in differences:
        sides = (("source", difference.source), ("target", difference.target))
        spans = {(side, value.start, value.end) for side, value in sides if value}
        if not spans or not spans <= told:
            told |= spans
            yield difference


def _compare_pairs(pairing: Pairing) -> Iterator[Difference]:
    for atom, other, fit in pairing.pairs:
        source, target = atom.value, other.value
        if fit is Fit.OPEN and source.currency and not target.currency and target.kind is Kind.NUMBER:
            yield Difference(change=Change.LOST_CURRENCY, source=source, target=target)
        if source.negative != target.negative:
            yield Difference(change=Change.SIGN, source=source, target=target)


def _compare_surroundings(pairing: Pairing, around: Surroundings, around_target: Surroundings) -> Iterator[Difference]:
    for atom, other, _ in pairing.pairs:
        if atom.part or other.part:
            continue
        source, target = atom.value, other.value
        mark = around.comparison(source)
        mark_there = around_target.comparison(target) if mark else None
        change = Change.COMPARISON
        if not (mark and mark_there and are_opposite(mark.key, mark_there.key)):
            mark = around.direction(source)
            mark_there = around_target.direction(target) if mark else None
            change = Change.DIRECTION
        if mark and mark_there and are_opposite(mark.key, mark_there.key):
            source, target = around.with_mark(source, mark), around_target.with_mark(target, mark_there)
            yield Difference(change=change, source=source, target=target)
