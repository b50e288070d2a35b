"""On which sides a dossier stands, and how far it has come there: the truth table put to use."""

from connector.domain.mismatch import Finding, Kind, Severity
from connector.domain.times import format_vn
from connector.ports import Testimony
from connector.reconcile.due_dates import is_overdue
from connector.reconcile.findings import shown
from connector.reconcile.judging import Judging
from connector.reconcile.places import (
    finished_on_paper,
    paper_place,
    return_method,
    returned_on_paper,
    software_place,
    was_taken_in,
)
from connector.reconcile.status_table import STATUS_KINDS
from connector.reconcile.truth_table import EXISTENCE_KINDS, TRUTH, Cell, Place

#: Kinds by which paper overrules what the two programs say of each other's state.
_OVERRULING = frozenset({Kind.RETURNED_NOT_CLOSED, Kind.CLOSED_NOT_RETURNED})


def three_way(judging: Judging) -> list[Finding]:
    """What the programs' comparison found, with the truth table's verdict in the place of what it overrules."""
    verdict = judging.verdict
    found = [] if verdict is None else [*verdict.recorded, *verdict.pending]
    if any(finding.kind is Kind.CODE_COLLISION for finding in found):
        return found  # which dossier it is, is not certain: nothing further follows
    cell = cell_of(judging)
    kind = None if cell is None else cell.kind
    found = [one for one in found if not _is_overruled(one, kind, judging)]
    if kind is None or kind in STATUS_KINDS or any(one.kind is kind for one in found):
        return found
    return [*found, _finding(judging, kind)]


def cell_of(judging: Judging) -> Cell | None:
    """The table's cell for this dossier, after what may not be concluded from these sides; None where nothing may."""
    sides = judging.sides
    paper = paper_place(sides)
    source, target = software_place(sides.source), software_place(judging.target)
    there = TRUTH[source or Place.OPEN, target or Place.OPEN, paper or Place.OPEN]
    if there.kind in EXISTENCE_KINDS:  # however far it has come
        return _if_missing(judging, there)
    if source is None or target is None:
        return None
    cell = TRUTH[source, target, paper or Place.UNCOVERED]
    if _says_nothing(judging, cell):
        cell = TRUTH[source, target, Place.UNCOVERED]
    return _if_missing(judging, cell)


def _if_missing(judging: Judging, cell: Cell) -> Cell | None:
    """A cell that says on which side the dossier is missing counts only where that side was really asked."""
    return cell if cell.kind not in EXISTENCE_KINDS or _is_missing(judging, cell.kind) else None


def _says_nothing(judging: Judging, cell: Cell) -> bool:
    """Whether what paper shows is as it may be, so that only the two programs' word is left."""
    if cell.kind is Kind.CLOSED_NOT_RETURNED:
        return return_method(judging.sides) != "direct"
    return cell.kind is Kind.RECORDED_LATE and not _slip_waits(judging)


def _is_missing(judging: Judging, kind: Kind | None) -> bool:
    """Whether the side that lacks the dossier was really asked, and should have it."""
    sides = judging.sides
    match kind:
        case Kind.ONLY_IN_SOURCE:
            return sides.target_whole
        case Kind.ONLY_IN_TARGET:
            return sides.source_whole and all(map(was_taken_in, judging.programs))
        case Kind.PAPER_NOT_ENTERED:
            return sides.source_whole and sides.target_whole
        case _:
            return all(map(was_taken_in, judging.programs))


def _slip_waits(judging: Judging) -> bool:
    """Whether the work ended on paper more than a working day ago."""
    finished = finished_on_paper(judging.sides)
    return finished is not None and judging.calendar.lag_exceeds(finished, judging.now, 1)


def _is_overruled(finding: Finding, kind: Kind | None, judging: Judging) -> bool:
    if finding.kind is Kind.ONLY_IN_SOURCE:
        return not judging.sides.target_whole
    return kind in _OVERRULING and finding.kind in STATUS_KINDS


def _finding(judging: Judging, kind: Kind) -> Finding:
    source, target = judging.source, judging.target
    about_paper = kind not in {Kind.ONLY_IN_SOURCE, Kind.ONLY_IN_TARGET, Kind.NOT_IN_REGISTER}
    return Finding(
        kind=kind,
        field="status" if kind in _OVERRULING else None,
        source=None if source is None else shown(source.status) or source.code,
        target=None if target is None else shown(target.status) or target.code,
        paper=_shown_paper(judging) if about_paper else _shown_suggestion(judging, kind),
        raised_to=Severity.CRITICAL if kind is Kind.RETURNED_NOT_CLOSED and _shows_overdue(judging) else None,
    )


def _shows_overdue(judging: Judging) -> bool:
    """Whether the one-stop tells everybody that the dossier is overdue, while it was handed over."""
    target = judging.target
    return target is not None and is_overdue(target.status, target.due_at, target.finished_at, judging.now)


def _shown_paper(judging: Judging) -> str | None:
    """What stands on paper, in a few words."""
    returned, finished = returned_on_paper(judging.sides), finished_on_paper(judging.sides)
    if returned is not None:
        return f"đã trả ngày {format_vn(returned)}"
    if any(paper.signed for paper in judging.sides.papers):
        return "đã ký nhận"
    if finished is not None:
        return f"xong ngày {format_vn(finished)}, chưa trả"
    return "chưa trả" if judging.programs else _entry(judging.sides.papers)


def _shown_suggestion(judging: Judging, kind: Kind) -> str | None:
    """Of a dossier that the register lacks: the row without a code that may be it."""
    suggested = judging.sides.suggested
    if suggested is None or kind is not Kind.NOT_IN_REGISTER:
        return None
    return f"có thể là dòng không ghi mã: {_entry((suggested,))}"


def _entry(papers: tuple[Testimony, ...]) -> str | None:
    """Where the entry stands and when it was received."""
    for paper in papers:
        received = paper.dossier.received_at
        return paper.where if received is None else f"nhận ngày {format_vn(received)} ({paper.where})"
    return None
