"""The text of a PO file in, a catalog out. Strict: what it cannot keep it refuses, with line and column."""

from __future__ import annotations

import re
from dataclasses import replace

from locworker.catalog.model import Catalog, Ignore, Message
from locworker.catalog.tokens import Source, Token, read_lines, read_tokens
from locworker.errors import InputError
from locworker.text import normalise

_MOST_PLURALS = 32
_PLACE = re.compile(r"(?:\u2068[^\u2068\u2069]*\u2069|\S)+")
_MARKER = re.compile(
    r"locworker:\s*(?:mt=(?P<hash>[0-9a-f]{16})|ignore=(?P<rule>[A-Za-z0-9_-]+)(?:\s+(?P<reason>\S.*))?)\s*"
)
_NPLURALS = re.compile(r"nplurals\s*=\s*(-?[0-9]{1,20})")


def parse_catalog(text: str, *, path: str) -> Catalog:
    """Return the catalog that the text of a PO file holds; its texts are in NFC.

    Raises:
        InputError: The text is no valid PO file, or holds what locworker cannot keep; path, line and column are named.
    """
    parser = _Parser(path)
    for source in read_lines(text, path=path):
        parser.read(source)
    # Obsolete messages stand last, where every tool writes them.
    messages = sorted(parser.finish(), key=lambda message: message.obsolete)
    header = next((message for message in messages if message.key == (None, "") and not message.obsolete), None)
    if header:
        messages.remove(header)
        header = _with_charset(header)
    catalog = Catalog(header=header, messages=tuple(messages), path=path, text=text)
    _refuse_plurals(catalog)
    return catalog


def _with_charset(header: Message) -> Message:
    """Return the header with the charset that catalogs are written in, whatever the file was read in."""
    target = re.sub(r"(?mi)^(Content-Type:.{0,200}?charset=)[^\s;]*", r"\1UTF-8", header.target)
    return replace(header, target=target)


def _refuse_plurals(catalog: Catalog) -> None:
    match = _NPLURALS.search(catalog.headers().get("Plural-Forms", ""))
    if match and not 0 < int(match[1]) <= _MOST_PLURALS:
        line = catalog.header.line if catalog.header else None
        raise InputError(f"nplurals={match[1]} in the header is absurd", path=catalog.path, line=line)


class _Entry:
    """A message while its lines are read: each field's strings, and the comments before it."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {}
        self.comments: dict[str, list[str]] = {}
        self.at: dict[str, tuple[int, int]] = {}
        self.obsolete: bool | None = None
        self.forms = 0
        self.first: tuple[Source, int] | None = None

    @property
    def complete(self) -> bool:
        return "msgstr" in self.fields or "msgstr[0]" in self.fields


class _Parser:
    """Reads a PO file line by line."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._entry = _Entry()
        self._field = ""
        self._messages: list[Message] = []
        self._seen: dict[tuple[str | None, str], Message] = {}

    def read(self, source: Source) -> None:
        """Take one line."""
        text = source.text
        stripped = text.lstrip(" \t\r\f\v")
        if not stripped:
            return
        start = len(text) - len(stripped)
        if not stripped.startswith("#"):
            self._read_tokens(source, start, obsolete=False)
        elif stripped.startswith("#~|"):
            self._read_tokens(source, start + 3, obsolete=True, previous=True)
        elif stripped.startswith("#~"):
            self._read_tokens(source, start + 2, obsolete=True)
        elif stripped.startswith("#|"):
            self._read_tokens(source, start + 2, obsolete=False, previous=True)
        else:
            self._read_comment(source, stripped)

    def finish(self) -> list[Message]:
        """Return the messages; comments after the last one belong to none and are left out, as gettext does."""
        if self._entry.fields:
            self._end_entry()
        return self._messages

    def _read_comment(self, source: Source, text: str) -> None:
        if self._entry.complete:
            self._end_entry()
        elif self._entry.first:
            source.refuse("a comment stands inside a message; msgstr is missing before it", 0)
        kind = text[1:2] if text[1:2] in (".", ":", ",", "=") else ""
        body = text[2:] if kind else text[1:]
        kind = "," if kind == "=" else kind
        self._entry.comments.setdefault(kind, []).append(body.removeprefix(" "))

    def _read_tokens(self, source: Source, column: int, *, obsolete: bool, previous: bool = False) -> None:
        for token in read_tokens(source, column):
            if token.keyword:
                self._start_field(source, token, obsolete=obsolete, previous=previous)
            elif not self._field or (previous != self._field.startswith("#")):
                source.refuse("a string stands here without msgid or msgstr before it", token.column - 1)
            else:
                self._entry.fields[self._field].append(token.text)
            if not previous and self._entry.obsolete is not obsolete:
                source.refuse("half of this message is obsolete (#~) and half is not", 0)

    def _start_field(self, source: Source, token: Token, *, obsolete: bool, previous: bool) -> None:
        starts = previous or token.keyword in ("msgctxt", "msgid")
        if starts and self._entry.complete:
            self._end_entry()
        entry = self._entry
        self._end_field(source, token.column)
        name = token.keyword if token.number is None else f"{token.keyword}[{token.number}]"
        reason = _misplaced(entry, token, previous=previous)
        if reason:
            source.refuse(f"{name} {reason}", token.column)
        if previous:
            name = f"#{name}"
        else:
            entry.first = entry.first or (source, token.column)
            entry.obsolete = obsolete if entry.obsolete is None else entry.obsolete
        entry.forms += token.number is not None
        entry.fields[name] = []
        entry.at[name] = (source.line, source.offset + token.column)
        self._field = name

    def _end_field(self, source: Source, column: int) -> None:
        if self._field and not self._entry.fields.get(self._field, [""]):
            source.refuse(f"{self._field.lstrip('#')} before this has no string", column)

    def _end_entry(self) -> None:
        entry = self._entry
        fields = {name: "".join(pieces) for name, pieces in entry.fields.items()}
        if not entry.first or not entry.complete or not entry.fields[self._field]:
            line, _ = next(iter(entry.at.values()))
            raise InputError("this message has no msgstr", path=self._path, line=line)
        if "\x04" in fields["msgid"] or "\x04" in fields.get("msgctxt", ""):
            entry.first[0].refuse("holds U+0004, which separates context and text in compiled catalogs", entry.first[1])
        message = _message(entry, fields)
        known = self._seen.setdefault(message.key, message)
        if known is not message:
            source, column = entry.first
            source.refuse(f"the message is a duplicate of the one in line {known.line}", column)
        self._messages.append(message)
        self._entry, self._field = _Entry(), ""


