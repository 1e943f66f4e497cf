"""Finding clauses by their words: an index beside the tables, FTS5 or a tsvector.

It holds the published texts only. Triggers note which versions changed, and `refresh` writes
those anew before the transaction ends: SQLite lets no trigger write to FTS5 while trusted_schema
is off. A clause's row number says where it belongs, so that a search reads one stretch of the
index: the public texts in force stand apart from all others, and every version by itself.
Nothing of what one may not read is met on the way, neither by its count nor by the time it takes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    bindparam,
    column,
    delete,
    desc,
    event,
    func,
    insert,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Session

from models import Audience, ClauseText, Plan, PlanVersion, db

# The index knows nothing of models.py, and the migrations' comparison nothing of the index.
NAME = "clause_words"
CANDIDATES = 120  # of each kind of likeness; the newest texts first
NEAR = 8  # so many other words may stand between the ones looked for

_ROOM, _VERSION = 52, 20  # the bits of a row number: room, version, position in it
_VERSIONS = 2**32 - 1
_POSITIONS = 2**_VERSION - 1
_OPEN, _CLOSED, _OPEN_OLD, _CLOSED_OLD = range(4)
_INDEX = table(
    NAME,
    column("rowid", BigInteger),
    column("head", Text),
    column("body", Text),
    column("words", Text),
)
_DUE = table(f"{NAME}_due", column("version_id", BigInteger))


@dataclass(frozen=True)
class Within:
    """Where to look: what everybody reads or everything, old texts too or not, some versions or all."""

    only_public: bool = True
    old: bool = False
    version_ids: tuple[int, ...] | None = None

    def stretches(self) -> list[tuple[int, int]]:
        """The first and last row numbers of each part of the index to be read."""
        rooms = [_OPEN, _OPEN_OLD] if self.old else [_OPEN]
        if not self.only_public:
            rooms += [_CLOSED, _CLOSED_OLD] if self.old else [_CLOSED]
        if self.version_ids is None:
            return [_stretch(room, 0, _VERSIONS) for room in rooms]
        first, last = min(self.version_ids, default=0), max(self.version_ids, default=0)
        return [_stretch(room, first, last) for room in rooms]


@dataclass(frozen=True)
class Candidate:
    """A clause that holds every word looked for, before it is ranked."""

    text_id: int
    clause_id: int
    is_current: bool  # its version is in force
    version_id: int
    position: int
    label: str
    heading: str
    body: str  # its beginning
    folded: str


def is_not_of_the_index(name: str | None, kind: str, _parents: object) -> bool:
    """Whether a table is one that models.py describes: what migrations compare."""
    return kind != "table" or not (name or "").startswith(NAME)


# ------------------------------------------------------------------ keeping it true


def refresh(session: Session) -> None:
    """Write anew what the open transaction changed of the published texts."""
    if not session.info.get("writing"):
        return
    session.flush()
    connection = session.connection()
    due = connection.scalars(select(_DUE.c.version_id).order_by(_DUE.c.version_id)).all()
    for version_id in due:
        _forget(connection, version_id)
        _write(connection, version_id)
        connection.execute(delete(_DUE).where(_DUE.c.version_id == version_id))


def _forget(connection: Connection, version_id: int) -> None:
    for room in (_OPEN, _CLOSED, _OPEN_OLD, _CLOSED_OLD):
        first, last = _stretch(room, version_id, version_id)
        connection.execute(delete(_INDEX).where(_INDEX.c.rowid.between(first, last)))


def _write(connection: Connection, version_id: int) -> None:
    version = connection.execute(
        select(PlanVersion.is_current, PlanVersion.published_at, Plan.audience)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(PlanVersion.id == version_id)
    ).one_or_none()
    if version is None or version.published_at is None:
        return
    room = _OPEN if version.audience is Audience.PUBLIC else _CLOSED
    first, _last = _stretch(room if version.is_current else room + 2, version_id, version_id)
    texts = connection.execute(
        select(ClauseText.position, ClauseText.folded).where(ClauseText.version_id == version_id)
    )
    rows = [_row(first + position, folded) for position, folded in texts]
    if rows:
        connection.execute(_inserting(connection), rows)


def _row(place: int, folded: str) -> dict[str, object]:
    head, _end, body = folded.rpartition("\n")
    return {"place": place, "its_head": head, "its_body": body}


def _inserting(connection: Connection) -> Any:
    head, body = bindparam("its_head", type_=Text), bindparam("its_body", type_=Text)
    values = {"rowid": bindparam("place"), "head": head}
    if connection.dialect.name == "sqlite":
        return insert(_INDEX).values(values | {"body": body})
    words = _weighed(head, "'A'").op("||")(_weighed(body, "'B'"))
    return insert(_INDEX).values(values | {"words": words})


def _weighed(words: ColumnElement[str], weight: str) -> ColumnElement[Any]:
    return func.setweight(func.to_tsvector("simple", words), literal_column(weight))


def _stretch(room: int, first_version: int, last_version: int) -> tuple[int, int]:
    start = room << _ROOM
    return start | first_version << _VERSION, start | last_version << _VERSION | _POSITIONS


# ------------------------------------------------------------------ asking it


def candidates(
    words: Sequence[str], labels: Sequence[str], within: Within, allowed: ColumnElement[bool]
) -> list[Candidate]:
    """The clauses that hold all of `words`, or whose label begins with one of the folded `labels`.

    One statement, however many there are: of each kind of likeness (label cited, phrase in the
    heading, all words in the heading, phrase, words near each other, all words) at most
    CANDIDATES, the newest texts first. `allowed` restricts Plan and PlanVersion to what may be
    read. Each word is one run of letters and digits as `search.fold` leaves them.
    """
    is_sqlite = db.engine.dialect.name == "sqlite"
    kinds = list(_fts5(words, labels) if is_sqlite else _tsquery(words, labels))
    if not kinds:
        return []
    parts = [
        select(_newest(condition, stretch, allowed).subquery())
        for condition in kinds
        for stretch in within.stretches()
    ]
    found = union_all(*parts).subquery("found")
    rows = db.session.execute(
        select(
            ClauseText.id,
            ClauseText.clause_id,
            found.c.is_current,
            ClauseText.version_id,
            ClauseText.position,
            ClauseText.label,
            ClauseText.heading,
            func.substr(ClauseText.body, 1, 6000).label("body"),
            func.substr(ClauseText.folded, 1, 6000).label("folded"),
        ).where(
            ClauseText.version_id == found.c.version_id, ClauseText.position == found.c.position
        )
    )
    return list({row.id: Candidate(*row) for row in rows}.values())


def _newest(
    condition: ColumnElement[bool], stretch: tuple[int, int], allowed: ColumnElement[bool]
) -> Select[Any]:
    place = _INDEX.c.rowid
    first, last = (literal(one, BigInteger, literal_execute=True) for one in stretch)
    version_id = place.op(">>")(literal_column(str(_VERSION))).bitwise_and(
        literal(_VERSIONS, BigInteger)
    )
    return (
        select(
            version_id.label("version_id"),
            place.bitwise_and(literal(_POSITIONS, BigInteger)).label("position"),
            PlanVersion.is_current,
        )
        .select_from(_INDEX)
        .join(PlanVersion, PlanVersion.id == version_id)
        .join(Plan, Plan.id == PlanVersion.plan_id)
        .where(condition, place.between(first, last), allowed)
        .order_by(desc(place))
        .limit(CANDIDATES)
    )


def _fts5(words: Sequence[str], labels: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """FTS5's own language; a word holds letters and digits only, so nothing in it is an operator."""
    every = " AND ".join(f'"{word}"' for word in words)
    asked = [f'head : ^ "{label}"' for label in labels]
    asked += [f"head : ({every})", every] if words else []
    if len(words) > 1:
        apart = " ".join(f'"{word}"' for word in words)
        asked += [f'head : "{" ".join(words)}"', f'"{" ".join(words)}"', f"NEAR({apart}, {NEAR})"]
    for text in asked:
        yield literal_column(NAME).op("MATCH", is_comparison=True)(text)


def _tsquery(words: Sequence[str], labels: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """PostgreSQL's language, each word quoted; nearness is left to the ranking."""
    for label in labels:
        cited = _INDEX.c.head.startswith(label, autoescape=True)
        yield _matches(_joined(label.split(), "<->", ":A")) & cited
    if words:
        yield _matches(_joined(words, "&", ":A"))
        yield _matches(_joined(words, "&"))
    if len(words) > 1:
        yield _matches(_joined(words, "<->", ":A"))
        yield _matches(_joined(words, "<->"))


def _joined(words: Iterable[str], by: str, weight: str = "") -> str:
    return f" {by} ".join(f"'{word}'{weight}" for word in words)


def _matches(query: str) -> ColumnElement[bool]:
    # Written into the statement: a plan made for any words at all would not use the index.
    asked = literal(query, Text, literal_execute=True)
    return _INDEX.c.words.op("@@", is_comparison=True)(func.to_tsquery("simple", asked))


event.listen(Session, "before_commit", refresh)
