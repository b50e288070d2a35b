"""What a person does about an event, where it needs one: the column of ``docs/events.md`` and the arrow of
``connector logs``. An event that is not here needs nobody."""

from collections.abc import Mapping
from typing import NamedTuple

from connector.observe.events import Event


class ToDo(NamedTuple):
    """One action in both languages."""

    vi: str
    en: str


_NOTHING_NOW = ToDo("không phải làm gì; chương trình tự làm tiếp", "nothing; the program goes on by itself")

TO_DO: Mapping[Event, ToDo] = {
    Event.RUN_FAILED: ToDo(
        "đọc lỗi và “cần làm” của dòng này; sửa xong thì chạy connector check",
        "read the error and its advice; when mended, connector check",
    ),
    Event.RUN_INTERRUPTED: _NOTHING_NOW,
    Event.RUN_TAKEOVER: ToDo(
        "tìm vì sao lượt trước chết (tắt máy, hết bộ nhớ); việc dở đã được nhận lại",
        "find out why the run died (power, memory); its work goes on",
    ),
    Event.RUN_SUMS_BROKEN: ToDo(
        "giữ nguyên var/, gửi nhật ký của lượt này cho người bảo trì",
        "leave var/ as it is and send this run's log to the maintainer",
    ),
    Event.RECORD_REJECTED: ToDo(
        "connector rejections; sửa giá trị ở phần mềm chuyên ngành hoặc trong sổ giấy, hoặc map của luồng",
        "connector rejections; mend the value in the source or the book, or the link's map",
    ),
    Event.RECORD_REPAIRED: ToDo(
        "sửa mã hồ sơ ở nơi nhập (thường do Excel); đối chiếu rồi duyệt việc chờ",
        "mend the code where it was entered (often Excel's doing); then decide the hold",
    ),
    Event.CLOCK_AHEAD: ToDo(
        "báo đơn vị vận hành phần mềm chuyên ngành sửa ngày của dòng này",
        "have the source's operator mend the date of this row",
    ),
    Event.CURSOR_AHEAD: ToDo(
        "không mất gì; nếu lặp lại thì xem đồng hồ của máy này và của phần mềm chuyên ngành",
        "nothing is lost; if it comes again, look at this machine's clock and the source's",
    ),
    Event.BRAKE_APPLIED: ToDo(
        "đọc reason; connector holds; hỏi phòng chuyên môn có cập nhật hàng loạt không, rồi cho gửi hoặc bác",
        "read reason; connector holds; ask whether there was a bulk update, then release or reject",
    ),
    Event.DELIVERY_RETRY_SCHEDULED: _NOTHING_NOW,
    Event.DELIVERY_IN_DOUBT: ToDo(
        "không nhập tay; chương trình tra cứu rồi mới làm tiếp",
        "enter nothing by hand; it is looked up before anything else",
    ),
    Event.DELIVERY_HELD: ToDo("connector holds", "connector holds"),
    Event.DELIVERY_DEAD: ToDo(
        "connector deadletters; sửa nguyên nhân rồi retry, hoặc discard",
        "connector deadletters; mend the cause, then retry or discard",
    ),
    Event.MISMATCH_OPENED: ToDo("connector mismatches", "connector mismatches"),
    Event.PAPER_MISMATCH: ToDo(
        "connector mismatches; lấy hồ sơ giấy ra so", "connector mismatches; compare with the paper file"
    ),
    Event.UNMASK_USED: ToDo(
        "người phụ trách dữ liệu cá nhân kiểm tra tên và lý do",
        "whoever answers for personal data checks name and reason",
    ),
    Event.SYSTEM_DOWN: ToDo(
        "tài khoản bị từ chối thì sửa mật khẩu; còn lại, quá một giờ làm việc thì gọi đơn vị vận hành hệ thống; việc "
        "chờ gửi không mất",
        "correct a refused account; else after a working hour call the system's operator; nothing is lost meanwhile",
    ),
    Event.SYSTEM_PAUSED: _NOTHING_NOW,
    Event.DAEMON_RELOAD_REFUSED: ToDo(
        "connector check; sửa các dòng được nêu rồi connector daemon reload",
        "connector check; mend the lines named, then connector daemon reload",
    ),
    Event.CLOCK_SET_BACK: ToDo("chỉnh giờ máy, bật đồng bộ giờ mạng", "set the machine's clock; turn on time sync"),
    Event.STORE_UNUSABLE: ToDo(
        "xem ổ đĩa còn chỗ và quyền thư mục var/; kho hỏng thì connector restore",
        "look at free space and the rights of var/; a damaged store: connector restore",
    ),
    Event.ALERT_FAILED: ToDo("connector alerts test", "connector alerts test"),
    Event.STORE_RESTORED: ToDo("connector reconcile", "connector reconcile"),
    Event.LOG_UNWRITABLE: ToDo(
        "xem ổ đĩa còn chỗ và quyền của tệp nhật ký", "look at free space and the log file's rights"
    ),
    Event.LIBRARY_WARNING: _NOTHING_NOW,
    Event.LIBRARY_ERROR: ToDo("gửi dòng này cho người bảo trì", "send this line to the maintainer"),
    Event.ERROR_UNEXPECTED: ToDo("gửi dòng này cho người bảo trì", "send this line to the maintainer"),
}
