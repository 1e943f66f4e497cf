"""What is new, for programs: Atom feeds, and what a messenger shows of a link."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from sqlalchemy.orm import Session

from feedback import codes, feeds
from feedback.database import begin_write
from feedback.plans.actions import withdraw
from feedback.plans.rounds import consultations
from models import (
    Answer,
    AnswerState,
    Appearance,
    CaseState,
    Decision,
    Plan,
    PlanState,
    Role,
    RoleHeld,
    db,
)
from tests import builders
from tests.builders import NOW
from tests.checked_client import CheckedClient
from tests.statements import statements

ATOM = "{http://www.w3.org/2005/Atom}"
LATER = NOW + timedelta(days=20)


@pytest.fixture
def plan(session: Session, now: datetime) -> Plan:
    return builders.a_plan(title="Dạy học hai buổi", published_at=NOW - timedelta(days=9))


@pytest.fixture
def clerk(session: Session) -> RoleHeld:
    return builders.a_hat(role=Role.MODERATOR)


def read(app: Flask, address: str = "/feed.atom") -> list[tuple[str, str, str]]:
    """Title, summary and link of each entry."""
    answer = FlaskClient(app, app.response_class).get(address)
    entries = etree.fromstring(answer.data).findall(f"{ATOM}entry")
    return [
        (
            one.findtext(f"{ATOM}title") or "",
            one.findtext(f"{ATOM}summary") or "",
            str(one.xpath("string(*[local-name() = 'link']/@href)")),
        )
        for one in entries
    ]


def answered(plan: Plan, explanation: str, **values: object) -> Answer:
    """A published answer to a public opinion on the plan's first clause."""
    published = values.pop("published_at", NOW)
    comment = builders.a_comment(plan.current_version.texts[0], published_at=published, **values)
    case = builders.a_case(comment, state=CaseState.ANSWERED, answered_at=NOW)
    person = builders.a_person()
    answer: Answer = builders.stored(
        Answer(
            key=codes.new_key(),
            case=case,
            state=AnswerState.PUBLISHED,
            decision=Decision.ACCEPTED,
            explanation=explanation,
            unit=plan.unit,
            signed_as="Văn phòng Sở",
            drafted_by_id=person.id,
            approved_by_id=person.id,
            drafted_at=NOW,
            published_at=NOW,
        )
    )
    return answer


def test_a_plans_life_is_told_newest_first(app: Flask, plan: Plan, clerk: RoleHeld) -> None:
    first = NOW - timedelta(days=3)
    plan.closes_at = NOW - timedelta(days=5)
    consultations.open_round(plan, first, NOW + timedelta(days=5), by=clerk, now=first)
    answered(plan, "Đã sửa.").published_at = NOW - timedelta(hours=2)
    (present,) = consultations.rounds_of(plan)
    consultations.put_off_closing(
        plan, LATER, "Chờ các trường.", seen=consultations.mark_of(present), by=clerk,
        now=NOW - timedelta(hours=1),
    )  # fmt: skip
    withdraw(plan, "Sai biểu mẫu.", by=clerk, now=NOW)
    db.session.commit()

    told = read(app)

    assert [title for title, _, _ in told] == [
        "Thu hồi: Dạy học hai buổi",
        "Kéo dài thời gian nhận ý kiến: Dạy học hai buổi",
        "Trả lời ý kiến về mục I: Dạy học hai buổi",
        "Bắt đầu lấy ý kiến: Dạy học hai buổi",
        "Công bố: Dạy học hai buổi",
    ]
    assert told[0][1] == "Lý do: Sai biểu mẫu."
    assert "Chờ các trường." in told[1][1]
    assert told[2][1] == "Tiếp thu. Đã sửa."
    assert told[-1][2] == f"http://localhost/plans/{plan.key}"


