from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from locworker.articles import extract_units, parse_article, render_article
from locworker.articles.html import render_unit
from locworker.errors import InputError
from locworker.model import Article

_PIECES = """
<p> </p> <p>word <div> </div> <b> </b> <i> </i> <a~href='x?a&b'~title='Tip~here'> </a> <br> <br/> <img~alt=Alt> <code>
</code> <span~translate=no> </span> <pre> </pre> <table> <tr> <td> </table> <ul> <li> </ul> <title> </title> <textarea>
</textarea> <script> </script> <style> </style> <!-- --> <!--x--> <svg> </svg> <math> <mi> <select> <option> </select>
<template> </template> <![CDATA[ ]]> </ < > & &amp; &lt;b&gt; &eacute; e\u0301 \u0001 one~two Bonds~rose. 3.5% <x <h1>
<frameset> </h1> <form> </form> <button>
"""
_WORDS = [piece.replace("~", " ") for piece in _PIECES.split()]
_SOUP = st.lists(st.sampled_from([*_WORDS, "\r\n", "\n"]), max_size=25).map(" ".join)


def read(text: str, *, path: str = "a.html") -> Article:
    return parse_article(text.encode(), article_id=path, path=path)


def translate(text: str, target: str, *, unit: str, path: str = "a.html") -> str:
    """Return a page in which one unit got a target."""
    article = read(text, path=path)
    return render_article(article, {unit: target}, source_lang="en", target_lang="de").decode()


@pytest.mark.parametrize(
    ("text", "unit", "target", "rendered"),
    [
        pytest.param("<p>A</p>", "p:1", "B", "<p>B</p>", id="text"),
        pytest.param("<p> A\n</p>", "p:1", "B", "<p> B\n</p>", id="space-around-stays"),
        pytest.param("<p><b>A</b></p>", "p:1", "B", "<p><b>B</b></p>", id="tags-around-stay"),
        pytest.param("<p>A</p>", "p:1", "x &lt; y &amp; z", "<p>x &lt; y &amp; z</p>", id="escapes"),
        pytest.param("<p>A</p>", "p:1", "<script>", "<p>&lt;script&gt;</p>", id="markup-is-text"),
        pytest.param(
            "<p>A <a href='x?a&b'>B</a>.</p>",
            "p:1",
            '<g id="1">C</g> D.',
            "<p><a href='x?a&b'>C</a> D.</p>",
            id="tags-move-untouched",
        ),
        pytest.param(
            "<p>A <b><i>B</i></b>.</p>", "p:1", '<g id="1">C</g> D.', "<p><b><i>C</i></b> D.</p>", id="tags-in-one"
        ),
        pytest.param("<p>A <img src=x> B</p>", "p:1", 'C <x id="1"/>', "<p>C <img src=x></p>", id="placeholder"),
        pytest.param("<img alt='A'>", "alt:1", 'it\'s "B"', "<img alt='it&#39;s \"B\"'>", id="single-quotes"),
        pytest.param('<img alt="A">', "alt:1", 'it\'s "B"', '<img alt="it\'s &quot;B&quot;">', id="double-quotes"),
        pytest.param("<img alt=A src=x>", "alt:1", "B c", '<img alt="B c" src=x>', id="no-quotes"),
        pytest.param("<title>A</title>", "title:1", "&lt;/title&gt;", "<title>&lt;/title&gt;</title>", id="title"),
        pytest.param("<p>A</p>", "p:1", "", "<p>A</p>", id="an-empty-target-is-none"),
    ],
)
def test_a_target_is_written_in_the_syntax_of_its_place(text: str, unit: str, target: str, rendered: str) -> None:
    assert translate(text, target, unit=unit) == rendered


@pytest.mark.parametrize(
    ("target", "written"),
    [
        pytest.param('Er sagt "ja" \\', r"Er sagt \"ja\" \\", id="quotes"),
        pytest.param("&lt;/script&gt;", r"\u003c/script>", id="never-an-end-tag"),
        pytest.param("Größe\u2028", r"Größe\u2028", id="letters"),
    ],
)
def test_structured_data_stays_json(target: str, written: str) -> None:
    page = '<script type="application/ld+json">{"headline": "%s"}</script>'

    assert translate(page % "A", target, unit="jsonld:headline:1") == page % written


def test_attributes_inside_of_a_text_are_translated_with_it_and_without_it() -> None:
    text = '<p>See <a title="Tip" href="x">this <img alt="Pic"></a> now</p>'
    article = read(text)
    attributes = {"title-attribute:1": "Rat", "alt:1": "Bild"}

    alone = render_article(article, attributes, source_lang="en", target_lang="de").decode()
    both = render_article(
        article, {**attributes, "p:1": '<g id="1"><x id="2"/> hier</g>'}, source_lang="en", target_lang="de"
    ).decode()

    assert alone == '<p>See <a title="Rat" href="x">this <img alt="Bild"></a> now</p>'
    assert both == '<p><a title="Rat" href="x"><img alt="Bild"> hier</a></p>'


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        pytest.param("<p>A</p>", "<p>5 &#8364;</p>", id="text"),
        pytest.param(
            '<script type=\'application/ld+json\'>{"headline": "A"}</script>',
            '<script type=\'application/ld+json\'>{"headline": "5 \\u20ac"}</script>',
            id="json",
        ),
    ],
)
def test_what_the_encoding_lacks_is_written_by_number(text: str, rendered: str) -> None:
    content = f"<meta charset=iso-8859-2>\xe9{text}".encode("iso-8859-2")
    article = parse_article(content, article_id="a.html", path="a.html")
    unit = next(unit for unit in extract_units(article) if unit.text == "A")

    page = render_article(article, {unit.id: "5 €"}, source_lang="en", target_lang="de")

    assert page == f"<meta charset=iso-8859-2>\xe9{rendered}".encode("iso-8859-2")


