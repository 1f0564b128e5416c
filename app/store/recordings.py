"""Recordings on disk: what there is, what was cut off, and how that is finished.

The parts that write and read one are in recording_writer and recording_reader; other parts of the
product import all of it from here.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import IntegrityError, LockedStoreError, NotFoundError, StoreError
from app.store.recording_disk import FULL, INDEX, LOCK, Disk, being_written, folder_of, valid_id
from app.store.recording_index import Finished, check, encounter_of, read_index, write_index
from app.store.recording_reader import RecordedEvent, RecordingReader, stretch
from app.store.recording_room import Room
from app.store.recording_writer import RecordingWriter
from app.store.sealing import Seals, seal_of, unsealed
from app.store.segments import PLAIN, PlainSeal, Row, Scan, Seal, sealed_with

__all__ = [
    "Finished",
    "PlainSeal",
    "RecordedEvent",
    "RecordingReader",
    "RecordingWriter",
    "Seal",
    "Unfinished",
    "complete",
    "encounter_of",
    "reader_with",
    "recorded",
    "remove",
    "unfinished",
    "valid_id",
    "verify",
]

_REMOVED: Final = ".removed-"
_COPIES: Final = 2


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A recording without an index.

    seconds: its length as far as it is on disk. ended: why it ended, where that is known:
    "stopped" when only its index is missing, the kind of a Trouble that was never over, or "".
    writing: a process is recording it now.
    """

    recording: str
    seconds: float
    started_at: datetime | None
    encounter: str | None
    ended: str = ""
    writing: bool = False


def unfinished(root: Path, seals: Seals = unsealed) -> tuple[Unfinished, ...]:
    """All recordings without an index, oldest first; those being recorded now too. Of one whose
    key is not to be had, nothing but that it is there is known."""
    try:
        folders = sorted(path for path in root.iterdir() if valid_id(path.name))
    except OSError:
        return ()
    found = [
        _unfinished(root, folder.name, _or_plain(seals, folder.name))
        for folder in folders
        if folder.is_dir() and not folder.is_symlink() and not (folder / INDEX).exists()
    ]
    return tuple(sorted(found, key=lambda one: (str(one.started_at or ""), one.recording)))


def complete(root: Path, recording: str, seal: Seal = PLAIN) -> Finished:
    """Finish a recording whose writer is gone, and leave a finished one as it is.

    Nothing is cut off: what cannot be read stays and is reported. Raises NotFoundError when there
    is no such recording, LockedStoreError when it is sealed with another key, and StoreError when
    it is being written or the disk takes no index.
    """
    folder = _existing(root, recording)
    with suppress(NotFoundError, IntegrityError):
        return read_index(folder)
    if sealed_with(folder) - {seal.key_id}:
        raise LockedStoreError(
            f"the key of recording {recording} is not here; put its copy from a backup back "
            "(recording-keys), then run: erscribe recover"
        )
    disk = Disk()
    try:
        lock = disk.lock(folder / LOCK)
        if lock is None:
            raise StoreError("this recording is being made now; stop it first")
        try:
            return _with_room(root, recording, seal, disk)
        finally:
            disk.close(lock)
    except OSError as error:
        raise StoreError(
            f"the recording cannot be finished ({error.strerror}); make room on the disk, or look "
            "after it, then run: erscribe recover"
        ) from error


def recorded(root: Path, recording: str) -> Finished:
    """What a finished recording is. Raises NotFoundError when it is not there or not finished,
    and IntegrityError when its index is damaged."""
    return read_index(_existing(root, recording))


def verify(root: Path, recording: str, seal: Seal = PLAIN) -> None:
    """Read all of a finished recording and compare its hash. Raises NotFoundError when it is not
    there or not finished, IntegrityError when it is not what it was when it was finished."""
    check(_existing(root, recording).parent, recording, seal)


def remove(root: Path, recording: str) -> None:
    """Delete a recording. Raises NotFoundError when there is none, StoreError when it is being
    written or cannot be deleted."""
    folder = _existing(root, recording)
    if being_written(folder):
        raise StoreError("this recording is being made now; stop it first")
    gone = folder.with_name(_REMOVED + recording)
    try:
        shutil.rmtree(gone, ignore_errors=True)
        folder.rename(gone)  # first: one that is half deleted must not look like one to recover
        shutil.rmtree(gone)
    except OSError as error:
        raise StoreError(
            f"the recording cannot be deleted ({error.strerror}); look after its folder"
        ) from error


def reader_with(root: Path, recording: str, key: str) -> RecordingReader:
    """key: hexadecimal, as it crosses a pipe; "" for a recording that is not sealed. Raises
    NotFoundError."""
    return RecordingReader(root, recording, seal_of(recording, key))


def _or_plain(seals: Seals, recording: str) -> Seal:
    try:
        return seals(recording)
    except StoreError:
        return PLAIN


def _existing(root: Path, recording: str) -> Path:
    folder = folder_of(root, recording)
    if folder.is_symlink() or not folder.is_dir():
        raise NotFoundError("there is no recording with this name; list them: erscribe recover")
    return folder


def _with_room(root: Path, recording: str, seal: Seal, disk: Disk) -> Finished:
    try:
        return write_index(root, recording, seal, disk)
    except OSError as error:
        if error.errno not in FULL or not Room(disk, root).release():
            raise
        return write_index(root, recording, seal, disk)


def _unfinished(root: Path, recording: str, seal: Seal) -> Unfinished:
    """Reads what happened, and of the sound only the last file that holds any."""
    reader = RecordingReader(root, recording, seal)
    reader.poll(final=True, sound=False)
    end = max(reader.available, _end(reader.folder, seal))
    return Unfinished(
        recording,
        end / SAMPLE_RATE_HZ,
        reader.started_at,
        encounter_of(reader),
        _ended(reader),
        being_written(reader.folder),
    )


def _end(folder: Path, seal: Seal) -> int:
    """Where the sound on disk ends, in samples: in one of the last two files that hold any, since
    after a failed sync the last one may be a shorter copy."""
    ends: list[int] = []
    for number in reversed(Row(folder, "audio", seal).numbers()):
        found = Scan(folder, "audio", number, seal).advance(final=True)
        end = max((stretch(one)[1] for one in found), default=0)
        ends += [end] if end else []
        if len(ends) == _COPIES:
            break
    return max(ends, default=0)


def _ended(reader: RecordingReader) -> str:
    troubles: dict[str, None] = {}
    for event in reader.events():
        if event.kind == "stop":
            return "stopped"
        name = str(event.fields.get("name", ""))
        if event.kind == "trouble":
            troubles[name] = None
        elif event.kind == "trouble_over":
            troubles.pop(name, None)
    return next(reversed(troubles), "")
