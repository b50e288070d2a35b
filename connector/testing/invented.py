"""What an invented industrial-zone authority works on: 35 procedures, three divisions, and rows of its software.

The people come from the memory twin's inventions: nobody exists, identity numbers begin with province 000.
"""

import random
from datetime import datetime
from typing import Any

from connector.adapters.memory.invented import WORDS, Invented, invent
from connector.domain.status import Status

DIVISIONS = ("Phòng Quản lý đầu tư", "Phòng Quản lý doanh nghiệp và lao động", "Phòng Quản lý quy hoạch và môi trường")

_DEEDS = ("Cấp mới", "Cấp lại", "Điều chỉnh", "Gia hạn", "Chấm dứt")
_MATTERS = (
    "chấp thuận chủ trương đầu tư",
    "giấy chứng nhận đăng ký đầu tư",
    "văn phòng đại diện của thương nhân nước ngoài",
    "giấy phép lao động cho người nước ngoài",
    "nội quy lao động",
    "giấy phép xây dựng trong khu công nghiệp",
    "kế hoạch bảo vệ môi trường",
)

#: code → name, division; invented names for 35 codes in a row.
PROCEDURES: dict[str, tuple[str, str]] = {
    f"1.00{9742 + 5 * matter + deed}": (f"{_DEEDS[deed]} {_MATTERS[matter]}", DIVISIONS[matter % 3])
    for matter in range(len(_MATTERS))
    for deed in range(len(_DEEDS))
}

#: The software's own letters for each state.
LETTERS: dict[Status, str] = dict(WORDS)


def invented_rows(number: int, *, seed: int = 1) -> list[tuple[dict[str, Any], datetime]]:
    """Rows as the software tells them, each with the time it last changed; the same seed gives the same rows."""
    return [_row(each, seed) for each in invent(number, seed=seed)]


def _row(invented: Invented, seed: int) -> tuple[dict[str, Any], datetime]:
    chance = random.Random(f"{seed}:row:{invented.id}")
    code = chance.choice(sorted(PROCEDURES))
    name, division = PROCEDURES[code]
    row = invented.raw()
    changed = invented.dossier.updated_at
    assert changed is not None  # noqa: S101  # every invented dossier has one
    del row["updated_at"]
    row |= {
        "ma_tthc": code,
        "ten_tthc": name,
        "phong_ban": division,
        "le_phi": [{"ten": "Lệ phí", "so_tien": chance.choice((0, 50000, 150000)), "da_thu": chance.random() < 0.5}],
        "giay_to": [{"ten": f"Giấy tờ {n}", "ma": f"GT{n:02d}"} for n in range(1, chance.randrange(2, 5))],
    }
    return row, changed
