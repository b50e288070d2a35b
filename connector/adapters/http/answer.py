"""What a system answered, as far as it could be received; nothing of it shows in a repr or an error."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cached_property
from typing import Any

import orjson

from connector.domain.errors import BrokenAnswerError

_BOM = b"\xef\xbb\xbf"
_PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<body")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A complete answer of an address that was not refused, paused or failing. ``where`` names the request."""

    status: int
    headers: Mapping[str, str] = field(repr=False)  #: looked up ignoring case
    content: bytes = field(repr=False)
    url: str = field(repr=False)  #: where it came from, for a relative "next"
    where: str

    def json(self) -> Any:
        """The body as JSON. A page, half a body or no body at all is a broken answer, never "nothing".

        Whoever asks is given the same value, and leaves it as it is.
        """
        return self._decoded

    @cached_property
    def _decoded(self) -> Any:
        try:
            return orjson.loads(self._body())
        except orjson.JSONDecodeError:
            # The decoder's error carries the whole body; it must not travel on as a cause.
            raise BrokenAnswerError(self._complaint(), where=self.where, do=_DO) from None

    def text(self) -> str:
        """The body as text; bytes that are no UTF-8 are replaced."""
        return self._body().decode("utf-8", errors="replace")

    @property
    def is_page(self) -> bool:
        """A page for people (a login form, a proxy's notice) where data was expected."""
        start = self._body()[:200].lstrip()
        typed = "html" in self.headers.get("content-type", "").lower()
        return start.startswith(b"<") and (typed or start.lower().startswith(_PAGE_STARTS))

    @property
    def far_now(self) -> datetime | None:
        """The far side's own time when it answered, if it tells."""
        return http_date(self.headers.get("date", ""))

    def _body(self) -> bytes:
        return self.content.removeprefix(_BOM)

    def _complaint(self) -> str:
        if self.is_page:
            return "Hệ thống trả về một trang web thay vì dữ liệu."
        if not self._body().strip():
            return "Hệ thống trả lời rỗng."
        return "Câu trả lời không phải JSON, hoặc bị cắt giữa chừng."


_DO = "Kiểm tra địa chỉ đã khai báo và báo cho đơn vị vận hành hệ thống đó; không có gì được suy ra từ câu trả lời này."


def http_date(text: str) -> datetime | None:
    """A date of an HTTP header, aware; None if it is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
