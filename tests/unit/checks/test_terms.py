from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from builders import make_segment
from locworker.checks import check_pair, run_checks
from locworker.glossary import Glossary

TERMS = ("missing-term", "forbidden-term", "changed-protected-term")


def make_glossary(*entries: Mapping[str, Any], language: str = "de") -> Glossary:
    return Glossary.from_entries(entries, source_lang="en", target_lang=language)


def term(source: str, *targets: str, forbidden: tuple[str, ...] = (), waiver: str = "") -> dict[str, Any]:
    return {"source": source, "target": list(targets), "forbidden": list(forbidden), "dnt": False, "waiver": waiver}


@pytest.mark.parametrize(
    ("language", "entry", "source", "target"),
    [
        pytest.param("de", term("bond", "Anleihe"), "Bonds fell.", "Anleihen fielen.", id="de plural"),
        pytest.param("de", term("loss", "Verlust"), "losses", "Verlusten", id="de dative"),
        pytest.param("de", term("market", "Markt"), "markets", "Märkte", id="de umlaut"),
        pytest.param("de", term("equity", "Eigenkapital"), "equity ratio", "Eigenkapitalquote", id="de modifier"),
        pytest.param("de", term("bond", "Anleihe"), "bonds", "Staatsanleihen", id="de head"),
        pytest.param("de", term("share", "Aktie"), "share price", "Aktien-Kurs", id="de hyphen"),
        pytest.param(
            "de", term("soft landing", "weiche Landung"), "a soft landing", "eine weiche Landung", id="de two"
        ),
        pytest.param(
            "de", term("interest rate", "Zinssatz"), "the interest rate", "der Zins\u00adsatz", id="de soft hyphen"
        ),
        pytest.param("fr", term("share", "action"), "shares", "les actions", id="fr plural"),
        pytest.param(
            "fr", term("bond market", "marché obligataire"), "bond markets", "marchés obligataires", id="fr two"
        ),
        pytest.param("es", term("transaction", "transacción"), "transactions", "transacciones", id="es accent"),
        pytest.param(
            "es", term("bank account", "cuenta bancaria"), "bank account", "cuenta de la bancaria", id="es gap"
        ),
        pytest.param("it", term("bank", "banca"), "banks", "banche", id="it plural"),
        pytest.param("pt", term("share", "ação"), "shares", "ações", id="pt plural"),
        pytest.param("pl", term("bond", "obligacja"), "bonds", "obligacji", id="pl genitive"),
        pytest.param("pl", term("central bank", "bank centralny"), "central bank", "banku centralnego", id="pl two"),
        pytest.param("nl", term("market", "markt"), "stock market", "aandelenmarkt", id="nl head"),
        pytest.param("ja", term("bond", "債券"), "bonds", "国債と債券", id="ja inside"),
        pytest.param("de", term("bond", "Anleihe", "Bond"), "bonds", "Bonds", id="admitted"),
        pytest.param("de", term("default", "Ausfall", waiver="by default"), "on by default", "Standard", id="waived"),
        pytest.param("de", term("US/EU", "+"), "US/EU", "USA + EU", id="signs only"),
    ],
)
def test_an_approved_wording_is_recognised(language: str, entry: Mapping[str, Any], source: str, target: str) -> None:
    glossary = make_glossary(entry, language=language)

    assert check_pair(source, target, target_lang=language, glossary=glossary, rules=TERMS) == []


@pytest.mark.parametrize(
    ("language", "entry", "source", "target"),
    [
        pytest.param("de", term("bond", "Anleihe"), "Bonds fell.", "Renten fielen.", id="de other word"),
        pytest.param("de", term("payment", "Zahlung"), "payment", "Bezahlung", id="de prefix"),
        pytest.param("de", term("soft landing", "weiche Landung"), "soft landing", "weiche Aktie", id="de half"),
        pytest.param("fr", term("share", "action"), "a share", "un titre", id="fr other word"),
        pytest.param("ja", term("bond", "債券"), "bonds", "国債", id="ja other word"),
        pytest.param("de", term("US/EU", "+"), "US/EU", "USA, EU", id="signs missing"),
    ],
)
def test_a_missing_wording_is_an_error_on_the_source(
    language: str, entry: Mapping[str, Any], source: str, target: str
) -> None:
    glossary = make_glossary(entry, language=language)

    (finding,) = check_pair(source, target, target_lang=language, glossary=glossary, rules=TERMS)

    assert (finding.rule, str(finding.severity), finding.side) == ("missing-term", "error", "source")
    assert (finding.term, finding.suggestion) == (entry["source"], entry["target"][0])


