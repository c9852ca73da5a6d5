"""The names of all settings, and the refusal of those that nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path

from locworker.errors import ConfigError

PROJECT_FILE = "locworker.toml"

FILE_KEYS = frozenset({
    "source", "languages", "engine", "glossaries", "locales", "sentences", "on_unknown", "max_chars", "variants",
    "prices", "engines", "ignore", "data_dir", "limits", "budget", "keep_days", "keep_results_days", "priority",
    "mt_threads", "cpu_processes", "metrics_bind", "log_level", "allow_insecure_broker", "project",
})  # fmt: skip
"""What a project's file may hold."""

ENVIRONMENT_KEYS = (
    "source", "languages", "engine", "glossaries", "locales", "sentences", "on_unknown", "max_chars", "data_dir",
    "keep_days", "keep_results_days", "priority", "mt_threads", "cpu_processes", "metrics_bind", "log_level",
    "allow_insecure_broker", "project",
)  # fmt: skip
"""What the environment may set too, each as LOCWORKER_ and the name in capitals."""

SECRET_NAMES = ("LOCWORKER_DATABASE_URL", "LOCWORKER_BROKER_URL")
SECRET_WORDS = ("key", "secret", "password", "token", "auth")


def refuse_unknown(table: Mapping[str, object], environ: Mapping[str, str], *, origin: str) -> None:
    """Raise `ConfigError` for the first setting that nobody knows, with the name that was likely meant."""
    for name in table:
        if name in FILE_KEYS:
            continue
        if any(word in name.lower() for word in SECRET_WORDS) or name in {"broker_url", "database_url"}:
            raise ConfigError(f"{origin}: '{name}' looks like a secret; secrets are read from the environment only")
        raise ConfigError(f"{origin}: unknown setting '{name}'{_did_you_mean(name, sorted(FILE_KEYS))}")
    known = {f"LOCWORKER_{name.upper()}" for name in ENVIRONMENT_KEYS}
    known |= {name + suffix for name in SECRET_NAMES for suffix in ("", "_FILE")}
    for name in environ:
        if name.startswith("LOCWORKER_") and name not in known:
            raise ConfigError(f"environment: unknown setting {name}{_did_you_mean(name, sorted(known))}")


def read_secret(name: str, environ: Mapping[str, str]) -> str | None:
    """Return a secret from the environment, or from the file that `NAME_FILE` names."""
    value = environ.get(name, "").strip()
    file = environ.get(f"{name}_FILE", "").strip()
    if value and file:
        raise ConfigError(f"environment: {name} and {name}_FILE are both set; keep one")
    if not file:
        return value or None
    try:
        return Path(file).read_text(encoding="utf-8").strip() or None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"environment: {name}_FILE: {file} cannot be read") from error


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
