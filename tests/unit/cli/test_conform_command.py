"""``connector conform`` examines live systems without writing to them, and says on one page what it could not ask."""

import json

import pytest

from connector.cli.main import run
from connector.cli.session import Session
from connector.testing.exam.live_target import NOBODYS_CODE
from connector.testing.exam.paper import PAPER
from connector.testing.exam.rows import MAP
from connector.testing.onestop_system import DSTCODE, MADONVI, PASSWORD, USERNAME, OneStopSystem
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import RestSystem
from connector.testing.server import Reply

PAGES = {"type": "page", "param": "page"}
LINK = {
    "link": "investment",
    "source": {
        "system": "investment",
        "list": {"path": "/dossiers", "params": {"page_size": "20"}, "records": "data", "paging": PAGES},
        "get": {"path": "/dossiers/{code}", "record": "data"},
        "cursor": {"field": "updated_at", "key": "id"},
        "map": MAP,
    },
    "target": {"system": "onestop"},
}


@pytest.fixture
def source():
    with RestSystem(25) as system:
        yield system


@pytest.fixture
def target():
    with OneStopSystem() as system:
        yield system


@pytest.fixture
def conform(tmp_path, monkeypatch, capsys, source, target):
    """The program's answer about a link between the two, and the document it tells."""
    monkeypatch.chdir(tmp_path)
    onestop = {"username": USERNAME, "password": PASSWORD, "madonvi": MADONVI, "dstcode": DSTCODE}
    files = {
        "connector.yaml": {"agency": {"code": "H13.22", "name": "Cơ quan thử"}},
        "systems/investment.yaml": {"system": "investment", "adapter": "rest", "url": source.url},
        "systems/onestop.yaml": {"system": "onestop", "adapter": "dvcqg", "url": target.url, **onestop},
        "links/investment.yaml": LINK,
    }
    for name, keys in files.items():
        path = tmp_path / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(keys, ensure_ascii=False), encoding="utf-8")  # JSON is YAML

    def conform(*arguments):
        code = run(["conform", *arguments], Session())
        told = capsys.readouterr()
        assert told.err == ""
        return code, told.out

    return conform


def verdicts(side):
    return {check["id"]: check["verdict"] for check in side["checks"]}


def test_a_link_in_order_passes_and_nothing_is_written(conform, source, target):
    for code in source.store.codes[:2]:
        target.desk_enter(code, ChuHoSo="Người Thử", NgayTiepNhan="20260105080000", TrangThaiHoSo="4")
    code, out = conform("--json")
    (found,) = json.loads(out)["conformance"]
    first, second = found["sides"]
    assert (code, found["ok"]) == (0, True), out
    assert (first["adapter"], second["adapter"]) == ("rest", "dvcqg")
    assert {name for name, verdict in verdicts(first).items() if verdict == "passed"} >= {"S1", "S2", "S3", "S6"}
    assert {name for name, verdict in verdicts(second).items() if verdict == "passed"} >= {"S1", "S3", "S8"}
    assert [commit for commit in target.books.commits if commit.by == "connector"] == []
    assert set(target.calls) == {"TraCuuHoSo"}
    assert {request.method for request in source.log} == {"GET"}


def test_every_check_of_a_side_is_on_the_page_and_every_skip_has_its_reason(conform):
    _, out = conform("--json")
    for side in json.loads(out)["conformance"][0]["sides"]:
        assert [check["id"] for check in side["checks"]] == [check.id for check in PAPER if side["side"] in check.sides]
        assert all(check["why"] for check in side["checks"] if check["verdict"] == "skipped")


def test_times_of_another_zone_than_configured_are_a_failed_check(conform, source):
    source.turn(time_style="false_z")
    source.store.advance(3)
    code, out = conform("--lang", "en")
    assert code == 1
    assert "✗ S12" in out
    assert "cursor.zone" in out


def test_an_absence_that_is_not_clear_is_a_failed_check(conform, target):
    def unclear(request):
        asked = request.json().get("mahoso")
        return Reply.json({"error_code": 0, "message": "Có lỗi"}) if asked == NOBODYS_CODE else None

    target.before.append(unclear)
    code, out = conform("--json")
    assert code == 1
    assert verdicts(json.loads(out)["conformance"][0]["sides"][1])["S8"] == "failed"


def test_a_side_that_does_not_answer_is_2_and_its_checks_are_left_out(conform, target):
    target.stop()
    code, out = conform("--json")
    second = json.loads(out)["conformance"][0]["sides"][1]
    assert (code, second["reachable"]) == (2, False)
    assert set(verdicts(second).values()) == {"skipped"}
    assert second["error"]["do"]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_page_tells_versions_skips_and_no_person(conform, source, language):
    source.knobs = RestKnobs(page_size=10)
    code, out = conform("--lang", language, "--pages", "1")
    assert code == 0
    assert "rest 0." in out
    assert {"vi": "Bỏ qua", "en": "Left out"}[language] in out
    assert not any(stored["chu_ho_so"]["ten"] in out for stored in source.store.snapshot().values())
