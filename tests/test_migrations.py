"""The migrations make the very tables that models.py describes, on both databases."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.orm import Session

from feedback import full_text
from models import db


@pytest.mark.postgres_too
def test_the_migrations_leave_nothing_to_add(session: Session) -> None:
    options = {"compare_type": True, "include_name": full_text.is_not_of_the_index}
    context = MigrationContext.configure(session.connection(), opts=options)

    differences = compare_metadata(context, db.metadata)

    assert differences == []
