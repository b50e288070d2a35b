"""Alembic's door: the migrations run in the transaction the store has opened, so a crash leaves nothing half done."""

from alembic import context

from connector.store.migrations import VERSION_TABLE
from connector.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    transactional_ddl=True,
    transaction_per_migration=False,
)
context.run_migrations()
