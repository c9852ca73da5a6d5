from __future__ import annotations

from pathlib import Path

import pytest

from builders import make_settings
from locworker.jobs.doctor import Health, examine
from locworker.jobs.doctor_parts import Part


def part(health: Health, name: str) -> Part:
    return next(part for part in health.parts if part.name == name)


def test_every_part_says_how_it_is(tmp_path: Path) -> None:
    health = examine(make_settings(tmp_path, {"languages": ["de"]}, DEEPL_AUTH_KEY="k"))

    assert health.can_translate
    assert part(health, "deepl").state == "ok"
    assert part(health, "store").says.startswith("0 results kept, 0 characters billed so far; SQLite, 0.")
    assert part(health, "store").says.endswith("MiB, revision 0003")
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


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        pytest.param(
            {"DEEPL_AUTH_KEY": "0123456789abcdef:fx"}, "of DeepL, from DEEPL_AUTH_KEY, ends in …f:fx", id="a key"
        ),
        pytest.param({"DEEPL_AUTH_KEY": "secret"}, "of DeepL, from DEEPL_AUTH_KEY, is short for one", id="a short key"),
    ],
)
def test_a_key_is_told_apart_and_not_told(tmp_path: Path, environ: dict[str, str], says: str) -> None:
    health = examine(make_settings(tmp_path, None, **environ), environ)

    assert part(health, "key").says == says
    assert environ["DEEPL_AUTH_KEY"] not in str(health)


def test_a_key_from_a_file_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("0123456789abcdef\n", encoding="utf-8")
    environ = {"DEEPL_AUTH_KEY_FILE": str(file)}

    health = examine(make_settings(tmp_path, None, **environ), environ)

    assert part(health, "key").says == f"of DeepL, from {file}, ends in …cdef"


def test_without_a_queue_translating_still_works(tmp_path: Path) -> None:
    health = examine(make_settings(tmp_path))

    assert health.can_translate
    assert part(health, "broker").state == "warning"
    assert part(health, "broker").remedy == "locworker up"
    assert "workers" not in {part.name for part in health.parts}


def test_a_queue_that_is_named_and_down_fails_without_its_password(tmp_path: Path) -> None:
    health = examine(make_settings(tmp_path, LOCWORKER_BROKER_URL="redis://:hunter2@127.0.0.1:1/0"))

    assert part(health, "broker").state == "failure"
    assert "redis://***@127.0.0.1:1/0" in part(health, "broker").says
    assert "hunter2" not in str(health)


def test_an_address_of_no_queue_fails(tmp_path: Path) -> None:
    health = examine(make_settings(tmp_path, LOCWORKER_BROKER_URL="sqs://queue"))

    assert part(health, "broker").state == "failure"
    assert "LOCWORKER_BROKER_URL" in part(health, "broker").remedy


def test_the_place_of_metrics_is_told(tmp_path: Path) -> None:
    health = examine(make_settings(tmp_path, {"metrics_bind": "127.0.0.1:9464"}))

    assert part(health, "metrics").says == "workers serve them at http://127.0.0.1:9464/metrics"


def test_a_disk_that_is_nearly_full_is_told_with_what_helps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("locworker.jobs.doctor._LOW_DISK", 2**60)

    found = part(examine(make_settings(tmp_path)), "disk")

    assert (found.state, found.remedy) == ("warning", "make room there, or set LOCWORKER_DATA_DIR")


def test_a_server_that_is_away_has_the_remedy_of_a_server(tmp_path: Path) -> None:
    url = "postgresql://u:geheim@127.0.0.1:1/x"

    found = part(examine(make_settings(tmp_path, LOCWORKER_DATABASE_URL=url)), "store")

    assert (found.state, found.remedy) == ("failure", "start it, or mend LOCWORKER_DATABASE_URL")
    assert "geheim" not in found.says
