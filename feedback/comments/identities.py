"""Who sent a sealed comment, and where a sender wants to hear: the one door to both.

Nothing else reads or writes SealedIdentity and SenderContact. The key lies outside the
database, so that a stolen database names nobody.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, select

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


def keep_contact(comment: Comment, email: str, *, keys: Keys) -> None:
    """Keep under seal where the sender of `comment` wants to hear."""
    sealed = Sealer(keys.seal_key).seal(email.encode(), context=_contact_of(comment))
    db.session.add(SenderContact(comment_id=comment.id, sealed=sealed))


def contact_of(comment: Comment, *, key: bytes) -> str | None:
    """Where to write to the sender: the address given with the comment, else the one of the
    account that sent it under seal; None when there is neither. For the mailer alone.
    """
    contact = db.session.get(SenderContact, comment.id)
    if contact is not None:
        return Sealer(key).open(contact.sealed, context=_contact_of(comment)).decode()
    person = _sealed_sender(comment, key)
    return person.email if person is not None and person.closed_at is None else None


def can_be_told(comment: Comment) -> bool:
    """Whether there may be an address to write to under seal; opens nothing."""
    kept = (SenderContact, SealedIdentity)
    return any(db.session.get(table, comment.id) is not None for table in kept)


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


def _sealed_sender(comment: Comment, key: bytes) -> Person | None:
    identity = db.session.get(SealedIdentity, comment.id)
    if identity is None:
        return None
    known = json.loads(Sealer(key).open(identity.sealed, context=_identity_of(comment)))
    return db.session.get(Person, known["person"])


def _identity_of(comment: Comment) -> str:
    return f"identity:{comment.key}"


def _contact_of(comment: Comment) -> str:
    return f"contact:{comment.key}"
