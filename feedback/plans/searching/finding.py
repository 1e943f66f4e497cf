"""What a reader finds by words: clauses of the plans they may read, and the plans themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, String, and_, case, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from feedback import full_text
from feedback.excerpts import Piece, excerpt, marked
from feedback.full_text import Candidate, Within
from feedback.organisation.rules import aliases_of
from feedback.paging import Page, cut, row_number
from feedback.plans import queries, rules
from feedback.plans.queries import Reader
from feedback.plans.searching import ranking
from feedback.plans.searching.ranking import Asked
from feedback.richtext import excerpt as beginning_of
from feedback.search import fold
from models import Clause, ClauseText, Plan, PlanState, PlanVersion, Unit, db

HITS_ON_A_PAGE = 20
MOST_HITS = 100
MOST_PLANS = 5
_LONGEST_EXCERPT = 260
_LONGEST_ABOVE = 80


@dataclass(frozen=True)
class Hit:
    """One clause that was found, with what a list shows of it."""

    plan: Plan
    older: PlanVersion | None  # the version no longer in force in which it stands
    place: str  # for the address of the next page
    anchor: str
    label: list[Piece]
    heading: list[Piece]
    path: list[str]  # the headings it lies under, outermost first
    text: list[Piece]

    @property
    def is_withdrawn(self) -> bool:
        """Whether its plan was taken back; its text can still be read."""
        return self.plan.state is PlanState.WITHDRAWN


@dataclass(frozen=True)
class Finding:
    """One page of what was found, best first, and how many there are in all.

    `is_cut`: there are more than are ranked; the newest texts were looked at first.
    """

    page: Page[Hit]
    count: int
    is_cut: bool


def find_clauses(
    asked: Asked, reader: Reader, *,
    plan: Plan | None = None, after: str | None = None, old: bool = False,
) -> Finding:  # fmt: skip
    """The clauses in force that hold every word asked for, in what the reader may read.

    In `plan` alone when it is given; with `old` behind them clauses of older versions that no
    longer say so, or are gone. First the clause whose label is cited, then what is written
    as typed, then by how the words stand: as a phrase, near each other, scattered, each time
    first in the heading; then by how much the clause speaks of them; then the newest.
    At most MOST_HITS. `after` is the place of the last one on the page before. Five queries.
    """
    if not asked.words:
        return Finding(Page([], None), 0, is_cut=False)
    found = full_text.candidates(
        asked.words, [fold(label) for label in asked.labels], _within(reader, plan, old),
        and_(queries.scope(reader), *([Plan.id == plan.id] if plan else [])),
    )  # fmt: skip
    ranked = sorted(_one_of_each_clause(found), key=lambda one: _rank(asked, one))
    best = ranked[:MOST_HITS]
    rows = _rows_after(best, after)
    hits = _hits(asked, rows[: HITS_ON_A_PAGE + 1])
    page = cut(hits, HITS_ON_A_PAGE, lambda hit: hit.place)
    return Finding(page, len(best), is_cut=len(ranked) > MOST_HITS)


def _within(reader: Reader, plan: Plan | None, old: bool) -> Within:
    knows_more = bool(reader.hats or reader.linked_plan_ids)
    if plan is None:
        return Within(only_public=not knows_more, old=old)
    if not old:
        return Within(not knows_more, old, (plan.current_version.id,))
    versions = select(PlanVersion.id).where(PlanVersion.plan_id == plan.id)
    return Within(not knows_more, old, tuple(db.session.scalars(versions)))


def _one_of_each_clause(found: Sequence[Candidate]) -> list[Candidate]:
    """Each clause as it stands in the newest version among those found."""
    newest: dict[int, Candidate] = {}
    for one in sorted(found, key=lambda one: (one.is_current, one.version_id)):
        newest[one.clause_id] = one
    return list(newest.values())


def _rank(asked: Asked, one: Candidate) -> tuple[float, ...]:
    fit = ranking.fit_of(asked, one.label, one.heading, one.body, one.folded)
    return (
        not one.is_current,
        -fit.cites, -fit.written_alike, -fit.place, -fit.weight, -one.version_id, one.position,
    )  # fmt: skip


def _rows_after(ranked: Sequence[Candidate], place: str | None) -> Sequence[Candidate]:
    """What stands behind the clause at this place; everything when it is not among them."""
    clause_key, _dot, position = (place or "").partition(".")
    if not clause_key:
        return ranked
    last = db.session.scalars(
        select(ClauseText.id)
        .join(ClauseText.clause)
        .join(ClauseText.version)
        .where(
            Clause.key == clause_key,
            PlanVersion.position == row_number(position),
            ClauseText.id.in_([one.text_id for one in ranked]),
        )
    ).first()
    places = {one.text_id: number for number, one in enumerate(ranked, 1)}
    return ranked[places.get(last or 0, 0) :]


# ------------------------------------------------------------------ what is shown of a clause


def _hits(asked: Asked, rows: Sequence[Candidate]) -> list[Hit]:
    numbers = [one.text_id for one in rows]
    texts = {text.id: text for text in db.session.scalars(_whole_texts(numbers))}
    paths, anchors = _paths_to(numbers), _anchors_of(list(texts.values()))
    return [
        Hit(
            plan=text.version.plan,
            older=None if text.version.is_current else text.version,
            place=f"{text.clause.key}.{text.version.position}",
            anchor=anchors[text.id],
            label=_label(asked, text.label),
            heading=marked(text.heading, asked.wanted),
            path=paths[text.id],
            text=excerpt(text.body, asked.wanted, _LONGEST_EXCERPT),
        )
        for text in (texts[number] for number in numbers)
    ]


def _label(asked: Asked, label: str) -> list[Piece]:
    is_cited = fold(label) in {fold(cited) for cited in asked.labels}
    return [Piece(label, is_found=is_cited)] if label else []


def _whole_texts(numbers: Sequence[int]) -> Select[ClauseText]:
    return (
        select(ClauseText)
        .where(ClauseText.id.in_(numbers))
        .options(
            joinedload(ClauseText.clause),
            joinedload(ClauseText.version).joinedload(PlanVersion.plan).joinedload(Plan.unit),
        )
    )


def _paths_to(numbers: Sequence[int]) -> dict[int, list[str]]:
    """The clauses that each lies under, outermost first, in one query."""
    above = (
        select(ClauseText.id.label("below"), ClauseText.parent_id, literal(1).label("far"))
        .where(ClauseText.id.in_(numbers))
        .cte("above", recursive=True)
    )
    above = above.union_all(
        select(above.c.below, ClauseText.parent_id, above.c.far + 1).join(
            ClauseText, ClauseText.id == above.c.parent_id
        )
    )
    beginning = func.substr(ClauseText.body, 1, 2 * _LONGEST_ABOVE)
    rows = db.session.execute(
        select(above.c.below, ClauseText.label, ClauseText.heading, beginning)
        .join(ClauseText, ClauseText.id == above.c.parent_id)
        .order_by(above.c.below, above.c.far.desc())
    )
    paths: dict[int, list[str]] = defaultdict(list)
    for below, label, heading, body in rows:
        name = beginning_of(heading or body, _LONGEST_ABOVE)
        paths[below].append(f"{label}. {name}" if label else name)
    return paths


def _anchors_of(texts: Sequence[ClauseText]) -> dict[int, str]:
    """Where on its page each stands, as `rules.anchors` puts it there; two queries."""
    versions = {text.version_id for text in texts}
    place = (ClauseText.version_id, ClauseText.annex, ClauseText.label)
    doubled = db.session.execute(
        select(*place)
        .where(ClauseText.version_id.in_(versions), ClauseText.label.in_([t.label for t in texts]))
        .group_by(*place)
        .having(func.count() > 1)
    )
    places = {tuple(row) for row in doubled}
    annexes: dict[int, list[str]] = defaultdict(list)
    first = func.min(ClauseText.position)
    for version_id, annex in db.session.execute(
        select(ClauseText.version_id, ClauseText.annex)
        .where(ClauseText.version_id.in_(versions), ClauseText.annex != "")
        .group_by(ClauseText.version_id, ClauseText.annex)
        .order_by(ClauseText.version_id, first)
    ):
        annexes[version_id].append(annex)
    return {
        text.id: rules.anchor_of(
            rules.addressed_label(text.label, text.annex, annexes[text.version_id]),
            text.clause.key,
            is_doubled=(text.version_id, text.annex, text.label) in places,
        )
        for text in texts
    }


# ------------------------------------------------------------------ the plans themselves


def find_plans(asked: Asked, reader: Reader) -> list[Plan]:
    """Plans the reader may read whose title, number or unit holds every word asked for.

    First those whose title has the words as a phrase, then the newest; MOST_PLANS and, if there
    are more, one. Three queries.
    """
    if not asked.words:
        return []
    allowed = queries.scope(reader)
    units = db.session.scalars(
        select(Unit)
        .where(Unit.id.in_(select(Plan.unit_id).where(allowed)))
        .options(selectinload(Unit.names))
    )
    named = {unit.id: " ".join(aliases_of(unit)).split() for unit in units}
    held = [
        or_(_holds(word), Plan.unit_id.in_([one for one, names in named.items() if word in names]))
        for word in asked.words
    ]
    query = (
        select(Plan)
        .where(allowed, *held)
        .options(joinedload(Plan.unit))
        .order_by(
            case((_holds(asked.phrase), 0), else_=1), Plan.published_at.desc(), Plan.id.desc()
        )
        .limit(MOST_PLANS + 1)
    )
    return list(db.session.scalars(query))


def _holds(words: str) -> ColumnElement[bool]:
    """Whether the title or number has these words, whole."""
    padded = literal(" ", String) + Plan.folded + literal(" ", String)
    return padded.contains(f" {words} ", autoescape=True)
