"""The data: every table, key, named constraint and state. No behaviour.

The order tells the story: people and units → plans → comments → cases → answers →
duties → record and outbox. Times are UTC; dates are days in Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time, kept without zone so that every database orders it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without zone may not be stored")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What every table shares: names for constraints and portable column types."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


Base.registry.update_type_annotation_map(
    {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        str: Text(),
        bytes: LargeBinary(),
    }
)

db = SQLAlchemy(model_class=Base)


def _words(kind: type[StrEnum]) -> Enum:
    """A column that holds one word of `kind`, checked by the database."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


# ------------------------------------------------------------------ people and units


class UnitKind(StrEnum):
    DEPARTMENT = "department"  # Sở
    OFFICE = "office"  # Văn phòng Sở
    DIVISION = "division"  # phòng thuộc Sở
    SCHOOL = "school"  # trường, trung tâm
    COMMUNE = "commune"  # xã, phường, đặc khu
    UNION = "union"  # Công đoàn
    FRONT = "front"  # Mặt trận Tổ quốc
    YOUTH = "youth"  # Đoàn Thanh niên
    WOMEN = "women"  # Hội Liên hiệp Phụ nữ
    VETERANS = "veterans"  # Hội Cựu chiến binh
    PARENTS_BOARD = "parents_board"  # Ban đại diện cha mẹ học sinh
    INSPECTION_BOARD = "inspection_board"  # Ban thanh tra nhân dân
    EXTERNAL = "external"  # cơ quan ngoài ngành


class LineKind(StrEnum):
    ADMINISTRATIVE = "administrative"  # quản lý hành chính
    PROFESSIONAL = "professional"  # hướng dẫn chuyên môn
    MASS = "mass"  # tổ chức chính trị - xã hội


class SuccessionKind(StrEnum):
    RENAMED = "renamed"  # đổi tên
    MERGED = "merged"  # sáp nhập
    SPLIT = "split"  # chia tách
    TRANSFERRED = "transferred"  # chuyển giao nhiệm vụ


class Role(StrEnum):
    PARENT = "parent"  # cha mẹ học sinh
    PARENTS_BOARD = "parents_board"  # thành viên Ban đại diện CMHS
    STAFF = "staff"  # cán bộ, giáo viên, nhân viên
    OFFICER = "officer"  # cán bộ trả lời
    HEAD = "head"  # người đứng đầu, phê duyệt
    MODERATOR = "moderator"  # văn thư - tiếp nhận
    OFFICE = "office"  # Văn phòng Sở: tiếp nhận vướng mắc, tổng hợp
    PERSONNEL = "personnel"  # Phòng TCCB: theo dõi, giám sát
    MONITOR = "monitor"  # thành viên tổ chức chính trị - xã hội
    CONFIDENTIAL = "confidential"  # cán bộ được giao tiếp nhận tố cáo
    LEADERSHIP = "leadership"  # lãnh đạo Sở
    ADMINISTRATOR = "administrator"  # quản trị hệ thống


class Unit(Base):
    """A division, school, commune or mass organisation with its validity (đơn vị)."""

    __tablename__ = "units"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    kind: Mapped[UnitKind] = mapped_column(_words(UnitKind))
    name: Mapped[str]
    short_name: Mapped[str]
    abbreviation: Mapped[str | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    email: Mapped[str | None]
    reception: Mapped[str | None]  # nơi, lịch tiếp công dân: shown on the guidance pages

    names: Mapped[list[UnitName]] = relationship(order_by="UnitName.id", back_populates="unit")
    __table_args__ = (
        CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ends_after_start"
        ),
    )


class UnitName(Base):
    """Another name by which a document may call a unit: former, short or usual (tên gọi khác)."""

    __tablename__ = "unit_names"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(index=True)

    unit: Mapped[Unit] = relationship(back_populates="names")
    __table_args__ = (UniqueConstraint("unit_id", "folded"),)


class UnitLine(Base):
    """Which unit stands over which, in what respect and when (tuyến quản lý)."""

    __tablename__ = "unit_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    upper_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    lower_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[LineKind] = mapped_column(_words(LineKind))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    upper: Mapped[Unit] = relationship(foreign_keys=upper_id)
    lower: Mapped[Unit] = relationship(foreign_keys=lower_id)
    __table_args__ = (
        UniqueConstraint("upper_id", "lower_id", "kind"),
        CheckConstraint("upper_id <> lower_id", name="not_over_itself"),
    )


class UnitSuccession(Base):
    """Who takes over from a unit that ended (đơn vị kế thừa)."""

    __tablename__ = "unit_successions"
    id: Mapped[int] = mapped_column(primary_key=True)
    old_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    new_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    kind: Mapped[SuccessionKind] = mapped_column(_words(SuccessionKind))
    happened_on: Mapped[date]

    old_unit: Mapped[Unit] = relationship(foreign_keys=old_unit_id)
    new_unit: Mapped[Unit] = relationship(foreign_keys=new_unit_id)
    __table_args__ = (
        UniqueConstraint("old_unit_id", "new_unit_id"),
        CheckConstraint("old_unit_id <> new_unit_id", name="not_its_own_successor"),
    )


class UnitGroup(Base):
    """Units that documents name together, as "các phòng, đơn vị thuộc và trực thuộc Sở" (nhóm đơn vị)."""

    __tablename__ = "unit_groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    kinds: Mapped[list[Any]]  # the UnitKind words whose units under `under` belong to it
    lines: Mapped[list[Any]] = mapped_column(
        default=lambda: [LineKind.ADMINISTRATIVE.value]
    )  # the LineKind words by which they stand there: "trực thuộc" is the administrative one
    under_id: Mapped[int] = mapped_column(ForeignKey("units.id"))

    under: Mapped[Unit] = relationship()


class Mandate(Base):
    """What a mass organisation may watch, from when, until when and on what basis (phạm vi giám sát)."""

    __tablename__ = "mandates"
    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    includes_below: Mapped[bool]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    basis: Mapped[str]

    body: Mapped[Unit] = relationship(foreign_keys=body_id)
    unit: Mapped[Unit] = relationship(foreign_keys=unit_id)
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )


