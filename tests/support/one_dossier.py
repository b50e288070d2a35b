"""One dossier that may stand on the target already, and what became of it."""

from datetime import datetime
from typing import Any

from connector.domain.dossier import Dossier, Step
from connector.domain.errors import BrokenAnswerError
from connector.domain.status import Status
from connector.domain.times import ZONE
from connector.ports import Reading
from support.memory_link import LINK, MemoryLink
from support.mortal import Killed

#: The dossier of ``row(1)``, the desk's own first step of it, and a change time later than every row's.
CODE = "H13.22-260302-0001"
RECEIVED = Step(at=datetime(2026, 3, 2, 8, 15, tzinfo=ZONE), status=Status.RECEIVED, officer="Cán Bộ Quầy")
LATER = "2026-03-04T08:00:00+07:00"


def standing(**values: Any) -> Dossier:
    """The dossier of ``row(1)`` as the desk entered it when it came in."""
    entered: dict[str, Any] = {
        "applicant_name": "Người Thử 1",
        "applicant_id": "000299000001",
        "received_at": RECEIVED.at,
        "due_at": datetime(2026, 3, 20, 17, tzinfo=ZONE),
        "status": Status.RECEIVED,
        "steps": (RECEIVED,),
    }
    return Dossier(code=CODE, **(entered | values))


def written(link: MemoryLink) -> int:
    return len(link.target.auditor.ours)


def rules_of_holds(link: MemoryLink) -> set[str]:
    return {str(hold["rule"]) for hold in link.store.desk().holds([LINK])}


def open_kinds(link: MemoryLink, code: str = CODE) -> set[str]:
    return {case["kind"] for case in link.store.desk().mismatches([LINK]) if case["code"] == code}


def broken_about(link: MemoryLink, *codes: str) -> None:
    """From now on the target gives no answer about these dossiers that anybody could trust."""
    whole = link.target.look_up

    def look_up(code: str) -> Reading | None:
        if code in codes:
            raise BrokenAnswerError("Tra cứu một mã nhưng có hai hồ sơ trả về.")
        return whole(code)

    link.target.look_up = look_up  # type: ignore[method-assign]


class Dying:
    """Stands for a port's object in front of which, or behind whose answer, the process dies at one of its calls."""

    def __init__(self, real: Any, call: str, *, nth: int = 1, done: bool) -> None:
        self._real = real
        self._call = call
        self._left = nth
        self._done = done

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._real, name)
        return self._last(value) if name == self._call else value

    def _last(self, value: Any) -> Any:
        def call(*args: Any, **kwargs: Any) -> Any:
            self._left -= 1
            if self._left:
                return value(*args, **kwargs)
            if self._done:
                value(*args, **kwargs)
            raise Killed(self._call)

        return call
