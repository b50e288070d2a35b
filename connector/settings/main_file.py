"""The keys of ``connector.yaml``."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from connector.settings.alerts import AlertsSettings
from connector.settings.model import Keys
from connector.settings.values import HomeFile, HomePath, UnusableError

Language = Literal["vi", "en"]


class AgencySettings(Keys):
    """The agency this connector works for."""

    code: str = Field(default="", description='Mã cơ quan, ví dụ "H13.22". / The agency\'s code, such as "H13.22".')
    name: str = Field(default="", description="Tên cơ quan. / The agency's name.")
    hotline: str | None = Field(default=None, description="Số điện thoại để hỏi. / The number to ask.")


class LogSettings(Keys):
    """The log file."""

    file: HomePath = Field(default=Path("var/logs/connector.jsonl"), description="Tệp nhật ký. / The log file.")
    level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Mức thấp nhất được ghi. / The lowest level written."
    )
    rotate_mb: int = Field(
        default=50, ge=1, le=10_000, description="Sang tệp mới khi đủ số MB này. / Size of a file, MB."
    )
    keep: int = Field(default=30, ge=1, le=10_000, description="Số tệp cũ giữ lại. / How many old files are kept.")


class PrivacySettings(Keys):
    """How long personal data is kept."""

    raw_days: int = Field(
        default=30, ge=0, le=36_500, description="Số ngày giữ dữ liệu gốc. / Days that raw rows are kept."
    )
    payload_days: int = Field(
        default=7,
        ge=0,
        le=36_500,
        description="Số ngày giữ nội dung đã gửi xong. / Days that settled payloads are kept.",
    )


class CatalogueSettings(Keys):
    """CSV files (UTF-8, header row) of what the national and the agency's own lists say; one that is not named is where
    ``connector catalogue import`` puts it, config/catalogue/.

    ``procedures`` and ``agencies`` have a column ``code``; ``mappings`` has ``kind`` (procedure, agency or dossier),
    ``old``, ``new``, ``valid_from``, ``valid_to`` (yyyy-MM-dd, may be empty; both days included).
    """

    procedures: HomeFile | None = Field(
        default=None,
        description="Danh mục thủ tục: CSV có cột code. / Procedures: a CSV file with a column code.",
    )
    agencies: HomeFile | None = Field(
        default=None, description="Danh mục cơ quan: CSV có cột code. / Agencies: a CSV file with a column code."
    )
    mappings: HomeFile | None = Field(
        default=None,
        description="Mã cũ → mã mới: CSV có cột kind, old, new, valid_from, valid_to. / "
        "Old codes → new ones: a CSV file with columns kind, old, new, valid_from, valid_to.",
    )


#: Whose SQL the store speaks; by which driver, the URL may say after a "+".
_DATABASES = ("sqlite", "postgresql")


def _database_url(written: str) -> str:
    scheme, found, rest = written.partition("://")
    if not found or not scheme.replace("+", "").replace("_", "").isalnum() or (not rest and "sqlite" not in scheme):
        raise UnusableError(
            "phải là địa chỉ cơ sở dữ liệu như sqlite:///var/connector.db",
            "must be a database URL like sqlite:///var/connector.db",
        )
    if scheme.partition("+")[0] not in _DATABASES:
        raise UnusableError(
            "phải là sqlite:/// hoặc postgresql+psycopg://, kho của connector không dùng loại khác",
            "must be sqlite:/// or postgresql+psycopg://, the store speaks no other",
        )
    return written


def _pattern(written: str) -> str:
    if not written.strip() or "\0" in written:
        raise UnusableError("phải là một mẫu tên tệp như systems/*.yaml", "must be a file pattern like systems/*.yaml")
    return written


class MainKeys(Keys):
    """``connector.yaml``: what all links share."""

    agency: AgencySettings = Field(default=AgencySettings(), description="Cơ quan sử dụng. / The agency.")
    language: Language = Field(
        default="vi", description="Ngôn ngữ của mọi thứ cho người đọc. / The language of everything a person reads."
    )
    store: Annotated[str, AfterValidator(_database_url)] = Field(
        default="sqlite:///var/connector.db",
        description="Cơ sở dữ liệu riêng, địa chỉ SQLAlchemy. / The connector's own database, an SQLAlchemy URL.",
    )
    data: HomePath = Field(
        default=Path("var"), description="Thư mục dữ liệu, báo cáo. / The folder of snapshots, raw pages and reports."
    )
    logs: LogSettings = Field(default=LogSettings(), description="Nhật ký. / The log.")
    privacy: PrivacySettings = Field(
        default=PrivacySettings(), description="Giữ dữ liệu cá nhân bao lâu. / How long personal data is kept."
    )
    alerts: AlertsSettings = Field(
        default=AlertsSettings(), description="Báo cho ai khi có việc cần người. / Who is told that a person is needed."
    )
    calendar: HomeFile | None = Field(
        default=None,
        description="Lịch làm việc, CSV có cột date, kind, basis; mặc định config/calendar.csv hoặc lịch kèm theo. / "
        "Working days, CSV with columns date, kind, basis; config/calendar.csv, else the shipped one.",
    )
    catalogues: CatalogueSettings = Field(
        default=CatalogueSettings(), description="Danh mục dùng chung. / Shared catalogues."
    )
    systems: Annotated[str, AfterValidator(_pattern)] = Field(
        default="systems/*.yaml",
        description="Các tệp hệ thống, tính từ thư mục của connector.yaml. / "
        "The systems' files, from connector.yaml's folder.",
    )
    links: Annotated[str, AfterValidator(_pattern)] = Field(
        default="links/*.yaml",
        description="Các tệp luồng đồng bộ, tính từ thư mục của connector.yaml. / "
        "The links' files, from connector.yaml's folder.",
    )
