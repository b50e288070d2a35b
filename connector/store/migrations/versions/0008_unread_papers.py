"""What could not be read of paper, beside what could not be read of the source: of which witness, and whether it is one
of the link's own or a book brought for a single reconcile."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("rejection", sa.Column("witness", sa.Text()))
    op.add_column("rejection", sa.Column("lasting", sa.Boolean(), nullable=False, server_default=sa.text("true")))
