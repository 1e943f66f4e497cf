"""Nobody finds anywhere what was not published for them: every page, every kind of reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from feedback.access import declared
from feedback.database import begin_write
from feedback.errors import RuleBroken
from feedback.plans import actions, queries
from feedback.plans.jobs import tell_consultations
from feedback.plans.queries import Reader
from feedback.plans.rounds import audiences, consultations
from feedback.triage import defaults
from models import (
    Audience,
    AudienceLink,
    Case,
    Comment,
    Notice,
    OutboxMessage,
    Plan,
    RecordEntry,
    Role,
    RoleHeld,
    Unit,
    UnitKind,
    db,
)
from tests import builders
from tests.builders import NOW, TODAY
from tests.checked_client import CheckedClient
from tests.walking import pages_of_get

PUBLIC, SECTOR = Audience.PUBLIC, Audience.SECTOR
PARENTS, STAFF = Audience.SCHOOL_PARENTS, Audience.UNIT_STAFF
EVERYTHING = set(Audience)
# What each kind of reader may find of a school's documents, and nothing else.
READERS: dict[str, set[Audience]] = {
    "a visitor": {PUBLIC},
    "a parent": {PUBLIC, PARENTS},
    "a parent of another school": {PUBLIC},
    "a teacher": EVERYTHING,
    "a teacher of another school": {PUBLIC, SECTOR},
    "the office above": EVERYTHING,
    "who watches the school": EVERYTHING,
    "who watches another school": {PUBLIC, SECTOR},
    "who has the link": {PUBLIC, PARENTS},
    "who has a link that was revoked": {PUBLIC},
}
HATS = {
    "a parent": (Role.PARENT, "school"),
    "a parent of another school": (Role.PARENT, "other"),
    "a teacher": (Role.STAFF, "school"),
    "a teacher of another school": (Role.STAFF, "other"),
    "the office above": (Role.MODERATOR, "office"),
    "who watches the school": (Role.MONITOR, "union"),
    "who watches another school": (Role.MONITOR, "front"),
}
COMMON = "phương châm"
SEARCH = f"/search?q={COMMON}"
# They say the same to everybody, whatever is published.
ALIKE_FOR_ALL = {
    "/style-guide", "/help", "/help/rules", "/help/accessibility", "/clocks", "/calendar",
    "/guidance/complaint", "/guidance/denunciation", "/account", "/track", "/sign-in",
}  # fmt: skip


@dataclass
class Document:
    """A plan of the school whose title, clause and opinion hold one word nobody else uses."""

    plan: Plan
    comment: Comment
    case: Case
    word: str

    def addresses(self, rules: list[Rule]) -> Iterator[str]:
        """Every page that is about this plan, its clause, its opinion or its case."""
        clause = self.plan.current_version.texts[0].clause.key
        places = {
            "plan_key": self.plan.key,
            "clause_key": clause,
            "comment_key": self.comment.key,
            "case_key": self.case.key,
            "short_key": self.plan.short_key,
            "position": 1,
            "form": "csv",
        }
        for rule in rules:
            if rule.arguments and rule.arguments <= places.keys() and rule.arguments != {"form"}:
                address = rule.rule
                for name in rule.arguments:
                    address = address.replace(f"<int:{name}>", f"<{name}>")
                    address = address.replace(f"<{name}>", str(places[name]))
                yield address


@pytest.fixture
def units(session: Session, now: datetime) -> dict[str, Unit]:
    defaults.seed(NOW)
    department, office = builders.a_department()
    school = builders.a_unit("Trường THPT Hải Đông", under=department)
    other = builders.a_unit("Trường THPT Cống Đá", under=department)
    union = builders.a_unit("Công đoàn ngành", UnitKind.UNION)
    front = builders.a_unit("Mặt trận Tổ quốc", UnitKind.FRONT)
    builders.a_mandate(union, school)
    builders.a_mandate(front, other)
    return {"office": office, "school": school, "other": other, "union": union, "front": front}


@pytest.fixture
def hats(units: dict[str, Unit]) -> dict[str, RoleHeld]:
    return {
        name: builders.a_hat(role=role, unit=units[place]) for name, (role, place) in HATS.items()
    }


@pytest.fixture
def documents(units: dict[str, Unit]) -> dict[Audience, Document]:
    return {audience: a_document(units["school"], audience) for audience in Audience}


def a_document(school: Unit, audience: Audience) -> Document:
    """One with an opinion that was answered for its readers to see."""
    word = f"tukhoa{audience.value.replace('_', '')}"
    plan = builders.a_plan(school, audience=audience, title=f"Kế hoạch {word}", labels=())
    text = builders.a_clause(plan, "I", body=f"Thực hiện {COMMON} {word}.")
    plan.folded = f"ke hoach {word}"
    consultations.begin_first_round(plan, None, None, now=NOW)
    comment = builders.a_comment(text, body=f"Ý kiến {word}.", published_at=NOW)
    text.clause.received_count = 1
    return Document(plan, comment, builders.a_case(comment), word)


def open_to(app: Flask, name: str) -> list[Rule]:
    """The pages whose role this reader has: the others refuse whatever they are asked for."""
    role = HATS[name][0] if name in HATS else None
    pages = [(r, declared(app.view_functions[r.endpoint])) for r in pages_of_get(app)]
    return [
        rule
        for rule, page in pages
        if page and (role in page.roles if page.roles else role or not page.needs_account)
    ]


def a_client(app: Flask, name: str, hats: dict[str, RoleHeld], parents_plan: Plan) -> FlaskClient:
    """A browser of that reader."""
    client = FlaskClient(app, app.response_class)
    if name in hats:
        builders.wear(client, hats[name])
    if "link" in name:
        by = hats["the office above"]
        token = actions.make_link(parents_plan, key=app.config["HASH_KEY"], by=by, now=NOW)
        db.session.commit()
        Context().run(client.get, f"/a/{token}")
        begin_write()
    if "revoked" in name:
        newest = queries.links_of(parents_plan)[0]
        actions.revoke_link(parents_plan, newest, by=hats["the office above"], now=NOW)
    return client


def test_no_page_shows_anybody_what_is_not_meant_for_them(
    app: Flask,
    units: dict[str, Unit],
    hats: dict[str, RoleHeld],
    documents: dict[Audience, Document],
) -> None:
    school = units["school"].key
    narrowed = [
        f"/plans?q={COMMON}", "/plans?q=tukhoa", SEARCH, "/search?q=tukhoa",
        f"/units/{school}", f"/units/{school}/feed.atom", f"/oversight/{school}?show=all",
        f"/oversight/{school}/export.csv?show=all",
    ]  # fmt: skip
    clients = {name: a_client(app, name, hats, documents[PARENTS].plan) for name in READERS}
    db.session.commit()
    leaks, missing, asked = [], [], 0

    for name, allowed in READERS.items():
        get, rules = clients[name].get, open_to(app, name)
        lists = [r.rule for r in rules if not r.arguments and r.rule not in ALIKE_FOR_ALL]
        shown = {at: Context().run(get, at).text for at in lists + narrowed}
        for audience, document in documents.items():
            if audience in allowed:
                own = Context().run(get, f"/plans/{document.plan.key}").status_code == 200
                found = all(document.word in shown[at] for at in ("/plans", SEARCH))
                missing += [] if own and found else [(name, audience)]
                continue
            pages = [(at, Context().run(get, at)) for at in document.addresses(rules)]
            leaks += [(name, at) for at, text in shown.items() if document.word in text]
            leaks += [(name, at) for at, a in pages if document.word in a.text]
            leaks += [(name, at) for at, a in pages if a.status_code == 200]
            asked += len(pages)

    assert asked > 200
    assert (leaks, missing) == ([], [])


def test_nothing_is_sent_or_said_to_who_does_not_read_it(
    app: Flask,
    units: dict[str, Unit],
    hats: dict[str, RoleHeld],
    documents: dict[Audience, Document],
) -> None:
    forbidden = {documents[audience].plan.id for audience in (PARENTS, STAFF)}
    posts = [
        f"/plans/{document.plan.key}/clauses/{document.comment.clause.key}/comment"
        for audience, document in documents.items()
        if document.comment.clause and audience is not PUBLIC
    ]
    db.session.commit()

    visitor = FlaskClient(app, app.response_class)
    answers = [Context().run(visitor.post, at, data={"body": "Tôi nghe."}) for at in posts]
    tell_consultations(NOW)

    told = db.session.scalars(select(Notice).where(Notice.plan_id.in_(forbidden))).all()
    by_person = {hat.person_id: hat for hat in hats.values()}
    assert [answer.status_code for answer in answers] == [404] * 3
    assert told
    for notice in told:
        reader = Reader((by_person[notice.person_id],), frozenset(), TODAY)
        assert notice.plan is not None
        assert queries.plan_for(reader, notice.plan.key)
    written = [*db.session.scalars(select(Notice)), *db.session.scalars(select(OutboxMessage))]
    assert not [one for one in written if "tukhoa" in str(one.details)]


# ------------------------------------------------------------------ changed openly


def test_a_narrowed_audience_holds_at_once_also_for_pages_kept_ready(
    client: CheckedClient, app: Flask, units: dict[str, Unit]
) -> None:
    plan = builders.a_plan(units["school"])
    head = builders.a_hat(role=Role.HEAD, unit=units["school"])
    page, visitor = f"/plans/{plan.key}", FlaskClient(app, app.response_class)
    builders.wear(client, head)
    before = [Context().run(visitor.get, page).status_code for _ in range(2)]

    refused = client.post(f"{page}/audience", data={"audience": "unit_staff"})
    client.post(f"{page}/audience", data={"audience": "unit_staff", "reason": "Có số liệu riêng."})
    after = Context().run(visitor.get, page).status_code

    entry = db.session.scalars(
        select(RecordEntry).where(RecordEntry.kind == "plan.audience_changed")
    ).one()
    assert (before, refused.status_code, after) == ([200, 200], 422, 404)
    assert entry.note is not None
    assert entry.details["audience_word"] == "Audience.unit_staff"


def test_links_end_when_a_document_is_no_longer_for_parents_alone(
    app: Flask, units: dict[str, Unit]
) -> None:
    plan = builders.a_plan(units["school"], audience=PARENTS)
    head = builders.a_hat(role=Role.HEAD, unit=units["school"])
    actions.make_link(plan, key=app.config["HASH_KEY"], by=head, now=NOW)

    audiences.change_audience(plan, SECTOR, "Dùng chung toàn ngành.", by=head, now=NOW)

    assert [link.revoked_at for link in queries.links_of(plan)] == [NOW]
    other = builders.a_plan(units["office"])
    with pytest.raises(RuleBroken, match="của trường"):
        audiences.change_audience(other, PARENTS, "Cho phụ huynh.", by=head, now=NOW)


def test_a_renewed_link_takes_the_place_of_the_old_one_in_one_act(
    client: CheckedClient, app: Flask, units: dict[str, Unit]
) -> None:
    plan = builders.a_plan(units["school"], audience=PARENTS)
    head = builders.a_hat(role=Role.HEAD, unit=units["school"])
    old = actions.make_link(plan, key=app.config["HASH_KEY"], by=head, now=NOW)
    key = queries.links_of(plan)[0].key
    builders.wear(client, head)
    page = f"/plans/{plan.key}/audience-links"

    renewed = client.post(f"{page}/{key}/renew").text
    again = client.post(f"{page}/{key}/renew")

    token = renewed.split('name="token" value="')[1].split('"')[0]
    parent = FlaskClient(app, app.response_class)
    entered = [Context().run(parent.get, f"/a/{one}").status_code for one in (old, token, token)]
    listed = client.get(page).text
    assert entered == [410, 302, 302]
    assert again.status_code == 422
    assert "1 lượt vào trong 20 ngày qua" in listed  # opened again is no other person
    assert "Người đứng đầu, Trường THPT Hải Đông" in listed


@pytest.mark.postgres_too
def test_each_use_of_a_link_is_counted_by_day(session: Session) -> None:
    plan = builders.a_plan()
    link = builders.stored(
        AudienceLink(key="khoa", plan_id=plan.id, token_hash="0" * 64, made_at=NOW)
    )

    for _ in range(3):
        audiences.count_use(link, TODAY)

    assert audiences.uses_lately([link], TODAY) == {link.id: 3}
    assert audiences.uses_lately([link], TODAY + audiences.LATELY) == {}


# ------------------------------------------------------------------ the short address


def test_a_short_address_is_typed_as_it_is_read_and_tells_nothing_to_others(
    client: CheckedClient, session: Session
) -> None:
    plan = builders.a_plan(short_key="7k01ab")
    builders.a_plan(short_key="7k01ac", audience=STAFF)

    found = [client.get(f"/k/{typed}").location for typed in ("7k01ab", "7KO1AB", "7koLab")]
    hidden, unknown = client.get("/k/7k01ac"), client.get("/k/zzzzzz")

    assert found == [f"/plans/{plan.key}"] * 3
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.text.replace("7k01ac", "zzzzzz") == unknown.text
