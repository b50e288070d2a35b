"""The digest of a working morning: what is due first, grouped by cause, never one line per dossier of a crowd. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from connector.domain.standing import Stand, Standing
from connector.domain.status import DONE
from connector.domain.times import at_zone

#: So many codes of what is due are named; the rest is counted.
NAMED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The share in sync, with what it is a share of."""

    agree: int = 0
    union: int = 0
    due: tuple[str, ...] = ()  #: codes due by today, unfinished and not in sync, today's first


def share_of(standings: Iterable[Standing], today: date) -> Share:
    """Counted over what the last reconciles left, in one pass."""
    agree = union = 0
    due: list[tuple[date, str]] = []
    for standing in standings:
        union += 1
        agree += standing.stand is Stand.AGREE
        day = None if standing.due_at is None else at_zone(standing.due_at).date()
        open_work = standing.stand in {Stand.DIFFERS, Stand.PENDING} and standing.source_status not in DONE
        if open_work and day is not None and day <= today:
            due.append((day, standing.code))
    return Share(agree=agree, union=union, due=tuple(code for _, code in sorted(due, reverse=True)))


def digest_lines(links: Sequence[Mapping[str, Any]], share: Share, stale: Sequence[str], *, english: bool) -> list[str]:
    """What is due and not in sync first, then what waits for a person, link by link, then the figure."""
    lines = [*_due(share, english=english)]
    lines += [f"! Link {name} is stale" if english else f"! Luồng {name} không được đọc đúng hạn" for name in stale]
    for row in links:
        counts = [f"{row[key]} {words[english]}" for key, words in _COUNTS.items() if row.get(key)]
        nothing = "nothing waits for a person" if english else "không có việc chờ người"
        lines.append(f"{row['link']}: {', '.join(counts) or nothing}")
    lines.append(_share(share, english=english))
    return lines


_COUNTS = {
    "held": ("việc chờ duyệt", "held"),
    "dead": ("việc không gửi được", "dead letters"),
    "mismatches": ("chỗ lệch đang mở", "open mismatches"),
    "rejections": ("dòng không đọc được", "rejections"),
    "in_doubt": ("chưa rõ kết quả", "in doubt"),
    "waiting": ("chờ gửi", "waiting"),
}


def _due(share: Share, *, english: bool) -> list[str]:
    if not share.due:
        return []
    number = len(share.due)
    heading = (
        f"Due by today and not in sync: {number}" if english else f"Đến hạn hôm nay mà chưa đồng bộ: {number} hồ sơ"
    )
    more = [] if number <= NAMED else [f"  … +{number - NAMED}"]
    return [heading, *(f"  {code}" for code in share.due[:NAMED]), *more]


def _share(share: Share, *, english: bool) -> str:
    heading = "Share in sync" if english else "Tỷ lệ hồ sơ đồng bộ"
    if not share.union:
        return f"{heading}: —"
    percent = f"{100 * share.agree / share.union:.1f}"
    return f"{heading}: {percent if english else percent.replace('.', ',')}% ({share.agree}/{share.union})"
