"""The manners of a DVCQG-shaped system: login, one session for all threads, the envelope, and what its answers mean."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from connector.adapters.dvcqg.answers import Judge, Meaning, Said
from connector.adapters.dvcqg.settings import DvcqgSystemSettings
from connector.adapters.dvcqg.wire import writes
from connector.adapters.http.answer import Answer
from connector.adapters.http.caller import HttpCaller
from connector.adapters.http.session_use import Renewals, SessionUse
from connector.adapters.registry import Context
from connector.domain.errors import (
    BrokenAnswerError,
    ForeignSystemError,
    InDoubtError,
    LoginRefusedError,
    RefusedError,
    SystemDownError,
)
from connector.observe.events import Event
from connector.observe.log import Log

#: Statuses by which a login says no to the account itself.
_ACCOUNT_REFUSED = frozenset({400, 401, 403, 422, 423})
#: Statuses by which a system says that it will not take this very request, now or later.
_NEVER_TAKEN = frozenset({400, 409, 410, 413, 415, 422})


class Session:
    """One session's token, compared by identity: a renewal may well give the same text again."""

    __slots__ = ("token", "use")

    def __init__(self, token: str) -> None:
        self.token = token
        self.use = SessionUse()


def shared_client(system: DvcqgSystemSettings, context: Context) -> "DvcqgClient":
    """The system's one client: whoever speaks to it shares its caller, its rate and its session."""
    log = context.log.bind(system=system.system)
    return context.shared.once(system.system, "session", lambda: DvcqgClient(system, context.caller(system), log=log))


