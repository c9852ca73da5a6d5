"""The packaged glossary keeps what docs/glossary.md says of it."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from locworker.glossary import Glossary, find_terms, load_glossary, packaged_glossary_path
from locworker.model import TermStatus

LANGUAGES = ("de", "fr", "es", "it", "pt", "nl", "pl", "ja")


@pytest.fixture(scope="module")
def finance() -> Glossary:
    return load_glossary(packaged_glossary_path())


def test_every_language_has_every_concept(finance: Glossary) -> None:
    counts = {language: len(finance.pair("en", language).entries) for language in LANGUAGES}

    assert set(counts.values()) == {len(finance.concepts)}
    assert len(finance.concepts) >= 300


def test_a_language_prefers_one_term_of_a_concept(finance: Glossary) -> None:
    preferred = Counter(
        (concept.id, term.language)
        for concept in finance.concepts
        for term in concept.terms
        if term.status is TermStatus.PREFERRED
    )

    assert [key for key, count in preferred.items() if count > 1] == []


def test_every_concept_has_an_id_in_kebab_case_and_a_note(finance: Glossary) -> None:
    wrong = [
        concept.id
        for concept in finance.concepts
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", concept.id) or not any(term.note for term in concept.terms)
    ]

    assert wrong == []


def test_rows_are_in_the_order_of_concepts_with_plain_line_ends() -> None:
    content = packaged_glossary_path().read_bytes()
    concepts = [row["concept"] for row in csv.DictReader(content.decode().splitlines())]

    assert concepts == sorted(concepts)
    assert b"\r" not in content


@pytest.mark.parametrize(
    ("text", "language", "target"),
    [
        pytest.param("the timeline", "de", "Zeitplan", id="timeline"),
        pytest.param("$5 trillion", "de", "Billion", id="trillion"),
        pytest.param("$5 trillion", "pt-BR", "trilhão", id="trillion-in-brazil"),
        pytest.param("$5 trillion", "pt", "bilião", id="trillion-in-portugal"),
        pytest.param("the ECB", "de", "EZB", id="ecb"),
        pytest.param("GDP grew", "fr", "produit intérieur brut", id="abbreviation"),
        pytest.param("Job cuts", "de", "Stellenabbau", id="job-cuts"),
        pytest.param("frequently asked questions", "it", "Domande frequenti", id="heading"),
    ],
)
def test_prefers_what_the_press_writes(finance: Glossary, text: str, language: str, target: str) -> None:
    (match,) = find_terms(text, finance.pair("en", language))

    assert match.entry.targets[0] == target


@pytest.mark.parametrize("name", ["Fed", "ETF", "S&P 500", "Nasdaq", "AMZN", "Capex", "bitcoin"])
def test_protects_names(finance: Glossary, name: str) -> None:
    (match,) = find_terms(f"{name} rose", finance.pair("en", "de"))

    assert match.entry.protected
    assert name in match.entry.targets


@pytest.mark.parametrize(
    "text",
    [
        "By default the setting is off.",
        "They were fed up.",
        "A quarter point is a quarter of a point.",
        "The New York Stock Exchange and Deutsche Bank",
        "It may share the option, account for the spread and take an interest.",
        "National security is underlying.",
    ],
)
def test_takes_no_homograph_for_a_term(finance: Glossary, text: str) -> None:
    assert find_terms(text, finance.pair("en", "de")) == []


def test_homographs_that_cannot_be_told_apart_share_their_targets(finance: Glossary) -> None:
    (match,) = find_terms("depreciation", finance.pair("en", "de"))

    assert {"Abwertung", "Abschreibung"} <= set(match.entry.targets)
