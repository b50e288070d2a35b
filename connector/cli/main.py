"""The entry point: one call of the program from its arguments to its exit code."""

import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import click

from connector.cli import exits, output
from connector.cli.opening import unforeseen
from connector.cli.root import root
from connector.cli.session import Session
from connector.cli.spoken import Text, usage_sentence
from connector.domain.errors import ConfigurationError, ConnectorError


class Terminated(KeyboardInterrupt):
    """The process was asked to end by SIGTERM; unwinds exactly as Ctrl+C does."""


def main() -> NoReturn:
    """Run the command of this process."""
    output.use_utf8()
    _listen_for_the_end()
    sys.exit(run(sys.argv[1:], Session()))


def run(arguments: Sequence[str], session: Session) -> int:
    """The exit code of one call. Whatever goes wrong is told on stderr, and as a document with --json."""
    session.lang = _language_asked_for(arguments)
    try:
        _readable(session, arguments)
        answer = root.main(list(arguments), prog_name="connector", standalone_mode=False, obj=session)
    except (click.Abort, KeyboardInterrupt) as error:
        return _interrupted(session, error)
    except click.ClickException as error:
        return _misused(session, error)
    except ConfigurationError as error:
        return _misconfigured(session, error)
    except Exception as error:  # noqa: BLE001 - the last door: an operator gets a sentence, never a traceback
        return _failed(session, error if isinstance(error, ConnectorError) else unforeseen(error))
    return answer if isinstance(answer, int) else exits.OK


def _language_asked_for(arguments: Sequence[str]) -> str | None:
    """--lang, before click reads the line: help and usage errors must already speak it."""
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            asked = value if equals else "".join(arguments[position + 1 : position + 2])
            return asked if asked in {"vi", "en"} else None
    return None


def _readable(session: Session, arguments: Sequence[str]) -> None:
    """Refuse bytes that are no text: neither the store nor a log could hold them."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError as error:
            shown = ascii(argument)
            told = Text(f"Tham số không phải là chữ: {shown}.", f"This argument is no text: {shown}.")
            raise click.UsageError(told.told(session.language)) from error


def _misused(session: Session, error: click.ClickException) -> int:
    context = getattr(error, "ctx", None)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        sys.stderr.write(error.format_message() + "\n")
        return exits.USAGE
    path = context.command_path if context is not None else "connector"
    do = Text(f"xem {path} --help", f"see {path} --help").told(session.language)
    output.complain(session, usage_sentence(error, session.language), do=do)
    return exits.USAGE


def _misconfigured(session: Session, error: ConfigurationError) -> int:
    session.configured = session.configured or error.language
    output.complain(session, error.what, where=error.where, do=error.do)
    output.write_problems(session, error.problems)
    return exits.CONFIGURATION


def _failed(session: Session, error: ConnectorError) -> int:
    output.complain(session, error.what, where=error.where, do=error.do)
    if session.json:
        output.document(error=output.error_document(error, session.language))
    return exits.FAILED


def _interrupted(session: Session, error: BaseException) -> int:
    what = Text("Đã dừng theo yêu cầu; việc dở sẽ được làm tiếp ở lượt sau.", "Stopped as asked; the next run goes on.")
    output.talk(session, what)
    if session.json:
        output.document(error={"what": what.told(session.language), "where": "", "do": ""})
    cause = error.__cause__ or error  # click wraps what interrupted it
    return exits.TERMINATED if isinstance(cause, Terminated) else exits.INTERRUPTED


def _listen_for_the_end() -> None:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise Terminated

    signal.signal(signal.SIGTERM, end)
    if sys.platform == "win32":
        signal.signal(signal.SIGBREAK, end)


if __name__ == "__main__":
    main()
