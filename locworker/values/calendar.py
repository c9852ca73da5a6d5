"""Reading dates, times of day, quarters and half-years."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.values.model import Day, Kind, Measure, Value
from locworker.values.tokens import NUMBER, WORD

if TYPE_CHECKING:
    from locworker.values.scan import Scanner

_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})")
_CLOCK_TIME = re.compile(r"([0-9]{1,2})[.:]([0-9]{2})")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_AMBIGUOUS_MONTHS = {"en": frozenset({"may", "march"})}
_BEFORE_MONTH = frozenset(
    word
    for words in (
        ("in", "of", "by", "since", "until", "till", "from", "to", "through", "on", "for", "during", "between"),
        ("and", "last", "next", "this", "early", "late", "mid", "before", "after", "every", "each", "-", "–"),
    )
    for word in words
)
_ZONES = frozenset({"gmt", "utc", "cet", "cest", "est", "edt", "pst", "bst", "mez", "mesz"})
_CLOCKS = frozenset({"uhr", "h", "u", "hs", "時", "o", "hrs"})


def read_calendar(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read a date, time or period that starts at a token, or None."""
    if scanner.kind(index) == NUMBER:
        return (
            _numeric_date(scanner, index)
            or _stopwatch(scanner, index)
            or _military(scanner, index)
            or _time(scanner, index)
            or _numbered_period(scanner, index)
            or _day_and_month(scanner, index)
            or _japanese_date(scanner, index)
        )
    if scanner.kind(index) == WORD:
        return _lettered_period(scanner, index) or _worded_period(scanner, index) or _month_first(scanner, index)
    return None


def _whole(scanner: Scanner, index: int) -> int:
    """Return the whole number of at most four digits at a token, or -1."""
    key = scanner.key(index)
    return int(key) if scanner.kind(index) == NUMBER and len(key) <= 4 and key.isdecimal() else -1


def _year(scanner: Scanner, index: int) -> int:
    number = _whole(scanner, index)
    return number if 1000 <= number <= 2999 and scanner.key(index + 1) != "%" else 0


def _valid(day: Day) -> bool:
    return 0 < day.month <= 12 and 0 < day.day <= 31


