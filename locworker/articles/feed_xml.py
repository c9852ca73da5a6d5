"""RSS and Atom: a file's text in, the passages that a reader shows out, by their offsets.

The tokens are those of the HTML room, read as XML; where the file is well-formed, a second parser has to find the same
text. An ill-formed feed is read as feed readers do: a stray `&` is text, and what a lost end tag leaves uncertain is
left alone. Declarations of a document type are refused, and entities are never anything but characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from locworker.articles.feed_fields import choose_form, family_of, field_of, is_language
from locworker.articles.feed_media import CdataExcerpt, Excerpt, MarkupExcerpt, XmlExcerpt, decode_xml, fitting
from locworker.articles.feed_passages import Feed, Form
from locworker.articles.html_compare import read_xml_text
from locworker.articles.html_page import MAX_TOKENS, LanguageMark
from locworker.articles.html_tokens import Kind, Token, Tokenizer
from locworker.errors import InputError

_MAX_DEPTH = 1000
_NAME = re.compile(r"</?([^ \t\n\f\r/>]+)")
_LINE_ENDS = str.maketrans("", "", "\r\n")


@dataclass(slots=True)
class _Capture:
    """The content of an element that is translated, as far as it was read; `depth` is how many were open around it."""

    role: str
    form: Form | None
    start: int
    depth: int
    parts: list[Token] = field(default_factory=list)
    has_elements: bool = False


def read_feed(source: str, *, path: str, encoding: str) -> Feed:
    """Return what is translated in a feed.

    Raises:
        InputError: The file is no feed, declares entities, or two parsers disagree on its text.
    """
    return _FeedReader(source, path=path, encoding=encoding).read()


class _FeedReader:
    def __init__(self, source: str, *, path: str, encoding: str) -> None:
        self._source = source
        self._path = path
        self._fits = fitting(source, encoding)
        self._feed = Feed(path=path)
        self._open: list[tuple[str, tuple[str, ...]]] = []
        self._counts: dict[str, int] = {}
        # The namespaces that each prefix has stood for, the innermost last.
        self._namespaces: dict[str, list[str]] = {}
        self._capture: _Capture | None = None
        self._texts: list[str] = []
        self._root = ""
        self._is_feed = False

    def read(self) -> Feed:
        """Return the feed."""
        for number, token in enumerate(Tokenizer(self._source, xml=True).tokens()):
            if number == MAX_TOKENS:
                raise InputError(f"has more than {MAX_TOKENS:,} tags and texts; cut the feed in parts", path=self._path)
            if token.kind is Kind.START:
                self._start(token)
            elif token.kind is Kind.END:
                self._end(token)
            elif token.kind is Kind.OTHER:
                self._confirm_declaration(token)
            else:
                self._text(token)
        if not self._is_feed:
            what = f"XML but no feed: its root is <{self._root[:40]}>" if self._root else "no feed: it has no element"
            raise InputError(f"is {what}", path=self._path)
        self._confirm_text()
        return self._feed

    def _start(self, token: Token) -> None:
        name = self._name_of(token)
        declared = self._declare(token)
        family = self._family_of(name)
        if not self._root:
            self._root = name
            self._is_feed = token.name in {"rss", "channel"} or (token.name == "feed" and family == "atom")
        elif self._root.rpartition(":")[2].lower() == "rdf" and family == "rss" and token.name in {"channel", "item"}:
            self._is_feed = True
        if self._capture is not None:
            self._capture.has_elements = True
        else:
            self._begin(token, family)
        if token.closes_itself:
            if self._capture is not None and self._capture.start == token.end:
                self._capture = None
            self._undeclare(declared)
            return
        if len(self._open) == _MAX_DEPTH:
            raise InputError(f"is nested more than {_MAX_DEPTH:,} levels deep", path=self._path)
        self._open.append((name, declared))
        self._counts[name] = self._counts.get(name, 0) + 1

    def _end(self, token: Token) -> None:
        name = self._name_of(token)
        if not self._counts.get(name):
            return
        while self._open:
            other, declared = self._open.pop()
            self._counts[other] -= 1
            self._undeclare(declared)
            if self._capture is not None and self._capture.depth == len(self._open):
                self._finish(token.start, is_closed=other == name)
            if other == name:
                return

    def _text(self, token: Token) -> None:
        text = self._source[token.start : token.end]
        if token.name == "cdata":
            self._texts.append(text[9:].removesuffix("]]>"))
        else:
            self._texts.append(decode_xml(text))
        if self._capture is not None:
            self._capture.parts.append(token)

    def _begin(self, token: Token, family: str) -> None:
        """Begin to read an element that is translated, or that names the language."""
        for attribute in token.attributes:
            if attribute.name == "xml:lang":
                self._feed.marks.append(LanguageMark(attribute.start, attribute.end, "tag"))
        values = {
            attribute.name: decode_xml(self._source[attribute.start : attribute.end]) for attribute in token.attributes
        }
        if (family, token.name) == ("atom", "category"):
            self._label(token)
        elif is_language(family, token.name):
            self._capture = _Capture("", None, token.end, len(self._open))
        # What an entry was taken from has a title of its own, in another publication.
        elif not (self._counts.get("source") or self._counts.get("atom:source")):
            role = field_of(family, token.name, values)
            if role:
                self._capture = _Capture(role, choose_form(family, token.name, values), token.end, len(self._open))

    def _finish(self, end: int, *, is_closed: bool) -> None:
        """Take what an element holds."""
        capture, self._capture = self._capture, None
        if capture is None or (capture.has_elements and not is_closed):
            return
        if capture.form is None:
            self._mark(capture)
        elif capture.has_elements:
            excerpt = MarkupExcerpt(self._source, capture.start, end, fits=self._fits, path=self._path)
            self._feed.add(excerpt, role=capture.role, form=Form.XHTML)
        elif (content := self._read_parts(capture.parts, (capture.start, end))) is not None:
            form = Form.PLAIN if capture.form is Form.XHTML else capture.form
            self._feed.add(content, role=capture.role, form=form)

    def _read_parts(self, tokens: list[Token], span: tuple[int, int]) -> Excerpt | None:
        source = self._source
        parts = [token for token in tokens if source[token.start : token.end].strip()]
        if not parts:
            return None
        if len(parts) == 1 and parts[0].name == "cdata":
            start, end = _inside(source, parts[0])
            return CdataExcerpt(source, start, end, fits=self._fits, path=self._path)
        excerpt = XmlExcerpt(source, fits=self._fits, path=self._path)
        for token in parts:
            if token.name == "cdata":
                excerpt.read_plain(*_inside(source, token))
            else:
                excerpt.read(token.start, token.end)
        if len(parts) > 1:
            excerpt.whole = span
        excerpt.finish()
        return excerpt

    def _mark(self, capture: _Capture) -> None:
        for token in capture.parts[:1]:
            start, end = _inside(self._source, token)
            text = self._source[start:end]
            start += len(text) - len(text.lstrip())
            self._feed.marks.append(LanguageMark(start, start + len(text.strip()), "tag"))

    def _label(self, token: Token) -> None:
        label = token.find("label")
        if label is not None and label.quote:
            excerpt = XmlExcerpt(self._source, fits=self._fits, path=self._path, in_attribute=True)
            excerpt.read(label.start, label.end)
            excerpt.finish()
            self._feed.add(excerpt, role="category", form=Form.PLAIN)

    def _name_of(self, token: Token) -> str:
        match = _NAME.match(self._source, token.start)
        return match[1] if match else token.name

    def _declare(self, token: Token) -> tuple[str, ...]:
        declared: list[str] = []
        for attribute in token.attributes:
            if attribute.name == "xmlns" or attribute.name.startswith("xmlns:"):
                prefix = attribute.name[6:]
                value = decode_xml(self._source[attribute.start : attribute.end])
                self._namespaces.setdefault(prefix, []).append(value)
                declared.append(prefix)
        return tuple(declared)

    def _undeclare(self, prefixes: tuple[str, ...]) -> None:
        for prefix in prefixes:
            self._namespaces[prefix].pop()

    def _family_of(self, name: str) -> str:
        prefix = name.rpartition(":")[0].lower()
        namespaces = self._namespaces.get(prefix)
        family = family_of(prefix, namespaces[-1] if namespaces else None)
        if not prefix and family in {"", "rss"}:
            # Without a namespace that says otherwise an element belongs to the root.
            root = self._root or name
            return {"rss": "rss", "feed": "atom"}.get(root.lower(), family)
        return family

    def _confirm_declaration(self, token: Token) -> None:
        text = self._source[token.start : token.end]
        if text[:9].upper() == "<!DOCTYPE" and "[" in text:
            raise InputError("has a DOCTYPE with declarations of its own; remove it from the feed", path=self._path)

    def _confirm_text(self) -> None:
        """Compare the text with that of a second parser, if the feed is well-formed."""
        theirs = read_xml_text(self._source)
        if theirs is not None and theirs.translate(_LINE_ENDS) != "".join(self._texts).translate(_LINE_ENDS):
            raise InputError("is read differently by a second parser; mend its markup", path=self._path)


def _inside(source: str, token: Token) -> tuple[int, int]:
    """Return the range of a token's text, without the delimiters of a CDATA section."""
    if token.name != "cdata":
        return token.start, token.end
    is_closed = source.endswith("]]>", token.start + 9, token.end)
    return min(token.start + 9, token.end), token.end - 3 * is_closed
