"""An installation of the measurement's own: a small city, one plan, its public opinions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import select

from app import create_app
from bench.servers import HOUSE
from feedback import clock, codes, deadlines
from feedback.comments.actions import Said, post_comment
from feedback.comments.identities import Keys
from feedback.config import DEFAULTS
from feedback.database import begin_write
from feedback.organisation import queries as organisation
from feedback.plans import queries as plans
from feedback.sample import city
from feedback.sample.days import Days
from feedback.sample.plans import publish_plans
from feedback.triage import actions as triage
from feedback.triage import defaults
from models import Case, ClauseText, Plan, Role, db

SAMPLE = HOUSE / "feedback" / "sample"
SPOKEN_ON = 5  # clauses that share the opinions
NEVER_REACHED = 10**9
TEXTS = (
    "Đề nghị ghi rõ ngày hoàn thành của mục này và đơn vị nào trả lời cha mẹ học sinh khi chậm.",
    "Năm trước đã làm việc này nhưng phụ huynh không được biết kết quả. Xin công khai trên bảng"
    " tin của trường và gửi qua giáo viên chủ nhiệm, để ai cũng đọc được.",
    "Giao vien chung toi de nghi bo sung kinh phi cho viec nay, vi truong o xa khong co nguon nao"
    " khac. Neu chua co thi xin noi ro bao gio co.",
    "Nên có chỗ góp ý ngay tại trường cho những gia đình không dùng điện thoại thông minh.",
)


@dataclass(frozen=True)
class Places:
    """Addresses to measure: the plan, a clause with many opinions, and its form."""

    plan: str
    clause: str
    form: str


def settings_in(folder: Path, port: int) -> dict[str, str]:
    """Every setting of an installation inside `folder`, no limit on what one network sends."""
    own = {"INSTANCE_FOLDER": str(folder), "PORT": str(port), "POSTS_PER_HOUR": str(NEVER_REACHED)}
    return DEFAULTS | own


def prepare(settings: dict[str, str], opinions: int) -> Places:
    """Migrate the empty installation, publish a plan and so many opinions on it."""
    app = create_app(dict(settings))
    with app.app_context():
        flask_migrate.upgrade(str(HOUSE / "migrations"))
        places = _fill(app, opinions, clock.now())
        db.engine.dispose()
    return places


def _fill(app: Flask, opinions: int, now: datetime) -> Places:
    begin_write()
    plan = _published_plan(now)
    texts = list(_texts_to_speak_on(plan))
    for place, text in enumerate(islice(cycle(texts), opinions)):
        _speak(plan, text, f"{TEXTS[place % len(TEXTS)]} ({place})", _keys(app), now)
    db.session.commit()
    address = f"/plans/{plan.key}"
    clause = f"{address}/clauses/{texts[0].clause.key}"
    return Places(address, clause, f"{clause}/comment")


def _published_plan(now: datetime) -> Plan:
    """The Department's plan of the sample city, published; of its people only those needed."""
    defaults.seed(now)
    db.session.flush()
    days = Days(clock.day_of(now), deadlines.load_calendar())
    data = json.loads((SAMPLE / "city.json").read_text(encoding="utf-8"))
    units = city.build_units(data)
    people = city.build_people(data, units, days, now)
    rows = json.loads((SAMPLE / "plans.json").read_text(encoding="utf-8"))["plans"]
    (plan,) = publish_plans(rows[:1], SAMPLE, units, people, days).values()
    return plan


def _texts_to_speak_on(plan: Plan) -> Iterator[ClauseText]:
    with_task = (text for text in plans.clauses_of(plan.current_version) if text.task)
    return islice(with_task, SPOKEN_ON)


def _speak(plan: Plan, text: ClauseText, body: str, keys: Keys, now: datetime) -> None:
    """One opinion on the clause, from its sending to its publication."""
    said = Said(body, token=codes.new_secret())
    posted = post_comment(plan, text, said=said, sender=None, keys=keys, now=now)
    case = triage.open_case(posted.comment, now=now)
    moderators = organisation.active_hats(_intake(case), [Role.MODERATOR], clock.day_of(now))
    triage.publish(case, by=moderators[0], now=now)


def _intake(case: Case) -> "Unit":
    return case.intake_unit


def _keys(app: Flask) -> Keys:
    return Keys(app.config["HASH_KEY"], app.config["SEAL_KEY"])
