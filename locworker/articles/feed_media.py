"""Texts inside of feeds: escapes of XML and JSON in; the text that a reader of feeds gets, and the way back, out."""

from __future__ import annotations

import codecs
import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from html.entities import html5
from itertools import pairwise

from locworker.articles.medium import Medium
from locworker.errors import InputError
from locworker.model import Unit

Fits = Callable[[str], bool]
"""Tells whether a character may stand in a feed as it is."""

_REFERENCE = re.compile(r"&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|([A-Za-z][A-Za-z0-9]{0,31}));")
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.DOTALL)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_JSON_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_XML_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_IN_TEXT = re.compile("[&<>]")
_IN_ATTRIBUTE = re.compile("[&<>\"']")
_DECLARED = re.compile(r"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")


class Excerpt(Medium):
    """A text inside of a feed, each of its offsets with its place in the feed.

    Where the source writes a character by more than one, the places begin anew: `_inner` and `_outer` are offsets that
    belong together. What the source has between two parts of the text gives two pairs of the same inner offset.
    """

    def __init__(self, source: str) -> None:
        super().__init__("")
        self.whole: tuple[int, int] | None = None
        """The range to replace where the text can only be replaced as a whole."""
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._end = -1
        self._inner = array("q")
        self._outer = array("q")

    def add(self, text: str, start: int, end: int) -> None:
        """Append what a range of the source stands for."""
        if self._end not in (-1, start):
            self._mark(self._end)
        if start != self._end or end - start != len(text) or self._is_shifted(start):
            self._mark(start)
        self._parts.append(text)
        self._length += len(text)
        self._end = end
        if end - start != len(text):
            self._mark(end)

    def finish(self) -> None:
        """Put the text together once all of it was added."""
        self.text = "".join(self._parts)
        self._parts.clear()
        self._mark(self._end)

    def start_of(self, offset: int) -> int:
        """Return where in the source what stands at an offset begins."""
        index = bisect_right(self._inner, offset) - 1
        return self._outer[index] + offset - self._inner[index]

    def end_of(self, offset: int) -> int:
        """Return where in the source what stands before an offset ends."""
        index = bisect_left(self._inner, offset)
        if self._inner[index] == offset:
            return self._outer[index]
        return self._outer[index - 1] + offset - self._inner[index - 1]

    def offsets_of(self, unit: Unit) -> tuple[tuple[int, int], ...]:
        """Return the offsets of a unit of the text, as `Unit` has them, in the source."""
        offsets: dict[int, int] = {}
        for (offset, place), (following, next_place) in pairwise((*unit.offsets, (len(unit.text), unit.end))):
            offsets[offset] = self.start_of(place)
            stop = min(place + following - offset, max(place, next_place))
            for index in range(bisect_right(self._inner, place), bisect_left(self._inner, stop)):
                offsets[offset + self._inner[index] - place] = self._outer[index]
        return tuple(sorted(offsets.items()))

    def copy(self, start: int, end: int) -> str:
        """Return the source of a range of the text."""
        return self._source[self.start_of(start) : self.end_of(end)] if start < end else ""

    def _is_shifted(self, start: int) -> bool:
        return not self._inner or self._outer[-1] - self._inner[-1] != start - self._length

    def _mark(self, place: int) -> None:
        if not self._inner or (self._inner[-1], self._outer[-1]) != (self._length, place):
            self._inner.append(self._length)
            self._outer.append(place)


class XmlExcerpt(Excerpt):
    """Character data or an attribute's value in XML, its references resolved.

    Its parts may be CDATA sections and have comments between them; then it is escaped, and replaced as a whole.
    """

    def __init__(self, source: str, *, fits: Fits, path: str, in_attribute: bool = False) -> None:
        super().__init__(source)
        self._fits = fits
        self._path = path
        self._escaped = _IN_ATTRIBUTE if in_attribute else _IN_TEXT

    def read(self, start: int, end: int) -> None:
        """Append a range of the source, its references resolved."""
        position = start
        for match in _REFERENCE.finditer(self._source, start, end):
            characters = _resolve(match)
            if characters is not None:
                self.read_plain(position, match.start())
                self.add(characters, *match.span())
                position = match.end()
        self.read_plain(position, end)

    def read_plain(self, start: int, end: int) -> None:
        """Append a range of the source as it stands."""
        if start < end:
            self.add(self._source[start:end], start, end)

    def write(self, text: str) -> str:
        """Return text with escapes, and references for what the encoding of the feed lacks."""
        _confirm_xml(text, self._path)
        text = self._escaped.sub(lambda match: _XML_ESCAPES[match[0]], text)
        return _fit(text, self._fits, lambda character: f"&#{ord(character)};")


