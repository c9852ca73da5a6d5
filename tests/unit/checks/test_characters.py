from __future__ import annotations

import pytest

from locworker.checks import check_pair


@pytest.mark.parametrize(
    ("source", "target", "language", "flagged"),
    [
        pytest.param("a", "b", "de", 0, id="none"),
        pytest.param("a", "b\u202e", "de", 1, id="override without an end"),
        pytest.param("a", "\u2067b\u2069", "de", 2, id="balanced but not in the source"),
        pytest.param("\u2067a\u2069", "\u2067b\u2069", "de", 0, id="balanced and in the source"),
        pytest.param("\u202ba\u202c", "\u202bb", "de", 1, id="in the source but not closed"),
        pytest.param("\u2067a\u2069", "\u2067b\n\u2069", "de", 2, id="closed in the next line"),
        pytest.param(None, "\u2067b\u2069", "ar", 0, id="Arabic page"),
        pytest.param(None, "\u2067b\u2069", "de", 2, id="German page"),
        pytest.param(None, "\u2069", "ar", 1, id="an end without a start"),
    ],
)
def test_flags_controls_of_direction(source: str | None, target: str, language: str, flagged: int) -> None:
    findings = check_pair(source, target, target_lang=language, rules=("bidi-control",))

    assert len(findings) == flagged
    assert all(str(finding.severity) == "error" and finding.end == finding.start + 1 for finding in findings)


@pytest.mark.parametrize(
    ("source", "target", "language", "flagged"),
    [
        pytest.param("rate", "Zins", "de", [], id="plain"),
        pytest.param("rate", "Zi\u200bns", "de", ["\u200b"], id="zero-width space"),
        pytest.param("rate", "Zi\u00adns", "de", ["\u00ad"], id="soft hyphen"),
        pytest.param("ra\u00adte", "Zi\u00adns", "de", [], id="soft hyphen of the source"),
        pytest.param("rate", "Zins\ue000", "de", ["\ue000"], id="private use"),
        pytest.param("rate", "Zins\u0085", "de", ["\u0085"], id="C1 control"),
        pytest.param("rate", "Zins\u0007", "de", ["\u0007"], id="C0 control"),
        pytest.param("rate", "Zins\t1\n", "de", [], id="tab and line break"),
        pytest.param("rate", "نرخ\u200cها", "fa", [], id="joiner in Persian"),
        pytest.param("rate", "Zi\u200cns", "de", ["\u200c"], id="joiner in German"),
        pytest.param("rate", "שער\u200f", "he", [], id="direction mark in Hebrew"),
        pytest.param("rate", "Zins\u200e", "de", ["\u200e"], id="direction mark in German"),
        pytest.param("rate", "👩\u200d💻", "de", [], id="joined emoji"),
        pytest.param("rate", "🏴\U000e0067\U000e0062\U000e007f", "de", [], id="flag with a tail"),
        pytest.param("rate", "Zins\U000e0067", "de", ["\U000e0067"], id="tag character"),
    ],
)
def test_flags_characters_that_cannot_be_seen(source: str, target: str, language: str, flagged: list[str]) -> None:
    findings = check_pair(source, target, target_lang=language, rules=("invisible-character",))

    assert [finding.text for finding in findings] == flagged
    assert all(str(finding.severity) == "warning" for finding in findings)


@pytest.mark.parametrize(
    ("source", "target", "language", "flagged"),
    [
        pytest.param("Amazon", "Аmazon", "de", ["Аmazon"], id="Cyrillic A"),
        pytest.param("AMZN", "ΑMZN", "de", ["ΑMZN"], id="Greek Alpha"),
        pytest.param("Москва", "Москва", "de", [], id="a whole Cyrillic word"),
        pytest.param("β-carotene", "β-Carotin", "de", [], id="a Greek letter of its own"),
        pytest.param("Амазон", "Аmazon", "ru", [], id="Russian"),
        pytest.param("Аmazon", "Аmazon", "de", [], id="as in the source"),
    ],
)
def test_flags_words_of_mixed_scripts(source: str, target: str, language: str, flagged: list[str]) -> None:
    findings = check_pair(source, target, target_lang=language, rules=("invisible-character",))

    assert [finding.text for finding in findings] == flagged
    assert all(str(finding.severity) == "error" for finding in findings)
