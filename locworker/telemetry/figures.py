"""What the store knows, as numbers for metrics: read when somebody asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from locworker.settings import MonthlyBudget

if TYPE_CHECKING:
    from locworker.store import Store

QUEUES = ("cpu", "mt")
STATES = ("queued", "running", "paused", "done", "partial", "failed", "cancelled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The state of the queue and of the month's spending.

    `ages` are the seconds that the oldest due task of a queue waits, `outbox` the published tasks by queue that are not
    settled, `reserved` and `billed` the characters of this month by language, and `budgets` what they may reach, with
    "all" for all languages together.
    """

    jobs: Mapping[str, int] = field(default_factory=dict)
    ages: Mapping[str, float] = field(default_factory=dict)
    outbox: Mapping[str, int] = field(default_factory=dict)
    reserved: Mapping[str, int] = field(default_factory=dict)
    billed: Mapping[str, int] = field(default_factory=dict)
    budgets: Mapping[str, int] = field(default_factory=dict)


def read_figures(store: Store, budget: MonthlyBudget, *, now: float) -> Figures:
    """Return the figures of a store at a moment.

    Raises:
        StoreError: The store cannot be read.
    """
    month = datetime.fromtimestamp(now, tz=UTC).strftime("%Y-%m")
    counted, published, spent = store.count_jobs(), store.outstanding(), store.spent(month)
    since = {queue: store.oldest_due(queue, now) for queue in QUEUES}
    return Figures(
        # States and queues without an entry are 0, not absent: an alert needs a line to look at.
        jobs=dict.fromkeys(STATES, 0) | counted,
        ages={queue: max(0.0, now - due) if due is not None else 0.0 for queue, due in since.items()},
        outbox=dict.fromkeys(QUEUES, 0) | published,
        # The entry without a language is the sum of the others.
        reserved={language: entry.reserved for language, entry in spent.items() if language},
        billed={language: entry.billed for language, entry in spent.items() if language},
        budgets=dict(_budgets(budget)),
    )


def _budgets(budget: MonthlyBudget) -> Iterable[tuple[str, int]]:
    if budget.characters_per_month is not None:
        yield "all", budget.characters_per_month
    yield from budget.languages.items()
