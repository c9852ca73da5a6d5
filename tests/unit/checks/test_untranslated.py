from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from locworker.checks import check_pair
from locworker.glossary import Glossary
from locworker.model import Finding

RULES = ("untranslated-segment", "wrong-language", "broken-compound", "untranslated-fragment")


def find(source: str | None, target: str, *, to: str = "de", source_lang: str = "en") -> list[Finding]:
    return check_pair(source, target, source_lang=source_lang, target_lang=to, rules=RULES)


def errors(source: str | None, target: str, *, to: str = "de", source_lang: str = "en") -> list[tuple[str, str]]:
    found = find(source, target, to=to, source_lang=source_lang)
    return [(finding.rule, finding.text) for finding in found if finding.severity == "error"]


@pytest.mark.parametrize(
    ("language", "target", "text"),
    [
        pytest.param("de", "Die shareholders stimmten der Fusion zu.", "shareholders", id="German"),
        pytest.param("fr", "Les shareholders ont approuvé la fusion.", "shareholders", id="French"),
        pytest.param("es", "Los shareholders aprobaron la fusión.", "shareholders", id="Spanish"),
        pytest.param("it", "Gli shareholders hanno approvato la fusione.", "shareholders", id="Italian"),
        pytest.param("pt", "Os shareholders aprovaram a fusão.", "shareholders", id="Portuguese"),
        pytest.param("nl", "De shareholders keurden de fusie goed.", "shareholders", id="Dutch"),
        pytest.param("pl", "Wczoraj shareholders zatwierdzili fuzję.", "shareholders", id="Polish"),
        pytest.param("ja", "shareholdersは合併を承認した。", "shareholders", id="Japanese"),
    ],
)
@pytest.mark.parametrize("with_source", [pytest.param(True, id="source"), pytest.param(False, id="page")])
def test_finds_a_word_that_was_left_over(language: str, target: str, text: str, *, with_source: bool) -> None:
    source = "Yesterday the shareholders approved the merger." if with_source else None

    found = errors(source, target, to=language)

    assert found == [("untranslated-fragment", text)]


@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        pytest.param(
            "Rate-hike expectations faded.",
            "Die Zinserhöhungs expectations schwanden.",
            "expectations",
            id="a linking s and a space",
        ),
        pytest.param("Supply shortages persist.", "Die Liefer-shortages halten an.", "shortages", id="a hyphen"),
        pytest.param("Government borrowing rises.", "Die Staatsborrowing steigt.", "borrowing", id="grown together"),
    ],
)
def test_finds_broken_compounds_and_places_the_foreign_part_alone(source: str, target: str, text: str) -> None:
    found = find(source, target)

    assert [(finding.rule, finding.text) for finding in found] == [("broken-compound", text)]
    assert "broken" in found[0].message
    assert found[0].related[0].end <= found[0].start


def test_finds_a_grown_compound_without_a_source() -> None:
    found = errors(None, "Die hohe Staatsborrowing bereitet der Regierung Sorgen.")

    assert found == [("broken-compound", "borrowing")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param("Latest Headlines", "Latest Headlines", id="heading"),
        pytest.param("Where the money goes", "Where the money goes", id="question"),
        pytest.param(None, "Where the money goes", id="heading of a page"),
        pytest.param(
            None, "Shares fell after the central bank raised its key rate on Friday.", id="paragraph of a page"
        ),
        pytest.param("Shares fell on Friday.", "Shares fell on Friday.", id="sentence"),
        pytest.param("Bonds rose", "Bonds rose", id="a loan and a word that German has too"),
        pytest.param("Budget talks", "Budget talks", id="a loan and a plain word"),
    ],
)
def test_finds_a_passage_that_was_not_translated(source: str | None, target: str) -> None:
    found = errors(source, target)

    assert found == [("untranslated-segment", target)]


@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        pytest.param(
            None,
            "La banque centrale a maintenu ses taux directeurs inchangés mercredi, comme prévu.",
            "La banque centrale a maintenu ses taux directeurs inchangés mercredi, comme prévu.",
            id="a third language",
        ),
        pytest.param(
            None, "Центральный банк сохранил ставки.", "Центральный банк сохранил ставки.", id="a third script"
        ),
        pytest.param(
            "Rates stay put.",
            "The bank kept its policy rates unchanged on Wednesday, as analysts had expected.",
            "The bank kept its policy rates unchanged on Wednesday, as analysts had expected.",
            id="English in other words",
        ),
        pytest.param(
            "The outlook for stocks is weak and investors wait.",
            "Der outlook for stocks is weak und Anleger warten.",
            "outlook for stocks is weak",
            id="half a sentence",
        ),
    ],
)
def test_finds_text_in_a_wrong_language(source: str | None, target: str, text: str) -> None:
    found = errors(source, target)

    assert found == [("wrong-language", text)]


