"""``connector report``: every figure with what was divided by what, and nothing where nothing was compared."""

import json
from datetime import date

import pytest

from connector.domain.errors import StoreError
from connector.domain.standing import Stand
from connector.domain.status import Status
from support.report_office import at, standings_maker


@pytest.fixture
def office(app):
    """Ten dossiers of two divisions; paper covers half of them; three are late, each for another reason."""
    make = standings_maker()
    investment = {"department": "Phòng Đầu tư", "officer": "Lê Văn Thử", "procedure_code": "1.009748"}
    labour = {"department": "Phòng Lao động", "officer": "Trần Thị Thử", "procedure_code": "2.001955"}
    app.reported_at = at(27)
    app.standings = [
        *(make(**investment, on_paper=True, channel="online", submitted_at=at(2)) for _ in range(4)),
        make(**investment, on_paper=True, channel="direct", stand=Stand.DIFFERS, finished_at=at(20)),
        make(**labour, channel="online", target_finished_at=at(20), synced_at=at(20)),
        make(**labour, channel="direct", target_finished_at=at(20), recorded_at=at(18)),
        make(**labour, channel="post", has_fee=True, paid_online=True, stand=Stand.PENDING),
        make(**labour, source_status=Status.PROCESSING, finished_at=None, due_at=at(30), stand=Stand.NOT_COMPARABLE),
        make(**labour, received_at=at(20, month=2), finished_at=at(27, month=2), event_at=at(27, month=2)),
    ]
    return app


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_report_reads_as_it_did(office, call, matches, language):
    said = call("--lang", language, "report", "investment", "--since", "01/03/2026", "--by", "division")
    assert said.code == 0
    matches(f"report-{language}", said.out)


@pytest.mark.parametrize("dimension", ["procedure", "officer", "month"])
def test_the_report_by_each_dimension_reads_as_it_did(office, call, matches, dimension):
    said = call("report", "investment", "--by", dimension)
    table = said.out[said.out.index("\nSố liệu\n") :]
    matches(f"report-by-{dimension}", table)
    assert "Lê Văn" not in said.out


def test_the_document_has_the_figures_with_their_formulas_and_every_delay(office, call):
    said = call("report", "investment", "--json")
    told = json.loads(said.out)
    in_sync = told["report"]["ratios"]["in_sync"]
    assert (in_sync["lowest_numerator"], in_sync["numerator"], in_sync["denominator"]) == (4, 7, 10)
    assert in_sync["formula"]["numerator"]
    assert [row["because"] for row in told["delays"]] == ["processing", "sync", "recording"]
    assert told["report"]["masked"] is True


def test_a_screen_shows_the_delays_that_press_and_says_how_many_more(office, call):
    make = standings_maker()
    late = [make(finished_at=at(20)) for _ in range(25)]
    working = make(source_status=Status.PROCESSING, finished_at=None, due_at=at(3))
    office.standings = [*late, working]
    listed = call("report", "investment").out.split("Quá hạn do đâu\n")[-1].splitlines()
    assert working.code in listed[2]
    assert sum("H13.22-" in line for line in listed) == 20
    assert listed[-1] == "… và 6 hồ sơ nữa: connector report --json"


def test_the_period_is_that_of_the_days_given(office, call):
    told = json.loads(call("report", "investment", "--json", "--since", "2026-02-01", "--until", "28/02/2026").out)
    assert told["report"]["period"] == {"since": date(2026, 2, 1).isoformat(), "until": date(2026, 2, 28).isoformat()}
    assert told["report"]["counts"]["in_scope"] == 1


def test_where_nothing_was_reconciled_it_says_so(call):
    said = call("report")
    assert said.code == 1
    assert said.out.startswith("Chưa có số liệu đối chiếu của kỳ này")
    told = json.loads(call("report", "--json").out)
    assert told["report"]["never_reconciled"] == ["investment", "labour"]
    assert told["report"]["ratios"]["in_sync"]["share"] is None


def test_a_link_never_reconciled_is_named_beside_the_others(office, call):
    assert "Chưa đối chiếu lần nào  labour" in call("report").out


def test_a_period_that_ends_before_it_begins_is_a_mistake(office, call):
    said = call("report", "--since", "02/03/2026", "--until", "01/03/2026")
    assert (said.code, said.out) == (64, "")


def test_an_error_is_told_with_what_to_do(office, call):
    office.raises = StoreError("Tệp kết quả đối chiếu bị hỏng.", do="Chạy lại connector reconcile.")
    said = call("report")
    assert said.code == 2
    assert "Chạy lại connector reconcile." in said.err
