"""What people do with accounts: join, invite, give and end roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from feedback import access, codes, notices, official_names, record
from feedback.accounts import passwords, queries, rules, sessions
from feedback.clock import day_of
from feedback.errors import N_, RuleBroken
from feedback.search import fold, vietnamese_sort_key
from models import Actor, Invitation, Person, Role, RoleHeld, Unit, db


@dataclass(frozen=True)
class Invited:
    """A new invitation and its code, which is shown once and kept nowhere."""

    invitation: Invitation
    code: str


@dataclass(frozen=True)
class Newcomer:
    """What somebody who joins gives: a name to be shown, and how to sign in.

    `login` is an e-mail address or a chosen name; without one a name is made up and told.
    """

    display_name: str
    login: str
    password: str


# ------------------------------------------------------------------ people


def add_person(
    display_name: str, *, login_name: str, password: str | None, now: datetime
) -> Person:
    """A new account without roles; an address gets mail once it is proved (addresses.py).

    Raises RuleBroken when the login name is taken or the password is weak.
    """
    login = rules.login_name_of(login_name)
    if queries.is_login_taken(login):
        raise RuleBroken(N_("Tên đăng nhập hoặc địa chỉ này đã có người dùng; xin chọn tên khác."))
    if password is not None:
        rules.check_password(password, login_name=login)
    person = Person(
        key=codes.new_key(),
        login_name=login,
        password_hash=passwords.hash_password(password) if password else None,
        created_at=now,
    )
    rename(person, display_name)
    db.session.add(person)
    db.session.flush()
    return person


def rename(person: Person, display_name: str) -> None:
    """Set the name shown, and with it the name as searched and as ordered."""
    person.display_name = display_name
    person.folded = fold(display_name)
    person.sort_key = vietnamese_sort_key(display_name)


def rename_oneself(person: Person, display_name: str, today: date) -> None:
    """Set another name for oneself. Raises RuleBroken for the name of an office one does not hold."""
    if display_name != person.display_name:
        roles = [hat.role for hat in person.roles if access.is_active(hat, today)]
        _check_own_name(display_name, roles)
    rename(person, display_name)


def _check_own_name(display_name: str, roles: Iterable[Role]) -> None:
    if not rules.ACTING_FOR_A_UNIT.intersection(roles):
        official_names.check_private(display_name)


def change_password(person: Person, old: str, new: str) -> None:
    """Set a new password; the caller signs the person out elsewhere.

    Raises RuleBroken when the old one is wrong or the new one is weak. One who has had none,
    signing in by e-mailed codes, sets the first without an old one.
    """
    if person.password_hash and not passwords.is_password(old, person.password_hash):
        raise RuleBroken(N_("Mật khẩu hiện tại chưa đúng."))
    rules.check_password(new, login_name=person.login_name)
    person.password_hash = passwords.hash_password(new)


def close_account(person: Person, *, by: RoleHeld, now: datetime) -> None:
    """Close the account and sign it out everywhere; what was done under it stays.

    Raises RuleBroken when it is closed already or belongs to the last administrator.
    """
    if person.closed_at is not None:
        raise RuleBroken(N_("Tài khoản này đã đóng."))
    _keep_an_administrator(person, day_of(now))
    person.closed_at = now
    sessions.end_all_sessions(person)
    record.write("account.closed", by=by, at=now, of_person_number=person.id)


# ------------------------------------------------------------------ roles


def grant_role(
    person: Person,
    role: Role,
    unit: Unit,
    *,
    by: RoleHeld | Actor,
    now: datetime,
    title: str | None = None,
    ends_on: date | None = None,
    confirmed: bool = True,
) -> RoleHeld:
    """Give the person a role at the unit from today (Asia/Ho_Chi_Minh), recorded.

    Those who hold such roles are told of a sensitive one. Raises RuleBroken when the giver may
    not or is the person, the term is wrong, or the role is held already.
    """
    if isinstance(by, RoleHeld):
        rules.check_not_to_oneself(person.id, by.person_id)
        rules.check_may_give(role, at=unit, giver=by.role, giver_unit_id=by.unit_id)
    hat = _put_on(person, role, unit, title=title, ends_on=ends_on, today=day_of(now))
    hat.confirmed = confirmed
    record.write("role.granted", by=by, at=now, role_word=role, at_unit=unit, hat_number=hat.id)
    notices.tell([person], "role.granted", event_key=f"role.granted:{hat.id}", now=now)
    _tell_who_watches(hat, now)
    return hat


def end_role(hat: RoleHeld, last_day: date, *, by: RoleHeld, now: datetime) -> None:
    """Let the role end with `last_day`; yesterday ends it at once.

    Raises RuleBroken when the hat worn does not allow it, the role has ended already, the day
    prolongs it, or it is the last administrator's.
    """
    rules.check_may_give(hat.role, at=hat.unit, giver=by.role, giver_unit_id=by.unit_id)
    today = day_of(now)
    if not access.is_active(hat, today):
        raise RuleBroken(N_("Vai trò này đã kết thúc từ trước."))
    if hat.ends_on is not None and last_day > hat.ends_on:
        raise RuleBroken(N_("Ngày kết thúc mới phải trước ngày kết thúc đang ghi."))
    if hat.role is Role.ADMINISTRATOR:
        _keep_an_administrator(hat.person, today)
    hat.ends_on = last_day
    hat.starts_on = min(hat.starts_on, last_day)  # given and taken back on one day
    record.write(
        "role.ended", by=by, at=now, role_word=hat.role, at_unit=hat.unit, ends_on=last_day
    )
    notices.tell([hat.person], "role.ended", event_key=f"role.ended:{hat.id}:{last_day}", now=now)


def _put_on(
    person: Person, role: Role, unit: Unit, *, title: str | None, ends_on: date | None, today: date
) -> RoleHeld:
    rules.check_term(role, today, ends_on)
    if person.closed_at is not None:
        raise RuleBroken(N_("Tài khoản này đã đóng."))
    active = [held for held in person.roles if access.is_active(held, today)]
    rules.check_together(role, [held.role for held in active])
    for held in person.roles:
        same = (held.role, held.unit_id, held.title) == (role, unit.id, title or None)
        if same and (held.ends_on is None or held.ends_on >= today):
            raise RuleBroken(N_("Tài khoản đã có vai trò này tại đơn vị."))
    hat = RoleHeld(
        person=person,
        role=role,
        unit=unit,
        title=title or None,
        starts_on=today,
        ends_on=ends_on,
        confirmed=True,
    )
    db.session.add(hat)
    db.session.flush()
    return hat


def _tell_who_watches(hat: RoleHeld, now: datetime) -> None:
    """Whoever opens what is sealed, or leads, is not put in place unseen."""
    if hat.role not in rules.SENSITIVE_ROLES:
        return
    people = queries.who_watches_roles_at(hat.unit, day_of(now))
    notices.tell(
        [person for person in people if person.id != hat.person_id],
        f"role.{hat.role}_given",
        event_key=f"role.given:{hat.id}",
        now=now,
        details={"unit": hat.unit.short_name},
    )


def _keep_an_administrator(person: Person, today: date) -> None:
    if [one.id for one in queries.active_administrators(today)] == [person.id]:
        raise RuleBroken(
            N_("Đây là người quản trị cuối cùng; xin trao vai trò quản trị cho người khác trước.")
        )


# ------------------------------------------------------------------ invitations


def invite(
    role: Role,
    unit: Unit,
    *,
    title: str | None,
    uses: int,
    expires_at: datetime,
    role_ends_on: date | None,
    by: RoleHeld | Actor,
    hash_key: bytes,
    now: datetime,
) -> Invited:
    """A new invitation, recorded; its code has 130 bits and only its keyed hash is kept.

    Raises RuleBroken when the hat worn may not give the role there or the term is wrong.
    """
    if isinstance(by, RoleHeld):
        rules.check_may_give(role, at=unit, giver=by.role, giver_unit_id=by.unit_id)
    rules.check_term(role, day_of(now), role_ends_on)
    code = codes.new_secret()
    invitation = Invitation(
        key=codes.new_key(),
        code_hash=_hash_of(code, hash_key),
        role=role,
        unit=unit,
        title=title or None,
        role_ends_on=role_ends_on,
        uses_left=uses,
        expires_at=expires_at,
        made_at=now,
        made_by_id=by.person_id if isinstance(by, RoleHeld) else None,
    )
    db.session.add(invitation)
    db.session.flush()
    record.write(
        "invitation.made",
        by=by,
        at=now,
        role_word=role,
        at_unit=unit,
        uses=uses,
        invitation_number=invitation.id,
    )
    return Invited(invitation, code)


def _hash_of(code: str, hash_key: bytes) -> str:
    plain = codes.normalise_secret(code) or code
    return codes.keyed_hash(plain, hash_key, queries.INVITATION_PURPOSE)


def revoke_invitation(invitation: Invitation, *, by: RoleHeld | Actor, now: datetime) -> None:
    """Let the invitation open nothing any more; who has used it keeps the role.

    Raises RuleBroken when it was revoked already.
    """
    if invitation.revoked_at is not None:
        raise RuleBroken(N_("Mã mời này đã được thu hồi."))
    invitation.revoked_at = now
    record.write("invitation.revoked", by=by, at=now, at_unit=invitation.unit)


def accept_invitation(invitation: Invitation, who: Person | Newcomer, *, now: datetime) -> RoleHeld:
    """The role that the invitation gives, put on by a person or by one who joins with it.

    Those who hold such roles are told of a sensitive one. Raises RuleBroken when the person
    made the invitation, the last use was taken meanwhile, the role is held already, or the
    newcomer's login or password cannot be accepted.
    """
    today = day_of(now)
    if isinstance(who, Person):
        rules.check_not_to_oneself(who.id, invitation.made_by_id)
    if isinstance(who, Newcomer) and who.display_name != invitation.title:
        _check_own_name(who.display_name, [invitation.role])
    person = who if isinstance(who, Person) else _join(who, now)
    hat = _put_on(
        person,
        invitation.role,
        invitation.unit,
        title=invitation.title,
        ends_on=invitation.role_ends_on,
        today=today,
    )
    _use_up(invitation, now)
    record.write(
        "role.accepted",
        by=hat,
        at=now,
        role_word=hat.role,
        at_unit=hat.unit,
        hat_number=hat.id,
        invitation_number=invitation.id,
    )
    _tell_who_watches(hat, now)
    return hat


def _use_up(invitation: Invitation, now: datetime) -> None:
    # Taken by one statement, so that two who come together cannot share the last use.
    taken = db.session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation.id,
            Invitation.uses_left > 0,
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .values(uses_left=Invitation.uses_left - 1)
        .returning(Invitation.id)
    )
    if taken.first() is None:
        raise RuleBroken(N_("Mã mời vừa hết lượt dùng; xin hỏi đơn vị để có mã mới."))


def _join(newcomer: Newcomer, now: datetime) -> Person:
    login = newcomer.login or f"nguoi.{codes.new_key(8)}"
    return add_person(
        newcomer.display_name,
        login_name=login,
        password=newcomer.password,
        now=now,
    )
