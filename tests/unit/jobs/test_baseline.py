from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from locworker.errors import InputError
from locworker.jobs.baseline import compare_baseline, write_baseline
from locworker.jobs.places import Located
from locworker.model import Finding, Severity


def located(path: Path, fingerprint: str, *, line: int = 1) -> Located:
    finding = Finding(
        rule="missing-term",
        category="terminology/inconsistent-with-resource",
        severity=Severity.ERROR,
        message="expected 'Anleihe'",
        path=str(path),
        line=line,
        fingerprint=fingerprint,
    )
    return Located(finding, "")


def test_what_is_in_the_baseline_is_not_new(tmp_path: Path) -> None:
    known, fresh = located(tmp_path / "a.po", "1"), located(tmp_path / "a.po", "2")
    write_baseline(tmp_path / "base.json", [known], root=tmp_path)

    compared = compare_baseline(tmp_path / "base.json", [known, fresh], root=tmp_path)

    assert compared.new == [fresh]
    assert compared.stale == 0


def test_a_finding_that_moved_is_still_known(tmp_path: Path) -> None:
    known = located(tmp_path / "a.po", "1", line=10)
    write_baseline(tmp_path / "base.json", [known], root=tmp_path)
    moved = Located(replace(known.finding, line=99), "")

    assert compare_baseline(tmp_path / "base.json", [moved], root=tmp_path).new == []


def test_an_entry_covers_one_finding(tmp_path: Path) -> None:
    known = located(tmp_path / "a.po", "1")
    write_baseline(tmp_path / "base.json", [known], root=tmp_path)

    assert compare_baseline(tmp_path / "base.json", [known, known], root=tmp_path).new == [known]


def test_entries_that_match_nothing_are_counted(tmp_path: Path) -> None:
    count = write_baseline(
        tmp_path / "base.json", [located(tmp_path / "a.po", "1"), located(tmp_path / "b.po", "1")], root=tmp_path
    )

    compared = compare_baseline(tmp_path / "base.json", [located(tmp_path / "a.po", "1")], root=tmp_path)

    assert count == 2
    assert compared.stale == 1


def test_a_baseline_is_the_same_on_every_machine(tmp_path: Path) -> None:
    write_baseline(
        tmp_path / "base.json", [located(tmp_path / "a.po", "2"), located(tmp_path / "a.po", "1")], root=tmp_path
    )

    rows = json.loads((tmp_path / "base.json").read_text(encoding="utf-8"))["findings"]

    assert [(row["path"], row["fingerprint"]) for row in rows] == [("a.po", "1"), ("a.po", "2")]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        pytest.param(None, "not found", id="missing"),
        pytest.param(b"{", "is no baseline", id="no JSON"),
        pytest.param(b"[]", "is no baseline", id="a list"),
        pytest.param(b"\xff", "is no baseline", id="bytes"),
        pytest.param(b"[" * 100_000, "is no baseline", id="deep"),
        pytest.param(b'{"version": 2, "findings": []}', "of version 2", id="a later version"),
        pytest.param(b'{"version": 1, "findings": [{"path": "a.po"}]}', "is no baseline", id="half an entry"),
    ],
)
def test_what_is_no_baseline_is_named(tmp_path: Path, content: bytes | None, says: str) -> None:
    path = tmp_path / "base.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(InputError, match=says):
        compare_baseline(path, [], root=tmp_path)


def test_a_folder_is_no_baseline(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        compare_baseline(tmp_path, [], root=tmp_path)
