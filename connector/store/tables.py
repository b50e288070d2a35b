"""The tables. Nothing here is for one database only; what the code asks of them stands beside the code that asks."""

from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from connector.domain.delivery import DeliveryState
from connector.domain.mismatch import CaseState, Kind, Moved, Severity
from connector.domain.run import Agreement, Category, Outcome
from connector.domain.verdict import HoldRule
from connector.ports import Side, Wish
from connector.store.columns import Id, Instant, Json, RawJson, Span, Word


class RunState(StrEnum):
    RUNNING = "running"
    FINISHED = "finished"
    DIED = "died"  #: Its owner was gone when the link's next run began.


class Origin(StrEnum):
    """What put a delivery among the planned."""

    PAGE = "page"  #: A row that its run read as changed.
    RULES = "rules"  #: A stored row judged again under changed rules.
    RELEASED = "released"  #: A person let a hold go.
    RETRIED = "retried"  #: A person sent a dead letter again.
    REREAD = "reread"  #: The look before sending turned a delivery into this hold.


class Entry(StrEnum):
    """How a delivery came into the care of its present run: the three terms on the owed side of the sums."""

    BEFORE = "before"
    QUEUED = "queued"
    REVIVED = "revived"


class StepState(StrEnum):
    DOUBT = "doubt"  #: About to be sent, or sent without a clear answer.
    SENT = "sent"  #: Answered with success.
    OWED = "owed"  #: Clearly not taken, of a record that arrived: to be sent, by whichever version goes next.


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

link_state = Table(
    "link_state",
    metadata,
    Column("link", Text, primary_key=True),
    Column("cursor_time", Instant),
    Column("cursor_key", Text),
    Column("cursor_version", Integer),
    Column("last_complete_sync", Instant),
    Column("last_reconcile", Instant),
    Column("last_enumeration", BigInteger),
    Column("postponed_until", Instant),
    Column("canaries_verified", Integer, nullable=False, server_default="0"),
    Column("canaries_released", Boolean, nullable=False, server_default=text("false")),
    Column("not_believed", Text),  # why the last whole reading is not: a side told nothing, or far less than it did
    Column("not_believed_kind", Text),  # of the run that says so
)

#: How many dossiers a side's last complete enumeration of this extent gave.
measure = Table(
    "measure",
    metadata,
    Column("link", Text, primary_key=True),
    Column("side", Word(Side), primary_key=True),
    Column("extent", Text, primary_key=True),
    Column("dossiers", BigInteger, nullable=False),
    Column("at", Instant, nullable=False),
    sqlite_with_rowid=False,
)