class DvcqgClient:
    """Calls services. Thread-safe; a session that ends is renewed once for everybody who met its end."""

    def __init__(self, settings: DvcqgSystemSettings, caller: HttpCaller, *, log: Log) -> None:
        self._settings = settings
        self._caller = caller
        self._log = log
        self._judge = Judge(settings)
        self._session: Session | None = None
        self._renewing = threading.Lock()
        in_header = settings.dstcode_in in {"header", "both"}
        in_query = settings.dstcode_in in {"query", "both"}
        self._headers = {"dstcode": settings.dstcode} if in_header else None
        self._params = {"dstcode": settings.dstcode} if in_query else None

    @property
    def caller(self) -> HttpCaller:
        return self._caller

    @property
    def has_session(self) -> bool:
        return self._session is not None

    def log_in(self) -> None:
        """Get a session unless there is one."""
        self._current()

    def read(self, service: str, fields: Mapping[str, Any]) -> Said:
        """Ask a service that changes nothing. Raises BrokenAnswerError for an answer that cannot be trusted.

        The name of a service that writes is refused before anything is sent: a read is repeated, and is all that a
        witness does.
        """
        if writes(service):
            raise ValueError(f"{service} is a service that writes")

        def send(session: Session) -> Said:
            answer = self._caller.read(
                "POST",
                self._settings.path,
                json=self._envelope(session, service, fields),
                headers=self._headers,
                params=self._params,
                good=self._vouches,
            )
            return self._read_answer(answer, fields)

        return self._in_session(send)

    def write(self, service: str, fields: Mapping[str, Any], *, plain: bool = False) -> Said:
        """Ask a service that changes something, once per session that took the question.

        Raises InDoubtError for an answer that cannot be understood. ``plain``: the answer may be mere words.
        """

        def send(session: Session) -> Said:
            answer = self._caller.write(
                "POST",
                self._settings.path,
                json=self._envelope(session, service, fields),
                headers=self._headers,
                params=self._params,
                good=self._vouches,
            )
            return self._read_write_answer(answer, plain=plain, asked=fields.get("data"))

        return self._in_session(send)

    # -- answers

    def _read_answer(self, answer: Answer, asked: Mapping[str, Any]) -> Said:
        if answer.status == 401:
            return Said(meaning=Meaning.EXPIRED, where=answer.where)
        if answer.status >= 400:
            return self._told_by_status(answer, asked)
        return self._judge.read(answer, asked=asked)

    def _read_write_answer(self, answer: Answer, *, plain: bool, asked: Any) -> Said:
        if answer.status == 401:
            return Said(meaning=Meaning.EXPIRED, where=answer.where)
        if answer.status >= 400:
            return self._told_by_status(answer, asked)
        try:
            said = self._judge.read(answer, plain=plain, asked=asked)
        except BrokenAnswerError as error:
            raise InDoubtError(_UNCLEAR, where=answer.where) from error
        if said.contradicts_itself:  # the look-up that settles the doubt renews the session, if that was it
            raise InDoubtError(_UNCLEAR, where=answer.where)
        return said

    def _told_by_status(self, answer: Answer, asked: Any) -> Said:
        """A 4xx with the usual envelope in it is read as such; else its status is the refusal."""
        try:
            said = self._judge.read(answer, asked=asked)
        except BrokenAnswerError:
            raise _refused_by_status(answer) from None
        if said.meaning is Meaning.SUCCESS:
            raise _refused_by_status(answer)
        return said

    def _vouches(self, answer: Answer) -> bool:
        """An answer about the session says nothing about the service behind it."""
        try:
            return answer.status < 400 and self._judge.read(answer, plain=True).meaning is not Meaning.EXPIRED
        except BrokenAnswerError:
            return False

    # -- the session

    def _in_session(self, send: Callable[[Session], Said]) -> Said:
        session, renewals = self._current(), Renewals()
        said = send(session)
        while said.meaning is Meaning.EXPIRED and renewals.allow(session.use):
            session = self._renewed(session)
            said = send(session)
        if said.meaning is not Meaning.EXPIRED:
            session.use.served = True
            return said
        reason = "Hệ thống báo phiên hết hạn ngay sau khi đăng nhập lại."
        self._caller.broke(reason)
        raise SystemDownError(reason, where=said.where, do=_DO_SESSION)

    def _current(self) -> Session:
        session = self._session
        if session is not None:
            session.use.shared = True
            return session
        with self._renewing:
            if self._session is None:
                self._session = self._log_in(vouches=True)
            else:
                self._session.use.shared = True
            return self._session

    def _renewed(self, stale: Session) -> Session:
        """A session other than the stale one: whoever comes first logs in, the others wait and share it."""
        with self._renewing:
            if self._session is stale:
                self._session = None
            if self._session is None:
                self._session = self._log_in(vouches=False)
                self._log.say(Event.SESSION_RENEWED)
            else:
                self._session.use.shared = True
            return self._session

    def _log_in(self, *, vouches: bool) -> Session:
        settings = self._settings
        account = {"username": settings.username, "password": settings.password.get_secret_value()}
        answer = self._caller.read(
            "POST",
            settings.login_path,
            json=account,
            headers=self._headers,
            params=self._params,
            good=lambda answer: vouches and self._token(answer) is not None,
        )
        if answer.status in _ACCOUNT_REFUSED:
            raise self._login_refused(f"HTTP {answer.status}", "", answer)
        if answer.status >= 400:
            raise SystemDownError(f"Không đăng nhập được (HTTP {answer.status}).", where=answer.where, do=_DO_PATH)
        try:
            said = self._judge.read(answer, asked=account)
        except BrokenAnswerError as error:
            raise SystemDownError(f"Không đăng nhập được: {error.what}", where=answer.where, do=error.do) from error
        if not said.good_code:
            # Whatever the message says: an account is locked by being asked again, not by waiting.
            raise self._login_refused(f"error_code {_short(said.code)}", said.quoted, answer)
        token = self._token(answer)
        if token is None:
            raise SystemDownError("Đăng nhập xong nhưng không nhận được phiên.", where=answer.where, do=_DO_PATH)
        return Session(token)

    def _token(self, answer: Answer) -> str | None:
        """The session that a login's answer gives, if it gives one."""
        try:
            said = self._judge.read(answer)
        except BrokenAnswerError:
            return None
        token = said.body.get("session")
        return token if answer.status < 400 and said.good_code and isinstance(token, str) and token else None

    def _login_refused(self, how: str, quoted: str, answer: Answer) -> LoginRefusedError:
        reason = f"Hệ thống từ chối tài khoản ({how}){quoted}."
        self._caller.login_refused(reason)
        return LoginRefusedError(reason, where=answer.where, do=_DO_ACCOUNT)

    def _envelope(self, session: Session, service: str, fields: Mapping[str, Any]) -> dict[str, Any]:
        return {"session": session.token, "madonvi": self._settings.madonvi, "service": service, **fields}


def _refused_by_status(answer: Answer) -> ForeignSystemError:
    if answer.status == 403:
        what, do = "Hệ thống không cho phép lời gọi này (HTTP 403).", _DO_RIGHTS
    else:
        what, do = f"Hệ thống không nhận lời gọi này (HTTP {answer.status}).", _DO_PATH
    return RefusedError(what, final=answer.status in _NEVER_TAKEN, where=answer.where, do=do)


def _short(code: str) -> str:
    """A code as an error may quote it; anything longer is no code and may hold anything."""
    return code if len(code) <= 8 else "khác 0"


_UNCLEAR = "Đã gửi nhưng không hiểu được câu trả lời, chưa rõ kết quả."
_DO_SESSION = "Kiểm tra madonvi, dstcode và khóa session trong cấu hình hệ thống."
_DO_PATH = "Kiểm tra url, login_path và path trong cấu hình hệ thống."
_DO_RIGHTS = "Hỏi đơn vị vận hành quyền của tài khoản kết nối, và kiểm tra madonvi, dstcode."
_DO_ACCOUNT = (
    "Kiểm tra username và password, hỏi đơn vị vận hành xem tài khoản có bị khóa không, rồi chạy lại; chương trình "
    "không tự thử lại để tránh khóa tài khoản."
)
