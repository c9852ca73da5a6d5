"""Mending what is safe to mend in a glossary file: bytes in, bytes and what was changed out.

A byte order mark, white space at the edges of terms, line separators and invisible characters in them, and lines that
are there twice. Everything else stays byte for byte, so a file whose fields cannot be told apart is left alone.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from locworker.glossary.csv import is_header
from locworker.glossary.lint_terms import drop_invisible, strip_edges

_QUOTED = re.compile(r'"[^"]*+(?:""[^"]*+)*+"(?=,|\r?\n|\Z)')
_PLAIN = re.compile(r"[^,\n]*")
_SEPARATORS = str.maketrans("\u2028\u2029", "  ")


@dataclass(frozen=True, slots=True)
class Change:
    """What was changed on a line of the file as it was."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file's bytes after mending, and what was changed."""

    content: bytes
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class _Field:
    start: int
    text: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Record:
    """A row: the line and offset where it starts, where it ends with its line end, and its fields."""

    line: int
    start: int
    end: int
    fields: tuple[_Field, ...]


class _UnreadableError(Exception):
    """The fields of a line cannot be told apart."""


def fix_glossary(content: bytes, *, path: str) -> Fixed:
    """Return a glossary file's bytes with what is safe to mend mended; TBX and PO files come back as they are."""
    name = path.casefold()
    if not name.endswith((".csv", ".tsv", ".tab", ".txt")):
        return Fixed(content, ())
    body = content.removeprefix(codecs.BOM_UTF8)
    changes = [Change(1, "byte order mark removed")] if len(body) < len(content) else []
    try:
        text = body.decode("utf-8")
        records = list(_split_commas(text) if name.endswith(".csv") else _split_tabs(text))
    except (UnicodeDecodeError, _UnreadableError):
        return Fixed(body, tuple(changes))
    mended, more = _mend(text, records)
    return Fixed(mended.encode(), (*changes, *more))


def _mend(text: str, records: Sequence[_Record]) -> tuple[str, list[Change]]:
    columns = _term_columns(records[0]) if records else ()
    seen: dict[tuple[str, ...], int] = {}
    parts: list[str] = []
    changes: list[Change] = []
    position = 0
    for record in records:
        values = [field.text for field in record.fields]
        for column in columns:
            if column < len(values):
                values[column], what = _clean(values[column])
                changes += [Change(record.line, words) for words in what]
        first = seen.setdefault(tuple(value.strip() for value in values), record.line)
        parts.append(text[position : record.start])
        position = record.end
        if first != record.line and any(value.strip() for value in values):
            changes.append(Change(record.line, f"deleted, the same as line {first}"))
        else:
            parts.append(_render(text, record, values))
    return "".join([*parts, text[position:]]), changes


def _term_columns(header: _Record) -> tuple[int, ...]:
    names = [field.text.strip().casefold() for field in header.fields]
    return (names.index("term"),) if is_header(names) else (0, 1)


def _clean(text: str) -> tuple[str, list[str]]:
    """Return a term without what nobody sees, and words for what was removed; an empty one stays as it is."""
    visible = drop_invisible(text)
    spaced = visible.translate(_SEPARATORS)
    clean = strip_edges(spaced)
    if not clean:
        return text, []
    what = [
        words
        for words, changed in (
            ("invisible characters removed", visible != text),
            ("line separator replaced by a space", spaced != visible),
            ("white space at the edge removed", clean != spaced),
        )
        if changed
    ]
    return clean, what


def _render(text: str, record: _Record, values: Sequence[str]) -> str:
    """Return a record's text with the values in the places of its fields."""
    parts: list[str] = []
    position = record.start
    for field, value in zip(record.fields, values, strict=True):
        parts += [text[position : field.start], value]
        position = field.start + len(field.text)
    return "".join([*parts, text[position : record.end]])


def _split_tabs(text: str) -> Iterator[_Record]:
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        fields, position = [], start
        for part in line.removesuffix("\r").split("\t"):
            fields.append(_Field(position, part, quoted=False))
            position += len(part) + 1
        end = min(len(text), start + len(line) + 1)
        if line.strip():
            yield _Record(number, start, end, tuple(fields))
        start = end


def _split_commas(text: str) -> Iterator[_Record]:
    position, line = 0, 1
    while position < len(text):
        start, fields = position, []
        while True:
            field = _read_field(text, position)
            fields.append(field)
            position = field.start + len(field.text) + field.quoted
            if not text.startswith(",", position):
                break
            position += 1
        end = text.find("\n", position)
        position = len(text) if end < 0 else end + 1
        if text[start:position].strip():
            yield _Record(line, start, position, tuple(fields))
        line += text.count("\n", start, position)


def _read_field(text: str, position: int) -> _Field:
    if text.startswith('"', position):
        match = _QUOTED.match(text, position)
        if not match:
            raise _UnreadableError
        return _Field(position + 1, match[0][1:-1], quoted=True)
    match = _PLAIN.match(text, position)
    plain = (match[0] if match else "").removesuffix("\r")
    if plain.count('"') % 2:
        raise _UnreadableError
    return _Field(position, plain, quoted=False)
