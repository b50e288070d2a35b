"""Whether a link can work: every side reached, a sample mapped, the scope counted; nothing is written anywhere."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

from connector.domain.dossier import PERSONAL_FIELDS, Dossier
from connector.domain.errors import ConnectorError
from connector.domain.run import RunError
from connector.ports import Page, Rejection
from connector.reconcile.scope import in_scope
from connector.sync.telling import run_error
from connector.sync.work import LinkWork

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What a check found. ``unknown_values`` counts the words without a meaning in ``values``, as "field: word"."""

    link: str
    problems: tuple[RunError, ...] = ()
    source_reachable: bool = False
    target_reachable: bool = False
    target_writable: bool = True
    sample_size: int = 0
    mapped: int = 0
    rejected: int = 0
    in_scope: int = 0
    out_of_scope: int = 0
    unknown_values: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    requests: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def ok(self) -> bool:
        return not self.problems


def check_link(work: LinkWork) -> CheckReport:
    """Reach every side and read a first page; every problem is in the report, none is raised."""
    problems: list[RunError] = []
    page = _attempted(lambda: next(iter(work.source.pull(None, now=work.clock.now())), None), problems)
    source_reachable = not problems
    _attempted(work.target.probe, problems)
    target_reachable = len(problems) == (0 if source_reachable else 1)
    dossiers, rejections = _mapped(work, page)
    inside = [dossier for dossier in dossiers if in_scope(dossier, work.rules.scope)]
    if target_reachable and inside:
        _attempted(lambda: work.target.look_up(inside[0].code), problems)
    for witness in work.witnesses:
        _attempted(witness.probe, problems)
    problems += _unwritable(work)
    problems += [RunError(what=rejection.reason, where=rejection.where) for rejection in rejections]
    return CheckReport(
        link=work.link,
        problems=tuple(problems),
        source_reachable=source_reachable,
        target_reachable=target_reachable,
        target_writable=work.target.capabilities.writable,
        sample_size=len(dossiers) + len(rejections),
        mapped=len(dossiers),
        rejected=len(rejections),
        in_scope=len(inside),
        out_of_scope=len(dossiers) - len(inside),
        unknown_values=_unknown(inside),
        requests={"source": work.source.requests, "target": work.target.requests},
    )


def _unwritable(work: LinkWork) -> list[RunError]:
    """A mode that means to write to a side that can only be read."""
    mode = work.rules.policy.mode
    if work.target.capabilities.writable or mode == "observe":
        return []
    what = f"Đích '{work.target.name}' chỉ đọc được, nên mode: {mode} không gửi gì: mọi khác biệt chỉ được ghi nhận."
    return [RunError(what=what, where=work.link, do="Đặt mode: observe, hoặc dùng bộ kết nối ghi được (worklist).")]


def _attempted(ask: Callable[[], T], problems: list[RunError]) -> T | None:
    try:
        return ask()
    except ConnectorError as error:
        problems.append(run_error(error))
        return None


def _mapped(work: LinkWork, page: Page | None) -> tuple[list[Dossier], list[Rejection]]:
    if page is None:
        return [], []
    results = [work.mapper.read(row) for row in page.rows]
    dossiers = [result for result in results if isinstance(result, Dossier)]
    return dossiers, [*page.unreadable, *(result for result in results if isinstance(result, Rejection))]


def _unknown(dossiers: Sequence[Dossier]) -> dict[str, int]:
    words: Counter[str] = Counter()
    for dossier in dossiers:
        for name, word in dossier.unknown.items():
            words[name if name in PERSONAL_FIELDS else f"{name}: {word}"] += 1
    return dict(words)
