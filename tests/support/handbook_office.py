"""The office that the handbook is played in: simulated systems on real sockets, a clock that stands still, one folder.

The program runs in this process, so that its clock can stand: a screen is the same whenever it is taken. Only the
daemon is a process of its own.
"""

import io
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
import yaml

from connector.adapters.memory.invented import behind, invent
from connector.adapters.registry import kinds, load_settings
from connector.bootstrap import App, open_settings
from connector.cli.main import run
from connector.cli.session import Session
from connector.domain.dossier import Dossier
from connector.domain.times import ZONE
from connector.settings.load import load
from connector.testing.onestop_knobs import Failure, OneStopKnobs
from connector.testing.onestop_system import USERNAME, OneStopSystem
from connector.testing.rest_knobs import RestKnobs
from connector.testing.rest_system import TOKEN, RestSystem
from support import process
from support.clocks import StillClock
from support.documents import Shown
from support.office import laid_over
from support.office_papers import write_exports, write_paper_register

#: A Monday morning, a fortnight after the first invented dossier.
MORNING = datetime(2026, 1, 19, 8, 0, tzinfo=ZONE)
DOSSIERS = 16
NEVER_ENTERED, NOT_BROUGHT_UP_TO_DATE, WRONG_DAY = 14, {1, 12}, 7
LINK = "dau-tu"

_LETTERS = "{moi: 1, tiep_nhan: 2, tu_choi: 3, dang_xu_ly: 4, bo_sung: 5, rut: 7, dung: 8, xong: 9, da_tra: 10, %s}"
_LETTERS %= "nghia_vu_tc: 6"

#: The rest of the map, as chapter 2 writes it.
MAP = f"""\
# config/links/{LINK}.yaml
source:
  map:
    applicant_id: chu_ho_so.so_giay_to
    status:
      path: trang_thai
      values: {{nghia_vu_tc: 6, tu_choi: 3, rut: 7, dung: 8}}
    steps:
      path: qua_trinh
      each:
        at: {{path: luc, convert: date_vn}}
        status: {{path: tt, values: {_LETTERS}}}
        officer: can_bo
        content: noi_dung
"""

#: The catalogue, as chapter 5 shows it.
CATALOGUE = """\
Mã TTHC;Tên thủ tục;Thời hạn giải quyết;Hiệu lực từ
1.009748;Cấp giấy chứng nhận đăng ký đầu tư;15 ngày làm việc;01/01/2026
1.009756;Điều chỉnh giấy chứng nhận đăng ký đầu tư;10 ngày làm việc;01/01/2026
"""

#: What is asked of processes of their own: they need a clock that goes.
_ALONE = frozenset({"daemon", "alerts"})

_RUN = re.compile(r"\b(\d{8}T\d{4})\d\d-[0-9a-f]{8}\b")
_SECONDS = re.compile(r"\b(\d\d/\d\d/\d{4} \d\d:\d\d):\d\d\b")
#: What a process of its own tells of this machine and of its own clock.
_MACHINE = (
    (re.compile(r"\bmáy \S+, tiến trình \d+"), "máy may-chu-1, tiến trình 4312"),
    (re.compile(r"(?m)^(  Ở đâu: )[\w.-]+:\d+$"), r"\1may-chu-1:4312"),
    (re.compile(r"\b\d\d/\d\d/\d{4} \d\d:\d\d\b"), f"{MORNING:%d/%m/%Y %H:%M}"),
    (re.compile(r"\b\d{8}T\d{6}-"), f"{MORNING:%Y%m%dT%H%M%S}-"),
)
_KEPT = re.compile(r"\.replaced-\d{8}T\d{6}")
_PORTS = re.compile(r"http://127\.0\.0\.1:\d+")

#: The keys of each of an office's files that a snippet may show alone.
_MAIN = frozenset({"agency", "language", "store", "data", "logs", "privacy", "alerts", "catalogues", "calendar"})
_LINK_KEYS = frozenset({"link", "title", "source", "target", "witnesses", "scope", "schedule", "policy"})