class Person(Base):
    """Somebody with an account (người dùng)."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    display_name: Mapped[str]
    folded: Mapped[str] = mapped_column(default="")  # the name as it is searched
    sort_key: Mapped[str] = mapped_column(default="")  # the name as it is ordered
    login_name: Mapped[str] = mapped_column(
        unique=True
    )  # folded; an e-mail address or a chosen name
    email: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    language: Mapped[str | None] = mapped_column(String(5))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    roles: Mapped[list[RoleHeld]] = relationship(
        order_by="RoleHeld.id", back_populates="person", foreign_keys="RoleHeld.person_id"
    )
    __table_args__ = (Index("ix_people_in_order", "sort_key", "id"),)


class RoleHeld(Base):
    """A hat: what a person is at a unit, and until when (vai trò)."""

    __tablename__ = "roles_held"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(_words(Role))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    title: Mapped[str | None]  # how the hat reads on pages: "Phụ huynh lớp 10A"
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    confirmed: Mapped[bool]  # False: "chưa xác minh"

    person: Mapped[Person] = relationship(back_populates="roles", foreign_keys=person_id)
    unit: Mapped[Unit] = relationship()
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint(
            "role NOT IN ('parent', 'parents_board') OR ends_on IS NOT NULL",
            name="parents_end_with_the_school_year",  # Luật Giáo dục 2019, Đ.92
        ),
    )


class Deputyship(Base):
    """Who signs for the head of a unit while the head is away (ủy quyền)."""

    __tablename__ = "deputyships"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    ended_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    person: Mapped[Person] = relationship()
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="ends_after_start"),)


class Invitation(Base):
    """A code that gives a role at a unit to whoever holds it (mã mời)."""

    __tablename__ = "invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[Role] = mapped_column(_words(Role))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    title: Mapped[str | None]
    role_ends_on: Mapped[date | None]
    uses_left: Mapped[int]
    expires_at: Mapped[datetime]
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("people.id")
    )  # never opens for them; None: a command made it
    revoked_at: Mapped[datetime | None]

    unit: Mapped[Unit] = relationship()
    __table_args__ = (CheckConstraint("uses_left >= 0", name="never_overused"),)


class LoginCode(Base):
    """A one-time code sent by e-mail (mã đăng nhập)."""

    __tablename__ = "login_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[datetime]
    tries_left: Mapped[int]
    used_at: Mapped[datetime | None]
    proves_email: Mapped[str | None]  # the code takes over this address and signs nobody in


class LoginSession(Base):
    """A browser that is signed in; the cookie holds the token, this row its hash (phiên)."""

    __tablename__ = "login_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role_held_id: Mapped[int | None] = mapped_column(ForeignKey("roles_held.id"))  # the hat chosen
    device: Mapped[str]
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    role_held: Mapped[RoleHeld | None] = relationship()


# ------------------------------------------------------------------ plans


class PlanKind(StrEnum):
    PLAN = "plan"  # kế hoạch
    DEMOCRACY_PLAN = "democracy_plan"  # kế hoạch thực hiện dân chủ ở cơ sở hằng năm
    REGULATION = "regulation"  # quy chế
    DRAFT = "draft"  # dự thảo lấy ý kiến
    REPORT = "report"  # báo cáo
    LEGAL_DOCUMENT = "legal_document"  # văn bản được rà soát


class Audience(StrEnum):
    UNIT_STAFF = "unit_staff"  # cán bộ, giáo viên, nhân viên của đơn vị
    SCHOOL_PARENTS = "school_parents"  # cha mẹ học sinh của trường
    SECTOR = "sector"  # toàn ngành
    PUBLIC = "public"  # mọi người


class PlanState(StrEnum):
    DRAFT = "draft"  # đang soạn
    PUBLISHED = "published"  # đã công bố
    WITHDRAWN = "withdrawn"  # đã thu hồi


class Part(StrEnum):
    LEAD = "lead"  # chủ trì
    SUPPORTING = "supporting"  # phối hợp


class UploadState(StrEnum):
    WAITING = "waiting"  # chờ đọc
    READING = "reading"  # đang đọc
    READ = "read"  # đã đọc xong
    FAILED = "failed"  # không đọc được


class Fate(StrEnum):
    KEPT = "kept"  # giữ nguyên
    REWORDED = "reworded"  # sửa lời văn
    MOVED = "moved"  # chuyển chỗ
    RENUMBERED = "renumbered"  # đổi số mục
    SPLIT = "split"  # tách thành nhiều mục
    MERGED = "merged"  # gộp vào một mục
    REMOVED = "removed"  # bỏ


class Motto(StrEnum):
    KNOW = "know"  # dân biết
    DISCUSS = "discuss"  # dân bàn
    DO = "do"  # dân làm
    CHECK = "check"  # dân kiểm tra
    OVERSEE = "oversee"  # dân giám sát
    BENEFIT = "benefit"  # dân thụ hưởng


class Plan(Base):
    """A document that a unit publishes and people may speak on (kế hoạch)."""

    __tablename__ = "plans"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    short_key: Mapped[str | None] = mapped_column(
        String(8), unique=True
    )  # of the address on a poster, short enough to type: /k/…
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[PlanKind] = mapped_column(_words(PlanKind))
    state: Mapped[PlanState] = mapped_column(_words(PlanState))
    audience: Mapped[Audience] = mapped_column(_words(Audience))
    title: Mapped[str]
    folded: Mapped[str]  # title and number as they are searched
    opens_at: Mapped[datetime | None]  # comments are taken from then, in the present round
    closes_at: Mapped[datetime | None]  # and until then; None: as long as the plan is in force
    is_only_to_read: Mapped[bool] = mapped_column(default=False)  # không lấy ý kiến
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]  # a draft given up: its text is gone, the row remains
    for_year: Mapped[int | None]  # the year that a yearly democracy plan is for
    asks_acknowledgement: Mapped[bool] = mapped_column(
        default=False
    )  # its staff say "đã đọc", and are counted
    revision: Mapped[int] = mapped_column(default=0)  # grows with whatever the public page shows

    unit: Mapped[Unit] = relationship()
    current_version: Mapped[PlanVersion] = relationship(
        primaryjoin="and_(PlanVersion.plan_id == Plan.id, PlanVersion.is_current)",
        viewonly=True,
        uselist=False,
    )
    version_in_the_making: Mapped[PlanVersion | None] = relationship(
        primaryjoin="and_(PlanVersion.plan_id == Plan.id, PlanVersion.published_at.is_(None),"
        " PlanVersion.given_up_at.is_(None))",
        viewonly=True,
        uselist=False,
    )
    __table_args__ = (
        CheckConstraint("(state = 'draft') = (published_at IS NULL)", name="published_has_time"),
        CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="withdrawn_has_time"
        ),
        CheckConstraint(
            "discarded_at IS NULL OR state = 'draft'", name="only_a_draft_is_discarded"
        ),
        CheckConstraint(
            "closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at",
            name="closes_after_opening",
        ),
        Index("ix_plans_published", "state", "published_at", "id"),
    )


class PlanVersion(Base):
    """One issue of a plan's text, with its printed head (phiên bản).

    In the making until `published_at`; the first is current from the start, a later one becomes
    so when it is published. At most one of a plan is in the making.
    """

    __tablename__ = "plan_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    position: Mapped[int]  # 1, 2, …
    is_current: Mapped[bool]  # the text in force, or in the making before publication
    type_name: Mapped[str | None]
    number: Mapped[str | None]
    issued_on: Mapped[date | None]
    issued_on_text: Mapped[str | None]
    place: Mapped[str | None]
    issuer: Mapped[str | None]
    superior: Mapped[str | None]
    title: Mapped[str]
    legal_bases: Mapped[list[Any]]
    signer: Mapped[list[Any]]  # the lines of the signature block
    recipients: Mapped[list[Any]]
    warnings: Mapped[
        list[Any]
    ]  # what the reading doubted: {"code", "message", "params", "place", "clause"}
    source_name: Mapped[str]
    source_sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]  # None: in the making
    publish_due_on: Mapped[date | None]  # Luật THDC 10/2022, Đ.47: days after the decision
    published_on_time: Mapped[bool | None]  # frozen at publication; None: no day of decision
    posted_until: Mapped[date | None]  # Luật THDC 10/2022, Đ.48: to be kept posted through that day
    given_up_at: Mapped[datetime | None]  # a re-issue abandoned before publication
    matched_as: Mapped[str | None] = mapped_column(
        String(64)
    )  # which wording of it was matched with the version before: a keyless hash of all its clauses
    revision: Mapped[int] = mapped_column(
        default=0
    )  # grows with every correction; a stale form is refused

    plan: Mapped[Plan] = relationship()
    texts: Mapped[list[ClauseText]] = relationship(
        order_by="ClauseText.position", back_populates="version"
    )
    __table_args__ = (
        UniqueConstraint("plan_id", "position"),
        Index(
            "uq_plan_versions_current",
            "plan_id",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
        Index(
            "uq_plan_versions_in_the_making",
            "plan_id",
            unique=True,
            sqlite_where=text("published_at IS NULL AND given_up_at IS NULL"),
            postgresql_where=text("published_at IS NULL AND given_up_at IS NULL"),
        ),
        CheckConstraint(
            "published_at IS NULL OR given_up_at IS NULL", name="given_up_was_not_published"
        ),
    )


class VersionSource(Base):
    """The lines of the file that a version was read from, to compare with what was read (nguồn)."""

    __tablename__ = "version_sources"
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), primary_key=True)
    lines: Mapped[list[Any]]  # one text for each line, counted from 1

    version: Mapped[PlanVersion] = relationship()


class DocumentUpload(Base):
    """A document brought in, waiting for the worker to read it, and what came of it (tệp đưa vào)."""

    __tablename__ = "document_uploads"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    role_held_id: Mapped[int] = mapped_column(ForeignKey("roles_held.id"))  # who brought it
    kind: Mapped[PlanKind] = mapped_column(_words(PlanKind))
    reissues_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))  # a new version of it
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64), index=True)  # also the name of the stored file
    size: Mapped[int]  # bytes
    state: Mapped[UploadState] = mapped_column(_words(UploadState))
    made_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    failure: Mapped[dict[str, Any] | None]  # {"message", "params"}: what to tell who brought it
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))  # what it became
    version_id: Mapped[int | None] = mapped_column(ForeignKey("plan_versions.id"))

    unit: Mapped[Unit] = relationship()
    role_held: Mapped[RoleHeld] = relationship()
    reissues: Mapped[Plan | None] = relationship(foreign_keys=reissues_id)
    plan: Mapped[Plan | None] = relationship(foreign_keys=plan_id)
    __table_args__ = (
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failed_says_why"),
        CheckConstraint("state <> 'read' OR plan_id IS NOT NULL", name="read_became_a_plan"),
        Index("ix_document_uploads_state", "state", "id"),
    )


class DraftStep(Base):
    """One act at the desk where a version is put right, and how all stood before it (bước sửa)."""

    __tablename__ = "draft_steps"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(32))  # "split", "merged", …
    made_at: Mapped[datetime]
    role_held_id: Mapped[int | None] = mapped_column(ForeignKey("roles_held.id"))
    before: Mapped[dict[str, Any]]  # what undoing gives back
    undone_at: Mapped[datetime | None]

    version: Mapped[PlanVersion] = relationship()


class Clause(Base):
    """The identity of a clause through all versions of its plan (mục, điểm)."""

    __tablename__ = "clauses"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    # Public comments by what the public sees of their handling; provable by a recount.
    received_count: Mapped[int] = mapped_column(default=0)
    processing_count: Mapped[int] = mapped_column(default=0)
    answered_count: Mapped[int] = mapped_column(default=0)
    closed_count: Mapped[int] = mapped_column(default=0)

    plan: Mapped[Plan] = relationship()


class ClauseText(Base):
    """What a clause says in one version, where it stands and under which label (nội dung mục)."""

    __tablename__ = "clause_texts"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), index=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clauses.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("clause_texts.id"))
    position: Mapped[int]  # 0, 1, … in reading order
    depth: Mapped[int]  # 1 for the outermost
    label: Mapped[str]  # for citing: "II.4.a"; empty for a paragraph or bullet without number
    printed: Mapped[str]  # as printed before the text: "a)", "-"
    heading: Mapped[str]
    body: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16), default="point")  # reading.model.ClauseKind
    annex: Mapped[str] = mapped_column(
        default=""
    )  # the document issued with this one, in which it stands: labels count anew there
    cells: Mapped[list[Any] | None]  # of a table's row: {"text", "columns", "rows", "is_head"}
    source_from: Mapped[int | None]  # its first and last line in the source, counted from 1
    source_to: Mapped[int | None]
    folded: Mapped[str] = mapped_column(
        default=""
    )  # as it is searched: label and heading on the first line, the text below

    version: Mapped[PlanVersion] = relationship(back_populates="texts")
    clause: Mapped[Clause] = relationship()
    parent: Mapped[ClauseText | None] = relationship(remote_side=id)
    task: Mapped[Task | None] = relationship(
        back_populates="clause_text", cascade="all, delete-orphan"
    )
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        UniqueConstraint("version_id", "clause_id"),
    )


class ClauseFate(Base):
    """What became of an older clause in a newer version (số phận của mục).

    Kept, reworded, moved and renumbered clauses keep their identity; those of a split or a merger
    are new, and this row leads to them. Undecided while a person still has to say.
    """

    __tablename__ = "clause_fates"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), index=True)  # the newer
    old_text_id: Mapped[int] = mapped_column(ForeignKey("clause_texts.id"), index=True)
    new_text_id: Mapped[int | None] = mapped_column(
        ForeignKey("clause_texts.id", ondelete="CASCADE"), index=True
    )  # goes with a clause taken out of a text in the making
    fate: Mapped[Fate] = mapped_column(_words(Fate))
    is_decided: Mapped[bool]  # False: a guess that waits for a person
    likeness: Mapped[int]  # of the two texts, 0…100
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("roles_held.id")
    )  # None: it was certain by itself
    decided_at: Mapped[datetime | None]

    version: Mapped[PlanVersion] = relationship()
    old_text: Mapped[ClauseText] = relationship(foreign_keys=old_text_id)
    new_text: Mapped[ClauseText | None] = relationship(foreign_keys=new_text_id)
    decided_by: Mapped[RoleHeld | None] = relationship()
    __table_args__ = (
        UniqueConstraint("version_id", "old_text_id", "new_text_id"),
        CheckConstraint("(fate = 'removed') = (new_text_id IS NULL)", name="removed_leads_nowhere"),
        CheckConstraint("likeness BETWEEN 0 AND 100", name="likeness_is_a_share"),
        CheckConstraint(
            "decided_by_id IS NULL OR (is_decided AND decided_at IS NOT NULL)",
            name="decided_by_somebody_then",
        ),
    )


class ClauseArrival(Base):
    """A clause of a newer version that comes from none of the version before (mục thêm).

    Undecided while a person still has to say. Every clause of a re-issued version has either such
    a row or fates that lead to it.
    """

    __tablename__ = "clause_arrivals"
    text_id: Mapped[int] = mapped_column(
        ForeignKey("clause_texts.id", ondelete="CASCADE"), primary_key=True
    )
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"), index=True)
    is_decided: Mapped[bool]
    decided_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("roles_held.id")
    )  # None: it was certain by itself
    decided_at: Mapped[datetime | None]

    text: Mapped[ClauseText] = relationship()
    decided_by: Mapped[RoleHeld | None] = relationship()
    __table_args__ = (
        CheckConstraint(
            "decided_by_id IS NULL OR (is_decided AND decided_at IS NOT NULL)",
            name="decided_by_somebody_then",
        ),
    )


class MottoCarried(Base):
    """Which clause of a yearly democracy plan carries one of the six mottos (mục thể hiện phương châm)."""

    __tablename__ = "mottos_carried"
    id: Mapped[int] = mapped_column(primary_key=True)
    clause_text_id: Mapped[int] = mapped_column(
        ForeignKey("clause_texts.id", ondelete="CASCADE"), index=True
    )
    motto: Mapped[Motto] = mapped_column(_words(Motto))
    confirmed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("roles_held.id")
    )  # None: found by its words

    clause_text: Mapped[ClauseText] = relationship()
    __table_args__ = (UniqueConstraint("clause_text_id", "motto"),)


class Task(Base):
    """What a clause orders: who leads, who supports, by when, with what result (nhiệm vụ)."""

    __tablename__ = "tasks"
    id: Mapped[int] = mapped_column(primary_key=True)
    clause_text_id: Mapped[int] = mapped_column(ForeignKey("clause_texts.id"), unique=True)
    lead_text: Mapped[str]  # as printed
    supporting_text: Mapped[str]
    time_text: Mapped[str]
    due_from: Mapped[date | None]
    due_to: Mapped[date | None]
    repeats: Mapped[str | None] = mapped_column(
        String(16)
    )  # reading.model.Due.repeats: "yearly", "constant" (thường xuyên) or nothing
    deliverable: Mapped[str]
    form: Mapped[str]

    clause_text: Mapped[ClauseText] = relationship(back_populates="task")
    units: Mapped[list[TaskUnit]] = relationship(
        order_by="TaskUnit.id", back_populates="task", cascade="all, delete-orphan"
    )


class TaskUnit(Base):
    """A unit that a task names, itself or through a group, frozen at issue (đơn vị chủ trì, phối hợp)."""

    __tablename__ = "task_units"
    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    part: Mapped[Part] = mapped_column(_words(Part))
    through_group: Mapped[bool]  # named as one of a group, not by its own name
    chosen_for: Mapped[str] = mapped_column(
        default=""
    )  # the printed names it stands for because a person said so, one a line

    task: Mapped[Task] = relationship(back_populates="units")
    unit: Mapped[Unit] = relationship()
    __table_args__ = (UniqueConstraint("task_id", "unit_id", "part"),)


class AudienceLink(Base):
    """A link that a school shares with its parents and may revoke (liên kết cho phụ huynh)."""

    __tablename__ = "audience_links"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role_held_id: Mapped[int | None] = mapped_column(ForeignKey("roles_held.id"))  # who made it
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    plan: Mapped[Plan] = relationship()
    role_held: Mapped[RoleHeld | None] = relationship()


class AudienceLinkUse(Base):
    """How often a link let somebody in on one day; nobody is named (lượt vào bằng liên kết)."""

    __tablename__ = "audience_link_uses"
    link_id: Mapped[int] = mapped_column(ForeignKey("audience_links.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


class Consultation(Base):
    """A round in which opinions on a plan are taken, from when until when (đợt lấy ý kiến)."""

    __tablename__ = "consultations"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime | None]  # None: as long as the plan is in force
    told_opened_at: Mapped[datetime | None]
    told_closing_at: Mapped[datetime | None]
    told_closed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]  # by hand, before its time; before its opening: dropped
    end_reason_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"))

    plan: Mapped[Plan] = relationship()
    end_reason: Mapped[Note | None] = relationship()
    postponements: Mapped[list[Postponement]] = relationship(
        order_by="Postponement.id", back_populates="consultation"
    )
    __table_args__ = (
        CheckConstraint("closes_at IS NULL OR closes_at > opens_at", name="closes_after_opening"),
    )


class Postponement(Base):
    """A later end of a consultation, and why (kéo dài đợt lấy ý kiến)."""

    __tablename__ = "postponements"
    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultations.id"), index=True)
    old_closes_at: Mapped[datetime]
    new_closes_at: Mapped[datetime]
    reason_id: Mapped[int] = mapped_column(ForeignKey("notes.id"))
    role_held_id: Mapped[int] = mapped_column(ForeignKey("roles_held.id"))
    made_at: Mapped[datetime]

    consultation: Mapped[Consultation] = relationship(back_populates="postponements")
    reason: Mapped[Note] = relationship()
    role_held: Mapped[RoleHeld] = relationship()
    __table_args__ = (CheckConstraint("new_closes_at > old_closes_at", name="later_than_before"),)


class Acknowledgement(Base):
    """A member of staff has read a version (đã đọc)."""

    __tablename__ = "acknowledgements"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("plan_versions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role_held_id: Mapped[int] = mapped_column(ForeignKey("roles_held.id"))
    made_at: Mapped[datetime]

    version: Mapped[PlanVersion] = relationship()
    role_held: Mapped[RoleHeld] = relationship()
    __table_args__ = (UniqueConstraint("version_id", "person_id"),)


# ------------------------------------------------------------------ comments


class CommentKind(StrEnum):
    SUGGESTION = "suggestion"  # góp ý
    REFLECTION = "reflection"  # phản ánh
    PETITION = "petition"  # kiến nghị
    QUESTION = "question"  # câu hỏi
    OBSTACLE = "obstacle"  # vướng mắc
    COMPLAINT = "complaint"  # khiếu nại: leaves by its exit
    DENUNCIATION = "denunciation"  # tố cáo: leaves by its exit, no text kept


class Appearance(StrEnum):
    NAME = "name"  # hiện tên
    ROLE = "role"  # chỉ hiện vai trò
    SEALED = "sealed"  # giữ kín danh tính


class Comment(Base):
    """What somebody said about a clause, as said (ý kiến)."""

    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    clause_id: Mapped[int | None] = mapped_column(
        ForeignKey("clauses.id")
    )  # None: the plan as a whole
    clause_text_id: Mapped[int | None] = mapped_column(ForeignKey("clause_texts.id"))
    kind: Mapped[CommentKind] = mapped_column(_words(CommentKind))  # as the sender chose
    body: Mapped[str]  # empty once taken out
    folded: Mapped[str]  # for finding the like
    public_text: Mapped[str | None]  # what the public reads instead of the body, if not the body
    appearance: Mapped[Appearance] = mapped_column(_words(Appearance))
    sender_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    sender_role_id: Mapped[int | None] = mapped_column(ForeignKey("roles_held.id"))
    sender_name: Mapped[str | None]  # typed by one without account who wants the name shown
    sender_label: Mapped[str]  # role shown: "Phụ huynh", "Giáo viên, Trường THPT …"
    for_unit_id: Mapped[int | None] = mapped_column(
        ForeignKey("units.id")
    )  # on whose school's behalf
    concerns_text: Mapped[str | None]  # whom it concerns, as typed
    received_at: Mapped[datetime]
    arrived_late: Mapped[bool]  # came after the plan closed: kept and told, not published
    published_at: Mapped[datetime | None]  # a moderator let the public see it
    withdrawn_at: Mapped[datetime | None]
    support_count: Mapped[int] = mapped_column(default=0)
    send_key: Mapped[str] = mapped_column(
        String(64), unique=True
    )  # a second press of "Gửi" finds it

    plan: Mapped[Plan] = relationship()
    clause: Mapped[Clause | None] = relationship()
    clause_text: Mapped[ClauseText | None] = relationship()
    sender: Mapped[Person | None] = relationship()
    sender_role: Mapped[RoleHeld | None] = relationship()
    for_unit: Mapped[Unit | None] = relationship()
    attachments: Mapped[list[Attachment]] = relationship(
        order_by="Attachment.id", back_populates="comment", foreign_keys="Attachment.comment_id"
    )
    __table_args__ = (
        CheckConstraint(
            "appearance <> 'sealed' OR (sender_id IS NULL AND sender_role_id IS NULL AND sender_name IS NULL)",
            name="sealed_knows_no_sender",
        ),
        CheckConstraint("kind <> 'denunciation' OR body = ''", name="no_text_of_a_denunciation"),
        Index("ix_comments_clause_published", "clause_id", "published_at", "id"),
    )


class SealedIdentity(Base):
    """Who sent a sealed comment, encrypted; read by feedback/comments/identities.py alone (danh tính giữ kín)."""

    __tablename__ = "sealed_identities"
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    sealed: Mapped[bytes]
    owner_tag: Mapped[str | None] = mapped_column(
        String(64), index=True
    )  # keyed hash of the person


class SenderContact(Base):
    """Where a sender without account wants to hear, encrypted (địa chỉ nhận tin)."""

    __tablename__ = "sender_contacts"
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    sealed: Mapped[bytes]


class Receipt(Base):
    """The secret code that opens the tracking page; only its keyed hash is kept (giấy hẹn)."""

    __tablename__ = "receipts"
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)

    comment: Mapped[Comment] = relationship()


class RememberedReceipt(Base):
    """A browser may open a comment without its code; `tag` tells neither of them (máy đã mở mã)."""

    __tablename__ = "remembered_receipts"
    id: Mapped[int] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(String(64), unique=True)  # keyed hash of browser and comment
    expires_at: Mapped[datetime]


class Support(Base):
    """Somebody says the same (đồng tình)."""

    __tablename__ = "supports"
    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"))
    supporter_tag: Mapped[str] = mapped_column(String(64))  # keyed hash of the person or browser
    given_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("comment_id", "supporter_tag"),)


class Attachment(Base):
    """A cleaned file that belongs to a comment, an answer or a duty's entry (tệp đính kèm)."""

    __tablename__ = "attachments"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"), index=True)
    answer_id: Mapped[int | None] = mapped_column(ForeignKey("answers.id"), index=True)
    duty_entry_id: Mapped[int | None] = mapped_column(ForeignKey("duty_entries.id"), index=True)
    name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64))  # also the name of the stored file

    comment: Mapped[Comment | None] = relationship(
        back_populates="attachments", foreign_keys=comment_id
    )
    answer: Mapped[Answer | None] = relationship(
        back_populates="attachments", foreign_keys=answer_id
    )
    duty_entry: Mapped[DutyEntry | None] = relationship(
        back_populates="attachments", foreign_keys=duty_entry_id
    )
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN comment_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN answer_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN duty_entry_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="belongs_to_one_thing",
        ),
    )


