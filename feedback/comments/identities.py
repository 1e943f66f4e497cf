"""Who sent a sealed comment, and where a sender wants to hear: the one door to both.

Nothing else reads or writes SealedIdentity and SenderContact. The key lies outside the
database, so that a stolen database names nobody.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, delete, select

from feedback import codes
from feedback.sealing import Sealer
from models import Comment, Person, SealedIdentity, SenderContact, db


@dataclass(frozen=True)
class Keys:
    """The keys of the installation; callers take them from the settings and pass them in."""

    hash_key: bytes = field(repr=False)
    seal_key: bytes = field(repr=False)


def seal(comment: Comment, person: Person, *, keys: Keys) -> None:
    """Keep who sent `comment` under seal, so that only they find it again."""
    known = json.dumps({"person": person.id}).encode()
    db.session.add(
        SealedIdentity(
            comment_id=comment.id,
            sealed=Sealer(keys.seal_key).seal(known, context=_identity_of(comment)),
            owner_tag=owner_tag(person, key=keys.hash_key),
        )
    )


def owner_tag(person: Person, *, key: bytes) -> str:
    """By what a person's sealed comments are found; without `key` it names nobody."""
    return codes.keyed_hash(person.key, key, "sealed-owner")


def tag_of(comment: Comment) -> str | None:
    """The owner tag of a comment sent under seal by somebody signed in; opens nothing."""
    return db.session.scalar(
        select(SealedIdentity.owner_tag).where(SealedIdentity.comment_id == comment.id)
    )


def sent_under(tag: str) -> Select[int]:
    """The row numbers of the comments that the owner of `tag` sent under seal, to be asked in."""
    return select(SealedIdentity.comment_id).where(SealedIdentity.owner_tag == tag)


def keep_contact(comment: Comment, email: str, *, keys: Keys) -> None:
    """Keep under seal where the sender of `comment` wants to hear."""
    sealed = Sealer(keys.seal_key).seal(email.encode(), context=_contact_of(comment))
    db.session.add(SenderContact(comment_id=comment.id, sealed=sealed))


def contact_of(comment: Comment, *, key: bytes) -> str | None:
    """Where to write to the sender: the address typed with the comment, else None.

    The address of an account that sent under seal is never looked up: who reads its mailbox,
    or the mail server's list, would know what nobody was to know. For the mailer alone.
    """
    contact = db.session.get(SenderContact, comment.id)
    if contact is None:
        return None
    return Sealer(key).open(contact.sealed, context=_contact_of(comment)).decode()


def can_be_told(comment: Comment) -> bool:
    """Whether an address was typed with the comment; opens nothing."""
    return db.session.get(SenderContact, comment.id) is not None


def forget(comment: Comment) -> None:
    """Erase who sent `comment` and where they wanted to hear; the receipt stays."""
    for table in (SealedIdentity, SenderContact):
        db.session.execute(delete(table).where(table.comment_id == comment.id))


def comments_of_sealed_person(person: Person, *, key: bytes) -> Sequence[int]:
    """The row numbers of what `person` sent under seal, newest first."""
    return db.session.scalars(
        select(SealedIdentity.comment_id)
        .where(SealedIdentity.owner_tag == owner_tag(person, key=key))
        .order_by(SealedIdentity.comment_id.desc())
    ).all()


def _identity_of(comment: Comment) -> str:
    return f"identity:{comment.key}"


def _contact_of(comment: Comment) -> str:
    return f"contact:{comment.key}"
