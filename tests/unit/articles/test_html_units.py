from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles import extract_units, parse_article
from locworker.errors import InputError
from locworker.model import Unit
from locworker.text import view_text


def units_of(text: str, *, path: str = "a.html") -> tuple[Unit, ...]:
    return extract_units(parse_article(text.encode(), article_id=path, path=path))


def texts_of(text: str, *, path: str = "a.html") -> list[tuple[str, str]]:
    return [(unit.role, unit.text) for unit in units_of(text, path=path)]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        pytest.param("<h2>A</h2><p>B</p>", [("h2", "A"), ("p", "B")], id="heading-and-paragraph"),
        pytest.param("<p>A<p>B", [("p", "A"), ("p", "B")], id="paragraphs-without-end"),
        pytest.param("<p>A<table><tr><td>B</table>", [("p", "A"), ("td", "B")], id="paragraph-before-a-table"),
        pytest.param("<ul><li>A<li>B<ul><li>C</ul></ul>", [("li", "A"), ("li", "B"), ("li", "C")], id="list"),
        pytest.param("<dl><dt>A<dd>B<dt>C</dl>", [("dt", "A"), ("dd", "B"), ("dt", "C")], id="definitions"),
        pytest.param(
            "<table><caption>A<tr><th>B<td>C<tbody><tr><td>D</table>E",
            [("caption", "A"), ("th", "B"), ("td", "C"), ("td", "D"), ("body", "E")],
            id="table",
        ),
        pytest.param(
            "<select><option>A<option>B<optgroup label=C><option>D</select>",
            [("option", "A"), ("option", "B"), ("label-attribute", "C"), ("option", "D")],
            id="options",
        ),
        pytest.param("<div>A<p>B</p>C</div>", [("div", "A"), ("p", "B"), ("div", "C")], id="text-between-blocks"),
        pytest.param("<blockquote>A</blockquote>", [("blockquote", "A")], id="quotation"),
        pytest.param("<details><summary>A</summary>B</details>", [("summary", "A"), ("details", "B")], id="details"),
        pytest.param("A", [("body", "A")], id="no-tags"),
        pytest.param("<title>A &amp; B</title>", [("title", "A &amp; B")], id="title"),
        pytest.param("<textarea>A\r\n  B</textarea>", [("textarea", 'A<x id="1"/>B')], id="textarea-keeps-space"),
        pytest.param(
            "---\r\ntitle: A\r\n---\r\n<p>B",
            [("body", '---<x id="1"/>title: A<x id="2"/>---'), ("p", "B")],
            id="front-matter",
        ),
        pytest.param("<template><p>A</template>", [("p", "A")], id="template"),
        pytest.param("<noscript><p>A</noscript>", [("p", "A")], id="noscript"),
        pytest.param("<p>A<br>B</p>", [("p", 'A<x id="1"/>B')], id="line-break"),
        pytest.param("<p>A</br>B</p>", [("p", 'A<x id="1"/>B')], id="line-break-by-end-tag"),
        pytest.param("<div><table><td>A</div>B", [("td", "A"), ("td", "B")], id="end-tag-out-of-a-cell"),
        pytest.param("<div><b><p>A</b>B</p></div>C", [("p", 'A<x id="1"/>B'), ("body", "C")], id="end-tag-out-of-turn"),
        pytest.param("<p>A<br> <br>B</p>", [("p", "A"), ("p", "B")], id="two-line-breaks"),
        pytest.param("<p><x-card>A</x-card></p>", [("p", "A")], id="unknown-element-is-inline"),
        pytest.param("<button>A</p>B</button>", [("button", "A"), ("button", "B")], id="end-tag-out-of-scope"),
    ],
)
def test_each_block_is_a_unit(text: str, units: list[tuple[str, str]]) -> None:
    assert texts_of(text) == units


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("<p>A <a href=x>B</a> C", 'A <g id="1">B</g> C', id="pair"),
        pytest.param("<p>A <b>B <i>C</i></b> D", 'A <g id="1">B <g id="2">C</g></g> D', id="nested"),
        pytest.param("<p>A <b><i><u>B</u></i></b> C", 'A <g id="1">B</g> C', id="wrapped-twice"),
        pytest.param(
            "<p>A <b><i>B</i> </b><b> <i>C</i></b> D",
            'A <g id="1"><g id="2">B</g> </g><g id="3"> <g id="4">C</g></g> D',
            id="wrapped-with-a-gap",
        ),
        pytest.param("<p>A <img src=x> B", 'A <x id="1"/> B', id="void"),
        pytest.param("<p>A <b>B", 'A <x id="1"/>B', id="unclosed"),
        pytest.param("<p>A</b> B", 'A<x id="1"/> B', id="unopened"),
        pytest.param("<p>A <b>B <i>C</b> D</i> E", 'A <g id="1">B <x id="2"/>C</g> D<x id="3"/> E', id="crossed"),
        pytest.param("<p>A <a id=x></a>B", 'A <x id="1"/>B', id="empty-pair"),
        pytest.param("<p>A <a href=x><img src=y> </a>B", 'A <x id="1"/>B', id="pair-around-an-image"),
        pytest.param("<p>A <code>x <b>y</b></code> B", 'A <x id="1"/> B', id="code"),
        pytest.param("<p>A <script>x</script> B", 'A <x id="1"/> B', id="script"),
        pytest.param("<p>A <svg><title>t</title><g>x</g></svg> B", 'A <x id="1"/> B', id="svg"),
        pytest.param("<p>A <math><mi>x</mi></math> B", 'A <x id="1"/> B', id="formula"),
        pytest.param("<p>A <!-- x --> B", 'A <x id="1"/> B', id="comment"),
        pytest.param("<p>A <!-- -->B", "A B", id="empty-comment"),
        pytest.param("<p>A <span translate=no>x</span> B", 'A <x id="1"/> B', id="translate-no"),
        pytest.param("<p>A <span class='a notranslate'>x</span> B", 'A <x id="1"/> B', id="notranslate"),
        pytest.param(
            "<p>A <span translate=no>x <b translate>y</b> z</span> B",
            'A <x id="1"/><g id="2">y</g><x id="3"/> B',
            id="translate-again",
        ),
        pytest.param("<p>A <code translate=yes>B</code>", 'A <g id="1">B</g>', id="code-that-is-translated"),
    ],
)
def test_inline_tags_become_placeholders(text: str, unit: str) -> None:
    assert texts_of(text) == [("p", unit)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<p><b>A B</b></p>", id="one-pair"),
        pytest.param("<p> <a href=x> <b>A B</b> </a>\n</p>", id="two-pairs-and-spaces"),
        pytest.param("<p><img src=x> A B <img src=x></p>", id="images"),
        pytest.param("<p><a id=x></a>A B<a id=y></a></p>", id="empty-pairs"),
        pytest.param("<p><b>A B</p>", id="unclosed"),
        pytest.param("<p>A B</b></p>", id="unopened"),
        pytest.param("<p>&nbsp;A B&#160; \u00a0</p>", id="no-break-spaces"),
        pytest.param("<p><!-- x --><br>A B<script>x</script></p>", id="what-is-not-read"),
    ],
)
def test_what_stands_around_a_whole_text_is_left_out(text: str) -> None:
    unit = units_of(text)[0]

    assert (unit.text, unit.codes, text[unit.start : unit.end]) == ("A B", (), "A B")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("<p><code>x</code> is set</p>", '<x id="1"/> is set', id="code-at-the-start"),
        pytest.param("<p>Set <code>x</code></p>", 'Set <x id="1"/>', id="code-at-the-end"),
        pytest.param("<p><b>A</b> and <b>B</b></p>", '<g id="1">A</g> and <g id="2">B</g>', id="pairs-at-both-edges"),
    ],
)
def test_what_is_read_stays_at_the_edge(text: str, unit: str) -> None:
    assert texts_of(text) == [("p", unit)]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        pytest.param("a\n  b\t\tc\r\nd", "a b c d", id="white-space"),
        pytest.param("a&nbsp;b\u00a0c", "a\u00a0b\u00a0c", id="no-break-space"),
        pytest.param("caf&eacute; &#x2014; &#8364;", "café — €", id="references"),
        pytest.param("a&#10;b", "a b", id="line-end-by-reference"),
        pytest.param("AT&T &copy2 &notit; &bogus; & &", "AT&amp;T ©2 ¬it; &amp;bogus; &amp; &amp;", id="no-references"),
        pytest.param("a&&amp;&&lt;b", "a&amp;&amp;&amp;&lt;b", id="ampersands-in-a-row"),
        pytest.param("a &lt;b&gt; > c", "a &lt;b&gt; &gt; c", id="literals"),
        pytest.param("e\u0301", "é", id="composed"),
        pytest.param("&#x80; &#0;a &#xD800; &#x110000;", "€ \ufffda \ufffd \ufffd", id="repairs"),
        pytest.param(f"a&#{'9' * 5000};", "a\ufffd", id="number-out-of-range"),
        pytest.param(
            "a&#1;b\u0001c\uffff d\u2028e",
            'a<x id="1"/>b<x id="2"/>c<x id="3"/> d<x id="4"/>e',
            id="controls-are-placeholders",
        ),
    ],
)
def test_text_reads_as_a_browser_shows_it(text: str, unit: str) -> None:
    assert texts_of(f"<p>{text}</p>") == [("p", unit)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<pre>x</pre>", id="pre"),
        pytest.param("<code>x</code>", id="code"),
        pytest.param("<kbd>x</kbd> <samp>x</samp> <tt>x</tt> <var>x</var>", id="keys"),
        pytest.param("<script>x</script><style>x</style>", id="script-and-style"),
        pytest.param("<iframe>x</iframe><xmp>x</xmp>", id="raw-text"),
        pytest.param("<svg><text>x</text></svg><math><mi>x</mi></math>", id="drawing-and-formula"),
        pytest.param("<div translate=no><p>x<p translate=maybe>y</div>", id="translate-no"),
        pytest.param("<p>12</p><p>–</p><p>&nbsp;</p>", id="no-letters"),
        pytest.param("<p><a href=x>https://example.org/a</a></p>", id="address"),
        pytest.param("<p></p><!-- x -->", id="nothing"),
        pytest.param("", id="empty"),
    ],
)
def test_what_is_not_for_translators_is_no_unit(text: str) -> None:
    assert units_of(text) == ()