lease = Table(
    "lease",
    metadata,
    Column("link", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("run", Text, nullable=False),
    Column("lock", Text),
    Column("acquired_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)

run = Table(
    "run",
    metadata,
    Column("id", Text, primary_key=True),
    Column("link", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("owner", Text),
    Column("state", Word(RunState), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("outcome", Word(Outcome)),
    Column("agreement", Word(Agreement)),
    Column("summary", Json),
    Index(None, "link", "started_at"),
)

dossier = Table(
    "dossier",
    metadata,
    Column("id", Id, primary_key=True),
    Column("link", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("in_scope", Boolean, nullable=False),  # of the source: always false where only another side has it
    Column("on_source", Boolean, nullable=False, server_default=text("true")),  # the source has it, or once had
    Column("fingerprint", Text),  # NULL: never judged as it is now, so the next reading judges it
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("read_run", Text),
    Column("read_category", Word(Category)),
    Column("judged_run", Text),
    Column("raw", RawJson),  # kept, like the digest, only while changed rules may judge it again
    Column("rules_digest", Text),
    Column("base_values", Json),
    Column("base_replaced", Json),
    Column("last_sent", Json),
    Column("created", Boolean, nullable=False, server_default=text("false")),  # it stands there because we created it
    Column("released", Json),  # rules a person released the present content from
    Column("rejected", Json),  # fingerprints of contents a person rejected
    Column("due_day", Integer),  # proleptic ordinal, as last told; NULL when no due date is known
    Column("finished", Boolean, nullable=False, server_default=text("false")),
    UniqueConstraint("link", "code"),
    Index(None, "link", "in_scope"),
    Index(None, "read_run"),
    Index(None, "judged_run"),
    Index(
        "ix_dossier_rejudge",
        "link",
        "id",
        # The migration has it for PostgreSQL too; to name that here would load its dialect with every command.
        sqlite_where=text("rules_digest IS NOT NULL"),
    ),
)

dossier_key = Table(
    "dossier_key",
    metadata,
    Column("dossier_id", Id, ForeignKey("dossier.id"), primary_key=True, autoincrement=False),
    Column("scheme", Text, primary_key=True),
    Column("key", Text, nullable=False),
    Index(None, "key"),
    sqlite_with_rowid=False,
)

reading = Table(
    "reading",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dossier_id", Id, ForeignKey("dossier.id"), nullable=False),
    Column("run", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("category", Word(Category), nullable=False),
    Column("status", Integer),
    Index(None, "dossier_id"),
)

delivery = Table(
    "delivery",
    metadata,
    Column("id", Id, primary_key=True),
    Column("link", Text, nullable=False),
    Column("dossier_id", Id, ForeignKey("dossier.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("state", Word(DeliveryState), nullable=False),
    Column("action", Json, nullable=False),
    Column("payload", Json, nullable=False),
    Column("fingerprint", Text, nullable=False),
    Column("pending", Json, nullable=False),  # findings that become cases if it is held, dead or late
    Column("due_day", Integer),  # proleptic ordinal, NULL when there is no due date
    Column("finished", Boolean, nullable=False),
    Column("origin", Word(Origin), nullable=False),
    Column("unbraked", Boolean, nullable=False),  # a person let it pass: no brake looks at it again
    Column("released", Json, nullable=False),
    Column("hold_rule", Word(HoldRule)),
    Column("hold_reason", Text),
    Column("held_at", Instant),
    Column("held_run", Text),
    Column("planned_at", Instant, nullable=False),
    Column("planned_run", Text, nullable=False),
    Column("queued_at", Instant),
    Column("care_run", Text),
    Column("entry", Word(Entry)),
    Column("next_attempt_at", Instant),
    Column("attempts", Integer, nullable=False),
    Column("refused_for", Span, nullable=False),
    Column("sent_at", Instant),
    Column("verify_until", Instant),
    Column("last_error", Text),
    Column("pre_image", Json),
    Column("record_answered", Boolean, nullable=False),
    Column("proved", Boolean, nullable=False),  # counted once as a canary's proof
    Column("owner", Text),
    Column("claimed_from", Word(DeliveryState)),
    Column("claimed_at", Instant),
    Column("lease_until", Instant),
    Column("settled_at", Instant),
    Index(None, "link", "state", "next_attempt_at"),
    Index(None, "dossier_id", "state"),
    Index(None, "care_run"),
    Index(None, "link", "queued_at"),
    Index(None, "link", "sent_at"),
    # All that a claim looks at, of what is due at some time: a long queue is not read row by row for every batch.
    Index(
        "ix_delivery_due",
        *("link", "state", "next_attempt_at", "due_day", "finished", "queued_at", "planned_at", "dossier_id"),
        sqlite_where=text("next_attempt_at IS NOT NULL"),
    ),
)

sent_step = Table(
    "sent_step",
    metadata,
    Column("dossier_id", Id, ForeignKey("dossier.id"), primary_key=True, autoincrement=False),
    Column("at", Instant, primary_key=True),
    Column("status", Integer, primary_key=True, autoincrement=False),
    Column("state", Word(StepState), nullable=False),
    Column("delivery_id", Id, ForeignKey("delivery.id"), nullable=False),
    Column("marked_at", Instant, nullable=False),
    Index(None, "delivery_id"),
)

mismatch = Table(
    "mismatch",
    metadata,
    Column("id", Id, primary_key=True),
    Column("link", Text, nullable=False),
    Column("dossier_id", Id, ForeignKey("dossier.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Word(Kind), nullable=False),
    Column("field", Text, nullable=False),  # "" where the kind is about no one field: NULLs are never equal
    Column("source", Text),
    Column("target", Text),
    Column("paper", Text),
    Column("portal", Text),
    Column("raised_to", Word(Severity)),  # NULL where it is as grave as its kind
    Column("moved", Word(Moved), nullable=False),
    Column("state", Word(CaseState), nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("opened_run", Text),  # NULL: its acceptance ran out, or its run died: the first run that sees it tells of it
    Column("seen_run", Text, nullable=False),
    Column("closed_run", Text),
    Column("closed_at", Instant),
    Column("accepted_by", Text),
    Column("accepted_reason", Text),
    Column("accepted_until", Instant),
    UniqueConstraint("dossier_id", "kind", "field"),
    Index(None, "link", "state"),
)

#: What a judgement says of a dossier's cases, while it is not known yet whether the reading can be trusted.
pending_case = Table(
    "pending_case",
    metadata,
    Column("dossier_id", Id, ForeignKey("dossier.id"), primary_key=True, autoincrement=False),
    Column("link", Text, nullable=False),
    Column("run", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("recorded", Json, nullable=False),
    Column("pending", Json, nullable=False),
    Column("closes", Json, nullable=False),
    Column("untold", Json, nullable=False),
    Index(None, "link"),
)

rejection = Table(
    "rejection",
    metadata,
    Column("id", Id, primary_key=True),
    Column("link", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("code", Text),
    Column("place", Text, nullable=False),
    Column("field", Text),
    Column("reason", Text, nullable=False),
    Column("raw", RawJson, nullable=False),
    Column("rules_digest", Text, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("read_run", Text),
    Column("witness", Text),  # None: a row of the source
    Column("lasting", Boolean, nullable=False, server_default=text("true")),
    UniqueConstraint("link", "digest"),
    Index(None, "link", "code"),
)

decision = Table(
    "decision",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", Text, nullable=False),  # delivery | mismatch
    Column("subject_id", Id, nullable=False),
    Column("dossier_id", Id, ForeignKey("dossier.id"), nullable=False),
    Column("verb", Text, nullable=False),
    Column("person", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "dossier_id"),
    Index(None, "subject", "subject_id"),
)

daemon = Table(
    "daemon",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", BigInteger, nullable=False),
    Column("lock", Text),
    Column("version", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("beat_at", Instant, nullable=False),
    Column("left_at", Instant),
    Column("next_runs", Json, nullable=False),
)

daemon_request = Table(
    "daemon_request",
    metadata,
    Column("id", Id, primary_key=True),
    Column("wish", Word(Wish), nullable=False),
    Column("link", Text),
    Column("asked_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("answer", Text),
)

alert = Table(
    "alert",
    metadata,
    Column("cause", Text, primary_key=True),
    Column("since", Instant, nullable=False),
    Column("told_at", Instant),
)

system = Table(
    "system",
    metadata,
    Column("name", Text, primary_key=True),
    Column("up", Boolean, nullable=False),
    Column("down", Text),
    Column("reason", Text, nullable=False),
    Column("changed_at", Instant),
    Column("read_lag", Span, nullable=False, server_default="0"),
)
