"""The store: jobs, batches, claims, paid results and reviewed memory in SQL. A database URL in, a `Store` out.

SQLite in WAL mode by default, PostgreSQL when several machines share it. The store is the truth about what is to do,
what was sent and what was paid; it holds no clock: every time comes in as seconds since the epoch.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from locworker.store.job_records import (
    ATTEMPTS,
    ENDED,
    OPEN,
    RESUMABLE,
    UNFINISHED,
    BatchClaim,
    BatchItem,
    BatchOutcome,
    BatchRow,
    Event,
    GlossaryVersion,
    JobClaim,
    JobFacts,
    JobFilter,
    JobProgress,
    JobRow,
    Message,
    NewBatch,
    NewJob,
)
from locworker.store.records import Attempt, Budget, Claim, Claimant, PaidResult, Spending

if TYPE_CHECKING:
    from locworker.store.queries import Store

__all__ = [
    "ATTEMPTS",
    "ENDED",
    "OPEN",
    "RESUMABLE",
    "UNFINISHED",
    "Attempt",
    "BatchClaim",
    "BatchItem",
    "BatchOutcome",
    "BatchRow",
    "Budget",
    "Claim",
    "Claimant",
    "Event",
    "GlossaryVersion",
    "JobClaim",
    "JobFacts",
    "JobFilter",
    "JobProgress",
    "JobRow",
    "Message",
    "NewBatch",
    "NewJob",
    "PaidResult",
    "Spending",
    "Store",
    "open_store",
]


def open_store(url: str) -> Store:
    """Open the store of a database URL and bring its tables up to date.

    Raises:
        ConfigError: The URL is malformed.
        StoreBusyError: The database is locked or away for a moment, or its disk is full.
        StoreError: It cannot be opened.
    """
    # Loaded late: SQLAlchemy takes a third of a second, which checks and rebuilds need not pay.
    from locworker.store.connection import open_database
    from locworker.store.queries import Store

    return Store(open_database(url))


def __getattr__(name: str) -> object:
    """Load the class `Store` when it is asked for."""
    if name == "Store":
        from locworker.store.queries import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
