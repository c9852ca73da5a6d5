"""Assigning the values of a source to the equal ones of its target."""

from __future__ import annotations

import re
from collections import deque
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from locworker.values.model import Day, Kind, Measure, Value
from locworker.values.units import Fit, fit_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DAY_LIKE = re.compile(r"([0-3]?[0-9])[./]([01]?[0-9])")
_CLOCK_LIKE = re.compile(r"([01]?[0-9]|2[0-4])[.:]([0-5][0-9])")
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


class Atom(NamedTuple):
    """The smallest thing that is compared: a value, or the day, month or year of a date."""

    value: Value
    place: int
    readings: tuple[Measure, ...]
    required: bool
    part: str = ""


class _Candidates(NamedTuple):
    """The atoms with a number, in order: the few that are looked at, and the further ones."""

    front: list[tuple[str, Atom]]
    rest: deque[tuple[str, Atom]]


class Pairing(NamedTuple):
    """Which atom of the source stands for which of the target, and what is left on both sides."""

    pairs: list[tuple[Atom, Atom, Fit]]
    source_rest: list[Atom]
    target_rest: list[Atom]


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


def _assign(atoms: Sequence[Atom], others: Sequence[Atom], worst: Fit, *, strict: bool) -> list[tuple[Atom, Atom, Fit]]:
    by_number: dict[Decimal, _Candidates] = {}
    for other in others:
        if other.required or not strict:
            for reading in other.readings:
                by_number.setdefault(reading.number, _Candidates([], deque())).rest.append((reading.unit, other))
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


def _nearest(atom: Atom, by_number: dict[Decimal, _Candidates], worst: Fit, taken: set[int]) -> Atom | None:
    """Return the free atom of an equal number whose place is nearest; the likeliest reading decides."""
    for reading in atom.readings:
        candidates = by_number.get(reading.number)
        if candidates is None:
            continue
        # Both sides go from left to right: what is taken gathers at the front, and is left behind in steps.
        front, rest = candidates
        free = [item for item in front if id(item[1]) not in taken]
        if rest and len(free) <= _MOST_CANDIDATES // 2:
            free += [rest.popleft() for _ in range(min(len(rest), _MOST_CANDIDATES - len(free)))]
            front[:] = free
            free = [item for item in front if id(item[1]) not in taken]
        fitting = [other for unit, other in free if fit_units(reading.unit, unit) <= worst]
        if fitting:
            return min(fitting, key=lambda other: abs(other.place - atom.place))
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
        elif value.kind is Kind.FRACTION and "/" in value.text and not _has_share(value, others):
            # What is no share on the other side are two numbers: "4/5" as "4 or 5".
            for digits in value.text.split("/"):
                yield Atom(value, place, (Measure(Decimal(digits.strip())),), required)
        else:
            yield Atom(value, place, tuple(_readings(value, percents=percents)), required)


def _has_share(value: Value, others: Iterable[Value]) -> bool:
    numbers = {reading.number for reading in value.readings}
    return any(reading.number in numbers for other in others for reading in other.readings)


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
    elif value.currency in {"CENT", "PENNY"} and value.number is not None:
        yield Measure(value.number / 100)
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
        of_day = Decimal(int(clock[1]) * 60 + int(clock[2]))
        yield Measure(of_day, "clock")
        yield Measure((of_day + 720) % 1440, "clock")
