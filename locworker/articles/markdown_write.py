"""Targets as Markdown: a translated text in, source that reads as that text and as nothing else out.

A target stands on one line. What would begin Markdown in its literal text is escaped, plainly at first: only where it
is likely to be read as such. The caller parses the result, and asks for a safer form where it does not read as meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

from locworker.articles.builder import CodeSpan
from locworker.articles.inline import write_target
from locworker.model import Article, InlineCode, Unit


class Care(IntEnum):
    """How sure a target is to be read as meant: emphasis as tags, then each mark escaped."""

    PLAIN = 0
    TAGS = 1
    ESCAPED = 2


class Found(NamedTuple):
    """A unit with the places of its inline tags in the article."""

    unit: Unit
    spans: dict[int, CodeSpan]


@dataclass(slots=True)
class _Token:
    """A piece of a target: literal text, or one side of a tag."""

    text: str
    id: int = 0
    side: str = ""


_SPECIAL = re.compile(r"[\\`*_\[<&~|]")
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,8}|#[xX][0-9A-Fa-f]{1,8}|[A-Za-z][A-Za-z0-9]{1,40});")
_LINE_START = re.compile(
    r"(?P<mark>#{1,6}(?=\s|$)|[-+*](?=\s|$)|>|:(?=\s)|\[[ xX]\](?=\s)|\[[^\[\]]{1,200}\]:|[-=_]+\s*$|(?:[-_*]\s*){3,}$"
    r"|\+\+\+\s*$)|(?P<number>[0-9]{1,9})(?P<dot>[.)])(?=\s|$)"
)
_EMPHASIS = {"*": "em", "_": "em", "**": "strong", "__": "strong", "~": "del", "~~": "del"}
_LINE_ENDS = re.compile(r"\s*[\r\n]\s*")


def write_inline(
    found: Found, target: str, *, path: str, source: Callable[[int, int], str], labels: frozenset[str], care: Care
) -> str:
    """Return a target as inline Markdown in place of its unit.

    Args:
        found: The unit and its tags.
        target: Text with inline markup.
        path: The article, for the error.
        source: Returns a range of the article, with the titles and images in it translated.
        labels: The labels of link definitions, which bracketed text would refer to.
        care: How far to go in escaping.

    Raises:
        InputError: The target's tags are not those of its unit.
    """
    tokens: list[_Token] = []

    def keep_text(text: str) -> str:
        tokens.append(_Token(_LINE_ENDS.sub(" ", text)))
        return ""

    def keep_code(code: InlineCode, side: str) -> str:
        tokens.append(_Token("", code.id, side))
        return ""

    write_target(found.unit, target.strip(), path=path, write_text=keep_text, write_code=keep_code)
    tokens = [token for token in tokens if token.text or token.side]
    writer = _Writer(found, tokens, source, labels, care)
    return writer.write()


@dataclass(slots=True)
class _Writer:
    found: Found
    tokens: list[_Token]
    source: Callable[[int, int], str]
    labels: frozenset[str]
    care: Care

    def write(self) -> str:
        """Return all tokens as Markdown."""
        self._move_spaces()
        self._write_codes()
        parts: list[str] = []
        before = ""
        starts: dict[int, int] = {}
        for index, token in enumerate(self.tokens):
            if token.side:
                text = self._close_label(token, parts, starts.get(token.id, 0)) if token.side == "close" else token.text
            else:
                after = self.tokens[index + 1].text[:1] if index + 1 < len(self.tokens) else ""
                text = self._escape(token.text, before, after)
            parts.append(text)
            if token.side == "open":
                starts[token.id] = len(parts)
            before = text[-1:] or before
        return "".join(parts)

    def _move_spaces(self) -> None:
        """Move white space from the inner edges of emphasis to the outside, where Markdown wants it."""
        tokens = self.tokens
        for index, token in enumerate(tokens):
            if not token.side or not self._is_emphasis(token.id):
                continue
            inner, outer = (index + 1, index - 1) if token.side == "open" else (index - 1, index + 1)
            if not 0 <= inner < len(tokens) or tokens[inner].side:
                continue
            text = tokens[inner].text
            kept = text.lstrip() if token.side == "open" else text.rstrip()
            moved = text[: len(text) - len(kept)] if token.side == "open" else text[len(kept) :]
            if not moved:
                continue
            tokens[inner].text = kept
            if not 0 <= outer < len(tokens):
                continue
            if tokens[outer].side:
                token.text = moved
            elif token.side == "open":
                tokens[outer].text = tokens[outer].text.rstrip() + moved
            else:
                tokens[outer].text = moved + tokens[outer].text.lstrip()

    def _is_emphasis(self, number: int) -> bool:
        span = self.found.spans[number]
        return span.close is not None and self.source(*span.open) in _EMPHASIS

    def _write_codes(self) -> None:
        """Give each tag its source; `_` inside a word, and emphasis that asks for care, is written otherwise."""
        opened: dict[int, int] = {}
        for index, token in enumerate(self.tokens):
            if not token.side:
                continue
            span = self.found.spans[token.id]
            if token.side == "open":
                opened[token.id] = index
            place = span.open if token.side == "open" else span.close or span.open
            moved, token.text = token.text, self.source(*place)
            if self._is_emphasis(token.id):
                token.text = self._delimiter(token, opened[token.id], index)
            token.text = moved + token.text if token.side == "open" else token.text + moved

    def _delimiter(self, token: _Token, first: int, last: int) -> str:
        if self.care is not Care.PLAIN:
            name = _EMPHASIS[token.text]
            return f"<{name}>" if token.side == "open" else f"</{name}>"
        if "_" not in token.text:
            return token.text
        if token.side == "open":
            last = next(
                (
                    index
                    for index in range(first, len(self.tokens))
                    if self.tokens[index].id == token.id and self.tokens[index].side == "close"
                ),
                last,
            )
        before = self.tokens[first - 1].text[-1:] if first else ""
        after = self.tokens[last + 1].text[:1] if last + 1 < len(self.tokens) else ""
        return token.text.replace("_", "*") if (before + after).isalnum() else token.text

    def _close_label(self, token: _Token, parts: list[str], start: int) -> str:
        """Return the end of a link; one that refers by its own text names its label once that text has changed."""
        span = self.found.spans[token.id]
        if span.label is None or span.close is None:
            return token.text
        same = "".join(parts[start:]) == self.source(span.open[1], span.close[0])
        return token.text if same else f"][{span.label}]"

    def _escape(self, text: str, before: str, after: str) -> str:
        if self.care is Care.ESCAPED:
            # A backslash does not keep a backtick from closing a code span that begins before the unit.
            return _PUNCTUATION.sub(r"\\\g<0>", text).replace("\\`", "&#96;")

        def write(match: re.Match[str]) -> str:
            index = match.start()
            previous = text[index - 1] if index else before
            following = text[index + 1] if index + 1 < len(text) else after
            return self._escape_mark(text, index, previous, following)

        escaped = _SPECIAL.sub(write, text)
        at_start = before in {"", "\n", "\r"} and self.found.unit.syntax == "block"
        if at_start and (match := _LINE_START.match(text)):
            if match["number"]:
                return match["number"] + "\\" + escaped[len(match["number"]) :]
            return escaped if escaped.startswith("\\") else "\\" + escaped
        if self.found.unit.syntax == "heading" and not after and text.endswith("#"):
            return escaped[:-1] + "\\#"
        return escaped

    def _escape_mark(self, text: str, index: int, previous: str, following: str) -> str:
        mark = text[index]
        if mark == "\\":
            is_mark = bool(_PUNCTUATION.match(text, index)) and (not following or _PUNCTUATION.match(following))
        elif mark == "*":
            is_mark = not (previous.strip() == "" and following.strip() == "")
        elif mark == "_":
            is_mark = not (previous.isalnum() and following.isalnum()) and bool((previous + following).strip())
        elif mark == "[":
            is_mark = self._is_link(text, index, following)
        elif mark == "<":
            is_mark = following.isalpha() or following in {"/", "!", "?"}
        elif mark == "&":
            if _REFERENCE.match(text, index):
                return "&amp;"
            is_mark = False
        elif mark == "~":
            is_mark = "~" in {previous, following} or previous.isalnum()
        else:
            is_mark = mark == "`" or self.found.unit.syntax == "cell"
        return "\\" + mark if is_mark else mark

    def _is_link(self, text: str, index: int, following: str) -> bool:
        end = text.find("]", index, index + 1000)
        if end < 0:
            return False
        inside = " ".join(text[index + 1 : end].split()).casefold()
        return following == "^" or text[end + 1 : end + 2] in {"(", "[", ":"} or inside in self.labels


def write_title(article: Article, unit: Unit, target: str) -> str:
    """Return a target as the title of a link, between the marks that its source stands in."""
    closing = article.text[unit.end]
    text = write_target(unit, _LINE_ENDS.sub(" ", target).strip(), path=article.path, write_text=str)
    text = text.replace("\\", "\\\\").replace(closing, "\\" + closing)
    if closing == ")":
        text = text.replace("(", "\\(")
    return _REFERENCE.sub(lambda match: "&amp;" + match[0][1:], text)