# ------------------------------------------------------------------ cases


class CaseState(StrEnum):
    NEW = "new"  # mới gửi
    RECEIVED = "received"  # đã tiếp nhận, đã phân loại
    DETAILS_REQUESTED = "details_requested"  # yêu cầu bổ sung
    HELD = "held"  # tạm giữ, chưa công khai
    RETURNED = "returned"  # trả lại kèm hướng dẫn
    TRANSFERRED = "transferred"  # chuyển cơ quan khác
    ARCHIVED = "archived"  # lưu, không xử lý
    ROUTED = "routed"  # đã chuyển xử lý
    IN_PROGRESS = "in_progress"  # đang xử lý
    SUBMITTED = "submitted"  # trình duyệt
    ANSWERED = "answered"  # đã trả lời
    CLOSED = "closed"  # kết thúc
    WITHDRAWN = "withdrawn"  # người gửi rút
    QUARANTINED = "quarantined"  # chờ cán bộ được giao nhận bàn giao (tố cáo)
    TAKEN_OUT = "taken_out"  # đã đưa ra khỏi hệ thống theo lối tố cáo


class HoldReason(StrEnum):
    PERSONAL_DATA = "personal_data"  # có dữ liệu cá nhân của người khác
    INSULT = "insult"  # xúc phạm, đe dọa
    OFF_TOPIC = "off_topic"  # không liên quan kế hoạch
    SPAM = "spam"  # quảng cáo, gửi hàng loạt
    DUPLICATE = "duplicate"  # trùng ý kiến của chính người gửi
    SECRET = "secret"  # có nội dung bí mật nhà nước


