"""Text: NFC strings in; word spans, case folding and the view without inline markup out.

A segment's text carries inline markup as `<g id="1">…</g>` and `<x id="2"/>`, and a literal `<`, `>` or `&` of the
article as `&lt;`, `&gt;` and `&amp;`. Checks read the text as a reader sees it: `view_text` takes the markup away and
keeps the way back from each of its offsets.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

TAG = re.compile(r"<g id=\"(?P<open>[0-9]{1,9})\">|</g>|<x id=\"(?P<alone>[0-9]{1,9})\"/>")
"""One inline tag of a segment's text; `</g>` closes the innermost open `<g>`."""

_MARKUP = re.compile(TAG.pattern + r"|&(?:lt|gt|amp);")
_ESCAPES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
# A word: letters and digits with their combining marks, joined by apostrophes or hyphens inside.
_WORD = re.compile(r"[^\W_]+(?:[^\W_]|[\u0300-\u036f\u00ad\u200d])*")

UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"
    "\uff01-\uffee\U00020000-\U0003ffff]"
)
"""A character that stands beside a word without a space between: Chinese, Japanese, Thai and the like, and Hangul."""


def mask_unspaced(text: str) -> str:
    """Return a text of the same length with spaces for what is written without: Latin words in it have bounds."""
    return text if text.isascii() else UNSPACED.sub("\u3000", text)


def normalise(text: str) -> str:
    """Return the text in Unicode NFC, the form in which all offsets are counted."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Return the text for comparing without case, soft hyphens and typographic apostrophes."""
    return text.replace("\u00ad", "").replace("’", "'").casefold()


def escape_markup(text: str) -> str:
    """Return literal text in the form that segments keep it in: `&`, `<` and `>` escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape_markup(text: str) -> str:
    """Return the literal text of a segment's text that holds no tags."""
    return re.sub(r"&(?:lt|gt|amp);", lambda match: _ESCAPES[match[0]], text)


@dataclass(frozen=True, slots=True)
class TextView:
    """A segment's text as a reader sees it, with the way back to the text that it was made from.

    `plain` is `raw` without tags and with escapes resolved. `starts` and `shifts` are the points of `plain` from which
    on an offset of `raw` is the offset of `plain` plus the shift.
    """

    raw: str
    plain: str
    starts: tuple[int, ...] = (0,)
    shifts: tuple[int, ...] = (0,)

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of `raw` that a span of `plain` stands for: without tags at its edges."""
        if end <= start:
            point = self._raw_offset(start)
            return point, point
        last = self._raw_offset(end - 1)
        escape = re.compile(r"&(?:lt|gt|amp);").match(self.raw, last)
        return self._raw_offset(start), escape.end() if escape and self.plain[end - 1] in "<>&" else last + 1

    def _raw_offset(self, offset: int) -> int:
        return offset + self.shifts[bisect_right(self.starts, offset) - 1]


def view_text(text: str) -> TextView:
    """Return the view of a segment's text without inline tags and with escapes resolved."""
    if "<" not in text and "&" not in text:
        return TextView(text, text)
    parts: list[str] = []
    starts, shifts = [0], [0]
    length = position = 0
    for match in _MARKUP.finditer(text):
        parts.append(text[position : match.start()])
        length += match.start() - position
        literal = _ESCAPES.get(match[0], "")
        parts.append(literal)
        length += len(literal)
        position = match.end()
        if starts[-1] == length:
            shifts[-1] = position - length
        else:
            starts.append(length)
            shifts.append(position - length)
    parts.append(text[position:])
    return TextView(text, "".join(parts), tuple(starts), tuple(shifts))


def find_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of the words of a text; hyphens and apostrophes separate words."""
    for match in _WORD.finditer(text):
        yield match.span()


# A figure that is written otherwise elsewhere: 4.5, 1,250, 35% or $8, but no version and no date.
_FIGURE = re.compile(
    r"(?<![\w.,])[0-9]+(?:,[0-9]{3})*[.,][0-9]+(?![.,]?[0-9])|[0-9][ \u00a0\u202f]?[%‰€$£¥]|[€$£¥][ \u00a0\u202f]?[0-9]"
)


def is_translatable(text: str) -> bool:
    """Return whether a segment's text holds a letter outside of tags and addresses, or a figure to localize."""
    plain = view_text(text).plain
    if _FIGURE.search(plain):
        return True
    return any(not _is_address(word) and any(map(str.isalpha, word)) for word in plain.split())


def _is_address(word: str) -> bool:
    name, at, host = word.partition("@")
    return "://" in word or word.startswith(("www.", "mailto:")) or bool(name and at and "." in host.rstrip(".,;:!?)"))
