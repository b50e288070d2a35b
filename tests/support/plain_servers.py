"""Two systems as somebody else would write them, on nothing but http.server: what the program is to meet, not ours."""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

Row = dict[str, Any]
Said = tuple[int, Any]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the name is http.server's
        """Say nothing: the tests look at the program's own log."""

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        told = urlsplit(self.path)
        with self.server.lock:
            status, said = self.server.plain.answer(unquote(told.path), dict(parse_qsl(told.query)), body)
        out = said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html" if isinstance(said, bytes) else "application/json")
        self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    do_POST = do_GET  # noqa: N815  # the name is http.server's


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    plain: "PlainServer"
    lock: threading.Lock


class PlainServer:
    """Listens on loopback while it is open as a context."""

    def __init__(self) -> None:
        #: None, or how it lies about its list: html, null, empty, half, error.
        self.fault: str | None = None
        self._http = _Server(("127.0.0.1", 0), _Handler)
        self._http.plain, self._http.lock = self, threading.Lock()
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.05})
        self.url = f"http://127.0.0.1:{self._http.server_port}"

    def answer(self, path: str, query: Mapping[str, str], body: bytes) -> Said:
        raise NotImplementedError

    def shown(self, rows: list[Row]) -> list[Row]:
        """The rows that the list admits to having."""
        return rows[: len(rows) // 4] if self.fault == "half" else rows

    def lying(self, name: str) -> Said | None:
        """The whole answer as the fault has it; None for an honest one."""
        if self.fault == "html":
            return 200, b"<html><body>Login</body></html>"
        lies: dict[str, Any] = {"null": None, "empty": []}
        if self.fault in lies:
            return 200, {"error_code": 0, name: lies[self.fault]}
        return (200, {"error_code": 99, "message": "Lỗi", name: []}) if self.fault == "error" else None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class PlainSource(PlainServer):
    """``GET /ds`` lists everything, a page at a time by number from 0; ``GET /ds/{code}`` tells one."""

    def __init__(self, rows: Iterable[Row]) -> None:
        super().__init__()
        self.rows = {row["so"]: row for row in rows}

    def answer(self, path: str, query: Mapping[str, str], body: bytes) -> Said:
        if path.startswith("/ds/"):
            row = self.rows.get(path.removeprefix("/ds/"))
            return (404, {"message": "không có"}) if row is None else (200, {"data": row})
        rows = self.shown(sorted(self.rows.values(), key=lambda row: (row["sua"], row["so"])))
        start = 7 * int(query.get("trang", "0"))
        return self.lying("data") or (200, {"data": rows[start : start + 7]})


#: How a one-stop words an answer of one of its services, the usual one being given.
Manner = Callable[[str, dict[str, Any]], Any]


class PlainOneStop(PlainServer):
    """The services of a one-stop; its records as they are sent, with the first letter of every key in lower case when
    they are told, and ``error_code`` as a text of two zeros."""

    def __init__(self, records: Iterable[Row], *, lists: bool = True) -> None:
        super().__init__()
        self.records = {record["MaHoSo"]: record for record in records}
        self.lists = lists
        self.untold: set[str] = set()
        self.written: list[tuple[str, str]] = []  #: (isUpdating, code)
        self.progress: defaultdict[str, list[Row]] = defaultdict(list)
        self.heeds_days = True
        self.progress_key: str | None = None  #: where a record tells its progress, if it does
        self.manner: Manner = lambda _service, body: body

    def answer(self, path: str, query: Mapping[str, str], body: bytes) -> Said:
        asked = json.loads(body or b"{}")
        if path == "/mapi/login":
            return 200, {"error_code": "00", "session": "phien"}
        status, said = self._serve(asked["service"], asked)
        return status, self.manner(asked["service"], said) if isinstance(said, dict) else said

    def _serve(self, service: str, asked: Row) -> Said:
        if service == "TraCuuHoSo":
            found = self.records.get(asked["mahoso"])
            return 200, {"error_code": "00", "result": [] if found is None else [self._told(found)]}
        if service == "DanhSachHoSo" and self.lists:
            first, last = (asked[name].replace("-", "") for name in ("ngayNhan1", "ngayNhan2"))
            every = self.records.values()
            rows = [row for row in every if not self.heeds_days or first <= row["NgayTiepNhan"][:8] <= last]
            told = [self._told(row) for row in self.shown(rows)]
            return self.lying("result") or (200, {"error_code": "00", "result": told})
        if service == "DongBoHoSoMC":
            return self._write(asked["isUpdating"], asked["data"])
        if service == "CapNhatTienDoHoSoMC":
            for step in asked["data"]:
                self.progress[step["MaHoSo"]].append(step)
            return 200, {"error_code": "00", "message": "Thành công"}
        return 200, {"error_code": "404", "message": f"không có dịch vụ {service}"}

    def _write(self, updating: str, elements: list[Row]) -> Said:
        for element in elements:
            code = element["MaHoSo"]
            if (updating == "True") != (code in self.records):
                return 200, {"error_code": "3", "message": "đã tồn tại" if updating == "False" else "chưa tồn tại"}
            self.records[code] = {**self.records.get(code, {}), **element}
            self.written.append((updating, code))
        return 200, {"error_code": "00", "message": "Thành công"}

    def _told(self, record: Row) -> Row:
        told = {name: value for name, value in record.items() if name not in self.untold}
        if self.progress_key is not None:
            told[self.progress_key] = self.progress[record["MaHoSo"]]
        return {name[0].lower() + name[1:]: value for name, value in told.items()}