def _misplaced(entry: _Entry, token: Token, *, previous: bool) -> str:
    """Say why a keyword must not stand where it does, or return nothing."""
    word, fields = token.keyword, entry.fields
    if previous:
        if word == "msgstr" or token.number is not None:
            return "cannot be a previous text (#|)"
        return "stands inside a message" if entry.first else "is repeated" if f"#{word}" in fields else ""
    if word != "msgstr" and token.number is not None:
        return "takes no index"
    if word in ("msgctxt", "msgid"):
        if word in fields or "msgid" in fields:
            return "stands where a msgstr is missing"
        return ""
    if "msgid" not in fields:
        return "stands without a msgid before it"
    if word == "msgid_plural":
        return "is misplaced: it follows msgid" if word in fields or entry.complete else ""
    if token.number is None:
        return "is repeated" if entry.complete else "needs an index, msgstr[0]" if "msgid_plural" in fields else ""
    if "msgid_plural" not in fields:
        return "stands without a msgid_plural"
    return "" if token.number == entry.forms and token.number < _MOST_PLURALS else "is out of order"


def _message(entry: _Entry, fields: dict[str, str]) -> Message:
    texts = {name: normalise(text) for name, text in fields.items()}
    comments, machine, ignores = _markers(entry.comments.get("", []))
    flags = [flag.strip() for line in entry.comments.get(",", []) for flag in line.split(",")]
    plural = texts.get("msgid_plural")
    line, offset = entry.at["msgid"]
    target_line, target_offset = entry.at["msgstr" if plural is None else "msgstr[0]"]
    places = [place for line in entry.comments.get(":", []) for place in _PLACE.findall(line)]
    return Message(
        source=texts["msgid"],
        target=texts.get("msgstr", ""),
        context=texts.get("msgctxt"),
        plural=plural,
        plurals=() if plural is None else tuple(texts[f"msgstr[{index}]"] for index in range(entry.forms)),
        fuzzy="fuzzy" in flags,
        obsolete=bool(entry.obsolete),
        flags=tuple(dict.fromkeys(flag for flag in flags if flag and flag != "fuzzy")),
        comments=comments,
        notes=tuple(entry.comments.get(".", [])),
        places=tuple(place.replace("\u2068", "").replace("\u2069", "") for place in places),
        machine_hash=machine,
        ignores=ignores,
        previous_context=texts.get("#msgctxt"),
        previous_source=texts.get("#msgid"),
        previous_plural=texts.get("#msgid_plural"),
        line=line,
        target_line=target_line,
        offset=offset,
        target_offset=target_offset,
    )


def _markers(lines: list[str]) -> tuple[tuple[str, ...], str | None, tuple[Ignore, ...]]:
    comments: list[str] = []
    machine: str | None = None
    ignores: list[Ignore] = []
    for line in lines:
        match = _MARKER.fullmatch(line) if line.startswith("locworker:") else None
        if not match:
            comments.append(line)
        elif match["rule"]:
            ignores.append(Ignore(rule=match["rule"], reason=(match["reason"] or "").rstrip()))
        else:
            machine = machine or match["hash"]
    return tuple(comments), machine, tuple(ignores)
