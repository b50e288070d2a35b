"""How a store of any earlier version becomes one of this version (Alembic)."""

#: The version of a store that this code reads and writes: the newest file under ``versions``.
HEAD = "0010"

#: Our own name, so that another program's Alembic table is never taken for ours.
VERSION_TABLE = "connector_version"
