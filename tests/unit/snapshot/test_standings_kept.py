"""Standings: what is kept comes back, the newer in place of the older, by day; and nobody ever sees half."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.errors import StoreError
from connector.domain.standing import Stand, Standing
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.snapshot import DuckScales

NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)
DAYS = [date(2026, 3, 1) + timedelta(days=n) for n in range(4)]

moments = st.integers(0, 3 * 86_400 * 10**6).map(
    lambda us: datetime(2026, 3, 1, tzinfo=ZONE) + timedelta(microseconds=us)
)
truths = st.none() | st.booleans()
texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)

standings = st.builds(
    Standing,
    link=st.just("l"),
    code=st.sampled_from(["A", "B"]),
    key=st.sampled_from(["a", "b", "c", "d", "'", "ẫ\x00"]),
    run=st.just("r"),
    judged_at=moments,
    on_source=st.booleans(),
    on_target=st.booleans(),
    on_paper=truths,
    registers=st.booleans(),
    stand=st.sampled_from(Stand),
    source_status=st.none() | st.sampled_from(Status),
    target_status=st.none() | st.sampled_from(Status),
    procedure_code=texts,
    department=texts,
    channel=st.none() | st.sampled_from(["direct", "online", "post"]),
    received_at=st.none() | moments,
    due_at=st.none() | moments,
    synced_at=st.none() | moments,
    paid_online=truths,
    has_fee=truths,
)


def standing(key: str, received: date | None = None, **values: object) -> Standing:
    at = None if received is None else datetime(received.year, received.month, received.day, tzinfo=ZONE)
    told: dict[str, object] = {
        "link": "l",
        "code": key.upper(),
        "key": key,
        "run": "r",
        "judged_at": NOON,
        "on_source": True,
        "on_target": True,
        "stand": Stand.AGREE,
        "received_at": at,
    }
    return Standing(**told | values)  # type: ignore[arg-type]


def day_of(one: Standing) -> date | None:
    return None if one.received_at is None else one.received_at.date()


@settings(max_examples=15, deadline=None)
@given(
    runs=st.lists(st.tuples(st.booleans(), st.lists(standings, max_size=6)), max_size=4),
    first=st.none() | st.sampled_from(DAYS),
    last=st.none() | st.sampled_from(DAYS),
)
def test_keeping_is_updating_a_dictionary(
    runs: Sequence[tuple[bool, Sequence[Standing]]], first: date | None, last: date | None
) -> None:
    known: dict[str, Standing] = {}
    with tempfile.TemporaryDirectory() as folder:
        scales = DuckScales(Path(folder))
        for whole, told in runs:
            scales.keep("l", told, whole=whole)
            known = ({} if whole else known) | {one.key: one for one in told}
        found = list(scales.standings(["l"], first=first, last=last))
    days = [day_of(one) for one in found]
    assert days == sorted(days, key=lambda day: (day is None, day or date.max))
    wanted = [
        one
        for one in known.values()
        if (day := day_of(one)) is None or ((first is None or day >= first) and (last is None or day <= last))
    ]
    assert sorted(found, key=lambda one: one.key) == sorted(wanted, key=lambda one: one.key)


def test_every_field_comes_back(tmp_path: Path) -> None:
    values: dict[type, object] = {bool: False, datetime: NOON}
    full = standing("a", DAYS[0], source_status=Status.PAYMENT, target_status=Status.RETURNED, channel="post")
    for field in fields(Standing):
        if getattr(full, field.name) is None:
            kind = next(kind for kind in (bool, datetime, str) if kind.__name__ in str(field.type))
            full = replace(full, **{field.name: values.get(kind, f"giá trị {field.name}")})
    assert None not in [getattr(full, field.name) for field in fields(Standing)]
    DuckScales(tmp_path).keep("l", [full], whole=True)
    assert list(DuckScales(tmp_path).standings(["l"])) == [full]


def test_a_time_of_another_zone_is_the_same_instant_and_received_on_the_vietnamese_day(tmp_path: Path) -> None:
    late = datetime(2026, 3, 1, 18, tzinfo=UTC)  # already the second of March here
    scales = DuckScales(tmp_path)
    scales.keep("l", [standing("a", received_at=late)], whole=True)
    assert list(scales.standings(["l"], last=DAYS[0])) == []
    [found] = scales.standings(["l"], first=DAYS[1], last=DAYS[1])
    assert found.received_at == late


def test_links_are_told_together_by_day_and_one_never_reconciled_has_none(tmp_path: Path) -> None:
    scales = DuckScales(tmp_path)
    assert list(scales.standings(["l"])) == []
    scales.keep("đầu tư/1", [standing("a", DAYS[2]), standing("b", DAYS[0]), standing("n")], whole=True)
    scales.keep("L", [standing("c", DAYS[1]), standing("m")], whole=True)
    scales.keep("l", [standing("other")], whole=True)
    told = [one.key for one in scales.standings(["đầu tư/1", "none", "L", "L"])]
    assert told[:3] == ["b", "c", "a"]
    assert sorted(told[3:]) == ["m", "n"]


def test_entries_without_a_key_stay_until_there_are_new_ones(tmp_path: Path) -> None:
    scales = DuckScales(tmp_path)
    scales.keep("l", [standing("", code="1"), standing("", code="2"), standing("a")], whole=True)
    scales.keep("l", [standing("b")], whole=False)
    assert sorted(one.code for one in scales.standings(["l"])) == ["1", "2", "A", "B"]
    scales.keep("l", [standing("", code="3"), standing("", code="4")], whole=False)
    assert sorted(one.code for one in scales.standings(["l"])) == ["3", "4", "A", "B"]


def test_standings_that_break_off_change_nothing(tmp_path: Path) -> None:
    scales = DuckScales(tmp_path)
    scales.keep("l", [standing("a")], whole=True)

    def broken() -> Iterator[Standing]:
        yield standing("b")
        raise RuntimeError("the run ends here")

    with pytest.raises(RuntimeError):
        scales.keep("l", broken(), whole=True)
    assert [one.key for one in scales.standings(["l"])] == ["a"]
    assert list((tmp_path / "keeping").iterdir()) == []


def test_whoever_was_reading_sees_the_old_to_its_end(tmp_path: Path) -> None:
    scales = DuckScales(tmp_path)
    scales.keep("l", (standing(f"a{n:05}") for n in range(5000)), whole=True)
    reading = scales.standings(["l"])
    seen = [next(reading).key]
    scales.keep("l", [standing("b")], whole=True)
    assert [*seen, *(one.key for one in reading)] == [f"a{n:05}" for n in range(5000)]
    assert [one.key for one in scales.standings(["l"])] == ["b"]


def test_a_file_of_a_version_that_knew_fewer_fields_is_read_and_merged(tmp_path: Path) -> None:
    import duckdb  # noqa: PLC0415 - beside the file it damages

    scales = DuckScales(tmp_path)
    scales.keep("l", [standing("a", DAYS[0], officer="An"), standing("b", DAYS[1])], whole=True)
    [file] = (tmp_path / "standings").iterdir()
    older = tmp_path / "older.parquet"
    with duckdb.connect() as database:
        kept = database.read_parquet(str(file))
        kept.project("* EXCLUDE (has_fee, officer, registers), 1 AS gone").write_parquet(str(older))
    older.replace(file)
    assert list(scales.standings(["l"])) == [standing("a", DAYS[0]), standing("b", DAYS[1])]
    scales.keep("l", [standing("b", DAYS[1], officer="Binh")], whole=False)
    assert list(scales.standings(["l"])) == [standing("a", DAYS[0]), standing("b", DAYS[1], officer="Binh")]


@pytest.mark.parametrize("damage", [b"", b"nothing of ours", "cut", "other"])
def test_a_damaged_file_is_said_to_be_one_and_a_whole_reconcile_replaces_it(
    tmp_path: Path, damage: bytes | str
) -> None:
    scales = DuckScales(tmp_path)
    scales.keep("l", [standing("a")], whole=True)
    [file] = (tmp_path / "standings").iterdir()
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:-100])
    elif damage == "other":
        scales.keep("l", [], whole=True)
        file.write_bytes(file.read_bytes().replace(b"judged_at", b"jugded_at"))
    else:
        assert isinstance(damage, bytes)
        file.write_bytes(damage)
    with pytest.raises(StoreError) as told:
        list(scales.standings(["l"]))
    assert told.value.where == str(file)
    assert "Xóa tệp này" in told.value.do
    scales.keep("l", [standing("b")], whole=True)
    assert [one.key for one in scales.standings(["l"])] == ["b"]


def test_a_damaged_file_is_not_merged_with(tmp_path: Path) -> None:
    scales = DuckScales(tmp_path)
    scales.keep("l", [standing("a")], whole=True)
    [file] = (tmp_path / "standings").iterdir()
    file.write_bytes(b"nothing of ours")
    with pytest.raises(StoreError, match="bị hỏng"):
        scales.keep("l", [standing("b")], whole=False)
    assert file.read_bytes() == b"nothing of ours"
