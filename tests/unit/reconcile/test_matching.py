"""Which dossier of the target is the source's: in one order, never fuzzy, never two."""

from dataclasses import replace
from datetime import date

import pytest

from connector.domain.link import Catalogues, CodeMapping
from connector.reconcile.match import MatchKind, codes_to_ask, match

OLD = "000.00.22.H13-220805-0001"
NEW = "H13.22-220805-0001"


@pytest.fixture
def find(world):
    def find(source, *targets, catalogues=None):
        return match(source, [world.reading(target) for target in targets], catalogues or Catalogues())

    return find


def test_the_same_code_needs_no_second_witness(world, find) -> None:
    found = find(world.dossier(procedure_code="1.009748"), world.dossier(procedure_code="2.000815"))
    assert found.kind is MatchKind.EXACT
    assert found.reading is not None


def test_old_and_new_form_match_when_another_field_agrees(world, find) -> None:
    source = world.dossier(code=OLD, procedure_code="1.009748")
    assert find(source, world.dossier(code=NEW, procedure_code="1.009748.000.00.00.H13")).kind is MatchKind.NORMALISED


@pytest.mark.parametrize(
    ("source", "target", "agrees"),
    [
        ({"procedure_code": "1.009748"}, {"procedure_code": "2.000815"}, False),
        ({}, {}, False),
        ({"applicant_id": "000000000001"}, {"applicant_id": "000000000001"}, False),  # a filler proves nothing
        ({"applicant_id": "000123456782"}, {"applicant_id": "000 123 456 782"}, True),
        ({"applicant_name": "Người Thử"}, {"applicant_name": "Người Thử"}, False),  # a name only suggests
    ],
)
def test_a_normalised_code_alone_is_a_collision(world, find, source, target, agrees) -> None:
    found = find(world.dossier(code=OLD, **source), world.dossier(code=NEW, **target))
    assert found.kind is (MatchKind.NORMALISED if agrees else MatchKind.COLLISION)
    assert found.reading is not None
    assert agrees or found.reason


def test_the_received_day_confirms_whatever_the_hour(world, find) -> None:
    source = world.dossier(code=OLD, received_at=world.at(5, hour=8))
    assert find(source, world.dossier(code=NEW, received_at=world.at(5, hour=0))).kind is MatchKind.NORMALISED
    assert find(source, world.dossier(code=NEW, received_at=world.at(6))).kind is MatchKind.COLLISION


def test_two_candidates_are_never_linked(world, find) -> None:
    found = find(world.dossier(), world.dossier(), world.dossier())
    assert (found.kind, found.reading) == (MatchKind.COLLISION, None)


def test_an_exact_code_wins_over_every_other_way(world, find) -> None:
    exact, other_form = world.dossier(code=OLD), world.dossier(code=NEW)
    found = find(world.dossier(code=OLD), other_form, exact)
    assert found.kind is MatchKind.EXACT
    assert found.reading.dossier is exact


def test_aliases_match_only_within_their_scheme(world, find) -> None:
    source = world.dossier(code="X1", aliases={"source": "77"}, procedure_code="1.009748")
    same = world.dossier(code="Y1", aliases={"source": "77"}, procedure_code="1.009748")
    assert find(source, same).kind is MatchKind.ALIAS
    assert find(source, replace(same, aliases={"national": "77"})).kind is MatchKind.NONE


def test_a_receipt_number_is_an_alias_wherever_it_is_kept(world, find) -> None:
    source = world.dossier(code="X1", aliases={"receipt": "BN-9"}, procedure_code="1.009748")
    assert (
        find(source, world.dossier(code="Y1", receipt_number="bn-9", procedure_code="1.009748")).kind is MatchKind.ALIAS
    )


def test_book_and_number_come_last_and_need_a_witness(world, find) -> None:
    source = world.dossier(code="X1", aliases={"book": "2022/DT/1/15"}, procedure_code="1.009748")
    target = world.dossier(code="Y1", aliases={"book": "2022/DT/1/15"}, procedure_code="1.009748")
    assert find(source, target).kind is MatchKind.BOOK
    assert find(source, replace(target, procedure_code=None)).kind is MatchKind.COLLISION


