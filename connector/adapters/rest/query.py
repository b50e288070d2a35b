"""From "where to read" to one request, and from its answer to rows that can be recognised."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import orjson

from connector.adapters.http import Answer
from connector.adapters.rest.client import RestClient
from connector.adapters.rest.links import next_link
from connector.adapters.rest.paging import Ask, Row, Told
from connector.adapters.rest.settings import (
    CursorSettings,
    KeysetPaging,
    LinkPaging,
    ListSettings,
    NextPaging,
    OffsetPaging,
    PagePaging,
    RestSourceSettings,
    TokenPaging,
)
from connector.adapters.rest.templates import Known, Template, fill_body, fill_path
from connector.domain.errors import BrokenAnswerError
from connector.domain.window import Window
from connector.mapping.converters import converter
from connector.mapping.paths import Getter, PathError, compile_path
from connector.mapping.rules import word_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What is asked for: changes from ``since`` on (everything if None), as of ``until``.

    ``days`` are those of receipt, where the list tells everything only by such days.
    """

    since: datetime | None
    until: datetime
    days: Window | None = None


class ChangeTime:
    """Where a raw row tells when it changed, and which row it is; None where it does not, or not readably."""

    def __init__(self, settings: CursorSettings) -> None:
        self._time = compile_path(settings.field)
        self._key = None if settings.key is None else compile_path(settings.key)
        self._convert = converter(settings.convert, settings.zone)
        self._settings = settings

    def key(self, raw: Any) -> str | None:
        return None if self._key is None else _word(self._key, raw)

    def written(self, raw: Any) -> str | None:
        """The time as the system writes it."""
        return _word(self._time, raw)

    def read(self, raw: Any) -> datetime | None:
        written = self.written(raw)
        return None if written is None else self.understood(written)

    def understood(self, written: str) -> datetime | None:
        try:
            return self._convert(written)
        except (ValueError, OverflowError):
            return None

    def tell(self, moment: datetime) -> str:
        """The time as this system would write it, never later than it is."""
        local = moment.astimezone(ZoneInfo(self._settings.zone)).replace(microsecond=0)
        told = _TOLD.get(self._settings.convert)
        return local.strftime(self._settings.convert) if told is None else told(local)


def _serial(local: datetime) -> str:
    return repr((local.replace(tzinfo=None) - datetime(1899, 12, 30)).total_seconds() / 86400)  # noqa: DTZ001  # a serial has no zone


_TOLD: Mapping[str, Callable[[datetime], str]] = {
    "iso": lambda local: local.isoformat(),
    "date_vn": lambda local: f"{local:%d/%m/%Y %H:%M:%S}",
    "compact": lambda local: f"{local:%Y%m%d%H%M%S}",
    "epoch": lambda local: str(int(local.timestamp())),
    "epoch_ms": lambda local: str(int(local.timestamp()) * 1000),
    "excel": _serial,
}


