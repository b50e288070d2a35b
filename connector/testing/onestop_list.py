"""What a simulated one-stop lists of its dossiers, and the many ways in which a list may be less than it seems."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from connector.testing.onestop_books import Record, WireStep
from connector.testing.onestop_knobs import OneStopKnobs

Image = tuple[Record, list[WireStep]]


class UnusableDaysError(ValueError):
    """The days asked for are none, or more than this system lists at a time."""


def days_asked(body: Mapping[str, Any], knobs: OneStopKnobs) -> tuple[str, str]:
    """First and last day, both included, as yyyyMMdd; they are asked for as yyyy-MM-dd."""
    try:
        first, last = (date.fromisoformat(str(body.get(name, ""))) for name in ("ngayNhan1", "ngayNhan2"))
    except ValueError:
        raise UnusableDaysError("ngayNhan1, ngayNhan2 phải viết yyyy-MM-dd") from None
    span = (last - first).days + 1
    if span < 1 or (knobs.list_days is not None and span > knobs.list_days):
        raise UnusableDaysError("Khoảng ngày không hợp lệ")
    return f"{first:%Y%m%d}", f"{last:%Y%m%d}"


def listed(images: Iterable[Image], days: tuple[str, str], knobs: OneStopKnobs) -> list[Image]:
    """The dossiers of those days in the order of their receipt, as far as this system tells them."""
    dated = sorted(
        (image for image in images if _received(image) or not knobs.list_heeds_days),
        key=lambda image: (_received(image), image[0]["MaHoSo"]),
    )
    wanted = [one for one in dated if not knobs.list_heeds_days or days[0] <= _received(one)[:8] <= days[1]]
    told = [_as_listed(image, knobs) for image in wanted[: round(len(wanted) * knobs.list_share)]]
    return told + _again(told[:1], knobs)


def _received(image: Image) -> str:
    return str(image[0].get("NgayTiepNhan") or "")


def _as_listed(image: Image, knobs: OneStopKnobs) -> Image:
    record, steps = image
    return {key: value for key, value in record.items() if key not in knobs.list_hidden}, steps


def _again(first: list[Image], knobs: OneStopKnobs) -> list[Image]:
    if knobs.list_repeats == "no":
        return []
    changed = {"GhiChu": "dòng thứ hai của cùng một hồ sơ"} if knobs.list_repeats == "changed" else {}
    return [(record | changed, steps) for record, steps in first]
