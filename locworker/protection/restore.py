"""An engine's answer in, segment text out: what travelled as a tag is back in its place."""

from __future__ import annotations

import html
import re
from collections import Counter
from html.entities import html5

from locworker.protection.model import Protected, Restored
from locworker.text import TAG, escape_markup

# Tags as engines give them back: other capitals, spaces, quotes; `<x id="1"></x>` for `<x id="1"/>`.
_MARKUP = re.compile(r"<[^<>]{0,200}>|[<>]|&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|&")
_TAG = re.compile(
    r"<\s*(?P<close>/)?\s*(?P<name>[gGxX])"
    r"(?(close)|\s+[iI][dD]\s*=[^0-9<>=/]{0,4}(?P<id>[0-9]{1,12})[^0-9<>=/]{0,4}(?P<alone>/?))\s*>"
)
_FOREIGN = re.compile(r"</?[A-Za-z][A-Za-z0-9]{0,20}(?:\s[^<>=]*=[^<>]*)?\s?/?>")


class _Restorer:
    """Puts an answer together, one piece of markup after the other."""

    def __init__(self, protected: Protected) -> None:
        self._held = {str(item.id): item for item in protected.held}
        self._groups = {match["open"] for match in TAG.finditer(protected.text) if match["open"]}
        self._alone = {match["alone"] for match in TAG.finditer(protected.text) if match["alone"]}
        self._open: list[bool] = []
        self.seen: Counter[str] = Counter()
        self.invented: list[str] = []

    def replace(self, match: re.Match[str]) -> str:
        """Return what stands in the segment's text for a tag, an entity or a stray sign of an answer."""
        text = match[0]
        if text.startswith("&"):
            return _escape_entity(text)
        tag = _TAG.fullmatch(text)
        if tag:
            return self._close(tag["name"]) if tag["close"] else self._start(tag)
        if not _FOREIGN.fullmatch(text):
            return escape_markup(text)
        self.invented.append(text)
        return ""

    def _start(self, tag: re.Match[str]) -> str:
        number = tag["id"]
        is_group = tag["name"] in "gG"
        known = is_group and number in self._groups
        if is_group and not tag["alone"]:
            self._open.append(known)
        if known:
            return f'<g id="{number}"></g>' if tag["alone"] else f'<g id="{number}">'
        if number in self._held:
            self.seen[number] += 1
            return self._held[number].target
        if number in self._alone:
            return f'<x id="{number}"/>'
        self.invented.append(tag[0])
        return ""

    def _close(self, name: str) -> str:
        """Return the end of a group that was sent; the end of one that was not, or of an `<x>`, says nothing."""
        return "</g>" if name in "gG" and self._open and self._open.pop() else ""


def restore(text: str, protected: Protected) -> Restored:
    """Return an engine's answer as segment text; nothing that an engine returns makes it raise.

    Args:
        text: The answer, with the tags and escapes that were sent, or what the engine made of them.
        protected: What was sent.
    """
    restorer = _Restorer(protected)
    restored = _MARKUP.sub(restorer.replace, text)
    lost = tuple(item for item in protected.held if not restorer.seen[str(item.id)])
    doubled = tuple(item for item in protected.held if restorer.seen[str(item.id)] > 1)
    return Restored(text=restored, lost=lost, doubled=doubled, invented=tuple(restorer.invented))


def _escape_entity(text: str) -> str:
    """Return an entity as segments keep it: the three escapes as they are, any other as its character."""
    if text in ("&lt;", "&gt;", "&amp;"):
        return text
    if text.startswith("&#"):
        return escape_markup(html.unescape(text))
    return escape_markup(html5.get(text[1:], text))
