"""The keys of a one-stop that people write to: its export, and what they are given to do."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from connector.adapters.files.keys import TableKeys
from connector.adapters.files.settings import ColumnField, FieldColumns
from connector.domain.times import ZONE
from connector.settings.model import Keys, KindModels, SystemSettings
from connector.settings.values import Duration, HomePath, UnusableError

#: Written for a format: a cell of the sheet's own date type instead of text.
EXCEL_DATE = "excel"

_WILD = frozenset("*?[")
_SPECIMEN = datetime(2026, 11, 23, 14, 35, tzinfo=ZONE)

#: What a line of the sheet of steps may tell.
StepColumn = Literal["code", "at", "status", "officer", "title", "department", "content"]

STEP_COLUMNS: Mapping[StepColumn, str] = {
    "code": "Mã hồ sơ",
    "at": "Thời điểm xử lý",
    "status": "Trạng thái",
    "officer": "Người xử lý",
    "title": "Chức danh",
    "department": "Phòng ban xử lý",
    "content": "Nội dung xử lý",
}


def _date_format(text: str) -> str:
    if text == EXCEL_DATE:
        return text
    try:
        made = _SPECIMEN.strftime(text)
    except ValueError:
        made = text
    if made == text:
        raise UnusableError("phải là excel, hoặc strptime như %d/%m/%Y %H:%M", "must be excel, or like %d/%m/%Y %H:%M")
    return text


DateFormat = Annotated[str, AfterValidator(_date_format)]


class ImportSettings(Keys):
    """How the one-stop wants to be given dossiers in a file."""

    columns: Mapping[ColumnField, str] = Field(
        default={},
        description="Trường: tiêu đề cột của tệp nhập, theo thứ tự; mặc định như tệp xuất. / "
        "Field: header of the import file, in order; by default those of the export.",
    )
    step_columns: Mapping[StepColumn, str] = Field(
        default=STEP_COLUMNS,
        min_length=1,
        description="Tiêu đề cột của trang tiến độ, theo thứ tự. / Headers of the sheet of steps, in order.",
    )
    dates: DateFormat = Field(
        default="%d/%m/%Y %H:%M",
        description="Cách ghi ngày giờ: strptime, hoặc excel là ô kiểu ngày. / "
        "How times are written: strptime, or excel for cells of the sheet's own dates.",
    )
    days: DateFormat = Field(
        default="%d/%m/%Y",
        description="Cách ghi ngày khi không rõ giờ. / How a day without an hour is written.",
    )
    words: Mapping[ColumnField, Mapping[str, str]] = Field(
        default={},
        description='Trường: {giá trị chuẩn: lời của một cửa}, như status: {"9": "Đã xử lý xong"}; mặc định lấy '
        "ngược từ map. / Field: {canonical value: the one-stop's word}; by default the map's own, the other way round.",
    )
    sheet: str = Field(
        default="Hồ sơ", min_length=1, max_length=31, description="Tên trang hồ sơ. / The name of the dossiers' sheet."
    )


class HandVerifySettings(Keys):
    """How long people have until a newer export must show what they were asked to do."""

    first: Duration = Field(
        default=timedelta(minutes=1), description="Đọc lại lần đầu sau. / First read back after this."
    )
    until: Duration = Field(
        default=timedelta(days=14),
        description="Phải hiện ra trong tệp xuất trước hạn này, nếu không thì cần người xử lý. / "
        "It must show in an export within this time, or a person is asked.",
    )


class WorklistSystemSettings(TableKeys, SystemSettings):
    """One such system: where its exports arrive, and where the work for its desk is put."""

    transport: ClassVar[frozenset[str]] = SystemSettings.transport | {"out", "importing"}

    out: HomePath = Field(
        description="Thư mục đặt tệp nhập và danh sách việc. / The folder of the import workbook and the to-do list."
    )
    importing: ImportSettings = Field(
        default=ImportSettings(), alias="import", description="Tệp nhập của một cửa. / The one-stop's import file."
    )
    steps: bool = Field(
        default=True,
        description="Có đưa các bước xử lý vào tệp nhập không; tệp xuất không có tiến độ thì các bước không kiểm chứng "
        "được. / Whether steps are given too; where no export shows them they stay unverified.",
    )
    verify: HandVerifySettings = Field(
        default=HandVerifySettings(), description="Đọc lại để kiểm chứng. / Reading back."
    )
    concurrency: int = Field(default=16, ge=1, le=64, description="Số việc ghi cùng lúc. / Entries made together.")

    @field_validator("out")
    @classmethod
    def _apart(cls, out: Path, info: ValidationInfo) -> Path:
        """What is written must never be read as an export."""
        export: Path | None = info.data.get("path")
        if export is None:
            return out
        parts = [place for place, part in enumerate(export.parts) if _WILD & set(part)]
        base = Path(*export.parts[: parts[0]]) if parts else export
        within = out == base or ("**" in export.parts and base in out.parents)
        if within or out == export.parent:
            raise UnusableError(
                "phải là thư mục khác nơi có tệp xuất (path)", "must be another folder than that of the exports (path)"
            )
        return out


class WorklistTargetSettings(FieldColumns):
    """How a link reads the exports."""

    @model_validator(mode="after")
    def _tells_a_state(self) -> Self:
        if self.map.status is None:
            raise UnusableError(
                "phải có status: không đọc được trạng thái thì không biết việc đã xong",
                "status must be mapped: without it nobody can tell that the work was done",
            )
        return self


MODELS = KindModels(
    name="worklist",
    system=WorklistSystemSettings,
    target=WorklistTargetSettings,
    example='system: onestop\nadapter: worklist\npath: "var/xuat-mot-cua/*.xlsx"\nout: var/viec-mot-cua\n',
)
