"""Small offices of different shapes, all links of one home: one call of the program judges them together."""

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from support.plain_servers import PlainOneStop, PlainSource, Row
from support.process import Finished, run

WORDS = {
    "moi": 1,
    "nhan": 2,
    "tuchoi": 3,
    "xuly": 4,
    "bosung": 5,
    "taichinh": 6,
    "rut": 7,
    "dung": 8,
    "xong": 9,
    "tra": 10,
}
NAMES = ("Nguyễn Văn Ví Dụ", "Trần Thị Đào Thử", "Lê Hoà Thử", "Công ty TNHH Bình Minh Thử")

MAP: dict[str, Any] = {
    "code": "so",
    "procedure_code": "tthc",
    "applicant_name": "chu.ten",
    "applicant_id": "chu.giay_to",
    "status": {"path": "tt", "values": WORDS},
    "received_at": {"path": "nhan", "convert": "date_vn"},
    "due_at": {"path": "hen", "convert": "date_vn"},
    "finished_at": {"path": "xong_luc", "convert": "date_vn"},
    "returned_at": {"path": "tra_luc", "convert": "date_vn"},
    "updated_at": {"path": "sua", "convert": "iso"},
}

#: The steps of a row, where a test gives it any.
STEPS: dict[str, Any] = {
    "path": "buoc",
    "each": {"at": {"path": "luc", "convert": "date_vn"}, "status": {"path": "tt", "values": WORDS}, "officer": "ai"},
}

#: What a map has at least, and a link whose rows have no time of change.
BARE: dict[str, Any] = {name: MAP[name] for name in ("code", "status")}

Change = Callable[[list[Row], list[Row]], object]


def rows(number: int = 12) -> tuple[list[Row], list[Row]]:
    """The source's rows and a one-stop's records of the same dossiers, in each of four states in turn."""
    told = [_dossier(index) for index in range(number)]
    return [row for row, _ in told], [record for _, record in told]


def code(index: int) -> str:
    return str(_dossier(index)[0]["so"])


def _dossier(index: int) -> tuple[Row, Row]:
    word = ("nhan", "xuly", "xong", "tra")[index % 4]
    received = datetime(2026, 1, 5, 8, 7) + timedelta(days=7 * (index // 5) + index % 5, minutes=index)  # noqa: DTZ001
    finished = received + timedelta(days=14) if word in {"xong", "tra"} else None
    returned = finished + timedelta(hours=2) if finished and word == "tra" else None
    due, number = received + timedelta(days=7000), f"H13.22-{received:%y%m%d}-{index + 1:04}"
    person, papers = NAMES[index % len(NAMES)], f"0000900{index:05}"
    row = {
        "so": number,
        "tthc": "1.009750",
        "chu": {"ten": person, "giay_to": papers},
        "tt": word,
        "nhan": f"{received:%d/%m/%Y %H:%M:%S}",
        "hen": f"{due:%d/%m/%Y}",
        "xong_luc": finished and f"{finished:%d/%m/%Y %H:%M}",
        "tra_luc": returned and f"{returned:%d/%m/%Y %H:%M}",
        "sua": f"{returned or finished or received:%Y-%m-%dT%H:%M:%S}",
    }
    record = {
        "MaHoSo": number,
        "MaTTHC": "1.009750",
        "ChuHoSo": person,
        "SoGiayToChuHoSo": papers,
        "KenhThucHien": "1",
        "NgayTiepNhan": _wire(received),
        "NgayHenTra": f"{due:%Y%m%d}000000",
        "TrangThaiHoSo": str(WORDS[word]),
        "NgayKetThucXuLy": _wire(finished),
        "NgayTra": _wire(returned),
    }
    return row, record


def _wire(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y%m%d%H%M}00"


@dataclass(frozen=True, slots=True)
class PlainLink:
    """One link's two systems, to be changed between runs."""

    source: PlainSource
    onestop: PlainOneStop


class PlainOffices:
    """Links in one home, each between a source and a one-stop of its own. Close it, or use it as a context."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.links: dict[str, PlainLink] = {}
        self._open = ExitStack()
        self.write("connector.yaml", {"agency": {"code": "H13.22", "name": "Cơ quan thử"}})

    def write(self, name: str, settings: Mapping[str, Any]) -> None:
        path = self.home / "config" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings, ensure_ascii=False), encoding="utf-8")

    def link(
        self,
        name: str,
        change: Change | None = None,
        *,
        lists: bool = True,
        map_: Mapping[str, Any] = MAP,
        untold: Iterable[str] = (),
        witnesses: Iterable[Mapping[str, Any]] = (),
        scope: Mapping[str, Any] | None = None,
        **policy: Any,
    ) -> PlainLink:
        """A link in observe mode unless ``policy`` says more; ``change`` is done to both sides before they open."""
        told, records = rows()
        if change is not None:
            change(told, records)
        source = self._open.enter_context(PlainSource(told))
        onestop = self._open.enter_context(PlainOneStop(records, lists=lists))
        onestop.untold = set(untold)
        self.links[name] = PlainLink(source, onestop)
        self.write(f"systems/cn-{name}.yaml", {"system": f"cn-{name}", "adapter": "rest", "url": source.url})
        self.write(f"systems/mc-{name}.yaml", _onestop_settings(name, onestop))
        listed = {"path": "/ds", "records": "data", "paging": {"type": "page", "param": "trang", "first": 0}}
        cursor = {"cursor": {"field": "sua", "key": "so"}} if "updated_at" in map_ else {}
        get = {"path": "/ds/{code}", "record": "data"}
        settings = {
            "link": name,
            "source": {"system": f"cn-{name}", "list": listed, "get": get, "map": dict(map_), **cursor},
            "target": {"system": f"mc-{name}"},
            "witnesses": list(witnesses),
            "scope": {"received_from": "2026-01-01", **(scope or {})},
            "policy": {"brakes": {"max_share": 1.0}, **policy},
        }
        self.write(f"links/{name}.yaml", settings)
        return self.links[name]

    def run(self, *arguments: str, timeout: float = 240) -> Finished:
        return run(self.home, *arguments, timeout=timeout)

    def reconcile(self, *arguments: str) -> tuple[int, dict[str, dict[str, Any]]]:
        """The exit code, and every link's summary."""
        done = self.run("reconcile", "--json", *arguments)
        return done.code, {summary["link"]: summary for summary in done.json["runs"]}

    def cases(self, state: str = "open") -> dict[str, set[tuple[str, str]]]:
        """(dossier, kind) of every link's cases; a link without any is left out."""
        found: dict[str, set[tuple[str, str]]] = {}
        for case in self.run("mismatches", "list", "--state", state, "--json").json["mismatches"]:
            found.setdefault(case["link"], set()).add((case["code"], case["kind"]))
        return found

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()


def _onestop_settings(name: str, onestop: PlainOneStop) -> dict[str, Any]:
    settings = {
        "system": f"mc-{name}",
        "adapter": "dvcqg",
        "url": onestop.url,
        "username": "ketnoi",
        "password": "khong-in-ra",
        "madonvi": "000.00.22.H13",
        "dstcode": "VN:THU",
        "write": "patch",
        "ignore_key_case": True,
        "verify": {"first": "0s", "until": "1m"},
    }
    return settings | ({"list_service": "DanhSachHoSo"} if onestop.lists else {})
