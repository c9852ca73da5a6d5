"""Read typed values out of a table; what is malformed names itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from locworker.errors import ConfigError
from locworker.languages import parse_language
from locworker.settings.names import SECRET_WORDS
from locworker.settings.records import EngineLimit, IgnoreRule, MonthlyBudget


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads typed values out of a table and names the setting that is malformed."""

    values: Mapping[str, object]
    origin: str

    def _wrong(self, name: str, wanted: str) -> ConfigError:
        return ConfigError(f"{self.origin}: {name} must be {wanted}")

    def text(self, name: str, default: str) -> str:
        """Return a text that is not empty."""
        value = self.values.get(name, default)
        if not isinstance(value, str) or not value:
            raise self._wrong(name, "a text")
        return value

    def name(self, name: str) -> str:
        """Return a name of small letters, digits and hyphens, or nothing."""
        value = self.values.get(name, "")
        if not isinstance(value, str) or not re.fullmatch(r"(?:[a-z0-9][a-z0-9-]{0,59})?", value):
            raise self._wrong(name, "small letters, digits and hyphens, 60 at most")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of texts."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
            raise self._wrong(name, "a list of texts")
        return value

    def flag(self, name: str) -> bool:
        """Return true or false; the environment may say yes, no, 1 or 0 as well."""
        value = self.values.get(name, False)
        if isinstance(value, str) and value.lower() in {"1", "true", "yes", "0", "false", "no"}:
            return value.lower() in {"1", "true", "yes"}
        if not isinstance(value, bool):
            raise self._wrong(name, "true or false")
        return value

    def count(self, name: str) -> int | None:
        """Return a whole number, 0 or more, or None when it is not set."""
        value = self.values.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value[:18])
        if value is not None and (not isinstance(value, int) or isinstance(value, bool) or value < 0):
            raise self._wrong(name, "a whole number, 0 or more")
        return value

    def choice(self, name: str, choices: Sequence[str], *, default: str) -> str:
        """Return one of a few words."""
        value = self.text(name, default)
        if value not in choices:
            raise ConfigError(f"{self.origin}: {name} is '{value}'; write {', '.join(choices[:-1])} or {choices[-1]}")
        return value

    def positive(self, name: str, default: int) -> int:
        """Return a whole number, 1 or more."""
        value = self.count(name)
        if value == 0:
            raise self._wrong(name, "a whole number, 1 or more")
        return default if value is None else value

    def bind(self, name: str) -> str:
        """Return an address to listen on as HOST:PORT, or an empty text for none."""
        value = self.values.get(name, "")
        if value == "":
            return ""
        host, _, port = value.rpartition(":") if isinstance(value, str) else ("", "", "")
        if not host or not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= 65535):
            raise self._wrong(name, "an address and a port such as 127.0.0.1:9464")
        return f"{host}:{int(port)}"

    def mapping(self, name: str) -> dict[str, str]:
        """Return a table of texts."""
        value = self.values.get(name, {})
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self._wrong(name, "a table of texts")
        return value

    def prices(self) -> dict[str, Decimal]:
        """Return the price of a million characters by engine."""
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
        """Return the settings of the engines, without secrets among them."""
        value = self.values.get("engines", {})
        if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
            raise self._wrong("engines", "a table for each engine, for example [engines.deepl]")
        for engine, table in value.items():
            for name in table:
                if any(word in name.lower() for word in SECRET_WORDS):
                    raise ConfigError(
                        f"{self.origin}: engines.{engine}.{name} looks like a secret; secrets are read from the"
                        " environment only, for example DEEPL_AUTH_KEY"
                    )
        return {engine: {name: str(item) for name, item in table.items()} for engine, table in value.items()}

    def ignores(self) -> tuple[IgnoreRule, ...]:
        """Return the findings that the project accepts."""
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

    def limits(self) -> dict[str, EngineLimit]:
        """Return what may be sent to each engine in a second."""
        wanted = "a table for each engine, for example [limits.deepl] with requests_per_second = 20"
        tables = self.values.get("limits", {})
        if not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
            raise self._wrong("limits", wanted)
        names = ("requests_per_second", "characters_per_second")
        for engine, table in tables.items():
            for name, value in table.items():
                if name not in names:
                    raise ConfigError(
                        f"{self.origin}: unknown setting limits.{engine}.{name}; write {' or '.join(names)}"
                    )
                number = isinstance(value, int | float) and not isinstance(value, bool)
                if not number or not 0 < value < float("inf"):
                    raise self._wrong(f"limits.{engine}.{name}", "a number above 0")
        return {engine: EngineLimit(**table) for engine, table in tables.items()}

    def budget(self) -> MonthlyBudget:
        """Return what may be billed in a month."""
        table = self.values.get("budget", {})
        if not isinstance(table, dict):
            raise self._wrong(
                "budget", "a table: [budget] with characters_per_month, [budget.languages] with de = 500000"
            )
        for name in table:
            if name not in {"characters_per_month", "languages"}:
                raise ConfigError(
                    f"{self.origin}: unknown setting budget.{name}; write characters_per_month or [budget.languages]"
                )
        languages = table.get("languages", {})
        if not isinstance(languages, dict):
            raise self._wrong("budget.languages", "a table of whole numbers: characters a month by language")
        own = Reader(table, f"{self.origin}: [budget]")
        each = Reader(languages, f"{self.origin}: [budget.languages]")
        return MonthlyBudget(
            characters_per_month=own.count("characters_per_month"),
            languages={parse_language(tag): each.count(tag) or 0 for tag in languages},
        )
