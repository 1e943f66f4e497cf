"""The migrations make the very tables that models.py describes, on both databases."""

from __future__ import annotations

import runpy

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback import full_text
from feedback.database import begin_write
from models import Audience, PlanState, db
from tests import builders
from tests.databases import MIGRATIONS


@pytest.mark.postgres_too
def test_the_migrations_leave_nothing_to_add(session: Session) -> None:
    options = {"compare_type": True, "include_name": full_text.is_not_of_the_index}
    context = MigrationContext.configure(session.connection(), opts=options)

    differences = compare_metadata(context, db.metadata)

    assert differences == []


@pytest.mark.postgres_too
def test_what_was_published_before_is_put_into_the_index_as_by_its_publication(
    session: Session,
) -> None:
    filling = runpy.run_path(str(MIGRATIONS / "versions/0004_clauses_are_found.py"))
    fill = filling["FILL_SQLITE" if db.engine.dialect.name == "sqlite" else "FILL_POSTGRESQL"]
    for audience in (Audience.PUBLIC, Audience.SECTOR):
        plan = builders.a_plan(audience=audience)
        builders.a_clause(plan, "", heading="")
        builders.a_second_version(plan)
    builders.a_plan(state=PlanState.DRAFT)
    session.commit()
    begin_write()
    everything = text("SELECT rowid, clause_words.* FROM clause_words ORDER BY rowid")
    published = session.execute(everything).all()

    session.execute(text("DELETE FROM clause_words"))
    session.execute(text(fill))

    assert len(published) == 12
    assert session.execute(everything).all() == published
