"""The sample city hangs together: every name it uses is one it defines."""

from __future__ import annotations

import json
import re
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest

import feedback.sample
from models import (
    Appearance,
    Audience,
    CaseState,
    CommentKind,
    CommitmentState,
    Decision,
    HoldReason,
    LineKind,
    PlanKind,
    Role,
    SuccessionKind,
    UnitKind,
)

FOLDER = Path(feedback.sample.__file__).parent
PLACES = {
    "year", "school_year", "issued_long", "issued_month", "issued_year", "opens", "closes",
    "closes_month", "closes_year", "soon", "later", "last_year",
}  # fmt: skip
STORIES = {"drafted", "answered_rated", "reopened", "returned_with_guidance"}
ANSWERED = {"answered", "answered_rated", "reopened", "closed"}
Row = dict[str, Any]


def content(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


CITY = content("city.json")
PLANS: list[Row] = content("plans.json")["plans"]
STORY = content("comments.json")
COMMENTS: list[Row] = STORY["comments"]
UNITS: dict[str, Row] = {unit["slug"]: unit for unit in CITY["units"]}
ACCOUNTS: dict[str, Row] = {account["slug"]: account for account in CITY["accounts"]}


def words(kind: type[StrEnum]) -> set[str]:
    return {member.value for member in kind}


def labels_of(text: str) -> set[str]:
    """The labels a person would give the clauses: "II", "II.1", "II.1.b", "Điều 4"."""
    labels: set[str] = set()
    part = number = ""
    for line in text.splitlines():
        if found := re.match(r"(I{1,3})\. ", line):
            part, number = found[1], ""
        elif found := re.match(r"(Điều \d+)\. ", line):
            number = found[1]
            labels.add(number)
            continue
        elif part and (found := re.match(r"(\d)\. ", line)):
            number = f"{part}.{found[1]}"
        elif not (number and (found := re.match(r"(?:- )?([a-hđ])\) ", line))):
            continue
        labels.add(f"{number}.{found[1]}" if found[1].islower() else number or part)
    return labels


def named(rows: list[Row], key: str) -> set[str]:
    return {row[key] for row in rows if row[key] is not None}


def test_words_of_the_city_are_those_of_the_models() -> None:
    lines = [line for unit in UNITS.values() for line in unit["lines"]]
    hats = [hat for account in ACCOUNTS.values() for hat in account["hats"]]
    successions = [unit["successor"] for unit in UNITS.values() if unit["successor"]]

    assert named(list(UNITS.values()), "kind") <= words(UnitKind)
    assert named(lines, "kind") <= words(LineKind)
    assert named(successions, "kind") <= words(SuccessionKind)
    assert named(hats, "role") == words(Role)
    assert named(PLANS, "kind") <= words(PlanKind)
    assert named(PLANS, "audience") <= words(Audience)


def test_every_unit_the_city_names_is_one_of_its_units() -> None:
    lines = [line for unit in UNITS.values() for line in unit["lines"]]
    hats = [hat for account in ACCOUNTS.values() for hat in account["hats"]]
    successions = [unit["successor"] for unit in UNITS.values() if unit["successor"]]
    mandates = CITY["mandates"]

    used = named(lines, "upper") | named(hats, "unit") | named(successions, "unit")
    used |= named(mandates, "body") | named(mandates, "unit") | named(CITY["groups"], "under")
    used |= named(PLANS, "issuer") | named(CITY["deputies"], "unit")

    assert used <= set(UNITS)
    assert named(PLANS, "publisher") | named(CITY["deputies"], "deputy") <= set(ACCOUNTS)


def test_nobody_signs_in_under_a_login_of_another() -> None:
    logins = [account["login"] for account in ACCOUNTS.values()]

    assert len(set(logins)) == len(logins) == len(CITY["accounts"])
    assert all(login.endswith("@example.vn") for login in logins)


def test_every_unit_that_leads_has_one_who_drafts_and_one_who_approves() -> None:
    hats = {(h["role"], h["unit"]) for account in ACCOUNTS.values() for h in account["hats"]}

    leads = named(COMMENTS, "lead")

    assert {(role, unit) for unit in leads for role in ("officer", "head")} <= hats


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan["slug"])
def test_every_clause_spoken_of_is_in_the_plan(plan: Row) -> None:
    text = (FOLDER / plan["file"]).read_text(encoding="utf-8")

    spoken_of = {c["clause"] for c in COMMENTS if c["plan"] == plan["slug"]}

    assert bool(spoken_of) != plan.get("is_quiet", False)
    assert spoken_of <= labels_of(text)


