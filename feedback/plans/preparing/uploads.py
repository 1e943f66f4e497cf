"""Documents brought in: kept at once, read by the worker, becoming drafts or new versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from feedback import codes, notices, record
from feedback.attachments import CleanFile
from feedback.clock import day_of
from feedback.database import begin_write
from feedback.errors import N_, RuleBroken, UserError
from feedback.plans import actions, queries
from feedback.plans.preparing import drafts, namings
from feedback.plans.reading.model import ReadDocument
from models import (
    DocumentUpload,
    Plan,
    PlanKind,
    PlanVersion,
    RoleHeld,
    Unit,
    UploadState,
    db,
)

LEASE = timedelta(minutes=4)  # longer than the longest reading takes
MOST_ATTEMPTS = 3
FAILURE_SHOWN = timedelta(days=7)  # among one's own documents
LEFT_AFTER = timedelta(seconds=15)  # whoever waited less is still looking at the page
UNDERWAY = (UploadState.WAITING, UploadState.READING)

GIVEN_UP = UserError(
    N_(
        "Đã thử đọc %(times)s lần mà lần nào cũng bị ngắt giữa chừng. Hãy lưu tệp lại dạng .docx, bỏ bớt"
        " hình ảnh rồi nạp lại."
    ),
    times=MOST_ATTEMPTS,
)
_ALREADY_IN_THE_MAKING = N_(
    "Văn bản này đang có một phiên bản soạn dở. Xin công bố hoặc bỏ phiên bản ấy rồi nạp lại."
)


@dataclass(frozen=True)
class Reading:
    """An upload that was leased to be read: its row, the try this is, and the file."""

    upload_id: int
    attempt: int
    name: str
    sha256: str


# ------------------------------------------------------------------ bringing in


def source_file(data: bytes, name: str) -> CleanFile:
    """The document as `attachments.store` keeps it: unchanged, for the reader alone."""
    return CleanFile(name, "application/octet-stream", data, sha256(data).hexdigest())


def store(
    file: CleanFile, unit: Unit, kind: PlanKind, *,
    by: RoleHeld, now: datetime, reissues: Plan | None = None,
) -> DocumentUpload:  # fmt: skip
    """Note that a document is to be read; the caller keeps `file` just before it commits.

    With `reissues` it becomes a new version of that plan, else a draft of the unit. Raises
    RuleBroken while the plan has a version in the making.
    """
    if reissues is not None and reissues.version_in_the_making is not None:
        raise RuleBroken(_ALREADY_IN_THE_MAKING)
    upload = DocumentUpload(
        key=codes.new_key(),
        unit=unit,
        role_held=by,
        kind=kind,
        reissues=reissues,
        name=file.name,
        sha256=file.sha256,
        size=len(file.data),
        state=UploadState.WAITING,
        made_at=now,
        attempts=0,
    )
    db.session.add(upload)
    return upload


# ------------------------------------------------------------------ reading


def lease_next(now: datetime) -> Reading | None:
    """Lease the oldest upload that nobody reads at `now`; commits nothing, the job does.

    One whose reader died is free again when its lease is over. After three tries it has failed,
    and whoever brought it is told.
    """
    begin_write()
    while upload := _next_free(now):
        if upload.attempts < MOST_ATTEMPTS:
            upload.attempts += 1
            upload.state, upload.started_at = UploadState.READING, now
            return Reading(upload.id, upload.attempts, upload.name, upload.sha256)
        fail(upload, GIVEN_UP, now)
        db.session.flush()
    return None


def _next_free(now: datetime) -> DocumentUpload | None:
    left_alone = and_(
        DocumentUpload.state == UploadState.READING, DocumentUpload.started_at < now - LEASE
    )
    return db.session.scalars(
        select(DocumentUpload)
        .where(or_(DocumentUpload.state == UploadState.WAITING, left_alone))
        .order_by(DocumentUpload.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def keep_read(reading: Reading, read: ReadDocument, now: datetime) -> None:
    """Make of the document what it was brought in for, unless somebody else read it meanwhile."""
    upload = _leased(reading)
    if upload is not None:
        become(upload, read, now)


def become(upload: DocumentUpload, read: ReadDocument, now: datetime) -> None:
    """A draft of the unit, or the plan's new version; failed when somebody is at one already."""
    try:
        version = _new_version(upload, read, now) if upload.reissues else _first(upload, read, now)
    except RuleBroken as refusal:
        fail(upload, refusal, now)
        return
    upload.plan, upload.version_id = version.plan, version.id
    upload.state, upload.ended_at = UploadState.READ, now
    _tell(upload, "plans.read", now)


