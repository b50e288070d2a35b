"""Commands that speak Vietnamese, or English where asked: help, usage and the words click would say itself."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeVar

import click
from click.shell_completion import CompletionItem

from connector.cli.session import Session

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any] | click.Command)


class Text(NamedTuple):
    """One text in both languages."""

    vi: str
    en: str

    def told(self, language: str) -> str:
        return self.en if language == "en" else self.vi


def counted(number: int, one: str, several: str = "") -> str:
    """English alone tells one from several: 1 step, 2 steps."""
    return f"{number} {one}" if number == 1 else f"{number} {several or f'{one}s'}"


def language_of(context: click.Context | None) -> str:
    """The language of the session this context belongs to; Vietnamese outside of one."""
    session = context.find_object(Session) if context is not None else None
    return session.language if session is not None else "vi"


def _words(context: click.Context, vi: str, en: str) -> str:
    return en if language_of(context) == "en" else vi


# ---------------------------------------------------------------- options and arguments


class SpokenOption(click.Option):
    """An option whose help is a ``Text``."""

    def __init__(self, *args: Any, text: Text, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.help = text.vi  # what a shell shows beside a completion
        self.text = text

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        return record and (record[0], self.text.told(language_of(ctx)))


def option(*names: str, text: Text, **attributes: Any) -> Callable[[_Decorated], _Decorated]:
    return click.option(*names, cls=SpokenOption, text=text, **attributes)


def unusable(told: Text, param: click.Parameter | None, context: click.Context | None) -> click.BadParameter:
    """A value that an option or argument cannot take, said in the session's language."""
    return click.BadParameter(told.told(language_of(context)), ctx=context, param=param)


class Choice(click.ParamType["str"]):
    """One of a few words; the error names them all."""

    name = "choice"

    def __init__(self, words: Sequence[str]) -> None:
        self._words = tuple(words)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 - click's signature
        return "|".join(self._words) if len(self._words) <= 5 else (param.name or "").upper()

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self._words:
            known = ", ".join(self._words)
            told = Text(f"“{value}” không phải một trong: {known}", f"'{value}' is none of: {known}")
            raise unusable(told, param, ctx)
        return str(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002 - click's signature
        return [CompletionItem(word) for word in self._words if word.startswith(incomplete)]


class Told(click.ParamType["str"]):
    """A name or a reason that is written down: blank is neither."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not str(value).strip():
            raise unusable(Text("không được để trống", "must not be blank"), param, ctx)
        return str(value)


class Number(click.ParamType["int"]):
    """A number of the store: of a hold, a dead letter, a mismatch."""

    name = "ID"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if not (str(value).isascii() and str(value).isdecimal()):
            told = Text(f"“{value}” không phải một số", f"'{value}' is not a number")
            raise unusable(told, param, ctx)
        return int(value)


class Day(click.ParamType["date"]):
    """A day of the calendar: 2026-12-31 or 31/12/2026."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        from connector.domain.times import parse_vn  # noqa: PLC0415 - not needed for --help

        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value) if value[:4].isdecimal() else parse_vn(value).date()
        except ValueError:
            told = Text(f"“{value}” không phải một ngày như 31/12/2026", f"'{value}' is not a day like 2026-12-31")
            raise unusable(told, param, ctx) from None


# ---------------------------------------------------------------- commands


class _Voice(click.Command):
    """What commands and groups share."""

    text: Text

    def get_short_help_str(self, limit: int = 45) -> str:  # noqa: ARG002 - the table wraps by itself
        return self.text.told(language_of(click.get_current_context(silent=True))).split("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found is not None:
            found.help = _words(ctx, "In trang trợ giúp này.", "Print this help.")
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.options_metavar = _words(ctx, "[TÙY CHỌN]", "[OPTIONS]")
        return super().collect_usage_pieces(ctx)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_words(ctx, "Cách dùng: ", "Usage: "))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.text.told(language_of(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        with formatter.section(_words(ctx, "Tùy chọn", "Options")):
            formatter.write_dl(records)


class SpokenCommand(_Voice):
    def __init__(self, *args: Any, text: Text, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.text = text


class SpokenGroup(_Voice, click.Group):
    def __init__(self, *args: Any, text: Text, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.text = text

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        self.subcommand_metavar = _words(ctx, "LỆNH [THAM SỐ]…", "COMMAND [ARGUMENTS]…")
        return super().collect_usage_pieces(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Voice.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def short_help_of(self, ctx: click.Context, name: str) -> str:
        command = self.get_command(ctx, name)
        return "" if command is None else command.get_short_help_str()

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_words(ctx, "Lệnh", "Commands")):
            formatter.write_dl([(name, self.short_help_of(ctx, name)) for name in self.list_commands(ctx)])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        command = self.get_command(ctx, name)
        if command is None:
            raise click.UsageError(_no_such_command(ctx, name, self.list_commands(ctx)), ctx)
        return name, command, args[1:]


def _no_such_command(context: click.Context, name: str, known: list[str]) -> str:
    what = _words(context, f"Không có lệnh “{name}”.", f"No such command '{name}'.")
    return what + guess(name, known, language_of(context))


def guess(word: str, known: Sequence[str], language: str) -> str:
    """“Did you mean …?”, or nothing."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

    near = get_close_matches(word, known, n=1)
    return Text(f" Có phải “{near[0]}”?", f" Did you mean '{near[0]}'?").told(language) if near else ""


class ListingGroup(SpokenGroup):
    """A group that lists when no subcommand is named: ``connector holds investment`` is ``holds list investment``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        position = _after_global_options(args)
        named = args[position : position + 1]
        if ctx.resilient_parsing and not named:  # a shell that completes asks what could be named
            return super().parse_args(ctx, args)
        if not named or (named[0] not in self.commands and named[0] not in ctx.help_option_names):
            args = [*args[:position], "list", *args[position:]]
        return super().parse_args(ctx, args)


_GLOBAL_WITH_VALUE = ("--config", "--lang")


def _after_global_options(args: Sequence[str]) -> int:
    position = 0
    while position < len(args):
        name = args[position].partition("=")[0]
        if name == "--json":
            position += 1
        elif name in _GLOBAL_WITH_VALUE:
            position += 1 if "=" in args[position] else 2
        else:
            break
    return position


# ---------------------------------------------------------------- usage errors


def usage_sentence(error: click.ClickException, language: str) -> str:
    """What is wrong with the command line, in the reader's language."""
    if language == "en":
        return error.format_message()
    for kind, told in _USAGE_SENTENCES:
        if isinstance(error, kind):
            return told(error)
    return re.sub(r"^Got unexpected extra arguments? \((.*)\)$", r"Thừa tham số: \1.", error.format_message())


def _hint(error: Any) -> str:
    hint = error.param_hint or (error.param.get_error_hint(error.ctx) if error.param is not None else "")
    return hint if isinstance(hint, str) else " / ".join(hint)


def _no_such_option(error: Any) -> str:
    near = f" Có phải {error.possibilities[0]}?" if error.possibilities else ""
    return f"Không có tùy chọn {error.option_name}.{near}"


_USAGE_SENTENCES: tuple[tuple[type[click.ClickException], Callable[[Any], str]], ...] = (
    (click.NoSuchOption, _no_such_option),
    (click.MissingParameter, lambda error: f"Thiếu {_hint(error)}."),
    (click.BadParameter, lambda error: f"Giá trị không hợp lệ cho {_hint(error)}: {error.message}."),
    (click.BadOptionUsage, lambda error: f"Tùy chọn {error.option_name} dùng chưa đúng (thiếu hoặc thừa giá trị)."),
)
