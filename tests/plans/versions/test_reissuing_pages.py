"""A records officer issues a plan anew: the new text, the doubts, the publication."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback.database import begin_write
from feedback.plans.versions.lineage import texts_of
from models import ClauseFate, Fate, Notice, Plan, Role, RoleHeld, db
from tests.builders import a_case, a_comment, a_hat, a_new_version, a_person, a_plan, wear
from tests.checked_client import CheckedClient

OLD = "Công khai các khoản thu trên bảng tin trước ngày 15/6 hằng năm tại mọi trường."
NEW = "Công khai các khoản thu trên bảng tin trước ngày 20/8 hằng năm tại mọi trường."


def a_plan_of_two(hat: RoleHeld) -> Plan:
    plan = a_plan(hat.unit, labels=("I", "I.1", "I.2"))
    plan.current_version.texts[1].body = OLD
    return plan


def reworded(plan: Plan) -> None:
    version = a_new_version(plan)
    version.texts[1].body = NEW
    db.session.flush()


def test_a_plan_is_copied_matched_decided_and_published(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    hat = wear(client, a_hat(role=Role.MODERATOR))
    plan = a_plan_of_two(hat)
    sender = a_person(Role.STAFF, hat.unit)
    a_case(a_comment(plan.current_version.texts[1], sender=sender))
    key, clause = plan.key, plan.current_version.texts[1].clause.key
    db.session.commit()

    client.post(f"/plans/{key}/reissue/copy")
    begin_write()
    version = session.get_one(Plan, plan.id).version_in_the_making
    assert version is not None
    version.texts[1].body = NEW
    db.session.commit()
    desk = client.get(f"/plans/{key}/matching").get_data(as_text=True)
    item = client.get(f"/plans/{key}/matching/{clause}").get_data(as_text=True)
    refused = client.post(f"/plans/{key}/reissue/publish")
    other = texts_of(version)[1].clause.key
    client.post(
        f"/plans/{key}/matching/{clause}", data={"decision": "same", "other": other, "seen": ""}
    )
    told = client.get(f"/plans/{key}/reissue/publish").get_data(as_text=True)
    done = client.post(f"/plans/{key}/reissue/publish", data={"reason": "Đổi hạn công khai."})
    again = client.post(f"/plans/{key}/reissue/publish", data={"reason": "Đổi hạn công khai."})

    assert "Còn 1 chỗ phải quyết định" in desk
    assert "thêm" in item
    assert refused.status_code == 422
    assert "1 mục sửa lời văn" in told
    assert done.headers["Location"] == f"/plans/{key}"
    assert again.status_code == 409
    assert "Không có phiên bản mới nào đang soạn." in again.text
    assert "20/8" in client.get(f"/plans/{key}/clauses/{clause}").get_data(as_text=True)
    (notice,) = session.scalars(select(Notice).where(Notice.person_id == sender.id)).all()
    assert notice.kind == "triage.clause_changed"
    assert notice.details["page"].startswith("/track/")
    assert notice.details["title"]
    assert "15/6" in client.get(f"/plans/{key}/versions/1").get_data(as_text=True)


def test_a_decision_is_undone_and_asked_again(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    hat = wear(client, a_hat(role=Role.MODERATOR))
    plan = a_plan_of_two(hat)
    reworded(plan)
    clause = plan.current_version.texts[1].clause.key
    db.session.commit()
    address = f"/plans/{plan.key}/matching"
    client.get(address)

    client.post(f"{address}/{clause}", data={"decision": "removed", "seen": ""})
    after = client.get(f"{address}?show=doubts").get_data(as_text=True)
    client.post(f"{address}/{clause}/undo")

    assert "Không còn chỗ nào phải quyết định" in after
    assert "Còn 1 chỗ phải quyết định" in client.get(address).get_data(as_text=True)


def test_a_decision_somebody_took_meanwhile_is_not_overwritten(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    hat = wear(client, a_hat(role=Role.MODERATOR))
    plan = a_plan_of_two(hat)
    reworded(plan)
    clause = plan.current_version.texts[1].clause.key
    db.session.commit()
    address = f"/plans/{plan.key}/matching/{clause}"
    client.post(address, data={"decision": "removed", "seen": ""})

    second = client.post(address, data={"decision": "removed", "seen": ""})

    assert second.status_code == 409
    assert "vừa được quyết định" in second.get_data(as_text=True)


def test_what_differs_in_numbers_alone_is_confirmed_together(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    hat = wear(client, a_hat(role=Role.MODERATOR))
    plan = a_plan_of_two(hat)
    plan.current_version.texts[2].body = OLD.replace("khoản thu", "khoản chi")
    version = a_new_version(plan)
    version.texts[1].body, version.texts[2].body = NEW, NEW.replace("khoản thu", "khoản chi")
    keys = [text.clause.key for text in plan.current_version.texts[1:]]
    db.session.commit()

    shown = client.get(f"/plans/{plan.key}/matching").get_data(as_text=True)
    client.post(f"/plans/{plan.key}/matching/confirm", data={"kind": "numbers", "shown": keys})

    assert "2 mục chỉ khác số hoặc ngày" in shown
    assert {one.fate for one in session.scalars(select(ClauseFate)) if one.decided_by} == {
        Fate.REWORDED
    }
    assert "Không còn chỗ nào" in client.get(f"/plans/{plan.key}/matching").get_data(as_text=True)


def test_the_second_to_issue_anew_hears_who_is_at_it_and_is_led_there(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    hat = wear(client, a_hat(role=Role.MODERATOR))
    plan = a_plan_of_two(hat)
    db.session.commit()
    client.post(f"/plans/{plan.key}/reissue/copy")

    second = client.post(f"/plans/{plan.key}/reissue/copy")

    assert second.status_code == 409
    page = second.get_data(as_text=True)
    assert f"/plans/{plan.key}/preview" in page
    assert hat.unit.short_name in page


def test_a_new_version_is_a_file_or_a_text_and_neither_is_called_optional(
    client: CheckedClient, session: Session, now: datetime
) -> None:
    plan = a_plan_of_two(wear(client, a_hat(role=Role.MODERATOR)))
    db.session.commit()

    page = client.get(f"/plans/{plan.key}/reissue").text

    assert "(không bắt buộc)" not in page
    assert "tối đa 20 MB" in page
