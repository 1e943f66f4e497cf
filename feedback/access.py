"""Who may use a page: declared beside each page, refused unless declared.

    @access.open_to_all
    @access.signed_in
    @access.for_roles(Role.MODERATOR, Role.OFFICE)

stand directly above a view function, under the route. What a person may see *on* a page is
decided by the `scope` of each slice; an invisible thing answers 404.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response

from models import Person, Role, RoleHeld

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What a page demands: nothing, an account, or one of some roles under the hat worn."""

    needs_account: bool
    roles: frozenset[Role] = frozenset()

    @property
    def words(self) -> str:
        """How docs/pages.md says it: "everybody", "signed in", or the roles."""
        if self.roles:
            return ", ".join(sorted(role.value for role in self.roles))
        return "signed in" if self.needs_account else "everybody"


def open_to_all(view: View) -> View:
    """Declare that everybody may use the page."""
    return _declare(view, Access(needs_account=False))


def signed_in(view: View) -> View:
    """Declare that a person with an account may use the page, whatever the hat."""
    return _declare(view, Access(needs_account=True))


def for_roles(*roles: Role) -> Callable[[View], View]:
    """Declare that the hat worn must be one of `roles`."""
    return lambda view: _declare(view, Access(needs_account=True, roles=frozenset(roles)))


def declared(view: Callable[..., Any]) -> Access | None:
    """What the page declared; None when it declared nothing."""
    return getattr(view, "access", None)


def current_hat() -> RoleHeld | None:
    """The hat the person on this request wears today; None for a visitor or one without role."""
    hat: RoleHeld | None = g.get("hat")
    return hat


def current_person() -> Person | None:
    """The person signed in on this request, or None."""
    person: Person | None = g.get("person")
    return person


def hat_required() -> RoleHeld:
    """The hat worn; on a page that declared roles there is always one."""
    hat = current_hat()
    if hat is None:
        abort(403)
    return hat


def person_required() -> Person:
    """The person signed in; on a page that declared so there is always one."""
    person = current_person()
    if person is None:
        abort(403)
    return person


def is_active(hat: RoleHeld, today: date) -> bool:
    """Whether the role is held on `today` (Asia/Ho_Chi_Minh) by a person whose account is open."""
    started = hat.starts_on <= today
    lasts = hat.ends_on is None or today <= hat.ends_on
    return started and lasts and hat.person.closed_at is None


def guard(app: Flask) -> None:
    """Refuse, before every request, whatever its page does not declare for this person."""
    app.before_request(_refuse_unless_declared)


def _refuse_unless_declared() -> Response | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    wanted = declared(current_app.view_functions[request.endpoint])
    if wanted is None:
        abort(403)
    if wanted.needs_account and current_person() is None:
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    if wanted.roles and not _wears_one_of(wanted.roles):
        abort(403)
    return None


def _wears_one_of(roles: frozenset[Role]) -> bool:
    hat = current_hat()
    return hat is not None and hat.role in roles


def _declare(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
