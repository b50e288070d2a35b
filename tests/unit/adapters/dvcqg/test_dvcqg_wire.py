"""The words of the wire, and that what is written is what is read back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.adapters.dvcqg import wire
from connector.adapters.dvcqg.reading import RowReader
from connector.adapters.dvcqg.settings import DvcqgSystemSettings
from connector.domain.dossier import Document, Dossier, Fee, Step, Supplement
from connector.domain.status import Status
from connector.domain.text import display
from connector.domain.times import ZONE

KEYS: dict[str, Any] = {
    "system": "o",
    "adapter": "dvcqg",
    "url": "http://x",
    "username": "u",
    "password": "p",
    "madonvi": "m",
    "dstcode": "d",
}
AT = datetime(2026, 3, 2, 8, 30, 5, tzinfo=ZONE)

TEXT = st.text(st.characters(blacklist_categories=["C"]), max_size=80).map(display).filter(bool)
MOMENT = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001  # the zone is given next
    lambda at: at.replace(microsecond=0, tzinfo=ZONE)
)


def reader(**keys: Any) -> RowReader:
    return RowReader(DvcqgSystemSettings(**(KEYS | keys)))


def row_of(dossier: Dossier, generation: int) -> dict[str, Any]:
    """What a system tells that keeps exactly what it was sent."""
    told = {
        column.wire: encoded
        for column in wire.columns(generation)
        if column.name and (encoded := wire.encode(column.name, getattr(dossier, column.name), generation)) is not None
    }
    steps = wire.encode_steps(dossier.code, dossier.steps or ())
    return orjson.loads(orjson.dumps(told | {"MaHoSo": dossier.code, "TienDo": steps}))


DOSSIERS = st.builds(
    Dossier,
    code=st.just("000.00.00.H00-260302-0001"),
    receipt_number=st.none() | TEXT,
    procedure_name=st.none() | TEXT,
    applicant_name=st.none() | TEXT,
    applicant_type=st.sampled_from([None, "individual", "business", "state", "organization"]),
    applicant_id=st.sampled_from([None, "000123456789", "000123456"]),
    summary=st.none() | TEXT | st.just("x" * 1001),
    channel=st.sampled_from([None, "direct", "online", "post"]),
    status=st.none() | st.sampled_from(Status),
    submitted_at=st.none() | MOMENT,
    received_at=st.none() | MOMENT,
    due_at=st.none() | MOMENT,
    finished_at=st.none() | MOMENT,
    returned_at=st.none() | MOMENT,
    rejected_at=st.none() | MOMENT,
    return_method=st.sampled_from([None, "direct", "post"]),
    fees=st.none() | st.lists(st.builds(Fee, name=TEXT, amount=st.just("150000")), max_size=2).map(tuple),
    documents=st.none()
    | st.lists(st.builds(Document, name=TEXT, url=TEXT, digitised=st.booleans()), max_size=2).map(tuple),
    results=st.none() | st.lists(st.builds(Document, name=TEXT, code=TEXT), max_size=2).map(tuple),
    supplements=st.none() | st.lists(st.builds(Supplement, requested_at=MOMENT, content=TEXT), max_size=2).map(tuple),
    steps=st.lists(
        st.builds(Step, at=MOMENT, status=st.sampled_from(Status), officer=st.none() | TEXT, content=TEXT), max_size=3
    ).map(tuple),
    digitised=st.none() | st.booleans(),
    paid_online=st.none() | st.booleans(),
)  # fmt: skip


@settings(max_examples=60)
@given(DOSSIERS, st.sampled_from([2020, 2022]))
def test_what_is_written_is_what_is_read_back(dossier: Dossier, generation: int) -> None:
    reading = reader(generation=generation).read(row_of(dossier, generation), dossier.code)
    names = {column.name for column in wire.columns(generation) if column.name}
    for name in names - {"code", "documents"}:
        sent, told = getattr(dossier, name), getattr(reading.dossier, name)
        if isinstance(sent, str) and name in wire.LIMITS:
            sent = wire.LIMITS[name].cut(sent)
        assert told == sent
        assert (name in reading.readable) is (sent is not None)
    cut = [replace(s, officer=s.officer and wire.STEP_LIMITS["officer"].cut(s.officer)) for s in dossier.steps or ()]
    assert list(reading.dossier.steps or ()) == cut


@given(DOSSIERS, st.sampled_from([2020, 2022]))
@settings(max_examples=30)
def test_every_scalar_goes_as_text(dossier: Dossier, generation: int) -> None:
    def all_text(value: Any) -> bool:
        if isinstance(value, dict):
            return all(all_text(one) for one in value.values())
        return all(all_text(one) for one in value) if isinstance(value, list) else isinstance(value, str)

    assert all_text(row_of(dossier, generation))


@pytest.mark.parametrize("length", [0, 1, 994, 995, 996, 999, 1000, 1001, 5000])
def test_a_long_summary_keeps_its_beginning_and_says_so(length: int) -> None:
    text = "ộ" * length
    cut = wire.LIMITS["summary"].cut(text)
    assert cut == (text if length <= 1000 else "ộ" * 995 + "...")
    assert wire.LIMITS["summary"].cut(cut) == cut


@pytest.mark.parametrize("length", [50, 51, 200])
def test_a_long_officer_name_keeps_46_characters(length: int) -> None:
    step = wire.encode_steps("x", [Step(at=AT, status=Status.PROCESSING, officer="n" * length)])[0]
    assert step["NguoiXuLy"] == ("n" * 50 if length == 50 else "n" * 46 + "...")


def test_file_names_are_cut_at_their_limits() -> None:
    assert len(wire.encode("documents", (Document(name="t" * 5000),), 2022)[0]["TenTepDinhKem"]) == 4000
    assert len(wire.encode("results", (Document(name="t" * 5000),), 2022)[0]["TenGiayTo"]) == 2000


@given(st.text(max_size=1200).map(lambda text: display(text + " " * 3 + text)))
@settings(max_examples=60)
def test_a_cut_text_survives_being_read(text: str) -> None:
    """A reader trims; what was sent must then still be the same."""
    for limit in (wire.LIMITS["summary"], wire.STEP_LIMITS["officer"], wire.Limit(40, 40)):
        assert display(limit.cut(text)) == limit.cut(text)


def test_times_go_in_vietnamese_time() -> None:
    assert wire.moment(datetime(2026, 3, 1, 18, 0, 59, 999999, tzinfo=UTC)) == "20260302010059"
    assert wire.moment(None) == ""


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("000123456789", [{"LoaiDinhDanh": "1", "SoDinhDanh": "000123456789"}]),
        ("000 123 456", [{"LoaiDinhDanh": "2", "SoDinhDanh": "000123456"}]),
        ("000000001", None),
        ("000000000000", None),
        ("0000000000", None),
        ("không có", None),
        (None, None),
    ],
)
def test_an_identity_is_told_only_if_it_is_one(number: str | None, expected: Any) -> None:
    assert wire.identities(Dossier(code="x", applicant_id=number)) == expected


def test_a_filler_is_not_known() -> None:
    assert wire.encode("applicant_id", "000000001", 2022) is None


def test_the_older_generation_has_fewer_words() -> None:
    older = {column.wire for column in wire.columns(2020)}
    newer = {column.wire for column in wire.columns(2022)}
    assert newer - older == {
        *("KenhThucHien", "SoGiayToChuHoSo", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID"),
        *("DuocThanhToanTrucTuyen", "NgayTuChoi", "NgayNopHoSo", "DinhDanhCHS", "DSKetNoiCSDL"),
    }
    assert older < newer


# ---------------------------------------------------------------- reading


def test_absent_is_unreadable_and_empty_is_known_to_be_empty() -> None:
    row = {"MaHoSo": "X-1", "NgayTra": "", "GhiChu": None, "TaiLieuNop": [], "TienDo": None, "TrangThaiHoSo": 4}
    reading = reader().read(row, "X-1")
    assert reading.readable == {"code", "returned_at", "note", "documents", "steps", "status"}
    assert (reading.dossier.returned_at, reading.dossier.documents, reading.dossier.steps) == (None, (), ())
    assert reading.dossier.status is Status.PROCESSING
    assert reading.raw == row


@pytest.mark.parametrize(
    ("row", "known"),
    [
        ({"CapNhatTienDoHoSoMC": []}, True),
        ({"DanhSachTienDo": []}, True),
        ({"tien_trinh": []}, True),
        ({"QuaTrinhXuLy": [], "LichSu": [{"ThoiDiemXuLy": "20260302081500", "TrangThai": "2"}]}, True),
        ({"LichSu": []}, False),
        ({"DanhSachTienDo": None}, False),
        ({"DanhSachTienDo": "đang xử lý"}, False),
    ],
)
def test_progress_without_a_step_is_known_by_its_name(row: dict[str, Any], known: bool) -> None:
    """Else a dossier on which nothing was done yet would show steps that nobody can read."""
    told = reader()
    reading = told.read(told.row(row), "X-1")
    assert ("steps" in reading.readable) is known
    assert reading.dossier.steps is None or len(reading.dossier.steps) == len(row.get("LichSu", ()))


def test_a_value_nobody_can_read_makes_its_field_unreadable_and_no_more() -> None:
    reading = reader().read({"MaHoSo": "X-1", "NgayTra": "hôm qua", "TrangThaiHoSo": "11", "ChuHoSo": "A"}, "X-1")
    assert reading.readable == {"code", "applicant_name"}
    assert reading.repeatable == {"returned_at", "status"}
    assert reading.dossier.unknown["status"] == "11"


def test_deleted_papers_are_not_there() -> None:
    row = {"TaiLieuNop": [{"TenTepDinhKem": "a", "IsDeleted": "True"}, {"TenTepDinhKem": "b", "IsDeleted": "False"}]}
    documents = reader().read(row, "X").dossier.documents
    assert [paper.name for paper in documents or ()] == ["b"]


def test_a_read_map_moves_fields_and_leaves_the_others() -> None:
    told = reader(
        read_map={
            "received_at": {"path": "Ngay.Nhan", "convert": "date_vn"},
            "status": {"path": "TT", "values": {"X": 9}},
        }
    )
    row = {"MaHoSo": "X-1", "Ngay": {"Nhan": "02/03/2026 08:30:00"}, "TT": "X", "TrangThaiHoSo": "4", "ChuHoSo": "A"}
    reading = told.read(row, "X-1")
    assert reading.dossier.received_at == AT - timedelta(seconds=5)
    assert (reading.dossier.status, reading.dossier.applicant_name) == (Status.FINISHED, "A")
    assert "received_at" not in told.read({"MaHoSo": "X-1", "Ngay": {}}, "X-1").readable
    assert "received_at" in told.read({"MaHoSo": "X-1", "Ngay": {"Nhan": ""}}, "X-1").readable


def test_capital_keys_are_read_only_if_so_configured() -> None:
    row = {"MAHOSO": "X-1", "TRANGTHAIHOSO": "4", "TIENDO": [{"THOIDIEMXULY": "20260302083005", "TRANGTHAI": "2"}]}
    assert reader().read(reader().row(row), "X-1").readable == frozenset()
    lenient = reader(ignore_key_case=True)
    reading = lenient.read(lenient.row(row), "X-1")
    assert reading.dossier.steps == (Step(at=AT, status=Status.RECEIVED),)
    assert reading.readable == {"code", "status", "steps"}
