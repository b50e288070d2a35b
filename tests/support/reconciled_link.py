"""A link in sync, one that has drifted, and what a reconcile of it is asked."""

from dataclasses import replace
from datetime import datetime, timedelta

from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier
from connector.domain.run import RunSummary
from connector.domain.status import FINAL
from connector.domain.times import ZONE
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row

LISTS = Knobs(lists=True)


def in_sync(number: int = 6, knobs: Knobs = LISTS) -> MemoryLink:
    """A link whose dossiers all arrived and were proved."""
    link = memory_link([row(each) for each in range(1, number + 1)], knobs=knobs)
    link.policy = replace(PUSH, allow_final=FINAL, brakes=replace(PUSH.brakes, min_share=0.5))
    link.sync()
    link.clock.pass_(timedelta(days=5))
    return link


def closed(number: int) -> MemoryLink:
    """A link whose dossiers were all returned long ago."""
    link = memory_link([row(each, state="da_tra") for each in range(1, number + 1)], knobs=LISTS)
    link.policy = replace(PUSH, allow_final=FINAL)
    link.sync()
    link.clock.pass_(timedelta(days=200))
    return link


def finish(link: MemoryLink, number: int) -> None:
    """The work on a dossier ends now, and is recorded at once."""
    now = link.clock.now()
    step = {"luc": f"{now:%d/%m/%Y %H:%M:%S}", "tt": "xong", "can_bo": "Cán Bộ B", "noi_dung": "Ký"}
    link.source.touch(code(number), now, trang_thai="xong", qua_trinh=[*row(number)["qua_trinh"], step])


def code(number: int) -> str:
    return f"H13.22-260302-{number:04}"


def open_cases(link: MemoryLink) -> set[tuple[str, str]]:
    return {(case["code"], case["kind"]) for case in link.store.desk().mismatches([LINK])}


def sums_hold(summary: RunSummary) -> None:
    assert summary.error is None
    assert summary.broken_sums() == ()


def by_hand(link: MemoryLink, number: str = "H13.22-260303-0077") -> Dossier:
    """A dossier that somebody entered at the one-stop alone."""
    received = datetime(2026, 3, 3, 8, 15, tzinfo=ZONE)
    like = link.target.snapshot()[code(1)]
    steps = tuple(replace(step, at=step.at + timedelta(days=1)) for step in like.steps or ())
    return replace(like, code=number, received_at=received, steps=steps, applicant_id="000299000077")


def drifted() -> MemoryLink:
    """In sync once; since then both sides went their own ways, and no change time shows it."""
    link = in_sync()
    link.source.alter(code(1), trang_thai="xong", qua_trinh=[*row(1)["qua_trinh"], FINISHING])
    link.target.desk_edit(code(2), received_at=datetime(2026, 3, 1, 8, tzinfo=ZONE))
    link.target.desk_remove(code(3))
    link.target.desk_enter(by_hand(link))
    link.source.put(row(8, updated="2026-03-03T08:08:00+07:00"))
    return link


FINISHING = {"luc": "04/03/2026 10:00:00", "tt": "xong", "can_bo": "Cán Bộ B", "noi_dung": "Ký"}


DRIFT = {
    (code(1), "target_behind"),
    (code(2), "received_at_differs"),
    (code(3), "only_in_source"),
    ("H13.22-260303-0077", "only_in_target"),
    (code(8), "only_in_source"),
}
