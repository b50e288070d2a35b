"""The simulated year is what it says: an office's year with everything that could make a reconcile cry wolf."""

import re
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
import yaml
from python_calamine import CalamineWorkbook

from connector.domain.codes import code_key
from connector.domain.identifiers import is_valid_id
from connector.domain.mismatch import Kind
from connector.domain.status import Status
from connector.domain.text import key
from connector.reconcile.transitions import MOVES
from connector.testing.office_year import OfficeYear
from connector.testing.office_year.catalogue import FIRST_DAY, LAST_DAY, MERGER, calendar, procedures
from connector.testing.office_year.drifts import RECIPES
from connector.testing.office_year.lives import PERMITS_A_DAY
from connector.testing.office_year.stores import OldRows
from connector.testing.office_year.working_time import is_working
from connector.testing.rest_system import TOKEN
from support.judged_year import cases_of


@pytest.fixture(scope="module")
def clean() -> OfficeYear:
    return OfficeYear(dossiers=2000, old=100_000)


@pytest.fixture(scope="module")
def drifted() -> OfficeYear:
    return OfficeYear(dossiers=2000, old=0, drifts=200)


def test_the_same_seed_gives_the_same_year(clean: OfficeYear, drifted: OfficeYear) -> None:
    again = OfficeYear(dossiers=2000, old=0, drifts=200)
    assert (again.lives, again.drifts) == (drifted.lives, drifted.drifts)
    assert again.rest.store.snapshot() == drifted.rest.store.snapshot()
    assert again.onestop.state() == drifted.onestop.state()
    assert OfficeYear(2, dossiers=2000, old=0).lives != clean.lives


def test_86_of_100_come_on_line_and_every_procedure_and_division_has_its_share(clean: OfficeYear) -> None:
    channels = Counter(life.channel for life in clean.lives)
    assert channels == {"online": 1720, "post": 60, "direct": 220}
    assert {life.procedure for life in clean.lives} == set(procedures())
    assert len({life.procedure.division for life in clean.lives}) == 3
    assert len({life.officer for life in clean.lives}) == 9


def test_one_company_files_twenty_work_permits_a_day_by_one_clerk(clean: OfficeYear) -> None:
    filed = Counter(
        (life.received_at.date(), life.applicant.id, life.submitter.id)
        for life in clean.lives
        if life.submitter is not None and life.received_at is not None and life.procedure.code == "1.009757"
    )
    assert sum(times >= PERMITS_A_DAY for times in filed.values()) >= 9
    shown = Counter(view.target["SoGiayToChuHoSo"] for view in clean.views if view.target is not None)
    clerks = {life.submitter.id for life in clean.lives if life.submitter is not None}
    assert sum(shown[clerk] for clerk in clerks) > 100


def test_nobody_exists_and_every_number_looks_valid(clean: OfficeYear) -> None:
    for life in clean.lives:
        for party in (life.applicant, life.submitter):
            assert party is None or party.id.startswith("000")
            assert party is None or is_valid_id(party.id)
    fillers = {view.target["SoGiayToChuHoSo"] for view in clean.views if view.target is not None}
    assert {number for number in fillers if not is_valid_id(number)} == {"000000001"}


def test_every_life_is_one_that_can_be(clean: OfficeYear) -> None:
    for life in clean.lives:
        for before, after in pairwise(life.events):
            assert before.at < after.at
            assert after.status in MOVES[before.status]
        at_work = [event for event in life.events if event.status is not Status.REGISTERED]
        assert all(is_working(event.at) for event in at_work)
        assert FIRST_DAY <= at_work[0].at.date() <= at_work[-1].at.date() <= LAST_DAY


def test_the_year_has_pauses_corrections_late_ends_and_every_state(clean: OfficeYear) -> None:
    moves = Counter((one.status, other.status) for life in clean.lives for one, other in pairwise(life.events))
    assert moves[Status.FINISHED, Status.PROCESSING] > 20
    assert moves[Status.PROCESSING, Status.SUPPLEMENT] > 100
    states = {life.status for life in clean.lives}
    assert states >= set(Status) - {Status.REGISTERED, Status.RECEIVED}
    extended = [life for life in clean.lives if life.due_at != life.first_due_at]
    assert len(extended) > 50
    late = [life for life in clean.lives if life.finished_at and life.due_at and life.finished_at > life.due_at]
    assert 0.03 < len(late) / len(clean.lives) < 0.2


def test_due_dates_run_by_the_working_calendar(clean: OfficeYear) -> None:
    moved_by_holidays = 0
    for life in clean.lives:
        if life.first_due_at is None or life.received_at is None:
            continue
        assert calendar().is_working(life.first_due_at.date())
        assert calendar().between(life.received_at.date(), life.first_due_at.date()) == life.procedure.term
        moved_by_holidays += any(
            calendar().is_working(day) != (day.weekday() < 5)
            for day in (life.received_at.date().replace(day=1), life.first_due_at.date())
        )
    assert moved_by_holidays > 0


