"""What ``show`` tells of a row has a heading; what it leaves out is left out on purpose."""

import pytest

from connector.cli import deadletters, holds, mismatches
from connector.domain.run import Category
from support.store_story import LINK, Story, judged

#: Of no use to whoever decides: other states' fields, and what the words tell already.
LEFT_OUT = {
    "hold": {"error", "attempts", "sent_at", "settled_at"},
    "dead letter": {"rule", "reason", "held_at", "released"},
    "mismatch": {"label", "due", "finished"},
}


@pytest.fixture
def rows():
    story = Story()
    story.begin()
    story.page(judged("A", Category.HELD), judged("B", Category.RECORDED))
    desk = story.store.desk()
    held = desk.hold(story.held()[0])
    case = desk.mismatches([LINK])[0]
    yield {"hold": held, "dead letter": held, "mismatch": desk.mismatch(case["id"])}
    story.store.close()


@pytest.mark.parametrize(
    ("what", "headings"),
    [("hold", holds.HEADINGS), ("dead letter", deadletters.HEADINGS), ("mismatch", mismatches.HEADINGS)],
)
def test_a_row_is_told_by_its_headings(rows, what, headings):
    assert rows[what].keys() - headings.keys() == LEFT_OUT[what]
