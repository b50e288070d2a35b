"""A system's read lag is remembered, so that a look-up too soon is not taken for a loss."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("system", sa.Column("read_lag", sa.BigInteger(), nullable=False, server_default="0"))
