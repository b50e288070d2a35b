"""``connector check`` tells in words what a link would meet, in both languages and on any width."""

import json
from dataclasses import replace
from datetime import datetime

import pytest

from connector.domain.run import RunError
from connector.domain.times import ZONE
from connector.sync.checked import CheckReport, PublicStep, Rejected, Sample, WitnessChecked

PROBLEM = RunError(
    what="Hệ thống từ chối tài khoản (HTTP 401).",
    where="investment: GET /dossiers",
    do="Kiểm tra khóa auth trong tệp cấu hình của hệ thống; chương trình không tự thử lại.",
)
RECEIVED = datetime(2026, 3, 2, 8, 15, tzinfo=ZONE)
SAMPLE = Sample(
    code="H13.22-260302-0001",
    status="Đang xử lý",
    applicant_name="Trần T. T.",
    applicant_id="000•••••6789",
    procedure_code="1.009748",
    received_at=RECEIVED,
    due_at=datetime(2026, 3, 20, tzinfo=ZONE),
    on_target=False,
    public_status="Đang xử lý",
    public_steps=(
        PublicStep(at=RECEIVED, status="Được tiếp nhận", content="Được tiếp nhận"),
        PublicStep(at=RECEIVED.replace(day=3), status="Đang xử lý", content="Đã gọi ••• bổ sung"),
    ),
    public_note="Nộp thêm bản vẽ",
    exposes=True,
)
GOOD = CheckReport(
    link="investment",
    source_reachable=True,
    target_reachable=True,
    sample_size=3,
    mapped=3,
    in_scope=3,
    told={"code": 3, "status": 3, "due_at": 1},
    samples=(replace(SAMPLE, public_steps=(), public_note=None, exposes=False),),
    witnesses=(
        WitnessChecked(name="so-mot-cua.xlsx", kind="register", reachable=True, read=210),
        WitnessChecked(name="portal", kind="portal", reachable=True, read=2, asked=3),
    ),
)
TROUBLED = replace(
    GOOD,
    problems=(PROBLEM,),
    target_reachable=False,
    sample_size=20,
    rejected=7,
    out_of_scope=10,
    untold=("agency_code", "finished_at"),
    uncatalogued=("procedure_code",),
    unknown_values={"status: huy": 2, "status: cho_ky": 1, "channel: fax": 1},
    unknown_on_target={"status: 77": 1},
    rejections=tuple(
        Rejected(
            reason=f"received_at: không đọc được “3{number}/02/2026” theo date_vn",
            count=1,
            where=(f"investment, khóa {number}",),
        )
        for number in range(7)
    ),
    witnesses=(
        WitnessChecked(
            name="so-mot-cua.xlsx",
            kind="register",
            reachable=True,
            read=210,
            without_code=4,
            rejections=(Rejected(reason="Ngày giờ này không có thật.", count=2, where=("dòng 9", "dòng 31")),),
        ),
        WitnessChecked(name="portal", kind="portal", reachable=False),
    ),
    samples=(SAMPLE, Sample(code="H13.22-260302-0002", status=None)),
)


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("name", "report"), [("good", GOOD), ("troubled", TROUBLED)])
def test_a_check_reads_as_it_did(call, app, matches, name, report, language):
    app.checks["investment"] = report
    said = call("check", "investment", "--lang", language)
    assert max(map(len, said.out.splitlines())) <= 80
    matches(f"check-{name}-{language}", said.out)


def test_nothing_is_lost_on_a_narrow_terminal(call, app, monkeypatch):
    app.checks["investment"] = TROUBLED
    wide = call("check", "investment").out
    monkeypatch.setenv("COLUMNS", "50")
    narrow = call("check", "investment").out
    assert narrow.split() == wide.split()
    assert max(map(len, narrow.splitlines())) <= 50


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, 0),
        ({"problems": (PROBLEM,)}, 1),
        ({"unknown_values": {"status: huy": 2}}, 1),
        ({"unknown_on_target": {"status: 77": 1}}, 1),
        ({"rejections": (Rejected(reason="mã trống", count=1),)}, 1),
        ({"samples": (SAMPLE,)}, 1),
        ({"witnesses": TROUBLED.witnesses[:1]}, 1),
        ({"witnesses": TROUBLED.witnesses}, 2),
        ({"target_reachable": False}, 2),
        ({"source_reachable": False}, 2),
    ],
)
def test_a_check_is_0_good_1_to_be_looked_at_2_unreachable(call, app, changed, code):
    app.checks["investment"] = replace(GOOD, **changed)
    said = call("check", "investment", "--json")
    assert said.code == code
    (told,) = json.loads(said.out)["checks"]
    assert (told["link"], told["ok"]) == ("investment", code == 0)


def test_everything_a_check_found_is_in_its_document(call, app):
    app.checks["investment"] = TROUBLED
    (told,) = json.loads(call("check", "investment", "--json", "--lang", "en").out)["checks"]
    assert told["unknown_values"] == {"status: huy": 2, "status: cho_ky": 1, "channel: fax": 1}
    assert len(told["rejections"]) == 7
    assert told["witnesses"][0]["without_code"] == 4
    assert told["samples"][0]["public_steps"][0]["at"] == "2026-03-02T08:15:00+07:00"
    assert any("map.channel" in step for step in told["next"])


@pytest.mark.parametrize(
    ("changed", "step"),
    [
        ({}, "connector plan investment"),
        ({"sample_size": 0, "mapped": 0, "in_scope": 0}, "records"),
        ({"in_scope": 0}, "scope"),
        ({"samples": (SAMPLE,)}, "step_content: label"),
        ({"unknown_values": {"status: huy": 2}}, "map.status"),
        ({"source_reachable": False}, "connector check investment"),
    ],
)
def test_the_next_thing_to_do_is_named(call, app, changed, step):
    app.checks["investment"] = replace(GOOD, **changed)
    arrows = call("check", "investment").out.replace("\n", " ").partition("→")[2]
    assert step in " ".join(arrows.split())
