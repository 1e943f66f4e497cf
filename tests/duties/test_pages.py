"""The pages of duties and their registers, as each reader meets them."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask.testing import FlaskClient

from feedback.database import begin_write
from feedback.duties import queries, regulations, tallies
from feedback.duties.regulations import Written
from models import (
    Attachment,
    Audience,
    Duty,
    Motto,
    MottoCarried,
    PlanKind,
    PlanState,
    Regulation,
    RegulationStage,
    ReviewedDocument,
    Role,
    UnitKind,
    db,
)
from tests import builders
from tests.builders import NOW, TODAY
from tests.duties.conftest import Work
from tests.tools import hostile_files

pytestmark = pytest.mark.usefixtures("now")


def wear(client: FlaskClient, hat: object) -> None:
    db.session.commit()
    begin_write()
    builders.wear(client, hat, at=NOW)  # type: ignore[arg-type]


def test_a_unit_reports_and_the_public_reads_the_state_without_the_words(
    client: FlaskClient, work: Work
) -> None:
    duty = work.duty_of(work.first)
    page = f"/plans/{work.plan.key}/clauses/{work.text.clause.key}/duties"
    log = f"/plans/{work.plan.key}/clauses/{work.text.clause.key}/disseminations"
    wear(client, work.officer)
    assert "Tên mục I" in client.get("/duties").text

    empty = client.post(f"/duties/{duty.key}/report", data={"state": "done"})
    sent = client.post(
        f"/duties/{duty.key}/report",
        data={
            "revision": "0",
            "state": "done",
            "happened_on": "18/11/2026",
            "body": "Đã họp hội đồng.",
            "files": (BytesIO(hostile_files.a_picture("PNG")), "bien-ban.png"),
        },
    )
    again = client.post(
        f"/duties/{duty.key}/disseminations",
        data={
            "revision": "0",
            "day": "18/11/2026",
            "form": "Hội nghị",
            "addressees": "Giáo viên",
            "head_count": "85",
        },
    )

    assert (empty.status_code, sent.status_code, again.status_code) == (422, 302, 422)
    assert "vừa thay đổi" in again.text
    shown = client.get(f"/duties/{duty.key}").text
    assert "Đã họp hội đồng." in shown
    file = db.session.scalars(db.select(Attachment)).one()
    assert client.get(f"/files/{file.key}").status_code == 200
    assert "Đã họp hội đồng." in client.get(page).text

    client.post(
        f"/duties/{duty.key}/disseminations",
        data={
            "day": "18/11/2026",
            "form": "Hội nghị",
            "addressees": "Giáo viên",
            "head_count": "85",
            "note": "Đọc Chỉ thị.",
        },
    )
    assert "Đọc Chỉ thị." in client.get(f"{log}.csv").text
    client.delete_cookie("session")
    assert "Hội nghị" in client.get(log).text
    assert "Đọc Chỉ thị." not in client.get(log).text + client.get(f"{log}.csv").text
    public = client.get(page).text
    assert "Đã hoàn thành" in public
    assert "1 trong 2 đơn vị đã hoàn thành" in public
    assert "Đã họp hội đồng." not in public + client.get(f"{page}.csv").text
    assert client.get(f"/files/{file.key}").status_code == 404
    assert "1/2 đơn vị đã hoàn thành" in client.get(f"/plans/{work.plan.key}").text
    assert "Thực hiện dân chủ" in client.get("/duties/tasks").text


def test_a_plan_that_is_not_for_the_reader_shows_none_of_its_duties(
    client: FlaskClient, work: Work
) -> None:
    duty = work.duty_of(work.first)
    work.plan.audience = Audience.UNIT_STAFF
    wear(client, builders.a_hat(role=Role.PARENT, unit=work.first))

    place = f"/plans/{work.plan.key}"
    answers = [f"{place}/duties", f"{place}/clauses/{work.text.clause.key}/duties"]

    assert [client.get(page).status_code for page in answers] == [404, 404]
    assert client.get(f"/duties/{duty.key}").status_code == 403
    assert work.plan.title not in client.get("/duties/tasks").text


def test_another_unit_reads_no_words_and_a_monitor_with_a_mandate_does(
    client: FlaskClient, work: Work
) -> None:
    duty = work.done(work.duty_of(work.first))
    body = builders.a_unit("Công đoàn")
    monitor = builders.a_hat(role=Role.MONITOR, unit=body)
    builders.a_mandate(body, work.first)
    page = f"/plans/{work.plan.key}/clauses/{work.text.clause.key}/duties"

    wear(client, work.other)
    assert client.get(f"/duties/{duty.key}").status_code == 404
    assert "Đã họp." not in client.get(page).text
    wear(client, monitor)
    assert "Đã họp." in client.get(f"/duties/{duty.key}").text
    assert "Đã họp." in client.get(f"{page}.csv").text


def test_a_parents_board_learns_nothing_of_duties_from_a_plan_for_staff(
    client: FlaskClient, work: Work
) -> None:
    duty = work.done(work.duty_of(work.first))
    body = builders.a_unit("Ban đại diện", UnitKind.PARENTS_BOARD, under=work.first)
    builders.a_mandate(body, work.first)
    board = builders.a_hat(role=Role.PARENTS_BOARD, unit=body)

    sees_public = queries.sees([board], duty, TODAY)
    work.plan.audience = Audience.UNIT_STAFF
    wear(client, board)

    assert sees_public
    assert client.get(f"/duties/{duty.key}").status_code == 404
    counts = tallies.open_counts_of([work.first.id], TODAY, seen_by=board)
    assert counts == {}


def test_units_are_reminded_after_a_look_at_who_they_are(client: FlaskClient, work: Work) -> None:
    work.done(work.duty_of(work.first))
    duty = work.duty_of(work.second)
    wear(client, work.personnel)
    page = f"/plans/{work.plan.key}/duties/remind?clause={work.text.clause.key}"

    shown = client.get(page).text
    none_ticked = client.get(f"{page}&chosen=none").text
    sent = client.post(page, data={"duties": [duty.key], "words": "Xin gửi sớm."})

    assert (shown.count(" checked"), none_ticked.count(" checked")) == (1, 0)
    assert work.second.name in shown
    assert "Đã đôn đốc 1 nhiệm vụ của 1 đơn vị." in client.get(page).text
    assert "Đã đôn đốc hôm nay (1)" in client.get(page).text
    assert sent.status_code == 302
    wear(client, work.other)
    assert "Xin gửi sớm." in client.get(f"/duties/{duty.key}").text
    assert client.get(page).status_code == 404


def test_the_office_sees_who_has_issued_a_yearly_plan_and_compares_two_years(
    client: FlaskClient, work: Work
) -> None:
    for year, words in (
        (2025, "Dân biết thu chi học kỳ qua"),
        (2026, "Niêm yết thực đơn để dân biết"),
    ):
        plan = builders.a_plan(
            work.first,
            kind=PlanKind.DEMOCRACY_PLAN,
            for_year=year,
            title=f"Dân chủ {year}",
            labels=(),
        )
        builders.a_clause(plan, "1", heading=words, body="")
    draft = builders.a_plan(
        work.first, kind=PlanKind.DEMOCRACY_PLAN, state=PlanState.DRAFT, labels=()
    )
    text = builders.a_clause(draft, "1", heading="Niêm yết")
    clerk = builders.a_hat(role=Role.MODERATOR, unit=work.first)
    wear(client, work.personnel)

    listed = client.get("/duties/yearly-plans?year=2026").text
    compared = client.get(f"/duties/yearly-plans/{work.first.key}/compare?year=2026").text
    reminded = client.post(
        "/duties/yearly-plans/remind?year=2026", data={"duties": [work.second.key]}
    )

    assert "1 trong 3 đơn vị phải lập đã ban hành kế hoạch năm 2026" in listed
    assert "Dân chủ 2026" in client.get("/duties/yearly-plans/export.csv?year=2026").text
    assert "Mới:" in compared
    assert "Không còn:" in compared
    assert reminded.status_code == 302
    assert "Chưa có mục nào" in client.get(f"/plans/{plan.key}").text
    wear(client, clerk)
    page = f"/plans/{draft.key}/mottos"
    assert "Chưa thấy mục nào thể hiện" in client.get(page).text
    client.post(page, data={"more_know": text.clause.key})
    kept = db.session.scalars(db.select(MottoCarried)).one()
    assert (kept.motto, kept.clause_text_id) == (Motto.KNOW, text.id)
    assert work.second.name not in client.get("/duties/yearly-plans?year=2026").text


def test_a_reviewed_document_goes_into_the_register_and_out_as_a_table(
    client: FlaskClient, work: Work
) -> None:
    wear(client, work.officer)
    entered = client.post(
        "/duties/reviews/new",
        data={"unit": work.first.key, "name": "=Quy định cũ", "proposal": "abolish"},
    )
    key = db.session.scalars(db.select(ReviewedDocument)).one().key
    own = client.get("/duties/reviews/export.csv").text
    wear(client, work.other)
    hidden = client.get(f"/duties/reviews/{key}").status_code
    wear(client, work.officer)
    client.post(f"/duties/reviews/{key}/state", data={"revision": "0", "state": "proposed"})
    late = client.post(
        f"/duties/reviews/{key}/edit",
        data={"revision": "0", "unit": work.first.key, "name": "Tên khác", "proposal": "amend"},
    )
    client.get(f"/duties/reviews/{key}/edit")
    wear(client, work.other)

    assert entered.location.endswith(f"/duties/reviews/{key}")
    assert "'=Quy định cũ" in own
    assert hidden == 404
    assert late.status_code == 422
    assert "vừa thay đổi" in late.text
    seen = client.get(f"/duties/reviews/{key}").text
    assert "Chuyển trạng thái: Đã đề xuất" in seen
    assert "Quy định cũ" in client.get("/duties/reviews?q=quy+dinh&proposal=abolish").text
    assert "Quy định cũ" not in client.get("/duties/reviews?proposal=amend").text
    assert client.get(f"/duties/reviews/{key}/edit").status_code == 404


def test_a_regulation_whose_text_is_for_staff_is_told_of_to_nobody_else(
    client: FlaskClient, work: Work
) -> None:
    issued = builders.a_plan(work.first, kind=PlanKind.REGULATION, audience=Audience.UNIT_STAFF)
    written = Written("Quy chế chi tiêu nội bộ", issued_on=TODAY, issued_plan=issued)
    made = regulations.begin(work.first, written, by=work.officer, now=NOW)
    made.stage = RegulationStage.ISSUED
    body = builders.a_unit("Ban đại diện", UnitKind.PARENTS_BOARD, under=work.first)
    builders.a_mandate(body, work.first)
    board = builders.a_hat(role=Role.PARENTS_BOARD, unit=body)

    pages = [client.get("/duties/regulations").text]
    for hat in (board, work.other, work.officer, work.personnel):
        wear(client, hat)
        pages.append(client.get("/duties/regulations").text)

    assert [made.title in page for page in pages] == [False, False, False, True, True]


def test_a_regulation_goes_its_way_and_is_public_once_issued(
    client: FlaskClient, work: Work
) -> None:
    draft = builders.a_plan(work.first, kind=PlanKind.DRAFT)
    issued = builders.a_plan(work.first, kind=PlanKind.REGULATION)
    made = regulations.begin(work.first, Written("Quy chế dân chủ"), by=work.officer, now=NOW)
    wear(client, work.officer)
    page = f"/duties/regulations/{made.key}"
    form = {
        "unit": work.first.key,
        "title": "Quy chế dân chủ",
        "draft_plan": draft.key,
        "explanation": "Đã tiếp thu ba ý kiến.",
        "issued_on": "2026-11-19",
        "issued_plan": issued.key,
    }

    client.post(f"{page}/advance")
    assert made.stage is RegulationStage.DRAFTING
    assert f'{page}/edit#draft_plan"' in client.get(page).text
    client.post(f"{page}/edit", data=form)
    stages = []
    for _step in range(4):
        client.post(f"{page}/advance")
        begin_write()
        stages.append(db.session.get_one(Regulation, made.id).stage)
    client.post(f"{page}/send-back", data={"reason": "Chưa niêm yết."})
    own = client.get(page).text
    client.delete_cookie("session")

    assert stages == list(RegulationStage)[1:]
    assert "Trở lại bước: Đã ban hành" in own
    assert "Chưa niêm yết." in own
    public = client.get(page).text
    assert "Quy chế dân chủ" in client.get("/duties/regulations").text
    assert "Đã tiếp thu ba ý kiến." in public
    assert "Chưa niêm yết." not in public


def test_what_is_not_issued_is_for_the_sector_alone(client: FlaskClient, work: Work) -> None:
    made = regulations.begin(work.first, Written("Quy chế mới"), by=work.officer, now=NOW)

    assert client.get(f"/duties/regulations/{made.key}").status_code == 404
    assert "Quy chế mới" not in client.get("/duties/regulations").text
    wear(client, work.other)
    assert client.get(f"/duties/regulations/{made.key}").status_code == 200


def test_publishing_gives_units_their_duties_and_withdrawing_ends_them(
    client: FlaskClient, work: Work
) -> None:
    draft = builders.a_plan(work.department, state=PlanState.DRAFT, labels=("I",))
    builders.a_task(draft.current_version.texts[0], work.first)
    wear(client, work.clerk)

    answers = client.post(
        f"/plans/{draft.key}/publish",
        data={"audience": "public", "confirmed": "y"},
    )
    opened = db.session.scalars(db.select(Duty).where(Duty.plan_id == draft.id)).all()
    client.post(
        f"/plans/{draft.key}/withdraw", data={"reason": "Ban hành nhầm.", "cuts_posting_short": "y"}
    )
    db.session.expire_all()

    assert answers.status_code == 302
    assert [(duty.unit, duty.ended_on) for duty in opened] == [(work.first, TODAY)]
