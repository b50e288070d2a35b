"""What counts as trouble: one cause per system and per link, never one per dossier. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connector.daemon.freshness import Fresh


@dataclass(frozen=True, slots=True)
class Cause:
    """``id`` stays the same while the trouble lasts; ``told`` is its sentence now, with what to do."""

    id: str
    told: str
    do: str


def causes(
    links: Sequence[Mapping[str, Any]],
    freshness: Mapping[str, Fresh],
    systems: Sequence[Mapping[str, Any]],
    braked: Mapping[str, int],
    *,
    english: bool,
) -> dict[str, Cause]:
    """Everything that needs a person now. A system that is down explains its links: they are not told again."""
    found = [*_of_systems(systems, english=english)]
    down = bool(found)
    for row in links:
        found += _of_link(row, freshness.get(str(row["link"]), Fresh.FRESH), braked, down=down, english=english)
    return {cause.id: cause for cause in found}


def _of_systems(systems: Sequence[Mapping[str, Any]], *, english: bool) -> Iterator[Cause]:
    for row in systems:
        if not row.get("up", True):
            name, reason = row["system"], row.get("reason") or "–"
            yield Cause(
                f"system {name}",
                f"System {name} does not answer: {reason}" if english else f"Hệ thống {name} không trả lời: {reason}",
                "Ask whoever runs it; nothing is lost meanwhile."
                if english
                else "Hỏi đơn vị quản lý hệ thống; không mất gì trong lúc chờ.",
            )


def _of_link(
    row: Mapping[str, Any], fresh: Fresh, braked: Mapping[str, int], *, down: bool, english: bool
) -> Iterator[Cause]:
    name = row["link"]
    if fresh is Fresh.STALE and not down:
        told = f"Link {name} has not been read in time." if english else f"Luồng {name} chưa được đọc đúng hạn."
        yield Cause(f"link {name} stale", told, f"connector status {name}")
    if row.get("dead"):
        number = row["dead"]
        told = (
            f"Link {name}: {number} deliveries were given up."
            if english
            else f"Luồng {name}: {number} việc không gửi được."
        )
        yield Cause(f"link {name} dead", told, f"connector deadletters {name}")
    if braked.get(str(name)):
        number = braked[str(name)]
        told = (
            f"Link {name}: a brake holds {number} deliveries."
            if english
            else f"Luồng {name}: phanh đang giữ {number} việc chờ duyệt."
        )
        yield Cause(f"link {name} brake", told, f"connector holds {name}")


_OVER = {
    "stale": ("Luồng {0} đã được đọc lại.", "Link {0} was read again."),
    "dead": ("Luồng {0}: không còn việc không gửi được.", "Link {0}: no dead letter is left."),
    "brake": ("Luồng {0}: phanh không còn giữ việc nào.", "Link {0}: no brake holds anything."),
}


def over(cause: str, *, english: bool) -> str:
    """The sentence for a cause that is gone, by its id."""
    kind, name, *rest = cause.split(" ")
    if kind == "system":
        return f"System {name} answers again." if english else f"Hệ thống {name} đã trả lời lại."
    return _OVER[rest[0]][english].format(name)
