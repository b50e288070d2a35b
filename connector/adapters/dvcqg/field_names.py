"""The names on this wire, which a refusal may name and which are nobody's. A test holds them against what is sent."""

from connector.adapters.dvcqg.wire import COLUMNS, SERVICE_LOOK_UP, SERVICE_RECORD, SERVICE_STEPS, STEPS_KEY

_OTHERS = """
    session madonvi service data isUpdating mahoso error_code dstcode username password
    NguoiXuLy ChucDanh ThoiDiemXuLy PhongBanXuLy NoiDungXuLy TrangThai NgayBatDau NgayKetThucTheoQuyDinh
    TenPhiLePhi MaPhiLePhi HinhThucThu Gia LoaiPhiLePhi
    TepDinhKemId TenTepDinhKem IsDeleted MaThanhPhanHoSo DuongDanTaiTepTin DuocSoHoa DuocLayTuKhoDMQG MaKetQuaThayThe
    TenGiayTo GiayToId DuongDanTepTinKetQua MaGiayToKetQua
    NguoiYeuCauBoSung NoiDungBoSung NgayBoSung NgayTiepNhanBoSung NgayHenTraTruoc NgayHenTraMoi
    LoaiDinhDanh SoDinhDanh
"""

FIELD_NAMES = frozenset(
    [*(column.wire for column in COLUMNS), SERVICE_LOOK_UP, SERVICE_RECORD, SERVICE_STEPS, STEPS_KEY, *_OTHERS.split()]
)
