"""The contract's words on a reconcile, between systems that are none of ours: nothing is invented in a clean office of
any shape, each disagreement has its kind, and a side that lies opens and closes nothing."""

import unicodedata
from collections.abc import Iterator

import pytest

from support.plain_offices import BARE, MAP, PlainOffices, code, rows
from support.plain_servers import Row

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def offices(tmp_path) -> Iterator[PlainOffices]:
    with PlainOffices(tmp_path) as offices:
        yield offices


def old_form(number: str) -> str:
    return "000.00.22.H13-" + number.split("-", 1)[1]


def day_only(told: list[Row], records: list[Row]) -> None:
    for record in records:
        record["NgayTiepNhan"] = record["NgayTiepNhan"][:8] + "000000"


def other_letters(told: list[Row], records: list[Row]) -> None:
    for record in records:
        record["ChuHoSo"] = unicodedata.normalize("NFD", record["ChuHoSo"]).upper().replace("Đ", "Ð") + " "
        record["MaHoSo"], record["MaTTHC"] = old_form(record["MaHoSo"]), "1.009750.000.00.00.H13"
        record["SoGiayToChuHoSo"] = "000000001"


def handed_over(told: list[Row], records: list[Row]) -> None:
    for record in records:
        if record["TrangThaiHoSo"] == "9":
            record |= {"TrangThaiHoSo": "10", "NgayTra": record["NgayKetThucXuLy"]}


def a_stranger(told: list[Row], records: list[Row]) -> None:
    records.append({**records[3], "MaHoSo": "H13.22-260120-9999", "MaTTHC": "2.000001"})
    records.append({**records[3], "MaHoSo": "H13.22-190107-0001", "NgayTiepNhan": "20190107080000"})


def test_a_clean_office_of_any_shape_has_no_case(offices):
    offices.link("bare", map_=BARE)
    offices.link("dates", map_=BARE | {name: MAP[name] for name in ("received_at", "due_at", "finished_at")})
    offices.link("unlisted", lists=False)
    offices.link("discreet", untold=["NgayKetThucXuLy", "NgayTra", "ChuHoSo", "NgayHenTra"])
    offices.link("days", day_only)
    offices.link("letters", other_letters)
    offices.link("returned", handed_over)
    offices.link("scoped", a_stranger, scope={"procedures": ["1.009750"]})
    status, links = offices.reconcile("--strict")
    assert offices.cases("all") == {}
    assert {(link["outcome"], link["agreement"]) for link in links.values()} == {("verified", "agree")}
    told = ("read", "unchanged", "source", "target", "union", "comparable", "agree")
    assert {name: [link[key] for key in told] for name, link in links.items()} == dict.fromkeys(links, [12] * 7)
    assert status == 0


def changed(index: int, **values: str):
    return lambda _told, records: records[index].update(values)


DRIFTS = {
    "target_behind": (2, changed(2, TrangThaiHoSo="4", NgayKetThucXuLy="")),
    "target_ahead": (1, changed(1, TrangThaiHoSo="10", NgayKetThucXuLy="20260301090000", NgayTra="20260302090000")),
    "ended_on_one_side": (1, changed(1, TrangThaiHoSo="7")),
    "paused_on_one_side": (1, lambda told, _records: told[1].update(tt="bosung")),
    "only_in_source": (4, lambda _told, records: records.pop(4)),
    "only_in_target": (4, lambda told, _records: told.pop(4)),
    "received_at_differs": (5, changed(5, NgayTiepNhan="20260226080000")),
    "due_at_differs": (5, changed(5, NgayHenTra="20480103000000")),
    "applicant_differs": (5, changed(5, ChuHoSo="Hoàng Thị Khác")),
    "field_differs": (6, changed(6, NgayKetThucXuLy="20260220100000")),
    "unknown_value": (1, lambda told, _records: told[1].update(tt="la_lung")),
}


