"""Files with personal data: for the service account alone, gone in the end, and what happens when a disk is full."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from connector.domain.errors import StoreError
from connector.domain.standing import Stand, Standing
from connector.domain.times import parse_vn
from connector.ports import Side, SideRow
from connector.snapshot import DuckScales
from connector.snapshot.private import file_name

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither modes nor these limits")


def rows(number: int) -> list[SideRow]:
    return [SideRow(key=f"k{n}", code=f"K{n}", keys={"status": "4"}, payload=b"x" * 100) for n in range(number)]


def standing(key: str) -> Standing:
    return Standing(
        link="l",
        code=key,
        key=key,
        run="r",
        judged_at=parse_vn("02/03/2026 12:00"),
        on_source=True,
        on_target=True,
        stand=Stand.AGREE,
    )


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@posix
def test_only_the_service_account_can_read_what_is_laid_and_kept(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        scales = DuckScales(tmp_path / "scales")
        with scales.weighing("l", ["status"]) as weighing:
            for side in Side:
                weighing.lay(side, rows(3))
            next(weighing.weigh())
            weighing.lay(Side.SOURCE, rows(1))
            next(weighing.codes([Side.SOURCE]))
            laid = files(tmp_path)
            assert {path.suffix for path in laid} == {".parquet", ".bytes"}
            assert {path.stat().st_mode & 0o777 for path in laid} == {0o600}
            assert {path.parent.stat().st_mode & 0o777 for path in laid} == {0o700}
        scales.keep("l", [standing("a")], whole=True)
    finally:
        os.umask(before)
    [kept] = files(tmp_path)
    assert kept.stat().st_mode & 0o777 == 0o600
    assert kept.parent.stat().st_mode & 0o777 == 0o700


@posix
def test_a_folder_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    for name in ("weighing", "keeping", "standings"):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(0o755)
    scales = DuckScales(tmp_path)
    scales.keep("l", [standing("a")], whole=True)
    with scales.weighing("l", ["status"]):
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o700}


def test_nothing_of_a_weighing_stays_whatever_happened(tmp_path: Path) -> None:
    def breaks_off() -> None:
        with DuckScales(tmp_path).weighing("l", ["status"]) as weighing:
            weighing.lay(Side.SOURCE, rows(3))
            list(weighing.weigh())
            raise KeyError

    with pytest.raises(KeyError):
        breaks_off()
    assert files(tmp_path) == []
    assert list((tmp_path / "weighing").iterdir()) == []


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path: Path) -> None:
    kill = """
        import os, signal
        with DuckScales(folder).weighing("l", ["status"]) as weighing:
            weighing.lay(Side.SOURCE, [SideRow(key="a", code="A", payload=b"personal")])
            list(weighing.weigh())
            os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    """
    assert elsewhere(tmp_path, kill).returncode in {-9, signal.SIGTERM}
    assert any(b"personal" in path.read_bytes() for path in files(tmp_path))
    with DuckScales(tmp_path).weighing("l", ["status"]) as weighing:
        assert list(weighing.weigh()) == []
    assert files(tmp_path) == []


@pytest.mark.parametrize("moment", ["copying", "replacing", "replaced"])
def test_killed_while_keeping_leaves_the_old_or_the_new(tmp_path: Path, moment: str) -> None:
    scales = DuckScales(tmp_path)
    scales.keep("l", [standing("old")], whole=True)
    kill = f"""
        import os, signal
        from connector.snapshot import keeping, private
        def die(*_):
            os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        if {moment!r} == "copying":
            keeping.put_in_place = die
        elif {moment!r} == "replacing":
            private._replace = die
        else:
            real = private._replace
            private._replace = lambda *paths: (real(*paths), die())
        DuckScales(folder).keep("l", [standing], whole=False)
    """
    assert elsewhere(tmp_path, kill).returncode in {-9, signal.SIGTERM}
    assert len(files(tmp_path)) > 1
    kept = {one.key for one in scales.standings(["l"])}
    assert kept == ({"old", "new"} if moment == "replaced" else {"old"})
    scales.keep("l", [standing("next")], whole=False)
    assert {one.key for one in scales.standings(["l"])} == kept | {"next"}
    assert len(files(tmp_path)) == 1


@posix
@pytest.mark.parametrize("what", ["lay", "weigh", "keep"])
def test_a_full_disk_is_told_as_one_and_leaves_nothing(tmp_path: Path, what: str) -> None:
    """A limit on the size of files stands for the disk: the same refusal, in the same places."""
    work = f"""
        import resource
        from dataclasses import replace
        from connector.domain.errors import StoreError
        def limit(size):
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        def many(size):
            one = SideRow(key="a", code="A", payload=b"x" * size)
            return [replace(one, key=f"k{{n}}", keys={{"status": str(n) * 9}}) for n in range(9999)]
        scales = DuckScales(folder)
        try:
            if {what!r} == "keep":
                limit(1)
                scales.keep("l", [standing], whole=True)
            with scales.weighing("l", ["status"]) as weighing:
                if {what!r} == "lay":
                    limit(100_000)
                    weighing.lay(Side.SOURCE, many(900))
                weighing.lay(Side.SOURCE, many(0))
                limit(10_000)
                list(weighing.weigh())
        except StoreError as error:
            print(json.dumps([error.what, error.where, error.do]))
    """
    done = elsewhere(tmp_path, work)
    what_happened, where, do = json.loads(done.stdout)
    assert "đĩa đầy" in what_happened or "quá cỡ tệp" in what_happened
    assert where.startswith(str(tmp_path))
    assert "đĩa" in do
    assert files(tmp_path) == []


def test_wildcards_and_quotes_in_a_path_are_only_characters(tmp_path: Path) -> None:
    scales = DuckScales(tmp_path / "dữ 'liệu' [1]" / "{a,b}")
    with scales.weighing("l", ["status"]) as weighing:
        weighing.lay(Side.SOURCE, rows(2))
        weighing.lay(Side.TARGET, rows(2))
        assert [one.equal for batch in weighing.weigh() for one in batch] == [True, True]
    scales.keep("l", [standing("a")], whole=True)
    scales.keep("l", [standing("b")], whole=False)
    assert [one.key for one in scales.standings(["l"])] == ["a", "b"]


def test_a_folder_that_cannot_be_made_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "weighing").write_bytes(b"in the way")
    with pytest.raises(StoreError) as told, DuckScales(tmp_path).weighing("l", []):
        pass
    assert told.value.where.startswith(str(tmp_path))
    assert told.value.do


def test_links_have_files_of_their_own_whatever_a_file_system_makes_of_their_names() -> None:
    names = {file_name(link).lower() for link in ("investment", "Investment", "đầu tư", "a/b", "a:b", "..", "x" * 300)}
    assert len(names) == 7
    assert all(len(name) < 100 and not set(name) & set('/\\:*?"<>|') for name in names)
    assert file_name("investment") == "investment"


def test_duckdb_is_loaded_only_by_whoever_weighs_or_keeps(tmp_path: Path) -> None:
    look = """
        import sys
        import connector.bootstrap
        scales = DuckScales(folder)
        list(scales.standings(["l"]))
        assert "duckdb" not in sys.modules
        scales.keep("l", [standing], whole=True)
        assert "duckdb" in sys.modules
        assert not {"numpy", "pandas", "pyarrow"} & set(sys.modules)
    """
    done = elsewhere(tmp_path, look)
    assert done.returncode == 0, done.stderr


def elsewhere(folder: Path, work: str) -> subprocess.CompletedProcess[str]:
    """Another process with these scales, and the standing ``new``."""
    begin = f"""
        import json
        from pathlib import Path
        from connector.domain.standing import Stand, Standing
        from connector.domain.times import parse_vn
        from connector.ports import Side, SideRow
        from connector.snapshot import DuckScales
        folder = Path({str(folder)!r})
        standing = Standing(
            link="l", code="N", key="new", run="r", judged_at=parse_vn("02/03/2026"), on_source=True, on_target=True,
            stand=Stand.AGREE,
        )
    """
    code = textwrap.dedent(begin) + textwrap.dedent(work)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
