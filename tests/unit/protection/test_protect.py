"""What an engine must not touch travels as numbered tags."""

from __future__ import annotations

import pytest

from locworker.glossary import Glossary
from locworker.protection import HeldKind, Protected, protect

GLOSSARY = Glossary.from_entries(
    [
        {"source": "Fed", "target": [], "forbidden": [], "dnt": True},
        {"source": "S&P 500", "target": [], "forbidden": [], "dnt": True},
        {"source": "PMX", "target": ["EMI"], "forbidden": [], "dnt": False, "case": True},
        {"source": "rate cut", "target": ["Zinssenkung"], "forbidden": [], "dnt": False},
    ],
    source_lang="en",
    target_lang="de",
).pair("en", "de")


def _protect(text: str, *, values: bool = False, terms: bool = True, target_lang: str = "de") -> Protected:
    return protect(text, glossary=GLOSSARY, source_lang="en", target_lang=target_lang, values=values, terms=terms)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param("The Fed waits.", [("Fed", "term")], id="protected term"),
        pytest.param("A rate cut helps.", [], id="translated term"),
        pytest.param("The S&amp;P 500 fell.", [("S&amp;P 500", "term")], id="term with an escape"),
        pytest.param("Amazon (AMZN) fell.", [("AMZN", "ticker")], id="ticker after a name"),
        pytest.param("Berkshire Inc. (BRK.B) rose.", [("BRK.B", "ticker")], id="ticker with a class"),
        pytest.param("Ford (NYSE: F) rose.", [("NYSE: F", "ticker")], id="ticker with its exchange"),
        pytest.param("Buy $TSLA now.", [("$TSLA", "ticker")], id="cashtag"),
        pytest.param("It cost 5 $M or US$B.", [], id="magnitude is no cashtag"),
        pytest.param("Gross Domestic Product (GDP)", [], id="known abbreviation"),
        pytest.param("Advanced Micro Devices (AMD)", [], id="initials of the name"),
        pytest.param("Bureau of Labor Statistics (BLS)", [], id="initials without small words"),
        pytest.param("the index (ZEW) rose", [], id="after a small word"),
        pytest.param("(AMZN) fell", [], id="after nothing"),
        pytest.param("The Managers Index (PMX)", [], id="abbreviation that the glossary translates"),
        pytest.param("ISIN US0378331005.", [("US0378331005", "ticker")], id="security number"),
        pytest.param("ISIN US0378331006.", [], id="wrong check digit"),
        pytest.param("See https://a.example/b(c)?d=1&amp;e=2.", [("https://a.example/b(c)?d=1&amp;e=2", "address")],
                     id="address with brackets"),
        pytest.param("(See www.a.example/b).", [("www.a.example/b", "address")], id="address in brackets"),
        pytest.param("Mail desk@news.example!", [("desk@news.example", "address")], id="mail"),
        pytest.param("Hi {name}, {0}, {a.b!r:>3}", [("{name}", "placeholder"), ("{0}", "placeholder"),
                     ("{a.b!r:>3}", "placeholder")], id="braces"),
        pytest.param("{{ site.title }} {% if x %} ${HOME}", [("{{ site.title }}", "placeholder"),
                     ("{% if x %}", "placeholder"), ("${HOME}", "placeholder")], id="templates"),
        pytest.param("%(count)s of %s and %1$d", [("%(count)s", "placeholder"), ("%s", "placeholder"),
                     ("%1$d", "placeholder")], id="percent signs"),
        pytest.param("a 5% drop", [], id="a percentage is none"),
        pytest.param('A <g id="1">F</g>ed', [], id="a term with a tag inside"),
    ],
)  # fmt: skip
def test_holds_back(text: str, held: list[tuple[str, str]]) -> None:
    protected = _protect(text)

    assert [(item.original, item.kind) for item in protected.held] == held


def test_tags_stay_and_new_ones_continue_their_numbers() -> None:
    protected = _protect('The <g id="1">Fed</g> <x id="7"/> and Amazon (AMZN)')

    assert protected.text == 'The <g id="1"><x id="8"/></g> <x id="7"/> and Amazon (<x id="9"/>)'


def test_terms_travel_as_text_when_asked() -> None:
    protected = _protect("The Fed and $TSLA", terms=False)

    assert protected.text == 'The Fed and <x id="1"/>'


def test_works_without_a_glossary() -> None:
    protected = protect("The Fed", glossary=None, source_lang="en", target_lang="de", values=False)

    assert protected == Protected(text="The Fed")


def test_of_pieces_that_overlap_the_first_and_longest_is_held() -> None:
    protected = _protect("See https://fed.example/Fed?x={name} now")

    assert [item.original for item in protected.held] == ["https://fed.example/Fed?x={name}"]


@pytest.mark.parametrize(
    ("text", "held"),
    [
        pytest.param("14,000 jobs", [("14,000", "14.000")], id="grouped number"),
        pytest.param("fell 3.4%", [("3.4%", "3,4 %")], id="percent"),
        pytest.param("in 2025", [], id="whole number"),
        pytest.param("three banks", [], id="number word"),
        pytest.param("Form 10-K and 1,200A", [], id="parts of words"),
        pytest.param("between $3 and $4 billion", [], id="range that shares a magnitude"),
        pytest.param("$3–4.5", [], id="range that shares a currency"),
        pytest.param("$3 and 4 billion", [], id="amounts that share a currency"),
        pytest.param("$3.5 and 4 people", [("$3.5", "3,5 Dollar")], id="an amount and a number"),
        pytest.param(
            "$3.5 or £4 billion",
            [("$3.5", "3,5 Dollar"), ("£4 billion", "4 Milliarden Pfund")],
            id="amounts in two currencies",
        ),
        pytest.param("5.5 to 6.5%", [("5.5", "5,5"), ("6.5%", "6,5 %")], id="range before its unit"),
        pytest.param("from 4.25% to 4.5%", [("4.25%", "4,25 %"), ("4.5%", "4,5 %")], id="range of whole values"),
        pytest.param("14,000 and 2.5%", [("14,000", "14.000"), ("2.5%", "2,5 %")], id="two values"),
        pytest.param("3.5% and 1,400 people", [("3.5%", "3,5 %"), ("1,400", "1.400")], id="a value and a number"),
    ],
)
def test_values_come_back_in_the_form_of_the_target(text: str, held: list[tuple[str, str]]) -> None:
    protected = _protect(text, values=True)

    values = [item for item in protected.held if item.kind is HeldKind.VALUE]
    assert [(item.original, item.target.replace("\u00a0", " ")) for item in values] == held


def test_values_travel_as_text_unless_asked() -> None:
    assert _protect("14,000 jobs").text == "14,000 jobs"
