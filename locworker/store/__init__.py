"""The store: claims, attempts, paid results and reviewed memory in SQL. A database URL in, a `Store` out.

SQLite in WAL mode by default, PostgreSQL when several machines share it. The store is the truth about what was sent
and what was paid; it holds no clock: every time comes in as seconds since the epoch.
"""

from __future__ import annotations

from locworker.store.queries import Attempt, Claim, Claimant, PaidResult, Store, open_store

__all__ = ["Attempt", "Claim", "Claimant", "PaidResult", "Store", "open_store"]
