"""The audit log and its checkpoints; guarded by triggers, nothing here is ever changed."""

from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables import Base


class AuditLogRow(Base):
    """One act on one thing, linked to the row before it (see app.store.audit_chain)."""

    __tablename__ = "audit_log"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    utc_ms: Mapped[int]
    mono_ns: Mapped[int]
    boot_id: Mapped[str]
    tz: Mapped[str]
    clock_state: Mapped[str]
    user_id: Mapped[str]
    role: Mapped[str]
    workstation: Mapped[str]
    session_id: Mapped[str]
    patient_key: Mapped[str] = mapped_column(index=True)
    encounter_key: Mapped[str] = mapped_column(index=True)
    object_type: Mapped[str]
    object_id: Mapped[str]
    version: Mapped[int]
    code: Mapped[str]
    action: Mapped[str]
    outcome: Mapped[int]
    reason: Mapped[str]
    detail_json: Mapped[str]
    prev_hash: Mapped[str]
    hash: Mapped[str]


class AuditCheckpointRow(Base):
    """A signed statement over the rows first_seq to last_seq (app.domain.audit.Checkpoint)."""

    __tablename__ = "audit_checkpoints"

    first_seq: Mapped[int]
    last_seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last_hash: Mapped[str]
    merkle_root: Mapped[str]
    utc: Mapped[str]
    app_version: Mapped[str]
    key_id: Mapped[str]
    signature: Mapped[str]
