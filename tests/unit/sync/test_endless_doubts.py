"""Answers that never become clear have an end too: ever longer pauses, then a person, and no other dossier waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.adapters.memory.faults import Fault
from connector.domain.errors import AlreadyExistsError, ForeignSystemError, InDoubtError
from connector.domain.link import Retry
from connector.domain.run import Outcome
from connector.ports import RecordWrite
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row
from support.one_dossier import CODE, LATER

A_DAY = Retry(first=timedelta(minutes=1), max=timedelta(hours=2), give_up_after=timedelta(days=1))
PATIENT = replace(PUSH, retry=A_DAY)


def never_clear(link: MemoryLink, error: ForeignSystemError) -> list[timedelta]:
    """Every write of the first dossier ends so, with nothing done; the pauses between them as they come."""
    write, sent, pauses = link.target.write_record, [link.clock.now()], []

    def failing(told: RecordWrite) -> None:
        if told.code != CODE:
            return write(told)
        pauses.append(link.clock.now() - sent[-1])
        sent.append(link.clock.now())
        raise error.with_traceback(None)

    link.target.write_record = failing  # type: ignore[method-assign]
    return pauses


@pytest.mark.parametrize("stands", [False, True])
def test_one_doubt_after_the_other_comes_ever_later_and_to_a_person_in_the_end(stands: bool) -> None:
    link = memory_link([row(number, qua_trinh=[]) for number in range(1, 6)])
    link.policy = PATIENT
    if stands:
        link.sync()
        link.source.put(row(1, state="xong", updated=LATER, qua_trinh=[]))
    pauses = never_clear(link, InDoubtError("HTTP 500"))
    summary = link.sync(wait=timedelta(days=9))
    assert (summary.dead, summary.in_doubt, summary.waiting, summary.outcome) == (1, 0, 0, Outcome.PARTIAL)
    assert summary.verified == summary.queued - 1
    assert summary.broken_sums() == ()
    assert 10 < len(pauses) < 30
    assert pauses[1] < timedelta(minutes=1), "the first doubt is looked up and sent again at once"
    assert max(pauses) > timedelta(hours=1)
    (letter,) = link.store.desk().dead_letters([LINK])
    assert letter["error"]


def test_a_dossier_said_to_exist_that_nobody_is_shown_is_neither_called_done_nor_created_again() -> None:
    link = memory_link([row(1, qua_trinh=[])])
    link.policy = PATIENT
    never_clear(link, AlreadyExistsError("Hồ sơ đã tồn tại", final=False))
    summary = link.sync()
    assert (summary.waiting, summary.superseded, summary.outcome) == (1, 0, Outcome.PARTIAL)
    assert link.sync(wait=timedelta(days=9)).dead == 1
    assert len(link.store.desk().dead_letters([LINK])) == 1


def test_what_arrived_with_every_answer_lost_is_no_refusal() -> None:
    link = memory_link([row(1)])
    link.target.faults.script("write_record", *[Fault(InDoubtError("hết giờ"), committed=True)] * 3)
    link.target.faults.script("append_steps", *[Fault(InDoubtError("hết giờ"), committed=True)] * 3)
    assert link.sync(wait=timedelta(minutes=5)).outcome is Outcome.VERIFIED
