"""A second opinion: a page as we read it in, an error out where another parser reads another text.

Our tokenizer decides what is text, lexbor builds a browser's tree. Both must see the same characters: text that one of
them takes for a tag or a comment would be lost without a word. A tree may move text (out of a table, for one), so that
the order does not count where it differs.
"""

from __future__ import annotations

import re
from collections import Counter
from html.entities import html5
from typing import TYPE_CHECKING
from xml.parsers import expat

from locworker.articles.html_references import UNSAFE
from locworker.articles.html_tokens import WHITE
from locworker.errors import InputError

if TYPE_CHECKING:
    from locworker.articles.html_page import Nesting, Page

_PASSED_OVER = re.compile(rf"(?:[{WHITE}\ufeff\ufffd]|{UNSAFE.pattern})+")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
# About two seconds and 200 MB of the second parser.
_MOST_STEPS = 700_000_000
_MOST_NODES = 1_000_000
_MANY_OPEN = 100


def confirm_text(source: str, page: Page, *, path: str, xml_text: str | None = None) -> None:
    """Compare the text of a page with that of a second parser.

    Args:
        source: The page.
        page: What was read from it.
        path: The article, for the error.
        xml_text: The text by a parser of XML, if it was read as that.

    Raises:
        InputError: The texts differ, or the page is nested so deeply that the second parser would not end.
    """
    ours = _fold("".join(page.texts))
    theirs = _fold(_lexbor_text(source, page.nesting, path=path) if xml_text is None else xml_text)
    if ours == theirs:
        return
    missing, added = Counter(theirs), Counter(ours)
    missing.subtract(ours)
    added.subtract(theirs)
    lost = sum(count for count in missing.values() if count > 0)
    # A frameset shows no text of its own: a tree drops what stands beside it.
    invented = 0 if page.has_frames else sum(count for count in added.values() if count > 0)
    if lost or invented:
        raise InputError(
            f"two parsers disagree on the text of this page ({lost} characters only in the second, {invented} only in "
            "the first); mend its markup",
            path=path,
        )


def read_xml_text(source: str) -> str | None:
    """Return the text of a page that is well-formed XML; None when it is not. Entities of its own stay unresolved."""
    parts: list[str] = []
    parser = expat.ParserCreate()
    parser.UseForeignDTD(False)  # noqa: FBT003 - the library's signature

    def keep_reference(name: str, is_parameter: object) -> None:  # noqa: ARG001 - the library's signature
        parts.append(html5.get(f"{name};", f"&{name};"))

    parser.CharacterDataHandler = parts.append
    parser.SkippedEntityHandler = keep_reference
    # With this handler an entity of the page is skipped, not expanded, whatever its size.
    parser.DefaultHandler = lambda _: None
    try:
        parser.Parse(source, True)  # noqa: FBT003 - the library's signature
    except (expat.ExpatError, UnicodeEncodeError, ValueError):
        return None
    return "".join(parts)


def _lexbor_text(source: str, nesting: Nesting, *, path: str) -> str:
    from selectolax.lexbor import LexborHTMLParser

    has_open = nesting.most_opened > _MANY_OPEN
    # Three of a kind at most stay open from block to block once they have no attributes.
    rebuilt = nesting.blocks * len(nesting.names) * 3 if has_open else 0
    if nesting.depths > _MOST_STEPS or rebuilt > _MOST_NODES:
        raise InputError("is nested too deeply for a second parser to confirm its text; mend its markup", path=path)
    text = _LONE_SURROGATES.sub("\ufffd", _rename(source, nesting, with_formatting=has_open))
    root = LexborHTMLParser(text).root
    return "" if root is None else root.text(deep=True) or ""


def _rename(source: str, nesting: Nesting, *, with_formatting: bool) -> str:
    edits = [(start, end, "x-template") for start, end in nesting.renamed]
    if with_formatting:
        edits += [(start, end, " ") for start, end in nesting.formatting]
    parts: list[str] = []
    position = 0
    for start, end, text in sorted(edits):
        parts += (source[position:start], text)
        position = end
    return "".join((*parts, source[position:]))


def _fold(text: str) -> str:
    return _PASSED_OVER.sub("", text)
