"""What an answer of this family of systems means. Its code alone says little: the message decides (dvcqg.md 1.3).

Messages are compared in NFC, ignoring case. Of a message only what ``told_words`` lets through gets into an error's
text, and nothing of a row.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from connector.adapters.dvcqg.field_names import FIELD_NAMES
from connector.adapters.dvcqg.settings import DvcqgSystemSettings
from connector.adapters.http.answer import Answer
from connector.domain.errors import BrokenAnswerError
from connector.domain.told import quotation, told_words


class Meaning(Enum):
    SUCCESS = auto()
    EXPIRED = auto()  #: The session has ended; nothing was done.
    EXISTS = auto()  #: The dossier stands there already.
    MISSING = auto()  #: The dossier does not stand there.
    NOT_NOW = auto()  #: A clear no that may become a yes.
    NO = auto()  #: A clear no.


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An answer in readable form. ``code`` is "" for one in plain words; ``told`` is what an error may quote of it."""

    meaning: Meaning
    code: str = ""
    good_code: bool = False
    told: str = ""
    unclear: bool = False  #: it speaks of success, or is in plain words that refuse nothing
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    where: str = ""

    @property
    def quoted(self) -> str:
        """What follows in an error's sentence: the system's own words, as far as they may be told."""
        return quotation(self.told)

    @property
    def contradicts_itself(self) -> bool:
        """Whether it is only its words that speak of a session, beside a good code or without a word of refusal: where
        something was to be written, that is no proof that nothing was."""
        return self.meaning is Meaning.EXPIRED and (self.good_code or self.unclear)


class Judge:
    """Tells the meaning of answers by this system's own settings."""

    def __init__(self, settings: DvcqgSystemSettings) -> None:
        self._success = frozenset(map(str, settings.success_codes))
        self._expired = frozenset(map(str, settings.session.expired_codes))
        self._final = frozenset(map(str, settings.refused.final_codes))
        self._expired_message = _pattern(settings.session.expired_message)
        self._transient_message = _pattern(settings.refused.transient_message)

    def read(self, answer: Answer, *, plain: bool = False, asked: Any = None) -> Said:
        """What the answer says, or BrokenAnswerError if it cannot be trusted. ``plain``: it may be mere words.

        ``asked`` is what was sent: a message that repeats some of it (a company named after sessions or systems) is
        judged by the rest of its words.
        """
        if plain and (words := _plain_words(answer)) is not None:
            own = without_echo(normal(words), asked)
            meaning, unclear = self._of_words(own), not _REFUSES.search(own)
            return Said(meaning=meaning, unclear=unclear, told=_told(meaning, words, asked), where=answer.where)
        body = answer.json()
        if not isinstance(body, dict):
            raise _broken("Câu trả lời không có dạng đã thỏa thuận.", answer)
        code = _code(body.get("error_code"))
        message = body.get("message")
        if code is None or not (message is None or isinstance(message, str)):
            raise _broken("Câu trả lời thiếu error_code hoặc sai dạng.", answer)
        own = without_echo(normal(message or ""), asked)
        meaning = self._meaning(code, own)
        return Said(
            meaning=meaning,
            unclear=says_success(own),
            code=code,
            good_code=code in self._success,
            told=_told(meaning, message or "", asked),
            body=body,
            where=answer.where,
        )

    def _meaning(self, code: str, message: str) -> Meaning:
        good = code in self._success
        if good and (not message or says_success(message)):
            return Meaning.SUCCESS
        if code in self._expired or self._tells_expiry(message):
            return Meaning.EXPIRED
        named = _named(message)
        if named is not None:
            return named
        if code in self._final:
            return Meaning.NO
        if self._transient_message.search(message) if message else not good:
            return Meaning.NOT_NOW
        return Meaning.SUCCESS if good and not _CONTRADICTS.search(message) else Meaning.NO

    def _of_words(self, words: str) -> Meaning:
        if says_success(words):
            return Meaning.SUCCESS
        if self._tells_expiry(words):
            return Meaning.EXPIRED
        return _named(words) or (Meaning.NOT_NOW if self._transient_message.search(words) else Meaning.NO)

    def _tells_expiry(self, message: str) -> bool:
        """The word for a session is half of the one for a version, which says nothing of sessions."""
        return self._expired_message.search(_VERSION.sub(" ", message)) is not None


