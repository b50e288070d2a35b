"""What is explained, or not certain enough to be judged further, is no case."""

import pytest

from connector.domain.mismatch import Kind
from connector.ports import Reading
from connector.reconcile.match import Match, MatchKind
from connector.reconcile.sides import AllSides
from connector.reconcile.whole import judge_whole


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("Công ty TNHH Giả Định", "Cty TNHH Giả Định"),
        ("Công ty Trách nhiệm hữu hạn Một thành viên Giả Định", "CÔNG TY TNHH MTV GIẢ ĐỊNH"),
        ("Công ty Cổ phần Giả Định", "C.ty CP Giả Định"),
    ],
)
def test_the_form_of_an_enterprise_may_be_written_out_or_shortened(world, here: str, there: str) -> None:
    source = world.dossier(status=4, applicant_name=here)
    assert not world.judge(source, world.dossier(status=4, applicant_name=there)).recorded
    (other,) = world.judge(source, world.dossier(status=4, applicant_name=f"{there} Khác")).recorded
    assert other.kind is Kind.APPLICANT_DIFFERS


def test_of_two_dossiers_under_one_number_nothing_is_said_but_that(world) -> None:
    """The one's receipt lies after the other's end: two dossiers, not one that was finished before it came."""
    source = world.dossier(status=9, received_at=world.at(1), finished_at=world.at(3), receipt_signed=False)
    reading: Reading = world.reading(world.dossier(status=9, received_at=world.at(12), finished_at=world.at(15)))
    match = Match(MatchKind.COLLISION, reading, "không có gì khác khớp")
    rules = world.rules(mode="observe")
    verdict = world.judge(source, reading, match=match, rules=rules)
    sides = AllSides(source=source, reading=reading)
    whole = judge_whole(sides, verdict=verdict, rules=rules, calendar=world.calendar, now=world.now)
    assert [finding.kind for finding in whole.recorded] == [Kind.CODE_COLLISION]
