"""Values. In: a text and its language; out: its numbers, amounts, dates, times, periods and codes, by what they mean.

`compare_texts` says where those of a target differ and `compare_sources` those of a changed source; `format_value`
writes one in the form of another language.
"""

from __future__ import annotations

from locworker.values.compare import compare_sources, compare_texts
from locworker.values.difference import Change, Difference
from locworker.values.model import Day, Kind, Measure, Value
from locworker.values.reader import Reading, find_values, read_text
from locworker.values.writer import format_value

__all__ = [
    "Change",
    "Day",
    "Difference",
    "Kind",
    "Measure",
    "Reading",
    "Value",
    "compare_sources",
    "compare_texts",
    "find_values",
    "format_value",
    "read_text",
]
