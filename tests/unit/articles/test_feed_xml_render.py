from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles import extract_units, locate, parse_article, render_article
from locworker.errors import InputError
from locworker.model import Article
from locworker.text import escape_markup, is_translatable

_SPACES = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:a="http://www.w3.org/2005/Atom"'


def rss(inner: str) -> str:
    return f'<rss version="2.0" {_SPACES}><channel>{inner}</channel></rss>'


def read(text: str) -> Article:
    return parse_article(text.encode(), article_id="feed.xml", path="feed.xml")


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