class ListQuery:
    """Asks for one page of the list and reads the answer; knows nothing of what came before."""

    def __init__(self, settings: RestSourceSettings, client: RestClient, *, agency: str, changes: ChangeTime | None):
        self._list = settings.list
        self._client = client
        self._agency = agency
        self._changes = changes
        self._params = {name: Template.parse(text) for name, text in self._list.params.items()}
        self._path = fill_path(Template.parse(self._list.path), {"agency": agency})
        self._records = compile_path(self._list.records)
        self._total = None if self._list.total is None else compile_path(self._list.total)
        self._next = _next_reader(self._list)

    def fetch(self, ask: Ask, span: Span) -> Told:
        """Raises BrokenAnswerError for whatever is not clearly a page of rows."""
        answer = self._answer(ask, span)
        if answer.status in self._list.end_on:
            return Told(ended=True, far_now=answer.far_now)
        body = answer.json()
        rows = tuple(self.row(raw) for raw in self._rows(body, answer))
        return Told(
            rows=rows, total=self._told_total(body, answer), next=self._following(body, answer), far_now=answer.far_now
        )

    def row(self, raw: Any) -> Row:
        content = int.from_bytes(
            blake2b(orjson.dumps(raw, option=orjson.OPT_SORT_KEYS), digest_size=8).digest(), "little"
        )
        written = None if self._changes is None else self._changes.written(raw)
        key = None if self._changes is None else self._changes.key(raw)
        if written is None or key is None:
            return Row(raw=raw, mark=content, content=content)
        place = None if self._changes is None or self._changes.understood(written) is None else (written, key)
        return Row(raw=raw, mark=(key, written), content=content, after=place)

    # -- asking

    def _answer(self, ask: Ask, span: Span) -> Answer:
        known = self._known(ask, span)
        body = None if self._list.body is None else fill_body(self._list.body, known)
        if ask.url is not None:
            return self._ask(ask.url, {}, body)
        params = {name: text for name, form in self._params.items() if (text := form.fill(known)) is not None}
        own = self._paging_params(ask, span)
        if self._list.method == "POST":
            body = {**(body or {}), **own} if own else body
        else:
            params |= {name: str(value) for name, value in own.items()}
        return self._ask(self._path, params, body)

    def _ask(self, path: str, params: Mapping[str, str], body: Any) -> Answer:
        options = self._list
        return self._client.ask(
            options.method, path, params=params, body=body, accept=options.end_on, success=options.success
        )

    def _known(self, ask: Ask, span: Span) -> Known:
        written, key = ask.after or (None, None)
        paging = self._list.paging
        time = span.since
        if written is not None and self._changes is not None:
            time = self._changes.understood(written) or span.since
        return {
            "since": span.since,
            "until": span.until,
            "first": None if span.days is None else span.days.first,
            "last": None if span.days is None else span.days.last,
            "page": ask.page,
            "offset": ask.offset,
            "limit": paging.limit if isinstance(paging, OffsetPaging) else None,
            "token": ask.token,
            "time": time,
            "key": key,
            "agency": self._agency,
        }

    def _paging_params(self, ask: Ask, span: Span) -> dict[str, str | int]:
        """The paging's own parameters: of the query, or of the body of a POST."""
        named: list[tuple[str | None, str | int | None]] = []
        match self._list.paging:
            case PagePaging(param=param):
                named = [(param, ask.page)]
            case OffsetPaging(param=param, limit_param=limit_param, limit=limit):
                named = [(param, ask.offset), (limit_param, limit)]
            case TokenPaging(param=param):
                named = [(param, ask.token)]
            case KeysetPaging(time_param=time_param, key_param=key_param):
                named = [(time_param, self._from(ask, span)), (key_param, ask.after and ask.after[1])]
        return {name: value for name, value in named if name is not None and value is not None}

    def _from(self, ask: Ask, span: Span) -> str | None:
        """The time a keyset goes on from: as the last row wrote it, or where the reading begins."""
        if ask.after is not None:
            return ask.after[0]
        return None if span.since is None or self._changes is None else self._changes.tell(span.since)

    # -- reading

    def _rows(self, body: Any, answer: Answer) -> list[Any]:
        rows = self._found(self._records, body, answer)
        if rows is None and self._list.null_is_empty:
            return []
        if not isinstance(rows, list):
            kind = "rỗng (null) hoặc không có" if rows is None else "không phải là một danh sách"
            raise _broken(f"Trong trả lời, {self._list.records} {kind}.", answer)
        return rows

    def _told_total(self, body: Any, answer: Answer) -> int | None:
        value = None if self._total is None else self._found(self._total, body, answer)
        if value is None:
            return None
        word = word_of(value)
        if not word.isascii() or not word.isdigit():
            raise _broken(f"Tổng số dòng ({self._list.total}) không phải là số.", answer)
        return int(word)

    def _following(self, body: Any, answer: Answer) -> str | None:
        if isinstance(self._list.paging, LinkPaging):
            return self._own_address(next_link(answer.headers.get("link", "")), answer)
        if self._next is None:
            return None
        following = self._found(self._next, body, answer)
        if following is None or following == "" or following is False:
            return None
        if isinstance(following, (dict, list, bool)):
            raise _broken("Dấu hiệu của trang kế không phải là chữ hay số.", answer)
        word = word_of(following)
        return self._own_address(word, answer) if isinstance(self._list.paging, NextPaging) else word

    def _own_address(self, address: str | None, answer: Answer) -> str | None:
        """A full address on the system's own origin: our login must not be led anywhere else."""
        if address is None:
            return None
        full = urljoin(answer.url, address)
        if not self._client.caller.is_own(full):
            raise _broken("Địa chỉ trang kế dẫn sang một máy chủ khác.", answer)
        return full

    def _found(self, get: Getter, body: Any, answer: Answer) -> Any:
        try:
            return get(body)
        except PathError as error:
            raise _broken("Trả lời không có dạng như đã khai báo.", answer) from error


def _next_reader(options: ListSettings) -> Getter | None:
    match options.paging:
        case TokenPaging(next=path) | NextPaging(url=path):
            return compile_path(path)
    return None


def _word(get: Callable[[Any], Any], raw: Any) -> str | None:
    """A scalar at a path, as text; None for anything else."""
    try:
        value = get(raw)
    except PathError:
        return None
    if value is None or isinstance(value, (dict, list, bool)):
        return None
    return word_of(value) or None


def _broken(what: str, answer: Answer) -> BrokenAnswerError:
    return BrokenAnswerError(
        what, where=answer.where, do="So lại cấu hình list với tài liệu của hệ thống; báo đơn vị vận hành nếu nó đổi."
    )
