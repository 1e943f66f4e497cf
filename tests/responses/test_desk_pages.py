"""The desk of a unit and the approvals, page by page."""

from __future__ import annotations

from io import BytesIO

import pytest
from sqlalchemy import event

from feedback.database import begin_write
from feedback.responses import actions
from models import Answer, AnswerState, Case, CaseState, Role, db
from tests import builders
from tests.builders import NOW
from tests.responses.conftest import School, drafted

pytestmark = pytest.mark.usefixtures("now")


@pytest.fixture
def at_desk(client, school: School):
    return builders.wear(client, school.officer, at=NOW)


def sent(case, **values):
    return {
        "act": "submit",
        "revision": case.revision,
        "decision": "accepted",
        "explanation": "Trường tiếp thu.",
        **values,
    }


def fresh(case) -> Case:
    db.session.expire_all()
    return db.session.get_one(Case, case.id)


def test_the_desk_lists_what_is_due_first(client, school: School, at_desk):
    cases = [school.routed() for _ in range(3)]

    page = client.get("/desk")

    assert page.status_code == 200
    places = [page.text.index(case.number) for case in cases]
    assert places == sorted(places)


def test_a_stranger_finds_no_desk(client, school: School):
    builders.wear(client, builders.a_hat(role=Role.STAFF, unit=school.unit), at=NOW)

    assert client.get("/desk").status_code == 403
    assert client.get("/approvals").status_code == 403


def test_another_unit_does_not_see_the_case(client, school: School):
    case = school.routed()
    builders.wear(client, builders.a_hat(role=Role.OFFICER, unit=builders.a_unit("Khác")), at=NOW)

    assert client.get(f"/desk/{case.key}").status_code == 404


def test_opening_a_case_records_the_first_reading(client, school: School, at_desk):
    case = school.routed()

    page = client.get(f"/desk/{case.key}")

    assert page.status_code == 200
    assert "Đề nghị ghi rõ ngày công khai." in page.text
    assert fresh(case).state is CaseState.IN_PROGRESS


def test_after_submitting_the_next_case_opens(client, school: School, at_desk):
    first, second = school.routed(), school.routed()

    answer = client.post(f"/desk/{first.key}/answer", data=sent(first))

    assert answer.location.endswith(f"/desk/{second.key}")
    assert fresh(first).state is CaseState.SUBMITTED


def test_a_draft_with_promise_and_file_is_kept(client, school: School, at_desk):
    case = school.routed()
    promise = {
        "promises-0-what": "Niêm yết ở cổng.",
        "promises-0-unit": school.unit.key,
        "promises-0-due_on": "2026-12-01",
    }
    scan = (BytesIO(picture()), "anh.png")

    answer = client.post(
        f"/desk/{case.key}/answer", data=sent(case, act="save", files=scan, **promise)
    )

    assert answer.status_code == 302
    kept = db.session.scalars(db.select(Answer)).one()
    assert kept.state is AnswerState.DRAFT
    assert [each.promise for each in kept.commitments] == ["Niêm yết ở cổng."]
    assert len(kept.attachments) == 1
    page = client.get(f"/desk/{case.key}").text
    assert "Niêm yết ở cổng." in page
    assert "anh.png" in page


def test_a_promise_without_day_keeps_what_was_typed(client, school: School, at_desk):
    case = school.routed()

    page = client.post(
        f"/desk/{case.key}/answer",
        data=sent(case, **{"promises-0-what": "Niêm yết.", "promises-0-unit": school.unit.key}),
    )

    assert page.status_code == 422
    assert "Xin nêu ngày hoàn thành." in page.text
    assert "Niêm yết." in page.text


def test_a_stale_draft_says_what_changed_and_keeps_the_text(client, school: School, at_desk):
    case = school.routed()
    old = sent(case, explanation="Bản của tôi.")
    colleague = builders.a_hat(role=Role.OFFICER, unit=school.unit)
    actions.save_draft(case, drafted(), by=colleague, now=NOW)

    page = client.post(f"/desk/{case.key}/answer", data=old)

    assert page.status_code == 422
    assert "Soạn dự thảo trả lời" in page.text
    assert "Bản của tôi." in page.text


def test_a_supporting_unit_finds_and_answers_its_request(client, school: School):
    case = school.routed()
    builders.wear(client, school.helper, at=NOW)

    assert case.number in client.get("/desk?folder=support").text
    answer = client.post(f"/desk/{case.key}/input", data={"text": "Ý kiến của phòng."})

    assert answer.status_code == 302
    assert case.number not in client.get("/desk?folder=support").text
    assert case.number in client.get("/desk?folder=done").text


