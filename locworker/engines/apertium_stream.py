"""Segments in Apertium's stream format: a text with inline tags in, a stream out; and the translated stream back.

Three tricks keep a text whole. The words inside a `<g>` carry its number as a *word-bound blank*
(`[[t:g:0]]word[[/]]`), which Apertium moves along with the word. An `<x/>` becomes a word that no dictionary knows:
a sentence with an unknown noun translates better than one with a hole. Every character that means something to
Apertium becomes a numbered blank (`[x7]`), so that none of them ever enters the pipeline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from locworker.engines.apertium_groups import Atom, Group, find_groups, place_groups
from locworker.text import TAG, escape_markup, unescape_markup

_LETTERS = "bcdfghjklmnpqrst"
_MOST_TAGS = len(_LETTERS) ** 3
_PREFIXES = ("xq", "qx", "zq", "qz", "xz", "wq", "qw", "vq")
_SOFT_HYPHEN = "\u00ad"
# What means something in the stream, what Apertium's own marks are, and control characters.
_PIECE = re.compile(
    r"(?P<special>[\\\[\]{}^$@/<>*#~+|=_\x00-\x08\x0b-\x1f\x7f-\x9f])"
    r"|(?P<words>[^\W_](?:[^\W_]|[.'’-](?=[^\W_])|\.? (?=[^\W_]))*)"
    r"|(?s:.)"
)
_OUTPUT = re.compile(
    r"\[\[(?P<bound>[^\[\]]*)\]\]|\[x(?P<blank>[0-9]+)\]|(?P<empty>\[[^\[\]]*\])|\\(?P<escaped>.)"
    r"|(?P<mark>[*@#])|(?P<word>[^\W_]+)|(?s:.)"
)
_GROUP_NUMBER = re.compile(r"t:g:([0-9]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A text as Apertium reads it, and what the way back needs: what blanks and unknown words stand for."""

    text: str
    prefix: str
    tags: tuple[str, ...]
    blanks: tuple[str, ...]
    groups: tuple[Group, ...]


def encode(text: str, *, bound: bool = True) -> Stream:
    """Return a segment's text as a stream; without `bound` the tags `<g>` are left out, and lost."""
    return _Encoder(text, bound=bound).run()


def decode(raw: str, stream: Stream) -> tuple[str, list[str]]:
    """Return a translated stream as a segment's text, and the words that carry one of Apertium's marks."""
    atoms, unknown = _read_atoms(raw, stream)
    opens: dict[int, list[int]] = {}
    closes: dict[int, int] = {}
    for index, (start, end) in place_groups(atoms, stream.groups).items():
        opens.setdefault(start, []).append(index)
        closes[end] = closes.get(end, 0) + 1
    parts: list[str] = []
    for at, atom in enumerate(atoms):
        parts.append("</g>" * closes.get(at, 0))
        # Groups are numbered from the outside in.
        parts += [f'<g id="{stream.groups[index].id}">' for index in opens.get(at, ())]
        parts.append(atom.text)
    parts.append("</g>" * closes.get(len(atoms), 0))
    return "".join(parts), unknown


