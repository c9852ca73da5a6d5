"""HTML tokens: a page's text in, tokens that cover it from end to end out.

The tokenizer follows the WHATWG standard, whose errors have exact meanings: where a comment or tag ends is what a
browser says, not what looks right. It never looks at a character more than a few times, whatever the input. A page that
is well-formed XHTML is read as XML instead: no raw text, processing instructions, CDATA everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

WHITE = " \t\n\f\r"
"""What HTML calls white space."""


class Kind(Enum):
    """What a token is."""

    TEXT = "text"
    """Character data with references."""
    RAW = "raw"
    """Character data as it stands: script, style and CDATA."""
    START = "start"
    END = "end"
    OTHER = "other"
    """A comment, declaration or instruction, or a tag that the end of the page cuts off: nothing that is read."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute with the range of its value; `quote` is the character around it, or nothing."""

    name: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Token:
    """A range of the source; `name` is a tag's name in lower case, or the element that text belongs to if special."""

    kind: Kind
    start: int
    end: int
    name: str = ""
    attributes: tuple[Attribute, ...] = ()
    closes_itself: bool = False

    def find(self, name: str) -> Attribute | None:
        """Return the attribute of that name that counts: the first."""
        return next((attribute for attribute in self.attributes if attribute.name == name), None)


RCDATA = frozenset({"title", "textarea"})
_RAW = frozenset({"style", "xmp", "iframe", "noembed", "noframes", "script"})
_MARKUP = re.compile(r"<(?=[A-Za-z!?/])")
_TAG_NAME = re.compile(r"[^ \t\n\f\r/>]+")
_GAP = re.compile(r"[ \t\n\f\r/]*")
_SPACE = re.compile(r"[ \t\n\f\r]*")
_ATTRIBUTE_NAME = re.compile(r"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*")
_UNQUOTED = re.compile(r"[^ \t\n\f\r>]*")
_COMMENT_END = re.compile(r"--!?>")
_SCRIPT_MARK = re.compile(r"<!--|-->|<(/?)script(?=[ \t\n\f\r/>])", re.IGNORECASE)
_END_TAGS = {name: re.compile(rf"</{name}(?=[ \t\n\f\r/>])", re.IGNORECASE) for name in (RCDATA | _RAW) - {"script"}}


