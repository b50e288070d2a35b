"""The keys of control slips as a witness."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from connector.adapters.files.keys import TableKeys
from connector.domain.times import FIRST_YEAR, LAST_YEAR
from connector.settings.model import KindModels

#: What a column of a list of hand-overs can hold.
SlipColumn = Literal["code", "number", "given_by", "given_at", "received_by", "received_at", "result", "note"]


class ControlSlipSettings(TableKeys):
    """Where the slips are: a list of hand-overs, or the printed form filled in."""

    columns: Mapping[SlipColumn, str] = Field(
        default={},
        description="Trường: tiêu đề cột, khi không theo mẫu. / Field: header, where it does not follow the form.",
    )
    year: int | None = Field(
        default=None,
        ge=FIRST_YEAR,
        le=LAST_YEAR,
        description="Năm của những ngày chỉ ghi ngày và tháng; mặc định lấy từ tên tệp hoặc tên trang. / "
        "The year of days written without one; by default from the name of the file or sheet.",
    )


MODELS = KindModels(
    name="control_slip",
    system=None,
    witness=ControlSlipSettings,
    example='witnesses:\n  - {adapter: control_slip, path: "var/phieu-kiem-soat/*.xlsx"}\n',
)
