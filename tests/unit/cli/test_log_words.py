"""Every field that a line of the log may carry has a name in both languages, and so has every value of a closed set."""

from dataclasses import fields

from connector.cli.labels import PARTS, WORDS
from connector.cli.log_text import line_text
from connector.cli.log_words import KEYS
from connector.domain.dossier import DETAIL_FIELDS, FIELDS
from connector.observe.events import CONTEXT_FIELDS, Event

#: Shown otherwise: as the lines under the line.
_UNDER_IT = {"traceback"}


def test_every_field_of_every_event_has_its_words():
    carried = set(CONTEXT_FIELDS).union(*(event.fields for event in Event)) - _UNDER_IT
    assert not carried - KEYS.keys()


def test_every_field_of_a_record_and_of_its_parts_has_its_words():
    parts = {field.name for detail in DETAIL_FIELDS.values() for field in fields(detail)}
    assert not {*FIELDS, *parts, *WORDS} - PARTS.keys()


def test_a_run_that_ended_is_told_in_words_without_its_zeros():
    line = {
        "event": "run.finished",
        "level": "info",
        "link": "dau-tu",
        "outcome": "partial",
        "agreement": "new",
        "read": 16,
        "held": 0,
        "dead": 1,
        "mismatches": {"target_behind": 2},
        "requests": {"source": 3, "target": 18},
        "reason": "",
        "run": "r1",
    }
    assert line_text(line, "vi").partition("] ")[2] == (
        "luồng: dau-tu; kết quả: Làm chưa hết; đối chiếu: Có lệch mới hoặc việc mới chờ duyệt; đọc: 16; "
        "cần người xử lý: 1; đang lệch: Trạng thái một cửa chậm hơn chuyên ngành 2; "
        "số lần gọi: chuyên ngành 3, một cửa 18; lượt: r1"
    )
    assert "create: no; fields: status, due" in line_text(
        {"event": "delivery.sent", "create": False, "fields": ["status", "due_at"]}, "en"
    )
