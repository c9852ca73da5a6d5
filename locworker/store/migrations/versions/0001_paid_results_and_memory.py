"""Create attempts, claims, paid results and memory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the first tables."""
    op.create_table(
        "attempts",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("engine", sa.String(64), nullable=False),
        sa.Column("source_language", sa.String(35), nullable=False),
        sa.Column("target_language", sa.String(35), nullable=False),
        sa.Column("texts", sa.Integer, nullable=False),
        sa.Column("characters", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("started", sa.Float, nullable=False),
        sa.Column("finished", sa.Float),
        sa.Column("billed_characters", sa.Integer, nullable=False),
        sa.Column("error", sa.Text, nullable=False),
    )
    op.create_index("attempts_by_state", "attempts", ["state"])
    op.create_table(
        "claims",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("attempt", sa.String(32), sa.ForeignKey("attempts.id"), nullable=False),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("lease", sa.Float, nullable=False),
    )
    op.create_index("claims_by_attempt", "claims", ["attempt"])
    op.create_table(
        "paid_results",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("attempt", sa.String(32), sa.ForeignKey("attempts.id"), nullable=False),
        sa.Column("engine", sa.String(64), nullable=False),
        sa.Column("target_language", sa.String(35), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("billed_characters", sa.Integer, nullable=False),
        sa.Column("created", sa.Float, nullable=False),
    )
    op.create_table(
        "memory",
        sa.Column("source_language", sa.String(35), primary_key=True),
        sa.Column("target_language", sa.String(35), primary_key=True),
        sa.Column("source_hash", sa.String(64), primary_key=True),
        sa.Column("context", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("target", sa.Text, nullable=False),
        sa.Column("article", sa.Text, nullable=False),
        sa.Column("updated", sa.Float, nullable=False),
    )


def downgrade() -> None:
    """Drop them again."""
    for name in ("memory", "paid_results", "claims", "attempts"):
        op.drop_table(name)
