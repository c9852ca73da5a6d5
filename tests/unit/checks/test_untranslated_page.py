from __future__ import annotations

import pytest

from builders import make_segment
from locworker.checks import check_pair, run_checks
from locworker.model import Finding

RULES = ("untranslated-segment", "wrong-language", "broken-compound", "untranslated-fragment")
ENGLISH = [
    "What the pause means for bonds",
    "The central bank left its key rate where it was, and investors had expected nothing else.",
    "Shares of lenders fell after the announcement, since lower rates weigh on their income.",
    "Analysts think that the next move will be a cut, but nobody knows when it will come.",
    "Read the full story",
]
FRENCH = [
    "La banque centrale a maintenu ses taux directeurs inchangés mercredi, comme prévu par les analystes.",
    "Les investisseurs attendent maintenant la publication des chiffres de la croissance pour le trimestre.",
    "Les actions des banques ont reculé après cette annonce, car des taux bas pèsent sur leurs revenus.",
]
GERMAN = [
    "Die Notenbank ließ den Leitzins unverändert, und die Anleger hatten nichts anderes erwartet.",
    "Die Aktien der Banken fielen nach der Mitteilung, weil niedrige Zinsen ihre Erträge belasten.",
    "Analysten glauben, dass der nächste Schritt eine Senkung sein wird, aber niemand weiß, wann sie kommt.",
    "Was die Pause für Anleihen bedeutet",
]


def check_page(texts: list[str], rules: tuple[str, ...] = RULES) -> list[tuple[int, Finding]]:
    segments = [make_segment(text) for text in texts]
    return run_checks(segments, source_lang="en", target_lang="de", glossary=None, rules=rules, sources=False)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        pytest.param(ENGLISH, "this page is English, not German", id="the source language"),
        pytest.param(FRENCH, "this page is French, not German", id="a third language"),
        pytest.param([GERMAN[0], *ENGLISH], "this page is English, not German", id="most words decide"),
    ],
)
def test_a_page_in_another_language_is_one_finding(texts: list[str], message: str) -> None:
    found = check_page(texts)

    assert [(finding.rule, finding.message) for _, finding in found] == [("wrong-language", message)]
    index, finding = found[0]
    assert finding.text == texts[index]


def test_what_is_english_on_a_german_page_is_found_passage_by_passage() -> None:
    found = check_page([*GERMAN, "Read the full story", "Related articles"])

    assert [(index, finding.rule) for index, finding in found] == [
        (4, "untranslated-segment"),
        (5, "untranslated-segment"),
    ]


def test_passages_are_reported_one_by_one_where_nobody_asks_for_the_language_of_the_page() -> None:
    found = check_page(ENGLISH, rules=("untranslated-segment",))

    assert [index for index, _ in found] == [0, 1, 2, 3, 4]


def test_a_page_with_some_passages_in_another_language_is_in_the_language_of_the_others() -> None:
    found = check_page([*GERMAN, ENGLISH[1]])

    assert [(index, finding.rule) for index, finding in found] == [(4, "untranslated-segment")]


def test_a_few_passages_are_no_page() -> None:
    found = check_page(ENGLISH[:2])

    assert {finding.rule for _, finding in found} == {"untranslated-segment"}


@pytest.mark.parametrize(
    ("language", "source", "target"),
    [
        pytest.param("nl", "That is called a rainmaker.", "Dat heet rainmaker in het vak.", id="it is called"),
        pytest.param("it", "It is known as slopestyle.", "La disciplina è nota come slopestyle.", id="known as"),
        pytest.param(
            "pl", "An inn of the boarding house type.", "To był pensjonat typu boarding house.", id="of the kind"
        ),
        pytest.param(
            "es",
            "We measured it by the forced swim test (FST).",
            "Lo medimos con la prueba forced swim test (FST).",
            id="with its acronym",
        ),
        pytest.param(
            "de", "All patients (pats.) were seen.", "Alle Patienten (pats.) wurden gesehen.", id="an abbreviation"
        ),
        pytest.param(
            "de", "See example.com/yourfundraiser now.", "Siehe example.com/yourfundraiser für mehr.", id="an address"
        ),
        pytest.param("de", "A persuasive text.", "Es ist eine suggestive Frage.", id="an adjective that German has"),
    ],
)
def test_lets_through_what_the_text_names_itself(language: str, source: str, target: str) -> None:
    found = check_pair(source, target, source_lang="en", target_lang=language, rules=RULES)

    assert [finding.text for finding in found if finding.severity == "error"] == []


def test_an_acronym_of_other_words_names_nothing() -> None:
    found = check_pair(
        "The shareholders (BBC) agreed.", "Die shareholders (BBC) stimmten zu.", source_lang="en", target_lang="de"
    )

    assert [finding.text for finding in found if finding.severity == "error"] == ["shareholders"]
