"""Inline Markdown: the events of one block in, the pieces of its unit and of its images' and titles' units out.

Emphasis, strong, strikethrough, links and paired HTML tags become `<g id>`; code, addresses, images, footnote marks,
formulas, hidden tags and hard line breaks become `<x id/>`. What surrounds a unit as a whole stays outside of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from locworker.articles.markdown_source import Node, Source
from locworker.articles.markdown_tags import find_end, hides_content, pair_tags

_ADDRESS = re.compile(r"(?:https?|ftp)://[^\s<>`*|\\]+")
_AFTER_ADDRESS = ".,;:!?'\")]}*_"
_TITLE = re.compile(r"\s*(?:<(?:[^<>\\\n]|\\.)*>|[^\s<]\S*)\s+([\"'(])")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LEFT_OUT = {"edge", "hidden", "soft"}


class Piece(NamedTuple):
    """A part of a unit.

    `kind` is `text` (as it stands), `value` (written otherwise), `soft` (a line end), `alone`, `open` or `close`, or
    `edge` or `hidden`: alone, but outside of the unit at its ends. `pair` is the same for both sides of a pair; `label`
    is what a link by its own text refers to.
    """

    kind: str
    start: int
    end: int
    value: str = ""
    pair: int = 0
    label: str | None = None


class Run(NamedTuple):
    """The pieces of one unit with its role and the way to write it.

    `floor` ends what stands before it; `span` is what a target replaces when that is more than the pieces. `essence` is
    what no target may change: codes, addresses, breaks.
    """

    role: str
    syntax: str
    pieces: Sequence[Piece]
    floor: int = 0
    span: tuple[int, int] | None = None
    essence: tuple[str, ...] = ()


def read_run(source: Source, nodes: Sequence[Node], *, role: str, syntax: str) -> list[Run]:
    """Return the run of inline events, then those of the images and titles in it."""
    reader = _Reader(source, nodes)
    reader.read()
    run = trim_run(source, role, syntax, reader.pieces)
    return [run._replace(essence=_essence(source, nodes)), *reader.nested]


def _essence(source: Source, nodes: Sequence[Node]) -> tuple[str, ...]:
    """Return what a target must leave as it is, in no order."""
    kept = {"Code", "HardBreak", "FootnoteReference", "InlineMath", "DisplayMath", "TaskListMarker"}
    found = [node.name + node.value for node in nodes if node.name in kept]
    found += [f"{node.name} {node.link['dest_url']}" for node in nodes if node.link and node.kind == "start"]
    if nodes:
        spans = source.find_hidden(nodes[0].start, nodes[-1].end)
        found += [source.text[start:end] for start, end in spans]
    return tuple(sorted(found))


def trim_run(source: Source, role: str, syntax: str, pieces: Sequence[Piece]) -> Run:
    """Return a run without what surrounds it as a whole."""
    merged = _absorb_breaks(list(_split(source, _merge(pieces))))
    low, high = 0, len(merged) - 1
    while low <= high:
        first, last = merged[low], merged[high]
        if _is_left_out(first, source.text):
            low += 1
        elif _is_left_out(last, source.text):
            high -= 1
        elif first.kind == "open" and last.kind == "close" and first.pair == last.pair and last.label is None:
            low, high = low + 1, high - 1
        else:
            break
    kept = merged[low : high + 1]
    if kept and kept[0].kind == "text":
        text = source.text[kept[0].start : kept[0].end]
        kept[0] = kept[0]._replace(start=kept[0].end - len(text.lstrip()))
    if kept and kept[-1].kind == "text":
        text = source.text[kept[-1].start : kept[-1].end]
        kept[-1] = kept[-1]._replace(end=kept[-1].start + len(text.rstrip()))
    return Run(role, syntax, kept, merged[low - 1].end if low else 0)


def find_title(text: str, start: int, end: int, title: str) -> Piece | None:
    """Return where a link's title stands between its address, which starts here, and `end`; None when not surely."""
    match = _TITLE.match(text, start, end)
    if not match:
        return None
    closing = ")" if match[1] == "(" else match[1]
    inside = text[match.end() : end].rstrip()
    if not inside.endswith(closing):
        return None
    raw = inside[:-1]
    if "\n" in raw or "\r" in raw:
        return None
    if raw == title:
        return Piece("text", match.end(), match.end() + len(raw))
    if html.unescape(_ESCAPE.sub(r"\1", raw)) != title:
        return None
    return Piece("value", match.end(), match.end() + len(raw), title)


def _is_left_out(piece: Piece, text: str) -> bool:
    if piece.kind == "text":
        return text[piece.start : piece.end].isspace()
    return piece.kind in _LEFT_OUT or (piece.kind == "value" and piece.value.isspace())


