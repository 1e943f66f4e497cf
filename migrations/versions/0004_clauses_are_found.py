"""Clauses are found by their words."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# A row number holds, from the left: the room (0 public and in force, 1 other and in force, 2 and 3
# the same no longer in force), the version, the position in it.
FILL_SQLITE = """
INSERT INTO clause_words (rowid, head, body)
SELECT ((CASE WHEN p.audience = 'public' THEN 0 ELSE 1 END + CASE WHEN v.is_current THEN 0 ELSE 2 END) << 52)
         | (v.id << 20) | t.position,
       substr(t.folded, 1, max(instr(t.folded, char(10)) - 1, 0)),
       substr(t.folded, instr(t.folded, char(10)) + 1)
FROM clause_texts t JOIN plan_versions v ON v.id = t.version_id JOIN plans p ON p.id = v.plan_id
WHERE v.published_at IS NOT NULL
"""
FILL_POSTGRESQL = """
INSERT INTO clause_words (rowid, head, words)
SELECT ((CASE WHEN p.audience = 'public' THEN 0 ELSE 1 END + CASE WHEN v.is_current THEN 0 ELSE 2 END)::bigint << 52)
         | (v.id::bigint << 20) | t.position,
       substr(t.folded, 1, greatest(strpos(t.folded, chr(10)) - 1, 0)),
       setweight(to_tsvector('simple', substr(t.folded, 1, greatest(strpos(t.folded, chr(10)) - 1, 0))), 'A')
         || setweight(to_tsvector('simple', substr(t.folded, strpos(t.folded, chr(10)) + 1)), 'B')
FROM clause_texts t JOIN plan_versions v ON v.id = t.version_id JOIN plans p ON p.id = v.plan_id
WHERE v.published_at IS NOT NULL
"""
# What changed is only noted here: FTS5 may not be written to by a trigger while trusted_schema is off.
EVENTS = (
    (
        "version_added",
        "AFTER INSERT ON plan_versions",
        "NEW.published_at IS NOT NULL",
        "SELECT NEW.id",
    ),
    (
        "version_changed",
        "AFTER UPDATE OF is_current, published_at ON plan_versions",
        "NEW.published_at IS NOT NULL OR OLD.published_at IS NOT NULL",
        "SELECT NEW.id",
    ),
    (
        "version_deleted",
        "AFTER DELETE ON plan_versions",
        "OLD.published_at IS NOT NULL",
        "SELECT OLD.id",
    ),
    (
        "readers_changed",
        "AFTER UPDATE OF audience ON plans",
        "OLD.audience <> NEW.audience",
        "SELECT id FROM plan_versions WHERE plan_id = NEW.id AND published_at IS NOT NULL",
    ),
    *(
        (
            f"text_{name}",
            f"AFTER {act} ON clause_texts",
            "",
            f"SELECT id FROM plan_versions WHERE id = {row}.version_id AND published_at IS NOT NULL",
        )
        for name, act, row in (
            ("added", "INSERT", "NEW"),
            ("changed", "UPDATE OF folded, position, version_id", "NEW"),
            ("deleted", "DELETE", "OLD"),
        )
    ),
)


def upgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.create_table("clause_words_due", sa.Column("version_id", sa.Integer(), primary_key=True))
    if is_sqlite:
        op.execute(
            "CREATE VIRTUAL TABLE clause_words USING"
            " fts5(head, body, tokenize = 'unicode61 remove_diacritics 0')"
        )
    else:
        op.execute("CREATE TABLE clause_words (rowid bigint PRIMARY KEY, head text, words tsvector)")
        op.execute("CREATE INDEX ix_clause_words_words ON clause_words USING gin (words) WITH (fastupdate = off)")
    for name, when, condition, wanted in EVENTS:
        (_note_on_sqlite if is_sqlite else _note_on_postgresql)(name, when, condition, wanted)
    op.execute(FILL_SQLITE if is_sqlite else FILL_POSTGRESQL)


def _note_on_sqlite(name: str, when: str, condition: str, wanted: str) -> None:
    op.execute(
        f"CREATE TRIGGER clause_words_{name} {when} {f'WHEN {condition}' if condition else ''}"
        f" BEGIN INSERT OR IGNORE INTO clause_words_due {wanted}; END"
    )


def _note_on_postgresql(name: str, when: str, condition: str, wanted: str) -> None:
    op.execute(
        f"CREATE FUNCTION clause_words_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" INSERT INTO clause_words_due {wanted} ON CONFLICT DO NOTHING; RETURN NULL; END $$"
    )
    op.execute(
        f"CREATE TRIGGER clause_words_{name} {when} FOR EACH ROW"
        f" {f'WHEN ({condition})' if condition else ''} EXECUTE FUNCTION clause_words_{name}()"
    )


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, when, _condition, _wanted in EVENTS:
        if is_sqlite:
            op.execute(f"DROP TRIGGER clause_words_{name}")
        else:
            op.execute(f"DROP TRIGGER clause_words_{name} ON {when.split(' ON ')[1]}")
            op.execute(f"DROP FUNCTION clause_words_{name}")
    op.execute("DROP TABLE clause_words")
    op.drop_table("clause_words_due")
