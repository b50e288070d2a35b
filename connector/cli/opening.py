"""Opening the application for one command, and what nearly every command does with it."""

import traceback
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from connector.cli import output
from connector.cli.session import Session
from connector.cli.spoken import ListingGroup, Text, guess
from connector.domain.errors import ConnectorError

if TYPE_CHECKING:
    from connector.cli.app import App
    from connector.ports import Store
    from connector.settings.settings import Settings


@contextmanager
def opened(session: Session, *, writes: bool = True, talks: bool = True) -> Iterator["App"]:
    """The application; without ``writes`` one that leaves nothing behind, without ``talks`` one that says nothing.

    An error nobody foresaw goes to the log with its traceback and to the operator as a sentence.
    """
    with session.opener(session.config, lang=session.lang, writes=writes) as app:
        session.configured = app.settings.language
        if talks:
            _warn_of_the_sample(session)
        try:
            yield app
        except (ConnectorError, click.ClickException, click.exceptions.Exit):
            raise
        except Exception as error:
            app.log.unexpected(error)
            raise unforeseen(error) from error


def _warn_of_the_sample(session: Session) -> None:
    """Whoever stands in the wrong folder must not take invented dossiers for an office's."""
    from connector.settings.shipped import OWN_FILE  # noqa: PLC0415 - not needed for --help

    if session.config is None and not OWN_FILE.exists():
        told = Text(
            f"Thư mục này không có {OWN_FILE}: đang dùng cấu hình mẫu với hồ sơ bịa. Cấu hình của cơ quan: cd vào thư "
            "mục của cơ quan, hoặc nêu --config.",
            f"There is no {OWN_FILE} here: this is the sample configuration with invented dossiers. For your "
            "office's own go to its folder, or name --config.",
        )
        output.talk(session, told)


def settings_of(session: Session) -> "Settings":
    """The configuration alone: for commands that must answer even when the store cannot be opened."""
    from connector.adapters.registry import load_settings  # noqa: PLC0415 - not needed for --help

    settings = load_settings(session.config, language=session.lang)
    session.configured = settings.language
    return settings


@contextmanager
def store_alone(session: Session) -> Iterator["Store"]:
    """The store and nothing else, where systems and links of the configuration cannot be used now.

    Raises ConfigurationError when even the store's place cannot be told, and StoreError.
    """
    from connector.adapters.registry import find_store  # noqa: PLC0415 - not needed for --help
    from connector.store import make_data_folder, open_store  # noqa: PLC0415 - the same

    place = find_store(session.config, language=session.lang)
    session.configured = place.language
    make_data_folder(place.data)
    with closing(open_store(place.store, data=place.data)) as store:
        yield store


def unforeseen(error: Exception) -> ConnectorError:
    """The sentence for an error nobody foresaw; its place is told because it may have come before there was a log."""
    return ConnectorError(
        f"Lỗi không lường trước ({type(error).__name__}).",
        where=_raised_at(error),
        do="Xem dòng error.unexpected trong nhật ký (connector logs --level error) và báo cho người bảo trì.",
    )


def _raised_at(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"connector, {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "connector"


def known_links(session: Session, app: "App", links: Sequence[str]) -> tuple[str, ...]:
    """The links named, or all; a name that no link has is a mistake on the command line."""
    for link in links:
        if link not in app.link_names:
            names, further = ", ".join(app.link_names) or "–", _subcommands_here()
            what = Text(f"Không có luồng “{link}”.", f"No such link '{link}'.").told(session.language)
            rest = Text(f" Các luồng: {names}.", f" Links: {names}.").told(session.language)
            raise click.UsageError(what + guess(link, [*app.link_names, *further], session.language) + rest)
    return tuple(dict.fromkeys(links)) or app.link_names


def _subcommands_here() -> Sequence[str]:
    """What else could have stood where a listing takes a link: ``holds relese`` means a subcommand."""
    context = click.get_current_context(silent=True)
    group = context.parent.command if context is not None and context.parent is not None else None
    return tuple(group.commands) if isinstance(group, ListingGroup) else ()


@dataclass(frozen=True, slots=True)
class Unmask:
    """Whether this call may show personal data, and who asked for it."""

    wanted: bool
    by: str | None
    reason: str | None

    def check(self, session: Session) -> None:
        """--unmask without a name and a reason is refused before anything is opened."""
        if self.wanted and not (self.by and self.reason):
            told = Text("--unmask phải kèm --by và --reason.", "--unmask needs --by and --reason.")
            raise click.UsageError(told.told(session.language))

    @contextmanager
    def opened(self, session: Session) -> Iterator["App"]:
        """The application for a listing. It changes nothing, so it answers where no log can be written too; to look at
        personal data leaves its trace there, or is refused."""
        with opened(session, writes=self.wanted) as app:
            yield app

    def apply(self, app: "App", command: str, rows: Sequence[Any]) -> list[dict[str, Any]]:
        """The rows as this call may show them; looking at personal data is logged first."""
        from connector.observe.events import Event  # noqa: PLC0415 - not needed for --help
        from connector.observe.redact import mask_record  # noqa: PLC0415 - not needed for --help

        if self.wanted:
            app.log.say(Event.UNMASK_USED, command=command, by=self.by, reason=self.reason, count=len(rows))
            return [dict(row) for row in rows]
        return [mask_record(row) for row in rows]
