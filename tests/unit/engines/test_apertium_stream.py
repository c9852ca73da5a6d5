from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locworker.engines.apertium_stream import decode, encode
from locworker.text import TAG, view_text

WORDS = st.sampled_from(["rates", "rose", "Fed", "U.S.", "isn’t", "25", "é", "市場", "x", "xqbbbz", "qx"])
SIGNS = st.sampled_from(
    [" ", "  ", ". ", ", ", "(", "”", "$", "/", "*", "&amp;", "&lt;", "[", "\\", "_", "-", "\x01", "\n"]
)


@st.composite
def segment_texts(draw: st.DrawFn) -> str:
    """Draw a text with well nested inline tags."""
    parts: list[str] = []
    depth = number = 0
    for _ in range(draw(st.integers(0, 25))):
        kind = draw(st.integers(0, 6))
        if kind == 0:
            number += 1
            depth += 1
            parts.append(f'<g id="{number}">')
        elif kind == 1 and depth:
            depth -= 1
            parts.append("</g>")
        elif kind == 2:
            number += 1
            parts.append(f'<x id="{number}"/>')
        elif kind <= 4:
            parts.append(draw(SIGNS))
        else:
            parts.append(draw(WORDS))
    return "".join(parts) + "</g>" * depth


@settings(deadline=None)
@given(segment_texts())
def test_a_stream_that_nobody_translated_is_the_text_again(text: str) -> None:
    stream = encode(text)

    assert decode(stream.text, stream) == (text, [])


@settings(deadline=None)
@given(segment_texts())
def test_nothing_that_means_something_to_apertium_enters_the_stream(text: str) -> None:
    payload = re.sub(r"\[\[[^\[\]]*\]\]|\[x[0-9]+\]|\[\]", "", encode(text).text)

    assert set(payload) & set("\\[]{}^$@/<>*#~+|=_\x00\x01") == set()


@settings(deadline=None)
@given(segment_texts(), st.randoms())
def test_whatever_comes_back_the_tags_nest_and_are_the_sources(text: str, random: object) -> None:
    stream = encode(text)
    pieces = re.findall(r"\[\[[^\[\]]*\]\][^\[]*\[\[/\]\]|\[x[0-9]+\]|[^\[\s]+|\s+|\[\]", stream.text)
    random.shuffle(pieces)  # type: ignore[attr-defined]

    back, _ = decode("".join(pieces), stream)

    depth = 0
    for tag in TAG.finditer(back):
        depth += 1 if tag["open"] else -1 if tag[0] == "</g>" else 0
        assert depth >= 0
    assert depth == 0
    opened = [tag["open"] for tag in TAG.finditer(back) if tag["open"]]
    assert len(set(opened)) == len(opened)
    assert set(opened) <= {tag["open"] for tag in TAG.finditer(text)}