def _numeric_date(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    dotted = _DOTTED.fullmatch(scanner.key(index))
    if dotted:
        day = Day(_full_year(dotted[3]), int(dotted[2]), int(dotted[1]))
        return _date(scanner, index, index + 1, (day,)) if _valid(day) else None
    sign = scanner.key(index + 1)
    if sign not in {"/", "-"} or scanner.key(index + 3) != sign:
        return None
    if not all(scanner.touches(at) for at in range(index + 1, index + 5)):
        return None
    first, second, third = (scanner.key(at) for at in (index, index + 2, index + 4))
    if not all(part.isdecimal() and len(part) in {1, 2, 4} for part in (first, second, third)):
        return None
    if len(first) == 4:
        days = [Day(int(first), int(second), int(third))]
    elif sign == "-" and len(third) != 4:
        return None
    else:
        year = _full_year(third)
        days = [Day(year, int(second), int(first)), Day(year, int(first), int(second))]
        if scanner.lexicon.month_first:
            days.reverse()
    valid = tuple(day for day in days if _valid(day))
    return _date(scanner, index, index + 5, valid) if valid else None


def _full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (2000 if year < 50 else 1900)


def _date(scanner: Scanner, index: int, stop: int, days: tuple[Day, ...]) -> tuple[int, Value]:
    return stop, scanner.value(index, stop, Kind.DATE, days=days)


def _month(scanner: Scanner, index: int) -> tuple[int, int] | None:
    """Return where a month's name ends and its number."""
    found = scanner.match(index, "months")
    if found is None or (scanner.lexicon.language in {"en", "de"} and not scanner.written(index)[0].isupper()):
        return None
    stop = found[0]
    short = len(scanner.key(index)) <= 4
    if short and scanner.key(stop) == "." and scanner.touches(stop):
        stop += 1
    return stop, int(found[1].number)


def _day_and_month(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `6 May 2026`, `6. Mai`, `6 de mayo de 2026`, `1er mai`."""
    day = _whole(scanner, index)
    if not 0 < day <= 31:
        return None
    at = index + 1
    suffix = scanner.match(at, "suffixes")
    if suffix and suffix[1].key == "ordinal" and scanner.touches(at):
        at = suffix[0]
    found = _month(scanner, scanner.past_of(at))
    if found is None:
        return None
    stop, month = found
    year_at = _past_comma(scanner, scanner.past_of(stop))
    year = _year(scanner, year_at)
    return _date(scanner, index, year_at + 1 if year else stop, (Day(year, month, day),))


def _month_first(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `May 6, 2026`, `May 2026`, and a month alone where it is surely one."""
    found = _month(scanner, index)
    if found is None:
        return None
    stop, month = found
    day = _whole(scanner, stop)
    if 0 < day <= 31 and len(scanner.key(stop)) <= 2 and scanner.lexicon.language in {"en", "ja"}:
        after = stop + 1
        suffix = scanner.match(after, "suffixes")
        if suffix and suffix[1].key == "ordinal" and scanner.touches(after):
            after = suffix[0]
        year_at = _past_comma(scanner, after)
        year = _year(scanner, year_at)
        return _date(scanner, index, year_at + 1 if year else after, (Day(year, month, day),))
    year_at = _past_comma(scanner, scanner.past_of(stop))
    year = _year(scanner, year_at)
    if not year and not _is_surely_month(scanner, index):
        return None
    return _date(scanner, index, year_at + 1 if year else stop, (Day(year, month, 0),))


def _is_surely_month(scanner: Scanner, index: int) -> bool:
    """Say whether a month's name alone is one: "May" may be a verb, "set" a word, "mar." the sea."""
    found = scanner.match(index, "months")
    if found is None or found[1].key == "abbreviated":
        return False
    ambiguous = _AMBIGUOUS_MONTHS.get(scanner.lexicon.language, frozenset())
    return scanner.key(index) not in ambiguous or scanner.key(index - 1) in _BEFORE_MONTH


def _past_comma(scanner: Scanner, index: int) -> int:
    return index + 1 if scanner.key(index) == "," else index


def _japanese_date(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    if not scanner.lexicon.spaceless:
        return None
    year = month = day = 0
    stop = index
    if scanner.key(stop + 1) == "年" and _year(scanner, stop):
        year, stop = _year(scanner, stop), stop + 2
    if scanner.key(stop + 1) == "月" and 0 < _whole(scanner, stop) <= 12:
        month, stop = _whole(scanner, stop), stop + 2
    if scanner.key(stop + 1) == "日" and scanner.key(stop + 2) != "間" and 0 < _whole(scanner, stop) <= 31:
        day, stop = _whole(scanner, stop), stop + 2
    return _date(scanner, index, stop, (Day(year, month, day),)) if month else None


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
    zone = scanner.key(index + 1) in _ZONES and scanner.written(index + 1).isupper()
    if not zone or len(key) != 4 or not key.isdecimal() or int(key[:2]) > 24 or int(key[2:]) > 59:
        return None
    minutes = Decimal(int(key[:2]) * 60 + int(key[2:]))
    readings = (Measure(minutes, "clock"),)
    return index + 1, scanner.value(index, index + 1, Kind.TIME, number=minutes, readings=readings)


def _time(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `8:15`, `8.15 a.m.`, `15 Uhr`, `15h30`, `午後3時15分`."""
    first, hour, minute, stop = index, _whole(scanner, index), 0, index + 1
    dotted = _CLOCK_TIME.fullmatch(scanner.key(index))
    colon = scanner.key(index + 1) == ":" and scanner.touches(index + 1) and scanner.touches(index + 2)
    if dotted:
        hour, minute = int(dotted[1]), int(dotted[2])
    elif colon and len(scanner.key(index + 2)) == 2 and _whole(scanner, index + 2) >= 0:
        minute, stop = _whole(scanner, index + 2), index + 3
    if not 0 <= hour <= 24 or minute > 59:
        return None
    half_day = scanner.match(stop, "time")
    clock = scanner.key(stop) in _CLOCKS and half_day is not None and half_day[1].key == "clock"
    if clock and half_day:
        stop = half_day[0]
        close = scanner.touches(stop) or (scanner.key(stop - 1) == "h" and scanner.lexicon.language == "fr")
        if close and len(scanner.key(stop)) == 2 and 0 <= _whole(scanner, stop) < 60:
            minute, stop = _whole(scanner, stop), stop + 1
            stop += scanner.key(stop) == "分"
        half_day = scanner.match(stop, "time")
    if half_day is None or half_day[1].key == "clock":
        before = scanner.match(index - 1, "time") if index else None
        first, half_day = (index - 1, before) if before else (index, None)
    if half_day is None and not clock and not colon:
        return None
    if half_day and first == index:
        stop = half_day[0]
    if half_day and half_day[1].key == "pm" and hour < 12:
        hour += 12
    minutes = Decimal(hour * 60 + minute)
    value = scanner.value(first, stop, Kind.TIME, number=minutes, readings=(Measure(minutes, "clock"),))
    return stop, value


def _period(scanner: Scanner, index: int, stop: int, kind: Kind, number: int) -> tuple[int, Value]:
    unit = "quarter" if kind is Kind.QUARTER else "half"
    readings = (Measure(Decimal(number), unit),)
    return stop, scanner.value(index, stop, kind, number=Decimal(number), unit=unit, readings=readings)


def _period_noun(scanner: Scanner, index: int, number: int) -> tuple[int, Kind] | None:
    at = index + 1 if scanner.key(index) in {"-", "."} else index
    found = scanner.match(at, "periods")
    if found and found[1].key == "quarter" and 0 < number <= 4:
        return found[0], Kind.QUARTER
    if found and found[1].key == "half" and 0 < number <= 2:
        return found[0], Kind.HALF_YEAR
    return None


def _numbered_period(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `4Q`, `4T`, `4. Quartal`, `4e trimestre`, `第4四半期`."""
    number = _whole(scanner, index)
    if not 0 < number <= 4:
        return None
    letter = scanner.match(index + 1, "periods")
    if letter and scanner.touches(index + 1) and scanner.written(index + 1).isupper():
        kind = {"letters": Kind.QUARTER, "half_letters": Kind.HALF_YEAR}.get(letter[1].key)
        if kind is Kind.QUARTER or (kind is Kind.HALF_YEAR and number <= 2):
            return _period(scanner, index, letter[0], kind, number)
    at = index + 1
    suffix = scanner.match(at, "suffixes")
    if suffix and suffix[1].key == "ordinal" and scanner.touches(at):
        at = suffix[0]
    noun = _period_noun(scanner, at, number) if at > index + 1 or scanner.lexicon.spaceless else None
    return _period(scanner, index, noun[0], noun[1], number) if noun else None


def _lettered_period(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `Q4`, `T4`, `H1`."""
    number = _whole(scanner, index + 1)
    if not (0 < number <= 4 and scanner.touches(index + 1) and scanner.written(index).isupper()):
        return None
    if len(scanner.key(index)) != 1 or scanner.touches(index):
        return None
    found = scanner.match(index, "periods")
    key = found[1].key if found else "letters" if scanner.key(index) == "q" else ""
    if key == "letters":
        return _period(scanner, index, index + 2, Kind.QUARTER, number)
    if key == "half_letters" and number <= 2:
        return _period(scanner, index, index + 2, Kind.HALF_YEAR, number)
    return None


def _worded_period(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `fourth quarter`, `viertes Quartal`, `IV trimestre`, `first half`."""
    found = scanner.match(index, "ordinals")
    number, stop = (int(found[1].number), found[0]) if found else (_ROMAN.get(scanner.key(index), 0), index + 1)
    if not number or (not found and not scanner.written(index).isupper()):
        return None
    noun = _period_noun(scanner, stop, number)
    return _period(scanner, index, noun[0], noun[1], number) if noun else None
