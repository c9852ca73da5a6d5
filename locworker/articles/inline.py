"""Inline markup: source text with its places in, unit text with placeholders out; a target in, source syntax out.

`TextBuilder` makes a unit's text and keeps the way back to the source for every offset; `write_target` turns a
translated text into the syntax of the article again and refuses markup that does not fit the unit.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Literal

from locworker.errors import InputError
from locworker.text import TAG, unescape_markup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from locworker.model import InlineCode, Unit

Side = Literal["open", "close"]
"""Which tag of a placeholder: `<g>` has both, `<x/>` the opening one only."""

_BREAK = re.compile(r"<w?br[\s/>]", re.IGNORECASE)
# Nothing composes with an ASCII character after it, so that a text may be normalised piece by piece between them.
_BEYOND_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")


_MOST_MARKS = 1000
"""The most combining marks on one letter; putting them in order takes time by the square of their number."""


class TextBuilder:
    """Collects a unit's text, piece by piece, with the source offset of each piece."""

    def __init__(self, *, path: str | None = None) -> None:
        self._path = path
        self._parts: list[str] = []
        self._length = 0
        self._offsets: list[tuple[int, int]] = []

    def add(self, text: str, place: int) -> None:
        """Append text whose first character stands at `place` in the source; the others follow it one by one."""
        if not text:
            return
        if not self._offsets or place - self._length != self._offsets[-1][1] - self._offsets[-1][0]:
            self._offsets.append((self._length, place))
        self._parts.append(text)
        self._length += len(text)

    def build(self) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Return the text in NFC and its offsets, as `Unit` has them.

        Raises:
            InputError: There are more combining marks on a letter than any text has.
        """
        text = "".join(self._parts)
        if unicodedata.is_normalized("NFC", text):
            return text, tuple(self._offsets)
        if _count_marks(text) > _MOST_MARKS:
            raise InputError(f"holds a letter with more than {_MOST_MARKS} combining marks; mend it", path=self._path)
        return _normalise(text, self._offsets)


def write_target(
    unit: Unit,
    target: str,
    *,
    path: str,
    write_text: Callable[[str], str],
    write_code: Callable[[InlineCode, Side], str] | None = None,
) -> str:
    """Return a target in the syntax of its article.

    Args:
        unit: The unit that the target translates.
        target: Text with inline markup.
        path: The article, for the error.
        write_text: Escapes literal text for the place where it goes.
        write_code: Returns the source of one side of a placeholder; without it, that of the unit is taken.

    Raises:
        InputError: A placeholder is missing, unknown, repeated or not well nested. A line break may be left out or
            repeated.
    """
    codes = {code.id: code for code in unit.codes}
    written = write_code or _write_code
    used: set[int] = set()
    opened: list[int] = []
    parts: list[str] = []
    position = 0
    for match in TAG.finditer(target):
        parts.append(write_text(unescape_markup(target[position : match.start()])))
        position = match.end()
        if match["open"] or match["alone"]:
            code = codes.get(int(match["open"] or match["alone"]))
            if code is None or (code.close is None) == bool(match["open"]):
                raise _misfit(unit, f"{match[0]} stands for nothing in the source", path)
            if code.id in used and not is_break(code):
                raise _misfit(unit, f"{match[0]} stands there twice", path)
            used.add(code.id)
            parts.append(written(code, "open"))
            if match["open"]:
                opened.append(code.id)
        elif opened:
            parts.append(written(codes[opened.pop()], "close"))
        else:
            raise _misfit(unit, "a </g> closes nothing", path)
    parts.append(write_text(unescape_markup(target[position:])))
    if opened:
        raise _misfit(unit, f'<g id="{opened[-1]}"> is not closed', path)
    missing = next((code for code in unit.codes if code.id not in used and not is_break(code)), None)
    if missing:
        raise _misfit(unit, f"{_tag_of(missing)} is missing", path)
    return "".join(parts)


def is_break(code: InlineCode) -> bool:
    """Tell whether a placeholder is a line break, which a translation may leave out or repeat."""
    return code.close is None and _BREAK.match(code.open) is not None


def _write_code(code: InlineCode, side: Side) -> str:
    return (code.close or "") if side == "close" else code.open


def _tag_of(code: InlineCode) -> str:
    return f'<x id="{code.id}"/>' if code.close is None else f'<g id="{code.id}">'


def _misfit(unit: Unit, message: str, path: str) -> InputError:
    return InputError(f"the translation of {unit.id} does not fit: {message}", path=path)


def _count_marks(text: str) -> int:
    """Return the length of the longest row of combining marks."""
    longest = length = 0
    for character in text:
        length = length + 1 if unicodedata.combining(character) else 0
        longest = max(longest, length)
    return longest


def _normalise(text: str, offsets: list[tuple[int, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
    parts: list[str] = []
    # Where the normalised text has another length, offsets begin anew: pairs of (offset before, offset after).
    anchors: list[tuple[int, int]] = [(0, 0)]
    position = length = 0
    for start, end in _clusters(text):
        composed = unicodedata.normalize("NFC", text[start:end])
        parts += (text[position:start], composed)
        length += start - position + len(composed)
        position = end
        if len(composed) != end - start:
            anchors.append((end, length))
    parts.append(text[position:])
    return "".join(parts), tuple(_shift(offsets, anchors))


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans that change when each is normalised on its own, as small as is cheap to tell."""
    for run in _BEYOND_ASCII.finditer(text):
        if unicodedata.is_normalized("NFC", run[0]):
            continue
        start = run.start()
        for index in range(run.start() + 1, run.end()):
            if unicodedata.combining(text[index]) or not _is_apart(text[start:index], text[index]):
                continue
            yield start, index
            start = index
        yield start, run.end()


def _is_apart(before: str, character: str) -> bool:
    normal = unicodedata.normalize
    return normal("NFC", before + character) == normal("NFC", before) + normal("NFC", character)


def _shift(offsets: list[tuple[int, int]], anchors: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return offsets again, counted in the normalised text, with a pair more where its length changed."""
    places = dict(offsets)
    moved = dict(anchors)
    shift = place_shift = 0
    shifted: list[tuple[int, int]] = []
    for mark in sorted({*places, *moved}):
        shift = moved[mark] - mark if mark in moved else shift
        place_shift = places[mark] - mark if mark in places else place_shift
        # What lay inside of characters that are one now has no offset of its own any more.
        while shifted and shifted[-1][0] >= mark + shift:
            shifted.pop()
        shifted.append((mark + shift, mark + place_shift))
    return shifted
