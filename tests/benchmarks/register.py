"""A specialized system of any size: its pages are written as they are asked for, and nothing of them is kept."""

from datetime import UTC, datetime, timedelta
from typing import Any

from connector.testing.server import Reply, Request, SimulatedServer
from support.memory_link import MAP

PAGE_SIZE = 500
PATH = "/dossiers"

_FIRST = datetime(2026, 1, 5, 8, tzinfo=UTC)

_ROW = (
    '{"id":%(n)d,"so_ho_so":"H13.22-%(day)s-%(n)06d","ma_tthc":"1.009748",'
    '"chu_ho_so":{"ten":"Công ty TNHH Bao bì Giả Định %(n)d","loai":"DN","so_giay_to":"0000%(n)06d"},'
    '"trang_thai":"dang_xu_ly","ngay_nhan":"%(received)s","han_tra":"%(due)s 17:00:00",'
    '"updated_at":"%(at)s","qua_trinh":['
    '{"luc":"%(received)s","tt":"tiep_nhan","can_bo":"Cán bộ Một","noi_dung":"Được tiếp nhận"},'
    '{"luc":"%(moved)s","tt":"dang_xu_ly","can_bo":"Cán bộ Hai","noi_dung":"Đang xử lý"}]}'
)

#: The source of a link to it, as a link's file has it.
LINK: dict[str, Any] = {
    "list": {
        "path": PATH,
        "params": {"updated_since": "{since:%Y-%m-%dT%H:%M:%S%z}", "page_size": str(PAGE_SIZE)},
        "records": "data",
        "paging": {"type": "token", "param": "token", "next": "next"},
        "order": "ascending",
    },
    "cursor": {"field": "updated_at", "key": "id"},
    "map": MAP,
}


def page(first: int, last: int) -> bytes:
    """Rows ``first`` to ``last`` as the system tells them."""
    return f'{{"data":[{",".join(_row(n) for n in range(first, last + 1))}]'.encode()


def _row(n: int) -> str:
    day = _FIRST + timedelta(days=n % 250, seconds=n * 7919 % 28_800)
    told = {
        "n": n,
        "day": f"{day:%y%m%d}",
        "received": f"{day:%d/%m/%Y %H:%M:%S}",
        "moved": f"{day + timedelta(seconds=n * 104_729 % 172_800):%d/%m/%Y %H:%M:%S}",
        "due": f"{day + timedelta(days=20):%d/%m/%Y}",
        "at": (_FIRST + timedelta(seconds=n)).isoformat(),
    }
    return _ROW % told


class Register(SimulatedServer):
    """``number`` dossiers, in the order of their changes."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def answer(self, request: Request) -> Reply:
        first = int(request.query.get("token", "1"))
        last = min(first + PAGE_SIZE - 1, self.number)
        following = b"}" if last >= self.number else b',"next":"%d"}' % (last + 1)
        return Reply(body=page(first, last) + following, headers={"Content-Type": "application/json"})