def test_code_that_lacks_its_end_tag_ends_with_its_block() -> None:
    assert texts_of("<p>A <code>x</p><p>B</p>") == [("p", 'A <x id="1"/>'), ("p", "B")]


def test_code_that_ends_in_another_block_ends_there() -> None:
    assert texts_of("<code><p>x</code>A</p>") == [("p", '<x id="1"/>A')]


def test_an_end_tag_that_does_not_reach_is_passed_over() -> None:
    assert texts_of("<span translate=no><p>x</span>y</p>z</span>A") == [("body", '<x id="1"/>A')]


def test_a_block_ends_a_drawing_that_is_not_closed() -> None:
    assert texts_of("<svg><g><p>A</p>") == [("p", "A")]


def test_html_inside_a_drawing_is_left_alone_too() -> None:
    text = "<p>A <svg><foreignObject><div>x</div></foreignObject><br></svg></p><svg/><p>B</p>"

    assert texts_of(text) == [("p", "A"), ("p", "B")]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        pytest.param("<img alt='A'>", [("alt", "A")], id="alt"),
        pytest.param("<input alt=A type=image>", [("alt", "A")], id="bare-alt"),
        pytest.param('<p title=" A  b ">B</p>', [("title-attribute", "A b"), ("p", "B")], id="title"),
        pytest.param("<a title=A title=B>1</a>", [("title-attribute", "A")], id="first-of-two"),
        pytest.param("<nav aria-label=A></nav>", [("aria-label", "A")], id="aria-label"),
        pytest.param("<input placeholder=A>", [("placeholder", "A")], id="placeholder"),
        pytest.param("<input type=SUBMIT value=A><input value=B>", [("value", "A")], id="button"),
        pytest.param("<svg aria-label=A><text aria-label=B>x</text></svg>", [("aria-label", "A")], id="drawing"),
        pytest.param("<iframe title=A></iframe>", [("title-attribute", "A")], id="frame"),
        pytest.param("<meta name=Description content=A>", [("meta:description", "A")], id="description"),
        pytest.param("<meta property=og:title content=A>", [("meta:og:title", "A")], id="open-graph"),
        pytest.param("<meta name=twitter:title content=A>", [("meta:twitter:title", "A")], id="twitter"),
        pytest.param("<meta itemprop=headline content=A>", [("meta:headline", "A")], id="microdata"),
        pytest.param("<meta name=author content=A><meta content=B>", [], id="other-metadata"),
        pytest.param("<img alt='1 &copy=2 A&amp;B'>", [("alt", "1 &amp;copy=2 A&amp;B")], id="references"),
        pytest.param("<link title=A rel=x><style title=A></style>", [], id="not-shown"),
        pytest.param("<p translate=no title=A></p><img class=notranslate alt=A>", [], id="not-translated"),
        pytest.param("<pre title=A><b title=B>x</b></pre>", [("title-attribute", "A")], id="code"),
        pytest.param("<a href=A onclick=B data-x=C></a>", [], id="never-a-link-or-script"),
        pytest.param("<p title='A&#10;B'>", [("title-attribute", 'A<x id="1"/>B')], id="line-end"),
        pytest.param("<img alt=''><img alt>", [], id="empty"),
    ],
)
def test_attributes_that_are_read_are_units(text: str, units: list[tuple[str, str]]) -> None:
    assert texts_of(text) == units


