"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from connector.cli.session import Session
from connector.cli.spoken import Choice, Number, Text, Told, option

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any] | click.Command)


def _keep(context: click.Context, param: click.Parameter, value: Any) -> None:
    """Write a global option into the session, wherever on the line it stood."""
    session = context.find_object(Session)
    if session is not None and value and param.name is not None:
        setattr(session, param.name, value)


def global_options(command: _Decorated) -> _Decorated:
    """``--config``, ``--json`` and ``--lang``: before or after the command's name."""
    for decorate in _GLOBAL:
        command = decorate(command)
    return command


_GLOBAL: tuple[Callable[[Any], Any], ...] = (
    option(
        "--lang",
        type=Choice(["vi", "en"]),
        expose_value=False,
        is_eager=True,
        callback=_keep,
        text=Text("Ngôn ngữ; mặc định theo cấu hình.", "Language; by default the configuration's."),
    ),
    option(
        "--json",
        is_flag=True,
        expose_value=False,
        callback=_keep,
        text=Text("In kết quả thành một tài liệu JSON.", "Print the result as one JSON document."),
    ),
    option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        expose_value=False,
        callback=_keep,
        text=Text(
            "Tệp cấu hình; mặc định config/connector.yaml.",
            "Configuration file; by default config/connector.yaml.",
        ),
    ),
)


def _links_there_are(context: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
    """What a shell may offer. A configuration that cannot be read offers nothing: this is no place to complain."""
    from connector.cli.opening import settings_of  # noqa: PLC0415 - not needed for --help
    from connector.domain.errors import ConnectorError  # noqa: PLC0415 - the same

    try:
        names = settings_of(context.find_object(Session) or Session()).links
    except ConnectorError:
        return []
    return [name for name in names if name.startswith(incomplete)]


links_argument = click.argument("links", nargs=-1, metavar="[LINK]…", shell_complete=_links_there_are)

link_filter = option(
    "--link",
    "link",
    metavar="LINK",
    shell_complete=_links_there_are,
    text=Text("Chỉ luồng này.", "This link only."),
)

ids_argument = click.argument("ids", nargs=-1, type=Number(), metavar="[ID]…")
id_argument = click.argument("id_", type=Number(), metavar="ID")


def decision_options(*, required: bool) -> Callable[[_Decorated], _Decorated]:
    """``--by`` and ``--reason``: a decision has a name and a reason."""

    def decorate(command: _Decorated) -> _Decorated:
        by = option("--by", required=required, type=Told(), text=Text("Người quyết định.", "Who decides."))
        reason = option("--reason", required=required, type=Told(), text=Text("Lý do.", "Why."))
        return by(reason(command))

    return decorate


def bulk_options(command: _Decorated) -> _Decorated:
    """``--all-matching`` with its filter and the number the operator expects."""
    every = option(
        "--all-matching",
        is_flag=True,
        text=Text("Mọi việc khớp bộ lọc; phải kèm --expect.", "Everything the filter matches; needs --expect."),
    )
    expect = option(
        "--expect",
        type=Number(),
        metavar="N",
        text=Text("Số việc phải khớp đúng, nếu không thì không làm gì.", "How many must match, else nothing is done."),
    )
    return every(link_filter(expect(command)))


def unmask_options(command: _Decorated) -> _Decorated:
    """``--unmask --by --reason`` where a listing shows personal data."""
    unmask = option(
        "--unmask",
        is_flag=True,
        text=Text(
            "Không che dữ liệu cá nhân; phải kèm --by và --reason, và được ghi nhật ký.",
            "Show personal data; needs --by and --reason, and is logged.",
        ),
    )
    return unmask(decision_options(required=False)(command))
