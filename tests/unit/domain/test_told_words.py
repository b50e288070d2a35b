"""What is quoted of a foreign message: known words and never a person.

Two words that stand side by side in somebody's name never stand side by side in a quotation: at most a single syllable
of a name is told, as part of another word ("Văn" in "văn bản").
"""

import re
import unicodedata
from itertools import pairwise, product

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from connector.adapters.memory.invented import invent
from connector.domain.told import LONGEST, told_words
from connector.domain.told.lists import words
from connector.domain.told.names import FAMILY_NAMES, GIVEN_NAMES
from connector.domain.told.vocabulary import (
    ABBREVIATIONS,
    ENGLISH,
    ENGLISH_PARTICLES,
    PARTICLES,
    PHRASES,
    SINGLES,
    WHOLE,
)

WIRE = frozenset({"MaTTHC", "NgayHenTra", "Gia", "Email", "error_code", "mahoso"})


def told(message: str, **more: object) -> str:
    return told_words(message, wire=WIRE, **more)  # type: ignore[arg-type]


# ---------------------------------------------------------------- what an operator reads


@pytest.mark.parametrize(
    "message",
    [
        "Mã TTHC không hợp lệ",
        "Hồ sơ đã kết thúc",
        "Tài khoản đã bị khóa",
        "Thủ tục không thuộc thẩm quyền của đơn vị",
        "Sai tên hoặc mật khẩu, vui lòng thử lại",
        "Hệ thống đang bận, vui lòng thử lại sau",
        "Ngày hẹn trả nhỏ hơn ngày tiếp nhận",
        "Thiếu trường bắt buộc: MaTTHC, NgayHenTra",
        "MÃ HỒ SƠ KHÔNG ĐÚNG ĐỊNH DẠNG",
        "Ho so khong ton tai tren he thong",
        "Cap nhat khong thanh cong",
        "Không xử lí được hồ sơ",
        "Invalid MaTTHC: value too long",
        "maTTHC không tồn tại; MATTHC bắt buộc",
        "Lỗi hệ thống (error_code)",
    ],
)
def test_a_message_of_known_words_is_quoted_as_it_is(message: str) -> None:
    assert told(message) == message
    assert told(unicodedata.normalize("NFD", f"  {message}.\n")) == message


@pytest.mark.parametrize(
    ("message", "quoted"),
    [
        ("Mã hồ sơ 000.00.00.H00-260302-0001 đã tồn tại.", "Mã hồ sơ … đã tồn tại"),
        ("Hồ sơ của Nguyễn Văn An, số 0912 345 678, không hợp lệ", "Hồ sơ của …, số …, không hợp lệ"),
        ("Lỗi (Trần An) hệ thống", "Lỗi … hệ thống"),
        ('Trường "MaTTHC" không được để trống', "… 'MaTTHC' không được để trống"),
        ("Hồ Sơ của Lê Bình không tồn tại", "… của … không tồn tại"),
        ("Giá trị Gia không hợp lệ", "Giá trị … không hợp lệ"),
        ("xem https://vi-du.vn/a?b=c hoặc a.b@vi-du.vn để được hỗ trợ", "… hoặc … để được hỗ trợ"),
        ("\x1b[31mLỗi hệ thống\x1b[0m\r\nkhông kết nối", "Lỗi hệ thống không kết nối"),
        ("=cmd|'/C calc'!A0 lỗi hệ thống", "… lỗi hệ thống"),
        ("-,; Lỗi hệ thống; …, 12, –", "Lỗi hệ thống; …"),
        ("Nguyễn văn bản không hợp lệ", "… không hợp lệ"),  # "văn" is likelier the middle of a name
    ],
)
def test_what_is_not_known_is_one_gap(message: str, quoted: str) -> None:
    assert told(message) == quoted


@pytest.mark.parametrize(
    "message",
    ["", "   ", "Nguyễn Văn An", "Hồ sơ của Nguyễn Văn An", "của và với", "0912345678", "“Lỗi hệ thống", "Lỗi: (a (b)"],
)
def test_of_what_hardly_anything_remains_nothing_is_quoted(message: str) -> None:
    assert told(message) == ""


