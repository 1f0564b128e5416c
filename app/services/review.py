"""Reads saved notes back; every look at them is in the audit log."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, TypeVar

from app.domain.access import Actor
from app.domain.errors import AccessError, SignedNoteError, StoreError
from app.domain.live import LiveAlert
from app.domain.note_history import Step, history
from app.domain.note_state import NoteState
from app.domain.note_versions import Confirmation, NoteVersion, as_note
from app.domain.permissions import decide
from app.domain.result import JobResult
from app.domain.signatures import Signature, SigningKey
from app.domain.suggestions import OwnerChange, Suggestion, offered_to, owner
from app.domain.transcript import Utterance
from app.services.access import Done, perform
from app.services.note_acts import NoteNow, current, on_note
from app.services.permissions import ACTIONS, permissions
from app.store import suggestions
from app.store.database import Database, Transaction
from app.store.live import kept_alerts
from app.store.merges import merged
from app.store.note_signatures import keys_named, signatures
from app.store.note_standing import near, owner_changes, owner_of
from app.store.people import names_of
from app.store.relations import relation
from app.store.results import NoteSummary, load_result, summaries

__all__ = ["NoteReview", "NoteSummary", "NoteView"]

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class NoteView:
    """A note with all that happened to it. result: with the text of `version` in it.

    steps: what changed from version to version, up to the last one. names: of the people in it, by
    id; who is not a user of this store is called by the id. raised: the alerts while it was
    recorded.
    """

    result: JobResult
    version: NoteVersion
    state: NoteState
    versions: tuple[NoteVersion, ...]
    steps: tuple[Step, ...]
    signatures: tuple[Signature, ...]
    owners: tuple[OwnerChange, ...]
    suggestions: tuple[Suggestion, ...]
    confirmed: tuple[Confirmation, ...]
    names: dict[str, str] = field(default_factory=dict)
    keys: dict[str, SigningKey] = field(default_factory=dict)
    raised: tuple[LiveAlert, ...] = ()

    @property
    def addenda(self) -> tuple[NoteVersion, ...]:
        return tuple(one for one in self.versions if one.kind == "addendum")

    @property
    def owner_id(self) -> str:
        return owner(self.owners) or self.versions[0].author_id

    @property
    def offered_to(self) -> str | None:
        return offered_to(self.owners) if self.state.status == "draft" else None

    def name(self, user_id: str) -> str:
        return self.names.get(user_id, user_id)

    def grown(self, made: NoteVersion) -> "NoteView":
        """With a version that was made just now, so that nothing is read again for it; its step is
        not worked out, since that takes long."""
        if made.version <= self.versions[-1].version:
            return self
        result = saying(self.result, made, self.state)
        return replace(self, result=result, version=made, versions=(*self.versions, made))


class NoteReview:
    """Lists and shows saved notes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list_notes(self, actor: Actor) -> tuple[NoteSummary, ...]:
        """The notes that the actor may read, each in one line, newest first; those of a merged
        encounter under the one that stands for it.

        Raises AccessError, SandboxError, StoreError.
        """

        def work(transaction: Transaction, at: datetime) -> Done[tuple[NoteSummary, ...]]:
            found = summaries(transaction)
            if self._database.profile == "clinical":
                readable = _readable(transaction, actor, at)
                found = tuple(one for one in found if one.id in readable)
            found = _under_kept(found, merged(transaction))
            return Done(found, detail={"notes": len(found)})

        return perform(self._database, actor, "note.list", work)

    def show(self, actor: Actor, beginning: str) -> JobResult:
        """The result of the note whose id is, or alone begins with, `beginning`, with what the
        note says now. Raises as `view`."""
        return self.view(actor, beginning).result

    def view(self, actor: Actor, beginning: str, version: int | None = None) -> NoteView:
        """A note as it is now, or as it was in a version, with all that happened to it.

        Raises NotFoundError, AccessError (also for one that is withheld), SandboxError, StoreError,
        and IntegrityError when it is no longer as it was saved.
        """

        def work(now: NoteNow) -> Done[NoteView]:
            found = _view(now, version)
            return Done(found, now.id, version=found.version.version)

        return on_note(self._database, actor, "note.show", beginning, work)

    def disclose(
        self, actor: Actor, beginning: str, form: str, to: Literal["file", "clipboard"] = "file"
    ) -> NoteView:
        """A signed note, to be saved, printed or pasted outside of the program. form: of the copy.

        Raises SignedNoteError for one that is not signed by all who must sign it.
        """
        return self.disclosed(actor, beginning, form, lambda _, view: view, to)

    def disclosed(
        self,
        actor: Actor,
        beginning: str,
        form: str,
        gather: Callable[[NoteNow, NoteView], Given],
        to: Literal["file", "clipboard"] = "file",
    ) -> Given:
        """The same, with what `gather` adds to it at the same moment."""

        def work(now: NoteNow) -> Done[Given]:
            if not now.state.final:
                raise SignedNoteError(
                    "only a note that is signed, and co-signed where it must be, leaves the "
                    "program: erscribe notes sign NOTE"
                )
            view = _view(now, None)
            found = gather(now, view)
            return Done(found, now.id, {"form": form, "to": to}, view.version.version)

        return on_note(self._database, actor, "note.disclose", beginning, work)


