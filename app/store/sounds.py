"""Where the sound of a recording is, as far as the database and the disk know."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from app.domain.errors import NotFoundError
from app.store.database import Transaction
from app.store.live import find_recording
from app.store.recording_disk import folder_of
from app.store.recording_keys import RecordingKeys
from app.store.recording_reader import RecordingReader
from app.store.tables import JobRow, NoteRow, RecordingRow


@dataclass(frozen=True, slots=True)
class SoundOf:
    """What a recording belongs to. note, encounter: None where there is none yet.

    file_sha256: of the file it came from, when nobody here is known to have recorded it, else "".
    """

    recording: str
    note: str | None = None
    encounter: str | None = None
    file_sha256: str = ""


def sound_of(transaction: Transaction, recording: str) -> SoundOf:
    """Raises NotFoundError when nothing is known of it."""
    live = find_recording(transaction, recording)
    asked = (
        select(NoteRow.id, JobRow.encounter_id, RecordingRow.sha256)
        .join(NoteRow, NoteRow.job_key == JobRow.key)
        .join(RecordingRow, RecordingRow.id == JobRow.recording_id)
        .where(JobRow.recording_id == recording)
        .order_by(JobRow.key.desc())
    )
    saved = transaction.execute(asked).first()
    if saved is None and live is None:
        raise NotFoundError("there is no such recording; choose another note")
    note, encounter, sha256 = saved if saved is not None else (None, None, "")
    if live is None:
        return SoundOf(recording, note, encounter, sha256)
    return SoundOf(recording, note, encounter or live.encounter_id)


class SoundShelf:
    """The recordings of a store, on its disk. root: their folder."""

    def __init__(self, root: Path, keys: RecordingKeys) -> None:
        self._root = root
        self._keys = keys

    def has(self, recording: str) -> bool:
        """Whether there is a folder of it. Raises NotFoundError when it is no id."""
        return folder_of(self._root, recording).is_dir()

    def reader(self, recording: str) -> RecordingReader:
        """Nothing of it is read yet. Raises NotFoundError when its sound is not here or was
        erased, LockedStoreError, IntegrityError and StoreError."""
        if not self.has(recording):
            raise NotFoundError(
                "the sound of this recording is not on this computer; listen where it was recorded"
            )
        return RecordingReader(self._root, recording, self._keys.seal(recording))
