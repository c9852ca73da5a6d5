"""Reading quarters and half-years."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from locworker.values.model import Kind, Measure, Value

if TYPE_CHECKING:
    from locworker.values.scan import Scanner

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def read_numbered_period(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read a quarter or half-year that starts with its number, or None."""
    return _numbered_period(scanner, index) or _japanese_quarter(scanner, index)


def read_named_period(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read a quarter or half-year that starts with a letter or a word, or None."""
    return _lettered_period(scanner, index) or _worded_period(scanner, index)


def _japanese_quarter(scanner: Scanner, index: int) -> tuple[int, Value] | None:
    """Read `7～9月期` as the third quarter."""
    first, last = scanner.whole(index), scanner.whole(index + 2)
    named = scanner.key(index + 3) == "月" and scanner.key(index + 4) == "期"
    if (
        not named
        or scanner.key(index + 1) not in {"~", "-", "–"}
        or last - first != 2
        or last % 3
        or not 0 < last <= 12
    ):
        return None
    return _period(scanner, index, index + 5, Kind.QUARTER, last // 3)


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
    number = scanner.whole(index)
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
    number = scanner.whole(index + 1)
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
