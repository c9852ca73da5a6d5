"""Values that travel as tags: which of them, and what comes back in the target locale's form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from locworker.values import Value

# Kinds of values by their names: the room of values is loaded late.
_BARE = "number"
_MONEY = "money"
_JOINTS = frozenset({"-", "–", "—", "to", "and", "or", "/"})
_INSIDE_WORDS = frozenset("-‐‑/(")


def localise_values(text: str, source_lang: str, target_lang: str) -> dict[tuple[int, int], str]:
    """Return the spans of values that an engine could break, with what they are in the target locale.

    Left to the engine: numbers in words, parts of words (`10-K`, `5G`), whole numbers that look the same in both
    languages, what has no certain form, and ranges whose parts mean nothing alone (`$3 to $4 billion`).
    """
    # Loaded late: locale data costs what a run with an engine that localizes values should not pay.
    from locworker.values import find_values, format_value

    values = find_values(text, source_lang)
    shared = set(_shared(text, values))
    localised: dict[tuple[int, int], str] = {}
    for place, value in enumerate(values):
        form = None if value.from_word or place in shared else format_value(value, target_lang)
        original = text[value.start : value.end]
        if form is None or (form == original and form.isdecimal()) or _is_part_of_word(text, value):
            continue
        localised[value.start, value.end] = form
    return localised


def _shared(text: str, values: Sequence[Value]) -> Iterator[int]:
    """Yield the places of values that are joined to another one of which they share something."""
    for place, (left, right) in enumerate(pairwise(values)):
        joint = text[left.end : right.start].strip()
        if left.end >= right.start or (joint in _JOINTS and _shares(left, right, joint)):
            yield place
            yield place + 1


def _shares(left: Value, right: Value, joint: str) -> bool:
    """Say whether one of two joined amounts takes its currency or magnitude from the other: `$3 to $4 billion`.

    A bare number before a unit (`5.5 to 6.5%`) is right by itself, for the unit follows in the target too.
    """
    if left.kind != _MONEY:
        return False
    if right.kind == _BARE:
        return right.scale > 0 or joint not in ("and", "or")
    return right.currency == left.currency and left.scale == 0 < right.scale


def _is_part_of_word(text: str, value: Value) -> bool:
    """Say whether letters stand at a value, directly or, when it is a number without a unit, behind a joint."""
    before, after = text[: value.start][-2:], text[value.end : value.end + 2]
    if before[-1:].isalnum() or after[:1].isalnum():
        return True
    if not text[value.end - 1].isdecimal():
        return False
    return any(edge[:1] in _INSIDE_WORDS and edge[1:].isalnum() for edge in (before[::-1], after) if edge)
