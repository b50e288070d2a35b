"""A live source: its first pages, read once and again."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, pairwise
from typing import Self

from connector.domain.cursor import Cursor
from connector.domain.dossier import FIELDS, Dossier
from connector.domain.errors import RefusedError
from connector.domain.fingerprint import content_fingerprint
from connector.domain.kinds import Said
from connector.domain.times import at_zone
from connector.ports import Page, RawRow, Rejection
from connector.reconcile.scope import in_scope
from connector.sync.work import LinkWork
from connector.testing.exam.check import NotAsked, Wrong, check
from connector.testing.exam.rows import turned
from connector.testing.exam.told import Told, named, require_canonical

#: Dossiers that the other sides, and the source itself, are asked for one by one.
ASKED = 5
_ZONES = timedelta(hours=15)  # more than any two zones differ by
_CLOCKS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSource:
    """What its first pages told; ``whole`` where nothing came after them."""

    work: LinkWork
    pages: tuple[Page, ...]
    told: Told
    limit: int

    @classmethod
    def of(cls, work: LinkWork, limit: int) -> Self:
        pages = tuple(_pages(work, None, limit))
        told = Told()
        for page in pages:
            told.take(page, work.mapper)
        return cls(work=work, pages=pages, told=told, limit=limit)

    @property
    def whole(self) -> bool:
        return len(self.pages) < self.limit

    @property
    def rows(self) -> Iterator[RawRow]:
        return (row for page in self.pages for row in page.rows)

    @property
    def codes(self) -> tuple[str, ...]:
        """A few of the link's own dossiers."""
        inside = (one.code for one in self.told.dossiers if in_scope(one, self.work.rules.scope))
        return tuple(islice(dict.fromkeys(inside), ASKED))

    def proven(self) -> tuple[Said, ...]:
        source, told = self.work.source, self.told
        fields = [name for name in FIELDS if any(getattr(one, name) not in (None, {}) for one in told.dossiers)]
        counts = f"{len(self.pages)}/{len(told.dossiers)}/{len(told.rejections)}"
        return (
            Said(f"trang/hồ sơ/dòng không đọc được: {counts}", f"pages/dossiers/rejected rows: {counts}"),
            Said(f"trường có giá trị: {', '.join(fields)}", f"fields told: {', '.join(fields)}"),
            _flag("ordered", source.ordered),
            _flag("enumerates", source.enumerates),
            _flag("rereads", source.rereads),
        )


def _some(live: LiveSource) -> list[Dossier]:
    """The dossiers told; nothing can be asked about none."""
    if not live.told.dossiers:
        raise NotAsked("it told no dossier to look at", "Không đưa hồ sơ nào để xem.")
    return live.told.dossiers


def _flag(name: str, value: bool) -> Said:
    return Said(f"{name}: {'có' if value else 'không'}", f"{name}: {'yes' if value else 'no'}")


def _pages(work: LinkWork, cursor: Cursor | None, limit: int) -> Iterator[Page]:
    return islice(work.source.pull(cursor, now=work.clock.now()), limit)


@check("B1", "Trả lời, và nhận tài khoản này.", "It answers, and accepts this account.", sides=("source",))
def answers(live: LiveSource) -> None:
    live.work.source.probe()


@check(
    "B2",
    "Điều nó khai về thứ tự, đọc hết, đọc lại từng hồ sơ là thật.",
    "What it declares of its order, its enumeration and single reads is true.",
    sides=("source",),
)
def flags_are_true(live: LiveSource) -> None:
    source = live.work.source
    cursors = [page.cursor for page in live.pages if page.cursor is not None]
    if source.enumerates and live.whole and cursors:
        missing = _left_out(live, max(cursors), live.told.dossiers)
        if missing:
            raise Wrong(
                f"it declares that every reading is everything, and leaves out {named(missing)}",
                f"Khai là lần nào cũng đọc hết mà bỏ sót {named(missing)}",
            )
    if source.ordered and any(later < earlier for earlier, later in pairwise(cursors)):
        raise Wrong(
            "it says that its rows are in order, and they are not", "Nói là các dòng theo thứ tự mà không phải."
        )
    for code in live.codes:
        _is_read_again(live, code)


def _is_read_again(live: LiveSource, code: str) -> None:
    source, before = live.work.source, live.work.source.requests
    try:
        row = source.read(code)
    except RefusedError:
        if source.rereads:
            raise Wrong(f"{code} cannot be read by its code", f"Không đọc lại được {code} theo mã.") from None
        if source.requests > before:
            raise Wrong("a refusal cost a request", "Từ chối mà vẫn hỏi hệ thống.") from None
        return
    found = None if row is None else live.work.mapper.read(row)
    if not isinstance(found, Dossier) or found.code != code:
        raise Wrong(f"{code} read again is not that dossier", f"Đọc lại {code} thì không ra hồ sơ ấy.")


