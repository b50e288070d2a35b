"""A report made of what really keeps it: standings in their files, cases and rejections in a store."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from connector.domain.calendar import WorkingCalendar
from connector.domain.run import Category
from connector.domain.standing import Stand
from connector.ports import Rejection
from connector.report.counts import Count
from connector.report.data import ReportData
from connector.report.making import make_report
from connector.report.period import Period
from connector.report.writing import write_report
from connector.snapshot.scales import DuckScales
from support.report_office import OFFICE, at
from support.store_story import LINK, Story, judged


@pytest.fixture
def story() -> Iterator[Story]:
    story = Story()
    story.begin()
    yield story
    story.store.close()


@pytest.fixture
def scales(tmp_path: Path) -> DuckScales:
    return DuckScales(tmp_path / "snapshots")


def made(scales: DuckScales, story: Story, *links: str, first: date | None = None) -> ReportData:
    return make_report(
        OFFICE,
        links,
        scales=scales,
        book=story.store.desk(),
        calendar=WorkingCalendar({}),
        period=Period(first=first, last=None, now=at(27)),
        by=("division",),
    )


def test_a_report_tells_what_the_files_and_the_store_hold(
    make: Any, scales: DuckScales, story: Story, tmp_path: Path
) -> None:
    standings = [make(link=LINK), make(link=LINK, stand=Stand.DIFFERS, code="A", key="a", department="Phòng Đầu tư")]
    scales.keep(LINK, standings, whole=True)
    story.page(judged("A", Category.RECORDED), rejections=[Rejection(where="dòng 1", reason="Dòng trống.")])
    write_report(tmp_path / "bao-cao.json", made(scales, story, LINK), "vi")
    told = json.loads((tmp_path / "bao-cao.json").read_text(encoding="utf-8"))
    assert told["report"]["ratios"]["in_sync"]["share"] == 1 / 2
    assert told["report"]["as_of"][LINK]["dossiers"] == 2
    [case] = told["cases"]
    assert (case["code"], case["kind"], case["department"]) == ("A", "target_behind", "Phòng Đầu tư")
    assert case["reason"]
    assert case["advice"]
    assert [row["where"] for row in told["rejections"]] == ["dòng 1"]


def test_a_dossier_of_two_links_is_one_though_each_keeps_its_own(make: Any, scales: DuckScales, story: Story) -> None:
    here = make(link="investment")
    scales.keep("investment", [here, make(link="investment")], whole=True)
    scales.keep("labour", [replace(here, link="labour", received_at=at(9), stand=Stand.DIFFERS)], whole=True)
    total = made(scales, story, "investment", "labour").tally.total
    assert (total[Count.IN_SCOPE], total[Count.AGREEING], total[Count.DIFFERING]) == (2, 1, 1)
    alone = made(scales, story, "investment").tally.total
    assert (alone[Count.IN_SCOPE], alone[Count.AGREEING]) == (2, 2)


def test_work_carried_over_is_found_beyond_the_period(make: Any, scales: DuckScales, story: Story) -> None:
    february = make(link=LINK, received_at=at(10, month=2))
    scales.keep(LINK, [february, make(link=LINK), make(link=LINK, received_at=None)], whole=True)
    total = made(scales, story, LINK, first=date(2026, 3, 1)).tally.total
    assert (total[Count.CARRIED_OVER], total[Count.IN_PERIOD], total[Count.IN_SCOPE]) == (1, 2, 2)


def test_before_the_first_reconcile_there_is_nothing_to_tell(scales: DuckScales, story: Story) -> None:
    data = made(scales, story, LINK)
    assert data.never == (LINK,)
    assert data.as_of is None
    assert all(share.value is None for share in data.tally.total.shares())
