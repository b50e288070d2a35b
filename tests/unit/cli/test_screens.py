"""Every screen of an operator's day on a narrow terminal, in both languages, with what is said beside the result."""

import re
import shlex
import shutil

import pytest

from connector.cli.main import run
from connector.cli.session import Session
from connector.domain.run import RunNews
from connector.settings.shipped import shipped_folder
from tests.unit.cli.test_check_command import TROUBLED as CHECKED
from tests.unit.cli.test_listings import PLAN
from tests.unit.cli.test_listings import TROUBLED as SYNCED
from tests.unit.cli.test_reconcile_command import summary

COLUMNS = 60
BY = "--by 'Lê Thử' --reason 'đã xem'"

#: What is looked at, then what is decided, then what cannot be done, in this order on one desk.
DAY = [
    *("status", "plan investment", "sync investment", "check investment"),
    *("mismatches", "mismatches show 11", "mismatches show 12", "history H13.22-260301-0002", "history X-1"),
    *("holds", "holds show 1", "deadletters", "deadletters show 7", "rejections"),
    *(f"holds release 1 {BY}", f"holds reject 2 {BY}", "deadletters retry 7", "deadletters"),
    *(f"mismatches accept 12 {BY} --until 31/12/2199", f"mismatches reopen 12 {BY}"),
    *(f"holds release --all-matching --rule create --expect 9 {BY}", f"holds release 99 {BY}", "holds show 99"),
    *("holds release 3 --by ' ' --reason x", "holds relese 3", "sync invesment", "mismatches --kind khac"),
    *("daemon stop", "reconcile investment"),
]

#: What people and systems wrote themselves, and the sentences of tests.
_DATA = ("Trần T. T.", "Lê V. T.", "Lê Thử", "đã xem", "đã sửa danh mục", "Lệ phí")
_VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịỉọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def wide(text):
    """The lines that do not fit, those aside that one word alone makes too long."""
    return [line for line in text.splitlines() if len(line) > COLUMNS and " " in line.strip()]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_day_at_the_desk_reads_as_it_did(call, app, matches, monkeypatch, language):
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    news = RunNews(opened=2, held=3, inbox="var/viec-mot-cua")
    app.summaries["investment"] = summary(**{**figures(SYNCED), "kind": "sync", "news": news, "delivered": 2})
    app.plans["investment"], app.checks["investment"] = PLAN, CHECKED
    told = []
    for screen in DAY:
        if screen.startswith("reconcile"):
            app.summaries["investment"] = summary()
        said = call(*shlex.split(screen), "--lang", language)
        told.append(f"$ connector {screen}\n{said.out}{said.err}[{said.code}]\n")
        assert not wide(said.out), screen
    matches(f"narrow-day-{language}", "\n".join(told))
    if language == "en":
        _speaks_english("".join(told))


def figures(of):
    names = ("outcome", "agreement", "read", "rejected", "unchanged", "recorded", "queued", "held", "verified")
    return {name: getattr(of, name) for name in (*names, "waiting", "in_doubt", "dead")}


def _speaks_english(text):
    rest = re.sub(r"(?m)^\$ .*$|^ +Public: .*\n(?: {8}.*\n)*", "", text)
    for data in _DATA:
        rest = re.sub(r"\s+".join(map(re.escape, data.split())), "", rest)
    assert not (found := [line for line in rest.splitlines() if _VIETNAMESE.search(line)]), "\n".join(found)


#: What is done with the machine, the configuration and the store, in an office of its own.
MACHINE = [
    *("status", "init", "init", "check", "sync", "status", "plan", "reconcile", "report --by month", "config show"),
    *("catalogue list procedures --on 19/01/2026", "catalogue import danh-muc.csv", "catalogue import hong.csv"),
    *("purge", "backup ban-sao.db", "backup ban-sao.db", "restore khong-co.db", "restore ban-sao.db"),
    *("alerts test", "logs --run khong-co", "daemon reload", "daemon stop", "sync --wait mai"),
]

#: What holds the paths of this machine or counts up to today: it is only seen to come out.
UNSTEADY = {"config show", "report --by month", "restore ban-sao.db"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_is_done_with_the_machine_reads_as_it_did(tmp_path, capsys, monkeypatch, matches, language):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", str(COLUMNS))
    (tmp_path / "danh-muc.csv").write_text("Mã TTHC;Tên thủ tục;Thời hạn giải quyết\n1.009750;Thử;5 ngày\n", "utf-8")
    (tmp_path / "hong.csv").write_text("Mã TTHC;Tên thủ tục;Thời hạn giải quyết\n1.009750;Thử;nhanh\n", "utf-8")
    told = []

    def play(screen):
        if screen == "check":  # the sample is an office's own from here on
            shutil.rmtree(tmp_path / "config")
            shutil.copytree(shipped_folder(), tmp_path / "config")
        code = run([*shlex.split(screen), "--lang", language], Session())
        said = capsys.readouterr()
        if screen not in UNSTEADY:
            assert not wide(_steady(said.out, tmp_path)), screen
            told.append(f"$ connector {screen}\n{_steady(said.out + said.err, tmp_path)}[{code}]\n")

    for screen in MACHINE:
        play(screen)
    link = next((tmp_path / "config" / "links").glob("*.yaml"))
    link.write_text(link.read_text("utf-8").replace("mode:", "mod:"), "utf-8")
    play("sync")
    matches(f"narrow-machine-{language}", "\n".join(told))


_STEADY = (
    (r"\d\d/\d\d/20\d\d \d\d:\d\d", "01/01/2026 08:00"),
    (r"\d{8}T\d{6}-[0-9a-f]{8}", "20260101T080000-0f3a9c1e"),
    (r"replaced-\d{8}T\d{6}", "replaced-20260101T080000"),
    (r"\d[.,]\d MB", "0.4 MB"),
)


def _steady(text, home):
    """Without what differs from run to run."""
    text = text.replace(str(home), "/office")
    for pattern, steady in _STEADY:
        text = re.sub(pattern, steady, text)
    return text
