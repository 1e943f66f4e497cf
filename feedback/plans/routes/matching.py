"""The desk where people say what became of the clauses about which nothing is certain."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.database import begin_write
from feedback.errors import UserError
from feedback.pages import shown as words_of
from feedback.plans.routes import pages
from feedback.plans.routes.preparing import prepared_plan
from feedback.plans.rules import PREPARING
from feedback.plans.versions import deciding, desk, fates
from feedback.plans.versions.deciding import Decision, Said
from feedback.plans.versions.desk import Desk, Folder, Item, Kind
from feedback.plans.versions.lineage import texts_of
from models import Fate, PlanVersion, db

Answer = str | Response | tuple[str, int]
FOLDERS = (Folder.DOUBTS, *Fate, Folder.NEW, Folder.DECIDED)


@pages.get("/plans/<plan_key>/matching")
@access.for_roles(*PREPARING)
def show_matching(plan_key: str) -> str:
    """How many clauses wait for a person, and all others by what became of them."""
    return _page(_desk(plan_key), None)


@pages.get("/plans/<plan_key>/matching/<clause_key>")
@access.for_roles(*PREPARING)
def show_match(plan_key: str, clause_key: str) -> str:
    """One old clause beside what it became, or one new clause, to be decided or corrected."""
    now_there = _desk(plan_key)
    return _page(now_there, now_there.item(clause_key) or abort(404))


@pages.post("/plans/<plan_key>/matching/<clause_key>")
@access.for_roles(*PREPARING)
def decide_match(plan_key: str, clause_key: str) -> Answer:
    """Keep what a person says of a clause, and go on to the next doubtful one."""
    _desk(plan_key)
    begin_write()
    there = _desk_now(plan_key)
    item = there.item(clause_key) or abort(404)
    try:
        said = _said(there, item)
        deciding.decide(there.version, item.text, said, by=access.hat_required(), now=clock.now())
    except UserError as error:
        db.session.rollback()
        there = _desk_now(plan_key)
        return _page(there, there.item(clause_key), refusal=words_of(error)), 409
    db.session.commit()
    return _go_on(plan_key, clause_key)


@pages.post("/plans/<plan_key>/matching/<clause_key>/undo")
@access.for_roles(*PREPARING)
def undo_match(plan_key: str, clause_key: str) -> Response:
    """Forget what was decided about a clause."""
    begin_write()
    there = _desk_now(plan_key)
    item = there.item(clause_key) or abort(404)
    deciding.undo_decision(there.version, item.text, by=access.hat_required(), now=clock.now())
    db.session.commit()
    flash(_("Đã bỏ quyết định về mục này."), "done")
    return redirect(url_for("plans.show_match", plan_key=plan_key, clause_key=clause_key))


@pages.post("/plans/<plan_key>/matching/confirm")
@access.for_roles(*PREPARING)
def confirm_matches(plan_key: str) -> Response:
    """Confirm in one act the doubtful ones of one kind, as far as they still are as shown."""
    begin_write()
    there = _desk_now(plan_key)
    kind = next((one for one in Kind if one == request.form.get("kind")), None) or abort(400)
    shown = set(request.form.getlist("shown"))
    chosen = [item for item in there.doubts if item.kind is kind and item.key in shown]
    count = deciding.confirm_all(
        there.version,
        {item.text.id for item in chosen if item.is_old},
        {item.text.id for item in chosen if not item.is_old},
        by=access.hat_required(),
        now=clock.now(),
    )
    db.session.commit()
    flash(ngettext("Đã xác nhận %(num)s chỗ.", "Đã xác nhận %(num)s chỗ.", count), "done")
    return redirect(url_for("plans.show_matching", plan_key=plan_key))


# ------------------------------------------------------------------ steps


def making_or_404(plan_key: str) -> PlanVersion:
    """The new version in the making of a published plan that the hat worn may prepare."""
    version = prepared_plan(plan_key).version_in_the_making
    return version if version is not None and not version.is_current else abort(404)


def _desk(plan_key: str) -> Desk:
    """The desk, matched anew when the text was corrected since: nobody has to ask for it."""
    version = making_or_404(plan_key)
    if not fates.is_fresh(version, texts_of(version)):
        # Matching takes a while for a long plan: it is over before others have to wait.
        prepared = fates.prepare(version.plan.current_version, version)
        begin_write()
        fates.keep(making_or_404(plan_key), prepared)
        db.session.commit()
    return _desk_now(plan_key)


def _desk_now(plan_key: str) -> Desk:
    version = making_or_404(plan_key)
    return desk.desk_of(version.plan, version)


def _said(there: Desk, item: Item) -> Said:
    sent = request.form.get("decision")
    decision = next((one for one in Decision if one == sent), None) or abort(400)
    wanted = set(request.form.getlist("other"))
    others = there.new if item.is_old else there.old
    chosen = tuple(text for text in others if text.clause.key in wanted)
    return Said(decision, chosen, request.form.get("seen", ""))


def _go_on(plan_key: str, clause_key: str) -> Response:
    following = _desk(plan_key).next_doubt(clause_key)
    if following is None:
        flash(_("Không còn chỗ nào phải quyết định."), "done")
        return redirect(url_for("plans.show_matching", plan_key=plan_key))
    address = url_for("plans.show_match", plan_key=plan_key, clause_key=following.key)
    return redirect(f"{address}#item")


def _page(there: Desk, item: Item | None, refusal: str = "") -> str:
    folder = request.args.get("show") or (item.folders[0] if item else Folder.DOUBTS)
    words = request.args.get("q", "")
    rows, newer, older = _window(there.inside(folder), item)
    return render_template(
        "plans/show_match.html" if item else "plans/show_matching.html",
        plan=there.plan,
        version=there.version,
        there=there,
        folder=folder,
        counts=there.counts(),
        folder_names=FOLDERS,
        rows=rows,
        newer=newer,
        older=older,
        item=item,
        words=words,
        candidates=there.candidates(item, words) if item else [],
        refusal=refusal,
    )


def _window(items: list[Item], item: Item | None) -> tuple[list[Item], str, str]:
    """The rows of one page of a folder, and after which keys the pages before and behind begin."""
    keys = [one.key for one in items]
    after = request.args.get("after", "")
    start = keys.index(after) if after in keys else 0
    if item and item.key in keys and not after:
        start = keys.index(item.key)
    start -= start % desk.ROWS_ON_A_PAGE
    end = start + desk.ROWS_ON_A_PAGE
    newer = keys[start - desk.ROWS_ON_A_PAGE] if start else ""
    return items[start:end], newer, keys[end] if end < len(keys) else ""
