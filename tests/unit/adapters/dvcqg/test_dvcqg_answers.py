"""What an answer means is told by its code and its message together."""

import unicodedata
from datetime import datetime
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.adapters.dvcqg.answers import Judge, Meaning
from connector.adapters.dvcqg.field_names import FIELD_NAMES
from connector.adapters.dvcqg.settings import DvcqgSystemSettings
from connector.adapters.dvcqg.wire import columns, encode, encode_steps
from connector.adapters.http.answer import Answer
from connector.domain.dossier import Document, Fee, Step, Supplement
from connector.domain.errors import BrokenAnswerError
from connector.domain.status import Status
from connector.domain.times import ZONE

KEYS = {
    "system": "o",
    "adapter": "dvcqg",
    "url": "http://x",
    "username": "u",
    "password": "p",
    "madonvi": "m",
    "dstcode": "d",
}


def answer(body: Any) -> Answer:
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return Answer(status=200, headers={}, content=content, url="", where="o: POST /g")


def meaning(code: Any, message: Any = None, **keys: Any) -> Meaning:
    body = {"error_code": code} if message is None else {"error_code": code, "message": message}
    return Judge(DvcqgSystemSettings(**(KEYS | keys))).read(answer(body)).meaning


@pytest.mark.parametrize("code", [0, "0", "00", 0.0, " 0 "])
@pytest.mark.parametrize(
    "message",
    [None, "", "  ", "Thành công", "đồng bộ THÀNH CÔNG 1 hồ sơ", "OK", "Success", "thanh cong", "Đã nhận", "2 hồ sơ"],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_success_is_a_good_code_and_a_message_that_does_not_contradict(code: Any, message: Any, form: Any) -> None:
    told = None if message is None else unicodedata.normalize(form, message)
    assert meaning(code, told) is Meaning.SUCCESS


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        (0, "Đồng bộ không thành công", Meaning.NO),
        (0, "Chưa thành công", Meaning.NO),
        (0, "Thủ tục không hợp lệ", Meaning.NO),
        (0, "Hồ sơ bị khóa", Meaning.NO),
        (0, "Unsuccessful", Meaning.NO),
        (0, "Chỉ trả về một phần", Meaning.NO),
        (0, "Không tìm thấy", Meaning.MISSING),
        (0, "Không có dữ liệu phù hợp.", Meaning.MISSING),
        (4, "No records found", Meaning.MISSING),
        (0, "Không tìm thấy thủ tục", Meaning.NO),
        (1, "Thực hiện thành công", Meaning.NO),
        (0, "Hồ sơ đã tồn tại", Meaning.EXISTS),
        (3, "Hồ sơ ĐÃ TỒN TẠI", Meaning.EXISTS),
        ("-3", unicodedata.normalize("NFD", "đã tồn tại"), Meaning.EXISTS),
        (0, "Hồ sơ chưa tồn tại", Meaning.MISSING),
        ("4", "Không tồn tại hồ sơ này", Meaning.MISSING),
        (7, "Mã TTHC không tồn tại", Meaning.NO),
        ("-2", None, Meaning.EXPIRED),
        (-2, "", Meaning.EXPIRED),
        (1, "Phiên làm việc hết hạn", Meaning.EXPIRED),
        (1, "Invalid SESSION", Meaning.EXPIRED),
        (0, "Vui lòng đăng nhập lại", Meaning.EXPIRED),
        (0, "Đã lưu phiên bản mới của hồ sơ", Meaning.SUCCESS),
        (5, "Phiên bản dữ liệu sai", Meaning.NO),
        (99, "Hệ thống đang bận", Meaning.NOT_NOW),
        (99, unicodedata.normalize("NFD", "Hệ thống quá tải"), Meaning.NOT_NOW),
        (500, "System error", Meaning.NOT_NOW),
        (5, None, Meaning.NOT_NOW),
        (5, "", Meaning.NOT_NOW),
        (5, "Sai định dạng ngày", Meaning.NO),
    ],
)
def test_every_other_answer_has_its_own_meaning(code: Any, message: Any, expected: Meaning) -> None:
    assert meaning(code, message) is expected


