"""The words shown for the states of things (design 2 and 8), in both languages."""

from connector.cli.spoken import Text
from connector.domain.english import said_in
from connector.domain.field_labels import FIELD_LABELS, PART_LABELS, WORD_LABELS

OUTCOMES = {
    "verified": Text("Đã gửi và kiểm chứng", "Sent and verified"),
    "unverified": Text("Đã gửi, chưa kiểm chứng", "Sent, not verified"),
    "partial": Text("Làm chưa hết", "Not all done"),
    "failed": Text("Không chạy được", "Could not run"),
}
AGREEMENTS = {
    "agree": Text("Các bên khớp nhau", "The sides agree"),
    "known": Text("Chỉ còn lệch đã biết", "Only known mismatches"),
    "new": Text("Có lệch mới hoặc việc mới chờ duyệt", "New mismatches or new holds"),
    "unknown": Text("Không đối chiếu hồ sơ nào", "Nothing was compared"),
}
RUN_STATES = {
    "running": Text("Đang chạy", "Running"),
    "finished": Text("Đã xong", "Finished"),
    "died": Text("Bị ngắt giữa chừng, lượt sau làm tiếp", "Cut off; the next run goes on"),
}
FRESHNESS = {
    "fresh": Text("tốt", "fresh"),
    "needs_a_person": Text("có việc cho người", "needs a person"),
    "stale": Text("QUÁ HẠN hoặc không chạy được", "STALE or failing"),
}
CATEGORIES = {
    "rejected": Text("không đọc được", "rejected"),
    "out_of_scope": Text("ngoài phạm vi", "out of scope"),
    "unchanged": Text("không đổi", "unchanged"),
    "recorded": Text("chỉ ghi nhận", "recorded"),
    "queued": Text("vào hàng chờ gửi", "queued"),
    "held": Text("chờ duyệt", "held"),
}
DELIVERIES = {
    "planned": Text("đã lập", "planned"),
    "held": Text("chờ duyệt", "held"),
    "waiting": Text("đang chờ gửi", "waiting"),
    "claimed": Text("đang gửi", "being sent"),
    "in_doubt": Text("chưa rõ kết quả", "in doubt"),
    "delivered": Text("đã gửi, chưa kiểm chứng", "sent, not verified"),
    "verified": Text("đã kiểm chứng", "verified"),
    "dead": Text("cần người xử lý", "dead"),
    "superseded": Text("đã thay thế", "superseded"),
    "rejected": Text("đã bác", "rejected"),
}
HAPPENINGS = DELIVERIES | {
    "read": Text("đã đọc", "read"),
    "planned": Text("đã lập việc", "planned"),
    "sent": Text("đã gửi", "sent"),
    "mismatch_opened": Text("phát hiện lệch", "mismatch opened"),
    "mismatch_closed": Text("hết lệch", "mismatch closed"),
    "released": Text("được cho gửi", "released"),
    "rejected": Text("bị bác", "rejected"),
    "retried": Text("được gửi lại", "retried"),
    "discarded": Text("bị bỏ", "discarded"),
    "accepted": Text("lệch được chấp nhận", "mismatch accepted"),
    "reopened": Text("lệch được mở lại", "mismatch reopened"),
}
RULES = {
    "propose": Text("chế độ đề xuất", "mode propose"),
    "create": Text("hồ sơ mới", "new dossier"),
    "final_state": Text("trạng thái kết thúc", "final state"),
    "both_moved": Text("hai bên cùng sửa", "both sides moved"),
    "pause_order": Text("thứ tự tạm dừng", "order of a pause"),
    "finish_backdated": Text("kết thúc ghi lùi ngày", "backdated finish"),
    "stale_notice": Text("tin nhắn về việc cũ", "stale notice"),
    "unreadable_field": Text("trường không đọc được", "unreadable field"),
    "code_collision": Text("trùng mã hồ sơ", "code collision"),
    "code_repaired": Text("mã hồ sơ phải sửa", "repaired code"),
    "look_up_failed": Text("không tra cứu được", "look-up failed"),
    "brake_actions": Text("phanh: quá nhiều việc", "brake: too many actions"),
    "brake_share": Text("phanh: quá nhiều hồ sơ", "brake: too large a share"),
    "brake_enumeration": Text("phanh: danh sách hụt", "brake: fewer dossiers"),
    "brake_gap": Text("phanh: lâu không đồng bộ", "brake: long gap"),
    "canary": Text("chưa kiểm chứng được lần gửi đầu", "first deliveries unproved"),
}
CASE_STATES = {
    "open": Text("đang mở", "open"),
    "accepted": Text("đã chấp nhận", "accepted"),
    "closed": Text("đã đóng", "closed"),
}
SEVERITIES = {
    "critical": Text("nghiêm trọng", "critical"),
    "high": Text("cao", "high"),
    "medium": Text("vừa", "medium"),
    "low": Text("thấp", "low"),
}
MOVED = {
    "source": Text("chuyên ngành", "source"),
    "target": Text("một cửa", "target"),
    "both": Text("cả hai", "both"),
    "reverted": Text("một cửa sửa ngược lại", "reverted"),
    "unknown": Text("chưa rõ", "unknown"),
}
FIELDS = {name: Text(*said) for name, said in FIELD_LABELS.items()}
#: The fields of a stored record, those of its parts, and what only its reading adds.
PARTS = (
    {name: Text(*said) for name, said in PART_LABELS.items()}
    | FIELDS
    | {
        "unknown": Text("chữ chưa khai nghĩa", "words without a meaning"),
        "repairs": Text("đã sửa khi đọc", "repaired when read"),
    }
)
#: field → its closed set of words.
WORDS = {name: {word: Text(*said) for word, said in words.items()} for name, words in WORD_LABELS.items()}


def of_field(reason: str, language: str) -> str:
    """A reason in the reader's language; the field that it begins with, if it does, by its label."""
    field, colon, rest = reason.partition(": ")
    if colon and field in FIELDS:
        return f"{label(FIELDS, field, language)}: {said_in(rest, language)}"
    return said_in(reason, language)


def label(words: dict[str, Text], value: object, language: str) -> str:
    """The word shown; the value itself where it has none."""
    found = words.get(str(value))
    return str(value) if found is None else found.told(language)
