"""Tell who began a job's newest round and when; find starts, ends and paid results by their age."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OVER = sa.text("finished IS NOT NULL")


def upgrade() -> None:
    """Add the columns and the indexes; a round that is under way is told from its next start on."""
    op.add_column("jobs", sa.Column("last_owner", sa.Text().with_variant(TEXT(collation="C"), "postgresql")))
    op.add_column("jobs", sa.Column("last_started", sa.Float))
    op.create_index("jobs_by_start", "jobs", ["last_started"])
    op.create_index("jobs_ended", "jobs", ["finished"], sqlite_where=_OVER, postgresql_where=_OVER)
    op.drop_index("batches_by_owner", "batches")
    op.create_index("batches_by_start", "batches", ["started"])
    op.create_index("paid_results_by_age", "paid_results", ["created"])


def downgrade() -> None:
    """Take them back."""
    op.drop_index("paid_results_by_age", "paid_results")
    op.drop_index("batches_by_start", "batches")
    op.create_index("batches_by_owner", "batches", ["owner", "started"])
    op.drop_index("jobs_ended", "jobs")
    op.drop_index("jobs_by_start", "jobs")
    op.drop_column("jobs", "last_started")
    op.drop_column("jobs", "last_owner")
