"""Unit text of HTML: ranges of the source in, text with placeholders and its offsets out; and the way back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from locworker.articles.html_references import UNSAFE, read_reference
from locworker.articles.html_tokens import WHITE
from locworker.articles.inline import TextBuilder
from locworker.errors import InputError
from locworker.model import InlineCode, Unit
from locworker.text import escape_markup

if TYPE_CHECKING:
    from collections.abc import Callable

Places = tuple[tuple[int, int], tuple[int, int] | None]
"""The ranges of a placeholder's opening and closing tag."""

MAX_CHARACTERS = 500_000
"""The longest text of one unit: ten times that of a long article."""

_UNSAFE_RUN = UNSAFE.pattern + "+"
_FLOWING = re.compile(rf"[{WHITE}]{{2,}}|[\t\n\f\r]|&+|[<>]+|{_UNSAFE_RUN}")
# An escape of JSON, a tag inside the string, or a character that must not stand in a catalog as it is.
_IN_JSON = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\."
    rf"|<(?:\\?/)?[A-Za-z][^<>]*>|[&<>]|{_UNSAFE_RUN}"
)
_SPACES = ("&nbsp;", "&#160;", "&#xa0;", "&#xA0;")
_MISREAD = re.compile(r"<(?=[A-Za-z!?/])|&(?=#?[A-Za-z0-9])")
_QUOTES = {"attribute-double": ('"', "&quot;"), "attribute-bare": ('"', "&quot;"), "attribute-single": ("'", "&#39;")}


@dataclass(frozen=True, slots=True)
class Found:
    """A unit's text, codes and range, and where each of its placeholders stands in the source, by id."""

    start: int
    end: int
    text: str
    codes: tuple[InlineCode, ...]
    offsets: tuple[tuple[int, int], ...]
    places: dict[int, Places] = field(default_factory=dict)

    def unit(self, *, unit_id: str, role: str, syntax: str) -> Unit:
        """Return the unit under a name."""
        return Unit(
            id=unit_id,
            role=role,
            text=self.text,
            start=self.start,
            end=self.end,
            syntax=syntax,
            codes=self.codes,
            offsets=self.offsets,
        )


class UnitWriter:
    """Builds the text of one unit from ranges of the source, numbering its placeholders."""

    def __init__(self, source: str, *, path: str) -> None:
        self._codes: list[InlineCode] = []
        self._places: dict[int, Places] = {}
        self._source = source
        self._builder = TextBuilder(path=path)

    def finish(self, start: int, end: int) -> Found:
        """Return what was written, which stands for a range of the source."""
        text, offsets = self._builder.build()
        return Found(start, end, text, tuple(self._codes), offsets, self._places)

    def open(self, start: int, end: int, *, close: tuple[int, int]) -> None:
        """Append the opening tag of a pair; its closing tag's range is known."""
        number = len(self._codes) + 1
        self._codes.append(InlineCode(id=number, open=self._source[start:end], close=self._source[slice(*close)]))
        self._places[number] = (start, end), close
        self._builder.add(f'<g id="{number}">', start)

    def close(self, start: int) -> None:
        """Append the closing tag of the innermost pair."""
        self._builder.add("</g>", start)

    def alone(self, start: int, end: int) -> None:
        """Append a range of the source as one placeholder."""
        number = len(self._codes) + 1
        self._codes.append(InlineCode(id=number, open=self._source[start:end]))
        self._places[number] = (start, end), None
        self._builder.add(f'<x id="{number}"/>', start)

    def flow(
        self, start: int, end: int, *, keep_space: bool = False, in_attribute: bool = False, resolve: bool = True
    ) -> None:
        """Append text, its references resolved; white space becomes one space, or a placeholder where it counts."""
        source = self._source
        position = start
        for match in _FLOWING.finditer(source, start, end):
            self._builder.add(source[position : match.start()], position)
            position = match.end()
            if match[0][0] == "&" and resolve:
                self._literal(match[0][1:], match.start(), position - 1)
                begin = position - 1
                characters, position = read_reference(source, begin, end, in_attribute=in_attribute)
                if not in_attribute and characters in WHITE:
                    characters = " "
                self._literal(characters, begin, position)
            elif match[0][0] in WHITE and keep_space:
                self.alone(match.start(), position)
            elif match[0][0] in WHITE:
                self._builder.add(" ", match.start())
            else:
                self._literal(match[0], match.start(), position)
        self._builder.add(source[position:end], position)

    def json(self, start: int, end: int) -> None:
        """Append the content of a JSON string."""
        source = self._source
        position = start
        for match in _IN_JSON.finditer(source, start, end):
            self._builder.add(source[position : match.start()], position)
            position = match.end()
            if match[0][0] == "\\":
                self._literal(_unescape_json(match[0]), match.start(), position)
            elif len(match[0]) > 1 and match[0][0] == "<":
                self.alone(match.start(), position)
            else:
                self._literal(match[0], match.start(), position)
        self._builder.add(source[position:end], position)

    def _literal(self, characters: str, start: int, end: int) -> None:
        # Engines and catalog editors do not keep line ends and tabs, so they are placeholders too.
        if UNSAFE.match(characters) or (characters and characters in "\t\n\f\r"):
            self.alone(start, end)
        else:
            self._builder.add(escape_markup(characters), start)


