"""What a weighing says of the sides, case by case."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from connector.domain.errors import StoreError
from connector.domain.times import ZONE
from connector.ports import Side, SideRow, Weighed, Weighing
from connector.snapshot import DuckScales, join, side

FIELDS = ("status", "due_at")
NOON = datetime(2026, 3, 2, 12, tzinfo=ZONE)


@pytest.fixture
def weighing(tmp_path: Path) -> Iterator[Weighing]:
    with DuckScales(tmp_path).weighing("investment", FIELDS) as opened:
        yield opened


def row(key: str, payload: str = "", **values: object) -> SideRow:
    told: dict[str, object] = {"key": key, "code": key.upper(), "payload": payload.encode(), "keys": {"status": "4"}}
    return SideRow(**told | values)  # type: ignore[arg-type]


def entry(payload: str, book: str, **values: object) -> SideRow:
    """A paper row without a code."""
    return row("", payload, aliases=frozenset({("book", book)}), **values)


def weighed(weighing: Weighing) -> dict[str, Weighed]:
    return {one.key: one for batch in weighing.weigh() for one in batch}


def told(rows: Sequence[SideRow]) -> list[str]:
    return [one.payload.decode() for one in rows]


@pytest.mark.parametrize(
    ("source", "target", "equal"),
    [
        ({"status": "4", "due_at": "1"}, {"status": "4", "due_at": "1"}, True),
        ({"status": "4", "due_at": "1"}, {"status": "4", "due_at": "2"}, False),
        ({"status": "4", "due_at": ""}, {"status": "4", "due_at": "2"}, True),  # the source has nothing to say
        ({"status": "4"}, {"status": "4", "due_at": "2"}, True),  # the source does not tell it
        ({"status": "4", "due_at": "1"}, {"status": "4"}, True),  # the target does not tell it
        ({"status": "4", "due_at": "1"}, {"status": "4", "due_at": ""}, False),  # the target tells that it is empty
        ({"status": ""}, {"status": ""}, False),  # nothing compared is not agreement
        ({"status": "4"}, {"due_at": "4"}, False),
        ({}, {}, False),
        ({"applicant": "x"}, {"applicant": "x"}, False),  # not one of the compared fields
        ({"status": "1", "due_at": "12"}, {"status": "11", "due_at": "2"}, False),
    ],
)
def test_sides_are_equal_where_all_they_both_tell_is(
    weighing: Weighing, source: dict[str, str], target: dict[str, str], equal: bool
) -> None:
    weighing.lay(Side.SOURCE, [row("a", keys=source)])
    weighing.lay(Side.TARGET, [row("a", keys=target)])
    assert weighed(weighing)["a"].equal is equal


def test_nothing_laid_is_nothing_weighed(weighing: Weighing) -> None:
    weighing.lay(Side.SOURCE, [])
    assert list(weighing.weigh()) == []
    assert list(weighing.codes(list(Side))) == []
    assert list(weighing.doubled(Side.SOURCE, days=3)) == []


def test_without_compared_fields_nothing_is_equal(tmp_path: Path) -> None:
    with DuckScales(tmp_path).weighing("l", ()) as weighing:
        weighing.lay(Side.SOURCE, [row("a")])
        weighing.lay(Side.TARGET, [row("a")])
        assert not weighed(weighing)["a"].equal


def test_a_dossier_with_nothing_to_judge_comes_without_its_payload(weighing: Weighing) -> None:
    weighing.lay(Side.SOURCE, [row("a", "mine"), row("b", "mine", suspect=True)])
    weighing.lay(Side.TARGET, [row("a", "theirs"), row("b", "theirs")])
    found = weighed(weighing)
    assert found["a"].source == row("a", keys={})
    assert found["b"].source == row("b", "mine", suspect=True)
    assert found["b"].target == row("b", "theirs")


def test_a_source_that_is_not_weighed_still_shows_that_it_has_the_dossier(weighing: Weighing) -> None:
    weighing.lay(Side.SOURCE, [row("a", "out of scope", weighed=False), row("b", weighed=False)])
    weighing.lay(Side.TARGET, [row("a", "theirs")])
    found = weighed(weighing)
    assert found.keys() == {"a"}  # no side weighs b
    assert found["a"].source == row("a", "out of scope", weighed=False)
    assert not found["a"].equal


def test_a_row_read_again_unchanged_replaces_the_earlier_and_a_changed_one_is_its_rival(weighing: Weighing) -> None:
    weighing.lay(Side.SOURCE, [row("a", "1", content="x"), row("b", "1", content="x")])
    weighing.lay(Side.SOURCE, [row("a", "2", content="x"), row("b", "2", content="y")])
    found = weighed(weighing)
    assert told([found["a"].source, *found["a"].rivals]) == ["2"]  # type: ignore[list-item]
    assert told([found["b"].source, *found["b"].rivals]) == ["2", "1"]  # type: ignore[list-item]


def test_two_codes_under_one_key_are_rivals_whatever_they_hold(weighing: Weighing) -> None:
    weighing.lay(Side.SOURCE, [row("a", "old form", code="000.00.22.H13-1"), row("a", "new form", code="H13.22-1")])
    assert told(weighed(weighing)["a"].rivals) == ["old form"]


def test_a_target_row_is_as_it_was_last_seen_and_another_code_of_its_key_is_told(weighing: Weighing) -> None:
    weighing.lay(Side.TARGET, [row("a", "other", code="a/old"), row("a", "first"), row("a", "last", content="new")])
    found = weighed(weighing)["a"]
    assert found.target is not None
    assert told([found.target, *found.candidates]) == ["last", "other"]


def test_a_weighed_row_goes_before_a_later_one_that_is_not(weighing: Weighing) -> None:
    weighing.lay(Side.SOURCE, [row("a", "in", content="x"), row("a", "out", content="y", weighed=False)])
    weighing.lay(Side.TARGET, [row("a")])
    found = weighed(weighing)["a"]
    assert found.equal
    assert found.source is not None
    assert told([found.source, *found.rivals]) == ["in", "out"]


def test_a_target_under_another_code_with_the_same_number_is_a_candidate_and_no_dossier_of_its_own(
    weighing: Weighing,
) -> None:
    receipt = frozenset({("receipt", "7")})
    weighing.lay(Side.SOURCE, [row("a", aliases=receipt), row("b", aliases=frozenset({("book", "7")}))])
    weighing.lay(Side.TARGET, [row("z", "theirs", aliases=receipt), row("y", "other", aliases=receipt)])
    weighing.lay(Side.PAPER, [row("z", "of the candidate")])
    found = weighed(weighing)
    assert found.keys() == {"a", "b"}
    assert told(found["a"].candidates) == ["theirs", "other"]
    assert told(found["a"].papers) == ["of the candidate"]
    assert found["b"].candidates == ()  # equal only within a scheme


def test_a_target_that_the_source_knows_by_its_code_is_nobody_elses_candidate(weighing: Weighing) -> None:
    receipt = frozenset({("receipt", "7")})
    weighing.lay(Side.SOURCE, [row("a", aliases=receipt), row("z", weighed=False)])
    weighing.lay(Side.TARGET, [row("z", aliases=receipt)])
    found = weighed(weighing)
    assert found["a"].candidates == ()
    assert found["z"].source is not None


def test_a_candidate_of_several_dossiers_is_contested(weighing: Weighing) -> None:
    receipt, book = frozenset({("receipt", "7")}), frozenset({("book", "7")})
    weighing.lay(Side.SOURCE, [row("a", aliases=receipt | book), row("b", aliases=receipt), row("c", aliases=book)])
    weighing.lay(Side.TARGET, [row("y", "theirs", aliases=receipt), row("z", "other", aliases=frozenset({("x", "1")}))])
    found = weighed(weighing)
    assert [(key, told(found[key].candidates), set(found[key].contested)) for key in "abc"] == [
        ("a", ["theirs"], {"Y"}),
        ("b", ["theirs"], {"Y"}),
        ("c", [], set()),
    ]


def test_a_number_that_everybody_bears_tells_nothing_apart_and_costs_nothing(weighing: Weighing) -> None:
    everybody = frozenset({("receipt", "0")})
    weighing.lay(Side.SOURCE, [row(f"s{n}", aliases=everybody) for n in range(3)])
    weighing.lay(Side.TARGET, [row(f"t{n:02}", f"{n}", aliases=everybody) for n in range(50)])
    found = weighed(weighing)
    assert told(found["s0"].candidates) == [str(n) for n in range(20)]
    assert found.keys() >= {f"t{n}" for n in range(20, 50)}


def test_paper_is_laid_with_its_code_else_its_number_and_with_one_dossier_only(weighing: Weighing) -> None:
    weighing.lay(Side.SOURCE, [row("a", aliases=frozenset({("book", "12")})), row("b")])
    weighing.lay(Side.TARGET, [row("b", aliases=frozenset({("book", "12"), ("book", "13")}))])
    weighing.lay(
        Side.PAPER, [entry("12", "12"), entry("13", "13"), entry("14", "14"), row("c", "by code"), row("b", "b")]
    )
    batches = [one for batch in weighing.weigh() for one in batch]
    assert [(one.key, told(one.papers)) for one in batches] == [
        ("a", ["12"]),
        ("b", ["13", "b"]),
        ("c", ["by code"]),
        ("", ["14"]),
    ]


def test_entries_on_paper_all_stand_unless_they_say_the_same(weighing: Weighing) -> None:
    weighing.lay(Side.PAPER, [row("a", "register"), row("a", "slip"), row("a", "1", content="x")])
    weighing.lay(Side.PAPER, [row("a", "2", content="x")])
    assert told(weighed(weighing)["a"].papers) == ["register", "slip", "2"]


def test_a_row_of_a_system_has_a_key(weighing: Weighing) -> None:
    with pytest.raises(ValueError, match="only a row on paper"):
        weighing.lay(Side.TARGET, [row("")])


def test_codes_may_be_asked_while_their_answers_are_laid(weighing: Weighing) -> None:
    """As a target is asked that cannot list."""
    weighing.lay(Side.SOURCE, [row(f"k{n}") for n in range(5)] + [row("out", weighed=False)])
    weighing.lay(Side.PAPER, [row("k4"), row("p"), entry("no code", "1", code="")])
    for codes in weighing.codes([Side.SOURCE, Side.PAPER], batch=2):
        assert len(codes) <= 2
        weighing.lay(Side.TARGET, [row(code.lower()) for code in codes])
    assert [key for key, one in weighed(weighing).items() if one.target] == ["k0", "k1", "k2", "k3", "k4", "p"]


def test_however_many_marks_differ_the_fields_are_compared(weighing: Weighing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(join, "SLICE", 3)
    told = {"status": "4", "due_at": ""}
    weighing.lay(Side.SOURCE, [row(f"k{n}", keys=told | {"due_at": "1" if n % 4 == 1 else ""}) for n in range(9)])
    weighing.lay(Side.TARGET, [row(f"k{n}", keys=told | {"due_at": "2"}) for n in reversed(range(9))])
    assert [key for key, one in weighed(weighing).items() if not one.equal] == ["k1", "k5"]


def test_a_code_that_stands_for_everything_is_joined_once(weighing: Weighing) -> None:
    """Both sides would pair every such row with every other."""
    weighing.lay(Side.SOURCE, [row("0", f"{n}", content=f"{n}") for n in range(3000)] + [row("a")])
    weighing.lay(Side.TARGET, [row("0", f"{n}", code=f"0{n}") for n in range(3000)] + [row("a")])
    found = weighed(weighing)
    assert found["a"].equal
    assert len(found["0"].rivals) == len(found["0"].candidates) == 2999


def test_long_rows_go_into_more_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side, "BYTES_PER_FILE", 2_000_000)
    with DuckScales(tmp_path).weighing("l", FIELDS) as weighing:
        weighing.lay(Side.SOURCE, (row(f"k{n:04}", keys={"status": "x" * 5000}) for n in range(2500)))
        weighing.lay(Side.TARGET, (row(f"k{n:04}", keys={"status": "x" * 5000}) for n in range(2500)))
        assert all(one.equal for one in weighed(weighing).values())
        assert len(list(tmp_path.rglob("source.*.parquet"))) == 3


def test_a_key_is_held_whoever_laid_it_and_weighed_or_not(weighing: Weighing) -> None:
    asked = ["a", "b'", "c", "d", ""]
    assert weighing.holds(asked) == set()
    weighing.lay(Side.SOURCE, [row("a", weighed=False)])
    weighing.lay(Side.TARGET, [row("b'"), row("b'")])
    assert weighing.holds(asked) == {"a", "b'"}
    assert weighing.holds([]) == set()
    weighing.lay(Side.PAPER, [row("c"), row("", code="")])
    assert weighing.holds(asked) == {"a", "b'", "c", ""}


def test_more_may_be_laid_and_weighed_again(weighing: Weighing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side, "ROWS_PER_FILE", 3)
    weighing.lay(Side.SOURCE, [row(f"k{n}") for n in range(8)])
    weighing.lay(Side.TARGET, [row("k0")])
    assert [one.equal for one in weighed(weighing).values()] == [True] + [False] * 7
    weighing.lay(Side.TARGET, [row(f"k{n}") for n in range(8)])
    assert all(one.equal for one in weighed(weighing).values())


def test_receipts_of_one_person_for_one_procedure_close_together_are_told(weighing: Weighing) -> None:
    first = date(2026, 3, 2)

    def received(
        key: str, days: int, applicant: str | None = "p", procedure: str | None = "1", **values: object
    ) -> SideRow:
        day = first + timedelta(days=days)
        return row(key, key, received=day, applicant=applicant, procedure=procedure, **values)

    weighing.lay(
        Side.SOURCE,
        [
            received("a", 0),
            received("b", 3),
            received("c", 7),
            received("d", 8),
            received("e", 0, procedure="2"),
            received("f", 0, applicant=None),
            received("g", 0, applicant=None),
            received("h", 1, weighed=False),
            received("i", 0, applicant=""),
            received("j", 0, applicant=""),
        ],
    )
    assert [told(group) for group in weighing.doubled(Side.SOURCE, days=3)] == [["a", "b"], ["c", "d"]]


def test_a_dossier_read_twice_is_not_doubled(weighing: Weighing) -> None:
    twice = [row("a", received=date(2026, 3, 2), applicant="p", procedure="1", content=content) for content in "xy"]
    weighing.lay(Side.SOURCE, twice)
    assert list(weighing.doubled(Side.SOURCE, days=3)) == []


def test_what_one_person_closed_all_at_once_is_told(weighing: Weighing) -> None:
    def closed(key: str, minutes: int, by: str | None = "an") -> SideRow:
        return row(key, key, closed_at=NOON + timedelta(minutes=minutes), closed_by=by)

    steadily = [closed(f"s{n}", n * 4, "binh") for n in range(6)]
    at_once = [closed("a", 0), closed("b", 1), closed("c", 5), closed("d", 60)]
    weighing.lay(Side.TARGET, [*steadily, *at_once, *(closed(f"n{n}", 0, None) for n in range(5))])
    groups = list(weighing.closed_together(Side.TARGET, at_least=3, minutes=5))
    assert [told(group) for group in groups] == [["a", "b", "c"]]
    assert groups[0][1].closed_at == NOON + timedelta(minutes=1)


def test_a_weighing_is_over_when_it_is_closed(tmp_path: Path) -> None:
    with DuckScales(tmp_path).weighing("l", FIELDS) as weighing:
        weighing.lay(Side.SOURCE, [row(f"k{n}") for n in range(9)])
        batches = weighing.weigh(batch=2)
        next(batches)
    with pytest.raises(StoreError):
        list(weighing.weigh())
    batches.close()  # type: ignore[attr-defined]
