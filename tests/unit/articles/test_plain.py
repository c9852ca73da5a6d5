from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.articles.plain import extract, render, render_unit
from locworker.errors import InputError
from locworker.model import Article, Format, Unit

WRAPPED = """\
RATES

   Bond yields fell on Thursday after the central bank kept its policy
   rate and said that inflation was cooling faster than it had expected
   in June.

   - Two-year yields lost six basis points, the most since the meeting
     in March, and traders now price two cuts for the year.
   - Ten-year yields lost four.
"""


def make_article(text: str) -> Article:
    return Article(id="a.txt", path="a.txt", format=Format.TEXT, text=text)


def texts(text: str) -> list[str]:
    return [unit.text for unit in extract(make_article(text))]


def place(article: Article, unit: Unit, offset: int) -> str:
    start, position = [pair for pair in unit.offsets if pair[0] <= offset][-1]
    return article.text[position + offset - start]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="empty"),
        pytest.param("One\nTwo\n", ["One", "Two"], id="lf"),
        pytest.param("One\r\nTwo", ["One", "Two"], id="crlf"),
        pytest.param("One\rTwo\r", ["One", "Two"], id="cr"),
        pytest.param("One\u2028two\x0bthree\x0cfour\x85five", ["One\u2028two\x0bthree\x0cfour\x85five"], id="no-ends"),
        pytest.param("  - One  \n\t2) Two\n• Three", ["One", "Two", "Three"], id="markers"),
        pytest.param("-5 % on the day", ["-5 % on the day"], id="minus"),
        pytest.param("A. Smith spoke", ["A. Smith spoke"], id="initial"),
        pytest.param("\ufeffOne", ["One"], id="second-mark"),
        pytest.param("* * *\n----\n42\nhttps://example.org/a\n", [], id="nothing-to-translate"),
        pytest.param("Rate: 4.25", ["Rate: 4.25"], id="figure"),
        pytest.param("S&P <GO>", ["S&amp;P &lt;GO&gt;"], id="escapes"),
        pytest.param("Cafe\u0301 bar", ["Café bar"], id="normalised"),
    ],
)
def test_a_line_is_a_unit(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_counts_units_from_one() -> None:
    units = extract(make_article("Title\n\n--\n\nBody\n"))

    assert [(unit.id, unit.role) for unit in units] == [("p:1", "p"), ("p:2", "p")]


def test_a_paragraph_of_a_wrapped_file_is_a_unit() -> None:
    assert texts(WRAPPED) == [
        "RATES",
        (
            "Bond yields fell on Thursday after the central bank kept its policy rate and said that inflation was"
            " cooling faster than it had expected in June."
        ),
        (
            "Two-year yields lost six basis points, the most since the meeting in March, and traders now price two cuts"
            " for the year."
        ),
        "Ten-year yields lost four.",
    ]


@pytest.mark.parametrize(
    ("second", "joined"),
    [
        pytest.param("and that is all", True, id="goes-on"),
        pytest.param("=" * 70, False, id="drawn-line"),
        pytest.param("- an item of a list", False, id="item"),
        pytest.param("", False, id="blank"),
    ],
)
def test_a_full_line_goes_on(second: str, joined: bool) -> None:  # noqa: FBT001 - a column of the table
    long = "the committee said in its statement that it would hold the rate,"

    found = texts(f"{long}\n{long}\n{long}\n{second}\n")

    assert any(text.endswith("that is all") and text.startswith("the") for text in found) is joined


def test_short_lines_of_a_wrapped_file_stay_apart() -> None:
    text = WRAPPED + "\nReserve Bank\n12 Main Street\nand more\n"

    assert texts(text)[-3:] == ["Reserve Bank", "12 Main Street", "and more"]


def test_finds_the_source_of_every_character() -> None:
    article = make_article(WRAPPED.replace("cooling", "<cooling> & cafe\u0301s"))
    unit = extract(article)[1]

    found = "".join(
        place(article, unit, unit.text.index(word)) for word in ("Bond", "policy", "rate", "faster", "in June")
    )

    assert found == "Bprfi"


def test_replaces_a_line() -> None:
    article = make_article("  - One & two\n")
    (unit,) = extract(article)

    assert render_unit(article, unit, "Eins &amp; &lt;zwei&gt;\r\nundrei") == "Eins & <zwei> undrei"
    assert article.text[unit.start : unit.end] == "One & two"


def test_wraps_a_paragraph_at_the_width_of_the_file() -> None:
    article = make_article(WRAPPED.replace("\n", "\r\n"))
    unit = extract(article)[1]

    rendered = render_unit(article, unit, " ".join(["Zinsentscheid"] * 9))

    assert rendered.split("\r\n") == [
        " ".join(["Zinsentscheid"] * 4),
        "   " + " ".join(["Zinsentscheid"] * 4),
        "   Zinsentscheid",
    ]


def test_wraps_a_new_line_of_an_item_below_its_text() -> None:
    article = make_article(WRAPPED)
    unit = extract(article)[3]

    rendered = render_unit(article, unit, "wort " * 20)

    assert rendered.split("\n")[1].startswith("     wort")


def test_keeps_stray_bytes_as_placeholders() -> None:
    article = make_article("Zürich \udcff lebt")
    (unit,) = extract(article)

    assert unit.text == 'Zürich <x id="1"/> lebt'
    assert render_unit(article, unit, '<x id="1"/> Zurich') == "\udcff Zurich"


def test_replaces_the_lines_that_have_another_target() -> None:
    article = make_article("- One\n- Two\nThree\nFour\n")

    rendered = render(article, {"p:1": "Eins", "p:2": "Two", "p:3": ""})

    assert rendered == "- Eins\n- Two\nThree\nFour\n"


@pytest.mark.parametrize("target", ['<x id="1"/>', '<g id="1">Eins</g>'], ids=["unknown", "pair"])
def test_refuses_tags_that_the_source_does_not_have(target: str) -> None:
    article = make_article("One")
    (unit,) = extract(article)

    with pytest.raises(InputError, match=r"a\.txt: the translation of p:1 does not fit"):
        render_unit(article, unit, target)


@given(text=st.text(st.sampled_from("ab <&>-1.\n\r\t\u2028\u0301é\udcff\x0c"), max_size=80))
def test_units_are_ranges_of_the_source_in_order(text: str) -> None:
    article = make_article(text)

    position = 0
    for unit in extract(article):
        assert position <= unit.start < unit.end <= len(text)
        assert "\n" not in unit.text
        position = unit.end
