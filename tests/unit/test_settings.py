from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from builders import make_settings
from locworker.errors import ConfigError
from locworker.settings import EngineLimit, MonthlyBudget, find_root, load_settings


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


def test_a_service_has_defaults(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)

    assert (settings.broker_url, settings.limits, settings.budget) == (None, {}, MonthlyBudget())
    assert (settings.keep_days, settings.priority, settings.mt_threads) == (30, "normal", 20)
    assert settings.keep_results_days is None
    assert settings.cpu_processes >= 1
    assert (settings.metrics_bind, settings.log_level, settings.allow_insecure_broker) == ("", "info", False)


def test_limits_and_budgets_are_tables(tmp_path: Path) -> None:
    table = {
        "limits": {"deepl": {"requests_per_second": 20, "characters_per_second": 50_000.5}, "apertium": {}},
        "budget": {"characters_per_month": 5_000_000, "languages": {"de": 10, "pt_br": 0}},
    }

    settings = make_settings(tmp_path, table)

    assert settings.limits == {
        "deepl": EngineLimit(requests_per_second=20, characters_per_second=50_000.5),
        "apertium": EngineLimit(),
    }
    assert settings.budget == MonthlyBudget(characters_per_month=5_000_000, languages={"de": 10, "pt-BR": 0})


def test_a_service_is_set_by_the_environment_too(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path,
        {"metrics_bind": "[::1]:09464", "priority": "low"},
        LOCWORKER_BROKER_URL="redis://:canary@broker:6379/0",
        LOCWORKER_PRIORITY="urgent",
        LOCWORKER_MT_THREADS="4",
        LOCWORKER_CPU_PROCESSES="3",
        LOCWORKER_ALLOW_INSECURE_BROKER="yes",
    )

    assert settings.broker_url == "redis://:canary@broker:6379/0"
    assert "canary" not in repr(settings)
    assert (settings.priority, settings.mt_threads, settings.cpu_processes) == ("urgent", 4, 3)
    assert (settings.metrics_bind, settings.allow_insecure_broker) == ("[::1]:9464", True)


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
        pytest.param({"project": "Two words"}, {}, "project must be small letters, digits and hyphens", id="name"),
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
        pytest.param({"broker_url": "redis://h"}, {}, "looks like a secret", id="broker in the file"),
        pytest.param({"priority": "soon"}, {}, "write low, normal, high or urgent", id="priority"),
        pytest.param({"log_level": "loud"}, {}, "write debug, info, warning or error", id="log level"),
        pytest.param({"mt_threads": 0}, {}, "mt_threads must be a whole number, 1 or more", id="no threads"),
        pytest.param({}, {"LOCWORKER_KEEP_DAYS": "ten"}, "keep_days must be a whole number", id="days"),
        pytest.param({"keep_results_days": 0}, {}, "keep_results_days must be a whole number, 1 or more", id="results"),
        pytest.param({"metrics_bind": 9464}, {}, "an address and a port", id="bind number"),
        pytest.param({"metrics_bind": "9464"}, {}, "an address and a port", id="bind without host"),
        pytest.param({"metrics_bind": "127.0.0.1:65536"}, {}, "an address and a port", id="bind port"),
        pytest.param({"limits": {"deepl": 5}}, {}, "limits must be a table for each engine", id="limits"),
        pytest.param({"limits": {"deepl": {"per_hour": 5}}}, {}, "unknown setting limits.deepl.per_hour", id="limit"),
        pytest.param(
            {"limits": {"deepl": {"requests_per_second": 0}}}, {}, "requests_per_second must be a number", id="rate 0"
        ),
        pytest.param(
            {"limits": {"deepl": {"requests_per_second": float("nan")}}}, {}, "must be a number above 0", id="rate nan"
        ),
        pytest.param({"budget": 5}, {}, "budget must be a table", id="budget"),
        pytest.param({"budget": {"per_year": 5}}, {}, "unknown setting budget.per_year", id="budget name"),
        pytest.param({"budget": {"languages": 5}}, {}, "budget.languages must be a table", id="budget languages"),
        pytest.param({"budget": {"languages": {"de": -1}}}, {}, "[budget.languages]: de must", id="budget of one"),
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


@pytest.mark.parametrize("timeout", ["soon", "0", "nan", "inf", "9999"])
def test_a_worker_has_no_grace_of_a_timeout_that_is_none(tmp_path: Path, timeout: str) -> None:
    settings = make_settings(tmp_path, {"engines": {"copy": {"timeout": timeout}}})

    with pytest.raises(ConfigError, match=r"engines\.copy\.timeout is .*; write seconds, up to 600"):
        _ = settings.longest_timeout


def test_the_longest_timeout_of_all_engines_counts(tmp_path: Path) -> None:
    tables = {"copy": {"timeout": 90}, "deepl": {"formality": "more"}}

    assert make_settings(tmp_path, {"engines": tables}).longest_timeout == 90.0
    assert make_settings(tmp_path, {}).longest_timeout == 0.0
