"""Invented dossiers, the same ones for the same seed: what the shipped configuration and a first look run on.

Nobody here exists: identity numbers begin with province 000, tax codes with 0000.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from connector.domain.dossier import Dossier, Step
from connector.domain.status import Status
from connector.domain.times import ZONE

AGENCY = "H13.22"

#: The first invented day; dossiers are spread over the following weeks.
FIRST_DAY = datetime(2026, 1, 5, tzinfo=ZONE)

#: How the invented software says each state.
WORDS: Mapping[Status, str] = {
    Status.REGISTERED: "moi",
    Status.RECEIVED: "tiep_nhan",
    Status.PROCESSING: "dang_xu_ly",
    Status.SUPPLEMENT: "bo_sung",
    Status.PAYMENT: "nghia_vu_tc",
    Status.FINISHED: "xong",
    Status.RETURNED: "da_tra",
    Status.REFUSED: "tu_choi",
    Status.WITHDRAWN: "rut",
    Status.STOPPED: "dung",
}

_WEIGHTS: Mapping[Status, int] = {
    Status.FINISHED: 30,
    Status.PROCESSING: 25,
    Status.RETURNED: 15,
    Status.RECEIVED: 12,
    Status.SUPPLEMENT: 6,
    Status.REGISTERED: 4,
    Status.PAYMENT: 2,
    Status.REFUSED: 2,
    Status.WITHDRAWN: 2,
    Status.STOPPED: 2,
}

#: The states a dossier passes before the one it stands in.
_WAYS: Mapping[Status, tuple[Status, ...]] = {
    Status.REGISTERED: (),
    Status.RECEIVED: (),
    Status.REFUSED: (Status.REGISTERED,),
    Status.PROCESSING: (Status.RECEIVED,),
    Status.SUPPLEMENT: (Status.RECEIVED, Status.PROCESSING),
    Status.PAYMENT: (Status.RECEIVED, Status.PROCESSING),
    Status.WITHDRAWN: (Status.RECEIVED, Status.PROCESSING),
    Status.STOPPED: (Status.RECEIVED, Status.PROCESSING),
    Status.FINISHED: (Status.RECEIVED, Status.PROCESSING),
    Status.RETURNED: (Status.RECEIVED, Status.PROCESSING, Status.FINISHED),
}

_PROCEDURES = {
    "1.009748": "Thủ tục chấp thuận chủ trương đầu tư của Ban quản lý",
    "1.009756": "Thủ tục cấp Giấy chứng nhận đăng ký đầu tư",
    "1.009760": "Thủ tục điều chỉnh dự án đầu tư",
    "2.000815": "Chứng thực bản sao từ bản chính",
}
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Đặng", "Võ")
_MIDDLE = ("Giả", "Thử", "Mẫu", "Tưởng Tượng")
_NAMES = ("An", "Bình", "Đức", "Hòa", "Khỏe", "Quý", "Thúy", "Uyên")
_TRADES = ("Cơ khí", "Bao bì", "Thủy sản", "Dệt may", "Điện tử")
_OFFICERS = ("Cán bộ Một", "Cán bộ Hai", "Cán bộ Ba")


@dataclass(frozen=True, slots=True, kw_only=True)
class Invented:
    """One dossier as it was invented, before any system tells it in its own words."""

    id: int
    dossier: Dossier

    def raw(self) -> dict[str, Any]:
        """As the invented software tells it: its own keys, letter states, dd/MM/yyyy times."""
        dossier = self.dossier
        return {
            "id": self.id,
            "so_ho_so": dossier.code,
            "ma_tthc": dossier.procedure_code,
            "chu_ho_so": {
                "ten": dossier.applicant_name,
                "loai": "DN" if dossier.applicant_type == "business" else "CN",
                "so_giay_to": dossier.applicant_id,
            },
            "trang_thai": dossier.status and WORDS[dossier.status],
            "ngay_nhan": _vn(dossier.received_at),
            "han_tra": _vn(dossier.due_at),
            "updated_at": dossier.updated_at and dossier.updated_at.isoformat(),
            "qua_trinh": [
                {
                    "luc": _vn(step.at),
                    "tt": step.status and WORDS[step.status],
                    "can_bo": step.officer,
                    "noi_dung": step.content,
                }
                for step in dossier.steps or ()
            ],
        }


def behind(invented: tuple[Invented, ...]) -> tuple[Dossier, ...]:
    """How a one-stop tells them that has missed the last step of each; one still at its first step it has not got."""
    return tuple(_without_last_step(each.dossier) for each in invented if len(each.dossier.steps or ()) > 1)


def _without_last_step(dossier: Dossier) -> Dossier:
    steps = (dossier.steps or ())[:-1]
    return replace(dossier, steps=steps, status=steps[-1].status, aliases={}, updated_at=None)


def invent(number: int, *, seed: int = 1) -> tuple[Invented, ...]:
    """That many dossiers; the first ones are the same whatever their number."""
    daily: dict[str, int] = {}
    return tuple(_one(index, random.Random(f"{seed}:{index}"), daily) for index in range(1, number + 1))  # noqa: S311 - invented people, no secrets


def _one(index: int, chance: random.Random, daily: dict[str, int]) -> Invented:
    received = FIRST_DAY + timedelta(days=(index - 1) // 4, hours=7 + index % 4 * 2, minutes=chance.randrange(60))
    day = f"{received:%y%m%d}"
    daily[day] = daily.get(day, 0) + 1
    steps = _steps(received, chance)
    business = chance.random() < 0.6
    return Invented(
        id=index,
        dossier=Dossier(
            code=f"{AGENCY}-{day}-{daily[day]:04d}",
            aliases={"source": str(index)},
            procedure_code=chance.choice(sorted(_PROCEDURES)),
            agency_code=AGENCY,
            applicant_name=_business(index, chance) if business else _person(chance),
            applicant_type="business" if business else "individual",
            applicant_id=f"0000{index:06d}"
            if business
            else f"000{chance.choice('01')}{chance.randrange(60, 99)}{index:06d}",
            status=steps[-1].status,
            received_at=received,
            due_at=received.replace(hour=17, minute=0) + timedelta(days=chance.choice((3, 5, 10, 15, 20))),
            steps=steps,
            updated_at=steps[-1].at + timedelta(minutes=1),
        ),
    )


def _steps(received: datetime, chance: random.Random) -> tuple[Step, ...]:
    end = chance.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()))[0]
    steps, at = [], received
    for status in (*_WAYS[end], end):
        steps.append(Step(at=at, status=status, officer=chance.choice(_OFFICERS), content=status.label))
        at = at + timedelta(hours=chance.randrange(1, 30), minutes=chance.randrange(60))
    return tuple(steps)


def _person(chance: random.Random) -> str:
    return f"{chance.choice(_SURNAMES)} {chance.choice(_MIDDLE)} {chance.choice(_NAMES)}"


def _business(index: int, chance: random.Random) -> str:
    return f"Công ty TNHH {chance.choice(_TRADES)} Giả Định {index}"


def _vn(time: datetime | None) -> str | None:
    return None if time is None else f"{time:%d/%m/%Y %H:%M:%S}"
