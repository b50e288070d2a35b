"""``connector daemon``: every link on its schedule; ``stop`` and ``reload`` ask the living one through the store."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from connector.cli import output
from connector.cli.exits import FAILED, OK
from connector.cli.opening import opened, settings_of, store_alone
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, SpokenGroup, Text, option, unusable
from connector.domain.english import in_english
from connector.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from connector.daemon.signals import Signals
    from connector.ports import Clock, DaemonBook, Wish
    from connector.settings.settings import Settings

#: How long ``stop`` and ``reload`` wait for the answer: the work in hand may take 30 s to end.
PATIENCE = 40.0  # seconds
#: A daemon that takes up a new configuration is away for less than this.
AWAY = timedelta(seconds=3)


class _Address(click.ParamType[tuple[str, int]]):
    name = "HOST:PORT"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        if isinstance(value, tuple):
            return value
        host, _, port = str(value).rpartition(":")
        if not port.isdecimal() or not 0 <= int(port) <= 65_535:
            told = Text("phải viết như 127.0.0.1:8080", "must be like 127.0.0.1:8080")
            raise unusable(told, param, ctx)
        return host.strip("[]") or "127.0.0.1", int(port)


@click.group(
    "daemon",
    cls=SpokenGroup,
    invoke_without_command=True,
    text=Text(
        "Chạy mọi luồng theo lịch cho đến khi được yêu cầu dừng. Không nêu lệnh con thì chạy.\n\n"
        "SIGTERM hoặc Ctrl+C: làm nốt việc đang làm trong 30 giây rồi thoát với mã 0. SIGHUP: nạp lại cấu hình.",
        "Run every link on its schedule until asked to stop. Runs when no subcommand is named.\n\n"
        "SIGTERM or Ctrl+C: finish the work in hand within 30 s and exit 0. SIGHUP: read the configuration again.",
    ),
)
@option(
    "--health",
    type=_Address(),
    metavar="HOST:PORT",
    text=Text(
        "Trả lời /healthz, /readyz và /metrics ở địa chỉ này (chỉ nên dùng 127.0.0.1).",
        "Answer /healthz, /readyz and /metrics there (127.0.0.1 advised).",
    ),
)
@global_options
@click.pass_context
def command(context: click.Context, health: tuple[str, int] | None) -> int:
    if context.invoked_subcommand is not None:
        return OK
    return _run(context.find_object(Session) or Session(), health)


def _run(session: Session, health: tuple[str, int] | None) -> int:
    from connector.daemon.memory import keep_few_heaps  # noqa: PLC0415 - not needed for --help
    from connector.daemon.signals import Signals, listening  # noqa: PLC0415 - the same

    keep_few_heaps()
    signals = Signals()
    with listening(signals):  # from here on, for what follows takes a moment to load
        return _serve(session, health, signals)


def _serve(session: Session, health: tuple[str, int] | None, signals: "Signals") -> int:
    from connector.daemon.daemon import Daemon  # noqa: PLC0415 - the same
    from connector.daemon.health import written  # noqa: PLC0415 - the same

    def ready(port: int) -> None:
        told = f" (http://{written(health[0], port)}/healthz)" if health else ""
        output.talk(session, Text(f"Tiến trình nền đang chạy{told}.", f"The daemon is running{told}."))

    unfinished = Daemon(lambda: _settings(session), signals=signals, health=health, ready=ready).run()
    if unfinished:
        # Their threads wait for a foreign system; what they sent is looked up before anything else next time.
        os._exit(OK)
    return OK


def _settings(session: Session) -> "Settings":
    """The configuration; from the second time on the same file's. Were it gone, the one that is shipped would be found
    in its place, and the daemon would go on with systems that are none of the office's."""
    settings = settings_of(session)
    if settings.config_path.parent.parent == settings.home:
        session.config = settings.config_path
    return settings


@command.command("stop", cls=SpokenCommand, text=Text("Yêu cầu tiến trình nền dừng.", "Ask the daemon to stop."))
@global_options
@click.pass_obj
def stop(session: Session) -> int:
    from connector.ports import Wish  # noqa: PLC0415 - not needed for --help

    with _book(session) as (book, clock):
        number = _asked(session, book, clock, Wish.STOP)
        if number is None:
            return FAILED
        if _left(book, clock, number):
            return _done(session, Text("Tiến trình nền đã dừng.", "The daemon has stopped."))
    told = Text("Tiến trình nền đã nhận yêu cầu mà chưa dừng.", "The daemon was asked and has not stopped yet.")
    do = Text("chờ thêm một phút rồi xem: connector status", "wait a minute, then look: connector status")
    return _refused(session, told.told(session.language), do.told(session.language))