def test_an_operator_can_say_what_these_words_mean_here() -> None:
    assert meaning(200, "thành công", success_codes=[200]) is Meaning.SUCCESS
    assert meaning(99, "Hệ thống đang bận", refused={"final_codes": [99]}) is Meaning.NO
    assert meaning(99, "chờ chút", refused={"transient_message": "chờ"}) is Meaning.NOT_NOW
    assert meaning(7, "", session={"expired_codes": ["7"]}) is Meaning.EXPIRED


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b'[{"error_code": 0}]', b"0", b'"words"', b'{"error_code": 0', b"{}",
        b'{"message": "Th\xc3\xa0nh c\xc3\xb4ng"}', b'{"error_code": null}', b'{"error_code": true}',
        b'{"error_code": {}}', b'{"error_code": ""}', b'{"error_code": 0, "message": ["x"]}', b"<html></html>",
    ],
)  # fmt: skip
def test_what_is_no_envelope_is_a_broken_answer(body: bytes) -> None:
    with pytest.raises(BrokenAnswerError):
        Judge(DvcqgSystemSettings(**KEYS)).read(answer(body))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Cập nhật thành công".encode(), Meaning.SUCCESS),
        ('"Cập nhật thành công"'.encode(), Meaning.SUCCESS),
        (unicodedata.normalize("NFD", "THÀNH CÔNG").encode(), Meaning.SUCCESS),
        ("Cập nhật không thành công".encode(), Meaning.NO),
        ("Hồ sơ chưa tồn tại".encode(), Meaning.MISSING),
        ("Hệ thống bận".encode(), Meaning.NOT_NOW),
        ("Hết phiên đăng nhập".encode(), Meaning.EXPIRED),
        (b'{"error_code": "00"}', Meaning.SUCCESS),
    ],
)
def test_a_progress_answer_may_be_mere_words(body: bytes, expected: Meaning) -> None:
    assert Judge(DvcqgSystemSettings(**KEYS)).read(answer(body), plain=True).meaning is expected


@pytest.mark.parametrize(
    "body", [b"", b"   ", b"null", b"123", b'{"error_code": 0, "mess', b'["x"', b"<html>", b'"half']
)
def test_damaged_words_are_no_words(body: bytes) -> None:
    with pytest.raises(BrokenAnswerError):
        Judge(DvcqgSystemSettings(**KEYS)).read(answer(body), plain=True)


@settings(max_examples=100)
@given(st.one_of(st.integers(-20, 20), st.text(max_size=4)), st.text(max_size=30))
def test_nothing_but_a_good_code_is_ever_success(code: Any, message: str) -> None:
    if str(code).strip() not in {"0", "00"}:
        try:
            assert meaning(code, message) is not Meaning.SUCCESS
        except BrokenAnswerError:
            assert str(code).strip() == ""


@pytest.mark.parametrize(
    ("name", "message", "expected"),
    [
        ("Công ty Phiên dịch Mẫu", "Hồ sơ của Công ty Phiên dịch Mẫu đã đóng", Meaning.NO),
        ("Công ty System Mẫu", "Công ty System Mẫu: sai mã thủ tục", Meaning.NO),
        ("Công ty Mẫu", "Phiên làm việc hết hạn", Meaning.EXPIRED),
    ],
)
def test_a_message_that_repeats_what_was_sent_is_judged_by_its_own_words(
    name: str, message: str, expected: Meaning
) -> None:
    judge = Judge(DvcqgSystemSettings(**KEYS))
    said = judge.read(answer({"error_code": 9, "message": message}), asked=[{"ChuHoSo": name}])
    assert said.meaning is expected


# ---------------------------------------------------------------- what may be quoted


def quoted(body: Any, asked: Any = None) -> str:
    return Judge(DvcqgSystemSettings(**KEYS)).read(answer(body), plain=True, asked=asked).quoted


def test_a_refusal_is_quoted_as_far_as_it_names_nobody() -> None:
    message = "Mã TTHC không hợp lệ: hồ sơ của Nguyễn Thị Thử"
    assert quoted({"error_code": 7, "message": message}) == ": “Mã TTHC không hợp lệ: hồ sơ của …”"
    assert quoted("Trường MaHoSo, hồ sơ đã kết thúc".encode()) == ": “… MaHoSo, hồ sơ đã kết thúc”"
    assert quoted({"error_code": 99, "message": "Hệ thống đang bận, vui lòng thử lại sau"}).startswith(": “Hệ thống")


def test_what_was_sent_is_not_quoted_back() -> None:
    body = {"error_code": 7, "message": "Doanh nghiệp dịch vụ kiểm tra không tồn tại trong danh mục"}
    assert quoted(body, asked=[{"ChuHoSo": "Dịch Vụ Kiểm Tra"}]) == ": “Doanh nghiệp … không tồn tại trong danh mục”"


@pytest.mark.parametrize("message", [None, "", "Nguyễn Thị Thử", "Thực hiện thành công"])
def test_without_words_to_tell_nothing_is_quoted(message: Any) -> None:
    assert quoted({"error_code": 0 if message == "Thực hiện thành công" else 7, "message": message}) == ""


def test_the_names_that_may_be_quoted_are_those_that_are_sent() -> None:
    at = datetime(2026, 3, 2, tzinfo=ZONE)
    details = [
        encode(name, [one], 2022)[0]
        for name, one in (
            ("fees", Fee()),
            ("documents", Document(digitised=True)),
            ("results", Document()),
            ("supplements", Supplement()),
        )
    ]
    step = encode_steps("", [Step(at=at, status=Status.PROCESSING)])[0]
    assert set(step).union(*details) <= FIELD_NAMES
    assert {column.wire for column in columns(2022)} <= FIELD_NAMES
