"""The workbooks of a worklist: cells that stay what they are, columns and dates as the one-stop wants them, and a list
that everybody can work off."""

from datetime import datetime
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from connector.adapters.worklist.settings import WorklistSystemSettings
from connector.domain.dossier import Dossier, Step
from connector.domain.status import Status
from connector.domain.times import parse_vn
from connector.ports import Reading, RecordWrite
from unit.adapters.worklist.conftest import CODE, COLUMNS, line

KNOWN = frozenset({"code", "status", "due_at", "applicant_name", "applicant_id", "procedure_code", "received_at"})


def write(
    number: int = 1, *, create: bool = False, before: Dossier | None = None, source: Dossier | None = None, **values
):
    code = f"H13.22-260302-{number:04}"
    told = {
        "status": Status.FINISHED,
        "due_at": parse_vn("20/03/2026 17:00"),
        "applicant_name": f"Người Thử {number}",
        "applicant_id": f"0002990{number:05}",
        "procedure_code": "1.009748",
        "received_at": parse_vn("02/03/2026"),
    } | values
    reading = None if create else Reading(dossier=before or Dossier(code=code), readable=KNOWN)
    record = Dossier(code=code, **told)
    known = frozenset(told) | {"code"}
    return RecordWrite(create=create, code=code, record=record, known=known, reading=reading, source=source)


@pytest.fixture
def asked(office):
    """Ask for these writes, and give the office."""

    def ask(*writes: RecordWrite, steps=(), **link):
        office.export(line(1))
        target = office.target(**link)
        for each in writes:
            target.write_record(each)
            if steps:
                target.append_steps(each.code, steps)
        return office

    return ask


def test_codes_and_numbers_are_text_and_nothing_is_a_formula(asked) -> None:
    office = asked(write(applicant_name="=1+1", applicant_id="000299000001", procedure_code="+1.009750"))
    (row,) = office.imported()
    assert row["Chủ hồ sơ"] == "=1+1"
    assert (row["Số giấy tờ"], row["Mã TTHC"], row["Mã hồ sơ"]) == ("000299000001", "+1.009750", CODE)
    packed = (office.home / "viec" / "nhap-mot-cua.xlsx").read_bytes()
    assert b"<f>" not in _sheet_xml(packed)


def _sheet_xml(packed: bytes) -> bytes:
    import io  # noqa: PLC0415
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist() if "worksheets/" in name)


def test_the_columns_of_the_export_and_its_words_are_the_imports_by_default(asked) -> None:
    (row,) = asked(write()).imported()
    assert set(row) == {*COLUMNS.values(), "Trạng thái"}
    assert row["Trạng thái"] == "Đã xử lý xong"
    assert (row["Ngày hẹn trả"], row["Ngày tiếp nhận"]) == ("20/03/2026 17:00", "02/03/2026")


def test_the_one_stops_import_may_want_other_columns_words_and_dates(office) -> None:
    office.system = {
        "import": {
            "columns": {"status": "TrangThai", "code": "MaHoSo", "due_at": "NgayHenTra", "received_at": "NgayTiepNhan"},
            "words": {"status": {"9": "DA_XONG"}},
            "dates": "%Y-%m-%d %H:%M:%S",
            "days": "excel",
            "sheet": "Import",
            "step_columns": {"at": "ThoiDiem", "status": "TT", "code": "MaHoSo"},
        }
    }
    office.export(line(1))
    target = office.target()
    target.write_record(write())
    target.append_steps(CODE, (Step(at=parse_vn("05/03/2026 09:00"), status=Status.FINISHED),))
    book = CalamineWorkbook.from_path(office.home / "viec" / "nhap-mot-cua.xlsx")
    assert book.get_sheet_by_name("Import").to_python() == [
        ["TrangThai", "MaHoSo", "NgayHenTra", "NgayTiepNhan"],
        ["DA_XONG", CODE, "2026-03-20 17:00:00", datetime(2026, 3, 2).date()],  # noqa: DTZ001
    ]
    assert book.get_sheet_by_name("Tiến độ").to_python() == [
        ["ThoiDiem", "TT", "MaHoSo"],
        ["2026-03-05 09:00:00", "DA_XONG", CODE],
    ]


def test_what_is_not_known_is_left_empty(asked) -> None:
    bare = RecordWrite(
        create=True,
        code=CODE,
        record=Dossier(code=CODE, status=Status.PROCESSING, applicant_name="Người Thử"),
        known=frozenset({"code", "status"}),
    )
    (row,) = asked(bare).imported()
    assert (row["Chủ hồ sơ"], row["Trạng thái"]) == ("", "Đang xử lý")


