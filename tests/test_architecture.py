"""The laws of the house hold, and each of them can fail."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import laws

ROOT = Path(__file__).parent.parent

# Every law with a fault planted in an otherwise empty tree: where, and what is written there.
PLANTED: list[tuple[Callable[[Path], list[str]], str, str]] = [
    (
        laws.slices_look_only_down,
        "feedback/plans/queries.py",
        "from feedback.comments import rules",
    ),
    (laws.slices_look_only_down, "feedback/plans/reading/word.py", "import feedback.triage.rules"),
    (laws.slices_look_only_down, "feedback/obstacles/actions.py", "from feedback import duties"),
    (laws.slices_look_only_down, "feedback/home/queries.py", "from feedback.sample import city"),
    (laws.only_app_imports_pages, "feedback/home/routes.py", "from feedback.plans import routes"),
    (
        laws.only_app_imports_pages,
        "feedback/home/routes/front.py",
        "from feedback.plans.routes import reading",
    ),
    (laws.only_app_imports_pages, "feedback/cli.py", "from feedback.plans.commands import x"),
    (laws.only_app_imports_pages, "feedback/plans/actions.py", "from feedback.plans import forms"),
    (laws.tools_know_no_slice, "feedback/search.py", "from feedback.plans import queries"),
    (laws.tools_know_no_slice, "feedback/search.py", "from app import create_app"),
    (laws.models_import_nothing_of_ours, "models.py", "from feedback import clock"),
    (laws.rules_know_no_web_and_no_database, "feedback/plans/rules.py", "import flask"),
    (laws.rules_know_no_web_and_no_database, "feedback/plans/rules.py", "import sqlalchemy.orm"),
    (laws.rules_know_no_web_and_no_database, "feedback/plans/rules.py", "from models import db"),
    (
        laws.rules_know_no_web_and_no_database,
        "feedback/triage/rules.py",
        "from feedback.plans.queries import tasks_of",
    ),
    (laws.imports_stand_at_the_top, "feedback/search.py", "def fold():\n    import re"),
    (laws.only_pages_commit, "feedback/plans/actions.py", "db.session.commit()"),
    (laws.only_pages_commit, "feedback/search.py", "session.commit()"),
    (laws.routes_do_not_query, "feedback/plans/routes.py", "from sqlalchemy import select"),
    (laws.routes_do_not_query, "feedback/plans/routes.py", "db.session.get(Plan, 1)"),
    (laws.nobody_below_asks_the_clock, "feedback/plans/actions.py", "datetime.now(UTC)"),
    (laws.nobody_below_asks_the_clock, "feedback/plans/rules.py", "day = datetime.date.today()"),
    (laws.nobody_below_asks_the_clock, "feedback/record.py", "import time\ntime.time()"),
    (laws.nobody_below_asks_the_clock, "models.py", "default = datetime.utcnow"),
    (laws.nobody_below_asks_the_clock, "feedback/plans/rules.py", "from feedback.clock import now"),
    (laws.nobody_below_asks_who_or_what_page, "feedback/plans/queries.py", "from flask import g"),
    (
        laws.nobody_below_asks_who_or_what_page,
        "feedback/plans/actions.py",
        "from flask_login import current_user",
    ),
    (laws.only_richtext_trusts_html, "feedback/formats.py", "Markup('<b>')"),
    (laws.only_richtext_trusts_html, "templates/plans/plan.html", "{{ clause.text | safe }}"),
    (laws.only_richtext_trusts_html, "templates/emails/x.txt", "{% autoescape false %}"),
    (laws.files_and_functions_are_short, "feedback/search.py", "x = 1\n" * 401),
    (laws.files_and_functions_are_short, "feedback/search.py", "def f():\n" + "    x = 1\n" * 40),
    (laws.only_known_folders, "feedback/utils/text.py", "x = 1"),
    (laws.only_known_folders, "feedback/plans/helpers/text.py", "x = 1"),
    (laws.only_known_folders, "templates/common/page.html", "x"),
    (laws.only_known_folders, "tests/unit/test_x.py", "x = 1"),
]
LAWS = sorted({law for law, _, _ in PLANTED}, key=lambda law: law.__name__)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law_holds(law: Callable[[Path], list[str]]) -> None:
    faults = law(ROOT)

    assert not faults, f"{law.__doc__}\n" + "\n".join(faults)


@pytest.mark.parametrize(
    ("law", "place", "fault"), PLANTED, ids=[f"{law.__name__}-{place}" for law, place, _ in PLANTED]
)
def test_the_law_sees_a_planted_fault(
    tmp_path: Path, law: Callable[[Path], list[str]], place: str, fault: str
) -> None:
    for folder in ("feedback", "templates", "tests"):
        (tmp_path / folder).mkdir()
    assert law(tmp_path) == []
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(fault + "\n", encoding="utf-8")
    laws.sources.cache_clear()

    faults = law(tmp_path)

    # The fault is named with its place.
    assert len(faults) == 1
    assert faults[0].startswith(place.rsplit("/", 1)[0])


def test_every_law_is_kept() -> None:
    public = {
        name
        for name, thing in vars(laws).items()
        if callable(thing) and getattr(thing, "__annotations__", {}).get("return") == "list[str]"
    }

    assert {law.__name__ for law in LAWS} == {n for n in public if not n.startswith("_")}


def test_the_laws_read_the_real_house() -> None:
    names = {source.name for source in laws.sources(ROOT)}

    assert {"app.py", "models.py"} <= names
    assert len(names) > 40