@pytest.mark.parametrize(
    ("source", "raw", "target"),
    [
        pytest.param(
            'The <g id="1">company</g> fell',
            "Cayó la [[t:g:0]]empresa[[/]]",
            'Cayó la <g id="1">empresa</g>',
            id="a-group-moves-with-its-word",
        ),
        pytest.param(
            '<g id="1">interest rate</g> cut',
            "corte de [[t:g:0]]tasa[[/]] de [[t:g:0]]interés[[/]]",
            'corte de <g id="1">tasa de interés</g>',
            id="a-gap-inside-is-bridged",
        ),
        pytest.param(
            '<g id="1">one</g> <g id="2">two</g> three',
            "[[t:g:0]]a[[/]] [[t:g:1]]b[[/]] [[t:g:0]]c d[[/]]",
            'a <g id="2">b</g> <g id="1">c d</g>',
            id="another-group-between-is-not-bridged-and-the-longer-run-wins",
        ),
        pytest.param(
            '<g id="1">(“one”)</g>, two',
            "Dos, (“[[t:g:0]]uno[[/]]”)",
            'Dos, <g id="1">(“uno”)</g>',
            id="punctuation-inside-the-edges-stays-inside",
        ),
        pytest.param(
            '<g id="1"><g id="2">one</g> two</g>',
            "[[t:g:0]]dos[[/]] [[t:g:0; t:g:1]]uno[[/]]",
            '<g id="1">dos <g id="2">uno</g></g>',
            id="nested",
        ),
        pytest.param(
            '<g id="1"><g id="2">one</g> two three</g>',
            "[[t:g:0; t:g:1]]uno[[/]] [[t:g:9]]a b c d e f g[[/]] [[t:g:0]]dos tres[[/]]",
            'uno a b c d e f g <g id="1">dos tres</g>',
            id="a-word-that-strayed-from-its-parent-loses-both",
        ),
        pytest.param('<g id="1">I</g> think', "Pienso", "Pienso", id="a-group-without-words-is-lost"),
        pytest.param('Up <g id="1">→</g> now', "Arriba [x0] ahora", 'Arriba <g id="1">→</g> ahora', id="an-icon"),
        pytest.param('<x id="1"/> rose', "*Xqbbbz subió", '<x id="1"/> subió', id="a-capitalised-placeholder"),
        pytest.param('<x id="1"/>’s rise', "*xqbbbzha la subida", '<x id="1"/> ha la subida', id="stuck-after"),
        pytest.param('to <x id="1"/>', "lxqbbbz", 'l <x id="1"/>', id="stuck-before"),
        pytest.param('<x id="1"/> rose', "*xqbbbz *xqbbbz xqtttz", '<x id="1"/>  ', id="a-tag-comes-once"),
        pytest.param('<g id="1">a</g> b', "[[t:g:0]]a[[/]]b", '<g id="1">a</g> b', id="a-space-that-got-lost"),
        pytest.param("a &amp; b", "[x9]a \\& b &", "a &amp; b &amp;", id="an-unknown-blank-and-escapes"),
    ],
)
def test_tags_come_back_around_the_words_they_belong_to(source: str, raw: str, target: str) -> None:
    assert decode(raw, encode(source))[0] == target


def test_marked_words_are_unmarked_and_told() -> None:
    stream = encode('The Xetra index, "unwound" <x id="1"/>')

    text, unknown = decode("El índice *Xetra, “#desenrollar” @yield *xqbbbz", stream)

    assert text == 'El índice Xetra, “desenrollar” yield <x id="1"/>'
    assert unknown == ["Xetra", "desenrollar", "yield"]


def test_a_mark_before_no_word_is_dropped() -> None:
    assert decode("a * b", encode("a b"))[0] == "a  b"


def test_soft_hyphens_do_not_break_words() -> None:
    assert encode("inter\u00adest").text == "interest"


def test_placeholders_do_not_look_like_words_of_the_text() -> None:
    stream = encode('xqbbbz qx <x id="1"/>')

    assert stream.prefix == "zq"


def test_a_placeholder_is_kept_apart_from_the_full_stop_before_it() -> None:
    assert encode('U.S.<x id="1"/>, (<x id="2"/>').text == "U.S.[]xqbbbz, ([]xqbbcz"


def test_without_bound_blanks_the_groups_are_left_out() -> None:
    stream = encode('<g id="1">one</g> <x id="2"/>', bound=False)

    assert decode(stream.text, stream)[0] == 'one <x id="2"/>'


def test_more_placeholders_than_words_for_them_become_blanks() -> None:
    text = " ".join(f'<x id="{number}"/>' for number in range(1, 4100))
    stream = encode(text)

    assert decode(stream.text, stream)[0] == text


def test_time_grows_with_the_length_alone() -> None:
    text = '<g id="1">a. b</g>, (<x id="2"/>) "' * 3000

    stream = encode(text)
    back, _ = decode(stream.text, stream)

    assert view_text(back).plain == view_text(text).plain
