"""Why a system is not asked: an outage is another's to mend, a refused account ours, a maintenance window nobody's."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("system", sa.Column("down", sa.Text()))