def test_finds_english_text_on_a_japanese_page() -> None:
    target = "The bank kept its policy rates unchanged on Wednesday."

    found = errors(None, target, to="ja")

    assert found == [("untranslated-segment", target)]


def test_a_quotation_that_the_source_has_in_a_third_language_is_no_fault() -> None:
    quote = "La liberté guidant le peuple vers un avenir meilleur que celui de nos pères."

    assert find(quote, quote) == []


@pytest.mark.parametrize(
    ("source", "target", "text"),
    [
        pytest.param("The earthqake hit the coast.", "Der Küste nahe war das earthqake.", "earthqake", id="a slip"),
        pytest.param("Close the subwindow.", "Schließen Sie das subwindow.", "subwindow", id="a derivation"),
        pytest.param("The moneyplace was shut.", "Das moneyplace war zu.", "moneyplace", id="a compound"),
    ],
)
def test_finds_copied_words_that_no_dictionary_has(source: str, target: str, text: str) -> None:
    assert errors(source, target) == [("untranslated-fragment", text)]


@pytest.mark.parametrize(
    ("source_lang", "source", "language", "target", "text"),
    [
        pytest.param("de", "Die Zinsen sinken.", "fr", "Les Zinsen baissent.", "Zinsen", id="German noun in French"),
        pytest.param(
            "it",
            "Atteso il taglio dei tassi.",
            "de",
            "Erwartet wird der taglio dei tassi.",
            "taglio dei tassi",
            id="Italian",
        ),
    ],
)
def test_finds_leftovers_of_other_source_languages(
    source_lang: str, source: str, language: str, target: str, text: str
) -> None:
    found = errors(source, target, to=language, source_lang=source_lang)

    assert found == [("untranslated-fragment", text)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        pytest.param("Shares rose.", "Die Aktien stiegen.", id="translated"),
        pytest.param("Morgan Stanley bought bonds.", "Morgan Stanley kaufte Anleihen.", id="a firm"),
        pytest.param(None, "Die Bank of England hob den Leitzins an.", id="a bank, on a page"),
        pytest.param("The cash flow fell.", "Der Cashflow sank.", id="an accepted loan"),
        pytest.param('He wrote "The Price of Time".', "Er schrieb „The Price of Time“.", id="a title"),
        pytest.param(None, "Er schrieb „The Price of Time“.", id="a title, on a page"),
        pytest.param("See www.example.com/rates now", "Siehe www.example.com/rates jetzt", id="an address"),
        pytest.param("Apple (AAPL) in Q4", "Apple (AAPL) im Q4", id="a ticker and a quarter"),
        pytest.param("eBay and iShares", "eBay und iShares", id="capitals inside"),
        pytest.param("get: fetch quotes", "get: Kurse abrufen", id="a command and what it does"),
        pytest.param("Homo floresiensis was small.", "Homo floresiensis war klein.", id="a species"),
        pytest.param("Speed in mph", "Tempo in mph", id="an abbreviation"),
        pytest.param("Bank of America", "Bank of America", id="a heading that is a listed name"),
        pytest.param(None, "Goldman Sachs", id="a card that is a name"),
        pytest.param("", "", id="nothing"),
        pytest.param("12.5", "12,5", id="a number"),
        pytest.param(None, "–", id="no word"),
    ],
)
def test_lets_through_what_is_right(source: str | None, target: str) -> None:
    assert find(source, target) == []


def test_one_fragment_is_one_finding_whatever_holds_of_it() -> None:
    found = find("Rate-cut timeline", "Zinssenkungs timeline")

    assert [finding.rule for finding in found] == ["broken-compound"]


def test_two_fragments_of_a_passage_are_two_findings() -> None:
    source = "The shareholders approved the merger despite the warnings of unions."

    found = errors(source, "Die shareholders stimmten der Fusion trotz der warnings von Gewerkschaften zu.")

    assert [text for _, text in found] == ["shareholders", "warnings"]


