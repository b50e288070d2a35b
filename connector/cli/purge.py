"""``connector purge``: let go of what is past its days; never what is open or cited."""

import click

from connector.cli import output
from connector.cli.opening import opened
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text
from connector.cli.tables import block

#: What may be let go of, in the order it is told.
SORTS: dict[str, Text] = {
    "payloads": Text("Nội dung đã gửi xong", "Settled payloads"),
    "sent_records": Text("Thông tin cá nhân trong bản đã gửi", "Personal values of records sent"),
    "raw_rows": Text("Dòng gốc", "Raw rows"),
    "readings": Text("Lần đọc cũ", "Earlier readings"),
    "paper_rows": Text("Dòng sổ giấy không đọc được", "Unreadable rows of books"),
    "runs": Text("Lượt chạy cũ", "Earlier runs"),
    "requests": Text("Yêu cầu cũ gửi tiến trình nền", "Earlier requests to the daemon"),
    "leftovers": Text("Tệp tạm bị bỏ lại", "Files left behind"),
}


@click.command(
    "purge",
    cls=SpokenCommand,
    text=Text(
        "Bỏ dữ liệu cũ quá số ngày giữ (privacy.raw_days, privacy.payload_days).\n\n"
        "Không bao giờ bỏ việc còn mở, chờ duyệt, cần người xử lý, chưa rõ kết quả, hay điều một chỗ lệch đang mở cần "
        "đến.",
        "Let go of what is past its days (privacy.raw_days, privacy.payload_days).\n\n"
        "Never of what is open, held, dead, in doubt, or cited by an open mismatch.",
    ),
)
@global_options
@click.pass_obj
def command(session: Session) -> int:
    with opened(session) as app:
        counts = app.purge()
    if session.json:
        output.document(purged=dict(counts))
    else:
        pairs = [(name.told(session.language), str(counts.get(sort, 0))) for sort, name in SORTS.items()]
        output.tell(session, Text("Đã bỏ, vì quá số ngày giữ:", "Let go of, being past its days:"))
        output.result(block(pairs, width=output.width(), indent="  "))
    return 0
