"""The keys of the twins: a source that can tell invented dossiers, a target that can be any shape of one-stop."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal

from pydantic import Field

from connector.domain.dossier import FIELDS
from connector.mapping.rules import MapRules
from connector.settings.model import Keys, KindModels, SystemSettings
from connector.settings.values import Duration

FieldName = Literal[FIELDS]  # type: ignore[valid-type]  # the canonical fields, as data


class MemorySystemSettings(SystemSettings):
    """A system that lives in this process and is forgotten with it."""

    invented: int = Field(
        default=0,
        ge=0,
        le=100_000,
        description="Số hồ sơ bịa có sẵn; ở phía một cửa, các hồ sơ này đi chậm hơn một bước. / "
        "How many invented dossiers stand there; on a target they stand one step behind.",
    )
    seed: int = Field(default=1, description="Cùng số thì cùng hồ sơ bịa. / The same seed gives the same dossiers.")
    rows: tuple[Mapping[str, Any], ...] = Field(
        default=(), description="Các dòng của nguồn, theo từ ngữ của chính nó. / The source's rows in its own words."
    )
    concurrency: int = Field(default=4, ge=1, le=64, description="Số lời gọi cùng lúc. / Calls at the same time.")
    write: Literal["patch", "replace"] = Field(
        default="patch",
        description="Cập nhật giữ hay xoá trường không gửi. / An update keeps or blanks the fields it does not carry.",
    )
    look_up: Literal["full", "existence"] = Field(
        default="full",
        description="Tra cứu cho biết cả hồ sơ hay chỉ là có. / What a look-up tells: the record, or only that it is.",
    )
    hidden: frozenset[FieldName] = Field(
        default=frozenset(), description="Các trường có lưu mà không cho đọc. / Fields held but never told."
    )
    lists: bool = Field(
        default=False,
        description="Có liệt kê được hồ sơ theo ngày tiếp nhận không. / Whether it lists dossiers by day of receipt.",
    )
    steps_readable: bool = Field(default=True, description="Có cho đọc tiến độ không. / Whether steps can be read.")
    lag: Duration = Field(
        default=timedelta(0),
        description="Ghi xong bao lâu thì đọc lại mới thấy. / How long after a write readers still see the old record.",
    )


class MemorySourceSettings(Keys):
    """A link's keys of a source in memory."""

    page_size: int = Field(default=100, ge=1, le=10_000, description="Số dòng mỗi trang. / Rows per page.")
    order: Literal["ascending", "none"] = Field(
        default="ascending",
        description="Dòng có đến theo thứ tự thay đổi không. / Whether rows come in the order of their changes.",
    )
    enumerates: bool = Field(
        default=False,
        description="Lượt nào cũng đọc tất cả, không nhớ đã đọc đến đâu. / Every reading is everything; no cursor.",
    )
    lookback: Duration = Field(
        default=timedelta(minutes=15),
        description="Đọc lại lùi một khoảng so với lần trước. / How far each reading goes back before the cursor.",
    )
    map: MapRules = Field(description="Trường chuẩn lấy từ đâu trong dòng. / Where each canonical field stands.")


class MemoryTargetSettings(Keys):
    """A link's keys of a target in memory: none beside its system."""


MODELS = KindModels(
    name="memory",
    system=MemorySystemSettings,
    source=MemorySourceSettings,
    target=MemoryTargetSettings,
    example="system: investment\nadapter: memory\ninvented: 30\nseed: 1\n",
)
