"""A dossier that we created is remembered as ours: its steps are ours, and it is never created a second time."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("created", sa.Boolean(), nullable=False, server_default=sa.text("false")))
