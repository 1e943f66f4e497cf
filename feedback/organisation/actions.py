"""What an administrator does with units: enter, change, place, end, group, mandate."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from feedback import codes, record
from feedback.clock import day_of
from feedback.errors import N_, RuleBroken
from feedback.organisation import queries, rules
from feedback.search import fold
from models import (
    Actor,
    LineKind,
    Mandate,
    RoleHeld,
    SuccessionKind,
    Unit,
    UnitGroup,
    UnitKind,
    UnitLine,
    UnitName,
    UnitSuccession,
    db,
)

By = RoleHeld | Actor


@dataclass(frozen=True)
class UnitFacts:
    """What is entered about a unit; an empty short name means the name itself."""

    name: str
    kind: UnitKind
    short_name: str = ""
    abbreviation: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    email: str | None = None
    reception: str | None = None


# ------------------------------------------------------------------ units


def add_unit(facts: UnitFacts, *, by: By, now: datetime) -> Unit:
    """A new unit, recorded.

    Raises RuleBroken when it is there already: one in force has the name, or one of the same
    name began or ended on the same day; or when its days are wrong.
    """
    _check_days(facts)
    today = day_of(now)
    known = db.session.scalars(select(Unit)).all()
    same = [unit for unit in known if rules.is_same_unit(unit, facts.name, facts, today)]
    if any(rules.is_in_force(unit, today) for unit in same):
        raise RuleBroken(N_("Đã có đơn vị mang tên này."))
    if same:
        raise RuleBroken(
            N_(
                "Đã có đơn vị mang tên này, đã kết thúc. Nếu là đơn vị khác, xin ghi ngày thành lập."
            )
        )
    unit = Unit(key=codes.new_key(), name=facts.name, kind=facts.kind, short_name="")
    _set_facts(unit, facts)
    db.session.add(unit)
    db.session.flush()
    record.write("unit.added", by=by, at=now, about_unit=unit)
    return unit


def change_unit(unit: Unit, facts: UnitFacts, *, by: By, now: datetime) -> None:
    """Change what is known about a unit, recorded; a name it had stays a former name.

    Raises RuleBroken when the days are wrong.
    """
    _check_days(facts)
    if fold(facts.name) != fold(unit.name):
        _keep_name(unit, unit.name)
    _set_facts(unit, facts)
    record.write("unit.changed", by=by, at=now, about_unit=unit)


def add_name(unit: Unit, name: str, *, by: By, now: datetime) -> None:
    """Another name by which documents call the unit. Raises RuleBroken when it is known already."""
    if fold(name) in rules.aliases_of(unit):
        raise RuleBroken(N_("Đơn vị đã có tên gọi này."))
    _keep_name(unit, name)
    record.write("unit.named", by=by, at=now, about_unit=unit)


def remove_name(name: UnitName, *, by: By, now: datetime) -> None:
    """Forget another name of a unit."""
    record.write("unit.unnamed", by=by, at=now, about_unit=name.unit)
    db.session.delete(name)


def _keep_name(unit: Unit, name: str) -> None:
    if fold(name) not in {known.folded for known in unit.names}:
        unit.names.append(UnitName(name=name, folded=fold(name)))


def _set_facts(unit: Unit, facts: UnitFacts) -> None:
    unit.name = facts.name
    unit.short_name = facts.short_name or facts.name
    unit.abbreviation = facts.abbreviation or None
    unit.kind = facts.kind
    unit.starts_on, unit.ends_on = facts.starts_on, facts.ends_on
    unit.email = facts.email or None
    unit.reception = facts.reception or None


def _check_days(facts: UnitFacts) -> None:
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise RuleBroken(N_("Ngày kết thúc phải từ ngày thành lập trở đi."))


# ------------------------------------------------------------------ lines and successors


def place_under(
    lower: Unit, upper: Unit, kind: LineKind, *, starts_on: date | None, by: By, now: datetime
) -> UnitLine:
    """Put a unit under another in one respect, recorded; an ended line begins anew.

    Raises RuleBroken when it would stand under itself or the line is in force already.
    """
    today = day_of(now)
    uppers = queries.lines_in_force(today, [kind]).above
    if rules.would_close_a_circle(upper.id, lower.id, uppers):
        raise RuleBroken(N_("Không đặt được: đơn vị sẽ thành cấp trên của chính mình."))
    line = db.session.scalars(
        select(UnitLine).where(
            UnitLine.upper_id == upper.id, UnitLine.lower_id == lower.id, UnitLine.kind == kind
        )
    ).first()
    if line is None:
        line = UnitLine(upper=upper, lower=lower, kind=kind, starts_on=starts_on)
        db.session.add(line)
    elif rules.is_in_force(line, today):
        raise RuleBroken(N_("Tuyến này đã có."))
    else:
        line.starts_on, line.ends_on = starts_on, None
    record.write("unit.placed", by=by, at=now, about_unit=lower, upper_unit=upper, line_word=kind)
    return line


def end_line(line: UnitLine, *, by: By, now: datetime) -> None:
    """Let a line end with yesterday, recorded; one that began today or later is dropped."""
    yesterday = day_of(now) - timedelta(days=1)
    record.write(
        "unit.taken_from",
        by=by,
        at=now,
        about_unit=line.lower,
        upper_unit=line.upper,
        line_word=line.kind,
    )
    if line.starts_on is not None and line.starts_on > yesterday:
        db.session.delete(line)
    else:
        line.ends_on = yesterday


def name_successor(
    old: Unit, new: Unit, kind: SuccessionKind, happened_on: date, *, by: By, now: datetime
) -> UnitSuccession:
    """Write down who took over from a unit, which then ends the day before, recorded.

    A split unit names each of its successors. Raises RuleBroken when it would succeed itself,
    through others too, or the successor is named already.
    """
    if old.id == new.id or _succeeds(new, old):
        raise RuleBroken(N_("Đơn vị kế thừa không thể là chính đơn vị cũ hoặc đơn vị trước nó."))
    if any(successor.id == new.id for successor in queries.successors_of(old)):
        raise RuleBroken(N_("Đơn vị này đã được ghi là kế thừa."))
    if old.ends_on is None:
        last_day = happened_on - timedelta(days=1)
        if old.starts_on is not None and last_day < old.starts_on:
            raise RuleBroken(N_("Ngày kế thừa phải sau ngày thành lập của đơn vị cũ."))
        old.ends_on = last_day
    succession = UnitSuccession(old_unit=old, new_unit=new, kind=kind, happened_on=happened_on)
    db.session.add(succession)
    record.write(
        "unit.succeeded",
        by=by,
        at=now,
        about_unit=old,
        successor_unit=new,
        happened_on=happened_on,
    )
    return succession


def remove_successor(succession: UnitSuccession, *, by: By, now: datetime) -> None:
    """Forget a successor that was written down by mistake; the old unit stays ended."""
    record.write(
        "unit.not_succeeded",
        by=by,
        at=now,
        about_unit=succession.old_unit,
        successor_unit=succession.new_unit,
    )
    db.session.delete(succession)


def _succeeds(unit: Unit, other: Unit) -> bool:
    """Whether `other` took over from `unit`, however many steps later."""
    waiting, seen = [unit], set[int]()
    while waiting:
        current = waiting.pop()
        if current.id == other.id:
            return True
        if current.id not in seen:
            seen.add(current.id)
            waiting.extend(queries.successors_of(current))
    return False


# ------------------------------------------------------------------ groups and mandates


def add_group(
    name: str,
    under: Unit,
    kinds: Collection[UnitKind],
    lines: Collection[LineKind],
    *,
    by: By,
    now: datetime,
) -> UnitGroup:
    """A name by which documents call several units at once, recorded.

    Raises RuleBroken when another group has the name, however it is written.
    """
    bare = rules.bare_group_name(name)
    if any(rules.bare_group_name(group.name) == bare for group in queries.groups_in_order()):
        raise RuleBroken(N_("Đã có nhóm mang tên này."))
    group = UnitGroup(
        name=name,
        folded=fold(name),
        under=under,
        kinds=[kind.value for kind in kinds],
        lines=[line.value for line in lines],
    )
    db.session.add(group)
    db.session.flush()
    record.write("unit_group.added", by=by, at=now, about_unit=under)
    return group


def add_usual_groups(department: Unit, *, by: By, now: datetime) -> list[UnitGroup]:
    """The groups that plans of a Department usually name; those that exist stay as they are."""
    house = (UnitKind.OFFICE, UnitKind.DIVISION)
    usual = (
        ("Các phòng, đơn vị thuộc và trực thuộc Sở", (*house, UnitKind.SCHOOL)),
        ("Các phòng thuộc Sở", house),
        ("Các đơn vị trực thuộc Sở", (UnitKind.SCHOOL,)),
    )
    known = {rules.bare_group_name(group.name) for group in queries.groups_in_order()}
    return [
        add_group(name, department, kinds, [LineKind.ADMINISTRATIVE], by=by, now=now)
        for name, kinds in usual
        if rules.bare_group_name(name) not in known
    ]


def remove_group(group: UnitGroup, *, by: By, now: datetime) -> None:
    """Forget a group; plans that named it keep the units resolved when they were issued."""
    record.write("unit_group.removed", by=by, at=now, about_unit=group.under)
    db.session.delete(group)


def give_mandate(
    body: Unit,
    unit: Unit,
    *,
    includes_below: bool,
    starts_on: date,
    ends_on: date | None,
    basis: str,
    by: By,
    now: datetime,
) -> Mandate:
    """What a mass organisation may watch, recorded. Raises RuleBroken when the days are wrong."""
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken(N_("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    mandate = Mandate(
        body=body,
        unit=unit,
        includes_below=includes_below,
        starts_on=starts_on,
        ends_on=ends_on,
        basis=basis,
    )
    db.session.add(mandate)
    record.write(
        "mandate.given", by=by, at=now, body_unit=body, about_unit=unit, starts_on=starts_on
    )
    return mandate


def end_mandate(mandate: Mandate, last_day: date, *, by: By, now: datetime) -> None:
    """Let a mandate end with `last_day`, recorded.

    Raises RuleBroken when the day lies before its first or prolongs it.
    """
    if last_day < mandate.starts_on:
        raise RuleBroken(N_("Ngày kết thúc phải từ ngày bắt đầu trở đi."))
    if mandate.ends_on is not None and last_day > mandate.ends_on:
        raise RuleBroken(N_("Ngày kết thúc mới phải trước ngày kết thúc đang ghi."))
    mandate.ends_on = last_day
    record.write(
        "mandate.ended",
        by=by,
        at=now,
        body_unit=mandate.body,
        about_unit=mandate.unit,
        ends_on=last_day,
    )
