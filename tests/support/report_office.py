"""An invented office: its standings, cases and rejections, and reports of them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from connector.domain.calendar import WorkingCalendar
from connector.domain.standing import Stand, Standing
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.report.data import Office, ReportData, gather
from connector.report.period import Period

Make = Callable[..., Standing]


def at(day: int, month: int = 3, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def standings_maker() -> Make:
    """A dossier on both sides, received on 2 March, due on the 16th, done on the 13th; a test changes some."""
    numbers = iter(range(1, 10_000))

    def one(**values: Any) -> Standing:
        code = f"H13.22-260302-{next(numbers):04}"
        told: dict[str, Any] = {
            "link": "investment",
            "code": code,
            "key": code,
            "run": "r1",
            "judged_at": at(27),
            "on_source": True,
            "on_target": True,
            "stand": Stand.AGREE,
            "source_status": Status.FINISHED,
            "target_status": Status.FINISHED,
            "received_at": at(2),
            "due_at": at(16),
            "finished_at": at(13),
            "event_at": at(13),
            "recorded_at": at(13, hour=15),
            "target_finished_at": at(13),
        }
        return Standing(**(told | values))

    return one


class TwinBook:
    """Cases and rejections as the store lists them."""

    def __init__(self, cases: Sequence[dict[str, Any]] = (), rejections: Sequence[dict[str, Any]] = ()) -> None:
        self._cases = list(cases)
        self._rejections = list(rejections)

    def case_page(self, links: Sequence[str], *, after: int, limit: int) -> list[dict[str, Any]]:
        return [row for row in self._cases if row["link"] in links and row["id"] > after][:limit]

    def cases_by_id(self, ids: Sequence[int]) -> list[dict[str, Any]]:
        by_id = {row["id"]: row for row in self._cases}
        return [by_id[case] for case in ids if case in by_id]

    def rejection_page(self, links: Sequence[str], *, after: int, limit: int) -> list[dict[str, Any]]:
        return [row for row in self._rejections if row["link"] in links and row["id"] > after][:limit]


def case(number: int, code: str, **values: Any) -> dict[str, Any]:
    """A case as the store lists it."""
    told: dict[str, Any] = {
        "id": number,
        "link": "investment",
        "kind": "target_behind",
        "severity": "high",
        "code": code,
        "field": "status",
        "source": "9",
        "target": "4",
        "paper": None,
        "portal": None,
        "moved": "source",
        "state": "open",
        "first_seen": at(20).isoformat(),
        "last_seen": at(27).isoformat(),
    }
    return told | values


def rejection(number: int, **values: Any) -> dict[str, Any]:
    """A row that could not be read, as the store lists it."""
    told: dict[str, Any] = {
        "id": number,
        "link": "investment",
        "code": None,
        "where": f"trang 3, dòng {number}",
        "field": "received_at",
        "reason": "Ngày giờ này không có thật.",
        "raw": {"so_ho_so": "H13.22-260301-0010", "ten": "Trần Thị Thử"},
        "first_seen": at(20).isoformat(),
        "last_seen": at(27).isoformat(),
    }
    return told | values


OFFICE = Office(name="Ban Quản lý các khu chế xuất và công nghiệp", code="H13.22", hotline="02923830000")


def report(standings: Sequence[Standing], *, book: TwinBook | None = None, **more: Any) -> ReportData:
    told: dict[str, Any] = {
        "links": ["investment"],
        "period": Period(first=None, last=None, now=at(27)),
        "by": ("division", "procedure", "officer", "month"),
    }
    return gather(
        office=OFFICE, standings=standings, book=book or TwinBook(), calendar=WorkingCalendar({}), **(told | more)
    )
