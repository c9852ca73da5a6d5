from __future__ import annotations

import pytest

from locworker.engines.markup import canonical, has_words, split_edges, without_forbidden


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        pytest.param('<g id="1">a</g> <x id="2"/>', '<g id="1">a</g> <x id="2"/>', id="as-it-should-be"),
        pytest.param("<g id='1'>a</g >", '<g id="1">a</g>', id="other-quotes-and-spaces"),
        pytest.param('<x id="2"></x> <x id="3" />', '<x id="2"/> <x id="3"/>', id="empty-elements"),
        pytest.param('<g id="1"/>', '<g id="1"></g>', id="an-empty-group"),
        pytest.param("R&D < 5 > 4", "R&amp;D &lt; 5 &gt; 4", id="unescaped"),
        pytest.param("&quot;a&apos;s&quot; &#39; &#x27;", "\"a's\" ' '", id="needless-escapes"),
        pytest.param("&amp;lt; &#60;", "&amp;lt; &lt;", id="escapes-of-escapes"),
        pytest.param("<b>bold</b>", "&lt;b&gt;bold&lt;/b&gt;", id="tags-of-its-own"),
        pytest.param("&nbsp; &#1114112; &#x110000; &#0;", "&amp;nbsp;   ", id="impossible-characters"),
        pytest.param("e\u0301", "é", id="decomposed"),
    ],
)
def test_answers_come_into_the_one_form(answer: str, text: str) -> None:
    assert canonical(answer) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('<x id="12"/> — <g id="1"></g>', False, id="markup-and-dashes"),
        pytest.param("&amp; &lt;", False, id="signs-that-are-escaped"),
        pytest.param("5", True, id="a-digit"),
        pytest.param("市場", True, id="ideographs"),
    ],
)
def test_tells_whether_there_is_work(text: str, *, expected: bool) -> None:
    assert has_words(text) is expected


@pytest.mark.parametrize("text", ["a", " a", "a\n", "\u00a0 a b \t", "", " "])
def test_edges_and_body_are_the_text(text: str) -> None:
    lead, body, trail = split_edges(text)

    assert lead + body + trail == text
    assert body == (text.strip() or text)


def test_what_xml_forbids_is_taken_out() -> None:
    assert without_forbidden("a\x00b\x0b\ufffe\ud800c\td\U0001f600") == "abc\td\U0001f600"