@check(
    "B5",
    "Đổi thứ tự các khóa của một dòng vẫn ra cùng nội dung.",
    "A row with its members in another order has the same content.",
    sides=("source",),
)
def bytes_are_the_same(live: LiveSource) -> None:
    """The same row with its members in another order is the same dossier."""
    _some(live)
    for row in live.rows:
        found = live.work.mapper.read(row)
        other = live.work.mapper.read(RawRow(values=turned(row.values), where=row.where))
        if _content(found) != _content(other):
            raise _other_order(row)


def _content(found: Dossier | Rejection) -> str:
    return content_fingerprint(found) if isinstance(found, Dossier) else "rejected"


def _other_order(row: RawRow) -> Wrong:
    return Wrong(
        f"{row.where}: another content in another order of its members",
        f"{row.where}: đổi thứ tự các khóa thì đọc ra khác",
    )


@check(
    "S1",
    "Đọc lại ngay những trang đầu thì như cũ.",
    "The first pages read again at once are the same.",
    sides=("source",),
)
def reads_equal(live: LiveSource) -> None:
    _some(live)
    again = LiveSource.of(live.work, live.limit).told.latest
    changed = [
        code
        for code, one in live.told.latest.items()
        if code in again
        and again[code].updated_at == one.updated_at
        and content_fingerprint(again[code]) != content_fingerprint(one)
    ]
    if changed:
        raise Wrong(
            f"told otherwise at once, with the same change time: {named(changed)}",
            f"Đọc lại ngay thì khác dù thời điểm cập nhật như cũ: {named(changed)}",
        )


@check(
    "S2",
    "Dòng nào không đọc được cũng nói rõ ở đâu, vì sao.",
    "Every row that could not be read says where and why.",
    sides=("source",),
)
def rejections_say_why(live: LiveSource) -> None:
    if any(not one.reason.strip() or not one.where.strip() for one in live.told.rejections):
        raise Wrong("a row is rejected without saying where or why", "Có dòng bị từ chối mà không nói ở đâu, vì sao.")


@check(
    "S3",
    "Mã hồ sơ ở những trang đầu có mặt, không rỗng, không lặp.",
    "The codes of the first pages are present, not empty, not repeated.",
    sides=("source",),
)
def keys_are_good(live: LiveSource) -> None:
    empty = sum(not one.code.strip() for one in _some(live))
    if empty:
        raise Wrong(f"{empty} rows without a code", f"{empty} dòng không có mã.")
    contents = Counter((one.code, content_fingerprint(one)) for one in live.told.dossiers)
    doubled = [code for (code, _), times in contents.items() if times > 1]
    if doubled:
        raise Wrong(f"told twice: {named(doubled)}", f"Đưa hai lần: {named(doubled)}")


@check("S6", "Đọc tiếp được từ con trỏ nó đã đưa.", "It can be resumed from the cursors it gave.", sides=("source",))
def resumes(live: LiveSource) -> None:
    cursors = [page.cursor for page in live.pages if page.cursor is not None]
    if not cursors:
        raise NotAsked("it tells everything each time and gives no cursor", "Lần nào cũng đọc hết, không có con trỏ.")
    if not live.whole:
        raise NotAsked(
            f"there are more than {live.limit} pages; ask for more with --pages",
            f"Có nhiều hơn {live.limit} trang; muốn hỏi thì tăng --pages.",
        )
    for cursor in (min(cursors), max(cursors)):
        since = (one for one in live.told.dossiers if one.updated_at is not None and one.updated_at >= cursor.time)
        missing = _left_out(live, cursor, since)
        if missing:
            raise Wrong(
                f"resumed from a cursor it gave, it leaves out {named(missing)}",
                f"Đọc tiếp từ con trỏ đã đưa thì bỏ sót {named(missing)}",
            )


def _left_out(live: LiveSource, cursor: Cursor, wanted: Iterable[Dossier]) -> list[str]:
    """The codes of those dossiers that a reading from that cursor does not tell."""
    again = Told()
    for page in live.work.source.pull(cursor, now=live.work.clock.now()):
        again.take(page, live.work.mapper)
    return [one.code for one in wanted if one.code not in again.latest]


@check(
    "S12", "Không thời điểm cập nhật nào nằm ở vài giờ tới.", "No change time lies some hours ahead.", sides=("source",)
)
def times_are_possible(live: LiveSource) -> None:
    now = live.work.clock.now()
    ahead = [
        one.code
        for one in _some(live)
        if one.updated_at is not None and now + _CLOCKS < at_zone(one.updated_at) < now + _ZONES
    ]
    if ahead:
        raise Wrong(
            f"changed some hours from now: {named(ahead)}; look at cursor.zone, or the far clock",
            f"Thời điểm cập nhật ở vài giờ tới: {named(ahead)}; xem lại cursor.zone hoặc đồng hồ bên kia",
        )


@check("S13", "Mọi chữ đọc ra đều ở dạng chuẩn.", "Every text it tells is canonical.", sides=("source",))
def text_is_canonical(live: LiveSource) -> None:
    require_canonical((one.code, one) for one in _some(live))
