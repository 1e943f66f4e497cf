"""Fills an empty database with the sample city."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import delete, update

from feedback import deadlines
from feedback.clock import day_of
from feedback.comments.identities import Keys
from feedback.responses import commitments
from feedback.sample import city, duties, gatherings, plans, stories, versions
from feedback.sample.city import PASSWORD
from feedback.sample.days import Days
from feedback.sample.stories import World
from feedback.triage import defaults
from models import Notice, OutboxMessage, db

FOLDER = Path(__file__).parent
SOON = 2  # working days ahead from which a promise's unit is reminded
Say = Callable[[str], Any]
SHOWN_AT_START = (
    "phu-huynh-10a",
    "giao-vien-hai-dong",
    "van-thu-so",
    "can-bo-tccb",
    "truong-tccb",
    "giam-doc",
    "thanh-vien-mttq",
    "to-chuc-can-bo",
    "ban-dai-dien-hai-dong",
    "bao-mat",
    "quan-tri",
)


def load_sample_city(keys: Keys, now: datetime, say: Say) -> None:
    """Build the city, publish its plans and let everything happen that its stories tell.

    Runs inside the caller's write transaction and commits nothing; the one scan is stored at once.
    """
    data = _read("city.json")
    say("→ Lịch làm việc và bảng thời hạn …")
    defaults.seed(now)
    db.session.flush()
    days = Days(day_of(now), deadlines.load_calendar())
    say("→ Đơn vị, vai trò, tài khoản của thành phố mẫu …")
    units = city.build_units(data)
    city.build_mandates(data, units, days)
    people = city.build_people(data, units, days, days.ago(300))
    say("→ Các văn bản mẫu …")
    published = plans.publish_plans(_read("plans.json")["plans"], FOLDER, units, people, days)
    say("→ Ý kiến và những gì đã diễn ra …")
    told, issued_anew = _read("comments.json"), _read("versions.json")
    world = World(units, people, published, days, keys, current_app.config["FILES_FOLDER"])
    cases = stories.tell(told["comments"], world, versions.steps(issued_anew, world, FOLDER))
    gatherings.tell(told["gatherings"], cases, world)
    say("→ Việc các đơn vị đã làm theo kế hoạch …")
    duties.tell(_read("duties.json"), world)
    say("→ Văn bản đang đưa vào, đang soạn lại …")
    versions.leave_unfinished(issued_anew, world, FOLDER)
    _let_the_past_be_past(now)
    for promise in commitments.to_watch(days.ahead(SOON), days.today, most=len(told["comments"])):
        commitments.watch(promise, now=now)


def sample_accounts() -> Iterator[str]:
    """Lines that say under which names one can sign in."""
    accounts = {row["slug"]: row for row in _read("city.json")["accounts"]}
    yield f"Tài khoản mẫu (mật khẩu chung: {PASSWORD}):"
    for slug in SHOWN_AT_START:
        row = accounts[slug]
        yield f"  {row['login']:<34} {row['display_name']}"


def _let_the_past_be_past(now: datetime) -> None:
    """Mails of the story went out long ago, and its notices were read."""
    db.session.flush()
    db.session.execute(delete(OutboxMessage))
    db.session.execute(update(Notice).where(Notice.made_at < now).values(read_at=now))


def _read(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return read
