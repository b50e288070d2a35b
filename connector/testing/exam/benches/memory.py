"""The twin of a specialized system: it raises the port's errors itself, so what is wrapped around it is examined."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar, cast

from connector.adapters.memory.faults import Faults
from connector.adapters.memory.source import MemorySource
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    LoginRefusedError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.testing.exam.bench import SourceBench, Trouble
from connector.testing.exam.rows import MAP, Row
from connector.testing.rest_knobs import TELL

ERRORS: Mapping[Trouble, ForeignSystemError] = {
    "password": LoginRefusedError("Hệ thống từ chối tài khoản."),
    "nobody": SystemDownError("Không ai trả lời ở địa chỉ này."),
    "certificate": SystemDownError("Chứng thư đã hết hạn."),
    "forbidden": RefusedError("Tài khoản không được phép hỏi.", final=False),
    "unavailable": SystemDownError("Hệ thống tạm thời không phục vụ."),
    "login_page": BrokenAnswerError("Hệ thống trả về một trang web."),
    "truncated": BrokenAnswerError("Câu trả lời bị cắt giữa chừng."),
    "null": BrokenAnswerError("Danh sách là null."),
    "missing": BrokenAnswerError("Câu trả lời không có danh sách."),
    "error_body": BrokenAnswerError("Hệ thống báo không thành công."),
    "wrong_total": BrokenAnswerError("Hệ thống hứa nhiều hơn số đã đưa."),
    "repeated": BrokenAnswerError("Trang lặp lại."),
    "endless": BrokenAnswerError("Danh sách không hết."),
    "reset": SystemDownError("Kết nối bị ngắt giữa chừng."),
}

IN_THIS_PROCESS: Mapping[str, str] = MappingProxyType(
    {
        "capped": "the twin's pages are as long as it was told",
        "shifting": "S4 changes its rows between the pages",
        "slow": "the twin answers at once",
    }
)


class MemorySourceBench(SourceBench):
    """In the order of its changes."""

    kind = "memory"
    cannot = IN_THIS_PROCESS
    time_styles = ("iso", "utc", "micro", "naive")
    order: ClassVar[str] = "ascending"
    enumerates: ClassVar[bool] = False

    def start(self) -> None:
        self._style = "iso"
        self._pages_of(20)

    def _pages_of(self, rows: int) -> None:
        self._page_size = rows
        self._source = cast("MemorySource", self.made())
        self.write(self.rows)

    def link_keys(self) -> Mapping[str, Any]:
        return {"map": MAP, "order": self.order, "enumerates": self.enumerates, "page_size": self._page_size}

    def make(self, **keys: Any) -> Any:
        del keys  # a twin has no account and no address
        return self.twist(self._source)

    def write(self, rows: Sequence[Row]) -> None:
        raw = {str(row.id): self._raw(row) for row in rows}
        for standing in self._source.rows():
            if str(standing["id"]) not in raw:
                self._source.remove(standing["so_ho_so"])
        for row in raw.values():
            self._source.put(row)

    def _raw(self, row: Row) -> dict[str, Any]:
        raw = row.raw()
        if "updated_at" not in row.odd:
            raw["updated_at"] = TELL[self._style](row.changed)  # type: ignore[index]
        return raw

    def tell_times(self, style: str) -> None:
        self._style = style

    def troubles(self) -> Mapping[Trouble, Callable[..., None]]:
        broken: dict[Trouble, Callable[..., None]] = {
            name: partial(self._fail, error) for name, error in ERRORS.items()
        }
        return broken | {"busy": self._be_busy, "page_of_one": partial(self._pages_of, 1)}

    def _fail(self, error: ForeignSystemError, *, skip: int = 0) -> None:
        fail_after(self._source.faults, ("pull", "read"), error, skip)

    def _be_busy(self, *, retry_after: str) -> None:
        asked = seconds_of(retry_after, self.clock.now())
        self._source.faults.script("pull", RateLimitedError("Hệ thống yêu cầu chờ.", retry_after=asked))


#: What has nothing to do with the order of the rows.
_IN_ORDER: Mapping[str, str] = MappingProxyType(
    {
        **IN_THIS_PROCESS,
        **dict.fromkeys(("B1", "B3", "B5", "S13", "S14"), "order is no matter of it: asked of the twin in order"),
    }
)


class MemoryUnorderedBench(MemorySourceBench):
    way = "unordered"
    cannot = _IN_ORDER
    order = "none"


class MemoryWholeBench(MemorySourceBench):
    way = "whole"
    cannot = _IN_ORDER
    enumerates = True


def fail_after(faults: Faults, calls: Sequence[str], error: ForeignSystemError, good: int) -> None:
    """Let these calls fail after so many good answers each, and any other call too if there are none."""
    for call in calls:
        faults.script(call, *[None] * good)
        faults.always(call, error)
    if good == 0:
        faults.always("*", error)


def seconds_of(retry_after: str, now: datetime) -> timedelta:
    if retry_after.isdigit():
        return timedelta(seconds=int(retry_after))
    try:
        return max(timedelta(0), parsedate_to_datetime(retry_after) - now)
    except ValueError:
        return timedelta(seconds=5)
