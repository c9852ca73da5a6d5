"""Term finding: the places of a text where a glossary's source wordings stand.

All wordings are inflected and folded, which is remembered by wording, for glossaries share them. A text is folded once,
with the way back to its own offsets. Where there are many wordings, one Aho-Corasick automaton looks for all; a few are
looked for one by one, since an automaton takes longer to build than that. Matches overlap, and word boundaries are
tested after: a longest match that ends inside a word must not hide the shorter one that is right.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from locworker.glossary.entry import Entry
from locworker.glossary.inflect import inflect
from locworker.languages import base_language
from locworker.text import UNSPACED

_DROPPED = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_SPACES = "-\u2010\u2011\u00a0\u202f\u2007\u2009\t\n\r\u3000"
_ONE_TO_ONE = dict.fromkeys(map(ord, _SPACES), " ") | dict.fromkeys(map(ord, "\u2019\u02bc"), "'")
_UNEVEN = re.compile(rf"[{_DROPPED}]|\s\s")
_FEW = 16
_Owners = dict[str, list[int]]


class TermMatch(NamedTuple):
    """A place of a source text where an entry's wording stands."""

    start: int
    end: int
    entry: Entry


class _Candidate(NamedTuple):
    start: int
    end: int
    entries: Sequence[int]


class Matcher:
    """Find the wordings of entries in texts."""

    def __init__(self, entries: Sequence[Entry], *, source_lang: str) -> None:
        self._entries = entries
        self._merged: dict[tuple[int, ...], Entry] = {}
        # For each folded wording the numbers of its entries: of any case, with exact capitals, waived by it.
        self._folded: _Owners = {}
        self._exact: dict[str, _Owners] = {}
        self._waived: _Owners = {}
        inflected = base_language(source_lang) == "en"
        for number, entry in enumerate(entries):
            self._add(number, entry, inflected=inflected)
        self._keys = list(dict.fromkeys((*self._folded, *self._exact, *self._waived)))
        self._automaton = AhoCorasick(self._keys) if len(self._keys) > _FEW else None

    def find(self, text: str) -> list[TermMatch]:
        """Return the matches in the order of the text, none overlapping another."""
        folded, offsets = _fold(text)
        candidates: list[_Candidate] = []
        waivers: list[_Candidate] = []
        for key, start, end in self._places(folded):
            if _joined(folded, start) or _joined(folded, end):
                continue
            span = (start, end) if offsets is None else (offsets[start], offsets[end - 1] + 1)
            exact = self._exact.get(key)
            found = (exact and exact.get(_exact(text[slice(*span)]))) or self._folded.get(key)
            if found:
                candidates.append(_Candidate(*span, found))
            if key in self._waived:
                waivers.append(_Candidate(*span, self._waived[key]))
        if waivers:
            candidates = _waive(candidates, waivers)
        return [TermMatch(item.start, item.end, self._entry(item.entries)) for item in _longest(candidates)]

    def _places(self, folded: str) -> Iterator[tuple[str, int, int]]:
        """Yield the places of all wordings in a folded text."""
        if self._automaton is not None:
            for index, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
                yield self._keys[index], start, end
            return
        for key in self._keys:
            start = folded.find(key)
            while start >= 0:
                yield key, start, start + len(key)
                start = folded.find(key, start + 1)

    def _add(self, number: int, entry: Entry, *, inflected: bool) -> None:
        for source in entry.sources:
            if entry.case_sensitive:
                for key, form in _load_exact(source, entry.pos, inflected=inflected):
                    _own(self._exact.setdefault(key, {}), form, number)
            else:
                for key in _load_folded(source, entry.pos, inflected=inflected):
                    _own(self._folded, key, number)
        for phrase in entry.waiver.split("|") if entry.waiver else ():
            key = _fold(phrase)[0].strip()
            if key:
                _own(self._waived, key, number)

    def _entry(self, numbers: Sequence[int]) -> Entry:
        if len(numbers) == 1:
            return self._entries[numbers[0]]
        key = tuple(numbers)
        if key not in self._merged:
            self._merged[key] = _merge([self._entries[number] for number in numbers])
        return self._merged[key]


@lru_cache(maxsize=10_000)
def _load_folded(source: str, pos: str, *, inflected: bool) -> tuple[str, ...]:
    """Return the forms that a source wording may have in a text, folded."""
    forms = inflect(source, pos) if inflected else (source,)
    return tuple([key for form in forms if (key := _fold(form)[0].strip())])


