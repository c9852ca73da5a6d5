from __future__ import annotations

import pytest

from locworker.articles.html_compare import confirm_text, read_xml_text
from locworker.articles.html_page import read_page
from locworker.errors import InputError


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<p>A<b>B</b> &copy; C</p>", id="plain"),
        pytest.param("<table><b>x<tr><td>y</table>", id="text-moved-out-of-a-table"),
        pytest.param("<template><p>x</p></template>y", id="template"),
        pytest.param("<template>x<template>y</template>", id="template-cut-off"),
        pytest.param("<frameset><frame>x<noframes>y</noframes></frameset>", id="text-that-a-frameset-drops"),
        pytest.param("<select><b>x<option>y", id="select"),
        pytest.param("a\x00b\ufeff\ud800c", id="characters-that-parsers-drop"),
        pytest.param("".join(f"<font color={n}>" for n in range(300)) + "<p>x" * 300, id="formatting-without-end"),
        pytest.param("<div>" * 5000 + "x" + "</div>" * 5000, id="deep"),
        pytest.param("", id="empty"),
    ],
)
def test_two_parsers_see_the_same_text(text: str) -> None:
    page = read_page(text, path="a.html")

    confirm_text(text, page, path="a.html")


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        pytest.param(["Bonds"], "4 characters only in the second, 0 only in", id="lost"),
        pytest.param(["Bonds", "fell", "more"], "0 characters only in the second, 4 only in", id="invented"),
        pytest.param(["Bonds", "rose"], "3 characters only in the second, 3 only in", id="other"),
    ],
)
def test_a_page_whose_text_is_in_doubt_is_refused(texts: list[str], message: str) -> None:
    text = "<p>Bonds fell"
    page = read_page(text, path="a.html")
    page.texts[:] = texts

    with pytest.raises(InputError, match=f"a.html: two parsers disagree on the text of this page .{message}"):
        confirm_text(text, page, path="a.html")


def test_text_that_a_frameset_drops_is_no_doubt_but_lost_text_is() -> None:
    text = "<frameset>x"
    page = read_page(text, path="a.html")

    confirm_text(text, page, path="a.html")
    with pytest.raises(InputError, match="1 characters only in the second"):
        confirm_text("<p>y", page, path="a.html")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("<a>x<b>y</b>&lt;</a>", "xy<", id="text"),
        pytest.param("<!DOCTYPE a SYSTEM 'x'><a>&nbsp;&made-up;</a>", "\u00a0&made-up;", id="foreign-entities"),
        pytest.param("<!DOCTYPE a [<!ENTITY b 'c'><!ENTITY % d 'e'>]><a>&b;</a>", "&b;", id="own-entity"),
        pytest.param("<!DOCTYPE a [<!ENTITY % b SYSTEM 'c'>%b;]><a>d</a>", "d", id="skipped-parameter"),
        pytest.param("<a>&nbsp;</a>", None, id="unknown-entity"),
        pytest.param("<a>x", None, id="cut-off"),
        pytest.param("<a>\ud800</a>", None, id="stray-byte"),
    ],
)
def test_text_of_xml_is_read_by_its_own_parser(text: str, read: str | None) -> None:
    assert read_xml_text(text) == read


def test_xhtml_is_confirmed_by_the_text_of_xml() -> None:
    text = "<a><title/>x</a>"
    page = read_page(text, path="a.xhtml", xml=True)

    confirm_text(text, page, path="a.xhtml", xml_text=read_xml_text(text))
