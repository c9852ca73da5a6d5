"""Pairs among inline events: where an element ends, and which HTML tags belong together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from locworker.articles.markdown_source import Node

_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]{0,30})")
_VOID = {"br", "hr", "img", "input", "wbr", "area", "base", "col", "embed", "link", "meta", "source", "track", "param"}
_OPAQUE = {"code", "pre", "kbd", "samp", "var", "script", "style", "math", "svg", "textarea", "tt", "template"}


def hides_content(text: str, node: Node) -> bool:
    """Return whether an HTML tag is of an element whose content is no text to translate."""
    match = _TAG.match(text, node.start)
    return match is not None and match[2].lower() in _OPAQUE


def find_end(nodes: Sequence[Node], index: int) -> int:
    """Return the index of the event that ends what the event at `index` begins."""
    name = nodes[index].name
    depth = 0
    for last in range(index, len(nodes)):
        if nodes[last].name == name and nodes[last].kind != "leaf":
            depth += 1 if nodes[last].kind == "start" else -1
            if depth == 0:
                return last
    return len(nodes) - 1


def pair_tags(text: str, nodes: Sequence[Node]) -> dict[int, int]:
    """Return for each inline HTML tag the index of its partner: of the same name, inside the same Markdown element."""
    partners: dict[int, int] = {}
    frames: list[tuple[list[tuple[str, int]], Counter[str]]] = [([], Counter())]
    for index, node in enumerate(nodes):
        if node.kind == "start":
            frames.append(([], Counter()))
        elif node.kind == "end":
            frames.pop()
        elif node.name == "InlineHtml" and (match := _TAG.match(text, node.start)):
            opened, counts = frames[-1]
            name = match[2].lower()
            if not match[1] and name not in _VOID and not text.endswith("/>", node.start, node.end):
                opened.append((name, index))
                counts[name] += 1
            while match[1] and counts[name]:
                found, first = opened.pop()
                counts[found] -= 1
                if found == name:
                    partners[first], partners[index] = index, first
                    break
    return partners
