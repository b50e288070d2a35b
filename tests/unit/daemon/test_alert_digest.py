"""What the digest of a working morning tells, from what presses to the figure."""

from datetime import date, datetime, timedelta

from connector.daemon.alerts.digest import NAMED, Share, cases_of, digest_lines, share_of
from connector.domain.kinds import Kind
from connector.domain.standing import Stand, Standing
from connector.domain.status import Status
from connector.domain.times import ZONE

NOW = datetime(2026, 2, 12, 10, 0, tzinfo=ZONE)
TODAY = NOW.date()


def standing(number: int, due: int | None = None, stand: Stand = Stand.DIFFERS, **more) -> Standing:
    return Standing(
        link="investment",
        code=f"H13.22-260201-{number:04}",
        key=str(number),
        run="r1",
        judged_at=NOW,
        on_source=True,
        on_target=True,
        stand=stand,
        source_status=more.pop("status", Status.PROCESSING),
        due_at=None if due is None else NOW + timedelta(days=due),
        **more,
    )


def test_what_is_due_today_comes_first_and_then_what_is_late_the_latest_first() -> None:
    share = share_of(
        [
            standing(1, due=-40),
            standing(2, due=0),
            standing(3, due=-1, stand=Stand.PENDING),
            standing(4, due=0, stand=Stand.AGREE),
            standing(5, due=0, status=Status.FINISHED),
            standing(6, due=1),
            standing(7),
            standing(8, due=0, stand=Stand.NOT_COMPARABLE),
        ],
        TODAY,
    )
    assert (share.agree, share.union) == (1, 8)
    assert share.due_today == ("H13.22-260201-0002",)
    assert share.overdue == ("H13.22-260201-0003", "H13.22-260201-0001")


def case(kind: Kind, ago: timedelta, state: str = "open", due: date | None = None, *, finished: bool = False) -> dict:
    told = None if due is None else due.isoformat()
    return {"kind": kind, "state": state, "first_seen": (NOW - ago).isoformat(), "due": told, "finished": finished}


def test_new_cases_are_counted_by_kind_and_those_of_overdue_dossiers_apart() -> None:
    day, yesterday = timedelta(days=1), TODAY - timedelta(days=1)
    found = cases_of(
        [
            case(Kind.TARGET_BEHIND, timedelta(hours=2)),
            case(Kind.TARGET_BEHIND, timedelta(hours=3), due=yesterday),
            case(Kind.ONLY_IN_SOURCE, timedelta(hours=4), due=yesterday, finished=True),
            case(Kind.TARGET_BEHIND, 3 * day, due=yesterday),
            case(Kind.TARGET_BEHIND, timedelta(hours=2), state="accepted", due=yesterday),
        ],
        NOW - day,
        TODAY,
    )
    assert found.new == {Kind.TARGET_BEHIND: 2, Kind.ONLY_IN_SOURCE: 1}
    assert found.overdue == 2


def test_a_digest_reads_from_what_presses_to_the_figure() -> None:
    share = Share(agree=1999, union=2000, due_today=("H13.22-260201-0002",), overdue=tuple(map(str, range(25))))
    cases = cases_of(
        [case(Kind.TARGET_BEHIND, timedelta(hours=2), due=TODAY - timedelta(days=1))], NOW - timedelta(days=1), TODAY
    )
    at = {"last_reconcile": "2026-02-11T18:30:00+00:00"}
    links = [{"link": "investment", "held": 2, "dead": 1} | at, {"link": "labour"}]
    lines = digest_lines(links, share, cases, ["Luồng labour chưa được đọc đúng hạn."], english=False)
    assert lines == [
        "Đến hạn hôm nay mà chưa đồng bộ: 1",
        "  H13.22-260201-0002",
        "Đã quá hạn mà chưa đồng bộ: 25",
        *(f"  {number}" for number in range(NAMED)),
        "  … +15",
        "! Luồng labour chưa được đọc đúng hạn.",
        "Lệch mới từ bản trước: 1",
        f"  1 × {Kind.TARGET_BEHIND.entry.label.vi}",
        "Chỗ lệch của hồ sơ đã quá hạn: 1",
        "investment: 2 việc chờ duyệt, 1 việc không gửi được",
        "labour: không có việc chờ người",
        "Tỷ lệ hồ sơ đồng bộ: 99,9% (1999/2000)",
        "  theo lần đối chiếu lúc 12/02/2026 01:30",
        "Chưa đối chiếu lần nào: labour (connector reconcile)",
    ]


def test_a_share_is_a_hundred_only_when_all_agree_and_nothing_of_nothing_is_no_share() -> None:
    def last(share: Share) -> str:
        return digest_lines([], share, cases_of([], NOW, TODAY), [], english=True)[-1]

    assert last(Share(agree=99_999, union=100_000)) == "Share in sync: 99.9% (99999/100000)"
    assert last(Share(agree=3, union=3)) == "Share in sync: 100.0% (3/3)"
    assert last(Share()) == "Share in sync: — (0/0)"
