"""The examples do what the docs say of them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polib
import pytest

from command_line import Run

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.name != "README.md" and path.is_file())


def _translations(path: Path) -> list[tuple[str | None, str, str, bool]]:
    return [(entry.msgctxt, entry.msgid, entry.msgstr, entry.fuzzy) for entry in polib.pofile(str(path))]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of this repository's own project: settings, glossaries, examples and reviewed catalogs."""
    shutil.copy(ROOT / "locworker.toml", tmp_path)
    for folder in ("examples", "glossaries", "locales"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


@pytest.mark.usefixtures("project")
def test_the_published_page_has_the_five_leftovers_that_its_description_names(run: Run) -> None:
    described = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")

    ran = run("check", "--lang", "de", "--output-format", "json", "examples/published")

    found = [finding["text"] for finding in json.loads(ran.out)["findings"]]
    assert ran.code == 1
    assert found == [
        "Offshore platform at sunset",
        "schedule",
        "well below the target range",
        "What to Watch Next",
        "Further Reading",
    ]
    assert all(f'"{text}"' in described for text in found)


@pytest.mark.usefixtures("project")
def test_the_reviewed_catalogs_have_no_errors(run: Run) -> None:
    ran = run("check", "locales", "--reviewed-only", "--output-format", "json")

    assert json.loads(ran.out)["summary"]["severity"]["error"] == 0
    assert ran.code == 0


@pytest.mark.parametrize("language", ["de", "es"])
def test_the_reviewed_catalogs_give_clean_pages(run: Run, project: Path, language: str) -> None:
    built = run("rebuild", "examples/amazon-job-cuts.html", "--to", language)

    page = project / "build" / language / "examples" / "amazon-job-cuts.html"
    checked = run("check", "--lang", language, page)
    assert built.code == 0, built.err
    assert checked.code == 0, checked.out
    assert "Frequently Asked Questions" not in page.read_text(encoding="utf-8")


def test_translating_again_keeps_every_reviewed_message(run: Run, project: Path) -> None:
    catalogs = sorted(project.glob("locales/*/examples/*.po"))
    before = [_translations(path) for path in catalogs]

    ran = run("translate", "examples/amazon-job-cuts.html", "--to", "de,es", "--engine", "copy")

    assert ran.code == 0, ran.err
    assert [_translations(path) for path in catalogs] == before


def test_examples_that_are_copied_come_back_byte_for_byte(run: Run, project: Path) -> None:
    articles = [f"examples/{name}" for name in ARTICLES]
    shutil.rmtree(project / "locales")

    run("translate", *articles, "--to", "en-GB", "--engine", "copy", "--quiet")
    ran = run("rebuild", *articles, "--to", "en-GB", "--allow-unreviewed")

    assert ran.code == 0, ran.err
    pages = [(project / page).read_bytes() for page in ran.out.splitlines()]
    assert pages == [(project / article).read_bytes() for article in articles]
