"""Explaining the values that found no equal: changed, missing, added, or excused."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.values.assign import Atom, Pairing
from locworker.values.difference import Change, Difference
from locworker.values.model import Kind, Value
from locworker.values.units import Fit, conversion, fit_units, is_convertible
from locworker.values.zones import are_one_moment, are_zones_different

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from locworker.values.reader import Reading

_MOST_COMPARED = 50
"""How many values without an equal are compared with each other; the further ones of a text are just missing."""


def compare_rest(source: list[Atom], target: list[Atom]) -> list[Difference]:
    """Explain what found no equal: pairs of like values that changed, then what is missing or was added."""
    differences: list[Difference] = []
    rest, others = source[:_MOST_COMPARED], target[:_MOST_COMPARED]
    for explain in (
        _same_number,
        _is_conversion,
        _same_digits,
        _same_class,
        _both_ordinals,
        _both_fractions,
        _any_number,
    ):
        for atom in list(rest):
            found = next((other for other in others if explain(atom, other)), None)
            if found is None:
                continue
            rest.remove(atom)
            others.remove(found)
            differences.append(Difference(change=_name(atom, found), source=atom.value, target=found.value))
    return [
        *differences,
        *(
            Difference(change=Change.MISSING, source=atom.value)
            for atom in (*rest, *source[_MOST_COMPARED:])
            if atom.required
        ),
        *(
            Difference(change=Change.ADDED, target=other.value)
            for other in (*others, *target[_MOST_COMPARED:])
            if _needs_a_source(other)
        ),
    ]


def _needs_a_source(other: Atom) -> bool:
    """Say whether a value of the target must come from the source: not the 2 of CO2 or km²."""
    return other.required and not other.value.glued


def excuse(pairing: Pairing, source: Sequence[Value]) -> Pairing:
    """Take out what a correct translation may leave out or add.

    A value said twice may be said once, and the other way round, when nothing else stands in its place; "a" may become
    1; the century of a decade may be named, and an amount given in a second unit.
    """
    convertible = [atom for atom, *_ in pairing.pairs if is_convertible(atom.readings[0].unit)][:_MOST_COMPARED]
    centuries = {value.number // 100 + 1 for value in source if value.kind is Kind.DECADE and value.number}
    target_rest = [
        other
        for other in pairing.target_rest
        if other.readings[0].number not in centuries and not any(_is_conversion(atom, other) for atom in convertible)
    ]
    said = {measure.number for pair in pairing.pairs for atom in pair[:2] for measure in atom.readings}
    source_rest = [atom for atom in pairing.source_rest if not any(_is_conversion(kept, atom) for kept in convertible)]
    source_rest, target_rest = _without_same_moments(pairing, source_rest, target_rest)
    if not any(map(_counts, target_rest)):
        source_rest = [atom for atom in source_rest if _number(atom) not in said]
    elif not any(map(_counts, source_rest)):
        target_rest = [other for other in target_rest if _number(other) not in said and _number(other) != 1]
    return Pairing(pairing.pairs, source_rest, target_rest)


def _without_same_moments(
    pairing: Pairing, source_rest: list[Atom], target_rest: list[Atom]
) -> tuple[list[Atom], list[Atom]]:
    """Take out times that the other side gives in another time zone."""
    if not any(atom.value.zone for atom in (*source_rest, *target_rest)):
        return source_rest, target_rest
    ours = [atom for atom in (*source_rest, *(pair[0] for pair in pairing.pairs)) if atom.value.zone][:_MOST_COMPARED]
    theirs = [atom for atom in (*target_rest, *(pair[1] for pair in pairing.pairs)) if atom.value.zone][:_MOST_COMPARED]
    return (
        [atom for atom in source_rest if not any(are_one_moment(atom.value, other.value) for other in theirs)],
        [other for other in target_rest if not any(are_one_moment(other.value, atom.value) for atom in ours)],
    )


def _number(atom: Atom) -> Decimal:
    return atom.readings[0].number


def _same_number(atom: Atom, other: Atom) -> bool:
    numbers = {reading.number for reading in other.readings}
    return any(reading.number in numbers for reading in atom.readings)


def _digits(atom: Atom) -> str:
    number = atom.readings[0].number if atom.readings else Decimal(0)
    return "".join(str(digit) for digit in number.normalize().as_tuple().digits)


def _same_digits(atom: Atom, other: Atom) -> bool:
    return _digits(atom) == _digits(other) and (len(_digits(atom)) > 1 or bool(atom.value.scale or other.value.scale))


def _same_class(atom: Atom, other: Atom) -> bool:
    mine, theirs = atom.readings[0].unit, other.readings[0].unit
    return bool(mine) and fit_units(mine, theirs) <= Fit.ALIKE


def _both_ordinals(atom: Atom, other: Atom) -> bool:
    """Say whether two ordinals in words differ: the second-largest bank as the third-largest."""
    pair = (atom.value, other.value)
    return all(value.kind is Kind.ORDINAL and value.from_word and (value.number or 0) > 1 for value in pair)


def _both_fractions(atom: Atom, other: Atom) -> bool:
    """Say whether two shares in words differ: three-quarters of voters as a quarter."""
    pair = (atom.value, other.value)
    return all(value.kind is Kind.FRACTION and value.from_word for value in pair)


def _any_number(atom: Atom, other: Atom) -> bool:
    mine, theirs = atom.readings[0].unit, other.readings[0].unit
    return fit_units(mine, theirs) <= Fit.OPEN and _counts(atom) and _counts(other)


def _counts(atom: Atom) -> bool:
    return atom.required or (atom.value.kind is not Kind.ORDINAL and atom.readings[0].number >= 2)


def _name(atom: Atom, other: Atom) -> Change:
    if _is_conversion(atom, other) or are_zones_different(atom.value, other.value):
        return Change.CONVERTED
    if _is_rounded(atom, other):
        return Change.ROUNDED
    if atom.part or other.part:
        return Change.DATE
    if atom.value.kind is Kind.TIME or other.value.kind is Kind.TIME:
        return Change.TIME
    if atom.value.kind in {Kind.QUARTER, Kind.HALF_YEAR}:
        return Change.PERIOD
    if _same_number(atom, other):
        return Change.CURRENCY if atom.value.currency and other.value.currency else Change.UNIT
    if _same_digits(atom, other):
        return Change.MAGNITUDE
    return Change.NUMBER


def _is_conversion(atom: Atom, other: Atom) -> bool:
    """Say whether two numbers are one amount in two units: 3000 miles, 4828 kilometres."""
    factor = conversion(atom.readings[0].unit, other.readings[0].unit)
    if factor is None:
        return False
    expected = atom.readings[0].number * factor
    return abs(other.readings[0].number - expected) <= expected / 12


def _is_rounded(atom: Atom, other: Atom) -> bool:
    """Say whether the target has the source's number with fewer digits: 56.4 % as 56 %."""
    (number, unit), (rounded, unit_there) = atom.readings[0], other.readings[0]
    if fit_units(unit, unit_there) > Fit.OPEN or atom.part or other.part or number == rounded:
        return False
    digits, digits_there = len(number.normalize().as_tuple().digits), len(rounded.normalize().as_tuple().digits)
    if not 0 < digits_there < digits:
        return False
    step = Decimal(1).scaleb(rounded.adjusted() - digits_there + 1)
    return abs(number - rounded) <= min(step / 2, abs(number) / 30)


