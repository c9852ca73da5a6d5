"""What may well stand for a term though it is none of its wordings, and what is another wording."""

from __future__ import annotations

import pytest

from locworker.checks.adherence import judge_terms
from locworker.checks.base import CheckContext, Passage
from locworker.glossary import Glossary
from term_rules import rules


@pytest.mark.parametrize(
    ("source", "target", "language", "term", "wording"),
    [
        pytest.param("He spurned the takeover offer.", "Er schlug das Kaufangebot aus.", "de", "takeover offer",
                     "Übernahmeofferte", id="another compound"),
        pytest.param("Headline inflation fell.", "Die gesamte Inflation sank.", "de", "headline inflation",
                     "Verbraucherpreisinflation", id="an adjective takes the place of the other noun"),
        pytest.param("The debt buyback", "Der Rückkauf der Papiere", "de", "debt buyback", "Schuldenrückkauf",
                     id="a genitive takes its place"),
        pytest.param("Headline inflation fell.", "L'inflation centrale a reculé.", "fr", "headline inflation",
                     "inflation totale", id="another adjective"),
        pytest.param("The expense note", "La fiche de frais", "fr", "expense note", "note de frais", id="another head"),
        pytest.param("A pension fund", "Un fondo de jubilación", "es", "pension fund", "fondo de pensiones",
                     id="another complement"),
        pytest.param("Small savers gave up.", "Los pequeños ahorradores cedieron.", "es", "small saver",
                     "ahorrador minorista", id="another adjective before it"),
        pytest.param("The list price was cut, the price was not.", "Il listino scese, il prezzo no.", "it",
                     "list price", "prezzo di listino ufficiale", id="the source has the head elsewhere"),
        pytest.param("The sight account", "A conta à ordem", "pt", "sight account", "conta corrente",
                     id="a complement with another preposition"),
        pytest.param("Core inflation", "Inflacja rdzeniowa", "pl", "core inflation", "inflacja bazowa",
                     id="another Polish adjective"),
        pytest.param("The credit rating", "社債格付けが出た。", "ja", "credit rating", "信用格付け",
                     id="a part of another Japanese compound"),
        pytest.param("The invoice address", "L'adresse de facturation", "fr", "invoice", "facture",
                     id="a longer word of the same root"),
        pytest.param("Open the New Voucher dialog", "Ouvrir les frais", "fr", "voucher", "note de frais", id="a label"),
        pytest.param("Venture capital went up.", "Venture capital sobe.", "pt", "venture capital", "capital de risco",
                     id="the English term itself"),
    ],
)  # fmt: skip
def test_a_part_that_something_else_belongs_to_is_another_wording(
    source: str, target: str, language: str, term: str, wording: str
) -> None:
    assert rules(source, target, language, term, wording) == ("missing",)


@pytest.mark.parametrize(
    ("source", "target", "language", "term", "wording"),
    [
        pytest.param("They sold the holding company.", "Sie verkauften die Holding.", "de", "holding company",
                     "Holdinggesellschaft", id="the first noun of a compound"),
        pytest.param("They left the steering body.", "Sie verließen das Gremium.", "de", "steering body",
                     "Leitungsgremium", id="the head of a compound"),
        pytest.param("The Spanish credit institution", "Das spanische Institut", "de", "credit institution",
                     "Kreditinstitut", id="with an adjective of the source"),
        pytest.param("Crude futures fell again in early trade.", "Les contrats sur le brut ont baissé.", "fr", "crude",
                     "pétrole brut", id="the other noun with its article"),
        pytest.param("The supervisory council met in May.", "Le conseil s'est réuni en mai.", "fr",
                     "supervisory council", "conseil de surveillance", id="the head of a phrase"),
        pytest.param("Public tenders closed.", "L'offre publique, qui est close", "fr", "public tender",
                     "offre publique de vente", id="more than the head"),
        pytest.param("Pension funds bought.", "Los fondos compraron más.", "es", "pension fund", "fondo de pensiones",
                     id="before a verb"),
        pytest.param("Peru's tax agency", "La agencia de Perú", "es", "tax agency", "agencia tributaria",
                     id="before a name of the source"),
        pytest.param("Mortgage brokers left the market in May.", "I mediatori ipotecari se ne vanno.", "it", "mortgage",
                     "mutuo ipotecario", id="an attribute shares the adjective"),
        pytest.param("Poland's credit rating", "Rating Polski", "pl", "credit rating", "rating kredytowy",
                     id="before a name"),
        pytest.param("The annual meeting", "株主総会が開かれた。", "ja", "annual meeting", "定時株主総会",
                     id="a part in Japanese"),
        pytest.param("The central bank waited.", "中銀は待った。", "ja", "central bank", "中央銀行",
                     id="a Japanese abbreviation"),
        pytest.param("It is the benchmark for Peru now.", "La referencia de Perú", "es", "benchmark",
                     "índice de referencia", id="a complement that is a name"),
        pytest.param("Facility rates fell.", "La facilidad de depósito bajó.", "es", "facility rate",
                     "tipo de la facilidad de depósito", id="two nouns of the wording"),
        pytest.param("It saved interest payments.", "Zaoszczędził na odsetkach.", "pl", "interest payment",
                     "płatność odsetek", id="the other Polish noun"),
    ],
)  # fmt: skip
def test_a_part_that_stands_alone_is_for_a_reviewer(
    source: str, target: str, language: str, term: str, wording: str
) -> None:
    assert rules(source, target, language, term, wording) == ("shortened",)


