"""What waits to go to the EMR, every step of each message, and who sends now."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.documents import DocumentAct
from app.domain.outgoing import Destination, SendState
from app.store.tables import Base, MaybeUtcTime


class OutgoingRow(Base):
    """A message as it was frozen when its document was made. payload: b"" for a document that
    could not be written, which its one step says."""

    __tablename__ = "outgoing"
    __table_args__ = (
        ForeignKeyConstraint(
            ["note_id", "version"], ["note_versions.note_id", "note_versions.version"]
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    destination: Mapped[Destination] = mapped_column(String())
    form: Mapped[str]
    act: Mapped[DocumentAct] = mapped_column(String())
    note_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    lane: Mapped[str]
    payload: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    queued_at: Mapped[datetime]
    queued_by: Mapped[str]


class OutgoingStepRow(Base):
    """One step of a message; its last one says where it stands. due_at: of the next try."""

    __tablename__ = "outgoing_steps"

    message: Mapped[str] = mapped_column(ForeignKey("outgoing.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[SendState] = mapped_column(String())
    at: Mapped[datetime]
    code: Mapped[str]
    sentence: Mapped[str]
    due_at: Mapped[datetime | None] = mapped_column(MaybeUtcTime())


class OutgoingOpenRow(Base):
    """The messages that are not settled; triggers keep it, so that years of sent ones cost
    nothing."""

    __tablename__ = "outgoing_open"

    message: Mapped[str] = mapped_column(ForeignKey("outgoing.id"), primary_key=True)


class OutgoingLeaseRow(Base):
    """Who sends now. beat: grows while they do, so that others see that they live."""

    __tablename__ = "outgoing_lease"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    beat: Mapped[int]
