"""The adapter of the guide is one that works: written to disk from the page, installed, tested, configured and run."""

import json
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import connector
from support.documents import blocks

GUIDE = Path(__file__).parents[2] / "docs" / "adapter-guide.md"
ROOT = Path(connector.__file__).parents[1]
ROWS = (
    {"so_ho_so": "H00.00-260302-0001", "chu_ho_so": "Trần Thị Thử", "trang_thai": "xong", "ngay_nhan": "02/03/2026"},
    {"so_ho_so": "H00.00-260302-0002", "chu_ho_so": "Lê Giả An", "trang_thai": "dang_xu_ly", "ngay_nhan": "02/03/2026"},
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with everything the guide shows, each file where its first line says, and what an installer leaves."""
    for block in blocks(GUIDE.read_text(encoding="utf-8")):
        named = re.match(r"# (\S+\.(?:py|toml|yaml))\n", block.body)
        if named:
            path = tmp_path / named[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
    project = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    installed = tmp_path / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    installed.mkdir()
    about = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (installed / "METADATA").write_text(about, encoding="utf-8")
    points = "".join(f"{name} = {at}\n" for name, at in project["entry-points"]["connector.adapters"].items())
    (installed / "entry_points.txt").write_text(f"[connector.adapters]\n{points}", encoding="utf-8")
    return tmp_path


def python(site: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(site), str(ROOT)))}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=site,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def examined(site: Path) -> "tuple[int, dict[str, int]]":
    """How the guide's test module ends, and how many of its checks passed, failed and were left out."""
    done = python(site, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_jsonl.py")
    last = done.stdout.strip().splitlines()[-1]
    return done.returncode, {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|skipped)", last)}


def test_it_begins_with_the_exam_failing(site: Path) -> None:
    for written in (*site.glob("connector_jsonl/*.py"), *site.glob("*.dist-info/*")):
        written.unlink()
    code, counts = examined(site)
    assert (code, counts.keys()) == (1, {"failed", "skipped"}), counts


def test_what_it_ends_with_passes_the_exam(site: Path) -> None:
    code, counts = examined(site)
    assert (code, counts.keys()) == (0, {"passed", "skipped"}), counts
    assert counts["passed"] > counts["skipped"]


def test_its_link_is_checked_and_synced(site: Path) -> None:
    (site / "config" / "connector.yaml").write_text('agency: {code: "H00.00", name: "Cơ quan thử"}\n', encoding="utf-8")
    (site / "config" / "systems" / "onestop.yaml").write_text("system: onestop\nadapter: memory\n", encoding="utf-8")
    (site / "var").mkdir()
    (site / "var" / "licences.jsonl").write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8"
    )
    checked = python(site, "-m", "connector", "check", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    conforming = python(site, "-m", "connector", "conform", "--json")
    assert conforming.returncode == 0, conforming.stdout + conforming.stderr
    source, _ = json.loads(conforming.stdout)["conformance"][0]["sides"]
    assert (source["adapter"], source["version"]) == ("jsonl", "1.0")
    synced = python(site, "-m", "connector", "sync", "--json")
    (run,) = json.loads(synced.stdout)["runs"]
    assert (run["outcome"], run["read"], run["recorded"]) == ("verified", 2, 2)


def test_its_source_sits_the_whole_of_a_types_check(site: Path) -> None:
    done = python(site, "-c", "import connector_jsonl.source as s; s.Jsonl.__abstractmethods__ or print('whole')")
    assert done.stdout.strip() == "whole", done.stderr
