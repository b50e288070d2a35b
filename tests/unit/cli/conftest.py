"""A small application for the commands: a desk with a few invented cases, and the door the real program uses."""

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from connector.cli.main import run
from connector.cli.session import Session
from connector.domain.calendar import WorkingCalendar
from connector.domain.times import ZONE
from connector.observe.log import Log
from connector.ports import Desk, Store
from connector.report.period import Period
from connector.settings.link_file import ScheduleSettings
from connector.store import open_memory_store
from support.report_office import report

SNAPSHOTS = Path(__file__).resolve().parents[2] / "snapshots" / "cli"
NOW = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)
PERSON = {"applicant_name": "Trần Thị Thử", "applicant_id": "000123456789", "phone": "0912345678"}


def ago(**span):
    """A time as the store tells it."""
    return (NOW - timedelta(**span)).isoformat()


_CREATE = "Hồ sơ chưa có trên một cửa; tạo mới cần người duyệt (policy.create: hold)."


class TwinDesk(Desk):
    """A desk in memory: what is listed can be decided once."""

    def __init__(self):
        self.held = [
            {
                "id": number,
                "link": link,
                "code": f"H13.22-260301-000{number}",
                "state": "held",
                "rule": rule,
                "reason": reason,
                "error": None,
                "attempts": 0,
                "due": "2026-03-05",
                "sent_at": None,
                "settled_at": None,
                "run": "r1",
                "create": rule == "create",
                "fields": ["status", "finished_at"],
                "steps": 1,
                "planned_at": ago(hours=3),
                "held_at": ago(hours=2),
                "payload": dict(PERSON),
                "pending": [{"kind": "applicant_differs", "field": "applicant_name", "source": "Trần Thị Thử"}],
                "decisions": [],
            }
            for number, link, rule, reason in (
                (1, "investment", "create", _CREATE),
                (2, "labour", "both_moved", "Cả hai bên cùng thay đổi kể từ lần khớp gần nhất: ngày hẹn trả."),
                (3, "investment", "create", _CREATE),
            )
        ]
        self.dead = [
            {
                "id": 7,
                "link": "investment",
                "code": "H13.22-260301-0009",
                "state": "dead",
                "rule": None,
                "reason": None,
                "attempts": 4,
                "error": "Hệ thống từ chối ghi hồ sơ (error_code -8).",
                "due": "2026-03-05",
                "finished": False,
                "create": False,
                "fields": ["status"],
                "steps": 1,
                "planned_at": ago(days=1),
                "held_at": None,
                "sent_at": ago(hours=5),
                "settled_at": ago(hours=5),
                "run": "r1",
                "target_code": "H13.22-260301-0009",
                "payload": {"code": "H13.22-260301-0009", "status": 4, "fees": [{"name": "Lệ phí"}], **PERSON},
                "new_steps": [{"at": ago(days=1), "status": 4, "officer": "Lê Văn Thử", "content": "Gọi bổ sung"}],
                "pre_image": None,
                "pending": [
                    {
                        "kind": "target_behind",
                        "field": "status",
                        "source": "4 – Đang xử lý",
                        "target": "2 – Được tiếp nhận",
                    }
                ],
                "released": [],
                "decisions": [{"verb": "retried", "by": "Lê Thử", "reason": "đã sửa danh mục", "at": ago(hours=6)}],
            }
        ]
        self.unread = [
            {
                "id": 4,
                "link": "investment",
                "code": "H13.22-260301-0010",
                "where": "investment, trang 3 dòng 12",
                "field": "received_at",
                "reason": "received_at: không đọc được “31/02/2026” theo date_vn",
                "raw": {"so_ho_so": "H13.22-260301-0010", "ten": "Trần Thị Thử", "cccd": "000123456789", "tt": "moi"},
                "first_seen": ago(),
                "last_seen": ago(),
            }
        ]
        self.cases = [
            {
                "id": 11,
                "link": "investment",
                "kind": "target_behind",
                "code": "H13.22-260301-0002",
                "field": "status",
                "source": "9 – Đã xử lý xong",
                "target": "4 – Đang xử lý",
                "paper": None,
                "moved": "source",
                "state": "open",
                "first_seen": ago(days=2),
                "last_seen": ago(),
            },
            {
                "id": 12,
                "link": "investment",
                "kind": "applicant_differs",
                "code": "H13.22-260301-0003",
                "field": "applicant_name",
                "source": "Trần Thị Thử",
                "target": "Trần Thị Thủ",
                "paper": None,
                "moved": "unknown",
                "state": "open",
                "first_seen": ago(days=1),
                "last_seen": ago(),
            },
        ]
        self.decisions = []

    def holds(self, links, *, rule=None):
        return [row for row in self.held if row["link"] in links and rule in {None, row["rule"]}]

    def hold(self, hold_id):
        return next((row for row in self.held if row["id"] == hold_id), None)

    def _take(self, rows, ids, decision):
        taken = [row["id"] for row in rows if row["id"] in ids]
        rows[:] = [row for row in rows if row["id"] not in taken]
        self.decisions.append((taken, decision.by, decision.reason))
        return taken

    def release_holds(self, ids, decision):
        return self._take(self.held, ids, decision)

    def reject_holds(self, ids, decision):
        return self._take(self.held, ids, decision)

    def dead_letters(self, links):
        return [row for row in self.dead if row["link"] in links]

    def dead_letter(self, dead_id):
        return next((row for row in self.dead if row["id"] == dead_id), None)

    def retry_dead(self, ids, decision):
        return self._take(self.dead, ids, decision)

    def discard_dead(self, ids, decision):
        return self._take(self.dead, ids, decision)

    def rejections(self, links):
        return [row for row in self.unread if row["link"] in links]

    def mismatches(self, links, *, state="open", kind=None):
        return [
            row
            for row in self.cases
            if row["link"] in links and state in {"all", row["state"]} and kind in {None, row["kind"]}
        ]

    def case_page(self, links, *, after, limit):
        live = self.mismatches(links) + self.mismatches(links, state="accepted")
        return [row for row in sorted(live, key=lambda row: row["id"]) if row["id"] > after][:limit]

    def cases_by_id(self, ids):
        return [row for case in ids for row in self.cases if row["id"] == case]

    def rejection_page(self, links, *, after, limit):
        return [row for row in self.rejections(links) if row["id"] > after][:limit]

    def mismatch(self, mismatch_id):
        return next((row for row in self.cases if row["id"] == mismatch_id), None)

    def accept_mismatch(self, mismatch_id, decision, *, until):
        return self._turn(mismatch_id, "open", "accepted")

    def reopen_mismatch(self, mismatch_id, now):
        return self._turn(mismatch_id, "accepted", "open")

    def _turn(self, mismatch_id, before, after):
        row = self.mismatch(mismatch_id)
        if row is None or row["state"] != before:
            return False
        row["state"] = after
        return True

    def history(self, code):
        if code != "H13.22-260301-0002":
            return []
        about = {"link": "investment", "code": code}
        case = {
            "mismatch": 11,
            "kind": "applicant_differs",
            "label": "Sai thông tin chủ hồ sơ",
            "field": "applicant_name",
        }
        return [
            about | {"at": ago(days=1), "what": "read", "run": "r1", "category": "queued", "status": 9},
            about
            | {"at": ago(days=1), "what": "mismatch_opened", "run": "r1", "source": "Trần Thị Thử", "target": None}
            | case,
            about
            | {
                "at": ago(hours=3),
                "what": "held",
                "run": "r2",
                "fields": ["status"],
                "steps": 2,
                "reason": _CREATE,
            },
            about | {"at": ago(hours=2), "what": "released", "by": "Lê Thử", "reason": "đã xem", "delivery": 3},
            about | {"at": ago(hours=1), "what": "verified", "run": "r3", "fields": ["status"], "steps": 2},
        ]

    def status(self, links, now):
        return [
            {
                "link": link,
                "run": "r1",
                "kind": "sync",
                "ended": "finished",
                "outcome": "verified",
                "agreement": "known",
                "started_at": ago(minutes=6),
                "finished_at": ago(minutes=5),
                "error": None,
                "cursor": ago(minutes=30),
                "cursor_key": "12",
                "last_complete_sync": ago(minutes=5),
                "waiting": 0,
                "in_doubt": 0,
                "delivered": 0,
                "held": len(self.holds([link])),
                "dead": len(self.dead_letters([link])),
                "rejections": len(self.rejections([link])),
                "mismatches": len(self.mismatches([link])),
                "oldest_due": "2026-03-05",
                "last_reconcile": None,
                "holder": {"host": "may-chu-1", "pid": 4312, "run": "r2", "since": ago(), "expires_at": ago()},
            }
            for link in links
        ]

    def systems(self):
        return [
            {"system": "onestop", "up": False, "reason": "Máy chủ từ chối kết nối.", "since": ago(hours=1)},
            {"system": "investment", "up": True, "reason": "", "since": ago()},
        ]


