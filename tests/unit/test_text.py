from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.text import (
    escape_markup,
    find_words,
    fold,
    is_translatable,
    mask_unspaced,
    normalise,
    unescape_markup,
    view_text,
)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        pytest.param("Equity rose.", "Equity rose.", id="plain"),
        pytest.param('The <g id="1">Fed</g> cut.', "The Fed cut.", id="pair"),
        pytest.param('A<x id="2"/>B', "AB", id="alone"),
        pytest.param("S&amp;P &lt; 5", "S&P < 5", id="escapes"),
        pytest.param("a < b & c", "a < b & c", id="stray"),
        pytest.param('<g id="x">', '<g id="x">', id="no tag of ours"),
    ],
)
def test_a_view_is_what_a_reader_sees(raw: str, plain: str) -> None:
    assert view_text(raw).plain == plain


@pytest.mark.parametrize(
    ("raw", "word"),
    [
        pytest.param('The <g id="1">Fed</g> cut.', "Fed", id="inside a pair"),
        pytest.param('<g id="1">The</g> Fed cut.', "Fed", id="after a pair"),
        pytest.param('<x id="1"/><x id="2"/>Fed', "Fed", id="after tags"),
        pytest.param("S&amp;P", "S&amp;P", id="with an escape"),
        pytest.param("A&amp;", "A&amp;", id="ending in an escape"),
        pytest.param('the F<g id="1">e</g>d.', 'F<g id="1">e</g>d', id="around a tag"),
    ],
)
def test_spans_find_the_way_back(raw: str, word: str) -> None:
    view = view_text(raw)
    start = view.plain.index(view_text(word).plain)

    begin, end = view.to_raw(start, start + len(view_text(word).plain))

    assert raw[begin:end] == word


def test_an_empty_span_is_a_point() -> None:
    assert view_text('<g id="1">ab</g>').to_raw(1, 1) == (11, 11)


_PIECES = st.lists(st.sampled_from(['<g id="1">', "</g>", '<x id="2"/>', "&lt;", "&amp;", "a", "é", " ", "<", "&"]))


@given(_PIECES)
def test_every_character_of_a_view_stands_in_the_text(pieces: list[str]) -> None:
    view = view_text("".join(pieces))

    for index, character in enumerate(view.plain):
        start, end = view.to_raw(index, index + 1)
        assert unescape_markup(view.raw[start:end]) == character


@given(st.text())
def test_escaping_is_undone(text: str) -> None:
    assert unescape_markup(escape_markup(text)) == text
    assert view_text(escape_markup(text)).plain == text


def test_words_and_folding() -> None:
    text = "Fed-Zinssenkungs timeline"

    assert [text[a:b] for a, b in find_words(text)] == ["Fed", "Zinssenkungs", "timeline"]
    assert fold("Ge\u00adwinn’S") == "gewinn's"
    assert normalise("u\u0308") == "ü"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("Stocks fell", True, id="words"),
        pytest.param('<x id="1"/>', False, id="only a tag"),
        pytest.param("12 / 10", False, id="only whole numbers"),
        pytest.param("4.5 %", True, id="a number that the locale writes its own way"),
        pytest.param("https://example.org/a", False, id="only a URL"),
    ],
)
def test_only_words_are_worth_translating(text: str, wanted: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_translatable(text) is wanted


@given(st.text(max_size=30))
def test_what_is_masked_keeps_its_length_and_its_latin_letters(text: str) -> None:
    masked = mask_unspaced(text)

    assert len(masked) == len(text)
    assert all(after in (before, "\u3000") for before, after in zip(text, masked, strict=True))
    assert mask_unspaced("株価はAAPLが") == "\u3000\u3000\u3000AAPL\u3000"
