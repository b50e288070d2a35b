"""How a side behaves whatever it is: its reasons, its secrets, its patience and its traces."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from connector.domain.errors import ForeignSystemError, LoginRefusedError
from connector.domain.status import Status
from connector.ports import Page
from connector.testing.exam.bench import Bench, SourceBench, Trouble
from connector.testing.exam.check import ALL_SIDES, Wrong, check
from connector.testing.exam.checks.broken_answers import error_of
from connector.testing.exam.checks.writes import created
from connector.testing.exam.elsewhere import fingerprints, fingerprints_elsewhere
from connector.testing.exam.rows import Row, row, rows, step
from connector.testing.exam.target_bench import TargetBench
from connector.testing.exam.told import Told, require_nothing_lost

#: Seconds for what is given up to be let go of.
_GRACE = 2.0
_TIMEOUT = timedelta(milliseconds=300)
_LONG = 5.0  # seconds a slow system takes, far more than the timeout


@check(
    "B1",
    "Mỗi sự cố (mật khẩu sai, không ai trả lời, chứng thư hết hạn, 403, 503) có lý do riêng, ổn định.",
    "A wrong password, nobody there, an expired certificate, 403 and 503: distinct, stable reasons.",
    sides=ALL_SIDES,
)
def every_trouble_has_its_own_reason(bench: Bench) -> None:
    bench.put(rows(3))
    good = error_of(lambda: _asked(bench, bench.make()))
    if good is not None:
        raise Wrong(f"a system in order is said to be in trouble: {good.what}")
    reasons: dict[str, Trouble] = {}
    for trouble in bench.asked("password", "nobody", "certificate", "forbidden", "unavailable"):
        first, second = (_reason(bench, trouble, time) for time in ("once", "twice"))
        if first != second:
            raise Wrong(f"the reason of '{trouble}' is another each time")
        if first in reasons:
            raise Wrong(f"'{trouble}' and '{reasons[first]}' are told by the same words")
        reasons[first] = trouble


def _reason(bench: Bench, trouble: Trouble, time: str) -> str:
    with bench.another(f"{trouble}-{time}") as troubled:
        troubled.put(rows(3))
        troubled.trouble(trouble)
        side = troubled.make()
        found = error_of(lambda: _asked(troubled, side))
    if found is None:
        raise Wrong(f"'{trouble}' is not noticed")
    if isinstance(found, LoginRefusedError) is not (trouble == "password"):
        raise Wrong(f"'{trouble}' is told as {type(found).__name__}")
    return found.what


def _asked(bench: Bench, side: Any) -> Told:
    """What ``connector check`` asks."""
    side.probe()
    return bench.everything(side)


@check(
    "B3",
    "Mật khẩu và dữ liệu cá nhân không lọt ra nhật ký, lỗi hay phần in ra nào.",
    "A canary secret and canary personal data appear in no log line, no error and no repr.",
    sides=ALL_SIDES,
)
def nothing_private_gets_out(bench: Bench) -> None:
    bench.put(_persons(bench))
    _require_private(bench, _said(bench), "in order")
    for trouble in bench.troubles():
        with bench.another(trouble) as troubled:
            troubled.put(_persons(bench))
            troubled.trouble(trouble, **_how(trouble))
            _require_private(troubled, _said(troubled), f"in trouble ({trouble})")


_CANARIES = {
    "applicant_name": "Hoàng Thị Chim Bạch Yến",
    "applicant_id": "000188877766",
    "officer": "Cán bộ Chim Hoàng Yến",
    "content": "Gọi bà Bạch Yến số 0900777666",
}


_PERSON: dict[str, Any] = {name: _CANARIES[name] for name in ("applicant_name", "applicant_id")}


def _persons(bench: Bench) -> list[Row]:
    """A person in every field that can hold one, and a value that cannot be read beside them."""
    seen = step(Status.PROCESSING, officer=_CANARIES["officer"], content=_CANARIES["content"])
    odd = [{name: word} for name, word in bench.unreadable.items()]
    told = [each.but(**_PERSON, steps=(seen,)) for each in rows(25)]
    return [*told, *(row(30 + number).but(**_PERSON, odd=each) for number, each in enumerate(odd))]


def _how(trouble: Trouble) -> dict[str, Any]:
    if trouble == "busy":
        return {"retry_after": "1"}
    return {"seconds": 0.01} if trouble == "slow" else {}


def _said(bench: Bench) -> Iterator[str]:
    """Whatever the side says while it is asked everything."""
    side = bench.make()
    yield repr(side)
    for ask in (side.probe, lambda: bench.everything(side)):
        try:
            told = ask()
        except ForeignSystemError as error:
            yield from (str(error), repr(error), error.what, error.where, error.do)
            continue
        yield repr(told)
        if isinstance(told, Told):
            yield from (f"{one!r} {one.where} {one.reason} {one.field}" for one in told.rejections)
    if isinstance(bench, SourceBench):
        yield from _pages_said(bench, side)
    if isinstance(bench, TargetBench):
        yield from _writes_said(bench, side)
    yield from map(str, bench.lines)


def _writes_said(bench: TargetBench, side: Any) -> Iterator[str]:
    seen = bench.rows[0].dossier.steps or ()
    calls = (
        lambda: side.write_record(created(row(60).but(**_PERSON), side)),
        lambda: side.append_steps(bench.rows[0].code, seen),
    )
    for call in calls:
        error = error_of(call)
        if error is not None:
            yield from (str(error), repr(error), error.what, error.where, error.do)


def _pages_said(bench: SourceBench, side: Any) -> Iterator[str]:
    pages: list[Page] = []
    error_of(lambda: pages.extend(side.pull(None, now=bench.clock.now())))
    for page in pages:
        yield repr(page)
        yield from (raw.where for raw in page.rows)


def _require_private(bench: Bench, said: Iterator[str], when: str) -> None:
    private = (*_CANARIES.values(), *bench.secrets)
    for text in said:
        if any(canary in text for canary in private):
            raise Wrong(f"{when}, it says what is private")


@check(
    "B4",
    "Giữ đúng hạn chờ; bỏ dở hay đóng lại thì không để lại luồng hay kết nối; nhiều nơi hỏi cùng lúc vẫn đúng.",
    "Timeouts are honoured; left or closed, it leaves no thread or socket; asked by many at once, it answers each.",
    sides=ALL_SIDES,
)
def it_leaves_nothing_behind(bench: Bench) -> None:
    bench.put(rows(60))
    threads, files = set(threading.enumerate()), _open_files()
    side = bench.make()
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda _: bench.everything(side), range(6)))
    for each in told:
        require_nothing_lost(each.latest, bench.rows, bench.tells, when="asked by six at once")
    if isinstance(bench, SourceBench):
        reading = side.pull(None, now=bench.clock.now())
        next(reading, None)
        reading.close()
    side.close()
    bench.let_go()
    _require_traces(threads, files)
    if "slow" in bench.troubles():
        _require_patience(bench)
    else:
        bench.reason("slow")


def _require_traces(threads: set[threading.Thread], files: int | None) -> None:
    """What was opened is closed again, give the system a moment to notice."""
    end = time.monotonic() + _GRACE
    while time.monotonic() < end:
        left = [thread.name for thread in threading.enumerate() if thread not in threads]
        more = 0 if files is None else (_open_files() or 0) - files
        if not left and more <= 0:
            return
        time.sleep(0.01)
    if left:
        raise Wrong(f"closed, it leaves threads behind: {', '.join(left[:3])}")
    raise Wrong(f"closed, it leaves {more} files or connections open")


def _open_files() -> int | None:
    """How many this process has open, where the operating system tells it."""
    place = Path("/proc/self/fd")
    return sum(1 for _ in place.iterdir()) if place.is_dir() else None


def _require_patience(bench: Bench) -> None:
    with bench.another("slow") as slow:
        slow.put(rows(3))
        slow.trouble("slow", seconds=_LONG)
        side = slow.make(timeout=_TIMEOUT)
        began = time.monotonic()
        error_of(lambda: slow.everything(side))
        took = time.monotonic() - began
        slow.let_go()
    if took > _LONG / 2:
        raise Wrong(f"told to wait {_TIMEOUT.total_seconds()} s for an answer, it waits {took:.1f} s")


@check(
    "B5",
    "Cùng đầu vào thì cùng nội dung, dù khác thứ tự khóa, ngôn ngữ máy, múi giờ hay hạt băm.",
    "The same input has the same canonical bytes under another key order, locale, time zone and hash seed.",
    sides=ALL_SIDES,
)
def the_same_input_has_the_same_bytes(bench: Bench) -> None:
    here = fingerprints(bench)
    elsewhere = bench.home / "elsewhere"
    elsewhere.mkdir()
    there = fingerprints_elsewhere(type(bench), elsewhere)
    if not here:
        raise Wrong("nothing was told")
    if here != there:
        raise Wrong("in another process, with another key order, locale, time zone and hash seed, it reads otherwise")
