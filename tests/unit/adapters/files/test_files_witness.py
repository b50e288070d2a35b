"""An export of a further system as a witness: read whole, looked up by code; what cannot be read of it is said."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from connector.adapters.files.settings import FilesWitnessSettings
from connector.adapters.files.witness import ExportWitness, make_witness
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError
from connector.domain.status import Status
from connector.domain.times import parse_vn
from connector.ports import Covers, Rejection, Testimony

HEADER = ("Mã hồ sơ", "Chủ hồ sơ", "Ngày tiếp nhận", "Trạng thái")
MAP = {
    "code": "Mã hồ sơ",
    "applicant_name": "Chủ hồ sơ",
    "received_at": "Ngày tiếp nhận",
    "status": {"path": "Trạng thái", "values": {"Đang xử lý": 4, "Đã xử lý xong": 9}},
}


def code(number: int) -> str:
    return f"H13.22-260105-{number:04}"


def line(number: int, day: Any = "05/01/2026", status: str = "Đang xử lý") -> tuple[Any, ...]:
    return (code(number), "Giả Định", day, status)


@pytest.fixture
def export(context):
    def make(path: str = "xuat/*.xlsx", **keys: Any) -> ExportWitness:
        settings = FilesWitnessSettings.model_validate(
            {"path": path, "map": MAP} | keys, context={"home": context.home}
        )
        return make_witness(None, settings, Covers(), context, name="files")

    return make


@pytest.fixture
def written(book, tmp_path: Path):
    """Write one export of these rows under its header."""
    (tmp_path / "xuat").mkdir()

    def write(*rows: tuple[Any, ...], name: str = "khac.xlsx") -> Path:
        return book(f"xuat/{name}", Xuất=[("DANH SÁCH HỒ SƠ",), HEADER, *rows])

    return write


def told(witness: ExportWitness) -> list[Testimony | Rejection]:
    return [one for batch in witness.enumerate() for one in batch]


def rejections(witness: ExportWitness) -> list[Rejection]:
    return [one for one in told(witness) if isinstance(one, Rejection)]


def test_a_dossier_is_told_with_its_place_and_every_mapped_field(export, written) -> None:
    written(line(1), line(2, status="Đã xử lý xong"))
    witness = export()
    found = witness.look_up(code(2))
    assert found.dossier == Dossier(
        code=code(2),
        applicant_name="Giả Định",
        received_at=parse_vn("05/01/2026"),
        status=Status.FINISHED,
        status_label="Đã xử lý xong",
    )
    assert found.readable == {"code", "applicant_name", "received_at", "status"}
    assert found.where == "xuat/khac.xlsx, trang Xuất, dòng 4"
    assert witness.look_up(code(3)) is None
    assert (witness.kind, witness.enumerable) == ("export", True)


def test_every_file_is_read_once_however_often_it_is_asked(export, written) -> None:
    written(line(1))
    written(line(2), name="khac2.xlsx")
    witness = export()
    witness.probe()
    assert [witness.look_up(code(number)) is not None for number in (1, 2, 3)] == [True, True, False]
    assert [one.dossier.code for one in told(witness)] == [code(1), code(2)]
    assert witness.requests == 2


def test_a_newer_export_is_read_anew_and_a_later_line_is_the_newer(export, written) -> None:
    written(line(1), line(1, status="Đã xử lý xong"))
    witness = export()
    assert witness.look_up(code(1)).dossier.status is Status.FINISHED
    written(line(1), line(2))
    assert witness.look_up(code(1)).dossier.status is Status.PROCESSING


def test_it_is_found_under_the_other_writing_of_its_code(export, written) -> None:
    written(("h13.22-260105-0001", "Giả Định", "05/01/2026", "Đang xử lý"))
    assert export().look_up(code(1)).dossier.code == "h13.22-260105-0001"


@pytest.mark.parametrize(
    ("row", "field", "quoted"),
    [(line(2, day="hôm nào"), "received_at", "hôm nào"), (line(2, status="Chờ xem"), "status", "Chờ xem")],
)
def test_a_value_that_cannot_be_read_is_listed_and_its_row_stands_without_it(
    export, written, row: tuple[Any, ...], field: str, quoted: str
) -> None:
    written(line(1), row)
    witness = export()
    (rejection,) = rejections(witness)
    assert (rejection.code, rejection.field) == (code(2), field)
    assert rejection.where == "xuat/khac.xlsx, trang Xuất, dòng 4"
    assert quoted in rejection.reason
    assert rejection.raw["Mã hồ sơ"] == code(2)
    assert getattr(witness.look_up(code(2)).dossier, field) is None


def test_a_row_without_a_readable_code_is_listed_and_a_remark_below_is_none(export, written) -> None:
    written(line(1), (None, "Giả Định", "05/01/2026", "Đang xử lý"), (None, "Người lập bảng"))
    (rejection,) = rejections(export())
    assert (rejection.code, rejection.field) == (None, "code")
    assert "Giả Định" not in rejection.reason


def test_an_export_without_a_dossier_is_said_and_says_nothing_else(export, written) -> None:
    written()
    witness = export()
    (rejection,) = told(witness)
    assert (rejection.where, rejection.field) == ("xuat/*.xlsx", None)
    assert "không có hồ sơ nào" in rejection.reason
    assert witness.look_up(code(1)) is None


def test_a_missing_export_is_no_empty_one(export) -> None:
    with pytest.raises(BrokenAnswerError, match=r"xuat/\*\.xlsx"):
        export().look_up(code(1))


def test_a_half_written_export_answers_nothing_although_it_did_before(export, written) -> None:
    path = written(*map(line, range(1, 40)))
    witness = export()
    assert witness.look_up(code(1)) is not None
    path.write_bytes(path.read_bytes()[:1500])
    for ask in (witness.probe, lambda: witness.look_up(code(1)), lambda: told(witness)):
        with pytest.raises(BrokenAnswerError):
            ask()


def test_a_missing_column_is_an_error_and_an_optional_one_is_not(export, book, tmp_path: Path) -> None:
    (tmp_path / "xuat").mkdir()
    book("xuat/khac.xlsx", Xuất=[HEADER[:3], line(1)[:3]])
    with pytest.raises(BrokenAnswerError, match="Trạng thái"):
        export().probe()
    found = export(optional=["Trạng thái"]).look_up(code(1))
    assert found.readable == {"code", "applicant_name", "received_at"}


def test_a_column_of_months_first_is_asked_about_as_of_any_export(export, written) -> None:
    written(line(1, day="01/25/2026"))
    with pytest.raises(BrokenAnswerError, match="tháng trước ngày"):
        export().probe()


def test_a_path_is_wanted_and_the_short_form_of_a_map_will_do(context) -> None:
    with pytest.raises(ValidationError, match="path"):
        FilesWitnessSettings.model_validate({"map": MAP}, context={"home": context.home})
    short = {"path": "a.xlsx", "columns": {"code": "Mã hồ sơ"}}
    assert FilesWitnessSettings.model_validate(short, context={"home": context.home}).map.told.keys() == {"code"}
    assert FilesWitnessSettings.model_json_schema()["required"] == ["path"]


def test_nobody_is_named_by_its_repr_or_its_errors(export, written) -> None:
    written(line(1), (code(2), "Giả Định", "Giả Định", "Đang xử lý"))
    witness = export()
    assert "Giả Định" not in repr(told(witness))
    assert all("Giả Định" not in one.reason for one in rejections(witness))