@pytest.mark.parametrize(
    ("data", "units"),
    [
        pytest.param('{"headline": "A", "url": "b"}', [("headline", "A")], id="headline"),
        pytest.param('[{"description": ["A", "B"]}]', [("description", "A"), ("description", "B")], id="list"),
        pytest.param('{"name": "A", "@type": ["Thing", "Question"]}', [("name", "A")], id="name-of-a-question"),
        pytest.param('{"@type": "Person", "name": "A"}', [], id="name-of-a-person"),
        pytest.param('{"@type": "Answer", "text": "A"}', [("text", "A")], id="answer"),
        pytest.param('{"@type": "Review", "text": "A"}', [], id="other-text"),
        pytest.param(r'{"headline": "A \"b\" \u00e9 \ud83d\ude00 <"}', [("headline", 'A "b" é 😀 &lt;')], id="escapes"),
        pytest.param(r'{"headline": "A\b\ud800\q"}', [("headline", 'A<x id="1"/><x id="2"/>\\q')], id="bad-escapes"),
        pytest.param(r'{"headline": "A\nB"}', [("headline", 'A<x id="1"/>B')], id="line-end"),
        pytest.param(r'{"headline": "<p>A<\/p>"}', [("headline", '<x id="1"/>A<x id="2"/>')], id="tags"),
        pytest.param('{"headline": "A"', [], id="cut-off"),
        pytest.param('{"headline": "A"]', [], id="crossed"),
        pytest.param('}{"headline": "A"}', [], id="too-many-ends"),
        pytest.param('/* x */ {"headline": "A"}', [], id="no-json"),
        pytest.param("[" * 30_000 + "]" * 30_000, [], id="deep"),
    ],
)
def test_structured_data_that_is_read_is_a_unit(data: str, units: list[tuple[str, str]]) -> None:
    text = f'<script type="application/ld+json; charset=utf-8">{data}</script>'

    assert texts_of(text) == [(f"jsonld:{key}", value) for key, value in units]


