"""The nouns of a comparison: how a value of a target differs from the source's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from locworker.values.model import Value


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
