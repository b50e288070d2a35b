"""A configuration written on an office's Windows machine means what it says; what would not work there is refused."""

from pathlib import PureWindowsPath

import pytest
from sqlalchemy import make_url

from connector.settings import values
from connector.settings.load import _store_url
from connector.settings.values import is_device_name

HOME = PureWindowsPath(r"D:\Phần mềm\ket noi")

FILES = ("connector.yaml", "systems/investment.yaml", "systems/onestop.yaml", "links/investment.yaml")


# ---------------------------------------------------------------- paths


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("vao/so.xlsx", r"D:\Phần mềm\ket noi\vao\so.xlsx"),
        (r"vao\so theo doi.xlsx", r"D:\Phần mềm\ket noi\vao\so theo doi.xlsx"),
        (r"E:\Hồ sơ giấy\so.xlsx", r"E:\Hồ sơ giấy\so.xlsx"),
        ("E:/Hồ sơ giấy/so.xlsx", r"E:\Hồ sơ giấy\so.xlsx"),
        (r"\\may-chu\chung\so.xlsx", r"\\may-chu\chung\so.xlsx"),
    ],
)
def test_a_path_of_windows_is_found_from_home_or_where_its_drive_says(written, place, monkeypatch):
    monkeypatch.setattr(values, "Path", PureWindowsPath)
    asked = type("Info", (), {"context": {"home": HOME}})
    assert str(values._at_home(written, asked)) == place


@pytest.mark.parametrize(
    ("written", "database"),
    [
        ("sqlite:///var/connector.db", "D:/Phần mềm/ket noi/var/connector.db"),
        (r"sqlite:///var\connector.db", "D:/Phần mềm/ket noi/var/connector.db"),
        ("sqlite:///E:/du lieu/connector.db", "E:/du lieu/connector.db"),
        (r"sqlite:///E:\du lieu\connector.db", "E:/du lieu/connector.db"),
        ("sqlite:///var/connector.db?timeout=9", "D:/Phần mềm/ket noi/var/connector.db"),
    ],
)
def test_the_store_of_windows_is_found_where_its_address_says(written, database):
    assert make_url(_store_url(written, HOME)).database == database


@pytest.mark.parametrize("yaml", ["folder: so\\tay theo doi", "folder: 'so\\nam\\tay'"])
def test_backslashes_outside_of_double_quotes_are_backslashes(folder, yaml):
    folder.write("systems/onestop.yaml", f"system: onestop\nadapter: box\n{yaml}\n")
    told = folder.load().systems["onestop"].folder
    assert str(told).endswith(yaml.partition(": ")[2].strip("'"))


def test_a_folder_that_double_quotes_turned_into_a_line_break_is_told_so(folder):
    folder.write("systems/onestop.yaml", 'system: onestop\nadapter: box\nfolder: "D:/so\\nam"\n')
    (problem,) = folder.problems()
    assert problem.startswith("systems/onestop.yaml:3:9: folder: ")
    assert "nháy kép" in problem
    assert "double quotes" in folder.problems(language="en")[0]


def test_a_path_in_double_quotes_that_is_no_text_is_told_with_its_line(folder):
    folder.write("systems/onestop.yaml", 'system: onestop\nadapter: box\nfolder: "D:\\du lieu"\n')
    (problem,) = folder.problems()
    assert problem.startswith("systems/onestop.yaml:3:")


def test_a_home_with_spaces_and_accents_works(folder, tmp_path):
    moved = tmp_path / "Phần mềm một cửa" / "kết nối"
    moved.parent.mkdir()
    folder.home.rename(moved)
    folder.home, folder.config = moved, moved / "config"
    loaded = folder.load()
    assert make_url(loaded.store).database == (moved / "var" / "connector.db").as_posix()
    assert set(loaded.links) == {"investment"}


# ---------------------------------------------------------------- how the files are written


@pytest.mark.parametrize(
    "written",
    [
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"),
    ],
    ids=["a mark at the start", "line ends of Windows", "both"],
)
def test_files_saved_by_notepad_mean_the_same(folder, written):
    before = folder.load()
    for name in FILES:
        folder.write(name, written((folder.config / name).read_bytes()))
    after = folder.load()
    assert after.links == before.links
    assert (after.agency, after.store, after.systems) == (before.agency, before.store, before.systems)


def test_a_problem_in_a_file_saved_by_notepad_stands_at_its_line_and_column(folder):
    folder.replace("links/investment.yaml", "mode: push", "mode: pull")
    (plain,) = folder.problems()
    text = (folder.config / "links/investment.yaml").read_bytes()
    folder.write("links/investment.yaml", b"\xef\xbb\xbf" + text.replace(b"\n", b"\r\n"))
    assert folder.problems() == [plain]


# ---------------------------------------------------------------- names that Windows keeps


@pytest.mark.parametrize("name", ["CON", "aux", "Nul", "prn", "com1", "LPT9"])
def test_a_name_that_windows_keeps_for_a_device_is_refused_everywhere(folder, name):
    folder.replace("links/investment.yaml", "link: investment", f"link: {name}")
    (problem,) = folder.problems()
    assert problem.startswith("links/investment.yaml:1:7: link: ")
    assert "Windows" in problem


@pytest.mark.parametrize("name", ["console", "aux-1", "com", "com10", "nullo", "lpt"])
def test_names_that_only_begin_like_a_device_are_taken(folder, name):
    folder.replace("links/investment.yaml", "link: investment", f"link: {name}")
    assert set(folder.load().links) == {name}
    assert not is_device_name(name)
