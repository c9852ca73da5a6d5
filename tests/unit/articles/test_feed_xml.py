from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles import extract_units, locate, parse_article, render_article
from locworker.errors import InputError
from locworker.model import Article
from locworker.text import escape_markup, is_translatable

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


def translate(text: str, targets: dict[str, str]) -> str:
    """Return a feed with targets by unit id."""
    return render_article(read(text), targets, source_lang="en", target_lang="de").decode()


def is_well_formed(content: bytes) -> bool:
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the library's signature
    except expat.ExpatError:
        return False
    return True


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
        pytest.param("<rss><!doctype x><title>A</title></rss>", "has a DOCTYPE", id="late-doctype"),
        pytest.param("<rss>" + "<a>" * 1000, "more than 1,000 levels", id="deep"),
        pytest.param("<rss>" + "<a/>" * 200_000, "more than 200,000 tags", id="many-tags"),
        pytest.param(rss("<_x>A</_x>"), "second parser", id="name-that-is-none-in-html"),
    ],
)
def test_what_is_no_feed_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        extract_units(read(text))

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("inner", "targets", "rendered"),
    [
        pytest.param("<title>A</title>", {"title:1": "S&amp;P &gt; 5 ü"}, "<title>S&amp;P &gt; 5 ü</title>", id="text"),
        pytest.param(
            "<title>A</title>",
            {"title:1": "&lt;b> &amp;lt;"},
            "<title>&amp;lt;b&gt; &amp;amp;lt;</title>",
            id="no-markup",
        ),
        pytest.param(
            "<title><![CDATA[A & B]]></title>", {"title:1": "C &amp; D"}, "<title><![CDATA[C & D]]></title>", id="cdata"
        ),
        pytest.param(
            "<title><![CDATA[A]]></title>",
            {"title:1": "]]&gt;"},
            "<title><![CDATA[]]]]><![CDATA[>]]></title>",
            id="end-of-cdata",
        ),
        pytest.param(
            "<item><description>&lt;p class=&quot;x&quot;>A &lt;b&gt;B&lt;/b>&lt;/p></description></item>",
            {"p:1": '<g id="1">C</g> &lt; D'},
            "<item><description>&lt;p class=&quot;x&quot;>&lt;b&gt;C&lt;/b> &amp;lt; D&lt;/p></description></item>",
            id="escapes-of-tags-stay",
        ),
        pytest.param(
            "<item><description><b>A</b> <i>B</i></description></item>",
            {"description:1": '<g id="2">C &amp; D</g> <g id="1">E</g>'},
            "<item><description><i>C &amp; D</i> <b>E</b></description></item>",
            id="inline-tags",
        ),
        pytest.param(
            "<title>A<!-- x --> <![CDATA[&lt; B]]></title>",
            {"title:1": "C &lt;d"},
            "<title>C &amp;lt;d</title>",
            id="parts",
        ),
        pytest.param(
            "<a:category label='A'/>",
            {"category:1": "B's &lt;\"&gt;"},
            "<a:category label='B&#39;s &lt;&quot;&gt;'/>",
            id="attribute",
        ),
        pytest.param(
            "<language>\n en-us</language><dc:language>fr</dc:language><title xml:lang='en'>A</title>",
            {"title:1": "B"},
            "<language>\n de</language><dc:language>fr</dc:language><title xml:lang='de'>B</title>",
            id="languages",
        ),
        pytest.param("<language/><title>A</title>", {"title:1": "B"}, "<language/><title>B</title>", id="no-language"),
    ],
)
def test_a_target_is_written_in_the_syntax_of_its_place(inner: str, targets: dict[str, str], rendered: str) -> None:
    assert translate(rss(inner), targets) == rss(rendered)


def test_an_unchanged_feed_keeps_its_language() -> None:
    text = rss("<language>en</language><title>A</title>")

    assert translate(text, {"title:1": "A"}) == text


def test_a_target_leaves_other_texts_alone() -> None:
    rendered = translate(rss("<title>A</title><item><title>&#66;</title></item>"), {"title:1": "C"})

    assert rendered == rss("<title>C</title><item><title>&#66;</title></item>")


def test_a_control_character_is_refused() -> None:
    with pytest.raises(InputError, match=r"holds U\+0007, which cannot stand in XML"):
        translate(rss("<title>A</title>"), {"title:1": "a\x07"})


