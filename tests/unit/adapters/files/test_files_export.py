"""An export of the one-stop as a target: read and compared in full, and never written."""

from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from connector.adapters.files.settings import FilesSystemSettings, FilesTargetSettings
from connector.adapters.files.target import FilesTarget, make_target
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, RefusedError
from connector.domain.status import Status
from connector.domain.times import parse_vn
from connector.domain.window import Window
from connector.ports import RecordWrite

COLUMNS = {
    "code": "Mã hồ sơ",
    "applicant_name": "Chủ hồ sơ",
    "received_at": "Ngày tiếp nhận",
    "due_at": "Ngày hẹn trả",
}
STATUS = {"path": "Trạng thái", "values": {"Đang xử lý": 4, "Đã xử lý xong": 9, "Đã trả kết quả": 10}}
HEADER = ("Mã hồ sơ", "Chủ hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Trạng thái")


def line(number: int, day: str = "05/01/2026", due: str | None = "12/01/2026", status: str = "Đang xử lý") -> tuple:
    return (f"H13.22-2601{day[:2]}-{number:04}", "Giả Định", day, due, status)


@pytest.fixture
def export(context):
    def make(path: str = "mot-cua.xlsx", **link) -> FilesTarget:
        keys = {"columns": COLUMNS, "map": {"status": STATUS}} | link
        system = {"system": "onestop", "adapter": "files", "path": path}
        return make_target(
            FilesSystemSettings.model_validate(system, context={"home": context.home}),
            FilesTargetSettings.model_validate(keys),
            context,
        )

    return make


def codes(target: FilesTarget, first: date, last: date) -> list[str]:
    return [reading.dossier.code for batch in target.enumerate(Window(first, last)) for reading in batch]


def test_a_dossier_is_told_with_every_mapped_field(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[("DANH SÁCH HỒ SƠ",), HEADER, line(1), line(2, due=None, status="Đã xử lý xong")])
    target = export()
    reading = target.look_up("H13.22-260105-0002")
    assert reading.dossier == Dossier(
        code="H13.22-260105-0002",
        applicant_name="Giả Định",
        received_at=parse_vn("05/01/2026"),
        status=Status.FINISHED,
        status_label="Đã xử lý xong",
    )
    assert reading.readable == {"code", "applicant_name", "received_at", "due_at", "status"}
    assert target.look_up("H13.22-260105-0003") is None


def test_it_declares_what_the_map_tells_and_nothing_else(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, line(1)])
    capabilities = export().capabilities
    assert capabilities.fields == {"code", "applicant_name", "received_at", "due_at", "status"}
    assert capabilities.words == {"status": {Status.PROCESSING, Status.FINISHED, Status.RETURNED}}
    assert (capabilities.writable, capabilities.enumerable) == (False, True)


def test_without_a_day_of_receipt_it_cannot_be_enumerated(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, line(1)])
    target = export(columns={"code": "Mã hồ sơ"})
    assert not target.capabilities.enumerable
    with pytest.raises(NotImplementedError):
        list(target.enumerate(Window(date(2026, 1, 1), date(2026, 1, 31))))


def test_windows_share_no_dossier_and_leave_none_out(export, book) -> None:
    days = [f"{day:02}/01/2026" for day in range(1, 29)] * 40
    book("mot-cua.xlsx", Xuất=[HEADER, *(line(number, day) for number, day in enumerate(days))])
    target = export()
    whole = codes(target, date(2026, 1, 1), date(2026, 1, 31))
    parts = [code for day in range(1, 32) for code in codes(target, date(2026, 1, day), date(2026, 1, day))]
    assert len(whole) == len(days)
    assert sorted(parts) == sorted(whole)
    assert target.requests == 1


def test_a_dossier_told_twice_is_one_as_its_later_line_says(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, line(1), line(2), line(1, status="Đã trả kết quả")])
    target = export()
    assert codes(target, date(2026, 1, 1), date(2026, 1, 31)) == ["H13.22-260105-0002", "H13.22-260105-0001"]
    assert target.look_up("H13.22-260105-0001").dossier.status is Status.RETURNED


