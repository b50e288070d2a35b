"""What a person decides: which ids it is about, that it is logged, and what became of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from connector.cli import output
from connector.cli.exits import ATTENTION, OK
from connector.cli.session import Session
from connector.cli.spoken import Text

if TYPE_CHECKING:
    from connector.cli.app import App
    from connector.observe.events import Event
    from connector.ports import Decision


@dataclass(frozen=True, slots=True)
class Wanted:
    """The ids named, or everything a filter matches with the number the operator expects."""

    ids: tuple[int, ...]
    every: bool
    filtered: bool
    expect: int | None

    def check(self, session: Session) -> None:
        """Refuse a half-said bulk decision before anything is opened."""
        told = _half_said(self)
        if told is not None:
            raise click.UsageError(told.told(session.language))


def _half_said(wanted: Wanted) -> Text | None:
    if wanted.every and (wanted.ids or not wanted.filtered or wanted.expect is None):
        return Text(
            "--all-matching đi với một bộ lọc (--link, --rule) và --expect N, không kèm ID.",
            "--all-matching goes with a filter (--link, --rule) and --expect N, without ids.",
        )
    if not wanted.every and (wanted.filtered or wanted.expect is not None):
        return Text("Bộ lọc và --expect chỉ dùng với --all-matching.", "Filters and --expect need --all-matching.")
    if not wanted.every and not wanted.ids:
        return Text("Hãy nêu ít nhất một ID, hoặc --all-matching.", "Name at least one id, or --all-matching.")
    return None


@dataclass(frozen=True, slots=True)
class Told:
    """How a decision is told: the verb of the result, the event of the log, and whose decision it was."""

    verb: str
    event: "Event"
    decision: "Decision"


def decided(app: "App", by: str, reason: str) -> "Decision":
    """The decision, now."""
    from connector.ports import Decision  # noqa: PLC0415 - not needed for --help

    return Decision(by=by, reason=reason, at=app.clock.now())


def decide(
    session: Session,
    app: "App",
    wanted: Wanted,
    *,
    matching: Callable[[], Sequence[Any]],
    carry_out: Callable[[Sequence[int]], Sequence[int]],
    told: Told,
) -> tuple[int, Sequence[int]]:
    """Carry a decision out by id, log each, and tell which were done and which could not be.

    The exit code, and the ids about which it was decided.
    """
    ids = tuple(dict.fromkeys(wanted.ids))
    if wanted.every:
        ids = tuple(row["id"] for row in matching())
        if len(ids) != wanted.expect:
            return _unexpected_count(session, len(ids), wanted.expect or 0, told.verb), ()
    done = list(carry_out(ids)) if ids else []
    for one in done:
        app.log.say(told.event, id=one, by=told.decision.by, reason=told.decision.reason)
    return _tell(session, told.verb, done, [one for one in ids if one not in done]), done


def _unexpected_count(session: Session, found: int, expected: int, verb: str) -> int:
    what = Text(
        f"Bộ lọc khớp {found} việc, không phải {expected}; không làm gì cả.",
        f"The filter matches {found}, not {expected}; nothing was done.",
    ).told(session.language)
    do = Text("xem lại danh sách rồi nêu đúng số trong --expect", "look at the list again, then give its number").told(
        session.language
    )
    output.complain(session, what, do=do)
    if session.json:
        output.document(**{verb: [], "not_done": [], "matched": found, "expected": expected})
    return ATTENTION


_VERBS = {
    "released": Text("Đã cho gửi", "Released"),
    "rejected": Text("Đã bác", "Rejected"),
    "retried": Text("Đã xếp gửi lại", "To be tried again"),
    "discarded": Text("Đã bỏ", "Discarded"),
    "accepted": Text("Đã chấp nhận", "Accepted"),
    "reopened": Text("Đã mở lại", "Reopened"),
}


def _tell(session: Session, verb: str, done: Sequence[int], not_done: Sequence[int]) -> int:
    if session.json:
        output.document(**{verb: list(done), "not_done": list(not_done)})
    elif done:
        output.result(f"{_VERBS[verb].told(session.language)}: {', '.join(map(str, done))}")
    if not not_done:
        return OK
    numbers = ", ".join(map(str, not_done))
    what = Text(f"Không làm được với: {numbers}.", f"Could not be done: {numbers}.").told(session.language)
    listing = click.get_current_context().command_path.rpartition(" ")[0]
    do = Text(
        f"ID không có, hoặc việc đã được quyết định rồi; xem lại danh sách: {listing}",
        f"no such id, or already decided; see the list: {listing}",
    )
    output.complain(session, what, do=do.told(session.language))
    return ATTENTION


def told_one(session: Session, verb: str, number: int, *, done: bool) -> int:
    """The same for a decision about a single id."""
    return _tell(session, verb, [number] if done else [], [] if done else [number])


def no_such(session: Session, number: int, listing: str) -> int:
    """``show ID`` of something that is not in this listing."""
    what = Text(f"Không có số {number}.", f"There is no number {number}.").told(session.language)
    do = Text(
        f"số không có, hoặc việc đã được quyết định rồi; xem danh sách: connector {listing}",
        f"no such number, or already decided; see the list: connector {listing}",
    ).told(session.language)
    output.complain(session, what, do=do)
    if session.json:
        output.document(error={"what": what, "where": "", "do": do})
    return ATTENTION
