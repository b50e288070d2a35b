"""An office: a specialized system and a one-stop, simulated on real sockets, and a written configuration between them.

``with Office(tmp_path) as office: office.run("sync", "--json").run["verified"]``
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import yaml

from connector.testing.invented import LETTERS
from connector.testing.onestop_knobs import OneStopKnobs
from connector.testing.onestop_system import DSTCODE, MADONVI, USERNAME, OneStopSystem
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import TOKEN, RestSystem
from support import process
from support.process import Finished, Running

if TYPE_CHECKING:
    from connector.testing.certificates import ServerIdentity

Keys = Mapping[str, Any]

LINK = "investment"
SOURCE, TARGET = "investment", "onestop"

_LETTERS = {letters: int(status) for status, letters in LETTERS.items()}

_MAIN: Keys = {"agency": {"code": "H13.22", "name": "Cơ quan mô phỏng"}, "logs": {"level": "debug"}}
_REST: Keys = {
    "system": SOURCE,
    "adapter": "rest",
    "url": "${INVESTMENT_URL}",
    "timeout": "2s",
    "auth": {"type": "bearer", "token": "${INVESTMENT_TOKEN}"},
}
_ONESTOP: Keys = {
    "system": TARGET,
    "adapter": "dvcqg",
    "url": "${ONESTOP_URL}",
    "timeout": "2s",
    "username": "${ONESTOP_USER}",
    "password": "${ONESTOP_PASSWORD}",
    "madonvi": MADONVI,
    "dstcode": DSTCODE,
    "write": "patch",
    "verify": {"first": "0s", "until": "5m"},
}
_LINK: Keys = {
    "link": LINK,
    "source": {
        "system": SOURCE,
        "list": {
            "path": "/dossiers",
            "params": {"updated_since": "{since:%Y-%m-%dT%H:%M:%S%z}", "page_size": "50"},
            "records": "data",
            "success": "error_code == '0'",
            "paging": {"type": "page", "param": "page", "first": 1},
        },
        "get": {"path": "/dossiers/{code}", "record": "data"},
        "cursor": {"field": "updated_at", "key": "id", "lookback": "15m"},
        "map": {
            "code": "so_ho_so",
            "aliases": {"source": "id"},
            "procedure_code": "ma_tthc",
            "procedure_name": "ten_tthc",
            "applicant_name": "chu_ho_so.ten",
            "applicant_id": "chu_ho_so.so_giay_to",
            "applicant_type": {"path": "chu_ho_so.loai", "values": {"CN": "individual", "DN": "business"}},
            "phone": "chu_ho_so.dien_thoai",
            "email": "chu_ho_so.email",
            "address": "chu_ho_so.dia_chi",
            "status": {"path": "trang_thai", "values": _LETTERS},
            "received_at": {"path": "ngay_nhan", "convert": "date_vn"},
            "due_at": {"path": "han_tra", "convert": "date_vn"},
            "updated_at": {"path": "updated_at", "convert": "iso"},
            "steps": {
                "path": "qua_trinh",
                "each": {
                    "at": {"path": "luc", "convert": "date_vn"},
                    "status": {"path": "tt", "values": _LETTERS},
                    "officer": "can_bo",
                    "content": "noi_dung",
                },
            },
        },
    },
    "target": {"system": TARGET},
    "policy": {
        "mode": "push",
        "create": "push",
        "allow_final": [3, 7, 8, 10],
        "brakes": {"max_actions": 100_000, "max_share": 1.0, "min_share": 0.5, "max_gap": "3650d"},
        "retry": {"first": "1s", "factor": 2, "max": "4s", "give_up_after": "1d"},
    },
}


class Office:
    """``rest`` and ``onestop`` are the systems, ``home`` the folder it runs in.

    The configuration is written on entering; write it again for another one. Nothing of it is Python: what a test
    changes is what an operator could have written.
    """

    def __init__(
        self,
        tmp_path: Path,
        *,
        number: int = 30,
        rest_knobs: RestKnobs | None = None,
        onestop_knobs: OneStopKnobs | None = None,
        seed: int = 1,
        rest_identity: "ServerIdentity | None" = None,
        onestop_identity: "ServerIdentity | None" = None,
    ) -> None:
        self.home = tmp_path / "office"
        self.config = self.home / "config"
        rest_knobs = rest_knobs or RestKnobs(login="bearer")
        self.rest = RestSystem(number, rest_knobs, seed=seed, identity=rest_identity)
        self.onestop = OneStopSystem(onestop_knobs, seed=seed, identity=onestop_identity)
        self.env: dict[str, str] = {}
        self._running = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as started:
            started.enter_context(self.rest)
            started.enter_context(self.onestop)
            self._running = started.pop_all()
        self.env |= {
            "INVESTMENT_URL": self.rest.url,
            "INVESTMENT_TOKEN": TOKEN,
            "ONESTOP_URL": self.onestop.url,
            "ONESTOP_USER": USERNAME,
            "ONESTOP_PASSWORD": self.onestop.password,
        }
        self.write_config()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._running.close()

    # -- its configuration

    def write_config(
        self,
        *,
        main: Keys | None = None,
        rest: Keys | None = None,
        onestop: Keys | None = None,
        link: Keys | None = None,
    ) -> None:
        """The usual configuration with these keys laid over it, however deep; a key set to None is left out."""
        self.write("connector.yaml", laid_over(_MAIN, main))
        self.write(f"systems/{SOURCE}.yaml", laid_over(_REST, rest))
        self.write(f"systems/{TARGET}.yaml", laid_over(_ONESTOP, onestop))
        self.write(f"links/{LINK}.yaml", laid_over(_LINK, link))

    def write(self, name: str, content: Keys | str) -> Path:
        """One file of config/, from keys or as it stands."""
        path = self.config / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        return path

    # -- its program

    def run(self, *arguments: str, **how: Any) -> Finished:
        """One call of the real program, waited for; keywords as in ``process.run``."""
        return process.run(self.home, *arguments, env=self.env, **how)

    def start(self, *arguments: str, **how: Any) -> Running:
        """One call of the real program, going on; use it as a context."""
        return process.start(self.home, *arguments, env=self.env, **how)

    def sync(self, *arguments: str, **how: Any) -> Finished:
        """``connector sync --json``; ``.run`` of what it gives is the link's summary."""
        return self.run("sync", "--json", *arguments, **how)

    def logged(self) -> str:
        """Everything the log says, as text."""
        return "".join(file.read_text("utf-8") for file in sorted(self.home.glob("var/logs/*.jsonl")))

    def log_lines(self, event: str | None = None) -> list[dict[str, Any]]:
        """The log's lines, oldest first; with ``event`` only those of this name."""
        lines = [json.loads(line) for line in self.logged().splitlines()]
        return [line for line in lines if event in (None, line["event"])]


def laid_over(usual: Keys, changes: Keys | None) -> dict[str, Any]:
    """The usual keys with the changes in them, mapping by mapping; None takes a key out."""
    return dict(_laid_over(usual, changes or {}))


def _laid_over(usual: Keys, changes: Keys) -> Iterator[tuple[str, Any]]:
    for key in dict.fromkeys([*usual, *changes]):
        value: Any = changes.get(key, usual.get(key))
        if key in changes and value is None:
            continue
        below: Any = usual.get(key)
        both = isinstance(value, Mapping) and isinstance(below, Mapping)
        yield key, laid_over(below, value) if both else value
