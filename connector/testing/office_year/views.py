"""What each side tells of a life: the software's row, the one-stop's record, the portal's copy, the register's line.

They say the same in different words and to a different precision, as real systems do: old and new codes, decomposed
letters and Ð, a day without its hour, the submitter in the applicant's place, a filler for a missing number, and what
the desk corrected by itself later. None of it is a mismatch.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from unicodedata import normalize

from connector.domain.codes import other_forms
from connector.domain.dossier import Channel, ReturnMethod
from connector.domain.status import DONE, Status
from connector.testing.invented import LETTERS
from connector.testing.office_year.catalogue import DESK, MERGER
from connector.testing.office_year.lives import Life
from connector.testing.office_year.people import Party
from connector.testing.office_year.story import Event
from connector.testing.office_year.working_time import NOON, at, days_after, later
from connector.testing.onestop_books import Record, WireStep

#: Until this day the software still wrote some codes in the old form; since then the one-stop does here and there.
_OLD_FORMS_UNTIL = date(2025, 1, 1)

#: The division whose software knows of an end no more than its day.
_DAYS_ONLY = "Phòng Quản lý đầu tư"

#: Where this one-stop tells the agency's code, which the national wire has no field for.
AGENCY_KEY = "MaDonVi"

#: When the rows of the merged authorities were brought together, and others were touched on the way.
_CONVERTED = MERGER

_CHANNELS: Mapping[Channel, tuple[str, str]] = {"direct": ("TT", "1"), "online": ("TrT", "2"), "post": ("BC", "3")}
_METHODS: Mapping[ReturnMethod, tuple[str, str, str]] = {
    "direct": ("TT", "0", "Trực tiếp"),
    "post": ("BC", "1", "Qua bưu chính công ích"),
    "electronic": ("DT", "0", "Bản điện tử"),
}
CHANNEL_WORDS = {words[0]: channel for channel, words in _CHANNELS.items()}
METHOD_WORDS = {words[0]: method for method, words in _METHODS.items()}


@dataclass(slots=True, kw_only=True)
class PaperLine:
    """One line of the register, as it was written by hand."""

    code: str | None
    book: str
    volume: int
    place: int
    procedure: str
    name: str = field(repr=False)
    contact: str = field(repr=False)
    division: str
    received: date
    due: date | None
    returned: date | None
    method: str
    signed: str
    note: str = ""


@dataclass(slots=True, kw_only=True)
class Views:
    """All that is told of one life; a side that does not have it is None. Drifts alter it in place."""

    life: Life
    source: dict[str, Any] | None = field(repr=False)
    changed: datetime
    target: Record | None = field(repr=False)
    steps: list[WireStep] = field(repr=False)
    portal: Record | None = field(repr=False)
    portal_steps: list[WireStep] = field(repr=False)
    paper: PaperLine | None = field(repr=False)

    @property
    def code(self) -> str:
        """The code its cases have: the software's, else the one-stop's, else the register's."""
        if self.source is not None:
            return str(self.source["so_ho_so"])
        if self.target is not None:
            return str(self.target["MaHoSo"])
        return "" if self.paper is None else self.paper.code or ""


def views(life: Life, *, seed: int) -> Views:
    chance = random.Random(f"{seed}:views:{life.number}")
    source_code, target_code = _codes(life, chance)
    target, steps = record(life, target_code, chance), wire_steps(target_code, life.events)
    return Views(
        life=life,
        source=row(life, source_code, chance),
        changed=_recorded(life, chance),
        target=target,
        steps=steps,
        portal=dict(target),
        portal_steps=[dict(step) for step in steps],
        paper=_line(life, source_code, chance) if life.on_paper else None,
    )


def _codes(life: Life, chance: random.Random) -> tuple[str, str]:
    """The source's writing of the code and the target's."""
    here = f"{life.authority.code}-{life.tail}"
    if life.authority.merged:
        return here, life.code
    (old,) = other_forms(life.code)
    if life.code_day < _OLD_FORMS_UNTIL:
        return (old if chance.random() < 0.3 else here), life.code
    return here, (old if chance.random() < 0.08 else life.code)


# ---------------------------------------------------------------- the specialized software


