"""``connector config``: the resolved settings with their origin, secrets masked; the JSON Schema."""

import json
import os

import click

from connector.cli import output
from connector.cli.opening import settings_of
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, SpokenGroup, Text
from connector.cli.tables import Column, table


def _origin(origin: str, language: str) -> str:
    return Text("mặc định", "default").told(language) if origin == "default" else origin


COLUMNS = (
    Column("path", Text("Khóa", "Key"), wraps=True, least=20),
    Column("value", Text("Giá trị", "Value"), wraps=True),
    Column("origin", Text("Nơi ghi", "Origin"), _origin, wraps=True, least=20),
)


@click.command(
    "config",
    cls=SpokenGroup,
    text=Text("Xem cấu hình đang dùng; in lược đồ JSON.", "Show the resolved settings; print the JSON Schema."),
)
@global_options
def command() -> None:
    pass


@command.command(
    "show",
    cls=SpokenCommand,
    text=Text(
        "Mọi khóa với giá trị đang dùng và nơi ghi; mật khẩu được che.",
        "Every key with its value and origin; secrets masked.",
    ),
)
@global_options
@click.pass_obj
def show(session: Session) -> int:
    from connector.settings.show import show as shown_settings  # noqa: PLC0415 - not needed for --help

    settings = settings_of(session)
    rows = [shown._asdict() for shown in shown_settings(settings)]
    if session.json:
        output.document(settings=rows)
        return 0
    home = f"{settings.home}{os.sep}"  # said once above the table instead of before each place
    shorter = [row | {"origin": row["origin"].removeprefix(home)} for row in rows]
    output.talk(session, Text(f"Thư mục của cơ quan: {settings.home}", f"The office's folder: {settings.home}"))
    output.result(table(COLUMNS, shorter, language=session.language, width=output.width()))
    return 0


@command.command(
    "schema",
    cls=SpokenCommand,
    text=Text("In lược đồ JSON (JSON Schema) của các tệp cấu hình.", "Print the JSON Schema of the configuration."),
)
@global_options
def schema() -> int:
    from connector.adapters.registry import kinds  # noqa: PLC0415 - not needed for --help
    from connector.settings.reference import schema as schema_of  # noqa: PLC0415 - not needed for --help

    output.result(json.dumps(schema_of(kinds()), ensure_ascii=False, indent=2))
    return 0
