"""The page of events for operators: ``python -m connector.observe.events_page > docs/events.md``."""

import sys

from connector.observe.event_actions import TO_DO
from connector.observe.events import CONTEXT_FIELDS, ENTRIES, Event

_OPENING = """\
# Sự kiện trong nhật ký · Events in the log

<!-- Trang này sinh ra từ connector/observe/events.py: python -m connector.observe.events_page > docs/events.md -->

Mỗi dòng nhật ký là một đối tượng JSON có `ts` (giờ Việt Nam, +07:00), `level`, `event` và, khi có, {context}.
Tên sự kiện và tên trường là giao ước: đổi tên là thay đổi không tương thích. Không sự kiện nào mang dữ liệu cá nhân
hay mật khẩu; chữ do hệ thống khác viết (`error`, `message`, `reason`, …) được lọc trước khi ghi. Sự cố được nói một
lần khi bắt đầu (`system.down`) và một lần khi hết (`system.up`).

Every line is a JSON object with `ts` (+07:00), `level`, `event` and, where they apply, {context}. Event and field
names are a contract. No event carries personal data or a secret; foreign text is scrubbed before it is written. A
field that does not belong to its event is left out and named under `dropped`.

Cột *việc cần làm* trống nghĩa là không cần ai làm gì. / An empty *to do* means that nobody is needed.

| event | level | nghĩa | việc cần làm | meaning | to do | fields |
|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The whole page, in Markdown."""
    context = ", ".join(f"`{name}`" for name in CONTEXT_FIELDS)
    return _OPENING.format(context=context) + "".join(_row(event) for event in Event)


def _row(event: Event) -> str:
    entry = ENTRIES[event]
    fields = ", ".join(f"`{name}`" for name in sorted(entry.fields))
    todo = TO_DO.get(event)
    vi, en = ("", "") if todo is None else todo
    return f"| `{event}` | {entry.level} | {entry.vi} | {vi} | {entry.en} | {en} | {fields} |\n"


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
