"""What the fields of a log line are called where a person reads it, and how their values read."""

from collections.abc import Callable, Mapping
from typing import Any

from connector.cli.labels import (
    AGREEMENTS,
    CATEGORIES,
    DELIVERIES,
    FIELDS,
    MOVED,
    OUTCOMES,
    RULES,
    SEVERITIES,
    label,
    of_field,
)
from connector.cli.spoken import Text
from connector.cli.tables import plain
from connector.domain.mismatch import Kind

KEYS: dict[str, Text] = {
    "link": Text("luồng", "link"),
    "system": Text("hệ thống", "system"),
    "dossier": Text("hồ sơ", "dossier"),
    "run": Text("lượt", "run"),
    "error": Text("lỗi", "error"),
    "error_type": Text("nhóm lỗi", "family"),
    "reason": Text("lý do", "reason"),
    "where": Text("ở đâu", "where"),
    "do": Text("cần làm", "to do"),
    "problem": Text("chỗ sai", "problem"),
    "problems": Text("các chỗ sai", "problems"),
    "field": Text("trường", "field"),
    "fields": Text("các trường", "fields"),
    "kind": Text("loại", "kind"),
    "severity": Text("mức độ", "severity"),
    "moved": Text("bên thay đổi", "moved"),
    "mismatch": Text("chỗ lệch", "mismatch"),
    "mismatches": Text("đang lệch", "open mismatches"),
    "witness": Text("bên làm chứng", "witness"),
    "hold": Text("việc chờ duyệt", "hold"),
    "delivery": Text("lần gửi", "delivery"),
    "by_delivery": Text("thay bằng lần gửi", "overtaken by delivery"),
    "deliveries": Text("số lần gửi", "deliveries"),
    "attempt": Text("lần thử", "attempt"),
    "attempts": Text("số lần thử", "attempts"),
    "create": Text("tạo mới", "create"),
    "steps": Text("số bước", "steps"),
    "part": Text("phần", "part"),
    "state": Text("tình trạng", "state"),
    "already_there": Text("đã có sẵn", "already there"),
    "lossy": Text("bị cắt bớt", "cut short"),
    "rule": Text("quy tắc", "rule"),
    "brake": Text("phanh", "brake"),
    "limit": Text("ngưỡng", "limit"),
    "planned": Text("việc đã lập", "planned"),
    "outcome": Text("kết quả", "outcome"),
    "agreement": Text("đối chiếu", "agreement"),
    "mode": Text("chế độ", "mode"),
    "by": Text("người quyết định", "by"),
    "id": Text("số", "id"),
    "count": Text("số việc", "count"),
    "rows": Text("số dòng", "rows"),
    "unreadable": Text("không đọc được", "unreadable"),
    "read": Text("đọc", "read"),
    "complete": Text("đọc hết", "complete"),
    "rejections": Text("dòng không đọc được", "rejections"),
    "waiting_before": Text("chờ gửi từ trước", "waiting before"),
    "in_doubt_before": Text("chưa rõ từ trước", "in doubt before"),
    "revived": Text("gửi lại hoặc xét lại", "revived"),
    "page": Text("trang", "page"),
    "pages": Text("số trang", "pages"),
    "side": Text("bên", "side"),
    "source": Text("chuyên ngành", "source"),
    "target": Text("một cửa", "target"),
    "paper": Text("sổ giấy", "paper"),
    "union": Text("tất cả", "in all"),
    "comparable": Text("so sánh được", "comparable"),
    "agree": Text("khớp", "agreeing"),
    "dossiers": Text("số hồ sơ", "dossiers"),
    "requests": Text("số lần gọi", "requests"),
    "next_attempt_at": Text("lần tới", "next attempt"),
    "verify_until": Text("phải thấy trước", "must show by"),
    "until": Text("đến", "until"),
    "cursor": Text("đã đọc đến", "read up to"),
    "row_time": Text("giờ của dòng", "row's time"),
    "far_now": Text("giờ của hệ thống kia", "far side's time"),
    "down_since": Text("ngừng từ", "down since"),
    "seconds": Text("số giây", "seconds"),
    "retry_after": Text("xin chờ (giây)", "asked to wait (seconds)"),
    "status": Text("mã trả lời", "answer"),
    "method": Text("cách gọi", "method"),
    "path": Text("đường dẫn", "path"),
    "previous_run": Text("lượt trước", "previous run"),
    "version": Text("phiên bản", "version"),
    "rules_digest": Text("dấu của quy tắc", "digest of the rules"),
    "pid": Text("tiến trình", "process"),
    "links": Text("các luồng", "links"),
    "health": Text("nơi hỏi thăm", "health"),
    "unfinished": Text("chưa xong", "unfinished"),
    "channels": Text("kênh", "channels"),
    "command": Text("lệnh", "command"),
    "catalogue": Text("danh mục", "catalogue"),
    "added": Text("thêm", "added"),
    "changed": Text("đổi", "changed"),
    "removed": Text("bỏ", "removed"),
    "file": Text("tệp", "file"),
    "bytes": Text("số byte", "bytes"),
    "replaced": Text("kho cũ giữ ở", "earlier store kept at"),
    "payloads": Text("nội dung đã gửi", "payloads"),
    "sent_records": Text("bản đã gửi", "records sent"),
    "raw_rows": Text("dòng gốc", "raw rows"),
    "readings": Text("lần đọc cũ", "readings"),
    "runs": Text("lượt chạy cũ", "runs"),
    "leftovers": Text("tệp bỏ lại", "files left behind"),
    "repair": Text("đã sửa", "repair"),
    "logger": Text("thư viện", "library"),
    "message": Text("lời báo", "message"),
    "dropped": Text("trường bị bỏ", "fields dropped"),
    **CATEGORIES,
    **{name: DELIVERIES[name] for name in ("verified", "delivered", "waiting", "in_doubt", "dead", "superseded")},
}