class ArchiveReason(StrEnum):
    DUPLICATE = "duplicate"  # người gửi đã gửi đúng nội dung này
    INFORMATION = "information"  # chỉ để biết, không nêu việc phải trả lời
    SPAM = "spam"  # quảng cáo, gửi hàng loạt
    NO_DETAILS = "no_details"  # không đủ thông tin, người gửi không bổ sung


class ClockEvent(StrEnum):
    ANSWER = "answer"  # trả lời người gửi
    ANSWER_COMPLEX = "answer_complex"  # trả lời, nội dung phức tạp
    UNIT_ANSWER = "unit_answer"  # hạn của đơn vị chủ trì, trong hạn của người gửi
    INFORM = "inform"  # báo cho người gửi biết việc xử lý phản ánh, kiến nghị
    TRANSFER = "transfer"  # chuyển nội dung không thuộc thẩm quyền
    REFUSE = "refuse"  # thông báo từ chối
    COMPLAINT_ACCEPT = "complaint_accept"
    COMPLAINT_DECIDE = "complaint_decide"
    COMPLAINT_DECIDE_COMPLEX = "complaint_decide_complex"
    DENUNCIATION_FIRST = "denunciation_first"
    DENUNCIATION_RESOLVE = "denunciation_resolve"
    BOARD_RECOMMENDATION = "board_recommendation"
    PUBLISH_DECISION = "publish_decision"
    KEEP_POSTED = "keep_posted"
    DUE_SOON = "due_soon"  # báo sắp đến hạn trước bao nhiêu ngày
    CONSULTATION_CLOSING = "consultation_closing"  # báo đợt lấy ý kiến sắp kết thúc
    SENDER_SILENT = "sender_silent"  # nhắc nơi tiếp nhận khi chờ người gửi đã bao nhiêu ngày
    DATA_ACKNOWLEDGE = "data_acknowledge"
    DATA_CORRECT = "data_correct"
    DATA_WITHDRAW = "data_withdraw"
    DATA_DELETE = "data_delete"


