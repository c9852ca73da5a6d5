from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles.html_tokens import Kind, Tokenizer

_PIECES = """
< </ <! <!-- --> --!> <? > / = " ' <p <p> </p> <a~href= <title> </title> <script> </script> <plaintext> <style> </style
<![CDATA[ ]]> &amp; a é
"""
_SOUP = st.lists(st.sampled_from([*(piece.replace("~", "\t") for piece in _PIECES.split()), "\0"]), max_size=30).map(
    "".join
)


def cut(text: str, *, xml: bool = False, is_foreign: bool = False) -> list[tuple[str, str]]:
    """Return kind and source of each token."""
    tokenizer = Tokenizer(text, xml=xml)
    tokenizer.is_foreign = is_foreign
    return [(token.kind.value, text[token.start : token.end]) for token in tokenizer.tokens()]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("a<b>c</b>", [("text", "a"), ("start", "<b>"), ("text", "c"), ("end", "</b>")], id="tags"),
        pytest.param("1 < 2 <3", [("text", "1 < 2 <3")], id="less-than-is-text"),
        pytest.param("a</>b", [("text", "a"), ("other", "</>"), ("text", "b")], id="end-tag-without-name"),
        pytest.param("a</ b>c", [("text", "a"), ("other", "</ b>"), ("text", "c")], id="bogus-end-tag"),
        pytest.param("a</", [("text", "a"), ("text", "</")], id="end-tag-cut-off"),
        pytest.param("<!-->a", [("other", "<!-->"), ("text", "a")], id="shortest-comment"),
        pytest.param("<!--->a", [("other", "<!--->"), ("text", "a")], id="short-comment"),
        pytest.param("<!-- a --!>b", [("other", "<!-- a --!>"), ("text", "b")], id="comment-with-bang"),
        pytest.param("<!-- <!-- -->b", [("other", "<!-- <!-- -->"), ("text", "b")], id="comments-do-not-nest"),
        pytest.param("<!-- a", [("other", "<!-- a")], id="comment-cut-off"),
        pytest.param("<!a>b", [("other", "<!a>"), ("text", "b")], id="bogus-comment"),
        pytest.param("<!DOCTYPE x [<!E a>]>", [("other", "<!DOCTYPE x [<!E a>"), ("text", "]>")], id="doctype"),
        pytest.param("<?a b?>c", [("other", "<?a b?>"), ("text", "c")], id="instruction"),
        pytest.param("<?a", [("other", "<?a")], id="instruction-cut-off"),
        pytest.param("<![CDATA[a]]>b", [("other", "<![CDATA[a]]>"), ("text", "b")], id="cdata-outside-svg"),
        pytest.param("a<b c='d", [("text", "a"), ("other", "<b c='d")], id="attribute-cut-off"),
        pytest.param("a<b c", [("text", "a"), ("other", "<b c")], id="tag-cut-off"),
        pytest.param("<b c=>d", [("start", "<b c=>"), ("text", "d")], id="attribute-without-value"),
        pytest.param("<b c=d>e", [("start", "<b c=d>"), ("text", "e")], id="bare-value"),
        pytest.param("<b c='>'>e", [("start", "<b c='>'>"), ("text", "e")], id="quoted-greater-than"),
        pytest.param(
            "<title>a<b>&amp;</title>c",
            [("start", "<title>"), ("text", "a<b>&amp;"), ("end", "</title>"), ("text", "c")],
            id="title-holds-no-tags",
        ),
        pytest.param("<style>a</st", [("start", "<style>"), ("raw", "a</st")], id="style-cut-off"),
        pytest.param("<textarea></textarea>", [("start", "<textarea>"), ("end", "</textarea>")], id="empty-textarea"),
        pytest.param("<plaintext>a</plaintext>", [("start", "<plaintext>"), ("raw", "a</plaintext>")], id="plaintext"),
        pytest.param(
            "<script>a</script >b",
            [("start", "<script>"), ("raw", "a"), ("end", "</script >"), ("text", "b")],
            id="script",
        ),
        pytest.param(
            "<script><!--<script></script>--></script>b",
            [("start", "<script>"), ("raw", "<!--<script></script>-->"), ("end", "</script>"), ("text", "b")],
            id="script-in-a-comment-in-a-script",
        ),
        pytest.param(
            "<script><!-- </script>b",
            [("start", "<script>"), ("raw", "<!-- "), ("end", "</script>"), ("text", "b")],
            id="script-with-an-open-comment",
        ),
        pytest.param(
            "<script><!--><script></script>b",
            [("start", "<script>"), ("raw", "<!--><script>"), ("end", "</script>"), ("text", "b")],
            id="script-with-a-comment-closed-at-once",
        ),
        pytest.param(
            "<script><!--<script></script>b",
            [("start", "<script>"), ("raw", "<!--<script></script>b")],
            id="script-cut-off",
        ),
    ],
)
def test_a_page_is_cut_as_a_browser_cuts_it(text: str, tokens: list[tuple[str, str]]) -> None:
    assert cut(text) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("<style>a<b>", [("start", "<style>"), ("text", "a"), ("start", "<b>")], id="no-raw-text"),
        pytest.param("<![CDATA[a<b>]]>c", [("raw", "<![CDATA[a<b>]]>"), ("text", "c")], id="cdata"),
        pytest.param("<![CDATA[a", [("raw", "<![CDATA[a")], id="cdata-cut-off"),
    ],
)
def test_svg_holds_no_raw_text_but_cdata(text: str, tokens: list[tuple[str, str]]) -> None:
    assert cut(text, is_foreign=True) == tokens


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        pytest.param("<title/>a", [("start", "<title/>"), ("text", "a")], id="empty-title"),
        pytest.param("<?a > b?>c", [("other", "<?a > b?>"), ("text", "c")], id="instruction"),
        pytest.param("<h:p>a</h:p>", [("start", "<h:p>"), ("text", "a"), ("end", "</h:p>")], id="prefix"),
        pytest.param(
            '<!DOCTYPE a "]>" [<!ENTITY b ">"><!-- ]> --><?c ]> ?>]>d',
            [("other", '<!DOCTYPE a "]>" [<!ENTITY b ">"><!-- ]> --><?c ]> ?>]>'), ("text", "d")],
            id="internal-subset",
        ),
        pytest.param("<!DOCTYPE a [", [("other", "<!DOCTYPE a [")], id="subset-cut-off"),
    ],
)
def test_xhtml_is_cut_as_xml(text: str, tokens: list[tuple[str, str]]) -> None:
    assert cut(text, xml=True) == tokens


