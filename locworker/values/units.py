"""Which units may stand for each other in a translation."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum
from functools import lru_cache


class Fit(IntEnum):
    """How well two units fit: the same, alike, one of them left open, or in conflict."""

    SAME = 0
    ALIKE = 1
    OPEN = 2
    CONFLICT = 3


_FAMILIES = {
    "DOLLAR": frozenset({"USD", "AUD", "CAD", "NZD", "HKD", "SGD", "TWD"}),
    "POUND": frozenset({"GBP", "EGP", "LIRA"}),
    "CROWN": frozenset({"SEK", "NOK", "DKK", "CZK", "ISK"}),
    "FRANC": frozenset({"CHF"}),
    "LIRA": frozenset({"TRY"}),
    "RUPEE": frozenset({"INR"}),
    "PESO": frozenset({"MXN", "ARS", "CLP", "COP", "PHP"}),
    "RIAL": frozenset({"SAR", "QAR"}),
    "YEN_SIGN": frozenset({"JPY", "CNY"}),
    "CNY": frozenset({"RMB"}),
    "CENT": frozenset({"PENNY"}),
}
_RATIOS = frozenset({"percent", "pp", "bp"})
_ALIKE = frozenset(
    {
        frozenset({"point", "pp"}),
        frozenset({"point", ""}),
        frozenset({"hour", "clock"}),
        frozenset({"mw", "watt"}),
    }
)
_NAMES = frozenset({"month-name", "quarter", "half"})
_DURATIONS = frozenset({"year", "month", "week", "day", "hour", "minute", "second"})
_LENGTHS = frozenset({"km", "m", "cm", "mm", "mile", "foot", "inch"})
_MASSES = frozenset({"kg", "g", "ton", "ounce", "barrel", "litre", "gallon"})


_CONVERSIONS = {
    ("mile", "km"): "1.609",
    ("foot", "m"): "0.3048",
    ("foot", "cm"): "30.48",
    ("inch", "cm"): "2.54",
    ("POUND", "kg"): "0.4536",
    ("gallon", "litre"): "3.785",
    ("acre", "hectare"): "0.4047",
    ("ounce", "g"): "28.35",
}


_CONVERTIBLE = frozenset(unit for pair in _CONVERSIONS for unit in pair)


def is_convertible(unit: str) -> bool:
    """Say whether amounts in a unit are also given in another one."""
    return unit in _CONVERTIBLE


def conversion(unit: str, other: str) -> Decimal | None:
    """Return by what a number is multiplied to go from a unit to another, or None when it cannot."""
    if (unit, other) in _CONVERSIONS:
        return Decimal(_CONVERSIONS[unit, other])
    return 1 / Decimal(_CONVERSIONS[other, unit]) if (other, unit) in _CONVERSIONS else None


@lru_cache(maxsize=4096)
def fit_units(one: str, other: str) -> Fit:
    """Return how well two units, or currencies, fit."""
    if one == other:
        return Fit.SAME
    if one in _NAMES or other in _NAMES:
        # "The second quarter and the third": the noun is not said twice.
        return Fit.OPEN if {one, other} in ({"quarter", ""}, {"half", ""}) else Fit.CONFLICT
    pair = frozenset({one, other})
    if pair in _ALIKE:
        return Fit.ALIKE
    if one.isupper() and other.isupper():
        return Fit.ALIKE if other in _FAMILIES.get(one, ()) or one in _FAMILIES.get(other, ()) else Fit.CONFLICT
    if pair & _RATIOS:
        return Fit.CONFLICT
    if not one or not other:
        return Fit.OPEN
    if one.isupper() or other.isupper():
        return Fit.CONFLICT
    return Fit.CONFLICT if any(pair <= group for group in (_DURATIONS, _LENGTHS, _MASSES)) else Fit.OPEN
