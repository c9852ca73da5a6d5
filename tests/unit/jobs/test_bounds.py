from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from builders import make_settings
from locworker.errors import ConfigError, InputError, NoEngineError
from locworker.jobs.bounds import bound_articles
from locworker.jobs.report import Silence

PAGE = "<html><body><h1>Bonds rose</h1><p>The <b>Fed</b> waits.</p><p>Bonds rose</p><p>2026</p></body></html>"
CHARACTERS = len("Bonds rose") + len("The Fed waits.")


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "fed.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def test_each_text_is_billed_once_at_most(tmp_path: Path, article: Path) -> None:
    again = tmp_path / "again.html"
    again.write_text(PAGE, encoding="utf-8")
    settings = make_settings(tmp_path, {"prices": {"deepl": 20}}, DEEPL_AUTH_KEY="k")

    bounds = bound_articles(settings, [article, again], ["de", "fr"], Silence())

    assert [(bound.pair.target, bound.engine, bound.texts, bound.characters) for bound in bounds] == [
        ("de", "deepl", 2, CHARACTERS),
        ("fr", "deepl", 2, CHARACTERS),
    ]
    assert bounds[0].price == Decimal(20) * CHARACTERS / 1_000_000


def test_an_engine_that_is_free_bills_nothing(tmp_path: Path, article: Path) -> None:
    bound = bound_articles(make_settings(tmp_path, {"engine": "copy"}), [article], ["en"], Silence())[0]

    assert (bound.engine, bound.characters, bound.price) == ("copy", 0, None)


@pytest.mark.parametrize(
    ("table", "languages", "error"),
    [
        pytest.param({}, ["ja"], NoEngineError, id="no engine"),
        pytest.param({"engine": "deepl"}, ["en"], ConfigError, id="the articles' own language"),
        pytest.param({"glossaries": ["no.csv"], "engine": "copy"}, ["de"], InputError, id="a missing glossary"),
    ],
)
def test_what_a_worker_would_stumble_over_is_told_before(
    tmp_path: Path, article: Path, table: dict[str, object], languages: list[str], error: type[Exception]
) -> None:
    key = {"DEEPL_AUTH_KEY": "k"} if table.get("engine") == "deepl" else {}

    with pytest.raises(error):
        bound_articles(make_settings(tmp_path, table, **key), [article], languages, Silence())


def test_a_broken_article_is_named(tmp_path: Path) -> None:
    path = tmp_path / "fed.html"
    path.write_bytes(b"PK\x03\x04")

    with pytest.raises(InputError, match=r"fed\.html: is not text"):
        bound_articles(make_settings(tmp_path, {"engine": "copy"}), [path], ["de"], Silence())