def test_a_word_that_is_only_akin_is_a_warning_on_the_target() -> None:
    glossary = make_glossary(term("insurance", "Versicherung"))

    (finding,) = check_pair("with insurance", "ist versichert", glossary=glossary, rules=TERMS)

    assert (finding.rule, str(finding.severity), finding.text) == ("missing-term", "warning", "versichert")
    assert finding.matched == ("akin",)


def test_a_term_that_stands_twice_is_one_finding() -> None:
    glossary = make_glossary(term("bond", "Anleihe"))

    assert len(check_pair("a bond and a bond", "Renten", glossary=glossary, rules=TERMS)) == 1


def test_a_forbidden_wording_is_one_error_on_the_target() -> None:
    glossary = make_glossary(term("billion", "Milliarde", forbidden=("Billion",)))

    (finding,) = check_pair("a billion", "eine Billion", glossary=glossary, rules=TERMS)

    assert (finding.rule, finding.text, finding.side) == ("forbidden-term", "Billion", "target")
    assert finding.related[0].text == "billion"


def test_a_forbidden_wording_beside_the_approved_one_is_an_error() -> None:
    glossary = make_glossary(term("billion", "Milliarde", forbidden=("Billion",)))

    findings = check_pair("a billion", "eine Milliarde (Billion)", glossary=glossary, rules=TERMS)

    assert [finding.rule for finding in findings] == ["forbidden-term"]


def test_a_forbidden_wording_is_right_as_another_terms_translation() -> None:
    glossary = make_glossary(term("billion", "Milliarde", forbidden=("Billion",)), term("trillion", "Billion"))

    findings = check_pair("a billion, a trillion", "eine Milliarde, eine Billion", glossary=glossary, rules=TERMS)

    assert findings == []


@pytest.mark.parametrize(
    ("target", "flagged"),
    [
        pytest.param("Die Fed senkte", [], id="kept"),
        pytest.param("Die Fed-Sitzung", [], id="hyphen"),
        pytest.param("Feds Entscheid", [], id="genitive"),
        pytest.param("Die FED senkte", [("target", "FED")], id="capitals"),
        pytest.param("Die Federn senkten", [("source", "Fed")], id="part of a word"),
        pytest.param("Die Notenbank senkte", [("source", "Fed")], id="translated"),
    ],
)
def test_a_protected_term_stays_as_it_is(target: str, flagged: list[tuple[str, str]]) -> None:
    glossary = make_glossary({"source": "Fed", "target": [], "forbidden": [], "dnt": True})

    findings = check_pair("The Fed cut", target, glossary=glossary, rules=TERMS)

    assert [(finding.side, finding.text) for finding in findings] == flagged
    assert all(finding.rule == "changed-protected-term" and finding.term == "Fed" for finding in findings)


def test_without_a_glossary_no_term_is_checked() -> None:
    assert check_pair("a bond", "ein Papier", rules=TERMS) == []


def test_a_note_of_the_glossary_is_told() -> None:
    glossary = make_glossary({**term("bond", "Anleihe"), "note": "debt security"})

    (finding,) = check_pair("a bond", "ein Papier", glossary=glossary, rules=TERMS)

    assert "(debt security)" in finding.message


def test_the_rarer_wording_of_an_article_is_flagged() -> None:
    glossary = make_glossary(term("bond", "Anleihe", "Bond"))
    segments = [make_segment("bonds", target) for target in ("Anleihen", "Anleihe", "Bonds")]

    found = run_checks(
        segments, source_lang="en", target_lang="de", glossary=glossary.pair("en", "de"), rules=("inconsistent-term",)
    )

    assert [(index, finding.text, finding.suggestion) for index, finding in found] == [(2, "Bonds", "Anleihe")]


def test_one_wording_throughout_an_article_is_consistent() -> None:
    glossary = make_glossary(term("bond", "Anleihe", "Bond"))
    segments = [make_segment("bonds", target) for target in ("Anleihen", "Anleihe")]

    found = run_checks(
        segments, source_lang="en", target_lang="de", glossary=glossary.pair("en", "de"), rules=("inconsistent-term",)
    )

    assert found == []
