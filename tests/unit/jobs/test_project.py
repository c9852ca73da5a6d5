from __future__ import annotations

import re
from pathlib import Path

import pytest

from locworker.errors import InputError
from locworker.glossary import packaged_glossary_path
from locworker.jobs.project import Project, glossary_files, make_project, shorten, slug
from locworker.settings import load_settings


def test_a_project_is_made_whole_and_loads(tmp_path: Path) -> None:
    made = make_project(tmp_path, source="en", languages=["de", "pt-BR"])

    settings = load_settings(tmp_path, {})
    assert all(new for _, new in made)
    assert settings.languages == ("de", "pt-BR")
    assert settings.project.startswith(f"{slug(tmp_path.name)}-")
    assert glossary_files(settings.glossaries) == [tmp_path / "glossaries/finance.csv"]
    assert (tmp_path / "locales").is_dir()
    assert (tmp_path / ".locworker/.gitignore").read_text(encoding="utf-8") == "*\n"


def test_what_is_there_is_kept(tmp_path: Path) -> None:
    (tmp_path / "locworker.toml").write_text('source = "de"\n', encoding="utf-8")

    made = dict(make_project(tmp_path, source="en", languages=["de"]))

    assert made[tmp_path / "locworker.toml"] is False
    assert (tmp_path / "locworker.toml").read_text(encoding="utf-8") == 'source = "de"\n'


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(InputError, match="cannot be written"):
        make_project(tmp_path / "file", source="en", languages=["de"])


def test_without_a_glossary_of_its_own_a_project_has_the_packaged_one(tmp_path: Path) -> None:
    assert glossary_files([]) == [packaged_glossary_path()]
    assert Project(load_settings(tmp_path, {})).glossary.concepts


def test_a_folder_stands_for_the_glossaries_in_it(tmp_path: Path) -> None:
    for name in ("b.csv", "a.TBX", "notes.md"):
        (tmp_path / name).write_text("", encoding="utf-8")

    assert [path.name for path in glossary_files([tmp_path, tmp_path / "own.csv"])] == ["a.TBX", "b.csv", "own.csv"]


def test_a_folder_without_a_glossary_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no glossary"):
        glossary_files([tmp_path])


def test_paths_are_written_as_people_write_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    assert shorten(tmp_path / "here/a.po") == Path("a.po")
    assert shorten(tmp_path / "elsewhere/a.po") == tmp_path / "elsewhere/a.po"


def test_two_projects_in_folders_of_one_name_have_different_names(tmp_path: Path) -> None:
    folders = [tmp_path / "a" / "Nachrichten & Märkte", tmp_path / "b" / "Nachrichten & Märkte"]
    for folder in folders:
        make_project(folder, source="en", languages=["de"])

    names = [load_settings(folder, {}).project for folder in folders]

    assert all(re.fullmatch(r"nachrichten-m-rkte-[0-9a-f]{8}", name) for name in names)
    assert names[0] != names[1]
