"""A target text as terms are looked up in it: lower case, without marks and hidden characters, with the way back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_HYPHENS = ("-", "‑")
_SUSPENDED = re.compile(r"(?:\A|(?<=[\s(/,]))([^\W\d_]{2,40})-(?=[\s,/)])")
_HANGING = re.compile(r"(?:\A|(?<=[\s(/,]))-([^\W\d_]{2,40})")
_BEFORE = 80
_HIDDEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
_INVISIBLE = re.compile(f"[{''.join(sorted(_HIDDEN))}]")
_UNEVEN = re.compile("[\u00ad\u200b-\u200d\u2060\ufeffßẞİ]")
# Letters that are longer in lower case or without marks; other characters of this kind are hidden ones.
_INSTEAD = {"ß": "ss", "ẞ": "SS", "İ": "İ"}
_WORD = re.compile(r"[^\W_]+")
_SPECIAL = {"ł": "l", "ø": "o", "đ": "d"}


def _make_table() -> dict[int, str]:
    table = {ord(char): plain for char, plain in _SPECIAL.items()}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00)):
        plain = unicodedata.normalize("NFD", chr(code))[0]
        if plain.isascii() and plain.isalpha():
            table[code] = plain.lower()
    return table


_MARKS = _make_table()
# With the letters that have none: where a table lacks a letter, translating takes twice as long.
_PLAIN = {code: chr(code) for code in range(0x250)} | _MARKS


# Few letters of a text have marks: to look for them is faster than to translate all.
_ACCENTED = re.compile(f"[{''.join(map(chr, _MARKS))}]")


def _drop_mark(match: re.Match[str]) -> str:
    return _MARKS[ord(match[0])]


def strip_marks(folded: str) -> str:
    """Return a word in lower case without the marks on its letters: häuser → hauser, ações → acoes, maß → mass."""
    return folded if folded.isascii() else folded.replace("ß", "ss").translate(_PLAIN)


class Joined(NamedTuple):
    """A word of two parts with a hyphen between: its span, the parts joined, and the same without marks."""

    start: int
    end: int
    text: str
    bare: str


class Part(NamedTuple):
    """A part of a word with a hyphen at one end: its span, the part, and the word before it, both without marks."""

    start: int
    end: int
    bare: str
    before: str


class TargetText:
    """A target with its words.

    `text` is the target without hidden characters and with ss for ß, `bare` the same in lower case and without marks;
    both have the same length, and `spans` are the places of the words in them. `place` gives the span of the target.
    """

    def __init__(self, target: str) -> None:
        """Fold the target; the offsets are kept apart only where folding moves them."""
        self.target = target
        self._offsets: list[int] | None = None
        self.text, self.folded = target, target.lower()
        self.bare = self.folded
        if not target.isascii():
            if _UNEVEN.search(target):
                self._fold_unevenly(target)
            self.bare = _ACCENTED.sub(_drop_mark, self.folded)
        self.words: list[str] = _WORD.findall(self.bare)
        """The words, folded and without marks; hyphens and apostrophes part them."""
        self._spans: list[tuple[int, int]] | None = None
        self._initials: dict[str, list[int]] | None = None
        self._joined: list[Joined] | None = None
        self._suspended: list[Part] | None = None
        self._hanging: list[Part] | None = None

    def _fold_unevenly(self, target: str) -> None:
        parts: list[str] = []
        offsets: list[int] = []
        end = 0
        for found in _UNEVEN.finditer(target):
            plain = _INSTEAD.get(found[0], "")
            parts.extend((target[end : found.start()], plain))
            offsets.extend(range(end, found.start()))
            offsets.extend([found.start()] * len(plain))
            end = found.end()
        self.text = "".join((*parts, target[end:]))
        self.folded = self.text.replace("İ", "i").lower()
        self._offsets = [*offsets, *range(end, len(target))]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the target for a span of `bare`."""
        if self._offsets is None or end <= start:
            return start, end
        return self._offsets[start], self._offsets[end - 1] + 1

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Return the spans of the words, found when they are first asked for."""
        if self._spans is None:
            self._spans = self._find_spans()
        return self._spans

    @property
    def initials(self) -> dict[str, list[int]]:
        """Return the numbers of the words by their first letter."""
        if self._initials is None:
            self._initials = {}
            for number, word in enumerate(self.words):
                self._initials.setdefault(word[0], []).append(number)
        return self._initials

    @property
    def has_hyphens(self) -> bool:
        """Say whether there is a hyphen in the text."""
        return "-" in self.text or "‑" in self.text

    @property
    def joined(self) -> list[Joined]:
        """Return the words of two parts with a hyphen between, as if they were solid: crypto-monnaies."""
        if self._joined is None:
            self._joined = list(self._find_joined()) if self.has_hyphens else []
        return self._joined

    @property
    def suspended(self) -> list[Part]:
        """Return the beginnings of words whose end stands with a later word: Ein- und Auszahlung."""
        if self._suspended is None:
            self._suspended = self._find_parts(_SUSPENDED)
        return self._suspended

    @property
    def hanging(self) -> list[Part]:
        """Return the ends of words whose beginning stands with the word before: Zwischenüberschrift/-summe."""
        if self._hanging is None:
            self._hanging = self._find_parts(_HANGING)
        return self._hanging

    def _find_parts(self, pattern: re.Pattern[str]) -> list[Part]:
        if not self.has_hyphens:
            return []
        parts = []
        for found in pattern.finditer(self.bare):
            before = self.bare[max(0, found.start() - _BEFORE) : found.start()].split()
            parts.append(Part(*found.span(1), found[1], before[-1].strip("/,(") if before else ""))
        return parts

    def _find_joined(self) -> Iterator[Joined]:
        spans, text = self.spans, self.text
        for number, (follower, last) in enumerate(spans[1:]):
            start, end = spans[number]
            if follower - end == 1 and text[end] in _HYPHENS and text[last : last + 1] not in _HYPHENS:
                parts = text[start:end] + text[follower:last]
                yield Joined(start, last, parts, self.words[number] + self.words[number + 1])

    def _find_spans(self) -> list[tuple[int, int]]:
        spans, end = [], 0
        for word in self.words:
            # Between two words stands nothing that a word could start with: this is faster than to match again.
            start = self.bare.index(word, end)
            end = start + len(word)
            spans.append((start, end))
        return spans


def word_set(*lines: str) -> frozenset[str]:
    """Return the words of lines as a set: how lists of words are written here."""
    return frozenset(word for line in lines for word in line.split())


def split_words(wording: str) -> list[str]:
    """Return the words of a glossary's wording as they are written, without hidden characters."""
    return _WORD.findall(_INVISIBLE.sub("", wording))
