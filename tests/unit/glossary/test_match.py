from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locworker.glossary import Glossary, PairGlossary, find_terms
from locworker.text import normalise


def make_pair(*entries: Mapping[str, Any] | str, source_lang: str = "en") -> PairGlossary:
    rows = [{"source": entry, "target": ["Ziel"]} if isinstance(entry, str) else entry for entry in entries]
    return Glossary.from_entries(rows, source_lang=source_lang, target_lang="de").pair(source_lang, "de")


def protected(source: str) -> dict[str, Any]:
    return {"source": source, "target": [], "dnt": True}


GENERAL = make_pair(
    "rate cut",
    "rate",
    "interest rate",
    "bond",
    "equity",
    "stock index",
    "business analyses",
    "bus",
    "cost of living",
    "emerging markets",
    "futures",
    "purchasing managers' index",
    "buy-back",
    "tax",
    "long-term loan",
    protected("Fed"),
    protected("ETF"),
    protected("S&P 500"),
    protected("Dow Jones"),
    {"source": "hedge", "target": ["absichern"], "pos": "v"},
    {"source": "apply", "target": ["anwenden"], "pos": "v"},
    {"source": "swap", "target": ["tauschen"], "pos": "v"},
    {"source": "bullish", "target": ["bullisch"], "pos": "adj"},
    {"source": "March", "target": ["März"], "case": True},
    {"source": "default", "target": ["Ausfall"], "waiver": "by default|default settings"},
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("A rate cut came.", ["rate cut"], id="longest-first"),
        pytest.param("The rate rose", ["rate"], id="short-term-alone"),
        pytest.param("A rate cutter", ["rate"], id="longest-ends-inside-a-word"),
        pytest.param("ratecuts separate bondage", [], id="inside-words"),
        pytest.param("Rate-cuts, RATE CUTS, rate\u00a0cut", ["Rate-cuts", "RATE CUTS", "rate\u00a0cut"], id="spaces"),
        pytest.param("ra\u00adte c\u00adut", ["ra\u00adte c\u00adut"], id="soft-hyphens"),
        pytest.param("a rate  cut.", ["rate  cut"], id="run-of-spaces"),
        pytest.param("its rate - cut", ["rate"], id="a-dash-parts"),
        pytest.param("interest rate cut", ["interest rate"], id="longer-of-two-that-overlap"),
        pytest.param("bonds, equities, taxes", ["bonds", "equities", "taxes"], id="plurals"),
        pytest.param("stock indices and stock indexes", ["stock indices", "stock indexes"], id="irregular-plural"),
        pytest.param("a business analysis", ["business analysis"], id="irregular-singular"),
        pytest.param("two buses", ["buses"], id="plural-in-es"),
        pytest.param("the costs of living", ["costs of living"], id="plural-of-the-head"),
        pytest.param("an emerging market", ["emerging market"], id="singular-of-a-phrase"),
        pytest.param("in the future", [], id="no-singular-of-a-word"),
        pytest.param("The bond’s price, bonds' prices", ["bond", "bonds"], id="possessive"),
        pytest.param("purchasing managers’ index", ["purchasing managers’ index"], id="curly-apostrophe"),
        pytest.param("Purchasing Managers Index", ["Purchasing Managers Index"], id="no-apostrophe"),
        pytest.param("purchasing manager's index", ["purchasing manager's index"], id="moved-apostrophe"),
        pytest.param("a buyback, two buy backs", ["buyback", "buy backs"], id="hyphen-solid-or-open"),
        pytest.param("The Fed is fed up, FED", ["Fed"], id="protected-keeps-case"),
        pytest.param("ETFs and ETF-like", ["ETFs", "ETF"], id="protected-plural"),
        pytest.param("the S&P 500, S&P 5000", ["S&P 500"], id="digits"),
        pytest.param("the Dow\u00a0Jones", ["Dow\u00a0Jones"], id="protected-with-another-space"),
        pytest.param("hedged, hedging, hedges", ["hedged", "hedging", "hedges"], id="verb"),
        pytest.param("applied, applying", ["applied", "applying"], id="verb-in-y"),
        pytest.param("swapped, swapping", ["swapped", "swapping"], id="verb-that-doubles"),
        pytest.param("bullish bullishes", ["bullish"], id="adjective"),
        pytest.param("March, march", ["March"], id="case"),
        pytest.param("by default, a default", ["default"], id="waiver-before"),
        pytest.param("default settings", [], id="waiver-after"),
        pytest.param("İ ß STRAẞE bond", ["bond"], id="folding-that-grows"),
        pytest.param("bond\u0301 bond", ["bond"], id="combining-mark-is-of-the-word"),
        pytest.param("", [], id="empty"),
    ],
)
def test_finds_the_terms_of_a_text(text: str, found: list[str]) -> None:
    matches = find_terms(text, GENERAL)

    assert [text[match.start : match.end] for match in matches] == found


