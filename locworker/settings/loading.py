"""Put a project's file and the environment together."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from locworker.errors import ConfigError
from locworker.languages import DEFAULT_VARIANTS, parse_language
from locworker.settings.names import ENVIRONMENT_KEYS, PROJECT_FILE, read_secret, refuse_unknown
from locworker.settings.reader import Reader
from locworker.settings.records import LOG_LEVELS, PRIORITIES, UNKNOWN_POLICIES, Settings, count_cores


def find_root(start: Path) -> Path:
    """Return the nearest folder at or above `start` that holds a project's settings, else `start`."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if (folder / PROJECT_FILE).is_file() or "locworker" in _read_toml(folder / "pyproject.toml").get("tool", {}):
            return folder
    return start


def load_settings(start: Path, environ: Mapping[str, str]) -> Settings:
    """Return the settings of the project around a folder.

    Raises:
        ConfigError: A setting is unknown or malformed, or a secret stands in the project's file.
    """
    root = find_root(start)
    if (root / PROJECT_FILE).is_file():
        return parse_settings(_read_toml(root / PROJECT_FILE), root=root, environ=environ, origin=PROJECT_FILE)
    table = _read_toml(root / "pyproject.toml").get("tool", {}).get("locworker", {})
    return parse_settings(table, root=root, environ=environ, origin="pyproject.toml [tool.locworker]")


def parse_settings(
    table: Mapping[str, object], *, root: Path, environ: Mapping[str, str], origin: str = PROJECT_FILE
) -> Settings:
    """Return the settings that a project's table and an environment give together.

    Raises:
        ConfigError: A setting is unknown or malformed, or a secret stands in the table.
    """
    refuse_unknown(table, environ, origin=origin)
    reader = Reader(_with_environment(table, environ), origin)
    data_dir = _below(root, reader.text("data_dir", ".locworker"))
    return Settings(
        root=root,
        data_dir=data_dir,
        locales=_below(root, reader.text("locales", "locales")),
        glossaries=tuple(_below(root, name) for name in reader.texts("glossaries")) or _own_glossaries(root),
        source=parse_language(reader.text("source", "en")),
        languages=tuple(parse_language(tag) for tag in reader.texts("languages")),
        engine=reader.text("engine", "auto"),
        project=reader.name("project"),
        sentences=reader.flag("sentences"),
        on_unknown=reader.choice("on_unknown", UNKNOWN_POLICIES, default="retry"),
        max_chars=reader.count("max_chars"),
        variants={**DEFAULT_VARIANTS, **{k: parse_language(v) for k, v in reader.mapping("variants").items()}},
        prices=reader.prices(),
        engines=reader.engines(),
        ignores=reader.ignores(),
        limits=reader.limits(),
        budget=reader.budget(),
        keep_days=reader.positive("keep_days", 30),
        keep_results_days=reader.positive("keep_results_days", 0) or None,
        priority=reader.choice("priority", tuple(PRIORITIES), default="normal"),
        mt_threads=reader.positive("mt_threads", 20),
        cpu_processes=reader.positive("cpu_processes", count_cores()),
        metrics_bind=reader.bind("metrics_bind"),
        log_level=reader.choice("log_level", LOG_LEVELS, default="info"),
        allow_insecure_broker=reader.flag("allow_insecure_broker"),
        database_url=read_secret("LOCWORKER_DATABASE_URL", environ) or f"sqlite:///{data_dir / 'store.sqlite3'}",
        broker_url=read_secret("LOCWORKER_BROKER_URL", environ),
        deepl_key=read_secret("DEEPL_AUTH_KEY", environ),
        deepl_url=environ.get("DEEPL_SERVER_URL") or None,
    )


def _with_environment(table: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, object]:
    values = dict(table)
    for name in ENVIRONMENT_KEYS:
        text = environ.get(f"LOCWORKER_{name.upper()}", "").strip()
        if text:
            values[name] = _split(text) if name in {"languages", "glossaries"} else text
    return values


def _below(root: Path, name: str) -> Path:
    return root / Path(name).expanduser()


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _own_glossaries(root: Path) -> tuple[Path, ...]:
    folder = root / "glossaries"
    return (folder,) if folder.is_dir() else ()


def _read_toml(path: Path) -> dict[str, dict[str, dict[str, object]]]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
