"""The first store: links, runs, dossiers, deliveries, steps, mismatches, rejections, decisions, systems."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _links()
    _dossiers()
    _deliveries()
    _cases()


def _links() -> None:
    op.create_table(
        "link_state",
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("cursor_time", sa.BigInteger()),
        sa.Column("cursor_key", sa.Text()),
        sa.Column("cursor_version", sa.Integer()),
        sa.Column("last_complete_sync", sa.BigInteger()),
        sa.Column("last_reconcile", sa.BigInteger()),
        sa.Column("last_enumeration", sa.BigInteger()),
        sa.Column("postponed_until", sa.BigInteger()),
        sa.Column("canaries_verified", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("canaries_released", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.PrimaryKeyConstraint("link", name=op.f("pk_link_state")),
    )
    op.create_table(
        "lease",
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("pid", sa.BigInteger(), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("lock", sa.Text()),
        sa.Column("acquired_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("link", name=op.f("pk_lease")),
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger()),
        sa.Column("outcome", sa.Text()),
        sa.Column("agreement", sa.Text()),
        sa.Column("summary", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_index(op.f("ix_run_link_started_at"), "run", ["link", "started_at"])
    op.create_table(
        "system",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("up", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_system")),
    )


def _dossiers() -> None:
    kept = sa.text("rules_digest IS NOT NULL")
    op.create_table(
        "dossier",
        sa.Column("id", ID, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.Column("fingerprint", sa.Text()),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("read_run", sa.Text()),
        sa.Column("read_category", sa.Text()),
        sa.Column("judged_run", sa.Text()),
        sa.Column("raw", sa.Text()),
        sa.Column("rules_digest", sa.Text()),
        sa.Column("base_values", sa.Text()),
        sa.Column("base_replaced", sa.Text()),
        sa.Column("last_sent", sa.Text()),
        sa.Column("released", sa.Text()),
        sa.Column("rejected", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("link", "code", name=op.f("uq_dossier_link_code")),
    )
    op.create_index(op.f("ix_dossier_judged_run"), "dossier", ["judged_run"])
    op.create_index(op.f("ix_dossier_rejudge"), "dossier", ["link", "id"], sqlite_where=kept, postgresql_where=kept)
    op.create_index(op.f("ix_dossier_link_in_scope"), "dossier", ["link", "in_scope"])
    op.create_index(op.f("ix_dossier_read_run"), "dossier", ["read_run"])
    op.create_table(
        "dossier_key",
        sa.Column(
            "dossier_id",
            ID,
            sa.ForeignKey("dossier.id", name=op.f("fk_dossier_key_dossier_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "scheme", name=op.f("pk_dossier_key")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_dossier_key_key"), "dossier_key", ["key"])
    op.create_table(
        "reading",
        sa.Column("id", ID, nullable=False),
        sa.Column("dossier_id", ID, sa.ForeignKey("dossier.id", name=op.f("fk_reading_dossier_id")), nullable=False),
        sa.Column("run", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
    )
    op.create_index(op.f("ix_reading_dossier_id"), "reading", ["dossier_id"])
    op.create_table(
        "rejection",
        sa.Column("id", ID, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("code", sa.Text()),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("field", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("rules_digest", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("read_run", sa.Text()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejection")),
        sa.UniqueConstraint("link", "digest", name=op.f("uq_rejection_link_digest")),
    )
    op.create_index(op.f("ix_rejection_link_code"), "rejection", ["link", "code"])


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", ID, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("dossier_id", ID, sa.ForeignKey("dossier.id", name=op.f("fk_delivery_dossier_id")), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("due_day", sa.Integer()),
        sa.Column("finished", sa.Boolean(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("unbraked", sa.Boolean(), nullable=False),
        sa.Column("released", sa.Text(), nullable=False),
        sa.Column("hold_rule", sa.Text()),
        sa.Column("hold_reason", sa.Text()),
        sa.Column("held_at", sa.BigInteger()),
        sa.Column("held_run", sa.Text()),
        sa.Column("planned_at", sa.BigInteger(), nullable=False),
        sa.Column("planned_run", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.BigInteger()),
        sa.Column("care_run", sa.Text()),
        sa.Column("entry", sa.Text()),
        sa.Column("next_attempt_at", sa.BigInteger()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("refused_for", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("verify_until", sa.BigInteger()),
        sa.Column("last_error", sa.Text()),
        sa.Column("pre_image", sa.Text()),
        sa.Column("record_answered", sa.Boolean(), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.Text()),
        sa.Column("claimed_from", sa.Text()),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("settled_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_care_run"), "delivery", ["care_run"])
    op.create_index(op.f("ix_delivery_dossier_id_state"), "delivery", ["dossier_id", "state"])
    op.create_index(op.f("ix_delivery_link_queued_at"), "delivery", ["link", "queued_at"])
    op.create_index(op.f("ix_delivery_link_sent_at"), "delivery", ["link", "sent_at"])
    op.create_index(op.f("ix_delivery_link_state_next_attempt_at"), "delivery", ["link", "state", "next_attempt_at"])
    op.create_table(
        "sent_step",
        sa.Column(
            "dossier_id",
            ID,
            sa.ForeignKey("dossier.id", name=op.f("fk_sent_step_dossier_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column(
            "delivery_id", ID, sa.ForeignKey("delivery.id", name=op.f("fk_sent_step_delivery_id")), nullable=False
        ),
        sa.Column("marked_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id", "at", "status", name=op.f("pk_sent_step")),
    )
    op.create_index(op.f("ix_sent_step_delivery_id"), "sent_step", ["delivery_id"])


def _cases() -> None:
    op.create_table(
        "mismatch",
        sa.Column("id", ID, nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("dossier_id", ID, sa.ForeignKey("dossier.id", name=op.f("fk_mismatch_dossier_id")), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("source", sa.Text()),
        sa.Column("target", sa.Text()),
        sa.Column("paper", sa.Text()),
        sa.Column("moved", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("opened_run", sa.Text()),
        sa.Column("seen_run", sa.Text(), nullable=False),
        sa.Column("closed_run", sa.Text()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("accepted_by", sa.Text()),
        sa.Column("accepted_reason", sa.Text()),
        sa.Column("accepted_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mismatch")),
        sa.UniqueConstraint("dossier_id", "kind", "field", name=op.f("uq_mismatch_dossier_id_kind_field")),
    )
    op.create_index(op.f("ix_mismatch_link_state"), "mismatch", ["link", "state"])
    op.create_table(
        "decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("dossier_id", ID, sa.ForeignKey("dossier.id", name=op.f("fk_decision_dossier_id")), nullable=False),
        sa.Column("verb", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_dossier_id"), "decision", ["dossier_id"])
    op.create_index(op.f("ix_decision_subject_subject_id"), "decision", ["subject", "subject_id"])