class CdataExcerpt(Excerpt):
    """The content of one CDATA section."""

    def __init__(self, source: str, start: int, end: int, *, fits: Fits, path: str) -> None:
        super().__init__(source)
        self._fits = fits
        self._path = path
        self.add(source[start:end], start, end)
        self.finish()

    def write(self, text: str) -> str:
        """Return text as it is; what must not stand in the section interrupts it."""
        _confirm_xml(text, self._path)
        text = text.replace("]]>", "]]]]><![CDATA[>")
        return _fit(text, self._fits, lambda character: f"]]>&#{ord(character)};<![CDATA[")


class MarkupExcerpt(Excerpt):
    """A part of an XML document with the elements in it."""

    def __init__(self, source: str, start: int, end: int, *, fits: Fits, path: str) -> None:
        super().__init__(source)
        self._fits = fits
        self._path = path
        self.add(source[start:end], start, end)
        self.finish()

    def write(self, text: str) -> str:
        """Return markup, with references for what the encoding of the feed lacks."""
        _confirm_xml(text, self._path)
        return _fit(text, self._fits, lambda character: f"&#{ord(character)};")


class JsonExcerpt(Excerpt):
    """The content of a JSON string, its escapes resolved; with `is_ascii` new text has no other characters either."""

    def __init__(self, source: str, start: int, end: int, *, is_ascii: bool) -> None:
        super().__init__(source)
        self._is_ascii = is_ascii
        position = start
        for match in _ESCAPE.finditer(source, start, end):
            if position < match.start():
                self.add(source[position : match.start()], position, match.start())
            self.add(_unescape(match[0]), *match.span())
            position = match.end()
        if position < end:
            self.add(source[position:end], position, end)
        self.finish()

    def write(self, text: str) -> str:
        """Return text with escapes."""
        text = json.dumps(text, ensure_ascii=self._is_ascii)[1:-1]
        return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def decode_xml(text: str) -> str:
    """Return character data of XML with its references resolved; one that means nothing stays as it is."""
    return _REFERENCE.sub(lambda match: _resolve(match) or match[0], text)


def fitting(source: str, encoding: str) -> Fits:
    """Return what tells whether a character may stand in an XML feed, both as it is read and as it declares itself.

    What a feed declares as ISO-8859-1 is read as windows-1252, as browsers do; strict readers take it at its word.
    """
    if encoding.startswith("utf"):
        return lambda _: True
    match = _DECLARED.match(source)
    try:
        declared = codecs.lookup(match[1] if match else "utf-8").name
    except LookupError:
        declared = "ascii"

    def fits(character: str) -> bool:
        try:
            return character.encode(encoding) == character.encode(declared)
        except (UnicodeEncodeError, LookupError):
            return False

    return fits


def _unescape(escape: str) -> str:
    if len(escape) == 2:
        return _JSON_ESCAPES.get(escape[1], escape[1])
    first = int(escape[2:6], 16)
    if len(escape) == 6:
        return chr(first)
    return chr(0x10000 + (first - 0xD800 << 10) + int(escape[8:], 16) - 0xDC00)


def _fit(text: str, fits: Fits, write: Callable[[str], str]) -> str:
    if text.isascii():
        return text
    return "".join(character if character < "\x80" or fits(character) else write(character) for character in text)


def _confirm_xml(text: str, path: str) -> None:
    match = _NO_XML.search(text)
    if match:
        raise InputError(f"a translation holds U+{ord(match[0]):04X}, which cannot stand in XML; mend it", path=path)


def _resolve(match: re.Match[str]) -> str | None:
    """Return the characters of a reference, or None when it is none of XML or HTML."""
    decimal, hexadecimal, name = match.groups()
    if name:
        return html5.get(f"{name};")
    digits = (decimal or hexadecimal).lstrip("0")
    # Python refuses to read very long numbers.
    code = int(digits or "0", 10 if decimal else 16) if len(digits) <= 7 else 0
    is_xml = code in {9, 10, 13} or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code <= 0x10FFFF
    return chr(code) if is_xml else None
