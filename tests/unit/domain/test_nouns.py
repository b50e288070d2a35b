"""The small promises of the nouns: states, due classes, sums of a run, a step's identity, silence about persons."""

from dataclasses import FrozenInstanceError, fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connector.domain.cursor import Cursor
from connector.domain.delivery import UNSETTLED, DeliveryState, DueClass, due_class
from connector.domain.dossier import (
    DETAIL_FIELDS,
    FIELDS,
    FLAG_FIELDS,
    PERSONAL_FIELDS,
    TIME_FIELDS,
    Document,
    Dossier,
    Step,
    Supplement,
)
from connector.domain.link import Policy
from connector.domain.mismatch import Finding, Kind
from connector.domain.run import COUNTS, Outcome, RunError, RunSummary
from connector.domain.status import DONE, ENDED, FINAL, PAUSED, Status
from connector.domain.times import ZONE
from connector.domain.verdict import Base

AT = datetime(2022, 8, 5, 16, 30, tzinfo=ZONE)
TODAY, TOMORROW = date(2022, 8, 5), date(2022, 8, 8)  # a Friday, and the working day after it


# ---------------------------------------------------------------- states


def test_there_are_ten_states_with_their_exact_labels() -> None:
    assert [status.label for status in Status] == [
        "Mới đăng ký",
        "Được tiếp nhận",
        "Không được tiếp nhận",
        "Đang xử lý",
        "Yêu cầu bổ sung giấy tờ",
        "Yêu cầu thực hiện nghĩa vụ tài chính",
        "Công dân yêu cầu rút hồ sơ",
        "Dừng xử lý",
        "Đã xử lý xong",
        "Đã trả kết quả",
    ]
    assert [int(status) for status in Status] == list(range(1, 11))


def test_ranks_follow_the_work_and_ended_states_have_none() -> None:
    ranks = {int(status): status.rank for status in Status}
    order = [ranks[1], ranks[2], ranks[4], ranks[9], ranks[10]]
    assert order == sorted(set(order))
    assert ranks[4] == ranks[5] == ranks[6]
    assert {number for number, rank in ranks.items() if rank is None} == {3, 7, 8} == ENDED


def test_the_classes_of_states() -> None:
    assert sorted(FINAL) == [3, 7, 8, 10]
    assert sorted(PAUSED) == [5, 6]
    assert sorted(DONE) == [3, 7, 8, 9, 10]


# ---------------------------------------------------------------- what is due first


@pytest.mark.parametrize(
    ("due", "finished", "expected"),
    [
        (TODAY, False, DueClass.DUE_SOON),
        (TOMORROW, False, DueClass.DUE_SOON),
        (TOMORROW + timedelta(days=1), False, DueClass.DUE_LATER),
        (TODAY - timedelta(days=1), False, DueClass.OVERDUE),
        (TODAY - timedelta(days=30), False, DueClass.OVERDUE),
        (TODAY - timedelta(days=31), False, DueClass.PAST),
        (None, False, DueClass.NO_DUE_DATE),
        (TODAY, True, DueClass.PAST),
        (None, True, DueClass.PAST),
    ],
)
def test_the_class_of_a_due_date(due: date | None, finished: bool, expected: DueClass) -> None:
    assert due_class(due, finished=finished, today=TODAY, next_working_day=TOMORROW) is expected


def test_the_citizens_due_date_comes_first() -> None:
    assert sorted(DueClass) == [
        DueClass.DUE_SOON,
        DueClass.OVERDUE,
        DueClass.DUE_LATER,
        DueClass.NO_DUE_DATE,
        DueClass.PAST,
    ]


def test_settled_deliveries_owe_nothing() -> None:
    assert set(DeliveryState) - UNSETTLED == {
        DeliveryState.HELD,
        DeliveryState.VERIFIED,
        DeliveryState.DEAD,
        DeliveryState.SUPERSEDED,
        DeliveryState.REJECTED,
    }


# ---------------------------------------------------------------- a run's sums

COUNT = st.integers(0, 1000)
PARTS = ("rejected", "out_of_scope", "unchanged", "recorded", "queued", "held")
OWED = ("waiting_before", "in_doubt_before", "queued", "revived")
SETTLED = ("verified", "delivered", "waiting", "in_doubt", "dead", "superseded")


def _summary(**figures: int) -> RunSummary:
    return RunSummary(run="r1", link="investment", kind="sync", started_at=AT, **figures)


@settings(max_examples=100)
@given(st.fixed_dictionaries(dict.fromkeys({*PARTS, *OWED}, COUNT)))
def test_a_run_whose_rows_and_deliveries_are_all_accounted_for_adds_up(figures: dict[str, int]) -> None:
    read = sum(figures[name] for name in PARTS)
    owed = sum(figures[name] for name in OWED)
    assert _summary(**figures, read=read, verified=owed).broken_sums() == ()


