from __future__ import annotations

import pytest

from locworker.articles import extract_units, parse_article
from locworker.errors import InputError
from locworker.model import Article

_SPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:m="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" '
    'xmlns:a="http://www.w3.org/2005/Atom" xmlns:h="http://www.w3.org/1999/xhtml"'
)


def rss(inner: str) -> str:
    return f'<rss version="2.0" {_SPACES}><channel>{inner}</channel></rss>'


def atom(inner: str) -> str:
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{inner}</feed>'


def read(text: str, *, path: str = "feed.xml", encoding: str = "utf-8") -> Article:
    return parse_article(text.encode(encoding), article_id=path, path=path)


def texts_of(text: str) -> list[tuple[str, str]]:
    return [(unit.role, unit.text) for unit in extract_units(read(text))]


@pytest.mark.parametrize(
    ("inner", "units"),
    [
        pytest.param(
            "<title>A</title><description>B &amp;amp; C</description><link>https://x.test</link><image><title>D</title>"
            "<url>x</url></image><textInput><title>E</title><name>q</name></textInput>",
            [("title", "A"), ("description", "B &amp; C"), ("title", "D"), ("title", "E")],
            id="channel",
        ),
        pytest.param(
            "<item><guid>G</guid><author>H</author><pubDate>I</pubDate><dc:creator>J</dc:creator><source>K</source>"
            "<comments>L</comments></item>",
            [],
            id="names-dates-and-keys",
        ),
        pytest.param(
            "<item><description>&lt;p>A &lt;b>B&lt;/b>&lt;/p>&lt;img alt='C'&gt;</description></item>",
            [("p", 'A <g id="1">B</g>'), ("alt", "C")],
            id="escaped-html",
        ),
        pytest.param(
            "<item><description>\n <![CDATA[<p>A &eacute;</p><p>B]]>\n</description></item>",
            [("p", "A é"), ("p", "B")],
            id="html-in-cdata",
        ),
        pytest.param(
            "<item><content:encoded><![CDATA[A<br>B]]></content:encoded></item>",
            [("content", 'A<x id="1"/>B')],
            id="whole-content",
        ),
        pytest.param(
            "<title>Profit &lt;Q3 &amp; AT&amp;T</title>", [("title", "Profit &lt;Q3 &amp; AT&amp;T")], id="text"
        ),
        pytest.param(
            "<title>A &lt;3 &amp;lt;b></title>", [("title", "A &lt;3 &lt;b&gt;")], id="a-reference-tells-html"
        ),
        pytest.param("<title>A\n  B\n \n C</title>", [("title", "A B"), ("title", "C")], id="paragraphs"),
        pytest.param("<title>A <![CDATA[& B]]><!-- x --> C</title>", [("title", "A &amp; B C")], id="parts"),
        pytest.param("<title><![CDATA[]]></title><description/>", [], id="empty"),
        pytest.param(
            "<title>&#65; &#150;B &nope; &#xD800;</title>", [("title", 'A <x id="1"/>B &amp;nope; \ufffd')], id="odd"
        ),
        pytest.param(
            "<item><description>A <b>B</b></description></item>",
            [("description", 'A <g id="1">B</g>')],
            id="inline-tags",
        ),
        pytest.param("<item><h:body><h:p>A</h:p></h:body></item>", [("p", "A")], id="xhtml-body"),
        pytest.param(
            "<item><category>A</category><category domain='x'>B</category><dc:subject>C</dc:subject></item>",
            [("category", "A"), ("category", "C")],
            id="categories",
        ),
        pytest.param(
            "<item><m:title type='html'>A &amp;amp; B</m:title><m:description>C</m:description><m:credit>D</m:credit>"
            "<itunes:summary>E</itunes:summary><itunes:author>F</itunes:author></item>",
            [("title", "A &amp; B"), ("description", "C"), ("summary", "E")],
            id="media",
        ),
        pytest.param("<item><a:content type='html'>&lt;p>A</a:content></item>", [("p", "A")], id="atom-inside"),
        pytest.param("<x:title xmlns:x='https://x.test'>A</x:title>", [], id="unknown-namespace"),
        pytest.param(
            "<y xmlns:m='https://x.test'><m:title>A</m:title></y><m:title>B</m:title>", [("title", "B")], id="scope"
        ),
        pytest.param("<title>A</titel><link>x</link></channel>", [], id="wrong-end-tag"),
        pytest.param(
            "<item><title>A</item><item><title>B</title></item>", [("title", "A"), ("title", "B")], id="lost-end-tag"
        ),
        pytest.param("<title>A & B &copy; C</title>", [("title", "A &amp; B © C")], id="bare-ampersand"),
        pytest.param("</item><title>A</title>", [("title", "A")], id="stray-end-tag"),
        pytest.param("<title>A</title><item><title><![CD", [("title", "A")], id="cut-off"),
        pytest.param("<title>A</title><item><title>B<![CDATA[C", [("title", "A")], id="cut-off-in-cdata"),
        pytest.param("<title><![CDATA[A</title>", [], id="open-cdata"),
    ],
)
def test_rss_gives_what_a_reader_shows(inner: str, units: list[tuple[str, str]]) -> None:
    assert texts_of(rss(inner)) == units


