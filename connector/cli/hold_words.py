"""Why each rule holds, who decides, and what releasing and rejecting mean: for the page and for ``holds show``."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.domain.verdict import HoldRule

_DESK = "Bộ phận một cửa"
_DIVISION = "Phòng chuyên môn"
_HEAD = "Người phụ trách luồng đồng bộ"


@dataclass(frozen=True, slots=True)
class HoldWords:
    """In Vietnamese, for the person who has to decide."""

    why: str
    who: str
    release: str
    reject: str


_SENT = "gửi đúng nội dung đã xem, ở lượt sau"
_STAYS = "một cửa giữ nguyên; việc chỉ trở lại khi nội dung hồ sơ ở phần mềm chuyên ngành thay đổi"
_ALL_SENT = "việc được gửi, không qua phanh ấy nữa, không bị tính lại"

HOLD_WORDS: Mapping[HoldRule, HoldWords] = {
    HoldRule.PROPOSE: HoldWords("Luồng ở chế độ propose: mọi thay đổi đều chờ.", _HEAD, _SENT, _STAYS),
    HoldRule.CREATE: HoldWords(
        "Hồ sơ chưa có trên một cửa, và policy.create là hold.", _DESK, "tạo hồ sơ trên một cửa", _STAYS
    ),
    HoldRule.FINAL_STATE: HoldWords(
        "Không tiếp nhận, rút, dừng hoặc đã trả kết quả, mà allow_final không cho tự gửi.",
        _DIVISION,
        "người dân thấy hồ sơ kết thúc trên một cửa; bộ kết nối không mở lại được",
        _STAYS,
    ),
    HoldRule.BOTH_MOVED: HoldWords(
        "Cả hai bên cùng sửa một trường từ lần khớp gần nhất.",
        f"{_DESK} và {_DIVISION.lower()}",
        "giá trị của phần mềm chuyên ngành thay giá trị một cửa đã sửa",
        _STAYS,
    ),
    HoldRule.PAUSE_ORDER: HoldWords(
        "Tạm dừng hoặc tiếp tục mà không chứng minh được là xảy ra sau bước cuối của một cửa.",
        _DIVISION,
        "thời gian tạm dừng được ghi lên một cửa; ghi hai lần là tính chậm hạn chính thức",
        _STAYS,
    ),
    HoldRule.FINISH_BACKDATED: HoldWords(
        "Thay đổi làm thời hạn đẹp hơn thực tế (quá hạn thành đúng hạn) và được ghi muộn hơn một ngày làm việc.",
        f"{_DIVISION}, có giấy tờ chứng minh ngày thực tế",
        "ngày ấy được ghi lên một cửa, tên người cho gửi nằm trong lịch sử hồ sơ",
        _STAYS,
    ),
    HoldRule.STALE_NOTICE: HoldWords(
        "Một cửa sẽ nhắn tin cho người dân về một việc đã cũ.", _DESK, "người dân nhận tin nhắn", _STAYS
    ),
    HoldRule.UNREADABLE_FIELD: HoldWords(
        "Một cửa có thể thay cả bản ghi, mà có trường không đọc lại được: gửi thì có thể mất trường ấy.",
        f"{_HEAD}, sau khi hỏi nhà cung cấp",
        "bản ghi được gửi; trường không đọc được có thể bị xóa trắng",
        _STAYS,
    ),
    HoldRule.CODE_COLLISION: HoldWords(
        "Mã giống nhau nhưng không trường nào khác xác nhận là cùng một hồ sơ.",
        _DESK,
        "một cửa được sửa theo hồ sơ của phần mềm chuyên ngành: chắc chắn là một hồ sơ mới được cho gửi",
        _STAYS,
    ),
    HoldRule.CODE_REPAIRED: HoldWords(
        "Mã hồ sơ phải sửa mới đọc được (Excel cắt số 0, đổi thành số).",
        _DIVISION,
        "gửi với mã đã sửa; nên sửa luôn ở nơi nhập",
        _STAYS,
    ),
    HoldRule.LOOK_UP_FAILED: HoldWords(
        "Một cửa không trả lời được về hồ sơ này, nên không biết nó đã có hay chưa.",
        _HEAD,
        "tra cứu lại rồi mới gửi; vẫn không trả lời thì lại chờ",
        _STAYS,
    ),
    HoldRule.BRAKE_ACTIONS: HoldWords(
        "Quá nhiều lần gửi trong 24 giờ (brakes.max_actions).",
        f"{_HEAD}, hỏi {_DIVISION.lower()} có cập nhật hàng loạt không",
        _ALL_SENT,
        _STAYS,
    ),
    HoldRule.BRAKE_SHARE: HoldWords(
        "Quá nhiều hồ sơ khác nhau bị ghi trong 24 giờ (brakes.max_share).",
        f"{_HEAD}, hỏi {_DIVISION.lower()} có cập nhật hàng loạt không",
        _ALL_SENT,
        _STAYS,
    ),
    HoldRule.BRAKE_ENUMERATION: HoldWords(
        "Một bên bỗng liệt kê ít hồ sơ hơn hẳn lần trước, hoặc chưa lần nào kể hồ sơ nào trong khi bên khác có nhiều "
        "(brakes.min_share): tệp cụt, trang lỗi, đổi quyền tài khoản, sai phạm vi. Bên ấy đúng là chưa có hồ sơ nào "
        "thì đặt min_share: 0, chạy connector reconcile một lần rồi đặt lại.",
        f"{_HEAD}, sau khi đếm lại ở phần mềm ấy",
        _ALL_SENT,
        _STAYS,
    ),
    HoldRule.BRAKE_GAP: HoldWords(
        "Quá lâu chưa đồng bộ trọn vẹn (brakes.max_gap).",
        f"{_HEAD}, sau khi chạy connector reconcile",
        _ALL_SENT,
        _STAYS,
    ),
    HoldRule.CANARY: HoldWords(
        "Ba lần gửi đầu của luồng chưa đọc lại được gì để kiểm chứng.",
        f"{_HEAD}, sau khi mở một cửa xem ba hồ sơ đầu",
        "phần còn lại được gửi dù chưa kiểm chứng được",
        _STAYS,
    ),
}
