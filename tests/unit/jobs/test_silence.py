from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from builders import make_settings
from locworker.jobs.places import Located
from locworker.jobs.silence import Silencer
from locworker.model import Finding, Severity
from locworker.settings import IgnoreRule

FINDING = Finding(
    rule="missing-term",
    category="terminology/inconsistent-with-resource",
    severity=Severity.ERROR,
    message="expected 'Anleihe'",
    text="bond",
    path="locales/de/a.html.po",
)


@pytest.fixture(autouse=True)
def _in_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def silencer(root: Path, *ignores: IgnoreRule, rules: list[str] | None = None) -> Silencer:
    return Silencer(replace(make_settings(root), ignores=ignores), rules)


def ignore(rule: str = "missing-term", *, path: str = "", text: str = "") -> IgnoreRule:
    return IgnoreRule(rule=rule, reason="agreed", path=path, text=text)


@pytest.mark.parametrize(
    ("accepted", "covered"),
    [
        pytest.param(ignore(), True, id="the rule everywhere"),
        pytest.param(ignore(text="bond"), True, id="the words"),
        pytest.param(ignore(path="locales/de/a.html.po"), True, id="the file"),
        pytest.param(ignore("value-mismatch"), False, id="another rule"),
        pytest.param(ignore(text="bonds"), False, id="other words"),
        pytest.param(ignore(path="locales/es/a.html.po"), False, id="another file"),
    ],
)
def test_a_finding_is_covered_by_rule_file_and_words(tmp_path: Path, accepted: IgnoreRule, covered: bool) -> None:  # noqa: FBT001
    left = silencer(tmp_path, accepted).silence([Located(FINDING, "")])

    assert left == ([] if covered else [Located(FINDING, "")])


def test_a_file_is_the_same_by_its_whole_path(tmp_path: Path) -> None:
    named = replace(FINDING, path=str(tmp_path / "locales/de/a.html.po"))

    assert silencer(tmp_path, ignore(path="locales/de/a.html.po")).covers(named)


@pytest.mark.parametrize(
    ("accepted", "whole", "rules", "told"),
    [
        pytest.param(ignore(), True, None, True, id="all catalogs were checked"),
        pytest.param(ignore(), False, None, False, id="some catalogs were checked"),
        pytest.param(ignore(path="a.po"), False, None, True, id="its file was checked"),
        pytest.param(ignore(path="b.po"), True, None, False, id="its file was not checked"),
        pytest.param(ignore(path="c.po"), True, None, True, id="its catalog is gone"),
        pytest.param(ignore(path="c.po"), False, None, False, id="its catalog is gone and some were checked"),
        pytest.param(ignore(path="build/c.html"), True, None, False, id="its page is not built"),
        pytest.param(ignore(), True, ["value-mismatch"], False, id="its rule was not asked"),
    ],
)
def test_an_ignore_that_could_have_matched_and_did_not_is_told(
    tmp_path: Path,
    accepted: IgnoreRule,
    whole: bool,  # noqa: FBT001
    rules: list[str] | None,
    told: bool,  # noqa: FBT001
) -> None:
    (tmp_path / "b.po").touch()

    unused = silencer(tmp_path, accepted, rules=rules).unused([tmp_path / "a.po"], whole=whole)

    assert [located.finding.rule for located in unused] == (["unused-ignore"] if told else [])


def test_an_ignore_that_matched_is_not_told(tmp_path: Path) -> None:
    quiet = silencer(tmp_path, ignore())

    quiet.silence([Located(FINDING, "")])

    assert quiet.unused([], whole=True) == []
