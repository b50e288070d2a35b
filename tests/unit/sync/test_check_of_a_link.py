"""A check says in words and figures what a run would meet, and shows nothing of a person."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest

from connector.adapters.memory.knobs import Knobs
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, ConnectorError
from connector.domain.link import Catalogues, Publish, Scope
from connector.domain.status import Status
from connector.ports import Covers, Rejection, Testimony
from connector.sync.check import check_link
from connector.sync.checked import CheckReport
from support.books import Book
from support.memory_link import LINK, PUSH, MemoryLink, memory_link, row


def checked(link: MemoryLink) -> CheckReport:
    return check_link(link.work())


def published(link: MemoryLink, **publish: Any) -> CheckReport:
    link.policy = replace(PUSH, publish=Publish(**publish))
    return checked(link)


def test_a_good_link_is_good_and_nothing_was_written() -> None:
    link = memory_link([row(1), row(2)], knobs=Knobs())
    report = checked(link)
    assert (report.ok, report.reachable) == (True, True)
    assert (report.sample_size, report.mapped, report.in_scope, report.rejected) == (2, 2, 2, 0)
    assert link.target.look_up("H13.22-260302-0001") is None
    assert list(link.store.known_codes(LINK, after="", limit=10)) == []


def test_each_unknown_word_is_counted_and_no_personal_one_is_repeated() -> None:
    link = memory_link([row(1, state="moi_la"), row(2, state="moi_la"), row(3, state="cho_ky"), row(4)])
    report = checked(link)
    assert {word: count for word, count in report.unknown_values.items() if word.startswith("status: ")} == {
        "status: moi_la": 2,
        "status: cho_ky": 1,
    }
    assert not report.ok


def test_fields_are_counted_and_those_to_be_compared_that_no_row_tells_are_named() -> None:
    rows = [row(1), row(2, han_tra=None)]
    report = checked(memory_link(rows))
    assert (report.told["received_at"], report.told["due_at"]) == (2, 1)
    assert "agency_code" in report.untold
    assert not set(report.untold) & set(report.told)


def test_a_code_whose_catalogue_is_empty_is_said_not_to_be_compared() -> None:
    work = memory_link([row(1)]).work()
    assert check_link(work).uncatalogued == ("procedure_code",)
    listed = replace(work.rules, catalogues=Catalogues(procedures=frozenset({"1.009748"})))
    assert check_link(replace(work, rules=listed)).uncatalogued == ()


def test_rows_that_cannot_be_read_are_grouped_by_their_reason() -> None:
    rows = [row(number, ngay_nhan="hôm qua") for number in range(1, 6)] + [row(6, so_ho_so=None), row(7)]
    report = checked(memory_link(rows))
    assert (report.rejected, report.mapped) == (6, 1)
    assert [group.count for group in report.rejections] == [5, 1]
    assert len(report.rejections[0].where) == 3
    assert "ngay_nhan" in report.rejections[0].reason or "received_at" in report.rejections[0].reason


def test_what_is_out_of_scope_is_counted_and_never_shown() -> None:
    link = memory_link([row(1), row(2, ma_tthc="2.000001")])
    link.scope = Scope(procedures=frozenset({"2.000001"}))
    report = checked(link)
    assert (report.in_scope, report.out_of_scope) == (1, 1)
    assert [sample.code for sample in report.samples] == ["H13.22-260302-0002"]


# ---------------------------------------------------------------- samples


def test_five_samples_show_every_state_first() -> None:
    rows = [row(number) for number in range(1, 9)] + [row(9, state="xong"), row(10, state="bo_sung")]
    samples = checked(memory_link(rows)).samples
    assert [sample.code[-4:] for sample in samples] == ["0001", "0009", "0010", "0002", "0003"]
    assert {sample.status for sample in samples} == {
        Status.PROCESSING.label,
        Status.FINISHED.label,
        Status.SUPPLEMENT.label,
    }


def test_samples_say_whether_the_one_stop_has_them() -> None:
    link = memory_link([row(1), row(2)], [Dossier(code="H13.22-260302-0002", status=Status.PROCESSING)])
    assert [sample.on_target for sample in checked(link).samples] == [False, True]


def test_by_default_the_public_reads_the_name_of_the_state_alone() -> None:
    (sample,) = published(memory_link([row(1)])).samples
    assert sample.public_status == Status.PROCESSING.label
    assert [(step.status, step.content) for step in sample.public_steps] == [
        (Status.RECEIVED.label, Status.RECEIVED.label),
        (Status.PROCESSING.label, Status.PROCESSING.label),
    ]
    assert (sample.public_note, sample.exposes) == (None, False)


def test_the_office_s_own_words_are_shown_when_they_are_published() -> None:
    (sample,) = published(memory_link([row(1)]), step_content="text").samples
    assert [step.content for step in sample.public_steps] == ["Tiếp nhận", "Chuyển bước"]
    assert not sample.exposes


@pytest.mark.parametrize(
    "said", ["Đã gọi người thử 1 lên bổ sung", "Số 000299000001", "gọi 0912 345 678", "chuyển Cán Bộ B"]
)
def test_words_that_would_tell_the_public_of_a_person_are_hidden_and_pointed_at(said: str) -> None:
    steps = [{"luc": "02/03/2026 08:15:00", "tt": "tiep_nhan", "can_bo": "Cán Bộ B", "noi_dung": said}]
    report = published(memory_link([row(1, qua_trinh=steps)]), step_content="text")
    (sample,) = report.samples
    assert sample.exposes
    assert not report.ok
    assert "•••" in (sample.public_steps[0].content or "")
    shown = json.dumps(asdict(sample), ensure_ascii=False, default=str).casefold()
    assert not any(secret in shown for secret in ("người thử 1", "000299000001", "345 678", "cán bộ b"))


def test_a_note_is_shown_only_where_it_is_published() -> None:
    link = memory_link([row(1, ghi_chu="Nộp thêm bản vẽ")])
    link.map_changes = {"note": "ghi_chu"}
    assert published(link).samples[0].public_note is None
    assert published(link, note="text").samples[0].public_note == "Nộp thêm bản vẽ"


# ---------------------------------------------------------------- sides that do not answer


class Silent:
    """Whatever is asked of it, it does not answer."""

    def __init__(self, error: ConnectorError) -> None:
        self._error = error

    def __call__(self, *_: object, **__: object) -> Iterator[object]:
        raise self._error


def test_a_target_that_answers_to_nothing_but_the_probe_is_asked_for_one_dossier_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    link = memory_link([row(1), row(2)])
    monkeypatch.setattr(link.target, "look_up", Silent(BrokenAnswerError("Trả về trang HTML.")))
    report = checked(link)
    assert (report.target_reachable, [sample.on_target for sample in report.samples]) == (True, [None, None])
    assert [problem.what for problem in report.problems] == ["Trả về trang HTML."]


def test_a_source_that_does_not_answer_keeps_nobody_else_from_being_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    link = memory_link()
    link.witnesses = (Book(TOLD),)
    monkeypatch.setattr(link.source, "pull", Silent(BrokenAnswerError("Trả về trang HTML.")))
    report = checked(link)
    assert (report.source_reachable, report.target_reachable, report.witnesses[0].read) == (False, True, 1)


# ---------------------------------------------------------------- witnesses

TOLD = Testimony(dossier=Dossier(code="H13.22-260302-0001"), readable=frozenset({"code"}), where="sổ, dòng 1")
UNCODED = Testimony(dossier=Dossier(code=""), readable=frozenset(), where="sổ, dòng 2")
BROKEN = Rejection(where="sổ, dòng 3", reason="ngày không có thật")


def test_a_register_is_read_to_its_end() -> None:
    link = memory_link([row(1)])
    link.witnesses = (Book(TOLD, UNCODED, BROKEN),)
    report = checked(link)
    (register,) = report.witnesses
    assert (register.reachable, register.read, register.without_code) == (True, 2, 1)
    assert [(group.reason, group.count, group.where) for group in register.rejections] == [
        ("ngày không có thật", 1, ("sổ, dòng 3",))
    ]
    assert not report.ok


def test_a_register_that_breaks_off_is_not_reached() -> None:
    link, book = memory_link([row(1)]), Book(TOLD, UNCODED)
    book.breaks = BrokenAnswerError("Tệp đang được sửa.")
    link.witnesses = (book,)
    report = checked(link)
    assert (report.reachable, report.witnesses[0].reachable, report.witnesses[0].read) == (False, False, 0)
    assert [problem.what for problem in report.problems] == ["Tệp đang được sửa."]


def test_a_portal_is_asked_for_the_samples_that_it_should_know() -> None:
    link = memory_link([row(1), row(2)])
    portal, elsewhere = Book(TOLD, kind="portal"), Book(kind="portal", covers=Covers(channels=frozenset({"post"})))
    link.witnesses = (portal, elsewhere)
    report = checked(link)
    assert [(each.read, each.asked) for each in report.witnesses] == [(1, 2), (0, 0)]
    assert portal.asked == ["H13.22-260302-0001", "H13.22-260302-0002"]
