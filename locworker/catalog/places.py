"""Where things stand: offsets of a message's text to lines and columns of its PO file, and a segment's `#:`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from locworker.catalog.model import Catalog, Message
from locworker.catalog.tokens import unescape
from locworker.model import Segment
from locworker.text import normalise

# A string, up to its closing quote, with what may stand before it: white space, line ends, the mark of obsolete lines.
_STRING = re.compile(r"(?:[ \t\r\f\v]*\n(?:#~)?)*[ \t\r\f\v]*\"([^\"\\]*(?:\\.[^\"\\]*)*)\"")
_PART = re.compile(r"(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]+))+|\\.|[^\\]", re.DOTALL)
_CLUSTER = re.compile(r".[\u0300-\u036f\u0591-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]*", re.DOTALL)


def segment_place(article_id: str, segment: Segment) -> str:
    """Return a segment's reference: article and unit, and for the second segment of a unit on `.2`."""
    number = f".{segment.index + 1}" if segment.index else ""
    return re.sub(r"\s+", "_", f"{article_id}:{segment.unit}{number}")


def locate(catalog: Catalog, message: Message, side: str, offset: int) -> tuple[int, int]:
    """Return line and column, from 1, of an offset in a message's text, in the PO file that was read.

    Args:
        catalog: The catalog as read.
        message: One of its messages.
        side: `source` or `target`.
        offset: An offset in that side's text; its end is the place of the closing quote.
    """
    line = message.line if side == "source" else message.target_line
    begin = message.offset if side == "source" else message.target_offset
    if line is None or not catalog.text:
        return line or 1, 1
    places: list[int] = []
    texts: list[str] = []
    end = begin
    for start, text, end in _characters(catalog.text, begin):  # noqa: B007 - the end of the last one is needed
        places.extend([start] * len(text))
        texts.append(text)
    places.append(end)
    index = _raw_index("".join(texts), offset)
    place = places[min(index, len(places) - 1)]
    line += catalog.text.count("\n", begin, place)
    return line, place - catalog.text.rfind("\n", 0, place)


def _characters(text: str, offset: int) -> Iterator[tuple[int, str, int]]:
    """Yield each character of a PO string with the offset at which it stands, and the offset after it."""
    position = text.index('"', offset)
    while match := _STRING.match(text, position):
        start = match.start(1)
        if not match[1]:
            yield start, "", start
        for part in _PART.finditer(match[1]):
            yield start + part.start(), unescape(part[0]), start + part.end()
        position = match.end()


def _raw_index(raw: str, offset: int) -> int:
    """Return the index in the text as the file has it of an offset in its NFC."""
    if normalise(raw) == raw:
        return offset
    length = index = 0
    # A base character with its marks is composed on its own: nothing outside of it changes.
    for cluster in _CLUSTER.finditer(raw):
        length += len(normalise(cluster[0]))
        if length > offset:
            return index
        index = cluster.end()
    return index
