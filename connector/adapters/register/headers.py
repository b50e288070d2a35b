"""The headers of the register's own form, and the other names by which offices know the same columns."""

from collections.abc import Mapping, Sequence

from connector.adapters.files.folding import folded
from connector.adapters.files.grid import Line
from connector.adapters.files.header import Header, find_header
from connector.adapters.register.settings import BookColumn, RegisterSettings

#: Column → its names, the form's own first: where a book has two of them, the earlier one counts.
NAMES: Mapping[BookColumn, Sequence[str]] = {
    "code": ("Mã hồ sơ", "Mã số hồ sơ", "Mã hồ sơ một cửa", "Số hồ sơ", "Mã HS", "Mã số HS", "Số hiệu hồ sơ", "MaHoSo"),
    "number": ("STT", "TT", "Số TT", "Số thứ tự", "Thứ tự", "Số vào sổ"),
    "volume": ("Quyển số", "Số quyển", "Quyển", "Quyển sổ"),
    "procedure_code": ("Mã TTHC", "Mã thủ tục hành chính", "Mã thủ tục", "MaTTHC"),
    "procedure_name": (
        *("Tên TTHC", "Tên thủ tục hành chính", "Thủ tục hành chính", "Tên thủ tục", "Thủ tục", "TTHC", "TenTTHC"),
        "Loại hồ sơ",
    ),
    "sector_name": ("Lĩnh vực", "Tên lĩnh vực"),
    "applicant_name": (
        *("Tên cá nhân, tổ chức", "Tên tổ chức, cá nhân", "Cá nhân, tổ chức", "Tổ chức, cá nhân", "Tên chủ hồ sơ"),
        *("Chủ hồ sơ", "Họ và tên", "Họ tên", "Họ và tên tổ chức, cá nhân", "Tên tổ chức, công dân", "ChuHoSo"),
    ),
    "applicant_id": (
        *("Số định danh", "Số định danh cá nhân", "Số CCCD", "CCCD", "Số CCCD/CMND", "CCCD/CMND", "Số CMND/CCCD"),
        *("CMND/CCCD", "CMND", "CCCD/MST", "Mã số thuế", "MST", "Số giấy tờ"),
    ),
    "submitter_name": ("Người nộp hồ sơ", "Người nộp", "Tên người nộp", "Họ tên người nộp"),
    "address": ("Địa chỉ, số điện thoại", "Địa chỉ, điện thoại", "Địa chỉ", "DiaChi"),
    "phone": ("Số điện thoại", "Điện thoại", "Số ĐT", "SĐT", "SoDienThoai"),
    "agency_name": (
        *("Cơ quan chủ trì giải quyết", "Cơ quan chủ trì", "Cơ quan giải quyết", "Đơn vị giải quyết", "Đơn vị xử lý"),
        *("Cơ quan thực hiện", "Phòng giải quyết", "Phòng chuyên môn", "DonVi"),
    ),
    "officer": ("Cán bộ thụ lý", "Người thụ lý", "Cán bộ giải quyết", "Người giải quyết"),
    "channel": (
        *("Kênh tiếp nhận", "Kênh thực hiện", "Hình thức nộp", "Hình thức nộp hồ sơ", "Hình thức tiếp nhận"),
        *("Phương thức tiếp nhận", "Phương thức nộp", "KenhThucHien"),
    ),
    "received_at": (
        *("Nhận hồ sơ", "Ngày nhận hồ sơ", "Ngày nhận", "Tiếp nhận hồ sơ", "Ngày tiếp nhận hồ sơ", "Ngày tiếp nhận"),
        *("Tiếp nhận", "Thời gian nhận hồ sơ", "Thời gian tiếp nhận", "Nhận hồ sơ ngày", "NgayTiepNhan"),
    ),
    "due_at": (
        *("Hẹn trả kết quả", "Ngày hẹn trả kết quả", "Ngày hẹn trả", "Hẹn trả", "Ngày hẹn", "Thời gian hẹn trả"),
        *("Thời gian hẹn trả kết quả", "Hẹn trả KQ", "Ngày hẹn trả KQ", "Hẹn trả kết quả ngày", "NgayHenTra"),
    ),
    "finished_at": ("Ngày có kết quả", "Có kết quả", "Ngày hoàn thành", "Ngày kết thúc", "Ngày kết thúc xử lý"),
    "returned_at": (
        *("Trả kết quả", "Ngày trả kết quả", "Ngày trả", "Trả KQ", "Ngày trả KQ", "Thời gian trả kết quả"),
        *("Ngày trả thực tế", "Ngày nhận kết quả", "Trả kết quả ngày", "NgayTra"),
    ),
    "return_method": (
        *("Phương thức nhận kết quả", "Hình thức nhận kết quả", "Phương thức trả kết quả", "Hình thức trả kết quả"),
        *("Phương thức nhận KQ", "Hình thức nhận KQ"),
    ),
    "signed": (
        *("Ký nhận", "Ký nhận kết quả", "Người nhận ký", "Chữ ký người nhận", "Chữ ký", "Ký tên", "Ký nhận của người"),
        "Người nhận ký tên",
    ),
    "receipt_number": ("Số biên nhận", "Số giấy tiếp nhận", "Số phiếu tiếp nhận", "Số phiếu", "SoBienNhan"),
    "note": ("Ghi chú",),
}

#: Columns of which two in one book leave it open which is meant.
_ONE_ONLY = frozenset({"code", "received_at", "due_at", "returned_at", "finished_at", "signed", "applicant_name"})

_DAYS = frozenset({"received_at", "due_at", "finished_at", "returned_at"})


def names_of(settings: RegisterSettings) -> Mapping[str, str]:
    """Header → column; a column that the settings name has that name alone."""
    found = {header: column for column, header in settings.columns.items()}
    usual = {name: column for column, names in NAMES.items() if column not in settings.columns for name in names}
    return usual | found


def book_header(lines: Sequence[Line], settings: RegisterSettings) -> Header | None:
    """The header of a register among these lines, whatever else it may be."""
    return find_header(lines, names_of(settings), row=settings.header_row, like=folded)


def is_register(header: Header | None) -> bool:
    """Whether a sheet under this header tells entries of a register: whose, and when."""
    columns = set() if header is None else set(header.columns)
    return bool(columns & _DAYS) and bool(columns & {"code", "applicant_name"}) and len(columns) > 2


def doubts(header: Header, settings: RegisterSettings) -> str | None:
    """Why the header cannot be read without a person's word."""
    lost = [settings.columns[column] for column in settings.columns if column not in header.columns]
    if lost:
        return f"thiếu cột {', '.join(map(repr, lost))} đã khai báo ở columns"
    twice = [NAMES[column][0] for column in NAMES if column in header.doubled and column in _ONE_ONLY]
    return f"có nhiều cột cùng là {', '.join(map(repr, twice))}" if twice else None
