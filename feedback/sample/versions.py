"""How the sample city's documents were brought in, put off and issued anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from feedback import attachments, formats
from feedback.clock import day_of
from feedback.duties.opening import open_duties
from feedback.errors import UserError
from feedback.plans.preparing import corrections, uploads
from feedback.plans.preparing.corrections import Duty, Wording
from feedback.plans.reading import read_document
from feedback.plans.rounds import consultations
from feedback.plans.versions import deciding, fates, issuing, lineage
from feedback.plans.versions.deciding import Decision, Said
from feedback.sample.plans import filled, night
from feedback.sample.stories import Step, World
from feedback.triage import reissues
from models import ClauseText, DocumentUpload, Plan, PlanKind, PlanVersion, RoleHeld, Task, db

AFTERNOON = 300  # minutes after the morning's first act
DAMAGED = b"PK\x03\x04" + bytes(200)  # begins as a Word file does and breaks off


def steps(told: dict[str, Any], world: World, folder: Path) -> Iterator[Step]:
    """A closing put off and a plan issued anew, each at its time among the stories."""
    put_off, reissue = told["put_off"], told["reissue"]
    yield Step(
        put_off["plan"],
        world.days.ago(put_off["days_ago"], minute=AFTERNOON),
        lambda now: _put_off(put_off, world, now),
    )
    yield Step(
        reissue["plan"],
        world.days.ago(reissue["days_ago"], minute=AFTERNOON),
        lambda now: _reissue(reissue, world, folder, now),
    )


def leave_unfinished(told: dict[str, Any], world: World, folder: Path) -> None:
    """What somebody is still at: a plan being issued anew, documents just brought in."""
    _begin_anew(told["in_the_making"], world)
    for row in told["uploads"]:
        _upload(row, world, folder)


# ------------------------------------------------------------------ put off, issued anew


def _put_off(row: dict[str, Any], world: World, now: datetime) -> None:
    plan = world.plans[row["plan"]]
    seen = consultations.mark_of(consultations.rounds_of(plan)[0])
    closes_at = night(world.days.in_days(row["closes_in"]))
    consultations.put_off_closing(
        plan, closes_at, row["reason"], seen=seen, by=_hat(row, world), now=now
    )


def _reissue(row: dict[str, Any], world: World, folder: Path, now: datetime) -> None:
    plan, hat = world.plans[row["plan"]], _hat(row, world)
    name, data = _document(row, world, folder, plan)
    file = uploads.source_file(data, name)
    upload = uploads.store(file, plan.unit, plan.kind, by=hat, now=now, reissues=plan)
    uploads.become(upload, read_document(data, name), now)
    db.session.flush()
    db.session.refresh(plan)
    version = _matched(plan)
    for one in row["decisions"]:
        _decide(one, version, by=hat, now=now)
        _matched(plan)
    guessed = [fate.old_text_id for fate in fates.fates_of(version) if not fate.is_decided]
    deciding.confirm_all(version, guessed, (), by=hat, now=now)
    _matched(plan)
    issuing.issue(plan, confirmed=True, reason=row["reason"], by=hat, now=now)
    open_duties(plan, by=hat, now=now)
    reissues.tell(version, now=now)


def _matched(plan: Plan) -> PlanVersion:
    """The version in the making, matched as it stands now."""
    version = plan.version_in_the_making
    assert version is not None
    fates.keep(version, fates.prepare(plan.current_version, version))
    return version


def _decide(row: dict[str, Any], version: PlanVersion, *, by: RoleHeld, now: datetime) -> None:
    old = _at(version.plan.current_version, row["old"])
    others = tuple(_at(version, label) for label in row["new"])
    mine = (fate for fate in fates.fates_of(version) if fate.old_text_id == old.id)
    said = Said(Decision(row["decision"]), others, deciding.mark_of(next(mine, None)))
    deciding.decide(version, old, said, by=by, now=now)


# ------------------------------------------------------------------ still being worked on


def _begin_anew(row: dict[str, Any], world: World) -> None:
    plan, hat = world.plans[row["plan"]], _hat(row, world)
    now = world.days.ago(row["days_ago"], minute=AFTERNOON)
    version = issuing.begin_copy(plan, by=hat, now=now)
    for one in row["corrections"]:
        text = _at(version, one["label"])
        wording = Wording(text.label, text.depth, text.heading, one["body"])
        corrections.correct_clause(
            plan, text, wording, _same(text.task), revision=version.revision, by=hat, now=now
        )
    db.session.flush()
    _matched(plan)


def _same(task: Task | None) -> Duty:
    if task is None:
        return Duty("", "", "", None, None, None, "", "")
    return Duty(
        task.lead_text,
        task.supporting_text,
        task.time_text,
        task.due_from,
        task.due_to,
        task.repeats,
        task.deliverable,
        task.form,
    )


def _upload(row: dict[str, Any], world: World, folder: Path) -> DocumentUpload:
    hat, now = _hat(row, world), world.days.ago(row["days_ago"])
    name, data = row.get("name", ""), DAMAGED
    if "file" in row:
        name, data = _document(row, world, folder, None)
    file = uploads.source_file(data, name)
    attachments.store(world.files, file)
    unit = world.units[row["unit"]]
    upload = uploads.store(file, unit, PlanKind(row["kind"]), by=hat, now=now)
    db.session.flush()
    if not row["is_waiting"]:
        try:
            uploads.become(upload, read_document(data, name), now)
        except UserError as refusal:
            uploads.fail(upload, refusal, now)
    return upload


# ------------------------------------------------------------------ steps of the above


def _document(
    row: dict[str, Any], world: World, folder: Path, plan: Plan | None
) -> tuple[str, bytes]:
    """The document of the row; a plan's own window stands in it."""
    days, closes = world.days, None
    opens = days.today
    if plan and plan.published_at:
        opens = day_of(plan.published_at)
    if plan and plan.closes_at:
        closes = formats.last_day(plan.closes_at)
    return filled(folder / row["file"], days, issued=opens, opens=opens, closes=closes)


def _hat(row: dict[str, Any], world: World) -> RoleHeld:
    return world.people[row["who"]].roles[0]


def _at(version: PlanVersion, label: str) -> ClauseText:
    return next(text for text in lineage.texts_of(version) if text.label == label)
