"""What is broken is an error, never nothing; what only looks odd is read to its end."""

from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    RateLimitedError,
    SystemDownError,
)
from connector.testing.exam.bench import Bench, SourceBench, Trouble
from connector.testing.exam.check import ALL_SIDES, Wrong, check
from connector.testing.exam.rows import rows
from connector.testing.exam.told import Told, require_nothing_lost

#: Ways to answer that nobody may take for "there is nothing".
NO_ANSWER: tuple[Trouble, ...] = (
    "login_page",
    "truncated",
    "null",
    "missing",
    "error_body",
    "wrong_total",
    "nobody",
    "unavailable",
    "reset",
)


@check(
    "S8",
    "Rỗng khác với hỏng: trang đăng nhập, JSON cụt, null, lỗi trong thân 200, tổng số sai, 503, đứt kết nối.",
    "Empty is told from broken: a login page, half a document, null, an error in a 200, a wrong total, 503, reset.",
    sides=ALL_SIDES,
)
def what_is_broken_is_never_nothing(bench: Bench) -> None:
    for trouble in bench.asked(*NO_ANSWER):
        for skip in (0, 1):
            with bench.another(f"{trouble}-{skip}") as broken:
                _require_an_error(broken, trouble, skip)


def _require_an_error(bench: Bench, trouble: Trouble, skip: int) -> None:
    bench.put(rows(60))
    bench.trouble(trouble, skip=skip)
    side = bench.make()
    found = error_of(lambda: bench.everything(side))
    if found is None:
        raise Wrong(f"{trouble} after {skip} good answers is read as if all were told")
    if not isinstance(found, BrokenAnswerError | SystemDownError):
        raise Wrong(f"{trouble} is neither a broken answer nor a system that is down, but {type(found).__name__}")
    if not found.what.strip():
        raise Wrong(f"{trouble} is an error without a sentence")
    if skip == 0:
        _require_no_absence(bench, side, trouble)


def _require_no_absence(bench: Bench, side: Any, trouble: Trouble) -> None:
    """Asked for one dossier that stands there, it says so or nothing: never that there is none."""
    ask = side.read if isinstance(bench, SourceBench) else side.look_up
    told: list[object] = []
    found = error_of(lambda: told.append(ask(bench.rows[0].code)))
    if found is None and told == [None]:
        raise Wrong(f"{trouble}, and it says that a dossier which stands there is none")


def error_of(ask: Callable[[], object]) -> ForeignSystemError | None:
    """The error of the port that came out, if any; a foreign one is the side's failing."""
    try:
        ask()
    except ForeignSystemError as error:
        return error
    except Exception as error:
        raise Wrong(f"a foreign error gets out of the adapter: {type(error).__name__}") from error
    return None


@check(
    "S9",
    "Chia trang: trang lệch, trang lặp, trang không hết, mỗi trang một dòng, trang bị cắt ngắn.",
    "Paging: shifted, repeated and endless pages, pages of one row, pages cut short without a word.",
    sides=("source",),
)
def paging_loses_nothing(bench: SourceBench) -> None:
    for trouble in bench.asked("capped", "page_of_one", "shifting", "repeated", "endless"):
        with bench.another(trouble) as paged:
            _require_paging(paged, trouble)


def _require_paging(bench: SourceBench, trouble: Trouble) -> None:
    bench.put(rows(12 if trouble == "page_of_one" else 60))
    bench.trouble(trouble)
    side = bench.make()
    if trouble in {"repeated", "endless"}:
        if not isinstance(error_of(lambda: bench.everything(side)), BrokenAnswerError):
            raise Wrong(f"an enumeration with {trouble} pages is believed")
        return
    told: list[Told] = []
    found = error_of(lambda: told.append(bench.everything(side)))
    if isinstance(found, BrokenAnswerError) and trouble == "shifting":
        return  # a reading that breaks off is begun again: nothing is lost
    if found is not None:
        raise Wrong(f"pages that are {trouble} cannot be read: {found.what}")
    require_nothing_lost(told[0].latest, bench.rows, {"code"}, when=f"with pages {trouble}")


@check(
    "S14",
    "429 với Retry-After dạng giây, ngày, quá khứ, một giờ, vô nghĩa: theo đúng lời dặn.",
    "429 with Retry-After in seconds, as a date, in the past, of an hour or garbage: obeyed exactly.",
    sides=ALL_SIDES,
)
def a_pause_is_obeyed_exactly(bench: Bench) -> None:
    bench.asked("busy")
    now = bench.clock.now()
    asked = {
        "2": timedelta(seconds=2),
        format_datetime(now + timedelta(seconds=20)): timedelta(seconds=15),
        format_datetime(now - timedelta(days=1)): timedelta(0),
        "3600": timedelta(minutes=59),
        "soon": timedelta(0),
    }
    for number, (written, least) in enumerate(asked.items()):
        with bench.another(f"pause-{number}") as busy:
            _require_the_pause(busy, written, least)


def _require_the_pause(bench: Bench, written: str, least: timedelta) -> None:
    bench.put(rows(10))
    bench.trouble("busy", retry_after=written)
    side = bench.make()
    before = bench.clock.now()
    found = error_of(lambda: bench.everything(side))
    waited = bench.clock.now() - before
    if found is None:
        if waited < least:
            raise Wrong(f"asked to wait ({written}), it asked again after {waited}")
        require_nothing_lost(bench.everything(side).latest, bench.rows, {"code"}, when="after a pause")
    elif not isinstance(found, RateLimitedError):
        raise Wrong(f"asked to wait ({written}), it says {type(found).__name__} and not for how long")
    elif found.retry_after + waited < least - timedelta(seconds=1):
        raise Wrong(f"asked to wait ({written}), it promises to come back in {found.retry_after}")
