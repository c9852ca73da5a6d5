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

_DIRECTIONS = frozenset({Change.COMPARISON, Change.DIRECTION, Change.TENDENCY})


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
    mark = None if differences else around.overall()
    mark_there = around_target.overall() if mark else None
    if mark and mark_there and are_opposite(mark.key, mark_there.key):
        words = {"source": around.word(mark), "target": around_target.word(mark_there)}
        differences.append(Difference(change=Change.TENDENCY, **words))
    return list(_once(differences))


def compare_sources(old: Reading, new: Reading) -> list[Difference]:
    """Return where two texts of one language differ in values or direction, at any length: a veto on reuse.

    Where `compare_texts` tells no direction, a word for up or more that gave way to one for down or less is told.
    """
    differences = compare_texts(old, new)
    if any(difference.change in _DIRECTIONS for difference in differences):
        return differences
    around, around_new = Surroundings(old), Surroundings(new)
    gone, come = around.only_here(around_new), around_new.only_here(around)
    for mark in gone:
        other = next((other for other in come if are_opposite(mark.key, other.key)), None)
        if other:
            words = {"source": around.word(mark), "target": around_new.word(other)}
            return [*differences, Difference(change=Change.TENDENCY, **words)]
    negation, negation_new = around.negation(), around_new.negation()
    if bool(negation) != bool(negation_new):
        source, target = negation and around.word(negation), negation_new and around_new.word(negation_new)
        return [*differences, Difference(change=Change.TENDENCY, source=source, target=target)]
    return differences


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