@lru_cache(maxsize=10_000)
def _load_exact(source: str, pos: str, *, inflected: bool) -> tuple[tuple[str, str], ...]:
    """Return the forms that a source wording may have in a text, each folded and with its capitals."""
    forms = inflect(source, pos) if inflected else (source,)
    return tuple([(key, _exact(form)) for form in forms if (key := _fold(form)[0].strip())])


def _own(owners: _Owners, key: str, number: int) -> None:
    """Add an entry to those of a wording; entries come in the order of their numbers."""
    numbers = owners.get(key)
    if numbers is None:
        owners[key] = [number]
    elif numbers[-1] != number:
        numbers.append(number)


def _merge(entries: Sequence[Entry]) -> Entry:
    """Return one entry for homographs: nobody can tell which is meant, so what one approves is approved."""
    targets = tuple(dict.fromkeys(text for entry in entries for text in entry.targets))
    forbidden = dict.fromkeys(text for entry in entries for text in entry.forbidden if text not in targets)
    return replace(
        entries[0],
        sources=tuple(dict.fromkeys(text for entry in entries for text in entry.sources)),
        targets=targets,
        forbidden=tuple(forbidden),
        protected=all(entry.protected for entry in entries),
    )


def _waive(candidates: list[_Candidate], waivers: list[_Candidate]) -> list[_Candidate]:
    """Return the candidates without the entries that a phrase around them waives, and without what is inside those."""
    covered: dict[int, set[int]] = {}
    for waiver in waivers:
        for number in waiver.entries:
            covered.setdefault(number, set()).update(range(waiver.start, waiver.end))
    kept: list[_Candidate] = []
    gone: dict[int, int] = {}
    for item in candidates:
        numbers = tuple(number for number in item.entries if item.start not in covered.get(number, ()))
        if numbers:
            kept.append(item._replace(entries=numbers))
            continue
        for offset in range(item.start, item.end):
            gone[offset] = max(gone.get(offset, 0), item.end)
    return [item for item in kept if gone.get(item.start, 0) < item.end]


def _longest(candidates: list[_Candidate]) -> list[_Candidate]:
    """Return the candidates that overlap no longer one, in the order of the text; of equals the first."""
    if len(candidates) < 2:
        return candidates
    taken: set[int] = set()
    chosen = []
    for item in sorted(candidates, key=lambda item: (item.start - item.end, item.start)):
        # A shorter candidate can only reach into a longer one with one of its ends.
        if item.start not in taken and item.end - 1 not in taken:
            taken.update(range(item.start, item.end))
            chosen.append(item)
    return sorted(chosen, key=lambda item: item.start)


def _joined(text: str, point: int) -> bool:
    """Say whether the characters on both sides of a point belong to one word."""
    if not 0 < point < len(text):
        return False
    left, right = text[point - 1], text[point]
    if not (_is_word(left) and _is_word(right)):
        return False
    return not (UNSPACED.match(left) or UNSPACED.match(right))


@lru_cache(maxsize=4096)
def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char)[0] == "M"


def _exact(text: str) -> str:
    """Return a wording with its capitals, as case-sensitive entries compare it."""
    return re.sub(r"\s+", " ", re.sub(f"[{_DROPPED}]", "", text).translate(_ONE_TO_ONE))


def _fold(text: str) -> tuple[str, list[int] | None]:
    """Return the text for comparing, and for each of its characters the offset in the text; None when they agree.

    Hyphens count as spaces, runs of white space as one, invisible characters as nothing.
    """
    if text.isascii() and text.isprintable() and "  " not in text:
        # As nearly all English is: no table is needed.
        return text.replace("-", " ").lower(), None
    folded = text.translate(_ONE_TO_ONE).casefold()
    if len(folded) == len(text) and not _UNEVEN.search(text):
        return folded, None
    chars: list[str] = []
    offsets: list[int] = []
    for offset, char in enumerate(text):
        if char in _DROPPED or (char.isspace() and offset and text[offset - 1].isspace()):
            continue
        plain = char.translate(_ONE_TO_ONE).casefold()
        chars.append(" " if char.isspace() else plain)
        offsets.extend([offset] * len(chars[-1]))
    return "".join(chars), offsets
