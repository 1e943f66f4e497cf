"""An installation of the measurement's own: a small city, one plan, its public opinions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask

from app import create_app
from bench.servers import HOUSE
from feedback import clock, codes, deadlines
from feedback.comments.actions import Said, post_comment
from feedback.comments.identities import Keys
from feedback.config import DEFAULTS, load_settings
from feedback.database import begin_write
from feedback.organisation import queries as organisation
from feedback.plans import queries as plans
from feedback.sample import city
from feedback.sample.days import Days
from feedback.sample.plans import publish_plans
from feedback.triage import actions as triage
from feedback.triage import defaults
from models import ClauseText, Plan, Role, db

SAMPLE = HOUSE / "feedback" / "sample"
SPOKEN_ON = 5  # clauses that share the opinions
NEVER_REACHED = 10**6  # the most that the setting takes
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


def loaded(settings: dict[str, str]) -> dict[str, Any]:
    """All settings as an application of ours takes them: none comes from around us, and nothing
    is logged in between.
    """
    # They are checked once more on their way in, where this one is still a word.
    return load_settings(settings) | {"TESTING": True, "SMTP_TLS": settings["SMTP_TLS"]}


def prepare(settings: dict[str, str], opinions: int) -> Places:
    """Migrate the empty installation, publish a plan and so many opinions on it."""
    app = create_app(loaded(settings))
    with app.app_context():
        flask_migrate.upgrade(str(HOUSE / "migrations"))
        places = _fill(app, opinions, clock.now())
        db.engine.dispose()
    return places


def _fill(app: Flask, opinions: int, now: datetime) -> Places:
    keys = Keys(app.config["HASH_KEY"], app.config["SEAL_KEY"])
    begin_write()
    plan = _published_plan(now)
    intake = organisation.intake_unit_for(plan.unit, clock.day_of(now))
    moderator = organisation.active_hats(intake, [Role.MODERATOR], clock.day_of(now))[0]
    texts = _texts_to_speak_on(plan)
    for place, text in enumerate(islice(cycle(texts), opinions)):
        said = Said(f"{TEXTS[place % len(TEXTS)]} ({place})", token=codes.new_secret())
        posted = post_comment(plan, text, said=said, sender=None, keys=keys, now=now)
        triage.publish(triage.open_case(posted.comment, now=now), by=moderator, now=now)
    db.session.commit()
    address = f"/plans/{plan.key}"
    clause = f"{address}/clauses/{texts[0].clause.key}"
    return Places(address, clause, f"{clause}/comment")


def _published_plan(now: datetime) -> Plan:
    """The Department's plan of the sample city, published."""
    defaults.seed(now)
    db.session.flush()
    days = Days(clock.day_of(now), deadlines.load_calendar())
    data = _read("city.json")
    units = city.build_units(data)
    people = city.build_people(data, units, days, now)
    (plan,) = publish_plans(_read("plans.json")["plans"][:1], SAMPLE, units, people, days).values()
    return plan


def _texts_to_speak_on(plan: Plan) -> list[ClauseText]:
    return [text for text in plans.clauses_of(plan.current_version) if text.task][:SPOKEN_ON]


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((SAMPLE / name).read_text(encoding="utf-8"))
    return read
