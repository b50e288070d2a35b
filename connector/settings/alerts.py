"""The keys under ``alerts`` of connector.yaml: whom to tell that something needs a person, and how."""

from datetime import time, timedelta
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from connector.settings.model import Keys
from connector.settings.values import Duration, HomeFile, HomePath, Secret, UnusableError, http_parts


def _clock_time(written: object) -> object:
    if isinstance(written, time):
        return written
    hour, colon, minute = str(written).partition(":")
    usable = colon and hour.isdecimal() and minute.isdecimal() and len(minute) == 2
    if not usable or int(hour) > 23 or int(minute) > 59:
        raise UnusableError('phải là giờ như "07:30"', 'must be a time like "07:30"')
    return time(int(hour), int(minute))


ClockTime = Annotated[time, BeforeValidator(_clock_time), WithJsonSchema({"type": "string", "examples": ["07:30"]})]


def _address(written: str) -> str:
    name, at, host = written.strip().partition("@")
    if not (name and at and host) or any(character.isspace() for character in written.strip()) or "@" in host:
        raise UnusableError("phải là một địa chỉ thư", "must be a mail address")
    return written.strip()


MailAddress = Annotated[str, AfterValidator(_address)]


def _host(written: str) -> str:
    if not written or not written.isprintable() or any(character in written for character in " /@"):
        raise UnusableError(
            "phải là tên máy chủ, như mail.example.vn, không có smtp:// và không có /",
            "must be a host's name, such as mail.example.vn, without smtp:// and /",
        )
    return written


def _callable(written: Secret) -> Secret:
    http_parts(written.get_secret_value())
    return written


#: A whole address is a secret: whoever knows it may call it.
SecretAddress = Annotated[Secret, AfterValidator(_callable)]


class MailSettings(Keys):
    """Mail through the agency's own server."""

    host: Annotated[str, AfterValidator(_host)] = Field(description="Máy chủ thư (SMTP). / The mail server.")
    port: int | None = Field(
        default=None,
        ge=1,
        le=65_535,
        description="Cổng; mặc định 587, 465 (tls) hoặc 25 (none). / The port; by default 587, 465 (tls) or 25 (none).",
    )
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="Mã hóa đường truyền. / How the connection is encrypted."
    )
    ca: HomeFile | None = Field(
        default=None,
        description="Tệp PEM của nơi cấp chứng thư nội bộ. / PEM file of the agency's own certificate authority.",
    )
    username: str | None = Field(default=None, description="Tài khoản gửi thư. / The account.")
    password: Secret | None = Field(default=None, description="Mật khẩu. / Its password.")
    sender: MailAddress = Field(alias="from", description="Địa chỉ người gửi. / The sender's address.")
    to: tuple[MailAddress, ...] = Field(min_length=1, description="Những người nhận. / Who receives it.")

    @model_validator(mode="after")
    def _account_is_whole_and_private(self) -> Self:
        if (self.username is None) != (self.password is None):
            raise UnusableError("username và password đi với nhau", "username and password go together")
        if self.password is not None and self.security == "none":
            raise UnusableError(
                "security: none không được đi với mật khẩu: mật khẩu sẽ đi không mã hóa",
                "security: none must not go with a password: it would travel unencrypted",
            )
        return self


class WebhookSettings(Keys):
    """One POST of a JSON document for each message."""

    url: SecretAddress = Field(description="Địa chỉ nhận (http, https). / The http(s) address that receives it.")
    headers: dict[str, Secret] = Field(default={}, description="Tiêu đề gửi kèm. / Headers sent with it.")
    ca: HomeFile | None = Field(
        default=None,
        description="Tệp PEM của nơi cấp chứng thư nội bộ. / PEM file of the agency's own certificate authority.",
    )


class AlertsSettings(Keys):
    """Who is told when something needs a person, and when it is over."""

    mail: MailSettings | None = Field(default=None, description="Thư điện tử. / Mail.")
    webhook: WebhookSettings | None = Field(default=None, description="Gọi một địa chỉ. / A webhook.")
    file: HomePath | None = Field(
        default=None, description="Ghi nối vào tệp này, mỗi tin một dòng JSON. / Appended to this file, JSON Lines."
    )
    after: Duration = Field(
        default=timedelta(minutes=10),
        description="Trục trặc kéo dài hơn thế mới báo; hết được chừng ấy lâu mới báo hết. / "
        "Trouble is told once it has lasted so long, its end once it has been over for so long.",
    )
    digest: ClockTime = Field(
        default=time(7, 30),
        description="Giờ gửi bản tóm tắt ngày làm việc. / When the digest of a working day is sent.",
    )

    @property
    def wanted(self) -> bool:
        """Whether there is anybody to tell."""
        return any((self.mail, self.webhook, self.file))
