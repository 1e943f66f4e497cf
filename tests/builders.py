"""What tests are built of: each function makes one thing, says only what matters, and flushes it.

Call them between `begin_write()` and the next request (the `session` fixture begins).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from feedback import codes
from models import (
    Deputyship,
    LineKind,
    Mandate,
    Person,
    Role,
    RoleHeld,
    Unit,
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
    person: Person = stored(
        Person(
            **{
                "key": key,
                "display_name": f"Người dùng {key}",
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
