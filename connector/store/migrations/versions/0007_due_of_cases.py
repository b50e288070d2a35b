"""Cases in the order in which they press: the due day of a dossier, whether its work is over, and how grave a case is
where it is graver than its kind."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("dossier", sa.Column("due_day", sa.Integer()))
    op.add_column("dossier", sa.Column("finished", sa.Boolean(), nullable=False, server_default=sa.text("false")))
    op.add_column("mismatch", sa.Column("raised_to", sa.Text()))
