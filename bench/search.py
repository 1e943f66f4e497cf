"""`make bench-search`: finding clauses, beside the least that the index itself needs for it.

300 plans of 60 clauses, two thirds of them public, and one of 2,000, of words that a seed draws:
some in every clause, some in a few.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from statistics import median

import flask_migrate
from sqlalchemy import insert, text

from app import create_app
from bench import installation, servers
from bench.servers import HOUSE
from feedback import clock, codes
from feedback.database import begin_write
from feedback.plans.queries import Reader
from feedback.plans.searching import finding, ranking
from feedback.search import fold, folded_clause
from models import (
    Audience,
    Clause,
    ClauseText,
    Plan,
    PlanKind,
    PlanState,
    PlanVersion,
    Unit,
    UnitKind,
    db,
)

PLANS, CLAUSES, LARGEST = 300, 60, 2_000
ROUNDS = 15
COMMON = (
    "giáo dục đào tạo học sinh phụ huynh dân chủ cơ sở nhà trường công khai kế hoạch thực hiện"
    " kiểm tra giám sát đơn vị văn phòng báo cáo tổng hợp ý kiến góp trả lời thời hạn học phí khoản"
    " thu quy chế tuyên truyền phổ biến pháp luật"
).split()
RARE = [f"từ{number}" for number in range(3_000)]
ASKED = ("giáo", "dân chủ", "hoc phi khoan thu", "từ17", "từ17 giáo", "II.40", "không có đâu")
AUDIENCES = (Audience.PUBLIC, Audience.PUBLIC, Audience.SECTOR)


def main() -> None:
    """Build, measure and print."""
    with tempfile.TemporaryDirectory(prefix="feedback-bench-") as folder:
        settings = installation.settings_in(Path(folder), servers.free_port())
        app = create_app(installation.loaded(settings))
        with app.app_context():
            flask_migrate.upgrade(str(HOUSE / "migrations"))
            largest = _fill(Random(1))
            visitor = Reader((), frozenset(), clock.today())
            print(
                "processor time of a search in ms, median: ours | FTS5 alone | ratio | in the largest plan alone"
            )
            for typed in ASKED:
                print(_line(typed, visitor, largest))
            db.engine.dispose()


def _fill(dice: Random) -> Plan:
    begin_write()
    unit = Unit(key=codes.new_key(), kind=UnitKind.SCHOOL, name="Trường", short_name="Trường")
    db.session.add(unit)
    for number in range(PLANS):
        _add_plan(unit, CLAUSES, AUDIENCES[number % len(AUDIENCES)], dice)
    largest = _add_plan(unit, LARGEST, Audience.PUBLIC, dice)
    db.session.flush()
    began = time.process_time()
    db.session.commit()
    clauses = PLANS * CLAUSES + LARGEST
    print(f"{clauses} clauses put into the index in {time.process_time() - began:.1f} s")
    return largest


def _add_plan(unit: Unit, size: int, audience: Audience, dice: Random) -> Plan:
    now, title = clock.now(), _sentence(10, dice)
    plan = Plan(
        key=codes.new_key(), unit=unit, kind=PlanKind.PLAN, state=PlanState.PUBLISHED,
        audience=audience, title=title, folded=fold(title), created_at=now, published_at=now,
    )  # fmt: skip
    version = PlanVersion(
        plan=plan, position=1, is_current=True, title=title, legal_bases=[], signer=[],
        recipients=[], warnings=[], source_name="", source_sha256="", created_at=now,
        published_at=now,
    )  # fmt: skip
    clauses = [Clause(key=codes.new_key(), plan=plan) for _ in range(size)]
    db.session.add_all([version, *clauses])
    db.session.flush()
    rows = [_row(version, clause, place, dice) for place, clause in enumerate(clauses)]
    db.session.execute(insert(ClauseText), rows)
    return plan


def _row(version: PlanVersion, clause: Clause, place: int, dice: Random) -> dict[str, object]:
    label, heading, body = f"II.{place}", _sentence(8, dice), _sentence(100, dice)
    return {
        "version_id": version.id, "clause_id": clause.id, "position": place, "depth": 1,
        "label": label, "printed": "", "heading": heading, "body": body,
        "folded": folded_clause(label, heading, body),
    }  # fmt: skip


def _sentence(words: int, dice: Random) -> str:
    return " ".join(dice.choice(COMMON if dice.random() < 0.8 else RARE) for _ in range(words))


def _line(typed: str, visitor: Reader, largest: Plan) -> str:
    asked = ranking.read_query(typed)
    least = text(
        "SELECT rowid FROM clause_words WHERE clause_words MATCH :words ORDER BY rowid DESC LIMIT 120"
    )
    words = " AND ".join(f'"{word}"' for word in asked.words)
    ours = _milliseconds(lambda: finding.find_clauses(asked, visitor))
    alone = _milliseconds(lambda: db.session.execute(least, {"words": words}).all())
    inside = _milliseconds(lambda: finding.find_clauses(asked, visitor, plan=largest))
    count = finding.find_clauses(asked, visitor).count
    return f"{typed:20} {ours:6.1f} | {alone:5.2f} | {alone / ours:5.3f} | {inside:6.1f}   ({count} found)"


def _milliseconds(act: Callable[[], object]) -> float:
    act()
    times = []
    for _ in range(ROUNDS):
        began = time.process_time()
        act()
        times.append(time.process_time() - began)
    return median(times) * 1000


if __name__ == "__main__":
    main()
