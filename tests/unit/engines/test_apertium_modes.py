from __future__ import annotations

from pathlib import Path

import pytest

from locworker.engines.apertium_modes import _split_stages, find_modes, find_route, read_stages
from locworker.languages import DEFAULT_VARIANTS

INSTALLED = ("eng-spa", "spa-eng", "spa-eng_US", "eng-cat", "cat-spa", "es-pt", "es-pt_BR", "en-gl", "fr-es", "eng-fra")
OTHERS = ("eng-hbs_HR", "eco-es-fr", "eng-cat_valencia", "eng-cat_valencia_uni", "README")


@pytest.fixture
def modes(tmp_path: Path) -> Path:
    """Give a folder of modes."""
    for name in (*INSTALLED, *OTHERS):
        (tmp_path / f"{name}.mode").touch()
    (tmp_path / "notes.txt").touch()
    return tmp_path


def test_modes_are_read_with_their_languages(modes: Path) -> None:
    found = {mode.name: (mode.source, mode.target) for mode in find_modes(modes)}

    assert sorted(found) == sorted(INSTALLED)
    assert found["eng-spa"] == ("en", "es")
    assert found["es-pt_BR"] == ("es", "pt-BR")


def test_an_absent_folder_has_no_modes(tmp_path: Path) -> None:
    assert find_modes(tmp_path / "absent") == ()


@pytest.mark.parametrize(
    ("source", "target", "route"),
    [
        pytest.param("en", "es", ["eng-spa"], id="direct"),
        pytest.param("en-GB", "es-MX", ["eng-spa"], id="regions-of-one-mode"),
        pytest.param("en", "pt", ["eng-spa", "es-pt"], id="through-spanish"),
        pytest.param("en", "pt-BR", ["eng-spa", "es-pt_BR"], id="a-variant"),
        pytest.param("es", "en", ["spa-eng_US"], id="the-variant-of-the-setting"),
        pytest.param("es", "en-GB", ["spa-eng"], id="a-variant-that-is-not-there"),
        pytest.param("en", "fr", ["eng-fra"], id="direct-before-a-pivot"),
        pytest.param("fr", "gl", [], id="three-steps-are-too-many"),
        pytest.param("en", "de", [], id="none"),
        pytest.param("de", "en", [], id="no-such-source"),
    ],
)
def test_the_shortest_way_is_found(modes: Path, source: str, target: str, route: list[str]) -> None:
    assert [mode.name for mode in find_route(find_modes(modes), source, target, DEFAULT_VARIANTS)] == route


def test_spanish_is_the_first_choice_of_a_third_language(tmp_path: Path) -> None:
    for name in ("eng-cat", "cat-ita", "eng-spa", "spa-ita"):
        (tmp_path / f"{name}.mode").touch()

    route = find_route(find_modes(tmp_path), "en", "it", {})

    assert [mode.name for mode in route] == ["eng-spa", "spa-ita"]


def test_another_third_language_serves_where_spanish_does_not(tmp_path: Path) -> None:
    for name in ("eng-cat", "cat-ita", "eng-spa"):
        (tmp_path / f"{name}.mode").touch()

    route = find_route(find_modes(tmp_path), "en", "it", {})

    assert [mode.name for mode in route] == ["eng-cat", "cat-ita"]


def test_command_lines_are_cut_at_pipes_and_filled_in() -> None:
    words = ["lt-proc", "a b.bin", "|", "apertium-tagger", "-g", "$2", "|", "lt-proc", "$1", "c.bin"]

    assert _split_stages(words) == [["lt-proc", "a b.bin"], ["apertium-tagger", "-g"], ["lt-proc", "-g", "c.bin"]]


def test_a_mode_that_cannot_be_read_is_an_os_error(modes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [mode] = [mode for mode in find_modes(modes) if mode.name == "eng-spa"]
    monkeypatch.setenv("PATH", str(modes))
    with pytest.raises(OSError, match="apertium-wblank-mode"):
        read_stages(mode)

    tool = modes / "apertium-wblank-mode"
    tool.write_text("#!/bin/sh\nexit 3\n")
    tool.chmod(0o755)

    with pytest.raises(OSError, match="does not read"):
        read_stages(mode)