def row(life: Life, code: str, chance: random.Random) -> dict[str, Any]:
    """As the division's own software tells it: its own keys, letter states, dd/MM/yyyy and minutes."""
    finished = life.finished_at
    return {
        "id": life.number,
        "so_ho_so": code,
        "ma_tthc": life.procedure.code,
        "ten_tthc": life.procedure.name,
        "phong_ban": life.procedure.division,
        "don_vi": life.authority.code,
        "kenh": _CHANNELS[life.channel][0],
        "chu_ho_so": _person(life.applicant),
        "nguoi_nop": None if life.submitter is None else _person(life.submitter),
        "trang_thai": LETTERS[life.known_events[-1].status],
        "ngay_nop": minute(life.submitted_at),
        "ngay_nhan": minute(life.received_at),
        "han_tra_dau": minute(life.first_due_at),
        "han_tra": minute(life.due_at),
        "ngay_xong": _day(finished) if life.procedure.division == _DAYS_ONLY else minute(finished),
        "ngay_tra": minute(life.returned_at) if life.return_known else None,
        "ngay_tu_choi": minute(life.last(Status.REFUSED)),
        "hinh_thuc_tra": _METHODS[life.return_method][0],
        "can_bo": life.officer,
        "le_phi": [{"ten": "Lệ phí", "so_tien": life.procedure.fee}] if life.procedure.fee else [],
        "giay_to": [{"ten": name, "ma": f"GT{n:02d}"} for n, name in enumerate(life.procedure.papers, 1)],
        "ket_qua": [{"ten": life.procedure.result}] if finished else [],
        "so_hoa": life.channel == "online" or chance.random() < 0.5,
        "thanh_toan_tt": bool(life.procedure.fee) and life.channel == "online",
        "da_ky_tiep_nhan": life.received_at is not None,
        "da_xin_loi": life.overdue,
        "so_theo_doi": book_alias(life) if life.on_paper else None,
        "qua_trinh": [source_step(event) for event in life.known_events],
    }


def source_step(event: Event) -> dict[str, Any]:
    return {
        "luc": minute(event.at),
        "tt": LETTERS[event.status],
        "can_bo": event.officer,
        "phong": event.department,
        "noi_dung": event.content,
    }


def book_alias(life: Life) -> str:
    """Volume, year, field and number of its line in the register, as the software's own field has it."""
    assert life.received_at is not None  # noqa: S101  # it was handed in over the counter
    return f"{life.volume}/{life.received_at.year}/{life.procedure.field}-{life.place}"


def _person(party: Party) -> dict[str, Any]:
    return {
        "ten": party.name,
        "loai": "DN" if party.kind == "business" else "CN",
        "so_giay_to": party.id,
        "dien_thoai": party.phone,
        "email": party.email,
        "dia_chi": party.address,
    }


def _recorded(life: Life, chance: random.Random) -> datetime:
    """When the row was last written: within the hour of its last event, or the next working day; or later, for another
    reason: a dossier at work is looked at again and again, and one long closed is converted with all the others."""
    last, drawn = life.known_events[-1].at, chance.random()
    if drawn < 0.3 and life.status not in DONE:
        return days_after(chance, last, 2 + chance.randrange(10))
    if drawn < 0.05 and last.date() < _CONVERTED - timedelta(days=120):
        return at(_CONVERTED, NOON) + timedelta(minutes=chance.randrange(60))
    return days_after(chance, last, 1) if drawn > 0.9 else later(last, 1 + chance.randrange(50))


# ---------------------------------------------------------------- the one-stop


def record(life: Life, code: str, chance: random.Random) -> Record:
    """As it stands on the one-stop: its field names, everything as text."""
    named = life.submitter if life.submitter is not None and chance.random() < 0.35 else life.applicant
    filler = chance.random() < 0.04
    told: Record = {
        "MaHoSo": code,
        "MaTTHC": life.procedure.code + (".000.00.00.H13" if chance.random() < 0.3 else ""),
        "TenTTHC": life.procedure.name,
        "KenhThucHien": _CHANNELS[life.channel][1],
        "SoGiayToChuHoSo": "000000001" if filler else named.id,
        "ChuHoSo": _respelled(named.name, chance),
        "LoaiDoiTuong": "2" if named.kind == "business" else "1",
        "SoDienThoai": named.phone,
        "Email": named.email,
        "TrichYeuHoSo": life.procedure.name,
        "NgayNopHoSo": compact(life.submitted_at),
        "NgayTiepNhan": _rough(life.received_at, chance, 0.2),
        "NgayHenTra": _rough(life.due_at, chance, 0.3),
        "TrangThaiHoSo": str(int(life.status)),
        "NgayTra": compact(life.returned_at),
        "HinhThuc": _METHODS[life.return_method][1],
        "NgayKetThucXuLy": _rough(life.finished_at, chance, 0.2),
        "NgayTuChoi": compact(life.last(Status.REFUSED)),
        "DonViXuLy": life.procedure.division,
        AGENCY_KEY: life.authority.code,
        "GhiChu": "",
        "TaiLieuNop": [document(name, place) for place, name in enumerate(life.procedure.papers, 1)],
        "DanhSachLePhi": [fee(life.procedure.fee)] if life.procedure.fee else [],
        "DanhSachHoSoBoSung": _supplements(life),
        "DanhSachGiayToKetQua": [result(life.procedure.result)] if life.finished_at else [],
        "NoiNopHoSo": "2",
        "HoSoCoThanhPhanSoHoa": "1",
        "DuocThanhToanTrucTuyen": "1" if life.procedure.fee and life.channel == "online" else "0",
    }
    return told | (_corrected_by_the_desk(chance) if chance.random() < 0.06 else {})


