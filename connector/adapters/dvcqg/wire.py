"""The words of DongBoHoSoMC and CapNhatTienDoHoSoMC: field names, formats, lengths (reference/dvcqg.md 3-6).

Every scalar goes as text; times are yyyyMMddHHmmss in +07:00. What a field cannot express is not known, never guessed.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from connector.domain.dossier import DETAIL_FIELDS, FLAG_FIELDS, TIME_FIELDS, Document, Dossier, Fee, Step, Supplement
from connector.domain.identifiers import id_key, is_filler, is_valid_personal_id
from connector.domain.times import at_zone

SERVICE_LOOK_UP = "TraCuuHoSo"
SERVICE_RECORD = "DongBoHoSoMC"
SERVICE_STEPS = "CapNhatTienDoHoSoMC"
#: How the names of services begin that change something over there.
_WRITING = ("dongbo", "capnhat", "themmoi", "xoa", "huy", "gui")
STEPS_KEY = "TienDo"
IDENTITIES_KEY = "DinhDanhCHS"
STEPS_PER_CALL = 10

APPLICANT_TYPES: Mapping[str, str] = MappingProxyType(
    {"individual": "1", "business": "2", "state": "3", "organization": "4"}
)
CHANNELS: Mapping[str, str] = MappingProxyType({"direct": "1", "online": "2", "post": "3"})
RETURN_METHODS: Mapping[str, str] = MappingProxyType({"direct": "0", "post": "1"})


@dataclass(frozen=True, slots=True)
class Column:
    """One key of a DongBoHoSoMC record. ``name`` is the canonical field, None where there is none."""

    wire: str
    name: str | None = None
    since: int = 2020  #: the generation that brought it
    many: bool = False  #: an array


COLUMNS = (
    Column("MaHoSo", "code"),
    Column("MaTTHC", "procedure_code"),
    Column("TenTTHC", "procedure_name"),
    Column("MaLinhVuc", "sector_code"),
    Column("TenLinhVuc", "sector_name"),
    Column("SoBienNhan", "receipt_number"),
    Column("KenhThucHien", "channel", 2022),
    Column("SoGiayToChuHoSo", "applicant_id", 2022),
    Column("ChuHoSo", "applicant_name"),
    Column("LoaiDoiTuong", "applicant_type"),
    Column("MaDoiTuong"),
    Column("ThongTinKhac"),
    Column("Email", "email"),
    Column("Fax"),
    Column("SoDienThoai", "phone"),
    Column("TrichYeuHoSo", "summary"),
    Column("NgayTiepNhan", "received_at"),
    Column("NgayHenTra", "due_at"),
    Column("TrangThaiHoSo", "status"),
    Column("NgayTra", "returned_at"),
    Column("ThongTinTra"),
    Column("HinhThuc", "return_method"),
    Column("NgayKetThucXuLy", "finished_at"),
    Column("DonViXuLy", "agency_name"),
    Column("GhiChu", "note"),
    Column("TaiLieuNop", "documents", many=True),
    Column("DanhSachLePhi", "fees", many=True),
    Column("DanhSachTepDinhKemKhac", many=True),
    Column("DanhSachHoSoBoSung", "supplements", many=True),
    Column("DanhSachGiayToKetQua", "results", many=True),
    Column("NoiNopHoSo", None, 2022),
    Column("HoSoCoThanhPhanSoHoa", "digitised", 2022),
    Column("TaiKhoanDuocXacThucVoiVNeID", None, 2022),
    Column("DuocThanhToanTrucTuyen", "paid_online", 2022),
    Column("NgayTuChoi", "rejected_at", 2022),
    Column("NgayNopHoSo", "submitted_at", 2022),
    Column(IDENTITIES_KEY, None, 2022, many=True),
    Column("DSKetNoiCSDL", None, 2022, many=True),
)


def writes(service: str) -> bool:
    """Whether a service of this name changes something."""
    return service.casefold().startswith(_WRITING)


def columns(generation: int) -> tuple[Column, ...]:
    return tuple(column for column in COLUMNS if column.since <= generation)


@dataclass(frozen=True, slots=True)
class Limit:
    """A text longer than ``longest`` keeps its first ``kept`` characters and gets ``mark`` behind."""

    longest: int
    kept: int
    mark: str = ""

    def cut(self, text: str) -> str:
        if len(text) <= self.longest:
            return text
        # A bare end is trimmed, because a reader trims: what is read back must be what was sent.
        return text[: self.kept] + self.mark if self.mark else text[: self.kept].rstrip()


LIMITS: Mapping[str, Limit] = MappingProxyType({"summary": Limit(1000, 995, "...")})
STEP_LIMITS: Mapping[str, Limit] = MappingProxyType({"officer": Limit(50, 46, "...")})
_DOCUMENT_NAME = Limit(4000, 4000)
_RESULT_NAME = Limit(2000, 2000)


# ---------------------------------------------------------------- scalars


def text_of(value: Any) -> Any:
    """A value as this wire writes it, down to the last scalar; nothing is an empty text."""
    if isinstance(value, Mapping):
        return {str(name): text_of(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [text_of(one) for one in value]
    if value is None:
        return ""
    return str(value)


def moment(value: datetime | None) -> str:
    return "" if value is None else f"{at_zone(value):%Y%m%d%H%M%S}"


def _identity(value: str) -> str:
    """A number that somebody typed only because a form asked is not known."""
    return "" if is_filler(value) else value


_SCALARS: Mapping[str, Callable[[Any], str | None]] = MappingProxyType(
    {
        "status": lambda value: str(int(value)),
        "applicant_type": APPLICANT_TYPES.get,
        "channel": CHANNELS.get,
        "return_method": RETURN_METHODS.get,
        "applicant_id": _identity,
        **dict.fromkeys(TIME_FIELDS, moment),
        **dict.fromkeys(FLAG_FIELDS, lambda value: "1" if value else "0"),
    }
)


def encode(name: str, value: Any, generation: int) -> Any:
    """A canonical value on the wire; None when it is not known or this wire has no word for it."""
    if value is None:
        return None
    if name in DETAIL_FIELDS:
        return [_DETAILS[name](detail, generation) for detail in value]
    word = _SCALARS[name](value) if name in _SCALARS else str(value)
    return LIMITS[name].cut(word) if word and name in LIMITS else word or None


def identities(record: Dossier) -> list[dict[str, str]] | None:
    """DinhDanhCHS from a valid personal number; None for any other, never the usual filler."""
    if record.applicant_id is None or not is_valid_personal_id(record.applicant_id):
        return None
    number = id_key(record.applicant_id)
    return [{"LoaiDinhDanh": "1" if len(number) == 12 else "2", "SoDinhDanh": number}]


# ---------------------------------------------------------------- details


def _fee(fee: Fee, _generation: int) -> dict[str, str]:
    return {
        "TenPhiLePhi": fee.name or "",
        "MaPhiLePhi": fee.code or "",
        "HinhThucThu": fee.method or "",
        "Gia": fee.amount or "",
        "LoaiPhiLePhi": fee.kind or "",
    }


def _document(document: Document, generation: int) -> dict[str, str]:
    told = {
        "TepDinhKemId": document.file_id or "",
        "TenTepDinhKem": _DOCUMENT_NAME.cut(document.name or ""),
        "IsDeleted": "False",
        "MaThanhPhanHoSo": document.code or "",
        "DuongDanTaiTepTin": document.url or "",
    }
    if generation >= 2022 and document.digitised is not None:
        told["DuocSoHoa"] = "1" if document.digitised else "0"
    return told


def _result(result: Document, generation: int) -> dict[str, str]:
    code_key = "MaGiayToKetQua" if generation >= 2022 else "MaThanhPhanHoSo"
    return {
        "TenGiayTo": _RESULT_NAME.cut(result.name or ""),
        "MaThanhPhanHoSo": "",
        "GiayToId": result.file_id or "",
        "DuongDanTepTinKetQua": result.url or "",
        code_key: result.code or "",
    }


def _supplement(supplement: Supplement, _generation: int) -> dict[str, str]:
    return {
        "NguoiYeuCauBoSung": supplement.requested_by or "",
        "NoiDungBoSung": supplement.content or "",
        "NgayBoSung": moment(supplement.requested_at),
        "NgayTiepNhanBoSung": moment(supplement.received_at),
        "NgayHenTraTruoc": moment(supplement.due_before),
        "NgayHenTraMoi": moment(supplement.due_after),
    }


_DETAILS: Mapping[str, Callable[[Any, int], dict[str, str]]] = MappingProxyType(
    {"fees": _fee, "documents": _document, "results": _result, "supplements": _supplement}
)


# ---------------------------------------------------------------- steps


def encode_steps(code: str, steps: Sequence[Step]) -> list[dict[str, str]]:
    """Elements of CapNhatTienDoHoSoMC. A step without a state cannot be said on this wire: ValueError."""
    return [_step(code, step) for step in steps]


def _step(code: str, step: Step) -> dict[str, str]:
    if step.status is None:
        raise ValueError("a step without a state cannot be sent")
    return {
        "MaHoSo": code,
        "NguoiXuLy": STEP_LIMITS["officer"].cut(step.officer or ""),
        "ChucDanh": step.title or "",
        "ThoiDiemXuLy": moment(step.at),
        "PhongBanXuLy": step.department or "",
        "NoiDungXuLy": step.content or "",
        "TrangThai": str(int(step.status)),
        "NgayBatDau": moment(step.started_at),
        "NgayKetThucTheoQuyDinh": moment(step.due_at),
    }
