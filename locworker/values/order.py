"""Values of a kind that changed places."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from locworker.values.difference import Change, Difference
from locworker.values.model import Kind, Value

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from locworker.values.assign import Atom, Pairing
    from locworker.values.direction import Surroundings


def swapped_values(pairing: Pairing, around: Surroundings, around_target: Surroundings) -> Iterator[Difference]:
    """Yield the two values of a kind that changed places, where nothing around them says that they were to."""
    groups: dict[str, list[tuple[Atom, Atom]]] = {}
    for atom, other, _ in pairing.pairs:
        if atom.required and other.required and not atom.part and not other.part:
            groups.setdefault(_group(atom.value), []).append((atom, other))
    for pairs in groups.values():
        pairs.sort(key=lambda pair: pair[0].place)
        ordered = sorted(pairs, key=lambda pair: pair[1].place)
        moved = [place for place, pair in enumerate(pairs) if pair is not ordered[place]]
        # One value that moves over several others goes with its clause; two that change places do not.
        if len(moved) != 2:
            yield from _crossed_roles(pairs, around, around_target)
            continue
        first, second = pairs[moved[0]], pairs[moved[1]]
        if first[0].readings[0].number == second[0].readings[0].number:
            continue
        roles = [(around.role(atom.value), around_target.role(other.value)) for atom, other in (first, second)]
        if any(role is not None and role == role_there for role, role_there in roles):
            continue
        if _moved_with_words(first, second, around, around_target):
            continue
        yield Difference(change=Change.ORDER, source=first[0].value, target=first[1].value)
        yield Difference(change=Change.ORDER, source=second[0].value, target=second[1].value)


def _moved_with_words(
    first: tuple[Atom, Atom], second: tuple[Atom, Atom], around: Surroundings, around_target: Surroundings
) -> bool:
    """Say whether the words beside two values went along with them, as in a sentence that was turned round."""
    words, words_there = (
        ([around.words(pair[0].value) for pair in (first, second)]),
        ([around_target.words(pair[1].value) for pair in (first, second)]),
    )
    along = sum(len(mine & theirs) for mine, theirs in zip(words, words_there, strict=True))
    stayed = sum(len(mine & theirs) for mine, theirs in zip(words, reversed(words_there), strict=True))
    return along > stayed


def _crossed_roles(
    pairs: Sequence[tuple[Atom, Atom]], around: Surroundings, around_target: Surroundings
) -> Iterator[Difference]:
    """Yield neighbours that stand in order, but say from where to where the other way round."""
    for first, second in pairwise(pairs):
        was = around.role(first[0].value), around.role(second[0].value)
        now = around_target.role(first[1].value), around_target.role(second[1].value)
        if None not in was and was[0] != was[1] and was == now[::-1]:
            yield Difference(change=Change.ORDER, source=first[0].value, target=first[1].value)
            yield Difference(change=Change.ORDER, source=second[0].value, target=second[1].value)


def _group(value: Value) -> str:
    """Return the kind of values among which one may be taken for another."""
    if value.currency:
        return "money"
    if value.kind in {Kind.PERCENT, Kind.POINTS, Kind.BASIS_POINTS}:
        return "share"
    if value.kind in {Kind.TIME, Kind.QUARTER, Kind.HALF_YEAR}:
        return str(value.kind)
    is_year = value.text.isdigit() and len(value.text) == 4 and value.text[0] in "12"
    return "year" if is_year else "number" if not value.scale else "large number"
