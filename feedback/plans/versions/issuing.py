"""Issuing a plan anew: beginning a version, giving it up, publishing it in place of the last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from feedback import formats, record
from feedback.clock import day_of
from feedback.errors import N_, Overtaken, RuleBroken
from feedback.plans import queries, titles
from feedback.plans.actions import touch
from feedback.plans.preparing import doubts, drafts, namings
from feedback.plans.rounds import acknowledgements, publication
from feedback.plans.versions import carrying, copying, fates, rules
from feedback.search import fold
from models import (
    Actor,
    Clause,
    ClauseArrival,
    ClauseFate,
    ClauseText,
    DocumentUpload,
    DraftStep,
    Note,
    NoteKind,
    Plan,
    PlanVersion,
    RecordEntry,
    RoleHeld,
    UploadState,
    VersionSource,
    db,
)

_WORKING_ON_IT = (
    "plan.reissue_begun", "plan.version_brought_in", "plan.corrected", "plan.reshaped",
    "plan.step_undone", "plan.matching_decided", "plan.matching_confirmed",
)  # fmt: skip


def begin_copy(plan: Plan, *, by: RoleHeld | Actor, now: datetime) -> PlanVersion:
    """Begin a new version as a copy of the text in force, to be put right at the preview desk.

    Raises RuleBroken unless the plan is published, Overtaken when somebody is at it already.
    """
    rules.check_reissuing(plan)
    check_nobody_is_at_it(plan)
    version = copying.copy_in_force(plan, now=now)
    record.write("plan.reissue_begun", by=by, at=now, plan=plan, version=version.position)
    db.session.flush()
    db.session.refresh(plan)
    return version


def check_nobody_is_at_it(plan: Plan) -> None:
    """Let pass while no version is in the making. Raises Overtaken, saying who is at it."""
    version = drafts.version_to_correct(plan)
    if version is None:
        return
    last = last_hand_on(version)
    if last is None or last.role_held is None:
        raise Overtaken(N_("Văn bản này đang được soạn lại. Xin làm tiếp ở bản đang soạn."))
    raise Overtaken(
        N_("Văn bản này đang được soạn lại (%(who)s, %(when)s). Xin làm tiếp ở bản đang soạn."),
        who=formats.hat_words(last.role_held, last.unit),
        when=formats.moment(last.at),
    )


def last_hand_on(version: PlanVersion) -> RecordEntry | None:
    """Who worked on a version in the making last; None when nobody is written down."""
    return db.session.scalars(
        select(RecordEntry)
        .where(
            RecordEntry.plan_id == version.plan_id,
            RecordEntry.kind.in_(_WORKING_ON_IT),
            RecordEntry.at >= version.created_at,
        )
        .options(joinedload(RecordEntry.role_held), joinedload(RecordEntry.unit))
        .order_by(RecordEntry.id.desc())
    ).first()


def uploads_underway(plan: Plan) -> list[DocumentUpload]:
    """Documents that are being read to become the plan's new version, the newest first."""
    query = select(DocumentUpload).where(
        DocumentUpload.reissues_id == plan.id,
        DocumentUpload.state.in_([UploadState.WAITING, UploadState.READING]),
    )
    return list(db.session.scalars(query.order_by(DocumentUpload.id.desc())))


def give_up(plan: Plan, *, by: RoleHeld | Actor, now: datetime) -> None:
    """Give up the new version: its text is deleted, the one in force stays as it is.

    Raises RuleBroken when no new version is in the making.
    """
    version = _in_the_making(plan)
    _erase(version)
    version.given_up_at = now
    record.write("plan.reissue_given_up", by=by, at=now, plan=plan, version=version.position)
    db.session.flush()
    db.session.refresh(plan)


