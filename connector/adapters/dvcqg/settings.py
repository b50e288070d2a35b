"""The keys of a DVCQG-shaped one-stop system."""

import re
from datetime import timedelta
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from connector.adapters.dvcqg.wire import writes
from connector.adapters.http.settings import HttpSystemSettings
from connector.mapping.rules import MapRules, TextField, TextRule
from connector.settings.model import Keys, KindModels
from connector.settings.values import Duration, Secret, UnusableError

Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
#: What may stand in an HTTP header.
HeaderText = Annotated[str, StringConstraints(pattern=r"^[!-~]+$")]


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error:
        raise UnusableError("không phải là biểu thức chính quy", "not a regular expression") from None
    return text


def _reading(service: str) -> str:
    if writes(service):
        raise UnusableError("là dịch vụ ghi, không dùng để liệt kê được", "a service that writes cannot list")
    return service


def _day_form(text: str) -> str:
    if not ({"%d", "%m"} <= set(re.findall("%.", text)) and {"%Y", "%y"} & set(re.findall("%.", text))):
        raise UnusableError("phải có ngày, tháng và năm như %Y-%m-%d", "must have day, month and year like %Y-%m-%d")
    return text


DayForm = Annotated[str, AfterValidator(_day_form)]
#: The name of a service that only tells.
ReadingService = Annotated[Filled, AfterValidator(_reading)]
Pattern = Annotated[str, AfterValidator(_pattern)]
#: An error code: systems send it as a number or as text; both are compared as text.
Code = Annotated[int | str, AfterValidator(lambda code: str(code).strip())]


class SessionSettings(Keys):
    """How this system says that a session has ended. HTTP 401 always means it."""

    expired_codes: tuple[Code, ...] = Field(
        default=("-2",), description="Mã lỗi khi phiên hết hạn. / Error codes of an expired session."
    )
    expired_message: Pattern = Field(
        default=r"(?i)phiên|session|đăng nhập",
        description="Lời báo khi phiên hết hạn (biểu thức chính quy). / What an expired session's message matches.",
    )


class RefusedSettings(Keys):
    """Which refusals are worth another try."""

    transient_message: Pattern = Field(
        default=r"(?i)bận|quá tải|thử lại|tạm thời|gián đoạn|bảo trì|lỗi hệ thống|timeout|hết thời gian|system",
        description="Lời từ chối tạm thời, sẽ gửi lại. / A refusal whose message matches is tried again.",
    )
    final_codes: tuple[Code, ...] = Field(
        default=(), description="Mã lỗi không bao giờ gửi lại. / Error codes that are final whatever the message."
    )


class VerifySettings(Keys):
    """When a delivery is read back."""

    first: Duration = Field(
        default=timedelta(seconds=2), description="Đọc lại lần đầu sau. / First read back after this."
    )
    until: Duration = Field(
        default=timedelta(minutes=15), description="Chờ hiện ra đến. / It may still show up until then."
    )


class ReadMap(MapRules):
    """canonical field → where it stands in a row of the look-up; a field not named keeps its usual place."""

    code: TextField = TextRule(path="MaHoSo")


class DvcqgSystemSettings(HttpSystemSettings):
    """One such system: its adapter address, account, unit code and manners."""

    transport: ClassVar[frozenset[str]] = HttpSystemSettings.transport | {"dstcode", "dstcode_in", "madonvi", "refused"}

    username: Filled = Field(description="Tài khoản kết nối. / The account.")
    password: Secret = Field(description="Mật khẩu. / Its password.")
    madonvi: Filled = Field(description="Mã đơn vị gửi kèm mọi lời gọi. / The unit code sent with every call.")
    dstcode: HeaderText = Field(description="Mã dịch vụ trên trục liên thông. / The provider's code on the exchange.")
    dstcode_in: Literal["header", "query", "both"] = Field(
        default="header", description="Đặt dstcode ở đâu. / Where dstcode goes."
    )
    login_path: str = Field(default="/mapi/login", description="Đường dẫn đăng nhập. / The login's path.")
    path: str = Field(default="/mapi/g", description="Đường dẫn của mọi dịch vụ. / The path of every service.")
    generation: Literal[2020, 2022] = Field(default=2022, description="Bộ trường được gửi. / Which field set is sent.")
    list_service: ReadingService | None = Field(
        default=None,
        description="Dịch vụ liệt kê hồ sơ; không có thì không liệt kê được. / "
        "The service that lists dossiers; without it the target cannot be enumerated.",
    )
    list_days: int = Field(
        default=31,
        ge=1,
        le=3660,
        description="Mỗi lần liệt kê hỏi nhiều nhất bấy nhiêu ngày tiếp nhận. / "
        "One request for the list spans at most so many days of receipt.",
    )
    list_day: DayForm = Field(
        default="%Y-%m-%d",
        description="Cách viết ngày khi hỏi danh sách (strftime). / How a day is written in the request (strftime).",
    )
    write: Literal["patch", "replace", "unknown"] = Field(
        default="unknown",
        description="Cập nhật là sửa từng trường hay thay cả bản ghi. / Whether an update patches or replaces.",
    )
    session: SessionSettings = Field(default=SessionSettings(), description="Phiên làm việc. / The session.")
    verify: VerifySettings = Field(default=VerifySettings(), description="Đọc lại để kiểm chứng. / Reading back.")
    success_codes: tuple[Code, ...] = Field(
        default=("0", "00"), description="Mã của lời đáp thành công. / Error codes that mean success."
    )
    refused: RefusedSettings = Field(default=RefusedSettings(), description="Lời từ chối. / Refusals.")
    result_key: Filled = Field(
        default="result", description="Khóa của mảng kết quả, ví dụ data. / The key of the array of rows."
    )
    ignore_key_case: bool = Field(
        default=False,
        description="Tên trường trong kết quả không phân biệt hoa thường. / Field names of rows ignore case.",
    )
    read_map: ReadMap = Field(
        default=ReadMap(),
        description="Trường chuẩn: JMESPath trong một dòng tra cứu. / Canonical field: JMESPath in a look-up's row.",
    )
    send_default: dict[str, str] = Field(
        default_factory=dict,
        description="Trường: giá trị gửi khi tạo mà chưa biết. / Field: value sent on create when it is not known.",
    )

    @model_validator(mode="after")
    def _verify_in_order(self) -> "DvcqgSystemSettings":
        if self.verify.first > self.verify.until:
            raise UnusableError("verify.first phải trước verify.until", "verify.first must be before verify.until")
        return self


class DvcqgTargetSettings(Keys):
    """The keys of a link's target: none besides ``system``."""


class DvcqgWitnessSettings(Keys):
    """The keys of a link's witness: none besides ``adapter``, ``system`` and ``covers``."""


MODELS = KindModels(
    name="dvcqg",
    system=DvcqgSystemSettings,
    target=DvcqgTargetSettings,
    witness=DvcqgWitnessSettings,
    example="""\
system: onestop
adapter: dvcqg
url: ${ONESTOP_URL}
username: ${ONESTOP_USER}
password: ${ONESTOP_PASSWORD}
madonvi: "000.00.00.H00"
dstcode: "VN:GOV:000.00.00.G22:vpcpdvcprovider"
""",
)
