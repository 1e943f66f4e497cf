"""What tests are built of: each function makes one thing, says only what matters, and flushes it.

Call them between `begin_write()` and the next request (the `session` fixture begins).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from flask import current_app
from flask.testing import FlaskClient

from feedback import codes
from feedback.accounts import sessions
from feedback.database import begin_write
from feedback.plans import actions as plans
from feedback.plans.preparing import drafts
from feedback.plans.reading import read_document
from feedback.plans.versions import deciding, fates, issuing
from feedback.search import fold, folded_clause, vietnamese_sort_key
from feedback.triage import defaults, intake
from models import (
    Actor,
    Appearance,
    Audience,
    Case,
    Clause,
    ClauseText,
    Comment,
    CommentKind,
    Deputyship,
    LineKind,
    Mandate,
    Part,
    Person,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
    Role,
    RoleHeld,
    Task,
    TaskUnit,
    Unit,
    UnitGroup,
    UnitKind,
    UnitLine,
    UnitName,
    UnitSuccession,
    db,
)

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # Friday 20/11/2026, nine in Vietnam
TODAY = date(2026, 11, 20)
SCHOOL_YEAR_END = date(2027, 5, 31)
YEARLY_ROLES = (Role.PARENT, Role.PARENTS_BOARD)


def stored(thing: Any) -> Any:
    """The thing, added and flushed."""
    db.session.add(thing)
    db.session.flush()
    return thing


def a_unit(name: str = "Trường THPT Mẫu", kind: UnitKind = UnitKind.SCHOOL, **values: Any) -> Unit:
    """A unit; `under=` another one puts it there by an administrative line."""
    under = values.pop("under", None)
    values.setdefault("short_name", name)
    unit: Unit = stored(Unit(key=codes.new_key(), name=name, kind=kind, **values))
    if under is not None:
        a_line(under, unit)
    return unit


def a_department(name: str = "Sở Giáo dục và Đào tạo thành phố Mẫu") -> tuple[Unit, Unit]:
    """A Department and its office."""
    department = a_unit(name, UnitKind.DEPARTMENT, short_name="Sở Giáo dục và Đào tạo")
    return department, a_unit("Văn phòng Sở", UnitKind.OFFICE, under=department)


def a_line(
    upper: Unit, lower: Unit, kind: LineKind = LineKind.ADMINISTRATIVE, **values: Any
) -> UnitLine:
    """`upper` stands over `lower`."""
    line: UnitLine = stored(UnitLine(upper_id=upper.id, lower_id=lower.id, kind=kind, **values))
    return line


def a_person(role: Role | None = None, unit: Unit | None = None, **values: Any) -> Person:
    """A person; with `role` and `unit` wearing that hat."""
    hat_values = {
        name: values.pop(name)
        for name in ("title", "starts_on", "ends_on", "confirmed")
        if name in values
    }
    key = codes.new_key()
    name = values.setdefault("display_name", f"Người dùng {key}")
    person: Person = stored(
        Person(
            **{
                "key": key,
                "folded": fold(name),
                "sort_key": vietnamese_sort_key(name),
                "login_name": f"nguoi.{key}",
                "created_at": NOW,
                **values,
            }
        )
    )
    if role is not None:
        a_hat(person, role, unit or a_unit(), **hat_values)
    return person


def a_hat(
    person: Person | None = None,
    role: Role = Role.STAFF,
    unit: Unit | None = None,
    **values: Any,
) -> RoleHeld:
    """A role at a unit, held by `person` or a new one; parents' roles end with the school year."""
    hat = RoleHeld(
        person=person or a_person(),
        role=role,
        unit=unit or a_unit(),
        title=values.get("title"),
        starts_on=values.get("starts_on", date(2026, 1, 1)),
        ends_on=values.get("ends_on", SCHOOL_YEAR_END if role in YEARLY_ROLES else None),
        confirmed=values.get("confirmed", True),
    )
    stored(hat)
    return hat


