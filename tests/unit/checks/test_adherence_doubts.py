"""Which English words around a term make it another word, and which leave it the glossary's."""

from __future__ import annotations

import re

import pytest

from locworker.checks.adherence.doubts import find_doubt
from locworker.glossary import Glossary, find_terms

OTHER = "Ein Satz, in dem der gesuchte Ausdruck in keiner Form steht, so lang wie nötig."


def doubt(source: str, target: str = OTHER, *, pos: str = "") -> str:
    """Return the doubt about the term that stands in brackets."""
    (found,) = re.findall(r"\[(.*?)\]", source)
    text = source.replace("[", "").replace("]", "")
    entry = {"source": found.lower(), "target": ["Xyz"], "forbidden": [], "dnt": False, "pos": pos}
    glossary = Glossary.from_entries([entry], source_lang="en", target_lang="de").pair("en", "de")
    return find_doubt(text, find_terms(text, glossary)[0], target)


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("Campaigners [claim] the pipeline leaks.", id="actors and an object"),
        pytest.param("The ministry [claims] its figures are right.", id="an actor and an object"),
        pytest.param("The OECD [forecasts] growth of 2 percent.", id="a name and a bare object"),
        pytest.param("They [hedge] their sales.", id="a pronoun"),
        pytest.param("Firms that [audit] the banks", id="a relative clause"),
        pytest.param("Prices [rise] sharply in spring.", id="a plural without article and an adverb"),
        pytest.param("We will not [bond] easily.", id="an auxiliary with an adverb between"),
        pytest.param("It helps [finance] schools.", id="a verb that helps"),
        pytest.param("He agreed to [drop] the case.", id="to and an object"),
    ],
)
def test_a_verb_is_no_term(source: str) -> None:
    assert doubt(source) == "verb"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("The accounts are perfectly [fine].", id="a degree"),
        pytest.param("Supplies are [short] for now.", id="after being"),
        pytest.param("Prices of [fine] wines fell.", id="before a noun"),
    ],
)
def test_an_adjective_is_no_term(source: str) -> None:
    assert doubt(source) in {"adjective", "other-sense"}


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("Workers vowed to go on [strike].", id="phrase before"),
        pytest.param("The [spread] of the virus slowed.", id="phrase after"),
        pytest.param("Buyers kept their [trust] in the brand.", id="phrase on both sides"),
        pytest.param("High employee [turnover] is a worry.", id="people, not sales"),
        pytest.param("Wheat [yields] per acre fell.", id="the plural of a word, and a word that tells"),
        pytest.param("Several rival [companies] of actors met.", id="the plural in -ies"),
        pytest.param("A [premium] whisky costs more.", id="an attribute"),
    ],
)
def test_another_sense_is_no_term(source: str) -> None:
    assert doubt(source) == "other-sense"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("The insurer paid the [claim].", id="object"),
        pytest.param("Analysts' [forecast] was too high.", id="a genitive"),
        pytest.param("[Shares] rose after the news.", id="subject of a past verb"),
        pytest.param("The [bond] issue was oversubscribed.", id="noun before a noun"),
        pytest.param("The company [shares] the fund holds fell.", id="a clause without that"),
        pytest.param("Ten-year [yields] fell to 2 percent.", id="plural before a past verb"),
        pytest.param("The [default] rate rose.", id="not an attribute before the nouns of finance"),
        pytest.param("Insurance [premium] income grew.", id="not an attribute either"),
        pytest.param("Can [demand] recover?", id="the subject of a question"),
        pytest.param("The [turnover] of the retailer doubled.", id="sales"),
        pytest.param("US [capital] requirements apply.", id="a country before money"),
        pytest.param("The credit [spread] widened.", id="a spread of yields"),
    ],
)
def test_a_term_that_is_meant_is_beyond_doubt(source: str) -> None:
    assert doubt(source) == ""


def test_an_entry_for_a_verb_has_no_doubt_about_verbs() -> None:
    assert doubt("Analysts [forecast] a rise.", pos="verb") == ""


@pytest.mark.parametrize(
    ("target", "found"),
    [
        pytest.param("日銀は政策金利を据え置くことを全員一致で決めた。", "", id="as long as Japanese is"),
        pytest.param("日銀", "omitted", id="half is missing"),
    ],
)
def test_a_japanese_target_is_measured_by_what_its_signs_say(target: str, found: str) -> None:
    assert doubt("The Bank of Japan voted unanimously to keep its policy [rate] unchanged.", target) == found
