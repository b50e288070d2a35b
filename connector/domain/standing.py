"""How one dossier stands across all sides at the end of a reconcile: the atom of every figure in a report."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from connector.domain.dossier import Channel
from connector.domain.status import Status


class Stand(StrEnum):
    """Whether the sides agree about a dossier."""

    AGREE = "agree"  #: On every side required, and every comparable field equal or explained.
    PENDING = "pending"  #: They differ, but by something younger than grace or on its way through the outbox.
    DIFFERS = "differs"  #: At least one case stands open or accepted, or a required side does not have it.
    NOT_COMPARABLE = "not_comparable"  #: Nothing could be compared: no agreement, no mismatch.


class Lateness(StrEnum):
    """Whose delay an overdue dossier is: the first of these that explains it."""

    PROCESSING = "processing"  #: The work itself ended after the due date, or has not ended.
    RECORDING = "recording"  #: Done in time, entered in the specialized software after the due date.
    SYNC = "sync"  #: Entered in time, brought to the one-stop after the due date.
    DESK = "desk"  #: On the one-stop in time; the desk closed or handed over late.


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One dossier of the union of all sides, in scope and within the window. It holds nothing personal.

    ``on_paper`` is None where no register covers the dossier. ``registers`` is whether there was any register to cover
    it: without one nothing of paper is unknown. Times are the best known: of the side that is right.
    """

    link: str
    code: str
    key: str
    run: str
    judged_at: datetime
    on_source: bool
    on_target: bool
    on_paper: bool | None = None
    registers: bool = True
    stand: Stand
    source_status: Status | None = None
    target_status: Status | None = None
    procedure_code: str | None = None
    procedure_name: str | None = None
    agency_code: str | None = None
    department: str | None = None
    officer: str | None = None
    channel: Channel | None = None
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    first_due_at: datetime | None = None  #: where an extension, and no pause, moved it
    due_at: datetime | None = None
    finished_at: datetime | None = None  #: when the work really ended, as the source tells it
    returned_at: datetime | None = None
    recorded_at: datetime | None = None  #: when the source recorded its last event (``updated_at``)
    event_at: datetime | None = None  #: when that event happened: the latest of its steps, its finish and its return
    synced_at: datetime | None = None  #: when our last write of its state was proved; None where none was needed
    target_finished_at: datetime | None = None  #: when the one-stop says the work ended
    paid_online: bool | None = None
    digitised: bool | None = None
    receipt_signed: bool | None = None
    has_result: bool | None = None
    has_fee: bool | None = None