def wear(client: FlaskClient, hat: RoleHeld, *, at: datetime | None = None) -> RoleHeld:
    """Sign `client` in as the hat's person, wearing it; commits what the test has written."""
    key = current_app.config["HASH_KEY"]
    now = at or datetime.now(UTC)
    token = sessions.start_session(hat.person, hat=hat, device="Máy thử", key=key, now=now)
    db.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    begin_write()
    return hat


def a_former_name(unit: Unit, name: str, folded: str) -> UnitName:
    """Another name of the unit."""
    found: UnitName = stored(UnitName(unit_id=unit.id, name=name, folded=folded))
    return found


def a_succession(old: Unit, new: Unit, **values: Any) -> UnitSuccession:
    """`new` took over from `old` on 1/7/2025."""
    values.setdefault("kind", "transferred")
    values.setdefault("happened_on", date(2025, 7, 1))
    found: UnitSuccession = stored(UnitSuccession(old_unit_id=old.id, new_unit_id=new.id, **values))
    return found


def a_group(under: Unit, name: str, *kinds: UnitKind) -> UnitGroup:
    """Units of these kinds under `under` that documents name together."""
    words = [kind.value for kind in kinds]
    found: UnitGroup = stored(
        UnitGroup(
            name=name,
            folded=fold(name),
            kinds=words,
            lines=[LineKind.ADMINISTRATIVE.value],
            under_id=under.id,
        )
    )
    return found


def a_mandate(body: Unit, unit: Unit, **values: Any) -> Mandate:
    """What a mass organisation may watch in 2026, the units below included."""
    values.setdefault("includes_below", True)
    values.setdefault("starts_on", date(2026, 1, 1))
    values.setdefault("basis", "Chương trình giám sát năm 2026")
    found: Mandate = stored(Mandate(body_id=body.id, unit_id=unit.id, **values))
    return found


def a_deputyship(person: Person, unit: Unit, **values: Any) -> Deputyship:
    """`person` signs for the head of the unit in November 2026."""
    values.setdefault("starts_on", date(2026, 11, 1))
    values.setdefault("ends_on", date(2026, 11, 30))
    found: Deputyship = stored(Deputyship(person_id=person.id, unit_id=unit.id, **values))
    return found


def a_plan(
    unit: Unit | None = None, *, labels: Sequence[str] = ("I", "I.1"), **values: Any
) -> Plan:
    """A public plan that takes comments since NOW; `state=`, `audience=`, `closes_at=` and so on.

    It has a clause for each of `labels`, one deeper with each dot.
    """
    title = values.setdefault("title", "Thực hiện dân chủ ở cơ sở năm 2026")
    state = values.setdefault("state", PlanState.PUBLISHED)
    values.setdefault("kind", PlanKind.PLAN)
    values.setdefault("audience", Audience.PUBLIC)
    values.setdefault("short_key", codes.new_key(6))
    values.setdefault("published_at", None if state is PlanState.DRAFT else NOW)
    values.setdefault("withdrawn_at", NOW if state is PlanState.WITHDRAWN else None)
    plan: Plan = stored(
        Plan(
            key=codes.new_key(),
            unit=unit or a_unit(),
            folded=fold(title),
            created_at=NOW,
            **values,
        )
    )
    stored(
        PlanVersion(
            plan=plan,
            position=1,
            is_current=True,
            type_name="Kế hoạch",
            title=title,
            legal_bases=[],
            signer=[],
            recipients=[],
            warnings=[],
            source_name="ke-hoach.txt",
            source_sha256="0" * 64,
            created_at=NOW,
            published_at=plan.published_at,
        )
    )
    db.session.refresh(plan)
    for label in labels:
        a_clause(plan, label)
    return plan


def a_clause(plan: Plan, label: str, **values: Any) -> ClauseText:
    """One more clause of the plan's version in force."""
    version = plan.current_version
    values.setdefault("position", len(version.texts))
    values.setdefault("depth", label.count(".") + 1)
    values.setdefault("heading", f"Tên mục {label}" if label else "")
    values.setdefault("body", f"Nội dung mục {label}.")
    values.setdefault("printed", "" if label else "-")
    clause = Clause(key=codes.new_key(), plan=plan)
    values.setdefault("folded", folded_clause(label, values["heading"], values["body"]))
    text: ClauseText = stored(ClauseText(version=version, clause=clause, label=label, **values))
    return text