@pytest.mark.parametrize(
    ("source", "target", "language", "term", "wording"),
    [
        pytest.param("The central bank", "Die EZB", "de", "central bank", "Zentralbank", id="capitals"),
        pytest.param("Two basis points", "Dwa pb więcej", "pl", "basis point", "punkt bazowy", id="two consonants"),
        pytest.param("With sales tax", "inkl. USt.", "de", "sales tax", "Umsatzsteuer", id="mixed"),
        pytest.param("The board of directors", "Il nuovo cda", "it", "board of directors",
                     "consiglio di amministrazione", id="initials in small letters"),
    ],
)  # fmt: skip
def test_an_abbreviation_is_for_a_reviewer(source: str, target: str, language: str, term: str, wording: str) -> None:
    assert rules(source, target, language, term, wording) == ("abbreviated",)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param("The ECB sold bonds.", "Die EZB verkaufte Papiere.", id="answers to another"),
        pytest.param("Bonds in $", "Papiere in USD", id="a currency"),
        pytest.param("American bonds", "Papiere aus den USA", id="a country"),
        pytest.param("Bonds of DAX members", "Papiere von DAX-Konzernen", id="in the source"),
        pytest.param("Bonds in part two", "Papiere in Teil II", id="a Roman number"),
        pytest.param("BONDS FELL", "PAPIERE SINKEN", id="all in capitals"),
    ],
)
def test_other_capitals_stand_for_no_term(source: str, target: str) -> None:
    assert rules(source, target, "de", "bond", "Anleihe") == ("missing",)


@pytest.mark.parametrize(
    ("source", "target", "language", "term", "wording", "rule"),
    [
        pytest.param("It sold the mill.", "Cedette lo stabilimento.", "it", "sell", "vendere", "missing", id="past"),
        pytest.param("It is raising taxes.", "Erhöht werden die Steuern.", "de", "raise", "anheben", "missing",
                     id="gerund"),
        pytest.param("It will sell the mill.", "Cederà lo stabilimento.", "it", "sell", "vendere", "missing",
                     id="a verb is what the entry means"),
        pytest.param("It pledged to invest.", "Ha promesso investimenti.", "it", "invest", "investire", "akin",
                     id="its noun"),
        pytest.param("It rescued the bank.", "Państwo uratuje bank.", "pl", "rescue", "ratować", "akin",
                     id="the other aspect"),
        pytest.param("A rise in the price", "Ein Plus beim Preis", "de", "rise", "steigen", "noun", id="a noun"),
        pytest.param("The broker left.", "Le maklère part.", "fr", "broker", "courtier", "missing", id="no verb"),
    ],
)  # fmt: skip
def test_entries_with_infinitives_are_verbs(
    source: str, target: str, language: str, term: str, wording: str, rule: str
) -> None:
    assert rules(source, target, language, term, wording) == (rule,)


def test_an_abbreviation_has_an_initial_of_the_wording() -> None:
    assert rules("The regulator fined a broker.", "KNF nałożyła karę.", "pl", "regulator", "organ nadzoru") == (
        "abbreviated",
    )
    assert rules("The regulator fined a broker.", "KNF nałożyła karę.", "pl", "broker", "broker") == ("missing",)


def test_a_complement_that_the_wording_has_itself_is_not_one_of_the_source() -> None:
    target = "El impuesto sobre las ganancias de capital"
    assert rules("The profits tax on homes", target, "es", "profits tax", "impuesto sobre las plusvalías") == (
        "missing",
    )


def test_the_plural_of_a_loan_is_no_copy() -> None:
    assert rules("Coffee futures fell.", "Die Kaffee-Futures sanken.", "de", "futures", "Future") == ("inflected",)


def test_an_abbreviation_stands_for_no_verb() -> None:
    entry = {"source": "raise", "target": ["verhogen"], "forbidden": [], "dnt": False, "pos": "v"}
    glossary = Glossary.from_entries([entry], source_lang="en", target_lang="nl").pair("en", "nl")
    context = CheckContext(source_lang="en", target_lang="nl", glossary=glossary)
    (judgement,) = judge_terms(Passage(source="It raised the levy.", target="De VAT ging omhoog."), context)
    assert judgement.rules == ("missing",)