def test_what_was_sent_is_taken_out_however_it_is_written() -> None:
    sent = {"tiếp nhận hồ sơ", "đơn vị kiểm tra"}
    assert told("Bước TIẾP  NHẬN hồ sơ của Đơn vị kiểm tra không hợp lệ", sent=sent) == "Bước … của … không hợp lệ"


@given(st.text(max_size=400) | st.lists(st.sampled_from(sorted(PHRASES | SINGLES)), max_size=150).map(" ".join))
@example("Lỗi hệ thống " * 90)
@example("không " * 300)
def test_a_quotation_is_one_short_line_that_nothing_runs(message: str) -> None:
    quoted = told(message)
    assert len(quoted) <= LONGEST
    assert quoted == unicodedata.normalize("NFC", quoted)
    assert quoted.isprintable()
    assert not quoted.startswith(("=", "+", "-", "@", " "))
    assert not set(quoted) & set("“”<>|@=\\$%")
    assert not re.search(r"\d", quoted)
    assert "… …" not in quoted
    assert told(quoted) in ("", quoted)


# ---------------------------------------------------------------- and what nobody reads


def bare(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def side_by_side(name: str, quoted: str, message: str = "") -> list[tuple[str, str]]:
    """The neighbours in a name that are neighbours in the quotation as well, tone marks aside; what the message says
    without the name ("văn bản", and somebody is called Văn Bản) is not told of the name."""
    own = side_by_side(name, message) if message else []
    neighbours = set(pairwise(re.findall(r"[^\W\d_]+", bare(name))))
    runs = (run.split() for run in re.split(r"[^\w\s]", bare(quoted)))
    return [pair for run in runs for pair in pairwise(run) if pair in neighbours and pair not in own]


MESSAGES = (
    "Mã TTHC không hợp lệ",
    "Hồ sơ của công dân đã kết thúc, không được cập nhật trạng thái",
    "Tài khoản người dùng đã bị khóa: liên hệ quản trị hệ thống",
    "Thủ tục không thuộc thẩm quyền của đơn vị tiếp nhận",
    "Chủ hồ sơ không tồn tại trong cơ sở dữ liệu quốc gia (định dạng không đúng)",
    "Cập nhật thông tin văn bản, biểu mẫu không thành công vì thiếu thành phần hồ sơ",
    "ho so khong ton tai, vui long kiem tra lai thong tin nguoi nop",
    "LỖI HỆ THỐNG: CHƯA THANH TOÁN LỆ PHÍ",
    "Record already exists for this user, please try again later",
)
FAMILY = words(
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Mã Từ Thái Khổng Lại Công Đinh Lương"
)
GIVEN = words(
    "Văn Thị Hữu Đức Công Minh Anh An Bình Thành Hợp Lợi Thông Tin Tài Khoản Thu Hà Hiếu Lực Quyền Thắng Sơn Bản Chính "
    "Toàn Quốc Trọng Thanh Nhân Kiểm Danh Định Mẫu Thử Giả Hòa Thúy Quý Khoẻ Đăng Ký Nghị Phương Linh Trực Tuyến"
)
#: Known words that are whole names at once, see the tables below.
WHOLE_NAMES = {"khong ton tai", "khong thanh cong"}
INVENTED = sorted({str(one.dossier.applicant_name) for one in invent(400)})
OFFICERS = sorted({str(step.officer) for one in invent(40) for step in one.dossier.steps or ()})
PEOPLE = st.sampled_from(INVENTED + OFFICERS) | st.tuples(
    st.sampled_from(sorted(FAMILY)), st.lists(st.sampled_from(sorted(GIVEN)), min_size=1, max_size=3)
).map(lambda parts: " ".join((parts[0], *parts[1])))
NUMBERS = st.sampled_from(
    [
        "000199765432",
        "079 199 765 432",
        "0912345678",
        "0912.345.678",
        "+84 912 345 678",
        "0912-345-678",
        "H13.22-260105-0001",
    ]
)
ADDRESSES = st.sampled_from(
    [
        "an.nguyen@vi-du.vn",
        "AN_NGUYEN@VI-DU.VN",
        "Số 17 ngõ Chim Yến, phường An Bình, quận Ninh Kiều",
        "12/3A đường Lê Lợi",
    ]
)
CASES = st.sampled_from([str, str.upper, str.lower, str.title, bare, lambda text: bare(text).upper()])
WAYS = st.sampled_from(["{}", "({})", "“{}”", '"{}"', "'{}'", "{},", ": {}.", "- {}", "ông/bà {};", "[{}"])


def put(message: str, what: str, at: int, way: str) -> str:
    parts = message.split()
    at %= len(parts) + 1
    return " ".join((*parts[:at], way.format(what), *parts[at:]))


@settings(max_examples=600, derandomize=True)  # a change is judged by the same names as the one before it
@given(st.sampled_from(MESSAGES), PEOPLE, st.integers(0, 30), CASES, WAYS)
@example("Hồ sơ không hợp lệ", "Lê Thành Công", 3, str.lower, "{}")
@example("Hồ sơ không hợp lệ", "Trần Trung Thành", 0, bare, "{}")
@example("Hồ sơ không hợp lệ", "Bùi Bản Bản Chính", 0, str.upper, "{}")
def test_no_name_is_told_wherever_and_however_it_is_written(message, name, at, case, way) -> None:
    assume(not any(whole in bare(name) for whole in WHOLE_NAMES))
    quoted = told(put(message, case(name), at, way))
    assert side_by_side(name, quoted, message) == []


@settings(max_examples=300, derandomize=True)
@given(st.sampled_from(MESSAGES), NUMBERS | ADDRESSES, st.integers(0, 30), CASES, WAYS)
def test_no_number_and_no_address_is_told(message, secret, at, case, way) -> None:
    quoted = told(put(message, case(secret), at, way))
    assert not re.search(r"[\d@]", quoted)
    assert side_by_side(secret, quoted, message) == []


@given(PEOPLE, PEOPLE, CASES)
def test_of_names_alone_nothing_is_told(one, other, case) -> None:
    assert side_by_side(one, told(case(f"{one} {other}"))) == []


# ---------------------------------------------------------------- the tables


def test_nothing_that_could_be_a_name_stands_alone() -> None:
    """Save "mã", the family name of few: it stands before most of what is refused."""
    alone = SINGLES | PARTICLES | ENGLISH | ENGLISH_PARTICLES
    names = FAMILY_NAMES | GIVEN_NAMES
    assert [word for word in alone & names if word != "mã"] == []
    assert alone.isdisjoint({bare(name) for name in names})


def test_no_known_word_is_made_of_two_syllables_that_a_name_may_have_side_by_side() -> None:
    def neighbours(word: str) -> bool:
        return any(
            (one in FAMILY_NAMES and other in FAMILY_NAMES)
            or (one in FAMILY_NAMES | GIVEN_NAMES and other in GIVEN_NAMES)
            for one, other in pairwise(word.split())
        )

    assert [word for word in sorted(PHRASES) if neighbours(word)] == []
    assert [word for word in sorted(WHOLE) if len(word.split()) == 2 and neighbours(word)] == []


def test_only_two_known_words_could_be_a_whole_name() -> None:
    """Without tone marks, of somebody of the rare family Khổng; nearly every unmarked refusal is one of the two."""
    family, given_names = (set(map(bare, names)) for names in (FAMILY_NAMES, GIVEN_NAMES))
    named = {word for word in map(bare, WHOLE) if word.split()[0] in family and {*word.split()[1:]} <= given_names}
    assert named == WHOLE_NAMES


def test_no_name_is_put_together_of_the_ends_of_two_known_words() -> None:
    """A family name may end one word and a given name begin the next, where the halves of a third stand around them."""
    known = [tuple(word.split()) for word in PHRASES | WHOLE]
    ends = {word[:-1]: word[-1] for word in known if word[-1] in FAMILY_NAMES}
    begins = {word[1:]: word[0] for word in known if word[0] in GIVEN_NAMES}
    assert ends
    for (head, family), (tail, given_name) in product(ends.items(), begins.items()):
        message = " ".join((*head, family, given_name, *tail))
        assert side_by_side(f"{family} {given_name}", told(f"{message}: không hợp lệ")) == []


def test_abbreviations_are_no_names() -> None:
    names = {bare(name) for name in FAMILY_NAMES | GIVEN_NAMES}
    assert [word for word in ABBREVIATIONS if bare(word) in names] == []
