from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles import extract_units, parse_article, render_article
from locworker.errors import InputError
from locworker.model import Article
from locworker.text import escape_markup, is_translatable

_VERSION = '"version": "https://jsonfeed.org/version/1.1"'


def read(text: str, *, encoding: str = "utf-8") -> Article:
    return parse_article(text.encode(encoding, "surrogatepass"), article_id="feed.json", path="feed.json")


def feed(members: str) -> str:
    return f"{{{_VERSION}, {members}}}"


def texts_of(text: str) -> list[tuple[str, str]]:
    return [(unit.role, unit.text) for unit in extract_units(read(text))]


def translate(text: str, targets: dict[str, str], *, encoding: str = "utf-8") -> str:
    """Return a feed with targets by unit id."""
    content = render_article(read(text, encoding=encoding), targets, source_lang="en", target_lang="de")
    return content.decode(encoding)


@pytest.mark.parametrize(
    ("members", "units"),
    [
        pytest.param('"title": "News", "description": "All"', [("title", "News"), ("description", "All")], id="feed"),
        pytest.param(
            '"items": [{"id": "One", "url": "https://x.test", "title": "A", "summary": "B", "tags": ["Bonds"]}]',
            [("title", "A"), ("summary", "B"), ("category", "Bonds")],
            id="item",
        ),
        pytest.param(
            r'"items": [{"content_html": "<h2>A<\/h2><p>B &amp; <b>C</b>\n\u003cimg alt=\"D\">E</p>"}]',
            [("h2", "A"), ("p", 'B &amp; <g id="1">C</g> <x id="2"/>E'), ("alt", "D")],
            id="html",
        ),
        pytest.param('"items": [{"content_html": "A <i>B</i>"}]', [("content", 'A <g id="1">B</g>')], id="html-alone"),
        pytest.param(
            r'"items": [{"content_text": "One <b> &amp; two\nThree\u0000four"}]',
            [("content", "One &lt;b&gt; &amp;amp; two"), ("content", 'Three<x id="1"/>four')],
            id="plain-text",
        ),
        pytest.param(
            '"items": [{"attachments": [{"title": "Call", "mime_type": "audio/mpeg"}]}]',
            [("title", "Call")],
            id="sound",
        ),
        pytest.param('"authors": [{"name": "Ann", "title": "X"}], "user_comment": "Y"', [], id="authors-and-comments"),
        pytest.param('"_own": {"title": "X", "items": [{"title": "Y"}]}', [], id="extensions"),
        pytest.param('"title": "A", "title": "B"', [("title", "A"), ("title", "B")], id="repeated-names"),
        pytest.param(r'"t\u0069tle": "A"', [("title", "A")], id="escaped-names"),
        pytest.param('"title": null, "items": [null, 1, "s", ["t"], {"title": ["u"]}]', [], id="other-types"),
        pytest.param(f'"n": 1{"0" * 9000}, "f": 1e999, "title": "A"', [("title", "A")], id="large-numbers"),
        pytest.param(r'"title": "\ud83d\ude00 A \ud83d"', [("title", '😀 A <x id="1"/>')], id="surrogates"),
        pytest.param('"title": "https://x.test/a", "description": "  "', [], id="nothing-to-translate"),
    ],
)
def test_what_a_reader_shows_is_a_unit(members: str, units: list[tuple[str, str]]) -> None:
    assert texts_of(feed(members)) == units


def test_rss_in_json_is_read_too() -> None:
    text = (
        '{"rss": {"version": "2.0", "channel": {"title": "A", "language": "en-us", '
        '"item": [{"title": "B", "link": "https://x.test", "description": "<p>C<\\/p>"}]}}}'
    )

    assert texts_of(text) == [("title", "A"), ("title", "B"), ("p", "C")]
    assert translate(text, {"p:1": "D"}) == text.replace("C", "D").replace("en-us", "de")