def normal(text: str) -> str:
    """NFC, without case, single spaces: how phrases are compared."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def without_echo(message: str, asked: Any) -> str:
    """A normal message without the longer texts that were sent with the request."""
    if not message:
        return message
    for text in sorted(_texts(asked), key=len, reverse=True):
        message = message.replace(text, " ")
    return " ".join(message.split())


def _texts(sent: Any) -> set[str]:
    """Every text of a request long enough to carry a word of its own, in normal form."""
    if isinstance(sent, str):
        text = normal(sent)
        return {text} if len(text) >= _LEAST_ECHO else set()
    if isinstance(sent, Mapping):
        return set().union(*(_texts(value) for value in sent.values()))
    if isinstance(sent, Sequence):
        return set().union(*(_texts(value) for value in sent))
    return set()


def _told(meaning: Meaning, message: str, asked: Any) -> str:
    return "" if meaning is Meaning.SUCCESS else told_words(message, wire=FIELD_NAMES, sent=_texts(asked))


def says_success(message: str) -> bool:
    """A normal message that contains "thành công", unless it says that something was *not* successful."""
    return "thành công" in _FAILURE.sub("", message)


def shape_is_json(text: str) -> bool:
    """Whether it was meant as an object or a list, so that what cannot be read of it was lost on the way."""
    return text.startswith(("{", "["))


#: Shorter texts are codes and flags, and may be part of any word.
_LEAST_ECHO = 6

#: What a good code is not believed beside: a no, a fault, or that this is not all.
_CONTRADICTS = re.compile(
    r"\b(?:không|khong|ko|chưa|chua|lỗi|loi|sai|thiếu|thất bại|từ chối|bị|một phần|giới hạn|vượt|"
    r"errors?|exception|fail\w*|unsuccess\w*|invalid|not?|denied|refused|reject\w*|wrong|missing|partial\w*|limit\w*)\b"
)
#: By one of these words an answer about a session says that the session is what was wrong.
_REFUSES = re.compile(
    r"\b(?:hết|không|khong|ko|chưa|chua|lỗi|loi|sai|thiếu|cần|phải|vui lòng|yêu cầu|lại|"
    r"expire\w*|invalid|not?|denied|refused|required|wrong|missing|please|again|time(?:d )?out)\b"
)
_VERSION = re.compile(r"\bphiên bản\b")
_FAILURE = re.compile(r"(?:không|chưa|ko)(?: được)? thành công")
_EXISTS = re.compile(r"đã tồn tại")
_MISSING = re.compile(r"chưa tồn tại|không tồn tại hồ sơ|hồ sơ không tồn tại|không tìm thấy hồ sơ")
#: A whole message that says no more than that there is nothing.
_NOTHING = re.compile(
    r"(?:không|chưa) (?:có|tìm thấy)(?: (?:hồ sơ|dữ liệu|kết quả|bản ghi)(?: (?:nào|này|phù hợp))*)?[ .!]*"
    r"|no (?:data|records?|results?)(?: found)?[ .!]*|(?:data |record )?not found[ .!]*"
)


def _named(message: str) -> Meaning | None:
    if _EXISTS.search(message):
        return Meaning.EXISTS
    return Meaning.MISSING if _MISSING.search(message) or _NOTHING.fullmatch(message) else None


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(unicodedata.normalize("NFC", text), re.IGNORECASE)


def _code(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | str | float):
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else None
    return str(value).strip() or None


def _plain_words(answer: Answer) -> str | None:
    """The words of an answer that is a sentence, bare or as a JSON string; None if it was meant as data."""
    text = answer.text().strip()
    if not text or answer.is_page or shape_is_json(text):
        return None
    if text.startswith('"'):
        told = answer.json()
        return told if isinstance(told, str) else None
    return text if any(character.isalpha() for character in text) and text != "null" else None


def _broken(what: str, answer: Answer) -> BrokenAnswerError:
    return BrokenAnswerError(what, where=answer.where, do="Báo cho đơn vị vận hành hệ thống một cửa.")