def test_the_other_writing_of_a_code_is_found(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, ("000.00.22.H13-260105-0001", *line(1)[1:])])
    assert export().look_up("H13.22-260105-0001").dossier.code == "000.00.22.H13-260105-0001"


def test_two_rows_that_are_the_same_code_in_two_writings_are_no_answer(export, book) -> None:
    rows = [(code, *line(1)[1:]) for code in ("000.00.22.H13-260105-0001", "H13.22.00-260105-0001")]
    book("mot-cua.xlsx", Xuất=[HEADER, *rows])
    with pytest.raises(BrokenAnswerError, match="nhiều dòng"):
        export().look_up("H13.22-260105-0001")


def test_a_value_that_cannot_be_read_leaves_only_its_field_untold(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, line(1, due="sắp tới")])
    reading = export().look_up("H13.22-260105-0001")
    assert reading.readable == {"code", "applicant_name", "received_at", "status"}
    assert reading.dossier.due_at is None
    assert reading.dossier.status is Status.PROCESSING


def test_a_dossier_without_a_readable_day_is_enumerated_by_its_code(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, ("H13.22-260105-0001", "Giả Định", "không rõ", None, "Đang xử lý")])
    assert codes(export(), date(2026, 1, 5), date(2026, 1, 5)) == ["H13.22-260105-0001"]


def test_a_column_that_the_file_lacks_is_untold_and_not_empty(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER[:3] + HEADER[4:], line(1)[:3] + line(1)[4:]])
    target = export(optional=["Ngày hẹn trả"])
    assert "due_at" not in target.look_up("H13.22-260105-0001").readable


def test_a_note_below_the_table_is_no_dossier(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, line(1), (None, "Tổng số: 1"), (None, "Người xuất", "01/06/2026")])
    assert codes(export(), date(2026, 1, 1), date(2026, 1, 31)) == ["H13.22-260105-0001"]


@pytest.mark.parametrize("code", [None, "1,23E+10"])
def test_a_row_of_no_known_dossier_makes_every_answer_an_error(export, book, code) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, line(1), (code, *line(2)[1:])])
    target = export()
    with pytest.raises(BrokenAnswerError) as refused:
        target.look_up("H13.22-260105-0001")
    assert refused.value.where == "mot-cua.xlsx, trang Xuất, dòng 3"
    assert "Giả Định" not in refused.value.what
    with pytest.raises(BrokenAnswerError):
        codes(target, date(2026, 1, 1), date(2026, 1, 31))


def test_a_missing_export_is_trouble_and_no_absence(export, tmp_path: Path) -> None:
    target = export("chua-co.xlsx")
    for ask in (target.probe, lambda: target.look_up("H13.22-260105-0001")):
        with pytest.raises(BrokenAnswerError, match=r"chua-co\.xlsx"):
            ask()


def test_every_write_is_refused_for_good_before_any_file_is_opened(export, tmp_path: Path) -> None:
    target = export("chua-co.xlsx")
    write = RecordWrite(create=True, code="m", record=Dossier(code="m"), known=frozenset({"code"}))
    with pytest.raises(RefusedError, match="chỉ đọc") as refused:
        target.write_record(write)
    assert refused.value.final
    with pytest.raises(RefusedError, match="chỉ đọc"):
        target.append_steps("m", ())
    assert target.requests == 0


def test_a_newer_export_is_what_stands_now(export, book) -> None:
    book("mot-cua.xlsx", Xuất=[HEADER, line(1)])
    target = export()
    assert target.look_up("H13.22-260105-0001").dossier.status is Status.PROCESSING
    book("mot-cua.xlsx", Xuất=[HEADER, line(1, status="Đã xử lý xong"), line(2)])
    assert target.look_up("H13.22-260105-0001").dossier.status is Status.FINISHED
    assert target.look_up("H13.22-260105-0002") is not None


def test_a_target_has_no_cursor() -> None:
    with pytest.raises(ValidationError, match="cursor"):
        FilesTargetSettings.model_validate({"columns": COLUMNS, "cursor": {"field": "a", "key": "b"}})
