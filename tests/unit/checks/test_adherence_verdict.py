from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from locworker.checks.adherence import Judgement, Verdict, judge_terms, suggest_wording
from locworker.checks.base import CheckContext, Passage
from locworker.glossary import Glossary, find_terms


def judge(source: str, target: str, *entries: Mapping[str, Any], language: str = "de") -> tuple[Judgement, ...]:
    glossary = Glossary.from_entries(entries, source_lang="en", target_lang=language).pair("en", language)
    context = CheckContext(source_lang="en", target_lang=language, glossary=glossary)
    return judge_terms(Passage(source=source, target=target), context)


def entry(source: str, *targets: str, forbidden: tuple[str, ...] = (), pos: str = "") -> dict[str, Any]:
    return {"source": source, "target": list(targets), "forbidden": list(forbidden), "dnt": False, "pos": pos}


def protected(source: str, *targets: str) -> dict[str, Any]:
    return {"source": source, "target": list(targets), "forbidden": [], "dnt": True}


@pytest.mark.parametrize(
    ("source", "target", "term", "verdict", "rules"),
    [
        pytest.param("a bond", "eine Anleihe", entry("bond", "Anleihe"), "used", ("exact",), id="used"),
        pytest.param("a bond", "ein Papier", entry("bond", "Anleihe"), "missing", ("missing",), id="missing"),
        pytest.param("insured", "versichert", entry("insured", "Versicherung"), "unclear", ("akin",), id="akin"),
        pytest.param(
            "a billion",
            "eine Billion",
            entry("billion", "Milliarde", forbidden=("Billion",)),
            "forbidden",
            ("exact",),
            id="forbidden",
        ),
        pytest.param("The Fed", "Die Fed", protected("Fed"), "used", ("exact",), id="protected"),
        pytest.param(
            "The EBITDA", "Das Ebitda", protected("EBITDA", "EBITDA", "Ebitda"), "used", ("exact",), id="other spelling"
        ),
        pytest.param("S&P 500", "S&P-500", protected("S&P 500"), "used", ("exact",), id="protected with a hyphen"),
        pytest.param("The İşbank", "Die İşbank hieß so", protected("İşbank"), "used", ("exact",), id="dotted capital"),
        pytest.param("The ETF", "Der Etf", protected("ETF"), "changed", ("other-capitals",), id="capitals"),
        pytest.param(
            "buybacks", "der Rückkauf von Aktien", entry("buyback", "Aktienrückkauf"), "unclear", ("apart",), id="apart"
        ),
        pytest.param(
            "risk cuts",
            "dass Risiken abgebaut werden",
            entry("risk cut", "Risikoabbau"),
            "unclear",
            ("apart",),
            id="apart, a verb",
        ),
        pytest.param(
            "buybacks",
            "der Rückkauf der Anleihe",
            entry("buyback", "Aktienrückkauf"),
            "missing",
            ("missing",),
            id="half",
        ),
        pytest.param("The Fed", "Die Notenbank", protected("Fed"), "missing", ("missing",), id="protected missing"),
    ],
)
def test_a_term_gets_a_verdict_and_the_rule(
    source: str, target: str, term: Mapping[str, Any], verdict: str, rules: tuple[str, ...]
) -> None:
    (judgement,) = judge(source, target, term)

    assert (str(judgement.verdict), judgement.rules) == (verdict, rules)


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        pytest.param("SoftBankは株を売却した。", "used", id="kana behind"),
        pytest.param("株主のSoftBankが", "used", id="kana on both sides"),
        pytest.param("MySoftBankは", "missing", id="a letter before it"),
        pytest.param("ソフトバンクは", "missing", id="in kana"),
    ],
)
def test_a_protected_term_stands_among_kana_without_spaces(target: str, verdict: str) -> None:
    (judgement,) = judge("SoftBank sold its shares.", target, protected("SoftBank"), language="ja")

    assert str(judgement.verdict) == verdict


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        pytest.param("They want to transfer it.", "verb", id="to with an object"),
        pytest.param("Available funds to transfer", "verb", id="to after a noun that takes it"),
        pytest.param("Debits do not balance.", "verb", id="auxiliary"),
        pytest.param("Budget {amount} a month.", "verb", id="imperative with a placeholder"),
        pytest.param("Open it and transfer the rest.", "verb", id="second imperative"),
        pytest.param("Companies primarily mining tin", "verb", id="participle"),
        pytest.param("A new security token", "other-sense", id="phrase after it"),
        pytest.param("The default language is used.", "other-sense", id="default before a noun"),
        pytest.param("The security of a strong password", "other-sense", id="a word that tells"),
        pytest.param("National security first", "other-sense", id="phrase before it"),
        pytest.param("Everything is out of balance.", "other-sense", id="end of a clause"),
        pytest.param("The New York Stock Exchange opens early today.", "name", id="name that is kept"),
    ],
)
def test_a_term_that_may_mean_something_else_is_unclear(source: str, rule: str) -> None:
    words = ("transfer", "balance", "budget", "mining", "security", "stock", "default")

    (judgement,) = judge(
        source, "Die New York Stock Exchange ist ganz anders übersetzt.", *[entry(w, "Xyz") for w in words]
    )

    assert (judgement.verdict, judgement.rules, judgement.doubt) == (Verdict.UNCLEAR, (rule,), True)