def test_each_disagreement_is_one_case_of_its_kind_and_stays_the_same_one(offices):
    for kind, (_, drift) in DRIFTS.items():
        offices.link(kind.replace("_", "-"), drift)
    status, links = offices.reconcile()
    expected = {kind.replace("_", "-"): {(code(index), kind)} for kind, (index, _) in DRIFTS.items()}
    assert offices.cases() == expected
    assert (status, {link["agreement"] for link in links.values()}) == (1, {"new"})
    assert all(link["mismatches"] == {name.replace("-", "_"): 1} for name, link in links.items())
    status, links = offices.reconcile()
    assert (status, {link["agreement"] for link in links.values()}) == (0, {"known"})
    assert offices.cases() == expected
    assert not any(link.onestop.written for link in offices.links.values())


def wrong_day_and_missing(_told: list[Row], records: list[Row]) -> None:
    records[5].update(NgayTiepNhan="20260226080000")
    records.pop(4)


FAULTS = {"html": "failed", "null": "failed", "error": "failed", "empty": "partial", "half": "partial"}


def test_a_side_that_lies_opens_and_closes_nothing(offices):
    liars = {f"{side}-{fault}": outcome for side in ("source", "onestop") for fault, outcome in FAULTS.items()}
    del liars["source-error"]  # a source's own error codes are told by list.success
    for name in liars:
        offices.link(name, wrong_day_and_missing)
    offices.reconcile()
    before = offices.cases("all")
    assert before == {name: {(code(5), "received_at_differs"), (code(4), "only_in_source")} for name in liars}
    honest = {record["MaHoSo"]: record for record in rows()[1]}
    for name in liars:
        link = offices.links[name]
        link.onestop.records[code(5)] = honest[code(5)]
        side, fault = name.split("-")
        (link.source if side == "source" else link.onestop).fault = fault
    status, links = offices.reconcile("--push")
    told = {name: (link["outcome"], link["agreement"]) for name, link in links.items()}
    assert told == {name: (outcome, "unknown") for name, outcome in liars.items()}
    assert status == 2
    assert offices.cases() == before
    for link in offices.links.values():
        link.source.fault = link.onestop.fault = None
    assert offices.reconcile()[0] == 0
    assert offices.cases() == {name: {(code(4), "only_in_source")} for name in liars}
    assert offices.cases("all") == before


def behind_and_missing(told: list[Row], records: list[Row]) -> None:
    records[2].update(TrangThaiHoSo="4", NgayKetThucXuLy="")
    wrong_day_and_missing(told, records)


def test_what_a_push_may_send_is_for_the_mode_to_say(offices):
    for mode in ("observe", "propose", "push"):
        offices.link(mode, behind_and_missing, mode=mode, create="push")
    offices.link("no-creates", behind_and_missing, mode="push", create="hold")
    status, links = offices.reconcile("--push")
    counted = {name: (link["recorded"], link["held"], link["queued"], link["verified"]) for name, link in links.items()}
    assert counted == {
        "observe": (3, 0, 0, 0),
        "propose": (1, 2, 0, 0),
        "push": (1, 0, 2, 2),
        "no-creates": (1, 1, 1, 1),
    }
    written = {name: sorted(link.onestop.written) for name, link in offices.links.items()}
    both = [("False", code(4)), ("True", code(2))]
    assert written == {"observe": [], "propose": [], "push": both, "no-creates": both[1:]}
    wrong_day = (code(5), "received_at_differs")
    left = {wrong_day, (code(2), "target_behind"), (code(4), "only_in_source")}
    assert offices.cases() == {
        "observe": left,
        "propose": left,
        "push": {wrong_day},
        "no-creates": {wrong_day, (code(4), "only_in_source")},
    }
    assert status == 1


def test_one_sync_after_a_reconcile_sends_what_was_only_recorded(offices):
    link = offices.link("a", behind_and_missing, mode="push", create="push")
    assert offices.reconcile()[0] == 1
    assert link.onestop.written == []
    done = offices.run("sync", "--json")
    assert (done.code, done.run["revived"], done.run["verified"]) == (0, 2, 2)
    assert sorted(link.onestop.written) == [("False", code(4)), ("True", code(2))]
    assert offices.cases() == {"a": {(code(5), "received_at_differs")}}
