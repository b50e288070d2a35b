"""What a person let go is sent soon: a daemon that lives is asked to run its link at once."""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from connector.cli import output
from connector.cli.session import Session
from connector.cli.spoken import Text

if TYPE_CHECKING:
    from connector.cli.app import App


def links_of(ids: Iterable[int], find: Callable[[int], Mapping[str, Any] | None]) -> set[str]:
    """The links of what these ids stand for; those that stand for nothing are left out."""
    return {str(row["link"]) for row in map(find, ids) if row is not None}


def run_soon(session: Session, app: "App", links: Collection[str]) -> None:
    """Ask the daemon, if one lives, and say who will send it."""
    from connector.ports import Wish  # noqa: PLC0415 - not needed for --help

    book, now = app.store.daemon(), app.clock.now()
    if not links:
        return
    if book.living(now) is None:
        told = Text("Lượt đồng bộ sau sẽ gửi: connector sync.", "The next sync sends it: connector sync.")
    else:
        for link in sorted(links):
            book.ask(Wish.RUN, now, link=link)
        told = Text("Tiến trình nền sẽ gửi ngay.", "The daemon sends it now.")
    output.talk(session, told)
