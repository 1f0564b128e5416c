"""Where a note stands, derived from its versions, signatures and marks; and what may come next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, get_args

from app.domain.errors import SignedNoteError
from app.domain.note import NoteStatus
from app.domain.note_versions import VersionKind
from app.domain.transcript import Language

MarkKind = Literal[
    "error_proposed",
    "error_approved",
    "error_refused",
    "archived",
    "unarchive_proposed",
    "unarchive_refused",
    "unarchived",
    "sealed",
    "unsealed",
]
Act = Literal[
    "edit",
    "suggest",
    "offer",
    "take",
    "sign",
    "cosign",
    "amend",
    "addendum",
    "propose_error",
    "decide_error",
    "archive",
    "propose_unarchive",
    "decide_unarchive",
    "seal",
    "unseal",
]
ACTS: Final[tuple[Act, ...]] = get_args(Act)
RESCUE_WRITE_UP: Final = timedelta(hours=6)
"""How long after a resuscitation its record may be written up (病历书写基本规范)."""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What of a version decides where the note stands."""

    version: int
    kind: VersionKind
    needs_cosign: bool = False


@dataclass(frozen=True, slots=True)
class NoteState:
    """awaiting_cosign: signed by a trainee, and not final before a supervisor signs too.

    error: `proposed` by its author as entered in error, or `approved` and withheld from view.
    unlocking: somebody asks to open the archived note. sealed: under legal hold.
    """

    status: NoteStatus = "draft"
    awaiting_cosign: bool = False
    error: Literal["", "proposed", "approved"] = ""
    archived: bool = False
    unlocking: bool = False
    sealed: bool = False

    @property
    def final(self) -> bool:
        """Whether it is signed by all who must sign it, and was not entered in error."""
        return self.status != "draft" and not self.awaiting_cosign and self.error != "approved"

    @property
    def words(self) -> str:
        """The state in a few words, for people."""
        said: list[str] = [self.status]
        if self.error:
            said.append("entered in error" if self.error == "approved" else "error proposed")
        if self.awaiting_cosign:
            said.append("awaiting co-sign")
        if self.archived:
            said.append("archived")
        if self.sealed:
            said.append("sealed")
        return ", ".join(said)


def state(
    versions: Iterable[VersionLine], cosigned: Collection[int], marks: Sequence[MarkKind]
) -> NoteState:
    """cosigned: the versions with a supervisor's signature. marks: in the order they were made."""
    status: NoteStatus = "draft"
    text: VersionLine | None = None
    waiting = False
    for one in versions:
        if one.kind == "addendum":
            waiting = waiting or (one.needs_cosign and one.version not in cosigned)
        else:
            text = one
        if one.kind == "signed":
            status = "signed"
        elif one.kind == "amendment":
            status = "amended"
    if text is not None and text.needs_cosign and text.version not in cosigned:
        waiting = True
    return NoteState(status, waiting, *_marked(marks))


def _marked(
    marks: Sequence[MarkKind],
) -> tuple[Literal["", "proposed", "approved"], bool, bool, bool]:
    error: Literal["", "proposed", "approved"] = ""
    archived = unlocking = sealed = False
    for mark in marks:
        if mark == "error_proposed":
            error = "proposed"
        elif mark in {"error_approved", "error_refused"}:
            error = "approved" if mark == "error_approved" else ""
        elif mark in {"sealed", "unsealed"}:
            sealed = mark == "sealed"
        else:
            archived = mark != "unarchived"
            unlocking = mark == "unarchive_proposed"
    return error, archived, unlocking, sealed


def permit(now: NoteState, act: Act) -> None:
    """Raises SignedNoteError, with what to do instead, when the note's state forbids the act."""
    refusal = why_not(now, act)
    if refusal:
        raise SignedNoteError(refusal)


_DRAFT_ACTS: Final[frozenset[Act]] = frozenset({"edit", "suggest", "offer", "take", "sign"})
_SIGNED_ACTS: Final[frozenset[Act]] = frozenset({"cosign", "amend", "addendum", "archive"})
_ERROR_ACTS: Final[frozenset[Act]] = frozenset({"decide_error"})
_LOCKED_ACTS: Final[frozenset[Act]] = frozenset({"propose_unarchive", "decide_unarchive"})
_HOLD_ACTS: Final[frozenset[Act]] = frozenset({"seal", "unseal"})
_SEALED_ACTS: Final = _DRAFT_ACTS | {"cosign"} | _HOLD_ACTS


def why_not(now: NoteState, act: Act) -> str:
    """A sentence, or "" when the act may be done."""
    for rule in (_held, _mistaken, _locked, _signed):
        refusal = rule(now, act)
        if refusal:
            return refusal
    return ""


def _held(now: NoteState, act: Act) -> str:
    if act == "unseal" and not now.sealed:
        return "this note is not sealed"
    if act == "seal" and now.sealed:
        return "this note is sealed already"
    if now.sealed and act not in _SEALED_ACTS:
        return "this note is under legal hold and stays as it is until the hold is lifted"
    return ""


def _mistaken(now: NoteState, act: Act) -> str:
    if act in _HOLD_ACTS:
        return ""
    if act == "decide_error" and now.error != "proposed":
        return "nobody has marked this note as entered in error"
    if now.error == "approved":
        return "this note was entered in error; it stays as it is"
    if now.error == "proposed" and act not in _ERROR_ACTS:
        return (
            "this note is marked as entered in error; compliance decides on that first: "
            "erscribe notes error NOTE --approve"
        )
    return ""


def _locked(now: NoteState, act: Act) -> str:
    if act in _LOCKED_ACTS and not now.archived:
        return "this note is not archived"
    if act == "decide_unarchive" and not now.unlocking:
        return "nobody has asked to open this archived note: erscribe notes unarchive NOTE"
    if act == "propose_unarchive" and now.unlocking:
        return "somebody asks for that already; another person approves it"
    if now.archived and act in _DRAFT_ACTS | _SIGNED_ACTS:
        return "this note is archived; have it opened first: erscribe notes unarchive NOTE"
    return ""


def _signed(now: NoteState, act: Act) -> str:
    if act in _DRAFT_ACTS and now.status != "draft":
        return "a signed note is amended, never edited: erscribe notes amend NOTE"
    if act in _SIGNED_ACTS and now.status == "draft":
        return "this note is a draft; sign it first: erscribe notes sign NOTE"
    if act == "cosign" and not now.awaiting_cosign:
        return "this note awaits no co-signature"
    if act == "archive" and now.awaiting_cosign:
        return "this note awaits its supervisor's signature: erscribe notes cosign NOTE"
    return ""


def is_late(rescue_ended_at: datetime | None, at: datetime) -> bool:
    """Whether a resuscitation's record comes more than six hours after its end."""
    return rescue_ended_at is not None and at - rescue_ended_at > RESCUE_WRITE_UP


def write_up_left(rescue_ended_at: datetime, at: datetime) -> timedelta:
    """What is left of the six hours; negative when they are over."""
    return rescue_ended_at + RESCUE_WRITE_UP - at


def rescue_label(rescue_ended_at: datetime | None, signed_at: datetime, language: Language) -> str:
    """What a record written up after a resuscitation is marked with; "" for any other."""
    if rescue_ended_at is None or signed_at <= rescue_ended_at:
        return ""
    if is_late(rescue_ended_at, signed_at):
        return "补记（超过抢救结束后6小时）" if language == "zh" else "late entry (more than 6 h)"
    if language == "zh":
        return "抢救后补记（6小时内）"
    return "written up after resuscitation (within 6 h)"
