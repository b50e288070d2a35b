"""What it means when a request brings no usable answer: which error of ours it is, and what may be done about it.

httpx's exceptions stop here. For a write the only question is whether the request may have reached the system.
"""

import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from connector.adapters.http.answer import Answer, http_date
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    InDoubtError,
    RateLimitedError,
    RefusedError,
    SystemDownError,
)

DEFAULT_PAUSE = timedelta(seconds=5)


class TooLargeError(Exception):
    """The answer is larger than any honest one."""


class TooSlowError(Exception):
    """The answer trickles; its deadline has passed."""


#: Whether nothing can have reached the system when this was raised. A test holds it against what httpx exports.
NOTHING_SENT: Mapping[type[Exception], bool] = {
    httpx.ConnectError: True,
    httpx.ConnectTimeout: True,
    httpx.PoolTimeout: True,
    httpx.ProxyError: True,
    httpx.UnsupportedProtocol: True,
    httpx.InvalidURL: True,
    httpx.ReadTimeout: False,
    httpx.WriteTimeout: False,
    httpx.ReadError: False,
    httpx.WriteError: False,
    httpx.CloseError: False,
    httpx.LocalProtocolError: False,
    httpx.RemoteProtocolError: False,
    httpx.DecodingError: False,
    httpx.TooManyRedirects: False,
    httpx.HTTPStatusError: False,
    httpx.CookieConflict: False,
    httpx.StreamConsumed: False,
    httpx.StreamClosed: False,
    httpx.ResponseNotRead: False,
    httpx.RequestNotRead: False,
    TooLargeError: False,
    TooSlowError: False,
}

FOREIGN_ERRORS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.CookieConflict,
    httpx.StreamError,
    TooLargeError,
    TooSlowError,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """An attempt without a usable answer."""

    error: ForeignSystemError
    again: bool = False  #: a read may try again within its budget
    failing: bool = True  #: the system is failing (what opens the circuit), rather than telling us something
    pause: timedelta | None = None  #: the system asked everyone to stay away for that long
    cause: Exception | None = None


def from_exception(error: Exception, *, writing: bool, where: str) -> Fault:
    reason, certificate = _reason(error)
    if isinstance(error, TooLargeError) and not writing:
        return Fault(error=BrokenAnswerError(reason, where=where, do=_DO_OPERATOR), cause=error)
    if writing and not NOTHING_SENT.get(type(error), False):
        return Fault(error=InDoubtError(f"Đã gửi nhưng chưa rõ kết quả: {_lower(reason)}", where=where), cause=error)
    do = _DO_CERTIFICATE if certificate else _DO_NETWORK
    return Fault(error=SystemDownError(reason, where=where, do=do), again=not certificate, cause=error)


def from_answer(answer: Answer, *, writing: bool, now: datetime) -> Fault | None:
    """The fault in an answer, or None if an adapter may read it (401, 403 and other 4xx included)."""
    status = answer.status
    if status in {429, 503}:
        return _not_now(answer, writing=writing, now=now)
    if status >= 500:
        return _server_error(answer, writing=writing)
    if status < 200 or 300 <= status < 400:
        return _broken(answer, f"Hệ thống chuyển hướng hoặc trả lời dở dang (HTTP {status}).", writing=writing)
    if status < 300 and answer.is_page:
        return _broken(answer, "Hệ thống trả về một trang web thay vì dữ liệu.", writing=writing)
    return None


def speaks_well(answer: Answer) -> bool:
    """Whether an answer without fault shows that the system works: refusals of the account or its session do not."""
    return answer.status not in {401, 403, 407, 408} and not answer.is_page


def retry_after(answer: Answer, now: datetime) -> timedelta | None:
    """How long the system asks to be left alone: seconds or a date, in the past zero; None if absent or garbage.

    A date is measured by the far side's own clock where it tells it, so that its skew does not matter.
    """
    text = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"[+-]?\d{1,9}", text):
        return timedelta(seconds=max(0, int(text)))
    until = http_date(text)
    return None if until is None else max(timedelta(0), until - (answer.far_now or now))


