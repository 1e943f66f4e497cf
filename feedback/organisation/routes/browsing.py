"""Units as everybody sees them."""

from __future__ import annotations

from flask import render_template, request

from feedback import access, clock
from feedback.organisation import listings
from feedback.organisation.routes.blueprint import pages, unit_or_404
from models import Role, UnitKind


@pages.get("/units")
@access.open_to_all
def list_units() -> str:
    """Units by kind and name, with what ended ones are now."""
    today = clock.today()
    kind = next((kind for kind in UnitKind if kind == request.args.get("kind")), None)
    search = request.args.get("search", "").strip()[:100]
    ended = request.args.get("ended") == "1"
    after = request.args.get("after", "")
    found = listings.units_to_show(today, search=search, kind=kind, ended=ended, after=after)
    return render_template(
        "organisation/list_units.html",
        found=found,
        standing=listings.standing_units(found.rows, today),
        kinds=listings.kinds_in_use(today),
        chosen=kind,
        search=search,
        ended=ended,
        after=after,
        is_administrator=_is_administrator(),
    )


@pages.get("/units/<unit_key>")
@access.open_to_all
def show_unit(unit_key: str) -> str:
    """What a unit is, under whom, what it was called, and when it receives people."""
    unit = unit_or_404(unit_key)
    hat = access.current_hat()
    is_head = hat is not None and hat.role is Role.HEAD and hat.unit_id == unit.id
    return render_template(
        "organisation/show_unit.html",
        card=listings.unit_card(unit, clock.today()),
        unit=unit,
        is_administrator=_is_administrator(),
        is_head=is_head,
    )


def _is_administrator() -> bool:
    hat = access.current_hat()
    return hat is not None and hat.role is Role.ADMINISTRATOR
