"""``connector catalogue``: all of it right or nothing written, told before and after, and in force by its day."""

import json
import shutil
from pathlib import Path

import pytest

from connector.bootstrap import open_app
from connector.cli.main import run
from connector.cli.session import Session
from connector.settings.shipped import shipped_folder

PROCEDURES = """\
code,name,term,unit,online,valid_from,valid_to
1.009750,Cấp giấy chứng nhận,15,ngày làm việc,mức 4,,2022-08-14
1.009750,Cấp giấy chứng nhận,10,ngày làm việc,toàn trình,2022-08-15,
"""
HOLIDAYS = "date,kind,basis\n2027-01-01,nghỉ,Điều 112\n09/01/2027,làm bù,Công văn thử\n"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A folder of an office with the shipped configuration and no calendar of its own."""
    shutil.copytree(shipped_folder(), tmp_path / "config")
    (tmp_path / "config" / "calendar.csv").unlink()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return tmp_path


@pytest.fixture
def call(home, capsys):
    """The real program in that folder: its exit code, stdout and stderr."""

    def call(*arguments):
        code = run(["catalogue", *arguments], Session())
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


def written(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def configure(home: Path, **catalogues: str) -> None:
    told = ", ".join(f"{name}: {path}" for name, path in catalogues.items())
    main = home / "config" / "connector.yaml"
    main.write_text(f"{main.read_text(encoding='utf-8')}\ncatalogues: {{{told}}}\n", encoding="utf-8")


def test_an_import_shows_what_changes_writes_it_and_is_in_force_without_a_key(home, call):
    code, out, err = call("import", written(home, "tt.csv", PROCEDURES))
    assert code == 0
    assert "+ 1.009750 · Cấp giấy chứng nhận · 10 · ngày làm việc · toàn trình · 15/08/2022" in out
    assert "thêm 2, đổi 0, bỏ 0, giữ nguyên 0" in out
    place = home / "config" / "catalogue" / "procedures.csv"
    assert place.read_text(encoding="utf-8-sig").splitlines()[0] == PROCEDURES.splitlines()[0]
    code, out, err = call("list", "procedures")
    assert (code, err) == (0, "")
    with open_app(home / "config" / "connector.yaml") as app:
        assert app.catalogues.procedures == {"1.009750"}


def test_a_second_import_changes_lines_keeps_the_others_and_the_old_version(home, call):
    first = written(home, "procedures.csv", PROCEDURES + "2.000001,Gia hạn,5,ngày,,,\n")
    call("import", first)
    before = (home / "config" / "catalogue" / "procedures.csv").read_bytes()
    code, out, err = call("import", written(home, "moi.csv", "code,name,term,unit\n2.000001,Gia hạn,7,ngày\n"))
    assert code == 0
    assert "~ 2.000001 · Gia hạn · 5 · ngày → 2.000001 · Gia hạn · 7 · ngày" in out
    assert "thêm 0, đổi 1, bỏ 0, giữ nguyên 2" in out
    (old,) = (home / "config" / "catalogue" / "old").iterdir()
    assert old.name in err
    assert old.read_bytes() == before
    assert call("import", "--replace", str(home / "moi.csv"))[1].count("  - 1.009750") == 2
    told = json.loads(call("list", "--json", "procedures")[1])
    assert [row["code"] for row in told["procedures"]] == ["2.000001"]


def test_nothing_is_written_when_any_line_of_any_file_is_wrong(home, call):
    good = written(home, "tt.csv", PROCEDURES)
    bad = written(home, "agencies.csv", "code,name,valid_from\nH00,Ban,mai\n,Phòng,\n")
    code, out, err = call("import", good, bad)
    assert (code, out) == (78, "")
    problems = err.splitlines()
    assert f"{bad}:2:3: valid_from: ngày phải viết yyyy-mm-dd hoặc dd/mm/yyyy" in problems
    assert f"{bad}:3:1: code: không được để trống" in problems
    assert not (home / "config" / "catalogue").exists()


def test_a_dry_run_shows_and_writes_nothing(home, call):
    code, out, _ = call("import", "--dry-run", written(home, "tt.csv", PROCEDURES))
    assert (code, "thêm 2" in out) == (0, True)
    assert not (home / "config" / "catalogue").exists()
    assert not (home / "var").exists()


def test_nothing_new_writes_nothing(home, call):
    path = written(home, "tt.csv", PROCEDURES)
    call("import", path)
    code, out, err = call("import", path)
    assert (code, "giữ nguyên 2" in out) == (0, True)
    assert "Bản cũ" not in err
    assert not (home / "config" / "catalogue" / "old").exists()


def test_a_new_version_that_overlaps_the_old_is_refused_with_its_line(home, call):
    call("import", written(home, "tt.csv", PROCEDURES))
    code, _, err = call("import", written(home, "moi.csv", "code,term,unit,valid_from\n1.009750,3,ngày,2026-01-01\n"))
    assert code == 78
    assert "moi.csv:2:1: cùng hiệu lực với một dòng đang có" in err


def test_the_configured_file_is_the_one_that_is_written(home, call):
    (home / "danh-muc").mkdir()
    own = home / "danh-muc" / "co-quan.csv"
    own.write_text("code\nH00.1\n", encoding="utf-8")
    configure(home, agencies="danh-muc/co-quan.csv")
    code, _, _ = call("import", written(home, "agencies.csv", "code,name\nH00.2,Phòng Thử\n"))
    assert code == 0
    assert own.read_text(encoding="utf-8-sig").splitlines() == [
        "code,name,valid_from,valid_to",
        "H00.1,,,",
        "H00.2,Phòng Thử,,",
    ]
    assert len(list((home / "danh-muc" / "old").iterdir())) == 1


def test_holidays_are_added_to_the_shipped_ones_in_a_file_of_the_offices_own(home, call):
    shipped = (shipped_folder() / "calendar.csv").read_bytes()
    code, out, _ = call("import", written(home, "nghi.csv", HOLIDAYS))
    assert code == 0
    assert "+ 01/01/2027 · nghỉ · Điều 112" in out
    assert (shipped_folder() / "calendar.csv").read_bytes() == shipped
    with open_app(home / "config" / "connector.yaml") as app:
        assert {2026, 2027} <= app.calendar.years
    told = json.loads(call("list", "holidays", "--on", "2027-01-09", "--json")[1])
    assert (told["on"], told["working_day"]) == ("2027-01-09", True)
    assert [row["worked"] for row in told["holidays"]] == [False, True]


def test_rules_are_judged_again_when_a_catalogue_or_the_calendar_changes(home, call):
    def digest():
        with open_app(home / "config" / "connector.yaml", writes=False) as app:
            (name,) = app.link_names
            return app._work(name).rules.digest

    first = written(home, "procedures.csv", PROCEDURES)
    call("import", first)
    seen = [digest()]
    assert digest() == seen[0]
    for name, text in (("procedures.csv", PROCEDURES.replace(",10,", ",9,")), ("holidays.csv", HOLIDAYS)):
        assert call("import", written(home, name, text))[0] == 0
        seen.append(digest())
    assert len(set(seen)) == 3


def test_the_import_is_in_the_log(home, call):
    call("import", written(home, "tt.csv", PROCEDURES))
    lines = [
        json.loads(line) for path in (home / "var" / "logs").glob("*.jsonl") for line in path.read_bytes().splitlines()
    ]
    (said,) = [line for line in lines if line["event"] == "catalogue.imported"]
    assert (said["catalogue"], said["added"], said["changed"], said["removed"]) == ("procedures", 2, 0, 0)


def test_a_list_tells_what_is_in_force_on_a_day(home, call):
    mappings = "kind,old,new,valid_from,valid_to\nagency,H30,H13,2025-07-01,\nprocedure,1.000001,1.000002,,2020-12-31\n"
    call("import", written(home, "tt.csv", PROCEDURES), written(home, "ma.csv", mappings))
    told = json.loads(call("list", "--on", "14/08/2022", "--json")[1])
    assert [(row["term"], row["unit"], row["online"]) for row in told["procedures"]] == [(15, "working_day", "level_4")]
    assert told["mappings"] == []
    later = json.loads(call("list", "--on", "2025-07-01", "--json")[1])
    assert [(row["term"], row["online"]) for row in later["procedures"]] == [(10, "full")]
    assert [row["old"] for row in later["mappings"]] == ["H30"]
    assert later["agencies"] == []
    code, out, err = call("list", "--on", "2025-07-01")
    assert (code, err) == (0, "")
    assert "Thủ tục (1)" in out
    assert "toàn trình" in out


def test_an_import_as_a_document(home, call):
    call("import", written(home, "tt.csv", PROCEDURES))
    text = PROCEDURES.replace("10,ngày làm việc", "8,ngày làm việc")
    code, out, _ = call("import", "--json", written(home, "tt.csv", text))
    (told,) = json.loads(out)["imports"]
    assert (code, told["catalogue"], told["written"], told["unchanged"]) == (0, "procedures", True, 1)
    (changed,) = told["changed"]
    assert (changed["before"]["term"], changed["after"]["term"]) == (10, 8)
    assert Path(told["kept"]).is_file()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("x.csv", "code,name\nH00,Ban\n", "--kind"),
        ("x.csv", "a,b\n1,2\n", "--kind"),
        ("procedures.csv", "code,term,unit\n", "không có dòng nào"),
        ("mappings.csv", "kind,old\nagency,H00\n", "thiếu cột new"),
    ],
)
def test_a_file_that_is_no_clear_catalogue_is_refused(home, call, name, text, said):
    code, _, err = call("import", written(home, name, text))
    assert code == 78
    assert said in err


def test_two_files_of_one_catalogue_are_refused(home, call):
    code, _, err = call("import", written(home, "a.csv", PROCEDURES), written(home, "b.csv", PROCEDURES))
    assert (code, "b.csv:1:1: đã có tệp khác" in err) == (78, True)


def test_a_kind_can_be_named(home, call):
    code, out, _ = call("import", "--kind", "agencies", written(home, "x.csv", "Mã;Tên\nH00;Ban\n"))
    assert (code, "+ H00 · Ban" in out) == (0, True)


@pytest.mark.parametrize(
    "arguments", [("import",), ("import", "khong-co.csv"), ("list", "--on", "hôm qua"), ("list", "x")]
)
def test_a_mistake_on_the_command_line_is_one(home, call, arguments):
    assert call(*arguments)[0] == 64


def test_a_broken_catalogue_can_be_repaired_by_an_import(home, call):
    (home / "config" / "catalogue").mkdir()
    broken = home / "config" / "catalogue" / "procedures.csv"
    broken.write_text("code,term\n1.009750,mười\n", encoding="utf-8")
    configure(home, procedures="config/catalogue/procedures.csv")
    assert call("list")[0] == 78
    path = written(home, "tt.csv", PROCEDURES)
    assert call("import", path)[0] == 78
    assert call("import", "--replace", path)[0] == 0
    assert call("list")[0] == 0
