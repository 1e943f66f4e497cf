"""The pages on which people read plans."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from feedback.clock import LOCAL
from feedback.plans.citing import citing_label
from models import Audience, PlanState, UnitKind
from tests import builders
from tests.checked_client import CheckedClient


def test_a_visitor_reads_a_public_plan_clause_by_clause(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    office = builders.a_unit("Văn phòng Sở", UnitKind.OFFICE)
    plan = builders.a_plan(labels=())
    part = builders.a_clause(plan, "II", heading="NỘI DUNG")
    clause = builders.a_clause(plan, "II.4.đ", heading="", body="Công khai thu chi.", depth=2)
    builders.a_task(clause, office, time_text="Quý I năm 2026")
    clause.clause.answered_count = 2

    page = client.get(f"/plans/{plan.key}").text

    assert 'id="muc-II-4-dd"' in page
    assert part.heading in page
    assert "Văn phòng Sở" in page
    assert "2 ý kiến" in page
    assert page.count("Góp ý mục này") == 2 + 1  # two clauses and the word that explains


def test_a_plan_without_number_and_day_shows_the_blanks(
    client: CheckedClient, session: Session
) -> None:
    plan = builders.a_plan()
    plan.current_version.number = "/KH-SGDĐT"
    plan.current_version.issued_on_text = "ngày    tháng 01 năm 2023"
    plan.current_version.place = "Hải Đông"

    page = client.get(f"/plans/{plan.key}").text

    assert "Số: …/KH-SGDĐT" in page
    assert "Hải Đông, ngày … tháng 01 năm 2023" in page


def test_a_page_for_everybody_sets_no_cookie_and_carries_no_token(
    client: CheckedClient, session: Session
) -> None:
    plan = builders.a_plan()

    answer = client.get(f"/plans/{plan.key}")

    assert "Set-Cookie" not in answer.headers
    assert "csrf" not in answer.text


def test_nobody_is_asked_to_speak_after_the_plan_closes(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    plan = builders.a_plan(closes_at=now - timedelta(minutes=1))

    page = client.get(f"/plans/{plan.key}").text

    assert "Góp ý mục này" not in page
    assert "Đã hết thời gian nhận ý kiến" in page


@pytest.mark.parametrize("days", [25, 26])  # the last day itself, and the day after
def test_a_time_for_opinions_that_ends_with_a_day_names_that_day_on_every_page(
    client: CheckedClient, session: Session, now: datetime, days: int
) -> None:
    plan = builders.a_plan(closes_at=datetime(2026, 12, 16, tzinfo=LOCAL))
    clause = plan.current_version.texts[0].clause.key
    session.commit()

    with time_machine.travel(now + timedelta(days=days), tick=False):
        pages = [client.get(page).text for page in ("/plans", f"/plans/{plan.key}")]
        form = client.get(f"/plans/{plan.key}/clauses/{clause}/comment").text
        front = client.get("/").text

    is_over = days == 26
    assert all("đến hết ngày 15/12/2026" in page for page in (*pages, form if is_over else front))
    assert not [page for page in (*pages, form, front) if "16/12/2026" in page]


def test_what_is_not_meant_for_a_visitor_is_not_there(
    client: CheckedClient, session: Session
) -> None:
    draft = builders.a_plan(state=PlanState.DRAFT, title="Bản soạn kín")
    for_parents = builders.a_plan(audience=Audience.SCHOOL_PARENTS, title="Riêng cho phụ huynh")

    answers = [client.get(f"/plans/{plan.key}").status_code for plan in (draft, for_parents)]
    listed = client.get("/plans").text

    assert answers == [404, 404]
    assert draft.title not in listed
    assert for_parents.title not in listed


def test_a_clause_has_a_page_of_its_own(client: CheckedClient, session: Session) -> None:
    plan = builders.a_plan(labels=("I", "I.1", "I.1.a"))
    clause = plan.current_version.texts[1].clause

    page = client.get(f"/plans/{plan.key}/clauses/{clause.key}").text

    assert "<h1>I.1. Tên mục I.1</h1>" in page
    assert "Nội dung mục I.1.a." in page


def test_an_address_of_a_clause_no_longer_there_leads_to_the_plan(
    client: CheckedClient, session: Session
) -> None:
    plan, other = builders.a_plan(), builders.a_plan()
    clause = other.current_version.texts[0].clause

    answer = client.get(f"/plans/{plan.key}/clauses/{clause.key}")

    assert answer.status_code == 404
    assert f'href="/plans/{plan.key}"' in answer.text


def test_rows_of_a_table_stay_a_table_and_one_that_orders_something_is_spoken_on(
    client: CheckedClient, session: Session
) -> None:
    plan = builders.a_plan(labels=("II",))
    rows = [["STT", "Nội dung"], ["1", "Niêm yết công khai"], ["Cả năm", ""]]
    for number, row in enumerate(rows):
        cells = [
            {"text": text, "columns": 2 if number == 2 else 1, "rows": 1, "is_head": not number}
            for text in row
            if text
        ]
        text = builders.a_clause(plan, "", heading="", depth=2, cells=cells, kind="row")
        if number == 1:
            builders.a_task(text, lead_text="Văn phòng Sở")

    page = client.get(f"/plans/{plan.key}").text

    texts = plan.current_version.texts
    printed = page.split(f'<tr id="muc-{texts[2].clause.key}"')[1].split("</tr>")[0]
    assert page.count("<table>") == 1
    assert '<th scope="col">Nội dung</th>' in page
    assert "Góp ý mục này" in printed
    assert '<td colspan="2">Cả năm</td>' in page
    assert "Văn phòng Sở" not in printed  # the cells say who leads
    alone = client.get(f"/plans/{plan.key}/clauses/{texts[2].clause.key}").text
    assert '<th scope="col">Nội dung</th>' in alone


def test_a_document_issued_with_the_first_has_its_own_labels_and_is_named_when_cited(
    client: CheckedClient, session: Session
) -> None:
    plan = builders.a_plan(labels=("I",))
    annex = "Kế hoạch kèm theo"
    builders.a_clause(plan, "", heading="KẾ HOẠCH AN TOÀN", annex=annex, kind="annex", depth=1)
    inside = builders.a_clause(plan, "I", annex=annex)

    page = client.get(f"/plans/{plan.key}").text

    alone = client.get(f"/plans/{plan.key}/clauses/{inside.clause.key}").text
    assert 'id="muc-I"' in page
    assert 'id="muc-pl1-I"' in page
    assert "clause-document" in page
    assert f'<p class="kicker">{annex}</p>' in alone
    assert citing_label(inside) == "I, Kế hoạch kèm theo"
