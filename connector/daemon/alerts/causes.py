"""What counts as trouble: one cause per system and per link, never one per dossier. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connector.daemon.freshness import Fresh
from connector.domain.down import Down
from connector.domain.english import in_english
from connector.domain.kinds import Said
from connector.domain.run import Outcome
from connector.domain.times import at_zone

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
    A system that no link speaks to any more is nobody's trouble, and neither is one in its maintenance window."""
    down = _down(watched)
    found = [_system(name, row) for name, row in down.items() if row.get("down") != Down.WINDOW]
    unsaid = explained(watched)
    for row in watched.links:
        name = str(row["link"])
        late = watched.freshness.get(name) is Fresh.STALE and _stale_id(name) not in unsaid
        found += _of_link(name, row, late=late)
    return {cause.id: cause for cause in found}


def explained(watched: Watched) -> frozenset[str]:
    """What stands and is told no more, because a system that is down, or rests, explains it: it is not over either."""
    down = _down(watched).keys()
    late = (name for name, fresh in watched.freshness.items() if fresh is Fresh.STALE)
    return frozenset(_stale_id(name) for name in late if watched.systems_of.get(name, frozenset()) & down)


def _down(watched: Watched) -> Mapping[str, Row]:
    in_use = frozenset().union(*watched.systems_of.values())
    return {str(row["system"]): row for row in watched.systems if not row.get("up", True) and row["system"] in in_use}


def _stale_id(link: str) -> str:
    return f"link {link} stale"


def _system(name: str, row: Row) -> Cause:
    """An account that is refused is ours to correct, an outage whoever runs the system has to be asked about."""
    reason, since = row.get("reason") or "–", _moment(row.get("since"))
    if row.get("down") == Down.ACCOUNT:
        told = Said(
            f"Hệ thống {name} từ chối tài khoản từ {since}: {reason}",
            f"System {name} refuses the account since {since}: {in_english(reason)}",
        )
        return Cause(f"system {name} {Down.ACCOUNT}", told, _CORRECT)
    told = Said(
        f"Hệ thống {name} không dùng được từ {since}: {reason}",
        f"System {name} cannot be used since {since}: {in_english(reason)}",
    )
    return Cause(f"system {name}", told, _ASK)


_CORRECT = Said(
    "Sửa tài khoản, mật khẩu của hệ thống này rồi connector daemon reload (lấy từ biến môi trường thì khởi động lại "
    "dịch vụ). Chương trình không tự thử lại, để tài khoản không bị khóa. Không mất gì trong lúc chờ.",
    "Correct this system's account or password, then connector daemon reload (restart the service where it comes from "
    "the environment). Nothing tries again by itself, so that the account is not locked. Nothing is lost meanwhile.",
)
_ASK = Said(
    "Hỏi đơn vị quản lý hệ thống; khi nó trả lời lại thì tự làm tiếp. Không mất gì trong lúc chờ.",
    "Ask whoever runs it; work goes on by itself once it answers. Nothing is lost meanwhile.",
)


def _of_link(name: str, row: Row, *, late: bool) -> Iterator[Cause]:
    if late:
        yield _stale(name, row)
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


def _stale(name: str, row: Row) -> Cause:
    """Why it could not be read, where the last run said so; else when it was read last."""
    error = row.get("error") if row.get("outcome") == Outcome.FAILED else None
    if error:
        what, do = str(error["what"]), str(error.get("do") or "")
        told = Said(f"Luồng {name} không chạy được: {what}", f"Link {name} could not be run: {in_english(what)}")
        return Cause(_stale_id(name), told, Said(do, in_english(do)) if do else _look(f"connector status {name}"))
    read, reconciled = _moment(row.get("last_complete_sync")), _moment(row.get("last_reconcile"))
    told = Said(
        f"Luồng {name} chưa được đọc đúng hạn; đọc hết lần cuối: {read}; đối chiếu lần cuối: {reconciled}.",
        f"Link {name} has not been read in time; last complete sync: {read}; last reconcile: {reconciled}.",
    )
    return Cause(_stale_id(name), told, _look(f"connector status {name}"))


def _moment(told: str | None) -> str:
    return "–" if told is None else f"{at_zone(datetime.fromisoformat(told)):%d/%m/%Y %H:%M}"


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
    Down.ACCOUNT: Said("Hệ thống {0} đã nhận tài khoản.", "System {0} accepts the account."),
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
    sort = cause.removeprefix(f"{kind} {name}").strip() or kind
    said = _OVER.get(sort, _ANY)
    return said.told("en" if english else "vi").format(name)
