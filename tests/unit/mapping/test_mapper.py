"""A raw row becomes a dossier, or a reason that a person can act on."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.dossier import Document, Dossier, Fee, Step, Supplement
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.mapping.mapper import compile_map
from connector.mapping.rules import MapRules
from connector.ports import RawRow, Rejection

CODE = "H13.22-260105-0001"


def read(row: dict[str, Any], clean: Any = None, **rules: Any) -> Dossier | Rejection:
    mapper = compile_map(MapRules.model_validate({"code": "so", **rules}), clean=clean)
    return mapper.read(RawRow(values={"so": CODE, **row}, where="investment, dòng 7"))


def dossier(row: dict[str, Any], **rules: Any) -> Dossier:
    found = read(row, **rules)
    assert isinstance(found, Dossier), found.reason
    return found


def reason(row: dict[str, Any], **rules: Any) -> str:
    found = read(row, **rules)
    assert isinstance(found, Rejection)
    assert found.where == "investment, dòng 7"
    assert found.raw["so"] == row.get("so", CODE)
    return found.reason


def test_the_example_of_the_contract_reads_whole() -> None:
    row = {
        "id": 41,
        "ma_tthc": "1.009748",
        "chu_ho_so": {"ten": " Trần Thị  Bịa\u00a0", "loai": "CN"},
        "trang_thai": "dang_xu_ly",
        "ngay_nhan": "05/01/2026 08:15",
        "han_tra": "12/01/2026",
        "updated_at": "2026-01-06T03:00:00Z",
    }
    read_dossier = dossier(
        row,
        aliases={"source": "id"},
        procedure_code="ma_tthc",
        applicant_name="chu_ho_so.ten",
        applicant_type={"path": "chu_ho_so.loai", "values": {"CN": "individual", "DN": "business"}},
        status={"path": "trang_thai", "values": {"moi": 1, "dang_xu_ly": 4}},
        received_at={"path": "ngay_nhan", "convert": "date_vn"},
        due_at={"path": "han_tra", "convert": "date_vn"},
        updated_at={"path": "updated_at", "convert": "iso"},
    )
    assert read_dossier == Dossier(
        code=CODE,
        aliases={"source": "41"},
        procedure_code="1.009748",
        applicant_name="Trần Thị  Bịa",
        applicant_type="individual",
        status=Status.PROCESSING,
        status_label="dang_xu_ly",
        received_at=datetime(2026, 1, 5, 8, 15, tzinfo=ZONE),
        due_at=datetime(2026, 1, 12, tzinfo=ZONE),
        updated_at=datetime(2026, 1, 6, 10, tzinfo=ZONE),
    )


@pytest.mark.parametrize("empty", [None, "", "  ", "\u00a0", "\u200b"])
def test_what_nobody_wrote_is_not_known_unless_there_is_a_default(empty: object) -> None:
    nothing = dossier({"a": empty}, summary="a", due_at="a", channel="a", status="a", paid_online="a")
    assert nothing == Dossier(code=CODE)
    filled = dossier(
        {"a": empty},
        summary={"path": "a", "default": "x"},
        due_at={"path": "a", "default": "2026-01-05"},
        channel={"path": "a", "default": "direct"},
        paid_online={"path": "a", "default": False},
    )
    assert (filled.summary, filled.channel, filled.paid_online) == ("x", "direct", False)
    assert filled.due_at == datetime(2026, 1, 5, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("convert", "value", "expected"),
    [
        ("date_vn", "05/01/2026", datetime(2026, 1, 5, tzinfo=ZONE)),
        ("date_vn", "05/01/2026 16:30:05", datetime(2026, 1, 5, 16, 30, 5, tzinfo=ZONE)),
        ("iso", "2026-01-05T16:30:00", datetime(2026, 1, 5, 16, 30, tzinfo=ZONE)),
        ("iso", "2026-01-05T16:30:00.123456Z", datetime(2026, 1, 5, 23, 30, 0, 123456, tzinfo=ZONE)),
        ("compact", 20260105163000, datetime(2026, 1, 5, 16, 30, tzinfo=ZONE)),
        ("epoch", 1767605400, datetime(2026, 1, 5, 16, 30, tzinfo=ZONE)),
        ("epoch_ms", "1767605400000", datetime(2026, 1, 5, 16, 30, tzinfo=ZONE)),
        ("excel", 46027.6875, datetime(2026, 1, 5, 16, 30, tzinfo=ZONE)),
        ("%Y-%m-%dT%H:%M:%SZ", "2026-01-05T16:30:00Z", datetime(2026, 1, 5, 16, 30, tzinfo=ZONE)),
        ("date_vn", datetime(2026, 1, 5, 16, 30), datetime(2026, 1, 5, 16, 30, tzinfo=ZONE)),  # noqa: DTZ001  # a cell
        ("iso", date(2026, 1, 5), datetime(2026, 1, 5, tzinfo=ZONE)),
    ],
)
def test_every_converter_reads_its_own_writing(convert: str, value: object, expected: datetime) -> None:
    found = dossier({"t": value}, due_at={"path": "t", "convert": convert}).due_at
    assert found == expected
    assert found is not None
    assert found.utcoffset() == timedelta(hours=7)


def test_zoneless_times_are_read_in_the_zone_named() -> None:
    found = dossier({"t": "2026-01-05T09:30:00"}, due_at={"path": "t", "zone": "UTC"})
    assert found.due_at == datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("convert", "value"),
    [
        ("date_vn", "31/02/2026"),
        ("iso", "hôm qua"),
        ("epoch", True),
        ("excel", "x"),
        ("iso", {"a": 1}),
        ("epoch", 1e30),
    ],
)
def test_a_date_that_cannot_be_read_rejects_the_row_and_is_quoted(convert: str, value: object) -> None:
    text = reason({"t": value}, due_at={"path": "t", "convert": convert})
    assert text.startswith("due_at: ")
    assert str(value) in text
    assert convert in text


@pytest.mark.parametrize(
    "value",
    ["Nguyễn Thử Nghiệm", "NGUYỄN THỬ NGHIỆM", "000199123456", "thu@vi-du.vn", {"ten": "Nguyễn Thử"}, "0912345678"],
)
def test_a_person_in_the_place_of_a_date_is_not_quoted_because_the_rows_columns_slipped(value: object) -> None:
    text = reason({"t": value}, due_at={"path": "t", "convert": "date_vn"})
    assert "dữ liệu cá nhân" in text
    assert "Thử" not in text
    assert str(value) not in text


@pytest.mark.parametrize(("word", "told"), [("Nguyễn Thử", False), ("000199123456", False), ("ĐÃ TRẢ", True)])
def test_a_person_in_the_place_of_a_state_is_not_named_as_an_unknown_word(word: str, told: bool) -> None:
    dossier = read({"s": word}, status={"path": "s", "values": {"moi": 1}})
    assert isinstance(dossier, Dossier)
    assert (word in dossier.unknown["status"]) is told


def test_a_rejection_names_its_dossier_where_the_code_could_be_read() -> None:
    found = read({"t": "31/02/2026"}, due_at={"path": "t", "convert": "date_vn"})
    assert isinstance(found, Rejection)
    assert (found.code, found.field) == (CODE, "due_at")


def test_a_reason_never_quotes_what_may_be_personal() -> None:
    text = reason({"t": {"Nguyễn Bịa": "000000000012"}}, applicant_name="t")
    assert "Bịa" not in text
    assert text == "applicant_name: là một đối tượng, không phải một giá trị"


def test_a_missing_or_destroyed_code_rejects_the_row() -> None:
    assert reason({"so": None}) == "code: không có mã hồ sơ"
    assert reason({"so": "  "}) == "code: không có mã hồ sơ"
    assert reason({"so": "1,23E+10"}).startswith("code: không đọc được")


def test_damage_by_a_workbook_is_repaired_only_with_a_sentence() -> None:
    found = dossier({"p": 1.00975, "i": 92099000012, "f": 912345678}, procedure_code="p", applicant_id="i", phone="f")
    assert (found.procedure_code, found.applicant_id, found.phone) == ("1.009750", "092099000012", "0912345678")
    assert len(found.repairs) == 3
    assert not any("92099000012" in sentence or "912345678" in sentence for sentence in found.repairs)
    assert dossier({"i": "123456789", "f": "912345678"}, applicant_id="i", phone="f").repairs == ()


def test_a_word_without_a_meaning_is_kept_by_name_and_the_field_is_unknown() -> None:
    found = dossier({"s": "tạm_dừng"}, status={"path": "s", "values": {"xong": 9}})
    assert found.status is None
    assert found.status_label == "tạm_dừng"
    assert found.unknown == {"status": "tạm_dừng"}
    assert dossier({"s": 0}, status="s").unknown == {"status": "0"}
    assert dossier({"s": "quầy"}, channel="s").unknown == {"channel": "quầy"}
    assert dossier({"s": "có"}, paid_online="s").unknown == {"paid_online": "có"}
    assert dossier({"s": "X"}, sector_code={"path": "s", "values": {"A": "G03"}}).unknown == {"sector_code": "X"}


@pytest.mark.parametrize("written", [4, 4.0, "4", "04", " 4 "])
def test_a_status_may_be_the_national_code_itself(written: object) -> None:
    found = dossier({"s": written}, status="s")
    assert found.status is Status.PROCESSING
    assert found.status_label is None


@pytest.mark.parametrize(("written", "flag"), [(True, True), ("true", True), (1, True), (False, False), ("0", False)])
def test_a_flag_is_true_or_false_or_one_or_zero(written: object, flag: bool) -> None:
    assert dossier({"f": written}, receipt_signed="f").receipt_signed is flag


def test_words_are_recognised_in_any_normal_form_and_as_numbers() -> None:
    rules = {"path": "s", "values": {"Đã xong": 9, 5: 5, True: 4}}
    assert dossier({"s": "Ða\u0303 xong "}, status=rules).status is Status.FINISHED
    assert dossier({"s": 5}, status=rules).status is Status.SUPPLEMENT
    assert dossier({"s": True}, status=rules).status is Status.PROCESSING


def test_lists_become_details_and_unknown_words_inside_them_are_named() -> None:
    row = {
        "qua_trinh": [
            {"luc": "05/01/2026 08:00", "tt": "nhan", "can_bo": "Bịa A", "noi_dung": "Nhận"},
            {"luc": "06/01/2026 09:00", "tt": "lạ"},
            {"luc": "07/01/2026 09:00", "tt": "lạ hơn"},
            {"luc": "08/01/2026 09:00", "tt": "lạ"},
        ],
        "le_phi": [{"ten": "Phí", "so_tien": 150000.0, "da_thu": True}],
        "giay_to": [],
        "bo_sung": [{"ngay": "06/01/2026", "nd": "thiếu bản vẽ"}],
    }
    found = dossier(
        row,
        steps={
            "path": "qua_trinh",
            "each": {
                "at": {"path": "luc", "convert": "date_vn"},
                "status": {"path": "tt", "values": {"nhan": 2}},
                "officer": "can_bo",
                "content": "noi_dung",
            },
        },
        fees={"path": "le_phi", "each": {"name": "ten", "amount": "so_tien", "paid": "da_thu"}},
        documents={"path": "giay_to", "each": {"name": "ten"}},
        results={"path": "ket_qua", "each": {"name": "ten"}},
        supplements={
            "path": "bo_sung",
            "each": {"requested_at": {"path": "ngay", "convert": "date_vn"}, "content": "nd"},
        },
    )
    assert found.steps is not None
    assert found.steps[0] == Step(
        at=datetime(2026, 1, 5, 8, tzinfo=ZONE), status=Status.RECEIVED, officer="Bịa A", content="Nhận"
    )
    assert [step.status for step in found.steps[1:]] == [None, None, None]
    assert found.unknown == {"steps.status": "lạ, lạ hơn"}
    assert found.fees == (Fee(name="Phí", amount="150000", paid=True),)
    assert found.documents == ()
    assert found.results is None
    assert found.supplements == (Supplement(requested_at=datetime(2026, 1, 6, tzinfo=ZONE), content="thiếu bản vẽ"),)


@pytest.mark.parametrize(
    ("value", "part"),
    [
        ({"luc": "x"}, "không phải là một danh sách"),
        ("05/01/2026", "không phải là một danh sách"),
        (["05/01/2026"], "mục thứ 1 không phải là một đối tượng"),
        ([{"luc": "2026-01-05"}, {}], "mục thứ 2 không có thời điểm"),
        ([{"luc": "bao giờ"}], "mục thứ 1: steps.at: không đọc được “bao giờ” theo iso"),
    ],
)
def test_a_list_that_is_none_rejects_the_row_rather_than_losing_a_step(value: object, part: str) -> None:
    assert part in reason({"q": value}, steps={"path": "q", "each": {"at": "luc"}})


def test_an_expression_that_does_not_fit_the_row_is_a_reason() -> None:
    assert "không áp dụng được" in reason({"a": 5}, summary="join(', ', a)")


def test_expressions_beyond_plain_paths_work() -> None:
    row = {"ten": ["A", "B"], "Mã hồ sơ": "x", "g": [{"loai": "cu", "v": 1}, {"loai": "moi", "v": 2}]}
    found = dossier(row, summary="join(', ', ten)", note='"Mã hồ sơ"', receipt_number="g[?loai=='moi'].v | [0]")
    assert (found.summary, found.note, found.receipt_number) == ("A, B", "x", "2")


def test_texts_are_cleaned_before_anything_else_is_done_with_them() -> None:
    found = read({"a": "TIN§"}, lambda text: text.replace("§", "É"), summary="a")
    assert isinstance(found, Dossier)
    assert found.summary == "TINÉ"


def test_documents_keep_what_is_told_of_each() -> None:
    found = dossier(
        {"d": [{"n": "Bản vẽ", "h": "ab12", "s": 0}]},
        documents={"path": "d", "each": {"name": "n", "digest": "h", "digitised": "s"}},
    )
    assert found.documents == (Document(name="Bản vẽ", digest="ab12", digitised=False),)


ANY_VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
GREEDY = compile_map(
    MapRules.model_validate(
        {
            "code": "a",
            "aliases": {"source": "b"},
            "procedure_code": "b",
            "applicant_id": "c",
            "phone": "c",
            "status": {"path": "b", "values": {"x": 4}},
            "channel": "c",
            "due_at": {"path": "b", "convert": "date_vn"},
            "finished_at": {"path": "c", "convert": "excel"},
            "paid_online": "c",
            "steps": {"path": "c", "each": {"at": {"path": "a", "convert": "epoch_ms"}, "status": "b"}},
            "summary": "a.b",
        }
    )
)


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("abc"), ANY_VALUE))
def test_no_row_can_crash_the_map_and_the_same_row_gives_the_same_answer(values: dict[str, Any]) -> None:
    row = RawRow(values=values, where="dòng 1")
    first = GREEDY.read(row)
    assert isinstance(first, (Dossier, Rejection))
    assert repr(GREEDY.read(row)) == repr(first)
