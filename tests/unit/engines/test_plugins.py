from __future__ import annotations

import sys
from pathlib import Path

import pytest

from locworker.engines import EngineOptions
from locworker.errors import ConfigError
from locworker.plugins import engine_names, load_engine

MODULE = """
from locworker.engines import Engine, Limits, Usability
from locworker.engines.pseudo import CopyEngine

class Good(CopyEngine):
    name = "good"

class Misnamed(CopyEngine):
    name = "another"

class Abstract(Engine):
    name = "abstract"

class NoEngine:
    name = "none"

instance = Good
"""


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder on the path where an installed package with engines can be made."""
    (tmp_path / "their_engines.py").write_text(MODULE)
    (tmp_path / "their_broken_engine.py").write_text("raise RuntimeError('no licence')")
    monkeypatch.syspath_prepend(tmp_path)
    for name in ("their_engines", "their_broken_engine"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    return tmp_path


def install(folder: Path, entry: str, *, package: str = "their_package") -> None:
    info = folder / f"{package}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[locworker.engines]\n{entry}\n")


def test_our_own_engines_are_entry_points_like_anyone_elses() -> None:
    assert {"apertium", "copy", "deepl", "pseudo"} <= set(engine_names())


@pytest.mark.parametrize("name", ["apertium", "copy", "deepl", "pseudo"])
def test_our_own_engines_load_under_their_names(name: str) -> None:
    engine = load_engine(name, EngineOptions())

    assert engine.name == name


def test_an_engine_of_another_package_loads(offer: Path) -> None:
    install(offer, "good = their_engines:Good")

    assert load_engine("good", EngineOptions()).name == "good"
    assert "good" in engine_names()


def test_an_engine_that_is_installed_twice_alike_loads(offer: Path) -> None:
    install(offer, "good = their_engines:Good")
    install(offer, "good = their_engines:Good", package="their_package_again")

    assert load_engine("good", EngineOptions()).name == "good"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param("bad = their_absent_module:Engine", "does not load: ModuleNotFoundError", id="no-such-module"),
        pytest.param("bad = their_engines:Absent", "does not load: AttributeError", id="no-such-class"),
        pytest.param("bad = their_broken_engine:Engine", "does not load: RuntimeError: no licence", id="raises"),
        pytest.param("bad = their_engines:NoEngine", "is no subclass of", id="no-engine"),
        pytest.param("bad = their_engines:Misnamed", "calls itself 'another'", id="another-name"),
        pytest.param("abstract = their_engines:Abstract", "cannot be made", id="abstract"),
    ],
)
def test_an_engine_that_cannot_be_used_stops_the_start_and_is_named(offer: Path, entry: str, message: str) -> None:
    install(offer, entry)

    with pytest.raises(ConfigError, match=message) as caught:
        load_engine(entry.partition(" ")[0], EngineOptions())

    assert f"locworker.engines: {entry}" in str(caught.value)


def test_two_different_engines_of_one_name_are_refused(offer: Path) -> None:
    install(offer, "good = their_engines:Good")
    install(offer, "good = their_engines:instance", package="their_rival")

    with pytest.raises(ConfigError, match="two installed packages offer an engine 'good'"):
        load_engine("good", EngineOptions())


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        pytest.param("deepel", "did you mean 'deepl'?", id="a-typing-mistake"),
        pytest.param("Apertium", "did you mean 'apertium'?", id="capitals"),
        pytest.param("google", "there is no engine 'google'; installed: apertium", id="none-alike"),
    ],
)
def test_an_unknown_name_is_answered_with_those_there_are(name: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_engine(name, EngineOptions())

    assert hint in str(caught.value)
    assert "copy, deepl, pseudo" in str(caught.value)
