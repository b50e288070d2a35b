"""A dossier only the source has: created, held, or only recorded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.domain.codes import read_code
from connector.domain.link import Notifies, Publish
from connector.domain.mismatch import Kind, Moved
from connector.domain.status import Status
from connector.domain.verdict import Disposition, HoldRule, Memory
from connector.ports import Capabilities
from connector.reconcile.create import code_was_repaired


def kinds(findings) -> list[Kind]:
    return [finding.kind for finding in findings]


def test_policy_decides_whether_it_is_created(world) -> None:
    source = world.dossier(status=4)
    pushed = world.judge(source, None)
    assert (pushed.disposition, kinds(pushed.pending)) == (Disposition.PUSH, [Kind.ONLY_IN_SOURCE])
    assert pushed.action.create
    held = world.judge(source, None, rules=world.rules(create="hold"))
    assert (held.hold.rule, held.action) == (HoldRule.CREATE, pushed.action)


def test_observing_records_what_would_be_created(world) -> None:
    verdict = world.judge(world.dossier(status=4), None, rules=world.rules(mode="observe"))
    assert (verdict.disposition, kinds(verdict.recorded)) == (Disposition.RECORD, [Kind.ONLY_IN_SOURCE])


def test_every_known_field_goes_but_never_aliases_or_the_note(world) -> None:
    source = world.dossier(
        status=2, applicant_name="Người Thử", note="nội bộ", aliases={"source": "1"}, status_label="moi", fees=()
    )
    assert world.judge(source, None).action.fields == {"status", "applicant_name", "fees"}
    public = world.rules(publish=Publish(note="text"))
    assert "note" in world.judge(source, None, rules=public).action.fields


def test_a_field_the_target_cannot_hold_is_not_sent(world) -> None:
    source = world.dossier(status=2, officer="Người Thử", steps=(world.step(5, 2),))
    action = world.judge(source, None, capabilities=Capabilities(fields=frozenset({"status"}))).action
    assert (action.fields, action.steps) == ({"status"}, ())


@pytest.mark.parametrize("filler", ["0000000000", "000000001", "123456789", "-"])
def test_a_filler_in_place_of_an_id_is_not_sent_because_nobody_could_read_it_back(world, filler) -> None:
    source = world.dossier(status=2, applicant_name="Người Thử", applicant_id=filler)
    assert world.judge(source, None).action.fields == {"status", "applicant_name"}
    real = replace(source, applicant_id="000123456789")
    assert "applicant_id" in world.judge(real, None).action.fields


def test_a_final_state_not_allowed_is_held_whole(world) -> None:
    source = world.dossier(status=10, steps=(world.step(5, 4), world.step(6, 10)))
    verdict = world.judge(source, None)
    assert (verdict.hold.rule, verdict.action.steps != ()) == (HoldRule.FINAL_STATE, True)
    assert world.judge(source, None, rules=world.rules(allow_final=frozenset({Status.RETURNED}))).hold is None
    assert world.judge(source, None, memory=Memory(released=frozenset({HoldRule.FINAL_STATE}))).hold is None


def test_a_final_step_on_the_way_is_as_final(world) -> None:
    source = world.dossier(status=4, steps=(world.step(5, 8), world.step(6, 4)))
    assert world.judge(source, None).hold.rule is HoldRule.FINAL_STATE


def test_a_finished_dossier_may_be_created(world) -> None:
    assert world.judge(world.dossier(status=9), None).disposition is Disposition.PUSH


@pytest.mark.parametrize("raw", ["h13.22-220805-0001", "H13.22-220805-1", "H13.22–220805-0001", 17.0])
def test_a_repaired_code_is_held(world, raw) -> None:
    reading = read_code(raw)
    assert reading.repairs
    source = world.dossier(code=reading.code, status=2, repairs=reading.repairs)
    assert all(code_was_repaired(replace(source, repairs=(repair,))) for repair in reading.repairs)
    assert world.judge(source, None).hold.rule is HoldRule.CODE_REPAIRED


def test_a_repair_of_another_field_is_no_reason_to_hold(world) -> None:
    source = world.dossier(status=2, repairs=("phone: số điện thoại là kiểu số, đã thêm lại số 0 ở đầu",))
    assert world.judge(source, None).hold is None


def test_a_state_nobody_understands_is_not_created(world) -> None:
    verdict = world.judge(world.dossier(unknown={"status": "posting"}), None)
    assert (verdict.disposition, verdict.action) == (Disposition.RECORD, None)
    assert kinds(verdict.recorded) == [Kind.UNKNOWN_VALUE, Kind.ONLY_IN_SOURCE]
    assert (verdict.recorded[0].field, verdict.recorded[0].source) == ("status", "posting")


def test_another_unknown_value_is_named_beside_the_create(world) -> None:
    verdict = world.judge(world.dossier(status=2, unknown={"channel": "zalo"}), None)
    assert (verdict.disposition, kinds(verdict.recorded)) == (Disposition.PUSH, [Kind.UNKNOWN_VALUE])


def test_a_dossier_taken_away_on_the_target_is_never_put_back(world) -> None:
    source = world.dossier(status=4)
    verdict = world.judge(source, None, memory=world.remember(source))
    assert (verdict.disposition, verdict.action) == (Disposition.RECORD, None)
    assert (verdict.recorded[0].kind, verdict.recorded[0].moved) == (Kind.ONLY_IN_SOURCE, Moved.TARGET)


def test_an_old_event_that_would_write_to_a_citizen_is_held(world) -> None:
    notifies = Notifies(states=frozenset({Status.FINISHED}), older_than=timedelta(days=3))
    rules = world.rules(notifies=notifies)
    assert (
        world.judge(world.dossier(status=9, finished_at=world.at(16)), None, rules=rules).hold.rule
        is HoldRule.STALE_NOTICE
    )
    assert world.judge(world.dossier(status=9, finished_at=world.at(18)), None, rules=rules).hold is None
    assert world.judge(world.dossier(status=9), None, rules=rules).hold.rule is HoldRule.STALE_NOTICE
    assert world.judge(world.dossier(status=4), None, rules=rules).hold is None


def test_proposing_holds_what_no_other_rule_holds(world) -> None:
    rules = world.rules(mode="propose")
    assert world.judge(world.dossier(status=2), None, rules=rules).hold.rule is HoldRule.PROPOSE
    assert world.judge(world.dossier(status=8), None, rules=rules).hold.rule is HoldRule.FINAL_STATE


@pytest.mark.parametrize(
    ("released", "standing"),
    [
        ({HoldRule.PROPOSE}, None),
        ({HoldRule.CREATE}, None),  # who releases a create has seen all of it
        ({HoldRule.BRAKE_ACTIONS}, HoldRule.CREATE),
        ({HoldRule.LOOK_UP_FAILED}, HoldRule.CREATE),  # nobody had seen what would be done
    ],
)
def test_one_release_by_a_person_who_saw_the_work_is_enough(world, released, standing) -> None:
    rules = world.rules(mode="propose", create="hold")
    verdict = world.judge(world.dossier(status=2), None, rules=rules, memory=Memory(released=frozenset(released)))
    assert (verdict.hold and verdict.hold.rule) == standing


def test_a_value_the_target_has_no_word_for_is_not_sent(world) -> None:
    words = {"return_method": frozenset({"direct", "post"})}
    capabilities = Capabilities(fields=frozenset({"code", "status", "return_method"}), words=words)
    for method, sent in (("post", {"status", "return_method"}), ("electronic", {"status"})):
        source = world.dossier(status=2, return_method=method)
        assert world.judge(source, None, capabilities=capabilities).action.fields == sent
