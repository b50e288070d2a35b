"""Bringing a store to this version in one transaction, and refusing one that is newer or not ours."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from connector.domain.errors import StoreError
from connector.store.migrations import HEAD, VERSION_TABLE

_FOLDER = Path(__file__).parent / "migrations"


def bring_up_to_date(connection: Connection, where: str) -> None:
    """Migrate an empty or older store; afterwards it is of version HEAD. Runs inside the caller's transaction."""
    version = version_of(connection, where)
    if version != HEAD:
        migrate(connection, HEAD)


def version_of(connection: Connection, where: str) -> str | None:
    """The store's version; None for an empty database. Raises for a newer store and for another program's file."""
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if VERSION_TABLE not in tables:
        raise StoreError(
            "Đây là cơ sở dữ liệu của chương trình khác, không phải kho dữ liệu của connector.",
            where=where,
            do="Kiểm tra khóa store trong connector.yaml; chọn một tệp mới hoặc tệp kho cũ của connector.",
        )
    # Our own constant names the table.
    version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    if version is not None and str(version) > HEAD:
        raise StoreError(
            f"Kho dữ liệu thuộc phiên bản mới hơn ({version}) bản connector đang chạy ({HEAD}).",
            where=where,
            do="Cài lại bản connector mới, hoặc khôi phục bản sao lưu làm trước khi nâng cấp (connector restore TỆP).",
        )
    return None if version is None else str(version)


def migrate(connection: Connection, revision: str) -> None:
    # Loaded only when there is something to migrate: every command opens the store.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    # Alembic reads "%" in an option as the start of an interpolation.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
