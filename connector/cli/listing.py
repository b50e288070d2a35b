"""How every listing is printed: rows masked, as a document or as a table, and never silent when there is nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from connector.cli import output
from connector.cli.session import Session
from connector.cli.spoken import Text
from connector.cli.tables import Column, Show, block, table

NOTHING = Text("Không có gì.", "Nothing.")


def show_rows(
    session: Session,
    name: str,
    rows: Sequence[dict[str, Any]],
    columns: Sequence[Column],
    *,
    hints: Sequence[Text] = (),
    nothing: Text = NOTHING,
) -> None:
    """A listing: with --json every key of every row, else the columns that fit a screen, then what to do with them."""
    if session.json:
        output.document(**{name: rows})
        return
    if not rows:
        output.tell(session, nothing)
        return
    output.result(table(columns, rows, language=session.language, width=output.width()))
    for hint in hints:
        output.advise(session, hint)


def tally(names: Iterable[str]) -> str:
    """How many of each, the commonest first."""
    return "; ".join(f"{name} {count}" for name, count in Counter(names).most_common())


def show_row(session: Session, name: str, row: dict[str, Any], headings: Mapping[str, tuple[Text, Show]]) -> None:
    """One row: what has a heading, in their order. A document has every key."""
    if session.json:
        output.document(**{name: row})
        return
    pairs = [
        (heading.told(session.language), show(row[key], session.language))
        for key, (heading, show) in headings.items()
        if row.get(key) not in (None, "", [], {})
    ]
    output.result(block(pairs, width=output.width()))
