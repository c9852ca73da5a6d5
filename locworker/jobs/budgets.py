"""What may be billed this month. In: settings and a time; out: the budget that each call is counted against."""

from __future__ import annotations

from datetime import UTC, datetime

from locworker.settings import Settings
from locworker.store import Budget


def budget_at(settings: Settings, now: float) -> Budget:
    """Return the budget of the calendar month of a time, in UTC."""
    limits = settings.budget
    month = datetime.fromtimestamp(now, tz=UTC).strftime("%Y-%m")
    return Budget(month=month, total=limits.characters_per_month, languages=limits.languages)
