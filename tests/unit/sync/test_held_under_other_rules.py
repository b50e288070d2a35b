"""Whatever is held is judged again when the rules change, whoever held it: a rule, a brake, the look before sending."""

from dataclasses import replace
from datetime import timedelta

from connector.domain.errors import RefusedError
from connector.domain.status import Status
from connector.domain.verdict import HoldRule
from support.link_runs import decision, green
from support.memory_link import LINK, OFF, PUSH, MemoryLink, memory_link, row
from support.one_dossier import CODE, rules_of_holds

TIGHT = replace(PUSH, brakes=replace(OFF, max_actions=5))


def braked(number: int = 7) -> MemoryLink:
    link = memory_link([row(one) for one in range(1, number + 1)])
    link.policy = TIGHT
    assert link.sync().held == number
    return link


def holds(link: MemoryLink) -> list[int]:
    return [hold["id"] for hold in link.store.desk().holds([LINK])]


def test_what_a_brake_held_goes_on_once_the_brake_allows_it() -> None:
    link = braked()
    link.policy, link.digest = PUSH, "rules-2"
    summary = link.sync()
    green(summary)
    assert (summary.unchanged, summary.revived, summary.verified) == (summary.read, 7, 7)
    assert holds(link) == []
    assert link.store.desk().mismatches([LINK]) == []


def test_what_a_brake_held_stays_the_same_holds_while_the_rules_do() -> None:
    link = braked()
    before = holds(link)
    summary = link.sync()
    assert (summary.held, summary.revived) == (0, 0)
    assert holds(link) == before


def test_a_brake_that_still_applies_holds_it_anew() -> None:
    link = braked()
    link.policy, link.digest = replace(PUSH, brakes=replace(OFF, max_actions=6)), "rules-2"
    summary = link.sync()
    assert summary.broken_sums() == ()
    assert (summary.revived, len(holds(link))) == (0, 7)
    assert link.target.snapshot() == {}


def test_a_corrected_map_reaches_what_a_brake_held() -> None:
    link = braked()
    link.map_changes = {"summary": {"path": "han_tra"}}
    link.digest = "rules-2"
    link.sync()
    link.store.desk().release_holds(holds(link), decision(link))
    green(link.sync())
    assert {record.summary for record in link.target.snapshot().values()} == {"20/03/2026 17:00:00"}


def test_what_a_person_rejected_is_not_brought_back_by_other_rules() -> None:
    link = braked()
    link.store.desk().reject_holds(holds(link), decision(link))
    link.policy, link.digest = PUSH, "rules-2"
    assert link.sync().revived == 0
    assert link.target.snapshot() == {}


def test_what_the_look_before_sending_held_is_judged_again_by_other_rules() -> None:
    """The desk asks for a payment between the plan and the sending: both have moved, until the link trusts the desk."""
    link = memory_link([row(1)])
    green(link.sync())
    link.source.put(row(1, state="xong", updated="2026-03-04T08:00:00+07:00"))
    link.target.faults.script("write_record", RefusedError("bận", final=False))
    link.sync(wait=timedelta(0))
    link.target.desk_edit(CODE, status=Status.PAYMENT)
    assert link.sync(wait=timedelta(hours=1)).superseded == 1
    assert rules_of_holds(link) == {HoldRule.BOTH_MOVED}
    before = holds(link)
    link.sync()
    assert holds(link) == before
    link.policy, link.digest = replace(PUSH, authority={"status": "target"}), "rules-2"
    link.sync()
    assert holds(link) == []
    assert link.target.snapshot()[CODE].status is Status.PAYMENT
