"""Why each rule holds, who decides, and what releasing and rejecting mean: for the page and for ``holds show``."""

from collections.abc import Mapping
from dataclasses import dataclass

from connector.cli.spoken import Text
from connector.domain.verdict import HoldRule

_DESK = Text("Bộ phận một cửa", "The one-stop unit")
_DIVISION = Text("Phòng chuyên môn", "The division")
_HEAD = Text("Người phụ trách luồng đồng bộ", "Whoever is in charge of the link")


@dataclass(frozen=True, slots=True)
class HoldWords:
    """For the person who has to decide."""

    why: Text
    who: Text
    release: Text
    reject: Text


_SENT = Text("gửi đúng nội dung đã xem, ở lượt sau", "what was seen is sent, by the next run")
_STAYS = Text(
    "một cửa giữ nguyên; việc chỉ trở lại khi nội dung hồ sơ ở phần mềm chuyên ngành thay đổi",
    "the one-stop stays as it is; the work comes back only when the dossier's content changes in the specialized "
    "software",
)
_ALL_SENT = Text(
    "việc được gửi, không qua phanh ấy nữa, không bị tính lại",
    "the work is sent past this brake and is not counted again",
)
_ASKS_DIVISION = Text(
    f"{_HEAD.vi}, hỏi {_DIVISION.vi.lower()} có cập nhật hàng loạt không",
    f"{_HEAD.en}, having asked the division whether much was updated at once",
)

