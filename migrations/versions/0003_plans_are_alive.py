"""Plans that are re-issued, duties that units report on, documents read by the worker."""

import sqlalchemy as sa
from alembic import op

from feedback.search import folded_clause

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OF_TWO = "(comment_id IS NULL) <> (answer_id IS NULL)"
OF_THREE = (
    "(CASE WHEN comment_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN answer_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN duty_entry_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    _change_tables()
    _fill()


def _fill() -> None:
    """What was published before has its times; every clause can be found by its words."""
    plans, versions, texts = (
        sa.table(
            "plans",
            *(
                sa.column(name)
                for name in (
                    "id",
                    "key",
                    "short_key",
                    "state",
                    "published_at",
                    "opens_at",
                    "closes_at",
                )
            ),
        ),
        sa.table("plan_versions", sa.column("plan_id"), sa.column("published_at")),
        sa.table(
            "clause_texts",
            *(sa.column(name) for name in ("id", "label", "heading", "body", "folded")),
        ),
    )
    published = sa.select(plans.c.published_at).where(plans.c.id == versions.c.plan_id)
    op.execute(versions.update().values(published_at=published.scalar_subquery()))
    bind = op.get_bind()
    bind.execute(plans.update().values(short_key=sa.func.substr(plans.c.key, 1, 8)))
    _begin_rounds(bind, plans)
    for row in bind.execute(sa.select(texts)).all():
        folded = folded_clause(row.label, row.heading, row.body)
        bind.execute(texts.update().where(texts.c.id == row.id).values(folded=folded))


def _begin_rounds(bind: sa.Connection, plans: sa.TableClause) -> None:
    """The time in which a published plan takes opinions is its first round."""
    names = ("key", "plan_id", "opens_at", "closes_at", "told_opened_at")
    rounds = sa.table("consultations", *(sa.column(name) for name in names))
    for plan in bind.execute(sa.select(plans).where(plans.c.state != "draft")).all():
        opens_at = plan.opens_at or plan.published_at
        if plan.closes_at is not None and plan.closes_at <= opens_at:
            continue
        row = (plan.key, plan.id, opens_at, plan.closes_at, opens_at)
        bind.execute(rounds.insert().values(dict(zip(names, row, strict=True))))


def _change_tables() -> None:
    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role_held_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_acknowledgements_person_id_people")
        ),
        sa.ForeignKeyConstraint(
            ["role_held_id"],
            ["roles_held.id"],
            name=op.f("fk_acknowledgements_role_held_id_roles_held"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_versions.id"],
            name=op.f("fk_acknowledgements_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
        sa.UniqueConstraint(
            "version_id", "person_id", name=op.f("uq_acknowledgements_version_id_person_id")
        ),
    )
    with op.batch_alter_table("acknowledgements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_acknowledgements_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "audience_link_uses",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"],
            ["audience_links.id"],
            name=op.f("fk_audience_link_uses_link_id_audience_links"),
        ),
        sa.PrimaryKeyConstraint("link_id", "day", name=op.f("pk_audience_link_uses")),
    )
    op.create_table(
        "document_uploads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("role_held_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reissues_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.JSON(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'failed') = (failure IS NOT NULL)",
            name=op.f("ck_document_uploads_failed_says_why"),
        ),
        sa.CheckConstraint(
            "state <> 'read' OR plan_id IS NOT NULL",
            name=op.f("ck_document_uploads_read_became_a_plan"),
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_document_uploads_plan_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["reissues_id"], ["plans.id"], name=op.f("fk_document_uploads_reissues_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["role_held_id"],
            ["roles_held.id"],
            name=op.f("fk_document_uploads_role_held_id_roles_held"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_document_uploads_unit_id_units")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_versions.id"],
            name=op.f("fk_document_uploads_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_uploads")),
        sa.UniqueConstraint("key", name=op.f("uq_document_uploads_key")),
    )
    with op.batch_alter_table("document_uploads", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_document_uploads_sha256"), ["sha256"], unique=False)
        batch_op.create_index("ix_document_uploads_state", ["state", "id"], unique=False)

    op.create_table(
        "draft_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("role_held_id", sa.Integer(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["role_held_id"], ["roles_held.id"], name=op.f("fk_draft_steps_role_held_id_roles_held")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_versions.id"],
            name=op.f("fk_draft_steps_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_steps")),
    )
    with op.batch_alter_table("draft_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_steps_version_id"), ["version_id"], unique=False)

    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("clause_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("holder_unit_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reported_at", sa.DateTime(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("was_on_time", sa.Boolean(), nullable=True),
        sa.Column("told_due_soon_at", sa.DateTime(), nullable=True),
        sa.Column("told_overdue_at", sa.DateTime(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_on IS NOT NULL)", name=op.f("ck_duties_done_has_day")
        ),
        sa.ForeignKeyConstraint(
            ["clause_id"], ["clauses.id"], name=op.f("fk_duties_clause_id_clauses")
        ),
        sa.ForeignKeyConstraint(
            ["holder_unit_id"], ["units.id"], name=op.f("fk_duties_holder_unit_id_units")
        ),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_duties_plan_id_plans")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_duties_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint(
            "clause_id",
            "unit_id",
            "part",
            "period",
            name=op.f("uq_duties_clause_id_unit_id_part_period"),
        ),
        sa.UniqueConstraint("key", name=op.f("uq_duties_key")),
    )
    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.create_index(
            "ix_duties_holder_state", ["holder_unit_id", "state", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_duties_plan_id"), ["plan_id"], unique=False)
        batch_op.create_index("ix_duties_state_due", ["state", "due_on", "id"], unique=False)

    op.create_table(
        "version_sources",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_versions.id"],
            name=op.f("fk_version_sources_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_version_sources")),
    )
    op.create_table(
        "clause_arrivals",
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR (is_decided AND decided_at IS NOT NULL)",
            name=op.f("ck_clause_arrivals_decided_by_somebody_then"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["roles_held.id"],
            name=op.f("fk_clause_arrivals_decided_by_id_roles_held"),
        ),
        sa.ForeignKeyConstraint(
            ["text_id"],
            ["clause_texts.id"],
            name=op.f("fk_clause_arrivals_text_id_clause_texts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_versions.id"],
            name=op.f("fk_clause_arrivals_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_clause_arrivals")),
    )
    with op.batch_alter_table("clause_arrivals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clause_arrivals_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "clause_fates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("old_text_id", sa.Integer(), nullable=False),
        sa.Column("new_text_id", sa.Integer(), nullable=True),
        sa.Column("fate", sa.String(length=32), nullable=False),
        sa.Column("is_decided", sa.Boolean(), nullable=False),
        sa.Column("likeness", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(fate = 'removed') = (new_text_id IS NULL)",
            name=op.f("ck_clause_fates_removed_leads_nowhere"),
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR (is_decided AND decided_at IS NOT NULL)",
            name=op.f("ck_clause_fates_decided_by_somebody_then"),
        ),
        sa.CheckConstraint(
            "likeness BETWEEN 0 AND 100", name=op.f("ck_clause_fates_likeness_is_a_share")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"],
            ["roles_held.id"],
            name=op.f("fk_clause_fates_decided_by_id_roles_held"),
        ),
        sa.ForeignKeyConstraint(
            ["new_text_id"],
            ["clause_texts.id"],
            name=op.f("fk_clause_fates_new_text_id_clause_texts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["old_text_id"],
            ["clause_texts.id"],
            name=op.f("fk_clause_fates_old_text_id_clause_texts"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["plan_versions.id"],
            name=op.f("fk_clause_fates_version_id_plan_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clause_fates")),
        sa.UniqueConstraint(
            "version_id",
            "old_text_id",
            "new_text_id",
            name=op.f("uq_clause_fates_version_id_old_text_id_new_text_id"),
        ),
    )
    with op.batch_alter_table("clause_fates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_clause_fates_new_text_id"), ["new_text_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_clause_fates_old_text_id"), ["old_text_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_clause_fates_version_id"), ["version_id"], unique=False
        )

    op.create_table(
        "duty_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("addressees", sa.Text(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("role_held_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "kind <> 'dissemination' OR head_count IS NOT NULL",
            name=op.f("ck_duty_entries_dissemination_counts_heads"),
        ),
        sa.CheckConstraint(
            "head_count IS NULL OR head_count >= 0", name=op.f("ck_duty_entries_heads_are_counted")
        ),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["duties.id"], name=op.f("fk_duty_entries_duty_id_duties")
        ),
        sa.ForeignKeyConstraint(
            ["role_held_id"],
            ["roles_held.id"],
            name=op.f("fk_duty_entries_role_held_id_roles_held"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_duty_entries_key")),
    )
    with op.batch_alter_table("duty_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_entries_duty_id"), ["duty_id"], unique=False)

    op.create_table(
        "mottos_carried",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("clause_text_id", sa.Integer(), nullable=False),
        sa.Column("motto", sa.String(length=32), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["clause_text_id"],
            ["clause_texts.id"],
            name=op.f("fk_mottos_carried_clause_text_id_clause_texts"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["roles_held.id"],
            name=op.f("fk_mottos_carried_confirmed_by_id_roles_held"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mottos_carried")),
        sa.UniqueConstraint(
            "clause_text_id", "motto", name=op.f("uq_mottos_carried_clause_text_id_motto")
        ),
    )
    with op.batch_alter_table("mottos_carried", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_mottos_carried_clause_text_id"), ["clause_text_id"], unique=False
        )

    op.create_table(
        "regulations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("draft_plan_id", sa.Integer(), nullable=True),
        sa.Column("issued_plan_id", sa.Integer(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stage <> 'published' OR issued_plan_id IS NOT NULL",
            name=op.f("ck_regulations_published_has_text"),
        ),
        sa.CheckConstraint(
            "stage NOT IN ('issued', 'published') OR issued_on IS NOT NULL",
            name=op.f("ck_regulations_issued_has_day"),
        ),
        sa.ForeignKeyConstraint(
            ["draft_plan_id"], ["plans.id"], name=op.f("fk_regulations_draft_plan_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["duties.id"], name=op.f("fk_regulations_duty_id_duties")
        ),
        sa.ForeignKeyConstraint(
            ["issued_plan_id"], ["plans.id"], name=op.f("fk_regulations_issued_plan_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_regulations_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regulations")),
        sa.UniqueConstraint("key", name=op.f("uq_regulations_key")),
    )
    with op.batch_alter_table("regulations", schema=None) as batch_op:
        batch_op.create_index("ix_regulations_stage", ["stage", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_regulations_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "reviewed_documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("finding", sa.Text(), nullable=False),
        sa.Column("proposal", sa.String(length=32), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state = 'reviewing' OR proposal IS NOT NULL",
            name=op.f("ck_reviewed_documents_proposed_has_proposal"),
        ),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["duties.id"], name=op.f("fk_reviewed_documents_duty_id_duties")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_reviewed_documents_plan_id_plans")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_reviewed_documents_unit_id_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviewed_documents")),
        sa.UniqueConstraint("key", name=op.f("uq_reviewed_documents_key")),
    )
    with op.batch_alter_table("reviewed_documents", schema=None) as batch_op:
        batch_op.create_index("ix_reviewed_documents_state", ["state", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_reviewed_documents_unit_id"), ["unit_id"], unique=False
        )

    op.create_table(
        "consultations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=True),
        sa.Column("told_opened_at", sa.DateTime(), nullable=True),
        sa.Column("told_closing_at", sa.DateTime(), nullable=True),
        sa.Column("told_closed_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("end_reason_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "closes_at IS NULL OR closes_at > opens_at",
            name=op.f("ck_consultations_closes_after_opening"),
        ),
        sa.ForeignKeyConstraint(
            ["end_reason_id"], ["notes.id"], name=op.f("fk_consultations_end_reason_id_notes")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["plans.id"], name=op.f("fk_consultations_plan_id_plans")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("key", name=op.f("uq_consultations_key")),
    )
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consultations_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "duty_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("role_held_id", sa.Integer(), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["duty_id"], ["duties.id"], name=op.f("fk_duty_reminders_duty_id_duties")
        ),
        sa.ForeignKeyConstraint(
            ["note_id"], ["notes.id"], name=op.f("fk_duty_reminders_note_id_notes")
        ),
        sa.ForeignKeyConstraint(
            ["role_held_id"],
            ["roles_held.id"],
            name=op.f("fk_duty_reminders_role_held_id_roles_held"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_reminders")),
    )
    with op.batch_alter_table("duty_reminders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_duty_reminders_duty_id"), ["duty_id"], unique=False)

    op.create_table(
        "postponements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("old_closes_at", sa.DateTime(), nullable=False),
        sa.Column("new_closes_at", sa.DateTime(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("role_held_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "new_closes_at > old_closes_at", name=op.f("ck_postponements_later_than_before")
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"],
            ["consultations.id"],
            name=op.f("fk_postponements_consultation_id_consultations"),
        ),
        sa.ForeignKeyConstraint(
            ["reason_id"], ["notes.id"], name=op.f("fk_postponements_reason_id_notes")
        ),
        sa.ForeignKeyConstraint(
            ["role_held_id"],
            ["roles_held.id"],
            name=op.f("fk_postponements_role_held_id_roles_held"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postponements")),
    )
    with op.batch_alter_table("postponements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_postponements_consultation_id"), ["consultation_id"], unique=False
        )

    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_attachments_belongs_to_one_thing"), type_="check")
        batch_op.add_column(sa.Column("duty_entry_id", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_attachments_belongs_to_one_thing"), OF_THREE)
        batch_op.create_index(
            batch_op.f("ix_attachments_duty_entry_id"), ["duty_entry_id"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_attachments_duty_entry_id_duty_entries"),
            "duty_entries",
            ["duty_entry_id"],
            ["id"],
        )

    with op.batch_alter_table("audience_links", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role_held_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_audience_links_role_held_id_roles_held"),
            "roles_held",
            ["role_held_id"],
            ["id"],
        )

    with op.batch_alter_table("clause_texts", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=16), nullable=False, server_default="point")
        )
        batch_op.add_column(sa.Column("annex", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("cells", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("source_from", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("source_to", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("folded", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("plan_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("published_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("publish_due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("published_on_time", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("posted_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("given_up_at", sa.DateTime(), nullable=True))
        batch_op.add_column(sa.Column("matched_as", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        batch_op.create_index(
            "uq_plan_versions_in_the_making",
            ["plan_id"],
            unique=True,
            sqlite_where=sa.text("published_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL AND given_up_at IS NULL"),
        )

    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.add_column(sa.Column("short_key", sa.String(length=8), nullable=True))
        batch_op.add_column(
            sa.Column("is_only_to_read", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("for_year", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "asks_acknowledgement", sa.Boolean(), nullable=False, server_default=sa.false()
            )
        )
        batch_op.create_unique_constraint(batch_op.f("uq_plans_short_key"), ["short_key"])

    with op.batch_alter_table("record_entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_record_entries_subject"), ["subject"], unique=False)

    with op.batch_alter_table("task_units", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen_for", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("task_units", schema=None) as batch_op:
        batch_op.drop_column("chosen_for")

    # Built anew, the table would lose the triggers that keep it.
    op.drop_index("ix_record_entries_subject", "record_entries")
    op.execute("ALTER TABLE record_entries DROP COLUMN subject")

    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_plans_short_key"), type_="unique")
        batch_op.drop_column("asks_acknowledgement")
        batch_op.drop_column("for_year")
        batch_op.drop_column("is_only_to_read")
        batch_op.drop_column("short_key")

    with op.batch_alter_table("plan_versions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plan_versions_in_the_making",
            sqlite_where=sa.text("published_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=sa.text("published_at IS NULL AND given_up_at IS NULL"),
        )
        batch_op.drop_column("revision")
        batch_op.drop_column("matched_as")
        batch_op.drop_column("given_up_at")
        batch_op.drop_column("posted_until")
        batch_op.drop_column("published_on_time")
        batch_op.drop_column("publish_due_on")
        batch_op.drop_column("published_at")

    with op.batch_alter_table("clause_texts", schema=None) as batch_op:
        batch_op.drop_column("folded")
        batch_op.drop_column("source_to")
        batch_op.drop_column("source_from")
        batch_op.drop_column("cells")
        batch_op.drop_column("annex")
        batch_op.drop_column("kind")

    with op.batch_alter_table("audience_links", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_audience_links_role_held_id_roles_held"), type_="foreignkey"
        )
        batch_op.drop_column("role_held_id")

    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_attachments_belongs_to_one_thing"), type_="check")
        batch_op.create_check_constraint(op.f("ck_attachments_belongs_to_one_thing"), OF_TWO)
        batch_op.drop_constraint(
            batch_op.f("fk_attachments_duty_entry_id_duty_entries"), type_="foreignkey"
        )
        batch_op.drop_index(batch_op.f("ix_attachments_duty_entry_id"))
        batch_op.drop_column("duty_entry_id")

    with op.batch_alter_table("postponements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_postponements_consultation_id"))

    op.drop_table("postponements")
    with op.batch_alter_table("duty_reminders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_reminders_duty_id"))

    op.drop_table("duty_reminders")
    with op.batch_alter_table("consultations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultations_plan_id"))

    op.drop_table("consultations")
    with op.batch_alter_table("reviewed_documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reviewed_documents_unit_id"))
        batch_op.drop_index("ix_reviewed_documents_state")

    op.drop_table("reviewed_documents")
    with op.batch_alter_table("regulations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regulations_unit_id"))
        batch_op.drop_index("ix_regulations_stage")

    op.drop_table("regulations")
    with op.batch_alter_table("mottos_carried", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mottos_carried_clause_text_id"))

    op.drop_table("mottos_carried")
    with op.batch_alter_table("duty_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_duty_entries_duty_id"))

    op.drop_table("duty_entries")
    with op.batch_alter_table("clause_fates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clause_fates_version_id"))
        batch_op.drop_index(batch_op.f("ix_clause_fates_old_text_id"))
        batch_op.drop_index(batch_op.f("ix_clause_fates_new_text_id"))

    op.drop_table("clause_fates")
    with op.batch_alter_table("clause_arrivals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clause_arrivals_version_id"))

    op.drop_table("clause_arrivals")
    op.drop_table("version_sources")
    with op.batch_alter_table("duties", schema=None) as batch_op:
        batch_op.drop_index("ix_duties_state_due")
        batch_op.drop_index(batch_op.f("ix_duties_plan_id"))
        batch_op.drop_index("ix_duties_holder_state")

    op.drop_table("duties")
    with op.batch_alter_table("draft_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_steps_version_id"))

    op.drop_table("draft_steps")
    with op.batch_alter_table("document_uploads", schema=None) as batch_op:
        batch_op.drop_index("ix_document_uploads_state")
        batch_op.drop_index(batch_op.f("ix_document_uploads_sha256"))

    op.drop_table("document_uploads")
    op.drop_table("audience_link_uses")
    with op.batch_alter_table("acknowledgements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acknowledgements_person_id"))

    op.drop_table("acknowledgements")
