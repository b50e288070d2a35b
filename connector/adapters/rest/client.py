"""One system's requests with its pass: renewed once when it has ended, every kind of refusal told apart."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from connector.adapters.http import Answer, HttpCaller
from connector.adapters.http.faults import speaks_well
from connector.adapters.http.session_use import Renewals
from connector.adapters.rest.auth import Access, Pass, refused
from connector.domain.errors import BrokenAnswerError, RefusedError
from connector.domain.told import quotation, told_words
from connector.mapping.paths import PathError, compile_path


class RestClient:
    """Asks; never changes anything there. Shared by every link of the system."""

    def __init__(self, caller: HttpCaller, access: Access) -> None:
        self.caller = caller
        self._access = access

    def log_in(self) -> bool:
        """Open the session if there is one and it is not open yet: a question in itself, answered."""
        if not self._access.renewable or self._access.held:
            return False
        self._access.current()
        return True

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: Any = None,
        accept: frozenset[int] = frozenset(),
        success: str | None = None,
    ) -> Answer:
        """The good answer, or one whose status is in ``accept``.

        Raises LoginRefusedError for a refused account, RefusedError for any other clear no, BrokenAnswerError for an
        answer that ``success`` does not hold true, and what the caller raises.
        """
        held = self._access.current()
        send = partial(self._send, method=method, path=path, params=params, body=body, success=success)
        answer, renewals = send(held), Renewals()
        while self._has_ended(held, answer, success) and renewals.allow(held.use):
            held = self._access.renewed(held)
            answer = send(held)
        if self._welcome(answer, success):
            held.use.served = True
        elif renewals.any and answer.status != 401:
            self._access.doubts_young = False
        self._check(answer, accept, success)
        return answer

    def _send(
        self, held: Pass, *, method: str, path: str, params: Mapping[str, str] | None, body: Any, success: str | None
    ) -> Answer:
        if held.params or params:
            separator = "&" if "?" in path else "?"
            path = f"{path}{separator}{urlencode({**(params or {}), **held.params})}"
        if held.members:
            body = {**(body or {}), **held.members}

        def good(answer: Answer) -> bool:
            return speaks_well(answer) and self._welcome(answer, success)

        return self.caller.read(method, path, json=body, headers=held.headers, good=good)

    def _has_ended(self, held: Pass, answer: Answer, success: str | None) -> bool:
        """An ended session shows as 401 or, in some systems, as an unsuccessful answer with status 200."""
        if not self._access.renewable or self._welcome(answer, success):
            return False
        return answer.status == 401 or not self._access.young or (held.use.served and self._access.doubts_young)

    def _welcome(self, answer: Answer, success: str | None) -> bool:
        return answer.status != 401 and (not 200 <= answer.status < 300 or _succeeded(answer, success))

    def _check(self, answer: Answer, accept: frozenset[int], success: str | None) -> None:
        status = answer.status
        if status in accept:
            return
        if status == 401:
            raise refused(self.caller, "Hệ thống từ chối tài khoản (HTTP 401).", answer.where)
        if status == 403:
            raise RefusedError(
                "Tài khoản không có quyền đọc (HTTP 403).",
                final=True,
                where=answer.where,
                do="Xin cấp quyền cho tài khoản, hoặc cho phép địa chỉ của máy này.",
            )
        if not 200 <= status < 300:
            raise RefusedError(
                f"Hệ thống không nhận câu hỏi (HTTP {status}){_quoted(answer)}.",
                final=True,
                where=answer.where,
                do="Kiểm tra đường dẫn và tham số trong tệp cấu hình của luồng.",
            )
        if success is not None:
            answer.json()  # what is no JSON at all says so itself
        if not _succeeded(answer, success):
            raise BrokenAnswerError(
                f"Hệ thống trả lời HTTP 200 nhưng báo không thành công{_quoted(answer)}.",
                where=answer.where,
                do="Xem biểu thức success trong cấu hình và báo đơn vị vận hành hệ thống đó.",
            )


def _succeeded(answer: Answer, success: str | None) -> bool:
    if success is None:
        return True
    try:
        return compile_path(success)(answer.json()) is True
    except (PathError, BrokenAnswerError):
        return False


#: Where systems that answer in JSON usually say why they do not.
_WORDS_OF_A_REFUSAL = ("message", "error_description", "errorDescription", "thongBao", "thong_bao", "msg", "detail")


def _quoted(answer: Answer) -> str:
    """The system's own words, as far as they may be told."""
    try:
        body = answer.json()
    except BrokenAnswerError:
        return ""
    said = [body.get(name) for name in _WORDS_OF_A_REFUSAL] if isinstance(body, Mapping) else []
    return quotation(next((told for words in said if isinstance(words, str) and (told := told_words(words))), ""))
