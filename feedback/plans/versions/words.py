"""What became of a clause, said in sentences for those who read."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from feedback import formats
from feedback.plans.citing import citing_label, matter_of
from feedback.plans.versions.differences import Piece, word_differences
from feedback.plans.versions.lineage import Outcome, wording
from feedback.richtext import excerpt
from models import ClauseText, Fate, PlanVersion

_LONGEST_NAME = 60


def name_of(text: ClauseText) -> str:
    """How a clause is called in a sentence: "mục II.4", or how it begins."""
    if text.label:
        return _("mục %(label)s", label=citing_label(text))
    if text.cells:
        matter = excerpt(matter_of(text.cells), _LONGEST_NAME)
        return _("dòng “%(beginning)s” của bảng", beginning=matter)
    return _("đoạn “%(beginning)s”", beginning=excerpt(wording(text), _LONGEST_NAME))


def version_name(version: PlanVersion) -> str:
    """ "bản thứ 2, công bố ngày 05/01/2026"."""
    day = formats.day_of_moment(version.published_at)
    return _("bản thứ %(n)s, công bố ngày %(day)s", n=version.position, day=day)


def outcome_words(outcome: Outcome) -> str:
    """What became of the clause that an older text was of, as one sentence."""
    match outcome.fate:
        case Fate.REMOVED if outcome.ended_by:
            return _("Mục này không còn trong %(version)s.", version=version_name(outcome.ended_by))
        case Fate.SPLIT:
            return _("Mục này đã được tách: %(places)s.", places=_places(outcome))
        case Fate.MERGED:
            return _("Mục này đã được gộp vào %(places)s.", places=_places(outcome))
    parts = []
    if outcome.is_renumbered:
        parts.append(_("nay là %(place)s", place=name_of(outcome.now[0])))
    elif outcome.fate is Fate.MOVED:
        parts.append(_("đã chuyển chỗ"))
    parts.append(_("lời văn đã sửa") if outcome.is_reworded else _("lời văn giữ nguyên"))
    return _("Mục này %(what)s.", what=", ".join(parts))


def _places(outcome: Outcome) -> str:
    return ", ".join(name_of(text) for text in outcome.now)


def said_of_words(outcome: Outcome) -> str:
    """Of which version somebody spoke, and what became of the clause since."""
    version = version_name(outcome.version)
    return _("Ý kiến nói về %(version)s.", version=version) + " " + outcome_words(outcome)


def changes_words(counts: Mapping[str, int]) -> str:
    """ "3 mục sửa lời văn, 1 mục bỏ, 2 mục thêm"; that nothing changed, when so."""
    n = {word: counts.get(word, 0) for word in (*(fate.value for fate in Fate), "new")}
    parts = (
        (n["reworded"], _("%(n)s mục sửa lời văn", n=n["reworded"])),
        (n["new"], _("%(n)s mục thêm", n=n["new"])),
        (n["removed"], _("%(n)s mục bỏ", n=n["removed"])),
        (n["moved"], _("%(n)s mục chuyển chỗ", n=n["moved"])),
        (n["renumbered"], _("%(n)s mục đổi số", n=n["renumbered"])),
        (n["split"], _("%(n)s mục tách", n=n["split"])),
        (n["merged"], _("%(n)s mục gộp", n=n["merged"])),
        (n["kept"], _("%(n)s mục giữ nguyên", n=n["kept"])),
    )
    return ", ".join(words for count, words in parts if count) or _("không có thay đổi")


def pieces_of(outcome: Outcome) -> list[Piece]:
    """What changed between an older text and what its clause says now; the old text when gone."""
    after = "\n".join(wording(text) for text in outcome.now)
    return word_differences(wording(outcome.old), after)
