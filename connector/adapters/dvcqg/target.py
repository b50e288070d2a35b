"""Our promises as a target, kept by a DVCQG-shaped system."""

from collections.abc import Iterator, Sequence
from typing import Any

from connector.adapters.dvcqg.answers import Meaning, Said
from connector.adapters.dvcqg.client import DvcqgClient, shared_client
from connector.adapters.dvcqg.records import Records, refused
from connector.adapters.dvcqg.settings import DvcqgSystemSettings, DvcqgTargetSettings
from connector.adapters.dvcqg.wire import (
    IDENTITIES_KEY,
    LIMITS,
    RETURN_METHODS,
    SERVICE_RECORD,
    SERVICE_STEPS,
    STEP_LIMITS,
    STEPS_PER_CALL,
    Column,
    columns,
    encode,
    encode_steps,
    identities,
    text_of,
)
from connector.adapters.http.caller import HttpCaller
from connector.adapters.registry import Context
from connector.domain.dossier import Step
from connector.domain.errors import AlreadyExistsError, DoesNotExistError
from connector.domain.link import VerifyWindow
from connector.domain.window import Window
from connector.observe.log import Log
from connector.ports import Capabilities, Reading, RecordWrite, Target


def make_target(system: DvcqgSystemSettings, target: DvcqgTargetSettings, context: Context) -> "DvcqgTarget":  # noqa: ARG001  # a link's target has no keys of this kind
    """The target of one link; every link of the system shares its caller and its session."""
    return DvcqgTarget(system, shared_client(system, context))


class DvcqgTarget(Target):
    """One one-stop system. Its connections belong to the caller, which whoever made it closes."""

    def __init__(self, settings: DvcqgSystemSettings, client: DvcqgClient) -> None:
        self.name = settings.system
        self.concurrency = settings.concurrency
        self.verify = VerifyWindow(first=settings.verify.first, until=settings.verify.until)
        self._settings = settings
        self._client = client
        self._records = Records(settings, client)
        self._columns = columns(settings.generation)
        fields = frozenset(column.name for column in self._columns if column.name) | {"steps"}
        self.capabilities = Capabilities(
            fields=fields,
            told_only=self._records.rows.moved - fields,  # an operator wrote down where it stands
            # What a long text keeps for certain: both sides are compared as far as that.
            lengths={name: limit.kept for name, limit in LIMITS.items()},
            step_lengths={name: limit.kept for name, limit in STEP_LIMITS.items()},
            words={"return_method": frozenset(RETURN_METHODS)},
            write=settings.write,
            steps_per_call=STEPS_PER_CALL,
            enumerable=settings.list_service is not None,
        )

    @classmethod
    def over(cls, settings: DvcqgSystemSettings, caller: HttpCaller, *, log: Log) -> "DvcqgTarget":
        """A target with a session of its own on that caller."""
        return cls(settings, DvcqgClient(settings, caller, log=log))

    @property
    def requests(self) -> int:
        return self._records.requests

    def probe(self) -> None:
        self._records.probe()

    def close(self) -> None:
        """The connections are shared by every link of the system; they end with the caller."""

    def shown(self, name: str, value: str) -> str:
        """Cut exactly as the wire cuts it, so that what is read back compares equal."""
        limit = LIMITS.get(name) or STEP_LIMITS.get(name.removeprefix("steps."))
        return value if limit is None else limit.cut(value)

    # -- reading

    def look_up(self, code: str) -> Reading | None:
        return self._records.look_up(code)

    def enumerate(self, window: Window) -> Iterator[Sequence[Reading]]:
        if self._settings.list_service is None:
            return super().enumerate(window)
        return self._records.received(self._settings.list_service, window)

    # -- writing

    def write_record(self, write: RecordWrite) -> None:
        element = self._created(write) if write.create else self._updated(write)
        updating = "False" if write.create else "True"
        said = self._client.write(SERVICE_RECORD, {"isUpdating": updating, "data": [element]})
        if said.meaning is Meaning.SUCCESS:
            return
        if write.create and said.meaning is Meaning.EXISTS:
            raise AlreadyExistsError("Hồ sơ đã tồn tại trên hệ thống.", final=False, where=said.where)
        if not write.create and said.meaning is Meaning.MISSING:
            raise _missing(said)
        raise refused(said, "ghi hồ sơ", _DO_WRITE)

    def append_steps(self, code: str, steps: Sequence[Step]) -> None:
        if len(steps) > STEPS_PER_CALL:
            raise ValueError(f"at most {STEPS_PER_CALL} steps go in one call")
        said = self._client.write(SERVICE_STEPS, {"data": encode_steps(code, steps)}, plain=True)
        if said.meaning is Meaning.SUCCESS:
            return
        if said.meaning is Meaning.MISSING:
            raise _missing(said)
        raise refused(said, "ghi tiến độ", _DO_WRITE)

    def _created(self, write: RecordWrite) -> dict[str, Any]:
        element = {column.wire: self._for_create(column, write) for column in self._columns}
        return element | {"MaHoSo": write.code}

    def _for_create(self, column: Column, write: RecordWrite) -> Any:
        value = self._known(column, write)
        if value is None:
            value = [] if column.many else self._settings.send_default.get(column.wire, "")
        return value

    def _updated(self, write: RecordWrite) -> dict[str, Any]:
        told = {column.wire: self._for_update(column, write) for column in self._columns}
        return {wire: value for wire, value in told.items() if value is not None} | {"MaHoSo": self._own_code(write)}

    def _for_update(self, column: Column, write: RecordWrite) -> Any:
        """The known value if it changes something; else the target's own; None where neither is known.

        So nothing is blanked: an empty value never takes the place of the target's.
        """
        reading = write.reading
        name = "applicant_id" if column.wire == IDENTITIES_KEY else column.name
        if reading is not None and name is not None and name in reading.readable:
            same = getattr(write.record, name) == getattr(reading.dossier, name)
            if name not in write.known or same:
                return self._repeated(column, reading)
        return self._known(column, write) or self._repeated(column, reading)

    def _repeated(self, column: Column, reading: Reading | None) -> Any:
        """The target's own writing of the value, unless its answers are written otherwise than its requests."""
        if reading is None:
            return None
        if column.name is not None and column.name in self._records.rows.moved:
            return encode(column.name, getattr(reading.dossier, column.name), self._settings.generation)
        if column.wire not in reading.raw:
            return None
        raw = reading.raw[column.wire]
        return [] if column.many and not raw else text_of(raw)

    def _known(self, column: Column, write: RecordWrite) -> Any:
        if column.wire == IDENTITIES_KEY:
            return identities(write.record) if "applicant_id" in write.known else None
        if column.name is None or column.name not in write.known:
            return None
        return encode(column.name, getattr(write.record, column.name), self._settings.generation)

    def _own_code(self, write: RecordWrite) -> str:
        """The target's own number, as it writes it."""
        if write.reading is None:
            return write.code
        raw = write.reading.raw.get("MaHoSo")
        return raw if isinstance(raw, str) and raw else write.reading.dossier.code


def _missing(said: Said) -> DoesNotExistError:
    return DoesNotExistError("Hồ sơ chưa tồn tại trên hệ thống.", final=False, where=said.where)


_DO_WRITE = "Xem hồ sơ này trên hệ thống một cửa và dữ liệu nguồn, sửa rồi cho gửi lại."
