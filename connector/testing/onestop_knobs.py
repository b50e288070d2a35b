"""How a DVCQG-shaped one-stop behaves where nobody wrote it down, and how it fails on purpose."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from types import MappingProxyType
from typing import Literal

#: Keys that only the field set of 2022 has; an older system drops them without a word.
ADDED_2022 = frozenset(
    {
        *("KenhThucHien", "SoGiayToChuHoSo", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID"),
        *("DuocThanhToanTrucTuyen", "NgayTuChoi", "NgayNopHoSo", "DinhDanhCHS", "DSKetNoiCSDL"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OneStopKnobs:
    """Every setting is a system somebody may have; the connector's promises must hold under each."""

    generation: Literal[2020, 2022] = 2022
    #: What an update does to a key it does not carry: keeps it, or blanks it.
    write: Literal["patch", "replace"] = "patch"
    #: What a look-up tells: the record, or only that it stands there.
    look_up: Literal["full", "existence"] = "full"
    hidden: frozenset[str] = frozenset()  #: keys that a look-up never tells
    steps_readable: bool = True
    lists: bool = False  #: DanhSachHoSo is served, by days of receipt
    list_days: int | None = None  #: a list of more days at once is refused
    list_heeds_days: bool = True  #: else every list tells everything, whatever was asked
    list_steps: bool = True  #: a list tells steps, where a look-up does
    list_hidden: frozenset[str] = frozenset()  #: keys that a look-up tells and a list does not
    list_share: float = 1.0  #: so much of a list is told, and nobody says that there is more
    list_repeats: Literal["no", "same", "changed"] = "no"  #: the first row comes again at the end
    list_rows: Literal["list", "null", "left_out"] = "list"  #: what an answer holds in the rows' place
    lag_reads: int = 0  #: look-ups of a dossier that still show it as it was before the latest write
    lag_seconds: float = 0.0
    trimmed: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))  #: cut, without a word
    refuse_long: bool = False  #: longer than the documented limits is refused
    insert_existing: Literal["refuse", "overwrite"] = "refuse"
    exists_code: int | str = 3  #: error_code of "đã tồn tại": 0, 3 or -3
    success_code: int | str = 0  #: 0, "0" or "00"
    message: Literal["none", "empty", "plain", "upper", "decomposed"] = "plain"  #: how success is worded
    progress_answer: Literal["json", "text", "string"] = "json"
    expiry: Literal["401", "code", "message"] = "code"
    session_calls: int | None = None  #: a session ends after so many calls
    session_seconds: float | None = None
    dstcode_in: Literal["header", "query", "any"] = "any"
    result_key: str = "result"
    upper_keys: bool = False  #: rows of a look-up have their keys in capitals
    procedures: frozenset[str] | None = None  #: others are refused for good
    closed: frozenset[str] = frozenset()  #: dossiers that take no update any more
    lock_after: int = 5  #: wrong passwords in a row that lock the account


class Failure(Enum):
    """What can go wrong with one request; those that name ``AFTER`` have done the work and lose the answer."""

    UNAVAILABLE = "503"
    LIMITED = "429"
    BUSY = "busy"  #: 200, an error code and a message that says "try later"
    MUTE = "mute"  #: 200, an error code and no message
    REFUSED = "refused"  #: 200, a clear and final no
    FORBIDDEN = "403"
    EXPIRED = "expired"
    ERROR = "500"
    RESET = "reset"
    SILENT = "silent"  #: no answer within any patience
    PAGE = "html"
    TRUNCATED = "truncated"
    NULL = "null"
    LIST = "list"
    NO_CODE = "no_code"
    ERROR_AFTER = "500_after"
    RESET_AFTER = "reset_after"
    SILENT_AFTER = "silent_after"
    PAGE_AFTER = "html_after"
    TRUNCATED_AFTER = "truncated_after"

    @property
    def after(self) -> bool:
        return self.value.endswith("_after")


@dataclass(slots=True, kw_only=True)
class Plan:
    """A failure that was ordered: for the ``nth`` coming request (of a service), so many times."""

    failure: Failure
    service: str | None = None
    skip: int = 0
    times: int = 1
    retry_after: str | None = None
    seconds: float = 0.0

    def takes(self, service: str) -> bool:
        if self.times <= 0 or self.service not in (None, service):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        self.times -= 1
        return True


class Failures:
    """What fails next: first what was ordered, then by chance, seeded."""

    def __init__(self, seed: int) -> None:
        self.happened: Counter[Failure] = Counter()
        self._plans: list[Plan] = []
        self._chances: dict[Failure, float] = {}
        self._silence = 1.0
        self._random = random.Random(seed)

    def order(
        self,
        failure: Failure,
        *,
        service: str | None = None,
        nth: int = 1,
        times: int = 1,
        retry_after: str | None = None,
        seconds: float = 5.0,
    ) -> None:
        """Let the ``nth`` request from now on fail, and ``times - 1`` after it; SILENT lasts ``seconds``."""
        self._plans.append(
            Plan(
                failure=failure,
                service=service,
                skip=nth - 1,
                times=times,
                retry_after=retry_after,
                seconds=seconds,
            )
        )

    def by_chance(self, chances: Mapping[Failure, float], *, seconds: float = 1.0) -> None:
        """From now on requests of every service but the login fail so often (0..1 each); {} ends it."""
        self._chances = dict(chances)
        self._silence = seconds

    def next(self, service: str) -> Plan | None:
        found = next((plan for plan in self._plans if plan.takes(service)), None) or self._chance(service)
        if found is not None:
            self.happened[found.failure] += 1
        return found

    def _chance(self, service: str) -> Plan | None:
        if service == "login" or not self._chances:
            return None
        drawn = self._random.random()
        for failure, chance in self._chances.items():
            if drawn < chance:
                return Plan(failure=failure, retry_after="1", seconds=self._silence)
            drawn -= chance
        return None
