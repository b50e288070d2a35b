"""What the answer to a write means: a clear yes, a clear no, or a doubt; and nobody is told of."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from connector.adapters.dvcqg.target import DvcqgTarget
from connector.domain.dossier import Document, Dossier, Step
from connector.domain.errors import (
    AlreadyExistsError,
    DoesNotExistError,
    ForeignSystemError,
    InDoubtError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)
from connector.domain.status import Status
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import OneStopSystem
from connector.testing.server import Reply
from support.dvcqg_writes import CODE, create, update

WHERE = "onestop: POST /mapi/g"
Make = Callable[..., DvcqgTarget]


# ---------------------------------------------------------------- clear answers to a write


@pytest.mark.parametrize("code", [0, "0", 3, -3, "-3"])
def test_an_insert_of_what_stands_there_says_so(
    target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier, code: Any
) -> None:
    onestop.turn(exists_code=code)
    onestop.desk_enter(CODE, GhiChu="x")
    with pytest.raises(AlreadyExistsError):
        target.write_record(create(dossier))
    assert onestop.books.records[CODE]["GhiChu"] == "x"


def test_an_update_of_what_does_not_stand_there_says_so(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    with pytest.raises(DoesNotExistError):
        target.write_record(update(None, status=Status.FINISHED))


@pytest.mark.parametrize(
    ("failure", "kind", "final"),
    [
        (Failure.REFUSED, RefusedError, True),
        (Failure.BUSY, RefusedError, False),
        (Failure.MUTE, RefusedError, False),
        (Failure.FORBIDDEN, RefusedError, False),
        (Failure.UNAVAILABLE, RefusedError, False),
        (Failure.LIMITED, RateLimitedError, None),
    ],
    ids=lambda one: getattr(one, "value", None),
)
def test_a_clear_no_writes_nothing_and_says_whether_to_ask_again(
    target: DvcqgTarget,
    onestop: OneStopSystem,
    dossier: Dossier,
    failure: Failure,
    kind: type[ForeignSystemError],
    final: bool | None,
) -> None:
    onestop.fail(failure, service="DongBoHoSoMC")
    with pytest.raises(kind) as caught:
        target.write_record(create(dossier))
    assert getattr(caught.value, "final", None) is final
    assert caught.value.where == WHERE
    assert onestop.state() == {}


def test_what_will_never_be_taken_is_final(target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier) -> None:
    onestop.turn(procedures=frozenset({"1.000000"}))
    with pytest.raises(RefusedError) as unknown_procedure:
        target.write_record(create(dossier))
    onestop.turn(procedures=None, closed=frozenset({CODE}))
    with pytest.raises(RefusedError) as closed:
        target.write_record(create(dossier))
    assert unknown_procedure.value.final
    assert closed.value.final


# ---------------------------------------------------------------- doubt


@pytest.mark.parametrize(
    "failure",
    [
        *(Failure.ERROR, Failure.RESET, Failure.SILENT, Failure.ERROR_AFTER, Failure.RESET_AFTER),
        *(Failure.SILENT_AFTER, Failure.PAGE_AFTER, Failure.TRUNCATED_AFTER),
    ],
    ids=lambda failure: failure.value,
)
@pytest.mark.parametrize("service", ["DongBoHoSoMC", "CapNhatTienDoHoSoMC"])
def test_a_lost_answer_is_a_doubt_and_the_write_was_sent_once(
    make_target: Make, onestop: OneStopSystem, dossier: Dossier, step: Step, failure: Failure, service: str
) -> None:
    target = make_target(timeout="1s")
    onestop.desk_enter("000.00.00.H00-260302-0002")
    onestop.fail(failure, service=service, seconds=1.5)
    calls = {
        "DongBoHoSoMC": lambda: target.write_record(create(dossier)),
        "CapNhatTienDoHoSoMC": lambda: target.append_steps("000.00.00.H00-260302-0002", [step]),
    }
    with pytest.raises(InDoubtError):
        calls[service]()
    assert sum(service.encode() in request.body for request in onestop.log) == 1
    ours = [commit for commit in onestop.books.commits if commit.by == "connector"]
    assert len(ours) == (1 if failure.after else 0)


def test_nothing_was_sent_when_nobody_listens(make_target: Make, onestop: OneStopSystem, dossier: Dossier) -> None:
    onestop.stop()
    with pytest.raises(SystemDownError):
        make_target().write_record(create(dossier))


# ---------------------------------------------------------------- privacy

CANARIES = ("Nguyễn Thị Canary", "000987654321", "0900111222", "canary@vi.du", "mat-khau-canary", "tai-khoan-canary")


def test_no_error_log_or_repr_tells_a_person_or_a_secret(
    make_target: Make, onestop: OneStopSystem, dossier: Dossier, step: Step, lines: Any
) -> None:
    name, number, phone, email, password, _ = CANARIES
    person = replace(
        dossier,
        applicant_name=name,
        applicant_id=number,
        phone=phone,
        email=email,
        documents=(Document(name=name),),
    )
    onestop.password = password
    target = make_target(password=password, timeout="1s")
    target.write_record(create(person))
    told: list[object] = [target, target.look_up(CODE), create(person), person, step, lines]
    echo = Reply.json({"error_code": 7, "message": f"{name} {number} {phone} không hợp lệ", "result": name})
    onestop.before.append(lambda _: echo if onestop.knobs.lists else None)
    for failure in Failure:
        if failure not in {Failure.SILENT, Failure.SILENT_AFTER, Failure.LIMITED}:
            for call in (lambda: target.write_record(create(person)), lambda: target.look_up(CODE)):
                onestop.fail(failure)
                told.extend(errors_of(call))
    onestop.turn(lists=True)  # from here on every answer quotes the person
    for call in (lambda: target.write_record(create(person)), lambda: target.look_up(CODE)):
        told.extend(errors_of(call))
    told.extend(errors_of(lambda: make_target(password=password, username=CANARIES[-1]).look_up(CODE)))
    assert sum(isinstance(one, BaseException) for one in told) > 20
    assert any("từ chối ghi hồ sơ (error_code 7): “… không hợp lệ”." in str(one) for one in told)
    for one in told:
        text = f"{one!r} {one} {getattr(one, 'args', '')} {getattr(one, 'where', '')} {getattr(one, 'do', '')}"
        assert not [canary for canary in CANARIES if canary in text]


def errors_of(call: Callable[[], object]) -> list[BaseException]:
    try:
        call()
    except ForeignSystemError as error:
        found: list[BaseException] = []
        at: BaseException | None = error
        while at is not None:
            found.append(at)
            at = at.__cause__ or at.__context__
        return found
    return []
