"""The closed list of events: the names operators grep for, and the only fields each may carry.

Renaming an event or a field is a breaking change. ``docs/events.md`` is generated from this list
(``python -m connector.observe.events_page``) and a test keeps it current. No event may carry a personal field.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from connector.observe.event_entries import TOLD, Entry, Level

#: What a line is about; every event may carry them.
CONTEXT_FIELDS = ("run", "link", "system", "dossier")


class Event(StrEnum):
    """What the log can say. The level, the sentences and the fields of each stand in ``event_entries``."""

    RUN_STARTED = "run.started"
    RUN_FINISHED = "run.finished"
    RUN_FAILED = "run.failed"
    RUN_INTERRUPTED = "run.interrupted"
    RUN_TAKEOVER = "run.takeover"
    RUN_SUMS_BROKEN = "run.sums_broken"
    PULL_PAGE = "pull.page"
    PULL_FINISHED = "pull.finished"
    SIDE_PAGE = "side.page"
    SIDE_READ = "side.read"
    DOSSIERS_JUDGED = "dossiers.judged"
    RECORD_REJECTED = "record.rejected"
    RECORD_REPAIRED = "record.repaired"
    RECORD_REJUDGED = "record.rejudged"
    CLOCK_AHEAD = "clock.ahead"
    CURSOR_AHEAD = "cursor.ahead"
    PLAN_MADE = "plan.made"
    BRAKE_APPLIED = "brake.applied"
    OUTBOX_QUEUED = "outbox.queued"
    DELIVERY_SENT = "delivery.sent"
    DELIVERY_RETRY_SCHEDULED = "delivery.retry_scheduled"
    DELIVERY_IN_DOUBT = "delivery.in_doubt"
    DELIVERY_DELIVERED = "delivery.delivered"
    DELIVERY_VERIFIED = "delivery.verified"
    DELIVERY_SUPERSEDED = "delivery.superseded"
    DELIVERY_HELD = "delivery.held"
    DELIVERY_DEAD = "delivery.dead"
    MISMATCH_OPENED = "mismatch.opened"
    MISMATCH_CLOSED = "mismatch.closed"
    MISMATCH_ACCEPTED = "mismatch.accepted"
    MISMATCH_REOPENED = "mismatch.reopened"
    PAPER_MISMATCH = "paper.mismatch"
    HOLD_RELEASED = "hold.released"
    HOLD_REJECTED = "hold.rejected"
    DEADLETTER_RETRIED = "deadletter.retried"
    DEADLETTER_DISCARDED = "deadletter.discarded"
    UNMASK_USED = "unmask.used"
    CATALOGUE_IMPORTED = "catalogue.imported"
    SYSTEM_DOWN = "system.down"
    SYSTEM_UP = "system.up"
    SYSTEM_PAUSED = "system.paused"
    SESSION_RENEWED = "session.renewed"
    REQUEST_RETRIED = "request.retried"
    DAEMON_STARTED = "daemon.started"
    DAEMON_STOPPED = "daemon.stopped"
    DAEMON_RELOADED = "daemon.reloaded"
    DAEMON_RELOAD_REFUSED = "daemon.reload_refused"
    CLOCK_SET_BACK = "clock.set_back"
    STORE_UNUSABLE = "store.unusable"
    STORE_USABLE = "store.usable"
    ALERT_SENT = "alert.sent"
    ALERT_FAILED = "alert.failed"
    STORE_PURGED = "store.purged"
    STORE_BACKED_UP = "store.backed_up"
    STORE_RESTORED = "store.restored"
    LOG_UNWRITABLE = "log.unwritable"
    LIBRARY_WARNING = "library.warning"
    LIBRARY_ERROR = "library.error"
    ERROR_UNEXPECTED = "error.unexpected"

    @property
    def level(self) -> Level:
        return ENTRIES[self].level

    @property
    def fields(self) -> frozenset[str]:
        """Every field this event may carry, besides ``CONTEXT_FIELDS``."""
        return ENTRIES[self].fields

    def sentence(self, language: str) -> str:
        """What it means to a person, in Vietnamese unless English is asked for."""
        entry = ENTRIES[self]
        return entry.en if language == "en" else entry.vi


#: What each event says; one without an entry keeps the program from starting.
ENTRIES: Mapping[Event, Entry] = MappingProxyType({event: TOLD[event] for event in Event})

#: Fields whose text a foreign system, a library or a person wrote: scrubbed of anything that looks personal.
FOREIGN_TEXT_FIELDS = frozenset({"error", "message", "reason", "traceback", "repair", "where", "problem", "do"})
