"""The keys of files that hold tables, whoever wrote them."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, field_validator

from connector.settings.model import Keys
from connector.settings.values import HomePath, UnusableError

#: How every adapter over files tells each date it can: a workbook's own dates and serial numbers come as such text.
DATE_TEXT = "date_vn"


def _one_or_each(written: Any) -> Any:
    return {"*": written} if isinstance(written, str) else written


class TableKeys(Keys):
    """Where tables are read from, and what is believed of them: the same for every adapter that reads files."""

    path: HomePath = Field(
        description="Tệp, thư mục, hoặc mẫu như var/xuat/*.xlsx. / A file, a folder, or a pattern like var/xuat/*.xlsx."
    )
    pattern: str | None = Field(
        default=None,
        min_length=1,
        description="Trong thư mục thì đọc những tệp nào; mặc định là mọi bảng tính và tệp văn bản. / "
        "Which files of the folder; by default every workbook and text table.",
    )
    sheet: str | Annotated[int, Field(ge=1)] = Field(
        default="all",
        description="Tên trang tính, số thứ tự từ 1, hoặc all. / A sheet's name, its number from 1, or all.",
    )
    header_row: int | None = Field(
        default=None,
        ge=1,
        description="Dòng tiêu đề; mặc định là tự tìm dưới các dòng tên bảng. / "
        "The header's row; by default it is found under the title rows.",
    )
    encoding: str | None = Field(
        default=None,
        description="Bảng mã của tệp văn bản, như utf-8, cp1258; mặc định là tự nhận ra. / "
        "Of text files, like utf-8, cp1258; by default recognised.",
    )
    separator: str | None = Field(
        default=None,
        min_length=1,
        max_length=1,
        description="Dấu ngăn cột của tệp văn bản; mặc định là tự nhận ra. / Of text files; by default recognised.",
    )
    encodings: Annotated[Mapping[str, Literal["auto", "unicode", "tcvn3", "vni"]], BeforeValidator(_one_or_each)] = (
        Field(
            default={"*": "auto"},
            description="Bảng chữ cũ của cả tệp (auto, unicode, tcvn3, vni) hoặc theo tiêu đề cột. / "
            "The old character table of the whole file, or by column header.",
        )
    )
    max_mb: float = Field(
        default=50, gt=0, le=2000, description="Tệp lớn hơn thì không mở. / Larger files are not opened."
    )
    max_rows: int = Field(
        default=200_000, ge=1, description="Trang tính dài hơn thì không đọc. / Longer sheets are not read."
    )

    @field_validator("encoding")
    @classmethod
    def _known_encoding(cls, value: str | None) -> str | None:
        try:
            if value is not None:
                "".encode(value)
        except LookupError:
            raise UnusableError("không có bảng mã này", "there is no such encoding") from None
        return value
