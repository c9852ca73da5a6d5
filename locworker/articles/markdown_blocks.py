"""Blocks of Markdown: all events in, the runs of inline events that are units out, each with its role.

HTML blocks are ranges of their own; a block of script, style or the like hides what follows until its end tag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from locworker.articles.markdown_inline import Run, find_title, read_run
from locworker.articles.markdown_source import Node, Source

_BLOCKS = {
    "Paragraph", "Heading", "BlockQuote", "CodeBlock", "HtmlBlock", "List", "Item", "FootnoteDefinition", "Table",
    "TableHead", "TableRow", "TableCell", "DefinitionList", "DefinitionListTitle", "DefinitionListDefinition",
}  # fmt: skip
_ROLES = {"Item": "li", "DefinitionListTitle": "dt", "DefinitionListDefinition": "dd"}
_RAW_TAG = re.compile(r"<(/?)(script|style|pre|code|svg|math|template|textarea)(?=[\s/>])", re.IGNORECASE)
_SEEN = re.compile(r"\s(?:alt|title|aria-\w+|placeholder|label|value)\s*=", re.IGNORECASE)


@dataclass(slots=True)
class Blocks:
    """What the blocks of an article hold: runs, ranges of HTML, and the order of blocks, which no target may change."""

    runs: list[Run] = field(default_factory=list)
    html: list[tuple[int, int]] = field(default_factory=list)
    shape: list[str] = field(default_factory=list)


def read_blocks(source: Source) -> Blocks:
    """Return the runs of an article and its ranges of HTML, each in order."""
    walker = _Walker(source)
    for node in source.nodes:
        walker.visit(node)
    walker.flush()
    walker.found.runs += _definition_titles(source)
    return walker.found


@dataclass(slots=True)
class _Walker:
    source: Source
    found: Blocks = field(default_factory=Blocks)
    _stack: list[Node] = field(default_factory=list)
    _inline: list[Node] = field(default_factory=list)
    _raw: str = ""
    """The name of the HTML element that hides what comes, until its end tag."""
    _is_new: bool = False
    """Whether a block has begun since the last range of HTML."""
    _ends: dict[str, int] = field(default_factory=dict)

    def visit(self, node: Node) -> None:
        if node.name not in _BLOCKS:
            if self._stack and self._stack[-1].name in {"CodeBlock", "HtmlBlock"}:
                if node.name == "Html":
                    self._html(node)
            elif node.name != "Rule":
                self._inline.append(node)
            return
        self.flush()
        if node.kind == "start":
            self.found.shape.append(node.name + node.value)
            self._is_new = True
            self._stack.append(node)
        else:
            self._stack.pop()

    def flush(self) -> None:
        nodes, self._inline = self._inline, []
        if nodes and not self._raw:
            role = self._role()
            syntax = {"th": "cell", "td": "cell"}.get(role, "heading" if role.startswith("h") else "block")
            self.found.runs += read_run(self.source, nodes, role=role, syntax=syntax)
            self.found.html += [(node.start, node.end) for node in nodes if self._has_text(node)]

    def _has_text(self, node: Node) -> bool:
        """Return whether an inline tag may have attributes that readers see."""
        return node.name == "InlineHtml" and bool(_SEEN.search(self.source.text, node.start, node.end))

    def _role(self) -> str:
        names = [node.name for node in self._stack[-3:]]
        if not names:
            return "p"
        if names[-1] == "Heading":
            return self._stack[-1].value.lower()
        if names[-1] == "TableCell":
            return "th" if "TableHead" in names else "td"
        holder = names[-2] if names[-1] == "Paragraph" and len(names) > 1 else names[-1]
        return _ROLES.get(holder, "p")

    def _html(self, node: Node) -> None:
        was_raw = self._raw
        for tag in _RAW_TAG.finditer(self.source.text, node.start, node.end):
            name = tag[2].lower()
            if not self._raw and not tag[1] and self._last_end(name) >= tag.end():
                self._raw = name
            elif tag[1] and name == self._raw:
                self._raw = ""
        blocks = self.found.html
        if blocks and (was_raw or (not self._is_new and blocks[-1][1] == node.start)):
            blocks[-1] = (blocks[-1][0], node.end)
        else:
            blocks.append((node.start, node.end))
        self._is_new = False

    def _last_end(self, name: str) -> int:
        """Return where the last end tag of a name stands; without one after it, an element hides nothing."""
        if name not in self._ends:
            places = re.finditer(f"</{name}", self.source.text, re.IGNORECASE)
            self._ends[name] = max((match.start() for match in places), default=-1)
        return self._ends[name]


def _definition_titles(source: Source) -> Iterator[Run]:
    """Yield the titles of link definitions."""
    for title, start, end in source.definitions:
        colon = source.text.find("]:", start, end)
        piece = find_title(source.text, colon + 2, end, title) if colon >= 0 else None
        if piece:
            yield Run("title-attribute", "title", [piece])
