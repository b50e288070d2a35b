"""Who files for others is no applicant of many: twenty dossiers of one clerk are twenty dossiers."""

from dataclasses import replace
from datetime import timedelta

from connector.adapters.memory.knobs import Knobs
from connector.domain.status import FINAL
from support.memory_link import LINK, MAP, PUSH, memory_link, row

CLERK = "000299099999"
COMPANY = {"ten": "Công ty TNHH Giả Định", "loai": "DN", "so_giay_to": "0000000002"}


def doubled(*, submitter: str) -> set[str]:
    """The codes found to be received twice, where the one-stop shows the clerk as the applicant of four dossiers that
    this person handed in."""
    rows = [row(n, chu_ho_so=COMPANY, nguoi_nop={"so_giay_to": submitter}) for n in range(1, 5)]
    link = memory_link(rows, knobs=Knobs(lists=True))
    link.map_changes = {**MAP, "submitter_id": "nguoi_nop.so_giay_to"}
    link.policy = replace(PUSH, allow_final=FINAL)
    link.sync()
    link.clock.pass_(timedelta(days=5))
    for each in rows:
        link.target.desk_edit(each["so_ho_so"], applicant_id=CLERK, applicant_type="individual")
    link.reconcile()
    cases = link.store.desk().mismatches([LINK])
    return {case["code"] for case in cases if case["kind"] == "duplicate_dossier"}


def test_the_clerk_of_a_company_received_nothing_twice() -> None:
    assert doubled(submitter=CLERK) == set()


def test_a_person_who_files_for_nobody_else_did() -> None:
    assert doubled(submitter="000299000001") == {f"H13.22-260302-{n:04}" for n in range(1, 5)}
