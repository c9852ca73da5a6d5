"""Assigning the values of a source to those of its target, and saying where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from locworker.values.model import Day, Kind, Measure, Value
from locworker.values.units import Fit, fit_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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


def assign_values(source: Sequence[Value], target: Sequence[Value]) -> Pairing:
    """Assign equal values to each other, those of the same unit first."""
    atoms, others = list(_atoms(source, target)), list(_atoms(target, source))
    pairs: list[tuple[Atom, Atom, Fit]] = []
    for worst in (Fit.SAME, Fit.ALIKE, Fit.OPEN):
        if atoms and others:
            pairs += _assign(atoms, others, worst)
            used = {id(atom) for atom, _, _ in pairs}
            used_others = {id(other) for _, other, _ in pairs}
            atoms = [atom for atom in atoms if id(atom) not in used]
            others = [other for other in others if id(other) not in used_others]
    return Pairing(pairs, atoms, others)


def _assign(atoms: Sequence[Atom], others: Sequence[Atom], worst: Fit) -> list[tuple[Atom, Atom, Fit]]:
    by_number: dict[Decimal, list[tuple[Measure, Atom]]] = {}
    for other in others:
        for reading in other.readings:
            by_number.setdefault(reading.number, []).append((reading, other))
    taken: set[int] = set()
    pairs: list[tuple[Atom, Atom, Fit]] = []
    for atom in atoms:
        best: Atom | None = None
        for reading in atom.readings:
            candidates = by_number.get(reading.number, ())
            for measure, other in candidates:
                if id(other) in taken or fit_units(reading.unit, measure.unit) > worst:
                    continue
                if best is None or abs(other.place - atom.place) < abs(best.place - atom.place):
                    best = other
                if len(candidates) > 8:
                    break
            if best:
                break
        if best:
            taken.add(id(best))
            pairs.append((atom, best, worst))
    return pairs


def _atoms(values: Sequence[Value], others: Sequence[Value]) -> Iterable[Atom]:
    other_days = {day for value in others for day in value.days}
    for place, value in enumerate(values):
        required = not value.from_word and value.sure
        if value.kind is Kind.CODE:
            continue
        if value.kind is Kind.DATE:
            day = _choose_day(value.days, other_days)
            for part, number in (("day", day.day), ("month", day.month), ("year", day.year)):
                if number:
                    unit = "month-name" if part == "month" else ""
                    yield Atom(value, place, (Measure(Decimal(number), unit),), required=True, part=part)
        else:
            yield Atom(value, place, tuple(_readings(value)), required)


def _choose_day(days: Sequence[Day], others: Iterable[Day]) -> Day:
    """Choose the reading of a date that the other side has: 05/06 is May or June."""
    if len(days) > 1:
        known = {(other.month, other.day) for other in others}
        return next((day for day in days if (day.month, day.day) in known), days[0])
    return days[0]


def _readings(value: Value) -> Iterable[Measure]:
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
        if value.number < 100:
            yield Measure(value.number + 1900)


def compare_values(source: Sequence[Value], target: Sequence[Value]) -> list[Difference]:
    """Return where the values of a target differ from those of its source."""
    pairing = assign_values(source, target)
    differences = [
        Difference(change=Change.LOST_CURRENCY, source=atom.value, target=other.value)
        for atom, other, fit in pairing.pairs
        if fit is Fit.OPEN and atom.value.currency and not other.value.currency and other.value.kind is Kind.NUMBER
    ]
    differences += [
        Difference(change=Change.SIGN, source=atom.value, target=other.value)
        for atom, other, _ in pairing.pairs
        if atom.value.negative != other.value.negative
    ]
    differences += _compare_rest(pairing.source_rest, pairing.target_rest)
    differences += _compare_codes(source, target)
    return differences


def _compare_rest(source: list[Atom], target: list[Atom]) -> list[Difference]:
    """Explain what found no equal: pairs of like values that changed, then what is missing or was added."""
    differences: list[Difference] = []
    rest, others = list(source), list(target)
    for explain in (_same_number, _same_digits, _same_class, _any_number):
        for atom in list(rest):
            found = next((other for other in others[:50] if explain(atom, other)), None)
            if found is None:
                continue
            rest.remove(atom)
            others.remove(found)
            differences.append(Difference(change=_name(atom, found), source=atom.value, target=found.value))
    differences += [Difference(change=Change.MISSING, source=atom.value) for atom in rest if atom.required]
    differences += [Difference(change=Change.ADDED, target=other.value) for other in others if other.required]
    return differences


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
