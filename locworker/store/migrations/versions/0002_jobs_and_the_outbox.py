"""Create jobs, batches, segments, glossary versions, events, the outbox and spending; tell attempts their job."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables of the queue; what is paid and remembered stays as it is."""
    op.add_column("attempts", sa.Column("job", sa.String(12)))
    op.add_column("attempts", sa.Column("batch", sa.String(16)))
    op.add_column("attempts", sa.Column("month", sa.String(7)))
    op.add_column("attempts", sa.Column("reserved", sa.Integer, nullable=False, server_default="0"))
    _index("attempts_by_batch", "attempts", ["batch"], where="batch IS NOT NULL")
    _create_jobs()
    _create_batches()
    op.create_table(
        "glossary_versions",
        sa.Column("hash", sa.String(64), primary_key=True),
        sa.Column("source_language", sa.String(35), nullable=False),
        sa.Column("target_language", sa.String(35), nullable=False),
        sa.Column("terms", sa.Text, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("job", sa.String(12), nullable=False),
        sa.Column("batch", sa.String(16)),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("says", sa.Text, nullable=False),
    )
    _index("events_by_job", "events", ["job", "id"])
    _create_outbox()
    op.create_table(
        "spending",
        sa.Column("month", sa.String(7), primary_key=True),
        sa.Column("language", sa.String(35), primary_key=True),
        sa.Column("reserved", sa.BigInteger, nullable=False),
        sa.Column("billed", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    """Drop them again."""
    for name in ("spending", "outbox", "events", "glossary_versions", "segments", "batches", "jobs"):
        op.drop_table(name)
    op.drop_index("attempts_by_batch", "attempts")
    for name in ("reserved", "month", "batch", "job"):
        op.drop_column("attempts", name)


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(12), primary_key=True),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("source_language", sa.String(35), nullable=False),
        sa.Column("target_language", sa.String(35), nullable=False),
        sa.Column("engine", sa.String(64), nullable=False),
        sa.Column("engine_used", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("updated", sa.Float, nullable=False),
        sa.Column("started", sa.Float),
        sa.Column("finished", sa.Float),
        sa.Column("rounds", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("owner", _owner()),
        sa.Column("lease", sa.Float),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("segments", sa.Integer, nullable=False),
        sa.Column("to_send", sa.Integer, nullable=False),
        sa.Column("estimated_characters", sa.Integer, nullable=False),
        sa.Column("billed_characters", sa.Integer, nullable=False),
        sa.Column("resent", sa.Integer, nullable=False),
        sa.Column("glossary", sa.String(64), nullable=False),
        sa.Column("catalog", sa.Text, nullable=False),
        sa.Column("errors", sa.Integer, nullable=False),
        sa.Column("warnings", sa.Integer, nullable=False),
    )
    unfinished = "state IN ('queued', 'running', 'paused')"
    _index("jobs_unfinished", "jobs", ["article", "target_language"], where=unfinished, unique=True)
    newest: list[str | sa.TextClause] = [sa.text("created DESC"), "article", "target_language", "id"]
    _index("jobs_newest", "jobs", newest)
    _index("jobs_by_state", "jobs", ["state", *newest])
    _index("jobs_held", "jobs", ["lease"], where="owner IS NOT NULL")


def _create_batches() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("job", sa.String(12), sa.ForeignKey("jobs.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("engine", sa.String(64), nullable=False),
        sa.Column("source_language", sa.String(35), nullable=False),
        sa.Column("target_language", sa.String(35), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("texts", sa.Integer, nullable=False),
        sa.Column("characters", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sa.Column("context", sa.Text),
        sa.Column("glossary", sa.String(64), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("busy", sa.Integer, nullable=False),
        sa.Column("owner", _owner()),
        sa.Column("lease", sa.Float),
        sa.Column("fence", sa.Integer, nullable=False),
        sa.Column("billed_characters", sa.Integer, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
        sa.Column("started", sa.Float),
        sa.Column("finished", sa.Float),
        sa.Column("error", sa.Text, nullable=False),
    )
    _index("batches_by_job", "batches", ["job", "state"])
    _index("batches_by_owner", "batches", ["owner", "started"])
    _index("batches_calling", "batches", ["lease"], where="state = 'calling'")
    op.create_table(
        "segments",
        sa.Column("batch", sa.String(16), sa.ForeignKey("batches.id"), primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("job", sa.String(12), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("characters", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    )


def _create_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(16), primary_key=True),
        sa.Column("task", sa.String(32), nullable=False),
        sa.Column("queue", sa.String(16), nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("not_before", sa.Float, nullable=False),
        sa.Column("published", sa.Float),
    )
    _index("outbox_due", "outbox", ["priority", "not_before"], where="published IS NULL")
    _index("outbox_published", "outbox", ["queue", "published"])


def _owner() -> sa.types.TypeEngine[str]:
    """Return the type of a name that is looked up by its beginning, byte by byte."""
    return sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def _index(
    name: str, table: str, columns: Sequence[str | sa.TextClause], *, where: str | None = None, unique: bool = False
) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