def _view(now: NoteNow, number: int | None) -> NoteView:
    if now.state.error == "approved":
        raise AccessError("this note was entered in error and is withheld from view")
    transaction = now.transaction
    versions = now.versions()
    wanted = current(versions) if number is None else _numbered(versions, number)
    signed = signatures(transaction, now.id)
    owners = owner_changes(transaction, now.id)
    proposed = suggestions.suggestions(transaction, now.id)
    confirmed = suggestions.confirmations(transaction, now.id)
    people = {
        *(one.by for one in confirmed),
        *(one.author_id for one in versions),
        *(one.claims.signer_id for one in signed),
        *(one.user_id for one in owners),
        *(one.made_by for one in proposed),
        owner_of(transaction, now.id) or "",
    }
    result = load_result(transaction, now.id)
    return NoteView(
        saying(result, wanted, now.state),
        wanted,
        now.state,
        versions,
        history(versions),
        signed,
        owners,
        proposed,
        confirmed,
        names_of(transaction, sorted(people)),
        keys_named(transaction, [one.key_id for one in signed]),
        kept_alerts(transaction, result.recording.id),
    )


def _numbered(versions: tuple[NoteVersion, ...], number: int) -> NoteVersion:
    for one in versions:
        if one.version == number:
            return one
    raise StoreError(f"the note has versions 1 to {len(versions)}; give one of them")


def saying(result: JobResult, version: NoteVersion, state: NoteState) -> JobResult:
    """The result with a version's text and speakers; what was heard stays as it was."""
    labels = {one.utterance: one for one in version.body.labels}
    understanding = result.understanding

    def labelled(one: Utterance) -> Utterance:
        label = labels.get(one.id)
        if label is None:
            return one
        # a person's word is no guess: its confidence goes
        return replace(one, speaker=label.speaker, role=label.role, role_confidence=0.0)

    said = tuple(map(labelled, understanding.transcript.utterances))
    return replace(
        result,
        understanding=replace(
            understanding,
            transcript=replace(understanding.transcript, utterances=said),
            note=as_note(version.note_id, version.body, state.status),
        ),
    )


def _under_kept(notes: tuple[NoteSummary, ...], kept: Mapping[str, str]) -> tuple[NoteSummary, ...]:
    """kept: what stands for merged encounters, by their ids in small letters."""
    if not kept:
        return notes
    found = ((one, kept.get((one.encounter_id or "").casefold())) for one in notes)
    return tuple(replace(one, encounter_id=into) if into else one for one, into in found)


def _readable(transaction: Transaction, actor: Actor, at: datetime) -> frozenset[str]:
    """The notes that the actor may read now."""
    action = ACTIONS["note.show"]
    return frozenset(
        note
        for note in near(transaction, actor.id)
        if decide(
            action, permissions(), actor, relation(transaction, actor, at, note=note), at
        ).allowed
    )
