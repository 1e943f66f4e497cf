"""What people do with plans: bring one in, correct it, publish it, withdraw it, share it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from feedback import codes, record
from feedback.clock import day_of
from feedback.errors import N_, RuleBroken
from feedback.plans import queries, rules, titles
from feedback.plans.preparing import doubts, drafts, namings
from feedback.plans.reading.model import ReadDocument
from feedback.plans.rounds import acknowledgements, consultations, publication
from feedback.search import fold
from models import (
    Actor,
    Audience,
    AudienceLink,
    Note,
    NoteKind,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
    RoleHeld,
    Unit,
    db,
)

LINK_PURPOSE = "audience-link"


@dataclass(frozen=True)
class Source:
    """The file that a plan was read from: its name and the SHA-256 of its bytes, in hex."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Opening:
    """For whom a plan is published, and from when until when it takes comments (UTC).

    With `takes_opinions` false it is only read. `for_year` is that of a yearly democracy plan;
    with `asks_acknowledgement` the unit's staff are asked to say that they have read it.
    """

    audience: Audience
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    takes_opinions: bool = True
    for_year: int | None = None
    asks_acknowledgement: bool = False


def store_draft(
    read: ReadDocument, unit: Unit, kind: PlanKind, source: Source, *,
    by: RoleHeld | Actor, now: datetime,
) -> Plan:  # fmt: skip
    """Keep what was read as a draft of the unit, with the units its tasks name looked up."""
    title = read.document.title or ""
    plan = Plan(
        key=codes.new_key(),
        unit=unit,
        kind=kind,
        state=PlanState.DRAFT,
        audience=Audience.PUBLIC,
        title=title,
        folded=fold(f"{title} {read.document.number or ''}"),
        created_at=now,
    )
    db.session.add(plan)
    version = drafts.version_from(read, plan, (source.name, source.sha256), now)
    db.session.flush()
    texts = queries.clauses_of(version)
    plan.title = titles.listed_title(version, texts)
    namings.name_units(texts, _day_of_issue(version, now))
    record.write("plan.brought_in", by=by, at=now, plan=plan, unit=unit)
    db.session.flush()
    db.session.refresh(plan)
    return plan


def publish(
    plan: Plan, opening: Opening, *, confirmed: bool, by: RoleHeld | Actor, now: datetime
) -> None:
    """Publish a draft; from now on its text stands and its readers may speak.

    Groups of units are resolved to who belongs to them on the day of issue, and stay so.
    Raises RuleBroken while `doubts.doubts_about` finds something to correct or unconfirmed.
    """
    version = plan.current_version
    texts = queries.clauses_of(version)
    on = _day_of_issue(version, now)
    rules.check_publication(
        plan,
        doubts.doubts_about(version, texts, namings.namings_of(texts, on)),
        opens_at=opening.opens_at,
        closes_at=opening.closes_at,
        takes_opinions=opening.takes_opinions,
        confirmed=confirmed,
        now=now,
    )
    rules.check_audience(opening.audience, plan.unit)
    namings.name_units(texts, on)
    plan.state = PlanState.PUBLISHED
    plan.audience = opening.audience
    if plan.kind is PlanKind.DEMOCRACY_PLAN:
        plan.for_year = opening.for_year or rules.likely_year(version, day_of(now))
    plan.asks_acknowledgement = opening.asks_acknowledgement
    plan.is_only_to_read = not opening.takes_opinions
    plan.published_at = version.published_at = now
    plan.short_key = plan.short_key or queries.free_short_key()
    if opening.takes_opinions:
        consultations.begin_first_round(plan, opening.opens_at, opening.closes_at, now=now)
    publication.start_clocks(version, now=now)
    acknowledgements.tell_asked(plan, now=now)
    touch(plan)
    record.write("plan.published", by=by, at=now, plan=plan, audience_word=opening.audience)


def withdraw(
    plan: Plan, reason: str, *, by: RoleHeld, now: datetime, cuts_posting_short: bool = False
) -> None:
    """Take a published plan back: still readable by its readers, with the reason; no comments.

    `cuts_posting_short` says that the person knows it was not posted long enough. Raises
    RuleBroken unless it is published, a reason is given, and that was confirmed where it is so.
    """
    rules.check_withdrawal(plan, reason)
    posting = publication.posting_of(plan.current_version, day_of(now), publication.load_rulebook())
    if posting and not posting.is_over:
        if not cuts_posting_short:
            raise RuleBroken(
                N_(
                    "Văn bản mới niêm yết %(days)s trên %(of_days)s ngày; xin xác nhận vẫn thu hồi."
                ),
                days=posting.days,
                of_days=posting.of_days,
            )
        record.write(
            "plan.posting_cut_short", by=by, at=now, plan=plan,
            days=posting.days, of_days=posting.of_days,
        )  # fmt: skip
    plan.state = PlanState.WITHDRAWN
    plan.withdrawn_at = now
    touch(plan)
    note = Note(kind=NoteKind.REASON, body=reason, unit_id=by.unit_id, written_at=now)
    db.session.add(note)
    record.write("plan.withdrawn", by=by, at=now, plan=plan, note=note)


def touch(plan: Plan) -> None:
    """Say that what the plan's public pages show has changed, so that kept ones are made anew."""
    plan.revision = Plan.revision + 1


def make_link(plan: Plan, *, key: bytes, by: RoleHeld, now: datetime) -> str:
    """A new link by which parents enter the plan: the token for `/a/<token>`, shown this once.

    `key` hashes it for the table. Raises RuleBroken for a plan that is not published for the
    parents of a school.
    """
    record.write("plan.link_made", by=by, at=now, plan=plan)
    return _new_link(plan, key, by, now)


def renew_link(plan: Plan, link: AudienceLink, *, key: bytes, by: RoleHeld, now: datetime) -> str:
    """End a link and make another in its place, in one act: the new token, shown this once.

    Raises RuleBroken when the link had ended before, or as `make_link`.
    """
    if link.revoked_at is not None:
        raise RuleBroken(N_("Liên kết này đã được thu hồi trước đó; xin tạo liên kết mới."))
    token = _new_link(plan, key, by, now)
    link.revoked_at = now
    record.write("plan.link_renewed", by=by, at=now, plan=plan)
    return token


def revoke_link(plan: Plan, link: AudienceLink, *, by: RoleHeld, now: datetime) -> None:
    """End a link at once, also for those who entered by it. A second time changes nothing."""
    if link.revoked_at is None:
        link.revoked_at = now
        record.write("plan.link_revoked", by=by, at=now, plan=plan)


def link_hash(token: str, key: bytes) -> str:
    """How the table knows a token; an ill-typed one has a hash that nothing has."""
    return codes.keyed_hash(codes.normalise_secret(token) or token, key, LINK_PURPOSE)


def _new_link(plan: Plan, key: bytes, by: RoleHeld, now: datetime) -> str:
    if plan.state is not PlanState.PUBLISHED or plan.audience is not Audience.SCHOOL_PARENTS:
        raise RuleBroken(N_("Chỉ tạo liên kết cho văn bản đang công bố tới cha mẹ học sinh."))
    token = codes.new_secret()
    db.session.add(
        AudienceLink(
            key=codes.new_key(),
            plan_id=plan.id,
            token_hash=link_hash(token, key),
            role_held=by,
            made_at=now,
        )
    )
    return token


def _day_of_issue(version: PlanVersion, now: datetime) -> date:
    return version.issued_on or day_of(now)
