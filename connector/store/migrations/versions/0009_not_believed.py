"""Whether a link's last whole reading is believed, and why not: a person is asked until one is again."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("link_state", sa.Column("not_believed", sa.Text()))
    op.add_column("link_state", sa.Column("not_believed_kind", sa.Text()))
