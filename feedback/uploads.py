"""Files that came with a form: cleaned first, kept last, cleared away when nobody needs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import CompoundSelect, or_, select, text
from werkzeug.datastructures import FileStorage

from feedback import attachments
from feedback.attachments import BadFile, CleanFile
from models import Attachment, DocumentUpload, Plan, db

UNNAMED_FOR = timedelta(days=1)
UNREADABLE_FOR = timedelta(days=30)


def cleaned(uploads: Iterable[FileStorage]) -> tuple[tuple[CleanFile, ...], list[BadFile]]:
    """The files of one post, cleaned, and why some may not be kept; nothing is on disk yet."""
    sent = [(one.read(), one.filename or "") for one in uploads]
    clean, bad = attachments.clean_all(sent) if sent else ([], [])
    return tuple(clean), bad


def taken_in(uploads: Iterable[FileStorage]) -> tuple[CleanFile, ...]:
    """The same where one refusal is enough; call it before the write transaction begins.

    Raises BadFile when one of them may not be kept.
    """
    clean, bad = cleaned(uploads)
    if bad:
        raise bad[0]
    return clean


def keep(files: Iterable[CleanFile], folder: Path) -> None:
    """Put the files under `folder`; the last thing before the commit of the rows that name them.

    Whatever was refused has left nothing there, and no row is ever without its file.
    """
    db.session.flush()
    for file in files:
        attachments.store(folder, file)


def clear_unnamed(folder: Path, now: datetime) -> int:
    """Remove what has lain under `folder` for a day and no row names; returns how many.

    The caller has begun writing: who keeps files has written their rows first, so that none is
    in between while this looks.
    """
    if db.engine.dialect.name == "postgresql":
        db.session.execute(
            text("LOCK TABLE attachments, document_uploads IN SHARE ROW EXCLUSIVE MODE")
        )
    old = list(_older(folder, (now - UNNAMED_FOR).timestamp()))
    named = set(db.session.scalars(_named(now))) if old else set()
    unnamed = [file for file in old if file.parent.name + file.name not in named]
    for file in unnamed:
        file.unlink(missing_ok=True)
    return len(unnamed)


def _named(now: datetime) -> CompoundSelect[str]:
    """The files that a row still needs: attachments, and documents brought in.

    A document goes with the draft that was made of it, and some time after it could not be read.
    """
    discarded = select(Plan.id).where(Plan.discarded_at.is_not(None))
    needed = select(DocumentUpload.sha256).where(
        or_(DocumentUpload.plan_id.is_(None), DocumentUpload.plan_id.not_in(discarded)),
        or_(DocumentUpload.failure.is_(None), DocumentUpload.ended_at > now - UNREADABLE_FOR),
    )
    return select(Attachment.sha256).union(needed)


def _older(folder: Path, than: float) -> Iterator[Path]:
    for file in folder.glob("??/*"):
        with suppress(FileNotFoundError):  # taken out by somebody else meanwhile
            if file.stat().st_mtime < than:
                yield file
