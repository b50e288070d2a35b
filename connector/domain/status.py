"""The ten states of a dossier (reference/vietnam.md 3.1, identical in every system seen)."""

from enum import IntEnum


class Status(IntEnum):
    """A dossier's state by its national code; the member's label is the exact Vietnamese wording."""

    REGISTERED = 1  #: Sent in online; the one-stop unit has not looked at it yet.
    RECEIVED = 2  #: Accepted at the counter; the receipt with the due date is printed.
    REFUSED = 3  #: Not accepted; the refusal slip is printed.
    PROCESSING = 4  #: With a division.
    SUPPLEMENT = 5  #: Waiting for papers from the citizen; the clock stands still.
    PAYMENT = 6  #: Waiting for the citizen to pay; the clock stands still.
    WITHDRAWN = 7  #: Taken back by the citizen.
    STOPPED = 8  #: Stopped by the agency.
    FINISHED = 9  #: The result is signed and ready at the counter.
    RETURNED = 10  #: The result was handed to the citizen.

    @property
    def label(self) -> str:
        return _LABELS[self]

    def told(self, language: str) -> str:
        """The label, or in English what it means."""
        return _IN_ENGLISH[self] if language == "en" else self.label

    @property
    def rank(self) -> int | None:
        """How far the work has come, 1 < 2 < 4, 5, 6 < 9 < 10; None for 3, 7 and 8, which end it elsewhere."""
        return _RANKS.get(self)


_LABELS = {
    Status.REGISTERED: "Mới đăng ký",
    Status.RECEIVED: "Được tiếp nhận",
    Status.REFUSED: "Không được tiếp nhận",
    Status.PROCESSING: "Đang xử lý",
    Status.SUPPLEMENT: "Yêu cầu bổ sung giấy tờ",
    Status.PAYMENT: "Yêu cầu thực hiện nghĩa vụ tài chính",
    Status.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    Status.STOPPED: "Dừng xử lý",
    Status.FINISHED: "Đã xử lý xong",
    Status.RETURNED: "Đã trả kết quả",
}

_IN_ENGLISH = {
    Status.REGISTERED: "Registered",
    Status.RECEIVED: "Received",
    Status.REFUSED: "Not received",
    Status.PROCESSING: "In progress",
    Status.SUPPLEMENT: "More papers asked for",
    Status.PAYMENT: "Payment asked for",
    Status.WITHDRAWN: "Withdrawn by the citizen",
    Status.STOPPED: "Stopped",
    Status.FINISHED: "Finished",
    Status.RETURNED: "Result returned",
}

_RANKS = {
    Status.REGISTERED: 1,
    Status.RECEIVED: 2,
    Status.PROCESSING: 3,
    Status.SUPPLEMENT: 3,
    Status.PAYMENT: 3,
    Status.FINISHED: 4,
    Status.RETURNED: 5,
}

#: States no rule may bring about on one side's word (rule R4): refused, withdrawn, stopped, returned.
FINAL = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED, Status.RETURNED})

#: States that end a dossier somewhere else than at its result.
ENDED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.STOPPED})

#: States in which the clock stands still and the citizen is asked for something.
PAUSED = frozenset({Status.SUPPLEMENT, Status.PAYMENT})

#: States in which the result is there: the work itself has ended.
READY = frozenset({Status.FINISHED, Status.RETURNED})

#: States after which no work remains for the agency's divisions.
DONE = FINAL | {Status.FINISHED}
