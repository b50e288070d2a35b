"""Which dossier an entry without a code may be: by person and day of receipt, one entry for one dossier."""

from datetime import datetime
from typing import Any

import pytest

from connector.domain.dossier import Dossier
from connector.domain.times import ZONE
from connector.ports import Testimony
from connector.reconcile.suggest import Suggestions, marks, may_be

DAY = datetime(2026, 3, 2, tzinfo=ZONE)
PERSON, OTHER = "000299000001", "000299000077"


def dossier(**values: Any) -> Dossier:
    return Dossier(**({"code": "H13.22-260302-0001", "received_at": DAY.replace(hour=8)} | values))


def entry(where: str = "dòng 1", **values: Any) -> Testimony:
    told = dossier(**({"code": "", "received_at": DAY} | values))
    return Testimony(dossier=told, readable=frozenset(), where=where)


@pytest.mark.parametrize(
    ("written", "known", "told"),
    [
        ({"applicant_name": "CTY TNHH Thử"}, {"applicant_name": "Công ty TNHH Thử"}, True),
        ({"applicant_name": "Người Nộp"}, {"applicant_name": "Công ty Thử", "submitter_name": "Người Nộp"}, True),
        ({"applicant_id": PERSON, "applicant_name": "A B"}, {"applicant_id": PERSON, "applicant_name": "C D"}, True),
        ({"applicant_id": PERSON, "applicant_name": "A B"}, {"applicant_id": OTHER, "applicant_name": "A B"}, False),
        ({"applicant_id": "000000000", "applicant_name": "A B"}, {"applicant_name": "A B"}, True),
        ({"applicant_id": "000000000"}, {"applicant_id": "000000000"}, False),
        ({"applicant_name": "A B"}, {"applicant_name": "A B", "received_at": DAY.replace(day=3)}, False),
        ({"applicant_name": "A B", "received_at": None}, {"applicant_name": "A B"}, False),
        ({"applicant_name": "A B", "procedure_code": "1.009750"}, {"applicant_name": "A B"}, True),
        (
            {"applicant_name": "A B", "procedure_code": "1.009750"},
            {"applicant_name": "A B", "procedure_code": "2.000001"},
            False,
        ),
        ({"procedure_name": "Cấp phép"}, {"procedure_name": "Cấp phép"}, False),
    ],
)
def test_a_person_and_a_day_suggest_and_nothing_they_tell_may_contradict(
    written: dict[str, Any], known: dict[str, Any], told: bool
) -> None:
    assert may_be(entry(**written).dossier, dossier(**known)) is told


def test_each_entry_is_taken_once_and_may_be_given_back() -> None:
    named = {"applicant_name": "A B"}
    suggestions = Suggestions([entry("dòng 1", **named), entry("dòng 2", **named), entry("dòng 3")])
    first, second, third = (suggestions.take([dossier(**named)]) for _ in range(3))
    assert first is not None
    assert second is not None
    assert (first.where, second.where, third) == ("dòng 1", "dòng 2", None)
    suggestions.give_back(first)
    assert [suggestions.is_taken(f"dòng {number}") for number in (1, 2, 3)] == [False, True, False]
    assert suggestions.take([dossier(**named)]) == first


def test_either_program_may_know_the_person_of_the_book() -> None:
    suggestions = Suggestions([entry(applicant_name="A B")])
    assert suggestions.take([dossier(applicant_name="C D"), dossier(applicant_name="a  b")]) is not None
    assert marks(dossier()) == frozenset()
