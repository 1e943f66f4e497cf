"""What in a draft a person should still look at: one list, found from what is stored now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from feedback.errors import N_
from feedback.plans import queries, rules
from feedback.plans.drafts import Naming
from feedback.plans.rules import Doubt
from feedback.richtext import excerpt
from models import ClauseText, Part, PlanVersion

Namings = Mapping[tuple[int, Part], Naming]
_LONGEST_PLACE = 40
_TOLD_ANEW = frozenset({"no_title", "duplicate_label"})  # below, as the draft stands now


def doubts_about(
    version: PlanVersion, texts: Sequence[ClauseText], namings: Namings
) -> list[Doubt]:
    """What a person should look at before publishing, in reading order; [] when all is well.

    What the reading doubted counts as long as the draft is still so; and what it could not tell
    about a clause until a person has saved that clause.
    """
    doubts = [*_about_the_head(version, texts)]
    doubled = set(rules.duplicate_labels(text.label for text in texts))
    saved = queries.clause_keys_corrected(version.plan)
    for text in texts:
        doubts += _left_from_reading(version, text, texts, saved)
        if text.label in doubled:
            doubts.append(_doubt(N_("Mục %(place)s: nhãn này đứng ở nhiều chỗ."), text))
        doubts += _unknown_units(text, namings)
    return doubts


def _about_the_head(version: PlanVersion, texts: Sequence[ClauseText]) -> Iterator[Doubt]:
    if not version.title.strip():
        yield Doubt(N_("Văn bản chưa có trích yếu. Xin ghi ở phần đầu."), must_fix=True)
    if not texts:
        yield Doubt(N_("Văn bản chưa có mục nào. Xin thêm ít nhất một mục."), must_fix=True)
    for warning in version.warnings:
        if not warning.get("clause") and not _is_settled(warning, version, texts):
            yield _warned(warning)


def _is_settled(
    warning: Mapping[str, Any], version: PlanVersion, texts: Sequence[ClauseText]
) -> bool:
    match warning["code"]:
        case "blank_number":
            return bool(version.number) and not str(version.number).startswith("/")
        case "blank_day" | "no_date" | "impossible_date":
            return version.issued_on is not None
        case "no_issuer":
            return bool(version.issuer)
        case "issuer_from_opening":
            return bool(version.issuer != warning["params"]["issuer"])
        case "no_clause":
            return not texts or any(text.label for text in texts)
        case code:
            return code in _TOLD_ANEW


def _left_from_reading(
    version: PlanVersion,
    text: ClauseText,
    texts: Sequence[ClauseText],
    saved: Collection[str],
) -> Iterator[Doubt]:
    for warning in version.warnings:
        if warning.get("clause") != text.clause.key or warning["code"] in _TOLD_ANEW:
            continue
        if warning["code"] == "empty_clause":
            is_open = not (text.heading or text.body or any(one.parent is text for one in texts))
        else:
            is_open = text.clause.key not in saved
        if is_open:
            yield _warned(warning, text)


def _unknown_units(text: ClauseText, namings: Namings) -> Iterator[Doubt]:
    for part in Part:
        naming = namings.get((text.task.id, part)) if text.task else None
        for unknown in naming.unknown if naming else ():
            message = N_("Mục %(place)s: chưa nhận ra đơn vị “%(name)s”.")
            yield _doubt(message, text, name=unknown.text)


def _warned(warning: Mapping[str, Any], text: ClauseText | None = None) -> Doubt:
    place = _place(text) if text else ""
    key = text.clause.key if text else ""
    params = warning.get("params") or {}
    return Doubt(warning["message"], False, params, clause_key=key, place=place)


def _doubt(message: str, text: ClauseText, **params: str) -> Doubt:
    params["place"] = _place(text)
    return Doubt(message, must_fix=False, params=params, clause_key=text.clause.key)


def _place(text: ClauseText) -> str:
    return text.label or excerpt(text.heading or text.body, _LONGEST_PLACE)
