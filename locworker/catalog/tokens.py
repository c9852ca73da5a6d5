"""The lines of a PO file in, keywords and strings out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, NoReturn

from locworker.errors import InputError

_TOKEN = re.compile(
    r"[ \t\r\f\v]*(?:\"(?P<string>[^\"\\]*(?:\\.[^\"\\]*)*)\""
    r"|(?P<word>msgctxt|msgid_plural|msgid|msgstr)(?![A-Za-z0-9_])(?:[ \t]*\[[ \t]*(?P<number>[0-9]{1,20})[ \t]*\])?)"
)
_END = re.compile(r"[ \t\r\f\v]*\Z")
_ESCAPE = re.compile(r"(?:\\(?:[0-7]{1,3}|x[0-9A-Fa-f]+))+|\\.", re.DOTALL)
_NUMBER = re.compile(r"\\(?:([0-7]{1,3})|x([0-9A-Fa-f]+))")
_SIMPLE = {
    "\\n": "\n", "\\t": "\t", "\\r": "\r", "\\a": "\a", "\\b": "\b", "\\f": "\f", "\\v": "\v", '\\"': '"', "\\\\": "\\",
}  # fmt: skip


class Source(NamedTuple):
    """A line of a PO file: the file's path, the line's number from 1, its offset in the text, and what stands there."""

    path: str
    line: int
    offset: int
    text: str

    def refuse(self, message: str, column: int) -> NoReturn:
        """Raise an error placed at a column, counted from 0, of this line."""
        raise InputError(message, path=self.path, line=self.line, column=column + 1)


def read_lines(text: str, *, path: str) -> Iterator[Source]:
    """Yield the lines of a file one by one; only line feeds end them, as U+2028 and others may stand in strings."""
    start, number = 0, 1
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield Source(path, number, start, text[start:end])
        start, number = end + 1, number + 1


class Token(NamedTuple):
    """A keyword (`msgid`; `msgstr[1]` with its number) or, where `keyword` is empty, a string without its escapes."""

    keyword: str
    text: str
    number: int | None
    column: int


def read_tokens(source: Source, column: int) -> list[Token]:
    """Return the tokens of a line from a column on, counted from 0.

    Raises:
        InputError: Something else stands there, a string is not closed, or an escape is unknown.
    """
    tokens = []
    text = source.text
    while not _END.match(text, column):
        match = _TOKEN.match(text, column)
        if not match:
            _refuse_rest(source, column)
        string, word = match["string"], match["word"]
        if word:
            number = int(match["number"]) if match["number"] else None
            tokens.append(Token(word, "", number, match.start("word")))
        else:
            start = match.start("string")
            plain = _read_string(string, source, start) if "\\" in string else string
            tokens.append(Token("", plain, None, start))
        column = match.end()
    return tokens


def _refuse_rest(source: Source, column: int) -> NoReturn:
    rest = source.text[column:]
    column += len(rest) - len(rest.lstrip(" \t\r\f\v"))
    rest = rest.strip()
    if rest.startswith('"'):
        source.refuse("the string is not closed: a quote is missing", column)
    if re.match(r"domain(?!\w)", rest):
        source.refuse("'domain' is not supported; split the file with `msgcat`, one domain a file", column)
    source.refuse("expected msgctxt, msgid, msgid_plural, msgstr or a string in quotes", column)


def unescape(text: str) -> str:
    """Return a PO string without its escapes.

    Raises:
        ValueError: An escape is unknown or stands for no character; its text and offset are the arguments.
    """
    return _ESCAPE.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    sequence = match[0]
    known = _SIMPLE.get(sequence)
    if known is not None:
        return known
    numbers = [int(octal, 8) if octal else int(digits[-8:], 16) for octal, digits in _NUMBER.findall(sequence)]
    if not numbers:
        raise ValueError(f"'{sequence}' is no escape sequence", match.start())
    if 0 in numbers:
        raise ValueError("an escaped NUL stands here", match.start())
    try:
        return bytes(numbers).decode()
    except ValueError as error:
        raise ValueError(f"'{sequence}' is no character of UTF-8", match.start()) from error


def _read_string(text: str, source: Source, column: int) -> str:
    try:
        return unescape(text)
    except ValueError as error:
        message, offset = error.args
        source.refuse(message, column + offset)