class _Encoder:
    """One pass over a text."""

    def __init__(self, text: str, *, bound: bool) -> None:
        folded = text.casefold()
        self._text = text
        self._bound = bound
        self._prefix = next((prefix for prefix in _PREFIXES if prefix not in folded), _PREFIXES[0])
        self._parts: list[str] = []
        self._tags: list[str] = []
        self._blanks: list[str] = []
        self._groups = find_groups(text)
        self._open: list[int] = []
        self._touching = False

    def run(self) -> Stream:
        """Write all parts of the text."""
        groups = self._groups
        position = opened = 0
        for match in TAG.finditer(self._text):
            if match.start() < position:
                opened += match["open"] is not None
                continue
            self._write_text(self._text[position : match.start()])
            position = match.end()
            if match["open"]:
                if groups[opened].has_words:
                    self._open.append(opened)
                else:
                    # A group around an icon or a sign goes through as one piece.
                    position = groups[opened].end
                    self._write_blank(self._text[match.start() : position])
                opened += 1
            elif match["alone"]:
                self._write_tag(match[0])
            elif self._open:
                self._open.pop()
        self._write_text(self._text[position:])
        return Stream(
            text="".join(self._parts),
            prefix=self._prefix,
            tags=tuple(self._tags),
            blanks=tuple(self._blanks),
            groups=tuple(groups) if self._bound else (),
        )

    def _write_text(self, raw: str) -> None:
        for match in _PIECE.finditer(unescape_markup(raw).replace(_SOFT_HYPHEN, "")):
            if match["special"]:
                self._write_blank(escape_markup(match[0]))
            elif match["words"]:
                self._write_words(match[0])
            else:
                self._parts.append(match[0])
                self._note_sign(escape_markup(match[0]))

    def _write_words(self, words: str) -> None:
        if self._touching:
            # A tag between two letters: an empty blank keeps them apart, and says that no space belongs there.
            self._parts.append("[]")
        self._touching = True
        for index in self._open:
            self._groups[index].trail.clear()
            self._groups[index].begun = True
        if self._bound and self._open:
            numbers = "; ".join(f"t:g:{index}" for index in self._open)
            words = f"[[{numbers}]]{words}[[/]]"
        self._parts.append(words)

    def _write_tag(self, tag: str) -> None:
        if len(self._tags) == _MOST_TAGS:
            self._write_blank(tag)
            return
        number = len(self._tags)
        self._tags.append(tag)
        if self._parts and not self._touching and not self._parts[-1][-1].isspace():
            # Behind a full stop it would be taken for the end of an address or abbreviation.
            self._parts.append("[]")
        self._write_words(f"{self._prefix}{''.join(_LETTERS[number >> shift & 15] for shift in (8, 4, 0))}z")

    def _note_sign(self, sign: str) -> None:
        self._touching = False
        for group in (self._groups[index] for index in self._open):
            group.trail.append(sign)
            if not group.begun:
                group.lead.append(sign)

    def _write_blank(self, markup: str) -> None:
        self._note_sign(markup)
        self._blanks.append(markup)
        self._parts.append(f"[x{len(self._blanks) - 1}]")


def _read_atoms(raw: str, stream: Stream) -> tuple[list[Atom], list[str]]:
    atoms: list[Atom] = []
    unknown: list[str] = []
    groups: frozenset[int] = frozenset()
    seen: set[int] = set()
    marked = touching = False
    for match in _OUTPUT.finditer(raw):
        if match["bound"] is not None:
            groups = frozenset(int(number) for number in _GROUP_NUMBER.findall(match["bound"]))
            groups = frozenset(number for number in groups if number < len(stream.groups))
        elif match["empty"] is not None:
            touching = True
        elif match["mark"]:
            marked = True
        elif match["word"]:
            if atoms and atoms[-1].is_word and not touching:
                # Apertium sometimes loses the space between two words with different marks.
                atoms.append(Atom(text=" "))
            words = list(_read_words(match["word"], groups, stream, seen))
            unknown += [word.text for word in words if marked and word.is_word and not word.text.startswith("<")]
            atoms += words
            marked = touching = False
        else:
            atoms.append(_read_sign(match, stream))
            marked = touching = False
    return atoms, unknown


def _read_sign(match: re.Match[str], stream: Stream) -> Atom:
    if match["blank"] is not None:
        number = int(match["blank"])
        return Atom(text=stream.blanks[number] if number < len(stream.blanks) else "")
    return Atom(text=escape_markup(match["escaped"] or match[0]))


def _read_words(word: str, groups: frozenset[int], stream: Stream, seen: set[int]) -> Iterator[Atom]:
    """Yield a word, or the tag that it stands for, once, and apart from the letters that got stuck to it."""
    pattern = re.compile(rf"{stream.prefix}([{_LETTERS}]{{3}})z", re.IGNORECASE)
    position = 0
    for match in pattern.finditer(word) if stream.tags else ():
        number = sum(
            _LETTERS.index(letter) << shift for letter, shift in zip(match[1].casefold(), (8, 4, 0), strict=True)
        )
        if position < match.start():
            yield Atom(text=word[position : match.start()], groups=groups, is_word=True)
            yield Atom(text=" ")
        if number < len(stream.tags) and number not in seen:
            seen.add(number)
            yield Atom(text=stream.tags[number], groups=groups, is_word=True)
        position = match.end()
    if 0 < position < len(word):
        yield Atom(text=" ")
    if position < len(word):
        yield Atom(text=word[position:], groups=groups, is_word=True)
