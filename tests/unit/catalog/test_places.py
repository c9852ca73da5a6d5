"""Offsets of texts to lines and columns of a PO file."""

from __future__ import annotations

import pytest

from locworker.catalog import Message, locate, parse_catalog, segment_place
from locworker.catalog.model import Catalog
from locworker.model import Segment

TEXT = """\
msgctxt "p"
msgid "Source"
msgstr ""
"Eine \\"gute\\" Zeile, "
"noch \\303\\244ne\\n"
  "e\u0301nd"

#~ msgid "Old"
#~ msgstr ""
#~ "al"
#~ "te"
"""


@pytest.mark.parametrize(
    ("index", "side", "word", "place"),
    [
        pytest.param(0, "source", "Source", (2, 8), id="one line"),
        pytest.param(0, "target", "Eine", (4, 2), id="first piece"),
        pytest.param(0, "target", '"gute', (4, 7), id="at an escape"),
        pytest.param(0, "target", "Zeile", (4, 16), id="after escapes"),
        pytest.param(0, "target", "noch", (5, 2), id="second piece"),
        pytest.param(0, "target", "äne", (5, 7), id="at an escaped character"),
        pytest.param(0, "target", "ne\n", (5, 15), id="after it"),
        pytest.param(0, "target", "énd", (6, 4), id="third piece, indented"),
        pytest.param(0, "target", "nd", (6, 6), id="after a character in two code points"),
        pytest.param(1, "target", "te", (11, 5), id="obsolete"),
    ],
)
def test_finds_line_and_column(index: int, side: str, word: str, place: tuple[int, int]) -> None:
    catalog = parse_catalog(TEXT, path="de.po")
    message = catalog.messages[index]
    text = message.source if side == "source" else message.target

    assert locate(catalog, message, side, text.index(word)) == place


def test_the_end_of_a_text_is_its_closing_quote() -> None:
    catalog = parse_catalog(TEXT, path="de.po")

    assert locate(catalog, catalog.messages[0], "source", 6) == (2, 14)
    assert locate(catalog, catalog.messages[0], "target", 999) == (6, 8)


def test_an_empty_text_has_a_place() -> None:
    catalog = parse_catalog('msgid "a"\nmsgstr ""\n', path="de.po")

    assert locate(catalog, catalog.messages[0], "target", 0) == (2, 9)


def test_what_was_not_read_stands_at_the_start() -> None:
    message = Message(source="a", target="b")

    assert locate(Catalog(messages=(message,)), message, "target", 0) == (1, 1)


@pytest.mark.parametrize(
    ("unit", "index", "place"),
    [
        pytest.param("p:12", 0, "a/fed.html:p:12", id="a whole unit"),
        pytest.param("p:12", 1, "a/fed.html:p:12.2", id="second sentence"),
        pytest.param("meta:og title", 0, "a/fed.html:meta:og_title", id="never with a space"),
    ],
)
def test_names_article_and_unit(unit: str, index: int, place: str) -> None:
    segment = Segment(unit=unit, index=index, context="p", source="a")

    assert segment_place("a/fed.html", segment) == place
