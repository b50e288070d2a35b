"""The list of events is closed, told in two languages, and free of personal fields."""

import re
from pathlib import Path

from connector.domain.dossier import PERSONAL_FIELDS
from connector.observe.event_actions import TO_DO
from connector.observe.events import CONTEXT_FIELDS, ENTRIES, Event
from connector.observe.events_page import page

ROOT = Path(__file__).resolve().parents[3]

#: design 9: operators grep these names.
NAMES_OF_THE_CONTRACT = {
    "run.started",
    "pull.page",
    "record.rejected",
    "plan.made",
    "brake.applied",
    "outbox.queued",
    "delivery.sent",
    "delivery.retry_scheduled",
    "delivery.in_doubt",
    "delivery.dead",
    "delivery.verified",
    "mismatch.opened",
    "mismatch.closed",
    "paper.mismatch",
    "hold.released",
    "system.down",
    "system.up",
    "clock.ahead",
    "run.finished",
}


def test_every_name_of_the_contract_exists():
    assert {str(event) for event in Event} >= NAMES_OF_THE_CONTRACT


def test_every_event_has_exactly_one_entry():
    assert set(ENTRIES) == set(Event)


def test_names_are_two_words_joined_by_a_dot():
    assert all(re.fullmatch(r"[a-z]+\.[a-z_]+", event) for event in Event)


def test_no_event_may_carry_a_personal_field():
    assert all(not (event.fields & PERSONAL_FIELDS) for event in Event)


def test_no_event_redefines_a_context_field_or_a_head_field():
    assert all(not (event.fields & {*CONTEXT_FIELDS, "ts", "level", "event", "dropped"}) for event in Event)


def test_every_event_has_a_sentence_in_both_languages():
    for event in Event:
        assert event.sentence("vi")
        assert event.sentence("en")
        assert event.sentence("vi") != event.sentence("en")


def test_the_page_of_events_is_current():
    text = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
    assert text == page(), "run: python -m connector.observe.events_page > docs/events.md"


def test_every_warning_and_error_says_what_a_person_does_and_nothing_else_asks_for_one():
    for event in Event:
        grave = event.level in {"warning", "error"}
        assert (event in TO_DO) == grave, event
    assert all(all(todo) for todo in TO_DO.values())
