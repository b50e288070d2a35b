"""The closed list of events: the names operators grep for, and the only fields each may carry.

Renaming an event or a field is a breaking change. ``docs/events.md`` is generated from this list
(``python -m connector.observe.events_page``) and a test keeps it current. No event may carry a personal field.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from connector.domain.run import COUNTS, Category

Level = Literal["debug", "info", "warning", "error"]

#: What a line is about; every event may carry them.
CONTEXT_FIELDS = ("run", "link", "system", "dossier")


class Event(StrEnum):
    """What the log can say. The level, the sentences and the fields of each stand in ``ENTRIES`` below."""

    RUN_STARTED = "run.started"
    RUN_FINISHED = "run.finished"
    RUN_FAILED = "run.failed"
    RUN_INTERRUPTED = "run.interrupted"
    RUN_TAKEOVER = "run.takeover"
    RUN_SUMS_BROKEN = "run.sums_broken"
    PULL_PAGE = "pull.page"
    PULL_FINISHED = "pull.finished"
    SIDE_READ = "side.read"
    RECORD_REJECTED = "record.rejected"
    RECORD_REPAIRED = "record.repaired"
    RECORD_REJUDGED = "record.rejudged"
    CLOCK_AHEAD = "clock.ahead"
    PLAN_MADE = "plan.made"
    BRAKE_APPLIED = "brake.applied"
    OUTBOX_QUEUED = "outbox.queued"
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_RETRY_SCHEDULED = "delivery.retry_scheduled"
    DELIVERY_IN_DOUBT = "delivery.in_doubt"
    DELIVERY_DELIVERED = "delivery.delivered"
    DELIVERY_VERIFIED = "delivery.verified"
    DELIVERY_SUPERSEDED = "delivery.superseded"
    DELIVERY_HELD = "delivery.held"
    DELIVERY_DEAD = "delivery.dead"
    MISMATCH_OPENED = "mismatch.opened"
    MISMATCH_CLOSED = "mismatch.closed"
    MISMATCH_ACCEPTED = "mismatch.accepted"
    MISMATCH_REOPENED = "mismatch.reopened"
    PAPER_MISMATCH = "paper.mismatch"
    HOLD_RELEASED = "hold.released"
    HOLD_REJECTED = "hold.rejected"
    DEADLETTER_RETRIED = "deadletter.retried"
    DEADLETTER_DISCARDED = "deadletter.discarded"
    UNMASK_USED = "unmask.used"
    CATALOGUE_IMPORTED = "catalogue.imported"
    SYSTEM_DOWN = "system.down"
    SYSTEM_UP = "system.up"
    SYSTEM_PAUSED = "system.paused"
    SESSION_RENEWED = "session.renewed"
    REQUEST_RETRIED = "request.retried"
    DAEMON_STARTED = "daemon.started"
    DAEMON_STOPPED = "daemon.stopped"
    DAEMON_RELOADED = "daemon.reloaded"
    DAEMON_RELOAD_REFUSED = "daemon.reload_refused"
    CLOCK_SET_BACK = "clock.set_back"
    STORE_UNUSABLE = "store.unusable"
    STORE_USABLE = "store.usable"
    ALERT_SENT = "alert.sent"
    ALERT_FAILED = "alert.failed"
    STORE_PURGED = "store.purged"
    STORE_BACKED_UP = "store.backed_up"
    STORE_RESTORED = "store.restored"
    LOG_UNWRITABLE = "log.unwritable"
    LIBRARY_WARNING = "library.warning"
    LIBRARY_ERROR = "library.error"
    ERROR_UNEXPECTED = "error.unexpected"

    @property
    def level(self) -> Level:
        return ENTRIES[self].level

    @property
    def fields(self) -> frozenset[str]:
        """Every field this event may carry, besides ``CONTEXT_FIELDS``."""
        return ENTRIES[self].fields

    def sentence(self, language: str) -> str:
        """What it means to a person, in Vietnamese unless English is asked for."""
        entry = ENTRIES[self]
        return entry.en if language == "en" else entry.vi


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

ENTRIES: dict[Event, Entry] = {
    Event.RUN_STARTED: _entry(
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
    Event.RUN_FINISHED: _entry(
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
    Event.RUN_FAILED: _entry(
        "error",
        "Lượt chạy không chạy được",
        "A run could not do its work",
        "kind",
        "error",
        "where",
        "do",
        "error_type",
    ),
    Event.RUN_INTERRUPTED: _entry(
        "warning", "Lượt chạy bị dừng giữa chừng", "A run was asked to end early", "kind", "reason"
    ),
    Event.RUN_TAKEOVER: _entry(
        "warning",
        "Nhận lại việc của một lượt chạy đã chết",
        "Work of a dead run was taken over",
        *("previous_run", "deliveries"),
    ),
    Event.RUN_SUMS_BROKEN: _entry(
        "error", "Các con số của lượt chạy không khớp nhau", "A run's figures do not add up", "problem", "problems"
    ),
    Event.PULL_PAGE: _entry(
        "info",
        "Đã đọc một trang từ phần mềm chuyên ngành",
        "A page was read from the source",
        *("page", "rows", "unreadable", "cursor", "seconds", *Category),
    ),
    Event.PULL_FINISHED: _entry(
        "info",
        "Đã đọc hết phần mềm chuyên ngành",
        "The source was read to its end",
        *("pages", "rows"),
    ),
    Event.SIDE_READ: _entry(
        "info",
        "Đối chiếu: đã đọc hết một bên",
        "Reconcile: a side was read to its end",
        *("side", "dossiers"),
    ),
    Event.RECORD_REJECTED: _entry(
        "warning", "Một dòng không đọc được", "A row could not be read", "where", "field", "reason"
    ),
    Event.RECORD_REPAIRED: _entry(
        "warning",
        "Một dòng phải sửa mới đọc được",
        "A row had to be mended to be read",
        "where",
        "field",
        "repair",
        "reason",
    ),
    Event.RECORD_REJUDGED: _entry(
        "info",
        "Xét lại các dòng cũ theo quy tắc mới",
        "Earlier rows were judged again under changed rules",
        *("rows", "rejections"),
    ),
    Event.CLOCK_AHEAD: _entry(
        "warning",
        "Dòng mang thời điểm ở tương lai; không dời mốc đã đọc",
        "A row is dated in the future; the cursor does not follow it",
        *("where", "row_time", "far_now", "rows"),
    ),
    Event.PLAN_MADE: _entry(
        "info",
        "Đã đối chiếu và lập danh sách việc",
        "The comparison is done and the plan made",
        *("read", "complete"),
    ),
    Event.BRAKE_APPLIED: _entry(
        "warning",
        "Phanh an toàn giữ các việc lại để chờ duyệt",
        "A brake kept the planned work back for a person",
        *("rule", "brake", "reason", "held", "planned", "limit", "count"),
    ),
    Event.OUTBOX_QUEUED: _entry(
        "info",
        "Việc đã vào hàng chờ gửi",
        "Work entered the outbox",
        "count",
    ),
    Event.DELIVERY_SENT: _entry("info", "Đã gửi sang một cửa", "Sent to the one-stop", *_DELIVERY),
    Event.DELIVERY_RETRY_SCHEDULED: _entry(
        "warning",
        "Gửi chưa được; đã hẹn gửi lại",
        "Not accepted yet; another attempt is scheduled",
        *(*_DELIVERY, "next_attempt_at", "error", "error_type", "retry_after"),
    ),
    Event.DELIVERY_IN_DOUBT: _entry(
        "warning",
        "Đã gửi nhưng chưa rõ kết quả; sẽ tra cứu trước khi làm tiếp",
        "Sent, outcome unknown; it is looked up before anything else",
        *(*_DELIVERY, "next_attempt_at", "error", "error_type"),
    ),
    Event.DELIVERY_DELIVERED: _entry(
        "info",
        "Một cửa trả lời thành công, chưa đọc lại để kiểm chứng",
        "Answered with success, not read back yet",
        *(*_DELIVERY, "next_attempt_at", "verify_until"),
    ),
    Event.DELIVERY_VERIFIED: _entry(
        "info", "Đã đọc lại và thấy đúng như đã gửi", "Read back as sent", *(*_DELIVERY, "next_attempt_at")
    ),
    Event.DELIVERY_SUPERSEDED: _entry(
        "info",
        "Lần gửi được thay bằng bản mới hơn hoặc chuyển sang chờ duyệt",
        "Overtaken by a newer version, or turned into a hold",
        *(*_DELIVERY, "by_delivery", "rule", "reason"),
    ),
    Event.DELIVERY_HELD: _entry(
        "warning",
        "Việc được giữ lại chờ người duyệt",
        "Kept back for a person",
        *(*_DELIVERY, "hold", "rule", "reason"),
    ),
    Event.DELIVERY_DEAD: _entry(
        "error",
        "Không gửi được; cần người xử lý",
        "Given up; a person has to look at it",
        *(*_DELIVERY, "attempts", "error", "error_type", "reason"),
    ),
    Event.MISMATCH_OPENED: _entry(
        "warning", "Phát hiện lệch giữa các bên", "The sides disagree: a case opened", *_CASE
    ),
    Event.MISMATCH_CLOSED: _entry("info", "Lệch đã hết; đóng vụ việc", "The case is gone and closed", *_CASE),
    Event.MISMATCH_ACCEPTED: _entry(
        "info", "Người phụ trách chấp nhận một lệch", "A person accepted a case", *(*_DECISION, "mismatch", "until")
    ),
    Event.MISMATCH_REOPENED: _entry(
        "info", "Người phụ trách mở lại một lệch", "A person reopened a case", *(*_DECISION, "mismatch")
    ),
    Event.PAPER_MISMATCH: _entry(
        "warning", "Phần mềm lệch với hồ sơ giấy", "The software disagrees with the paper", *_CASE
    ),
    Event.HOLD_RELEASED: _entry(
        "info", "Người phụ trách cho gửi việc đang chờ duyệt", "A person released a hold", *(*_DECISION, "hold")
    ),
    Event.HOLD_REJECTED: _entry(
        "info", "Người phụ trách bác việc đang chờ duyệt", "A person rejected a hold", *(*_DECISION, "hold")
    ),
    Event.DEADLETTER_RETRIED: _entry(
        "info", "Người phụ trách cho gửi lại", "A person had a dead letter tried again", *(*_DECISION, "delivery")
    ),
    Event.DEADLETTER_DISCARDED: _entry(
        "info", "Người phụ trách bỏ một lần gửi", "A person discarded a dead letter", *(*_DECISION, "delivery")
    ),
    Event.UNMASK_USED: _entry(
        "warning",
        "Có người xem dữ liệu cá nhân không che",
        "A person looked at unmasked personal data",
        *("command", "by", "reason", "count"),
    ),
    Event.CATALOGUE_IMPORTED: _entry(
        "info",
        "Đã nhập danh mục; những gì phụ thuộc vào nó được đối chiếu lại",
        "A catalogue was imported; what depends on it is judged again",
        *("catalogue", "file", "added", "changed", "removed", "unchanged"),
    ),
    Event.SYSTEM_DOWN: _entry(
        "error",
        "Hệ thống không trả lời được; tạm ngừng gửi tới đó",
        "A system gives no good answer; nothing is sent there",
        *("reason", "error", "error_type", "side"),
    ),
    Event.SYSTEM_UP: _entry(
        "info", "Hệ thống đã trả lời lại", "A system answers again", "reason", "side", "down_since", "seconds"
    ),
    Event.SYSTEM_PAUSED: _entry(
        "warning",
        "Hệ thống xin gọi lại sau; đang chờ đúng giờ hẹn",
        "A system asked to be left alone for a while; obeyed",
        *("reason", "until", "retry_after", "seconds", "status"),
    ),
    Event.SESSION_RENEWED: _entry("debug", "Đã đăng nhập lại", "The session was renewed", "reason"),
    Event.REQUEST_RETRIED: _entry(
        "debug",
        "Gọi đọc lại sau lỗi thoáng qua",
        "A reading request was tried again after a passing fault",
        *("method", "path", "attempt", "status", "error", "error_type", "seconds"),
    ),
    Event.DAEMON_STARTED: _entry(
        "info",
        "Tiến trình nền bắt đầu; mọi luồng chạy theo lịch",
        "The daemon began; every link runs on its schedule",
        *("version", "pid", "links", "health"),
    ),
    Event.DAEMON_STOPPED: _entry(
        "info",
        "Tiến trình nền đã dừng; việc dở được làm tiếp ở lần sau",
        "The daemon ended; unfinished work goes on next time",
        *("reason", "unfinished", "seconds"),
    ),
    Event.DAEMON_RELOADED: _entry("info", "Đã nạp lại cấu hình", "The configuration was read again", "links"),
    Event.DAEMON_RELOAD_REFUSED: _entry(
        "warning",
        "Cấu hình mới có lỗi; tiếp tục với cấu hình cũ",
        "The new configuration is broken; the old one stays",
        *("error", "problem", "count", "do"),
    ),
    Event.CLOCK_SET_BACK: _entry(
        "warning",
        "Đồng hồ máy bị lùi lại; lịch chạy được tính lại từ giờ này",
        "The machine's clock was set back; schedules are timed anew",
        "seconds",
    ),
    Event.STORE_UNUSABLE: _entry(
        "error",
        "Tiến trình nền không dùng được kho dữ liệu; chưa làm gì tiếp được, sẽ thử lại mãi",
        "The daemon cannot use the store; nothing goes on meanwhile, and it keeps trying",
        *("error", "where", "do"),
    ),
    Event.STORE_USABLE: _entry("info", "Kho dữ liệu dùng lại được", "The store can be used again", "seconds"),
    Event.ALERT_SENT: _entry("info", "Đã báo cho người phụ trách", "People were told", "kind", "channels"),
    Event.ALERT_FAILED: _entry(
        "warning",
        "Không báo được cho người phụ trách qua kênh này; sẽ thử lại",
        "People could not be told this way; tried again later",
        *("kind", "channels", "error", "do"),
    ),
    Event.STORE_PURGED: _entry(
        "info",
        "Đã bỏ dữ liệu cũ quá hạn giữ và không còn cần",
        "What is past its days and no longer needed was let go of",
        *("payloads", "sent_records", "raw_rows", "readings", "runs", "requests", "leftovers", "seconds"),
    ),
    Event.STORE_BACKED_UP: _entry(
        "info", "Đã sao lưu kho dữ liệu", "The store was backed up", *("file", "bytes", "seconds")
    ),
    Event.STORE_RESTORED: _entry(
        "warning",
        "Đã khôi phục kho dữ liệu; mọi việc đang chờ được tra cứu trước khi gửi",
        "The store was restored; whatever waits is looked up before it is sent",
        *("file", "replaced", "in_doubt"),
    ),
    Event.LOG_UNWRITABLE: _entry(
        "error", "Không ghi được tệp nhật ký", "The log file cannot be written", "file", "error"
    ),
    Event.LIBRARY_WARNING: _entry(
        "warning", "Cảnh báo từ thư viện", "A library warns", "logger", "message", "traceback"
    ),
    Event.LIBRARY_ERROR: _entry(
        "error", "Lỗi từ thư viện", "A library reports an error", "logger", "message", "traceback"
    ),
    Event.ERROR_UNEXPECTED: _entry(
        "error",
        "Lỗi không lường trước; dấu vết đầy đủ nằm ở dòng này",
        "An error nobody foresaw; its traceback is on this line",
        *("error", "error_type", "traceback", "where"),
    ),
}

#: Fields whose text a foreign system, a library or a person wrote: scrubbed of anything that looks personal.
FOREIGN_TEXT_FIELDS = frozenset({"error", "message", "reason", "traceback", "repair", "where", "problem", "do"})