_TICKER = re.compile(r"\(([A-Z]{3,6})\)")


def compare_tickers(source: Reading, target: Reading) -> Iterator[Difference]:
    """Yield capitals in brackets that were mistyped: AMZN as AMNZ. Others may be a translated abbreviation."""
    ours, theirs = _find_tickers(source), _find_tickers(target)
    added = [value for text, value in theirs.items() if text not in ours][:_MOST_COMPARED]
    for text, value in ours.items():
        if text not in theirs and added:
            found = next((other for other in added if _is_mistyped(text, other.text)), None)
            if found:
                yield Difference(change=Change.CODE, source=value, target=found)


def _is_mistyped(code: str, other: str) -> bool:
    """Say whether two neighbours changed places, or one letter of at least four was dropped or added."""
    if len(code) == len(other):
        return any(code[:at] + code[at + 1] + code[at] + code[at + 2 :] == other for at in range(len(code) - 1))
    longer, shorter = sorted((code, other), key=len, reverse=True)
    if len(longer) != len(shorter) + 1 or len(shorter) < 4:
        return False
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


def _find_tickers(reading: Reading) -> dict[str, Value]:
    return {
        match[1]: Value(start=match.start(1), end=match.end(1), text=match[1], kind=Kind.CODE)
        for match in _TICKER.finditer(reading.scanner.plain)
    }


def compare_codes(source: Sequence[Value], target: Sequence[Value]) -> list[Difference]:
    """Return the codes that are not in the target, each with one that is there instead."""
    ours = [value for value in source if value.kind is Kind.CODE]
    theirs = [value for value in target if value.kind is Kind.CODE]
    texts = {value.text for value in theirs}
    missing = [value for value in ours if value.text not in texts]
    known = {value.text for value in ours}
    added = [value for value in theirs if value.text not in known]
    differences = []
    for position, value in enumerate(missing):
        other = added[position] if position < len(added) else None
        differences.append(Difference(change=Change.CODE, source=value, target=other))
    return differences