HOLD_WORDS: Mapping[HoldRule, HoldWords] = {
    HoldRule.PROPOSE: HoldWords(
        Text("Luồng ở chế độ propose: mọi thay đổi đều chờ.", "The link is in mode propose: every change waits."),
        _HEAD,
        _SENT,
        _STAYS,
    ),
    HoldRule.CREATE: HoldWords(
        Text(
            "Hồ sơ chưa có trên một cửa, và policy.create là hold.",
            "The dossier is not on the one-stop, and policy.create is hold.",
        ),
        _DESK,
        Text("tạo hồ sơ trên một cửa", "the dossier is created on the one-stop"),
        _STAYS,
    ),
    HoldRule.FINAL_STATE: HoldWords(
        Text(
            "Không tiếp nhận, rút, dừng hoặc đã trả kết quả, mà allow_final không cho tự gửi.",
            "Refused, withdrawn, stopped or returned, which allow_final does not let go by itself.",
        ),
        _DIVISION,
        Text(
            "người dân thấy hồ sơ kết thúc trên một cửa; bộ kết nối không mở lại được",
            "citizens see the dossier ended on the one-stop; the connector cannot reopen it",
        ),
        _STAYS,
    ),
    HoldRule.BOTH_MOVED: HoldWords(
        Text(
            "Cả hai bên cùng sửa một trường từ lần khớp gần nhất.",
            "Both sides changed one field since they last agreed.",
        ),
        Text(f"{_DESK.vi} và {_DIVISION.vi.lower()}", f"{_DESK.en} and {_DIVISION.en.lower()}"),
        Text(
            "giá trị của phần mềm chuyên ngành thay giá trị một cửa đã sửa",
            "the specialized software's value takes the place of what the one-stop changed",
        ),
        _STAYS,
    ),
    HoldRule.PAUSE_ORDER: HoldWords(
        Text(
            "Tạm dừng hoặc tiếp tục mà không chứng minh được là xảy ra sau bước cuối của một cửa.",
            "A pause or its end that cannot be shown to come after the one-stop's last step.",
        ),
        _DIVISION,
        Text(
            "thời gian tạm dừng được ghi lên một cửa; ghi hai lần là tính chậm hạn chính thức",
            "the pause is written on the one-stop; written twice it is officially late",
        ),
        _STAYS,
    ),
    HoldRule.FINISH_BACKDATED: HoldWords(
        Text(
            "Thay đổi làm thời hạn đẹp hơn thực tế (quá hạn thành đúng hạn) và được ghi muộn hơn một ngày làm việc.",
            "The change makes the deadline look better (overdue becomes on time) and was recorded more than a working "
            "day late.",
        ),
        Text(
            f"{_DIVISION.vi}, có giấy tờ chứng minh ngày thực tế",
            f"{_DIVISION.en}, with papers to prove the day",
        ),
        Text(
            "ngày ấy được ghi lên một cửa, tên người cho gửi nằm trong lịch sử hồ sơ",
            "that day is written on the one-stop; who released it stays in the dossier's history",
        ),
        _STAYS,
    ),
    HoldRule.STALE_NOTICE: HoldWords(
        Text(
            "Một cửa sẽ nhắn tin cho người dân về một việc đã cũ.",
            "The one-stop would send the citizen a message about something old.",
        ),
        _DESK,
        Text("người dân nhận tin nhắn", "the citizen gets the message"),
        _STAYS,
    ),
    HoldRule.UNREADABLE_FIELD: HoldWords(
        Text(
            "Một cửa có thể thay cả bản ghi, mà có trường không đọc lại được: gửi thì có thể mất trường ấy.",
            "The one-stop may replace the whole record, and has a field that cannot be read back: sending may lose it.",
        ),
        Text(f"{_HEAD.vi}, sau khi hỏi nhà cung cấp", f"{_HEAD.en}, having asked the vendor"),
        Text(
            "bản ghi được gửi; trường không đọc được có thể bị xóa trắng",
            "the record is sent; the field that cannot be read may be blanked",
        ),
        _STAYS,
    ),
    HoldRule.CODE_COLLISION: HoldWords(
        Text(
            "Mã giống nhau nhưng không trường nào khác xác nhận là cùng một hồ sơ.",
            "The codes are the same, but no other field confirms that it is the same dossier.",
        ),
        _DESK,
        Text(
            "một cửa được sửa theo hồ sơ của phần mềm chuyên ngành: chắc chắn là một hồ sơ mới được cho gửi",
            "the one-stop is changed to what the specialized software has: release only what is surely one dossier",
        ),
        _STAYS,
    ),
    HoldRule.CODE_REPAIRED: HoldWords(
        Text(
            "Mã hồ sơ phải sửa mới đọc được (Excel cắt số 0, đổi thành số).",
            "The code had to be repaired to be read (Excel cut a zero, or made it a number).",
        ),
        _DIVISION,
        Text(
            "gửi với mã đã sửa; nên sửa luôn ở nơi nhập",
            "it is sent with the repaired code; better repair it where it was typed",
        ),
        _STAYS,
    ),
    HoldRule.LOOK_UP_FAILED: HoldWords(
        Text(
            "Một cửa không trả lời được về hồ sơ này, nên không biết nó đã có hay chưa.",
            "The one-stop could not answer about this dossier, so nobody knows whether it has it.",
        ),
        _HEAD,
        Text(
            "tra cứu lại rồi mới gửi; vẫn không trả lời thì lại chờ",
            "it is looked up again before it is sent; without an answer it waits again",
        ),
        _STAYS,
    ),
    HoldRule.BRAKE_ACTIONS: HoldWords(
        Text(
            "Quá nhiều lần gửi trong 24 giờ (brakes.max_actions).",
            "Too many deliveries within 24 hours (brakes.max_actions).",
        ),
        _ASKS_DIVISION,
        _ALL_SENT,
        _STAYS,
    ),
    HoldRule.BRAKE_SHARE: HoldWords(
        Text(
            "Quá nhiều hồ sơ khác nhau bị ghi trong 24 giờ (brakes.max_share).",
            "Too many different dossiers written within 24 hours (brakes.max_share).",
        ),
        _ASKS_DIVISION,
        _ALL_SENT,
        _STAYS,
    ),
    HoldRule.BRAKE_ENUMERATION: HoldWords(
        Text(
            "Một bên bỗng liệt kê ít hồ sơ hơn hẳn lần trước, hoặc chưa lần nào kể hồ sơ nào trong khi bên khác có "
            "nhiều (brakes.min_share): tệp cụt, trang lỗi, đổi quyền tài khoản, sai phạm vi. Bên ấy đúng là chưa có hồ "
            "sơ nào thì đặt min_share: 0, chạy connector reconcile một lần rồi đặt lại.",
            "A side suddenly lists far fewer dossiers, or has never told of any while another has many "
            "(brakes.min_share): a file cut short, an error page, an account's changed rights, a wrong scope. If that "
            "side really has none yet, set min_share: 0, run connector reconcile once and set it back.",
        ),
        Text(f"{_HEAD.vi}, sau khi đếm lại ở phần mềm ấy", f"{_HEAD.en}, having counted again in that software"),
        _ALL_SENT,
        _STAYS,
    ),
    HoldRule.BRAKE_GAP: HoldWords(
        Text("Quá lâu chưa đồng bộ trọn vẹn (brakes.max_gap).", "No complete sync for too long (brakes.max_gap)."),
        Text(f"{_HEAD.vi}, sau khi chạy connector reconcile", f"{_HEAD.en}, after a connector reconcile"),
        _ALL_SENT,
        _STAYS,
    ),
    HoldRule.CANARY: HoldWords(
        Text(
            "Ba lần gửi đầu của luồng chưa đọc lại được gì để kiểm chứng.",
            "Nothing of the link's first three deliveries could be read back.",
        ),
        Text(
            f"{_HEAD.vi}, sau khi mở một cửa xem ba hồ sơ đầu",
            f"{_HEAD.en}, having looked at the first three dossiers on the one-stop",
        ),
        Text(
            "phần còn lại được gửi dù chưa kiểm chứng được",
            "the rest is sent although nothing could be verified",
        ),
        _STAYS,
    ),
}