def wire_steps(code: str, events: tuple[Event, ...]) -> list[WireStep]:
    return [wire_step(code, event) for event in events]


def wire_step(code: str, event: Event) -> WireStep:
    return {
        "MaHoSo": code,
        "NguoiXuLy": event.officer,
        "ChucDanh": "Chuyên viên" if event.department != DESK else "Cán bộ một cửa",
        "ThoiDiemXuLy": compact(event.at),
        "PhongBanXuLy": event.department,
        "NoiDungXuLy": event.status.label,
        "TrangThai": str(int(event.status)),
    }


def document(name: str, place: int) -> dict[str, str]:
    return {
        "TepDinhKemId": str(place),
        "TenTepDinhKem": name,
        "IsDeleted": "False",
        "MaThanhPhanHoSo": f"GT{place:02d}",
        "DuongDanTaiTepTin": f"https://example.invalid/tep/{place}",
    }


def fee(amount: int) -> dict[str, str]:
    return {"TenPhiLePhi": "Lệ phí", "MaPhiLePhi": "", "HinhThucThu": "1", "Gia": str(amount), "LoaiPhiLePhi": "1"}


def result(name: str) -> dict[str, str]:
    return {"TenGiayTo": name, "MaGiayToKetQua": "KQ01", "GiayToId": "1", "DuongDanTepTinKetQua": ""}


def _supplements(life: Life) -> list[dict[str, str]]:
    return [
        {
            "NoiDungBoSung": "Bổ sung hồ sơ",
            "NgayBoSung": compact(pause.began),
            "NgayTiepNhanBoSung": compact(pause.ended),
            "NgayHenTraTruoc": compact(pause.due_before),
            "NgayHenTraMoi": compact(pause.due_after),
        }
        for pause in life.pauses
    ]


def _respelled(name: str, chance: random.Random) -> str:
    """The same name as another keyboard writes it."""
    drawn = chance.random()
    if drawn < 0.08:
        return normalize("NFD", name)
    if drawn < 0.14:
        return name.replace("Đ", "Ð").replace("đ", "ð")
    if drawn < 0.20:
        return name.replace("Thủy", "Thuỷ").replace("Hòa", "Hoà").replace("Khỏe", "Khoẻ").replace("Hóa", "Hoá")
    if drawn < 0.24:
        return name.upper()
    if drawn < 0.28:
        return name.replace("Công ty", "Cty")
    return name.replace(" ", "\u00a0 ", 1) if drawn < 0.31 else name


def _corrected_by_the_desk(chance: random.Random) -> Record:
    """Values the desk owns and has put right since; the division's software never learns of it."""
    corrections: tuple[Record, ...] = (
        {"SoDienThoai": f"0911{chance.randrange(10**6):06d}"},
        {"Email": f"moi{chance.randrange(1000)}@example.invalid"},
        {"TrichYeuHoSo": "Nội dung đã được cán bộ một cửa ghi lại cho rõ"},
        {"GhiChu": "Đã gọi điện xác nhận với người nộp"},
        {"DonViXuLy": "Ban Quản lý các khu chế xuất và công nghiệp"},
    )
    return chance.choice(corrections)


# ---------------------------------------------------------------- the register


def _line(life: Life, code: str, chance: random.Random) -> PaperLine:
    assert life.received_at is not None  # noqa: S101  # it was handed in over the counter
    returned = life.returned_at
    by_hand = life.return_method == "direct"
    return PaperLine(
        code=None if chance.random() < 0.06 else code,
        book=life.procedure.field,
        volume=life.volume,
        place=life.place,
        procedure=life.procedure.name,
        name=_as_signed(life, chance),
        contact=f"{life.applicant.address}, {life.applicant.phone}",
        division=life.procedure.division,
        received=life.received_at.date(),
        due=None if life.first_due_at is None else life.first_due_at.date(),  # the slip is not printed again
        returned=None if returned is None else returned.date(),
        method=_METHODS[life.return_method][2],
        signed="Đã ký" if returned is not None and by_hand else "",
        note="Có đơn rút" if life.status is Status.WITHDRAWN else "",
    )


def _as_signed(life: Life, chance: random.Random) -> str:
    """The book shows the applicant, in whatever spelling, or who stood at the counter."""
    stood_there = life.submitter if life.submitter is not None and chance.random() < 0.5 else life.applicant
    return _respelled(stood_there.name, chance)


# ---------------------------------------------------------------- moments


def minute(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%d/%m/%Y %H:%M}"


def _day(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%d/%m/%Y}"


def compact(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y%m%d%H%M%S}"


def _rough(moment: datetime | None, chance: random.Random, share: float) -> str:
    """Now and then only the day is known, which is written as midnight."""
    if moment is not None and chance.random() < share:
        return f"{moment:%Y%m%d}000000"
    return compact(moment)
