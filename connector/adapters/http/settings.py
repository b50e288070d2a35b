"""The keys that every system spoken to over HTTP has."""

from datetime import timedelta
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, field_validator, model_validator

from connector.settings.model import Keys, SystemSettings
from connector.settings.values import Duration, HomeFile, Rate, Secret, UnusableError, Window, http_parts


def _address(text: str) -> str:
    """An http(s) address without a name and password in it (those belong in their own keys, masked), nor a query."""
    parts = http_parts(text)
    if parts.username is not None or parts.password is not None:
        raise UnusableError("không viết tên và mật khẩu trong địa chỉ", "must hold no user name and password")
    if parts.query or parts.fragment:
        raise UnusableError("không viết ? hoặc # trong địa chỉ", "must hold no ? and no #")
    return text.rstrip("/")


Address = Annotated[str, AfterValidator(_address)]


class TlsSettings(Keys):
    """Certificates in PEM files. The far side is verified always; there is no key that turns it off."""

    ca: HomeFile | None = Field(
        default=None,
        description="Chứng thư gốc của cơ quan, thay cho kho của hệ điều hành. / "
        "The agency's root certificates, in place of the operating system's.",
    )
    cert: HomeFile | None = Field(
        default=None,
        description="Chứng thư của máy này, nếu hệ thống đòi. / This machine's certificate, if the system wants one.",
    )
    key: HomeFile | None = Field(
        default=None, description="Khóa riêng của chứng thư ấy, không mật khẩu. / Its private key, without a password."
    )

    @model_validator(mode="after")
    def _key_needs_certificate(self) -> "TlsSettings":
        if self.key is not None and self.cert is None:
            raise UnusableError("có key thì phải có cert", "a key needs a cert")
        return self


class HttpSystemSettings(SystemSettings):
    """A system behind an HTTP address."""

    transport: ClassVar[frozenset[str]] = SystemSettings.transport | {"proxy"}

    url: Address = Field(
        description="Địa chỉ gốc; các đường dẫn khác nối vào sau. / The base address; other paths follow it."
    )
    timeout: Duration = Field(
        default=timedelta(seconds=30),
        description="Hạn cho một lần hỏi, kể cả nhận hết trả lời. / For one request, its whole answer included.",
    )
    concurrency: int = Field(default=4, ge=1, le=64, description="Số lần hỏi cùng lúc. / Requests at the same time.")
    rate: Rate | None = Field(
        default=None, description="Tốc độ hỏi cao nhất, ví dụ 20/s, 100/m. / The highest rate, such as 20/s or 100/m."
    )
    windows: tuple[Window, ...] = Field(
        default=(), description='Giờ bảo trì hằng ngày, ví dụ ["22:00-23:30"]. / Daily maintenance windows.'
    )
    tls: TlsSettings = Field(default=TlsSettings(), description="Chứng thư TLS. / TLS certificates.")
    headers: dict[str, Secret] = Field(
        default_factory=dict,
        description="Gửi kèm mọi lần hỏi tới hệ thống này. / Sent with every request to this system.",
    )
    proxy: Address | None = Field(
        default=None,
        description="Máy chủ trung gian; biến môi trường không được dùng. / "
        "A proxy server; environment variables are not used.",
    )

    @field_validator("headers")
    @classmethod
    def _headers_can_be_sent(cls, headers: dict[str, Secret]) -> dict[str, Secret]:
        told = "".join(name + value.get_secret_value() for name, value in headers.items())
        if not (told.isascii() and told.isprintable()) or not all(headers):
            raise UnusableError("tên và giá trị chỉ gồm chữ không dấu", "names and values must be printable ASCII")
        return headers

    @field_validator("timeout")
    @classmethod
    def _timeout_is_some_time(cls, value: timedelta) -> timedelta:
        if value <= timedelta(0):
            raise UnusableError("phải lớn hơn 0s", "must be more than 0s")
        return value
