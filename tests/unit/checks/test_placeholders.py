from __future__ import annotations

import pytest

from locworker.checks import check_pair


@pytest.mark.parametrize(
    ("source", "target", "flagged"),
    [
        pytest.param("Hi {name}", "Hallo {name}", [], id="braces kept"),
        pytest.param("Hi {name}", "Hallo {nmae}", [("target", "{nmae}"), ("source", "{name}")], id="braces changed"),
        pytest.param("Hi {{ user }}", "Hallo {{user}}", [], id="space in double braces"),
        pytest.param("Hi %(name)s", "Hallo", [("source", "%(name)s")], id="named format lost"),
        pytest.param("%s of %d", "%d von %s", [], id="formats in another order"),
        pytest.param("%s of %s", "%s", [("source", "%s")], id="one of two"),
        pytest.param("up 5% since", "seit 5% steigend", [], id="a percent sign"),
        pytest.param("100%sure", "100%sicher", [], id="a percent sign and a word"),
        pytest.param("${total} due", "fällig", [("source", "${total}")], id="dollar brace"),
        pytest.param("%COUNT% left", "%COUNT% übrig", [], id="percent word"),
        pytest.param("See https://a.com/x.", "Siehe https://a.com/x!", [], id="address and full stop"),
        pytest.param("See https://a.com/x", "Siehe", [("source", "https://a.com/x")], id="address lost"),
        pytest.param("At www.a.com", "Bei www.b.org", [("target", "www.b.org"), ("source", "www.a.com")], id="site"),
        pytest.param("Mail a@b.com", "Mail an a@b.de", [("target", "a@b.de"), ("source", "a@b.com")], id="mail"),
        pytest.param("Ask them", "Fragen Sie", [], id="nothing to keep"),
    ],
)
def test_flags_changed_placeholders(source: str, target: str, flagged: list[tuple[str, str]]) -> None:
    findings = check_pair(source, target, rules=("placeholder-mismatch",))

    assert [(finding.side, finding.text) for finding in findings] == flagged


@pytest.mark.parametrize(
    ("source", "target", "flagged"),
    [
        pytest.param("See https://a.com/x for more.", "詳細はhttps://a.com/xで。", [], id="address"),
        pytest.param("At www.a.com", "www.a.comへ", [], id="site"),
        pytest.param("Mail a@b.com or c@b.com", "a@b.comかc@b.comへ", [], id="mail"),
        pytest.param("Set %s and %(user)s, {name}", "%sと%(user)sと{name}を", [], id="formats"),
        pytest.param("{名前} pays", "{名前}は払う", [], id="a name in kanji"),
        pytest.param("See https://a.com/x", "https://a.com/yを", [("target", "https://a.com/y")], id="changed"),
    ],
)
def test_placeholders_stand_among_kana_without_spaces(source: str, target: str, flagged: list[tuple[str, str]]) -> None:
    findings = check_pair(source, target, target_lang="ja", rules=("placeholder-mismatch",))

    assert [(finding.side, finding.text) for finding in findings] == flagged


def test_another_page_of_the_same_site_is_a_warning() -> None:
    (finding,) = check_pair("https://www.a.com/en/x", "https://www.a.com/de/x", rules=("placeholder-mismatch",))

    assert str(finding.severity) == "warning"
    assert finding.related[0].text == "https://www.a.com/en/x"


def test_an_address_that_cannot_be_read_is_no_error_of_ours() -> None:
    findings = check_pair("http://[a.b", "http://[c.d", rules=("placeholder-mismatch",))

    assert len(findings) == 2
