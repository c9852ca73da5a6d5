from __future__ import annotations

import hashlib
import json
from pathlib import Path

import polib
import pytest

from command_line import Run

ARTICLE = "# Markets\n\nThe Fed cut its **policy rate** by 25 basis points.\n\n- Bonds rose\n- Shares fell\n"
PAGE = (
    "Marktbericht\n\nDie Notenbank verschiebt ihre Zinssenkungs timeline in den Herbst.\n"
    "Die Anleger warten auf neue Daten.\nFrequently Asked Questions\n"
)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "markets.md"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def review(path: Path, translations: dict[str, str]) -> None:
    catalog = polib.pofile(str(path))
    for entry in catalog:
        if entry.msgid in translations:
            entry.msgstr = translations[entry.msgid]
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
    catalog.save()


GERMAN = {
    "Markets": "Märkte",
    'The Fed cut its <g id="1">policy rate</g> by 25 basis points.': (
        'Die Fed senkte ihren <g id="1">Leitzins</g> um 25 Basispunkte.'
    ),
    "Bonds rose": "Anleihen legten zu",
    "Shares fell": "Aktien gaben nach",
}


def test_a_page_in_another_language_needs_no_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")

    ran = run("check", "page.txt", "--lang", "de")
    whole = json.loads(run("check", "page.txt", "--lang", "de", "--output-format", "json").out)

    assert ran.code == 1
    errors = [finding for finding in whole["findings"] if finding["severity"] == "error"]
    assert [(f["line"], f["column"], f["text"]) for f in errors] == [
        (3, 44, "timeline"),
        (5, 1, "Frequently Asked Questions"),
    ]
    assert "page.txt:3:44: error" in ran.out
    assert whole["summary"]["severity"]["error"] == 2


