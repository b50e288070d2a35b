"""Random histories of reading, planning, claiming, settling, deciding and dying: the books always balance."""

from contextlib import ExitStack
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from connector.domain.delivery import DeliveryState
from connector.domain.run import Category
from connector.domain.verdict import Hold, HoldRule
from connector.ports import Purge
from connector.store import open_memory_store
from support.store_story import BRAKE, LINK, PROPOSED, WORD, Story, judged, seen

CODES = st.sampled_from(["A", "B", "C"])
ENDS = st.sampled_from([DeliveryState.VERIFIED, DeliveryState.DEAD, DeliveryState.SUPERSEDED])
AGAIN = st.sampled_from([DeliveryState.WAITING, DeliveryState.IN_DOUBT, DeliveryState.DELIVERED])
CANARY = Hold(rule=HoldRule.CANARY, reason="Không đọc lại được.")


class Office(RuleBasedStateMachine):
    """One link over many runs; every run is alive until the next begins, as if its owner had died then."""

    def __init__(self):
        super().__init__()
        self.story = Story(store=self.empty_store())
        self.planned = False
        self.version = 0
        self.content = {}
        self.claimed = {}
        self.sent = {}
        self.story.begin()

    def empty_store(self):
        return open_memory_store()

    def teardown(self):
        self.story.store.close()

    @rule()
    def a_new_run_begins(self):
        self.story.passes(timedelta(minutes=2))
        self.story.begin()
        self.planned, self.claimed = False, {}

    @precondition(lambda self: not self.planned)
    @rule(
        code=CODES,
        category=st.sampled_from(
            [Category.QUEUED, Category.QUEUED, Category.HELD, Category.RECORDED, Category.UNCHANGED]
        ),
        again=st.booleans(),
        wait=st.booleans(),
    )
    def a_changed_row_is_read(self, code, category, again, wait):
        self.version += 1
        self.content[code] = f"{self.version:04}"
        row = judged(code, category, self.content[code], raw={"so": code}, rejudge=category is Category.HELD)
        self.story.page(row, again=again, wait=wait)

    @precondition(lambda self: not self.planned)
    @rule(code=CODES)
    def a_row_is_read_again(self, code):
        if code in self.content:
            self.story.page(seen(code, self.content[code]))

    @precondition(lambda self: not self.planned)
    @rule(hold=st.sampled_from([None, None, BRAKE]))
    def the_plan_ends(self, hold):
        self.story.plan(hold)
        self.planned = True

    @rule(limit=st.integers(1, 3))
    def a_batch_is_claimed(self, limit):
        for one in self.story.claim(limit=limit):
            assert one.id not in self.claimed, "two owners hold one delivery"
            assert one.code not in {other.code for other in self.claimed.values()}, "two versions in hand at once"
            # (content, id): a later content is never followed by an earlier one.
            assert self.sent.get(one.code, "") <= one.payload.summary, "an older version after a newer one"
            self.sent[one.code] = one.payload.summary
            self.claimed[one.id] = one

    @precondition(lambda self: self.claimed)
    @rule(data=st.data(), end=ENDS | AGAIN, held=st.booleans(), minutes=st.integers(0, 3))
    def one_is_settled(self, data, end, held, minutes):
        one = self.claimed.pop(data.draw(st.sampled_from(sorted(self.claimed))))
        self.story.settle(
            one,
            end,
            hold=PROPOSED if held and end is DeliveryState.SUPERSEDED else None,
            next_attempt_at=self.story.now + timedelta(minutes=minutes),
            verify_until=self.story.now + timedelta(minutes=minutes),
        )

    @precondition(lambda self: self.claimed)
    @rule(data=st.data())
    def one_is_given_back(self, data):
        one = self.claimed.pop(data.draw(st.sampled_from(sorted(self.claimed))))
        self.story.store.unclaim([one], owner=self.story.owner, until=None)

    @rule()
    def whatever_is_old_is_let_go_of(self):
        later = self.story.now + timedelta(days=1)
        self.story.store.purge(Purge(raw_before=later, payload_before=later))

    @rule(minutes=st.integers(1, 5))
    def time_passes(self, minutes):
        self.story.passes(timedelta(minutes=minutes))

    @rule()
    def a_person_releases_the_holds(self):
        self.story.store.desk().release_holds(self.story.held(), WORD)

    @rule()
    def a_person_rejects_the_holds(self):
        self.story.store.desk().reject_holds(self.story.held(), WORD)

    @rule(retry=st.booleans())
    def a_person_decides_the_dead_letters(self, retry):
        desk = self.story.store.desk()
        ids = [row["id"] for row in desk.dead_letters([LINK])]
        decided = desk.retry_dead(ids, WORD) if retry else desk.discard_dead(ids, WORD)
        assert list(decided) == ids

    @precondition(lambda self: self.planned)
    @rule()
    def the_canaries_could_not_be_read(self):
        self.story.store.hold_waiting(LINK, self.story.run, CANARY, self.story.now)

    @precondition(lambda self: self.planned)
    @invariant()
    def what_was_owed_is_what_became_of_it(self):
        self.story.assert_sums()

    @invariant()
    def every_dossier_read_has_one_category(self):
        tally = self.story.store.tally(self.story.run, LINK)
        read = [known for known in self.story.store.known(LINK, "ABC").values() if known.read_run == self.story.run]
        assert sum(tally.categories.values()) == len(read)

    @invariant()
    def the_next_attempt_is_when_a_claim_would_find_something(self):
        moment = self.story.store.next_attempt(LINK)
        if moment is None:
            return
        with self.story.store.scratch() as scratch:
            copy = Story(store=scratch, now=max(moment, self.story.now), runs=self.story.runs)
            assert copy.claim(), "a run would wait for nothing"


Office.TestCase.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)
test_the_books_balance_whatever_happens = Office.TestCase


@pytest.mark.xdist_group("postgresql")
def test_the_books_balance_on_a_server_too(postgresql):
    class OnAServer(Office):
        def empty_store(self):
            self.lent = ExitStack()
            return self.lent.enter_context(postgresql.lent_store())

        def teardown(self):
            super().teardown()
            self.lent.close()

    run_state_machine_as_test(OnAServer, settings=settings(max_examples=4, stateful_step_count=25, deadline=None))
