"""One dossier read again comes from an index that lives exactly as long as the files stay as they are."""

import os
from pathlib import Path

import pytest

from connector.adapters.files import spool
from connector.adapters.files.spool import Spool
from connector.domain.errors import BrokenAnswerError
from tests.unit.adapters.files.conftest import MakeSource

HEADER = "Mã hồ sơ,Tên cá nhân; tổ chức,Trạng thái\n"
COLUMNS = {"code": "Mã hồ sơ", "status": "Trạng thái"}


def line(number: int, status: int) -> str:
    return f"H13.22-260105-{number:04},Giả Định,{status}\n"


def status(source, number: int) -> str | None:
    row = source.read(f"H13.22-260105-{number:04}")
    return None if row is None else row.values["Trạng thái"]


def test_a_thousand_readings_open_the_file_once(files: MakeSource, tmp_path: Path) -> None:
    (tmp_path / "ho-so.csv").write_text(HEADER + "".join(line(n, n % 9) for n in range(1, 1001)), encoding="utf-8")
    source = files("ho-so.csv", columns=COLUMNS)
    assert [status(source, number) for number in range(1, 1001)] == [str(n % 9) for n in range(1, 1001)]
    assert source.requests == 1
    assert source.rereads


def test_a_changed_file_is_read_anew(files: MakeSource, tmp_path: Path) -> None:
    path = tmp_path / "ho-so.csv"
    path.write_text(HEADER + line(1, 2), encoding="utf-8")
    source = files("ho-so.csv", columns=COLUMNS)
    assert status(source, 1) == "2"
    path.write_text(HEADER + line(1, 9), encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert status(source, 1) == "9"
    assert source.requests == 2


def test_a_further_file_and_a_file_taken_away_count_as_a_change(files: MakeSource, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEADER + line(1, 2), encoding="utf-8")
    source = files("*.csv", columns=COLUMNS)
    assert status(source, 2) is None
    (tmp_path / "b.csv").write_text(HEADER + line(2, 4), encoding="utf-8")
    assert status(source, 2) == "4"
    (tmp_path / "a.csv").unlink()
    assert status(source, 1) is None


def test_a_file_that_became_unreadable_answers_nothing_from_before(files: MakeSource, tmp_path: Path) -> None:
    path = tmp_path / "ho-so.csv"
    path.write_text(HEADER + line(1, 2), encoding="utf-8")
    source = files("ho-so.csv", columns=COLUMNS)
    assert status(source, 1) == "2"
    path.write_text("<html>đăng nhập</html>", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BrokenAnswerError):
            source.read("H13.22-260105-0001")


def test_a_code_damaged_in_the_file_is_found_as_it_is_mapped(files: MakeSource, tmp_path: Path) -> None:
    (tmp_path / "ho-so.csv").write_text(HEADER + "  H13.22-260105-0007\u200b ,Giả Định,4\n", encoding="utf-8")
    assert status(files("ho-so.csv", columns=COLUMNS), 7) == "4"


def test_records_come_back_as_they_were_put_in_memory_and_out_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in (spool.IN_MEMORY, 64):
        monkeypatch.setattr(spool, "IN_MEMORY", limit)
        kept = Spool()
        records = [{"Cột": value} for value in ("chữ", None, 1.5, True, "x" * 500)]
        places = [kept.put(record) for record in records]
        assert [kept.get(place) for place in reversed(places)] == records[::-1]
        kept.close()