@pytest.mark.parametrize(
    ("source", "term"),
    [
        pytest.param("Transfer to account", entry("account", "Konto"), id="to before a noun"),
        pytest.param("Order value of the day", entry("order", "Auftrag"), id="noun at the beginning"),
        pytest.param("The transfer was late.", entry("transfer", "Umbuchung"), id="noun"),
        pytest.param("They balance it.", entry("balance", "ausgleichen", pos="verb"), id="entry for the verb"),
        pytest.param("Each security has a price.", entry("security", "Wertpapier"), id="the term's own sense"),
        pytest.param("The default rate rose.", entry("default", "Ausfall"), id="default before a risk"),
        pytest.param("The mining of data stops.", entry("mining", "Schürfen"), id="gerund"),
        pytest.param("Asset Class", entry("asset", "Vermögenswert"), id="short title, not kept"),
    ],
)
def test_a_term_that_is_surely_meant_is_missing(source: str, term: Mapping[str, Any]) -> None:
    (judgement,) = judge(source, "Das ist ganz anders übersetzt.", term)

    assert judgement.verdict is Verdict.MISSING


def test_of_two_places_the_one_that_is_surely_meant_counts() -> None:
    (judgement,) = judge("Do not balance the balance.", "Nichts davon.", entry("balance", "Saldo"))

    assert (judgement.verdict, judgement.match.start) == (Verdict.MISSING, 19)


def test_the_name_of_a_value_is_no_term() -> None:
    assert judge("Converted to %(currency)s", "Umgerechnet in %(currency)s", entry("currency", "Währung")) == ()


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [
        pytest.param("a bond", "a bond", "untranslated", id="copied"),
        pytest.param("a bond that the old treasury of the country sold", "verkauft", "omitted", id="half gone"),
    ],
)
def test_where_another_rule_says_more_a_missing_term_is_unclear(source: str, target: str, rule: str) -> None:
    (judgement,) = judge(source, target, entry("bond", "Anleihe"))

    assert (judgement.verdict, judgement.rules) == (Verdict.UNCLEAR, (rule,))


def test_a_protected_term_in_a_text_that_was_not_translated_is_as_it_is() -> None:
    (judgement,) = judge("the Fed", "die Bank", protected("Fed"))

    assert not judgement.doubt


def test_a_name_written_as_a_common_noun_is_for_the_reviewer() -> None:
    (judgement,) = judge("Bitcoin fell.", "El bitcoin cayó.", protected("Bitcoin"), language="es")

    assert (judgement.verdict, judgement.doubt) == (Verdict.CHANGED, True)


def test_the_source_word_is_no_form_of_the_approved_one() -> None:
    (judgement,) = judge("the dividend", "el dividend", entry("dividend", "dividendo"), language="es")

    assert judgement.verdict is Verdict.MISSING


def test_a_word_that_serves_another_term_is_claimed() -> None:
    first, second = judge("Fees and charges", "Gebühren", entry("fee", "Gebühr"), entry("charge", "Gebühr"))

    assert (first.verdict, second.verdict, second.rules) == (Verdict.USED, Verdict.MISSING, ("claimed",))


def test_a_forbidden_wording_beside_enough_approved_ones_is_for_the_reviewer() -> None:
    (judgement,) = judge("a fee", "Gebühr (Honorar)", entry("fee", "Gebühr", forbidden=("Honorar",)))

    assert (judgement.verdict, judgement.doubt) == (Verdict.FORBIDDEN, True)


