"""A clock that was set back: what waits goes on waiting from now, as long as it had to, and not a day longer."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from connector.domain.delivery import Delivery, DeliveryState
from connector.domain.run import Category
from support.store_story import LINK, Story, judged

DAY = timedelta(days=1)
SOON = timedelta(minutes=5)


@pytest.fixture
def story(untold):
    return untold


def set_back(story: Story, by: timedelta = DAY) -> None:
    """The run that comes after it."""
    story.passes(-by)
    story.begin()


def waits(story: Story, one: Delivery) -> None:
    story.settle(one, DeliveryState.WAITING, next_attempt_at=story.now + SOON)


def is_in_doubt(story: Story, one: Delivery) -> None:
    story.settle(one, DeliveryState.IN_DOUBT, next_attempt_at=story.now + SOON)


def is_delivered(story: Story, one: Delivery) -> None:
    until = story.now + 2 * SOON
    story.settle(one, DeliveryState.DELIVERED, next_attempt_at=story.now + SOON, verify_until=until)


@pytest.mark.parametrize("became", [waits, is_in_doubt, is_delivered])
def test_it_waits_as_long_as_it_had_to(story: Story, became: Callable[[Story, Delivery], None]) -> None:
    [one] = story.queued("A")
    became(story, one)
    set_back(story)
    assert story.store.next_attempt(LINK) == story.now + SOON
    assert story.claim() == []
    story.passes(SOON)
    [again] = story.claim()
    assert again.sent_at == story.now - SOON  # the doubt lasts from now, not from tomorrow
    assert again.verify_until in {None, story.now + SOON}


def test_what_was_never_sent_goes_at_once(story: Story) -> None:
    story.begin()
    story.page(judged("A", Category.QUEUED))
    story.plan()
    set_back(story)
    assert [one.code for one in story.claim()] == ["A"]


def test_what_a_dead_process_had_in_hand_is_looked_up_at_once(story: Story) -> None:
    story.queued("A")
    set_back(story)
    [one] = story.claim()
    assert (one.state, one.sent_at) == (DeliveryState.IN_DOUBT, story.now)


def test_a_link_left_alone_for_an_hour_is_left_alone_for_an_hour(story: Story) -> None:
    [one] = story.queued("A")
    story.settle(one, DeliveryState.WAITING, next_attempt_at=story.now)
    story.store.postpone(LINK, story.now + timedelta(hours=1))
    set_back(story)
    assert story.store.next_attempt(LINK) == story.now + timedelta(hours=1)


def test_it_is_heeded_once(story: Story) -> None:
    [one] = story.queued("A")
    waits(story, one)
    set_back(story)
    due = story.now + SOON
    story.passes(timedelta(minutes=2))
    story.begin()
    assert story.store.next_attempt(LINK) == due


def test_a_clock_that_jumps_by_a_moment_changes_nothing(story: Story) -> None:
    [one] = story.queued("A")
    waits(story, one)
    due = story.now + SOON
    set_back(story, by=timedelta(seconds=50))
    assert story.store.next_attempt(LINK) == due


def test_another_link_is_left_as_it_was(story: Story) -> None:
    [one] = story.queued("A")
    waits(story, one)
    due = story.now + SOON
    story.store.begin_run("elsewhere", "labour", "sync", story.owner, story.now - DAY)
    assert story.store.next_attempt(LINK) == due
