"""What happens to a note beside its signatures: edits, handover, archive, entered in error."""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.access import Actor
from app.domain.errors import AccessError, StoreError
from app.domain.note_edits import Edit, Relabel, apply
from app.domain.note_state import Act, MarkKind
from app.domain.note_versions import (
    Confirmation,
    NoteBody,
    NoteVersion,
    SpeakerLabel,
    content,
    sha256,
)
from app.services.access import Detail, Done
from app.services.note_acts import NoteNow, on_note
from app.store import care, notes, suggestions
from app.store.database import Database, Transaction
from app.store.note_standing import job_of, mark, marks, owner_of
from app.store.people import get_user
from app.store.results import load_result

if TYPE_CHECKING:
    from app.services.outgoing import Leaves

Settle = Iterable[tuple[str, str]]
"""Subjects of doubts, and what is said of each."""


class NoteLife:
    """Every method names a note by its id or the beginning of it, and leaves an audit row.

    All raise NotFoundError, AccessError, StoreError, and SignedNoteError when the state of the
    note forbids the act.
    """

    def __init__(self, database: Database, outgoing: "Leaves | None" = None) -> None:
        """outgoing: takes back what was sent of a note that was entered in error."""
        self._database = database
        self._outgoing = outgoing

    def edit(self, actor: Actor, note: str, edits: Iterable[Edit], reason: str = "") -> NoteVersion:
        """A new version of a draft; none is made when nothing changes."""

        def work(now: NoteNow) -> Done[NoteVersion]:
            return edited(now, actor, edits, reason)

        return on_note(self._database, actor, "note.edit", note, work, act="edit")

    def restore(
        self, actor: Actor, note: str, to: int, now_at: int, settle: Settle = ()
    ) -> NoteVersion:
        """Undo or redo: a new version that says what an earlier one said, sentence by sentence.

        now_at: the version that is undone; another one means that somebody changed it meanwhile.
        settle: what becomes of doubts with it, subject and value. Raises StoreError.
        """

        def work(now: NoteNow) -> Done[NoteVersion]:
            versions = {one.version: one for one in now.versions()}
            before = now.text()
            if before.version != now_at or to not in versions:
                raise StoreError("the note was changed elsewhere since; its history shows how")
            was = versions[to].body
            body = replace(before.body, sections=was.sections, unplaced=was.unplaced)
            for subject, value in settle:
                said = Confirmation(subject, value, actor.id, now.at)
                suggestions.confirm(now.transaction, now.id, said)
            return kept(now, actor, body, detail={"restored": to})

        return on_note(self._database, actor, "note.edit", note, work, act="edit")

    def relabel(self, actor: Actor, note: str, labels: Iterable[SpeakerLabel]) -> NoteVersion:
        """Say who spoke; what was heard and what the diarizer said stay as they were."""

        def work(now: NoteNow) -> Done[NoteVersion]:
            said = load_result(now.transaction, now.id).understanding.transcript.utterances
            known = {one.id for one in said}
            wanted = [Relabel(one) for one in labels]
            if any(one.label.utterance not in known for one in wanted):
                raise StoreError("there is no such utterance; see: erscribe notes show")
            done = edited(now, actor, wanted)
            return replace(done, detail={**done.detail, "utterances": len(wanted)})

        return on_note(self._database, actor, "speaker.relabel", note, work, act="edit")

    def offer(self, actor: Actor, note: str, login: str) -> str:
        """Offer a draft to a physician at the end of a shift; gives their id."""

        def work(now: NoteNow) -> Done[str]:
            user = get_user(now.transaction, login)
            if user.role != "physician" or user.disabled_at is not None:
                raise StoreError("a draft is handed over to a physician who can sign in")
            if user.id == owner_of(now.transaction, now.id):
                raise StoreError("this draft is theirs already")
            notes.change_owner(now.transaction, now.id, "offered", user.id, actor, now.at)
            return Done(user.id, now.id, {"to": user.id})

        return on_note(self._database, actor, "note.offer", note, work, act="offer")

    def take(self, actor: Actor, note: str) -> None:
        """Take over a draft that was offered to the actor, who is its author from then on, and
        looks after its encounter."""

        def work(now: NoteNow) -> Done[None]:
            before = owner_of(now.transaction, now.id) or ""
            notes.change_owner(now.transaction, now.id, "taken", actor.id, actor, now.at)
            encounter = job_of(now.transaction, now.id).encounter_id
            if encounter is not None and actor.role != "sandbox":
                kept = care.known(now.transaction, encounter)
                care.assign(now.transaction, kept, actor.id, now.at, before or actor.id)
            return Done(None, now.id, {"from": before})

        on_note(self._database, actor, "note.handover", note, work, act="take")

    def archive(self, actor: Actor, note: str) -> None:
        """The visit is over; nothing changes from now on unless two people open the note."""
        self._mark(actor, note, "note.archive", "archive", "archived")

    def propose_unarchive(self, actor: Actor, note: str, reason: str) -> None:
        """Ask to open an archived note; somebody else approves."""
        self._mark(
            actor, note, "note.unarchive", "propose_unarchive", "unarchive_proposed", needed(reason)
        )

    def decide_unarchive(self, actor: Actor, note: str, approve: bool, reason: str = "") -> None:
        """Raises AccessError when who asked for it decides."""
        kind: MarkKind = "unarchived" if approve else "unarchive_refused"
        self._decide(
            actor,
            note,
            ("note.unarchive.approve", "decide_unarchive", kind),
            reason,
            "unarchive_proposed",
        )

    def mark_error(self, actor: Actor, note: str, reason: str) -> None:
        """Say that the note is about another patient; compliance approves."""
        self._mark(actor, note, "note.error", "propose_error", "error_proposed", needed(reason))

    def decide_error(self, actor: Actor, note: str, approve: bool, reason: str = "") -> None:
        """Approved, the text is kept and withheld from view."""
        kind: MarkKind = "error_approved" if approve else "error_refused"
        self._decide(
            actor, note, ("note.error.approve", "decide_error", kind), reason, "error_proposed"
        )

    def _mark(
        self, actor: Actor, note: str, name: str, act: Act, kind: MarkKind, reason: str = ""
    ) -> None:
        def work(now: NoteNow) -> Done[None]:
            mark(now.transaction, now.id, kind, actor, now.at, reason)
            return Done(None, now.id, {"mark": kind})

        on_note(self._database, actor, name, note, work, act=act)

    def _decide(
        self, actor: Actor, note: str, what: tuple[str, Act, MarkKind], reason: str, asked: MarkKind
    ) -> None:
        name, act, kind = what

        def work(now: NoteNow) -> Done[None]:
            if proposer(now.transaction, now.id, asked) == actor.id:
                raise AccessError("two people are needed for this; let another one decide")
            mark(now.transaction, now.id, kind, actor, now.at, reason)
            taken_back: Detail = {}
            if self._outgoing is not None and kind == "error_approved":
                taken_back = self._outgoing.queue(now.transaction, now.id, now.at, actor)
            return Done(None, now.id, {"mark": kind, **taken_back})

        if self._outgoing is not None:
            self._outgoing.ready()
        on_note(self._database, actor, name, note, work, act=act)
        if self._outgoing is not None:
            self._outgoing.wake()