class DayUnit(StrEnum):
    WORKING = "working"  # ngày làm việc
    CALENDAR = "calendar"  # ngày


class DayKind(StrEnum):
    OFF = "off"  # nghỉ
    MAKE_UP = "make_up"  # làm bù


class ClockPolicy(Base):
    """How long something may take, on what legal basis, in force from when to when (thời hạn)."""

    __tablename__ = "clock_policies"
    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[ClockEvent] = mapped_column(_words(ClockEvent))
    amount: Mapped[int]
    day_unit: Mapped[DayUnit] = mapped_column(_words(DayUnit))
    basis: Mapped[str]
    to_check: Mapped[bool]  # "cần đối chiếu văn bản gốc"
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    __table_args__ = (
        UniqueConstraint("event", "valid_from"),
        CheckConstraint("amount > 0", name="amount_is_positive"),
    )


class CalendarDay(Base):
    """A weekday that is off, or a weekend day that is worked (lịch nghỉ, làm bù)."""

    __tablename__ = "calendar_days"
    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind] = mapped_column(_words(DayKind))
    note: Mapped[str]
    source: Mapped[str]
    estimated: Mapped[bool]  # not announced yet


class NumberSeries(Base):
    """The last number given in a year, per series (sổ số đến)."""

    __tablename__ = "number_series"
    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