@dataclass(slots=True)
class _Reader:
    """Turns inline events into pieces, in order; images and titles become runs of their own."""

    source: Source
    nodes: Sequence[Node]
    is_nested: bool = False
    pieces: list[Piece] = field(default_factory=list)
    nested: list[Run] = field(default_factory=list)
    _open: list[tuple[Node, int]] = field(default_factory=list)
    _pairs: int = 0

    def read(self) -> None:
        partners = pair_tags(self.source.text, self.nodes)
        index = 0
        while index < len(self.nodes):
            node = self.nodes[index]
            if node.kind == "start":
                index = self._start(index)
            elif node.kind == "end":
                self._end(node)
                index += 1
            elif node.name == "InlineHtml":
                index = self._tag(index, partners)
            else:
                self._leaf(index)
                index += 1

    def _start(self, index: int) -> int:
        node = self.nodes[index]
        link_type = node.link and str(node.link["link_type"])
        if link_type == "Collapsed" and self.source.text.startswith("[]", node.end):
            # The parser leaves the empty label out of the range.
            node = node._replace(end=node.end + 2)
        if node.name == "Image" or link_type in {"Autolink", "Email"}:
            last = find_end(self.nodes, index)
            self.pieces.append(Piece("edge" if node.name == "Image" else "alone", node.start, node.end))
            if node.name == "Image" and not self.is_nested:
                self._image(node, self.nodes[index + 1 : last])
            return last + 1
        self._pairs += 1
        self._open.append((node, self._pairs))
        self.pieces.append(Piece("open", node.start, node.start + self._width(node), pair=self._pairs))
        return index + 1

    def _end(self, node: Node) -> None:
        start, pair = self._open.pop()
        if node.name != "Link":
            self.pieces.append(Piece("close", node.end - self._width(start), node.end, pair=pair))
            return
        inner_end = self.pieces[-1].end
        link = start.link or {}
        is_label = str(link.get("link_type")) in {"Shortcut", "Collapsed"}
        self.pieces.append(
            Piece("close", inner_end, start.end, pair=pair, label=str(link.get("id")) if is_label else None)
        )
        if link.get("title") and not self.is_nested:
            self._title(inner_end, start.end, link["title"])

    def _width(self, node: Node) -> int:
        if node.name == "Strikethrough":
            return 2 if self.source.text.startswith("~~", node.start) else 1
        return 2 if node.name == "Strong" else 1

    def _image(self, node: Node, inside: Sequence[Node]) -> None:
        reader = _Reader(self.source, inside, is_nested=True)
        reader.read()
        self.nested.append(trim_run(self.source, "alt", "alt", reader.pieces))
        if node.link and node.link["title"]:
            self._title(inside[-1].end if inside else node.start + 2, node.end, node.link["title"])

    def _title(self, start: int, end: int, title: str) -> None:
        text = self.source.text
        address = text.find("](", start, end)
        piece = find_title(text, address + 2, end - 1, title) if address >= 0 else None
        if piece:
            self.nested.append(Run("title-attribute", "title", [piece]))

    def _tag(self, index: int, partners: dict[int, int]) -> int:
        node = self.nodes[index]
        partner = partners.get(index)
        if partner is None:
            kind = "edge" if self.source.text.startswith("<!", node.start) else "alone"
            self.pieces.append(Piece(kind, node.start, node.end))
            return index + 1
        if hides_content(self.source.text, node):
            self.pieces.append(Piece("alone", node.start, self.nodes[partner].end))
            return partner + 1
        # The tag that comes first names the pair, in numbers that no Markdown pair has.
        kind = "open" if partner > index else "close"
        self.pieces.append(Piece(kind, node.start, node.end, pair=-1 - min(index, partner)))
        return index + 1

    def _leaf(self, index: int) -> None:
        node = self.nodes[index]
        end = node.end
        if node.name in {"SoftBreak", "HardBreak"} and index + 1 < len(self.nodes):
            # The mark of a quote and the indentation of the next line belong to the break.
            following = self.nodes[index + 1]
            end = following.start if following.kind != "end" else end
            # An escape after it does not.
            end -= self.source.text.endswith("\\", node.end, end)
        if node.name == "Text":
            shown = self.source.text[node.start : node.end]
            is_literal = node.value == shown or len(node.value) == len(shown)
            self.pieces.append(Piece("text" if is_literal else "value", node.start, end, node.value))
        elif node.name == "SoftBreak":
            self.pieces.append(Piece("soft", node.start, end, " "))
        elif node.name != "TaskListMarker":
            self.pieces.append(Piece("alone", node.start, end))


def _merge(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Yield the pieces with literal text that hangs together in one."""
    waiting: Piece | None = None
    for piece in pieces:
        if waiting and piece.kind == "text" and piece.start == waiting.end:
            waiting = waiting._replace(end=piece.end)
            continue
        if waiting:
            yield waiting
        waiting = piece if piece.kind == "text" else None
        if not waiting:
            yield piece
    if waiting:
        yield waiting


def _split(source: Source, pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Yield the pieces with hidden ranges and bare addresses cut out of the text."""
    for piece in pieces:
        if piece.kind != "text":
            yield piece
            continue
        position = piece.start
        for kind, start, end in _find_codes(source, piece.start, piece.end):
            if start < position:
                continue
            if start > position:
                yield piece._replace(start=position, end=start)
            yield Piece(kind, start, end)
            position = end
        if position < piece.end:
            yield piece._replace(start=position)


def _find_codes(source: Source, start: int, end: int) -> list[tuple[str, int, int]]:
    found = [("hidden", max(first, start), min(last, end)) for first, last in source.find_hidden(start, end)]
    # As the parser sees it, so that an address that a template tag writes a part of is one.
    found += [
        ("alone", match.start(), match.start() + len(match[0].rstrip(_AFTER_ADDRESS)))
        for match in _ADDRESS.finditer(source.shown, start, end)
    ]
    return sorted(found, key=lambda code: code[1])


def _absorb_breaks(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces with the line ends around a tag that has its line to itself taken into the tag."""
    result: list[Piece] = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.kind == "hidden" and (not result or result[-1].kind in {"soft", "hidden"}):
            if following is not None and following.kind != "soft":
                result.append(piece)
                continue
            start = result.pop().start if result and result[-1].kind == "soft" else piece.start
            result.append(piece._replace(start=start, end=following.end if following else piece.end))
        elif piece.kind == "soft" and result and result[-1].end == piece.end:
            continue
        else:
            result.append(piece)
    return result