class HandbookOffice:
    """Its systems run while it is a context. ``home`` is where the operator stands."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.home = folder
        self.clock = StillClock(MORNING)
        self.rest = RestSystem(DOSSIERS, RestKnobs(login="bearer"), clock=self._far_now)
        self.onestop = OneStopSystem(OneStopKnobs(lists=True), clock=self._far_now)
        self._patch = monkeypatch
        self._running = ExitStack()
        self._largest_file: int | None = None  #: bytes; None while the disk has room

    def __enter__(self) -> Self:
        with ExitStack() as started:
            started.enter_context(self.rest)
            started.enter_context(self.onestop)
            self._running = started.pop_all()
        self._patch.chdir(self.home)
        self._patch.setenv("COLUMNS", "100")
        for name, value in self._environment().items():
            self._patch.setenv(name, value)
        self._fill()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._running.close()

    def _environment(self) -> dict[str, str]:
        return {
            "INVESTMENT_URL": self.rest.url,
            "INVESTMENT_TOKEN": TOKEN,
            "ONESTOP_URL": self.onestop.url,
            "ONESTOP_USER": USERNAME,
            "ONESTOP_PASSWORD": self.onestop.password,
        }

    def _far_now(self) -> datetime:
        return self.clock.now()

    # -- what a document does

    def type(self, words: list[str]) -> Shown:
        program, *arguments = words
        shell = {"cd": self._cd, "mkdir": self._mkdir, "ls": self._ls, "export": self._export, "rm": self._rm}
        if program in shell:
            return Shown(0, shell[program](*arguments))
        assert program == "connector", f"nothing plays {program}"
        if arguments[:1] == ["demo"]:
            return Shown(0, "")  # told to its end by test_first_hour.py
        asked = next((word for word in arguments if not word.startswith("-")), "")
        alone = asked in _ALONE or self._largest_file is not None
        return self._by_itself(arguments) if alone else self._here(arguments)

    def configure(self, text: str) -> None:
        """Lay the snippet over the file it names, and let the real loader judge the whole."""
        keys = yaml.safe_load(text)
        path = self.home / _file_of(text, keys)
        standing = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
        path.parent.mkdir(parents=True, exist_ok=True)
        merged = yaml.safe_dump(laid_over(standing, keys), allow_unicode=True, sort_keys=False)
        path.write_text(merged, encoding="utf-8")
        load(self.home / "config" / "connector.yaml", kinds(), dict(os.environ))

    def scene(self, name: str) -> None:
        scenes: Mapping[str, Any] = {
            "văn phòng đang thí điểm": self._pilot,
            "luồng đang gửi": self._pushing,
            "sổ giấy đã có": lambda: write_paper_register(self.home / "so-theo-doi"),
            "tệp danh mục đã có": lambda: (self.home / "thu-tuc-2026.csv").write_text(CATALOGUE, encoding="utf-8"),
            "tệp kết xuất đã có": lambda: write_exports(self.home / "var"),
            "hôm sau": lambda: self.clock.pass_(timedelta(days=1)),
            "một giờ sau": lambda: self.clock.pass_(timedelta(hours=1)),
            "phần mềm chuyên ngành có việc mới": lambda: self.rest.store.advance(3),
            "một hồ sơ ghi sai ngày": self._unreadable,
            "một cửa sửa tay": self._edited_by_hand,
            "một cửa ngừng": self.onestop.stop,
            "một cửa chạy lại": self.onestop.start,
            "một cửa từ chối một hồ sơ": self._refuses_one,
            "một cửa ghi xong thì đứt kết nối": lambda: self.onestop.fail(Failure.RESET_AFTER, service="DongBoHoSoMC"),
            "mật khẩu một cửa đã đổi": lambda: self._patch.setenv("ONESTOP_PASSWORD", "mat-khau-cu"),
            "mật khẩu đã sửa": lambda: self._patch.setenv("ONESTOP_PASSWORD", self.onestop.password),
            "phần mềm chuyên ngành chỉ còn một nửa": self._halved,
            "chuyên ngành sửa hàng loạt": self._mass_change,
            "kho dữ liệu hỏng": self._damaged,
            "đĩa đầy": self._fill_the_disk,
            "đĩa đã có chỗ": self._free_the_disk,
            "đồng hồ máy bị lùi một ngày": lambda: self.clock.pass_(-timedelta(days=1)),
            "đồng hồ máy đã chỉnh": lambda: self.clock.pass_(timedelta(days=1)),
            "một hồ sơ mang ngày 2099": lambda: self.rest.store.date(self.rest.store.codes[2], "2099-01-01T00:00:00Z"),
            "cấu hình gõ sai": lambda: self._respell("mode: push", "mod: push"),
            "cấu hình đã sửa": lambda: self._respell("mod: push", "mode: push"),
        }
        scenes[name]()

    # -- the scenes

    def _fill(self) -> None:
        """A one-stop as the desk keeps it: nearly right. One dossier was never entered, two are not brought up to date,
        one has a wrong day of receipt."""
        stale = {told.code: told for told in behind(invent(DOSSIERS))}
        for each in invent(DOSSIERS):
            told = stale[each.dossier.code] if each.id in NOT_BROUGHT_UP_TO_DATE else each.dossier
            if each.id != NEVER_ENTERED:
                self.onestop.desk_enter(told.code, _wire_steps(told), **_record(told))
        self.onestop.desk_edit(self.rest.store.codes[WRONG_DAY - 1], NgayTiepNhan="20260102080000")

    def _pilot(self) -> None:
        """Where the chapter of the first link ends: configured, observing, nothing run yet."""
        flags = ["--source", "rest", "--target", "dvcqg", "--link", LINK, "--agency-code", "H13.22"]
        shown = self._here(["init", *flags, "--agency-name", "Ban Quản lý mẫu"])
        assert shown.code == 0, shown.text
        self.configure(
            "# config/systems/onestop.yaml\nlist_service: DanhSachHoSo\nwrite: patch\nverify: {first: 0s, until: 5m}\n"
            "concurrency: 1"  # so that failures always meet the same dossier
        )
        self.configure(MAP)

    def _pushing(self) -> None:
        """The pilot went well: everything the rules allow is sent."""
        self._pilot()
        policy = "{mode: push, allow_final: [10], brakes: {max_actions: 100, max_share: 1.0}, retry: {first: 30s}}"
        self.configure(f"# config/links/{LINK}.yaml\npolicy: {policy}")

    def _unreadable(self) -> None:
        self.rest.store.update(self.rest.store.codes[3], ngay_nhan="31/02/2026")

    def _edited_by_hand(self) -> None:
        code = self.rest.store.codes[1]
        self.onestop.desk_edit(code, NgayTiepNhan="20260102080000")

    def _refuses_one(self) -> None:
        self.configure(f"# config/links/{LINK}.yaml\npolicy: {{brakes: {{max_actions: 100}}}}")
        self.onestop.turn(closed=frozenset({self.rest.store.advance(1)[0]}))

    def _halved(self) -> None:
        for code in self.rest.store.codes[: DOSSIERS * 3 // 4]:
            self.rest.store.delete(code)

    def _mass_change(self) -> None:
        self.rest.store.advance(8)
        self.configure(f"# config/links/{LINK}.yaml\npolicy: {{brakes: {{max_actions: 5}}}}")

    def _damaged(self) -> None:
        path = self.home / "var" / "connector.db"
        path.write_bytes(b"kho nay da hong " * 4096)
        for beside in self.home.glob("var/connector.db-*"):
            beside.unlink()

    def _fill_the_disk(self) -> None:
        """No room for the store's next pages; the log's lines still find theirs."""
        self._largest_file = 8192 + max(file.stat().st_size for file in self.home.glob("var/logs/*.jsonl"))

    def _free_the_disk(self) -> None:
        self._largest_file = None

    def _respell(self, old: str, new: str) -> None:
        path = self.home / "config" / "links" / f"{LINK}.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace(f"  {old}", f"  {new}"), encoding="utf-8")

    # -- the commands

    def _here(self, arguments: list[str]) -> Shown:
        """The program in this process, on the office's clock, as if its output went to a terminal of 100 columns."""
        told = io.StringIO()
        with redirect_stdout(told), redirect_stderr(told):
            code = run(arguments, Session(opener=self._opener))
        shown = self._steady(told.getvalue())
        assert "không lường trước" not in shown, shown
        return Shown(code, shown)

    @contextmanager
    def _opener(self, config: Path | None, *, lang: str | None, writes: bool) -> Iterator[App]:
        with open_settings(load_settings(config, language=lang), writes=writes, clock=self.clock) as app:
            yield app

    def _by_itself(self, arguments: list[str]) -> Shown:
        starts = arguments[:1] == ["daemon"] and arguments[1:2] not in (["stop"], ["reload"])
        if starts and not self._a_daemon_lives():
            self._running.enter_context(process.start(self.home, *arguments))
            self._until_a_daemon_lives()
            return Shown(0, "")
        done = process.run(self.home, *arguments, env={"COLUMNS": "100"}, max_file_bytes=self._largest_file)
        shown = self._steady(done.out + done.err)
        for told, then in _MACHINE:
            shown = told.sub(then, shown)
        return Shown(done.code, shown)

    def _until_a_daemon_lives(self) -> None:
        ends = time.monotonic() + process.PATIENCE
        while not self._a_daemon_lives():
            assert time.monotonic() < ends, "the daemon did not come up"
            time.sleep(0.2)

    def _a_daemon_lives(self) -> bool:
        with open_settings(load_settings(None), writes=False) as app:
            return app.store.daemon().living(app.clock.now()) is not None

    def _steady(self, text: str) -> str:
        """Without what differs from run to run: ports, the folder, the random part of a run's id."""
        names = {self.rest.url: "https://dau-tu.example", self.onestop.url: "https://mot-cua.example"}
        for url, name in names.items():
            text = text.replace(url, name)
        text = _PORTS.sub("https://he-thong.example", text)
        text = text.replace(str(self.home), "/var/lib/connector")
        text = _SECONDS.sub(r"\1:00", text)
        text = _KEPT.sub(".replaced-20260119T080000", text)
        return _RUN.sub(r"\g<1>00-0f3a9c1e", text)

    def _cd(self, folder: str) -> str:
        self.home = (self.home / folder).resolve()
        self._patch.chdir(self.home)
        return ""

    def _mkdir(self, folder: str) -> str:
        (self.home / folder).mkdir(parents=True)
        return ""

    def _rm(self, name: str) -> str:
        shutil.rmtree(self.home / name) if (self.home / name).is_dir() else (self.home / name).unlink()
        return ""

    def _ls(self, folder: str = ".") -> str:
        return "\n".join(sorted(path.name for path in (self.home / folder).iterdir() if path.name[0] != "."))

    def _export(self, assignment: str) -> str:
        """A reader sets the addresses and passwords of real systems; here those of the simulated ones stand already."""
        name, _, _ = assignment.partition("=")
        assert name in self._environment() or name.startswith("_"), f"nothing reads {name}"
        return ""


