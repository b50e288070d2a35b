"""A specialized system with a JSON interface, as a source."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise
from typing import Any

from connector.adapters.registry import Context
from connector.adapters.rest.auth import make_access
from connector.adapters.rest.client import RestClient
from connector.adapters.rest.paging import (
    Ask,
    Gain,
    Told,
    Watch,
    all_at_once,
    by_keyset,
    by_next,
    by_offset,
    by_page,
)
from connector.adapters.rest.query import ChangeTime, ListQuery, Span
from connector.adapters.rest.settings import (
    GetSettings,
    KeysetPaging,
    LinkPaging,
    NextPaging,
    OffsetPaging,
    PagePaging,
    RestSourceSettings,
    RestSystemSettings,
    TokenPaging,
)
from connector.adapters.rest.templates import CODE_NAMES, Template, fill_path
from connector.domain.codes import code_key
from connector.domain.cursor import Cursor
from connector.domain.dossier import Dossier
from connector.domain.errors import BrokenAnswerError, RefusedError
from connector.domain.times import at_zone
from connector.domain.window import Window
from connector.mapping.mapper import compile_map
from connector.mapping.paths import PathError, compile_path
from connector.mapping.rules import MapRules
from connector.observe.events import Event
from connector.observe.log import Log
from connector.ports import Clock, Page, RawRow, Rejection, Source

#: Rows dated later than the far side's own time by more than this are dated wrongly.
AHEAD = timedelta(minutes=10)

_NOT_FOUND = frozenset({404})


def make_source(system: RestSystemSettings, link: RestSourceSettings, context: Context) -> "RestSource":
    """The source of one link; links that share a system share its caller and its session."""
    log = context.log.bind(system=system.system)
    caller = context.caller(system)

    def make_client() -> RestClient:
        return RestClient(caller, make_access(system.auth, caller, clock=context.clock, log=log))

    client = context.shared.once(system.system, "rest client", make_client)
    return RestSource(system, link, client, agency=context.agency, clock=context.clock, log=log)


class RestSource(Source):
    """One link's view of the system. Its connections belong to the caller, which whoever made it closes."""

    def __init__(
        self,
        system: RestSystemSettings,
        link: RestSourceSettings,
        client: RestClient,
        *,
        agency: str,
        clock: Clock,
        log: Log,
    ) -> None:
        self.name = system.system
        self.concurrency = system.concurrency
        self.ordered = link.list.order == "ascending"
        self.enumerates = not link.incremental
        self.rereads = link.get is not None
        self._link = link
        self._client = client
        self._agency = agency
        self._clock = clock
        self._log = log
        self._changes = None if link.cursor is None else ChangeTime(link.cursor)
        self._code_of = compile_map(MapRules(code=link.map.code))
        self._query = ListQuery(link, client, agency=agency, changes=self._changes)

    @property
    def requests(self) -> int:
        return self._client.caller.requests

    def probe(self) -> None:
        with self._client.caller.probing():
            if self._client.log_in():
                return
            now = self._clock.now()
            span = Span(since=now, until=now, days=None if self._link.list.window is None else _today(now))
            self._query.fetch(self._first_ask(), span)

    def close(self) -> None:
        """The connections are shared by every link of the system; they end with the caller."""

    # -- the list

    def pull(self, cursor: Cursor | None, *, now: datetime) -> Iterator[Page]:
        pages = _Pages(
            self.name, self._changes, ordered=self.ordered, moves=not self._link.blind, now=now, log=self._log
        )
        for span in self._spans(cursor, now):
            watch = Watch(partial(self._query.fetch, span=span), where=self.name, max_pages=self._link.list.max_pages)
            for told, rows in self._walk(watch):
                yield pages.page(told, rows)

    def _spans(self, cursor: Cursor | None, now: datetime) -> Iterator[Span]:
        """One question for what changed since the cursor; for everything one, or one per stretch of days."""
        window = self._link.list.window
        if cursor is not None and self._link.cursor is not None and self._link.incremental:
            yield Span(since=at_zone(cursor.time) - self._link.cursor.lookback, until=now)
        elif window is None:
            yield Span(since=None, until=now)
        else:
            tomorrow = _today(now).last + timedelta(days=1)  # a clock ahead dates receipts so
            for days in Window(min(window.since, tomorrow), tomorrow).stretches(window.days):
                yield Span(since=None, until=now, days=days)

    def _walk(self, watch: Watch) -> Iterator[Gain]:
        match self._link.list.paging:
            case PagePaging(first=first):
                return by_page(watch, first)
            case OffsetPaging():
                return by_offset(watch)
            case TokenPaging():
                return by_next(watch, lambda token: Ask(token=token))
            case NextPaging() | LinkPaging():
                return by_next(watch, lambda url: Ask(url=url))
            case KeysetPaging():
                return by_keyset(watch)
            case _:
                return all_at_once(watch)

    def _first_ask(self) -> Ask:
        match self._link.list.paging:
            case PagePaging(first=first):
                return Ask(page=first)
            case OffsetPaging():
                return Ask(offset=0)
            case _:
                return Ask()

    # -- one dossier

    def read(self, code: str) -> RawRow | None:
        get = self._link.get
        if get is None:
            raise RefusedError(
                "Không hỏi được từng hồ sơ: cấu hình chưa có khóa get.",
                final=True,
                where=self.name,
                do="Khai báo source.get nếu hệ thống cho đọc một hồ sơ theo mã.",
            )
        known = {"code": code, "agency": self._agency}
        answer = self._client.ask(
            get.method,
            fill_path(Template.parse(get.path, CODE_NAMES), known),
            params=_filled(get.params, known),
            body=None if get.body is None else _filled(get.body, known),
            accept=_NOT_FOUND,
            success=get.success,
        )
        if answer.status == 404:
            return None
        record = self._record(get, answer.json(), answer.where)
        return (
            None if record is None else self._of_code(code, RawRow(values=record, where=f"{self.name}, hồ sơ {code}"))
        )

    def _of_code(self, code: str, row: RawRow) -> RawRow:
        """The row, unless it is clearly another dossier's: a system may not heed the code it is asked for."""
        found = self._code_of.read(row)
        if isinstance(found, Dossier) and code_key(found.code) != code_key(code):
            raise BrokenAnswerError(
                "Hỏi một mã nhưng câu trả lời nói về hồ sơ khác.",
                where=self.name,
                do="So lại cấu hình get với tài liệu của hệ thống.",
            )
        return row

    def _record(self, get: GetSettings, body: Any, where: str) -> Mapping[str, Any] | None:
        """The record told. An empty list is a clear none; null, or several records, is no clear answer."""
        try:
            record = compile_path(get.record)(body)
        except PathError:
            record = None
        if isinstance(record, list) and len(record) <= 1:
            if not record:
                return None
            record = record[0]
        if not isinstance(record, Mapping):
            raise BrokenAnswerError(
                f"Trong trả lời về một hồ sơ, {get.record} không phải là một đối tượng.",
                where=where,
                do="So lại cấu hình get với tài liệu của hệ thống.",
            )
        return record


