"""``connector rejections``: rows of the source and of paper that could not be read; each is gone when read well."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from connector.cli.labels import of_field
from connector.cli.listing import show_rows
from connector.cli.opening import Unmask, known_links
from connector.cli.options import global_options, links_argument, unmask_options
from connector.cli.session import Session
from connector.cli.spoken import SpokenCommand, Text
from connector.cli.tables import Column, day, plain, sentence
from connector.observe.redact import HIDDEN


def _legible(value: Any, language: str) -> str:
    """What may be seen of the row, and how much may not: dots would find nobody the row."""
    leaves = list(_leaves("", value))
    seen = [f"{name}: {plain(leaf, language)}" for name, leaf in leaves if leaf != HIDDEN]
    hidden = len(leaves) - len(seen)
    if hidden:
        seen.append(Text(f"({hidden} giá trị đã che)", f"({hidden} values masked)").told(language))
    return "; ".join(seen) or "–"


def _leaves(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _leaves(f"{name}.{key}" if name else str(key), part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(name, part)
    elif value not in (None, ""):
        yield name, value


COLUMNS = (
    Column("id", Text("ID", "ID")),
    Column("link", Text("Luồng", "Link")),
    Column("code", Text("Mã hồ sơ", "Code")),
    Column("where", Text("Ở đâu", "Where"), sentence, wraps=True),
    Column("reason", Text("Vì sao", "Why"), of_field, wraps=True, least=20),
    Column("raw", Text("Dòng gốc", "Raw row"), _legible, wraps=True, least=20),
    Column("first_seen", Text("Từ ngày", "Since"), day),
)


@click.command(
    "rejections",
    cls=SpokenCommand,
    text=Text(
        "Dòng không đọc được, của phần mềm chuyên ngành, trên giấy hay trong tệp làm chứng: ở đâu, vì sao, dòng gốc đã "
        "che. Đọc được thì tự hết.",
        "Rows that could not be read, of the source, on paper or in an export: where, why, the masked row. Gone when "
        "read well.",
    ),
)
@links_argument
@unmask_options
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str], unmask: bool, by: str | None, reason: str | None) -> int:
    asked = Unmask(unmask, by, reason)
    asked.check(session)
    with asked.opened(session) as app:
        shown = asked.apply(app, "rejections", app.desk.rejections(known_links(session, app, links)))
        hints = (
            Text(f"{len(shown)} dòng không đọc được", f"Rows that could not be read: {len(shown)}"),
            Text(
                "→ Sửa giá trị ở nơi nhập, hoặc map của luồng; đọc được thì dòng tự hết",
                "→ Mend the value where it was typed, or the link's map; a row that is read well is gone",
            ),
            Text(
                "→ Xem cả dòng (được ghi nhật ký): connector rejections --unmask --by TÊN --reason LÝ_DO",
                "→ The whole row (it is logged): connector rejections --unmask --by NAME --reason WHY",
            ),
        )
        show_rows(session, "rejections", shown, COLUMNS, hints=hints)
    return 0