def keep_failure(reading: Reading, refusal: UserError, now: datetime) -> None:
    """Note why the document cannot be read, in words for whoever brought it."""
    upload = _leased(reading)
    if upload is not None:
        fail(upload, refusal, now)


def give_back(reading: Reading) -> None:
    """Let it be tried again: what went wrong was not the document's fault."""
    upload = _leased(reading)
    if upload is not None:
        upload.state = UploadState.WAITING


def _leased(reading: Reading) -> DocumentUpload | None:
    begin_write()
    return db.session.scalars(
        select(DocumentUpload)
        .where(
            DocumentUpload.id == reading.upload_id,
            DocumentUpload.state == UploadState.READING,
            DocumentUpload.attempts == reading.attempt,
        )
        .with_for_update()
    ).first()


def _first(upload: DocumentUpload, read: ReadDocument, now: datetime) -> PlanVersion:
    source = actions.Source(upload.name, upload.sha256)
    plan = actions.store_draft(read, upload.unit, upload.kind, source, by=upload.role_held, now=now)
    return plan.current_version


def _new_version(upload: DocumentUpload, read: ReadDocument, now: datetime) -> PlanVersion:
    plan = upload.reissues
    assert plan is not None
    if plan.version_in_the_making is not None:
        raise RuleBroken(_ALREADY_IN_THE_MAKING)
    last = db.session.scalar(
        select(func.max(PlanVersion.position)).where(PlanVersion.plan_id == plan.id)
    )
    version = drafts.version_from(
        read, plan, (upload.name, upload.sha256), now, position=(last or 0) + 1, is_current=False
    )
    db.session.flush()
    namings.name_units(queries.clauses_of(version), version.issued_on or day_of(now))
    record.write("plan.version_brought_in", by=upload.role_held, at=now, plan=plan)
    return version


def fail(upload: DocumentUpload, refusal: UserError, now: datetime) -> None:
    """Note why the document cannot be read, and tell whoever brought it."""
    upload.state, upload.ended_at = UploadState.FAILED, now
    upload.failure = {"message": refusal.message, "params": _told(refusal.params)}
    _tell(upload, "plans.unreadable", now)


def _told(params: Mapping[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in params.items()}


def _tell(upload: DocumentUpload, kind: str, now: datetime) -> None:
    """Tell whoever brought the document and has gone on to something else meanwhile."""
    if now - upload.made_at > LEFT_AFTER:
        notices.tell(
            [upload.role_held.person],
            kind,
            event_key=f"upload:{upload.key}",
            now=now,
            plan=upload.plan,
            details={"page": f"/plans/uploads/{upload.key}"},
        )


# ------------------------------------------------------------------ looking


def upload_for(hat: RoleHeld, key: str, on: date) -> DocumentUpload | None:
    """The upload at the address, when the hat may prepare plans of its unit."""
    upload = db.session.scalars(
        select(DocumentUpload)
        .where(DocumentUpload.key == key)
        .options(joinedload(DocumentUpload.plan), joinedload(DocumentUpload.unit))
    ).first()
    if upload is None or upload.unit_id not in queries.unit_ids_to_prepare_for(hat, on):
        return None
    return upload


def unread_uploads(hat: RoleHeld, now: datetime) -> list[DocumentUpload]:
    """What the hat's units brought in and is being read, or failed in the last days; newest first."""
    failed_lately = and_(
        DocumentUpload.state == UploadState.FAILED, DocumentUpload.ended_at > now - FAILURE_SHOWN
    )
    query = (
        select(DocumentUpload)
        .where(
            DocumentUpload.unit_id.in_(queries.unit_ids_to_prepare_for(hat, day_of(now))),
            or_(DocumentUpload.state.in_(UNDERWAY), failed_lately),
        )
        .options(joinedload(DocumentUpload.unit))
        .order_by(DocumentUpload.id.desc())
        .limit(queries.ROWS_ON_A_PAGE)
    )
    return list(db.session.scalars(query))


def uploads_of_file(digest: str, hat: RoleHeld, on: date) -> list[DocumentUpload]:
    """The uploads of a file of these bytes that are being read, of the hat's units."""
    query = (
        select(DocumentUpload)
        .where(
            DocumentUpload.sha256 == digest,
            DocumentUpload.state.in_(UNDERWAY),
            DocumentUpload.unit_id.in_(queries.unit_ids_to_prepare_for(hat, on)),
        )
        .order_by(DocumentUpload.id.desc())
    )
    return list(db.session.scalars(query))
