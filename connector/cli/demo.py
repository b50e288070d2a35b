"""``connector demo``: the whole story on this machine, in a folder that stays."""

import threading
from pathlib import Path

import click

from connector.cli import output
from connector.cli.exits import ATTENTION, OK
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text, option
from connector.domain.errors import ConnectorError, os_reason

_DEFAULT = "connector-demo"


@click.command(
    "demo",
    cls=SpokenCommand,
    text=Text(
        "Chạy thử trọn câu chuyện trên máy này: các hệ thống mô phỏng bị lệch và hay hỏng được đối chiếu, đồng bộ, rồi "
        "đối chiếu lại với sổ giấy. Khoảng một phút, không cần mạng; để lại cấu hình, kho, nhật ký và báo cáo.\n\n"
        "Mã thoát: 0 câu chuyện đúng như dự kiến; 1 có chỗ không đúng.",
        "Tell the whole story on this machine: simulated systems with drift and faults are compared, synced, and "
        "compared again with the paper register. About a minute, no network; leaves configuration, store, log and "
        "report.\n\n"
        "Exit code: 0 the story held; 1 something did not.",
    ),
)
@option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="D",
    text=Text(
        "Thư mục để lại; mặc định ./connector-demo, rồi -2, …", "The folder; by default ./connector-demo, then -2, …"
    ),
)
@option(
    "--keep-running",
    is_flag=True,
    text=Text("Để các hệ thống mô phỏng chạy tiếp đến khi nhấn Ctrl+C.", "Leave the systems up until Ctrl+C."),
)
@global_options
@click.pass_obj
def command(session: Session, folder: Path | None, keep_running: bool) -> int:
    from connector.testing.demo.story import Demo  # noqa: PLC0415 - not needed for --help
    from connector.testing.demo.words import Words  # noqa: PLC0415 - the same

    words = Words(english=session.language == "en")

    def say(text: str) -> None:
        """The story is the result, or goes beside the document that is."""
        if session.json:
            output.talk(session, Text(text, text))
        else:
            output.result(text)

    def wait() -> None:
        say(words.running())
        threading.Event().wait()

    story = Demo(_made(folder), say, words)
    held = story.tell(wait if keep_running else None)
    if session.json:
        output.document(demo={**story.told(), "held": held})
    return OK if held else ATTENTION


def _made(folder: Path | None) -> Path:
    """The empty folder of this demo. A folder that holds anything is never written into."""
    wanted = [folder] if folder is not None else [Path(_DEFAULT), *(Path(f"{_DEFAULT}-{n}") for n in range(2, 1000))]
    for path in wanted:
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            continue
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ConnectorError(f"Không tạo được thư mục: {os_reason(error)}.", where=str(path)) from error
        return path.absolute()
    raise ConnectorError(
        "Thư mục đã có dữ liệu.", where=str(wanted[0]), do="Chọn thư mục khác bằng --dir, hoặc xóa thư mục đó."
    )
