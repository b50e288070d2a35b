"""``connector conform``: what of the adapters' exam a live link can be asked, on one page; nothing is written."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from connector.cli import output
from connector.cli.conform_text import conform_text
from connector.cli.exits import ATTENTION, FAILED, OK
from connector.cli.opening import known_links, opened
from connector.cli.options import global_options, links_argument
from connector.cli.session import Session
from connector.cli.spoken import Number, SpokenCommand, Text, option

if TYPE_CHECKING:
    from connector.cli.app import App
    from connector.testing.exam.live import Adapter, Adapters, Conformance, Examined


@click.command(
    "conform",
    cls=SpokenCommand,
    text=Text(
        "Cho bộ kết nối của từng bên làm phần bài thi hỏi được trên hệ thống thật: chỉ đọc, không ghi, không làm hỏng. "
        "In một trang: ngày, phiên bản, điều đã chứng minh, kết quả từng câu, câu bỏ qua kèm lý do.\n\n"
        "Mã thoát: 0 không câu nào sai; 1 có câu sai; 2 có bên không trả lời được.",
        "Let each side's adapter sit what of its exam a live system can be asked: reading only, nothing is broken. "
        "One page: date, versions, what was proven, each check's verdict, skips with reasons.\n\n"
        "Exit code: 0 no check failed; 1 a check failed; 2 a side could not be reached.",
    ),
)
@option(
    "--pages",
    type=Number(),
    metavar="N",
    default=3,
    text=Text("Đọc nhiều nhất bấy nhiêu trang của mỗi bên; mặc định 3.", "Read at most so many pages a side; 3."),
)
@links_argument
@global_options
@click.pass_obj
def command(session: Session, links: Sequence[str], pages: int) -> int:
    from connector.testing.exam.live import conform  # noqa: PLC0415 - not needed for --help

    with opened(session, writes=False) as app:
        names = known_links(session, app, links)
        with app.opened(names) as works:
            found = [conform(work, _adapters(app, work.link), pages=max(1, pages)) for work in works]
        if session.json:
            output.document(conformance=[_to_json(each, session.language) for each in found])
        else:
            for each in found:
                output.result(conform_text(each, session.language, output.width()))
    return max((_code(each) for each in found), default=OK)


def _adapters(app: "App", link: str) -> "Adapters":
    from connector.adapters.registry import adapter_version  # noqa: PLC0415 - not needed for --help
    from connector.testing.exam.live import Adapter, Adapters  # noqa: PLC0415 - the same

    def of(name: str) -> "Adapter":
        return Adapter(name, adapter_version(name))

    settings = app.settings.links[link]
    return Adapters(
        source=of(app.settings.systems[settings.source_system].adapter),
        target=of(app.settings.systems[settings.target_system].adapter),
        witnesses=tuple(of(witness.adapter) for witness in settings.witnesses),
    )


def _code(found: "Conformance") -> int:
    if not found.reachable:
        return FAILED
    return OK if found.passed else ATTENTION


def _to_json(found: "Conformance", language: str) -> dict[str, Any]:
    return {
        "link": found.link,
        "ok": found.passed,
        "at": found.at,
        "connector": found.connector,
        "sides": [_side(side, language) for side in found.sides],
    }


def _side(side: "Examined", language: str) -> dict[str, Any]:
    trouble = side.trouble
    return {
        "side": side.side,
        "name": side.name,
        "adapter": side.adapter,
        "version": side.version,
        "reachable": trouble is None,
        "error": trouble and {"what": trouble.what, "where": trouble.where, "do": trouble.do},
        "proven": [each.told(language) for each in side.proven],
        "checks": [
            {
                "id": each.check.id,
                "check": each.check.said.told(language),
                "verdict": each.outcome,
                "why": each.why and each.why.told(language),
            }
            for each in side.verdicts
        ],
    }
