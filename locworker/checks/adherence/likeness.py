"""How surely a place of a target holds an approved wording, and by which rule it was recognised."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Likeness(IntEnum):
    """By what a wording is recognised, the surest first; `AKIN` is too little to be sure."""

    EXACT = 0
    INFLECTED = 1
    COMPOUND = 2
    AKIN = 3

    @property
    def rule(self) -> str:
        """Return the name as findings tell it."""
        return _RULES[self]


_RULES = ("exact", "inflected", "compound", "akin")


class Occurrence(NamedTuple):
    """A place of a target where a wording stands: its span, the wording, how sure that is and by which rules."""

    start: int
    end: int
    wording: str
    likeness: Likeness
    rules: tuple[str, ...] = ()
