"""Every cell of the three-way truth table, told here one by one in words of its own."""

import pytest

from connector.domain.kinds import Desk, Kind, Severity
from connector.domain.status import Status
from connector.reconcile.status_table import STATUS_KINDS, TABLE, Cell, status_verdict
from connector.reconcile.truth_table import TRUTH, Place

# specialized software, one-stop, paper: what it is, where it is put right
TOLD = """
    absent   absent   uncovered  agreement                nobody
    absent   open     uncovered  only_in_target           division
    absent   finished uncovered  only_in_target           division
    absent   returned uncovered  only_in_target           division
    open     absent   uncovered  only_in_source           one_stop
    open     open     uncovered  agreement                nobody
    open     finished uncovered  target_ahead             one_stop
    open     returned uncovered  target_ahead             one_stop
    finished absent   uncovered  only_in_source           one_stop
    finished open     uncovered  target_behind            one_stop
    finished finished uncovered  agreement                nobody
    finished returned uncovered  agreement                nobody
    returned absent   uncovered  only_in_source           one_stop
    returned open     uncovered  target_behind            one_stop
    returned finished uncovered  target_behind            one_stop
    returned returned uncovered  agreement                nobody

    absent   absent   absent     agreement                nobody
    absent   open     absent     only_in_target           division
    absent   finished absent     only_in_target           division
    absent   returned absent     only_in_target           division
    open     absent   absent     only_in_source           one_stop
    open     open     absent     not_in_register          register
    open     finished absent     not_in_register          register
    open     returned absent     not_in_register          register
    finished absent   absent     only_in_source           one_stop
    finished open     absent     not_in_register          register
    finished finished absent     not_in_register          register
    finished returned absent     not_in_register          register
    returned absent   absent     only_in_source           one_stop
    returned open     absent     not_in_register          register
    returned finished absent     not_in_register          register
    returned returned absent     not_in_register          register

    absent   absent   open       paper_not_entered        one_stop
    absent   open     open       only_in_target           division
    absent   finished open       only_in_target           division
    absent   returned open       closed_not_returned      one_stop
    open     absent   open       only_in_source           one_stop
    open     open     open       agreement                nobody
    open     finished open       target_ahead             one_stop
    open     returned open       closed_not_returned      one_stop
    finished absent   open       only_in_source           one_stop
    finished open     open       target_behind            one_stop
    finished finished open       agreement                nobody
    finished returned open       closed_not_returned      one_stop
    returned absent   open       only_in_source           one_stop
    returned open     open       closed_not_returned      division
    returned finished open       closed_not_returned      division
    returned returned open       closed_not_returned      one_stop

    absent   absent   finished   paper_not_entered        one_stop
    absent   open     finished   only_in_target           division
    absent   finished finished   only_in_target           division
    absent   returned finished   closed_not_returned      one_stop
    open     absent   finished   only_in_source           one_stop
    open     open     finished   recorded_late            division
    open     finished finished   target_ahead             division
    open     returned finished   closed_not_returned      one_stop
    finished absent   finished   only_in_source           one_stop
    finished open     finished   target_behind            one_stop
    finished finished finished   agreement                nobody
    finished returned finished   closed_not_returned      one_stop
    returned absent   finished   only_in_source           one_stop
    returned open     finished   closed_not_returned      division
    returned finished finished   closed_not_returned      division
    returned returned finished   closed_not_returned      one_stop

    absent   absent   returned   paper_not_entered        one_stop
    absent   open     returned   returned_not_closed      one_stop
    absent   finished returned   returned_not_closed      one_stop
    absent   returned returned   only_in_target           division
    open     absent   returned   only_in_source           one_stop
    open     open     returned   returned_not_closed      one_stop
    open     finished returned   returned_not_closed      one_stop
    open     returned returned   target_ahead             division
    finished absent   returned   only_in_source           one_stop
    finished open     returned   returned_not_closed      one_stop
    finished finished returned   returned_not_closed      one_stop
    finished returned returned   agreement                nobody
    returned absent   returned   only_in_source           one_stop
    returned open     returned   returned_not_closed      one_stop
    returned finished returned   returned_not_closed      one_stop
    returned returned returned   agreement                nobody
"""
CELLS = [tuple(line.split()) for line in TOLD.strip().splitlines() if line.strip()]
SEVERITIES = {
    "only_in_source": Severity.CRITICAL,
    "only_in_target": Severity.HIGH,
    "paper_not_entered": Severity.CRITICAL,
    "not_in_register": Severity.MEDIUM,
    "returned_not_closed": Severity.HIGH,
    "closed_not_returned": Severity.CRITICAL,
    "target_behind": Severity.HIGH,
    "target_ahead": Severity.MEDIUM,
    "recorded_late": Severity.MEDIUM,
}
PLACES = {
    Place.OPEN: (Status.RECEIVED, Status.PROCESSING, Status.SUPPLEMENT, Status.PAYMENT),
    Place.FINISHED: (Status.FINISHED,),
    Place.RETURNED: (Status.RETURNED,),
}


@pytest.mark.parametrize(("source", "target", "paper", "kind", "desk"), CELLS)
def test_each_cell_is_one_verdict_with_one_severity_and_one_action(
    source: str, target: str, paper: str, kind: str, desk: str
) -> None:
    cell = TRUTH[Place(source), Place(target), Place(paper)]
    assert cell.kind == (None if kind == "agreement" else Kind(kind))
    assert cell.desk is Desk(desk)
    assert cell.severity is SEVERITIES.get(kind)
    assert (cell.advice is None) == (kind == "agreement")


def test_the_table_has_every_cell_and_no_other() -> None:
    told = {(Place(source), Place(target), Place(paper)) for source, target, paper, _, _ in CELLS}
    software = set(Place) - {Place.UNCOVERED}
    assert told == {(source, target, paper) for source in software for target in software for paper in Place}
    assert told == set(TRUTH)


@pytest.mark.parametrize(("source", "target"), [(one, other) for one in PLACES for other in PLACES])
def test_where_paper_says_nothing_the_table_is_the_status_table(source: Place, target: Place) -> None:
    cell = TRUTH[source, target, Place.UNCOVERED]
    pairs = [(one, other) for one in PLACES[source] for other in PLACES[target]]
    kinds = {status_verdict(one, other, later=True).kind for one, other in pairs}
    if source is target is Place.OPEN:  # states that the table does not tell apart are the status table's own
        assert cell.kind is None
        assert any(TABLE[pair] is Cell.AGREE for pair in pairs)
    else:
        assert kinds == {cell.kind}


def test_what_the_two_programs_say_of_each_other_is_never_hidden_by_a_missing_line_in_the_register() -> None:
    hidden = {cell.kind for (_, _, paper), cell in TRUTH.items() if paper is Place.ABSENT}
    assert not hidden & STATUS_KINDS
