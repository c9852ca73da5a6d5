from __future__ import annotations

import pytest

from locworker.checks.untranslated.compounds import is_dangling, split_hybrid
from locworker.checks.untranslated.language import find_other_language
from locworker.checks.untranslated.lexicon import load_lexicon
from locworker.checks.untranslated.likeness import is_like
from locworker.checks.untranslated.runs import Run, find_runs, merge_runs
from locworker.checks.untranslated.source import Copied, read_source
from locworker.checks.untranslated.tokens import find_no_prose, find_quoted, find_words, fold_word, read_tokens

WORDS = {"addition", "run", "hope", "toe", "clip", "account", "std", "out"}


@pytest.mark.parametrize(
    ("word", "like"),
    [
        pytest.param("addiiton", True, id="letters swapped"),
        pytest.param("additio", True, id="a letter too few"),
        pytest.param("additiion", True, id="a letter too many"),
        pytest.param("additian", True, id="a wrong letter"),
        pytest.param("runner", True, id="derived, with a doubled letter"),
        pytest.param("hoping", True, id="derived, without its e"),
        pytest.param("subaccount", True, id="with a prefix"),
        pytest.param("toeclip", True, id="a compound"),
        pytest.param("stdout", False, id="a part without vowels"),
        pytest.param("abc", False, id="too short to say"),
        pytest.param("accõunt", False, id="not English letters"),
        pytest.param("zzzzzz", False, id="nothing like it"),
    ],
)
def test_tells_words_that_look_like_ones_of_a_language(word: str, like: bool) -> None:  # noqa: FBT001
    assert is_like(word, WORDS.__contains__) is like


@pytest.mark.parametrize(
    ("word", "dangling"),
    [
        pytest.param("zinssenkungs", True, id="-ungs"),
        pytest.param("sicherheits", True, id="-heits"),
        pytest.param("handels", False, id="a genitive too"),
        pytest.param("zinssenkung", False, id="no s"),
    ],
)
def test_tells_a_linking_s(word: str, dangling: bool) -> None:  # noqa: FBT001
    assert is_dangling(word) is dangling


@pytest.mark.parametrize(
    ("word", "tail"),
    [
        pytest.param("staatsborrowing", "borrowing", id="German and English"),
        pytest.param("zinssenkung", None, id="a word of the lists"),
        pytest.param("staatsanleihenkurse", None, id="German parts"),
        pytest.param("ab", None, id="too short"),
    ],
)
def test_splits_compounds_that_have_grown_together(word: str, tail: str | None) -> None:
    parts = split_hybrid(word, load_lexicon("en", "de"))

    assert (word[parts[0][0] :] if parts else None) == tail


@pytest.mark.parametrize(
    ("scores", "runs"),
    [
        pytest.param([], [], id="nothing"),
        pytest.param([-1, 0, -5], [], id="nothing above zero"),
        pytest.param([5, -2, 4], [Run(0, 2, 7)], id="over a weak word"),
        pytest.param([5, -9, 4], [Run(0, 0, 5), Run(2, 2, 4)], id="not over a strong one"),
        pytest.param([5, -1, -1, -1, -1, 9], [Run(0, 0, 5), Run(5, 5, 9)], id="not too far"),
        pytest.param([500, -200, 300], [Run(0, 0, 500), Run(2, 2, 300)], id="not over a deep drop"),
    ],
)
def test_finds_the_stretches_that_score_highest(scores: list[int], runs: list[Run]) -> None:
    assert find_runs(scores) == runs


def test_joins_runs_over_bridges_only() -> None:
    runs = [Run(0, 1, 10), Run(3, 3, 5), Run(5, 6, 7)]

    merged = merge_runs(runs, [False, False, True, False, False, False, False])

    assert merged == [Run(0, 3, 15), Run(5, 6, 7)]


def test_reads_how_words_stand_in_a_source() -> None:
    source = read_source("Shares of Apple fell. Yields of bonds rose, and the Shares too.")

    kinds = {word: source.kinds[word] for word in ("shares", "yields", "apple", "bonds")}
    assert kinds == {"shares": Copied.INITIAL, "yields": Copied.INITIAL, "apple": Copied.NAME, "bonds": Copied.LOWER}
    assert ("of", "apple") in source.pairs
    assert ("the", "shares") not in source.capital_pairs


def test_capitals_say_nothing_in_a_title() -> None:
    source = read_source("Latest Headlines of the Week")

    assert source.kinds["headlines"] is Copied.TITLE


def test_counts_sentences_and_knows_where_capitals_say_nothing() -> None:
    tokens = read_tokens("Kurse fallen. „Gold steigt“")

    assert [(token.text, token.initial, token.sentence) for token in tokens] == [
        ("Kurse", True, 0),
        ("fallen", False, 0),
        ("Gold", True, 1),
        ("steigt", False, 1),
    ]


def test_words_are_folded_without_soft_hyphens() -> None:
    assert fold_word("Zins\u00adSenkung") == "zinssenkung"


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example/x",
        "www.example.com",
        "me@example.com",
        "#markets",
        "@fed",
        "`yield`",
        "%(name)s",
        "{rate}",
        "${rate}",
        "--verbose",
        "/usr/share/data",
        "print()",
        "*.csv",
        "example.com",
    ],
)
def test_finds_what_is_no_prose(text: str) -> None:
    assert find_no_prose(f"Kurs {text} heute")[0] == (5, 5 + len(text))


@pytest.mark.parametrize("text", ['"a b"', "“a b”", "„a b“", "«a b»", "»a b«", "‘a b’", "‚a b‘", "'a b'", "「a b」"])
def test_finds_quotations(text: str) -> None:
    assert find_quoted(f"Er sagt {text} laut") == [(8, 8 + len(text))]


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        pytest.param("Los mercados subieron ayer con fuerza tras la decisión del banco.", "de", "es", id="Spanish"),
        pytest.param("Die Märkte stiegen gestern nach der Entscheidung der Notenbank.", "de", None, id="as claimed"),
        pytest.param("Anleihen, Aktien, Gold", "de", None, id="too short to say"),
        pytest.param("hagen fugen wagen lagen sagen zugen mugen", "de", None, id="not sure"),
        pytest.param("The markets rose after the decision.", "ja", "en", id="Latin letters in Japanese"),
        pytest.param("市場は上昇した。", "ja", None, id="Japanese"),
    ],
)
def test_tells_passages_in_another_language(text: str, language: str, found: str | None) -> None:
    other = find_other_language(text, find_words(text), load_lexicon("en", language), language)

    assert other == found
