from __future__ import annotations

import pytest

from locworker.checks import check_pair

LONG = (
    "The central bank cut its main rate by a quarter of a point on Wednesday. Shares rose. "
    "The yield of government bonds fell to its lowest level of the year."
)
LONG_DE = (
    "Die Notenbank senkte ihren Leitzins am Mittwoch um einen Viertelpunkt. Aktien stiegen. "
    "Die Rendite der Staatsanleihen fiel auf den niedrigsten Stand des Jahres."
)


@pytest.mark.parametrize(
    ("source", "target", "language", "severity"),
    [
        pytest.param(LONG, LONG_DE, "de", [], id="whole"),
        pytest.param("Rates", "Zi", "de", [], id="too short to say"),
        pytest.param(LONG, "Die Notenbank senkte.", "de", ["error"], id="nearly nothing"),
        pytest.param(LONG, LONG_DE[:70], "de", ["warning"], id="the first sentence only"),
        pytest.param(LONG, LONG_DE[:86], "de", ["warning"], id="two of three sentences"),
        pytest.param(
            LONG,
            "中央銀行は水曜日に主要金利を0.25ポイント引き下げた。株価は上昇した。国債利回りは今年最低の水準に低下した。",
            "ja",
            [],
            id="Japanese is shorter",
        ),
        pytest.param("  ", "", "de", [], id="nothing to translate"),
        pytest.param("Rates", "", "de", ["error"], id="empty"),
    ],
)
def test_flags_targets_that_are_too_short(source: str, target: str, language: str, severity: list[str]) -> None:
    findings = check_pair(source, target, target_lang=language, rules=("omitted-text",))

    assert [str(finding.severity) for finding in findings] == severity


def test_a_japanese_source_is_expected_to_grow() -> None:
    source = (
        "中央銀行は水曜日に主要金利を引き下げた。株価は上昇し、国債利回りは今年最低の水準に低下した。"
        "市場はさらなる利下げを見込んでいる。"
    )

    findings = check_pair(source, LONG, source_lang="ja", target_lang="en", rules=("omitted-text",))

    assert findings == []


@pytest.mark.parametrize(
    ("source", "target", "language", "flagged"),
    [
        pytest.param("The Fed cut rates", "Die Fed senkte die Zinsen", "de", [], id="once"),
        pytest.param("The Fed cut rates", "Die Fed Fed senkte die Zinsen", "de", ["Fed"], id="a word twice"),
        pytest.param("very very high", "sehr sehr hoch", "de", [], id="twice in the source"),
        pytest.param("those whom", "die, die denen die die", "de", [], id="German pronouns"),
        pytest.param("we meet", "nous nous réunissons", "fr", [], id="French pronouns"),
        pytest.param("the market fell", "der Markt fiel der Markt fiel", "de", ["der Markt fiel"], id="words twice"),
        pytest.param("7 7", "7 7 7 7", "de", [], id="numbers"),
        pytest.param("bye", "bye, bye", "de", [], id="parted by a comma"),
        pytest.param(None, "Die Fed Fed", "de", ["Fed"], id="without a source"),
    ],
)
def test_flags_words_said_twice(source: str | None, target: str, language: str, flagged: list[str]) -> None:
    findings = check_pair(source, target, target_lang=language, rules=("repeated-text",))

    assert [finding.text for finding in findings] == flagged


def test_flags_a_sentence_said_twice() -> None:
    target = "Die Fed senkte die Zinsen. Aktien stiegen. Die Fed senkte die Zinsen."

    (finding,) = check_pair("The Fed cut rates. Shares rose.", target, rules=("repeated-text",))

    assert (finding.text, str(finding.severity)) == ("Die Fed senkte die Zinsen.", "error")
    assert finding.start == target.rindex("Die")


def test_a_sentence_that_the_source_repeats_may_stand_twice() -> None:
    source, target = "The Fed has cut rates. " * 2, "Die Fed senkte die Zinsen. " * 2

    assert check_pair(source, target, rules=("repeated-text",)) == []
