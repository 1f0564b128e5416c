"""What happens to notes: versions, signatures, marks, owners, suggestions. Rows are only added."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.note_state import MarkKind
from app.domain.note_versions import VersionKind
from app.domain.signatures import SignatureKind
from app.domain.suggestions import OwnerStep, SuggestionKind
from app.store.tables import Base


class NoteVersionRow(Base):
    """One version of a note. content: the bytes that are hashed and signed; the other columns
    repeat what is in them."""

    __tablename__ = "note_versions"

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[VersionKind] = mapped_column(String())
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str]
    prev_sha256: Mapped[str]
    author_id: Mapped[str]
    created_at: Mapped[datetime]
    reason: Mapped[str]
    late: Mapped[bool]
    needs_cosign: Mapped[bool]


class SigningKeyRow(Base):
    """A signer's public key (a JWK) and, sealed with their password, the private one."""

    __tablename__ = "signing_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(index=True)
    provider: Mapped[str]
    public: Mapped[str]
    sealed: Mapped[str]  # "" when the provider keeps it elsewhere
    made_at: Mapped[datetime]


class NoteSignatureRow(Base):
    """A detached signature over one version's content. kind: `legal` is its author's,
    `professional` the supervisor's."""

    __tablename__ = "note_signatures"
    __table_args__ = (
        ForeignKeyConstraint(
            ["note_id", "version"], ["note_versions.note_id", "note_versions.version"]
        ),
    )

    note_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SignatureKind] = mapped_column(String(), primary_key=True)
    signer_id: Mapped[str]
    signed_at: Mapped[datetime]
    key_id: Mapped[str] = mapped_column(ForeignKey("signing_keys.id"))
    jws: Mapped[str]


class NoteMarkRow(Base):
    """Something that was said about a whole note: entered in error, archived, sealed."""

    __tablename__ = "note_marks"

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MarkKind] = mapped_column(String())
    made_by: Mapped[str]
    made_at: Mapped[datetime]
    reason: Mapped[str]


class NoteOwnerRow(Base):
    """Whose draft a note is, over time. user_id: the author, or to whom it was offered."""

    __tablename__ = "note_owners"

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[OwnerStep] = mapped_column(String())
    user_id: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class SuggestionRow(Base):
    """A change that somebody proposes to a draft's author; never changed.

    target: a sentence's number, a section's key or an utterance. version: that it was made on.
    """

    __tablename__ = "suggestions"

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[SuggestionKind] = mapped_column(String())
    target: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    version: Mapped[int]
    reason: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class SuggestionDecisionRow(Base):
    """What the author decided about a suggestion, once."""

    __tablename__ = "suggestion_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["note_id", "number"], ["suggestions.note_id", "suggestions.number"]),
    )

    note_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    accepted: Mapped[bool]
    made_by: Mapped[str]
    made_at: Mapped[datetime]


class ConfirmedValueRow(Base):
    """A value or doubt that a person settled. subject: as in app.domain.note_doubts."""

    __tablename__ = "confirmed_values"

    note_id: Mapped[str] = mapped_column(ForeignKey("notes.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    value: Mapped[str]
    made_by: Mapped[str]
    made_at: Mapped[datetime]
