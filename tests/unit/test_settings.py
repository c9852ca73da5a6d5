from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from builders import make_settings
from locworker.errors import ConfigError
from locworker.settings import find_root, load_settings


def test_an_empty_project_has_defaults(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)

    assert (settings.source, settings.engine, settings.languages) == ("en", "auto", ())
    assert settings.locales == tmp_path / "locales"
    assert settings.database_url == f"sqlite:///{tmp_path / '.locworker' / 'store.sqlite3'}"
    assert settings.variants == {"pt": "pt-PT", "en": "en-US"}


def test_the_file_of_the_nearest_folder_is_read(tmp_path: Path) -> None:
    inner = tmp_path / "articles" / "today"
    inner.mkdir(parents=True)
    (tmp_path / "locworker.toml").write_text(
        'languages = ["de", "pt_br"]\nmax_chars = 5000\n[prices]\ndeepl = 20.5\n'
        '[engines.deepl]\nformality = "prefer_more"\n',
        encoding="utf-8",
    )

    settings = load_settings(inner, {})

    assert settings.root == tmp_path
    assert settings.languages == ("de", "pt-BR")
    assert settings.max_chars == 5000
    assert settings.prices == {"deepl": Decimal("20.5")}
    assert settings.engines == {"deepl": {"formality": "prefer_more"}}


def test_the_table_of_a_pyproject_is_read(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.locworker]\nsource = "de"\n', encoding="utf-8")

    assert load_settings(tmp_path, {}).source == "de"


def test_a_folder_without_settings_is_its_own_root(tmp_path: Path) -> None:
    assert find_root(tmp_path) == tmp_path


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    environ = {"LOCWORKER_ENGINE": "apertium", "LOCWORKER_LANGUAGES": "fr, it", "LOCWORKER_MAX_CHARS": "7"}

    settings = make_settings(tmp_path, {"engine": "deepl", "languages": ["de"]}, **environ)

    assert (settings.engine, settings.languages, settings.max_chars) == ("apertium", ("fr", "it"), 7)


def test_a_glossaries_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "glossaries").mkdir()

    assert make_settings(tmp_path).glossaries == (tmp_path / "glossaries",)


@pytest.mark.parametrize(
    ("table", "environ", "says"),
    [
        pytest.param({"langauges": ["de"]}, {}, "unknown setting 'langauges'; did you mean 'languages'?", id="unknown"),
        pytest.param({"deepl_auth_key": "x"}, {}, "looks like a secret", id="secret"),
        pytest.param({"engines": {"deepl": {"api_key": "x"}}}, {}, "looks like a secret", id="engine secret"),
        pytest.param({"engines": {"deepl": "x"}}, {}, "a table for each engine", id="engine text"),
        pytest.param({"languages": "de"}, {}, "languages must be a list of texts", id="list"),
        pytest.param({"languages": ["xx-YYY9"]}, {}, "is not a", id="language"),
        pytest.param({"source": ""}, {}, "source must be a text", id="empty"),
        pytest.param({"sentences": "maybe"}, {}, "true or false", id="flag"),
        pytest.param({"max_chars": -1}, {}, "a whole number", id="negative"),
        pytest.param({"max_chars": True}, {}, "a whole number", id="bool"),
        pytest.param({"on_unknown": "pay"}, {}, "write retry or hold", id="policy"),
        pytest.param({"variants": {"pt": 3}}, {}, "a table of texts", id="variants"),
        pytest.param({"prices": 3}, {}, "a table of numbers", id="prices"),
        pytest.param({"prices": {"deepl": "dear"}}, {}, "a table of numbers", id="price"),
        pytest.param({"prices": {"deepl": -1}}, {}, "0 or more", id="negative price"),
        pytest.param({"ignore": {}}, {}, "a list of tables", id="ignore"),
        pytest.param({"ignore": [{"rule": "x", "reason": "y", "more": "z"}]}, {}, "tables with rule", id="ignore key"),
        pytest.param({"ignore": [{"rule": "missing-term", "reason": " "}]}, {}, "a reason", id="ignore reason"),
        pytest.param({}, {"LOCWORKER_ENGIN": "x"}, "unknown setting LOCWORKER_ENGIN; did you", id="environment"),
        pytest.param(
            {}, {"LOCWORKER_DATABASE_URL": "a", "LOCWORKER_DATABASE_URL_FILE": "b"}, "keep one", id="secret twice"
        ),
        pytest.param({}, {"DEEPL_AUTH_KEY_FILE": "/nowhere/key"}, "cannot be read", id="secret file"),
    ],
)
def test_a_bad_setting_is_named(tmp_path: Path, table: dict[str, object], environ: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make_settings(tmp_path, table, **environ)

    assert says in str(caught.value)


def test_secrets_come_from_files_too_and_are_not_shown(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("canary-key\n", encoding="utf-8")

    settings = make_settings(tmp_path, DEEPL_AUTH_KEY_FILE=str(tmp_path / "key"), DEEPL_SERVER_URL="http://127.0.0.1:1")

    assert settings.deepl_key == "canary-key"
    assert settings.deepl_url == "http://127.0.0.1:1"
    assert "canary" not in repr(settings)


def test_an_ignore_has_a_rule_and_a_reason(tmp_path: Path) -> None:
    entry = {"rule": "missing-term", "reason": "house style", "text": "Outlook"}

    (rule,) = make_settings(tmp_path, {"ignore": [entry]}).ignores

    assert (rule.rule, rule.reason, rule.path, rule.text) == ("missing-term", "house style", "", "Outlook")


@pytest.mark.parametrize("content", [b"languages = [", b"\xff\xfe"], ids=["syntax", "encoding"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "locworker.toml").write_bytes(content)

    with pytest.raises(ConfigError, match="not valid TOML"):
        load_settings(tmp_path, {})
