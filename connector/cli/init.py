"""``connector init``: a commented configuration to start from, in observe mode."""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from connector.cli import output
from connector.cli.exits import OK
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text, option
from connector.domain.errors import ConnectorError, os_reason

if TYPE_CHECKING:
    from connector.settings.starter import Choices

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*")


@click.command(
    "init",
    cls=SpokenCommand,
    text=Text(
        "Viết một bộ cấu hình có chú thích để bắt đầu, ở chế độ chỉ ghi nhận (observe). Hỏi những gì chưa nêu trên "
        "dòng lệnh; không bao giờ ghi đè lên tệp đã có.",
        "Write a commented configuration to start from, in observe mode. Asks what the command line does not say; "
        "never overwrites a file.",
    ),
)
@option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="D",
    text=Text("Thư mục của cơ quan; mặc định thư mục này.", "The office's folder; by default this one."),
)
@option("--source", metavar="rest|files", text=Text("Loại phần mềm chuyên ngành.", "The kind of the source."))
@option("--target", metavar="dvcqg|worklist", text=Text("Loại phần mềm một cửa.", "The kind of the one-stop."))
@option("--link", metavar="NAME", text=Text("Tên luồng đồng bộ.", "The link's name."))
@option("--agency-code", metavar="H00.00", text=Text("Mã cơ quan.", "The agency's code."))
@option("--agency-name", metavar="NAME", text=Text("Tên cơ quan.", "The agency's name."))
@option("--hotline", metavar="NUMBER", text=Text("Số điện thoại đường dây nóng.", "The hotline's number."))
@option("--register", metavar="PATH", text=Text("Sổ theo dõi hồ sơ giấy (XLSX).", "The paper register's books."))
@global_options
@click.pass_obj
def command(session: Session, /, folder: Path | None, **answers: str | None) -> int:
    from connector.settings.starter import starter_files, variables_of  # noqa: PLC0415 - not needed for --help

    files = starter_files(_choices(session, answers))
    home = (folder or Path()).resolve()
    paths = {home / "config" / name: text for name, text in files.items()}
    _refuse_existing(paths)
    for path, text in paths.items():
        _write(path, text)
    names = variables_of(files.values())
    if session.json:
        output.document(written=list(paths), environment=list(names), next=_NEXT)
    else:
        _tell(session, paths, names)
    return OK


_NEXT = ("connector check", "connector plan")


def _tell(session: Session, written: Iterable[Path], names: Sequence[str]) -> None:
    output.result("\n".join(map(str, written)))
    if names:
        listed = ", ".join(names)
        output.result("")
        output.tell(session, Text(f"Đặt các biến môi trường: {listed}", f"Set these environment variables: {listed}"))
    following = Text(
        "Sửa map và scope trong config/links/ và các giá trị mẫu trong config/systems/ cho đúng phần mềm của mình, rồi "
        "chạy:",
        "Make map and scope in config/links/ and the sample values in config/systems/ fit your software, then run:",
    )
    output.tell(session, following)
    output.result("\n".join(f"  {command}" for command in _NEXT))


def _choices(session: Session, answers: dict[str, str | None]) -> "Choices":
    """The answers given, those asked for on a terminal, and defaults for what nobody says."""
    from connector.settings.starter import Choices, kinds_of_source, kinds_of_target  # noqa: PLC0415 - not for --help

    def asked(key: str, question: Text, default: str) -> str:
        given = answers[key]
        if given is not None:
            return checks.get(key, str)(given)
        if not sys.stdin.isatty():
            return default
        check = checks.get(key, str)
        while True:
            said = str(click.prompt(question.told(session.language), default=default, err=True))
            try:
                return check(said)
            except click.UsageError as error:  # an answer that will not do is asked for again
                output.complain(session, error.message)

    def one_of(key: str, known: Sequence[str]) -> Callable[[str], str]:
        return lambda given: _one_of(session, f"--{key}", given, known)

    checks: dict[str, Callable[[str], str]] = {
        "source": one_of("source", kinds_of_source()),
        "target": one_of("target", kinds_of_target()),
        "link": lambda given: _link_name(session, given),
    }
    source = asked("source", _SOURCE, "rest")
    target = asked("target", _TARGET, "dvcqg")
    link = asked("link", Text("Tên luồng (chữ thường, số, -)", "The link's name (lower case, digits, -)"), "main")
    return Choices(
        source=source,
        target=target,
        link=link,
        agency_code=asked("agency_code", Text("Mã cơ quan", "The agency's code"), "H00.00"),
        agency_name=asked("agency_name", Text("Tên cơ quan", "The agency's name"), "Cơ quan mẫu"),
        hotline=answers["hotline"],
        register=answers["register"],
        language=session.language,
    )


_SOURCE = Text(
    "Phần mềm chuyên ngành (rest: có giao diện HTTP; files: chỉ kết xuất được Excel, CSV)",
    "Source (rest: has an HTTP interface; files: exports spreadsheets only)",
)
_TARGET = Text(
    "Phần mềm một cửa (dvcqg: nhận đồng bộ; worklist: không cho ghi tự động, cán bộ làm theo danh sách)",
    "One-stop (dvcqg: takes writes; worklist: takes none, the desk works through a list)",
)


def _one_of(session: Session, name: str, given: str, known: Sequence[str]) -> str:
    if given not in known:
        told = Text(f"{name}: một trong {', '.join(known)}.", f"{name}: one of {', '.join(known)}.")
        raise click.UsageError(told.told(session.language))
    return given


def _link_name(session: Session, given: str) -> str:
    from connector.settings.values import is_device_name  # noqa: PLC0415 - not needed for --help

    if not _NAME.fullmatch(given) or is_device_name(given):
        told = Text(
            "--link: chỉ chữ thường không dấu, số, - và _; không dùng tên thiết bị của Windows (con, aux, nul, …).",
            "--link: lower-case letters, digits, - and _ only; no device of Windows (con, aux, nul, …).",
        )
        raise click.UsageError(told.told(session.language))
    return given


def _refuse_existing(paths: dict[Path, str]) -> None:
    standing = [path for path in paths if path.exists()]
    if standing:
        raise ConnectorError(
            "Tệp cấu hình đã có; không ghi đè.", where=str(standing[0]), do="Chọn thư mục khác bằng --dir."
        )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise ConnectorError(f"Không ghi được tệp cấu hình: {os_reason(error)}.", where=str(path)) from error
