"""The tables of the store. Times are seconds since the epoch in UTC; keys and hashes are lower-case hex.

The tables grow by migrations (`migrations/versions`); `REVISION` is the newest one.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text, text
from sqlalchemy.dialects.postgresql import TEXT

REVISION = "0003"

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
    Column("job", String(12)),
    Column("batch", String(16)),
    Column("month", String(7)),
    Column("reserved", Integer, nullable=False, server_default="0"),
    Index("attempts_by_state", "state"),
    Index(
        "attempts_by_batch",
        "batch",
        sqlite_where=text("batch IS NOT NULL"),
        postgresql_where=text("batch IS NOT NULL"),
    ),
)
"""One row a call of an engine: `calling`, then `done`, `failed` (surely not paid) or `unknown` (its reply was lost).

`month` and `reserved` say what the call took from the budget; `job` and `batch` outlive the rows that they name."""

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
    Index("paid_results_by_age", "created"),
)
"""What an engine gave for a text: as long as it is kept, the same text under the same settings is not sent again."""

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

OWNER = Text().with_variant(TEXT(collation="C"), "postgresql")
"""A name that is looked up by its beginning: byte by byte, as SQLite does it anyway."""

_UNFINISHED = text("state IN ('queued', 'running', 'paused')")
_IS_OVER = text("finished IS NOT NULL")

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("article", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("source_language", String(35), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("engine", String(64), nullable=False),
    Column("engine_used", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("priority", Integer, nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Column("started", Float),
    Column("finished", Float),
    Column("rounds", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("owner", OWNER),
    Column("lease", Float),
    Column("fence", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    Column("to_send", Integer, nullable=False),
    Column("estimated_characters", Integer, nullable=False),
    Column("billed_characters", Integer, nullable=False),
    Column("resent", Integer, nullable=False),
    Column("glossary", String(64), nullable=False),
    Column("catalog", Text, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("last_owner", OWNER),
    Column("last_started", Float),
    Index(
        "jobs_unfinished",
        "article",
        "target_language",
        unique=True,
        sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    ),
    Index("jobs_newest", text("created DESC"), "article", "target_language", "id"),
    Index("jobs_by_state", "state", text("created DESC"), "article", "target_language", "id"),
    Index("jobs_held", "lease", sqlite_where=text("owner IS NOT NULL"), postgresql_where=text("owner IS NOT NULL")),
    Index("jobs_by_start", "last_started"),
    Index("jobs_ended", "finished", sqlite_where=_IS_OVER, postgresql_where=_IS_OVER),
)
"""One article into one language. `owner` is set while a round is being planned or the job is being ended, and only
then; a `running` job without owner waits for its batches. `started` is the job's first start, `last_started` and
`last_owner` are those of its newest round."""

batches = Table(
    "batches",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("job", String(12), ForeignKey("jobs.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("engine", String(64), nullable=False),
    Column("source_language", String(35), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("state", String(16), nullable=False),
    Column("texts", Integer, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    Column("held", Integer, nullable=False),
    Column("context", Text),
    Column("glossary", String(64), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("busy", Integer, nullable=False),
    Column("owner", OWNER),
    Column("lease", Float),
    Column("fence", Integer, nullable=False),
    Column("billed_characters", Integer, nullable=False),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("finished", Float),
    Column("error", Text, nullable=False),
    Index("batches_by_job", "job", "state"),
    Index("batches_by_start", "started"),
    Index(
        "batches_calling", "lease", sqlite_where=text("state = 'calling'"), postgresql_where=text("state = 'calling'")
    ),
)
"""One request of an engine. `owner` is who started it last."""

segments = Table(
    "segments",
    metadata,
    Column("batch", String(16), ForeignKey("batches.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("job", String(12), nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", String(64), nullable=False),
    Column("text", Text, nullable=False),
    Column("characters", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("reason", Text, nullable=False),
)
"""One text of a batch: `waiting`, then `answered`, `refused` or `held`.

The text goes when it has its answer, or its job ends."""

glossary_versions = Table(
    "glossary_versions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("source_language", String(35), nullable=False),
    Column("target_language", String(35), nullable=False),
    Column("terms", Text, nullable=False),
    Column("created", Float, nullable=False),
)
"""The terms that batches go out with, as they were when the batches were cut."""

events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("job", String(12), nullable=False),
    Column("batch", String(16)),
    Column("at", Float, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("says", Text, nullable=False),
    Index("events_by_job", "job", "id"),
)
"""What happened to a job, for people; never article text."""

_DUE = text("published IS NULL")

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("task", String(32), nullable=False),
    Column("queue", String(16), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("not_before", Float, nullable=False),
    Column("published", Float),
    Index("outbox_due", "priority", "not_before", sqlite_where=_DUE, postgresql_where=_DUE),
    Index("outbox_published", "queue", "published"),
)
"""One row for each task that has to run: the permission to run it. It comes in the transaction that makes the work due
and goes in the one that settles it; the broker's messages are only copies."""

spending = Table(
    "spending",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("language", String(35), primary_key=True),
    Column("reserved", BigInteger, nullable=False),
    Column("billed", BigInteger, nullable=False),
)
"""Characters by month and target language, "" for all languages: reserved by calls on their way, and billed."""