def issue(
    plan: Plan, *, confirmed: bool, knows_it_is_older: bool = False, reason: str = "",
    by: RoleHeld | Actor, now: datetime,
) -> PlanVersion:  # fmt: skip
    """Publish the version in the making in place of the one in force; gives the new one.

    Clauses that were kept, reworded, moved or renumbered keep their identity, so that their
    opinions, cases and clocks go on; split, merged and removed ones are led on by their fates.
    Raises RuleBroken while a clause waits at the matching desk, the text was corrected since it
    was matched, or something must be put right or confirmed.
    """
    rules.check_reissuing(plan)
    version, last = _in_the_making(plan), plan.current_version
    texts = queries.clauses_of(version)
    on = version.issued_on or day_of(now)
    rules.check_publication(
        version,
        last,
        doubts.doubts_about(version, texts, namings.namings_of(texts, on)),
        left=fates.doubts_left(version),
        confirmed=confirmed,
        knows_it_is_older=knows_it_is_older,
    )
    if not fates.is_fresh(version, texts):
        raise RuleBroken(N_("Lời văn vừa được sửa; xin mở trang đối chiếu mục một lần nữa."))
    namings.name_units(texts, on)
    _hand_identities_on(version, last, texts, on)
    _take_the_place(plan, version, last, now)
    _write(plan, version, reason, by, now)
    db.session.flush()
    db.session.expire_all()
    acknowledgements.tell_asked(plan, now=now)  # the new text is to be read anew
    return version


def _in_the_making(plan: Plan) -> PlanVersion:
    version = drafts.version_to_correct(plan)
    if version is None or version.is_current:
        raise RuleBroken(N_("Không có phiên bản mới nào đang soạn."))
    return version


def _hand_identities_on(
    version: PlanVersion, last: PlanVersion, texts: Sequence[ClauseText], on: date
) -> None:
    """Let the clauses that are one with an older clause be that clause."""
    old, new = {one.id: one for one in queries.clauses_of(last)}, {one.id: one for one in texts}
    followed = [
        (old[fate.old_text_id], new[fate.new_text_id])
        for fate in fates.fates_of(version)
        if fate.fate in fates.ONE_TO_ONE and fate.new_text_id is not None
    ]
    found = doubts.every_doubt(version, texts, namings.namings_of(texts, on))
    carrying.hand_looks_on(
        version, found, {text.clause.key: before.clause.key for before, text in followed}
    )
    provisional = [text.clause_id for _, text in followed]
    for before, text in followed:
        text.clause_id = before.clause_id
    db.session.flush()
    db.session.execute(delete(Clause).where(Clause.id.in_(provisional)))


def _take_the_place(plan: Plan, version: PlanVersion, last: PlanVersion, now: datetime) -> None:
    last.is_current = False
    db.session.flush()  # at no moment are two in force
    version.is_current, version.published_at = True, now
    plan.title = titles.listed_title(version, queries.clauses_of(version))
    plan.folded = fold(f"{plan.title} {version.number or ''}")
    publication.start_clocks(version, now=now)
    touch(plan)
    db.session.flush()


def _write(
    plan: Plan, version: PlanVersion, reason: str, by: RoleHeld | Actor, now: datetime
) -> None:
    note = None
    if reason.strip():
        unit_id = by.unit_id if isinstance(by, RoleHeld) else None
        note = Note(kind=NoteKind.REASON, body=reason.strip(), unit_id=unit_id, written_at=now)
        db.session.add(note)
    record.write("plan.reissued", by=by, at=now, plan=plan, note=note, version=version.position)


def _erase(version: PlanVersion) -> None:
    """Delete the texts of a version that nobody read, and what was found out about them."""
    texts = list(version.texts)
    numbers = [text.clause_id for text in texts]
    db.session.execute(delete(ClauseFate).where(ClauseFate.version_id == version.id))
    db.session.execute(delete(ClauseArrival).where(ClauseArrival.version_id == version.id))
    db.session.execute(
        update(ClauseText).where(ClauseText.version_id == version.id).values(parent_id=None)
    )
    for text in texts:
        db.session.delete(text)
    db.session.flush()
    db.session.execute(delete(Clause).where(Clause.id.in_(numbers)))
    db.session.execute(delete(DraftStep).where(DraftStep.version_id == version.id))
    db.session.execute(delete(VersionSource).where(VersionSource.version_id == version.id))
    db.session.execute(
        update(DocumentUpload)
        .where(DocumentUpload.version_id == version.id)
        .values(version_id=None)
    )
