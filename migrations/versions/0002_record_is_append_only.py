"""Nobody changes or deletes an entry of the record, not even this application."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = (
    """CREATE TRIGGER record_entries_no_update BEFORE UPDATE ON record_entries
       BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
    """CREATE TRIGGER record_entries_no_delete BEFORE DELETE ON record_entries
       BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END""",
)
POSTGRESQL = (
    """CREATE FUNCTION refuse_record_change() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$""",
    """CREATE TRIGGER record_entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE
       ON record_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_record_change()""",
)


def upgrade() -> None:
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER record_entries_no_update")
        op.execute("DROP TRIGGER record_entries_no_delete")
    else:
        op.execute("DROP TRIGGER record_entries_no_change ON record_entries")
        op.execute("DROP FUNCTION refuse_record_change")
