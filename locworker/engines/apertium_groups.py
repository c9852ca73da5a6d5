"""The inline tags `<g>`: a text in, its groups out; a translation's pieces and the groups in, where each goes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from locworker.engines.markup import has_words
from locworker.text import TAG

# More words than that between two parts of a group are no gap but a sign that Apertium moved one of them away.
_WIDEST_GAP = 6


@dataclass(slots=True, kw_only=True)
class Group:
    """A `<g>` of the source: where it ends there, the groups around it, and the signs just inside its edges.

    `lead` are the signs before its first word, `trail` those after its last: they carry no mark of the group. `begun`
    says that its first word has been written.
    """

    id: str
    around: tuple[int, ...]
    end: int = -1
    has_words: bool = False
    begun: bool = False
    lead: list[str] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Atom:
    """A piece of a translation: a word, a sign or a tag in itself, with the groups that it belongs to."""

    text: str
    groups: frozenset[int] = frozenset()
    is_word: bool = False


def find_groups(text: str) -> list[Group]:
    """Return the groups of a text in order of appearance; one that is not closed ends with the text."""
    groups: list[Group] = []
    opened: list[int] = []
    position = 0
    for match in TAG.finditer(text):
        found = has_words(text[position : match.start()]) or match["alone"] is not None
        position = match.end()
        if found:
            _mark(groups, opened)
        if match["open"]:
            groups.append(Group(id=match["open"], around=tuple(opened)))
            opened.append(len(groups) - 1)
        elif not match["alone"] and opened:
            groups[opened.pop()].end = match.end()
    if has_words(text[position:]):
        _mark(groups, opened)
    for index in opened:
        groups[index].end = len(text)
    return groups


def _mark(groups: Sequence[Group], opened: Sequence[int]) -> None:
    """Note a word in all open groups; where the innermost has one, those around it have it too."""
    for index in reversed(opened):
        if groups[index].has_words:
            return
        groups[index].has_words = True


def place_groups(atoms: Sequence[Atom], groups: Sequence[Group]) -> dict[int, tuple[int, int]]:
    """Return the span of atoms, [start, end), for each group that still has a word; spans nest as in the source."""
    spans: dict[int, tuple[int, int]] = {}
    members: dict[int, list[int]] = {}
    for at, atom in enumerate(atoms):
        for index in atom.groups:
            members.setdefault(index, []).append(at)
    for index, group in enumerate(groups):
        low, high = 0, len(atoms)
        if group.around:
            # Without its parent's place a group has none either.
            low, high = spans.get(group.around[-1], (0, 0))
        inside = [at for at in members.get(index, ()) if low <= at < high]
        if inside:
            allowed = frozenset((*group.around, index))
            start, end = max(_runs(inside, atoms, allowed), key=lambda run: run[2])[:2]
            spans[index] = _widen(start, end, atoms, group, (low, high))
    return spans


def _runs(inside: Sequence[int], atoms: Sequence[Atom], allowed: frozenset[int]) -> list[tuple[int, int, int]]:
    """Return the stretches (start, end, words) of a group's atoms; a small gap without others' words is bridged."""
    runs: list[tuple[int, int, int]] = []
    for at in inside:
        if runs and _is_gap([atom for atom in atoms[runs[-1][1] : at] if atom.is_word], allowed):
            runs[-1] = (runs[-1][0], at + 1, runs[-1][2] + 1)
        else:
            runs.append((at, at + 1, 1))
    return runs


def _is_gap(words: Sequence[Atom], allowed: frozenset[int]) -> bool:
    return len(words) <= _WIDEST_GAP and all(word.groups <= allowed for word in words)


def _widen(start: int, end: int, atoms: Sequence[Atom], group: Group, bounds: tuple[int, int]) -> tuple[int, int]:
    """Return the span with the signs beside it that the source has inside the group."""
    for sign in group.trail:
        if end >= bounds[1] or atoms[end].text != sign:
            break
        end += 1
    for sign in reversed(group.lead):
        if start <= bounds[0] or atoms[start - 1].text != sign:
            break
        start -= 1
    return start, end