class CaseGroup(Base):
    """Cases gathered because they ask the same, with one answer to all (nhóm ý kiến, vướng mắc)."""

    __tablename__ = "case_groups"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    title: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))  # the office that gathered them
    gathered_at: Mapped[datetime]
    summary: Mapped[str]  # what the Director is asked to decide
    submitted_at: Mapped[datetime | None]
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
    cases: Mapped[list[Case]] = relationship(order_by="Case.id", back_populates="group")
    __table_args__ = (
        CheckConstraint(
            "decided_at IS NULL OR submitted_at IS NOT NULL", name="decided_after_submission"
        ),
        CheckConstraint("(decided_at IS NULL) = (decision IS NULL)", name="decided_has_decision"),
        CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"
        ),
        CheckConstraint(
            "answered_at IS NULL OR decided_at IS NOT NULL", name="answered_after_decision"
        ),
    )


class Case(Base):
    """The handling of a comment: its legal kind, who holds it and since when (hồ sơ xử lý)."""

    __tablename__ = "cases"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)  # "2026-000123"
    comment_id: Mapped[int] = mapped_column(ForeignKey("comments.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("case_groups.id"), index=True)
    kind: Mapped[CommentKind] = mapped_column(_words(CommentKind))  # the legal kind
    kind_before: Mapped[CommentKind | None] = mapped_column(
        _words(CommentKind)
    )  # what it was before it was returned as a khiếu nại
    state: Mapped[CaseState] = mapped_column(_words(CaseState))
    intake_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # whose moderators
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    holder_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # None: the sender
    held_since: Mapped[datetime]
    concerns_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    concerns_person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    concern_is_open: Mapped[bool] = mapped_column(
        default=False
    )  # the sender wrote whom it concerns, and nobody has said yet who that is
    due_on: Mapped[date | None]  # to the sender; None once nothing is owed
    unit_due_on: Mapped[date | None]  # the lead unit's own, never after due_on
    is_complex: Mapped[bool] = mapped_column(default=False)
    hold_reason: Mapped[HoldReason | None] = mapped_column(_words(HoldReason))
    kept_back_for: Mapped[HoldReason | None] = mapped_column(
        _words(HoldReason)
    )  # handled, but not shown in public: why
    stopped_on: Mapped[date | None]  # it waits with the sender since then: clocks stand still
    told_silent_at: Mapped[datetime | None]  # the intake was reminded of the sender's silence
    times_asked: Mapped[int] = mapped_column(default=0)  # for details, at most twice
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    answered_on_time: Mapped[bool | None]  # frozen when answered
    reopened_at: Mapped[datetime | None]  # once
    revision: Mapped[int] = mapped_column(
        default=0
    )  # grows with every act; a stale form is refused

    comment: Mapped[Comment] = relationship()
    group: Mapped[CaseGroup | None] = relationship(back_populates="cases")
    intake_unit: Mapped[Unit | None] = relationship(foreign_keys=intake_unit_id)
    lead_unit: Mapped[Unit | None] = relationship(foreign_keys=lead_unit_id)
    holder_unit: Mapped[Unit | None] = relationship(foreign_keys=holder_unit_id)
    concerns_unit: Mapped[Unit | None] = relationship(foreign_keys=concerns_unit_id)
    concerns_person: Mapped[Person | None] = relationship(foreign_keys=concerns_person_id)
    supporting: Mapped[list[SupportingUnit]] = relationship(
        order_by="SupportingUnit.id", back_populates="case"
    )
    clocks: Mapped[list[Clock]] = relationship(order_by="Clock.id", back_populates="case")
    __table_args__ = (
        CheckConstraint("state <> 'answered' OR answered_at IS NOT NULL", name="answered_has_time"),
        CheckConstraint("(state = 'held') = (hold_reason IS NOT NULL)", name="held_has_reason"),
        CheckConstraint(
            "stopped_on IS NULL OR state IN ('held', 'details_requested')",
            name="stopped_with_sender",
        ),
        CheckConstraint("times_asked BETWEEN 0 AND 2", name="asked_twice_at_most"),
        CheckConstraint(
            "state NOT IN ('routed', 'in_progress', 'submitted') OR lead_unit_id IS NOT NULL",
            name="routed_has_lead",
        ),
        CheckConstraint(
            "unit_due_on IS NULL OR due_on IS NULL OR unit_due_on <= due_on",
            name="unit_clock_inside",
        ),
        CheckConstraint(
            "kind <> 'denunciation' OR state IN ('quarantined', 'taken_out')",
            name="denunciation_has_left",
        ),
        CheckConstraint(
            "kind <> 'complaint' OR state NOT IN ('routed', 'in_progress', 'submitted')",
            name="complaint_is_not_routed",
        ),
        Index("ix_cases_intake_state", "intake_unit_id", "state", "id"),
        Index("ix_cases_lead_state", "lead_unit_id", "state", "id"),
        Index("ix_cases_state_due", "state", "due_on", "id"),
    )


class SetAside(Base):
    """How a case stood when it was hidden as a possible tố cáo: what a release gives back (gác lại)."""

    __tablename__ = "cases_set_aside"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    state: Mapped[CaseState] = mapped_column(_words(CaseState))
    hold_reason: Mapped[HoldReason | None] = mapped_column(_words(HoldReason))
    stopped_on: Mapped[date | None]
    told_silent_at: Mapped[datetime | None]
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    holder_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    held_since: Mapped[datetime]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("case_groups.id"))
    published_at: Mapped[datetime | None]  # of the comment

    __table_args__ = (
        CheckConstraint("state NOT IN ('quarantined', 'taken_out')", name="was_not_hidden"),
    )


class SupportingUnit(Base):
    """A unit asked to help with a case, and its input when it came (đơn vị phối hợp)."""

    __tablename__ = "supporting_units"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    asked_at: Mapped[datetime]
    due_on: Mapped[date | None]
    input_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"))
    given_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="supporting")
    unit: Mapped[Unit] = relationship()
    input: Mapped[Note | None] = relationship()
    __table_args__ = (
        UniqueConstraint("case_id", "unit_id"),
        CheckConstraint("(input_id IS NULL) = (given_at IS NULL)", name="given_has_input"),
    )


class Clock(Base):
    """A running or ended time limit of a case, with how it was computed (đồng hồ)."""

    __tablename__ = "clocks"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    event: Mapped[ClockEvent] = mapped_column(_words(ClockEvent))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # who owes it
    starts_on: Mapped[date]  # the day of the event, itself not counted
    amount: Mapped[int]
    day_unit: Mapped[DayUnit] = mapped_column(_words(DayUnit))
    basis: Mapped[str]
    paused_days: Mapped[int] = mapped_column(default=0)  # it stood still: the sender was asked
    due_on: Mapped[date]
    ended_on: Mapped[date | None]
    was_on_time: Mapped[bool | None]  # the verdict, frozen at hand-over
    told_due_soon_at: Mapped[datetime | None]
    told_overdue_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="clocks")
    unit: Mapped[Unit | None] = relationship()
    extensions: Mapped[list[Extension]] = relationship(
        order_by="Extension.id", back_populates="clock"
    )
    __table_args__ = (
        CheckConstraint("(ended_on IS NULL) = (was_on_time IS NULL)", name="ended_has_verdict"),
        Index("ix_clocks_running", "ended_on", "due_on", "id"),
    )