def _today(now: datetime) -> Window:
    day = at_zone(now).date()
    return Window(day, day)


def _filled(texts: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    filled = {name: Template.parse(text, CODE_NAMES).fill(known) for name, text in texts.items()}
    return {name: text for name, text in filled.items() if text is not None}


class _Pages:
    """Numbers the pages of one reading and tells how far each may move the cursor."""

    def __init__(
        self, name: str, changes: ChangeTime | None, *, ordered: bool, moves: bool, now: datetime, log: Log
    ) -> None:
        self._name = name
        self._changes = changes
        self._ordered = ordered
        self._moves = moves  # a change time that nobody trusts moves no cursor
        self._now = now
        self._log = log
        self._number = 0
        self._began: datetime | None = None  #: the far side's time when the reading began
        self._floor: datetime | None = None  #: the first time of the page before
        self._said_ahead = False

    def page(self, told: Told, rows: tuple[Any, ...]) -> Page:
        self._number += 1
        if self._ordered:
            self._check_order(told)
        good: list[RawRow] = []
        unreadable: list[Rejection] = []
        for place, row in enumerate(rows, 1):
            where = self._where(row.raw, place)
            if isinstance(row.raw, Mapping):
                good.append(RawRow(values=row.raw, where=where))
            else:
                unreadable.append(Rejection(where=where, reason="dòng không phải là một đối tượng"))
        return Page(
            number=self._number,
            rows=tuple(good),
            unreadable=tuple(unreadable),
            cursor=self._furthest(told, good),
        )

    def _where(self, raw: Any, place: int) -> str:
        key = None if self._changes is None or not isinstance(raw, Mapping) else self._changes.key(raw)
        return f"{self._name}, trang {self._number} dòng {place}" if key is None else f"{self._name}, khóa {key}"

    def _furthest(self, told: Told, rows: list[RawRow]) -> Cursor | None:
        if self._changes is None or not self._moves:
            return None
        far_now = told.far_now or self._now
        self._began = self._began or far_now
        # Without order, what changed since the reading began may stand on a page already read: it is for the next one.
        bound = (far_now if self._ordered else self._began) + AHEAD
        furthest: Cursor | None = None
        for row in rows:
            time = self._changes.read(row.values)
            if time is None:
                continue
            if time > far_now + AHEAD:
                self._say_ahead(row, time, far_now)
            elif time <= bound:
                here = Cursor(time, self._changes.key(row.values) or "")
                furthest = here if furthest is None else max(furthest, here)
        return furthest

    def _say_ahead(self, row: RawRow, time: datetime, far_now: datetime) -> None:
        if not self._said_ahead:
            self._said_ahead = True
            self._log.say(Event.CLOCK_AHEAD, where=row.where, row_time=time, far_now=at_zone(far_now))

    def _check_order(self, told: Told) -> None:
        """A cursor that moves with every page would pass over rows that come out of order."""
        if self._changes is None:
            return
        dated = [time for row in told.rows if (time := self._changes.read(row.raw)) is not None]
        if not dated:
            return
        falls = any(later < earlier for earlier, later in pairwise(dated))
        if falls or (self._floor is not None and dated[-1] < self._floor):
            raise BrokenAnswerError(
                "Các dòng không tăng dần theo cursor như đã khai báo (order: ascending).",
                where=self._name,
                do="Đổi list.order thành none, hoặc xin hệ thống sắp xếp theo thời điểm thay đổi.",
            )
        self._floor = dated[0]
