from __future__ import annotations

from pathlib import Path

import pytest

from builders import make_settings
from locworker.jobs.doctor import Health, Part, examine


def part(health: Health, name: str) -> Part:
    return next(part for part in health.parts if part.name == name)


def test_every_part_says_how_it_is(tmp_path: Path) -> None:
    health = examine(make_settings(tmp_path, {"languages": ["de"]}, DEEPL_AUTH_KEY="k"))

    assert health.can_translate
    assert part(health, "deepl").state == "ok"
    assert part(health, "store").says == "0 results kept, 0 characters billed so far"
    assert part(health, "glossary").says.endswith(" concepts")
    assert "into de" not in {part.name for part in health.parts}


def test_a_language_that_nothing_translates_into_is_named(tmp_path: Path) -> None:
    health = examine(make_settings(tmp_path, {"languages": ["ja"]}))

    assert part(health, "into ja").state == "warning"
    assert "DEEPL_AUTH_KEY" in part(health, "into ja").remedy


def test_without_any_engine_nothing_can_translate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    health = examine(make_settings(tmp_path))

    assert not health.can_translate
    assert part(health, "deepl").state == "failure"
    assert part(health, "gettext").state == "warning"


def test_what_is_broken_fails_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "glossaries").mkdir()
    (tmp_path / ".locworker").write_text("a file in the folder's place", encoding="utf-8")

    health = examine(make_settings(tmp_path))

    assert part(health, "store").state == part(health, "glossary").state == "failure"
    assert "LOCWORKER_DATA_DIR" in part(health, "store").remedy
    assert part(health, "glossary").remedy == "locworker glossary check"
