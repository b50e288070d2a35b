"""Reconciling with the real program, on real processes and sockets: drift found by kind, healed, and never invented."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from connector.domain.codes import code_key
from connector.domain.times import ZONE
from connector.testing.onestop_knobs import Failure, OneStopKnobs
from connector.testing.server import Request
from support.office import Office
from support.process import Finished

pytestmark = pytest.mark.timeout(300)

LISTING = {"list_service": "DanhSachHoSo", "verify": {"first": "0s", "until": "1m"}}

#: A dossier that only the one-stop has.
BY_HAND = "H13.22-260110-0777"

#: Long before the program looks: no grace is left.
LONG_AGO = datetime(2026, 2, 1, 9, tzinfo=ZONE)


@contextmanager
def in_sync(folder: Path) -> Iterator[Office]:
    """Twenty dossiers that all arrived and were proved, on a one-stop that lists."""
    with Office(folder, number=20, onestop_knobs=OneStopKnobs(lists=True)) as office:
        office.write_config(onestop=LISTING)
        assert office.sync().code == 0
        yield office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with in_sync(tmp_path) as office:
        yield office


def reconcile(office: Office, *arguments: str) -> Finished:
    return office.run("reconcile", "--json", *arguments)


def cases(office: Office) -> set[tuple[str, str]]:
    listed = office.run("mismatches", "--json").json["mismatches"]
    return {(case["code"], case["kind"]) for case in listed}


def moving(office: Office) -> list[str]:
    """Codes of dossiers that are at work on both sides."""
    rows = office.rest.store.snapshot()
    return sorted(code for code, row in rows.items() if row["trang_thai"] == "dang_xu_ly")


def drift(office: Office) -> set[tuple[str, str]]:
    """Both sides go their own ways, and no change time shows it; what a reconcile must find."""
    behind, wrong_day = moving(office)[:2]
    row = office.rest.store.snapshot()[behind]
    last = datetime.strptime(row["qua_trinh"][-1]["luc"], "%d/%m/%Y %H:%M:%S")  # noqa: DTZ007  # written as it is read
    step = {"luc": f"{last.replace(hour=23):%d/%m/%Y %H:%M:%S}", "tt": "xong", "can_bo": "Cán bộ Hai"}
    office.rest.store.change_child(behind, "trang_thai", "xong")
    office.rest.store.change_child(behind, "qua_trinh", [*row["qua_trinh"], step | {"noi_dung": "Ký"}])
    office.onestop.desk_edit(wrong_day, NgayTiepNhan="20251231080000")
    (missing,) = office.rest.store.insert(changed=LONG_AGO)
    like = dict(office.onestop.state()[wrong_day]["record"])
    like |= {"NgayTiepNhan": "20260110081500", "TrangThaiHoSo": "2", "SoGiayToChuHoSo": "", "TrichYeuHoSo": "nhập tay"}
    office.onestop.desk_enter(BY_HAND, **{name: value for name, value in like.items() if name != "MaHoSo"})
    return {
        (behind, "target_behind"),
        (wrong_day, "received_at_differs"),
        (missing, "only_in_source"),
        (BY_HAND, "only_in_target"),
    }


def sums_hold(done: Finished) -> None:
    run = done.run
    rows = ("rejected", "out_of_scope", "unchanged", "recorded", "queued", "held")
    assert run["read"] == sum(run[name] for name in rows)
    owed = ("waiting_before", "in_doubt_before", "queued", "revived")
    settled = ("verified", "delivered", "waiting", "in_doubt", "dead", "superseded")
    assert sum(run[name] for name in owed) == sum(run[name] for name in settled)


def test_an_office_in_sync_agrees_whole(office: Office) -> None:
    done = reconcile(office, "--strict")
    sums_hold(done)
    assert (done.code, done.run["outcome"], done.run["agreement"]) == (0, "verified", "agree")
    counted = [done.run[name] for name in ("read", "unchanged", "source", "target", "union", "comparable", "agree")]
    assert counted == [20] * 7
    assert cases(office) == set()


def test_drift_is_found_by_kind_and_nothing_is_written(office: Office) -> None:
    expected = drift(office)
    before = office.onestop.state()
    done = reconcile(office)
    sums_hold(done)
    assert cases(office) == expected
    assert (done.code, done.run["agreement"]) == (1, "new")
    assert office.onestop.state() == before
    again = reconcile(office)
    assert (again.code, again.run["agreement"]) == (0, "known")
    assert reconcile(office, "--strict").code == 1


def test_push_heals_what_the_rules_allow(office: Office) -> None:
    expected = drift(office)
    done = reconcile(office, "--push")
    sums_hold(done)
    left = {case for case in expected if case[1] in {"received_at_differs", "only_in_target"}}
    assert cases(office) == left
    assert (done.run["queued"], done.run["verified"]) == (2, 2)
    assert office.onestop.books.wrongs() == ()
    assert (done.run["source"], done.run["target"], done.run["union"], done.run["agree"]) == (21, 22, 22, 20)


def test_one_sync_after_a_reconcile_sends_what_was_recorded(office: Office, tmp_path: Path) -> None:
    drift(office)
    reconcile(office)
    done = office.sync()
    sums_hold(done)
    assert (done.run["revived"], done.run["verified"]) == (2, 2)
    with in_sync(tmp_path / "pushed") as pushed:
        drift(pushed)
        reconcile(pushed, "--push")
        assert office.onestop.state() == pushed.onestop.state()
        assert cases(office) == cases(pushed)


@pytest.mark.parametrize(("mode", "held"), [("observe", 0), ("propose", 2)])
def test_a_mode_that_may_not_send_does_not(office: Office, mode: str, held: int) -> None:
    expected = drift(office)
    office.write_config(onestop=LISTING, link={"policy": {"mode": mode}})
    before = office.onestop.state()
    done = reconcile(office, "--push")
    sums_hold(done)
    assert office.onestop.state() == before
    assert (done.run["queued"], done.run["held"]) == (0, held)
    assert cases(office) == expected


# ---------------------------------------------------------------- half a side


def half_a_list(office: Office) -> None:
    office.onestop.turn(list_share=0.3)


def broken_list(office: Office) -> None:
    office.onestop.fail(Failure.PAGE, service="DanhSachHoSo", nth=90, times=1000)


def no_rows(office: Office) -> None:
    office.onestop.turn(list_rows="null")


def empty_source(office: Office) -> None:
    for code in list(office.rest.store.codes):
        office.rest.store.delete(code)


def half_a_source(office: Office) -> None:
    office.write_config(onestop=LISTING, link={"source": {"list": {"params": {"page_size": "5"}}}})
    office.rest.fail("null", skip=2, times=100)


HALVES = [half_a_list, broken_list, no_rows, empty_source, half_a_source]


@pytest.mark.parametrize("happens", HALVES)
def test_half_a_side_opens_and_closes_nothing(office: Office, happens: Callable[[Office], None]) -> None:
    found = drift(office)
    reconcile(office)
    wrong_day = next(code for code, kind in found if kind == "received_at_differs")
    office.onestop.desk_edit(wrong_day, NgayTiepNhan=office.onestop.books.commits[0].after["NgayTiepNhan"])
    before = cases(office), office.onestop.state()
    happens(office)
    done = reconcile(office, "--push")
    assert done.code in {1, 2}
    assert done.run["outcome"] in {"partial", "failed"}
    assert done.run["agreement"] == "unknown"
    assert (cases(office), office.onestop.state()) == before
    assert (done.run["union"], done.run["agree"], done.run["queued"]) == (0, 0, 0)


def test_a_side_that_comes_back_is_compared_again(office: Office) -> None:
    reconcile(office)
    half_a_list(office)
    for _ in range(2):
        assert reconcile(office).run["outcome"] == "partial"
    office.onestop.turn(list_share=1.0)
    assert reconcile(office).run["agreement"] == "agree"


# ---------------------------------------------------------------- kill -9

#: Where the process is killed: at the nth request of a service, before or after its work is done.
POINTS = [
    ("DanhSachHoSo", "after", 95),
    ("TraCuuHoSo", "before", 1),
    ("TraCuuHoSo", "after", 3),
    ("DongBoHoSoMC", "before", 1),
    ("DongBoHoSoMC", "after", 1),
    ("CapNhatTienDoHoSoMC", "before", 1),
    ("CapNhatTienDoHoSoMC", "after", 2),
]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """What the one-stop holds, and which cases stand, after a push that nothing disturbed."""
    with in_sync(tmp_path_factory.mktemp("calm")) as calm:
        drift(calm)
        assert reconcile(calm, "--push").run["verified"] == 2
        return calm.onestop.state(), cases(calm)


@pytest.mark.parametrize(("service", "when", "nth"), POINTS)
def test_a_clean_run_after_a_kill_ends_as_an_undisturbed_one(
    office: Office, undisturbed: tuple[Any, Any], service: str, when: str, nth: int
) -> None:
    drift(office)
    with office.start("reconcile", "--push", "--json") as running:
        seen = 0

        def kill(request: Request, *_: object) -> None:
            nonlocal seen
            seen += (request.json() or {}).get("service") == service
            if seen == nth:
                running.kill()

        hooks = office.onestop.before if when == "before" else office.onestop.after
        hooks.append(kill)
        assert running.wait().code == -9
        hooks.remove(kill)
    done = reconcile(office, "--push")
    if done.run["outcome"] != "verified":  # a doubt about a step may have to outlast the one-stop's lag
        done = reconcile(office, "--push")
    sums_hold(done)
    assert done.run["outcome"] == "verified", done.out
    assert office.onestop.books.wrongs() == ()
    assert (office.onestop.state(), cases(office)) == undisturbed
    assert (done.run["union"], done.run["agree"]) == (22, 20)


# ---------------------------------------------------------------- a one-stop that cannot list


def test_a_one_stop_that_cannot_list_is_asked_once_per_dossier(tmp_path: Path) -> None:
    with Office(tmp_path, number=20) as office:
        assert office.sync().code == 0
        expected = {case for case in drift(office) if case[1] != "only_in_target"}
        office.onestop.forget()
        done = reconcile(office)
        sums_hold(done)
        assert cases(office) == expected
        asked = [request.json() or {} for request in office.onestop.log]
        codes = [body["mahoso"] for body in asked if body.get("service") == "TraCuuHoSo"]
        again = {code_key(code) for code in codes if codes.count(code) > 1}
        assert again <= {code_key(code) for code, _ in expected}


# ---------------------------------------------------------------- the command


def test_what_an_operator_reads(office: Office) -> None:
    drift(office)
    told = office.run("reconcile")
    assert "Khớp ở mọi bên: 18/22 hồ sơ (81,8%)" in told.out, told.out
    assert "chuyên ngành 21, một cửa 21, sổ giấy 0, tất cả 22" in told.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--since", "2026-03-02", "--until", "2026-03-01"),
        ("--since", "31/02/2026"),
        ("--report", "kết-quả.docx"),
        ("--report", "không/có/thư-mục.xlsx"),
    ],
)
def test_wrong_usage_is_refused_before_anything_is_asked(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with Office(tmp_path, number=1) as office:
        assert reconcile(office, *arguments).code == 64
        assert office.onestop.requests + office.rest.requests == 0


def test_a_report_is_written_beside_the_figures(office: Office) -> None:
    drift(office)
    done = reconcile(office, "--report", "đối-chiếu.json")
    assert done.code == 1
    assert BY_HAND in (office.home / "đối-chiếu.json").read_text("utf-8")
