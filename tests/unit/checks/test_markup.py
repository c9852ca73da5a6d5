from __future__ import annotations

import pytest

from locworker.checks import check_pair

G1 = '<g id="1">'
X2 = '<x id="2"/>'


@pytest.mark.parametrize(
    ("source", "target", "flagged"),
    [
        pytest.param(f"{G1}Rates</g> rose", f"{G1}Zinsen</g> stiegen", [], id="kept"),
        pytest.param("Rates rose", "Zinsen stiegen", [], id="none"),
        pytest.param(f"{G1}Rates</g> rose{X2}", f"{G1}Zinsen</g> stiegen", [("source", X2)], id="missing"),
        pytest.param("Rates rose", f"Zinsen{X2} stiegen", [("target", X2)], id="added"),
        pytest.param(f"Rates{X2} rose", f"Zinsen{X2} stiegen{X2}", [("target", X2)], id="repeated"),
        pytest.param(f"{G1}Rates</g> rose", f"{G1}Zinsen stiegen", [("target", G1)], id="not closed"),
        pytest.param(f"{G1}Rates</g> rose", f"{G1}Zinsen</g></g>", [("target", "</g>")], id="closed twice"),
        pytest.param("Rates</g> rose", "Zinsen", [], id="a broken source is not the target's fault"),
        pytest.param(
            f"{G1}Rates</g>", '<x id="1"/>Zinsen', [("target", '<x id="1"/>'), ("source", G1)], id="of another kind"
        ),
    ],
)
def test_flags_tags_that_do_not_match(source: str, target: str, flagged: list[tuple[str, str]]) -> None:
    findings = check_pair(source, target, rules=("tag-mismatch",))

    assert [(finding.side, finding.text) for finding in findings] == flagged
    assert all(str(finding.severity) == "error" for finding in findings)


@pytest.mark.parametrize(
    ("source", "target", "reasons"),
    [
        pytest.param(f"The {G1}Fed</g> cut", f"Die {G1}Fed</g> senkte", [], id="kept"),
        pytest.param(f"The {G1}Fed</g> cut", f"Die Fed {G1}</g>senkte", ["covers no words"], id="empty"),
        pytest.param(f"{G1}Fed cuts</g>", f"{G1}Fed</g> senkt", ["only a part"], id="partly"),
        pytest.param(f"{X2}Fed cuts", f"Fed senkt{X2}", ["other side"], id="to the end"),
        pytest.param(f"Fed cuts{X2}", f"{X2}Fed senkt", ["other side"], id="to the start"),
        pytest.param(f"The {G1}Fed</g> cut", f"Die{G1}Fed</g> senkte", ["space was lost"], id="space before"),
        pytest.param(f"The {G1}Fed</g> cut", f"Die {G1}Fed</g>senkte", ["space was lost"], id="space behind"),
        pytest.param(f"A{X2}b", f"C{X2}d", [], id="no space in the source either"),
        pytest.param(f"The {G1}Fed</g>", f"Die {G1}Fed</g>-Sitzung", [], id="hyphen"),
        pytest.param(f"{G1}</g> Fed", f"Fed {G1}</g>", [], id="empty in the source"),
        pytest.param(f"The {G1}Fed</g>", f"Die Fed{X2}", [], id="another tag"),
    ],
)
def test_flags_tags_at_the_wrong_words(source: str, target: str, reasons: list[str]) -> None:
    findings = check_pair(source, target, rules=("tag-position",))

    assert len(findings) == len(reasons)
    assert all(reason in finding.message for reason, finding in zip(reasons, findings, strict=True))
    assert all(str(finding.severity) == "warning" for finding in findings)


def test_japanese_needs_no_space_beside_a_tag() -> None:
    findings = check_pair(f"The {G1}Fed</g> cut", f"米{G1}連邦</g>準備", target_lang="ja", rules=("tag-position",))

    assert findings == []


def test_many_tags_take_linear_time() -> None:
    text = f"{G1}</g>" * 20_000

    assert check_pair(text, text, rules=("tag-mismatch", "tag-position")) == []