@pytest.mark.parametrize(
    ("inner", "units"),
    [
        pytest.param(
            "<title>A</title><subtitle type='text'>B &lt;b&gt;</subtitle>",
            [("title", "A"), ("subtitle", "B &lt;b&gt;")],
            id="text",
        ),
        pytest.param(
            "<title type='html'>A &lt;b&gt;B&lt;/b&gt; C</title>", [("title", 'A <g id="1">B</g> C')], id="html"
        ),
        pytest.param(
            "<entry><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>A <b>B</b>&#160;C</p></div>"
            "</content></entry>",
            [("p", 'A <g id="1">B</g>\xa0C')],
            id="xhtml",
        ),
        pytest.param("<summary type='xhtml'>A</summary>", [("summary", "A")], id="xhtml-without-elements"),
        pytest.param(
            "<content type='application/octet-stream'>QQ==</content><content mode='base64'>QQ==</content>",
            [],
            id="base64",
        ),
        pytest.param("<content type='image/svg+xml'><svg><title>A</title></svg></content>", [("title", "A")], id="svg"),
        pytest.param(
            "<source><title>A</title></source><author><name>B</name></author><rights>C</rights>", [], id="others"
        ),
        pytest.param(
            "<category term='x' label='A &quot;B&quot;'/><category term='y'/>", [("category", 'A "B"')], id="label"
        ),
    ],
)
def test_atom_gives_what_a_reader_shows(inner: str, units: list[tuple[str, str]]) -> None:
    assert texts_of(atom(inner)) == units


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "<?xml version='1.0'?><!DOCTYPE rss PUBLIC '-//N//DTD RSS 0.91//EN' 'https://x.test/rss-0.91.dtd'>"
            "<rss version='0.91'><channel><title>A</title></channel></rss>",
            id="rss-0.91",
        ),
        pytest.param(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://my.netscape.com/rdf/simple/0.9/'>"
            "<channel><title>A</title></channel></rdf:RDF>",
            id="rss-0.9",
        ),
        pytest.param(
            "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>"
            "<item><title>A</title></item></rdf:RDF>",
            id="rss-1.0",
        ),
        pytest.param("<rss xmlns='http://backend.userland.com/rss2'><title>A</title></rss>", id="rss-2.0-namespace"),
        pytest.param("<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>A</title></feed>", id="atom-0.3"),
        pytest.param("<feed><title>A</title></feed>", id="atom-without-namespace"),
        pytest.param(
            "<atom:feed xmlns:atom='http://purl.org/atom/ns#draft-5'><atom:title>A</atom:title></atom:feed>", id="draft"
        ),
        pytest.param("<Channel xmlns='http://purl.org/net/rss1.1#'><title>A</title></Channel>", id="rss-1.1"),
        pytest.param("<rss xmlns='https://x.test/'><title>A</title></rss>", id="rss-in-another-namespace"),
        pytest.param("<!DOCTYPE x><rss><title>A</title></rss>", id="plain-doctype"),
        pytest.param("<!-- x -->\n<?xml version='1.0'?><rss><title>A</title></rss>", id="late-declaration"),
    ],
)
def test_each_dialect_is_read(text: str) -> None:
    assert texts_of(text) == [("title", "A")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(
            "<svg xmlns='http://www.w3.org/2000/svg'><title>A</title></svg>",
            "XML but no feed: its root is <svg>",
            id="svg",
        ),
        pytest.param("<rdf:RDF xmlns:rdf='r'><x/></rdf:RDF>", "no feed: its root is <rdf:RDF>", id="other-rdf"),
        pytest.param("Bonds rose.", "is no feed: it has no element", id="text"),
        pytest.param("", "is no feed: it has no element", id="empty"),
        pytest.param("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><title>&a;</title></rss>", "has a DOCTYPE", id="entity"),
        pytest.param(
            "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><rss><title>&a;</title></rss>",
            "has a DOCTYPE",
            id="external",
        ),
        pytest.param("<!DOCTYPE rss SYSTEM 'a' [<!-- ", "has a DOCTYPE", id="open-doctype"),
        pytest.param("<rss><!doctype x [<!ENTITY a 'b'>]><title>A</title></rss>", "has a DOCTYPE", id="late-doctype"),
        pytest.param("<rss>" + "<a>" * 1000, "more than 1,000 levels", id="deep"),
        pytest.param("<rss>" + "<a/>" * 200_000, "more than 200,000 tags", id="many-tags"),
        pytest.param(rss("<_x>A</_x>"), "second parser", id="name-that-is-none-in-html"),
    ],
)
def test_what_is_no_feed_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        extract_units(read(text))

    assert "\n" not in str(caught.value)
