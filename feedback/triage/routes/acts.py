"""What is done at the desk: form, write, act, commit, on to the next item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from feedback import access, clock
from feedback.clock import day_of
from feedback.comments.rules import is_readable
from feedback.database import begin_write
from feedback.deadlines import load_calendar
from feedback.errors import N_, Overtaken, RuleBroken, UserError
from feedback.formats import hat_words
from feedback.labels import label
from feedback.pages import shown
from feedback.triage import actions, desk
from feedback.triage.actions import Routing
from feedback.triage.concerned import hat_numbered
from feedback.triage.extensions import waiting_extension
from feedback.triage.naming import unit_called, units_called
from feedback.triage.routes import pages
from feedback.triage.routes.item_forms import AT_THE_DESK, form_sent
from feedback.triage.routes.queue import folder_asked, item_page
from feedback.triage.suggestion import publishes_personal_data, suggestion_for
from models import Case, RoleHeld, Unit, db

Answer = str | Response | tuple[str, int]
# What is done with the case under the hat at the time; gives the words that say what was done.
Doing = Callable[[Case, RoleHeld, datetime], str]


def perform(name: str, case_key: str, form: Any, do: Doing, *, settles: bool = True) -> Answer:
    """Do one act with a valid form; a refused one comes back filled, saying why.

    An act that settles the item leads on to the next one. One that only says more about it
    (its kind, whom it concerns, what of it is public) leaves it open, because the deciding
    key would otherwise fall on an item nobody has read.
    """
    folder = folder_asked()
    here = desk.desk_of(access.hat_required(), clock.today(), load_calendar())
    case = desk.case_at(here, case_key) or abort(404)
    if not form.validate():
        return item_page(here, case, load_calendar(), {name: form}), 422
    begin_write()
    try:
        case = desk.case_at(here, case_key) or abort(404)
        following = desk.next_key(here, folder, case)
        said = do(case, here.hat, clock.now())
        db.session.commit()
    except UserError as error:
        db.session.rollback()
        form.form_errors.append(shown(error))
        case = desk.case_at(here, case_key) or abort(404)
        if isinstance(error, Overtaken):
            # The page now shows how things stand; pressing again is a decision on that.
            form.revision.data = case.revision
        return item_page(here, case, load_calendar(), {name: form}), 422
    flash(_("Hồ sơ %(number)s: %(said)s.", number=case.number, said=said), "done")
    if not settles and desk.case_at(here, case_key) is not None:
        # What was taken back waits again: one goes on with it where it now lies.
        where = desk.Folder.WAITING if name == "take-back" else folder
        here_again = url_for("triage.show_item", case_key=case_key, folder=where.value)
        return redirect(here_again, 303)
    if following is None:
        return redirect(url_for("triage.queue", folder=folder.value, done=case_key), 303)
    address = url_for("triage.show_item", case_key=following, folder=folder.value, done=case_key)
    return redirect(address, 303)


@pages.post("/queue/<case_key>/accept")
@access.for_roles(*AT_THE_DESK)
def accept(case_key: str) -> Answer:
    """Route as the plan itself says and publish: the one key of the desk."""
    form = form_sent("accept")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        found = suggestion_for(case, day_of(now), load_calendar())
        if found is None or found.lead.key != form.lead.data:
            raise RuleBroken(N_("Đề xuất vừa thay đổi. Xin xem lại rồi quyết định."))
        if publishes_personal_data(case):
            raise RuleBroken(
                N_(
                    "Ý kiến có vẻ ghi số điện thoại, số giấy tờ hoặc thư điện tử. Xin tạm giữ, hoặc"
                    " tự chọn đơn vị và viết bản tóm tắt công khai."
                )
            )
        routing = Routing(
            found.lead,
            found.supporting,
            publish=case.kept_back_for is None,
            keep_back_for=case.kept_back_for,
            summary=case.comment.public_text or "",
        )
        return _route(case, routing, hat, now, form.seen)

    return perform("accept", case_key, form, do)


@pages.post("/queue/<case_key>/route")
@access.for_roles(*AT_THE_DESK)
def route(case_key: str) -> Answer:
    """Route to the units that the moderator names."""
    form = form_sent("route")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        lead = unit_called(form.lead.data, day_of(now))
        if lead is None:
            raise RuleBroken(N_("Xin ghi đơn vị chủ trì."))
        routing = Routing(
            lead,
            units_called(form.supporting.data, day_of(now)),
            is_complex=form.is_complex.data,
            complex_reason=form.complex_reason.data,
            unit_due_on=form.unit_due_on.data,
            publish=form.publish.data,
            summary=form.summary.data,
            keep_back_for=form.keep_back_for.data,
            keep_back_note=form.keep_back_note.data,
        )
        return _route(case, routing, hat, now, form.seen)

    return perform("route", case_key, form, do)


@pages.post("/queue/<case_key>/classify")
@access.for_roles(*AT_THE_DESK)
def classify(case_key: str) -> Answer:
    """Set the legal kind."""
    form = form_sent("classify")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.classify(
            case, form.kind.data, reason=form.reason.data, by=hat, now=now, revision=form.seen
        )
        return _("đã ghi loại %(kind)s", kind=label(case.kind))

    return perform("classify", case_key, form, do, settles=False)


@pages.post("/queue/<case_key>/concern")
@access.for_roles(*AT_THE_DESK)
def concern(case_key: str) -> Answer:
    """Say whom it concerns: a unit, a person, or nobody here; they lose it at once."""
    form = form_sent("concern")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        unit = unit_called(form.unit.data, day_of(now))
        person = hat_numbered(form.person.data, day_of(now)) if form.person.data else None
        _check_one_statement(form, unit, person)
        actions.set_concern(case, unit, person=person, by=hat, now=now, revision=form.seen)
        if person is not None:
            return _("đã ghi liên quan đến %(whom)s", whom=hat_words(person))
        if unit is None:
            return _("đã ghi: không nói đến ai làm việc với hệ thống này")
        return _("đã ghi liên quan đến %(whom)s", whom=unit.name)

    return perform("concern", case_key, form, do, settles=False)


def _check_one_statement(form: Any, unit: Unit | None, person: RoleHeld | None) -> None:
    if form.person.data and person is None:
        raise RuleBroken(N_("Người được chọn không còn vai trò ở đơn vị ấy; xin chọn lại."))
    if form.is_nobody.data and (unit or person):
        raise RuleBroken(N_("Xin hoặc ghi đơn vị, người, hoặc chọn “Không nói đến ai”."))
    if not form.is_nobody.data and unit is None and person is None:
        raise RuleBroken(N_("Xin ghi đơn vị, chọn người, hoặc chọn “Không nói đến ai”."))


@pages.post("/queue/<case_key>/hold")
@access.for_roles(*AT_THE_DESK)
def hold(case_key: str) -> Answer:
    """Keep the comment from the public, with a reason that the sender reads."""
    form = form_sent("hold")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.hold(
            case, form.reason.data, note=form.note.data, by=hat, now=now, revision=form.seen
        )
        return _("đã tạm giữ")

    return perform("hold", case_key, form, do)


@pages.post("/queue/<case_key>/request-details")
@access.for_roles(*AT_THE_DESK)
def request_details(case_key: str) -> Answer:
    """Ask the sender for what is missing."""
    form = form_sent("request-details")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.request_details(case, note=form.note.data, by=hat, now=now, revision=form.seen)
        return _("đã yêu cầu bổ sung")

    return perform("request-details", case_key, form, do)


@pages.post("/queue/<case_key>/return")
@access.for_roles(*AT_THE_DESK)
def return_with_guidance(case_key: str) -> Answer:
    """Give the comment back with guidance; a khiếu nại leaves by this."""
    form = form_sent("return")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.return_with_guidance(
            case,
            guidance=form.note.data,
            as_complaint=form.as_complaint.data,
            by=hat,
            now=now,
            revision=form.seen,
        )
        return _("đã trả lại kèm hướng dẫn")

    return perform("return", case_key, form, do)


@pages.post("/queue/<case_key>/archive")
@access.for_roles(*AT_THE_DESK)
def archive(case_key: str) -> Answer:
    """Keep the comment without further handling."""
    form = form_sent("archive")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.archive(
            case, form.reason.data, note=form.note.data, by=hat, now=now, revision=form.seen
        )
        return _("đã lưu, không xử lý tiếp")

    return perform("archive", case_key, form, do)


@pages.post("/queue/<case_key>/transfer")
@access.for_roles(*AT_THE_DESK)
def transfer(case_key: str) -> Answer:
    """Pass on what is not ours."""
    form = form_sent("transfer")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        receiver, note = form.receiver.data, form.note.data
        actions.transfer(case, receiver, note=note, by=hat, now=now, revision=form.seen)
        return _("đã chuyển %(body)s", body=receiver)

    return perform("transfer", case_key, form, do)


@pages.post("/queue/<case_key>/publish")
@access.for_roles(*AT_THE_DESK)
def publish(case_key: str) -> Answer:
    """Let the public read it."""
    form = form_sent("publish")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.publish(case, summary=form.summary.data, by=hat, now=now, revision=form.seen)
        return _("đã cho hiện công khai")

    return perform("publish", case_key, form, do, settles=False)


@pages.post("/queue/<case_key>/unpublish")
@access.for_roles(*AT_THE_DESK)
def unpublish(case_key: str) -> Answer:
    """Take it off the public page."""
    form = form_sent("unpublish")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.unpublish(
            case, form.reason.data, note=form.note.data, by=hat, now=now, revision=form.seen
        )
        return _("đã thôi hiện công khai")

    return perform("unpublish", case_key, form, do, settles=False)


@pages.post("/queue/<case_key>/quarantine")
@access.for_roles(*AT_THE_DESK)
def quarantine(case_key: str) -> Answer:
    """Hide at once what turns out to be a tố cáo."""
    form = form_sent("quarantine")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.quarantine(case, by=hat, now=now, revision=form.seen)
        return _("đã chuyển sang lối riêng")

    return perform("quarantine", case_key, form, do)


@pages.post("/queue/<case_key>/take-back")
@access.for_roles(*AT_THE_DESK)
def take_back(case_key: str) -> Answer:
    """Take the last step back."""
    form = form_sent("take-back")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        actions.take_back(case, by=hat, now=now, revision=form.seen)
        return _("đã hoàn tác, đang chờ xử lý lại")

    return perform("take-back", case_key, form, do, settles=False)


@pages.post("/queue/<case_key>/decide-extension")
@access.for_roles(*AT_THE_DESK)
def decide_extension(case_key: str) -> Answer:
    """Grant or refuse the later date that the lead unit asks for."""
    form = form_sent("decide-extension")

    def do(case: Case, hat: RoleHeld, now: datetime) -> str:
        extension = waiting_extension(case)
        if extension is None:
            raise RuleBroken(N_("Đề nghị này đã được quyết định."))
        approve = form.decision.data == "approve"
        actions.decide_extension(extension, approve, by=hat, now=now, revision=form.seen)
        return _("đã đồng ý gia hạn") if approve else _("không đồng ý gia hạn")

    return perform("decide-extension", case_key, form, do)


def _route(case: Case, routing: Routing, hat: RoleHeld, now: datetime, revision: int | None) -> str:
    actions.route(case, routing, by=hat, now=now, revision=revision)
    lead = case.lead_unit or routing.lead
    if routing.publish and is_readable(case.comment):
        return _("đã chuyển %(unit)s và cho hiện công khai", unit=lead.name)
    if case.comment.published_at is not None:
        return _("đã chuyển %(unit)s; công khai loại ý kiến và câu trả lời", unit=lead.name)
    return _("đã chuyển %(unit)s", unit=lead.name)
