"""An office that has only files and paper, with the real program: compared as exports, then worked off by hand."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from support.process import Finished, run

SOURCE_HEADER = ("Số", "Người", "Vào", "Hẹn", "Việc", "Xong", "Sửa lúc")
EXPORT_HEADER = ("Mã hồ sơ", "Chủ hồ sơ", "Ngày tiếp nhận", "Ngày hẹn trả", "Trạng thái", "Ngày kết thúc")
BOOK_HEADER = ("STT", "Mã hồ sơ", "Tên cá nhân, tổ chức", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả", "Ký nhận")
DAYS = ("05/01/2026", "12/01/2026")

LINK = """\
link: files
source:
  system: source
  columns: {code: Số, applicant_name: Người, received_at: Vào, due_at: Hẹn, finished_at: Xong, updated_at: Sửa lúc}
  map: {status: {path: Việc, values: {đang làm: 4, bổ sung: 5, xong: 9}}}
target:
  system: onestop
  columns:
    code: Mã hồ sơ
    applicant_name: Chủ hồ sơ
    received_at: Ngày tiếp nhận
    due_at: Ngày hẹn trả
    finished_at: Ngày kết thúc
  map: {status: {path: Trạng thái, values: {Đang xử lý: 4, Chờ bổ sung: 5, Đã xử lý xong: 9}}}
witnesses: [{adapter: register, path: "so/*.xlsx", covers: {from: 2026-01-01}}]
policy: {mode: push, create: push, brakes: {max_share: 1.0}}
"""

FURTHER = """\
witnesses:
  - {adapter: register, path: "so/*.xlsx", covers: {from: 2026-01-01}}
  - adapter: files
    path: "khac/*.xlsx"
    map:
      code: Mã hồ sơ
      applicant_name: Chủ hồ sơ
      received_at: Ngày tiếp nhận
      status: {path: Trạng thái, values: {Đang xử lý: 4, Chờ bổ sung: 5, Đã xử lý xong: 9}}
    covers: {from: 2026-01-01}
"""


def code(number: int) -> str:
    return f"H13.22-260105-{number:04}"


class FileOffice:
    """Five dossiers, all in the register; the one-stop is behind with the second and lacks the fifth."""

    def __init__(self, home: Path, onestop: str) -> None:
        self.home = home
        for name, text in (
            ("connector.yaml", 'agency: {code: "H13.22", name: "Cơ quan thử"}\n'),
            ("systems/source.yaml", "system: source\nadapter: files\npath: nguon.xlsx\n"),
            ("systems/onestop.yaml", f"system: onestop\n{onestop}"),
            ("links/files.yaml", LINK),
        ):
            path = home / "config" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        (home / "so").mkdir()
        (home / "xuat").mkdir()
        told = [(code(n), f"Người Thử {n}", *DAYS, "xong", "10/01/2026", "10/01/2026 09:00") for n in range(1, 6)]
        self.book("nguon.xlsx", SOURCE_HEADER, told)
        self.export({n: n != 2 for n in range(1, 5)})
        rows = [(n, code(n), f"Người Thử {n}", *DAYS, None, None) for n in range(1, 6)]
        self.book("so/so.xlsx", BOOK_HEADER, rows)

    def book(self, name: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        with xlsxwriter.Workbook(self.home / name) as workbook:
            sheet = workbook.add_worksheet("Trang 1")
            for number, row in enumerate([header, *rows]):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)

    def export(self, finished: dict[int, bool]) -> None:
        """number → whether the one-stop shows it finished."""
        states = {True: ("Đã xử lý xong", "10/01/2026"), False: ("Đang xử lý", None)}
        rows = [(code(n), f"Người Thử {n}", *DAYS, *states[done]) for n, done in finished.items()]
        self.book("xuat/mot-cua.xlsx", EXPORT_HEADER, rows)

    def further(self, states: dict[int, str]) -> None:
        """number → what a further system's export says of it."""
        rows = [(code(n), f"Người Thử {n}", *DAYS, state, None) for n, state in states.items()]
        self.book("khac/khac.xlsx", EXPORT_HEADER, rows)

    def cases(self) -> dict[str, str]:
        """code → kind of the open mismatches."""
        return {case["code"]: case["kind"] for case in self.run("mismatches", "--json").json["mismatches"]}

    def run(self, *arguments: str) -> Finished:
        return run(self.home, *arguments)

    def to_do(self) -> list[str]:
        book = CalamineWorkbook.from_path(self.home / "viec" / "viec-can-lam.xlsx")
        rows = [row for name in book.sheet_names[1:] for row in book.get_sheet_by_name(name).to_python()[1:]]
        return sorted(row[2] for row in rows)


