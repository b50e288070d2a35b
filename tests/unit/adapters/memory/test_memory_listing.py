"""The target's twin lists what was received on some days, as whole and as truly as its knobs let it."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from connector.adapters.memory import Knobs, MemoryTarget
from connector.adapters.memory.settings import MemorySystemSettings, MemoryTargetSettings
from connector.adapters.memory.source import MemorySource
from connector.adapters.memory.target import LIST_BATCH, make_target
from connector.adapters.registry import Context
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, RefusedError
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.domain.window import Window
from connector.ports import Clock, RecordWrite

JANUARY = Window(date(2026, 1, 1), date(2026, 1, 31))
MORNING = datetime(2026, 1, 5, 8, 0, tzinfo=ZONE)


def dossier(number: int, received_at: datetime | None = MORNING) -> Dossier:
    return Dossier(
        code=f"H00-260105-{number:04}",
        applicant_name="Nguyễn Giả An",
        status=Status.RECEIVED,
        received_at=received_at,
        steps=(),
    )


@pytest.fixture
def clock(hand_context: Context) -> Clock:
    return hand_context.clock


def target(clock: Clock, *records: Dossier, **knobs: Any) -> MemoryTarget:
    return MemoryTarget(records, clock=clock, knobs=Knobs(**{"lists": True, **knobs}))


def codes(twin: MemoryTarget, window: Window = JANUARY) -> list[str]:
    return [reading.dossier.code for batch in twin.enumerate(window) for reading in batch]


def test_both_ends_are_included_by_the_day_in_vietnam(clock: Clock) -> None:
    first, last = datetime(2026, 1, 1, tzinfo=ZONE), datetime(2026, 1, 31, 23, 59, tzinfo=ZONE)
    minute = timedelta(minutes=1)
    edges = (first - minute, first, last, last + minute, None)
    twin = target(clock, *(dossier(number, at) for number, at in enumerate(edges)))
    assert codes(twin) == ["H00-260105-0001", "H00-260105-0002"]


def test_a_row_tells_what_a_look_up_tells_unless_the_list_hides_it(clock: Clock) -> None:
    twin = target(clock, dossier(1))
    ((reading,),) = twin.enumerate(JANUARY)
    assert reading == twin.look_up(reading.dossier.code)
    less = target(clock, dossier(1), list_steps=False, list_hidden=frozenset({"applicant_name"}))
    ((reading,),) = less.enumerate(JANUARY)
    told = less.look_up(reading.dossier.code)
    assert told is not None
    assert told.readable - reading.readable == {"steps", "applicant_name"}
    assert reading.dossier.applicant_name is None


def test_half_a_list_says_nothing_of_its_other_half(clock: Clock) -> None:
    assert len(codes(target(clock, *(dossier(n) for n in range(10)), list_share=0.5))) == 5


def test_readers_of_a_list_see_what_readers_of_a_dossier_see(clock: Clock) -> None:
    twin = target(clock, lag=timedelta(minutes=5))
    known = frozenset({"received_at", "status"})
    twin.write_record(RecordWrite(create=True, code=dossier(1).code, record=dossier(1), known=known))
    assert codes(twin) == []
    clock.sleep(301)
    assert codes(twin) == [dossier(1).code]
    twin.freeze()
    twin.desk_enter(dossier(2))
    assert codes(twin) == [dossier(1).code]
    twin.thaw()
    assert len(codes(twin)) == 2


def test_a_list_is_told_in_batches_as_it_was_when_it_was_asked_for(clock: Clock) -> None:
    twin = target(clock, *(dossier(n) for n in range(1, LIST_BATCH + 2)))
    batches = twin.enumerate(JANUARY)
    first = next(batches)
    twin.desk_enter(dossier(0))
    assert [len(first), *map(len, batches)] == [LIST_BATCH, 1]
    assert twin.requests == 3


def test_a_fault_in_the_middle_is_raised_and_not_an_end(clock: Clock) -> None:
    twin = target(clock, *(dossier(n) for n in range(LIST_BATCH + 1)))
    twin.faults.script("enumerate", None, BrokenAnswerError("Danh sách hỏng."))
    batches = twin.enumerate(JANUARY)
    next(batches)
    with pytest.raises(BrokenAnswerError):
        next(batches)


def test_whether_it_lists_is_declared_and_configured(clock: Clock, hand_context: Context) -> None:
    assert target(clock).capabilities.enumerable
    silent = target(clock, lists=False)
    assert not silent.capabilities.enumerable
    with pytest.raises(NotImplementedError):
        silent.enumerate(JANUARY)
    system = MemorySystemSettings(system="onestop", adapter="memory", invented=3, lists=True)
    assert make_target(system, MemoryTargetSettings(), hand_context).capabilities.enumerable


def test_a_source_that_cannot_be_asked_for_one_dossier_says_so() -> None:
    source = MemorySource([{"id": "1", "so_ho_so": "H00-260105-0001"}])
    assert source.read("H00-260105-0001") is not None
    source.rereads = False
    with pytest.raises(RefusedError):
        source.read("H00-260105-0001")
