"""The tables of the store. Times are seconds since the epoch in UTC; keys and hashes are lower-case hex.

The tables grow by migrations (`migrations/versions`); `REVISION` is the newest one.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

REVISION = "0001"

metadata = MetaData()

attempts = Table(
    "attempts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("article", Text, nullable=False),
    Column("engine", String(64), nullable=False),
    Column("source_language", String(35), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("texts", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", Text, nullable=False),
    Column("started", Float, nullable=False),
    Column("finished", Float),
    Column("billed_characters", Integer, nullable=False, default=0),
    Column("error", Text, nullable=False, default=""),
    Index("attempts_by_state", "state"),
)
"""One row a call of an engine: `calling`, then `done`, `failed` (surely not paid) or `unknown` (its reply was lost)."""

claims = Table(
    "claims",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("attempt", String(32), ForeignKey("attempts.id"), nullable=False),
    Column("owner", Text, nullable=False),
    Column("lease", Float, nullable=False),
    Index("claims_by_attempt", "attempt"),
)
"""The texts that a call is out for: who holds them until when. The attempt is the fence: a claim that another call took
over carries that call's id. A claim goes when its result is in, or when it was surely not paid."""

paid_results = Table(
    "paid_results",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("attempt", String(32), ForeignKey("attempts.id"), nullable=False),
    Column("engine", String(64), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("text", Text, nullable=False),
    Column("notes", Text, nullable=False, default=""),
    Column("billed_characters", Integer, nullable=False),
    Column("created", Float, nullable=False),
)
"""What an engine gave for a text, kept for ever: the same text under the same settings is never sent again."""

memory = Table(
    "memory",
    metadata,
    Column("source_language", String(35), primary_key=True),
    Column("target_language", String(35), primary_key=True),
    Column("source_hash", String(64), primary_key=True),
    Column("context", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("updated", Float, nullable=False),
)
"""Reviewed translations only: the newest reviewed wording of a source text in its role."""
