"""Saying something about a clause, and saying that one thinks the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError

from feedback import codes, labels, record
from feedback.attachments import CleanFile
from feedback.comments import identities, receipts, rules
from feedback.comments.identities import Keys
from feedback.errors import N_, RuleBroken
from feedback.plans.actions import touch
from feedback.search import fold
from models import (
    Actor,
    Appearance,
    Attachment,
    ClauseText,
    Comment,
    CommentKind,
    Person,
    Plan,
    RoleHeld,
    Support,
    Unit,
    db,
)


@dataclass(frozen=True)
class Said:
    """What a sender's form says. `body` and the lines are cleaned (feedback/richtext.py).

    `visitor_role` is a word of rules.VISITOR_ROLES, for one without a hat. `token` is the
    random token of the form (receipts.new_send_token).
    """

    body: str
    kind: CommentKind = CommentKind.SUGGESTION
    appearance: Appearance = Appearance.ROLE
    visitor_role: str = ""
    name: str = ""
    email: str = ""
    concerns: str = ""
    for_unit: Unit | None = None
    files: tuple[CleanFile, ...] = ()
    token: str = ""


@dataclass(frozen=True)
class Posted:
    """A comment that was kept, its secret code, and whether it had been sent before."""

    comment: Comment
    secret: str
    is_copy: bool


def post_comment(
    plan: Plan,
    clause_text: ClauseText | None,
    *,
    said: Said,
    sender: RoleHeld | Person | None,
    keys: Keys,
    now: datetime,
) -> Posted:
    """Keep what `sender` says about a clause, or about the plan as a whole.

    `sender` is the hat worn, a person without any, or None for a visitor. What arrives after
    the plan closed is kept, and marked so. The same form sent twice gives the same comment.
    Raises RuleBroken when the text is empty or too long, the plan takes nothing, or the kind
    leaves by its exit.
    """
    _check(plan, said, now)
    seed = _seed(plan, clause_text, said)
    key = receipts.send_key(seed, key=keys.hash_key)
    secret = receipts.secret_of(seed, key=keys.hash_key)
    sent_before = _sent_under(key)
    if sent_before is not None:
        return Posted(sent_before, secret, is_copy=True)
    comment = _new_comment(plan, clause_text, said, sender, now)
    comment.send_key = key
    _keep(comment)
    _keep_sender(comment, said, sender, keys)
    _keep_files(comment, said.files)
    receipts.keep(comment, secret, key=keys.hash_key)
    db.session.flush()
    return Posted(comment, secret, is_copy=False)


def count_support(comment: Comment, tag: str, *, now: datetime) -> bool:
    """Count one more who thinks the same; False when `tag` had been counted already.

    Raises RuleBroken when its words are not public: nobody agrees with what cannot be read.
    """
    if not rules.is_readable(comment):
        raise RuleBroken(N_("Ý kiến này không còn hiện công khai nên không bày tỏ đồng tình được."))
    if _has_supported(comment, tag):
        return False
    db.session.add(Support(comment_id=comment.id, supporter_tag=tag, given_at=now))
    _recount_support(comment)
    _record_support("comment.supported", comment, now)
    return True


def take_back_support(comment: Comment, tag: str, *, now: datetime) -> bool:
    """Take one's support back; False when there was none."""
    if not _has_supported(comment, tag):
        return False
    db.session.execute(
        delete(Support).where(Support.comment_id == comment.id, Support.supporter_tag == tag)
    )
    _recount_support(comment)
    _record_support("comment.support_taken_back", comment, now)
    return True


def supporter_tag(person: Person | None, browser: str, *, key: bytes) -> str:
    """By what one supporter is counted once: a keyed hash of the person, else of the browser's
    random mark.
    """
    who = f"person:{person.key}" if person else f"browser:{browser}"
    return codes.keyed_hash(who, key, "supporter")


def _check(plan: Plan, said: Said, now: datetime) -> None:
    if rules.leaves_by_exit(said.kind):
        raise RuleBroken(N_("Khiếu nại, tố cáo gửi bằng đơn; xin xem trang hướng dẫn."))
    rules.check_text(said.body)
    rules.check_plan_takes(plan, now, is_obstacle=said.kind is CommentKind.OBSTACLE)


def _seed(plan: Plan, clause_text: ClauseText | None, said: Said) -> str:
    clause = clause_text.clause.key if clause_text else ""
    said_words = (said.kind, said.appearance, said.name, said.email, said.concerns, said.body)
    files = (file.sha256 for file in said.files)
    return receipts.send_seed(said.token, plan.key, clause, *said_words, *files)