def test_a_clean_page_is_done(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(
        "Die Anleger warten auf neue Daten aus den Vereinigten Staaten.\n", encoding="utf-8"
    )

    ran = run("check", "page.txt", "--lang", "de")

    assert (ran.code, ran.out) == (0, "")
    assert "No findings" in ran.err


@pytest.mark.parametrize("form", ["full", "concise", "json", "jsonl"])
def test_findings_go_to_a_file_when_asked(run: Run, tmp_path: Path, form: str) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")

    ran = run("check", "page.txt", "--lang", "de", "--output-format", form, "--output-file", "found", "--exit-zero")

    assert (ran.code, ran.out) == (0, "")
    assert "timeline" in (tmp_path / "found").read_text(encoding="utf-8")


def test_a_catalog_is_checked_against_its_source(run: Run, article: Path, tmp_path: Path) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")
    path = tmp_path / "locales/de/markets.md.po"
    review(path, {**GERMAN, "Shares fell": "Shares fell"})

    ran = run("check", "locales", "--reviewed-only", "--output-format", "json")

    findings = [f for f in json.loads(ran.out)["findings"] if f["severity"] == "error"]
    assert ran.code == 1
    assert "untranslated-segment" in {finding["rule"] for finding in findings}
    (untranslated,) = [finding for finding in findings if finding["rule"] == "untranslated-segment"]
    line = path.read_text(encoding="utf-8").splitlines()[untranslated["line"] - 1]
    assert line[untranslated["column"] - 1 :].startswith("Shares fell")
    assert untranslated["state"] == "reviewed"


def test_a_finding_is_silenced_with_a_reason_and_an_idle_ignore_is_told(
    run: Run, article: Path, tmp_path: Path
) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")
    path = tmp_path / "locales/de/markets.md.po"
    review(path, {**GERMAN, "Markets": "Markets"})
    (tmp_path / "locworker.toml").write_text(
        '[[ignore]]\nrule = "untranslated-segment"\ntext = "Markets"\nreason = "the name of the column"\n'
        '[[ignore]]\nrule = "value-mismatch"\nreason = "left over"\n',
        encoding="utf-8",
    )

    ran = run("check", "locales", "--output-format", "json", "--fail-level", "error")

    rules = [finding["rule"] for finding in json.loads(ran.out)["findings"]]
    assert "untranslated-segment" not in rules
    assert rules.count("unused-ignore") == 1


def test_a_page_is_held_back_until_everything_is_reviewed(run: Run, article: Path, tmp_path: Path) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")

    ran = run("rebuild", article, "--to", "de")

    assert ran.code == 1
    assert "is not reviewed (fuzzy)" in ran.err
    assert "4 messages hold the page back" in ran.err
    assert not (tmp_path / "build").exists()


def test_a_reviewed_catalog_becomes_the_page(run: Run, article: Path, tmp_path: Path) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")
    review(tmp_path / "locales/de/markets.md.po", GERMAN)

    ran = run("rebuild", article, "--to", "de")

    page = tmp_path / "build/de/markets.md"
    manifest = json.loads((tmp_path / "build/de/markets.md.manifest.json").read_text(encoding="utf-8"))
    assert (ran.code, ran.out) == (0, "build/de/markets.md\n"), ran.err
    assert page.read_text(encoding="utf-8") == (
        "# Märkte\n\nDie Fed senkte ihren **Leitzins** um 25 Basispunkte.\n\n"
        "- Anleihen legten zu\n- Aktien gaben nach\n"
    )
    assert manifest["complete"] is True
    assert manifest["page_sha256"] == hashlib.sha256(page.read_bytes()).hexdigest()


def test_an_unreviewed_page_says_so_in_its_manifest(run: Run, article: Path, tmp_path: Path) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")
    review(tmp_path / "locales/de/markets.md.po", {"Markets": "Märkte"})

    ran = run("rebuild", article, "--to", "de", "--allow-unreviewed", "-o", "out.md")

    manifest = json.loads((tmp_path / "out.md.manifest.json").read_text(encoding="utf-8"))
    assert ran.code == 0
    assert manifest["complete"] is False
    assert {row["segment"] for row in manifest["unreviewed"]} == {
        "markets.md:p:1",
        "markets.md:li:1",
        "markets.md:li:2",
    }


def test_an_article_that_changed_is_translated_again_first(run: Run, article: Path, tmp_path: Path) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")
    review(tmp_path / "locales/de/markets.md.po", GERMAN)
    article.write_text(ARTICLE + "\nMore to come.\n", encoding="utf-8")

    ran = run("rebuild", article, "--to", "de")

    assert ran.code == 1
    assert "translate again" in ran.err


def test_identity_gives_the_bytes_back(run: Run, tmp_path: Path) -> None:
    content = b"---\r\ntitle: Caf\xe9\r\n---\r\n\r\nA  *line*\\\r\nwith &amp; twice\r\n"
    (tmp_path / "odd.md").write_bytes(content)

    first = run("translate", "odd.md", "--to", "de", "--engine", "copy")
    second = run("rebuild", "odd.md", "--to", "de", "--allow-unreviewed", "-o", "out.md")

    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert (tmp_path / "out.md").read_bytes() == content


def test_an_article_without_text_is_no_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.html").write_text("<html><body><img src='x.png'></body></html>", encoding="utf-8")

    ran = run("translate", "empty.html", "--to", "de", "--engine", "copy")

    assert ran.code == 0
    assert len(polib.pofile(str(tmp_path / ran.out.strip()))) == 0
    assert "nothing to translate" in ran.err


def test_what_the_project_accepts_holds_no_page_back(run: Run, article: Path, tmp_path: Path) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")
    review(tmp_path / "locales/de/markets.md.po", {**GERMAN, "Shares fell": "Shares fell"})
    held = run("rebuild", article, "--to", "de")
    (tmp_path / "locworker.toml").write_text(
        '[[ignore]]\nrule = "untranslated-segment"\npath = "locales/de/markets.md.po"\nreason = "a quotation"\n'
        '[[ignore]]\nrule = "missing-term"\nreason = "a quotation"\n',
        encoding="utf-8",
    )

    ran = run("rebuild", article, "--to", "de")

    assert held.code == 1
    assert ran.code == 0
    assert "- Shares fell" in (tmp_path / "build/de/markets.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["markets.md", "link.md", "locales/de/markets.md.po"])
def test_a_page_takes_neither_the_articles_nor_the_catalogs_place(
    run: Run, article: Path, tmp_path: Path, name: str
) -> None:
    run("translate", article, "--to", "de", "--engine", "pseudo")
    (tmp_path / "link.md").hardlink_to(article)
    before = (tmp_path / name).read_bytes()

    ran = run("rebuild", article, "--to", "de", "--allow-unreviewed", "-o", name)

    assert ran.code == 2
    assert "name another file with -o" in ran.err
    assert (tmp_path / name).read_bytes() == before