def check_length(length: int, *, path: str) -> None:
    """Refuse a text that no catalog or engine would take as one.

    Raises:
        InputError: It is longer than `MAX_CHARACTERS`.
    """
    if length > MAX_CHARACTERS:
        raise InputError(f"holds one text of {length:,} characters; cut it in paragraphs", path=path)


def trim(source: str, start: int, end: int) -> tuple[int, int]:
    """Return a range of text without white space and no-break spaces at its edges."""
    while start < end:
        if source[start] in WHITE or source[start] == "\xa0":
            start += 1
        elif source.startswith(_SPACES, start, end):
            start = source.index(";", start) + 1
        else:
            break
    while start < end:
        if source[end - 1] in WHITE or source[end - 1] == "\xa0":
            end -= 1
        elif source.endswith(_SPACES, start, end):
            end = source.rindex("&", start, end)
        else:
            break
    return start, end


def escape_for(syntax: str, encoding: str) -> Callable[[str], str]:
    """Return what writes literal text in the syntax of a unit and the encoding of its page.

    Besides the syntaxes of HTML there is `plain`, text as it reads, and `loose`, text that some readers take for HTML.
    """
    if syntax == "plain":
        return str
    if syntax == "loose":
        return _escape_loose
    if syntax == "json":
        return lambda text: _escape_json(text, encoding)
    return lambda text: _escape(text, syntax, encoding)


def _escape(text: str, syntax: str, encoding: str) -> str:
    text = escape_markup(text)
    if syntax in _QUOTES:
        text = text.replace(*_QUOTES[syntax])
    return _fit(text, encoding, lambda character: f"&#{ord(character)};")


def _escape_loose(text: str) -> str:
    """Escape what would be a tag or reference to a reader that takes a text for HTML, and nothing else."""

    def escape(match: re.Match[str]) -> str:
        if match[0] == "<":
            return "&lt;"
        _, end = read_reference(text, match.start(), len(text))
        return "&amp;" if end > match.end() else "&"

    return _MISREAD.sub(escape, text)


def _escape_json(text: str, encoding: str) -> str:
    # An escaped `<` cannot end the script, nor open a comment in it.
    text = json.dumps(text, ensure_ascii=False)[1:-1].replace("<", "\\u003c")
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return _fit(text, encoding, lambda character: json.dumps(character)[1:-1])


def _fit(text: str, encoding: str, write: Callable[[str], str]) -> str:
    """Write what the encoding lacks in another way."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return "".join(character if _fits(character, encoding) else write(character) for character in text)
    return text


def _fits(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _unescape_json(escape: str) -> str:
    try:
        return str(json.loads(f'"{escape}"', strict=False))
    except ValueError:
        return escape