def test_markup_that_does_not_fit_names_article_and_unit() -> None:
    with pytest.raises(InputError, match=r'a.html: the translation of p:1 does not fit: <g id="1"> is missing'):
        translate("<p>A <b>B</b> C", "D", unit="p:1")


def test_a_unit_is_written_on_its_own() -> None:
    article = read("<p>A <b>B</b> <br>C</p>")
    unit = extract_units(article)[0]

    assert render_unit(article, unit, '<g id="1">D</g><x id="2"/>') == "<b>D</b><br>"


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        pytest.param('<html lang="en-US" xml:lang=en>', '<html lang="pt-BR" xml:lang=pt-BR>', id="lang"),
        pytest.param('<body lang="en">', '<body lang="pt-BR">', id="body"),
        pytest.param('<html lang="fr">', '<html lang="fr">', id="another-language"),
        pytest.param("<html>", "<html>", id="none-given"),
        pytest.param('<html><p lang="en">', '<html><p lang="en">', id="language-of-a-part"),
        pytest.param(
            "<meta property=og:locale content=en_US>", "<meta property=og:locale content=pt_BR>", id="open-graph"
        ),
        pytest.param(
            "<meta http-equiv=Content-Language content='en'>",
            "<meta http-equiv=Content-Language content='pt-BR'>",
            id="content-language",
        ),
        pytest.param("<meta name=x content=en><meta>", "<meta name=x content=en><meta>", id="other-metadata"),
        pytest.param(
            '<script type=application/ld+json>{"inLanguage": "en"}</script>',
            '<script type=application/ld+json>{"inLanguage": "pt-BR"}</script>',
            id="structured-data",
        ),
    ],
)
def test_a_translated_page_names_its_language(text: str, rendered: str) -> None:
    article = read(f"{text}<p>A</p>")

    page = render_article(article, {"p:1": "B"}, source_lang="en", target_lang="pt-BR").decode()

    assert page == f"{rendered}<p>B</p>"


def test_open_graph_gets_the_likely_region() -> None:
    page = translate("<meta property=og:locale content=en_US><p>A", "B", unit="p:1")

    assert page == "<meta property=og:locale content=de_DE><p>B"


def test_the_language_stays_when_nothing_was_translated() -> None:
    assert translate("<html lang=en><p>A", "A", unit="p:1") == "<html lang=en><p>A"


def test_the_language_stays_when_the_target_has_the_same() -> None:
    article = read("<html lang=en-GB><p>A")

    page = render_article(article, {"p:1": "B"}, source_lang="en", target_lang="en")

    assert page == b"<html lang=en-GB><p>B"


def test_xhtml_gets_its_targets() -> None:
    text = "<html xmlns='x' xml:lang='en'><title/><p>A<br/>B</p></html>"

    page = translate(text, 'C<x id="1"/>D', unit="p:1", path="a.xhtml")

    assert page == "<html xmlns='x' xml:lang='de'><title/><p>C<br/>D</p></html>"


@given(_SOUP)
@example("<table><b>misplaced<tr><td>in place</table>")
@example("<p><b>a<p>b</b>c")
def test_its_own_text_gives_a_page_back(text: str) -> None:
    article = read(text)
    units = extract_units(article)

    page = render_article(article, {unit.id: unit.text for unit in units}, source_lang="en", target_lang="de")

    assert page == text.encode()
    assert len({unit.id for unit in units}) == len(units)


@settings(max_examples=200)
@given(_SOUP, st.data())
def test_a_target_changes_its_own_range_only(text: str, data: st.DataObject) -> None:
    article = read(text)
    units = extract_units(article)
    if not units:
        return
    unit = data.draw(st.sampled_from(units))

    page = render_article(article, {unit.id: f"{unit.text}Größe"}, source_lang="en", target_lang="de").decode()

    assert page.startswith(text[: unit.start])
    assert page.endswith(text[unit.end :])
    assert "Größe" in page[unit.start : len(page) - len(text) + unit.end]


@given(st.text(alphabet="<>/!?-= \"'&;#abptitlescr[]\x00\n", max_size=60), st.sampled_from(["a.html", "a.xhtml"]))
def test_no_page_ends_in_anything_but_an_input_error(text: str, path: str) -> None:
    try:
        article = read(text, path=path)
        units = extract_units(article)
    except InputError:
        return

    page = render_article(article, {unit.id: unit.text for unit in units}, source_lang="en", target_lang="de")

    assert page == text.encode()
