"""Login, one shared session, and an account that never gets locked."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connector.adapters.dvcqg.settings import DvcqgSystemSettings, DvcqgTargetSettings
from connector.adapters.dvcqg.target import DvcqgTarget, make_target
from connector.adapters.registry import Context
from connector.domain.dossier import Dossier, Step
from connector.domain.down import Down
from connector.domain.errors import InDoubtError, LoginRefusedError, SystemDownError
from connector.observe.log import Log
from connector.ports import RecordWrite
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import CALL_PATH, DSTCODE, LOGIN_PATH, MADONVI, PASSWORD, USERNAME, OneStopSystem
from connector.testing.server import Reply

CODE = "000.00.00.H00-260302-0001"
Make = Callable[..., DvcqgTarget]


def test_the_first_question_logs_in_and_the_others_share_it(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(target.look_up, CODE) for _ in range(16)]:
            assert done.result() is None
    assert onestop.logins == 1
    assert target.requests == onestop.requests == 17


def test_every_call_carries_the_envelope(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    target.look_up(CODE)
    call = onestop.log[-1]
    body = call.json()
    assert (call.method, call.path) == ("POST", CALL_PATH)
    assert (body["madonvi"], body["service"], body["mahoso"]) == (MADONVI, "TraCuuHoSo", CODE)
    assert body["session"].startswith("phien-")


@pytest.mark.parametrize("place", ["header", "query", "both"])
def test_dstcode_goes_where_it_is_wanted(make_target: Make, onestop: OneStopSystem, place: str) -> None:
    onestop.turn(dstcode_in="any" if place == "both" else place)
    assert make_target(dstcode_in=place).look_up(CODE) is None
    for request in onestop.log:
        assert (request.headers.get("dstcode") == DSTCODE) is (place != "query")
        assert (request.query.get("dstcode") == DSTCODE) is (place != "header")


@pytest.mark.parametrize("expiry", ["401", "code", "message"])
@pytest.mark.parametrize("writing", [False, True])
def test_an_expired_session_is_renewed_once_for_all(
    target: DvcqgTarget, onestop: OneStopSystem, expiry: str, writing: bool, dossier: Dossier, changes: Any
) -> None:
    onestop.turn(expiry=expiry)
    target.look_up(CODE)
    onestop.end_sessions()
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(target.look_up, f"{CODE}{n}") for n in range(3)]
        if writing:
            calls.append(pool.submit(target.write_record, create(dossier)))
        for done in calls:
            done.result()
    assert onestop.logins == 2
    assert onestop.books.count("insert") == ({CODE: 1} if writing else {})
    assert changes == [(None, "")]


def test_sessions_that_die_all_the_time_cost_logins_and_no_work(
    target: DvcqgTarget, onestop: OneStopSystem, dossier: Dossier
) -> None:
    onestop.turn(session_calls=1)
    for _ in range(3):
        target.look_up(CODE)
    target.write_record(create(dossier))
    assert onestop.books.wrongs() == ()
    assert onestop.logins == 4


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (0, "Đã lưu hồ sơ trong phiên 8812"),
        (0, "Đã nhận. Phiên sắp hết hạn, vui lòng đăng nhập lại"),
        (1, "Cập nhật thành công trong phiên 8812"),
    ],
)
def test_words_about_a_session_beside_a_sign_of_success_are_a_doubt_and_no_reason_to_write_again(
    target: DvcqgTarget,
    onestop: OneStopSystem,
    dossier: Dossier,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    words: str,
) -> None:
    target.look_up(CODE)
    onestop.turn(success_code=code)
    monkeypatch.setattr(onestop, "_message", lambda: {"message": words})
    with pytest.raises(InDoubtError):
        target.write_record(create(dossier))
    assert sum(b"DongBoHoSoMC" in request.body for request in onestop.log) == 1


@pytest.mark.parametrize("form", ["json", "string", "text"])
def test_a_step_is_not_appended_again_because_its_answer_names_a_session(
    target: DvcqgTarget,
    onestop: OneStopSystem,
    step: Step,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
) -> None:
    onestop.desk_enter(CODE)
    onestop.turn(progress_answer=form)
    monkeypatch.setattr(onestop, "_message", lambda: {"message": "Đã ghi tiến độ, phiên 8812"})
    with pytest.raises(InDoubtError):
        target.append_steps(CODE, [step])
    assert len(onestop.books.steps[CODE]) == 1


@pytest.mark.parametrize("calls", [2, 3])
def test_sessions_that_others_use_up_first_are_no_failure(
    target: DvcqgTarget, onestop: OneStopSystem, calls: int
) -> None:
    """Four threads share a session that serves fewer questions than that: each gets its answer in the end. (With one
    question a session it is luck: what nobody was served by yet is asked for anew only so often.)"""
    onestop.turn(session_calls=calls)
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(target.look_up, [f"{CODE}{number}" for number in range(40)]))
    assert told == [None] * 40


def test_a_session_that_ends_at_once_again_is_a_failure(
    target: DvcqgTarget, onestop: OneStopSystem, changes: Any, clock: Any
) -> None:
    target.look_up(CODE)
    onestop.fail(Failure.EXPIRED, service="TraCuuHoSo", times=100)
    with pytest.raises(SystemDownError, match="ngay sau khi đăng nhập lại"):
        target.look_up(CODE)
    before = onestop.requests
    with pytest.raises(SystemDownError):
        target.look_up(CODE)
    assert onestop.requests == before
    clock.skipped += timedelta(minutes=6)
    with pytest.raises(SystemDownError):
        target.look_up(CODE)
    assert [down for down, _ in changes] == [None, Down.OUTAGE]


def test_a_wrong_password_is_tried_once_and_never_again(
    make_target: Make, onestop: OneStopSystem, clock: Any, changes: Any
) -> None:
    target = make_target(password="sai-mat-khau")
    for _ in range(20):
        clock.skipped += timedelta(hours=1)
        for call in (lambda: target.look_up(CODE), target.probe):
            with pytest.raises(LoginRefusedError):
                call()
    assert onestop.wrong_logins == onestop.requests == 1
    assert not onestop.account_locked
    assert [down for down, _ in changes] == [Down.ACCOUNT]


def test_many_threads_with_a_wrong_password_still_try_once(make_target: Make, onestop: OneStopSystem) -> None:
    target = make_target(password="sai-mat-khau")
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(target.look_up, CODE) for _ in range(16)]
    assert all(isinstance(done.exception(), LoginRefusedError) for done in calls)
    assert onestop.wrong_logins == 1


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_login_refused_by_status_is_a_refusal(target: DvcqgTarget, onestop: OneStopSystem, status: int) -> None:
    onestop.before.append(lambda request: Reply(status=status) if request.path == LOGIN_PATH else None)
    for _ in range(3):
        with pytest.raises(LoginRefusedError, match=f"HTTP {status}"):
            target.look_up(CODE)
    assert onestop.requests == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=404),
        Reply(body=b"null"),
        Reply.json({"error_code": 0}),
        Reply.json({"error_code": 0, "session": ""}),
        Reply.json({"error_code": 0, "session": 5}),
        Reply(body=b'{"error_code": 0, "sess'),
    ],
)
def test_a_login_without_a_session_is_no_refusal_and_no_session(
    target: DvcqgTarget, onestop: OneStopSystem, reply: Reply, dossier: Dossier
) -> None:
    onestop.before.append(lambda request: reply if request.path == LOGIN_PATH else None)
    for call in (lambda: target.look_up(CODE), lambda: target.write_record(create(dossier))):
        with pytest.raises(SystemDownError) as caught:
            call()
        assert not isinstance(caught.value, LoginRefusedError)


@pytest.mark.parametrize("failure", [Failure.UNAVAILABLE, Failure.ERROR, Failure.RESET])
def test_a_login_gets_over_a_passing_fault(target: DvcqgTarget, onestop: OneStopSystem, failure: Failure) -> None:
    onestop.fail(failure, service="login", times=2)
    assert target.look_up(CODE) is None
    assert onestop.logins == 1


def test_a_probe_costs_one_request_and_passes_an_open_circuit(
    target: DvcqgTarget, onestop: OneStopSystem, changes: Any
) -> None:
    target.probe()
    assert onestop.requests == 1
    onestop.fail(Failure.ERROR, times=5)
    with pytest.raises(SystemDownError):
        target.look_up(CODE)
    before = onestop.requests
    target.probe()
    assert onestop.requests == before + 1
    assert [down for down, _ in changes] == [None, Down.OUTAGE, None]
    assert target.look_up(CODE) is None


def test_a_probe_is_content_with_any_business_answer(target: DvcqgTarget, onestop: OneStopSystem) -> None:
    target.probe()
    onestop.fail(Failure.REFUSED)
    target.probe()


def test_links_of_one_system_share_its_session_and_its_rate(onestop: OneStopSystem, tmp_path: Path, clock: Any) -> None:
    context = Context(
        home=tmp_path, agency="", clock=clock, log=Log.recording([]), on_circuit=lambda _system, _down, _why: None
    )
    settings = DvcqgSystemSettings(**KEYS | {"url": onestop.url})
    first, second = (make_target(settings, DvcqgTargetSettings(), context) for _ in range(2))
    first.look_up(CODE)
    first.close()
    second.look_up(CODE)
    assert onestop.logins == 1
    assert first.requests == second.requests == 3
    context.shared.close()


KEYS: dict[str, Any] = {
    "system": "onestop",
    "adapter": "dvcqg",
    "username": USERNAME,
    "password": PASSWORD,
    "madonvi": MADONVI,
    "dstcode": DSTCODE,
}


def create(dossier: Dossier) -> RecordWrite:
    known = frozenset(name for name in dossier.__dataclass_fields__ if getattr(dossier, name))
    return RecordWrite(create=True, code=dossier.code, record=dossier, known=known)
