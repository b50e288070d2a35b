"""The digest of a working morning: what is due first, grouped by cause, never one line per dossier of a crowd. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from connector.domain.kinds import Kind
from connector.domain.mismatch import CaseState
from connector.domain.shares import percent
from connector.domain.standing import Stand, Standing
from connector.domain.status import DONE
from connector.domain.times import at_zone

#: So many codes of what is due are named, so many kinds of new cases; the rest is counted.
NAMED = 10

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The share in sync, with what it is a share of, and what is due, unfinished and not in sync."""

    agree: int = 0
    union: int = 0
    due_today: tuple[str, ...] = ()
    overdue: tuple[str, ...] = ()  #: the latest due date first: what is late by a day can still be mended


def share_of(standings: Iterable[Standing], today: date) -> Share:
    """Counted over what the last reconciles left, in one pass."""
    agree = union = 0
    due_today: list[str] = []
    overdue: list[tuple[date, str]] = []
    for standing in standings:
        union += 1
        agree += standing.stand is Stand.AGREE
        day = None if standing.due_at is None else at_zone(standing.due_at).date()
        if day is None or standing.source_status in DONE or standing.stand not in {Stand.DIFFERS, Stand.PENDING}:
            continue
        if day == today:
            due_today.append(standing.code)
        elif day < today:
            overdue.append((day, standing.code))
    latest_first = sorted(overdue, key=lambda entry: (-entry[0].toordinal(), entry[1]))
    return Share(
        agree=agree,
        union=union,
        due_today=tuple(sorted(due_today)),
        overdue=tuple(code for _, code in latest_first),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """The open cases, as far as a morning wants to know them."""

    new: Mapping[Kind, int]  #: opened or reopened since the digest before
    overdue: int = 0  #: of unfinished dossiers past their due date


def cases_of(rows: Iterable[Row], since: datetime, today: date) -> Cases:
    new: Counter[Kind] = Counter()
    overdue = 0
    for row in rows:
        if row["state"] != CaseState.OPEN:
            continue
        if datetime.fromisoformat(row["first_seen"]) > since:
            new[Kind(row["kind"])] += 1
        late = row.get("due") is not None and date.fromisoformat(row["due"]) < today
        overdue += late and not row.get("finished")
    return Cases(new=new, overdue=overdue)


def digest_lines(
    links: Sequence[Row], share: Share, cases: Cases, troubles: Sequence[str], *, english: bool
) -> list[str]:
    """What is due and not in sync first, then what stands still, what is new, what waits for a person link by link, and
    the figure last."""
    lines = [*_due(share, english=english)]
    lines += [f"! {trouble}" for trouble in troubles]
    lines += _cases(cases, english=english)
    for row in links:
        counts = [f"{row[key]} {words[english]}" for key, words in _COUNTS.items() if row.get(key)]
        nothing = "nothing waits for a person" if english else "không có việc chờ người"
        lines.append(f"{row['link']}: {', '.join(counts) or nothing}")
    lines.append(_share(share, english=english))
    lines += _as_of(links, english=english)
    return lines


_COUNTS = {
    "held": ("việc chờ duyệt", "held"),
    "dead": ("việc không gửi được", "dead letters"),
    "mismatches": ("chỗ lệch đang mở", "open mismatches"),
    "rejections": ("dòng không đọc được", "rejections"),
    "in_doubt": ("chưa rõ kết quả", "in doubt"),
    "waiting": ("chờ gửi", "waiting"),
}


def _due(share: Share, *, english: bool) -> Iterator[str]:
    if share.due_today:
        told = "Due today and not in sync" if english else "Đến hạn hôm nay mà chưa đồng bộ"
        yield from _named(told, share.due_today)
    if share.overdue:
        yield from _named("Overdue and not in sync" if english else "Đã quá hạn mà chưa đồng bộ", share.overdue)


def _named(heading: str, codes: Sequence[str]) -> Iterator[str]:
    yield f"{heading}: {len(codes)}"
    yield from (f"  {code}" for code in codes[:NAMED])
    if len(codes) > NAMED:
        yield f"  … +{len(codes) - NAMED}"


def _cases(cases: Cases, *, english: bool) -> Iterator[str]:
    if cases.new:
        number = sum(cases.new.values())
        yield f"New mismatches since the last digest: {number}" if english else f"Lệch mới từ bản trước: {number}"
        commonest = sorted(cases.new.items(), key=lambda entry: (-entry[1], entry[0]))
        language = "en" if english else "vi"
        yield from (f"  {count} × {kind.entry.label.told(language)}" for kind, count in commonest[:NAMED])
        if len(commonest) > NAMED:
            yield f"  … +{sum(count for _, count in commonest[NAMED:])}"
    if cases.overdue:
        told = "Open mismatches of overdue dossiers" if english else "Chỗ lệch của hồ sơ đã quá hạn"
        yield f"{told}: {cases.overdue}"


def _share(share: Share, *, english: bool) -> str:
    heading = "Share in sync" if english else "Tỷ lệ hồ sơ đồng bộ"
    return f"{heading}: {percent(share.agree, share.union, english=english)} ({share.agree}/{share.union})"


def _as_of(links: Sequence[Row], *, english: bool) -> Iterator[str]:
    """From when the figure, and what is due, are: what was sent since then is not in them."""
    moments = [datetime.fromisoformat(row["last_reconcile"]) for row in links if row.get("last_reconcile")]
    if moments:
        oldest = f"{at_zone(min(moments)):%d/%m/%Y %H:%M}"
        yield f"  as of the reconcile of {oldest}" if english else f"  theo lần đối chiếu lúc {oldest}"
    never = ", ".join(str(row["link"]) for row in links if not row.get("last_reconcile"))
    if never:
        yield f"Never reconciled: {never}" if english else f"Chưa đối chiếu lần nào: {never} (connector reconcile)"