@pytest.mark.parametrize(
    ("label", "codec", "source", "rendered"),
    [
        pytest.param("ISO-8859-1", "latin-1", "<title>é</title>", "<title>ü &#8364;</title>", id="latin-1"),
        pytest.param(
            "ISO-8859-1",
            "latin-1",
            "<title><![CDATA[é]]></title>",
            "<title><![CDATA[ü ]]>&#8364;<![CDATA[]]></title>",
            id="cdata",
        ),
        pytest.param("windows-1252", "cp1252", "<title>é</title>", "<title>ü €</title>", id="windows-1252"),
        pytest.param(
            "ISO-8859-15",
            "iso8859-15",
            "<description>&lt;p>é</description>",
            "<description>&lt;p>ü €</description>",
            id="latin-9",
        ),
        pytest.param("us-ascii", "ascii", "<title>e</title>", "<title>&#252; &#8364;</title>", id="ascii"),
        pytest.param("x-none", "cp1252", "<title>é</title>", "<title>&#252; &#8364;</title>", id="unknown"),
        pytest.param("hex", "cp1252", "<title>é</title>", "<title>&#252; &#8364;</title>", id="no-encoding"),
        pytest.param("ISO-8859-1", "latin-1", "<title>A <b>é</b></title>", "<title>ü &#8364;</title>", id="markup"),
    ],
)
def test_what_the_declared_encoding_lacks_is_written_by_number(
    label: str, codec: str, source: str, rendered: str
) -> None:
    declaration = f'<?xml version="1.0" encoding="{label}"?>'
    article = parse_article((declaration + rss(source)).encode(codec), article_id="a.rss", path="a.rss")
    unit = extract_units(article)[0]
    target = "ü €" if not unit.codes else 'ü € <g id="1">x</g>'

    content = render_article(article, {unit.id: target}, source_lang="en", target_lang="de")

    expected = rendered if not unit.codes else "<title>ü &#8364; <b>x</b></title>"
    assert content == (declaration + rss(expected)).encode(codec)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le"])
def test_unicode_feeds_keep_their_encoding(encoding: str) -> None:
    content = rss("<title>é</title>").encode(encoding)
    article = parse_article(content, article_id="a.atom", path="a.atom")

    assert render_article(article, {"title:1": "é"}, source_lang="en", target_lang="de") == content
    assert render_article(article, {"title:1": "€"}, source_lang="en", target_lang="de") == rss(
        "<title>€</title>"
    ).encode(encoding)


def test_an_offset_is_found_again_in_the_feed() -> None:
    article = read(
        rss("\n<item><description>&lt;p>AT&amp;amp;T's &lt;b>bond&lt;/b> prices&lt;/p></description></item>")
    )
    unit = extract_units(article)[0]

    places = [locate(article, unit, unit.text.index(word)) for word in ("AT&", "T's", "bond", "prices")]

    assert places == [(2, 26), (2, 37), (2, 47), (2, 59)]


_PIECES = """
<title>A</title> <description> </description> <item> </item> <title> </title> <![CDATA[ ]]> &lt;p> &lt;/p> <p> </p>
word Bonds~rose. &amp; &amp;lt; & <b> </b> <!--x--> <a:category~label='A~b'/> <language>en</language> é e\u0301 &#233;
&eacute; &lt;a~title="T"> &lt;br> <x/> ]] > <dc:title> </dc:title> 3.5%
"""
_SOUP = [piece.replace("~", " ") for piece in _PIECES.split()] + ["\r\n", "\n\n", "\x01"]


@given(st.lists(st.sampled_from(_SOUP), max_size=25).map(" ".join))
def test_any_feed_comes_back_unchanged(inner: str) -> None:
    text = rss(inner)
    article = read(text)
    try:
        units = extract_units(article)
    except InputError:
        return

    rendered = render_article(article, {unit.id: unit.text for unit in units}, source_lang="en", target_lang="de")

    assert rendered == text.encode()
    assert len({unit.id for unit in units}) == len(units)
    for unit in units:
        assert 0 <= unit.start < unit.end <= len(text)
        assert is_translatable(unit.text)
        assert [offset for offset, _ in unit.offsets] == sorted({offset for offset, _ in unit.offsets})


_TEXTS = ["<title>{}</title>", "<item><title><![CDATA[{}]]></title></item>", "<a:title type='html'>{}</a:title>"]
_TEXTS += ["<a:summary>{}</a:summary>", "<title>x <![CDATA[{}]]></title>", "<a:category label='{}'/>"]


@given(
    st.lists(st.tuples(st.sampled_from(_TEXTS), st.sampled_from(["A", "A &lt;b&gt;B&lt;/b&gt; C", "A &amp;amp; B"]))),
    st.text(st.sampled_from("aB ü€<>&;\"']#lt/"), max_size=12),
)
def test_a_target_is_read_again_as_it_was(parts: list[tuple[str, str]], words: str) -> None:
    article = read(rss("".join(frame.format(text) for frame, text in parts)))
    units = extract_units(article)
    target = escape_markup(f"x{words}y".replace("  ", " ").replace("  ", " "))
    targets = {
        unit.id: target
        + "".join(f'<g id="{code.id}">z</g>' if code.close else f'<x id="{code.id}"/>' for code in unit.codes)
        for unit in units
    }

    content = render_article(article, targets, source_lang="en", target_lang="de")
    again = extract_units(parse_article(content, article_id="feed.xml", path="feed.xml"))

    assert is_well_formed(content)
    assert [unit.text for unit in again] == [targets[unit.id] for unit in units]