def _file_of(text: str, keys: Mapping[str, Any]) -> Path:
    """The file that the snippet's first line names, else the one whose keys it has."""
    named = re.match(r"# (config/\S+\.yaml)", text)
    if named:
        return Path(named[1])
    if set(keys) <= _MAIN:
        return Path("config/connector.yaml")
    if set(keys) <= _LINK_KEYS:
        return Path(f"config/links/{LINK}.yaml")
    raise AssertionError(f"the snippet names no file: {sorted(keys)}")


def _wire_steps(dossier: Dossier) -> list[dict[str, str]]:
    return [
        {
            "MaHoSo": dossier.code,
            "ThoiDiemXuLy": f"{step.at:%Y%m%d%H%M%S}",
            "TrangThai": str(int(step.status or 1)),
            "NguoiXuLy": step.officer or "",
            "NoiDungXuLy": step.content or "",
        }
        for step in dossier.steps or ()
    ]


def _record(dossier: Dossier) -> dict[str, str]:
    """The dossier in the words of the one-stop."""
    return {
        "MaTTHC": dossier.procedure_code or "",
        "ChuHoSo": dossier.applicant_name or "",
        "LoaiDoiTuong": "2" if dossier.applicant_type == "business" else "1",
        "SoGiayToChuHoSo": dossier.applicant_id or "",
        "NgayTiepNhan": f"{dossier.received_at:%Y%m%d%H%M%S}" if dossier.received_at else "",
        "NgayHenTra": f"{dossier.due_at:%Y%m%d%H%M%S}" if dossier.due_at else "",
        "TrangThaiHoSo": str(int(dossier.status or 1)),
    }
