"""What a side declares of itself is true, and what it does not declare is refused before anything is asked."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from connector.domain.dossier import Dossier
from connector.domain.errors import RefusedError
from connector.domain.status import Status
from connector.ports import Target, Witness
from connector.testing.exam.bench import SourceBench, WitnessBench
from connector.testing.exam.check import Wrong, check
from connector.testing.exam.checks.broken_answers import error_of
from connector.testing.exam.checks.followed import follower
from connector.testing.exam.checks.writes import created, must_read
from connector.testing.exam.rows import RECEIVED, rows, step
from connector.testing.exam.target_bench import ALL_DAYS, TargetBench
from connector.testing.exam.told import require_nothing_lost

#: A code that nobody has.
NOBODYS = "H13.22-260302-9999"


@check(
    "B2",
    "Điều nguồn khai (có thứ tự, đọc hết, đọc lại từng hồ sơ) là thật; điều không khai thì từ chối trước khi hỏi.",
    "What a source declares (order, enumeration, single reads) is true; the rest is refused before any call.",
    sides=("source",),
)
def what_a_source_declares_is_true(bench: SourceBench) -> None:
    bench.put(rows(60)[::-1])
    followed = follower(bench)
    side = bench.make()
    followed.follow()
    if side.enumerates:
        followed.follow()
        if len(followed.told.dossiers) != 2 * len(bench.rows):
            raise Wrong("it declares that every reading is everything, and it is not")
    elif followed.cursor is None:
        raise Wrong("it declares that it does not enumerate, and gives no cursor")
    if side.ordered:
        _require_order(followed.told.dossiers)
    _require_single_reads(bench, side)


def _require_order(dossiers: list[Dossier]) -> None:
    times = [each.updated_at for each in dossiers if each.updated_at is not None]
    if any(later < earlier for earlier, later in pairwise(times)):
        raise Wrong("it declares an order of changes that its rows do not keep")


def _require_single_reads(bench: SourceBench, side: Any) -> None:
    before = side.requests
    if not side.rereads:
        if not isinstance(error_of(lambda: side.read(bench.rows[0].code)), RefusedError) or side.requests != before:
            raise Wrong("it declares that no dossier can be read again, and asks for one")
        return
    for each in bench.rows[::17]:
        found = side.read(each.code)
        mapped = None if found is None else bench.mapper.read(found)
        latest = {mapped.code: mapped} if isinstance(mapped, Dossier) else {}
        require_nothing_lost(latest, [each], bench.tells, when="read again by its code")
    if side.read(NOBODYS) is not None:
        raise Wrong("it tells of a dossier that nobody has")
    if side.requests <= before:
        raise Wrong("it does not count what it asks")


@check(
    "B2",
    "Điều bên làm chứng khai là thật; điều không khai thì từ chối trước khi hỏi.",
    "What a witness declares is true; what it does not is refused before any call.",
    sides=("witness",),
)
def what_a_witness_declares_is_true(bench: WitnessBench) -> None:
    bench.put(rows(12))
    side: Witness = bench.make()
    before = side.requests
    if not side.enumerable:
        try:
            list(side.enumerate())
        except NotImplementedError:
            pass
        else:
            raise Wrong("it declares that it cannot be enumerated, and enumerates")
        if side.requests != before:
            raise Wrong("it declares that it cannot be enumerated, and asks")
    for each in bench.rows[::5]:
        found = side.look_up(each.code)
        latest = {} if found is None else {found.dossier.code: found.dossier}
        require_nothing_lost(latest, [each], bench.tells, when="looked up by its code")
        if found is not None and not bench.tells <= found.readable:
            raise Wrong("what it tells is not in what it says can be read")
    if side.look_up(NOBODYS) is not None:
        raise Wrong("it tells of a dossier that nobody has")


@check(
    "B2",
    "Điều một cửa khai (trường, độ dài, liệt kê, ghi) là thật; điều không khai thì từ chối trước khi hỏi.",
    "What a target declares (fields, lengths, listing, writing) is true; the rest is refused before any call.",
    sides=("target",),
)
def what_a_target_declares_is_true(bench: TargetBench) -> None:
    bench.put(rows(12))
    target: Target = bench.make()
    _require_listing(bench, target)
    for each in bench.rows[::5]:
        reading = must_read(target, each.code)
        stray = sorted(name for name in reading.readable - {"code"} if not target.capabilities.tells(name))
        if stray:
            raise Wrong(f"it tells what it does not declare: {', '.join(stray)}")
        require_nothing_lost({reading.dossier.code: reading.dossier}, [each], bench.tells, when="looked up")
    if target.look_up(NOBODYS) is not None:
        raise Wrong("it tells of a dossier that nobody has")
    if target.capabilities.writable:
        _require_limits(bench, target)
    else:
        _require_refusal(bench, target)


def _require_listing(bench: TargetBench, target: Target) -> None:
    if not target.capabilities.enumerable:
        before = target.requests
        try:
            list(target.enumerate(ALL_DAYS))
        except NotImplementedError:
            if target.requests == before:
                return
        raise Wrong("it declares that it cannot list, and asks for a list")
    days = [each.but(received_at=RECEIVED + timedelta(days=3 * number)) for number, each in enumerate(bench.rows)]
    bench.put(days)
    window = replace(ALL_DAYS, first=days[3].dossier.received_at.date(), last=days[8].dossier.received_at.date())  # type: ignore[union-attr]
    told = {reading.dossier.code for batch in target.enumerate(window) for reading in batch}
    missing = {each.code for each in days[3:9]} - told
    if missing:
        raise Wrong(f"its list of some days leaves out {', '.join(sorted(missing))}")
    strange = told - {each.code for each in days}
    if strange:
        raise Wrong(f"its list tells what does not stand there: {', '.join(sorted(strange))}")
    bench.put(rows(12))


def _require_limits(bench: TargetBench, target: Target) -> None:
    most = target.capabilities.steps_per_call
    if "steps" not in target.capabilities.fields:
        return
    before = bench.writes()
    many = [step(Status.PROCESSING, at=RECEIVED + timedelta(minutes=number)) for number in range(most + 1)]
    try:
        target.append_steps(bench.rows[0].code, many)
    except (ValueError, RefusedError):
        if bench.writes() != before and not bench.by_hand:
            raise Wrong(f"more than {most} steps are sent before they are refused") from None
    else:
        if not bench.by_hand:
            raise Wrong(f"it declares {most} steps a call, and takes more")


def _require_refusal(bench: TargetBench, target: Target) -> None:
    before = bench.writes()
    one = bench.rows[0]
    calls = (
        lambda: target.write_record(created(one, target)),
        lambda: target.append_steps(one.code, [step(Status.FINISHED)]),
    )
    for call in calls:
        found = error_of(call)
        if not isinstance(found, RefusedError) or not found.final:
            raise Wrong("it declares that it can only be read, and does not refuse a write for good")
    if bench.writes() != before:
        raise Wrong("it declares that it can only be read, and is written to")
