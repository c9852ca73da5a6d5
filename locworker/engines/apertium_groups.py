"""The inline tags `<g>`: a text in, its groups out; a translation's pieces and the groups in, where each goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from locworker.text import TAG, unescape_markup

_EDGES = re.compile(r"([\W_]*)(.*?)([\W_]*)", re.DOTALL)
# More words than that between two parts of a group are no gap but a sign that Apertium moved one of them away.
_WIDEST_GAP = 6


@dataclass(slots=True, kw_only=True)
class Group:
    """A `<g>` of the source: its span there, the groups around it, and the punctuation just inside its edges."""

    id: str
    start: int
    around: tuple[int, ...]
    end: int = -1
    has_words: bool = False
    lead: str = ""
    trail: str = ""


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
        _note_text(unescape_markup(text[position : match.start()]), [groups[index] for index in opened])
        position = match.end()
        if match["open"]:
            groups.append(Group(id=match["open"], start=match.start(), around=tuple(opened)))
            opened.append(len(groups) - 1)
        elif match["alone"]:
            for index in opened:
                groups[index].has_words, groups[index].trail = True, ""
        elif opened:
            groups[opened.pop()].end = match.end()
    _note_text(unescape_markup(text[position:]), [groups[index] for index in opened])
    for index in opened:
        groups[index].end = len(text)
    return groups


def _note_text(text: str, groups: Iterable[Group]) -> None:
    first = next((at for at, char in enumerate(text) if char.isalnum()), None)
    if first is None:
        for group in groups:
            group.lead += "" if group.has_words else text
            group.trail += text
        return
    last = next(at for at in range(len(text) - 1, -1, -1) if text[at].isalnum())
    for group in groups:
        group.lead += "" if group.has_words else text[:first]
        group.has_words, group.trail = True, text[last + 1 :]


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
    """Return the span with the punctuation beside it that the source has inside the group."""
    for char in group.trail:
        if end >= bounds[1] or atoms[end].text != char:
            break
        end += 1
    for char in reversed(group.lead):
        if start <= bounds[0] or atoms[start - 1].text != char:
            break
        start -= 1
    return start, end