def test_a_head_publishes_in_two_steps(client, school: School):
    case = school.submitted()
    builders.wear(client, school.head, at=NOW)
    (key,) = db.session.scalars(db.select(Answer.key))

    page = client.get(f"/approvals/{key}")
    client.post(f"/approvals/{key}/publish", data={"revision": case.revision})

    assert "Trường tiếp thu." in page.text
    assert fresh(case).state is CaseState.ANSWERED


def test_a_second_approval_is_told_what_happened(client, school: School):
    case = school.submitted()
    builders.wear(client, school.head, at=NOW)
    (key,) = db.session.scalars(db.select(Answer.key))
    form = {"revision": case.revision}
    client.post(f"/approvals/{key}/publish", data=form)

    answer = client.post(f"/approvals/{key}/publish", data=form)

    assert answer.location.endswith("/approvals")
    assert "vừa được người khác quyết định" in client.get("/approvals").text


def test_a_head_who_drafted_is_refused_and_told_why(client, school: School):
    case = school.submitted(by=school.head)
    builders.wear(client, school.head, at=NOW)
    (key,) = db.session.scalars(db.select(Answer.key))

    client.post(f"/approvals/{key}/publish", data={"revision": case.revision})

    assert "Người soạn không tự phê duyệt" in client.get(f"/approvals/{key}").text
    assert fresh(case).state is CaseState.SUBMITTED


def test_an_answer_signed_on_paper_is_confirmed_and_shows_its_number(client, school: School):
    case = school.routed()
    builders.wear(client, school.officer, at=NOW)
    form = {
        "revision": case.revision,
        "number": "125/THPT",
        "signed_on": "2026-11-19",
        "decision": "accepted",
        "summary": "Trường tiếp thu.",
        "scan": (BytesIO(picture()), "cong-van.png"),
    }

    assert client.get(f"/desk/{case.key}/paper").status_code == 200
    assert client.post(f"/desk/{case.key}/paper", data=form).status_code == 302
    begin_write()
    actions.approve_answer(fresh(case), by=school.head, now=NOW)

    page = client.get(f"/cases/{case.key}")
    assert "125/THPT" in page.text
    assert "cong-van.png" in page.text


def test_a_paper_answer_without_scan_is_refused(client, school: School, at_desk):
    case = school.routed()
    form = {"revision": case.revision, "number": "1", "signed_on": "2026-11-19"}

    page = client.post(f"/desk/{case.key}/paper", data=form)

    assert page.status_code == 422
    assert "bản chụp văn bản đã ký" in page.text


def test_a_later_date_is_asked_for_from_the_desk(client, school: School, at_desk):
    case = school.routed()
    client.get(f"/desk/{case.key}/extension")
    form = {"revision": case.revision, "new_due_on": "2026-12-15", "reason": "Chờ số liệu."}

    client.post(f"/desk/{case.key}/extension", data=form)

    assert "Đang chờ quyết định gia hạn đến 15/12/2026" in client.get(f"/desk/{case.key}").text


def test_the_desk_costs_the_same_whatever_lies_on_it(client, school: School, at_desk):
    school.routed()
    few = queries_of(client, "/desk")
    begin_write()
    for _ in range(8):
        school.routed()

    assert queries_of(client, "/desk") == few


def test_the_approvals_cost_the_same_whatever_waits(client, school: School):
    builders.wear(client, school.head, at=NOW)
    school.submitted()
    few = queries_of(client, "/approvals")
    begin_write()
    for _ in range(8):
        school.submitted()

    assert queries_of(client, "/approvals") == few


def test_the_list_goes_on_after_its_last_row(client, school: School, at_desk, monkeypatch):
    monkeypatch.setattr("feedback.responses.queries.ROWS_ON_A_PAGE", 2)
    cases = [school.routed() for _ in range(3)]

    first = client.get("/desk")
    rest = client.get(f"/desk?folder=to-do&after={cases[1].key}")

    assert cases[2].number not in first.text
    assert cases[2].number in rest.text
    assert cases[1].number not in rest.text


def queries_of(client, address: str) -> int:
    """How many statements one request costs."""
    db.session.commit()
    count = 0

    def counted(*_):
        nonlocal count
        count += 1

    event.listen(db.engine, "before_cursor_execute", counted)
    try:
        assert client.get(address).status_code == 200
    finally:
        event.remove(db.engine, "before_cursor_execute", counted)
    return count


def picture() -> bytes:
    """A small picture."""
    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (8, 8), "white").save(file, "PNG")
    return file.getvalue()
