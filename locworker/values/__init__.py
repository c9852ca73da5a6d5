"""Values. In: a text and its language; out: its numbers, amounts, dates, times, periods and codes, by what they mean.

`compare_values` says where those of a target differ; `format_value` writes one in the form of another language.
"""

from __future__ import annotations

from locworker.values.compare import Change, Difference, compare_values
from locworker.values.model import Day, Kind, Measure, Value
from locworker.values.reader import find_values
from locworker.values.writer import format_value

__all__ = [
    "Change",
    "Day",
    "Difference",
    "Kind",
    "Measure",
    "Value",
    "compare_values",
    "find_values",
    "format_value",
]