@pytest.mark.parametrize(
    ("source", "text", "found"),
    [
        pytest.param("利下げ", "日銀の利下げ時期", ["利下げ"], id="kanji"),
        pytest.param("レート", "レートカット", ["レート"], id="katakana"),
        pytest.param("ETF", "国内ETF市場", ["ETF"], id="latin-among-kanji"),
    ],
)
def test_needs_no_word_boundary_in_japanese(source: str, text: str, found: list[str]) -> None:
    matches = find_terms(text, make_pair(source, source_lang="ja"))

    assert [text[match.start : match.end] for match in matches] == found


def test_inflects_english_only() -> None:
    matches = find_terms("Anleihes", make_pair("Anleihe", source_lang="de"))

    assert matches == []


def test_homographs_share_one_match() -> None:
    pair = make_pair(
        {"source": "yield", "target": ["Rendite"], "forbidden": ["Ertrag", "Ernte"]},
        {"source": "yield", "target": ["Ertrag"], "forbidden": []},
    )

    first, second = find_terms("yield on yields", pair)

    assert first.entry.targets == ("Rendite", "Ertrag")
    assert first.entry.forbidden == ("Ernte",)
    assert second.entry == first.entry


def test_a_waived_term_hides_the_shorter_ones_in_it() -> None:
    pair = make_pair({"source": "stock exchange", "target": ["Börse"], "waiver": "London Stock Exchange"}, "stock")

    found = find_terms("The London Stock Exchange is a stock exchange for stock.", pair)

    assert [match.entry.source for match in found] == ["stock exchange", "stock"]


def test_a_waiver_of_one_homograph_leaves_the_other() -> None:
    pair = make_pair(
        {"source": "bank", "target": ["Bank"], "waiver": "river bank"}, {"source": "bank", "target": ["Ufer"]}
    )

    (match,) = find_terms("a river bank", pair)

    assert match.entry.targets == ("Ufer",)


def test_exact_capitals_go_before_any_case() -> None:
    pair = make_pair(protected("AI"), {"source": "ai", "target": ["Faultier"]})

    matches = find_terms("AI ai", pair)

    assert [match.entry.protected for match in matches] == [True, False]


def test_a_pair_without_entries_finds_nothing() -> None:
    assert find_terms("a bond", make_pair()) == []


def test_a_wording_of_invisible_characters_is_passed_over() -> None:
    assert find_terms("a \u200b b", make_pair("\u200b")) == []


WORDS = st.sampled_from(
    ["rate", "cut", "Rate-Cut", "bonds", "bond", "Fed", "İ", "ß", "\u00ad", "  ", "x", "利下げ", "’s", "-"]
)


@given(st.lists(st.one_of(WORDS, st.text(max_size=3)), max_size=12))
def test_matches_are_in_order_apart_and_inside_the_text(parts: list[str]) -> None:
    text = normalise(" ".join(parts))

    matches = find_terms(text, GENERAL)

    points = [0, *(point for match in matches for point in (match.start, match.end)), len(text)]
    assert points == sorted(points)
    assert all(match.start < match.end for match in matches)


@given(st.text(alphabet="ratecu -\u00adßİx", max_size=6), st.sampled_from(["bond", "Rate Cut", "ETF"]))
def test_a_term_among_any_text_is_found_at_its_place(noise: str, term: str) -> None:
    text = f"{noise}, {term}; {noise}"

    found = [text[match.start : match.end] for match in find_terms(text, GENERAL)]

    assert term in found


SOME = (
    "rate",
    "rate cut",
    protected("Fed"),
    {"source": "bond", "target": ["Band"]},
    {"source": "bond", "target": ["Anleihe"], "waiver": "bond x"},
)
FEW = make_pair(*SOME)
MANY = make_pair(*SOME, *(f"other {number}" for number in range(30)))


@given(st.lists(st.one_of(WORDS, st.text(max_size=3)), max_size=12))
def test_a_term_is_found_alike_among_few_and_among_many(parts: list[str]) -> None:
    text = normalise(" ".join(parts))

    few, many = find_terms(text, FEW), find_terms(text, MANY)

    assert few == many
