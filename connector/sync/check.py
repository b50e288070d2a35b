"""Whether a link can work: every side reached, a sample mapped, the scope counted; nothing is written anywhere."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from connector.domain.dossier import FIELDS, PERSONAL_FIELDS, Dossier
from connector.domain.errors import ConnectorError
from connector.domain.run import RunError
from connector.ports import Page, Reading, Rejection
from connector.reconcile.compare import catalogued
from connector.reconcile.scope import in_scope
from connector.sync.check_samples import chosen, sample_of
from connector.sync.check_witness import check_witness, grouped
from connector.sync.checked import CheckReport
from connector.sync.telling import run_error
from connector.sync.work import LinkWork

T = TypeVar("T")


def check_link(work: LinkWork) -> CheckReport:
    """Reach every side and read a first page; every problem is in the report, none is raised."""
    problems: list[RunError] = []
    page = _attempted(lambda: next(iter(work.source.pull(None, now=work.clock.now())), None), problems)
    source_reachable = not problems
    target_reachable = _answers(work.target.probe, problems)
    dossiers, rejections = _mapped(work, page)
    inside = [dossier for dossier in dossiers if in_scope(dossier, work.rules.scope)]
    shown = chosen(inside)
    answers = _target_answers(work, shown if target_reachable else [], problems)
    witnesses = tuple(check_witness(witness, shown, problems) for witness in work.witnesses)
    told = _told(inside)
    return CheckReport(
        link=work.link,
        problems=(*problems, *_unwritable(work)),
        mode=work.rules.policy.mode,
        source_reachable=source_reachable,
        target_reachable=target_reachable,
        target_writable=work.target.capabilities.writable,
        sample_size=len(dossiers) + len(rejections),
        mapped=len(dossiers),
        rejected=len(rejections),
        in_scope=len(inside),
        out_of_scope=len(dossiers) - len(inside),
        told=told,
        untold=tuple(name for name in work.rules.policy.compare if inside and name not in told),
        uncatalogued=tuple(
            name for name in told if name in work.rules.policy.compare and not catalogued(name, work.rules)
        ),
        unknown_values=_unknown(inside),
        unknown_on_target=_unknown(reading.dossier for reading in answers.values() if reading is not None),
        rejections=grouped(rejections),
        witnesses=witnesses,
        samples=tuple(sample_of(dossier, answers, work) for dossier in shown),
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


def _answers(ask: Callable[[], None], problems: list[RunError]) -> bool:
    before = len(problems)
    _attempted(ask, problems)
    return len(problems) == before


def _mapped(work: LinkWork, page: Page | None) -> tuple[list[Dossier], list[Rejection]]:
    if page is None:
        return [], []
    results = [work.mapper.read(row) for row in page.rows]
    dossiers = [result for result in results if isinstance(result, Dossier)]
    return dossiers, [*page.unreadable, *(result for result in results if isinstance(result, Rejection))]


def _target_answers(work: LinkWork, dossiers: Sequence[Dossier], problems: list[RunError]) -> dict[str, Reading | None]:
    """What the target says of each sample, up to the first one it cannot answer for."""
    answers: dict[str, Reading | None] = {}
    for dossier in dossiers:
        before = len(problems)
        reading = _attempted(partial(work.target.look_up, dossier.code), problems)
        if len(problems) > before:
            break
        answers[dossier.code] = reading
    return answers


def _told(dossiers: Sequence[Dossier]) -> dict[str, int]:
    counts = {name: sum(getattr(each, name) is not None for each in dossiers) for name in FIELDS if name != "aliases"}
    return {name: count for name, count in counts.items() if count}


def _unknown(dossiers: Iterable[Dossier]) -> dict[str, int]:
    """The commonest word first; a word of a personal field is never repeated."""
    words: Counter[str] = Counter()
    for dossier in dossiers:
        for name, word in dossier.unknown.items():
            words[name if name in PERSONAL_FIELDS else f"{name}: {word}"] += 1
    return dict(words.most_common())
