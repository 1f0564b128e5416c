"""Changes that others propose to a draft's author, and whose draft it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from app.domain.errors import StoreError
from app.domain.note_edits import Edit, Relabel, Reword, Strike, Write, sentence
from app.domain.note_versions import NoteBody, SpeakerLabel
from app.domain.transcript import Role

SuggestionKind = Literal["reword", "strike", "write", "speaker"]
OwnerStep = Literal["first", "offered", "withdrawn", "taken"]
_ROLES: tuple[str, ...] = get_args(Role)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One proposed change, as it was made; accepted: None while nobody decided.

    target: a sentence's number, a section's key, or an utterance's id. before, after: the text
    then and as proposed; of a speaker, `S2 nurse`.
    """

    number: int
    kind: SuggestionKind
    target: str
    before: str
    after: str
    version: int
    reason: str
    made_by: str
    made_at: datetime
    accepted: bool | None = None
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class OwnerChange:
    """One step of a draft from its first author to the next. user_id: who has it then, or to whom
    it was offered."""

    step: OwnerStep
    user_id: str
    made_by: str
    made_at: datetime


def owner(changes: tuple[OwnerChange, ...]) -> str | None:
    """Who answers for the draft now; None when nothing is known."""
    own = [one.user_id for one in changes if one.step in {"first", "taken"}]
    return own[-1] if own else None


def offered_to(changes: tuple[OwnerChange, ...]) -> str | None:
    """To whom the draft is offered, until it is taken over or no longer offered."""
    return changes[-1].user_id if changes and changes[-1].step == "offered" else None


def speaker(label: SpeakerLabel) -> str:
    return f"{label.speaker} {label.role}"


def label_of(utterance: str, text: str) -> SpeakerLabel:
    """Of `S2 nurse`; a name may have spaces. Raises StoreError."""
    name, _, role = text.rpartition(" ")
    if not name or role not in _ROLES:
        raise StoreError(f"a speaker is a name and a role, as in 'S2 nurse'; roles: {_ROLES}")
    return SpeakerLabel(utterance, name, cast(Role, role))


def edit_of(body: NoteBody, one: Suggestion) -> Edit:
    """What accepting it does. Raises StoreError when the text is no longer what it was then."""
    if one.kind == "speaker":
        return Relabel(label_of(one.target, one.after))
    if one.kind == "write":
        return Write(one.target, one.after)
    number = int(one.target)
    if sentence(body, number).text != one.before:
        raise StoreError(
            f"sentence {number} was changed since; edit it yourself, then reject the suggestion"
        )
    return Strike(number) if one.kind == "strike" else Reword(number, one.after)
