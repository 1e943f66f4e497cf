"""Saying something about a clause: the form, what it keeps, the receipt."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.comments import shown
from feedback.database import begin_write
from feedback.deadlines import WorkCalendar
from models import (
    Appearance,
    Audience,
    Case,
    CaseState,
    ClauseText,
    Comment,
    CommentKind,
    DayKind,
    Notice,
    OutboxMessage,
    Receipt,
    RecordEntry,
    Role,
    UnitKind,
)
from tests.builders import a_case, a_comment, a_hat, a_person, a_unit, wear
from tests.checked_client import CheckedClient
from tests.comments.conftest import SECRET, address_of, filled, secret_in, statements


def kept(session: Session) -> Comment:
    session.expire_all()
    return session.scalars(select(Comment)).one()


def test_a_visitor_says_something_with_two_clicks_and_gets_a_receipt(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    answer = client.post(address, data=filled(client, address, body="Cần nói rõ ai trả lời."))

    comment = kept(session)
    case = session.scalars(select(Case)).one()
    assert answer.status_code == 200
    assert case.number in answer.text
    assert SECRET.search(answer.text)
    assert comment.body == "Cần nói rõ ai trả lời."
    assert comment.appearance is Appearance.ROLE
    assert comment.sender_label == "Cha mẹ học sinh (tự khai)"
    assert case.state is CaseState.NEW


def test_the_receipt_says_by_what_date_and_how_it_was_computed(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    answer = client.post(address, data=filled(client, address, body="Bao giờ có kết quả?"))

    # Friday 20/11; seven working days without a holiday in the empty calendar: Tuesday 1/12.
    assert "chậm nhất ngày 01/12/2026" in answer.text
    assert "ngày nhận không tính" in answer.text
    assert "thứ Ba 01/12/2026: ngày thứ 7" in answer.text
    assert "ngoài giờ làm việc" not in answer.text


def test_what_comes_at_night_is_said_to_have_come_outside_office_hours(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Viết lúc đêm.")

    with time_machine.travel(datetime(2026, 11, 20, 15, 30, tzinfo=UTC), tick=False):
        answer = client.post(address, data=form)

    assert "ngoài giờ làm việc" in answer.text
    assert "22:30, 20/11/2026" in answer.text


def test_what_comes_on_a_day_off_is_said_to_have_come_on_one() -> None:
    calendar = WorkCalendar({date(2026, 9, 2): (DayKind.OFF, "Quốc khánh")})
    moment = datetime(2026, 9, 2, 3, 0, tzinfo=UTC)

    (first, *_rest) = shown.next_steps(
        Case(clocks=[]), received_at=moment, hours="07:30-17:00", calendar=calendar
    )

    assert first.startswith("Hôm nay là ngày nghỉ (Quốc khánh)")


def test_the_code_is_kept_nowhere_but_as_a_keyed_hash(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Giữ mã thế nào?", email="a@vidu.vn")

    secret = secret_in(client.post(address, data=form).text)

    plain = secret.replace("-", "")
    receipt = session.scalars(select(Receipt)).one()
    message = session.scalars(select(OutboxMessage)).one()
    assert plain not in receipt.secret_hash.upper()
    assert plain not in str(message.details).upper()
    assert form["token"] not in kept(session).send_key.upper()


def test_the_form_comes_as_a_piece_for_the_place_beside_the_clause(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)

    piece = client.get(address, headers={"X-Fragment": "1"}).text
    form = filled(client, address, body="Gửi tại chỗ.")
    sent = client.post(address, data=form, headers={"X-Fragment": "1"}).text

    assert "data-fragment" in piece
    assert "<h1" not in piece
    assert f'data-sent="{address}"' in sent


def test_the_whole_plan_takes_comments_too(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = f"/plans/{clause.version.plan.key}/comment"

    client.post(address, data=filled(client, address, body="Văn bản dễ hiểu."))

    assert kept(session).clause_id is None


def test_what_follows_from_each_choice_stands_before_the_text(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    page = client.get(address_of(clause)).text

    before = page.split('<textarea id="body"')[0]
    assert "Được trả lời trong 7 ngày làm việc" in before
    assert "Được trả lời tiếp thu hay không" in before
    assert "/guidance/denunciation?plan=" in before
    assert "/guidance/complaint?plan=" in before


def test_a_visitor_who_wants_their_name_shown_writes_it(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Tôi ký tên.", appearance="name", name="Phụ huynh lớp 6A")

    client.post(address, data=form)

    comment = kept(session)
    assert comment.appearance is Appearance.NAME
    assert comment.sender_name == "Phụ huynh lớp 6A"


def test_a_name_typed_without_the_wish_to_show_it_is_not_kept(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    address = address_of(clause)
    form = filled(client, address, body="Tôi không ký.", name="Phụ huynh lớp 6A")

    client.post(address, data=form)

    assert kept(session).sender_name is None


def test_a_visitor_says_for_which_school_under_a_plan_of_the_department(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    school = a_unit("Trường THPT Bình Minh", under=clause.version.plan.unit)
    address = address_of(clause)

    client.post(address, data=filled(client, address, body="Ở trường con tôi.", school=school.key))

    assert kept(session).for_unit_id == school.id
    assert kept(session).sender_label == "Cha mẹ học sinh (tự khai), Trường THPT Bình Minh"


def test_a_parent_of_two_schools_chooses_for_which(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    person = a_person()
    first = a_hat(person, Role.PARENT, a_unit("Trường THPT Một"))
    second = a_hat(person, Role.PARENT, a_unit("Trường THPT Hai"))
    wear(client, first)
    address = address_of(clause)

    client.post(address, data=filled(client, address, body="Cho cháu thứ hai.", hat=str(second.id)))

    comment = kept(session)
    assert comment.sender_id == person.id
    assert comment.for_unit_id == second.unit_id
    assert comment.sender_label == "Cha mẹ học sinh, Trường THPT Hai"


def test_somebody_elses_hat_cannot_be_borrowed(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    another = a_hat(role=Role.HEAD)
    wear(client, a_hat(role=Role.PARENT))
    address = address_of(clause)

    answer = client.post(
        address, data=filled(client, address, body="Tôi là ai?", hat=str(another.id))
    )

    assert answer.status_code == 422
    assert session.scalars(select(Comment)).all() == []


def test_the_title_of_a_hat_stays_out_of_what_the_public_reads(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    hat = wear(client, a_hat(role=Role.STAFF, title="Tổ trưởng tổ Sinh", confirmed=False))
    address = address_of(clause)

    client.post(address, data=filled(client, address, body="Ý kiến.", hat=str(hat.id)))

    label = kept(session).sender_label
    assert "Tổ trưởng" not in label
    assert "chưa xác minh" in label


@pytest.mark.parametrize(("holders", "warned"), [(1, True), (6, False)])
def test_one_whose_role_names_them_is_warned(
    client: CheckedClient, session: Session, clause: ClauseText, holders: int, warned: bool
) -> None:
    school = a_unit()
    hats = [a_hat(role=Role.STAFF, unit=school) for _ in range(holders)]
    wear(client, hats[0])

    page = client.get(address_of(clause)).text

    assert ("cũng có thể đoán ra" in page) is warned


def test_an_account_finds_everything_it_sent_also_under_seal(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    hat = wear(client, a_hat(a_person(email="nv@vidu.vn"), Role.STAFF))
    address = address_of(clause)
    open_one = filled(client, address, body="Nói công khai.", hat=str(hat.id))
    sealed = filled(client, address, body="Nói kín.", hat=str(hat.id), appearance="sealed")
    client.post(address, data=open_one)
    client.post(address, data=sealed)

    page = client.get("/my-comments").text

    assert "Nói công khai." in page
    assert "Nói kín." in page
    notices = session.scalars(select(Notice)).all()
    assert [notice.kind for notice in notices] == ["sender.received"]


def test_the_record_says_the_sender_sent_it_and_never_who(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    hat = wear(client, a_hat(role=Role.STAFF))
    address = address_of(clause)

    client.post(address, data=filled(client, address, body="Ai gửi?", hat=str(hat.id)))

    entries = session.scalars(select(RecordEntry)).all()
    assert entries
    assert all(entry.person_id is None for entry in entries)


def test_a_plan_one_may_not_read_takes_nothing_from_them(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    clause.version.plan.audience = Audience.UNIT_STAFF
    address = address_of(clause)

    assert client.get(address).status_code == 404
    assert client.post(address, data={"body": "Lén gửi."}).status_code == 404


def test_an_obstacle_is_offered_to_staff_by_its_own_road(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    wear(client, a_hat(role=Role.STAFF, unit=a_unit(kind=UnitKind.DIVISION)))

    page = client.get(address_of(clause)).text

    assert "/obstacles/new" in page or f'value="{CommentKind.OBSTACLE}"' in page


def test_a_long_list_of_ones_own_asks_the_database_no_more_than_a_short_one(
    client: CheckedClient, session: Session, clause: ClauseText
) -> None:
    hat = wear(client, a_hat(role=Role.STAFF))
    a_case(a_comment(clause, sender=hat.person))
    client.get("/my-comments")
    with statements() as few:
        client.get("/my-comments")
    begin_write()
    for n in range(8):
        a_case(a_comment(clause, sender=hat.person, body=f"Ý kiến {n}."))

    client.get("/my-comments")
    with statements() as many:
        client.get("/my-comments")

    assert len(many) == len(few)
