"""Recordings that never became a note: listed at every start, finished or given up on demand."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Literal

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.errors import IntegrityError, NotFoundError, StoreError
from app.domain.permissions import Relation, decide
from app.services.events import RecordingDone
from app.services.filing import DictationStore, LiveRecording
from app.services.finishing import Finishing
from app.services.permissions import ACTIONS, permissions
from app.services.stages import Listener
from app.store.recording_disk import valid_id
from app.store.recording_keys import forget_file
from app.store.recordings import Unfinished, recorded, remove, unfinished

Left = Literal["cut_off", "not_saved", "damaged", "lost"]

_SENTENCES: dict[Left, str] = {
    "cut_off": "the recording was cut off; its sound up to then is there",
    "not_saved": "the recording is whole; its note was not made yet",
    "damaged": "the index of the recording is damaged; finishing it makes a new one",
    "lost": "the database knows this recording, but its folder is gone; put it back to finish it",
}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A recording that waits for a decision.

    left: cut_off | not_saved | damaged | lost; duration_s: what is on disk; ended: why it was cut
    off where that is known; started_at: aware UTC; owner: the id of who began it, "" when nobody
    knows. unclaimed: it was begun without sign-in, and is claimed before it is finished.
    """

    recording: str
    left: Left
    duration_s: float = 0.0
    started_at: datetime | None = None
    encounter: str | None = None
    ended: str = ""
    owner: str = ""
    unclaimed: bool = False

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.left]

    @property
    def can_finish(self) -> bool:
        return self.left != "lost"


@dataclass(frozen=True, slots=True)
class Recovery:
    """What is left of recordings that were cut off, cancelled, or not saved. root: their folder."""

    root: Path
    store: DictationStore
    finishing: Finishing

    def waiting(self) -> tuple[Waiting, ...]:
        """All that wait, oldest first; those being recorded now are left out.

        Reads no sound but the last minute of those that were cut off. Raises StoreError when the
        database cannot be read: without it nobody knows what is saved.
        """
        cut_off = unfinished(self.root, self.finishing.seals)
        folders = self._folders()
        rows = self.store.unsaved()
        saved = self.store.saved_among(folders.union(row.id for row in rows))
        found = [_cut_off(one) for one in cut_off if not one.writing and one.recording not in saved]
        whole = folders - saved - {one.recording for one in cut_off}
        found += [self._whole(recording) for recording in whole]
        found += [
            Waiting(row.id, "lost", 0.0, row.started_at, row.encounter_id)
            for row in rows
            if row.id not in folders | saved
        ]
        owners = {row.id: row.started_by for row in rows}
        found = [replace(one, owner=owners.get(one.recording, "")) for one in found]
        return tuple(sorted(found, key=lambda one: (str(one.started_at or ""), one.recording)))

    def offered(self, actor: Actor) -> tuple[Waiting, ...]:
        """Those that wait for this user: their own, and what nobody has claimed yet.

        In a sandbox, which has one user, all. Raises StoreError.
        """
        waiting = self.waiting()
        if actor.role == "sandbox":
            return waiting
        lists = _lists_unclaimed(actor)
        found = (replace(one, unclaimed=one.owner in ("", EMERGENCY_ACTOR.id)) for one in waiting)
        return tuple(one for one in found if one.owner == actor.id or (lists and one.unclaimed))

    def finish(
        self,
        actor: Actor,
        recording: str,
        listener: Listener = lambda _: None,
        cancelled: Event | None = None,
    ) -> RecordingDone:
        """Go on with a recording after the last stage that was done, and save its note.

        Raises NotFoundError for one that does not wait, and what Finishing.run raises.
        """
        waiting = self._waiting(recording)
        if not waiting.can_finish:
            raise NotFoundError(waiting.sentence)
        live = self._live(actor, waiting)
        self.store.recovering(actor, live)
        return self.finishing.run(actor, live, listener, cancelled)

    def discard(self, actor: Actor, recording: str) -> None:
        """Delete a recording for good: only when a user said so, and never one that is saved.

        The audit event is written first; what could not be deleted is listed again. Raises
        NotFoundError for one that does not wait, SandboxError and StoreError.
        """
        waiting = self._waiting(recording)
        self.store.discarded(actor, self._live(actor, waiting))
        if waiting.left != "lost":
            remove(self.root, recording)
        forget_file(self.root.parent, recording)

    def _waiting(self, recording: str) -> Waiting:
        for one in self.waiting():
            if one.recording == recording:
                return one
        raise NotFoundError(
            "this recording does not wait to be finished; list those that do: erscribe recover"
        )

    def _folders(self) -> frozenset[str]:
        try:
            return frozenset(
                path.name
                for path in self.root.iterdir()
                if valid_id(path.name) and path.is_dir() and not path.is_symlink()
            )
        except FileNotFoundError:
            return frozenset()
        except OSError as error:
            raise StoreError(
                f"the folder of recordings {self.root} cannot be read ({error.strerror}); see that "
                "it is there and that your account may read it"
            ) from error

    def _whole(self, recording: str) -> Waiting:
        try:
            whole = recorded(self.root, recording)
        except (IntegrityError, NotFoundError):
            return Waiting(recording, "damaged")
        return Waiting(recording, "not_saved", whole.duration_s, whole.started_at, whole.encounter)

    def _live(self, actor: Actor, waiting: Waiting) -> LiveRecording:
        """Its row, or what the folder tells where there is none."""
        row = self.store.find(waiting.recording)
        if row is not None:
            return row
        started_at = waiting.started_at or datetime.now(UTC)
        owner = actor if actor.role == "sandbox" else EMERGENCY_ACTOR
        return LiveRecording(
            waiting.recording, waiting.encounter, started_at, owner.id, actor.profile
        )


def _lists_unclaimed(actor: Actor) -> bool:
    """To see that they are there takes no fresh proof; to claim one does."""
    now = datetime.now(UTC)
    proved = replace(actor, proved_at=now)
    return decide(ACTIONS["recording.list"], permissions(), proved, Relation(), now).allowed


def _cut_off(one: Unfinished) -> Waiting:
    return Waiting(one.recording, "cut_off", one.seconds, one.started_at, one.encounter, one.ended)
