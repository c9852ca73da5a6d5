"""The packaged glossary keeps what docs/glossary.md says of it."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from locworker import check_pair
from locworker.glossary import Glossary, find_terms, load_glossary, packaged_glossary_path
from locworker.model import TermStatus

TERM_RULES = {"missing-term", "forbidden-term"}
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


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        pytest.param("He opened a bank account.", "fr", "Il a ouvert un compte bancaire.", id="bank-account"),
        pytest.param("Tax revenues fell.", "es", "La recaudación cayó.", id="tax-revenue-es"),
        pytest.param("Tax revenue fell.", "it", "Il gettito fiscale è calato.", id="tax-revenue-it"),
        pytest.param("Customer acquisition is costly.", "de", "Die Kundengewinnung ist teuer.", id="acquisition"),
        pytest.param("The acquisition failed.", "pl", "Akwizycja się nie powiodła.", id="acquisition-pl"),
        pytest.param("The unemployment rate rose.", "nl", "De werkloosheid steeg.", id="unemployment"),
        pytest.param("Sales rose in the quarter.", "ja", "4〜6月期の売上高は増加した。", id="quarter"),
        pytest.param("It beats all AI benchmarks.", "es", "Supera todas las pruebas de IA.", id="benchmark"),
        pytest.param("The stock rally continues.", "pt-BR", "O rali das ações continua.", id="rally"),
        pytest.param("Economic growth slowed.", "fr", "La croissance de l'économie a ralenti.", id="growth"),
        pytest.param("The policy rate stays.", "it", "Il costo del denaro non cambia.", id="policy-rate"),
        pytest.param("We owe a debt of gratitude.", "de", "Wir sind zu Dank verpflichtet.", id="debt"),
    ],
)
def test_what_the_press_writes_is_no_finding(finance: Glossary, source: str, language: str, target: str) -> None:
    found = check_pair(source, target, target_lang=language, glossary=finance, rules=TERM_RULES)

    assert [(finding.rule, finding.term) for finding in found] == []


@pytest.mark.parametrize(
    ("source", "language", "target"),
    [
        pytest.param("Overhead costs fell.", "de", "Die Fixkosten sanken.", id="overhead"),
        pytest.param("Tax revenue fell.", "de", "Der Umsatz sank.", id="tax-revenue"),
    ],
)
def test_another_thing_is_a_finding(finance: Glossary, source: str, language: str, target: str) -> None:
    found = check_pair(source, target, target_lang=language, glossary=finance, rules=TERM_RULES)

    assert [finding.rule for finding in found] == ["missing-term"]
