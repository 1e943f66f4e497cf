"""Finding clauses and plans by words: what is found, in which order, by whom, at what cost."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from feedback import codes
from feedback.database import begin_write
from feedback.excerpts import Piece
from feedback.plans import actions
from feedback.plans.queries import Reader
from feedback.plans.searching import finding, ranking
from feedback.plans.versions import issuing
from feedback.search import folded_clause
from models import Actor, Audience, ClauseText, Plan, PlanState, PlanVersion, db
from tests import builders
from tests.checked_client import CheckedClient
from tests.statements import statements

VISITOR = Reader((), frozenset(), builders.TODAY)


def hits(typed: str, reader: Reader = VISITOR, plan: Plan | None = None) -> finding.Finding:
    return finding.find_clauses(ranking.read_query(typed), reader, plan=plan)


def found(typed: str, plan: Plan | None = None) -> list[str]:
    """What was found, best first: label and heading, or else the excerpt."""
    rows = hits(typed, plan=plan).page.rows
    return [plain([*hit.label, *hit.heading]) or plain(hit.text) for hit in rows]


def plain(pieces: Iterable[Piece]) -> str:
    return "".join(piece.text for piece in pieces)


def with_marks(pieces: Iterable[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces)


def a_clause(plan: Plan, heading: str = "", body: str = "", label: str = "") -> ClauseText:
    return builders.a_clause(plan, label, heading=heading, body=body, printed="")


def store() -> None:
    """Commit, and go on writing."""
    db.session.commit()
    begin_write()


def reissue(plan: Plan, body: str) -> ClauseText:
    """A second version in force, with one clause."""
    old = plan.current_version
    old.is_current = False
    db.session.flush()
    values = {"position": 2, "is_current": True, "published_at": builders.NOW}
    copied = ("title", "legal_bases", "signer", "recipients", "warnings", "source_name")
    values |= {name: getattr(old, name) for name in (*copied, "source_sha256", "created_at")}
    builders.stored(PlanVersion(plan=plan, **values))
    db.session.expire(plan)
    return a_clause(plan, body=body)


def many_clauses(plan: Plan, count: int) -> None:
    """So many clauses more that say "lời nói", labelled I.0, I.1 and so on."""
    first = len(plan.current_version.texts)
    for number in range(first, first + count):
        builders.a_clause(plan, f"I.{number}", heading="", body="Lời nói.", position=number)
    db.session.expire(plan.current_version, ["texts"])


@pytest.fixture
def plan(session: Session) -> Plan:
    return builders.a_plan(labels=())


# ------------------------------------------------------------------ what is found


@pytest.mark.postgres_too
def test_it_is_found_however_its_words_are_written(plan: Plan) -> None:
    a_clause(plan, "Dân bàn", "Hoà giải ở Thuỷ Đường; mỗi kỳ họp.", "II.4.a")
    a_clause(plan, "Việc khác", "Không có gì.", "II.5")
    store()
    ways = ["dan ban", "dân bàn", "DÂN BÀN", "Dan  Bàn", "hòa giải", "thủy đường", "kì họp"]
    ways += [unicodedata.normalize("NFD", "dân bàn"), "ban, dân!", "Ðường", '"dân" AND -bàn*']
    ways[-1] = '"dân" -bàn*'

    assert {way: found(way) for way in ways} == {way: ["II.4.aDân bàn"] for way in ways}


@pytest.mark.postgres_too
def test_nothing_typed_breaks_the_search(plan: Plan) -> None:
    a_clause(plan, "", "Dân bàn.")
    store()
    signs = ['"', "'", '""""', "a*", "*", "NOT", "AND OR NEAR(", "head : x", "^x", "{x}", "(", ":*"]
    signs += ["& !x", "'x':A", "\\", "%", "_", "😀", "\ud7ff", "x" * 10_000, "xa " * 3_000, "½ ² ﬁ"]

    assert {sign: found(sign) for sign in signs} == {sign: [] for sign in signs}
    assert {sign: found(f"dân {sign} bàn") for sign in ('"', "*", ")", "😀", ";", "|", ":")} == {
        sign: ["Dân bàn."] for sign in ('"', "*", ")", "😀", ";", "|", ":")
    }


@pytest.mark.postgres_too
def test_what_fits_best_stands_first(plan: Plan) -> None:
    apart = " ".join(["chữ"] * 30)
    a_clause(plan, body=f"Bàn {apart} dân.")
    a_clause(plan, body="Dân được bàn trước.")
    a_clause(plan, body="Để dân bàn trước.")
    a_clause(plan, "Dân được bàn")
    a_clause(plan, "Việc dân bàn")
    a_clause(plan, "Việc dẫn bản")
    store()

    assert [one[:12] for one in found("dân bàn")] == [
        "Việc dân bàn", "Để dân bàn t", "Dân được bàn", "Dân được bàn", "Bàn chữ chữ ", "Việc dẫn bản",
    ]  # fmt: skip
    assert found("dan ban")[:2] == ["Việc dân bàn", "Việc dẫn bản"]


@pytest.mark.postgres_too
def test_a_clause_that_is_cited_stands_first(plan: Plan) -> None:
    a_clause(plan, "Theo Điều 5 và II.4.a, II.4.đ", "Điều 5 khoản 2")
    for label in ("II.4.a", "II.4.d", "II.4.đ", "Điều 5", "Điều 5.2", "Điều 15"):
        a_clause(plan, "", f"Nội dung {label}", label)
    store()
    cited = {
        "II.4.a": "II.4.a", "ii 4 a": "II.4.a", "mục II.4.a": "II.4.a", "điểm a mục II.4": "II.4.a",
        "II.4.đ": "II.4.đ", "II.4.d": "II.4.d", "điều 5": "Điều 5", "DIEU 5": "Điều 5",
        "khoản 2 Điều 5": "Điều 5.2", "Điều 5, khoản 2": "Điều 5.2",
    }  # fmt: skip

    assert {typed: found(typed)[0] for typed in cited} == cited


@pytest.mark.parametrize("typed", ["dân bàn", "năm 2026", "mục tiêu", "phần lớn", "5 điều", ""])
def test_words_are_not_taken_for_a_label(typed: str) -> None:
    assert ranking.labels_cited(typed) == ()


def test_a_hit_shows_where_it_stands_and_leads_there(client: CheckedClient, plan: Plan) -> None:
    outer = a_clause(plan, "Nhiệm vụ", "", "II")
    for body in ("Dân bàn việc trường.", "Khác."):
        a_clause(plan, "Công khai", body, "II.1").parent = outer
    store()

    (hit,) = hits("dan ban").page.rows
    page = client.get("/search?q=dan+ban").text

    assert (hit.path, with_marks(hit.text)) == (["II. Nhiệm vụ"], "[Dân bàn] việc trường.")
    assert f'href="/plans/{plan.key}#{hit.anchor}"' in page
    assert "<mark>Dân bàn</mark> việc trường." in page
    assert f'id="{hit.anchor}"' in client.get(f"/plans/{plan.key}").text


def test_a_hit_leads_to_its_place_in_documents_that_count_anew(
    client: CheckedClient, plan: Plan
) -> None:
    for annex in ("", "Quy chế", "Phụ lục II"):
        for number in (1, 2):
            a_clause(plan, "Mục riêng", "", f"I.{number}").annex = annex
    store()
    page = client.get(f"/plans/{plan.key}").text

    rows = hits("muc rieng").page.rows

    assert len({hit.anchor for hit in rows}) == 6
    assert [f'id="{hit.anchor}"' in page for hit in rows] == [True] * 6


def test_plans_are_found_by_title_number_and_unit(session: Session) -> None:
    school = builders.a_unit("Trường THPT Hải Đông")
    plan = builders.a_plan(school, title="Dạy học hai buổi", labels=())
    plan.folded += " 05 kh thpt"
    builders.a_plan(title="Việc khác", labels=())
    store()

    ways = ("hai buổi", "05/KH-THPT", "hai dong", "Hải Đông hai buổi")
    by_words = {way: finding.find_plans(ranking.read_query(way), VISITOR) for way in ways}

    assert by_words == {way: [plan] for way in ways}
    assert finding.find_plans(ranking.read_query("uổi"), VISITOR) == []


# ------------------------------------------------------------------ the index is right


def test_a_draft_is_found_once_published_and_stays_when_withdrawn(session: Session) -> None:
    plan = builders.a_plan(state=PlanState.DRAFT, labels=())
    a_clause(plan, body="Dân bàn.")
    store()
    before = found("dân bàn")
    plan.state, plan.published_at = PlanState.PUBLISHED, builders.NOW
    plan.current_version.published_at = builders.NOW
    store()
    published = found("dân bàn")
    plan.state, plan.withdrawn_at = PlanState.WITHDRAWN, builders.NOW
    store()

    assert (before, published) == ([], ["Dân bàn."])
    assert [hit.is_withdrawn for hit in hits("dân bàn").page.rows] == [True]


def test_only_the_text_in_force_is_found(session: Session, plan: Plan) -> None:
    a_clause(plan, body="Lời cũ.")
    store()
    reissue(plan, "Lời mới.")
    store()

    assert (found("lời"), found("lời cũ"), found("lời mới", plan)) == (
        ["Lời mới."],
        [],
        ["Lời mới."],
    )


@pytest.mark.postgres_too
def test_older_texts_are_found_when_asked_for_behind_those_in_force(
    client: CheckedClient, session: Session, plan: Plan
) -> None:
    kept = a_clause(plan, body="Lời chung.").clause
    a_clause(plan, body="Lời cũ đã bỏ.")
    store()
    reissue(plan, "Lời mới.").clause = kept
    store()

    old = finding.find_clauses(ranking.read_query("lời"), VISITOR, plan=plan, old=True).page.rows
    page = client.get("/search?q=loi&old=1").text

    assert [plain(hit.text) for hit in old] == ["Lời mới.", "Lời cũ đã bỏ."]
    assert f'href="/plans/{plan.key}/versions/1#{old[1].anchor}"' in page
    assert "Bản cũ, đã được thay: bản thứ 1" in page


@pytest.mark.postgres_too
def test_the_acts_of_those_who_publish_leave_the_index_right(session: Session) -> None:
    seen = []

    def look() -> None:
        store()
        seen.append([len(hits(words).page.rows) for words in ("cũ", "nháp", "mới")])

    plan = builders.a_draft(text="KẾ HOẠCH\nTrích yếu\nI. LỜI CŨ\nII. LỜI KHÁC\n")
    look()
    opening = actions.Opening(Audience.PUBLIC)
    actions.publish(plan, opening, confirmed=True, by=Actor.SYSTEM, now=builders.NOW)
    look()
    for heading in ("Lời nháp", "Lời mới"):
        text_row = builders.a_new_version(plan).texts[0]
        text_row.heading, text_row.folded = heading, folded_clause("I", heading, "")
        look()
        if heading == "Lời nháp":
            issuing.give_up(plan, by=Actor.SYSTEM, now=builders.NOW)
    builders.issued(plan)
    look()

    assert seen == [[0, 0, 0], [1, 0, 0], [1, 0, 0], [1, 0, 0], [0, 0, 1]]


@pytest.mark.postgres_too
def test_the_index_follows_whatever_changes_the_rows(session: Session, plan: Plan) -> None:
    text_row = a_clause(plan, body="Lời cũ.")
    other = a_clause(plan, body="Lời khác.")
    store()
    session.execute(
        db.update(ClauseText).values(folded="\nloi sua").where(ClauseText.id == text_row.id)
    )
    session.delete(other)
    store()
    changed = [len(hits(words).page.rows) for words in ("cũ", "sửa", "khác")]
    session.execute(db.update(Plan).values(audience=Audience.UNIT_STAFF))
    store()

    assert changed == [0, 1, 0]
    assert found("sửa") == []
    assert session.scalar(text("SELECT count(*) FROM clause_words_due")) == 0


def test_what_is_not_committed_is_not_found(session: Session, plan: Plan) -> None:
    a_clause(plan, body="Lời cũ.")
    store()
    plan.current_version.texts[0].folded = "\nloi moi"
    session.flush()
    session.rollback()
    begin_write()

    assert (found("cũ"), found("mới")) == (["Lời cũ."], [])


# ------------------------------------------------------------------ what it costs


def test_a_search_costs_the_same_however_much_is_found(session: Session, plan: Plan) -> None:
    costs, counts = [], []
    for _ in range(2):
        many_clauses(plan, 60)
        store()
        with statements() as sent:
            counts.append(hits("lời nói").count)
        costs.append(len(sent))

    assert costs[0] == costs[1]
    assert counts == [60, finding.MOST_HITS]
    assert hits("lời nói").is_cut


@pytest.mark.postgres_too
def test_the_index_answers_and_no_table_is_read_through(session: Session, plan: Plan) -> None:
    many_clauses(plan, 300)
    a_clause(plan, body="Hiếm khi.")
    store()
    asked: list[tuple[str, Any]] = []

    def hear(_one: object, _cursor: object, statement: str, values: Any, *_: object) -> None:
        asked.append((statement, values))

    db.event.listen(db.engine, "before_cursor_execute", hear)
    hits("hiếm")
    db.event.remove(db.engine, "before_cursor_execute", hear)
    statement, values = next(one for one in asked if "clause_words" in one[0])
    ways = explained(session, statement, values)

    if db.engine.dialect.name == "sqlite":
        assert any("clause_words VIRTUAL TABLE INDEX" in way and "M" in way for way in ways)
        tables = ("SCAN clause_texts", "SCAN plans", "SCAN plan_versions")
        assert not [way for way in ways if way.startswith(tables)]
    else:
        assert "ix_clause_words_words" in "\n".join(ways)


def explained(session: Session, statement: str, values: Any) -> list[str]:
    connection = session.connection()
    if db.engine.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    else:
        connection.exec_driver_sql("ANALYZE clause_words")
        # So small a table is read through sooner than any index.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_indexscan = off")
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", values)
    return [str(row[-1]) for row in rows]


def test_everything_found_can_be_paged_through(client: FlaskClient, plan: Plan) -> None:
    many_clauses(plan, 45)
    store()
    asked = ranking.read_query("lời nói")
    seen: list[str] = []
    after: str | None = None

    for _ in range(3):
        page = finding.find_clauses(asked, VISITOR, after=after).page
        seen += [plain(hit.label) for hit in page.rows]
        after = page.next_after

    assert (after, seen) == (None, [f"I.{number}" for number in range(45)])


# ------------------------------------------------------------------ the pages


def test_the_pages_say_what_to_do_when_nothing_is_found(client: CheckedClient, plan: Plan) -> None:
    a_clause(plan, body="Lời nói.")
    store()
    places = ("/search", f"/plans/{plan.key}/search")

    for place in places:
        assert "Viết có dấu hay không dấu" in client.get(place).text
        assert "Xin bớt từ" in client.get(f"{place}?q=không+đâu").text
        assert "chưa có chữ hoặc số nào" in client.get(f"{place}?q=!!!").text
        assert "Có 1 mục khớp." in client.get(f"{place}?q=LOI+noi").text
        assert client.get(f"{place}?q=%00").status_code == 404


def test_a_box_to_search_stands_where_one_reads(client: CheckedClient, plan: Plan) -> None:
    store()
    places = {
        "/": "/search",
        "/plans": "/search",
        f"/plans/{plan.key}": f"/plans/{plan.key}/search",
    }

    shown = {
        place: f'method="get" action="{to}"' in client.get(place).text
        for place, to in places.items()
    }

    assert shown == dict.fromkeys(places, True)


def test_signs_of_html_in_a_text_are_only_signs(client: CheckedClient, plan: Plan) -> None:
    a_clause(plan, heading="<b>Lời</b>", body='<script>nói("&")</script>')
    store()

    page = client.get("/search?q=lời+nói+%3Cb%3E").text

    assert "&lt;<mark>b</mark>&gt;<mark>Lời</mark>&lt;/<mark>b</mark>&gt;" in page
    assert "<script>n" not in page


def test_keys_made_by_others_change_nothing(client: CheckedClient, plan: Plan) -> None:
    a_clause(plan, body="Lời nói.")
    store()

    assert "Có 1 mục khớp." in client.get(f"/search?q=loi&after={codes.new_key()}.1").text