class Tokenizer:
    """Cuts a page into tokens.

    `is_foreign` is for the caller to set: inside SVG and MathML there is no raw text, but there are CDATA sections.
    """

    def __init__(self, text: str, *, xml: bool = False) -> None:
        self.is_foreign = False
        self._text = text
        self._xml = xml

    def tokens(self) -> Iterator[Token]:
        """Yield the tokens in order, without gaps."""
        text = self._text
        position = 0
        while position < len(text):
            match = _MARKUP.search(text, position)
            start = match.start() if match else len(text)
            if start > position:
                yield Token(Kind.TEXT, position, start)
            if not match:
                return
            token = self._markup(start)
            yield token
            position = token.end
            if token.kind is Kind.START and not self._xml and not self.is_foreign:
                yield from self._content(token)
                position = self._content_end

    def _markup(self, start: int) -> Token:
        text = self._text
        following = text[start + 1]
        if following == "!":
            return self._declaration(start)
        if following == "?":
            return self._until("?>" if self._xml else ">", start, start + 2)
        if following == "/":
            letter = text[start + 2 : start + 3]
            if not letter:
                return Token(Kind.TEXT, start, len(text))
            if not (letter.isascii() and letter.isalpha()):
                return self._until(">", start, start + 2)
            return self._tag(Kind.END, start, start + 2)
        return self._tag(Kind.START, start, start + 1)

    def _declaration(self, start: int) -> Token:
        text = self._text
        if text.startswith("<!--", start):
            if not self._xml:
                for short in ("<!-->", "<!--->"):
                    if text.startswith(short, start):
                        return Token(Kind.OTHER, start, start + len(short))
            match = _COMMENT_END.search(text, start + 4)
            return Token(Kind.OTHER, start, match.end() if match else len(text))
        if (self._xml or self.is_foreign) and text.startswith("<![CDATA[", start):
            end = text.find("]]>", start + 9)
            return Token(Kind.RAW, start, end + 3 if end >= 0 else len(text), "cdata")
        if self._xml and text[start : start + 9].upper() == "<!DOCTYPE":
            return Token(Kind.OTHER, start, _doctype_end(text, start))
        return self._until(">", start, start + 2)

    def _until(self, closing: str, start: int, position: int) -> Token:
        end = self._text.find(closing, position)
        return Token(Kind.OTHER, start, end + len(closing) if end >= 0 else len(self._text))

    def _tag(self, kind: Kind, start: int, position: int) -> Token:
        text = self._text
        name = _TAG_NAME.match(text, position)
        assert name is not None  # noqa: S101 - the caller saw a letter
        position = name.end()
        attributes: list[Attribute] = []
        while True:
            gap = _GAP.match(text, position)
            position = gap.end() if gap else position
            found = _ATTRIBUTE_NAME.match(text, position)
            if not found:
                break
            attribute, position = self._attribute(found[0].lower(), found.end())
            if attribute is None:
                return Token(Kind.OTHER, start, len(text))
            attributes.append(attribute)
        if position >= len(text):
            return Token(Kind.OTHER, start, len(text))
        local = name[0].lower()
        if self._xml:
            local = local.rpartition(":")[2]
        return Token(kind, start, position + 1, local, tuple(attributes), text[position - 1] == "/")

    def _attribute(self, name: str, position: int) -> tuple[Attribute | None, int]:
        """Return the attribute whose name ends here and the position after it; None where the page ends in it."""
        text = self._text
        space = _SPACE.match(text, position)
        after = space.end() if space else position
        if text[after : after + 1] != "=":
            return Attribute(name, position, position, ""), position
        space = _SPACE.match(text, after + 1)
        start = space.end() if space else after + 1
        quote = text[start : start + 1]
        if quote and quote in "\"'":
            end = text.find(quote, start + 1)
            return (Attribute(name, start + 1, end, quote), end + 1) if end >= 0 else (None, len(text))
        value = _UNQUOTED.match(text, start)
        end = value.end() if value else start
        return Attribute(name, start, end, ""), end

    def _content(self, tag: Token) -> Iterator[Token]:
        """Yield the text of an element whose content holds no tags."""
        self._content_end = start = tag.end
        if tag.name == "plaintext":
            end = len(self._text)
        elif tag.name == "script":
            end = self._script_end(start)
        elif tag.name in _END_TAGS:
            match = _END_TAGS[tag.name].search(self._text, start)
            end = match.start() if match else len(self._text)
        else:
            return
        self._content_end = end
        if end > start:
            yield Token(Kind.TEXT if tag.name in RCDATA else Kind.RAW, start, end, tag.name)

    def _script_end(self, position: int) -> int:
        """Return where a script ends: not at a `</script>` that closes a `<script>` inside `<!--`."""
        is_escaped = is_double = False
        while match := _SCRIPT_MARK.search(self._text, position):
            position = match.end()
            if match[0] == "<!--":
                is_escaped = True
                # `<!-->` opens and closes at once.
                position = match.start() + 2
            elif match[0] == "-->":
                is_escaped = is_double = False
            elif match[1]:
                if not is_double:
                    return match.start()
                is_double = False
            elif is_escaped:
                is_double = True
        return len(self._text)


def _doctype_end(text: str, start: int) -> int:
    """Return where a document type with an internal subset ends."""
    # What is not closed reaches to the end, so that no part of it is looked at again.
    pattern = re.compile(r"\"[^\"]*(?:\"|\Z)|'[^']*(?:'|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|[\[\]>]", re.DOTALL)
    depth = 0
    for match in pattern.finditer(text, start):
        if match[0] == "[":
            depth += 1
        elif match[0] == "]":
            depth -= 1
        elif match[0] == ">" and depth == 0:
            return match.end()
    return len(text)
