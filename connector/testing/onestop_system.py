"""A DVCQG-shaped one-stop on a real socket: every undocumented behaviour a knob, every failure at will, all audited."""

import time
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from connector.testing.onestop_books import Books, Record, WireStep
from connector.testing.onestop_failures import BODIES, STATUSES, lost
from connector.testing.onestop_knobs import ADDED_2022, Failure, Failures, OneStopKnobs, Plan
from connector.testing.onestop_list import UnusableDaysError, days_asked, listed
from connector.testing.server import Reply, Request, SimulatedServer

if TYPE_CHECKING:  # it needs the test extra, which systems without TLS must not ask for
    from connector.testing.certificates import ServerIdentity

LOGIN_PATH = "/mapi/login"
CALL_PATH = "/mapi/g"
USERNAME, PASSWORD = "ketnoi", "mat-khau-mo-phong"
MADONVI, DSTCODE = "000.00.00.H00", "VN:GOV:000.00.00.G22:vpcpdvcprovider"

_LIMITS: Mapping[str, int] = {"TrichYeuHoSo": 1000}
_STEP_LIMITS: Mapping[str, int] = {"NguoiXuLy": 50}
_MOST_STEPS = 10
_WORDS = {"none": None, "empty": "", "plain": "Thực hiện thành công", "upper": "ĐỒNG BỘ THÀNH CÔNG"}


@dataclass(slots=True)
class _Session:
    calls: int = 0
    born: float = 0.0


@dataclass(slots=True)
class _Late:
    """What look-ups of one dossier still show after a write."""

    image: tuple[Record, list[WireStep]] | None
    reads: int
    until: float


