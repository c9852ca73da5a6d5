from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles.inline import TextBuilder, write_target
from locworker.errors import InputError
from locworker.model import InlineCode, Unit

UNIT = Unit(
    id="p:1",
    role="p",
    text='Read <g id="1">the <x id="2"/> file</g><x id="3"/>now',
    start=0,
    end=40,
    syntax="text",
    codes=(
        InlineCode(id=1, open="<a>", close="</a>"),
        InlineCode(id=2, open="<code>x</code>"),
        InlineCode(id=3, open="<br>"),
    ),
)


def write(target: str) -> str:
    return write_target(UNIT, target, path="a.html", write_text=str.upper)


@pytest.mark.parametrize(
    ("target", "written"),
    [
        pytest.param(
            '<g id="1">Datei <x id="2"/></g><x id="3"/>lesen',
            "<a>DATEI <code>x</code></a><br>LESEN",
            id="moved",
        ),
        pytest.param('<x id="2"/><g id="1">a</g>', "<code>x</code><a>A</a>", id="break-left-out"),
        pytest.param(
            '<x id="3"/><x id="2"/><x id="3"/><g id="1"></g>', "<br><code>x</code><br><a></a>", id="break-twice"
        ),
        pytest.param('<x id="2"/><g id="1">&lt;b&gt; &amp;</g>', "<code>x</code><a><B> &</a>", id="literals"),
        pytest.param('<x id="2"/><g id="1"><b></g>', "<code>x</code><a><B></a>", id="other-tags-are-text"),
    ],
)
def test_a_target_is_written_with_the_tags_of_the_source(target: str, written: str) -> None:
    assert write(target) == written


@pytest.mark.parametrize(
    ("target", "message"),
    [
        pytest.param('<g id="1">a</g>', r'<x id="2"/> is missing', id="placeholder-missing"),
        pytest.param('<x id="2"/>', r'<g id="1"> is missing', id="pair-missing"),
        pytest.param('<x id="9"/>', r'<x id="9"/> stands for nothing', id="unknown"),
        pytest.param('<x id="1"/>', r'<x id="1"/> stands for nothing', id="pair-as-placeholder"),
        pytest.param('<g id="2">a</g>', r'<g id="2"> stands for nothing', id="placeholder-as-pair"),
        pytest.param('<x id="2"/><x id="2"/>', r'<x id="2"/> stands there twice', id="repeated"),
        pytest.param('<g id="1">a', r'<g id="1"> is not closed', id="not-closed"),
        pytest.param("a</g>", r"a </g> closes nothing", id="not-opened"),
    ],
)
def test_markup_that_does_not_fit_is_refused(target: str, message: str) -> None:
    with pytest.raises(InputError, match=f"a.html: the translation of p:1 does not fit: {message}"):
        write(target)


def test_a_room_may_write_placeholders_in_its_own_way() -> None:
    written = write_target(
        UNIT,
        '<x id="2"/><g id="1">a</g>',
        path="a.html",
        write_text=str,
        write_code=lambda code, side: f"[{code.id}{side}]",
    )

    assert written == "[2open][1open]a[1close]"


def test_offsets_begin_anew_where_text_and_source_part() -> None:
    builder = TextBuilder()
    builder.add("Bonds ", 3)
    builder.add("and ", 9)
    builder.add("", 50)
    builder.add("rates", 20)

    assert builder.build() == ("Bonds and rates", ((0, 3), (10, 20)))


@pytest.mark.parametrize(
    ("parts", "text", "offsets"),
    [
        pytest.param([("cafe\u0301 bar", 0)], "café bar", ((0, 0), (4, 5)), id="accent"),
        pytest.param([("e\u0301\u0301e\u0301 x", 0)], "é\u0301é x", ((0, 0), (2, 3), (3, 5)), id="neighbours"),
        pytest.param([("\u1100\u1161\u11a8日", 0)], "각日", ((0, 0), (1, 3)), id="hangul"),
        pytest.param([("e", 0), ("\u0301x", 5)], "éx", ((0, 0), (1, 6)), id="across-pieces"),
        pytest.param([("日本 e\u0301 日本", 7)], "日本 é 日本", ((0, 7), (4, 12)), id="only-where-it-changed"),
    ],
)
def test_text_is_normalised_and_keeps_its_places(
    parts: list[tuple[str, int]], text: str, offsets: tuple[tuple[int, int], ...]
) -> None:
    builder = TextBuilder()
    for part, place in parts:
        builder.add(part, place)

    assert builder.build() == (text, offsets)


@given(st.lists(st.text(alphabet="ae\u0301\u0316\u1100\u1161\u11a8\u09c7\u09be가 <é\u212b", max_size=6), max_size=6))
def test_built_text_is_the_normal_form_with_ascending_places(parts: list[str]) -> None:
    builder = TextBuilder()
    place = 0
    for part in parts:
        builder.add(part, place)
        place += len(part) + 2

    text, offsets = builder.build()

    assert text == unicodedata.normalize("NFC", "".join(parts))
    assert [pair[0] for pair in offsets] == sorted({pair[0] for pair in offsets})
    assert [pair[1] for pair in offsets] == sorted(pair[1] for pair in offsets)
    assert offsets[:1] == () if not text else offsets[0][0] == 0