@pytest.mark.parametrize("name", sorted({"read", *PARTS, *OWED, *SETTLED}))
def test_one_row_or_delivery_too_many_breaks_a_sum(name: str) -> None:
    assert _summary(**{name: 1}).broken_sums()


def test_what_is_queued_counts_on_both_sides() -> None:
    assert len(_summary(queued=1).broken_sums()) == 2
    assert _summary(queued=1, read=1, waiting=1).broken_sums() == ()


def test_a_failed_run_prints_every_key_of_the_contract() -> None:
    told = replace(_summary(), error=RunError(what="x", do="y")).to_json()
    assert list(told) == [
        "run",
        "link",
        "kind",
        "outcome",
        "agreement",
        "error",
        "started_at",
        "finished_at",
        *COUNTS,
        "mismatches",
        "requests",
    ]
    assert told["outcome"] == "failed"
    assert told["agreement"] == "unknown"
    assert told["error"] == {"what": "x", "where": "", "do": "y"}
    assert told["finished_at"] is None
    assert told["requests"] == {"source": 0, "target": 0}
    assert all(told[name] == 0 for name in COUNTS)


def test_every_count_of_a_summary_is_printed() -> None:
    assert set(COUNTS) == {f.name for f in fields(RunSummary) if f.type is int or f.type == "int"}


def test_outcomes_have_the_words_an_operator_reads() -> None:
    assert [outcome.label for outcome in Outcome] == [
        "Đã gửi và kiểm chứng",
        "Đã gửi, chưa kiểm chứng",
        "Làm chưa hết",
        "Không chạy được",
    ]


# ---------------------------------------------------------------- dossiers


def test_a_dossier_cannot_be_half_changed() -> None:
    dossier = Dossier(code="1", aliases={"source": "2"})
    with pytest.raises(FrozenInstanceError):
        dossier.code = "2"  # type: ignore[misc]
    with pytest.raises(TypeError):
        Dossier(code="1").aliases["source"] = "2"  # type: ignore[index]


def test_nothing_is_known_of_a_new_dossier() -> None:
    dossier = Dossier(code="1")
    assert {name for name in FIELDS if getattr(dossier, name) is not None} == {"code", "aliases"}
    assert not dossier.aliases
    assert not dossier.unknown


def test_the_lists_of_fields_name_fields() -> None:
    assert set(FIELDS) >= TIME_FIELDS | FLAG_FIELDS | DETAIL_FIELDS.keys()
    assert set(FIELDS) >= PERSONAL_FIELDS - {"content"}
    assert {f.name for f in fields(Step)} >= {"content"}
    assert {name for name in FIELDS if name.endswith("_at")} == TIME_FIELDS


def test_a_step_is_known_by_its_second_and_its_state() -> None:
    step = Step(at=AT.replace(microsecond=5), status=Status.RECEIVED, content="a")
    told_again = Step(at=AT.astimezone(UTC), status=Status.RECEIVED, officer="b")
    assert step.identity == told_again.identity
    assert hash(step.identity) == hash(told_again.identity)
    assert replace(step, at=AT + timedelta(seconds=1)).identity != step.identity
    assert replace(step, status=Status.PROCESSING).identity != step.identity
    assert replace(step, status=None).identity is None


def test_no_representation_shows_anything_personal() -> None:
    secret = "Nguyễn Thị Canary"
    personal = dict.fromkeys(PERSONAL_FIELDS - {"content"}, secret)
    step = Step(at=AT, officer=secret, content=secret)
    things = [
        Dossier(code="1", steps=(step,), **personal),
        step,
        Document(name=secret, url=secret),
        Supplement(requested_by=secret, content=secret),
        Finding(kind=Kind.APPLICANT_DIFFERS, source=secret, target=secret, paper=secret),
        Base(values={"applicant_name": secret}, replaced={"applicant_name": secret}),
    ]
    assert not [thing for thing in things if "Canary" in repr(thing)]
    assert "code='1'" in repr(things[0])


# ---------------------------------------------------------------- the rest


def test_cursors_order_by_time_and_then_by_key() -> None:
    assert Cursor(AT, "2") < Cursor(AT, "3") < Cursor(AT + timedelta(seconds=1), "1")


def test_every_kind_of_mismatch_has_a_label_and_a_severity() -> None:
    assert all(kind.label and kind.severity for kind in Kind)
    assert not any("đối soát" in kind.label.casefold() for kind in Kind)


def test_who_is_right_by_default_and_by_a_links_own_word() -> None:
    policy = Policy(authority={"officer": "target"})
    assert policy.authority_of("status", paper_witness=False) == "source"
    assert policy.authority_of("officer", paper_witness=False) == "target"
    assert policy.authority_of("received_at", paper_witness=True) == "target"
    assert policy.authority_of("returned_at", paper_witness=True) == "paper"
    assert policy.authority_of("returned_at", paper_witness=False) == "target"
    assert Policy(authority={"returned_at": "source"}).authority_of("returned_at", paper_witness=True) == "source"
