"""Settings: a project folder and an environment in, one frozen `Settings` out.

This is the only reader of `locworker.toml` (or `[tool.locworker]` in `pyproject.toml`) and of the environment. A flag
wins over the environment, the environment over the file. Secrets come from the environment alone, as `NAME` or as
`NAME_FILE` with a path; a project's file that holds one is refused.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from locworker.errors import ConfigError
from locworker.languages import DEFAULT_VARIANTS, parse_language

PROJECT_FILE = "locworker.toml"
UNKNOWN_POLICIES = ("retry", "hold")
"""What happens to texts that were sent and whose reply was lost: sent again, or held for a person to decide."""

_FILE_KEYS = {
    "source", "languages", "engine", "glossaries", "locales", "sentences", "on_unknown", "max_chars", "variants",
    "prices", "engines", "ignore", "data_dir",
}  # fmt: skip
_ENVIRONMENT_KEYS = ("source", "languages", "engine", "glossaries", "locales", "sentences", "on_unknown", "max_chars")
# The service's broker: known to every part of a deployment, read by the parts that queue.
_SECRET_NAMES = ("LOCWORKER_DATABASE_URL", "LOCWORKER_BROKER_URL")
_SECRET_WORDS = ("key", "secret", "password", "token", "auth")


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreRule:
    """A finding that the project accepts, with the reason; without `path` and `text` it covers the whole rule."""

    rule: str
    reason: str
    path: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a project, checked and complete.

    `glossaries` are files or folders and empty when the project has none; `prices` are per million characters by
    engine; `engines` are the engines' own settings; `max_chars` bounds what one command may have billed.
    """

    root: Path
    data_dir: Path
    locales: Path
    glossaries: tuple[Path, ...] = ()
    source: str = "en"
    languages: tuple[str, ...] = ()
    engine: str = "auto"
    sentences: bool = False
    on_unknown: str = "retry"
    max_chars: int | None = None
    variants: Mapping[str, str] = field(default_factory=lambda: DEFAULT_VARIANTS)
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    engines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignores: tuple[IgnoreRule, ...] = ()
    database_url: str = field(default="", repr=False)
    deepl_key: str | None = field(default=None, repr=False)
    deepl_url: str | None = None


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
    _refuse_unknown(table, environ, origin)
    values = dict(table)
    for name in (*_ENVIRONMENT_KEYS, "data_dir"):
        text = environ.get(f"LOCWORKER_{name.upper()}", "").strip()
        if text:
            values[name] = _split(text) if name in {"languages", "glossaries"} else text
    reader = _Reader(values, origin)
    data_dir = _below(root, reader.text("data_dir", ".locworker"))
    on_unknown = reader.text("on_unknown", "retry")
    if on_unknown not in UNKNOWN_POLICIES:
        raise ConfigError(f"{origin}: on_unknown is '{on_unknown}'; write retry or hold")
    return Settings(
        root=root,
        data_dir=data_dir,
        locales=_below(root, reader.text("locales", "locales")),
        glossaries=tuple(_below(root, name) for name in reader.texts("glossaries")) or _own_glossaries(root),
        source=parse_language(reader.text("source", "en")),
        languages=tuple(parse_language(tag) for tag in reader.texts("languages")),
        engine=reader.text("engine", "auto"),
        sentences=reader.flag("sentences"),
        on_unknown=on_unknown,
        max_chars=reader.count("max_chars"),
        variants={**DEFAULT_VARIANTS, **{k: parse_language(v) for k, v in reader.mapping("variants").items()}},
        prices=reader.prices(),
        engines=reader.engines(),
        ignores=reader.ignores(),
        database_url=_secret("LOCWORKER_DATABASE_URL", environ) or f"sqlite:///{data_dir / 'store.sqlite3'}",
        deepl_key=_secret("DEEPL_AUTH_KEY", environ),
        deepl_url=environ.get("DEEPL_SERVER_URL") or None,
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads typed values out of a table and names the setting that is malformed."""

    values: Mapping[str, object]
    origin: str

    def _wrong(self, name: str, wanted: str) -> ConfigError:
        return ConfigError(f"{self.origin}: {name} must be {wanted}")

    def text(self, name: str, default: str) -> str:
        value = self.values.get(name, default)
        if not isinstance(value, str) or not value:
            raise self._wrong(name, "a text")
        return value

    def texts(self, name: str) -> list[str]:
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self._wrong(name, "a list of texts")
        return value

    def flag(self, name: str) -> bool:
        value = self.values.get(name, False)
        if isinstance(value, str) and value.lower() in {"1", "true", "yes", "0", "false", "no"}:
            return value.lower() in {"1", "true", "yes"}
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def count(self, name: str) -> int | None:
        value = self.values.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value[:18])
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise self._wrong(name, "a whole number, 0 or more")
        return value

    def mapping(self, name: str) -> dict[str, str]:
        value = self.values.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self._wrong(name, "a table of texts")
        return value

    def prices(self) -> dict[str, Decimal]:
        value = self.values.get("prices", {})
        if not isinstance(value, dict):
            raise self._wrong("prices", "a table of numbers: the price of a million characters by engine")
        try:
            prices = {name: Decimal(str(price)) for name, price in value.items()}
        except InvalidOperation as error:
            raise self._wrong("prices", "a table of numbers: the price of a million characters by engine") from error
        if not all(price.is_finite() and price >= 0 for price in prices.values()):
            raise self._wrong("prices", "a table of numbers, 0 or more")
        return prices

    def engines(self) -> dict[str, dict[str, str]]:
        value = self.values.get("engines", {})
        if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
            raise self._wrong("engines", "a table for each engine, for example [engines.deepl]")
        for engine, table in value.items():
            for name in table:
                if any(word in name.lower() for word in _SECRET_WORDS):
                    raise ConfigError(
                        f"{self.origin}: engines.{engine}.{name} looks like a secret; secrets are read from the"
                        " environment only, for example DEEPL_AUTH_KEY"
                    )
        return {engine: {name: str(item) for name, item in table.items()} for engine, table in value.items()}

    def ignores(self) -> tuple[IgnoreRule, ...]:
        value = self.values.get("ignore", [])
        if not isinstance(value, list):
            raise self._wrong("ignore", "a list of tables, each [[ignore]] with rule and reason")
        rules = []
        for entry in value:
            known = isinstance(entry, dict) and entry.keys() <= {"rule", "reason", "path", "text"}
            if not known or not all(isinstance(item, str) for item in entry.values()):
                raise self._wrong("ignore", "tables with rule, reason and, where wanted, path and text")
            if not entry.get("rule") or not entry.get("reason", "").strip():
                raise ConfigError(f"{self.origin}: each [[ignore]] needs a rule and a reason")
            rules.append(IgnoreRule(**entry))
        return tuple(rules)


def _refuse_unknown(table: Mapping[str, object], environ: Mapping[str, str], origin: str) -> None:
    for name in table:
        if name in _FILE_KEYS:
            continue
        if any(word in name.lower() for word in _SECRET_WORDS):
            raise ConfigError(f"{origin}: '{name}' looks like a secret; secrets are read from the environment only")
        raise ConfigError(f"{origin}: unknown setting '{name}'{_did_you_mean(name, sorted(_FILE_KEYS))}")
    known = {f"LOCWORKER_{name.upper()}" for name in (*_ENVIRONMENT_KEYS, "data_dir")}
    known |= {name + suffix for name in _SECRET_NAMES for suffix in ("", "_FILE")}
    for name in environ:
        if name.startswith("LOCWORKER_") and name not in known:
            raise ConfigError(f"environment: unknown setting {name}{_did_you_mean(name, sorted(known))}")


def _did_you_mean(name: str, known: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def _secret(name: str, environ: Mapping[str, str]) -> str | None:
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
