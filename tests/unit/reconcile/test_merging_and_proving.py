"""What is written, and when what is read back proves it."""

from dataclasses import replace

import pytest

from connector.domain.dossier import Document
from connector.domain.link import Publish
from connector.domain.status import Status
from connector.domain.verdict import Action, Memory
from connector.ports import Capabilities, Reading
from connector.reconcile.merge import merge
from connector.reconcile.proof import prove


def test_an_update_repeats_the_targets_own_row(world) -> None:
    source = world.dossier(status=9, applicant_name="Nguồn", phone="1")
    target = world.dossier(status=4, applicant_name="Đích", email="thu@example.invalid")
    action = Action(create=False, target_code="T1", fields=frozenset({"status"}))
    write = merge(source, action, world.reading(target), Memory(), world.rules())
    assert (write.code, write.record.code, write.create) == ("T1", "T1", False)
    assert (write.record.status, write.record.applicant_name) == (Status.FINISHED, "Đích")
    assert write.known == {"code", "status", "applicant_name", "email"}


def test_what_cannot_be_read_is_as_we_last_sent_it_or_left_out(world) -> None:
    action = Action(create=False, target_code="T1", fields=frozenset({"status"}))
    unread = world.reading(world.dossier(status=4), unreadable=["email", "phone"])
    memory = Memory(last_sent=world.dossier(email="thu@example.invalid", status=2))
    write = merge(world.dossier(status=9, phone="1"), action, unread, memory, world.rules())
    assert write.known == {"code", "status", "email"}


def test_what_stands_there_and_nobody_understands_is_left_to_be_repeated_not_replaced_by_what_we_sent(world) -> None:
    action = Action(create=False, target_code="T1", fields=frozenset({"status"}))
    odd = replace(world.reading(world.dossier(status=4), unreadable=["email"]), repeatable=frozenset({"email"}))
    memory = Memory(last_sent=world.dossier(email="thu@example.invalid", status=2))
    write = merge(world.dossier(status=9), action, odd, memory, world.rules())
    assert write.known == {"code", "status"}


def test_a_create_takes_only_the_source(world) -> None:
    source = world.dossier(status=2, note="nội bộ", aliases={"source": "1"}, steps=(world.step(5, 2),))
    action = Action(create=True, target_code="T1", fields=frozenset({"status", "note"}))
    memory = Memory(last_sent=world.dossier(email="cu@example.invalid"))
    write = merge(source, action, None, memory, world.rules())
    assert (write.known, dict(write.record.aliases), write.record.steps) == ({"code", "status"}, {}, None)
    public = merge(source, action, None, memory, world.rules(publish=Publish(note="text")))
    assert public.known == {"code", "status", "note"}


# ---------------------------------------------------------------- proof


@pytest.fixture
def proven(world):
    """prove(fields sent, reading or fields shown, steps)."""

    def proven(sent, shown, *, steps=(), unreadable=(), before=None, capabilities=None, write=True):
        source = world.dossier(**sent)
        action = Action(create=before is None, target_code=source.code, fields=frozenset(sent))
        reading = (
            shown
            if shown is None or isinstance(shown, Reading)
            else world.reading(world.dossier(**shown), unreadable=unreadable)
        )
        record = merge(source, action, before, Memory(), world.rules()) if write else None
        return prove(record, steps, reading, capabilities or world.capabilities)

    return proven


def test_read_back_as_sent_is_proof(proven) -> None:
    proof = proven({"status": 9, "applicant_name": "Người  Thử"}, {"status": 9, "applicant_name": "người thử"})
    assert (proof.state, proof.all_readable, proof.some_readable) == ("verified", True, True)


def test_not_there_yet_is_pending(proven) -> None:
    assert proven({"status": 9}, None).differing == {"status"}
    proof = proven({"status": 9, "summary": "a"}, {"status": 4, "summary": "a"})
    assert (proof.state, proof.differing, proof.some_readable) == ("pending", {"status"}, True)
    assert proven({"summary": "a"}, {"summary": None}).state == "pending"


def test_an_unreadable_field_is_no_proof_and_no_objection(proven) -> None:
    some = proven({"status": 9, "summary": "a"}, {"status": 9}, unreadable=["summary"])
    assert (some.state, some.all_readable) == ("verified", False)
    none = proven({"summary": "a"}, {}, unreadable=["summary"])
    assert (none.state, none.some_readable) == ("unreadable", False)


def test_existence_alone_proves_nothing(proven, world) -> None:
    blind = world.reading(world.dossier(), unreadable=world.capabilities.fields - {"code"})
    assert proven({"status": 9}, blind).state == "unreadable"


def test_a_cut_is_lossy_but_good(proven, world) -> None:
    short = Capabilities(fields=world.capabilities.fields, lengths={"summary": 5})
    assert proven({"summary": "Cấp giấy phép"}, {"summary": "Cấp g"}, capabilities=short).state == "verified"
    assert proven({"summary": "Cấp giấy phép"}, {"summary": "Cấp g"}).state == "pending"


def test_a_target_that_keeps_only_days_is_believed(proven, world) -> None:
    assert proven({"due_at": world.at(5, 10)}, {"due_at": world.at(5, 0)}).state == "verified"
    assert proven({"due_at": world.at(5, 10)}, {"due_at": world.at(5, 11)}).state == "pending"


def test_a_result_handed_out_meanwhile_proves_the_finish(proven) -> None:
    assert proven({"status": 9}, {"status": 10}).state == "verified"
    assert proven({"status": 10}, {"status": 9}).state == "pending"


def test_steps_that_cannot_be_read_back_are_unverified(proven, world) -> None:
    steps = (world.step(5, 4), world.step(6, 9))
    assert proven({"status": 9}, {"status": 9, "steps": steps}, steps=steps).state == "verified"
    missing = proven({"status": 9}, {"status": 9, "steps": steps[:1]}, steps=steps)
    assert (missing.state, missing.missing, missing.some_readable) == ("pending", steps[1:], True)
    unread = proven({"status": 9}, {"status": 9}, steps=steps, unreadable=["steps"])
    assert (unread.state, unread.some_readable, unread.all_readable) == ("unreadable", True, False)


def test_steps_alone_are_proved_by_steps_alone(proven, world) -> None:
    steps = (world.step(5, 4),)
    assert proven({"status": 9}, {"status": 2, "steps": steps}, steps=steps, write=False).state == "verified"


def test_a_desks_later_edit_of_a_repeated_field_is_not_our_failure_but_a_blank_is(proven, world) -> None:
    before = world.reading(world.dossier(status=4, email="thu@example.invalid"))
    edited = {"status": 9, "email": "moi@example.invalid"}
    assert proven({"status": 9}, edited, before=before).state == "verified"
    blanked = proven({"status": 9}, {"status": 9}, before=before)
    assert (blanked.state, blanked.differing) == ("pending", {"email"})


def test_documents_are_proved_by_their_number_and_the_beginnings_of_their_names(proven) -> None:
    sent = {"documents": (Document(name="Đơn đề nghị", url="x"), Document(name="Bản vẽ"))}
    shown = (Document(name="Bản vẽ", file_id="9"), Document(name="Đơn đề"))
    assert proven(sent, {"documents": shown}).state == "verified"
    assert proven(sent, {"documents": shown[:1]}).state == "pending"
    assert proven(sent, {"documents": (replace(shown[0], name="Khác"), shown[1])}).state == "pending"
