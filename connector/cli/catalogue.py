"""``connector catalogue``: bring in procedures, agencies, mappings of codes and holidays; see what is in force."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from connector.cli import output
from connector.cli.opening import settings_of
from connector.cli.options import global_options
from connector.cli.session import Session
from connector.cli.spoken import Choice, Day, SpokenCommand, SpokenGroup, Text, option
from connector.cli.tables import Column, plain, table

#: The catalogues, by the names they have on the command line and in JSON.
KINDS = ("procedures", "agencies", "mappings", "holidays")
TITLES = {
    "procedures": Text("Thủ tục", "Procedures"),
    "agencies": Text("Cơ quan, đơn vị", "Agencies"),
    "mappings": Text("Mã cũ → mã mới", "Old codes → new codes"),
    "holidays": Text("Ngày nghỉ, ngày làm bù", "Holidays and make-up days"),
}
_WORDS = {
    "working_day": Text("ngày làm việc", "working days"),
    "day": Text("ngày", "days"),
    "hour": Text("giờ", "hours"),
    "month": Text("tháng", "months"),
    "full": Text("toàn trình", "full"),
    "partial": Text("một phần", "partial"),
    "level_4": Text("mức 4", "level 4"),
    "level_3": Text("mức 3", "level 3"),
    "level_2": Text("mức 2", "level 2"),
    "level_1": Text("mức 1", "level 1"),
    "none": Text("không", "none"),
    "procedure": Text("thủ tục", "procedure"),
    "agency": Text("cơ quan", "agency"),
    "dossier": Text("hồ sơ", "dossier"),
}


def _word(value: object, language: str) -> str:
    return _WORDS[str(value)].told(language) if value in _WORDS else plain(value, language)


def _worked(value: object, language: str) -> str:
    return (Text("làm bù", "worked") if value else Text("nghỉ", "off")).told(language)


def _day(value: object, language: str) -> str:
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else plain(value, language)


_VALID = (
    Column("valid_from", Text("Từ ngày", "From"), _day),
    Column("valid_to", Text("Đến hết", "Until"), _day),
)
COLUMNS: dict[str, tuple[Column, ...]] = {
    "procedures": (
        Column("code", Text("Mã", "Code")),
        Column("name", Text("Tên", "Name"), wraps=True),
        Column("term", Text("Thời hạn", "Term")),
        Column("unit", Text("Đơn vị", "Unit"), _word),
        Column("online", Text("Trực tuyến", "On line"), _word),
        *_VALID,
    ),
    "agencies": (Column("code", Text("Mã", "Code")), Column("name", Text("Tên", "Name"), wraps=True), *_VALID),
    "mappings": (
        Column("kind", Text("Loại", "Kind"), _word),
        Column("old", Text("Mã cũ", "Old")),
        Column("new", Text("Mã mới", "New")),
        *_VALID,
    ),
    "holidays": (
        Column("date", Text("Ngày", "Day"), _day),
        Column("worked", Text("Loại", "Kind"), _worked),
        Column("basis", Text("Căn cứ", "Basis"), wraps=True),
    ),
}


@click.command(
    "catalogue",
    cls=SpokenGroup,
    text=Text(
        "Danh mục thủ tục, cơ quan, chuyển đổi mã, ngày nghỉ: nhập từ tệp CSV, xem bản đang có hiệu lực.",
        "Procedures, agencies, code mappings and holidays: import from CSV, see what is in force.",
    ),
)
@global_options
def command() -> None:
    pass


# ---------------------------------------------------------------- list


@command.command(
    "list",
    cls=SpokenCommand,
    text=Text(
        "Danh mục đang có hiệu lực trong một ngày. Không nêu loại thì liệt kê tất cả.",
        "What is in force on a day. All catalogues unless some are named.",
    ),
)
@click.argument("kinds", nargs=-1, type=Choice(KINDS), metavar="[procedures|agencies|mappings|holidays]…")
@option("--on", "on", type=Day(), metavar="31/12/2026", text=Text("Ngày xem; mặc định hôm nay.", "By default today."))
@global_options
@click.pass_obj
def list_(session: Session, kinds: Sequence[str], on: date | None) -> int:
    from connector.cli.catalogue_desk import InForce  # noqa: PLC0415 - not needed for --help

    settings = settings_of(session)
    found = InForce.read(settings, kinds or KINDS, on)
    if session.json:
        output.document(on=found.on, working_day=found.working_day, **found.rows)
        return 0
    language = session.language
    output.result(
        Text(f"Có hiệu lực ngày {found.on:%d/%m/%Y}.", f"In force on {found.on:%d/%m/%Y}.").told(language)
        + (_OFF.told(language) if found.working_day is False else "")
    )
    for kind, rows in found.rows.items():
        output.result("\n" + output.coloured(f"{TITLES[kind].told(language)} ({len(rows)})", "bold"))
        if rows:
            output.result(table(COLUMNS[kind], rows, language=language, width=output.width()))
    return 0


_OFF = Text(" Không phải ngày làm việc.", " Not a working day.")


# ---------------------------------------------------------------- import


@command.command(
    "import",
    cls=SpokenCommand,
    text=Text(
        "Nhập danh mục từ tệp CSV (hoặc bảng tính). Cả tệp phải đúng thì mới ghi; bản cũ được giữ lại.\n\n"
        "Mỗi dòng thay dòng cùng mã và cùng ngày bắt đầu hiệu lực; dòng không nêu thì giữ nguyên, trừ khi có "
        "--replace. Cột: procedures: code, name, term, unit, online, valid_from, valid_to; agencies: code, name, "
        "valid_from, valid_to; mappings: kind, old, new, valid_from, valid_to; holidays: date, kind, basis.",
        "Import catalogues from CSV (or a workbook). Nothing is written unless all is right; old versions stay.\n\n"
        "Each line takes the place of the one with its code and first day; the others stay unless --replace is given. "
        "Columns: procedures: code, name, term, unit, online, valid_from, valid_to; agencies: code, name, valid_from, "
        "valid_to; mappings: kind, old, new, valid_from, valid_to; holidays: date, kind, basis.",
    ),
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@option(
    "--kind",
    type=Choice(KINDS),
    text=Text(
        "Loại danh mục; mặc định nhận ra từ tiêu đề hoặc tên tệp.",
        "Which catalogue; by default told by header or name.",
    ),
)
@option(
    "--replace",
    is_flag=True,
    text=Text("Tệp là toàn bộ danh mục: dòng không nêu thì bỏ.", "The file is the whole list: other lines go."),
)
@option("--dry-run", is_flag=True, text=Text("Chỉ cho xem thay đổi, không ghi.", "Show the changes, write nothing."))
@global_options
@click.pass_obj
def import_(session: Session, files: Sequence[Path], kind: str | None, replace: bool, dry_run: bool) -> int:
    from connector.cli.catalogue_desk import Import  # noqa: PLC0415 - not needed for --help

    settings = settings_of(session)
    _check_files(files, session.language)
    done = Import.prepare(settings, files, kind=kind, replace=replace)
    if not dry_run:
        done.carry_out()
    if session.json:
        output.document(imports=[one.to_json() for one in done.parts])
        return 0
    for one in done.parts:
        output.result(f"{output.coloured(TITLES[one.kind].told(session.language), 'bold')}: {one.file.write}")
        for sign, colour, text in one.lines():
            output.result(f"  {output.coloured(sign, colour)} {text}")
        output.result("  " + _counted(one.counts).told(session.language))
        if one.kept is not None:
            output.talk(session, Text(f"Bản cũ: {one.kept}", f"Old version: {one.kept}"))
    if dry_run:
        output.talk(session, Text("Chỉ xem; chưa ghi gì.", "Only shown; nothing was written."))
    elif any(one.changes.any for one in done.parts):
        output.talk(session, _RELOAD)
    return 0


def _check_files(files: Sequence[Path], language: str) -> None:
    for path in files:
        if not path.is_file():
            raise click.UsageError(Text(f"Không có tệp {path}.", f"There is no file {path}.").told(language))


_RELOAD = Text(
    "Lượt chạy sau dùng danh mục mới và đối chiếu lại những gì phụ thuộc vào nó; tiến trình nền đang chạy thì gõ: "
    "connector daemon reload",
    "The next run uses it and judges again what depends on it; for a running daemon: connector daemon reload",
)


def _counted(counts: dict[str, int]) -> Text:
    added, changed, removed, unchanged = (counts[name] for name in ("added", "changed", "removed", "unchanged"))
    return Text(
        f"thêm {added}, đổi {changed}, bỏ {removed}, giữ nguyên {unchanged}",
        f"added {added}, changed {changed}, removed {removed}, unchanged {unchanged}",
    )