def test_the_list_is_by_division_and_officer_the_soonest_due_first(asked) -> None:
    def of(number: int, due: str | None, division: str, officer: str) -> RecordWrite:
        source = Dossier(code="m", department=division, officer=officer)
        return write(number, due_at=None if due is None else parse_vn(due), source=source)

    office = asked(
        of(1, "25/03/2026", "Phòng Lao động", "Cán Bộ B"),
        of(2, None, "Phòng Lao động", "Cán Bộ A"),
        of(3, "20/03/2026", "Phòng Lao động", "Cán Bộ A"),
        of(4, "21/03/2026", "Phòng Đầu tư: / cấp phép và quản lý doanh nghiệp", "Cán Bộ C"),
        of(5, "19/03/2026", "Phòng Lao động", "Cán Bộ B"),
    )
    told = {name: [(row["Cán bộ"], row["Mã hồ sơ"][-1]) for row in rows] for name, rows in office.to_do().items()}
    assert told == {
        "Phòng Lao động": [("Cán Bộ B", "5"), ("Cán Bộ B", "1"), ("Cán Bộ A", "3"), ("Cán Bộ A", "2")],
        "Phòng Đầu tư    cấp phép và quả": [("Cán Bộ C", "4")],
    }
    summary = office.sheets("viec-can-lam.xlsx")["Tổng hợp"]
    assert [row[:4] for row in summary[1:]] == [
        ["Phòng Lao động", "Cán Bộ B", "2", "19/03/2026"],
        ["Phòng Lao động", "Cán Bộ A", "2", "20/03/2026"],
        ["Phòng Đầu tư: / cấp phép và quản lý doanh nghiệp", "Cán Bộ C", "1", "21/03/2026"],
    ]


def test_the_advice_says_what_to_change_from_what_to_what(asked) -> None:
    before = Dossier(
        code=CODE,
        status=Status.RECEIVED,
        due_at=parse_vn("20/03/2026 17:00"),
        applicant_name="Người Thử Một",
        applicant_id="000299000001",
        procedure_code="1.009748",
        received_at=parse_vn("02/03/2026"),
    )
    step = Step(
        at=parse_vn("05/03/2026 09:00"), status=Status.FINISHED, department="Phòng Lao động", officer="Cán Bộ A"
    )
    office = asked(write(before=before, applicant_name="Người Thử Hai"), steps=(step,))
    ((row,),) = office.to_do().values()
    assert row["Việc cần làm trên một cửa"].splitlines() == [
        "Sửa trạng thái: Được tiếp nhận → Đã xử lý xong.",
        "Sửa tên chủ hồ sơ: Người T. M. → Người T. H..",
        "Ghi thêm tiến độ: 05/03/2026 09:00, Đã xử lý xong.",
    ]
    assert (row["Cán bộ"], row["Hạn trả"]) == ("Cán Bộ A", "20/03/2026 17:00")
    assert row["Chủ hồ sơ"] == "Người T. H."


def test_two_divisions_whose_names_begin_alike_have_a_sheet_each(asked) -> None:
    long = "Phòng Quản lý doanh nghiệp và lao động khu "
    office = asked(*(write(n, source=Dossier(code="m", department=f"{long}{n}")) for n in (1, 2)))
    assert len(office.to_do()) == 2
    assert sorted(office.codes()) == [CODE, "H13.22-260302-0002"]


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"out": "xuat"}, "khác nơi có tệp xuất"),
        ({"path": "xuat", "out": "xuat"}, "khác nơi có tệp xuất"),
        ({"path": "xuat/mot-cua.xlsx", "out": "xuat"}, "khác nơi có tệp xuất"),
        ({"path": "xuat/**/*.xlsx", "out": "xuat/viec"}, "khác nơi có tệp xuất"),
        ({"import": {"dates": "dd/MM/yyyy"}}, "strptime"),
        ({"import": {"columns": {"steps": "Tiến độ"}}}, "steps"),
        ({"import": {"step_columns": {}}}, "at least 1"),
    ],
)
def test_keys_that_cannot_work_are_refused(tmp_path: Path, keys, told) -> None:
    written = {"system": "onestop", "adapter": "worklist", "path": "xuat/*.xlsx", "out": "viec"} | keys
    with pytest.raises(ValueError, match=told):
        WorklistSystemSettings.model_validate(written, context={"home": tmp_path})


def test_a_state_must_be_readable(office) -> None:
    office.export(line(1))
    with pytest.raises(ValueError, match="status"):
        office.target(map={})