def test_nothing_alike_is_no_match(world, find) -> None:
    assert find(world.dossier(), world.dossier(code="H13.22-220805-0002")).kind is MatchKind.NONE
    assert find(world.dossier()).reading is None


MERGED = CodeMapping(old="H30.5", new="H13.40", valid_from=date(2025, 7, 1), valid_to=date(2025, 12, 31))


@pytest.mark.parametrize(("day", "mapped"), [("250630", False), ("250701", True), ("251231", True), ("260101", False)])
def test_an_explicit_mapping_counts_at_the_codes_own_date(world, find, day, mapped) -> None:
    catalogues = Catalogues(agency_mappings=(MERGED,))
    old = world.dossier(code=f"H30.05-{day}-0007", procedure_code="1.009748")
    new = world.dossier(code=f"H13.40-{day}-0007", procedure_code="1.009748")
    expected = MatchKind.NORMALISED if mapped else MatchKind.NONE
    assert find(old, new, catalogues=catalogues).kind is expected
    assert find(new, old, catalogues=catalogues).kind is expected
    assert (new.code in codes_to_ask(old, catalogues)) is mapped


TWICE = (
    CodeMapping(old="H30.5", new="H13.40", valid_from=date(2025, 7, 1)),
    CodeMapping(old="H13.40", new="H13.50", valid_from=date(2026, 1, 1)),
)


@pytest.mark.parametrize(("day", "mapped"), [("251231", False), ("260101", True)])
def test_an_agency_that_was_recoded_twice_is_followed_while_both_are_valid(world, find, day, mapped) -> None:
    catalogues = Catalogues(agency_mappings=TWICE)
    old = world.dossier(code=f"H30.05-{day}-0007", procedure_code="1.009748")
    new = world.dossier(code=f"H13.50-{day}-0007", procedure_code="1.009748")
    expected = MatchKind.NORMALISED if mapped else MatchKind.NONE
    assert find(old, new, catalogues=catalogues).kind is expected
    assert find(new, old, catalogues=catalogues).kind is expected
    assert (new.code in codes_to_ask(old, catalogues)) is mapped


def test_two_agencies_that_became_one_are_not_each_other(world, find) -> None:
    merged = (*TWICE, CodeMapping(old="H51.7", new="H13.40"))
    one = world.dossier(code="H30.05-260302-0001", procedure_code="1.009748")
    other = world.dossier(code="H51.07-260302-0001", procedure_code="1.009748")
    assert find(one, other, catalogues=Catalogues(agency_mappings=merged)).kind is MatchKind.NONE


def test_mappings_that_go_round_in_a_circle_come_to_an_end(world) -> None:
    circle = (*TWICE, CodeMapping(old="H13.50", new="H30.5"))
    asked = codes_to_ask(world.dossier(code="H30.5-260302-0001"), Catalogues(agency_mappings=circle))
    assert [code.partition("-")[0] for code in asked if code.startswith("H13")] == ["H13.40", "H13.50"]


def test_a_mapping_of_the_whole_code_counts_too(world, find) -> None:
    catalogues = Catalogues(dossier_mappings=(CodeMapping(old="CT-17", new=NEW),))
    source = world.dossier(code="CT-17", procedure_code="1.009748")
    assert find(source, world.dossier(procedure_code="1.009748"), catalogues=catalogues).kind is MatchKind.NORMALISED
    assert codes_to_ask(source, catalogues) == ("CT-17", NEW)


def test_the_code_as_received_is_asked_first(world) -> None:
    asked = codes_to_ask(world.dossier(code=NEW))
    assert asked[0] == NEW
    assert OLD in asked
    assert codes_to_ask(world.dossier(code="CT-2022-17")) == ("CT-2022-17",)
