"""The report as JSON: every figure with its formula, and every list in full."""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from connector.domain.english import said_in
from connector.domain.standing import Standing
from connector.report.counting import lateness_label
from connector.report.counts import Count
from connector.report.data import Case, ReportData, Unread
from connector.report.figures import Figures, Share
from connector.report.heading import METHOD
from connector.report.period import Placed
from connector.report.sheets import share_note, share_text

#: Version of the document; a key may be added under it, never renamed or dropped.
SCHEMA = 1


def write_document(path: Path, data: ReportData, language: str) -> None:
    """Raises OSError when the file cannot be written."""
    with path.open("w", encoding="utf-8", errors="replace", newline="\n") as file:
        head = {"schema": SCHEMA, "report": figures_document(data, language)}
        file.write(_json(head)[:-1])
        lists: tuple[tuple[str, Callable[[], Iterable[Any]]], ...] = (
            ("cases", lambda: (case_row(case, language) for case in data.cases())),
            ("delays", lambda: (delay_row(placed, language) for placed in data.delays())),
            ("rejections", lambda: (_unread_row(row, language) for row in data.rejections())),
            ("not_comparable", lambda: map(_standing_row, data.not_comparable())),
        )
        for name, rows in lists:
            _write_list(file, name, rows())
        file.write("}\n")


def _write_list(file: TextIO, name: str, rows: Iterable[Any]) -> None:
    """One row a line, as they come."""
    file.write(f',\n"{name}": [')
    for number, row in enumerate(rows):
        file.write(",\n" if number else "\n")
        file.write(_json(row))
    file.write("]")


def figures_document(data: ReportData, language: str) -> dict[str, Any]:
    """The figures of a report, without its lists."""
    return {
        "agency": asdict(data.office),
        "period": {"since": _iso(data.period.first), "until": _iso(data.period.last)},
        "made_at": _iso(data.period.now),
        "links": list(data.links),
        "never_reconciled": list(data.never),
        "as_of": {
            link: {"oldest": _iso(seen.oldest), "newest": _iso(seen.newest), "dossiers": seen.dossiers}
            for link, seen in data.tally.as_of.items()
        },
        "masked": not data.unmasked,
        "method": METHOD.told(language),
        **_figures(data.tally.total, language),
        "groups": {
            dimension: [
                {"name": name, **_figures(figures, language)} for name, figures in data.tally.sorted_groups(dimension)
            ]
            for dimension in data.tally.groups
        },
    }


def _figures(figures: Figures, language: str) -> dict[str, Any]:
    return {
        "counts": {str(count): figures[count] for count in Count},
        "ratios": {share.ratio.key: _share(share, language) for share in figures.shares()},
    }


def _share(share: Share, language: str) -> dict[str, Any]:
    ratio = share.ratio
    return {
        "label": ratio.label.told(language),
        "numerator": share.numerator,
        "denominator": share.denominator,
        "share": share.value,
        "lowest_numerator": share.lowest,
        "lowest_share": share.lowest_value,
        "left_out": share.left_out,
        "text": share_text(share, language),
        "formula": {"numerator": ratio.numerator.told(language), "denominator": ratio.denominator.told(language)},
        "note": share_note(share, language),
    }


def case_row(case: Case, language: str) -> dict[str, Any]:
    """A case with the keys of the listing, and what a report adds."""
    finding = case.finding
    return {
        "id": case.id,
        "link": case.link,
        "kind": str(finding.kind),
        "label": finding.kind.entry.label.told(language),
        "severity": str(finding.severity),
        "code": case.code,
        "field": finding.field,
        "source": finding.source,
        "target": finding.target,
        "paper": finding.paper,
        "portal": finding.portal,
        "moved": str(finding.moved),
        "state": str(case.state),
        "first_seen": _iso(case.first_seen),
        "last_seen": _iso(case.last_seen),
        "reason": finding.reason(language),
        "right": str(finding.kind.entry.right),
        "advice": finding.advice(language),
        "due": _iso(case.due),
        "due_class": case.due_class.name.lower(),
        "department": case.department,
        "officer": case.officer,
        "procedure_code": case.procedure_code,
    }


def delay_row(placed: Placed, language: str) -> dict[str, Any]:
    """Whose delay it was, with the times that tell it."""
    standing = placed.standing
    return {
        "link": standing.link,
        "code": standing.code,
        "because": None if placed.because is None else str(placed.because),
        "label": lateness_label(placed.because).told(language),
        "shown_overdue": placed.shown_overdue,
        "department": standing.department,
        "agency_code": standing.agency_code,
        "officer": standing.officer,
        "procedure_code": standing.procedure_code,
        **_times(standing),
    }


def _times(standing: Standing) -> dict[str, str | None]:
    names = (
        *("received_at", "first_due_at", "due_at", "finished_at", "event_at", "recorded_at", "synced_at"),
        *("target_finished_at", "returned_at"),
    )
    return {name: _iso(getattr(standing, name)) for name in names}


def _unread_row(row: Unread, language: str) -> dict[str, Any]:
    return asdict(row) | {"where": said_in(row.where, language), "reason": said_in(row.reason, language)}


def _standing_row(standing: Standing) -> dict[str, Any]:
    return {
        "link": standing.link,
        "code": standing.code,
        "on_source": standing.on_source,
        "on_target": standing.on_target,
        "on_paper": standing.on_paper,
        "source_status": standing.source_status and int(standing.source_status),
        "target_status": standing.target_status and int(standing.target_status),
        "procedure_code": standing.procedure_code,
        "received_at": _iso(standing.received_at),
    }


def _iso(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=lambda told: told.isoformat())
