"""YAML front matter, line by line: keys with their values, of which the understood ones become runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from locworker.articles.front_scalars import is_list, read_plain, read_quoted, role_of
from locworker.articles.markdown_inline import Piece, Run

_LINE = re.compile(r"([^\r\n]*)(?:\r\n|\r|\n|\Z)")
_KEY = re.compile(r"[ ]*(?:- +)*(?P<quote>[\"']?)(?P<key>[A-Za-z_][\w.-]*)(?P=quote)[ \t]*:(?=[ \t]|$)[ \t]*")
_DASH = re.compile(r"[ ]*- +")
_BLOCK = re.compile(r"[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$")
_COMMENT = re.compile(r"[ \t]+#.*$|[ \t]+$")
_REST = re.compile(r"[ \t]*(?:#[^\r\n]*)?$", re.MULTILINE)
_FLOW_REST = re.compile(r"(?:\s|#[^\r\n]*)*")
_DOUBLE = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_SINGLE = re.compile(r"'(?:[^']|'')*'")
_FLOW_ITEM = re.compile(r"[^\s,\[\]{}\"'&*!|>%@`#:-][^,\[\]{}\r\n#]*")
_SPECIAL = set("|>\"'[{&*!%@`#")


def read_yaml(text: str, start: int, end: int) -> list[Run]:
    """Return the runs of the YAML between two offsets of an article."""
    reader = _Reader(text, start, end)
    reader.read()
    return reader.runs


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    indent: int

    @property
    def is_blank(self) -> bool:
        return self.start + self.indent >= self.end


@dataclass(slots=True)
class _Reader:
    text: str
    start: int
    end: int
    runs: list[Run] = field(default_factory=list)
    _lines: list[_Line] = field(default_factory=list)

    def read(self) -> None:
        """Find the keys and read their values; lines that no key is on are passed over."""
        self._lines = list(self._split())
        index = 0
        while index < len(self._lines):
            line = self._lines[index]
            match = _KEY.match(self.text, line.start, line.end)
            index = self._value(index, match) if match and not line.is_blank else index + 1

    def _split(self) -> Iterator[_Line]:
        for match in _LINE.finditer(self.text, self.start, self.end):
            line = match[1]
            yield _Line(match.start(), match.end(1), len(line) - len(line.lstrip(" ")))

    def _value(self, index: int, key: re.Match[str]) -> int:
        """Read the value of a key; return the index of the line after it."""
        line = self._lines[index]
        role = role_of(key["key"])
        position = key.end()
        column = key.start("key") - line.start
        rest = self.text[position : line.end]
        if not rest or rest.startswith("#"):
            return self._items(index + 1, line.indent, role) if role and is_list(key["key"]) else index + 1
        if _BLOCK.match(rest):
            return self._block(index + 1, column, role, is_folded=rest[0] == ">")
        if rest[0] in "\"'":
            return self._quoted(index, position, role)
        if rest[0] == "[":
            if role and is_list(key["key"]):
                self._flow(position + 1, role)
            return index + 1
        if rest[0] in _SPECIAL:
            return index + 1
        return self._plain(index, position, column, role)

    def _items(self, index: int, indent: int, role: str) -> int:
        """Read the items of a list, one a line; return the index of the line after it."""
        while index < len(self._lines):
            line = self._lines[index]
            dash = _DASH.match(self.text, line.start, line.end)
            is_comment = self.text.startswith("#", line.start + line.indent)
            if line.is_blank or is_comment:
                index += 1
                continue
            if not dash or line.indent < indent:
                break
            following = self.text[dash.end() : dash.end() + 1]
            if _KEY.match(self.text, line.start, line.end) or (following in _SPECIAL and following not in "\"'"):
                index += 1
            elif following in {'"', "'"}:
                index = self._quoted(index, dash.end(), role)
            else:
                index = self._plain(index, dash.end(), line.indent, role)
        return index

    def _quoted(self, index: int, position: int, role: str | None) -> int:
        is_double = self.text[position] == '"'
        match = (_DOUBLE if is_double else _SINGLE).match(self.text, position, self.end)
        if not match:
            return index + 1
        if role and _REST.match(self.text, match.end()):
            syntax = "front-double" if is_double else "front-single"
            run = read_quoted(self.text, *match.span(), role=role, syntax=syntax)
            self.runs += [run] if run else []
        while index < len(self._lines) and self._lines[index].end < match.end():
            index += 1
        return index + 1

    def _plain(self, index: int, position: int, column: int, role: str | None) -> int:
        """Read a value without quotes: the rest of its line, and deeper lines after it as one text."""
        first = self._lines[index]
        spans = [self._content(position, first.end)]
        index += 1
        while index < len(self._lines):
            line = self._lines[index]
            if line.is_blank or line.indent <= column or self.text.startswith("#", line.start + line.indent):
                break
            spans.append(self._content(line.start + line.indent, line.end))
            index += 1
        is_open = index < len(self._lines) and self._lines[index].is_blank and self._goes_on(index, column)
        if role and not is_open and not any(": " in self.text[start:end] for start, end in spans):
            self._add_lines(role, "front-plain", spans)
        return index

    def _goes_on(self, index: int, column: int) -> bool:
        """Return whether a blank line stands inside of a value, which is then left alone."""
        following = next((line for line in self._lines[index : index + 50] if not line.is_blank), None)
        return following is not None and following.indent > column

    def _content(self, start: int, end: int) -> tuple[int, int]:
        comment = _COMMENT.search(self.text, start, end)
        return start, comment.start() if comment else end

    def _block(self, index: int, column: int, role: str | None, *, is_folded: bool) -> int:
        """Read a block scalar: each line is a unit, or, when folded, lines of one indentation in a row are one."""
        spans: list[tuple[int, int]] = []
        indent = -1
        while index < len(self._lines):
            line = self._lines[index]
            if not line.is_blank and line.indent <= column:
                break
            if spans and (line.is_blank or not is_folded or line.indent != indent):
                self._add_lines(role, "front-block", spans)
                spans = []
            if not line.is_blank:
                indent = line.indent
                end = line.start + len(self.text[line.start : line.end].rstrip())
                spans.append((line.start + line.indent, end))
            index += 1
        self._add_lines(role, "front-block", spans)
        return index

    def _add_lines(self, role: str | None, syntax: str, spans: list[tuple[int, int]]) -> None:
        if not role or not spans:
            return
        runs = [read_plain(self.text, start, end, role=role, syntax=syntax) for start, end in spans]
        pieces: list[Piece] = []
        for run in runs:
            if run is None:
                return
            if pieces:
                pieces.append(Piece("soft", pieces[-1].end, run.pieces[0].start, " "))
            pieces += run.pieces
        self.runs.append(Run(role, syntax, pieces, span=(spans[0][0], spans[-1][1])))

    def _flow(self, position: int, role: str) -> None:
        """Read a list in brackets; one that holds more than texts is left alone."""
        found: list[Run] = []
        while position < self.end:
            rest = _FLOW_REST.match(self.text, position, self.end)
            position = rest.end() if rest else position
            character = self.text[position : position + 1]
            if character == "]":
                self.runs += found
                return
            if character == ",":
                position += 1
                continue
            pattern = {'"': _DOUBLE, "'": _SINGLE}.get(character, _FLOW_ITEM)
            item = pattern.match(self.text, position, self.end)
            if not item:
                return
            position = item.end()
            if pattern is _FLOW_ITEM:
                end = item.start() + len(item[0].rstrip())
                run = read_plain(self.text, item.start(), end, role=role, syntax="front-flow")
            else:
                syntax = "front-double" if character == '"' else "front-single"
                run = read_quoted(self.text, *item.span(), role=role, syntax=syntax)
            found += [run] if run else []
