"""Followed by its cursor, and by the slice that reads everything again: nothing lost, whatever changes meanwhile."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from connector.domain.cursor import Cursor
from connector.domain.errors import BrokenAnswerError, SystemDownError
from connector.domain.status import Status
from connector.testing.exam.bench import SourceBench
from connector.testing.exam.check import NotAsked, Side, Wrong, check
from connector.testing.exam.rows import Row, row, rows, step
from connector.testing.exam.told import Follower, require_each_once, require_nothing_lost

SOURCES: tuple[Side, ...] = ("source",)
_MINUTE = timedelta(minutes=1)
#: Rounds of change that a source is followed through.
_TICKS = 5


def follower(bench: SourceBench) -> Follower:
    return Follower(bench.make(), bench.mapper, bench.clock)


@check(
    "S4",
    "Không mất gì khi nguồn thay đổi giữa và trong các lần đọc.",
    "Nothing is lost while the source changes between and during readings.",
    sides=SOURCES,
)
def nothing_is_lost_while_it_changes(bench: SourceBench) -> None:
    bench.put(rows(60))
    followed = follower(bench)
    followed.follow()
    old = _Story(bench)
    for _ in range(_TICKS):
        old.between(followed.cursor)
        _follow(followed, old.during)
    bench.clock.pass_(_MINUTE)
    _follow(followed)  # what came in during the last reading is for the next
    seen = [each for each in bench.rows if each.id not in old.dated_back]
    require_nothing_lost(followed.told.latest, seen, bench.tells, when="after incremental readings")
    followed.slice()
    require_nothing_lost(followed.told.latest, bench.rows, bench.tells, when="after the slice that reads everything")


class _Story:
    """What happens in a source that nobody waits for."""

    def __init__(self, bench: SourceBench) -> None:
        self._bench = bench
        self._next = 1000
        self.dated_back: set[int] = set()

    def between(self, cursor: Cursor | None) -> None:
        """Inserted, changed, tied with the last row read, committed late, dated back."""
        bench = self._bench
        bench.clock.pass_(_MINUTE)
        now = _second(bench.clock.now())
        tied = cursor.time if cursor is not None else now
        late = (cursor.time if cursor is not None else now) - bench.lookback / 2
        long_ago = now - timedelta(days=30)
        back = (row(self._new(), changed=long_ago), self._moved(2, now).but(changed=long_ago))
        self.dated_back |= {each.id for each in back}
        bench.change(
            row(self._new(), changed=now),
            self._moved(0, now),
            self._moved(1, now),
            row(self._new(), changed=tied),
            row(self._new(), changed=late),
            *back,
        )

    def during(self, page: int) -> None:
        """While the first page is worked on: one inserted, one of those still to be read changed."""
        if page == 1:
            now = _second(self._bench.clock.now())
            self._bench.change(row(self._new(), changed=now), self._moved(-1, now))

    def _moved(self, place: int, at: datetime) -> Row:
        """The row at that place in the order of changes, a state further."""
        in_order = sorted(self._bench.rows, key=lambda each: (each.changed, each.id))
        moved = in_order[place]
        self.dated_back.discard(moved.id)
        further = step(Status.FINISHED, at=at)
        return moved.but(changed=at, status=Status.FINISHED, steps=(*(moved.dossier.steps or ())[:2], further))

    def _new(self) -> int:
        self._next += 1
        return self._next


def _follow(followed: Follower, after_page: object = None) -> None:
    """A reading that breaks off because the system changed under it is begun again: that loses nothing."""
    try:
        followed.follow(after_page) if callable(after_page) else followed.follow()
    except (BrokenAnswerError, SystemDownError):
        followed.follow()


@check(
    "S5",
    "500 dòng cùng một thời điểm qua nhiều trang: không mất, không trùng.",
    "A storm of 500 ties across page borders: none lost, none doubled.",
    sides=SOURCES,
)
def a_storm_of_ties_loses_and_doubles_nothing(bench: SourceBench) -> None:
    at = row(1).changed
    bench.put([each.but(changed=at) for each in rows(500)])
    followed = follower(bench)
    followed.follow()
    require_each_once(followed.told, bench.rows, when="500 rows of one moment")
    require_nothing_lost(followed.told.latest, bench.rows, bench.tells, when="500 rows of one moment")
    bench.change(row(600, changed=at))
    followed.follow()
    require_nothing_lost(followed.told.latest, bench.rows, bench.tells, when="one more of the same moment")


@check(
    "S6",
    "Đọc tiếp được từ mọi con trỏ đã đưa ra, kể cả khoảng đọc lùi.",
    "It can be resumed from every cursor it gave, the lookback included.",
    sides=SOURCES,
)
def it_can_be_resumed_from_every_cursor(bench: SourceBench) -> None:
    bench.put(rows(60))
    followed = follower(bench)
    followed.follow()
    if not followed.emitted:
        raise NotAsked("it tells everything each time and gives no cursor", "Lần nào cũng đọc hết, không có con trỏ.")
    ties = [row(100 + number, changed=cursor.time) for number, cursor in enumerate(followed.emitted)]
    late = [row(200 + n, changed=cursor.time - bench.lookback / 2) for n, cursor in enumerate(followed.emitted)]
    bench.change(*ties, *late)
    for cursor in followed.emitted:
        again = follower(bench)
        again.cursor = cursor
        again.follow()
        since = cursor.time - bench.lookback / 2
        wanted = [each for each in bench.rows if each.changed >= since]
        require_nothing_lost(again.told.latest, wanted, bench.tells, when=f"resumed from {cursor.time:%H:%M:%S}")


@check(
    "S11",
    "Thay đổi bên trong mà thời điểm cập nhật không cho thấy thì lần đọc hết thấy.",
    "A change inside that does not move the change time is found by the slice that reads everything.",
    sides=SOURCES,
)
def a_hidden_change_is_found_by_the_slice(bench: SourceBench) -> None:
    bench.put(rows(40))
    followed = follower(bench)
    followed.follow()
    inside = [each.but(**_inside(each, bench)) for each in bench.rows[::7]]
    bench.change(*inside)
    followed.slice()
    require_nothing_lost(followed.told.latest, bench.rows, bench.tells, when="after a change inside")


def _inside(each: Row, bench: SourceBench) -> dict[str, Any]:
    if "steps" in bench.tells:
        return {"steps": (*(each.dossier.steps or ()), step(Status.FINISHED, at=each.changed))}
    return {"applicant_name": f"{each.dossier.applicant_name} Đổi Tên"}


@check(
    "S12",
    "Đồng hồ bên kia lệch ±10 phút; UTC, +07:00, không múi giờ; giây, mili, micro; Z giả; 00:00:00 là không rõ giờ.",
    "A far clock ±10 min off; UTC, +07:00, no zone; second to microsecond; a false Z; midnight for no hour.",
    sides=SOURCES,
)
def times_are_read_as_they_are_meant(bench: SourceBench) -> None:
    styles = bench.time_styles
    if not styles:
        raise NotAsked(bench.reason("time_styles"))
    for style in styles:
        with bench.another(style) as timed:
            timed.tell_times(style)
            _require_times(timed, style)
    for minutes in (-10, 0, 10) if bench.has_a_clock else ():
        with bench.another(f"clock{minutes}") as skewed:
            skewed.skew(timedelta(minutes=minutes))
            _require_followed(skewed, timedelta(minutes=minutes))


def _require_times(bench: SourceBench, style: str) -> None:
    midnight = row(1).dossier.received_at
    assert midnight is not None  # noqa: S101  # every row of the exam was received
    day_only = row(50).but(received_at=midnight.replace(hour=0, minute=0))
    bench.put([*rows(20), day_only])
    followed = follower(bench)
    followed.follow()
    when = f"with times written {style}"
    require_nothing_lost(followed.told.latest, bench.rows, bench.tells, when=when)
    newest = max(each.changed for each in bench.rows)
    if followed.cursor is not None and followed.cursor.time != newest:
        raise Wrong(f"{when}: the cursor is at {followed.cursor.time}, the newest row at {newest}")
    bench.change(row(60, changed=newest), row(61, changed=newest + timedelta(seconds=1)))
    followed.follow()
    require_nothing_lost(followed.told.latest, bench.rows, bench.tells, when=when)


def _require_followed(bench: SourceBench, skew: timedelta) -> None:
    bench.put(rows(20))
    followed = follower(bench)
    followed.follow()
    for number in range(3):
        bench.clock.pass_(_MINUTE)
        bench.change(row(70 + number, changed=_second(bench.clock.now() + skew)))
        followed.follow()
    require_nothing_lost(followed.told.latest, bench.rows, bench.tells, when=f"with the far clock {skew} off")


@check(
    "S15",
    "Một dòng ghi năm 2099, để trống hay sai ngày: các dòng khác vẫn được đọc, lần sau và hôm sau.",
    "One row dated 2099, with no or an unreadable time: the rest is still found, next time and the day after.",
    sides=SOURCES,
)
def an_impossible_time_hides_nothing(bench: SourceBench) -> None:
    odd_times = bench.odd_times
    if not odd_times:
        raise NotAsked(bench.reason("odd_times"))
    for number, written in enumerate(odd_times):
        with bench.another(f"odd-{number}") as odd:
            _require_the_rest(odd, written)


def _require_the_rest(bench: SourceBench, written: object) -> None:
    when = f"beside a row dated {written!r}"
    bench.put([*rows(30), row(40).but(odd={"updated_at": written})])
    followed = follower(bench)
    followed.follow()
    require_nothing_lost(followed.told.latest, _dated(bench.rows), bench.tells, when=when)
    for day in range(2):
        bench.clock.pass_(timedelta(days=day, minutes=1))
        bench.change(row(50 + day, changed=_second(bench.clock.now())))
        followed.follow()
        require_nothing_lost(followed.told.latest, _dated(bench.rows), bench.tells, when=f"{when}, later")
    followed.slice()
    if row(40).code not in followed.told.latest and not followed.told.rejections:
        raise Wrong(f"the row dated {written!r} is told by nobody")
    if followed.cursor is not None and followed.cursor.time > bench.clock.now() + timedelta(minutes=10):
        raise Wrong(f"{when}: the cursor is at {followed.cursor.time}")


def _dated(found: Iterable[Row]) -> list[Row]:
    return [each for each in found if not each.odd]


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)
