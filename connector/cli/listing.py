"""How every listing is printed: rows masked, as a document or as a table, and never silent when there is nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

from connector.cli import output
from connector.cli.session import Session
from connector.cli.spoken import Text
from connector.cli.tables import Column, Show, block, plain, table

NOTHING = Text("Không có gì.", "Nothing.")


def show_rows(
    session: Session, name: str, rows: Sequence[dict[str, Any]], columns: Sequence[Column], *, hint: Text | None = None
) -> None:
    """A listing: with --json every key of every row, else the columns that fit a screen."""
    if session.json:
        output.document(**{name: rows})
        return
    if not rows:
        output.result(NOTHING.told(session.language))
        return
    output.result(table(columns, rows, language=session.language, width=output.width()))
    if hint is not None:
        output.talk(session, hint)


def show_row(session: Session, name: str, row: dict[str, Any], headings: Mapping[str, tuple[Text, Show]]) -> None:
    """One row in full; keys without a heading of their own follow under their names."""
    if session.json:
        output.document(**{name: row})
        return
    pairs = [
        (heading.told(session.language), show(row[key], session.language))
        for key, (heading, show) in headings.items()
        if row.get(key) not in (None, "")
    ]
    pairs += [(key, plain(value, session.language)) for key, value in row.items() if key not in headings and value]
    output.result(block(pairs, width=output.width()))
