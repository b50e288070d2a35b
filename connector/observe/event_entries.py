"""What the log says at each event, by its name: how loud, in which words, and with which fields besides those of any
line. Changing a field's name is a breaking change; ``connector.observe.events`` lists the names."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from connector.domain.run import COUNTS, Category

Level = Literal["debug", "info", "warning", "error"]


@dataclass(frozen=True, slots=True)
class Entry:
    level: Level
    vi: str
    en: str
    fields: frozenset[str]


def _entry(level: Level, vi: str, en: str, *fields: str) -> Entry:
    return Entry(level, vi, en, frozenset(fields))


_DELIVERY = (
    "delivery",
    "attempt",
    "create",
    "fields",
    "steps",
    "part",
    "state",
    "seconds",
    "already_there",
    "lossy",
    "next_attempt_at",
    "reason",
    "error",
    "error_type",
)
_CASE = ("mismatch", "kind", "field", "moved", "severity", "witness")
_DECISION = ("id", "count", "by", "reason", "rule", "kind")

TOLD: Mapping[str, Entry] = MappingProxyType(
    {
        "run.started": _entry(
            "info",
            "Bắt đầu một lượt chạy",
            "A run began",
            *(
                "kind",
                "mode",
                "cursor",
                "waiting_before",
                "in_doubt_before",
                "waiting",
                "in_doubt",
                "version",
                "rules_digest",
            ),
        ),
        "run.finished": _entry(
            "info",
            "Lượt chạy kết thúc, kèm các con số",
            "A run ended; its figures",
            *(
                "kind",
                "outcome",
                "agreement",
                "seconds",
                "mismatches",
                "requests",
                "reason",
                "error",
                "where",
                "do",
                *COUNTS,
            ),
        ),
        "run.failed": _entry(
            "error",
            "Lượt chạy không chạy được",
            "A run could not do its work",
            "kind",
            "error",
            "where",
            "do",
            "error_type",
        ),
        "run.interrupted": _entry(
            "warning", "Lượt chạy bị dừng giữa chừng", "A run was asked to end early", "kind", "reason"
        ),
        "run.takeover": _entry(
            "warning",
            "Nhận lại việc của một lượt chạy đã chết",
            "Work of a dead run was taken over",
            *("previous_run", "deliveries"),
        ),
        "run.sums_broken": _entry(
            "error", "Các con số của lượt chạy không khớp nhau", "A run's figures do not add up", "problem", "problems"
        ),
        "pull.page": _entry(
            "info",
            "Đã đọc một trang từ phần mềm chuyên ngành",
            "A page was read from the source",
            *("page", "rows", "unreadable", "cursor", "seconds", *Category),
        ),
        "pull.finished": _entry(
            "info",
            "Đã đọc hết phần mềm chuyên ngành",
            "The source was read to its end",
            *("pages", "rows"),
        ),
        "side.page": _entry(
            "debug", "Đối chiếu: đã đọc một phần của một bên", "Reconcile: a part of a side was read", "side", "rows"
        ),
        "side.read": _entry(
            "info",
            "Đối chiếu: đã đọc hết một bên",
            "Reconcile: a side was read to its end",
            *("side", "dossiers"),
        ),
        "dossiers.judged": _entry(
            "debug", "Đối chiếu: đã so xong một phần hồ sơ", "Reconcile: a part of the dossiers was judged", "dossiers"
        ),
        "record.rejected": _entry(
            "warning", "Một dòng không đọc được", "A row could not be read", "where", "field", "reason"
        ),
        "record.repaired": _entry(
            "warning",
            "Một dòng phải sửa mới đọc được",
            "A row had to be mended to be read",
            "where",
            "field",
            "repair",
            "reason",
        ),
        "record.rejudged": _entry(
            "info",
            "Xét lại các dòng cũ theo quy tắc mới",
            "Earlier rows were judged again under changed rules",
            *("rows", "rejections"),
        ),
        "clock.ahead": _entry(
            "warning",
            "Dòng mang thời điểm ở tương lai; không dời mốc đã đọc",
            "A row is dated in the future; the cursor does not follow it",
            *("where", "row_time", "far_now", "rows"),
        ),
        "cursor.ahead": _entry(
            "warning",
            "Mốc đã đọc nằm ở tương lai nên không dùng; lượt này đọc lại tất cả",
            "How far was read lies in the future and is not believed; everything is read again",
            "cursor",
        ),
        "plan.made": _entry(
            "info",
            "Đã đối chiếu và lập danh sách việc",
            "The comparison is done and the plan made",
            *("read", "complete"),
        ),
        "brake.applied": _entry(
            "warning",
            "Phanh an toàn giữ các việc lại để chờ duyệt",
            "A brake kept the planned work back for a person",
            *("rule", "brake", "reason", "held", "planned", "limit", "count"),
        ),
        "outbox.queued": _entry(
            "info",
            "Việc đã vào hàng chờ gửi",
            "Work entered the outbox",
            "count",
        ),
        "delivery.sent": _entry("info", "Đã gửi sang một cửa", "Sent to the one-stop", *_DELIVERY),
        "delivery.retry_scheduled": _entry(
            "warning",
            "Gửi chưa được; đã hẹn gửi lại",
            "Not accepted yet; another attempt is scheduled",
            *(*_DELIVERY, "next_attempt_at", "error", "error_type", "retry_after"),
        ),
        "delivery.in_doubt": _entry(
            "warning",
            "Đã gửi nhưng chưa rõ kết quả; sẽ tra cứu trước khi làm tiếp",
            "Sent, outcome unknown; it is looked up before anything else",
            *(*_DELIVERY, "next_attempt_at", "error", "error_type"),
        ),
        "delivery.delivered": _entry(
            "info",
            "Một cửa trả lời thành công, chưa đọc lại để kiểm chứng",
            "Answered with success, not read back yet",
            *(*_DELIVERY, "next_attempt_at", "verify_until"),
        ),
        "delivery.verified": _entry(
            "info", "Đã đọc lại và thấy đúng như đã gửi", "Read back as sent", *(*_DELIVERY, "next_attempt_at")
        ),
        "delivery.superseded": _entry(
            "info",
            "Lần gửi được thay bằng bản mới hơn hoặc chuyển sang chờ duyệt",
            "Overtaken by a newer version, or turned into a hold",
            *(*_DELIVERY, "by_delivery", "rule", "reason"),
        ),
        "delivery.held": _entry(
            "warning",
            "Việc được giữ lại chờ người duyệt",
            "Kept back for a person",
            *(*_DELIVERY, "hold", "rule", "reason"),
        ),
        "delivery.dead": _entry(
            "error",
            "Không gửi được; cần người xử lý",
            "Given up; a person has to look at it",
            *(*_DELIVERY, "attempts", "error", "error_type", "reason"),
        ),
        "mismatch.opened": _entry(
            "warning", "Phát hiện lệch giữa các bên", "The sides disagree: a case opened", *_CASE
        ),
        "mismatch.closed": _entry("info", "Lệch đã hết; đóng vụ việc", "The case is gone and closed", *_CASE),
        "mismatch.accepted": _entry(
            "info", "Người phụ trách chấp nhận một lệch", "A person accepted a case", *(*_DECISION, "mismatch", "until")
        ),
        "mismatch.reopened": _entry(
            "info", "Người phụ trách mở lại một lệch", "A person reopened a case", *(*_DECISION, "mismatch")
        ),
        "paper.mismatch": _entry(
            "warning", "Phần mềm lệch với hồ sơ giấy", "The software disagrees with the paper", *_CASE
        ),
        "hold.released": _entry(
            "info", "Người phụ trách cho gửi việc đang chờ duyệt", "A person released a hold", *(*_DECISION, "hold")
        ),
        "hold.rejected": _entry(
            "info", "Người phụ trách bác việc đang chờ duyệt", "A person rejected a hold", *(*_DECISION, "hold")
        ),
        "deadletter.retried": _entry(
            "info", "Người phụ trách cho gửi lại", "A person had a dead letter tried again", *(*_DECISION, "delivery")
        ),
        "deadletter.discarded": _entry(
            "info", "Người phụ trách bỏ một lần gửi", "A person discarded a dead letter", *(*_DECISION, "delivery")
        ),
        "unmask.used": _entry(
            "warning",
            "Có người xem dữ liệu cá nhân không che",
            "A person looked at unmasked personal data",
            *("command", "by", "reason", "count"),
        ),
        "catalogue.imported": _entry(
            "info",
            "Đã nhập danh mục; những gì phụ thuộc vào nó được đối chiếu lại",
            "A catalogue was imported; what depends on it is judged again",
            *("catalogue", "file", "added", "changed", "removed", "unchanged"),
        ),
        "system.down": _entry(
            "error",
            "Hệ thống không trả lời được; tạm ngừng gửi tới đó",
            "A system gives no good answer; nothing is sent there",
            *("reason", "error", "error_type", "side"),
        ),
        "system.up": _entry(
            "info", "Hệ thống đã trả lời lại", "A system answers again", "reason", "side", "down_since", "seconds"
        ),
        "system.paused": _entry(
            "warning",
            "Hệ thống xin gọi lại sau; đang chờ đúng giờ hẹn",
            "A system asked to be left alone for a while; obeyed",
            *("reason", "until", "retry_after", "seconds", "status"),
        ),
        "session.renewed": _entry("debug", "Đã đăng nhập lại", "The session was renewed", "reason"),
        "request.retried": _entry(
            "debug",
            "Gọi đọc lại sau lỗi thoáng qua",
            "A reading request was tried again after a passing fault",
            *("method", "path", "attempt", "status", "error", "error_type", "seconds"),
        ),
        "daemon.started": _entry(
            "info",
            "Tiến trình nền bắt đầu; mọi luồng chạy theo lịch",
            "The daemon began; every link runs on its schedule",
            *("version", "pid", "links", "health"),
        ),
        "daemon.stopped": _entry(
            "info",
            "Tiến trình nền đã dừng; việc dở được làm tiếp ở lần sau",
            "The daemon ended; unfinished work goes on next time",
            *("reason", "unfinished", "seconds"),
        ),
        "daemon.reloaded": _entry("info", "Đã nạp lại cấu hình", "The configuration was read again", "links"),
        "daemon.reload_refused": _entry(
            "warning",
            "Cấu hình mới có lỗi; tiếp tục với cấu hình cũ",
            "The new configuration is broken; the old one stays",
            *("error", "problem", "count", "do"),
        ),
        "clock.set_back": _entry(
            "warning",
            "Đồng hồ máy bị lùi lại; lịch chạy được tính lại từ giờ này",
            "The machine's clock was set back; schedules are timed anew",
            "seconds",
        ),
        "store.unusable": _entry(
            "error",
            "Tiến trình nền không dùng được kho dữ liệu; chưa làm gì tiếp được, sẽ thử lại mãi",
            "The daemon cannot use the store; nothing goes on meanwhile, and it keeps trying",
            *("error", "where", "do"),
        ),
        "store.usable": _entry("info", "Kho dữ liệu dùng lại được", "The store can be used again", "seconds"),
        "alert.sent": _entry("info", "Đã báo cho người phụ trách", "People were told", "kind", "channels"),
        "alert.failed": _entry(
            "warning",
            "Không báo được cho người phụ trách qua kênh này; sẽ thử lại",
            "People could not be told this way; tried again later",
            *("kind", "channels", "error", "do"),
        ),
        "store.purged": _entry(
            "info",
            "Đã bỏ dữ liệu cũ quá hạn giữ và không còn cần",
            "What is past its days and no longer needed was let go of",
            *("payloads", "sent_records", "raw_rows", "readings", "runs", "requests", "leftovers", "seconds"),
        ),
        "store.backed_up": _entry(
            "info", "Đã sao lưu kho dữ liệu", "The store was backed up", *("file", "bytes", "seconds")
        ),
        "store.restored": _entry(
            "warning",
            "Đã khôi phục kho dữ liệu; mọi việc đang chờ được tra cứu trước khi gửi",
            "The store was restored; whatever waits is looked up before it is sent",
            *("file", "replaced", "in_doubt"),
        ),
        "log.unwritable": _entry(
            "error", "Không ghi được tệp nhật ký", "The log file cannot be written", "file", "error"
        ),
        "library.warning": _entry(
            "warning", "Cảnh báo từ thư viện", "A library warns", "logger", "message", "traceback"
        ),
        "library.error": _entry(
            "error", "Lỗi từ thư viện", "A library reports an error", "logger", "message", "traceback"
        ),
        "error.unexpected": _entry(
            "error",
            "Lỗi không lường trước; dấu vết đầy đủ nằm ở dòng này",
            "An error nobody foresaw; its traceback is on this line",
            *("error", "error_type", "traceback", "where"),
        ),
    }
)
