"""Fields beside state and steps: who is right, who moved, and which kind of case a difference is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from connector.domain.calendar import WorkingCalendar
from connector.domain.dossier import Supplement
from connector.domain.link import Catalogues, CodeMapping, Publish
from connector.domain.mismatch import Kind, Moved
from connector.domain.verdict import Disposition, HoldRule, Memory
from connector.reconcile.match import Match, MatchKind


def recorded(verdict):
    return [(finding.kind, finding.field) for finding in verdict.recorded]


@pytest.mark.parametrize(
    ("values", "shown", "kind"),
    [
        ({"received_at": 5}, {"received_at": 6}, Kind.RECEIVED_AT_DIFFERS),
        ({"due_at": 5}, {"due_at": 12}, Kind.DUE_AT_DIFFERS),
        ({"applicant_name": "Người Thử A"}, {"applicant_name": "Người Thử B"}, Kind.APPLICANT_DIFFERS),
        ({"applicant_id": "000123456782"}, {"applicant_id": "000123456783"}, Kind.APPLICANT_DIFFERS),
        ({"applicant_id": "000123456782"}, {}, Kind.APPLICANT_DIFFERS),  # the target could hold it and does not
        ({"procedure_code": "1.009748"}, {"procedure_code": "2.000815"}, Kind.PROCEDURE_DIFFERS),
        ({"agency_code": "H13.22"}, {"agency_code": "H13.23"}, Kind.AGENCY_DIFFERS),
    ],
)
def test_where_the_source_is_not_right_a_difference_is_recorded(world, values, shown, kind) -> None:
    verdict = world.judge(world.dossier(**_timed(world, values)), world.dossier(**_timed(world, shown)))
    assert (verdict.disposition, verdict.action) == (Disposition.RECORD, None)
    assert recorded(verdict) == [(kind, next(iter(values)))]


def _timed(world, values):
    return {name: world.at(value) if isinstance(value, int) else value for name, value in values.items()}


def test_a_link_may_give_the_source_the_last_word(world) -> None:
    rules = world.rules(authority={"applicant_name": "source"})
    sides = world.dossier(applicant_name="Người Thử A"), world.dossier(applicant_name="Người Thử B")
    verdict = world.judge(*sides, rules=rules)
    assert (verdict.disposition, verdict.action.fields) == (Disposition.PUSH, {"applicant_name"})
    assert [finding.kind for finding in verdict.pending] == [Kind.APPLICANT_DIFFERS]


def test_what_is_equal_is_the_next_base(world) -> None:
    source = world.dossier(status=4, applicant_name="NGUYỄN THỬ", received_at=world.at(5))
    verdict = world.judge(source, replace(source, applicant_name="Nguyễn  Thử", received_at=world.at(5, 0)))
    assert verdict.disposition is Disposition.AGREE
    assert verdict.agreed == {"status": "4", "applicant_name": "nguyễn thử", "received_at": "2022-08-05"}
    assert verdict.comparable == {"status", "applicant_name", "received_at"}


@pytest.mark.parametrize(
    ("mine", "theirs", "expected", "moved"),
    [
        (9, 5, Disposition.PUSH, Moved.SOURCE),
        (5, 9, Disposition.RECORD, Moved.TARGET),
        (9, 8, Disposition.HOLD, Moved.BOTH),
    ],
)
def test_with_a_base_who_moved_decides(world, mine, theirs, expected, moved) -> None:
    memory = world.remember(world.dossier(finished_at=world.at(5)))
    verdict = world.judge(
        world.dossier(finished_at=world.at(mine)), world.dossier(finished_at=world.at(theirs)), memory=memory
    )
    assert verdict.disposition is expected
    assert [finding.moved for finding in (*verdict.recorded, *verdict.pending)] == [moved]


def test_a_hold_names_every_contested_field(world) -> None:
    memory = world.remember(world.dossier(status=2, finished_at=world.at(5)))
    sides = world.dossier(status=9, finished_at=world.at(9)), world.dossier(status=4, finished_at=world.at(8))
    hold = world.judge(*sides, memory=memory).hold
    assert hold.rule is HoldRule.BOTH_MOVED
    assert "status, finished_at" in hold.reason


def test_both_moved_where_the_target_is_right_is_only_recorded(world) -> None:
    memory = world.remember(world.dossier(due_at=world.at(5)))
    verdict = world.judge(world.dossier(due_at=world.at(9)), world.dossier(due_at=world.at(12)), memory=memory)
    assert (verdict.disposition, verdict.recorded[0].moved) == (Disposition.RECORD, Moved.BOTH)


def test_a_release_lifts_only_its_own_rule(world) -> None:
    base = world.remember(world.dossier(status=4, finished_at=world.at(5)))
    sides = world.dossier(status=10, finished_at=world.at(9)), world.dossier(status=4, finished_at=world.at(8))
    released = replace(base, released=frozenset({HoldRule.FINAL_STATE}))
    assert world.judge(*sides, memory=base).hold.rule is HoldRule.FINAL_STATE
    assert world.judge(*sides, memory=released).hold.rule is HoldRule.BOTH_MOVED


def test_a_side_that_names_the_submitter_as_applicant_is_explained(world) -> None:
    source = world.dossier(applicant_name="Công ty Thử", submitter_name="Người Thử")
    verdict = world.judge(source, world.dossier(applicant_name="Người Thử"))
    assert (verdict.disposition, verdict.recorded) == (Disposition.AGREE, ())
    assert "applicant_name" not in verdict.agreed


@pytest.mark.parametrize(
    ("mine", "theirs", "kind"),
    [
        ((5, 3), (4, 20), Kind.TIME_ZONE_SHIFT),  # seven hours apart, another day
        ((5, 3), (4, 21), Kind.RECEIVED_AT_DIFFERS),
    ],
)
def test_seven_hours_are_a_zone_and_not_a_wrong_day(world, mine, theirs, kind) -> None:
    source, target = world.dossier(received_at=world.at(*mine)), world.dossier(received_at=world.at(*theirs))
    assert recorded(world.judge(source, target)) == [(kind, "received_at")]


def test_by_minute_an_unknown_hour_is_no_wrong_time(world) -> None:
    rules = world.rules(compare={"finished_at": "minute"})
    known, unknown = world.dossier(finished_at=world.at(5, 10)), world.dossier(finished_at=world.at(5, 0))
    verdict = world.judge(known, unknown, rules=rules)
    assert (verdict.action, recorded(verdict)) == (None, [(Kind.TIME_ZONE_SHIFT, "finished_at")])
    assert world.judge(known, world.dossier(finished_at=world.at(5, 11)), rules=rules).action is not None


def test_a_base_by_day_still_counts_when_the_link_compares_by_minute(world) -> None:
    memory = world.remember(world.dossier(finished_at=world.at(5)))
    rules = world.rules(compare={"finished_at": "minute"})
    verdict = world.judge(
        world.dossier(finished_at=world.at(5, 10)),
        world.dossier(finished_at=world.at(5, 11)),
        rules=rules,
        memory=memory,
    )
    assert verdict.pending[0].moved is Moved.UNKNOWN


def test_a_due_date_two_working_days_apart_across_a_pause_is_explained(world) -> None:
    source = world.dossier(due_at=world.at(16), steps=(world.step(8, 5), world.step(9, 4)))
    assert (Kind.DUE_AT_EXPLAINED, "due_at") in recorded(world.judge(source, world.dossier(due_at=world.at(18))))
    assert (Kind.DUE_AT_DIFFERS, "due_at") in recorded(world.judge(source, world.dossier(due_at=world.at(19))))


def test_a_due_date_counted_through_the_holidays_is_explained(world) -> None:
    tet = WorkingCalendar({date(2022, 8, 8): False, date(2022, 8, 9): False})
    received = {"received_at": world.at(5)}  # a Friday; five working days later is the 16th, by weekdays the 12th
    source, target = world.dossier(due_at=world.at(16), **received), world.dossier(due_at=world.at(12), **received)
    assert recorded(world.judge(source, target, calendar=tet)) == [(Kind.DUE_AT_EXPLAINED, "due_at")]
    assert recorded(world.judge(target, source, calendar=tet)) == [(Kind.DUE_AT_EXPLAINED, "due_at")]
    assert recorded(world.judge(source, target)) == [(Kind.DUE_AT_DIFFERS, "due_at")]


def test_a_due_date_on_a_saturday_is_no_way_of_counting(world) -> None:
    source, target = (world.dossier(due_at=world.at(day), received_at=world.at(5)) for day in (12, 13))
    assert recorded(world.judge(source, target)) == [(Kind.DUE_AT_DIFFERS, "due_at")]


def test_a_wrong_received_day_is_one_case(world) -> None:
    source = world.dossier(received_at=world.at(5), due_at=world.at(12))
    verdict = world.judge(source, world.dossier(received_at=world.at(8), due_at=world.at(15)))
    assert recorded(verdict) == [(Kind.RECEIVED_AT_DIFFERS, "received_at")]


def test_codes_linked_by_the_catalogue_at_that_day_are_an_old_name(world) -> None:
    mapping = CodeMapping(old="1.009748", new="1.009750", valid_from=date(2022, 1, 1), valid_to=date(2022, 12, 31))
    agencies = CodeMapping(old="H30.5", new="H13.22")
    catalogues = Catalogues(
        procedures=frozenset({"1.009750"}),
        agencies=frozenset({"H13.22"}),
        procedure_mappings=(mapping,),
        agency_mappings=(agencies,),
    )
    rules = replace(world.rules(), catalogues=catalogues)
    source = world.dossier(procedure_code="1.009750", agency_code="H13.22", received_at=world.at(5))
    target = replace(source, procedure_code="1.009748", agency_code="H30.05")
    expected = [(Kind.PROCEDURE_SUPERSEDED, "procedure_code"), (Kind.AGENCY_RECODED, "agency_code")]
    assert recorded(world.judge(source, target, rules=rules)) == expected
    later = timedelta(days=365)
    source, target = (replace(side, received_at=world.at(5) + later) for side in (source, target))
    assert (Kind.PROCEDURE_DIFFERS, "procedure_code") in recorded(world.judge(source, target, rules=rules))


def test_a_procedure_replaced_twice_is_still_an_old_name(world) -> None:
    steps = (CodeMapping(old="1.009748", new="1.009750"), CodeMapping(old="1.009750", new="1.009760"))
    rules = replace(world.rules(), catalogues=Catalogues(procedures=frozenset({"1.009760"}), procedure_mappings=steps))
    source = world.dossier(procedure_code="1.009760", received_at=world.at(5))
    target = replace(source, procedure_code="1.009748")
    assert recorded(world.judge(source, target, rules=rules)) == [(Kind.PROCEDURE_SUPERSEDED, "procedure_code")]


def test_an_empty_catalogue_makes_codes_not_comparable(world) -> None:
    rules = replace(world.rules(), catalogues=Catalogues())
    source = world.dossier(status=4, procedure_code="1.009748", agency_code="H13.22")
    verdict = world.judge(source, world.dossier(status=4, procedure_code="2.000815", agency_code="H13.23"), rules=rules)
    assert (verdict.disposition, verdict.comparable) == (Disposition.AGREE, {"status"})


@pytest.mark.parametrize(
    ("mine", "theirs", "kind"),
    [
        ("Nguyễn Thử", "Nguy�n Thử", Kind.TEXT_ENCODING),
        ("Nguyễn Thử", "NguyÔn Thö", Kind.TEXT_ENCODING),  # the bytes of TCVN3 read as Western
        # The same, where the canonical form has made Đ of its é, and nothing of its ư.
        ("Trần Thị Bé", "TrÇn ThÞ BĐ", Kind.TEXT_ENCODING),
        ("Nguyễn Văn Hương", "NguyÔn V¨n H¬ng", Kind.TEXT_ENCODING),
        ("NGUYỄN THỊ HƯƠNG", "nguyÔn thÞ h¬ng", Kind.TEXT_ENCODING),
        ("TrÇn V¨n Tr¬ng BĐ", "Trần Văn Trương Bé", Kind.TEXT_ENCODING),
        # Unicode taken for Western, and letters for which a table had no place.
        ("Cần Thơ", "Cáº§n ThÆ¡", Kind.TEXT_ENCODING),
        ("Ä\x90oÃ\xa0n Thá»‹ HÃ²a", "Đoàn Thị Hòa", Kind.TEXT_ENCODING),
        ("Nguyễn Văn Thử", "Nguy?n Van Th?", Kind.APPLICANT_DIFFERS),
        ("Nguyễn Văn Thử", "Nguy?n V?n Th?", Kind.TEXT_ENCODING),
        ("Nguyễn Văn Thử", "Nguy?n V?n H?", Kind.APPLICANT_DIFFERS),
        ("Nguyễn Thử", "Nguyen Thu", Kind.APPLICANT_DIFFERS),
        ("Lê Hương", "Lê Hơng", Kind.APPLICANT_DIFFERS),
        ("Lê Thư", "Lê Th", Kind.APPLICANT_DIFFERS),
        ("Đinh Thử", "Định Thử", Kind.APPLICANT_DIFFERS),
        ("Nguyễn Văn Hương", "NguyÔn V¨n H¹nh", Kind.APPLICANT_DIFFERS),
    ],
)
def test_only_damaged_text_is_a_case_of_its_encoding(world, mine, theirs, kind) -> None:
    verdict = world.judge(world.dossier(applicant_name=mine), world.dossier(applicant_name=theirs))
    assert recorded(verdict) == [(kind, "applicant_name")]


def test_an_officer_rides_along_but_never_starts_a_write(world) -> None:
    source = world.dossier(status=9, officer="Người Thử A")
    alone = world.judge(source, world.dossier(status=9, officer="Người Thử B"))
    assert (alone.disposition, alone.recorded) == (Disposition.AGREE, ())
    along = world.judge(source, world.dossier(status=4, officer="Người Thử B"))
    assert along.action.fields == {"status", "officer"}
    corrected = world.remember(world.dossier(status=4, officer="Người Thử A"))
    desk = world.judge(source, world.dossier(status=4, officer="Người Thử B"), memory=corrected)
    assert desk.action.fields == {"status"}


def test_the_note_is_never_published_unless_the_link_says_so(world) -> None:
    compare = {"status": "value", "note": "value"}
    sides = world.dossier(status=9, note="nội bộ"), world.dossier(status=4, note="")
    private = world.rules(compare=compare, authority={"note": "source"})
    assert world.judge(*sides, rules=private).action.fields == {"status"}
    public = world.rules(compare=compare, authority={"note": "source"}, publish=Publish(note="text"))
    assert world.judge(*sides, rules=public).action.fields == {"status", "note"}


def test_details_are_compared_where_a_link_asks_for_it(world) -> None:
    rules = world.rules(compare={"supplements": "value"})
    source = world.dossier(supplements=(Supplement(requested_at=world.at(8)),))
    assert world.judge(source, source, rules=rules).disposition is Disposition.AGREE
    assert recorded(world.judge(source, world.dossier(supplements=()), rules=rules)) == [
        (Kind.FIELD_DIFFERS, "supplements")
    ]


# ---------------------------------------------------------------- modes and uncertain matches


def test_proposing_holds_everything_and_observing_records_it(world) -> None:
    sides = world.dossier(status=9), world.dossier(status=4)
    proposed = world.judge(*sides, rules=world.rules(mode="propose"))
    assert (proposed.hold.rule, proposed.action.fields) == (HoldRule.PROPOSE, {"status"})
    observed = world.judge(*sides, rules=world.rules(mode="observe"))
    assert (observed.disposition, recorded(observed)) == (Disposition.RECORD, [(Kind.TARGET_BEHIND, "status")])


def test_a_push_may_stand_beside_what_is_only_recorded(world) -> None:
    source = world.dossier(status=9, applicant_name="Người Thử A")
    verdict = world.judge(source, world.dossier(status=4, applicant_name="Người Thử B"))
    assert (verdict.disposition, recorded(verdict)) == (Disposition.PUSH, [(Kind.APPLICANT_DIFFERS, "applicant_name")])


def test_an_uncertain_match_proves_nothing_and_is_held(world) -> None:
    target = world.reading(world.dossier(code="000.00.22.H13-220805-0001", status=4, applicant_name="Khác"))
    uncertain = Match(MatchKind.COLLISION, target, "không chắc")
    source = world.dossier(status=9, applicant_name="Người Thử")
    verdict = world.judge(source, target, match=uncertain)
    assert (verdict.hold.rule, recorded(verdict)) == (HoldRule.CODE_COLLISION, [(Kind.CODE_COLLISION, None)])
    assert (verdict.pending, verdict.agreed, verdict.action.target_code) == ((), {}, target.dossier.code)
    released = Memory(released=frozenset({HoldRule.CODE_COLLISION}))
    confirmed = world.judge(source, target, match=uncertain, memory=released)
    assert (confirmed.disposition, recorded(confirmed)) == (
        Disposition.PUSH,
        [(Kind.APPLICANT_DIFFERS, "applicant_name")],
    )


def test_several_candidates_lead_to_no_work_at_all(world) -> None:
    verdict = world.judge(world.dossier(status=9), None, match=Match(MatchKind.COLLISION, None, "hai hồ sơ"))
    assert (verdict.disposition, verdict.action, recorded(verdict)) == (
        Disposition.RECORD,
        None,
        [(Kind.CODE_COLLISION, None)],
    )