def _done(session: Session, told: Text) -> int:
    if session.json:
        output.document(done=True)
    else:
        output.tell(session, told)
    return OK


def _refused(session: Session, what: str, do: str) -> int:
    output.complain(session, what, do=do)
    if session.json:
        output.document(done=False, error={"what": what, "where": "", "do": do})
    return FAILED


@command.command(
    "reload",
    cls=SpokenCommand,
    text=Text(
        "Yêu cầu tiến trình nền nạp lại cấu hình; cấu hình có lỗi thì cấu hình cũ còn nguyên.",
        "Ask the daemon to read the configuration again; a broken one changes nothing.",
    ),
)
@global_options
@click.pass_obj
def reload(session: Session) -> int:
    from connector.ports import Wish  # noqa: PLC0415 - not needed for --help

    settings_of(session)  # a broken configuration is told here, with every place, before the daemon is asked
    with opened(session) as app:
        book = app.store.daemon()
        number = _asked(session, book, app.clock, Wish.RELOAD)
        if number is None:
            return FAILED
        _waited(lambda: book.answered(number) is not None)
        answer = book.answered(number)
    if answer == "reloading":
        told = Text("Cấu hình mới được dùng ngay khi các lượt đang chạy xong.", "The new configuration takes over now.")
        return _done(session, told)
    what = Text("Tiến trình nền chưa nạp lại cấu hình", "The daemon has not read the configuration again")
    do = Text("xem: connector logs --level warning", "look: connector logs --level warning").told(session.language)
    return _refused(session, f"{what.told(session.language)}: {_reason(answer).told(session.language)}.", do)


def _reason(answer: str | None) -> Text:
    """Why the daemon did not do it, by its answer."""
    if answer is None:
        return Text("chưa trả lời", "no answer yet")
    if answer.startswith("refused: "):  # the daemon's own view: it has other variables than this command
        problem = answer.removeprefix("refused: ")
        return Text(problem, in_english(problem))
    return Text("nó đã dừng", "it has ended")


_START = Text(
    "cần chạy theo lịch thì khởi động dịch vụ, hoặc gõ: connector daemon",
    "to run by schedule start the service, or: connector daemon",
)
#: A store that never had a daemon may be a new one, beside which the old one's daemon works on.
_MOVED = Text(
    "cần chạy theo lịch thì khởi động dịch vụ, hoặc gõ: connector daemon; vừa đổi khóa store thì khởi động lại dịch "
    "vụ: tiến trình đang chạy còn dùng kho cũ",
    "to run by schedule start the service, or: connector daemon; if you changed the key store restart the service: the "
    "daemon that runs still uses the old one",
)


@contextmanager
def _book(session: Session) -> Iterator[tuple["DaemonBook", "Clock"]]:
    """The daemon's book. Who wants it to end must not have to mend a configuration, or know its secrets, first."""
    try:
        settings_of(session)
    except ConfigurationError:
        from connector.bootstrap import SystemClock  # noqa: PLC0415 - not needed for --help

        with store_alone(session) as store:
            yield store.daemon(), SystemClock()
    else:
        with opened(session) as app:
            yield app.store.daemon(), app.clock


def _asked(session: Session, book: "DaemonBook", clock: "Clock", wish: "Wish") -> int | None:
    """The number of the request; None, said so, when no daemon lives to hear it."""
    if _lives(book, clock):
        return book.ask(wish, clock.now())
    told = Text("Không có tiến trình nền nào đang chạy.", "No daemon is running.")
    do = _START if book.last() is not None else _MOVED
    _refused(session, told.told(session.language), do.told(session.language))
    return None


def _lives(book: "DaemonBook", clock: "Clock") -> bool:
    """Whether a daemon is there to be asked; one that left just now may only be taking up a new configuration."""
    if book.living(clock.now()) is not None:
        return True
    last = book.last()
    if last is None or last.left_at is None or clock.now() - last.left_at > AWAY:
        return False
    return _waited(lambda: book.living(clock.now()) is not None, AWAY.total_seconds())


def _left(book: "DaemonBook", clock: "Clock", number: int) -> bool:
    """Whether the daemon came to its end. One that left for a new configuration before it read the request is asked
    again when it is back."""
    from connector.ports import Wish  # noqa: PLC0415 - not needed for --help

    while _waited(lambda: book.living(clock.now()) is None):
        if book.answered(number) == "stopping" or not _lives(book, clock):
            return True
        number = book.ask(Wish.STOP, clock.now())
    return False


def _waited(over: Callable[[], bool], patience: float = PATIENCE) -> bool:
    """Whether it came to pass while there was patience."""
    until = time.monotonic() + patience
    while not over():
        if time.monotonic() > until:
            return False
        time.sleep(0.2)
    return True