@pytest.fixture
def exported(tmp_path: Path) -> FileOffice:
    return FileOffice(tmp_path, 'adapter: files\npath: "xuat/*.xlsx"\n')


@pytest.fixture
def compared(exported: FileOffice) -> FileOffice:
    """All sides agree, the second dossier waits for papers, and the export of a further system is a witness."""
    link = exported.home / "config" / "links" / "files.yaml"
    lines = link.read_text(encoding="utf-8").splitlines(keepends=True)
    link.write_text("".join(FURTHER if line.startswith("witnesses:") else line for line in lines), encoding="utf-8")
    mine = {n: ("xong", "10/01/2026") if n != 2 else ("bổ sung", None) for n in range(1, 6)}
    rows = [(code(n), f"Người Thử {n}", *DAYS, *state, "10/01/2026 09:00") for n, state in mine.items()]
    exported.book("nguon.xlsx", SOURCE_HEADER, rows)
    theirs = {n: ("Đã xử lý xong", "10/01/2026") if n != 2 else ("Chờ bổ sung", None) for n in range(1, 6)}
    told = [(code(n), f"Người Thử {n}", *DAYS, *state) for n, state in theirs.items()]
    exported.book("xuat/mot-cua.xlsx", EXPORT_HEADER, told)
    (exported.home / "khac").mkdir()
    exported.further(dict.fromkeys(range(1, 5), "Đã xử lý xong"))
    return exported


@pytest.fixture
def listed(tmp_path: Path) -> FileOffice:
    keys = 'adapter: worklist\npath: "xuat/*.xlsx"\nout: viec\nsteps: false\nverify: {first: 0s, until: 1d}\n'
    return FileOffice(tmp_path, keys)


def test_an_export_is_compared_and_never_written_and_a_check_says_so(exported: FileOffice) -> None:
    before = {path: path.read_bytes() for path in exported.home.rglob("*.xlsx")}
    checked = exported.run("check", "--json")
    assert checked.code == 1
    (report,) = checked.json["checks"]
    assert report["target_writable"] is False
    assert "chỉ đọc được" in report["problems"][0]["what"]
    summary = exported.run("reconcile", "--push", "--json").run
    assert (summary["source"], summary["target"], summary["paper"], summary["union"]) == (5, 4, 5, 5)
    assert summary["mismatches"] == {"only_in_source": 1, "target_behind": 1}
    assert (summary["queued"], summary["held"], summary["dead"]) == (0, 0, 0)
    assert {path: path.read_bytes() for path in exported.home.rglob("*.xlsx")} == before


def test_a_day_on_paper_that_cannot_be_read_is_listed_with_its_row_until_it_is_mended(exported: FileOffice) -> None:
    good = [(n, code(n), f"Người Thử {n}", *DAYS, None, None) for n in range(1, 6)]
    (number, dossier, name, received, _, *rest) = good[2]
    bad = [*good[:2], (number, dossier, name, received, "45/13/2026", *rest), *good[3:]]
    exported.book("so/so.xlsx", BOOK_HEADER, bad)
    done = exported.run("reconcile")
    assert done.code == 1
    assert "1 chỗ của bên làm chứng không đọc được: connector rejections files" in done.out
    (row,) = exported.run("rejections", "--json").json["rejections"]
    assert (row["witness"], row["where"]) == ("register", "so/so.xlsx, trang Trang 1, dòng 4")
    assert (row["code"], row["field"]) == (dossier, "due_at")
    assert "45/13/2026" in row["reason"]
    assert (row["raw"]["Mã hồ sơ"], row["raw"]["Tên cá nhân, tổ chức"]) == (dossier, "•••")
    assert exported.run("status", "--json").json["links"][0]["rejections"] == 1
    exported.book("so/so.xlsx", BOOK_HEADER, good)
    exported.run("reconcile")
    assert exported.run("rejections", "--json").json["rejections"] == []


