"""The store: jobs, batches, claims, paid results and reviewed memory in SQL. A database URL in, a `Store` out.

SQLite in WAL mode by default, PostgreSQL when several machines share it. The store is the truth about what is to do,
what was sent and what was paid; it holds no clock: every time comes in as seconds since the epoch.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from locworker.store.job_records import (
    ATTEMPTS,
    ENDED,
    JOB_ID_LENGTH,
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
    "JOB_ID_LENGTH",
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
    "restore_store",
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


def restore_store(url: str, path: Path, *, keep: Path | None = None) -> None:
    """Put a copy that `Store.backup` wrote in the place of an SQLite store that nobody uses.

    The copy is looked through before anything is changed, and the change is one transaction: the store is the old one
    or the new one. Where there is none yet, one is made. What was paid since the copy was made is not in it.

    Args:
        url: The store.
        path: The copy.
        keep: Where the store as it was is copied to before it is changed.

    Raises:
        ConfigError: The store is on a server, whose own tools restore it.
        InputError: The file is no whole store, or one of a newer version; or the store is none that could be kept.
        StoreBusyError: A process has the store open; nothing was changed.
        StoreError: The store cannot be written.
    """
    from locworker.store import backup

    backup.restore_store(url, path, keep=keep)


def __getattr__(name: str) -> object:
    """Load the class `Store` when it is asked for."""
    if name == "Store":
        from locworker.store.queries import Store

        return Store
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
