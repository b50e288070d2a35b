"""A source that suddenly tells far less than it did is not believed: it opens and closes no case."""

from dataclasses import replace

import pytest

from connector.domain.link import Brakes, Scope
from connector.domain.run import Agreement, Outcome
from support.memory_link import LINK, OFF, PUSH, memory_link, row
from support.mortal import Killed, Life

FEARS = replace(OFF, min_share=0.5)


def listed(numbers=range(1, 9), brakes: Brakes = FEARS):
    """An enumerating link that has seen these dossiers, with the target as the source says."""
    link = memory_link([row(number) for number in numbers], enumerates=True)
    link.policy = replace(PUSH, brakes=brakes)
    link.sync()
    return link


def loses_most_and_alters_one(link):
    for number in range(1, 7):
        link.source.remove(code(number))
    # The target owns the applicant: the difference is recorded, never pushed.
    link.source.alter(code(7), chu_ho_so={"ten": "Người Khác", "loai": "CN", "so_giay_to": "000299000007"})


def code(number):
    return f"H13.22-260302-{number:04}"


def cases(link, state="open"):
    return [(case["code"], case["kind"]) for case in link.store.desk().mismatches([LINK], state=state)]


def test_half_an_enumeration_opens_no_case():
    link = listed()
    loses_most_and_alters_one(link)
    summary = link.sync()
    assert (summary.outcome, summary.agreement) == (Outcome.PARTIAL, Agreement.UNKNOWN)
    assert cases(link, "all") == []


def test_half_an_enumeration_closes_no_case():
    link = listed()
    link.source.alter(code(7), chu_ho_so={"ten": "Người Khác", "loai": "CN", "so_giay_to": "000299000007"})
    link.sync()
    standing = cases(link)
    assert standing
    for number in range(1, 7):
        link.source.remove(code(number))
    link.source.alter(code(7), chu_ho_so=row(7)["chu_ho_so"])
    link.sync()
    assert cases(link) == standing


def test_a_whole_enumeration_opens_what_half_of_it_could_not():
    link = listed()
    loses_most_and_alters_one(link)
    link.sync()
    for number in range(1, 7):
        link.source.put(row(number))
    summary = link.sync()
    assert summary.agreement is Agreement.NEW
    assert {case for case, _ in cases(link)} == {code(7)}


@pytest.mark.parametrize("after", [False, True], ids=["before the step", "after it"])
def test_killed_anywhere_a_whole_enumeration_opens_the_same_cases(after):
    undisturbed = Life(ends_at=None, after=after)
    expected = altered_and_synced(undisturbed)
    assert expected
    for step in range(1 + after, undisturbed.steps + 1, 2):  # the two share the steps
        assert altered_and_synced(Life(ends_at=step, after=after)) == expected, f"killed at step {step}"


def altered_and_synced(life):
    """The cases after a run with this life, and another one after its death."""
    link = listed()
    link.source.alter(code(7), chu_ho_so={"ten": "Người Khác", "loai": "CN", "so_giay_to": "000299000007"})
    try:
        link.sync(life=life)
    except Killed:
        link.sync()
    return cases(link, "all")


def test_a_narrower_scope_is_another_measure():
    """What left the scope is not missing: the run is believed, and the cases of what left are gone."""
    link = memory_link([row(1), *(row(number, ma_tthc="2.000815") for number in range(2, 9))], enumerates=True)
    link.policy = replace(PUSH, brakes=FEARS)
    link.sync()
    link.source.alter(code(7), chu_ho_so={"ten": "Người Khác", "loai": "CN", "so_giay_to": "000299000007"})
    link.sync()
    assert {case for case, _ in cases(link)} == {code(7)}
    link.scope, link.digest = Scope(procedures=frozenset({"1.009748"})), "rules-2"
    summary = link.sync()
    assert (summary.outcome, summary.out_of_scope, summary.unchanged) == (Outcome.VERIFIED, 7, 1)
    assert cases(link) == []
    link.source.remove(code(1))
    assert link.sync().outcome is Outcome.PARTIAL