def test_names_lose_case_and_in_xhtml_their_prefix() -> None:
    names = [token.name for token in Tokenizer("<H:Em></H:Em>", xml=True).tokens()]

    assert names == ["em", "em"]


def test_attributes_have_the_range_of_their_value() -> None:
    text = """<a B=1 c = "2" d='' e/f g=3/>"""

    token = next(Tokenizer(text).tokens())

    assert [(a.name, text[a.start : a.end], a.quote) for a in token.attributes] == [
        ("b", "1", ""),
        ("c", "2", '"'),
        ("d", "", "'"),
        ("e", "", ""),
        ("f", "", ""),
        ("g", "3/", ""),
    ]


def test_the_first_of_two_equal_attributes_counts() -> None:
    text = '<p title="one" TITLE="two">'
    token = next(Tokenizer(text).tokens())

    found = token.find("title")

    assert found is not None
    assert text[found.start : found.end] == "one"


@given(_SOUP, st.booleans(), st.booleans())
def test_tokens_cover_the_page_without_gaps(text: str, xml: bool, is_foreign: bool) -> None:  # noqa: FBT001
    parts = cut(text, xml=xml, is_foreign=is_foreign)

    assert "".join(part for _, part in parts) == text
    assert all(part for _, part in parts)


@pytest.mark.parametrize(
    "storm",
    [
        "<",
        "</",
        "<!--",
        "<![CDATA[",
        "<?",
        "<a href='",
        "<a b",
        "<script><!--",
        "<title>",
        "<p a=b>",
        '<!doctype "',
        "&",
        "=",
    ],
)
def test_a_storm_takes_time_in_proportion_to_its_length(storm: str) -> None:
    started = time.process_time()

    count = sum(token.kind in Kind for token in Tokenizer(storm * 40_000).tokens())

    # A quadratic step would take minutes here.
    assert count
    assert time.process_time() - started < 5