def edited(
    now: NoteNow, actor: Actor, edits: Iterable[Edit], reason: str = ""
) -> Done[NoteVersion]:
    """A draft's next version; the same one again when the edits change nothing."""
    return kept(now, actor, apply(now.text().body, edits), reason)


def kept(
    now: NoteNow, actor: Actor, body: NoteBody, reason: str = "", detail: Detail | None = None
) -> Done[NoteVersion]:
    """A draft with this text; the same version again when it says that already."""
    before = now.text()
    if body == before.body:
        return Done(before, now.id, dict(detail or {}), before.version)
    made = notes.add_version(
        now.transaction,
        replace(before, body=body, author_id=actor.id, created_at=now.at, reason=reason),
    )
    return Done(made, now.id, {**told(made), **(detail or {})}, made.version)


def told(version: NoteVersion) -> dict[str, str | int | bool]:
    """What of a version its audit row says."""
    return {"sha256": sha256(content(version)), "kind": version.kind}


def proposer(transaction: Transaction, note_id: str, kind: MarkKind) -> str:
    """Who made the last mark of a kind; "" when there is none."""
    return next(
        (one.made_by for one in reversed(marks(transaction, note_id)) if one.kind == kind), ""
    )


def needed(reason: str) -> str:
    """Raises StoreError for none."""
    if not reason.strip():
        raise StoreError("say why: --reason TEXT")
    return reason.strip()
