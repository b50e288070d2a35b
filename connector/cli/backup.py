"""``connector backup FILE``: the whole store in one file, made while others go on writing."""

from pathlib import Path

import click

from connector.cli import output
from connector.cli.opening import opened
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text

_MEGABYTE = 1_000_000


@click.command(
    "backup",
    cls=SpokenCommand,
    text=Text(
        "Sao lưu kho dữ liệu vào một tệp mới, kể cả khi tiến trình nền đang chạy.\n\n"
        "Tệp chứa dữ liệu cá nhân: chỉ tài khoản này đọc được, hãy cất ở nơi an toàn.",
        "Back the store up into one new file, also while the daemon runs.\n\n"
        "The file holds personal data: only this account can read it; keep it somewhere safe.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@global_options
@click.pass_obj
def command(session: Session, file: Path) -> int:
    with opened(session) as app:
        size = app.back_up(file)
    if session.json:
        output.document(backup={"file": str(file), "bytes": size})
    else:
        megabytes = f"{size / _MEGABYTE:.1f}"
        told = Text(
            f"Đã sao lưu vào {file} ({megabytes.replace('.', ',')} MB).", f"Backed up into {file} ({megabytes} MB)."
        )
        output.tell(session, told)
    return 0