class Extension(Base):
    """A later date for a clock, with reason and approver (gia hạn)."""

    __tablename__ = "extensions"
    id: Mapped[int] = mapped_column(primary_key=True)
    clock_id: Mapped[int] = mapped_column(ForeignKey("clocks.id"), index=True)
    old_due_on: Mapped[date]
    new_due_on: Mapped[date]
    reason_id: Mapped[int] = mapped_column(ForeignKey("notes.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    approved: Mapped[bool | None]

    clock: Mapped[Clock] = relationship(back_populates="extensions")
    reason: Mapped[Note] = relationship()
    __table_args__ = (
        CheckConstraint("new_due_on > old_due_on", name="later_than_before"),
        CheckConstraint("(approved IS NULL) = (decided_at IS NULL)", name="decided_has_time"),
    )


class NoteKind(StrEnum):
    TO_SENDER = "to_sender"  # nói với người gửi
    FROM_SENDER = "from_sender"  # người gửi nói thêm
    INTERNAL = "internal"  # trao đổi nội bộ
    INPUT = "input"  # ý kiến phối hợp
    REASON = "reason"  # lý do


class Note(Base):
    """Free text of an act, kept apart so that it can lawfully be removed (ghi chú)."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(_words(NoteKind))
    body: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # whose voice
    written_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    case: Mapped[Case | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    __table_args__ = (CheckConstraint("removed_at IS NULL OR body = ''", name="removed_is_empty"),)


# ------------------------------------------------------------------ answers


class AnswerState(StrEnum):
    DRAFT = "draft"  # dự thảo
    SUBMITTED = "submitted"  # trình duyệt
    PUBLISHED = "published"  # đã ban hành


class Decision(StrEnum):
    ACCEPTED = "accepted"  # tiếp thu
    PARTLY_ACCEPTED = "partly_accepted"  # tiếp thu một phần
    NOT_ACCEPTED = "not_accepted"  # không tiếp thu
    EXPLAINED = "explained"  # giải đáp: a question or reflection asks for no acceptance


class CommitmentState(StrEnum):
    OPEN = "open"  # đang thực hiện
    KEPT = "kept"  # đã thực hiện
    BROKEN = "broken"  # quá hạn chưa thực hiện


class Answer(Base):
    """What the lead unit answers, in one signed voice (trả lời)."""

    __tablename__ = "answers"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    state: Mapped[AnswerState] = mapped_column(_words(AnswerState))
    decision: Mapped[Decision] = mapped_column(_words(Decision))
    explanation: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))  # who signs
    signed_as: Mapped[str]  # the unit's name as it was printed
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    drafted_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    paper_number: Mapped[
        str | None
    ]  # signed on paper: its number and day, the scan is an attachment
    paper_signed_on: Mapped[date | None]
    revision: Mapped[int] = mapped_column(default=0)

    case: Mapped[Case] = relationship()
    unit: Mapped[Unit] = relationship()
    commitments: Mapped[list[Commitment]] = relationship(
        order_by="Commitment.id", back_populates="answer", cascade="all, delete-orphan"
    )
    attachments: Mapped[list[Attachment]] = relationship(
        order_by="Attachment.id", back_populates="answer", foreign_keys="Attachment.answer_id"
    )
    __table_args__ = (
        CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)", name="published_has_time"
        ),
        CheckConstraint(
            "state <> 'published' OR approved_by_id IS NOT NULL", name="published_was_approved"
        ),
        Index("ix_answers_state_unit", "state", "unit_id", "id"),
    )


class Commitment(Base):
    """What a unit promised in an answer, and by when (cam kết)."""

    __tablename__ = "commitments"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    promise: Mapped[str]
    due_on: Mapped[date]
    state: Mapped[CommitmentState] = mapped_column(_words(CommitmentState))
    evidence: Mapped[str | None]
    reported_at: Mapped[datetime | None]
    told_due_soon_at: Mapped[datetime | None]
    told_overdue_at: Mapped[datetime | None]

    answer: Mapped[Answer] = relationship(back_populates="commitments")
    unit: Mapped[Unit] = relationship()
    __table_args__ = (
        CheckConstraint("state <> 'kept' OR evidence IS NOT NULL", name="kept_has_evidence"),
        Index("ix_commitments_state_due", "state", "due_on", "id"),
    )


class Rating(Base):
    """Whether the sender found the question answered, and was content (đánh giá)."""

    __tablename__ = "ratings"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    answer_id: Mapped[int] = mapped_column(ForeignKey("answers.id"), unique=True)
    answers_the_question: Mapped[bool]
    is_satisfied: Mapped[bool]
    is_anonymous: Mapped[bool]  # the unit sees it in totals only
    given_on: Mapped[date]

    case: Mapped[Case] = relationship()


# ------------------------------------------------------------------ duties


class DutyState(StrEnum):
    NOT_REPORTED = "not_reported"  # chưa báo cáo
    IN_PROGRESS = "in_progress"  # đang thực hiện
    DONE = "done"  # đã hoàn thành
    NOT_DONE = "not_done"  # không thực hiện được


class DutyEntryKind(StrEnum):
    PROGRESS = "progress"  # báo cáo tiến độ
    DISSEMINATION = "dissemination"  # buổi quán triệt, tuyên truyền
    EVIDENCE = "evidence"  # minh chứng


class ReviewProposal(StrEnum):
    AMEND = "amend"  # sửa đổi
    SUPPLEMENT = "supplement"  # bổ sung
    REPLACE = "replace"  # thay thế
    ABOLISH = "abolish"  # bãi bỏ
    ISSUE_NEW = "issue_new"  # ban hành mới


class ReviewState(StrEnum):
    REVIEWING = "reviewing"  # đang rà soát
    PROPOSED = "proposed"  # đã đề xuất
    AGREED = "agreed"  # được chấp thuận
    REFUSED = "refused"  # không được chấp thuận
    CARRIED_OUT = "carried_out"  # đã thực hiện


class RegulationStage(StrEnum):
    DRAFTING = "drafting"  # soạn thảo
    CONSULTING = "consulting"  # lấy ý kiến
    EXPLAINING = "explaining"  # tiếp thu, giải trình
    ISSUED = "issued"  # đã ban hành
    PUBLISHED = "published"  # đã công khai


class Duty(Base):
    """What one unit owes of one task, in one period (nhiệm vụ của đơn vị)."""

    __tablename__ = "duties"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), index=True)
    clause_id: Mapped[int] = mapped_column(ForeignKey("clauses.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))  # as the plan named it
    holder_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))  # who answers for it now
    part: Mapped[Part] = mapped_column(_words(Part))
    period: Mapped[str] = mapped_column(String(16))  # "2026" of a yearly task, else empty
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]  # None: open-ended
    state: Mapped[DutyState] = mapped_column(_words(DutyState))
    reported_at: Mapped[datetime | None]  # last
    done_on: Mapped[date | None]
    was_on_time: Mapped[bool | None]  # frozen when done; None without a due day
    told_due_soon_at: Mapped[datetime | None]
    told_overdue_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]  # a newer version no longer asks it
    revision: Mapped[int] = mapped_column(default=0)

    plan: Mapped[Plan] = relationship()
    clause: Mapped[Clause] = relationship()
    unit: Mapped[Unit] = relationship(foreign_keys=unit_id)
    holder_unit: Mapped[Unit] = relationship(foreign_keys=holder_unit_id)
    entries: Mapped[list[DutyEntry]] = relationship(order_by="DutyEntry.id", back_populates="duty")
    __table_args__ = (
        UniqueConstraint("clause_id", "unit_id", "part", "period"),
        CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_has_day"),
        Index("ix_duties_holder_state", "holder_unit_id", "state", "id"),
        Index("ix_duties_state_due", "state", "due_on", "id"),
    )


class DutyEntry(Base):
    """What a unit reports of a duty: progress, a dissemination, evidence (mục báo cáo)."""

    __tablename__ = "duty_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"), index=True)
    kind: Mapped[DutyEntryKind] = mapped_column(_words(DutyEntryKind))
    state: Mapped[DutyState | None] = mapped_column(_words(DutyState))  # of the duty, so reported
    happened_on: Mapped[date]
    form: Mapped[str]  # hình thức: "hội nghị", "bảng tin", …
    addressees: Mapped[str]  # đối tượng: who was reached
    head_count: Mapped[int | None]
    body: Mapped[str]
    role_held_id: Mapped[int] = mapped_column(ForeignKey("roles_held.id"))
    made_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    duty: Mapped[Duty] = relationship(back_populates="entries")
    role_held: Mapped[RoleHeld] = relationship()
    attachments: Mapped[list[Attachment]] = relationship(
        order_by="Attachment.id",
        back_populates="duty_entry",
        foreign_keys="Attachment.duty_entry_id",
    )
    __table_args__ = (
        CheckConstraint("head_count IS NULL OR head_count >= 0", name="heads_are_counted"),
        CheckConstraint(
            "kind <> 'dissemination' OR head_count IS NOT NULL", name="dissemination_counts_heads"
        ),
    )


class DutyReminder(Base):
    """A unit was reminded of a duty (đôn đốc)."""

    __tablename__ = "duty_reminders"
    id: Mapped[int] = mapped_column(primary_key=True)
    duty_id: Mapped[int] = mapped_column(ForeignKey("duties.id"), index=True)
    role_held_id: Mapped[int] = mapped_column(ForeignKey("roles_held.id"))
    note_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"))
    sent_at: Mapped[datetime]

    duty: Mapped[Duty] = relationship()
    role_held: Mapped[RoleHeld] = relationship()
    note: Mapped[Note | None] = relationship()


class ReviewedDocument(Base):
    """A legal document that a unit reviewed, and what it proposes (văn bản được rà soát)."""

    __tablename__ = "reviewed_documents"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)  # who reviews
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duties.id"))  # the task it serves
    plan_id: Mapped[int | None] = mapped_column(
        ForeignKey("plans.id")
    )  # its text here, if people may speak on it
    name: Mapped[str]
    number: Mapped[str]
    issuer: Mapped[str]
    issued_on: Mapped[date | None]
    folded: Mapped[str]
    finding: Mapped[str]
    proposal: Mapped[ReviewProposal | None] = mapped_column(_words(ReviewProposal))
    state: Mapped[ReviewState] = mapped_column(_words(ReviewState))
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
    duty: Mapped[Duty | None] = relationship()
    plan: Mapped[Plan | None] = relationship()
    __table_args__ = (
        CheckConstraint(
            "state = 'reviewing' OR proposal IS NOT NULL", name="proposed_has_proposal"
        ),
        Index("ix_reviewed_documents_state", "state", "id"),
    )


class Regulation(Base):
    """A rule that a unit makes, from its draft to its publication (quy chế, quy định)."""

    __tablename__ = "regulations"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duties.id"))
    title: Mapped[str]
    folded: Mapped[str]
    stage: Mapped[RegulationStage] = mapped_column(_words(RegulationStage))
    draft_plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))  # opinions are on it
    issued_plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))
    explanation: Mapped[str]  # tiếp thu, giải trình, in short
    number: Mapped[str]
    issued_on: Mapped[date | None]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    revision: Mapped[int] = mapped_column(default=0)

    unit: Mapped[Unit] = relationship()
    duty: Mapped[Duty | None] = relationship()
    draft_plan: Mapped[Plan | None] = relationship(foreign_keys=draft_plan_id)
    issued_plan: Mapped[Plan | None] = relationship(foreign_keys=issued_plan_id)
    __table_args__ = (
        CheckConstraint(
            "stage NOT IN ('issued', 'published') OR issued_on IS NOT NULL", name="issued_has_day"
        ),
        CheckConstraint(
            "stage <> 'published' OR issued_plan_id IS NOT NULL", name="published_has_text"
        ),
        Index("ix_regulations_stage", "stage", "id"),
    )


# ------------------------------------------------------------------ record and outbox


class Actor(StrEnum):
    PERSON = "person"  # a person under a hat
    SENDER = "sender"  # người gửi, whoever that is
    VISITOR = "visitor"  # someone without account
    SYSTEM = "system"  # the worker or a command


class RecordEntry(Base):
    """One act, for ever: who, what, when, by reference only (nhật ký). Triggers refuse change."""

    __tablename__ = "record_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(48), index=True)
    actor: Mapped[Actor] = mapped_column(_words(Actor))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    role_held_id: Mapped[int | None] = mapped_column(ForeignKey("roles_held.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))  # on whose behalf
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"), index=True)
    note_id: Mapped[int | None] = mapped_column(ForeignKey("notes.id"))
    subject: Mapped[str | None] = mapped_column(
        String(16), index=True
    )  # the key of what it is about, when that is neither a case nor a plan: a duty, a regulation
    details: Mapped[dict[str, Any]]  # words, dates and row numbers, never free text

    person: Mapped[Person | None] = relationship()
    role_held: Mapped[RoleHeld | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    note: Mapped[Note | None] = relationship()
    __table_args__ = (
        CheckConstraint("(actor = 'person') = (person_id IS NOT NULL)", name="a_person_is_named"),
    )


class Notice(Base):
    """Something a person is told inside the product, once per event (thông báo)."""

    __tablename__ = "notices"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(16), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(48))
    event_key: Mapped[str] = mapped_column(String(96))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"))
    details: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    case: Mapped[Case | None] = relationship()
    plan: Mapped[Plan | None] = relationship()
    __table_args__ = (
        UniqueConstraint("person_id", "event_key"),
        Index("ix_notices_person_read", "person_id", "read_at", "id"),
    )


class OutboxMessage(Base):
    """A mail that must go out, kept until it has (thư chờ gửi)."""

    __tablename__ = "outbox_messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    event_key: Mapped[str] = mapped_column(
        String(128), unique=True
    )  # also the root of its Message-ID
    kind: Mapped[str] = mapped_column(String(48))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    comment_id: Mapped[int | None] = mapped_column(
        ForeignKey("comments.id")
    )  # to its sealed contact
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    details: Mapped[dict[str, Any]]
    made_at: Mapped[datetime]
    not_before: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    last_error: Mapped[str | None]

    person: Mapped[Person | None] = relationship()
    case: Mapped[Case | None] = relationship()
    __table_args__ = (Index("ix_outbox_waiting", "sent_at", "given_up_at", "not_before", "id"),)