def _not_now(answer: Answer, *, writing: bool, now: datetime) -> Fault:
    asked = retry_after(answer, now)
    limited = answer.status == 429
    if limited or asked is not None:
        pause = DEFAULT_PAUSE if asked is None else asked
        error: ForeignSystemError = paused(pause, answer.where)
        return Fault(error=error, again=True, failing=not limited, pause=pause)
    reason = "Hệ thống báo tạm thời không phục vụ (HTTP 503)."
    if writing:
        return Fault(error=RefusedError(reason, final=False, where=answer.where, do=_DO_NETWORK))
    return Fault(error=SystemDownError(reason, where=answer.where, do=_DO_NETWORK), again=True)


def paused(left: timedelta, where: str) -> RateLimitedError:
    seconds = max(1, round(left.total_seconds()))
    what = f"Hệ thống yêu cầu chờ {seconds} giây rồi hãy hỏi tiếp."
    return RateLimitedError(what, retry_after=left, where=where, do=_DO_WAIT)


def _server_error(answer: Answer, *, writing: bool) -> Fault:
    reason = f"Hệ thống báo lỗi nội bộ (HTTP {answer.status})."
    if writing:
        return Fault(error=InDoubtError(f"Đã gửi nhưng chưa rõ kết quả: {_lower(reason)}", where=answer.where))
    return Fault(error=SystemDownError(reason, where=answer.where, do=_DO_NETWORK), again=True)


def _broken(answer: Answer, reason: str, *, writing: bool) -> Fault:
    if writing:
        return Fault(error=InDoubtError(f"Đã gửi nhưng chưa rõ kết quả: {_lower(reason)}", where=answer.where))
    return Fault(error=BrokenAnswerError(reason, where=answer.where, do=_DO_OPERATOR))


def _reason(error: Exception) -> tuple[str, bool]:
    """A stable sentence, and whether it is about TLS. It quotes nothing of the request."""
    for cause in _chain(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _CERTIFICATES.get(cause.verify_code, "Chứng thư TLS của hệ thống không được tin cậy."), True
        if isinstance(cause, ssl.SSLError):
            return "Không lập được kênh TLS với hệ thống.", True
        if isinstance(cause, socket.gaierror):
            return "Không tìm thấy máy chủ theo tên đã khai báo.", False
        if isinstance(cause, ConnectionRefusedError):
            return "Máy chủ từ chối kết nối.", False
    return next((text for kind, text in _SENTENCES if isinstance(error, kind)), "Trao đổi với hệ thống bị hỏng."), False


def _chain(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


#: OpenSSL's X509_V_ERR numbers.
_CERTIFICATES = {
    9: "Chứng thư TLS của hệ thống chưa có hiệu lực.",
    10: "Chứng thư TLS của hệ thống đã hết hạn.",
    18: "Chứng thư TLS của hệ thống tự ký, không được tin cậy.",
    19: "Chứng thư TLS của hệ thống do một tổ chức lạ cấp.",
    20: "Chứng thư TLS của hệ thống do một tổ chức lạ cấp.",
    62: "Chứng thư TLS không cấp cho tên máy chủ này.",
    64: "Chứng thư TLS không cấp cho địa chỉ máy chủ này.",
}
_SENTENCES: tuple[tuple[type[Exception], str], ...] = (
    (TooLargeError, "Câu trả lời lớn quá mức cho phép."),
    (TooSlowError, "Hệ thống trả lời quá chậm."),
    (httpx.ConnectTimeout, "Hết thời gian chờ kết nối."),
    (httpx.TimeoutException, "Hết thời gian chờ trả lời."),
    (httpx.ConnectError, "Không kết nối được tới máy chủ."),
    (httpx.ProxyError, "Máy chủ trung gian (proxy) không cho qua."),
    (httpx.InvalidURL, "Địa chỉ không hợp lệ."),
    (httpx.UnsupportedProtocol, "Địa chỉ không hợp lệ."),
    (httpx.DecodingError, "Câu trả lời nén bị hỏng."),
    (httpx.TransportError, "Kết nối bị ngắt giữa chừng."),
)
_DO_NETWORK = "Kiểm tra mạng và hỏi đơn vị vận hành hệ thống đó; chương trình sẽ tự thử lại."
_DO_WAIT = "Lượt chạy sau sẽ tự hỏi lại; nếu lặp lại nhiều lần, hạ khóa rate của hệ thống đó."
_DO_OPERATOR = "Kiểm tra địa chỉ đã khai báo và báo cho đơn vị vận hành hệ thống đó."
_DO_CERTIFICATE = "Báo đơn vị vận hành thay chứng thư, hoặc khai báo đúng chứng thư gốc ở tls.ca."
