"""The daemon's book, and an index that spares a claim from reading every delivery that waits."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "daemon",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.BigInteger(), nullable=False),
        sa.Column("lock", sa.Text()),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("beat_at", sa.BigInteger(), nullable=False),
        sa.Column("left_at", sa.BigInteger()),
        sa.Column("next_runs", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_daemon")),
    )
    op.create_table(
        "daemon_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("link", sa.Text()),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger()),
        sa.Column("answer", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_daemon_request")),
    )
    due = sa.text("next_attempt_at IS NOT NULL")
    columns = ["link", "state", "next_attempt_at", "due_day", "finished", "queued_at", "planned_at", "dossier_id"]
    op.create_index(op.f("ix_delivery_due"), "delivery", columns, sqlite_where=due, postgresql_where=due)
