"""Assigning the values of a source to those of its target, and saying where they differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from locworker.values.direction import Surroundings, are_opposite
from locworker.values.model import Day, Kind, Measure, Value
from locworker.values.units import Fit, conversion, fit_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from locworker.values.reader import Reading

_DAY_LIKE = re.compile(r"([0-3]?[0-9])[./]([01]?[0-9])")
_CLOCK_LIKE = re.compile(r"([01]?[0-9]|2[0-4])[.:]([0-5][0-9])")


class Change(StrEnum):
    """How a value differs."""

    MISSING = "missing"
    ADDED = "added"
    NUMBER = "number"
    MAGNITUDE = "magnitude"
    UNIT = "unit"
    CURRENCY = "currency"
    DATE = "date"
    TIME = "time"
    PERIOD = "period"
    SIGN = "sign"
    ORDER = "order"
    CODE = "code"
    LOST_CURRENCY = "lost-currency"
    ROUNDED = "rounded"
    CONVERTED = "converted"
    COMPARISON = "comparison"
    DIRECTION = "direction"
    TENDENCY = "tendency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A value that differs: the source's, the target's or both."""

    change: Change
    source: Value | None = None
    target: Value | None = None


class Atom(NamedTuple):
    """The smallest thing that is compared: a value, or the day, month or year of a date."""

    value: Value
    place: int
    readings: tuple[Measure, ...]
    required: bool
    part: str = ""


class Pairing(NamedTuple):
    """Which atom of the source stands for which of the target, and what is left on both sides."""

    pairs: list[tuple[Atom, Atom, Fit]]
    source_rest: list[Atom]
    target_rest: list[Atom]


_ROUNDS = (
    (Fit.SAME, True),
    (Fit.ALIKE, True),
    (Fit.SAME, False),
    (Fit.ALIKE, False),
    (Fit.OPEN, True),
    (Fit.OPEN, False),
)
"""How well units must fit, and whether only values that cannot be anything else take part: "one" must not take a 1."""
_MOST_CANDIDATES = 8
_MOST_COMPARED = 50


def assign_values(source: Sequence[Value], target: Sequence[Value]) -> Pairing:
    """Assign equal values to each other, those of the same unit first."""
    percents = any(value.kind is Kind.PERCENT for value in source)
    atoms, others = list(_atoms(source, target, percents=percents)), list(_atoms(target, source))
    pairs: list[tuple[Atom, Atom, Fit]] = []
    for worst, strict in _ROUNDS:
        if not atoms or not others:
            break
        found = _assign(atoms, others, worst, strict=strict)
        if found:
            pairs += found
            used = {id(atom) for pair in found for atom in pair[:2]}
            atoms = [atom for atom in atoms if id(atom) not in used]
            others = [other for other in others if id(other) not in used]
    return Pairing(pairs, atoms, others)


def _assign(
    atoms: Sequence[Atom], others: Sequence[Atom], worst: Fit, *, strict: bool
) -> list[tuple[Atom, Atom, Fit]]:
    by_number: dict[Decimal, list[tuple[str, Atom]]] = {}
    for other in others:
        if other.required or not strict:
            for reading in other.readings:
                by_number.setdefault(reading.number, []).append((reading.unit, other))
    taken: set[int] = set()
    pairs: list[tuple[Atom, Atom, Fit]] = []
    for atom in atoms:
        if strict and not atom.required:
            continue
        best = _nearest(atom, by_number, worst, taken)
        if best:
            taken.add(id(best))
            pairs.append((atom, best, worst))
    return pairs


def _nearest(atom: Atom, by_number: Mapping[Decimal, list[tuple[str, Atom]]], worst: Fit, taken: set[int]) -> Atom | None:
    """Return the free atom of an equal number whose place is nearest; the likeliest reading decides."""
    for reading in atom.readings:
        best: Atom | None = None
        seen = 0
        for unit, other in by_number.get(reading.number, ()):
            if id(other) in taken or fit_units(reading.unit, unit) > worst:
                continue
            if best is None or abs(other.place - atom.place) < abs(best.place - atom.place):
                best = other
            seen += 1
            if seen > _MOST_CANDIDATES:
                break
        if best:
            return best
    return None


def _atoms(values: Sequence[Value], others: Sequence[Value], *, percents: bool = False) -> Iterable[Atom]:
    other_days = {day for value in others for day in value.days}
    for place, value in enumerate(values):
        required = not value.from_word and value.sure
        if value.kind is Kind.CODE:
            continue
        days = value.days or _numeric_day(value, other_days)
        if days:
            day = _choose_day(days, other_days)
            for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
                if number:
                    unit = "month-name" if part == "month" else ""
                    # A month alone may be left to the context: "last November".
                    needed = part != "month" or bool(day.day)
                    yield Atom(value, place, (Measure(Decimal(number), unit),), needed, part)
        else:
            yield Atom(value, place, tuple(_readings(value, percents=percents)), required)


