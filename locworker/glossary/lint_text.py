"""Lint of glossary files that are text: bytes in, rows and the faults of the form out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from locworker.glossary.lint_rows import Report

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A quoted field of a glossary is short; an open quote must not swallow the rest of the file.
_LONGEST_QUOTED = 20_000
_QUOTED = re.compile(r'"([^"]*+(?:""[^"]*+)*+)"')


def decode(content: bytes, *, path: str, report: Report) -> str | None:
    """Return the text of a file, or None when it is no text; report a byte order mark and bytes that are not UTF-8."""
    if content.startswith(_UTF16) or content[:4096].count(0) * 4 > len(content[:4096]):
        report.add("not-utf8", "is UTF-16 or binary; save the file as UTF-8", path=path, line=1)
        return None
    if content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
        report.add("bom", "starts with a byte order mark; save as UTF-8 without BOM", path=path, line=1, column=1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        before = content[content.rfind(b"\n", 0, error.start) + 1 : error.start]
        report.add(
            "not-utf8",
            f"byte 0x{content[error.start]:02x} is not UTF-8; save the file as UTF-8",
            path=path,
            line=line,
            column=len(before.decode("utf-8", "replace")) + 1,
        )
        return None if b"\0" in content else content.decode("utf-8", "replace")


class Cell(str):
    """A field of a row with the place where it starts."""

    __slots__ = ("column", "line")
    line: int
    column: int

    @classmethod
    def at(cls, text: str, line: int, column: int) -> Cell:
        """Return a cell of a text and its place, both from 1."""
        cell = cls(text)
        cell.line, cell.column = line, column
        return cell


def read_tsv(text: str) -> Iterator[list[Cell]]:
    """Yield the cells of each line that is not blank; a tab always separates and a quote is a quote."""
    for number, line in enumerate(text.split("\n"), 1):
        content = line.removesuffix("\r")
        if not content.strip(" "):
            continue
        cells, column = [], 1
        for part in content.split("\t"):
            cells.append(Cell.at(part, number, column))
            column += len(part) + 1
        yield cells


def read_csv(text: str, *, path: str, report: Report) -> Iterator[list[Cell]]:
    """Yield the cells of each record that is not blank; after an open quote reading goes on at the next line."""
    position, line = 0, 1
    while position < len(text):
        end = _line_end(text, position)
        record = _read_record(text, position, line)
        if isinstance(record, int):
            report.add(
                "unbalanced-quote",
                'a quote is not closed; write "…" around the whole field and double the quotes inside',
                path=path,
                line=line,
                column=record - position + 1,
                text='"',
            )
        else:
            cells, end = record
            if len(cells) > 1 or cells[0].strip(" "):
                yield cells
        line += text.count("\n", position, end + 1)
        position = end + 1


def _read_record(text: str, position: int, line: int) -> tuple[list[Cell], int] | int:
    """Return the cells of a record and the offset of its line end, or the offset of a quote that does not close."""
    cells: list[Cell] = []
    start, end = position, _line_end(text, position)
    while True:
        column = position - start + 1
        if text.startswith('"', position):
            match = _QUOTED.match(text, position, position + _LONGEST_QUOTED)
            if not match or text[match.end() : match.end() + 1] not in {"", ",", "\n", "\r"}:
                return position
            cells.append(Cell.at(match[1].replace('""', '"'), line, column + 1))
            stop = match.end()
            line += text.count("\n", position, stop)
            if stop > end:
                start, end = text.rfind("\n", 0, stop) + 1, _line_end(text, stop)
        else:
            stop = _field_end(text, position, end)
            field = text[position:stop]
            if field.count('"') % 2:
                return position + field.index('"')
            cells.append(Cell.at(field, line, column))
        if not text.startswith(",", stop):
            return cells, end
        position = stop + 1


def _field_end(text: str, position: int, end: int) -> int:
    """Return where the field at `position` ends, in a line that ends at `end`."""
    if end > position and text[end - 1] == "\r":
        end -= 1
    comma = text.find(",", position, end)
    return end if comma < 0 else comma


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
