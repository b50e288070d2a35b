"""What counts as trouble: one cause per system and per link, never one per dossier. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from connector.daemon.freshness import Fresh
from connector.domain.english import in_english
from connector.domain.kinds import Said

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cause:
    """``id`` stays the same while the trouble lasts; ``told`` is its sentence now, with what to do."""

    id: str
    told: Said
    do: Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What causes are looked for in: ``links`` are lines of ``status``, ``systems_of`` the systems each speaks to."""

    links: Sequence[Row]
    freshness: Mapping[str, Fresh]
    systems: Sequence[Row]
    systems_of: Mapping[str, frozenset[str]]


def causes(watched: Watched) -> dict[str, Cause]:
    """Everything that needs a person now. A system that is down explains its links' being late: that is not told again.
    A system that no link speaks to any more is nobody's trouble."""
    in_use = frozenset().union(*watched.systems_of.values())
    down = {str(row["system"]): row for row in watched.systems if not row.get("up", True) and row["system"] in in_use}
    found = [_system(name, row) for name, row in down.items()]
    for row in watched.links:
        name = str(row["link"])
        explained = bool(watched.systems_of.get(name, frozenset()) & down.keys())
        fresh = Fresh.FRESH if explained else watched.freshness.get(name, Fresh.FRESH)
        found += _of_link(name, row, fresh)
    return {cause.id: cause for cause in found}


def _system(name: str, row: Row) -> Cause:
    reason = row.get("reason") or "–"
    return Cause(
        f"system {name}",
        Said(f"Hệ thống {name} không dùng được: {reason}", f"System {name} cannot be used: {in_english(reason)}"),
        Said(
            "Tài khoản bị từ chối thì sửa mật khẩu rồi nạp lại cấu hình; còn lại thì hỏi đơn vị quản lý hệ thống. "
            "Không mất gì trong lúc chờ.",
            "Correct a refused account and reload the configuration; else ask whoever runs it. "
            "Nothing is lost meanwhile.",
        ),
    )


def _of_link(name: str, row: Row, fresh: Fresh) -> Iterator[Cause]:
    if fresh is Fresh.STALE:
        told = Said(f"Luồng {name} chưa được đọc đúng hạn.", f"Link {name} has not been read in time.")
        yield Cause(f"link {name} stale", told, _look(f"connector status {name}"))
    if row.get("dead"):
        number = row["dead"]
        told = Said(f"Luồng {name}: {number} việc không gửi được.", f"Link {name}: {number} deliveries were given up.")
        yield Cause(f"link {name} dead", told, _look(f"connector deadletters list {name}"))
    if row.get("braked"):
        braked = row["braked"]
        told = Said(
            f"Luồng {name}: phanh đang giữ {braked} việc chờ duyệt.", f"Link {name}: a brake holds {braked} deliveries."
        )
        yield Cause(f"link {name} brake", told, _look(f"connector holds list {name}"))
    if row.get("not_believed"):
        reason = row["not_believed"]
        told = Said(f"Luồng {name}: {reason}", f"Link {name}: its last reading is not believed. {reason}")
        yield Cause(f"link {name} reading", told, _look(f"connector status {name}"))


def _look(command: str) -> Said:
    return Said(f"Xem: {command}", f"Look: {command}")


#: The one cause that cannot be written down where the others are.
STORE = "store"

_OVER = {
    "stale": Said("Luồng {0} đã được đọc lại.", "Link {0} was read again."),
    "dead": Said("Luồng {0}: không còn việc không gửi được.", "Link {0}: no dead letter is left."),
    "reading": Said("Luồng {0}: đã đọc lại được đầy đủ.", "Link {0}: a reading is believed again."),
    "brake": Said("Luồng {0}: phanh không còn giữ việc nào.", "Link {0}: no brake holds anything."),
    "system": Said("Hệ thống {0} đã trả lời lại.", "System {0} answers again."),
    STORE: Said("Kho dữ liệu dùng lại được.", "The store can be used again."),
}


#: A cause that another version of the program wrote down.
_ANY = Said("Đã hết trục trặc ở {0}.", "The trouble at {0} is over.")


def subject(cause: str) -> tuple[str, str]:
    """What a cause is about, by its id: ("link", its name), ("system", its name)."""
    kind, _, rest = cause.partition(" ")
    return kind, rest.partition(" ")[0]


def over(cause: str, *, english: bool) -> str:
    """The sentence for a cause that is gone, by its id."""
    kind, name = subject(cause)
    said = _OVER.get(cause.rpartition(" ")[2] if kind == "link" else kind, _ANY)
    return said.told("en" if english else "vi").format(name)