def test_other_scripts_hold_no_units() -> None:
    assert texts_of('<script type="application/json">{"headline": "A"}</script>') == []


def test_units_come_in_the_order_of_the_source_with_numbers_of_their_role() -> None:
    text = '<p>A <img alt="B"></p><h1 title="C">D</h1><p>E</p>'

    assert [unit.id for unit in units_of(text)] == ["p:1", "alt:1", "title-attribute:1", "h1:1", "p:2"]


def test_a_codes_source_is_kept() -> None:
    unit = units_of('<p>A <a HREF="x">b</a><br/>c</p>')[0]

    assert [(code.id, code.open, code.close) for code in unit.codes] == [
        (1, '<a HREF="x">', "</a>"),
        (2, "<br/>", None),
    ]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        pytest.param("<html><title/><p>A</p></html>", [("p", "A")], id="empty-elements"),
        pytest.param("<h:a xmlns:h='x'><h:p>A <h:b>B</h:b></h:p></h:a>", [("p", 'A <g id="1">B</g>')], id="prefix"),
        pytest.param("<html><p>A <![CDATA[x]]> B</p></html>", [("p", 'A <x id="1"/> B')], id="cdata"),
        pytest.param("<!DOCTYPE html SYSTEM 'x'><p>A&nbsp;B</p>", [("p", "A\u00a0B")], id="references"),
        pytest.param("<!DOCTYPE p [<!ENTITY a 'x'>]><p>A&a;B &lt;</p>", [("p", "A&amp;a;B &lt;")], id="own-entity"),
        pytest.param("<p>A<p>B", [("p", "A"), ("p", "B")], id="not-well-formed-is-html"),
    ],
)
def test_well_formed_xhtml_is_read_as_xml(text: str, units: list[tuple[str, str]]) -> None:
    assert texts_of(text, path="a.xhtml") == units


