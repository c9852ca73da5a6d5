from __future__ import annotations

import json
from pathlib import Path

import pytest

from locworker.cli.formats import FORMATS, Found, count_line, printable, render
from locworker.model import Finding, Severity


def finding(
    severity: Severity = Severity.ERROR,
    *,
    text: str = "timeline",
    message: str = "this is still English",
    path: str = "a.txt",
    suggestion: str | None = None,
) -> Finding:
    return Finding(
        rule="untranslated-fragment",
        category="accuracy/untranslated",
        severity=severity,
        message=message,
        text=text,
        path=path,
        line=3,
        column=7,
        suggestion=suggestion,
        matched=("copied",),
    )


def test_full_has_the_words_around_and_the_reasons() -> None:
    found = Found(findings=(finding(suggestion="Zeitplan"),), excerpts=("die ‹timeline› der",), paths=("a.txt",))

    assert render(found, "full").splitlines() == [
        'a.txt:3:7: error untranslated-fragment "timeline": this is still English',
        "    die ‹timeline› der",
        "    suggestion: Zeitplan",
        "    because: copied",
    ]


def test_concise_is_one_line_a_finding() -> None:
    found = Found(findings=(finding(), finding()), paths=("a.txt",))

    assert len(render(found, "concise").splitlines()) == 2


def test_colours_mark_the_severity() -> None:
    text = render(Found(findings=(finding(),)), "concise", color=True)

    assert "\x1b[31m\x1b[1merror\x1b[0m" in text


def test_json_has_findings_and_counts() -> None:
    found = Found(findings=(finding(), finding(Severity.WARNING)), paths=("a.txt", "b.txt"), segments=9)

    whole = json.loads(render(found, "json", extra={"catalogs": ["a.po"]}))

    assert whole["catalogs"] == ["a.po"]
    assert [entry["text"] for entry in whole["findings"]] == ["timeline", "timeline"]
    assert whole["summary"] == {
        "severity": {"error": 1, "warning": 1, "info": 0},
        "rule": {"untranslated-fragment": 2},
        "segments": 9,
        "files": 2,
    }


def test_jsonl_is_one_object_a_line() -> None:
    lines = render(Found(findings=(finding(), finding())), "jsonl").splitlines()

    assert [json.loads(line)["line"] for line in lines] == [3, 3]


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_fails_without_findings(form: str, tmp_path: Path) -> None:
    text = render(Found(findings=(), paths=("a.txt",)), form, root=tmp_path)

    assert "timeline" not in text


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_writes_half_a_surrogate_pair(form: str, tmp_path: Path) -> None:
    text = render(Found(findings=(finding(text="a\udcffb", path="\udcfe.txt"),)), form, root=tmp_path)

    assert text.encode()


@pytest.mark.parametrize("form", ["full", "concise"])
def test_formats_for_people_have_no_control_characters(form: str) -> None:
    hostile = finding(text="\x1b[31mred\u202e", message="two\nlines\r", path="a\x07.txt")

    text = render(Found(findings=(hostile,), excerpts=("\x1b]0;title\x07",)), form)

    assert not set(text) & set("\x1b\x07\r\u202e")
    assert "\\u001b[31mred\\u202e" in text


def test_a_protected_space_is_printed_as_it_is() -> None:
    assert printable("5\u00a0%\u200b") == "5\u00a0%\\u200b"


@pytest.mark.parametrize(
    ("found", "line"),
    [
        pytest.param(Found(findings=(), paths=("a",)), "No findings in 1 file.", id="none"),
        pytest.param(
            Found(findings=(), paths=("a", "b"), segments=1), "No findings in 1 segment of 2 files.", id="segment"
        ),
        pytest.param(
            Found(findings=(finding(), finding(Severity.INFO), finding(Severity.INFO)), paths=("a",)),
            "1 error, 2 notes in 1 file.",
            id="each kind",
        ),
    ],
)
def test_the_count_is_a_sentence(found: Found, line: str) -> None:
    assert count_line(found) == line
