"""What may be billed this month. In: settings and a time; out: the budget that each call is counted against."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from locworker.settings import Settings
from locworker.store import Budget, Spending


def budget_at(settings: Settings, now: float) -> Budget:
    """Return the budget of the calendar month of a time, in UTC."""
    limits = settings.budget
    month = datetime.fromtimestamp(now, tz=UTC).strftime("%Y-%m")
    return Budget(month=month, total=limits.characters_per_month, languages=limits.languages)


def shortages(budget: Budget, spent: Mapping[str, Spending], needed: Mapping[str, int]) -> Iterator[str]:
    """Yield a line for each budget that has less left than may be billed.

    Args:
        budget: The month's.
        spent: What the month's calls have taken, by target language; "" is over all.
        needed: The characters that may be billed, by target language.
    """
    asked = [("", budget.total, sum(needed.values()))]
    asked += [(language, budget.languages.get(language), count) for language, count in needed.items()]
    for language, limit, count in asked:
        taken = spent.get(language, Spending())
        if limit is None or taken.reserved + taken.billed + count <= limit:
            continue
        left = max(0, limit - taken.reserved - taken.billed)
        into = f" into {language}" if language else ""
        yield f"the budget of {limit} characters{into} in {budget.month} has {left} left: what goes beyond is not sent"