_SIDES = {
    "source": Text("chuyên ngành", "source"),
    "target": Text("một cửa", "target"),
    "paper": Text("sổ giấy", "paper"),
}
_KINDS = {
    **{str(kind): Text(*kind.entry.label) for kind in Kind},
    "sync": Text("đồng bộ", "sync"),
    "reconcile": Text("đối chiếu", "reconcile"),
    "trouble": Text("có chuyện", "trouble"),
    "healed": Text("hết chuyện", "healed"),
    "digest": Text("bản tổng hợp", "digest"),
    "test": Text("tin thử", "test"),
}
_MODES = {
    "observe": Text("chỉ ghi nhận", "observe"),
    "propose": Text("đề xuất", "propose"),
    "push": Text("gửi", "push"),
}
#: field → the words of its values.
_WORDS: Mapping[str, dict[str, Text]] = {
    "field": FIELDS,
    "fields": FIELDS,
    "severity": SEVERITIES,
    "moved": MOVED,
    "rule": RULES,
    "outcome": OUTCOMES,
    "agreement": AGREEMENTS,
    "state": DELIVERIES,
    "side": _SIDES,
    "kind": _KINDS,
    "mode": _MODES,
    "mismatches": _KINDS,
    "requests": _SIDES,
}


def value_text(name: str, value: Any, language: str) -> str:
    """The value as a person reads it; one that has no word as it stands."""
    told = _READ.get(name)
    if told is not None and isinstance(value, str):
        return told(value, language)
    words = _WORDS.get(name, {})
    if isinstance(value, Mapping):
        return ", ".join(f"{label(words, key, language)} {plain(part, language)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(label(words, part, language) for part in value)
    return label(words, value, language) if words and isinstance(value, str) else plain(value, language)


#: What was said when it happened.
_READ: Mapping[str, Callable[[str, str], str]] = dict.fromkeys(
    ("reason", "error", "where", "do", "problem", "repair"), of_field
)