@pytest.mark.parametrize("file", sorted(FOLDER.glob("plans/*.md")), ids=lambda file: file.stem)
def test_a_document_has_only_places_that_the_loader_fills(file: Path) -> None:
    text = file.read_text(encoding="utf-8")

    assert set(re.findall(r"{(\w*)}", text)) <= PLACES


def test_every_comment_names_only_what_the_city_has() -> None:
    hats = {(slug, h["unit"]) for slug, a in ACCOUNTS.items() for h in a["hats"]}
    supporting = {unit for c in COMMENTS for unit in c["supporting"]}
    slugs = {c["slug"] for c in COMMENTS}

    units = named(COMMENTS, "lead") | named(COMMENTS, "concerns") | supporting
    units |= named(COMMENTS, "transferred_to")

    assert units <= set(UNITS)
    assert {(c["sender"], c["sender_unit"]) for c in COMMENTS if c["sender"]} <= hats
    assert all(c["sender"] or c["sender_label"] for c in COMMENTS)
    assert len(slugs) == len(COMMENTS)
    assert named(COMMENTS, "near_duplicate_of") <= slugs


def test_words_of_the_comments_are_those_of_the_models() -> None:
    answers = [c["answer"] for c in COMMENTS if c["answer"]]
    promises = [promise for answer in answers for promise in answer["commitments"]]

    assert named(COMMENTS, "kind") <= words(CommentKind) - {"complaint", "denunciation"}
    assert named(COMMENTS, "appearance") <= words(Appearance)
    assert named(COMMENTS, "state") <= words(CaseState) | STORIES
    assert named([c for c in COMMENTS if c["state"] == "held"], "reason") == words(HoldReason)
    assert named(answers, "decision") <= words(Decision)
    assert named(promises, "state") == words(CommitmentState)


def test_the_city_shows_every_state_and_kind() -> None:
    states = Counter(c["state"] for c in COMMENTS)
    obstacles = [c for c in COMMENTS if c["kind"] == "obstacle"]

    # What waits for the confidential officer is not shown by a sample.
    assert set(states) == (words(CaseState) | STORIES) - {"returned", "quarantined"}
    assert sum(states[state] for state in ANSWERED) >= 15
    assert len(COMMENTS) >= 60
    assert len(obstacles) == 6


def test_near_duplicates_stand_beside_the_same_clause() -> None:
    by_slug = {c["slug"]: c for c in COMMENTS}

    pairs = [(c, by_slug[c["near_duplicate_of"]]) for c in COMMENTS if c["near_duplicate_of"]]

    assert len(pairs) >= 4
    assert all(a["plan"] == b["plan"] and a["clause"] == b["clause"] for a, b in pairs)


@pytest.mark.parametrize("comment", COMMENTS, ids=lambda comment: comment["slug"])
def test_steps_of_a_story_follow_each_other(comment: Row) -> None:
    days = list(comment["steps"].values())

    assert days == sorted(days, reverse=True)
    assert all(0 <= day <= comment["days_ago"] for day in days)


@pytest.mark.parametrize("comment", COMMENTS, ids=lambda comment: comment["slug"])
def test_an_answer_is_there_when_the_story_says_so(comment: Row) -> None:
    wanted = comment["state"] in ANSWERED | {"drafted", "submitted"}
    answered_by_its_own_road = comment["kind"] == "obstacle"

    assert answered_by_its_own_road or bool(comment["answer"]) == wanted
    assert answered_by_its_own_road or not wanted or comment["lead"]


def test_promises_fall_due_after_the_answer_and_are_judged_by_the_day() -> None:
    told = [(c["steps"].get("answered", 0), c["answer"]) for c in COMMENTS if c["answer"]]

    for answered_days_ago, answer in told:
        for promise in answer["commitments"]:
            assert promise["unit"] in UNITS
            assert promise["due_in"] > -answered_days_ago
            assert (promise["due_in"] >= 0) == (promise["state"] == "open")
            assert (promise["evidence"] is not None) == (promise["state"] == "kept")


def test_obstacles_gathered_are_obstacles_in_the_order_of_the_road() -> None:
    obstacles = {c["slug"] for c in COMMENTS if c["kind"] == "obstacle"}

    for gathering in STORY["gatherings"]:
        road = ("gathered", "submitted", "decided", "answered")
        steps = [gathering[f"{step}_days_ago"] for step in road]
        told = [step for step in steps if step is not None]
        assert set(gathering["members"]) <= obstacles
        assert steps[: len(told)] == sorted(told, reverse=True)
        assert (gathering["answer"] is None) == (gathering["answered_days_ago"] is None)
        assert (gathering["decision"] is None) == (gathering["decided_days_ago"] is None)
