"""Makes docs/commands.md: ``python -m connector.cli.commands_page > docs/commands.md``."""

import sys
from collections.abc import Iterator, Mapping
from typing import cast

import click

from connector.cli.root import COMMANDS, root
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, SpokenGroup, SpokenOption

_OPENING = """\
# Các lệnh

<!-- Trang này sinh ra từ mã nguồn: python -m connector.cli.commands_page > docs/commands.md -->

Mọi lệnh nhận `--config FILE`, `--json` (in một tài liệu JSON) và `--lang vi|en`, đặt trước hay sau tên lệnh đều được.
Kết quả ra stdout, lời nhắn và lỗi ra stderr.

| mã thoát | nghĩa |
|---|---|
| 0 | xong; mọi thứ đã gửi được kiểm chứng, không có lệch mới |
| 1 | đã chạy, có việc cho người xem |
| 2 | không chạy được: hệ thống không trả lời, luồng đang chạy, kho dữ liệu không dùng được |
| 64 | gõ sai lệnh |
| 78 | cấu hình sai |
| 130, 143 | bị dừng giữa chừng; lượt sau làm tiếp |

Có lệnh hiểu mã thoát hẹp hơn; khi đó lời giải thích của lệnh nói rõ. Lệnh liệt kê thoát 0 khi trả lời được.

"""

#: One line that somebody would really type, for each command.
EXAMPLES: Mapping[str, str] = {
    "demo": "connector demo --dir xem-thu",
    "init": "connector init --source rest --target dvcqg --link dau-tu",
    "check": "connector check dau-tu",
    "conform": "connector conform dau-tu",
    "plan": "connector plan dau-tu",
    "sync": "connector sync dau-tu --wait 1m",
    "reconcile": "connector reconcile --since 01/01/2026 --until 31/01/2026 --report bao-cao.xlsx",
    "daemon": "connector daemon --health 127.0.0.1:8765",
    "daemon stop": "connector daemon stop",
    "daemon reload": "connector daemon reload",
    "alerts test": "connector alerts test",
    "report": "connector report --since 01/01/2026 --until 31/01/2026 --by division",
    "status": "connector status --quiet",
    "holds list": "connector holds dau-tu --rule create",
    "holds show": "connector holds show 12",
    "holds release": 'connector holds release 12 13 --by "Trần Thị Thử" --reason "Đã so hồ sơ giấy"',
    "holds reject": 'connector holds reject 12 --by "Trần Thị Thử" --reason "Sai ngày"',
    "deadletters list": "connector deadletters",
    "deadletters show": "connector deadletters show 7",
    "deadletters retry": "connector deadletters retry 7",
    "deadletters discard": 'connector deadletters discard 7 --by "Trần Thị Thử" --reason "Đã nhập tay"',
    "rejections": "connector rejections dau-tu",
    "mismatches list": "connector mismatches --kind target_behind",
    "mismatches show": "connector mismatches show 5",
    "mismatches accept": 'connector mismatches accept 5 --by "Trần Thị Thử" --reason "Chờ xử lý" --until 31/12/2099',
    "mismatches reopen": "connector mismatches reopen 5",
    "history": "connector history H13.22-260105-0001",
    "purge": "connector purge",
    "backup": "connector backup sao-luu/2026-01.db",
    "restore": "connector restore sao-luu/2026-01.db",
    "logs": "connector logs --level warning --since 12h",
    "catalogue import": "connector catalogue import thu-tuc.csv",
    "catalogue list": "connector catalogue list --on 01/07/2026",
    "config show": "connector config show",
    "config schema": "connector config schema",
}


def page() -> str:
    """The whole page, in Markdown."""
    parts = [_OPENING]
    for name, command in commands().items():
        parts.append(f"## {name}\n\n")
        parts.extend(_sections(name, command))
    return "".join(parts)


def commands() -> Mapping[str, click.Command]:
    """Every command of the overview, imported."""
    found = {name: root.get_command(click.Context(root), name) for name in COMMANDS}
    return {name: command for name, command in found.items() if command is not None}


def leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """The commands that somebody types: a group that does nothing by itself is told by its own."""
    if not isinstance(command, SpokenGroup) or command.invoke_without_command:
        yield name, command
    if isinstance(command, SpokenGroup):
        for below, inner in command.commands.items():
            yield from leaves(f"{name} {below}", inner)


def _sections(name: str, command: click.Command) -> Iterator[str]:
    for path, leaf in leaves(name, command):
        if path != name:
            yield f"### {path}\n\n"
        yield _section(path, cast("SpokenCommand", leaf))


def _section(path: str, command: SpokenCommand) -> str:
    context = click.Context(command, info_name=f"connector {path}", obj=Session())
    usage = " ".join((f"connector {path}", *command.collect_usage_pieces(context)))
    options = "".join(_option(context, param) for param in command.params if isinstance(param, SpokenOption))
    table = f"| tùy chọn | nghĩa |\n|---|---|\n{options}\n" if options else ""
    return f"{command.text.vi}\n\nCách dùng: `{usage}`\n\n{table}Thí dụ: `{EXAMPLES[path]}`\n\n"


_EVERYWHERE = frozenset({"config", "json", "lang"})


def _option(context: click.Context, param: SpokenOption) -> str:
    record = param.get_help_record(context)
    if record is None or param.name in _EVERYWHERE:
        return ""
    return f"| `{record[0].replace('|', chr(92) + '|')}` | {record[1]} |\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