def _sent_under(key: str) -> Comment | None:
    return db.session.scalars(select(Comment).where(Comment.send_key == key)).first()


def _new_comment(
    plan: Plan,
    clause_text: ClauseText | None,
    said: Said,
    sender: RoleHeld | Person | None,
    now: datetime,
) -> Comment:
    hat = sender if isinstance(sender, RoleHeld) else None
    person = hat.person if hat else sender if isinstance(sender, Person) else None
    sealed = said.appearance is Appearance.SEALED
    typed_name = said.name if person is None and said.appearance is Appearance.NAME else ""
    return Comment(
        key=codes.new_key(),
        plan_id=plan.id,
        clause_id=clause_text.clause_id if clause_text else None,
        clause_text_id=clause_text.id if clause_text else None,
        kind=said.kind,
        body=said.body,
        folded=fold(said.body),
        appearance=_appearance(said, person),
        sender_id=person.id if person and not sealed else None,
        sender_role_id=hat.id if hat and not sealed else None,
        sender_name=typed_name or None,
        sender_label=_label(said, hat),
        for_unit_id=_for_unit_id(said, hat, sealed=sealed),
        concerns_text=said.concerns or None,
        received_at=now,
        arrived_late=rules.arrives_late(plan, now),
    )


def _appearance(said: Said, person: Person | None) -> Appearance:
    """A visitor who chose to show a name but wrote none appears by role."""
    nameless = said.appearance is Appearance.NAME and person is None and not said.name
    return Appearance.ROLE if nameless else said.appearance


def _label(said: Said, hat: RoleHeld | None) -> str:
    if said.appearance is Appearance.SEALED:
        return rules.SEALED_LABEL
    if hat is None:
        label = rules.visitor_label(said.visitor_role)
        return f"{label}, {said.for_unit.short_name}" if said.for_unit else label
    # The hat's own title ("Phụ huynh lớp 10A") would tell more than role and unit.
    doubt = "" if hat.confirmed else f" ({rules.NOT_CHECKED})"
    return f"{labels.LABELS[labels.name_of(hat.role)]}{doubt}, {hat.unit.short_name}"


def _for_unit_id(said: Said, hat: RoleHeld | None, *, sealed: bool) -> int | None:
    if said.for_unit is not None:
        return said.for_unit.id
    # Under seal the unit of the hat would narrow down who it is.
    speaks_for_a_school = hat is not None and hat.role in rules.FAMILY and not sealed
    return hat.unit_id if hat is not None and speaks_for_a_school else None


def _keep(comment: Comment) -> None:
    db.session.add(comment)
    try:
        db.session.flush()
    except IntegrityError as error:
        # On PostgreSQL two copies may arrive at the same moment: the other one was first.
        raise RuleBroken(
            N_("Ý kiến này đang được ghi nhận; xin bấm gửi lại để nhận biên nhận.")
        ) from error


def _keep_sender(
    comment: Comment, said: Said, sender: RoleHeld | Person | None, keys: Keys
) -> None:
    person = sender.person if isinstance(sender, RoleHeld) else sender
    if person is not None and comment.appearance is Appearance.SEALED:
        identities.seal(comment, person, keys=keys)
    if said.email:
        identities.keep_contact(comment, said.email, keys=keys)


def _keep_files(comment: Comment, files: tuple[CleanFile, ...]) -> None:
    sent_as = [(file.name, file.media_type) for file in files]
    for file, name in zip(files, rules.file_names(sent_as, comment.appearance), strict=True):
        db.session.add(
            Attachment(
                key=codes.new_key(),
                comment_id=comment.id,
                name=name,
                media_type=file.media_type,
                size=len(file.data),
                sha256=file.sha256,
            )
        )


def _has_supported(comment: Comment, tag: str) -> bool:
    found = select(Support.id).where(Support.comment_id == comment.id, Support.supporter_tag == tag)
    return db.session.scalar(found) is not None


def _recount_support(comment: Comment) -> None:
    db.session.flush()
    counted = select(func.count(Support.id)).where(Support.comment_id == comment.id)
    comment.support_count = db.session.scalar(counted) or 0
    touch(comment.plan)


def _record_support(kind: str, comment: Comment, now: datetime) -> None:
    # Who agrees with whom stays out of the record, also for those with an account.
    record.write(kind, by=Actor.VISITOR, at=now, plan=comment.plan, comment=comment.id)
