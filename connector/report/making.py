"""Making a report of some links from what their reconciles left and what the store lists."""

from collections.abc import Sequence

from connector.domain.calendar import WorkingCalendar
from connector.ports import Scales
from connector.report.data import CaseBook, Office, ReportData, gather
from connector.report.distinct import Distinct
from connector.report.figures import Dimension
from connector.report.period import Period


def make_report(
    office: Office,
    links: Sequence[str],
    *,
    scales: Scales,
    book: CaseBook,
    calendar: WorkingCalendar,
    period: Period,
    by: Sequence[Dimension] = (),
    unmasked: bool = False,
) -> ReportData:
    """What the reconciles found of the dossiers received in the period, and the work of it."""
    return gather(
        office=office,
        links=links,
        # From the beginning: what was received earlier may have been carried over into the period.
        standings=Distinct(lambda: scales.standings(links, last=period.last), links),
        book=book,
        period=period,
        calendar=calendar,
        by=by,
        unmasked=unmasked,
    )
