from __future__ import annotations

from pathlib import Path

import pytest

import locworker
from locworker.checks.untranslated.loans import (
    Loan,
    find_loans,
    index_loans,
    load_loans,
    parse_loans,
    read_glossary_loans,
)
from locworker.checks.untranslated.tokens import read_tokens
from locworker.glossary import Glossary

LISTS = ("de", "es", "fr", "it", "names", "nl", "pl", "pt")
FOLDER = Path(locworker.__file__).parent / "checks" / "loans"


@pytest.mark.parametrize("name", LISTS)
def test_each_loan_stands_once_with_a_reason(name: str) -> None:
    lines = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()

    entries = [line.partition("#") for line in lines if line.strip() and not line.startswith("#")]

    assert entries
    assert all(word.strip() and reason.strip() for word, _, reason in entries)
    words = [word.strip().casefold().replace("-", " ") for word, _, _ in entries]
    assert sorted(words) == sorted(set(words))


def test_reads_the_words_of_a_list_and_not_the_reasons() -> None:
    text = "# a list\n\nCash flow  # said everywhere\nSpread\n"

    loans = parse_loans(text)

    assert loans == ["Cash flow", "Spread"]


def test_a_language_without_a_list_accepts_names_only() -> None:
    loans = load_loans("fi")

    assert Loan(("wall", "street"), capital=True) in loans
    assert Loan(("hedge", "fund"), capital=False) not in loans


def test_a_region_takes_the_list_of_its_language() -> None:
    assert load_loans("pt-BR") == load_loans("pt")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("der Cash-Flow der Bank", [1, 2], id="a hyphen for a space"),
        pytest.param("private equity und hedge", [0, 1], id="case does not matter to a loan in lower case"),
        pytest.param("die Rally", [1], id="listed with a capital"),
        pytest.param("die rally", [], id="listed with a capital, written without"),
        pytest.param("cash", [], id="half a loan"),
    ],
)
def test_finds_loans_in_a_text(text: str, found: list[int]) -> None:
    index = index_loans(
        [
            Loan(("cash", "flow"), capital=False),
            Loan(("private", "equity"), capital=False),
            Loan(("rally",), capital=True),
            Loan((), capital=False),
        ]
    )

    places = find_loans(read_tokens(text), index)

    assert sorted(places) == found


def test_accepts_what_the_glossary_keeps_or_translates_into() -> None:
    glossary = Glossary.from_entries(
        [{"source": "Fed", "target": [], "dnt": True}, {"source": "short sale", "target": ["Short Selling"]}],
        source_lang="en",
        target_lang="de",
    )

    loans = list(read_glossary_loans(glossary.pair("en", "de")))

    assert Loan(("fed",), capital=True) in loans
    assert Loan(("short", "selling"), capital=True) in loans
    assert Loan(("short", "sale"), capital=False) not in loans