def test_a_hard_wrapped_text_is_cut_at_paragraphs() -> None:
    line = "The central bank left its key rate where it was for the third meeting,"

    found = texts_of(feed(rf'"items": [{{"content_text": "{line}\nas investors had\n\nNext."}}]'))

    assert found == [("content", f"{line} as investors had"), ("content", "Next.")]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[]", "is JSON but no JSON Feed", id="list"),
        pytest.param('{"version": 1}', "is JSON but no JSON Feed", id="version-of-another-type"),
        pytest.param('{"name": "package", "version": "1.0.0"}', "is JSON but no JSON Feed", id="package"),
        pytest.param(feed('"items": {"a": null}'), "its items are no list", id="items-of-another-type"),
        pytest.param("// c\n{}", "feed.json:1:1: is not JSON", id="comment"),
        pytest.param(feed('"x": NaN'), "is not JSON: NaN is no value", id="not-a-number"),
        pytest.param(feed('"items": [1,]'), "is not JSON", id="trailing-comma"),
        pytest.param(feed(r'"t\x": "A"'), "is not JSON", id="escape-in-a-name"),
        pytest.param(feed('"title": "A'), "is not JSON", id="open-string"),
        pytest.param("", "is not JSON", id="empty"),
        pytest.param("]" + feed('"title": "A"'), "is not JSON", id="closed-before-opened"),
        pytest.param(feed(f'"x": {"[" * 9000}'), "nested more than 200 levels", id="deep"),
        pytest.param(feed(f'"x": [{"{}," * 350_000}1]'), "more than 1,000,000 values", id="many-values"),
        pytest.param(feed(f'"items": [{{"content_text": "{"a" * 500_001}\\n"}}]'), "one text of 500,001", id="long"),
        pytest.param(feed('"title": "' + r"a\n" * 50_001 + '"'), "more than 50,000 lines", id="many-lines"),
        pytest.param(feed('"items": [' + '{"title": "A"},' * 50_001 + "1]"), "more than 50,000 texts", id="many-texts"),
    ],
)
def test_what_is_no_feed_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        extract_units(read(text))

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("members", "unit", "target", "rendered"),
    [
        pytest.param('"title": "A"', "title:1", 'Er sagt "ja"\\', r'"title": "Er sagt \"ja\"\\"', id="quotes"),
        pytest.param('"title": "A"', "title:1", "5 € &lt; 6", '"title": "5 € < 6"', id="letters"),
        pytest.param(r'"title": "A \u00e9"', "title:1", "ü", r'"title": "\u00fc"', id="ascii-stays-ascii"),
        pytest.param('"title": "é"', "title:1", "ü\u2028", r'"title": "ü\u2028"', id="line-separators"),
        pytest.param(
            r'"items": [{"content_html": "<p>\u0041 <a href=\"x?a&b\">B<\/a><\/p>"}]',
            "p:1",
            '<g id="1">C</g> &lt;d&gt; "e"',
            r'"items": [{"content_html": "<p><a href=\"x?a&b\">C<\/a> &lt;d&gt; \"e\"<\/p>"}]',
            id="tags-keep-their-escapes",
        ),
        pytest.param(
            '"items": [{"content_html": "<img alt=A>"}]',
            "alt:1",
            "B c",
            r'"items": [{"content_html": "<img alt=\"B c\">"}]',
            id="attribute-without-quotes",
        ),
        pytest.param(
            '"language": "en-US", "items": [{"language": "fr"}, {"language": "en", "title": "A"}]',
            "title:1",
            "B",
            '"language": "de", "items": [{"language": "fr"}, {"language": "de", "title": "B"}]',
            id="languages",
        ),
    ],
)
def test_a_target_is_written_in_its_string(members: str, unit: str, target: str, rendered: str) -> None:
    assert translate(feed(members), {unit: target}) == feed(rendered)


def test_an_unchanged_feed_keeps_its_language() -> None:
    text = feed('"language": "en", "title": "A"')

    assert translate(text, {"title:1": "A"}) == text


def test_what_the_encoding_lacks_is_escaped() -> None:
    text = feed('"title": "caf\xe9 A"')

    assert translate(text, {"title:1": "5 €"}, encoding="cp1252") == feed(r'"title": "5 \u20ac"')


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_unicode_feeds_keep_their_encoding(encoding: str) -> None:
    content = feed('"title": "A é"').encode(encoding)
    article = parse_article(content, article_id="feed.json", path="feed.json")

    same = render_article(article, {"title:1": "A é"}, source_lang="en", target_lang="de")
    other = render_article(article, {"title:1": "Ü"}, source_lang="en", target_lang="de")

    assert same == content
    assert other == feed('"title": "Ü"').encode(encoding)


@given(
    st.text(st.sampled_from('aB é<>&"\\/\n\u0301\u2028\u0001\ud800\U0001f600'), max_size=20),
    st.text(st.sampled_from('cD ü<>&"\\/\u2028\U0001f600'), max_size=12),
    st.booleans(),
)
def test_any_string_is_found_and_replaced(source: str, target: str, is_ascii: bool) -> None:  # noqa: FBT001 - drawn
    text = feed(f'"title": {json.dumps(source, ensure_ascii=is_ascii)}'.encode("utf-8", "replace").decode())
    article = read(text)
    units = extract_units(article)

    targets = {
        unit.id: f"x{escape_markup(target)}" + "".join(f'<x id="{code.id}"/>' for code in unit.codes) for unit in units
    }
    content = render_article(article, targets, source_lang="en", target_lang="de")

    assert render_article(article, {}, source_lang="en", target_lang="de").decode() == text
    assert json.loads(content).keys() == json.loads(text).keys()
    if units:
        assert f"x{target}" in json.loads(content)["title"]


@given(st.text(st.sampled_from('aé\u0301\n\t"\\'), min_size=1, max_size=20))
def test_each_letter_is_found_in_the_source(source: str) -> None:
    text = feed(f'"title": {json.dumps(source)}')

    for unit in extract_units(read(text)):
        for offset, place in unit.offsets:
            if unit.text[offset : offset + 1] == "a":
                assert text[place] == "a"
        assert is_translatable(unit.text)
        assert text[unit.start : unit.end].strip()
