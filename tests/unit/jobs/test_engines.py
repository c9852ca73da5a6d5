from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from builders import make_settings
from locworker.errors import ConfigError, NoEngineError
from locworker.jobs.engines import Engines
from locworker.languages import LanguagePair

GERMAN, SPANISH = LanguagePair("en", "de"), LanguagePair("en", "es")


def test_threads_share_an_engine(tmp_path: Path) -> None:
    engines = Engines(make_settings(tmp_path, DEEPL_AUTH_KEY="k"))
    together = threading.Barrier(16)

    def load(_: int) -> int:
        together.wait()
        return id(engines.load("deepl"))

    with ThreadPoolExecutor(16) as pool:
        assert len(set(pool.map(load, range(16)))) == 1


def test_a_key_makes_deepl_the_first_choice(tmp_path: Path) -> None:
    engines = Engines(make_settings(tmp_path, DEEPL_AUTH_KEY="k"))

    assert engines.choose(GERMAN, "auto").name == "deepl"


def test_without_a_key_apertium_does_what_it_can(tmp_path: Path) -> None:
    engines = Engines(make_settings(tmp_path))

    assert engines.choose(SPANISH, "auto").name == "apertium"
    with pytest.raises(NoEngineError, match=r"deepl: no key; set DEEPL_AUTH_KEY.*apertium: has no route"):
        engines.choose(GERMAN, "auto")


def test_engines_that_do_not_translate_are_chosen_by_name_only(tmp_path: Path) -> None:
    engines = Engines(make_settings(tmp_path))

    assert engines.choose(GERMAN, "copy").name == "copy"


def test_a_named_engine_that_cannot_work_says_why(tmp_path: Path) -> None:
    with pytest.raises(NoEngineError, match="en → de: deepl: no key; set DEEPL_AUTH_KEY"):
        Engines(make_settings(tmp_path)).choose(GERMAN, "deepl")


def test_the_environments_address_wins_over_the_files(tmp_path: Path) -> None:
    table = {"engines": {"deepl": {"url": "http://127.0.0.1:1", "timeout": 20, "formality": "prefer_more"}}}
    engine = Engines(make_settings(tmp_path, table, DEEPL_AUTH_KEY="k", DEEPL_SERVER_URL="http://127.0.0.1:2")).load(
        "deepl"
    )

    assert (engine.options.url, engine.options.timeout) == ("http://127.0.0.1:2", 20.0)
    assert engine.options.extra == {"formality": "prefer_more"}
    assert engine.check().usable


@pytest.mark.parametrize("timeout", ["soon", "0", "-3", "nan", "9999"])
def test_a_timeout_is_seconds(tmp_path: Path, timeout: str) -> None:
    engines = Engines(make_settings(tmp_path, {"engines": {"copy": {"timeout": timeout}}}))

    with pytest.raises(ConfigError, match=r"engines\.copy\.timeout"):
        engines.load("copy")


def test_the_survey_lists_those_of_auto_first(tmp_path: Path) -> None:
    survey = Engines(make_settings(tmp_path)).survey([SPANISH])

    assert [status.name for status in survey] == ["deepl", "apertium", "copy", "pseudo"]
    assert [status.automatic for status in survey] == [True, True, False, False]
    assert survey[0].routes == ((SPANISH, None),)
    assert survey[1].routes == ((SPANISH, "eng-spa"),)
