"""What stands on a DVCQG-shaped system, asked for one by one or by days of receipt. Nothing here can write."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

import orjson

from connector.adapters.dvcqg.answers import Meaning, Said
from connector.adapters.dvcqg.client import DvcqgClient
from connector.adapters.dvcqg.reading import RowReader
from connector.adapters.dvcqg.settings import DvcqgSystemSettings
from connector.adapters.dvcqg.wire import SERVICE_LOOK_UP
from connector.domain.codes import code_key
from connector.domain.errors import BrokenAnswerError, RefusedError
from connector.domain.text import display
from connector.domain.times import at_zone
from connector.domain.window import Window
from connector.ports import Reading

#: Asked for to see whether the account may ask at all; no agency can have given this number.
_NOBODYS_CODE = "000.00.00.H00-000000-0000"

_OTHER_RESULT_KEY = "data"

#: Readings that are handed over at a time.
BATCH = 500
_DAY = timedelta(days=1)


class Records:
    """Asks through the system's one session. ``read_map`` and ``result_key`` hold for look-ups and lists alike."""

    def __init__(self, settings: DvcqgSystemSettings, client: DvcqgClient) -> None:
        self.rows = RowReader(settings)
        self._settings = settings
        self._client = client
        self._heedless = False  #: the list was seen to tell the same whatever days it is asked for

    @property
    def requests(self) -> int:
        return self._client.caller.requests

    def probe(self) -> None:
        """Whether the system answers and accepts the account."""
        with self._client.caller.probing():
            if self._client.has_session:
                self._client.read(SERVICE_LOOK_UP, {"mahoso": _NOBODYS_CODE})  # any business answer will do
            else:
                self._client.log_in()

    # -- one dossier

    def look_up(self, code: str) -> Reading | None:
        """The dossier as it stands there now; None only when the system clearly says there is none."""
        said = self._ask(SERVICE_LOOK_UP, {"mahoso": code}, "tra cứu", _DO_DOSSIER)
        rows = self._rows(said)
        if said.meaning is Meaning.MISSING and not rows:
            return None
        if not isinstance(rows, list):
            raise _broken("Câu trả lời tra cứu không có mảng kết quả.", said)
        if not rows and said.meaning is not Meaning.SUCCESS:
            raise _broken(f"Câu trả lời tra cứu rỗng nhưng không nói rõ là không có hồ sơ{said.quoted}.", said)
        return self._the_one(code, [self.rows.row(row) for row in rows], said) if rows else None

    def _rows(self, said: Said) -> Any:
        """What stands under ``result_key``; where no key is configured and none of the usual name is told, under the
        other name in use."""
        key = self._settings.result_key
        usual = "result_key" not in self._settings.model_fields_set
        return said.body.get(_OTHER_RESULT_KEY if usual and key not in said.body else key)

    def _the_one(self, code: str, rows: Sequence[Mapping[str, Any]], said: Said) -> Reading:
        """The one row that is about the dossier asked for. Two of them, or another dossier, cannot be trusted."""
        if len(rows) == 1 and self.rows.code(rows[0]) is None:
            return self.rows.read(rows[0], code)
        codes = [self.rows.code(row) for row in rows]
        asked = display(code)
        exact = [n for n, told in enumerate(codes) if told == asked]
        alike = exact or [n for n, told in enumerate(codes) if told is not None and code_key(told) == code_key(code)]
        if len(alike) > 1:
            raise _broken("Tra cứu một mã nhưng có hai hồ sơ trả về.", said)
        if not alike:
            raise _broken("Tra cứu một mã nhưng câu trả lời nói về hồ sơ khác.", said)
        return self.rows.read(rows[alike[0]], codes[alike[0]] or code)

    # -- all that were received on some days

    def received(self, service: str, window: Window) -> Iterator[Sequence[Reading]]:
        """Every dossier that the listing service tells for these days, each once; asked for a few days at a time.

        A list is believed whole or not at all: an answer that is not clearly a success, a row that names no dossier, a
        dossier told twice with different content, or an answer about none but other days raises BrokenAnswerError. What
        a row of the list does not tell is unreadable.
        """
        told: dict[str, bytes] = {}
        for days in window.stretches(self._settings.list_days):
            said, listed = self._list(service, days)
            readings = self._once(self._about(service, days, listed, said), told, said)
            yield from (readings[begin : begin + BATCH] for begin in range(0, len(readings), BATCH))

    def _list(self, service: str, days: Window) -> tuple[Said, list[Reading]]:
        form = self._settings.list_day
        asked = {"ngayNhan1": days.first.strftime(form), "ngayNhan2": days.last.strftime(form)}
        said = self._ask(service, asked, "liệt kê", _DO_LIST)
        return said, self._listed(said)

    def _listed(self, said: Said) -> list[Reading]:
        rows = self._rows(said)
        if said.meaning is Meaning.MISSING and not rows:
            return []
        if not isinstance(rows, list):
            raise _broken("Danh sách hồ sơ không có mảng kết quả.", said)
        if said.meaning is not Meaning.SUCCESS:
            what = f"Danh sách hồ sơ đến kèm một lời báo không phải là thành công, có thể chưa đủ{said.quoted}."
            raise _broken(what, said)
        return [self._row(row, said) for row in rows]

    def _row(self, value: Any, said: Said) -> Reading:
        row = self.rows.row(value)
        code = self.rows.code(row)
        if code is None:
            raise _broken("Danh sách hồ sơ có dòng không có mã hồ sơ.", said)
        return self.rows.read(row, code)

    def _about(self, service: str, days: Window, readings: Sequence[Reading], said: Said) -> Sequence[Reading]:
        """The readings of the days that were asked for, give or take a clock's zone.

        A system that does not heed the days tells others too, which come in their own turn; one that tells nothing but
        others may understand the days otherwise and leave out those asked for.
        """
        received = [None if (at := one.dossier.received_at) is None else at_zone(at).date() for one in readings]
        if all(day is None or _near(days, day) for day in received):
            return readings
        within = [one for one, day in zip(readings, received, strict=True) if day is not None and days.holds(day)]
        if not within and not self._heeds_no_days(service, readings, [day for day in received if day is not None]):
            raise _broken("Danh sách hồ sơ không nói về những ngày tiếp nhận đã hỏi.", said)
        return within

    def _heeds_no_days(self, service: str, readings: Sequence[Reading], days: Sequence[date]) -> bool:
        """Whether the list tells the same when it is asked for the very days it told of, so that what it told is all
        there is, whatever is asked."""
        if not self._heedless:
            _, again = self._list(service, Window(min(days), max(days)))
            codes = sorted(one.dossier.code for one in again)
            self._heedless = codes == sorted(one.dossier.code for one in readings)
        return self._heedless

    def _once(self, readings: Sequence[Reading], told: dict[str, bytes], said: Said) -> list[Reading]:
        """The readings of dossiers not told before; told again, their rows must be the same."""
        new = []
        for reading in readings:
            code = reading.dossier.code
            content = blake2b(orjson.dumps(reading.raw, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()
            if code not in told:
                told[code] = content
                new.append(reading)
            elif told[code] != content:
                raise _broken(f"Danh sách hồ sơ kể hai lần hồ sơ {code} với nội dung khác nhau.", said)
        return new

    def _ask(self, service: str, fields: Mapping[str, Any], doing: str, do: str) -> Said:
        said = self._client.read(service, fields)
        if said.good_code or said.meaning is Meaning.MISSING:
            return said
        raise refused(said, doing, do)


def _near(days: Window, day: date) -> bool:
    return days.first - _DAY <= day <= days.last + _DAY


def refused(said: Said, doing: str, do: str) -> RefusedError:
    """The error for a clear no; what to ``do`` is told where asking again cannot help."""
    code = f" (error_code {said.code})" if 0 < len(said.code) <= 8 else ""
    if said.meaning is Meaning.NOT_NOW:
        what = f"Hệ thống tạm thời không {doing}{code}{said.quoted}."
        return RefusedError(what, final=False, where=said.where)
    return RefusedError(f"Hệ thống từ chối {doing}{code}{said.quoted}.", final=True, where=said.where, do=do)


def _broken(what: str, said: Said) -> BrokenAnswerError:
    return BrokenAnswerError(what, where=said.where, do="Báo cho đơn vị vận hành hệ thống một cửa.")


_DO_DOSSIER = "Xem hồ sơ này trên hệ thống một cửa, quyền của tài khoản kết nối, và madonvi, dstcode."
_DO_LIST = "Kiểm tra list_service và quyền của tài khoản kết nối; nếu hỏi quá nhiều ngày một lần thì giảm list_days."
