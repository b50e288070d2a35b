"""The target's twin keeps the port's promises under every knob, and its auditor sees what must not happen."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.adapters.memory import Fault, Knobs, MemoryTarget
from connector.domain.dossier import Dossier, Step
from connector.domain.errors import (
    AlreadyExistsError,
    BrokenAnswerError,
    DoesNotExistError,
    ForeignSystemError,
    InDoubtError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.ports import RecordWrite

CODE = "H13.22-260105-0001"
MORNING = datetime(2026, 1, 5, 8, 0, tzinfo=ZONE)


class HandClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = MORNING

    def now(self) -> datetime:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


def dossier(**values: object) -> Dossier:
    return Dossier(code=CODE, **{"applicant_name": "Nguyễn Giả An", "status": Status.RECEIVED, **values})  # type: ignore[arg-type]


def target(*records: Dossier, clock: HandClock | None = None, **knobs: object) -> MemoryTarget:
    return MemoryTarget(records, clock=clock or HandClock(), knobs=Knobs(**knobs))  # type: ignore[arg-type]


def create(record: Dossier, known: frozenset[str] = frozenset({"applicant_name", "status"})) -> RecordWrite:
    return RecordWrite(create=True, code=record.code, record=record, known=known)


def update(twin: MemoryTarget, known: frozenset[str], **values: object) -> RecordWrite:
    return RecordWrite(create=False, code=CODE, record=dossier(**values), known=known, reading=twin.look_up(CODE))


def step(hour: int, status: Status = Status.PROCESSING, content: str = "") -> Step:
    return Step(at=MORNING.replace(hour=hour), status=status, content=content or None)


def test_what_was_created_is_read_back_with_its_steps() -> None:
    twin = target()
    twin.write_record(create(dossier()))
    twin.append_steps(CODE, [step(9), step(10)])
    reading = twin.look_up(CODE)
    assert reading is not None
    assert reading.dossier.applicant_name == "Nguyễn Giả An"
    assert reading.dossier.steps == (step(9), step(10))
    assert {"steps", "applicant_name", "phone"} <= reading.readable
    assert twin.wrongs() == ()


def test_a_dossier_it_never_had_is_clearly_not_there() -> None:
    assert target().look_up(CODE) is None


def test_a_create_of_what_stands_there_and_an_update_of_what_does_not_are_refused() -> None:
    twin = target(dossier())
    with pytest.raises(AlreadyExistsError):
        twin.write_record(create(dossier()))
    with pytest.raises(DoesNotExistError):
        target().write_record(RecordWrite(create=False, code=CODE, record=dossier(), known=frozenset()))
    with pytest.raises(DoesNotExistError):
        target().append_steps(CODE, [step(9)])


def test_a_system_that_obeys_mistaken_requests_leaves_the_wrong_to_the_auditor() -> None:
    twin = target(dossier(phone="000"), mistaken="obey")
    twin.write_record(create(dossier()))
    assert twin.snapshot()[CODE].phone is None
    assert twin.wrongs() == (f"{CODE}: created over a standing record", f"{CODE}: blanked phone")


@pytest.mark.parametrize(("write", "kept"), [("patch", "Ghi chú của quầy"), ("replace", None)])
def test_a_hidden_field_survives_an_update_only_where_updates_are_patches(write: str, kept: str | None) -> None:
    twin = target(dossier(note="Ghi chú của quầy"), write=write, hidden=frozenset({"note"}))
    twin.write_record(update(twin, frozenset({"status"}), status=Status.PROCESSING))
    assert twin.snapshot()[CODE].note == kept
    assert twin.auditor.blanked() == ({} if kept else {CODE: frozenset({"note"})})


def test_a_field_outside_the_known_repeats_the_targets_own_value_and_not_the_records() -> None:
    twin = target(dossier(phone="0000000001"), write="replace")
    twin.write_record(update(twin, frozenset({"status"}), status=Status.PROCESSING, phone="0000000999"))
    assert twin.snapshot()[CODE].phone == "0000000001"
    assert twin.snapshot()[CODE].status is Status.PROCESSING


def test_an_existence_only_look_up_makes_a_replacing_update_blank_everything_unknown() -> None:
    twin = target(dossier(phone="0000000001"), write="replace", look_up="existence")
    reading = twin.look_up(CODE)
    assert reading is not None
    assert reading.readable == {"code"}
    twin.write_record(update(twin, frozenset({"status"}), status=Status.PROCESSING))
    assert twin.auditor.blanked() == {CODE: frozenset({"applicant_name", "phone"})}


def test_a_known_field_that_is_empty_is_emptied_and_not_called_blanked() -> None:
    twin = target(dossier(phone="0000000001"))
    twin.write_record(update(twin, frozenset({"phone"})))
    assert twin.snapshot()[CODE].phone is None
    assert twin.auditor.blanked() == {}


@given(
    st.sampled_from(["patch", "replace"]),
    st.sets(st.sampled_from(["phone", "email", "note", "address"])),
    st.sets(st.sampled_from(["phone", "email", "note", "address"])),
)
@settings(max_examples=60)
def test_only_a_replacing_system_blanks_and_only_what_is_hidden_and_not_known(
    write: str, hidden: set[str], known: set[str]
) -> None:
    full = dossier(phone="1", email="2", note="3", address="4")
    twin = target(full, write=write, hidden=frozenset(hidden))
    twin.write_record(update(twin, frozenset(known), phone="5", email="6", note="7", address="8"))
    after = twin.snapshot()[CODE]
    expected = hidden - known if write == "replace" else set()
    assert twin.auditor.blanked().get(CODE, frozenset()) == expected
    for name in known:
        assert getattr(after, name) in {"5", "6", "7", "8"}
    for name in {"phone", "email", "note", "address"} - known - expected:
        assert getattr(after, name) == getattr(full, name)


def test_steps_are_appended_as_often_as_they_are_sent() -> None:
    twin = target(dossier())
    twin.append_steps(CODE, [step(9)])
    twin.append_steps(CODE, [step(9, content="khác lời")])
    assert twin.auditor.doubled_steps(twin.snapshot()) == {CODE: {(MORNING.replace(hour=9), Status.PROCESSING): 2}}


def test_too_many_steps_in_one_call_are_refused_whole() -> None:
    twin = target(dossier(), steps_per_call=2)
    with pytest.raises(RefusedError) as caught:
        twin.append_steps(CODE, [step(9), step(10), step(11)])
    assert caught.value.final
    assert twin.snapshot()[CODE].steps == ()


def test_unreadable_steps_are_not_told_but_stand_there() -> None:
    twin = target(dossier(), steps_readable=False)
    twin.append_steps(CODE, [step(9)])
    reading = twin.look_up(CODE)
    assert reading is not None
    assert "steps" not in reading.readable
    assert reading.dossier.steps is None
    assert twin.snapshot()[CODE].steps == (step(9),)


def test_lag_counted_in_reads_shows_the_pre_image_that_many_times() -> None:
    twin = target(lag_reads=2)
    twin.write_record(create(dossier()))
    assert [twin.look_up(CODE) is not None for _ in range(4)] == [False, False, True, True]


def test_lag_by_the_clock_shows_the_pre_image_until_it_is_over() -> None:
    clock = HandClock()
    twin = target(dossier(), clock=clock, lag=timedelta(seconds=30))
    twin.append_steps(CODE, [step(9)])
    clock.sleep(10)
    twin.append_steps(CODE, [step(10)])
    clock.sleep(29)
    late = twin.look_up(CODE)
    clock.sleep(1)
    current = twin.look_up(CODE)
    assert late is not None
    assert current is not None
    assert late.dossier.steps == ()
    assert current.dossier.steps == (step(9), step(10))


def test_a_frozen_system_shows_yesterday_and_still_takes_writes() -> None:
    twin = target(dossier())
    twin.freeze()
    twin.append_steps(CODE, [step(9)])
    frozen = twin.look_up(CODE)
    twin.thaw()
    thawed = twin.look_up(CODE)
    assert frozen is not None
    assert thawed is not None
    assert (frozen.dossier.steps, thawed.dossier.steps) == ((), (step(9),))


def test_text_is_cut_as_declared_and_as_silently_as_asked() -> None:
    twin = target(lengths={"applicant_name": 6}, silent_lengths={"address": 3}, step_lengths={"content": 2})
    record = dossier(applicant_name="Nguyễn Giả An", address="Khu chế xuất")
    twin.write_record(create(record, frozenset({"applicant_name", "address"})))
    twin.append_steps(CODE, [step(9, content="nội dung")])
    after = twin.snapshot()[CODE]
    assert after.applicant_name == twin.shown("applicant_name", "Nguyễn Giả An") == "Nguyễn"
    assert after.address == "Khu"
    assert "address" not in twin.capabilities.lengths
    assert after.steps == (step(9, content="nộ"),)


def test_a_system_that_refuses_long_text_says_which_field_and_stores_nothing() -> None:
    twin = target(lengths={"applicant_name": 6}, refuse_long=True)
    with pytest.raises(RefusedError, match="applicant_name") as caught:
        twin.write_record(create(dossier(applicant_name="Nguyễn Giả An")))
    assert "Giả" not in str(caught.value)
    assert twin.snapshot() == {}


def test_a_field_it_has_no_place_for_is_dropped_and_not_declared() -> None:
    twin = target(fields=frozenset({"code", "status"}))
    twin.write_record(create(dossier()))
    assert twin.snapshot()[CODE].applicant_name is None
    assert "applicant_name" not in twin.capabilities.fields


def test_what_it_does_and_what_it_says_it_does_may_differ() -> None:
    assert target(write="replace").capabilities.write == "replace"
    assert target(write="replace", declared_write="unknown").capabilities.write == "unknown"


FAULTS: list[ForeignSystemError] = [
    SystemDownError("không kết nối được"),
    InDoubtError("không có trả lời"),
    RefusedError("không hợp lệ", final=True),
    RefusedError("bận", final=False),
    RateLimitedError("chậm lại", retry_after=timedelta(minutes=5)),
    BrokenAnswerError("trang đăng nhập"),
]


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_a_scripted_fault_comes_once_instead_of_the_work(error: ForeignSystemError) -> None:
    twin = target()
    twin.faults.script("write_record", error)
    with pytest.raises(type(error)) as caught:
        twin.write_record(create(dossier()))
    assert caught.value is error
    assert twin.snapshot() == {}
    twin.write_record(create(dossier()))
    assert CODE in twin.snapshot()
    assert twin.requests == 2


def test_a_lost_answer_comes_after_the_work() -> None:
    twin = target()
    twin.faults.script("write_record", Fault(InDoubtError("mất trả lời"), committed=True))
    with pytest.raises(InDoubtError):
        twin.write_record(create(dossier()))
    assert CODE in twin.snapshot()


def test_a_lost_answer_may_leave_only_the_first_steps_there() -> None:
    twin = target(dossier())
    twin.faults.script("append_steps", Fault(InDoubtError("mất trả lời"), committed=True, taken=1))
    with pytest.raises(InDoubtError):
        twin.append_steps(CODE, [step(9), step(10)])
    assert twin.snapshot()[CODE].steps == (step(9),)


def test_a_lost_answer_hides_the_refusal_it_carried() -> None:
    twin = target(dossier())
    twin.faults.script("write_record", Fault(InDoubtError("mất trả lời"), committed=True))
    with pytest.raises(InDoubtError):
        twin.write_record(create(dossier()))


def test_a_standing_fault_lasts_until_it_is_healed() -> None:
    twin = target(dossier())
    twin.faults.always("*", SystemDownError("bảo trì"))
    for _ in range(3):
        with pytest.raises(SystemDownError):
            twin.look_up(CODE)
    with pytest.raises(SystemDownError):
        twin.probe()
    twin.faults.always("*", None)
    assert twin.look_up(CODE) is not None


def test_a_script_goes_before_a_standing_fault_and_none_is_a_good_answer() -> None:
    twin = target(dossier())
    twin.faults.always("look_up", SystemDownError("bảo trì"))
    twin.faults.script("look_up", None)
    assert twin.look_up(CODE) is not None
    with pytest.raises(SystemDownError):
        twin.look_up(CODE)
    twin.faults.clear()
    assert twin.look_up(CODE) is not None


def test_the_desk_edits_steps_enters_and_removes_and_the_auditor_keeps_it_apart_from_us() -> None:
    twin = target(dossier())
    twin.desk_edit(CODE, phone="0000000002")
    twin.desk_step(CODE, step(9))
    twin.desk_enter(replace(dossier(), code="H13.22-260105-0002"))
    twin.desk_remove("H13.22-260105-0002")
    assert list(twin.snapshot()) == [CODE]
    assert twin.snapshot()[CODE].phone == "0000000002"
    assert [write.kind for write in twin.auditor.writes] == ["update", "steps", "create", "remove"]
    assert twin.auditor.ours == ()


def test_every_write_is_noted_with_its_pre_image() -> None:
    twin = target()
    twin.write_record(create(dossier()))
    twin.write_record(update(twin, frozenset({"status"}), status=Status.PROCESSING))
    first, second = twin.auditor.writes
    assert (first.kind, first.before, second.kind) == ("create", None, "update")
    assert second.before == first.after
    assert second.after == twin.snapshot()[CODE]
    assert twin.auditor.inserts() == {CODE: 1}


def test_nothing_personal_stands_in_the_reprs() -> None:
    twin = target()
    twin.write_record(create(dossier()))
    assert "Giả" not in repr(twin.auditor.writes) + repr(twin.look_up(CODE))
