from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from locworker.cli.formats import Found, render
from locworker.model import Finding, Severity
from report_schemas import hold_to_schema

FORMS = ("gitlab", "junit", "sarif")
ROOT = Path("/project")
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["]]>", "\x00\x1b[31m", "\ufffe\uffff", 'a "b" & <c>', "\n\r\u2028", "\udcff", "🦆"]),
)
PATHS = st.sampled_from(
    [None, "locales/de/a.po", "/project/b.po", 'a "b" & <c>.po', "\udcfe.po", "a\nb.po", "ä b%20#?.po"]
)
FINDINGS = st.builds(
    Finding,
    rule=st.sampled_from(["missing-term", "duplicate_entry"]),
    category=st.just("terminology/inconsistent-with-resource"),
    severity=st.sampled_from(Severity),
    message=TEXTS.filter(bool),
    text=TEXTS,
    suggestion=st.none() | TEXTS,
    path=PATHS,
    line=st.none() | st.integers(1, 9),
    column=st.none() | st.integers(1, 9),
    fingerprint=st.sampled_from(["", "0" * 32]),
)


@pytest.mark.parametrize("form", FORMS)
@given(findings=st.lists(FINDINGS, max_size=4), level=st.sampled_from(["error", "warning", "info"]))
def test_a_report_is_what_its_schema_wants(form: str, findings: list[Finding], level: str) -> None:
    found = Found(
        findings=tuple(findings), paths=("locales/de/clean.po", *(finding.path or "" for finding in findings))
    )

    report = render(found, form, root=ROOT, fail_level=level)

    hold_to_schema(form, report)


@pytest.mark.parametrize("form", FORMS)
def test_a_report_of_nothing_is_what_its_schema_wants(form: str) -> None:
    hold_to_schema(form, render(Found(findings=()), form, root=ROOT))


def finding(**changes: object) -> dict[str, object]:
    issue: dict[str, object] = {
        "description": "expected 'Anleihe'",
        "check_name": "missing-term",
        "fingerprint": "0" * 32,
        "severity": "major",
        "location": {"path": "a.po", "lines": {"begin": 1}},
    }
    return {**issue, **changes}


@pytest.mark.parametrize(
    "issue",
    [
        pytest.param({"description": "x"}, id="fields missing"),
        pytest.param(finding(severity="error"), id="a severity of ours"),
        pytest.param(finding(location={"path": "./a.po", "lines": {"begin": 1}}), id="a path with a prefix"),
        pytest.param(finding(location={"path": "/a.po", "lines": {"begin": 1}}), id="an absolute path"),
        pytest.param(finding(location={"path": "a.po", "lines": {"begin": 0}}), id="line zero"),
        pytest.param(finding(location={"path": "a.po"}), id="no line"),
        pytest.param(finding(description="two\nlines"), id="two lines"),
    ],
)
def test_the_schema_for_gitlab_refuses_what_its_documentation_does_not_allow(issue: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        hold_to_schema("gitlab", json.dumps([issue]))


def test_the_schema_for_junit_refuses_a_case_without_a_name() -> None:
    report = '<testsuites><testsuite name="a" tests="1" failures="0" errors="0"><testcase/></testsuite></testsuites>'

    with pytest.raises(etree.DocumentInvalid, match="'name' is required"):
        hold_to_schema("junit", report)
