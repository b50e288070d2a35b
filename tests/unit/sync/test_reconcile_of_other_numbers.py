"""Dossiers known by other numbers than their code, and codes that are not one dossier."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier
from connector.domain.link import Catalogues, CodeMapping
from connector.domain.status import FINAL, Status
from connector.domain.times import ZONE
from connector.ports import Decision
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row
from support.reconciled_link import (
    LISTS,
    code,
    in_sync,
    open_cases,
    sums_hold,
)


def numbered(knobs: Knobs = LISTS) -> MemoryLink:
    """A software with numbers of its own, which the desk keeps as receipt numbers."""
    link = memory_link([row(each, so_ho_so=f"CN/{each}", bien_nhan=f"BN-{each}") for each in (1, 2)], knobs=knobs)
    link.map_changes = {"receipt_number": "bien_nhan"}
    link.policy = replace(PUSH, allow_final=FINAL)
    for each in (1, 2):
        link.target.desk_enter(
            Dossier(
                code=code(each),
                receipt_number=f"BN-{each}",
                procedure_code="1.009748",
                applicant_name=f"Người Thử {each}",
                applicant_id=f"0002990{each:05}",
                received_at=datetime(2026, 3, 2, 8, 15, tzinfo=ZONE),
                due_at=datetime(2026, 3, 20, 17, tzinfo=ZONE),
                status=Status.RECEIVED,
                steps=(),
            )
        )
    link.clock.pass_(timedelta(days=5))
    return link


def test_dossiers_known_by_another_number_are_one_dossier_each() -> None:
    link = numbered()
    summary = link.reconcile()
    sums_hold(summary)
    assert (summary.source, summary.target, summary.union, summary.comparable) == (2, 2, 2, 2)
    assert open_cases(link) == {("CN/1", "target_behind"), ("CN/2", "target_behind")}


def test_a_sync_asks_for_a_dossier_under_the_code_by_which_a_reconcile_found_it() -> None:
    link = numbered()
    link.reconcile(push=True)
    link.source.alter("CN/1", trang_thai="xong", updated_at="2026-03-07T08:00:00+07:00")
    summary = link.sync()
    sums_hold(summary)
    assert summary.verified == 1
    assert {number: record.status for number, record in link.target.snapshot().items()} == {
        code(1): Status.FINISHED,
        code(2): Status.PROCESSING,
    }
    link.target.desk_remove(code(1))
    link.source.alter("CN/1", trang_thai="da_tra", updated_at="2026-03-07T09:00:00+07:00")
    link.sync()
    assert open_cases(link) == {("CN/1", "only_in_source")}


def test_its_own_code_is_surer_than_the_number_that_once_led_to_another() -> None:
    link = numbered()
    link.reconcile(push=True)
    before = link.target.snapshot()[code(1)]
    link.target.desk_edit(code(1), receipt_number="BN-9")
    link.target.desk_enter(replace(before, code="CN/1"))
    link.source.alter("CN/1", trang_thai="xong", updated_at="2026-03-07T08:00:00+07:00")
    link.sync()
    states = {number: record.status for number, record in link.target.snapshot().items()}
    assert (states["CN/1"], states[code(1)]) == (Status.FINISHED, Status.PROCESSING)
    assert open_cases(link) == set()


def test_a_number_that_now_leads_to_another_dossier_than_it_did_waits_for_a_person() -> None:
    link = numbered()
    link.reconcile(push=True)
    link.source.alter("CN/1", bien_nhan="BN-2", trang_thai="xong", updated_at="2026-03-07T08:00:00+07:00")
    link.source.alter("CN/2", bien_nhan="BN-1", trang_thai="xong", updated_at="2026-03-07T09:00:00+07:00")
    before = link.target.snapshot()
    for _ in range(2):
        link.sync()
        link.reconcile(push=True)
    assert link.target.snapshot() == before
    holds = link.store.desk().holds([LINK])
    assert {(hold["code"], hold["rule"]) for hold in holds} == {("CN/1", "code_collision"), ("CN/2", "code_collision")}
    decision = Decision(by="Cán bộ thử", reason="số đã cấp lại", at=link.clock.now())
    link.store.desk().release_holds([hold["id"] for hold in holds], decision)
    link.sync()
    link.reconcile(push=True)
    assert {record.status for record in link.target.snapshot().values()} == {Status.FINISHED}
    assert link.store.desk().holds([LINK]) == []


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("rereads", [True, False])
def test_of_two_rows_that_a_mapping_leads_to_one_dossier_the_second_read_is_held(first: int, rereads: bool) -> None:
    """A page of one row each: what a reconcile sees at once, a sync sees one after the other."""
    old, new = row(2, so_ho_so="CŨ/1", state="xong"), row(1)
    link = recoded([new, old] if first else [old, new], page_size=1, ordered=False)
    link.source.rereads = rereads
    link.settle()
    assert len({write.code for write in link.target.auditor.ours}) == 1
    [record] = link.target.snapshot().values()
    assert record.status is (Status.PROCESSING if first else Status.FINISHED)
    assert {hold["rule"] for hold in link.store.desk().holds([LINK])} == {"code_collision"}


def test_a_dossier_that_the_source_has_under_its_new_code_alone_goes_on() -> None:
    link = recoded([row(1, so_ho_so="CŨ/1")])
    link.settle()
    link.source.remove("CŨ/1")
    link.source.put(row(1, state="xong", updated="2026-03-07T08:00:00+07:00"))
    link.settle()
    assert {number: record.status for number, record in link.target.snapshot().items()} == {"CŨ/1": Status.FINISHED}
    assert open_cases(link) == set()


def recoded(rows: Sequence[Mapping[str, Any]], **source: Any) -> MemoryLink:
    """A dossier that an explicit mapping gave another code."""
    link = memory_link(rows, **source)
    whole, mapping = link.rules, CodeMapping(old="CŨ/1", new=code(1))
    link.rules = lambda: replace(whole(), catalogues=Catalogues(dossier_mappings=(mapping,)))  # type: ignore[method-assign]
    return link


def test_a_number_that_two_dossiers_bear_is_never_a_link() -> None:
    link = numbered()
    link.target.desk_edit(code(2), receipt_number="BN-1")
    link.source.remove("CN/2")
    before = link.target.snapshot()
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert open_cases(link) == {("CN/1", "code_collision")}
    assert (summary.source, summary.target, summary.union, summary.comparable) == (1, 2, 3, 0)
    assert link.target.snapshot() == before


def test_a_dossier_to_which_two_of_the_source_lead_is_linked_with_neither() -> None:
    link = numbered()
    link.source.alter("CN/2", bien_nhan="BN-1")
    before = link.target.snapshot()
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert open_cases(link) == {
        ("CN/1", "code_collision"),
        ("CN/2", "code_collision"),
        (code(2), "only_in_target"),
    }
    assert (summary.source, summary.target, summary.union, summary.comparable) == (2, 2, 4, 0)
    assert link.target.snapshot() == before


def test_two_rows_of_the_source_under_one_code_are_for_a_person() -> None:
    link = in_sync(2)
    link.source.put(row(9, so_ho_so="000.00.22.H13-260302-0001"))
    before = link.target.snapshot()
    summary = link.reconcile(push=True)
    sums_hold(summary)
    assert {kind for _, kind in open_cases(link)} == {"code_collision"}
    assert (summary.read, summary.held, summary.queued) == (3, 2, 0)
    assert link.target.snapshot() == before


def test_a_second_dossier_of_the_one_stop_under_another_writing_of_the_code_is_told_and_counted() -> None:
    link = in_sync(2)
    other = "000.00.22.H13-260302-0001"
    link.target.desk_enter(replace(link.target.snapshot()[code(1)], code=other, applicant_id="000299099999"))
    for again in (False, True):
        summary = link.reconcile(push=True)
        sums_hold(summary)
        assert open_cases(link) == {(code(1), "code_collision")}
        assert (summary.source, summary.target, summary.union, summary.comparable, summary.agree) == (2, 3, 3, 2, 1)
        assert summary.agreement == ("known" if again else "new")
    link.source.alter(f"{code(1)}", trang_thai="xong", updated_at="2026-03-07T08:00:00+07:00")
    link.sync()
    assert link.target.snapshot()[code(1)].status is Status.FINISHED  # its own code leaves no doubt
    assert open_cases(link) == {(code(1), "code_collision")}  # and says nothing of the other
    link.target.desk_remove(other)
    link.reconcile()
    assert "code_collision" not in {kind for _, kind in open_cases(link)}
