"""One-stops that speak the portal's services, over real sockets; the same system as a portal that is only read.

What stands there is read and written by a small table of this bench's own, so that no mistake of the adapter's wire is
repeated by its examiner.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import Any, ClassVar

from connector.domain.dossier import Dossier, Step
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.testing.exam.bench import Bench, Trouble, WitnessBench
from connector.testing.exam.rows import Row
from connector.testing.exam.target_bench import Knob, TargetBench
from connector.testing.onestop_knobs import Failure
from connector.testing.onestop_system import CALL_PATH, DSTCODE, MADONVI, PASSWORD, USERNAME, OneStopSystem
from connector.testing.server import Reply, Request

_LOOK_UP, _LIST, _RECORD, _STEPS = "TraCuuHoSo", "DanhSachHoSo", "DongBoHoSoMC", "CapNhatTienDoHoSoMC"
_SERVICES: Mapping[str, str] = MappingProxyType({"record": _RECORD, "steps": _STEPS})
_ALWAYS = 10_000

_WIRE: Mapping[str, str] = MappingProxyType(
    {
        "procedure_code": "MaTTHC",
        "applicant_name": "ChuHoSo",
        "applicant_id": "SoGiayToChuHoSo",
        "status": "TrangThaiHoSo",
        "received_at": "NgayTiepNhan",
        "due_at": "NgayHenTra",
        "summary": "TrichYeuHoSo",
        "note": "GhiChu",
        "phone": "SoDienThoai",
        "email": "Email",
    }
)
_TIMES = "%Y%m%d%H%M%S"

_ANSWERS: Mapping[Trouble, Failure] = MappingProxyType(
    {
        "unavailable": Failure.UNAVAILABLE,
        "forbidden": Failure.FORBIDDEN,
        "login_page": Failure.PAGE,
        "truncated": Failure.TRUNCATED,
        "null": Failure.NULL,
        "missing": Failure.NO_CODE,
        "reset": Failure.RESET,
    }
)
_WRITES: Mapping[Trouble, Failure] = MappingProxyType(
    {
        "lost_before": Failure.RESET,
        "lost_after": Failure.RESET_AFTER,
        "refused": Failure.REFUSED,
        "not_now": Failure.BUSY,
    }
)


class _OneStop(Bench):
    """What the two sides of such a system have in common."""

    kind = "dvcqg"
    secrets = (PASSWORD,)
    unreadable = MappingProxyType({"status": "77", "received_at": "hôm nào"})
    cannot = MappingProxyType(
        {
            "wrong_total": "the interface tells no total",
            "in_part": "the interface answers for a whole request or for none of it",
        }
    )

    def start(self) -> None:
        self._knobs: dict[str, Any] = {}
        self._tls: Mapping[str, Any] = {}
        self.system = self.rig.enter_context(OneStopSystem(clock=self.clock.now))

    def system_keys(self) -> Mapping[str, Any]:
        account = {"username": USERNAME, "password": PASSWORD, "madonvi": MADONVI, "dstcode": DSTCODE}
        return {"url": self.system.url, "timeout": "2s", **account, **self._tls}

    def write(self, rows: Sequence[Row]) -> None:
        with self.system.lock:
            self.system.books.records.clear()
            self.system.books.steps.clear()
        for row in rows:
            self.system.desk_enter(row.code, _steps(row.dossier), **_record(row))

    def troubles(self) -> Mapping[Trouble, Callable[..., None]]:
        answers: dict[Trouble, Callable[..., None]] = {
            name: partial(self._fail, failure) for name, failure in _ANSWERS.items()
        }
        return answers | {
            "error_body": self._tell_an_error,
            "password": lambda: setattr(self.system, "password", "doi-roi"),
            "nobody": self._leave,
            "certificate": self._expire,
            "busy": lambda *, retry_after: self._fail(Failure.LIMITED, times=1, retry_after=retry_after),
            "slow": lambda *, seconds: self._fail(Failure.SILENT, times=1, seconds=seconds),
        }

    def _fail(self, failure: Failure, *, skip: int = 0, times: int = _ALWAYS, **how: Any) -> None:
        for service in (_LOOK_UP, _LIST):
            self.system.fail(failure, service=service, nth=skip + 1, times=times, **how)

    def _tell_an_error(self, *, skip: int = 0) -> None:
        """A code of success, words of failure, and no rows: not clearly anything."""
        left = [skip]

        def told(request: Request) -> Reply | None:
            if request.path != CALL_PATH or (b"TraCuuHoSo" not in request.body and b"DanhSachHoSo" not in request.body):
                return None
            left[0] -= 1
            return Reply.json({"error_code": 0, "message": "Có lỗi khi tra cứu"}) if left[0] < 0 else None

        self.system.before.append(told)

    def _leave(self, *, skip: int = 0) -> None:
        if skip == 0:
            self.system.stop()
        else:
            self._fail(Failure.RESET, skip=skip)

    def _expire(self) -> None:
        """The same system, behind a certificate that expired yesterday."""
        from connector.testing.certificates import ServerIdentity  # noqa: PLC0415  # needs the extra of tests

        identity = self.rig.enter_context(ServerIdentity.expired())
        self._tls = {"tls": {"ca": str(identity.ca_file)}}
        self.system = self.rig.enter_context(OneStopSystem(identity=identity, clock=self.clock.now))


class DvcqgTargetBench(_OneStop, TargetBench):
    """Where only a look-up by code tells anything, as most are."""

    settings: ClassVar[tuple[Mapping[Knob, Any], ...]] = (
        {"write": "replace", "declared": "replace"},
        {"write": "replace", "declared": "unknown", "hidden": frozenset({"note"})},
        {"hidden": frozenset({"note"})},
        {"look_up": "existence", "declared": "unknown"},
        {"steps_readable": False},
        {"lag_reads": 2},
    )

    def start(self) -> None:
        super().start()
        self._declared = "patch"

    def system_keys(self) -> Mapping[str, Any]:
        return {**super().system_keys(), "write": self._declared}

    def turn(self, knob: Knob, value: Any) -> None:
        if knob == "declared":
            self._declared = value
        elif knob == "hidden":
            self.system.turn(hidden=frozenset(_WIRE[name] for name in value))
        else:
            self.system.turn(**{knob: value})

    def stands(self, code: str) -> Dossier | None:
        with self.system.lock:
            record, steps = self.system.books.records.get(code), list(self.system.books.steps.get(code, ()))
        if record is None:
            return None
        values = {name: _value(name, record.get(wire)) for name, wire in _WIRE.items()}
        return Dossier(code=code, steps=tuple(map(_step, steps)), **values)

    def desk_edit(self, code: str, **fields: Any) -> None:
        self.system.desk_edit(code, **{_WIRE[name]: _written(value) for name, value in fields.items()})

    def writes(self) -> int:
        with self.system.lock:
            return sum(any(name.encode() in each.body for name in _SERVICES.values()) for each in self.system.log)

    def wrongs(self) -> tuple[str, ...]:
        return self.system.books.wrongs()

    def troubles(self) -> Mapping[Trouble, Callable[..., None]]:
        writing: dict[Trouble, Callable[..., None]] = {
            name: partial(self._fail_write, failure) for name, failure in _WRITES.items()
        }
        return {**super().troubles(), **writing}

    def _fail_write(self, failure: Failure, *, on: str = "record", times: int = 1) -> None:
        self.system.fail(failure, service=_SERVICES[on], times=times)


class DvcqgListedBench(DvcqgTargetBench):
    """Where all that were received on some days can be listed."""

    way = "listed"
    unreadable = MappingProxyType({"status": "77"})  # what has no day of receipt stands on no list
    cannot = MappingProxyType(
        {
            **_OneStop.cannot,
            "B5": "a row of the list is read by the same code as a look-up",
            **{f"T{n}": "a list changes nothing about writes: asked where there is none" for n in range(1, 11)},
        }
    )

    def start(self) -> None:
        super().start()
        self.system.turn(lists=True)

    def system_keys(self) -> Mapping[str, Any]:
        return {**super().system_keys(), "list_service": _LIST}

    def _expire(self) -> None:
        super()._expire()
        self.system.turn(lists=True)


class DvcqgPortalBench(_OneStop, WitnessBench):
    """The national portal: asked, and never written to."""

    way = "portal"
    cannot = MappingProxyType({**_OneStop.cannot, "B5": "the portal's rows are read by the same code as the target's"})
    tells = TargetBench.tells


def _record(row: Row) -> dict[str, Any]:
    told = {wire: row.told(name) for name, wire in _WIRE.items()}
    return {wire: _written(value) for wire, value in told.items() if value is not None}


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(ZONE):{_TIMES}}"
    return str(int(value)) if isinstance(value, Status) else str(value)


def _value(name: str, written: Any) -> Any:
    if not written:
        return None
    if name.endswith("_at"):
        return datetime.strptime(written, _TIMES).replace(tzinfo=ZONE)
    return Status(int(written)) if name == "status" else written


def _steps(dossier: Dossier) -> list[dict[str, str]]:
    return [
        {
            "MaHoSo": dossier.code,
            "ThoiDiemXuLy": _written(step.at),
            "TrangThai": _written(step.status),
            "NguoiXuLy": step.officer or "",
            "NoiDungXuLy": step.content or "",
        }
        for step in dossier.steps or ()
    ]


def _step(told: Mapping[str, str]) -> Step:
    return Step(
        at=_value("at_at", told["ThoiDiemXuLy"]),
        status=_value("status", told["TrangThai"]),
        officer=told.get("NguoiXuLy") or None,
        content=told.get("NoiDungXuLy") or None,
    )
