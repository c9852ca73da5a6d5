"""Settings: a project folder and an environment in, one frozen `Settings` out.

This is the only reader of `locworker.toml` (or `[tool.locworker]` in `pyproject.toml`) and of the environment. A flag
wins over the environment, the environment over the file. Secrets come from the environment alone, as `NAME` or as
`NAME_FILE` with a path; a project's file that holds one is refused.
"""

from __future__ import annotations

from locworker.settings.loading import find_root, load_settings, parse_settings
from locworker.settings.names import ENVIRONMENT_KEYS, FILE_KEYS, PROJECT_FILE, SECRET_NAMES
from locworker.settings.records import (
    LOG_LEVELS,
    PRIORITIES,
    UNKNOWN_POLICIES,
    EngineLimit,
    IgnoreRule,
    MonthlyBudget,
    Settings,
)

__all__ = [
    "ENVIRONMENT_KEYS",
    "FILE_KEYS",
    "LOG_LEVELS",
    "PRIORITIES",
    "PROJECT_FILE",
    "SECRET_NAMES",
    "UNKNOWN_POLICIES",
    "EngineLimit",
    "IgnoreRule",
    "MonthlyBudget",
    "Settings",
    "find_root",
    "load_settings",
    "parse_settings",
]