def test_what_is_not_public_about_an_answer_is_not_in_a_feed(app: Flask, plan: Plan) -> None:
    answered(plan, "Trả lời hiện.", sender_label="Ông Kín", body="Điều người hỏi nói.")
    answered(plan, "Trả lời kín.", appearance=Appearance.SEALED)
    answered(plan, "Trả lời chưa hiện.", published_at=None)
    answered(plan, "Trả lời cho ý kiến đã rút.", withdrawn_at=NOW)
    answered(plan, "Trả lời nháp.").case.state = CaseState.QUARANTINED
    db.session.commit()

    told = FlaskClient(app, app.response_class).get(f"/plans/{plan.key}/feed.atom").text

    assert told.count("Trả lời ý kiến") == 1
    assert "Trả lời hiện." in told
    assert "Ông Kín" not in told
    assert "Điều người hỏi nói" not in told


def test_who_has_it_already_gets_nothing_anew(app: Flask, plan: Plan) -> None:
    db.session.commit()
    client = FlaskClient(app, app.response_class)

    first = client.get("/feed.atom")
    same = client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})
    since = client.get("/feed.atom", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    begin_write()
    builders.a_plan()
    db.session.commit()
    changed = client.get("/feed.atom", headers={"If-None-Match": first.headers["ETag"]})

    assert [same.status_code, since.status_code, changed.status_code] == [304, 304, 200]
    assert first.mimetype == "application/atom+xml"


def test_a_feed_is_bounded_and_costs_the_same(app: Flask, plan: Plan) -> None:
    costs = []
    for _ in range(2):
        for _ in range(feeds.MOST_ENTRIES // 2 + 5):
            builders.a_plan(plan.unit, labels=())
        db.session.commit()
        with statements() as sent:
            told = read(app, f"/units/{plan.unit.key}/feed.atom")
        costs.append(len(sent))
        begin_write()

    assert len(told) == feeds.MOST_ENTRIES
    assert costs[0] == costs[1]


def test_an_id_outlasts_the_address_of_the_installation() -> None:
    entry = feeds.Entry("plans/a/versions/1", NOW, "Công bố", "", "Sở", "/plans/a")
    feed = feeds.Feed("Tin", "/feed.atom", "/plans")

    made = [feeds.as_atom(feed, [entry], address) for address in ("http://a.vn", "https://b.vn")]

    ids = [etree.fromstring(one).findall(f".//{ATOM}id") for one in made]
    assert [one.text for one in ids[0]] == [one.text for one in ids[1]]


def test_pages_say_where_their_feed_is(client: CheckedClient, plan: Plan) -> None:
    db.session.commit()
    own = {
        "/": "/feed.atom",
        "/plans": "/feed.atom",
        f"/plans/{plan.key}": f"/plans/{plan.key}/feed.atom",
        f"/units/{plan.unit.key}": f"/units/{plan.unit.key}/feed.atom",
    }

    for page, feed in own.items():
        text = client.get(page).text
        assert 'type="application/atom+xml"' in text
        assert f'href="{feed}"' in text


def test_a_link_to_a_public_plan_says_unit_number_and_until_when(
    client: CheckedClient, plan: Plan
) -> None:
    plan.closes_at = LATER
    plan.current_version.number = "05/KH-SGDĐT"
    plan.current_version.texts[0].clause.answered_count = 3
    db.session.commit()

    page = client.get(f"/plans/{plan.key}").text

    assert '<meta property="og:title" content="Dạy học hai buổi">' in page
    assert 'content="Trường THPT Mẫu · số 05/KH-SGDĐT · Nhận ý kiến đến' in page
    assert "· 3 ý kiến" in page
    assert f'<meta property="og:url" content="http://localhost/plans/{plan.key}">' in page


def test_a_picture_stands_for_every_link_and_can_be_fetched(client: CheckedClient) -> None:
    page = client.get("/help").text

    address = page.partition('property="og:image" content="http://localhost')[2].partition('"')[0]

    assert client.get(address).mimetype == "image/png"


def test_search_engines_are_told_where_to_look(client: CheckedClient, plan: Plan) -> None:
    builders.a_plan(title="Đã thu hồi", state=PlanState.WITHDRAWN)
    db.session.commit()

    listed = client.get("/sitemap.xml").text

    assert listed.count("<loc>") == 1
    assert f"<loc>http://localhost/plans/{plan.key}</loc>" in listed
    assert "Sitemap: http://localhost/sitemap.xml" in client.get("/robots.txt").text
    assert 'content="noindex"' in client.get("/search").text
    assert 'content="noindex"' not in client.get(f"/plans/{plan.key}").text
