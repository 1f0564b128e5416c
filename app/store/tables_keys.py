"""The keys of recordings, each wrapped for the store; an erase takes one away for ever."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from app.store.tables import Base, MaybeUtcTime


class RecordingKeyRow(Base):
    """wrapped: hexadecimal; None once it was erased, and then it stays so."""

    __tablename__ = "recording_keys"

    recording_id: Mapped[str] = mapped_column(primary_key=True)
    key_id: Mapped[str]
    wrapped: Mapped[str | None]
    adopted_at: Mapped[datetime]
    erased_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())
    erased_by: Mapped[str | None]
