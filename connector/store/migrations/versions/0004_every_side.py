"""What a reconcile needs: dossiers that the source does not have, the portal's word in a case, a measure for each side,
and cases that wait until their reading was judged."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("dossier", sa.Column("on_source", sa.Boolean(), nullable=False, server_default=sa.text("true")))
    op.add_column("mismatch", sa.Column("portal", sa.Text()))
    op.create_table(
        "measure",
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("extent", sa.Text(), nullable=False),
        sa.Column("dossiers", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("link", "side", "extent", name=op.f("pk_measure")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pending_case",
        sa.Column(
            "dossier_id",
            ID,
            sa.ForeignKey("dossier.id", name=op.f("fk_pending_case_dossier_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("recorded", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("closes", sa.Text(), nullable=False),
        sa.Column("untold", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", name=op.f("pk_pending_case")),
    )
    op.create_index(op.f("ix_pending_case_link"), "pending_case", ["link"])
