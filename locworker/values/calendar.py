"""Reading dates, and what looks like one; asks the readers of times and periods in turn."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.values.clock import read_time
from locworker.values.model import Day, Kind, Measure, Value
from locworker.values.periods import read_named_period, read_numbered_period
from locworker.values.tokens import NUMBER, WORD

if TYPE_CHECKING:
    from locworker.values.scan import Scanner

_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}|[0-9]{2})")
_AMBIGUOUS_MONTHS = {"en": frozenset({"may", "march"})}
_BEFORE_MONTH = frozenset(
    word
    for words in (
        ("in", "of", "by", "since", "until", "till", "from", "to", "through", "on", "for", "during", "between"),
        ("and", "last", "next", "this", "early", "late", "mid", "before", "after", "every", "each", "-", "–"),
    )
    for word in words
)
_PARTS = frozenset({2, 3, 4, 5, 8, 10})


def read_calendar(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read a date, time or period that starts at a token, or None."""
    if scanner.kind(index) == NUMBER:
        return (
            _numeric_date(scanner, index)
            or _slashed(scanner, index)
            or read_time(scanner, index)
            or read_numbered_period(scanner, index)
            or _day_and_month(scanner, index)
            or _japanese_date(scanner, index)
        )
    if scanner.kind(index) == WORD:
        return read_named_period(scanner, index) or _month_first(scanner, index)
    return None


def _year(scanner: Scanner, index: int) -> int:
    number = scanner.whole(index)
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


def _slashed(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `1/3` as a share, and `24/7` as what it says: always."""
    if scanner.key(index + 1) != "/" or not (scanner.touches(index + 1) and scanner.touches(index + 2)):
        return None
    part, whole = scanner.whole(index), scanner.whole(index + 2)
    if (part, whole) == (24, 7):
        value = scanner.value(index, index + 3, Kind.NUMBER, number=Decimal(24), from_word=True, sure=False)
        return index + 3, replace(value, readings=(Measure(Decimal(24)),))
    if scanner.key(index - 1) == "/" or scanner.key(index + 3) == "/" or not 0 < part < whole or whole not in _PARTS:
        return None
    number = Decimal(part) / whole
    value = scanner.value(index, index + 3, Kind.FRACTION, number=number)
    readings = (Measure(number), Measure(number * 100, "percent"))
    return index + 3, replace(value, readings=readings)


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
    day = scanner.whole(index)
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
    day = scanner.whole(stop)
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
    if scanner.key(stop + 1) == "月" and 0 < scanner.whole(stop) <= 12:
        month, stop = scanner.whole(stop), stop + 2
    if scanner.key(stop + 1) == "日" and scanner.key(stop + 2) != "間" and 0 < scanner.whole(stop) <= 31:
        day, stop = scanner.whole(stop), stop + 2
    return _date(scanner, index, stop, (Day(year, month, day),)) if month else None
