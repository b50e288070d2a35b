"""A dossier's fingerprint tells every change of content and nothing else; its plain form comes back exactly."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.dossier import DETAIL_FIELDS, FLAG_FIELDS, TIME_FIELDS, Document, Dossier, Fee, Step, Supplement
from connector.domain.fingerprint import content_fingerprint
from connector.domain.plain import from_plain, step_from_plain, step_to_plain, to_plain
from connector.domain.status import Status
from connector.domain.times import ZONE

MOMENTS = st.datetimes(datetime(2018, 1, 1), datetime(2030, 1, 1), timezones=st.sampled_from([ZONE, UTC]))  # noqa: DTZ001
TEXTS = st.text(max_size=8)
MAPPINGS = st.dictionaries(TEXTS, TEXTS, max_size=2).map(MappingProxyType)
NOT_CONTENT = {"updated_at", "repairs"}
TIMES = TIME_FIELDS | {"at", "started_at", "requested_at", "due_before", "due_after"}
SPECIAL: Mapping[str, st.SearchStrategy[Any]] = {
    "applicant_type": st.sampled_from(["individual", "business"]),
    "channel": st.sampled_from(["direct", "online", "post"]),
    "return_method": st.sampled_from(["direct", "post"]),
    "status": st.sampled_from(Status),
    "aliases": MAPPINGS,
    "unknown": MAPPINGS,
    "repairs": st.lists(TEXTS, max_size=2).map(tuple),
    **dict.fromkeys(TIMES, MOMENTS),
    **dict.fromkeys(FLAG_FIELDS | {"paid"}, st.booleans()),
}


def _known(kind: type, name: str) -> st.SearchStrategy[Any]:
    """Values of one field, None left out."""
    if kind is Dossier and name in DETAIL_FIELDS:
        return st.lists(_details(DETAIL_FIELDS[name]), max_size=2).map(tuple)
    return SPECIAL.get(name, TEXTS)


def _required(kind: type) -> set[str]:
    return {"code", "aliases", "unknown", "repairs"} if kind is Dossier else {"at"} if kind is Step else set()


def _details(kind: type) -> st.SearchStrategy[Any]:
    known = {f.name: _known(kind, f.name) for f in fields(kind)}
    needed = _required(kind)
    return st.builds(kind, **{name: s if name in needed else st.none() | s for name, s in known.items()})


DOSSIERS = _details(Dossier)
NAMES = [f.name for f in fields(Dossier)]
STEP_AT = datetime(2022, 8, 5, 16, 30, tzinfo=ZONE)
FULL = Dossier(
    code="H13.22-220805-0001",
    aliases={"source": "17", "receipt": "A-1"},
    procedure_code="1.009748",
    applicant_name="Công ty TNHH Thử Nghiệm",
    status=Status.PROCESSING,
    received_at=STEP_AT,
    fees=(),
    steps=(Step(at=STEP_AT, status=Status.RECEIVED, officer="Nguyễn Văn Thử"), Step(at=STEP_AT)),
    documents=(Document(name="Đơn", digitised=False),),
    supplements=(Supplement(due_before=STEP_AT),),
    digitised=True,
    unknown={"channel": "bưu tá"},
)


def test_a_fingerprint_is_128_bits_in_hexadecimal() -> None:
    assert len(content_fingerprint(FULL)) == 32
    assert int(content_fingerprint(FULL), 16) > 0


def test_the_fingerprint_of_a_known_dossier_never_changes_within_a_version() -> None:
    """If this fails, the encoding changed: raise FINGERPRINT_VERSION, and only then the figure here."""
    assert content_fingerprint(FULL) == "96bca3b0adb41383bf48de5b52c0dc6d"


@pytest.mark.parametrize("environment", [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "UTC"}])
def test_the_fingerprint_is_the_same_in_every_process(environment: Mapping[str, str]) -> None:
    program = (
        "import json, sys; from connector.domain.plain import from_plain;"
        "from connector.domain.fingerprint import content_fingerprint;"
        "print(content_fingerprint(from_plain(json.loads(sys.argv[1]))))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, json.dumps(to_plain(FULL))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == content_fingerprint(FULL)


def test_the_order_of_a_mapping_does_not_matter() -> None:
    turned = dict(reversed(list(FULL.aliases.items())))
    assert content_fingerprint(replace(FULL, aliases=turned)) == content_fingerprint(FULL)


def test_one_instant_told_in_two_zones_is_one_content() -> None:
    elsewhere = replace(FULL, received_at=STEP_AT.astimezone(UTC))
    assert elsewhere == FULL
    assert content_fingerprint(elsewhere) == content_fingerprint(FULL)


def test_a_touched_row_and_a_repaired_reading_are_unchanged_content() -> None:
    touched = replace(FULL, updated_at=STEP_AT + timedelta(days=1), repairs=("Mã hồ sơ viết chữ thường.",))
    assert content_fingerprint(touched) == content_fingerprint(FULL)


def test_nothing_known_and_known_to_be_empty_are_different_contents() -> None:
    for name in DETAIL_FIELDS:
        assert content_fingerprint(replace(FULL, **{name: ()})) != content_fingerprint(replace(FULL, **{name: None}))


def test_text_cannot_pass_for_the_encoding_of_other_fields() -> None:
    one = Dossier(code="1", receipt_number="a" + "procedure_code=s1:b")
    other = Dossier(code="1", receipt_number="a", procedure_code="b")
    assert content_fingerprint(one) != content_fingerprint(other)
    in_name = Fee(name="a}{name=s1:b")
    assert content_fingerprint(Dossier(code="1", fees=(in_name,))) != content_fingerprint(
        Dossier(code="1", fees=(Fee(name="a"), Fee(name="b")))
    )


def test_a_value_in_another_field_is_another_content() -> None:
    assert content_fingerprint(Dossier(code="1", phone="2")) != content_fingerprint(Dossier(code="1", email="2"))


def test_half_a_character_does_not_stop_a_fingerprint() -> None:
    assert content_fingerprint(Dossier(code="\ud800")) != content_fingerprint(Dossier(code="\ufffd"))


@settings(max_examples=100, deadline=None)
@given(DOSSIERS, DOSSIERS)
def test_equal_contents_and_only_those_share_a_fingerprint(one: Dossier, other: Dossier) -> None:
    bare = [replace(dossier, updated_at=None, repairs=()) for dossier in (one, other)]
    assert (content_fingerprint(one) == content_fingerprint(other)) is (bare[0] == bare[1])


@settings(max_examples=100, deadline=None)
@given(DOSSIERS, st.sampled_from([name for name in NAMES if name not in NOT_CONTENT]), st.data())
def test_a_change_of_any_one_field_is_seen(dossier: Dossier, name: str, data: st.DataObject) -> None:
    changed = replace(dossier, **{name: data.draw(_known(Dossier, name))})
    assert (content_fingerprint(changed) == content_fingerprint(dossier)) is (changed == dossier)


@settings(max_examples=60, deadline=None)
@given(_details(Step), st.sampled_from([f.name for f in fields(Step)]), st.data())
def test_a_change_within_a_step_is_seen(step: Step, name: str, data: st.DataObject) -> None:
    changed = replace(step, **{name: data.draw(_known(Step, name))})
    one, other = Dossier(code="1", steps=(step,)), Dossier(code="1", steps=(changed,))
    assert (content_fingerprint(one) == content_fingerprint(other)) is (one == other)


@settings(max_examples=100, deadline=None)
@given(DOSSIERS)
def test_the_plain_form_comes_back_exactly_through_json(dossier: Dossier) -> None:
    told = json.loads(json.dumps(to_plain(dossier)))
    again = from_plain(told)
    assert again == dossier
    assert to_plain(again) == to_plain(dossier)
    assert content_fingerprint(again) == content_fingerprint(dossier)


@settings(max_examples=60, deadline=None)
@given(_details(Step))
def test_a_plain_step_comes_back_exactly(step: Step) -> None:
    assert step_from_plain(json.loads(json.dumps(step_to_plain(step)))) == step


def test_what_is_not_known_is_not_written() -> None:
    assert to_plain(Dossier(code="1")) == {"code": "1"}
    assert to_plain(Dossier(code="1", steps=(), status=Status.PROCESSING)) == {"code": "1", "status": 4, "steps": []}


@pytest.mark.parametrize(
    "plain", [{}, {"code": "1", "colour": "red"}, {"code": "1", "status": 11}, {"code": "1", "due_at": "mai"}]
)
def test_what_is_no_dossier_is_refused(plain: Mapping[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        from_plain(plain)