def test_a_forbidden_wording_inside_the_approved_one_is_no_fault() -> None:
    (judgement,) = judge("the stock", "der Aktienlager", entry("stock", "Aktienlager", forbidden=("Lager",)))

    assert judgement.verdict is Verdict.USED


@pytest.mark.parametrize(
    ("language", "source", "targets", "suggestion"),
    [
        pytest.param("es", "shares", ("acción",), "acciones", id="es -ión"),
        pytest.param("es", "shares", ("valor",), "valores", id="es consonant"),
        pytest.param("es", "shares", ("raíz",), "raíces", id="es -z"),
        pytest.param("es", "shares", ("bono",), "bonos", id="es vowel"),
        pytest.param("es", "shares", ("club",), "club", id="es unsure"),
        pytest.param("fr", "shares", ("action",), "actions", id="fr -s"),
        pytest.param("fr", "shares", ("capital",), "capitaux", id="fr -aux"),
        pytest.param("fr", "shares", ("prix",), "prix", id="fr invariable"),
        pytest.param("fr", "shares", ("enjeu",), "enjeux", id="fr -eux"),
        pytest.param("pt", "shares", ("ação",), "ações", id="pt -ção"),
        pytest.param("pt", "shares", ("título",), "títulos", id="pt vowel"),
        pytest.param("pt", "shares", ("bem",), "bens", id="pt -m"),
        pytest.param("pt", "shares", ("valor",), "valores", id="pt -r"),
        pytest.param("pt", "shares", ("papel",), "papel", id="pt unsure"),
        pytest.param("it", "shares", ("azione",), "azioni", id="it -zione"),
        pytest.param("it", "shares", ("titolo",), "titoli", id="it -o"),
        pytest.param("it", "shares", ("quota",), "quota", id="it unsure"),
        pytest.param("de", "shares", ("Aktie",), "Aktie", id="de: the case is not known"),
        pytest.param("es", "share", ("acción",), "acción", id="singular"),
        pytest.param("es", "shares", ("título de renta",), "título de renta", id="phrase"),
        pytest.param("es", "shares", (), None, id="only forbidden wordings"),
    ],
)
def test_the_suggestion_has_the_number_of_the_source_where_that_is_sure(
    language: str, source: str, targets: tuple[str, ...], suggestion: str | None
) -> None:
    term = entry("share", *targets, forbidden=("stock",))
    glossary = Glossary.from_entries([term], source_lang="en", target_lang=language).pair("en", language)
    (match,) = find_terms(source, glossary)

    assert suggest_wording(source, match, language) == suggestion


def test_the_suggestion_for_a_protected_term_is_itself() -> None:
    glossary = Glossary.from_entries([protected("ETF")], source_lang="en", target_lang="de").pair("en", "de")
    (match,) = find_terms("the ETF", glossary)

    assert suggest_wording("the ETF", match, "de") == "ETF"


PIECES = st.sampled_from(
    [
        "bond",
        "rate",
        "ß",
        "İ",
        "%",
        "€",
        "-",
        "’",
        "A&B",
        "USt.",
        "EZB",
        "cda",
        "1,5",
        "a",
        "when",
        "zum",
        "the",
        "de",
        "Anleihe",
        "taux",
        "d'intérêt",
        "\xad",
        "%(x)s",
        "•",
        "日本銀行",
    ]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=8).map(" ".join)


@example(source="bond", target="%", terms=[("bond", ["when"], ["zum"])], language="de")
@given(
    source=TEXTS,
    target=TEXTS,
    terms=st.lists(st.tuples(TEXTS, st.lists(TEXTS, max_size=2), st.lists(TEXTS, max_size=1)), min_size=1, max_size=3),
    language=st.sampled_from(["de", "fr", "es", "it", "pt", "nl", "pl", "ja", "sv"]),
)
def test_any_glossary_can_be_judged_on_any_text(
    source: str, target: str, terms: list[tuple[str, list[str], list[str]]], language: str
) -> None:
    entries = [entry(term, *wordings, forbidden=tuple(forbidden)) for term, wordings, forbidden in terms]

    for judgement in judge(source, target, *entries, language=language):
        assert 0 <= judgement.match.start < judgement.match.end <= len(source)
        if judgement.occurrence:
            assert 0 <= judgement.occurrence.start <= judgement.occurrence.end <= len(target)
