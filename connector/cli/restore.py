"""``connector restore FILE``: put a backup in the store's place, and the store that stands there beside it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli import output
from connector.cli.opening import settings_of
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text

if TYPE_CHECKING:
    from connector.store import Restored


@click.command(
    "restore",
    cls=SpokenCommand,
    text=Text(
        "Khôi phục kho dữ liệu từ một tệp do connector backup ghi ra.\n\n"
        "Phải dừng tiến trình nền và mọi lượt chạy trước. Kho đang có được giữ lại bên cạnh. Mọi việc đang chờ được "
        "tra cứu trên một cửa trước khi gửi.",
        "Put back the store from a file that connector backup wrote.\n\n"
        "The daemon and every run must be stopped first. The store that stands is kept beside it. Whatever waits is "
        "looked up on the one-stop before it is sent.",
    ),
)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@global_options
@click.pass_obj
def command(session: Session, file: Path) -> int:
    from connector.bootstrap import restore_store  # noqa: PLC0415 - `--help` must not wait for every library

    restored = restore_store(settings_of(session), file)
    if session.json:
        replaced = restored.replaced and str(restored.replaced)
        output.document(restored={"file": str(file), "replaced": replaced, "in_doubt": restored.in_doubt})
    else:
        output.result("\n".join(text.told(session.language) for text in _told(file, restored)))
    return 0


def _told(file: Path, restored: "Restored") -> list[Text]:
    told = [Text(f"Đã khôi phục kho dữ liệu từ {file}.", f"The store was put back from {file}.")]
    if restored.replaced is not None:
        told.append(
            Text(
                f"Kho trước đó được giữ ở {restored.replaced}; chắc chắn không cần nữa thì tự xóa.",
                f"The store before it is kept as {restored.replaced}; delete it yourself once it is not needed.",
            )
        )
    count = restored.in_doubt
    told.append(
        Text(
            f"{count} lần gửi được coi là chưa rõ kết quả và sẽ được tra cứu trước khi gửi.",
            f"{count} deliveries are in doubt and will be looked up before anything is sent.",
        )
    )
    told.append(
        Text(
            "Tiếp theo: chạy connector reconcile để đối chiếu trọn vẹn những gì xảy ra từ lúc sao lưu.",
            "Next: run connector reconcile to compare in full what has happened since the backup.",
        )
    )
    return told