class _NoError(Exception):
    """A clear no, in the words of this system."""

    def __init__(self, code: int | str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class OneStopSystem(SimulatedServer):
    """``books`` holds what stands there and the audit, ``faults`` what goes wrong; ``knobs`` may change any time."""

    def __init__(
        self,
        knobs: OneStopKnobs | None = None,
        *,
        seed: int = 0,
        password: str = PASSWORD,
        port: int = 0,
        identity: "ServerIdentity | None" = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(port=port, identity=identity, clock=clock)
        self.knobs = knobs or OneStopKnobs()
        self.books = Books()
        self.faults = Failures(seed)
        self.password = password
        self.wrong_logins = 0  #: in a row
        self.logins = 0  #: that succeeded
        self.calls: dict[str, int] = {}  #: service → calls that got past the session
        self._sessions: dict[str, _Session] = {}
        self._late: dict[str, _Late] = {}
        self._frozen: dict[str, tuple[Record, list[WireStep]]] | None = None

    # -- what a test asks and does

    @property
    def account_locked(self) -> bool:
        return self.wrong_logins >= self.knobs.lock_after

    def state(self) -> dict[str, dict[str, Any]]:
        with self.lock:
            return self.books.state()

    def fail(self, failure: Failure, **how: Any) -> None:
        """Order a failure; keywords as in ``Failures.order``."""
        with self.lock:
            self.faults.order(failure, **how)

    def fail_by_chance(self, chances: Mapping[Failure, float], *, seconds: float = 1.0) -> None:
        with self.lock:
            self.faults.by_chance(chances, seconds=seconds)

    def turn(self, **knobs: Any) -> None:
        """Change knobs from the next request on."""
        self.knobs = replace(self.knobs, **knobs)

    def end_sessions(self) -> None:
        """Every session ends, as on a restart over there."""
        with self.lock:
            self._sessions.clear()

    def freeze(self) -> None:
        """From now on look-ups tell yesterday's data, while writes go through."""
        with self.lock:
            self._frozen = {code: self._image(code) for code in self.books.records}

    def thaw(self) -> None:
        with self.lock:
            self._frozen = None

    def desk_enter(self, code: str, steps: Iterable[WireStep] = (), **record: Any) -> None:
        """A person enters a dossier by hand; keys are those of DongBoHoSoMC."""
        with self.lock:
            self.books.put(code, {"MaHoSo": code, **record}, by="desk", carried=frozenset(record))
            if steps := list(steps):
                self.books.append(code, steps, by="desk")

    def desk_edit(self, code: str, **changes: Any) -> None:
        """A person corrects a standing record; seen at once."""
        with self.lock:
            self._late.pop(code, None)
            self.books.put(code, self.books.records[code] | changes, by="desk", carried=frozenset(changes))

    def desk_step(self, code: str, **step: str) -> None:
        with self.lock:
            self._late.pop(code, None)
            self.books.append(code, [{"MaHoSo": code, **step}], by="desk")

    # -- requests

    def answer(self, request: Request) -> Reply:
        if request.method != "POST" or request.path not in {LOGIN_PATH, CALL_PATH}:
            return Reply.html("<html><body>Không có trang này</body></html>", status=404)
        body = request.json()
        service = "login" if request.path == LOGIN_PATH else str(body.get("service", ""))
        with self.lock:
            plan = self.faults.next(service)
        if plan is not None and not plan.failure.after:
            return self._failed(plan)
        reply = self._served(request, service, body)
        return reply if plan is None else lost(plan, reply)

    def _served(self, request: Request, service: str, body: Mapping[str, Any]) -> Reply:
        if not self._addressed(request):
            return Reply.json({"error_code": -1, "message": "Sai mã dịch vụ đích (dstcode)"})
        with self.lock:
            if service == "login":
                return self._log_in(body)
            if not self._in_session(body):
                return self._expired()
            self.calls[service] = self.calls.get(service, 0) + 1
            try:
                return self._call(service, body)
            except _NoError as no:
                return self._say(no.code, no.message, service)

    def _addressed(self, request: Request) -> bool:
        given = {"header": request.headers.get("dstcode"), "query": request.query.get("dstcode")}
        if self.knobs.dstcode_in == "any":
            return DSTCODE in given.values()
        return given[self.knobs.dstcode_in] == DSTCODE

    def _call(self, service: str, body: Mapping[str, Any]) -> Reply:
        if body.get("madonvi") != MADONVI:
            raise _NoError(-4, "Mã đơn vị không hợp lệ")
        if service == "TraCuuHoSo":
            return self._look_up(str(body.get("mahoso", "")))
        if service == "DanhSachHoSo" and self.knobs.lists:
            return self._list(body)
        if service == "DongBoHoSoMC":
            return self._write(body)
        if service == "CapNhatTienDoHoSoMC":
            return self._append(body)
        raise _NoError(-9, "Dịch vụ không được hỗ trợ")

    # -- login

    def _log_in(self, body: Mapping[str, Any]) -> Reply:
        if self.account_locked:
            return Reply.json({"error_code": -11, "message": "Tài khoản đã bị khóa"})
        if (body.get("username"), body.get("password")) != (USERNAME, self.password):
            self.wrong_logins += 1
            return Reply.json({"error_code": -10, "message": "Sai tên hoặc mật khẩu, vui lòng thử lại"})
        self.wrong_logins = 0
        self.logins += 1
        token = f"phien-{self.logins:06d}"
        self._sessions[token] = _Session(born=time.monotonic())
        return Reply.json({"error_code": self.knobs.success_code, "message": "", "session": token})

    def _in_session(self, body: Mapping[str, Any]) -> bool:
        session = self._sessions.get(str(body.get("session")))
        if session is None:
            return False
        calls, seconds = self.knobs.session_calls, self.knobs.session_seconds
        if calls is not None and session.calls >= calls:
            return False
        if seconds is not None and time.monotonic() - session.born > seconds:
            return False
        session.calls += 1
        return True

    def _expired(self) -> Reply:
        if self.knobs.expiry == "401":
            return Reply.json({"message": "Unauthorized"}, status=401)
        code = -2 if self.knobs.expiry == "code" else 1
        message = "" if self.knobs.expiry == "code" else "Phiên làm việc đã hết hạn"
        return Reply.json({"error_code": code, "message": message})

    # -- reading

    def _look_up(self, code: str) -> Reply:
        image = self._seen(code)
        return self._rows([] if image is None else [self._row(*image)])

    def _list(self, body: Mapping[str, Any]) -> Reply:
        try:
            days = days_asked(body, self.knobs)
        except UnusableDaysError as error:
            raise _NoError(-6, str(error)) from None
        images = [image for code in self.books.records if (image := self._seen(code, reading=False)) is not None]
        steps = self.knobs.list_steps
        rows = [self._row(*image, steps_told=steps) for image in listed(images, days, self.knobs)]
        return self._rows(rows) if self.knobs.list_rows == "list" else self._without_rows()

    def _without_rows(self) -> Reply:
        nothing = {self.knobs.result_key: None} if self.knobs.list_rows == "null" else {}
        return Reply.json({"error_code": self.knobs.success_code} | nothing | self._message())

    def _rows(self, rows: list[Any]) -> Reply:
        told = {"error_code": self.knobs.success_code, self.knobs.result_key: rows}
        return Reply.json(told | self._message())

    def _row(self, record: Record, steps: list[WireStep], *, steps_told: bool = True) -> dict[str, Any]:
        if self.knobs.look_up == "existence":
            row: dict[str, Any] = {"MaHoSo": record["MaHoSo"]}
        else:
            row = {key: value for key, value in record.items() if key not in self.knobs.hidden}
            if self.knobs.steps_readable and steps_told:
                row["TienDo"] = steps
        return {key.upper(): value for key, value in row.items()} if self.knobs.upper_keys else row

    def _seen(self, code: str, *, reading: bool = True) -> tuple[Record, list[WireStep]] | None:
        """What readers are shown; only a look-up uses up one of the late readings."""
        if self._frozen is not None:
            return self._frozen.get(code)
        late = self._late.get(code)
        if late is not None and (late.reads > 0 or time.monotonic() < late.until):
            late.reads -= reading
            return late.image
        self._late.pop(code, None)
        # No copy: it is written out before the lock is let go, and a list would copy everything for every answer.
        return (self.books.records[code], self.books.steps[code]) if code in self.books.records else None

    def _image(self, code: str) -> tuple[Record, list[WireStep]]:
        return deepcopy(self.books.records[code]), deepcopy(self.books.steps[code])

    # -- writing

    def _write(self, body: Mapping[str, Any]) -> Reply:
        if body.get("isUpdating") not in {"True", "False"}:
            raise _NoError(-5, "isUpdating không hợp lệ")
        elements = self._elements(body)
        for element in elements:
            self._write_one(element, updating=body["isUpdating"] == "True")
        return self._say(self.knobs.success_code, None, "DongBoHoSoMC")

    def _elements(self, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        elements = body.get("data")
        if not isinstance(elements, list) or not elements:
            raise _NoError(-6, "Thiếu data")
        if any(not _all_text(element) or not element.get("MaHoSo") for element in elements):
            raise _NoError(-6, "Dữ liệu không đúng định dạng")
        return elements

    def _write_one(self, element: dict[str, Any], *, updating: bool) -> None:
        code = element["MaHoSo"]
        standing = self.books.records.get(code)
        self._refuse(code, element)
        if updating and standing is None:
            raise _NoError(4, "Hồ sơ chưa tồn tại")
        if not updating and standing is not None and self.knobs.insert_existing == "refuse":
            raise _NoError(self.knobs.exists_code, f"Hồ sơ {code} đã tồn tại")
        record = self._kept(element)
        if updating and self.knobs.write == "patch":
            record = (standing or {}) | record
        elif updating:
            record = dict.fromkeys(standing or {}, "") | record
        self._be_late(code)
        if updating or standing is None:
            self.books.put(code, record, by="connector", carried=frozenset(element))
        else:
            self.books.over(code, record, carried=frozenset(element))

    def _refuse(self, code: str, element: Mapping[str, Any]) -> None:
        if self.knobs.procedures is not None and element.get("MaTTHC") not in self.knobs.procedures:
            raise _NoError(-7, "Mã TTHC không tồn tại")
        if code in self.knobs.closed:
            raise _NoError(-8, "Hồ sơ đã kết thúc, không được cập nhật")
        if self.knobs.refuse_long and any(len(element.get(key, "")) > limit for key, limit in _LIMITS.items()):
            raise _NoError(-6, "Dữ liệu vượt quá độ dài")

    def _kept(self, element: Mapping[str, Any]) -> Record:
        """What of a request this system has a place for, as it keeps it."""
        known = {k: deepcopy(v) for k, v in element.items() if self.knobs.generation == 2022 or k not in ADDED_2022}
        return {key: self._trimmed(key, value) for key, value in known.items()}

    def _trimmed(self, key: str, value: Any) -> Any:
        limit = self.knobs.trimmed.get(key)
        return value[:limit] if limit is not None and isinstance(value, str) else value

    def _append(self, body: Mapping[str, Any]) -> Reply:
        elements = self._elements(body)
        if len(elements) > _MOST_STEPS:
            raise _NoError(-6, "Quá số bản ghi cho phép")
        if any(not step.get("ThoiDiemXuLy") or not step.get("TrangThai") for step in elements):
            raise _NoError(-6, "Thiếu thời điểm hoặc trạng thái")
        if any(len(step.get(key, "")) > limit for step in elements for key, limit in _STEP_LIMITS.items()):
            raise _NoError(-6, "Dữ liệu vượt quá độ dài")
        by_code: dict[str, list[WireStep]] = {}
        for step in elements:
            kept = {key: self._trimmed(key, value) for key, value in step.items()}
            by_code.setdefault(step["MaHoSo"], []).append(kept)
        if not by_code.keys() <= self.books.records.keys():
            raise _NoError(4, "Hồ sơ chưa tồn tại")
        for code, steps in by_code.items():
            self._be_late(code)
            self.books.append(code, steps, by="connector")
        return self._say(self.knobs.success_code, None, "CapNhatTienDoHoSoMC")

    def _be_late(self, code: str) -> None:
        if self.knobs.lag_reads or self.knobs.lag_seconds:
            standing = self._image(code) if code in self.books.records else None
            late = self._late.get(code)
            still = late is not None and (late.reads > 0 or time.monotonic() < late.until)
            image = late.image if late is not None and still else standing
            self._late[code] = _Late(image, self.knobs.lag_reads, time.monotonic() + self.knobs.lag_seconds)

    # -- words

    def _say(self, code: int | str, message: str | None, service: str) -> Reply:
        told = self._message() if message is None else {"message": message}
        if service != "CapNhatTienDoHoSoMC" or self.knobs.progress_answer == "json":
            return Reply.json({"error_code": code} | told)
        words = told.get("message") or "Thực hiện thành công"
        if self.knobs.progress_answer == "string":
            return Reply.json(words)
        return Reply(body=words.encode(), headers={"Content-Type": "text/plain; charset=utf-8"})

    def _message(self) -> dict[str, str]:
        if self.knobs.message == "decomposed":
            return {"message": unicodedata.normalize("NFD", "Cập nhật Thành Công.")}
        words = _WORDS[self.knobs.message]
        return {} if words is None else {"message": words}

    def _failed(self, plan: Plan) -> Reply:
        """The reply of a request that fails before anything is done."""
        if plan.failure is Failure.EXPIRED:
            return self._expired()
        if plan.failure in STATUSES:
            headers = {} if plan.retry_after is None else {"Retry-After": plan.retry_after}
            return Reply(status=STATUSES[plan.failure], body=b"{}", headers=headers)
        if plan.failure in BODIES:
            return Reply.json(BODIES[plan.failure])
        return lost(plan, Reply.json({"error_code": 0, "message": "", "result": []}))


def _all_text(value: Any) -> bool:
    """Whether every scalar is text, as this wire has it."""
    if isinstance(value, dict):
        return all(_all_text(one) for one in value.values())
    return all(_all_text(one) for one in value) if isinstance(value, list) else isinstance(value, str)
