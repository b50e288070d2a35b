"""One field of both sides: equal, different, or not comparable."""

import pytest

from connector.domain.dossier import Document, Fee
from connector.ports import Capabilities
from connector.reconcile.compare import Relation, compare, key_form


@pytest.fixture
def relation(world):
    def relation(name, mine, theirs, *, precision="value", unreadable=(), unknown=None, capabilities=None):
        source = world.dossier(**{name: mine})
        reading = world.reading(world.dossier(**{name: theirs}, unknown=unknown or {}), unreadable=unreadable)
        rules = world.rules(compare={name: precision})
        return compare(source, reading, rules, capabilities or world.capabilities)[name].relation

    return relation


@pytest.mark.parametrize(
    ("name", "mine", "theirs", "expected"),
    [
        ("applicant_name", "HOÀ Ðoàn", "hòa đoàn", "equal"),
        ("applicant_name", "Hoa", "Hòa", "differs"),
        ("applicant_id", "000 123 456 782", "000123456782", "equal"),
        ("applicant_id", "000000001", "000123456782", "not_comparable"),
        ("applicant_id", "000123456782", "000000000", "not_comparable"),
        ("applicant_id", "000123456782", None, "differs"),
        ("procedure_code", "1.009748.000.00.00.H13", "1.009748", "equal"),
        ("agency_code", "000.00.22.H13", "H13.22", "equal"),
        ("phone", "0710 3830 000", "(0292) 3830000", "equal"),
        ("phone", "không có", "02923830000", "not_comparable"),
        ("digitised", True, False, "differs"),
        ("digitised", False, False, "equal"),
        ("channel", None, "online", "not_comparable"),
        ("channel", "online", None, "differs"),
    ],
)
def test_values_are_compared_by_what_they_mean(relation, name, mine, theirs, expected) -> None:
    assert relation(name, mine, theirs) == expected


def test_times_are_compared_as_finely_as_the_link_asks(world, relation) -> None:
    one, other = world.at(5, 10, 1), world.at(5, 10, 2)
    assert relation("due_at", one, other, precision="day") is Relation.EQUAL
    assert relation("due_at", one, other, precision="minute") is Relation.DIFFERS
    seconds = one.replace(second=30)
    assert relation("due_at", one, seconds, precision="minute") is Relation.EQUAL
    assert relation("due_at", one, seconds, precision="value") is Relation.DIFFERS


def test_what_the_target_cannot_hold_tell_or_name_is_not_comparable(relation) -> None:
    assert relation("channel", "online", None, unreadable=["channel"]) is Relation.NOT_COMPARABLE
    assert relation("channel", "online", None, unknown={"channel": "9"}) is Relation.NOT_COMPARABLE
    poor = Capabilities(fields=frozenset({"status"}))
    assert relation("channel", "online", "direct", capabilities=poor) is Relation.NOT_COMPARABLE


def test_text_is_compared_within_the_targets_length(world, relation) -> None:
    short = Capabilities(fields=world.capabilities.fields, lengths={"summary": 10})
    assert relation("summary", "Cấp giấy phép đầu tư", "Cấp giấy", capabilities=short) is Relation.DIFFERS
    assert relation("summary", "Cấp giấy phép đầu tư", "Cấp giấy p", capabilities=short) is Relation.EQUAL
    assert relation("summary", "Cấp giấy p", "Cấp giấy", capabilities=short) is Relation.DIFFERS
    assert relation("summary", "Cấp giấy  phép", "Cấp giấy", capabilities=short) is Relation.EQUAL  # cut at a space


def test_steps_of_unknown_state_alone_are_nothing_to_compare(world, relation) -> None:
    assert relation("steps", (world.step(5, None),), ()) is Relation.NOT_COMPARABLE
    assert relation("steps", (world.step(5, 4),), ()) is Relation.DIFFERS
    assert relation("steps", (), ()) is Relation.EQUAL
    assert relation("steps", (world.step(5, 4),), (world.step(5, 4), world.step(6, 9))) is Relation.EQUAL


def test_details_are_sets_of_what_both_sides_can_know(relation) -> None:
    forms = Document(name="Đơn", file_id="1"), Document(name="Bản vẽ", file_id="2")
    other = Document(name="BẢN VẼ", url="x"), Document(name="Đơn")
    assert relation("documents", forms, other) is Relation.EQUAL
    assert relation(
        "fees", (Fee(name="Lệ phí", amount="1", paid=True),), (Fee(name="Lệ phí", amount="1", paid=False),)
    ) is (Relation.DIFFERS)


def test_a_key_form_is_told_for_every_type(world) -> None:
    dossier = world.dossier(status=9, received_at=world.at(5), steps=(world.step(5, 4),), digitised=True)
    assert key_form("status", dossier.status, "value") == "9"
    assert key_form("received_at", dossier.received_at, "day") == "2022-08-05"
    assert key_form("received_at", dossier.received_at, "minute") == "2022-08-05T10:00"
    assert key_form("steps", dossier.steps, "value") == f"{int(world.at(5).timestamp())}/4"
    assert key_form("digitised", True, "value") == "1"
    assert key_form("email", None, "value") == ""