def a_new_version(plan: Plan) -> PlanVersion:
    """A version in the making that says what the text in force says; correct its texts, then call
    `issued`.
    """
    return issuing.begin_copy(plan, by=Actor.SYSTEM, now=NOW)


def issued(plan: Plan, *, at: datetime = NOW) -> PlanVersion:
    """The version in the making, matched, with every guess confirmed, and published at `at`."""
    version = plan.version_in_the_making
    assert version is not None
    fates.keep(version, fates.prepare(plan.current_version, version))
    hat = a_hat(role=Role.MODERATOR, unit=plan.unit)
    left = [one.old_text_id for one in fates.fates_of(version)]
    came = [one.text_id for one in fates.arrivals_of(version)]
    deciding.confirm_all(version, left, came, by=hat, now=at)
    fates.keep(version, fates.prepare(plan.current_version, version))
    return issuing.issue(plan, confirmed=True, knows_it_is_older=True, by=hat, now=at)


def a_second_version(plan: Plan, *, at: datetime = NOW, **bodies: str) -> PlanVersion:
    """The plan issued anew at `at`: `bodies` are new texts by the name `muc_` and the clause's
    label, "I.1" as `muc_I_1`; an empty one takes the clause out.
    """
    version = a_new_version(plan)
    for text in list(version.texts):
        body = bodies.get(f"muc_{text.label.replace('.', '_')}")
        if body == "":
            drafts.delete_text(text)
        elif body is not None:
            text.body = body
    db.session.flush()
    db.session.refresh(version)
    drafts.put_in_order(version.texts)
    return issued(plan, at=at)


def a_task(text: ClauseText, lead: Unit | None = None, **values: Any) -> Task:
    """What the clause orders; `supporting=` is a unit, the other values are the task's own."""
    supporting = values.pop("supporting", None)
    values.setdefault("lead_text", lead.name if lead else "")
    values.setdefault("supporting_text", supporting.name if supporting else "")
    for name in ("time_text", "deliverable", "form"):
        values.setdefault(name, "")
    task: Task = stored(Task(clause_text=text, **values))
    for part, unit in ((Part.LEAD, lead), (Part.SUPPORTING, supporting)):
        if unit is not None:
            stored(TaskUnit(task=task, unit=unit, part=part, through_group=False))
    return task


def a_comment(text: ClauseText | None = None, **values: Any) -> Comment:
    """A góp ý on a clause by a parent without account; `body=`, `kind=`, `appearance=` and so on."""
    text = text or a_plan().current_version.texts[0]
    values.setdefault("body", "Đề nghị nói rõ hơn về mục này.")
    values.setdefault("kind", CommentKind.SUGGESTION)
    values.setdefault("appearance", Appearance.ROLE)
    values.setdefault("sender_label", "Cha mẹ học sinh")
    values.setdefault("received_at", NOW)
    values.setdefault("arrived_late", False)
    comment: Comment = stored(
        Comment(
            key=codes.new_key(),
            plan=text.version.plan,
            clause=text.clause,
            clause_text=text,
            folded=fold(values["body"]),
            send_key=codes.new_key(),
            **values,
        )
    )
    return comment


def a_case(comment: Comment | None = None, *, now: datetime = NOW, **values: Any) -> Case:
    """A case opened at `now`, the limits of a new installation in force; `state=` and the like
    are written over it.
    """
    defaults.add_missing_limits()
    case = intake.open_case(comment or a_comment(received_at=now), now=now)
    for name, value in values.items():
        setattr(case, name, value)
    db.session.flush()
    return case


def a_draft(unit: Unit | None = None, text: str = "KẾ HOẠCH\nTrích yếu\nI. MỤC MỘT\n") -> Plan:
    """A draft as it is after a text file was read."""
    read = read_document(text.encode(), "ke-hoach.txt")
    source = plans.Source("ke-hoach.txt", "0" * 64)
    return plans.store_draft(
        read, unit or a_unit(), PlanKind.PLAN, source, by=Actor.SYSTEM, now=NOW
    )
