"""A plan that was issued again, built row by row: what the pages of versions are tested on."""

from __future__ import annotations

from dataclasses import dataclass, field

from feedback import codes
from feedback.search import fold
from models import Clause, ClauseFate, ClauseText, Fate, Plan, PlanVersion, db
from tests.builders import NOW, stored


@dataclass(frozen=True)
class Says:
    """A clause of the newer version, and the labels of the older ones it comes from."""

    label: str
    body: str
    fate: Fate | None = None  # None: it is new
    of: tuple[str, ...] = field(default=())


def a_newer_version(plan: Plan, *says: Says) -> PlanVersion:
    """The plan issued again a moment after NOW; what no clause comes from was removed.

    The version before must have one clause for each label.
    """
    before = plan.current_version
    old = {text.label: text for text in before.texts}
    before.is_current = False
    db.session.flush()
    copied = ("type_name", "title", "legal_bases", "signer", "recipients", "warnings")
    version = PlanVersion(
        plan=plan,
        position=before.position + 1,
        is_current=True,
        source_name="ke-hoach-moi.txt",
        source_sha256="1" * 64,
        created_at=NOW,
        published_at=NOW,
        **{name: getattr(before, name) for name in copied},
    )
    stored(version)
    for position, one in enumerate(says):
        _a_clause(version, position, one, old)
    taken = {label for one in says for label in one.of}
    for label, text in old.items():
        if label not in taken:
            _a_fate(version, text, None, Fate.REMOVED)
    db.session.refresh(plan)
    return version


def _a_clause(version: PlanVersion, at: int, one: Says, old: dict[str, ClauseText]) -> None:
    goes_on = one.fate in (Fate.KEPT, Fate.REWORDED, Fate.MOVED, Fate.RENUMBERED)
    plan = version.plan
    clause = old[one.of[0]].clause if goes_on else Clause(key=codes.new_key(), plan=plan)
    text: ClauseText = stored(
        ClauseText(
            version=version,
            clause=clause,
            position=at,
            depth=one.label.count(".") + 1,
            label=one.label,
            printed="",
            heading=f"Tên mục {one.label}",
            body=one.body,
            folded=fold(one.body),
        )
    )
    for label in one.of:
        assert one.fate is not None
        _a_fate(version, old[label], text, one.fate)


def _a_fate(version: PlanVersion, old: ClauseText, new: ClauseText | None, fate: Fate) -> None:
    stored(
        ClauseFate(
            version_id=version.id,
            old_text_id=old.id,
            new_text_id=new.id if new else None,
            fate=fate,
            is_decided=True,
            likeness=100 if fate is Fate.KEPT else 50,
        )
    )