def test_a_missing_register_is_named_by_a_check_and_fails_a_reconcile(exported: FileOffice) -> None:
    (exported.home / "so" / "so.xlsx").unlink()
    checked = exported.run("check")
    assert checked.code == 2
    assert "so/*.xlsx" in checked.out
    assert exported.run("reconcile").code == 2


def test_work_is_asked_for_done_by_people_and_proved_by_the_next_export(listed: FileOffice) -> None:
    sent = listed.run("sync", "--json", "--wait", "0s")
    assert (sent.code, sent.run["outcome"], sent.run["delivered"]) == (1, "unverified", 2)
    assert listed.to_do() == [code(2), code(5)]
    again = listed.run("sync", "--json", "--wait", "0s")
    assert (again.run["delivered"], again.run["queued"]) == (2, 0)
    assert listed.to_do() == [code(2), code(5)]
    listed.export(dict.fromkeys(range(1, 6), True))
    proved = listed.run("sync", "--json", "--wait", "0s")
    assert (proved.code, proved.run["verified"], proved.run["outcome"]) == (0, 2, "verified")
    assert listed.to_do() == []
    whole = listed.run("reconcile", "--json").run
    assert (whole["union"], whole["agree"], whole["mismatches"]) == (5, 5, {})


def test_nothing_is_asked_of_anybody_by_a_plan_or_a_check(listed: FileOffice) -> None:
    assert listed.run("plan").code == 1
    assert listed.run("check").code == 0
    assert not (listed.home / "viec").exists()


LAUNDERED = {code(2): "status_laundered"}


def test_an_export_of_a_further_system_testifies_and_is_never_written(compared: FileOffice) -> None:
    before = {path: path.read_bytes() for path in compared.home.rglob("*.xlsx")}
    assert "Tệp xuất files: đọc được 4 dòng, không đọc được 0" in compared.run("check").out
    summary = compared.run("reconcile", "--push", "--json").run
    assert (summary["union"], summary["paper"], summary["mismatches"]) == (5, 5, {"status_laundered": 1})
    (case,) = compared.run("mismatches", "--json").json["mismatches"]
    assert (case["code"], case["field"]) == (code(2), "status")
    shown = compared.run("mismatches", "show", str(case["id"])).out
    assert re.search(r"Cổng DVCQG/tệp xuất +9 – Đã xử lý xong", shown), shown
    assert {path: path.read_bytes() for path in compared.home.rglob("*.xlsx")} == before
    compared.further({2: "Chờ bổ sung"})
    healed = compared.run("reconcile", "--json")
    assert (healed.code, healed.run["mismatches"]) == (0, {})


def test_an_export_that_is_broken_missing_or_empty_opens_and_closes_nothing(compared: FileOffice) -> None:
    assert compared.run("reconcile").code == 1
    file = compared.home / "khac" / "khac.xlsx"
    file.write_bytes(file.read_bytes()[:2000])
    broken = compared.run("reconcile")
    assert (broken.code, compared.cases()) == (2, LAUNDERED)
    assert "khac/khac.xlsx" in broken.out + broken.err
    file.unlink()
    assert compared.run("check").code == 2
    assert (compared.run("reconcile").code, compared.cases()) == (2, LAUNDERED)
    compared.further({})
    empty = compared.run("reconcile", "--json").run
    assert (empty["outcome"], compared.cases()) == ("partial", LAUNDERED)
    (row,) = compared.run("rejections", "--json").json["rejections"]
    assert (row["witness"], row["where"]) == ("files", "khac/*.xlsx")


def test_a_row_of_an_export_that_cannot_be_read_is_listed_until_it_is_mended(compared: FileOffice) -> None:
    compared.further({1: "Đã xử lý xong", 2: "Đang chờ ai đó"})
    done = compared.run("reconcile")
    assert done.code == 1
    assert "1 chỗ của bên làm chứng không đọc được: connector rejections files" in done.out
    (row,) = compared.run("rejections", "--json").json["rejections"]
    assert (row["witness"], row["where"], row["code"]) == ("files", "khac/khac.xlsx, trang Trang 1, dòng 3", code(2))
    assert (row["field"], row["raw"]["Chủ hồ sơ"]) == ("status", "•••")
    compared.further({1: "Đã xử lý xong", 2: "Chờ bổ sung"})
    assert compared.run("reconcile").code == 0
    assert compared.run("rejections", "--json").json["rejections"] == []
