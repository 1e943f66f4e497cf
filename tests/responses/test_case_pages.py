"""A case as the public, staff and strangers see it."""

from __future__ import annotations

import pytest

from feedback.database import begin_write
from feedback.responses import actions
from models import Answer, Appearance, Audience, CommentKind, RecordEntry, Role, UnitKind, db
from tests import builders
from tests.builders import NOW
from tests.responses.conftest import School, drafted
from tests.responses.test_answering import rate

pytestmark = pytest.mark.usefixtures("now")


def test_the_public_reads_answer_and_public_steps(client, school: School):
    case = school.routed()
    actions.write_note(case, "Chuyện trong nhà.", by=school.officer, now=NOW)
    actions.submit_answer(case, drafted(), by=school.officer, now=NOW)
    actions.approve_answer(case, by=school.head, now=NOW)

    page = client.get(f"/cases/{case.key}")

    assert page.status_code == 200
    assert "Trường tiếp thu." in page.text
    assert "Chuyện trong nhà." not in page.text
    assert "Trình duyệt dự thảo" not in page.text


def test_staff_read_internal_steps_too(client, school: School):
    case = school.routed()
    actions.write_note(case, "Chuyện trong nhà.", by=school.officer, now=NOW)
    builders.wear(client, school.officer, at=NOW)

    assert "Chuyện trong nhà." in client.get(f"/cases/{case.key}").text
    assert "Chuyện trong nhà." in client.get(f"/cases/{case.key}/file").text


def test_a_case_that_is_not_public_is_not_found(client, school: School):
    case = builders.a_case()

    assert client.get(f"/cases/{case.key}").status_code == 404


def test_a_case_on_a_plan_for_others_is_not_found(client, school: School):
    case = school.answered()
    school.plan.audience = Audience.UNIT_STAFF

    assert client.get(f"/cases/{case.key}").status_code == 404


def test_the_case_file_is_for_those_who_handle_it(client, school: School):
    case = school.answered()
    stranger = builders.a_hat(role=Role.OFFICER, unit=builders.a_unit("Khác"))
    builders.wear(client, stranger, at=NOW)

    assert client.get(f"/cases/{case.key}").status_code == 200
    assert client.get(f"/cases/{case.key}/file").status_code == 404


def test_a_reflection_shows_its_summary_only(client, school: School):
    case = school.routed(kind=CommentKind.REFLECTION, body="Cô Mẫu lớp 10A đã làm thế này.")

    page = client.get(f"/cases/{case.key}").text

    assert "Cô Mẫu lớp 10A" not in page
    assert "Tóm tắt." in page


def test_a_sealed_sender_is_named_nowhere(client, school: School):
    case = school.routed(appearance=Appearance.SEALED, sender_label="Người gửi giữ kín danh tính")
    builders.wear(client, school.head, at=NOW)

    assert "Giữ kín danh tính" in client.get(f"/desk/{case.key}").text


def test_the_unit_never_sees_an_anonymous_rating_on_a_case(client, school: School):
    case = school.answered()
    builders.wear(client, school.head, at=NOW)
    pages = [f"/cases/{case.key}", f"/cases/{case.key}/file", f"/desk/{case.key}"]
    before = [without_tokens(client.get(page).text) for page in pages]
    begin_write()
    rate(case, is_anonymous=True, is_satisfied=False)

    assert [without_tokens(client.get(page).text) for page in pages] == before


def without_tokens(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf" not in line)


def test_a_sender_with_an_account_is_led_to_the_tracking_page(client, school: School):
    sender = builders.a_hat(role=Role.STAFF, unit=school.unit)
    comment = builders.a_comment(sender=sender.person, sender_role=sender)
    case = builders.a_case(comment)
    builders.wear(client, sender, at=NOW)

    answer = client.get(f"/cases/{case.key}")

    assert answer.location.endswith(f"/track/{comment.key}")


def test_the_register_only_grows(school: School):
    case = school.answered()
    entry = db.session.scalars(db.select(RecordEntry).where(RecordEntry.case_id == case.id)).all()[
        0
    ]
    entry.kind = "case.closed"

    with pytest.raises(Exception, match="append-only"):
        db.session.flush()


def test_whoever_signs_finds_the_way_from_the_case_to_the_approval(client, school: School):
    case = school.submitted()
    (key,) = db.session.scalars(db.select(Answer.key))
    deputy = builders.a_hat(role=Role.STAFF, unit=school.unit)
    builders.a_deputyship(deputy.person, school.unit)
    builders.wear(client, deputy, at=NOW)

    assert f"/approvals/{key}" in client.get(f"/cases/{case.key}").text


def test_whoever_drafts_finds_the_way_from_the_case_to_the_desk(client, school: School):
    case = school.routed()
    builders.wear(client, school.officer, at=NOW)

    assert f"/desk/{case.key}" in client.get(f"/cases/{case.key}").text


def test_internal_words_stay_between_those_who_handle_and_those_who_sign(client, school: School):
    body = builders.a_unit("Công đoàn ngành", UnitKind.UNION)
    builders.a_mandate(body, school.department)
    case = school.routed()
    actions.write_note(case, "Việc này xin bàn riêng.", by=school.officer, now=NOW)
    actions.give_input(case, "Phòng thấy nên làm.", by=school.helper, now=NOW)
    actions.submit_answer(case, drafted(), by=school.officer, now=NOW)
    actions.send_back(case, "Viết lại câu đầu.", by=school.head, now=NOW)
    inside = ("Việc này xin bàn riêng.", "Phòng thấy nên làm.", "Viết lại câu đầu.")
    readers = [
        (builders.a_hat(role=Role.MONITOR, unit=body), False),
        (builders.a_hat(role=Role.PARENTS_BOARD, unit=body), False),
        (builders.a_hat(role=Role.PERSONNEL, unit=school.division), False),
        (builders.a_hat(role=Role.LEADERSHIP, unit=school.department), False),
        (school.clerk, True),
        (school.officer, True),
        (school.helper, True),
        (school.head, True),
    ]

    for hat, is_inside in readers:
        builders.wear(client, hat, at=NOW)
        for page in (f"/cases/{case.key}", f"/cases/{case.key}/file"):
            text = client.get(page).text
            assert [word in text for word in inside] == [is_inside] * 3, (hat.role, page)
            assert "Gửi ý kiến phối hợp" in text
            assert "cho ý kiến ngày 20/11/2026" in text
        begin_write()


def test_the_forms_say_who_reads_what_is_said_inside(client, school: School):
    case = school.routed()
    builders.wear(client, school.officer, at=NOW)

    note = client.get(f"/desk/{case.key}").text
    begin_write()
    builders.wear(client, school.helper, at=NOW)
    given = client.get(f"/desk/{case.key}").text

    assert "Người giám sát chỉ thấy có trao đổi và ngày nào" in note
    assert "Người giám sát chỉ thấy đã hỏi, đã cho ý kiến và ngày nào" in given
