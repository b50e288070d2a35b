"""``connector`` itself: which commands there are, each imported only when it is called."""

import importlib

import click

import connector.cli.completion  # noqa: F401 - it makes one more shell known to click
from connector import __version__
from connector.cli.options import global_options
from connector.cli.spoken import SpokenGroup, Text, language_of, option

#: name → module (its ``command``) and the sentence of the overview, so that the overview imports none of them.
COMMANDS: dict[str, tuple[str, Text]] = {
    "demo": (
        "connector.cli.demo",
        Text(
            "Xem trọn câu chuyện trên máy này trong một phút, không cần mạng.",
            "See the whole story on this machine in a minute, without a network.",
        ),
    ),
    "init": (
        "connector.cli.init",
        Text("Viết một bộ cấu hình có chú thích để bắt đầu.", "Write a commented configuration to start from."),
    ),
    "check": (
        "connector.cli.check",
        Text(
            "Nạp cấu hình, hỏi thử mọi hệ thống, ánh xạ thử một mẫu; không ghi gì.",
            "Load the settings, reach every side, map a sample; write nothing.",
        ),
    ),
    "conform": (
        "connector.cli.conform",
        Text(
            "Thử bộ kết nối của từng bên trên hệ thống thật, chỉ đọc; in một trang.",
            "Examine each side's adapter on the live system, reading only; one page.",
        ),
    ),
    "plan": (
        "connector.cli.plan",
        Text(
            "Cho biết một lượt đồng bộ sẽ làm gì và vì sao; không ghi gì ở đâu.",
            "What a sync would do now, and why; write nothing anywhere.",
        ),
    ),
    "sync": (
        "connector.cli.sync",
        Text("Chạy ngay một lượt đồng bộ cho mỗi luồng.", "One incremental run per link, now."),
    ),
    "reconcile": (
        "connector.cli.reconcile",
        Text(
            "Đối chiếu toàn bộ hồ sơ trong phạm vi ở mọi bên, kể cả giấy.",
            "Compare everything in scope on every side, paper included.",
        ),
    ),
    "daemon": (
        "connector.cli.daemon",
        Text(
            "Chạy mọi luồng theo lịch; stop và reload để dừng, nạp lại cấu hình.",
            "Run every link on its schedule; stop and reload ask the running one.",
        ),
    ),
    "alerts": (
        "connector.cli.alerts",
        Text("Gửi thử tin báo cho người phụ trách (test).", "Try the messages that tell people (test)."),
    ),
    "report": (
        "connector.cli.report",
        Text(
            "Số liệu đối chiếu: tỷ lệ đồng bộ, đúng hạn, kịp thời; quá hạn do đâu.",
            "The figures of the reconciles: shares in sync, on time; whose delays.",
        ),
    ),
    "status": (
        "connector.cli.status",
        Text(
            "Lượt chạy gần nhất, đã đọc đến đâu, hàng chờ gửi, việc cần người xử lý.",
            "Last run, how far read, outbox, what waits for a person.",
        ),
    ),
    "holds": (
        "connector.cli.holds",
        Text("Việc chờ duyệt: xem, cho gửi, bác.", "Held work: list, show, release, reject."),
    ),
    "deadletters": (
        "connector.cli.deadletters",
        Text("Việc không gửi được, cần người xử lý: xem, gửi lại, bỏ.", "Dead letters: list, show, retry, discard."),
    ),
    "rejections": (
        "connector.cli.rejections",
        Text("Dòng không đọc được: ở đâu, vì sao.", "Rows that could not be read: where and why."),
    ),
    "mismatches": (
        "connector.cli.mismatches",
        Text("Lệch giữa các bên: xem, chấp nhận, mở lại.", "What disagrees: list, show, accept, reopen."),
    ),
    "history": (
        "connector.cli.history",
        Text(
            "Một hồ sơ ở mọi bên: đã đọc gì, gửi gì, ai quyết định.",
            "One dossier on every side: what was read, sent and decided.",
        ),
    ),
    "purge": (
        "connector.cli.purge",
        Text(
            "Bỏ dữ liệu cũ quá số ngày giữ; không bỏ việc còn mở.",
            "Let go of what is past its days; never of what is open.",
        ),
    ),
    "backup": (
        "connector.cli.backup",
        Text("Sao lưu kho dữ liệu vào một tệp.", "Back the store up into one file."),
    ),
    "restore": (
        "connector.cli.restore",
        Text(
            "Khôi phục kho dữ liệu từ một bản sao lưu; giữ lại kho đang có.",
            "Put back the store from a backup; the one that stands is kept.",
        ),
    ),
    "logs": ("connector.cli.logs", Text("Đọc nhật ký bằng lời.", "Read the log as a person.")),
    "catalogue": (
        "connector.cli.catalogue",
        Text(
            "Danh mục thủ tục, cơ quan, chuyển đổi mã, ngày nghỉ: nhập, xem.",
            "Procedures, agencies, code mappings, holidays: import, list.",
        ),
    ),
    "config": (
        "connector.cli.config",
        Text("Xem cấu hình đang dùng; in lược đồ JSON.", "Show the resolved settings; print the JSON Schema."),
    ),
}


class Root(SpokenGroup):
    """The overview and the way to each command."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command if isinstance(command, click.Command) else None

    def short_help_of(self, ctx: click.Context, name: str) -> str:
        return COMMANDS[name][1].told(language_of(ctx))


def _print_version(context: click.Context, _param: click.Parameter, wanted: bool) -> None:
    if wanted:
        click.echo(f"connector {__version__}")
        context.exit()


@click.command(
    "connector",
    cls=Root,
    text=Text(
        "Giữ cho phần mềm một cửa điện tử khớp với thực tế xử lý hồ sơ ở phần mềm chuyên ngành và trên giấy.",
        "Keeps the electronic one-stop system true to specialized software and paper.",
    ),
)
@option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    text=Text("In phiên bản.", "Print the version."),
)
@global_options
def root() -> None:
    pass
