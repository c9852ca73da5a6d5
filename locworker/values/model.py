"""The nouns of values: what was read, with every way to read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from decimal import Decimal


class Kind(StrEnum):
    """What a value measures."""

    NUMBER = "number"
    PERCENT = "percent"
    POINTS = "points"
    BASIS_POINTS = "basis-points"
    MONEY = "money"
    QUANTITY = "quantity"
    ORDINAL = "ordinal"
    DECADE = "decade"
    FRACTION = "fraction"
    DATE = "date"
    TIME = "time"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    CODE = "code"


class Measure(NamedTuple):
    """A number in a unit: `percent`, `km`, an ISO 4217 code, a family of currencies (`DOLLAR`), or none."""

    number: Decimal
    unit: str = ""


class Day(NamedTuple):
    """A date, or the parts of one that were written; 0 where a part is missing."""

    year: int = 0
    month: int = 0
    day: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of a text: a number with its magnitude and unit, a date, a time, a quarter or a code.

    `number` has the magnitude in it (5 bn is 5000000000); `scale` is the power of ten that was written as a word or
    letter. `readings` are all ways to read it, the likeliest first; `days` likewise for dates. `native` is False where
    the separators are those of another language, though the value can be told. `sure` is False for number words that
    mean something else as often ("one", "second"); `glued` marks digits right behind letters (CO2);
    `zone` is the time zone that a time names.
    """

    start: int
    end: int
    text: str
    kind: Kind
    number: Decimal | None = None
    unit: str = ""
    currency: str | None = None
    scale: int = 0
    readings: tuple[Measure, ...] = ()
    days: tuple[Day, ...] = ()
    negative: bool = False
    native: bool = True
    from_word: bool = False
    sure: bool = True
    glued: bool = False
    zone: str = ""
