"""Times: every way they are written, and midnight as "hour not known"."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.times import (
    ZONE,
    NoDateError,
    at_zone,
    format_vn,
    from_epoch,
    from_excel,
    hour_known,
    parse_compact,
    parse_format,
    parse_iso,
    parse_vn,
)

DAY = datetime(2022, 8, 5, tzinfo=ZONE)
HALF_PAST_FOUR = datetime(2022, 8, 5, 16, 30, tzinfo=ZONE)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1), timezones=st.just(ZONE))  # noqa: DTZ001 - zone beside


@pytest.mark.parametrize(
    "text",
    [
        "05/08/2022",
        "5/8/2022",
        "5/8/22",
        "05-8-2022",
        "05.08.2022",
        " 05/08/2022 ",
        "05 / 08 / 2022",
        "ngày 05/08/2022",
        "ngày 05 tháng 8 năm 2022",
        "Ngày 5 tháng 08 năm 2022",
        "NGÀY 05 THÁNG 8 NĂM 2022",
        "5 tháng 8, 2022",
        "Thứ sáu, ngày 05/08/2022",
        "thứ 6 05/08/2022",
        "05/08/2022 00:00:00",
        "0 giờ 00 phút, ngày 05/08/2022",
        "05/08/2022 12:00 SA",
    ],
)
def test_a_day_is_read_day_first(text: str) -> None:
    assert parse_vn(text) == DAY
    assert not hour_known(parse_vn(text))


@pytest.mark.parametrize(
    "text",
    [
        "05/08/2022 16:30",
        "05/08/2022 16:30:00",
        "05/08/2022 16:30:00.000",
        "5/8/22 16:30",
        "05/08/2022T16:30",
        "05/08/2022 - 16:30",
        "05/08/2022, 16:30",
        "16:30 05/08/2022",
        "16:30, ngày 05/08/2022",
        "05/08/2022 16h30",
        "05/08/2022 16g30",
        "16h30 ngày 05/08/2022",
        "16h30' 5-8-2022",
        "16 giờ 30 phút, ngày 05 tháng 8 năm 2022",
        "16 giờ 30, ngày 05 tháng 8 năm 2022",
        "lúc 16 giờ 30 phút ngày 05 tháng 8 năm 2022",
        "ngày 05 tháng 8 năm 2022 lúc 16h30",
        "05/08/2022 4:30 CH",
        "05/08/2022 04:30:00 PM",
        "05/08/2022 4 giờ 30 phút chiều",
        "4 giờ 30 phút chiều, chủ nhật 05/08/2022".replace("chủ nhật ", ""),
        "Thứ sáu, 05/08/2022 16:30",
        "05/08/2022\u00a016:30",
    ],
)
def test_a_clock_may_stand_on_either_side(text: str) -> None:
    assert parse_vn(text) == HALF_PAST_FOUR
    assert hour_known(parse_vn(text))


def test_the_articles_own_date_is_read() -> None:
    assert parse_vn("05/08/2022 - 19:25") == DAY.replace(hour=19, minute=25)


def test_seconds_and_their_parts_are_kept() -> None:
    assert parse_vn("05/08/2022 16:30:15.1234567") == HALF_PAST_FOUR.replace(second=15, microsecond=123456)
    assert parse_vn("05/08/2022 16:30:15,5").microsecond == 500_000
    assert parse_vn("16 giờ 30 phút 15 giây ngày 05/08/2022").second == 15


def test_noon_and_midnight_on_a_half_day_clock() -> None:
    assert parse_vn("05/08/2022 12:15 SA") == DAY.replace(minute=15)
    assert parse_vn("05/08/2022 12:15 CH") == DAY.replace(hour=12, minute=15)
    with pytest.raises(ValueError, match="không có thật"):
        parse_vn("05/08/2022 16:15 SA")


@pytest.mark.parametrize(
    "text",
    [
        "31/06/2022",
        "29/02/2023",
        "00/08/2022",
        "08/13/2022",
        "05/08/2022 24:00",
        "05/08/2022 16:60",
        "ngày 31 tháng 6 năm 2022",
        "25 giờ 00 phút ngày 05/08/2022",
    ],
)
def test_a_date_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="không có thật"):
        parse_vn(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2022",
        "08/2022",
        "2022-08-05",
        "2022/08/05",
        "5/8/222",
        "5/8/20222",
        "115/08/2022",
        "05/08-2022x",
        "05/08/2022 16",
        "05/08/2022 sáng mai",
        "16h 05/08/2022 30 phút",
        "mai",
        "05082022",
        "Nguyễn Văn Thử",
    ],
)
def test_what_is_no_day_first_date_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ValueError, match="Không đọc được") as caught:
        parse_vn(text)
    assert not text or text not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-08-05T16:30:00+07:00", HALF_PAST_FOUR),
        ("2022-08-05T16:30:00", HALF_PAST_FOUR),
        ("2022-08-05 16:30", HALF_PAST_FOUR),
        ("2022-08-05T09:30:00Z", HALF_PAST_FOUR),
        ("2022-08-05t09:30:00z", HALF_PAST_FOUR),
        ("2022-08-05 16:30:00 +0700", HALF_PAST_FOUR),
        ("20220805T163000", HALF_PAST_FOUR),
        ("2022-08-05T16:30:00.1234567", HALF_PAST_FOUR.replace(microsecond=123456)),
        ("2022-08-05", DAY),
        ("2022-08-04T17:00:00Z", DAY),
    ],
)
def test_iso_with_and_without_offset(text: str, moment: datetime) -> None:
    assert parse_iso(text) == moment
    assert parse_iso(text).utcoffset() == timedelta(hours=7)


def test_a_zoneless_time_is_told_in_the_configured_zone_but_a_bare_day_is_not_moved() -> None:
    assert parse_iso("2022-08-05T09:30:00", UTC) == HALF_PAST_FOUR
    assert parse_iso("2022-08-05T09:30:00+02:00", UTC) == HALF_PAST_FOUR.replace(hour=14)
    assert parse_iso("2022-08-05", UTC) == DAY
    assert parse_iso("20220805", timezone(-timedelta(hours=11))) == DAY


def test_a_false_offset_can_be_ignored() -> None:
    assert parse_iso("2022-08-05T16:30:00Z", ignore_offset=True) == HALF_PAST_FOUR
    assert not hour_known(parse_iso("2022-08-05T00:00:00Z", ignore_offset=True))
    assert parse_iso("2022-08-05T09:30:00+07:00", UTC, ignore_offset=True) == HALF_PAST_FOUR


@pytest.mark.parametrize("text", ["", "2022", "05/08/2022", "2022-02-30", "2022-08-05T25:00:00", "null", "2022-08-05T"])
def test_what_is_not_iso_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ISO"):
        parse_iso(text)


def test_compact_times() -> None:
    assert parse_compact("20220805163000") == HALF_PAST_FOUR
    assert parse_compact("202208051630") == HALF_PAST_FOUR
    assert parse_compact(" 20220805 ") == DAY
    assert not hour_known(parse_compact("20220805000000"))


@pytest.mark.parametrize("text", ["", "220805", "2022080516300", "2022-08-05", "2022080516300x", "²0220805"])
def test_what_is_not_compact_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="yyyyMMddHHmmss"):
        parse_compact(text)


@pytest.mark.parametrize("text", ["20220631", "20220805250000"])
def test_a_compact_date_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="không có thật"):
        parse_compact(text)


def test_spreadsheet_days() -> None:
    assert from_excel(44778) == DAY
    assert from_excel(44778.6875) == HALF_PAST_FOUR
    assert from_excel(44778 - 1462, date_1904=True) == DAY
    assert from_excel(44778.999999999) == DAY + timedelta(days=1)


@pytest.mark.parametrize("serial", [-1, 0.5, float("nan"), float("inf"), 2_958_466, 1e12])
def test_what_is_no_spreadsheet_day_is_refused(serial: float) -> None:
    with pytest.raises(ValueError, match="không phải là ngày"):
        from_excel(serial)


def test_an_operators_own_format() -> None:
    assert parse_format("2022.08.05 16-30", "%Y.%m.%d %H-%M") == HALF_PAST_FOUR
    assert parse_format("2022.08.05 09-30", "%Y.%m.%d %H-%M", UTC) == HALF_PAST_FOUR
    assert parse_format("2022.08.05", "%Y.%m.%d", UTC) == DAY
    assert parse_format("05/08/2022 09:30 +0000", "%d/%m/%Y %H:%M %z") == HALF_PAST_FOUR
    with pytest.raises(ValueError, match="%Y"):
        parse_format("x", "%Y")


def test_epochs() -> None:
    assert from_epoch(HALF_PAST_FOUR.timestamp()) == HALF_PAST_FOUR
    assert from_epoch(1659691800.5).microsecond == 500_000
    for seconds in (float("nan"), 1e300, -1e300):
        with pytest.raises(ValueError, match="không phải là thời điểm"):
            from_epoch(seconds)


def test_what_stands_for_no_date_is_told_apart_from_what_cannot_be_read() -> None:
    """01/01/0001, 1900, 1970 to the second and 9999 are how systems write "not known"."""
    attempts = [
        lambda: parse_vn("01/01/0001"),
        lambda: parse_vn("01/01/1900 00:00:00"),
        lambda: parse_vn("31/12/9999"),
        lambda: parse_vn("01/01/1970"),
        lambda: parse_iso("0001-01-01T00:00:00"),
        lambda: parse_iso("0001-01-01T00:00:00Z"),
        lambda: parse_iso("9999-12-31T23:59:59Z"),
        lambda: parse_iso("1970-01-01T00:00:00Z"),
        lambda: parse_compact("00010101"),
        lambda: parse_format("0001", "%Y"),
        lambda: from_excel(0),
        lambda: from_excel(1),
        lambda: from_epoch(0),
        lambda: from_epoch(-62135596800),
    ]
    for attempt in attempts:
        with pytest.raises(NoDateError):
            attempt()
    assert parse_vn("02/01/1970").day == 2


def test_a_naive_value_is_a_vietnamese_clocks() -> None:
    assert at_zone(datetime(2022, 8, 5, 16, 30)) == HALF_PAST_FOUR  # noqa: DTZ001 - that is the point
    assert at_zone(HALF_PAST_FOUR.astimezone(UTC)).utcoffset() == timedelta(hours=7)


def test_the_hour_is_shown_where_it_is_known() -> None:
    assert format_vn(HALF_PAST_FOUR.astimezone(UTC)) == "05/08/2022 16:30"
    assert format_vn(DAY) == "05/08/2022"


@settings(max_examples=100)
@given(MOMENTS)
def test_every_writing_of_a_moment_reads_back(moment: datetime) -> None:
    second = moment.replace(microsecond=0)
    assert parse_vn(f"{second:%d/%m/%Y %H:%M:%S}") == second
    assert parse_vn(f"{second.hour}h{second.minute} ngày {second.day} tháng {second.month} năm {second.year}") == (
        second.replace(second=0)
    )
    assert parse_iso(moment.astimezone(UTC).isoformat()) == moment
    assert parse_compact(f"{second:%Y%m%d%H%M%S}") == second
    assert parse_vn(format_vn(second.replace(second=0))) == second.replace(second=0)
    assert abs(from_epoch(moment.timestamp()) - moment) <= timedelta(microseconds=1)


@settings(max_examples=100)
@given(MOMENTS)
def test_a_spreadsheets_number_reads_back_to_the_second(moment: datetime) -> None:
    second = moment.replace(microsecond=0)
    serial = (second - datetime(1899, 12, 30, tzinfo=ZONE)) / timedelta(days=1)
    assert from_excel(serial) == second


@settings(max_examples=100)
@given(st.text(max_size=30) | st.text(st.sampled_from("0123456789/:-. hgiờngàytháămTZ+"), max_size=30))
def test_no_text_makes_a_reader_crash_otherwise(text: str) -> None:
    for read in (parse_vn, parse_iso, parse_compact):
        try:
            assert read(text).utcoffset() == timedelta(hours=7)
        except ValueError:
            continue
