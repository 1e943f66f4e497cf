"""What in a version in the making a person should still look at: one list, from what is stored now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from feedback import formats
from feedback.errors import N_
from feedback.plans import queries, rules
from feedback.plans.preparing import undoing
from feedback.plans.preparing.namings import Name, Naming
from feedback.plans.rules import Doubt
from feedback.richtext import excerpt
from models import ClauseText, Part, PlanVersion

Namings = Mapping[tuple[int, Part], Naming]
Warned = Mapping[str, Any]
_LONGEST_PLACE = 40
_TOLD_ANEW = frozenset({"no_title", "duplicate_label"})  # below, as the version stands now
_HEAD_FIELDS = {
    "blank_number": "number", "blank_day": "issued_on", "no_date": "issued_on",
    "impossible_date": "issued_on", "no_issuer": "issuer", "issuer_from_opening": "issuer",
}  # fmt: skip
_CLAUSE_FIELDS = {"number_jump": "label", "empty_clause": "body"}
_PART_FIELDS = {Part.LEAD: "names-lead", Part.SUPPORTING: "names-supporting"}


def doubts_about(
    version: PlanVersion, texts: Sequence[ClauseText], namings: Namings
) -> list[Doubt]:
    """What a person should look at before publishing, in reading order; [] when all is well.

    What the reading doubted counts as long as the text is still so; what it could not tell about
    a clause until a person has saved that clause; and anything that may stand until a person has
    marked it as looked at.
    """
    seen = undoing.marks_looked_at(version)
    found = every_doubt(version, texts, namings)
    return [doubt for doubt in found if doubt.must_fix or doubt.mark not in seen]


def every_doubt(version: PlanVersion, texts: Sequence[ClauseText], namings: Namings) -> list[Doubt]:
    """As `doubts_about`, with what people marked as looked at."""
    return [*_about_the_head(version, texts), *_about_clauses(version, texts, namings)]


def _about_the_head(version: PlanVersion, texts: Sequence[ClauseText]) -> Iterator[Doubt]:
    if not version.title.strip():
        words = N_("Văn bản chưa có trích yếu. Xin ghi ở phần đầu.")
        yield Doubt(words, must_fix=True, field="title")
    if not texts:
        yield Doubt(N_("Văn bản chưa có mục nào. Xin thêm ít nhất một mục."), must_fix=True)
    for warning in version.warnings:
        if not warning.get("clause") and not _is_settled(warning, version, texts):
            yield _warned(warning)


def _is_settled(warning: Warned, version: PlanVersion, texts: Sequence[ClauseText]) -> bool:
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


def _about_clauses(
    version: PlanVersion, texts: Sequence[ClauseText], namings: Namings
) -> Iterator[Doubt]:
    # Labels count anew in every document issued with the first.
    doubled = set(rules.duplicate_labels(_in_its_document(text) for text in texts))
    saved = queries.clause_keys_corrected(version.plan)
    warnings: dict[str, list[Warned]] = defaultdict(list)
    for warning in version.warnings:
        warnings[warning.get("clause", "")].append(warning)
    for text in texts:
        yield from _left_from_reading(warnings.get(text.clause.key, ()), text, texts, saved)
        if _in_its_document(text) in doubled:
            words = N_("Mục %(place)s: nhãn này đứng ở nhiều chỗ.")
            yield _doubt(words, text, "label")
        if text.task:
            for part in Part:
                naming = namings.get((text.task.id, part))
                for name in naming.open_names if naming else ():
                    yield _about_a_name(name, text, part)


def _in_its_document(text: ClauseText) -> str:
    return f"{text.annex}\n{text.label}" if text.label else ""


def _left_from_reading(
    warnings: Sequence[Warned],
    text: ClauseText,
    texts: Sequence[ClauseText],
    saved: Collection[str],
) -> Iterator[Doubt]:
    for warning in warnings:
        if warning["code"] in _TOLD_ANEW:
            continue
        if warning["code"] == "empty_clause":
            is_open = not (text.heading or text.body or any(one.parent is text for one in texts))
        else:
            is_open = text.clause.key not in saved
        if is_open:
            yield _warned(warning, text)


def _about_a_name(name: Name, text: ClauseText, part: Part) -> Doubt:
    field = _PART_FIELDS[part]
    if name.ended is not None:
        words = N_("Mục %(place)s: “%(name)s” đã kết thúc từ %(day)s, trước ngày của văn bản.")
        return _doubt(words, text, field, name=name.text, day=formats.day(name.ended.ends_on))
    if name.is_empty_group:
        words = N_("Mục %(place)s: nhóm “%(name)s” chưa có đơn vị nào.")
        return _doubt(words, text, field, name=name.text)
    words = N_("Mục %(place)s: chưa nhận ra đơn vị “%(name)s”.")
    return _doubt(words, text, field, name=name.text)


def _warned(warning: Warned, text: ClauseText | None = None) -> Doubt:
    place = _place(text) if text else ""
    key = text.clause.key if text else ""
    field = _CLAUSE_FIELDS.get(warning["code"], "time_text") if text else ""
    field = field or _HEAD_FIELDS.get(warning["code"], "")
    params = warning.get("params") or {}
    return Doubt(warning["message"], False, params, clause_key=key, place=place, field=field)


def _doubt(message: str, text: ClauseText, field: str, **params: str) -> Doubt:
    params["place"] = _place(text)
    return Doubt(message, False, params, clause_key=text.clause.key, field=field)


def _place(text: ClauseText) -> str:
    return text.label or excerpt(text.heading or text.body, _LONGEST_PLACE)
