"""The names on this wire, which a refusal may name and which are nobody's. A test holds them against what is sent."""

from connector.adapters.dvcqg.wire import COLUMNS, SERVICE_LOOK_UP, SERVICE_RECORD, SERVICE_STEPS, STEPS_KEY

_ENVELOPE = "session madonvi service data isUpdating mahoso error_code dstcode username password".split()
_STEP = (
    "MaHoSo NguoiXuLy ChucDanh ThoiDiemXuLy PhongBanXuLy NoiDungXuLy TrangThai NgayBatDau NgayKetThucTheoQuyDinh".split()
)
_FEE = "TenPhiLePhi MaPhiLePhi HinhThucThu Gia LoaiPhiLePhi".split()
_DOCUMENT = (
    "TepDinhKemId TenTepDinhKem IsDeleted MaThanhPhanHoSo DuongDanTaiTepTin DuocSoHoa DuocLayTuKhoDMQG MaKetQuaThayThe"
).split()
_RESULT = "TenGiayTo MaThanhPhanHoSo GiayToId DuongDanTepTinKetQua MaGiayToKetQua".split()
_SUPPLEMENT = "NguoiYeuCauBoSung NoiDungBoSung NgayBoSung NgayTiepNhanBoSung NgayHenTraTruoc NgayHenTraMoi".split()
_IDENTITY = "LoaiDinhDanh SoDinhDanh".split()

FIELD_NAMES = frozenset(
    [
        *(column.wire for column in COLUMNS),
        *(SERVICE_LOOK_UP, SERVICE_RECORD, SERVICE_STEPS, STEPS_KEY),
        *(*_ENVELOPE, *_STEP, *_FEE, *_DOCUMENT, *_RESULT, *_SUPPLEMENT, *_IDENTITY),
    ]
)