def test_the_merged_authorities_dossiers_have_their_old_code_on_one_side_only(clean: OfficeYear) -> None:
    merged = [view for view in clean.views if view.life.authority.merged]
    assert {view.life.authority.code.split(".")[0] for view in merged} == {"H30", "H51"}
    for view in merged:
        assert view.life.code_day < MERGER
        assert view.source["so_ho_so"].startswith(("H30", "H51"))
        assert view.target["MaHoSo"].startswith("H13")
    own = [view for view in clean.views if not view.life.authority.merged]
    assert all(code_key(view.source["so_ho_so"]) == code_key(view.target["MaHoSo"]) for view in own)
    old_forms = [view.source["so_ho_so"].startswith("000.00.22.H13-") for view in own]
    assert 0 < sum(old_forms) < sum(view.life.code_day.year == 2024 for view in own)
    assert any(view.target["MaHoSo"].startswith("000.00.22.H13-") for view in own)


def test_the_sides_write_the_same_in_different_ways(clean: OfficeYear) -> None:
    names = [(view.life.applicant.name, view.target["ChuHoSo"]) for view in clean.views]
    respelled = [there for here, there in names if here != there and key(here) == key(there)]
    assert any("Ð" in name for name in respelled)
    assert any("\u0301" in name or "\u0309" in name for name in respelled)
    assert any(re.search(r"Thuỷ|Hoà|Khoẻ|Hoá", name) for name in respelled)
    assert any(view.target["NgayTiepNhan"].endswith("000000") for view in clean.views)
    assert any(len(view.source["ngay_xong"] or "") == len("dd/MM/yyyy") for view in clean.views)
    assert any(view.target["GhiChu"] for view in clean.views)


def test_the_old_rows_are_all_closed_before_the_year_begins(clean: OfficeYear) -> None:
    old = clean.rest.store.old
    assert len(old) == 100_000
    assert old[-1].changed.date() < FIRST_DAY
    assert [one.id for one in old[10:13]] == [old[10].id, old[11].id, old[12].id]
    place = old.since(old[5000].changed)
    assert old[place].changed == old[5000].changed
    code = old[77_777].row["so_ho_so"]
    assert clean.rest.store.by_code(code).row == old[77_777].row
    assert clean.rest.store.by_code("H13.22-240101-0001") is None
    assert list(OldRows(0)) == []


def test_the_software_tells_what_changed_since(clean: OfficeYear) -> None:
    rows = sorted((view.changed, view.source["so_ho_so"]) for view in clean.views)
    since = rows[-5][0]
    with clean:
        assert told(clean, since) == [code for changed, code in rows if changed >= since]
        late = clean.rest.store.old[-1].changed
        assert len(told(clean, late)) > len(rows)  # the last old ones, and then the year's


def told(year: OfficeYear, since: datetime) -> list[str]:
    """The codes of all pages since then, as the software tells them."""
    found: list[str] = []
    for page in range(1, 30):
        asked = {"updated_since": since.isoformat(), "page": page, "page_size": 500}
        answer = httpx.get(f"{year.rest.url}/dossiers", params=asked, headers={"Authorization": f"Bearer {TOKEN}"})
        codes = [row["so_ho_so"] for row in answer.json()["data"]]
        if not codes:
            break
        found += codes
    return found


def test_the_configuration_is_written_as_an_operator_would(clean: OfficeYear, tmp_path: Path) -> None:
    with clean:
        path = clean.write_config(tmp_path)
        link = yaml.safe_load((path.parent / "links" / "office-year.yaml").read_text("utf-8"))
    assert link["scope"] == {"received_from": FIRST_DAY.isoformat()}
    assert [witness["adapter"] for witness in link["witnesses"]] == ["register", "control_slip", "dvcqg"]
    books = sorted((tmp_path / "so-theo-doi").glob("*.xlsx"))
    assert len(books) == 7
    rows = [row for book in books for sheet in _sheets(book) for row in sheet if isinstance(row[0], float)]
    assert len(rows) == sum(view.paper is not None for view in clean.views)
    assert any(not row[1] for row in rows)
    assert {type(row[7]).__name__ for row in rows} == {"date", "str"}


def _sheets(book: Path) -> list[list[list[object]]]:
    workbook = CalamineWorkbook.from_path(str(book))
    return [workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names]


def test_a_drift_alters_one_dossier_and_every_kind_is_among_them(drifted: OfficeYear) -> None:
    assert len(drifted.drifts) == 200
    assert len({drift.code for drift in drifted.drifts}) == 200
    assert {drift.kind for drift in drifted.drifts} == set(Kind)
    assert {drift.what for drift in drifted.drifts} >= {recipe.name for recipe in RECIPES}


def test_the_rules_open_nothing_in_a_clean_year(clean: OfficeYear) -> None:
    assert cases_of(clean) == frozenset()


def test_the_rules_find_every_drift_by_its_kind_and_nothing_else(drifted: OfficeYear) -> None:
    assert cases_of(drifted) == drifted.expected
