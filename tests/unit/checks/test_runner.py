from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import locworker
from builders import make_segment
from locworker.checks import CHECKS, RULES, check_pair, run_checks
from locworker.errors import ConfigError
from locworker.glossary import Glossary
from locworker.text import normalise

CONTRACT_RULES = {
    "untranslated-fragment",
    "untranslated-segment",
    "broken-compound",
    "wrong-language",
    "missing-term",
    "forbidden-term",
    "changed-protected-term",
    "inconsistent-term",
    "value-mismatch",
    "value-format",
    "tag-mismatch",
    "tag-position",
    "placeholder-mismatch",
    "omitted-text",
    "repeated-text",
    "bidi-control",
    "invisible-character",
}


def test_every_rule_of_the_contract_is_in_the_list() -> None:
    assert set(RULES) == CONTRACT_RULES
    assert len(CHECKS) == len(RULES)


def test_every_rule_has_a_category_of_two_levels() -> None:
    assert all(check.category.count("/") == 1 for check in CHECKS)


def test_the_package_exports_its_names_on_first_use() -> None:
    assert locworker.check_pair is check_pair
    assert locworker.Glossary is Glossary


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'check_all'"):
        locworker.check_all  # noqa: B018


def test_an_unknown_rule_names_the_closest_one() -> None:
    with pytest.raises(ConfigError, match="did you mean 'value-mismatch'"):
        check_pair("a", "b", rules=["value-missmatch"])


def test_a_rule_that_is_like_none_lists_them_all() -> None:
    with pytest.raises(ConfigError, match=r"the rules are .*tag-mismatch"):
        check_pair("a", "b", rules=["xyz"])


def test_only_the_named_rules_are_asked() -> None:
    findings = check_pair("Up 5% \u202e", "Ab 6 % \u202e\u202e", rules=("bidi-control",))

    assert {finding.rule for finding in findings} == {"bidi-control"}


def test_no_rules_find_nothing() -> None:
    assert check_pair("Up 5%", "Ab 6 %", rules=()) == []


def test_spans_count_in_the_text_with_its_markup() -> None:
    source, target = 'Up <g id="1">5%</g> &amp; more', 'Um <g id="1">6 %</g> &amp; mehr'

    (finding,) = check_pair(source, target, rules=("value-mismatch",))

    assert (target[finding.start : finding.end], finding.text) == ("6 %", "6 %")
    assert source[finding.related[0].start : finding.related[0].end] == finding.related[0].text == "5%"


def test_spans_count_in_nfc() -> None:
    (finding,) = check_pair("Café 5%", "Cafe\u0301 6 %", rules=("value-mismatch",))

    assert (finding.start, finding.end, finding.text) == (5, 8, "6 %")


def test_a_stray_angle_bracket_is_plain_text() -> None:
    (finding,) = check_pair("a < b by 5%", "a < b um 6 %", rules=("value-mismatch",))

    assert finding.text == "6 %"


def test_a_pair_has_no_path_and_no_segment() -> None:
    (finding,) = check_pair("Up 5%", "Um 6 %", rules=("value-mismatch",))

    assert (finding.path, finding.line, finding.column, finding.segment, finding.state) == (None,) * 5


def test_findings_name_their_segment_and_index() -> None:
    segments = [make_segment("Up", "Auf"), make_segment("Up 5%", "Um 6 %", unit="p:2")]

    found = run_checks(segments, source_lang="en", target_lang="de", glossary=None, rules=("value-mismatch",))

    assert [(index, finding.segment) for index, finding in found] == [(1, "p:2")]


def test_findings_are_sorted_by_place_with_the_source_last() -> None:
    findings = check_pair("Up 5%, 3 km, 8 kg {x}", "\u200bUm 6 %, 3 km \u202e", rules=None, target_lang="de")

    places = [(finding.side == "source", finding.start) for finding in findings]
    assert places == sorted(places)


def test_the_fingerprint_survives_a_moved_segment() -> None:
    changed = make_segment("Up 5%", "Um 6 %", unit="p:1")
    moved = make_segment("Up 5%", "Um 6 %", unit="p:9")

    first = run_checks([changed], source_lang="en", target_lang="de", glossary=None)
    second = run_checks([make_segment("New", "Neu"), moved], source_lang="en", target_lang="de", glossary=None)

    assert [finding.fingerprint for _, finding in first] == [finding.fingerprint for _, finding in second]


def test_equal_findings_have_fingerprints_of_their_own() -> None:
    findings = check_pair("ab", "a\u200bb\u200b", rules=("invisible-character",))

    assert len({finding.fingerprint for finding in findings}) == 2
    assert all(len(finding.fingerprint) == 32 for finding in findings)


def test_an_empty_target_is_one_finding() -> None:
    findings = check_pair('Up 5% <x id="1"/> {name}', " ")

    assert [(finding.rule, str(finding.severity)) for finding in findings] == [("omitted-text", "error")]


def test_a_named_rule_is_asked_of_an_empty_target_too() -> None:
    findings = check_pair("Up 5%", "", rules=("value-mismatch",))

    assert [finding.text for finding in findings] == ["5%"]


def test_without_a_source_only_rules_that_need_none_are_asked() -> None:
    findings = check_pair(
        None, "Um 6 % \u202e {name}", rules=("value-mismatch", "placeholder-mismatch", "bidi-control")
    )

    assert [finding.rule for finding in findings] == ["bidi-control"]


def test_a_finished_page_may_stand_in_the_sources() -> None:
    page = [make_segment("Kurs \u202e steigt")]

    found = run_checks(page, source_lang="en", target_lang="de", glossary=None, rules=("bidi-control",), sources=False)

    assert [(finding.side, finding.start) for _, finding in found] == [("target", 5)]


def test_checks_of_an_article_are_not_asked_without_sources() -> None:
    glossary = Glossary.from_entries(
        [{"source": "bond", "target": ["Anleihe", "Bond"]}], source_lang="en", target_lang="de"
    )
    segments = [make_segment("bond", "Anleihe"), make_segment("bond", "Bond")]

    found = run_checks(
        segments,
        source_lang="en",
        target_lang="de",
        glossary=glossary.pair("en", "de"),
        rules=("inconsistent-term",),
        sources=False,
    )

    assert found == []


PIECES = [
    *("<", ">", "&", "{", "}", "%", "$", "(", ")", " ", "\u202e", "\u2069", "\u00ad", "\u200d", "\u0301"),
    *('<g id="1">', "</g>", '<x id="2"/>', "&amp;", "5%", "May", "£3m", "(AMZN)", "https://a.b", "ab ab", "1/3"),
]
TEXT = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=20).map("".join)
UNTRANSLATED = {"untranslated-fragment", "untranslated-segment", "broken-compound", "wrong-language"}
OTHER_RULES = sorted(CONTRACT_RULES - UNTRANSLATED)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.none(), TEXT), TEXT, st.sampled_from(["de", "ja", "ar", "pt-BR", "cs"]))
def test_findings_of_any_text_lie_inside_of_it(source: str | None, target: str, language: str) -> None:
    findings = check_pair(source, target, target_lang=language, rules=OTHER_RULES)

    sides = {"source": normalise(source or ""), "target": normalise(target)}
    for finding in findings:
        assert 0 <= finding.start <= finding.end
        assert sides[finding.side][finding.start : finding.end] == finding.text
        for place in finding.related:
            assert sides[place.side][place.start : place.end] == place.text