def test_what_is_in_doubt_is_a_warning() -> None:
    found = find("The benefits of a longer maturity", "Die Vorteile der maturity", to="fr")

    assert {str(finding.severity) for finding in found} <= {"error", "warning"}


@pytest.mark.parametrize(
    "target",
    ["Norwegian Cruise Line Holdings", "Bank of Springfield", "Chicago Board Options Exchange", "Simon Property Group"],
)
def test_a_heading_that_looks_like_a_name_is_in_doubt(target: str) -> None:
    found = find(target, target)

    assert {str(finding.severity) for finding in found} <= {"warning"}


def test_suggests_what_the_glossary_has() -> None:
    glossary = Glossary.from_entries(
        [{"source": "time line", "target": ["Fahrplan"]}, {"source": "timeline", "target": ["Zeitplan", "Fristen"]}],
        source_lang="en",
        target_lang="de",
    )

    found = check_pair(None, "Dies verzögert die Zinssenkungs timeline.", glossary=glossary, rules=RULES)

    assert [finding.suggestion for finding in found] == ["Zeitplan"]


def test_keeps_what_the_glossary_protects() -> None:
    glossary = Glossary.from_entries(
        [{"source": "headwinds", "target": [], "dnt": True}], source_lang="en", target_lang="de"
    )

    found = check_pair("The headwinds grow.", "Die headwinds nehmen zu.", glossary=glossary, rules=RULES)

    assert found == []


def test_says_why_in_words() -> None:
    found = find("The headwinds grow.", "Die headwinds nehmen zu.")

    assert found[0].message == "'headwinds' is still English: it stands so in the source and German does not have it"
    assert found[0].matched == ("copied", "not a word of de")


@pytest.mark.parametrize("language", ["fi", "xx"])
def test_a_language_without_lists_is_no_failure(language: str) -> None:
    assert isinstance(find("The bank", "Pankki bank", to=language), list)


HARD = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from(list("aeßäAÄ 'ʼ’-–.,:„“\"()&%<>{}@#/\\\t\n\u0301\u00ad\u200b\u200d\u202e\ufeff😀אع中の")),
    ),
    max_size=200,
)


@given(source=st.none() | HARD, target=HARD, language=st.sampled_from(["de", "fr", "pl", "nl", "ja"]))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_and_spans_lie_in_it(source: str | None, target: str, language: str) -> None:
    found = find(source, target, to=language)

    for finding in found:
        assert 0 <= finding.start < finding.end
        assert finding.text.strip()
    starts = [finding.start for finding in found]
    assert starts == sorted(starts)


WORDS = st.lists(
    st.sampled_from(
        [
            "the",
            "shareholders",
            "Zinsen",
            "der",
            "Zinserhöhungs-",
            "expectations",
            "outlook,",
            "„of",
            "Fed",
            "(USA)",
            "4%",
        ]
    ),
    max_size=40,
)


@given(source=st.none() | WORDS, target=WORDS)
@settings(max_examples=150, deadline=None)
def test_findings_do_not_overlap(source: list[str] | None, target: list[str]) -> None:
    found = find(None if source is None else " ".join(source), " ".join(target))

    assert all(first.end <= second.start for first, second in pairwise(found))


@pytest.mark.parametrize(
    "piece",
    [
        pytest.param("a", id="one word"),
        pytest.param("outlook ", id="foreign words"),
        pytest.param("Aktie ", id="native words"),
        pytest.param("-a", id="hyphens"),
        pytest.param("--a", id="options"),
        pytest.param("„", id="opening quotes"),
        pytest.param('"a', id="quotes"),
        pytest.param("(", id="brackets"),
        pytest.param("/a", id="slashes"),
        pytest.param("@", id="at signs"),
        pytest.param("Fed of ", id="a name without an end"),
        pytest.param("\u0301", id="combining marks"),
        pytest.param("。日本", id="Japanese"),
        pytest.param("x.", id="dots"),
        pytest.param("the weak outlook for us Aktie Aktie Aktie Aktie Aktie ", id="many fragments in a sentence"),
    ],
)
def test_a_long_line_takes_time_in_proportion(piece: str) -> None:
    short, long = piece * (20_000 // len(piece)), piece * (200_000 // len(piece))
    find(short, short)

    started = time.process_time()
    find(short + "x", short + "y")
    between = time.process_time()
    find(long + "x", long + "y")
    ended = time.process_time()

    # Ten times the text; quadratic time would be a hundred times.
    assert ended - between < 40 * (between - started) + 0.5
