"""Figures computed by hand, and identities that hold for every office."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.calendar import WorkingCalendar
from connector.domain.standing import Lateness, Stand, Standing
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.report.counting import lateness_label
from connector.report.counts import LABELS, SECTIONS, Count
from connector.report.distinct import Distinct, merge
from connector.report.figures import Figures, Share, delays, tally
from connector.report.period import Period, Progress, place
from connector.report.ratios import RATIOS

CALENDAR = WorkingCalendar({})


def at(day: int, month: int = 3, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


NOW = at(27)
ALWAYS = Period(first=None, last=None, now=NOW)
MARCH = Period(first=date(2026, 3, 1), last=date(2026, 3, 31), now=NOW)
RATIO = {ratio.key: ratio for ratio in RATIOS}


def share(figures: Figures, key: str) -> Share:
    return figures.share(RATIO[key])


def counts_of(standing: Standing, period: Period = ALWAYS) -> Figures:
    return tally([standing], period, CALENDAR).total


# ---------------------------------------------------------------- agreement


def test_the_share_in_sync_counts_every_dossier_of_every_side(make: Any) -> None:
    office = [
        make(on_paper=True),
        make(on_paper=True),
        make(on_paper=True, stand=Stand.DIFFERS),
        make(on_paper=False, stand=Stand.DIFFERS),
        make(on_paper=True, on_target=False, stand=Stand.PENDING),
        make(on_paper=True, stand=Stand.NOT_COMPARABLE),
    ]
    total = tally(office, ALWAYS, CALENDAR).total
    told = {count: total[count] for count in (Count.IN_SCOPE, Count.ON_SOURCE, Count.ON_TARGET, Count.ON_PAPER)}
    assert list(told.values()) == [6, 6, 5, 5]
    assert (total[Count.AGREEING], total[Count.PENDING], total[Count.NOT_COMPARABLE]) == (2, 1, 1)
    assert (total[Count.ON_EVERY_SIDE], total[Count.COMPARABLE]) == (4, 4)
    in_sync = share(total, "in_sync")
    assert (in_sync.numerator, in_sync.denominator, in_sync.is_range) == (2, 6, False)
    assert share(total, "agreeing_of_comparable").value == 2 / 4
    assert share(total, "on_every_side").value == 4 / 6


def test_where_paper_does_not_cover_the_share_in_sync_is_a_range(make: Any) -> None:
    office = [make(on_paper=True), make(), make(), make(stand=Stand.DIFFERS)]
    in_sync = share(tally(office, ALWAYS, CALENDAR).total, "in_sync")
    assert in_sync.is_range
    assert (in_sync.lowest_value, in_sync.value) == (1 / 4, 3 / 4)


def test_without_any_register_the_share_in_sync_is_one_figure(make: Any) -> None:
    office = [make(registers=False), make(registers=False), make(registers=False, stand=Stand.DIFFERS)]
    total = tally(office, ALWAYS, CALENDAR).total
    in_sync = share(total, "in_sync")
    assert (in_sync.numerator, in_sync.denominator, in_sync.is_range) == (2, 3, False)
    assert (total[Count.PAPER_UNCOVERED], total[Count.AGREEING_UNCOVERED]) == (0, 0)


def test_a_link_with_a_register_makes_no_range_of_one_without(make: Any) -> None:
    office = [make(registers=False), make(link="labour"), make(link="labour", on_paper=True)]
    in_sync = share(tally(office, ALWAYS, CALENDAR).total, "in_sync")
    assert (in_sync.lowest, in_sync.numerator) == (2, 3)
    one, other = make(registers=False), make(link="labour")
    assert merge(one, other).registers
    assert not merge(one, make(registers=False)).registers


def test_of_nothing_there_is_no_share() -> None:
    total = tally([], ALWAYS, CALENDAR).total
    assert all(share.value is None and share.lowest_value is None for share in total.shares())


# ---------------------------------------------------------------- the work of a period


@pytest.mark.parametrize(
    ("values", "progress"),
    [
        ({}, Progress.EARLY),
        ({"finished_at": at(16)}, Progress.ON_TIME),
        ({"finished_at": at(17)}, Progress.LATE),
        ({"finished_at": None}, Progress.DONE_UNTIMED),
        ({"due_at": None}, Progress.DONE_UNTIMED),
        ({"source_status": Status.WITHDRAWN}, Progress.DONE_UNTIMED),
        ({"source_status": Status.PROCESSING, "finished_at": None}, Progress.OVERDUE),
        ({"source_status": Status.PROCESSING, "finished_at": None, "due_at": at(27)}, Progress.IN_TIME),
        ({"source_status": Status.PROCESSING, "finished_at": None, "due_at": None}, Progress.OPEN_UNTIMED),
        ({"source_status": Status.SUPPLEMENT, "finished_at": None}, Progress.PAUSED),
        ({"source_status": Status.PAYMENT, "finished_at": None}, Progress.PAUSED),
        ({"source_status": Status.STOPPED, "finished_at": None}, Progress.PAUSED),
        ({"source_status": Status.REGISTERED, "finished_at": None}, None),
        ({"source_status": Status.REFUSED, "finished_at": None}, None),
        ({"finished_at": at(15), "first_due_at": at(13)}, Progress.LATE),
    ],
)
def test_how_a_dossier_stands(make: Any, values: dict[str, Any], progress: Progress | None) -> None:
    assert place(make(**values), ALWAYS, CALENDAR).progress is progress


def test_a_report_of_a_past_month_shows_the_work_as_it_stood_then(make: Any) -> None:
    later = make(received_at=at(2), due_at=at(20), finished_at=at(9, month=4), event_at=at(9, month=4))
    april = at(20, month=4)
    march = Period(first=date(2026, 3, 1), last=date(2026, 3, 31), now=april)
    early_march = Period(first=date(2026, 3, 1), last=date(2026, 3, 15), now=april)
    assert place(later, march, CALENDAR).progress is Progress.OVERDUE
    assert place(later, march, CALENDAR).because is Lateness.PROCESSING
    assert place(later, early_march, CALENDAR).progress is Progress.IN_TIME
    assert place(later, early_march, CALENDAR).because is None


def test_what_was_open_when_the_period_began_is_carried_over(make: Any) -> None:
    february = {"received_at": at(10, month=2)}
    done_before = {"finished_at": at(20, month=2), "event_at": at(20, month=2)}
    office = [
        make(**february),
        make(**february, source_status=Status.PROCESSING, finished_at=None),
        make(**(february | done_before)),
        make(**february, finished_at=None, event_at=None, recorded_at=None),
        make(received_at=at(1, month=4)),
        make(),
        make(received_at=None),
    ]
    total = tally(office, MARCH, CALENDAR).total
    assert (total[Count.CARRIED_OVER], total[Count.IN_PERIOD], total[Count.TAKEN]) == (2, 2, 4)
    assert (total[Count.DONE], total[Count.IN_PROGRESS]) == (3, 1)
    assert total[Count.IN_SCOPE] == 2


def test_both_variants_of_on_time_are_told(make: Any) -> None:
    office = [
        make(),
        make(finished_at=at(16)),
        make(finished_at=at(20)),
        make(due_at=None),
        make(source_status=Status.PROCESSING, finished_at=None, due_at=at(31)),
        make(source_status=Status.PROCESSING, finished_at=None),
        make(source_status=Status.SUPPLEMENT, finished_at=None),
    ]
    total = tally(office, ALWAYS, CALENDAR).total
    done = share(total, "on_time")
    assert (done.numerator, done.denominator, done.left_out) == (2, 3, 1)
    assert share(total, "on_time_of_all").value == 3 / 7
    assert share(total, "late").value == 1 / 3
    assert share(total, "overdue").value == 1 / 2


# ---------------------------------------------------------------- the service


def test_a_record_is_timely_within_one_working_day(make: Any) -> None:
    friday = {"event_at": at(13), "recorded_at": at(16, hour=17)}
    office = [make(**friday), make(event_at=at(13), recorded_at=at(17)), make(recorded_at=None), make(event_at=None)]
    timely = share(tally(office, ALWAYS, CALENDAR).total, "timely")
    assert (timely.numerator, timely.denominator, timely.left_out) == (1, 2, 2)


def test_the_online_share_leaves_out_whom_nobody_asked(make: Any) -> None:
    channels = ["online", "online", "online", "direct", "post", None]
    online = share(tally([make(channel=channel) for channel in channels], ALWAYS, CALENDAR).total, "online")
    assert (online.numerator, online.denominator, online.left_out) == (3, 5, 1)


def test_an_online_dossier_waits_one_working_day_to_be_accepted(make: Any) -> None:
    sent = {"channel": "online", "submitted_at": at(13)}
    office = [
        make(**sent, received_at=at(16)),
        make(**sent, received_at=at(17)),
        make(**sent, received_at=None, source_status=Status.REGISTERED),
        make(channel="online", submitted_at=None),
        make(channel="direct", submitted_at=at(1), received_at=at(20)),
    ]
    late = share(tally(office, ALWAYS, CALENDAR).total, "received_late")
    assert (late.numerator, late.denominator, late.left_out) == (2, 3, 1)


def test_what_was_paid_signed_and_digitised(make: Any) -> None:
    office = [
        make(has_fee=True, paid_online=True, receipt_signed=True, has_result=True, channel="direct", digitised=True),
        make(has_fee=True, paid_online=False, receipt_signed=False, has_result=False, channel="post", digitised=False),
        make(has_fee=True, paid_online=None, channel="direct"),
        make(has_fee=False, paid_online=False, source_status=Status.PROCESSING, has_result=False, digitised=True),
        make(source_status=Status.REGISTERED, receipt_signed=False),
    ]
    total = tally(office, ALWAYS, CALENDAR).total
    told = {
        key: (share(total, key).numerator, share(total, key).denominator, share(total, key).left_out)
        for key in ("paid_online", "receipts_signed", "results_digitised", "intake_digitised")
    }
    assert told == {
        "paid_online": (1, 2, 1),
        "receipts_signed": (1, 2, 2),
        "results_digitised": (1, 2, 1),
        "intake_digitised": (1, 2, 1),
    }


# ---------------------------------------------------------------- whose delay


def test_the_61_percent_question(make: Any) -> None:
    """Of what the one-stop shows as overdue, how much was no delay of the work?"""
    shown = {"target_finished_at": at(20)}
    office = [
        *(make(**shown) for _ in range(5)),  # brought late
        *(make(**shown, recorded_at=at(18)) for _ in range(2)),  # entered late
        make(**shown, synced_at=at(13, hour=16)),  # closed late by the desk
        *(make(finished_at=at(18)) for _ in range(5)),  # done late
        make(**shown, recorded_at=None),  # nobody knows
        make(),
    ]
    total = tally(office, ALWAYS, CALENDAR).total
    assert total[Count.DELAYED] == 14
    assert [total[count] for count in (Count.DELAY_SYNC, Count.DELAY_RECORDING, Count.DELAY_DESK)] == [5, 2, 1]
    answer = share(total, "not_processing")
    assert (answer.numerator, answer.denominator, answer.left_out) == (8, 13, 1)
    found = [because for _, because in delays(office, ALWAYS, CALENDAR)]
    assert len(found) == 14
    assert found.count(None) == 1


def test_every_delay_and_every_count_has_a_name_in_both_languages() -> None:
    assert set(LABELS) == set(Count)
    assert [count for _, counts in SECTIONS for count in counts] == list(Count)
    for because in (*Lateness, None):
        assert all(lateness_label(because))


# ---------------------------------------------------------------- groups and several links


def test_groups_count_as_the_whole_does(make: Any) -> None:
    office = [
        make(department="Phòng Đầu tư", officer="Lê Văn Thử", procedure_code="1.009748"),
        make(department="Phòng Lao động", officer="Trần Thị Thử", stand=Stand.DIFFERS),
        make(department=None, agency_code="H13.22", received_at=at(3, month=2)),
        make(received_at=None),
    ]
    found = tally(office, ALWAYS, CALENDAR, by=("division", "officer", "procedure", "month"))
    divisions = {name: figures[Count.IN_SCOPE] for name, figures in found.sorted_groups("division")}
    assert list(divisions.items()) == [("H13.22", 1), ("Phòng Đầu tư", 1), ("Phòng Lao động", 1), ("", 1)]
    assert [name for name, _ in found.sorted_groups("month")] == ["2026-02", "2026-03", ""]
    for groups in found.groups.values():
        assert sum(figures[Count.AGREEING] for figures in groups.values()) == found.total[Count.AGREEING] == 3


def test_a_dossier_of_two_links_counts_once_and_as_the_worse_says(make: Any) -> None:
    here = make(officer="Lê Văn Thử", on_paper=True)
    there = make(
        link="labour",
        key=here.key,
        stand=Stand.DIFFERS,
        on_target=False,
        judged_at=at(26),
        officer=None,
        channel="post",
    )
    office = [here, make(), there, make(link="labour")]
    distinct = Distinct(lambda: iter(office), ["investment", "labour"])
    found = list(distinct)
    assert len(found) == 3
    assert list(distinct) == found  # may be read again
    one = next(standing for standing in found if standing.key == here.key)
    assert (one.stand, one.on_target, one.on_paper) == (Stand.DIFFERS, False, True)
    assert (one.officer, one.channel, one.judged_at) == ("Lê Văn Thử", "post", at(27))
    assert merge(here, there) == merge(there, here)


def test_each_link_says_from_when_it_is(make: Any) -> None:
    office = [make(judged_at=at(20)), make(), make(link="labour", judged_at=at(25))]
    found = tally(office, ALWAYS, CALENDAR).as_of
    assert (found["investment"].oldest, found["investment"].newest, found["investment"].dossiers) == (at(20), at(27), 2)
    assert found["labour"].dossiers == 1


# ---------------------------------------------------------------- identities

_maybe_at = st.none() | st.integers(0, 120).map(lambda days: datetime(2026, 1, 1, 9, tzinfo=ZONE) + timedelta(days))
_maybe = st.none() | st.booleans()
_offices = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from("abcdefgh"),
            "link": st.sampled_from(["investment", "labour"]),
            "on_source": st.booleans(),
            "on_target": st.booleans(),
            "on_paper": _maybe,
            "registers": st.booleans(),
            "stand": st.sampled_from(Stand),
            "source_status": st.none() | st.sampled_from(Status),
            "target_status": st.none() | st.sampled_from(Status),
            "department": st.sampled_from([None, "A", "B"]),
            "channel": st.sampled_from([None, "online", "direct", "post"]),
            **dict.fromkeys(
                (
                    *("submitted_at", "received_at", "first_due_at", "due_at", "finished_at", "returned_at"),
                    *("recorded_at", "event_at", "synced_at", "target_finished_at"),
                ),
                _maybe_at,
            ),
            **dict.fromkeys(("paid_online", "digitised", "receipt_signed", "has_result", "has_fee"), _maybe),
        }
    ).map(lambda values: Standing(code=values["key"], run="r", judged_at=NOW, **values)),
    max_size=20,
)
_days = st.none() | st.integers(0, 120).map(lambda days: date(2026, 1, 1) + timedelta(days))
_periods = st.tuples(_days, _days).map(
    lambda days: Period(
        first=min(days) if None not in days else days[0], last=max(days) if None not in days else days[1], now=NOW
    )
)


@given(_offices, _periods)
@settings(max_examples=100, deadline=None)
def test_what_came_in_is_done_at_work_or_paused(office: list[Standing], period: Period) -> None:
    """Kỳ trước chuyển sang + tiếp nhận trong kỳ = đã xử lý + đang xử lý + tạm dừng, each with its parts."""
    total = tally(office, period, CALENDAR).total
    taken = total[Count.CARRIED_OVER] + total[Count.IN_PERIOD]
    assert taken == total[Count.TAKEN] == total[Count.DONE] + total[Count.IN_PROGRESS] + total[Count.PAUSED]
    assert total[Count.DONE] == sum(
        total[count] for count in (Count.EARLY, Count.ON_TIME, Count.LATE, Count.DONE_UNTIMED)
    )
    assert total[Count.IN_PROGRESS] == total[Count.IN_TIME] + total[Count.OVERDUE] + total[Count.OPEN_UNTIMED]


@given(_offices, _periods)
@settings(max_examples=100, deadline=None)
def test_every_dossier_stands_somewhere_and_every_delay_is_somebodys_or_unknown(
    office: list[Standing], period: Period
) -> None:
    total = tally(office, period, CALENDAR).total
    assert total[Count.IN_SCOPE] == sum(
        total[count] for count in (Count.AGREEING, Count.PENDING, Count.DIFFERING, Count.NOT_COMPARABLE)
    )
    assert total[Count.IN_SCOPE] == sum(
        total[count] for count in (Count.ONLINE, Count.DIRECT, Count.POST, Count.CHANNEL_UNKNOWN)
    )
    parts = (Count.DELAY_PROCESSING, Count.DELAY_RECORDING, Count.DELAY_SYNC, Count.DELAY_DESK, Count.DELAY_UNKNOWN)
    assert total[Count.DELAYED] == sum(total[count] for count in parts)
    assert total[Count.DELAYED] == len(list(delays(office, period, CALENDAR)))


@given(_offices, _periods)
@settings(max_examples=100, deadline=None)
def test_a_share_is_never_more_than_all_nor_less_than_its_lowest(office: list[Standing], period: Period) -> None:
    for found in tally(office, period, CALENDAR).total.shares():
        if found.ratio.key == "agreeing_of_comparable":
            continue  # what agrees is on both sides in every real reconcile, not in these random standings
        assert 0 <= found.lowest <= found.numerator <= found.denominator
        assert (found.value is None) is (found.denominator == 0)


@given(_offices)
@settings(max_examples=100, deadline=None)
def test_distinct_dossiers_are_the_distinct_keys(office: list[Standing]) -> None:
    found = [standing.key for standing in Distinct(lambda: iter(office), ["investment", "labour"])]
    assert sorted(found) == sorted({standing.key for standing in office})


@given(_offices, _periods)
@settings(max_examples=50, deadline=None)
def test_work_done_late_is_never_blamed_on_another(office: list[Standing], period: Period) -> None:
    for standing in office:
        placed = place(standing, period, CALENDAR)
        if placed.progress is Progress.LATE:
            assert placed.because is Lateness.PROCESSING