def _numeric_day(value: Value, others: Iterable[Day]) -> tuple[Day, ...]:
    """Read `1.09` as a date where the other side has that day."""
    found = _DAY_LIKE.fullmatch(value.text) if value.kind is Kind.NUMBER else None
    if found is None:
        return ()
    return tuple(Day(0, day.month, day.day) for day in others if (int(found[1]), int(found[2])) == (day.day, day.month))


def _choose_day(days: Sequence[Day], others: Iterable[Day]) -> Day:
    """Choose the reading of a date that the other side has: 05/06 is May or June."""
    if len(days) > 1:
        known = {(other.month, other.day) for other in others}
        return next((day for day in days if (day.month, day.day) in known), days[0])
    return days[0]


def _readings(value: Value, *, percents: bool) -> Iterable[Measure]:
    yield from value.readings
    if value.kind is Kind.BASIS_POINTS and value.number is not None:
        yield Measure(value.number / 100, "pp")
    elif value.kind is Kind.TIME and value.number is not None:
        yield Measure((value.number + 720) % 1440, "clock")
        hours, minutes = divmod(value.number, 60)
        if not minutes:
            yield Measure(hours, "hour")
            yield Measure(hours % 12 or Decimal(12), "hour")
    elif value.kind is Kind.DECADE and value.number is not None:
        yield Measure(value.number % 100)
        yield Measure(value.number % 100 + 1900)
    elif value.kind is Kind.NUMBER and percents and not value.from_word and value.number is not None:
        # "9.3% of the natives and 9.7 of the others": the sign is not said twice.
        yield Measure(value.number, "percent")
    if value.kind is Kind.NUMBER and (clock := _CLOCK_LIKE.fullmatch(value.text)):
        # "At 11.45 on Friday evening" is a time, though nothing beside it says so.
        minutes = int(clock[1]) * 60 + int(clock[2])
        yield Measure(Decimal(minutes), "clock")
        yield Measure(Decimal((minutes + 720) % 1440), "clock")


def compare_texts(source: Reading, target: Reading) -> list[Difference]:
    """Return where the values of a target, and the words of direction around them, differ from those of its source."""
    pairing = assign_values(source.values, target.values)
    rest = _excused(pairing, source.values)
    differences = [
        *_compare_pairs(pairing),
        *_compare_rest(rest.source_rest, rest.target_rest),
        *_compare_codes(source.values, target.values),
    ]
    around, around_target = Surroundings(source), Surroundings(target)
    differences += swapped_values(pairing, around, around_target)
    differences += _compare_surroundings(pairing, around, around_target)
    if not differences and are_opposite(around.overall(), around_target.overall()):
        differences.append(Difference(change=Change.TENDENCY))
    return differences


def _compare_pairs(pairing: Pairing) -> Iterator[Difference]:
    for atom, other, fit in pairing.pairs:
        source, target = atom.value, other.value
        if fit is Fit.OPEN and source.currency and not target.currency and target.kind is Kind.NUMBER:
            yield Difference(change=Change.LOST_CURRENCY, source=source, target=target)
        if source.negative != target.negative:
            yield Difference(change=Change.SIGN, source=source, target=target)


def _compare_surroundings(
    pairing: Pairing, around: Surroundings, around_target: Surroundings
) -> Iterator[Difference]:
    for atom, other, _ in pairing.pairs:
        if atom.part or other.part:
            continue
        if are_opposite(around.comparison(atom.value), around_target.comparison(other.value)):
            yield Difference(change=Change.COMPARISON, source=atom.value, target=other.value)
        elif are_opposite(around.direction(atom.value), around_target.direction(other.value)):
            yield Difference(change=Change.DIRECTION, source=atom.value, target=other.value)


def _compare_rest(source: list[Atom], target: list[Atom]) -> list[Difference]:
    """Explain what found no equal: pairs of like values that changed, then what is missing or was added."""
    differences: list[Difference] = []
    rest, others = list(source), list(target)
    for explain in (_same_number, _is_conversion, _same_digits, _same_class, _any_number):
        for atom in list(rest):
            found = next((other for other in others[:_MOST_COMPARED] if explain(atom, other)), None)
            if found is None:
                continue
            rest.remove(atom)
            others.remove(found)
            differences.append(Difference(change=_name(atom, found), source=atom.value, target=found.value))
    return differences + [
        *(Difference(change=Change.MISSING, source=atom.value) for atom in rest if atom.required),
        *(Difference(change=Change.ADDED, target=other.value) for other in others if _needs_a_source(other)),
    ]


