"""The preview desk: putting a version in the making right before it is published."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback.database import begin_write
from feedback.plans import queries
from models import (
    Clause,
    ClauseText,
    DraftStep,
    Part,
    Plan,
    PlanState,
    PlanVersion,
    RecordEntry,
    Role,
    Task,
    Unit,
    UnitKind,
    VersionSource,
    db,
)
from tests import builders
from tests.checked_client import CheckedClient

TEXT = """SỞ GIÁO DỤC VÀ ĐÀO TẠO
Số:      /KH-SGDĐT
Hải Đông, ngày     tháng 01 năm 2026
KẾ HOẠCH
Thực hiện dân chủ ở cơ sở
I. MỤC ĐÍCH
Làm cho mọi người cùng biết.
II. NHIỆM VỤ
1. Công khai thu chi
- Đơn vị chủ trì: Phòng Tổ chức cán bộ.
- Đơn vị phối hợp: Phòng Không Có Thật.
- Thời gian hoàn thành: Tháng 6 năm 2026.
2. Đối thoại
Mỗi năm một lần. Có biên bản.
"""


@pytest.fixture
def department(session: Session, now: object) -> Unit:
    department, _office = builders.a_department()
    builders.a_unit("Phòng Tổ chức cán bộ", UnitKind.DIVISION, under=department)
    return department


@pytest.fixture
def plan(client: CheckedClient, department: Unit) -> Plan:
    office = db.session.scalars(select(Unit).where(Unit.kind == UnitKind.OFFICE)).one()
    plan = builders.a_draft(department, TEXT)
    builders.wear(client, builders.a_hat(role=Role.MODERATOR, unit=office), at=builders.NOW)
    return plan


class Desk:
    """The desk of one draft, as a person uses it."""

    def __init__(self, client: CheckedClient, plan: Plan) -> None:
        self.client, self.page = client, f"/plans/{plan.key}/preview"
        self.plan_id = plan.id

    @property
    def version(self) -> PlanVersion:
        """The version in the making, read afresh."""
        db.session.expire_all()
        found = db.session.get_one(Plan, self.plan_id).version_in_the_making
        assert found is not None
        return found

    def texts(self) -> list[ClauseText]:
        """Its clauses in reading order, read afresh."""
        return queries.clauses_of(self.version)

    def labels(self) -> list[str]:
        """Depth and label of each clause: "1 I"."""
        return [f"{text.depth} {text.label or text.printed}".strip() for text in self.texts()]

    def key(self, label: str) -> str:
        """The key of the clause of this label."""
        return next(text.clause.key for text in self.texts() if text.label == label)

    def send(self, rest: str, **values: Any) -> Any:
        """Send a form of the page, with the revision that it carries now."""
        return self.client.post(
            f"{self.page}{rest}", data={"revision": self.version.revision} | values
        )

    def act(self, label: str, act: str, **values: Any) -> Any:
        """One act on the clause of this label."""
        return self.send(f"/clauses/{self.key(label)}/{act}", **values)

    def whole(self) -> list[tuple[Any, ...]]:
        """All that the version says, to compare before and after."""
        return [
            (text.clause.key, text.position, text.depth, text.label, text.printed, text.heading,
             text.body, text.parent.clause.key if text.parent else "", text.kind,
             text.task and (text.task.lead_text, text.task.due_to,
                            sorted((row.unit.name, row.part) for row in text.task.units)))
            for text in self.texts()
        ]  # fmt: skip


@pytest.fixture
def desk(client: CheckedClient, plan: Plan) -> Desk:
    return Desk(client, plan)


def wording(**values: Any) -> dict[str, Any]:
    return {"label": "I", "depth": 1, "body": "Lời mới."} | values


# ------------------------------------------------------------------ what to look at


def points(page: str) -> set[str]:
    """How many points to look at a page of the desk names, at the left and beside."""
    return set(re.findall(r"(\d+) điểm cần xem lại", page))


def test_every_page_of_the_desk_counts_the_same_points_and_drops_what_was_put_right(
    client: CheckedClient, desk: Desk
) -> None:
    pages = [desk.page, f"{desk.page}/clauses/{desk.key('II.1')}"]
    before = [client.get(page).text for page in pages]
    head = {"title": "Thực hiện dân chủ", "number": "5/KH-SGDĐT", "issued_on": "2026-01-09"}

    desk.send("", kind="plan", **head)

    after = [client.get(page).text for page in pages]
    assert [points(page) for page in before] == [{"3"}, {"3"}]
    assert "Ngày ban hành để trống." in before[0]
    assert [points(page) for page in after] == [{"1"}, {"1"}]
    assert "để trống." not in after[0]


def test_a_point_leads_to_its_field_and_n_to_the_next_one(
    client: CheckedClient, desk: Desk
) -> None:
    clause = f"{desk.page}/clauses/{desk.key('II.1')}"

    page = client.get(desk.page).text

    assert f'href="{desk.page}#issued_on"' in page
    assert f'href="{clause}#names-supporting"' in page
    assert re.search(rf'href="{clause}#names-supporting" data-key="n"', page)
    assert 'id="names-supporting"' in client.get(clause).text


def test_a_point_marked_as_looked_at_is_asked_no_more_until_the_mark_is_undone(
    client: CheckedClient, desk: Desk
) -> None:
    page = client.get(desk.page).text
    mark = re.findall(r'name="mark" value="(\w+)"', page)[0]

    desk.send("/looks", mark=mark)

    looked = client.get(desk.page).text
    assert (points(page), points(looked)) == ({"3"}, {"2"})
    desk.send("/undo")
    assert points(client.get(desk.page).text) == {"3"}


def test_what_the_reading_could_not_tell_counts_until_a_person_saved_the_clause(
    client: CheckedClient, department: Unit, plan: Plan
) -> None:
    begin_write()
    text = "KẾ HOẠCH\nTrích yếu\nI. VIỆC CÓ HẠN LẠ\nThời gian thực hiện: khi nào xong thì thôi.\n"
    desk = Desk(client, builders.a_draft(department, text))
    db.session.commit()
    doubt = "Chưa xác định được ngày từ thời gian này."
    address = f"{desk.page}/clauses/{desk.key('I')}"
    before = client.get(address).text

    desk.send(f"/clauses/{desk.key('I')}", **wording(time_text="khi nào xong", then="stay"))

    assert f"Mục I: {doubt}" in before
    assert doubt not in client.get(address).text


# ------------------------------------------------------------------ acts, undo and redo


@pytest.mark.parametrize(
    ("label", "act", "labels"),
    [
        # shallower, with what lies in it
        ("II.1", "promote", ["1 I", "1 II", "1 II.1", "2 II.2"]),
        # deeper, into the clause before it
        ("II.2", "demote", ["1 I", "1 II", "2 II.1", "3 II.2"]),
        ("II.2", "move-up", ["1 I", "1 II", "2 II.2", "2 II.1"]),
        ("I", "move-down", ["1 II", "2 II.1", "2 II.2", "1 I"]),
        ("II.2", "merge", ["1 I", "1 II", "2 II.1"]),
        # what lies in it goes under the clause above
        ("II", "remove", ["1 I", "2 II.1", "2 II.2"]),
    ],
)
def test_every_act_on_a_clause_is_undone_and_done_again(
    desk: Desk, label: str, act: str, labels: list[str]
) -> None:
    before = desk.whole()

    desk.act(label, act)

    done = desk.whole()
    assert desk.labels() == labels
    desk.send("/undo")
    assert desk.whole() == before
    desk.send("/redo")
    assert desk.whole() == done


@pytest.mark.postgres_too
def test_many_acts_of_two_people_are_undone_one_after_the_other(
    client: CheckedClient, desk: Desk
) -> None:
    before, version = desk.whole(), desk.version
    head = (version.title, version.number, version.plan.title)
    desk.send("", kind="report", title="Tên khác", number="9/BC")
    desk.send(f"/clauses/{desk.key('I')}", **wording(lead_text="Phòng Tổ chức cán bộ"))
    desk.act("II.2", "split", place=len("Mỗi năm một lần. "))
    desk.send("/clauses", at=desk.key("I"))
    begin_write()
    division = builders.a_hat(role=Role.HEAD, unit=db.session.get_one(Plan, desk.plan_id).unit)
    builders.wear(client, division, at=builders.NOW)
    for act in ("remove", "merge"):
        desk.act("II.1" if act == "remove" else "II", act)
    seen = client.get(desk.page).text

    for _ in range(6):
        desk.send("/undo")

    version = desk.version
    assert "Hoàn tác: gộp mục II" in seen
    assert desk.whole() == before
    assert (version.title, version.number, version.plan.title) == head
    assert "Hoàn tác:" not in client.get(desk.page).text
    assert "của Cán bộ tiếp nhận" in client.get(desk.page).text  # whose act may be done again


def test_a_new_act_ends_what_could_be_done_again(client: CheckedClient, desk: Desk) -> None:
    desk.act("II.2", "demote")
    desk.send("/undo")

    desk.act("II.2", "promote")

    assert "Làm lại:" not in client.get(desk.page).text
    assert db.session.scalar(select(func.count()).select_from(DraftStep)) == 1


def test_a_clause_is_split_where_a_person_says_and_takes_the_number_it_begins_with(
    client: CheckedClient, desk: Desk
) -> None:
    key = desk.key("I")
    desk.send(f"/clauses/{key}", **wording(body="Mở đầu.\n1. Việc thứ nhất\n2. Việc thứ hai"))
    offered = client.get(f"{desk.page}/clauses/{key}").text

    desk.act("I", "split", place=len("Mở đầu.\n"))

    second = next(text for text in desk.texts() if text.label == "I.1")
    assert 'name="place" value="8"' in offered
    assert (second.depth, second.printed, second.body) == (
        2,
        "1.",
        "Việc thứ nhất\n2. Việc thứ hai",
    )
    assert desk.texts()[0].body == "Mở đầu."


def test_what_of_the_task_is_printed_in_the_second_half_alone_goes_there_when_a_clause_is_split(
    client: CheckedClient, desk: Desk
) -> None:
    begin_write()
    text = desk.texts()[0]
    text.body = "Văn phòng theo dõi.\nHoàn thành trong tháng 9."
    text.task = None
    db.session.flush()
    builders.a_task(text, lead_text="Văn phòng", time_text="Tháng 9", due_to=date(2026, 9, 30))
    db.session.commit()
    before = desk.whole()

    desk.act("I", "split", place=len("Văn phòng theo dõi.\n"))

    first, second = (one.task for one in desk.texts()[:2])
    assert first
    assert second
    assert (first.lead_text, first.time_text, first.due_to) == ("Văn phòng", "", None)
    assert (second.lead_text, second.due_to) == ("", date(2026, 9, 30))
    desk.send("/undo")
    assert desk.whole() == before


@pytest.mark.parametrize(
    ("label", "act", "words"),
    [
        ("I", "promote", "cấp ngoài cùng"),
        ("I", "demote", "mục ngay trước không chứa được"),
        ("I", "merge", "không có mục nào ở trước"),
        ("II.1", "move-up", "đứng đầu"),
        ("II.2", "move-down", "đứng cuối"),
        ("I", "split", "ở giữa nội dung"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    client: CheckedClient, desk: Desk, label: str, act: str, words: str
) -> None:
    before = desk.whole()

    answer = desk.act(label, act, place=9999)

    assert words in client.get(answer.location).text
    assert desk.whole() == before


# ------------------------------------------------------------------ saving


def test_what_is_typed_is_saved_as_it_is_typed_and_is_one_step_to_undo(
    client: CheckedClient, desk: Desk
) -> None:
    key, before = desk.key("I"), desk.whole()
    script = {"X-Fragment": "1"}
    address = f"{desk.page}/clauses/{key}"
    answers = []
    for body in ("Lời", "Lời mới", "Lời mới viết."):
        sent = wording(body=body, heading="MỤC ĐÍCH", visit="mot") | {
            "revision": desk.version.revision
        }
        answers.append(client.post(address, data=sent, headers=script))

    refused = client.post(address, data=wording(revision=0, visit="mot"), headers=script)

    assert desk.texts()[0].body == "Lời mới viết."
    told = answers[-1].get_json()
    assert told["revision"] == desk.version.revision
    assert told["words"].startswith("Đã lưu lúc ")
    assert refused.status_code == 409
    assert "vừa được sửa" in refused.get_json()["words"]
    desk.send("/undo")
    assert desk.whole() == before


def test_the_second_of_two_editors_is_told_and_keeps_what_was_typed(
    client: CheckedClient, desk: Desk
) -> None:
    address = f"/clauses/{desk.key('I')}"
    stale = desk.version.revision
    desk.send(address, **wording(body="Người thứ nhất."))

    answer = desk.send(address, **wording(body="Người thứ hai.", revision=stale))

    assert answer.status_code == 409
    assert "vừa được sửa (Cán bộ tiếp nhận, Văn phòng Sở" in answer.text
    assert "Người thứ hai." in answer.text
    assert desk.texts()[0].body == "Người thứ nhất."


def test_clauses_are_added_and_removed_and_stay_in_order(desk: Desk) -> None:
    desk.send("/clauses", at=desk.key("I"))

    desk.act("II", "remove")

    texts = desk.texts()
    assert [text.position for text in texts] == list(range(len(texts)))
    assert texts[1].body == ""
    assert "II" not in [text.label for text in texts]
    assert "II.1" in [text.label for text in texts]


def test_a_published_plan_has_no_desk(client: CheckedClient, plan: Plan) -> None:
    begin_write()
    published = builders.a_plan(plan.unit)
    clause = published.current_version.texts[0].clause.key
    address = f"/plans/{published.key}/preview"
    db.session.commit()

    shown = client.get(address)
    sent = client.post(f"{address}/clauses/{clause}", data=wording(revision=0))

    assert shown.location == f"/plans/{published.key}"
    assert sent.status_code == 409
    assert "không sửa được nữa" in sent.text


def test_a_version_in_the_making_beside_the_one_in_force_is_put_right_at_the_same_desk(
    client: CheckedClient, plan: Plan
) -> None:
    begin_write()
    published = builders.a_plan(plan.unit, title="Bản đang có hiệu lực")
    version = builders.stored(
        PlanVersion(
            plan=published, position=2, is_current=False, title="Bản ban hành lại", legal_bases=[],
            signer=[], recipients=[], warnings=[], source_name="moi.docx", source_sha256="1" * 64,
            created_at=builders.NOW,
        )
    )  # fmt: skip
    clause = Clause(key="a" * 12, plan=published)
    builders.stored(
        ClauseText(
            version=version, clause=clause, position=0, depth=1, label="I", printed="I.",
            heading="MỤC MỚI", body="", folded="",
        )
    )  # fmt: skip
    db.session.commit()
    desk = Desk(client, published)

    desk.send("", title="Bản ban hành lại, đã sửa")
    desk.send("/clauses/aaaaaaaaaaaa", **wording(heading="MỤC MỚI"))

    kept = db.session.get_one(Plan, published.id)
    assert desk.version.title == "Bản ban hành lại, đã sửa"
    assert desk.texts()[0].body == "Lời mới."
    assert (kept.title, kept.current_version.title) == ("Bản đang có hiệu lực",) * 2
    assert "Lời mới." not in client.get(f"/plans/{published.key}").text


# ------------------------------------------------------------------ giving up


@pytest.mark.postgres_too
def test_a_discarded_draft_is_gone_with_its_text_and_its_giving_up_is_on_record(
    client: CheckedClient, desk: Desk
) -> None:
    desk.act("II.2", "demote")
    page = desk.page.removesuffix("/preview")
    asked = client.get(f"{page}/discard").text

    client.post(f"{page}/discard", data={"revision": desk.version.revision})

    pages = [client.get(f"{page}{rest}") for rest in ("", "/preview", "/publish", "/discard")]
    acts = db.session.scalars(select(RecordEntry.kind).order_by(RecordEntry.id)).all()
    gone = (ClauseText, Clause, PlanVersion, Task, DraftStep, VersionSource)
    assert "Nội dung đã đọc và những chỗ đã sửa bị xóa" in asked
    assert [answer.status_code for answer in pages] == [404, 404, 404, 404]
    assert page not in client.get("/plans/mine").text
    assert [db.session.scalar(select(func.count()).select_from(one)) for one in gone] == [0] * 6
    assert acts == ["plan.brought_in", "plan.reshaped", "plan.discarded"]
    db.session.expire_all()
    plan = db.session.get_one(Plan, desk.plan_id)
    assert (plan.title, plan.folded) == ("", "")


def test_a_draft_that_somebody_corrected_meanwhile_is_not_discarded(
    client: CheckedClient, desk: Desk
) -> None:
    seen = desk.version.revision
    desk.send("/clauses")

    answer = client.post(f"{desk.page.removesuffix('/preview')}/discard", data={"revision": seen})

    assert answer.status_code == 409
    assert db.session.get_one(Plan, desk.plan_id).discarded_at is None


# ------------------------------------------------------------------ units


def test_one_press_says_which_unit_a_name_means_wherever_it_stands(
    client: CheckedClient, desk: Desk
) -> None:
    address = f"{desk.page}/clauses/{desk.key('II.1')}"
    shown = client.get(address).text
    desk.send(
        f"/clauses/{desk.key('II.2')}",
        **wording(label="II.2", supporting_text="Phòng Không Có Thật"),
    )
    office = db.session.scalars(select(Unit).where(Unit.kind == UnitKind.OFFICE)).one()

    desk.send("/names", at=desk.key("II.1"), name="Phòng Không Có Thật", unit=office.key)

    chosen = [
        (text.label, row.part, row.unit.name)
        for text in desk.texts()
        if text.task
        for row in text.task.units
        if row.chosen_for
    ]
    assert "“Phòng Không Có Thật” là đơn vị nào?" in shown
    assert chosen == [
        ("II.1", Part.SUPPORTING, "Văn phòng Sở"),
        ("II.2", Part.SUPPORTING, "Văn phòng Sở"),
    ]
    assert "Chưa nhận ra đơn vị “" not in client.get(address).text
    desk.send("/names", name="Phòng Không Có Thật", anew="y")
    assert "Chưa nhận ra đơn vị “" in client.get(address).text
    desk.send("/undo")
    assert "Chưa nhận ra đơn vị “" not in client.get(address).text


@pytest.mark.parametrize("other", ["", "Phòng Nào Đó"])
def test_a_name_nobody_was_chosen_for_stays_open(
    client: CheckedClient, desk: Desk, other: str
) -> None:
    answer = desk.send("/names", name="Phòng Không Có Thật", other=other)

    assert "đơn vị" in client.get(answer.location).text
    assert not [
        row for text in desk.texts() if text.task for row in text.task.units if row.chosen_for
    ]


def test_a_unit_is_found_by_a_part_of_its_name_without_accents(
    client: CheckedClient, desk: Desk, department: Unit
) -> None:
    begin_write()
    near = [builders.a_unit(name, under=department).key for name in ("THPT Hải A", "THPT Hải B")]
    db.session.commit()
    at, name = desk.key("II.1"), "Phòng Không Có Thật"

    several = desk.send("/names", at=at, name=name, other="thpt hai")
    none = desk.send("/names", at=at, name=name, other="khong co")
    offered, lost = (client.get(answer.location).text for answer in (several, none))

    assert all(f'value="{key}"' in offered for key in near)
    assert 'value="khong co"' in lost
    assert "Không có đơn vị nào tên “khong co”." in lost
    chosen = desk.send(
        "/names", at=at, name=name, other="thpt hai", searched="thpt hai", unit=near[0]
    )
    assert "(đã chọn)" in client.get(chosen.location).text
    desk.send("/names", at=at, name=name, anew="y")
    assert (
        "→ THPT Hải B"
        in client.get(desk.send("/names", at=at, name=name, other="hai b").location).text
    )


def test_a_school_is_first_offered_its_own_parents_board(
    client: CheckedClient, department: Unit
) -> None:
    school = builders.a_unit("Trường THPT Ánh Dương", under=department)
    board = "Ban đại diện cha mẹ học sinh"
    for one in (builders.a_unit("Trường THPT An", under=department), school):
        builders.a_unit(f"{board} {one.name}", UnitKind.PARENTS_BOARD, under=one)
    draft = builders.a_draft(school, TEXT.replace("Phòng Không Có Thật", board))
    builders.wear(client, builders.a_hat(role=Role.HEAD, unit=school), at=builders.NOW)
    db.session.commit()
    desk = Desk(client, draft)

    page = client.get(f"{desk.page}/clauses/{desk.key('II.1')}").text

    first = page.split('name="unit"')[1].split("</label>")[0]
    assert f"{board} {school.name}" in first


def test_an_administrator_lets_a_name_be_remembered_so_that_the_next_plan_asks_nothing(
    client: CheckedClient, desk: Desk, department: Unit
) -> None:
    begin_write()
    builders.wear(client, builders.a_hat(role=Role.ADMINISTRATOR, unit=department), at=builders.NOW)
    name, other = "Phòng Không Có Thật", "Văn phòng Sở"

    desk.send("/names", name=name, other=other, remember="y")

    begin_write()
    following = Desk(client, builders.a_draft(department, TEXT))
    db.session.commit()
    page = client.get(f"{following.page}/clauses/{following.key('II.1')}").text
    assert "là đơn vị nào?" not in page
    assert f"{name} <span" in page


def test_what_a_clerk_chose_waits_for_an_administrator_to_remember_it(
    client: CheckedClient, desk: Desk, department: Unit
) -> None:
    name, other = "Phòng Không Có Thật", "Văn phòng Sở"
    asked = client.get(f"{desk.page}/clauses/{desk.key('II.1')}").text
    desk.send("/names", name=name, other=other, remember="y")
    begin_write()
    builders.wear(client, builders.a_hat(role=Role.ADMINISTRATOR, unit=department), at=builders.NOW)
    waiting = client.get("/plans/chosen-names").text
    unit = re.findall(r'name="unit" value="(\w+)"', waiting)[0]

    client.post("/plans/chosen-names", data={"unit": unit, "name": name})

    assert 'name="remember"' not in asked
    assert f"“{name}” là {other}" in waiting
    assert "Không có tên gọi nào chờ ghi nhớ." in client.get("/plans/chosen-names").text


def test_a_task_is_put_right_with_its_time_and_how_it_repeats(desk: Desk) -> None:
    sent = wording(
        label="II.1", depth=2, lead_text="Phòng Tổ chức cán bộ", due_to="2026-06-30",
        repeats="constant", form="Niêm yết",
    )  # fmt: skip

    desk.send(f"/clauses/{desk.key('II.1')}", **sent)

    task = next(text.task for text in desk.texts() if text.label == "II.1")
    assert task is not None
    assert (task.due_to, task.repeats, task.form) == (date(2026, 6, 30), "constant", "Niêm yết")
    assert [(row.part, row.unit.name) for row in task.units] == [
        (Part.LEAD, "Phòng Tổ chức cán bộ")
    ]


def test_a_unit_that_had_ended_and_a_group_without_members_are_said_with_a_way_on(
    client: CheckedClient, desk: Desk, department: Unit
) -> None:
    begin_write()
    ended = builders.a_unit("Thanh tra Sở", UnitKind.DIVISION, ends_on=date(2025, 6, 30))
    builders.a_succession(
        ended, db.session.scalars(select(Unit).where(Unit.kind == UnitKind.OFFICE)).one()
    )
    builders.a_group(department, "Các trường thuộc Sở", UnitKind.SCHOOL)
    names = "Thanh tra Sở; Các trường thuộc Sở"
    desk.send(f"/clauses/{desk.key('II.2')}", **wording(label="II.2", lead_text=names))

    page = client.get(f"{desk.page}/clauses/{desk.key('II.2')}").text

    assert "“Thanh tra Sở” đã kết thúc từ 30/06/2025, trước ngày của văn bản." in page
    assert "Văn phòng Sở (đơn vị kế thừa)" in page
    assert "nhóm “Các trường thuộc Sở” chưa có đơn vị nào." in page


# ------------------------------------------------------------------ beside the source


def test_each_line_of_the_source_leads_to_its_clause_and_those_at_hand_are_marked(
    client: CheckedClient, desk: Desk
) -> None:
    begin_write()
    version = desk.version
    db.session.merge(VersionSource(version_id=version.id, lines=TEXT.split("\n")))
    for text, lines in zip(desk.texts(), [(6, 7), (8, 8), (9, 12), (13, 14)], strict=True):
        text.source_from, text.source_to = lines
    db.session.commit()

    page = client.get(f"{desk.page}/clauses/{desk.key('II.1')}").text

    here = re.findall(r'<li value="(\d+)" class="source-here">', page)
    assert here == ["9", "10", "11", "12"]
    assert f'<li value="7"><a href="{desk.page}/clauses/{desk.key("I")}">' in page


def test_the_desk_of_two_thousand_clauses_stays_light(client: CheckedClient, desk: Desk) -> None:
    begin_write()
    version = db.session.get_one(Plan, desk.plan_id).version_in_the_making
    for place in range(4, 2000):
        clause = Clause(key=f"k{place:011d}", plan_id=desk.plan_id)
        db.session.add(
            ClauseText(
                version=version, clause=clause, position=place, depth=2, label=f"II.{place}",
                printed=f"{place}.", heading=f"Việc thứ {place}", body="Nội dung. " * 20, folded="",
            )
        )  # fmt: skip
    texts = desk.texts()[0]
    texts.body = "Một câu dài. " * 3800
    db.session.commit()

    pages = [client.get(f"{desk.page}/clauses/{desk.key(label)}") for label in ("I", "II.1000")]

    assert all(len(page.data) < 300_000 for page in pages)
    assert "1850 mục ở dưới" not in pages[1].text
    assert "mục ở trên" in pages[1].text
    assert "mục ở dưới" in pages[1].text


def test_a_draft_is_nobody_elses(client: CheckedClient, session: Session) -> None:
    draft = builders.a_plan(builders.a_unit("Trường THPT Khác"), state=PlanState.DRAFT)
    builders.wear(client, builders.a_hat(role=Role.MODERATOR, unit=builders.a_unit()))
    clause = draft.current_version.texts[0].clause.key
    desk = f"/plans/{draft.key}/preview"

    sent = [client.post(f"{desk}/{rest}", data={"revision": 0}) for rest in (
        "undo", "redo", "looks", "names", "clauses", f"clauses/{clause}/merge", f"clauses/{clause}/split"
    )]  # fmt: skip

    assert [answer.status_code for answer in sent] == [404] * 7


# ------------------------------------------------------------------ in a browser


def test_the_desk_is_worked_by_keys_alone_and_saves_what_is_typed(
    client: CheckedClient,
    desk: Desk,
    open_page: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    db.session.commit()
    cookie = client.get_cookie("session")
    assert cookie is not None
    page = open_page(viewport={"width": 1360, "height": 900})
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}]
    )
    page.goto(f"{desk.page}/clauses/{desk.key('I')}")

    page.keyboard.press("e")
    page.keyboard.type("Thêm. ")
    page.keyboard.press("Escape")
    expect(page.locator("[data-saved]")).to_contain_text("Đã lưu lúc")
    page.keyboard.press("J")

    expect(page.get_by_role("button", name="Hoàn tác: chuyển mục I xuống dưới")).to_be_visible()
    assert axe(page) == []
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Làm lại: chuyển mục I xuống dưới")).to_be_visible()
    db.session.rollback()  # what the server wrote is seen by a new transaction only
    assert desk.texts()[0].body.startswith("Thêm. ")
