"""What can go wrong, grouped by what to do next.

ConnectorError                    every error of ours: a sentence, where, and what to do
├── ConfigurationError            nothing ran; correct the files named                              exit 78
├── LinkBusyError                 another living run holds the link                                 exit 2
├── StoreError                    the store cannot be used as it is                                 exit 2
└── ForeignSystemError                  a foreign system
    ├── SystemDownError           no good answer; nothing was done there; wait and try again
    │   ├── LoginRefusedError     the account was refused; never tried again by itself
    │   └── RateLimitedError      asked to come back later, at ``retry_after``
    ├── BrokenAnswerError         an answer came and cannot be trusted (HTML, null list, truncated, error body)
    ├── RefusedError              a clear no to this one request; ``final`` when asking again cannot help
    │   ├── AlreadyExistsError    a create met an existing dossier
    │   └── DoesNotExistError     an update met no dossier
    └── InDoubtError              sent, outcome unknown; look up before anything else
"""

import errno
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

_OS_REASONS: Mapping[int, str] = MappingProxyType(
    {
        errno.EACCES: "không có quyền",
        errno.EPERM: "không có quyền",
        errno.EROFS: "đĩa chỉ cho đọc",
        errno.ENOSPC: "đĩa đầy",
        errno.EFBIG: "quá cỡ tệp cho phép",
        errno.ENOENT: "không có tệp hoặc thư mục này",
        errno.EEXIST: "có một tệp ở chỗ của thư mục",
        errno.ENOTDIR: "có một tệp ở chỗ của thư mục",
        errno.EISDIR: "có một thư mục ở chỗ của tệp",
        errno.ENAMETOOLONG: "đường dẫn quá dài",
        errno.EADDRINUSE: "đã có chương trình khác dùng",
        errno.EADDRNOTAVAIL: "máy này không có địa chỉ ấy",
    }
)

#: Windows says why in numbers of its own, and tells most of them as "no permission" or "no such file" besides.
_WINDOWS_REASONS: Mapping[int, str] = MappingProxyType(
    {
        5: "không có quyền, hoặc tệp đang mở trong chương trình khác",
        32: "tệp đang mở trong chương trình khác",
        33: "tệp đang mở trong chương trình khác",
        112: "đĩa đầy",
        10013: "không có quyền, hoặc đã có chương trình khác dùng",
        10048: "đã có chương trình khác dùng",
        10049: "máy này không có địa chỉ ấy",
        206: "đường dẫn quá dài",
    }
)


def os_reason(error: OSError) -> str:
    """Why the operating system refused, in an operator's words where we have them."""
    told = _WINDOWS_REASONS.get(getattr(error, "winerror", None) or 0) or _OS_REASONS.get(error.errno or 0)
    return told or error.strerror or type(error).__name__


class Ending(KeyboardInterrupt):
    """The process was asked to end: unwinds exactly as Ctrl+C does, in whichever thread it is met."""


class ConnectorError(Exception):
    """What happened (the sentence), where, and what the operator can do about it."""

    def __init__(self, what: str, *, where: str = "", do: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.do = do


class ConfigurationError(ConnectorError):
    """The configuration cannot be used; ``problems`` holds every one found, ready to print, in ``language``."""

    def __init__(
        self, what: str, *, where: str = "", do: str = "", problems: tuple[str, ...] = (), language: str = "vi"
    ) -> None:
        super().__init__(what, where=where, do=do)
        self.problems = problems
        self.language = language


class LinkBusyError(ConnectorError):
    """Another living run holds the link."""


class StoreError(ConnectorError):
    """The store is locked, damaged, full, unwritable, or of a newer version."""


class ForeignSystemError(ConnectorError):
    """A foreign system did not do what was asked."""


class SystemDownError(ForeignSystemError):
    """Refused or dropped connection before anything was sent, 5xx on a read, or the circuit is open."""


class LoginRefusedError(SystemDownError):
    """The system refused the account. Trying again would lock it."""


class RateLimitedError(SystemDownError):
    """The system asked to be left alone for ``retry_after``; it is not failing."""

    def __init__(self, what: str, *, retry_after: timedelta, where: str = "", do: str = "") -> None:
        super().__init__(what, where=where, do=do)
        self.retry_after = retry_after


class BrokenAnswerError(ForeignSystemError):
    """An answer came that cannot be trusted; it is never read as "nothing"."""


class RefusedError(ForeignSystemError):
    """A clear no. ``final`` when asking again cannot help; ``retry_after`` when the system named a time."""

    def __init__(
        self, what: str, *, final: bool, where: str = "", do: str = "", retry_after: timedelta | None = None
    ) -> None:
        super().__init__(what, where=where, do=do)
        self.final = final
        self.retry_after = retry_after


class AlreadyExistsError(RefusedError):
    """The dossier stands on the target already: this must be an update."""


class DoesNotExistError(RefusedError):
    """The dossier does not stand on the target: this must be a create."""


class InDoubtError(ForeignSystemError):
    """The request was sent and no clear answer came. Look up, then settle or send again; never resend blindly."""