def test_a_bomb_of_entities_stays_small() -> None:
    entities = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    text = f"<!DOCTYPE p [<!ENTITY a0 'x'>{entities}]><p>&a11;</p>"

    assert [text for _, text in texts_of(text, path="a.xhtml")] == ["&amp;a11;"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("</>" * 200_001, "more than 200,000 tags", id="tags"),
        pytest.param("<p>" + "ab " * 170_000, "one text of 510,000 characters", id="text"),
        pytest.param(f'<img alt="{"a" * 500_001}">', "one text of 500,001 characters", id="attribute"),
        pytest.param("<p>a" + "\u0301\u0316" * 600, "more than 1000 combining marks", id="marks"),
        pytest.param("<div>" * 40_000 + "a", "nested too deeply", id="depth"),
        pytest.param(
            "<b><i><u><s><tt><em><big><font><small><strong>" * 11 + "<p>" * 34_000, "nested too deeply", id="formatting"
        ),
    ],
)
def test_a_page_beyond_all_measure_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=f"a.html: .*{message}"):
        units_of(text)


_TAGS = (
    "<p> </p> <div> </div> <b> </b> <i> <a> </a> <br> <!--c--> <table> <tr> <td> </table> <ul> <li> </ul> <h1> </h1>"
)


@given(st.lists(st.sampled_from([*_TAGS.split(), "Bonds ", "rose", " &amp; fell", " é "]), max_size=40))
def test_every_word_of_a_page_is_in_one_unit(parts: list[str]) -> None:
    words = "".join(re.findall(r"\w", unescape("".join(part for part in parts if part[0] != "<"))))

    units = units_of("".join(parts))

    assert "".join(re.findall(r"\w", "".join(view_text(unit.text).plain for unit in units))) == words
