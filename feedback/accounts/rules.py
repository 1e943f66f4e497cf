"""What holds for accounts: login names, passwords, which roles one may give, and until when."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import date, timedelta

from feedback.errors import N_, RuleBroken
from feedback.organisation.rules import BODY_KINDS
from models import Role, Unit, UnitKind

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
_FEWEST_DIFFERENT_CHARACTERS = 5
_CHOSEN_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")

# The last day of a school year; the frame set each year may move it, so forms let it be changed.
SCHOOL_YEAR_ENDS = (5, 31)
_LAST_MONTH_OF_A_SCHOOL_YEAR = 5
# Luật Giáo dục 2019, Đ.92: the parents' board is formed anew each school year.
YEARLY_ROLES = frozenset({Role.PARENT, Role.PARENTS_BOARD})

_PARENT_KINDS = frozenset({UnitKind.SCHOOL, UnitKind.PARENTS_BOARD})
_GIVEN_BY_A_UNIT = (Role.PARENT, Role.PARENTS_BOARD, Role.STAFF, Role.OFFICER, Role.MODERATOR)
# Who opens what is sealed, and who leads: others are told when somebody is given one of these.
SENSITIVE_ROLES = frozenset({Role.CONFIDENTIAL, Role.LEADERSHIP})
INVITING_ROLES = (Role.ADMINISTRATOR, Role.HEAD, Role.MODERATOR)

# Who has one of these may be called by an office; everybody else speaks for themselves.
ACTING_FOR_A_UNIT = frozenset(Role) - YEARLY_ROLES - {Role.STAFF}


def login_name_of(typed: str) -> str:
    """The name as it is kept and compared: `PhuHuynh.10A@Example.vn` → `phuhuynh.10a@example.vn`."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def is_chosen_name(name: str) -> bool:
    """Whether `name` may be chosen to sign in with: 3 to 40 of a-z, 0-9, dot, dash, underscore."""
    return _CHOSEN_NAME.fullmatch(name) is not None


def check_password(password: str, *, login_name: str) -> None:
    """Raise RuleBroken when `password` is easily guessed: too short, monotonous, the name itself."""
    if len(password) < SHORTEST_PASSWORD:
        raise RuleBroken(
            N_("Mật khẩu cần có ít nhất %(least)s ký tự; có thể dùng một câu dễ nhớ."),
            least=SHORTEST_PASSWORD,
        )
    if len(password) > LONGEST_PASSWORD:
        raise RuleBroken(N_("Mật khẩu dài quá %(most)s ký tự."), most=LONGEST_PASSWORD)
    lowered = password.lower()
    if len(set(lowered)) < _FEWEST_DIFFERENT_CHARACTERS or lowered in "01234567890123456789":
        raise RuleBroken(N_("Mật khẩu này quá dễ đoán; xin chọn mật khẩu khác."))
    if login_name_of(password) in (login_name, login_name.split("@")[0]):
        raise RuleBroken(N_("Mật khẩu không được giống tên đăng nhập."))


def school_year_end(today: date) -> date:
    """The last day of the school year that is running or, in June and July, about to begin."""
    year = today.year if today.month <= _LAST_MONTH_OF_A_SCHOOL_YEAR else today.year + 1
    return date(year, *SCHOOL_YEAR_ENDS)


def end_by_default(role: Role, today: date) -> date | None:
    """Until when a role given today lasts unless somebody says otherwise; None: until ended."""
    return school_year_end(today) if role in YEARLY_ROLES else None


def check_term(role: Role, starts_on: date, ends_on: date | None) -> None:
    """Raise RuleBroken when the role may not last so long, or would end before it begins."""
    if ends_on is not None and ends_on < starts_on:
        raise RuleBroken(N_("Ngày kết thúc vai trò phải từ ngày bắt đầu trở đi."))
    if role not in YEARLY_ROLES:
        return
    if ends_on is None:
        raise RuleBroken(
            N_("Vai trò của cha mẹ học sinh kết thúc cùng năm học; xin ghi ngày kết thúc.")
        )
    if ends_on - starts_on > timedelta(days=366):
        raise RuleBroken(N_("Vai trò của cha mẹ học sinh không kéo dài quá một năm học."))


def roles_to_give(role: Role, unit: Unit) -> tuple[Role, ...]:
    """The roles that one who wears the hat `role` may give at `unit`, in a fixed order.

    An administrator gives every role at every unit; whether another's hat is of this very
    unit the caller has checked. The head of a mass organisation names its members; the head
    and the moderator of any other unit name its people, parents where it has some.
    """
    if role is Role.ADMINISTRATOR:
        return tuple(Role)
    if role not in INVITING_ROLES:
        return ()
    if unit.kind in BODY_KINDS:
        return _roles_of_a_body(role, unit)
    return tuple(
        given
        for given in _GIVEN_BY_A_UNIT
        if given not in YEARLY_ROLES or unit.kind in _PARENT_KINDS
    )


def _roles_of_a_body(role: Role, unit: Unit) -> tuple[Role, ...]:
    if role is not Role.HEAD:
        return ()
    if unit.kind is UnitKind.PARENTS_BOARD:
        return (Role.MONITOR, Role.PARENTS_BOARD)
    return (Role.MONITOR,)


def check_not_to_oneself(person_id: int, giver_id: int | None) -> None:
    """Raise RuleBroken when somebody would give themselves a role."""
    if person_id == giver_id:
        raise RuleBroken(
            N_("Không ai tự trao vai trò cho mình, kể cả bằng mã mời do chính mình tạo.")
        )


def check_together(role: Role, held: Collection[Role]) -> None:
    """Raise RuleBroken when the administrator would open what is sealed."""
    if {Role.ADMINISTRATOR, Role.CONFIDENTIAL} <= {role, *held}:
        raise RuleBroken(
            N_("Người quản trị hệ thống không đồng thời là cán bộ được giao tiếp nhận tố cáo.")
        )


def check_may_give(role: Role, *, at: Unit, giver: Role, giver_unit_id: int) -> None:
    """Raise RuleBroken unless the giver's hat allows giving `role` at the unit `at`."""
    if giver is not Role.ADMINISTRATOR and giver_unit_id != at.id:
        raise RuleBroken(N_("Ông/bà chỉ mời được người vào đơn vị của mình."))
    if role not in roles_to_give(giver, at):
        raise RuleBroken(N_("Vai trò ông/bà đang dùng không được trao vai trò này."))
