"""What settings are: one frozen record, checked and complete."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from locworker.errors import ConfigError
from locworker.languages import DEFAULT_VARIANTS

_TIMEOUT = "30"
_LONGEST_TIMEOUT = 600

UNKNOWN_POLICIES = ("retry", "hold")
"""What happens to texts that were sent and whose reply was lost: sent again, or held for a person to decide."""

PRIORITIES: Mapping[str, int] = {"low": 9, "normal": 6, "high": 3, "urgent": 0}
"""How soon a job is done, as people say it and as the broker counts it: the lowest number goes first."""

LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True, kw_only=True)
class IgnoreRule:
    """A finding that the project accepts, with the reason; without `path` and `text` it covers the whole rule."""

    rule: str
    reason: str
    path: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLimit:
    """What all workers together may send to one engine in a second; None is no limit."""

    requests_per_second: float | None = None
    characters_per_second: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyBudget:
    """What a project may have billed in a calendar month, and how much of it a language may take; None is no limit."""

    characters_per_month: int | None = None
    languages: Mapping[str, int] = field(default_factory=dict)


def count_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1  # pragma: no cover - macOS does not say which cores a process may use


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of a project, checked and complete.

    `glossaries` are files or folders and empty when the project has none; `project` is a name that no other project
    has, or empty; `keep_days` holds for jobs that have ended, `keep_results_days` for paid results, None for ever;
    `prices` are per million characters by engine; `engines` are the engines' own settings; `max_chars` bounds what one
    command may have billed. `broker_url` is None for the embedded server of the data folder, `metrics_bind` is empty
    when no metrics are served.
    """

    root: Path
    data_dir: Path
    locales: Path
    glossaries: tuple[Path, ...] = ()
    source: str = "en"
    languages: tuple[str, ...] = ()
    engine: str = "auto"
    project: str = ""
    sentences: bool = False
    on_unknown: str = "retry"
    max_chars: int | None = None
    variants: Mapping[str, str] = field(default_factory=lambda: DEFAULT_VARIANTS)
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    engines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ignores: tuple[IgnoreRule, ...] = ()
    limits: Mapping[str, EngineLimit] = field(default_factory=dict)
    budget: MonthlyBudget = MonthlyBudget()
    keep_days: int = 30
    keep_results_days: int | None = None
    priority: str = "normal"
    mt_threads: int = 20
    cpu_processes: int = field(default_factory=count_cores)
    metrics_bind: str = ""
    log_level: str = "info"
    allow_insecure_broker: bool = False
    database_url: str = field(default="", repr=False)
    broker_url: str | None = field(default=None, repr=False)
    deepl_key: str | None = field(default=None, repr=False)
    deepl_url: str | None = None

    def timeout_of(self, engine: str) -> float:
        """Return the most seconds that one request to an engine may take.

        Raises:
            ConfigError: The engine's setting is no such number.
        """
        told = self.engines.get(engine, {}).get("timeout", _TIMEOUT)
        try:
            seconds = float(told)
        except ValueError:
            seconds = 0.0
        if not 0 < seconds <= _LONGEST_TIMEOUT:
            raise ConfigError(f"engines.{engine}.timeout is '{told}'; write seconds, up to {_LONGEST_TIMEOUT}")
        return seconds

    @property
    def longest_timeout(self) -> float:
        """Return the most seconds that these settings let one request take, 0 where they do not say.

        Raises:
            ConfigError: An engine's setting is no such number.
        """
        return max((self.timeout_of(name) for name, table in self.engines.items() if "timeout" in table), default=0.0)
