"""Control slips as somebody types them in: one line for each hand-over of a dossier."""

from collections.abc import Sequence
from datetime import timedelta
from types import MappingProxyType

from connector.testing.exam.bench import IN_A_FILE
from connector.testing.exam.benches.register import PaperBench
from connector.testing.exam.benches.tables import cell, write_book
from connector.testing.exam.rows import Row

_HEADER = (
    *("Mã hồ sơ", "Thứ tự", "Tên cơ quan giao", "Thời gian giao", "Tên cơ quan nhận", "Thời gian nhận"),
    *("Kết quả", "Ghi chú"),
)
_PLACES = ("Bộ phận Một cửa", "Phòng Quản lý đầu tư")


class ControlSlipBench(PaperBench):
    """The hand-overs stand for the dossier's steps; what they say of them is asked by the adapter's own tests."""

    kind = "control_slip"
    tells = frozenset({"code"})
    text_field = None
    unreadable = MappingProxyType({"steps": "chiều hôm đó"})
    cannot = MappingProxyType(
        {
            **IN_A_FILE,
            "B5": "its cells are read by the same code as a register's",
            "text": "a slip names no person and nothing else of the record",
        }
    )

    def write(self, rows: Sequence[Row]) -> None:
        lines = (_hand_over(row, number) for row in rows for number in (1, 2))
        write_book(self.file, [("PHIẾU KIỂM SOÁT QUÁ TRÌNH",), _HEADER, *lines], sheet="Phiếu")


def _hand_over(row: Row, number: int) -> tuple[str | float | None, ...]:
    at = row.dossier.received_at
    if at is None:
        raise ValueError("a row of the exam was received")
    given = at + timedelta(hours=number)
    taken = row.odd.get("steps", cell(given + timedelta(hours=1)))
    one, other = _PLACES if number == 1 else _PLACES[::-1]
    return (row.code, number, one, cell(given), other, taken, "Đúng hạn", None)