def _needs_a_source(other: Atom) -> bool:
    """Say whether a value of the target must come from the source: not the 2 of CO2 or km²."""
    return other.required and not other.value.glued


def _excused(pairing: Pairing, source: Sequence[Value]) -> Pairing:
    """Take out what a correct translation may leave out or add.

    A value said twice may be said once, and the other way round, when nothing else stands in its place; "a" may become
    1; the century of a decade may be named, and an amount given in a second unit.
    """
    centuries = {value.number // 100 + 1 for value in source if value.kind is Kind.DECADE and value.number}
    target_rest = [
        other
        for other in pairing.target_rest
        if other.readings[0].number not in centuries and not any(_is_conversion(atom, other) for atom, *_ in pairing.pairs)
    ]
    said = {measure.number for pair in pairing.pairs for atom in pair[:2] for measure in atom.readings}
    if not target_rest:
        return Pairing(pairing.pairs, [atom for atom in pairing.source_rest if _number(atom) not in said], [])
    if not any(map(_counts, pairing.source_rest)):
        target_rest = [other for other in target_rest if _number(other) not in said and _number(other) != 1]
    return Pairing(pairing.pairs, pairing.source_rest, target_rest)


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


def _any_number(atom: Atom, other: Atom) -> bool:
    mine, theirs = atom.readings[0].unit, other.readings[0].unit
    return fit_units(mine, theirs) <= Fit.OPEN and _counts(atom) and _counts(other)


def _counts(atom: Atom) -> bool:
    return atom.required or (atom.value.kind is not Kind.ORDINAL and atom.readings[0].number >= 2)


def _name(atom: Atom, other: Atom) -> Change:
    if _is_conversion(atom, other):
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


def _compare_codes(source: Sequence[Value], target: Sequence[Value]) -> list[Difference]:
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


def swapped_values(pairing: Pairing, around: Surroundings, around_target: Surroundings) -> Iterator[Difference]:
    """Yield the two values of a kind that changed places, where nothing around them says that they were to."""
    groups: dict[str, list[tuple[Atom, Atom]]] = {}
    for atom, other, _ in pairing.pairs:
        if atom.required and other.required and not atom.part and not other.part:
            groups.setdefault(_group(atom.value), []).append((atom, other))
    for pairs in groups.values():
        pairs.sort(key=lambda pair: pair[0].place)
        ordered = sorted(pairs, key=lambda pair: pair[1].place)
        moved = [place for place, pair in enumerate(pairs) if pair is not ordered[place]]
        # One value that moves over several others goes with its clause; two that change places do not.
        if len(moved) != 2:
            yield from _crossed_roles(pairs, around, around_target)
            continue
        first, second = pairs[moved[0]], pairs[moved[1]]
        if first[0].readings[0].number == second[0].readings[0].number:
            continue
        roles = [(around.role(atom.value), around_target.role(other.value)) for atom, other in (first, second)]
        if any(role is not None and role == role_there for role, role_there in roles):
            continue
        yield Difference(change=Change.ORDER, source=first[0].value, target=first[1].value)
        yield Difference(change=Change.ORDER, source=second[0].value, target=second[1].value)


def _crossed_roles(
    pairs: Sequence[tuple[Atom, Atom]], around: Surroundings, around_target: Surroundings
) -> Iterator[Difference]:
    """Yield neighbours that stand in order, but say from where to where the other way round."""
    for first, second in pairwise(pairs):
        was = around.role(first[0].value), around.role(second[0].value)
        now = around_target.role(first[1].value), around_target.role(second[1].value)
        if None not in was and was[0] != was[1] and was == now[::-1]:
            yield Difference(change=Change.ORDER, source=first[0].value, target=first[1].value)
            yield Difference(change=Change.ORDER, source=second[0].value, target=second[1].value)


def _group(value: Value) -> str:
    """Return the kind of values among which one may be taken for another."""
    if value.currency:
        return "money"
    if value.kind in {Kind.PERCENT, Kind.POINTS, Kind.BASIS_POINTS}:
        return "share"
    if value.kind in {Kind.TIME, Kind.QUARTER, Kind.HALF_YEAR}:
        return str(value.kind)
    is_year = value.text.isdigit() and len(value.text) == 4 and value.text[0] in "12"
    return "year" if is_year else "number" if not value.scale else "large number"