@dataclass
class TwinApp:
    """What a command finds behind its door."""

    link_names: tuple[str, ...] = ("investment", "labour")
    language: str = "vi"
    desk: TwinDesk = field(default_factory=TwinDesk)
    lines: list[dict[str, Any]] = field(default_factory=list)
    summaries: dict[str, Any] = field(default_factory=dict)
    plans: dict[str, Any] = field(default_factory=dict)
    checks: dict[str, Any] = field(default_factory=dict)
    standings: list[Any] = field(default_factory=list)
    reported_at: datetime = NOW
    raises: BaseException | None = None
    store: Store = field(default_factory=open_memory_store)
    schedule: ScheduleSettings = field(default_factory=lambda: ScheduleSettings(sync="every 1d"))
    synced: list[Any] = field(default_factory=list)
    reconciled: list[Any] = field(default_factory=list)
    reports: list[Any] = field(default_factory=list)
    report_raises: BaseException | None = None

    @property
    def settings(self):
        sides = {"source_system": "source", "target_system": "onestop", "witnesses": ()}
        links = {name: SimpleNamespace(schedule=self.schedule, **sides) for name in self.link_names}
        return SimpleNamespace(language=self.language, links=links, systems={})

    @property
    def log(self):
        return Log.recording(self.lines)

    @property
    def clock(self):
        return SimpleNamespace(now=lambda: NOW)

    @property
    def calendar(self):
        return WorkingCalendar({})

    def sync(self, links, *, wait):
        self.synced.append((tuple(links), wait))
        return self._of(self.summaries, links)

    def reconcile(self, links, request, *, papers):
        self.reconciled.append((tuple(links), request, tuple(papers)))
        return self._of(self.summaries, links)

    def write_report(self, path, links, *, since, until, unmasked, language):
        if self.report_raises is not None:
            raise self.report_raises
        self.reports.append((path, tuple(links), since, until, unmasked, language))

    def plan(self, links):
        return self._of(self.plans, links)

    def check(self, links):
        return self._of(self.checks, links)

    def report(self, links, *, since, until, by):
        if self.raises is not None:
            raise self.raises
        period = Period(first=since, last=until, now=self.reported_at)
        return report(self.standings, book=self.desk, links=links, period=period, by=by)

    def _of(self, answers, links):
        if self.raises is not None:
            raise self.raises
        return [answers[link] for link in links]


@dataclass
class Said:
    """What one call answered."""

    code: int
    out: str
    err: str


@pytest.fixture
def app():
    twin = TwinApp()
    yield twin
    twin.store.close()


@pytest.fixture
def call(app, capsys, monkeypatch):
    """Run the program on the twin application as the real entry point would."""
    monkeypatch.setenv("COLUMNS", "80")

    @contextmanager
    def opener(config, *, lang, writes):
        app.opened_with = (config, lang)
        yield app

    def call(*arguments, opener=opener):
        code = run(list(arguments), Session(opener=opener))
        told = capsys.readouterr()
        return Said(code, told.out, told.err)

    return call


@pytest.fixture
def matches():
    """Compare with what operators saw last time; UPDATE_SNAPSHOTS=1 writes it anew."""

    def matches(name, text):
        path = SNAPSHOTS / f"{name}.txt"
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8"), f"{path.name} changed; if wanted: UPDATE_SNAPSHOTS=1"

    return matches
