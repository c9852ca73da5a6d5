"""Reading times of day."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.values.model import Kind, Measure, Value
from locworker.values.zones import find_zone

if TYPE_CHECKING:
    from locworker.values.scan import Scanner

_CLOCK_TIME = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})")
_ZONES = frozenset({"gmt", "utc", "cet", "cest", "est", "edt", "pst", "bst", "mez", "mesz"})
_CLOCKS = frozenset({"uhr", "h", "u", "hs", "時", "o", "hrs"})


def read_time(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read a time that starts with a number, or None."""
    found = _stopwatch(scanner, index) or _military(scanner, index) or _time(scanner, index)
    if found is None:
        return None
    stop, value = found
    zone = find_zone(scanner.plain, value.start, value.end)
    return (stop, replace(value, zone=zone)) if zone else found


def _stopwatch(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `4:41.30`, `4:41:30`: digits that stay, whatever parts the hundredths."""
    if scanner.key(index + 1) != ":" or not (scanner.touches(index + 1) and scanner.touches(index + 2)):
        return None
    stop = index + 3
    parts = [scanner.key(index), *re.split("[.,]", scanner.key(index + 2))]
    if scanner.key(stop) == ":" and scanner.touches(stop) and scanner.touches(stop + 1):
        parts += re.split("[.,]", scanner.key(stop + 1))
        stop += 2
    if len(parts) < 3 or not all(part.isdecimal() and len(part) <= 3 for part in parts):
        return None
    if len(parts[1]) != 2:
        return None
    digits = Decimal("".join(parts))
    return stop, scanner.value(index, stop, Kind.TIME, readings=(Measure(digits, "stopwatch"),))


def _military(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `1200 GMT`."""
    key = scanner.key(index)
    if (
        not _has_zone(scanner, index + 1)
        or len(key) != 4
        or not key.isdecimal()
        or int(key[:2]) > 24
        or int(key[2:]) > 59
    ):
        return None
    minutes = Decimal(int(key[:2]) * 60 + int(key[2:]))
    readings = (Measure(minutes, "clock"),)
    return index + 1, scanner.value(index, index + 1, Kind.TIME, number=minutes, readings=readings)


def _has_zone(scanner: Scanner, index: int) -> bool:
    return scanner.key(index) in _ZONES and scanner.written(index).isupper()


def _time(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `8:15`, `8.15 a.m.`, `15 Uhr`, `15h30`, `午後3時15分`."""
    first, hour, minute, stop = index, scanner.whole(index), 0, index + 1
    dotted = _CLOCK_TIME.fullmatch(scanner.key(index))
    colon = scanner.key(index + 1) == ":" and scanner.touches(index + 1) and scanner.touches(index + 2)
    if dotted:
        hour, minute = int(dotted[1]), int(dotted[2])
    elif colon and len(scanner.key(index + 2)) == 2 and scanner.whole(index + 2) >= 0:
        minute, stop = scanner.whole(index + 2), index + 3
    if not 0 <= hour <= 24 or minute > 59:
        return None
    half_day = scanner.match(stop, "time")
    clock = scanner.key(stop) in _CLOCKS and half_day is not None and half_day[1].key == "clock"
    if clock and half_day:
        stop = half_day[0]
        close = scanner.touches(stop) or (scanner.key(stop - 1) == "h" and scanner.lexicon.language == "fr")
        if close and len(scanner.key(stop)) == 2 and 0 <= scanner.whole(stop) < 60:
            minute, stop = scanner.whole(stop), stop + 1
            stop += scanner.key(stop) == "分"
        half_day = scanner.match(stop, "time")
    if half_day is None or half_day[1].key == "clock":
        before = scanner.match(index - 1, "time") if index else None
        first, half_day = (index - 1, before) if before else (index, None)
    if half_day is None and not clock and not colon and not (dotted and _has_zone(scanner, stop)):
        return None
    if half_day and first == index:
        stop = half_day[0]
    if half_day and half_day[1].key == "pm" and hour < 12:
        hour += 12
    minutes = Decimal(hour * 60 + minute)
    value = scanner.value(first, stop, Kind.TIME, number=minutes, readings=(Measure(minutes, "clock"),))
    return stop, value
