"""Markdown as events: what no renderer reads as text is hidden first, offsets are code points of the article.

Shortcodes, template tags, display formulas and the like are no Markdown, and their insides must not be read as such.
Each character of theirs is shown to the parser as an `x`, so that every offset stays what it is.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple

from locworker.articles.encoding import STRAY_BYTE

_HEADS = bytes(0 if 0x80 <= byte < 0xC0 else 1 for byte in range(256))
_OPENING = re.compile(r"\{\{|\{%|\$\$")
_CLOSING = {"{{": "}}", "{%": "%}", "$$": "$$"}
# Tags whose content is code or not shown at all: hidden with all that stands between them.
_NAME = re.compile(r"\{[{%][<%]?-?\s*([\w-]{1,40})")
_CODE_TAGS = {
    "highlight", "codeblock", "comment", "mermaid", "katex", "math", "chart", "code", "code-toggle", "goat", "plantuml",
    "latex",
}  # fmt: skip
_FURTHEST = 4000
_BLANK_LINE = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]*[\r\n]")
_LINES = re.compile(
    r"\{:[^{}\n]{1,300}\}|^:{3,}[ \t]*(?:\{[^{}\n]{0,300}\}|[\w-]{0,60})[ \t]*$|^\[(?:TOC|toc|\[_TOC_\])\][ \t]*$"
    r"|^import\s[\w{},*\s]{1,300}?\sfrom\s+([\"'])[^\"'\n]{1,300}\1;?[ \t]*$",
    re.MULTILINE,
)
_LONE_CR = re.compile(r"\r(?!\n)")
# A dollar amount that a parser would take for the start of a formula: $5-$10.
_AMOUNT = re.compile(r"\s*[0-9]")


class Node(NamedTuple):
    """One event: `kind` is `start`, `end` or `leaf`, `name` the parser's word for it."""

    kind: str
    name: str
    start: int
    end: int
    value: str = ""
    link: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A Markdown text with its events, the ranges hidden from the parser, and its link definitions.

    `shown` is the text as the parser sees it, with blanks in place of front matter.
    """

    text: str
    shown: str
    nodes: tuple[Node, ...]
    hidden: tuple[tuple[int, int], ...]
    definitions: tuple[tuple[str, int, int], ...]
    """Title and range of each definition that has a title."""
    labels: frozenset[str]

    def find_hidden(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """Yield the hidden ranges that a range of the text holds or lies in, in order."""
        index = bisect_left(self.hidden, (start, start))
        if index and self.hidden[index - 1][1] >= end:
            yield self.hidden[index - 1]
        while index < len(self.hidden) and self.hidden[index][0] < end:
            yield self.hidden[index]
            index += 1


def parse_markdown(text: str, start: int) -> Source:
    """Return the events of a Markdown text from `start` on, where its front matter ends."""
    import pyromark

    hidden = tuple(_find_hidden(text, start))
    shown = _show(text, start, hidden)
    places = array("I", accumulate(shown.encode().translate(_HEADS), initial=start))
    on = pyromark.Options
    options = (
        on.ENABLE_TABLES
        | on.ENABLE_FOOTNOTES
        | on.ENABLE_STRIKETHROUGH
        | on.ENABLE_TASKLISTS
        | on.ENABLE_HEADING_ATTRIBUTES
        | on.ENABLE_GFM
        | on.ENABLE_DEFINITION_LIST
    )
    nodes = _read(pyromark.events_with_range(shown, options=options | on.ENABLE_MATH), places)
    if any(node.name == "InlineMath" and _AMOUNT.match(node.value) for node in nodes):
        nodes = _read(pyromark.events_with_range(shown, options=options), places)
    found = pyromark.reference_definitions(shown, options=options)
    definitions = tuple(
        (link["title"], places[link["span"]["start"]], places[link["span"]["end"]])
        for link in found.values()
        if link["title"]
    )
    return Source(text, " " * start + shown, nodes, hidden, definitions, frozenset(label.casefold() for label in found))


def _read(events: Iterable[tuple[Any, Any]], places: array[int]) -> tuple[Node, ...]:
    return tuple(_read_one(event, places[span["start"]], places[span["end"]]) for event, span in events)


def _read_one(event: Any, start: int, end: int) -> Node:
    if isinstance(event, str):
        return Node("leaf", event, start, end)
    ((kind, tag),) = event.items()
    if kind not in {"Start", "End"}:
        return Node("leaf", kind, start, end, str(tag))
    if isinstance(tag, str):
        return Node(kind.lower(), tag, start, end)
    ((name, value),) = tag.items()
    if isinstance(value, dict):
        return Node(kind.lower(), name, start, end, value.get("level", ""), value)
    return Node(kind.lower(), name, start, end, str(value))


def _show(text: str, start: int, hidden: Iterable[tuple[int, int]]) -> str:
    parts: list[str] = []
    position = start
    for first, last in hidden:
        parts += (text[position:first], "x" * (last - first))
        position = last
    # The parser does not know that a CR alone ends a line.
    return _LONE_CR.sub("\n", "".join((*parts, text[position:])))


def _find_hidden(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges that are not shown to the parser, in order and apart from each other."""
    spans = sorted(
        (
            *_find_tags(text, start),
            *(match.span() for match in _LINES.finditer(text, start)),
            *(match.span() for match in STRAY_BYTE.finditer(text, start)),
        )
    )
    position = start
    for first, last in spans:
        if first >= position:
            yield first, last
            position = last


def _find_tags(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield template tags, with their content where it is code, and display formulas."""
    closings: dict[str, int] = {}
    position = start
    for match in _OPENING.finditer(text, start):
        if match.start() < position:
            continue
        end = _find_after(text, _CLOSING[match[0]], match.end(), closings)
        if not 0 <= end - match.end() <= _FURTHEST:
            continue
        inside = text[match.end() : end]
        # A backtick inside means that the text speaks of a tag, as code, and that none is there.
        if "`" in inside or _BLANK_LINE.search(inside):
            continue
        position = end + 2
        name = _NAME.match(text, match.start(), end)
        if name and name[1] in _CODE_TAGS:
            position = _end_of_block(text, name[1], position, closings)
        yield match.start(), position


def _end_of_block(text: str, name: str, position: int, closings: dict[str, int]) -> int:
    """Return where the content of a tag ends, or the position itself when nothing closes it."""
    ends = []
    for closing in (f"{{% end{name} %}}", f"{{{{< /{name} >}}}}", f"{{{{% /{name} %}}}}", f"{{{{</{name}>}}}}"):
        place = _find_after(text, closing, position, closings)
        if place >= 0:
            ends.append(place + len(closing))
    return min(ends, default=position)


def _find_after(text: str, closing: str, position: int, closings: dict[str, int]) -> int:
    """Return the next place of a closing mark; each place is looked for once, so that all calls are linear together."""
    place = closings.get(closing, 0)
    if 0 <= place < position:
        place = closings[closing] = text.find(closing, position)
    return place
