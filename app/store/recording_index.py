"""The index of a finished recording: what it is made of and the hash that proves its sound."""

import errno
import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import IntegrityError, NotFoundError
from app.store.recording_disk import INDEX, Disk, write_all
from app.store.recording_reader import RecordingReader
from app.store.segments import Seal

_NEW: Final = "index.new"
_TRIES: Final = 3
_WAIT_S: Final = 0.05
_BLOCK: Final = 1 << 20
_LONGEST: Final = 1 << 24  # bytes of an index; one of eight hours has 60,000


@dataclass(frozen=True, slots=True)
class Finished:
    """A recording that is whole on disk.

    sha256: of its samples as 16-bit little-endian PCM, gaps as silence. damage: what could not be
    read when it was finished, one sentence each.
    """

    recording: str
    samples: int
    sha256: str
    started_at: datetime | None = None
    encounter: str | None = None
    damage: tuple[str, ...] = ()

    @property
    def duration_s(self) -> float:
        return self.samples / SAMPLE_RATE_HZ


def encounter_of(reader: RecordingReader) -> str | None:
    """What the first start event says that the recording belongs to."""
    starts = (event.fields for event in reader.events() if event.kind == "start")
    return next((str(f["encounter"]) for f in starts if f.get("encounter")), None)


def write_index(root: Path, recording: str, seal: Seal, disk: Disk) -> Finished:
    """Read everything back and write index.json: whole, or not at all. Raises OSError."""
    for _ in range(_TRIES):
        reader = RecordingReader(root, recording, seal)
        reader.poll(final=True)
        finished = _read_back(reader)
        if reader.error is None:
            break
        time.sleep(_WAIT_S)
    if reader.error is not None and reader.error.errno != errno.EIO:
        raise reader.error  # all may be well there; a disk that cannot read is another matter
    started_at = finished.started_at.isoformat() if finished.started_at else None
    content = {
        "format": 1,
        "recording": finished.recording,
        "samples": finished.samples,
        "duration_s": finished.duration_s,
        "sha256": finished.sha256,
        "started_at": started_at,
        "encounter": finished.encounter,
        "damage": list(finished.damage),
        "gaps": [[gap.start_s, gap.end_s, gap.reason] for gap in reader.gaps],
        "files": [_about(path) for path in reader.files()],
    }
    _keep(reader.folder, json.dumps(content, indent=1).encode() + b"\n", disk)
    return finished


def check(root: Path, recording: str, seal: Seal) -> None:
    """Read a finished recording and compare its hash. Raises as read_index does, and
    IntegrityError when its sound is not what it was when it was finished."""
    index = read_index(root / recording)
    reader = RecordingReader(root, recording, seal)
    reader.poll()
    now = _read_back(reader)
    if (now.samples, now.sha256) != (index.samples, index.sha256):
        raise IntegrityError(
            f"recording {recording} is not what it was when it was finished; put a copy of its "
            "folder back, and have the disk looked after"
        )


def _read_back(reader: RecordingReader) -> Finished:
    whole = hashlib.sha256()
    for block in reader.blocks():
        whole.update(block.astype("<i2", copy=False).tobytes())
    return Finished(
        reader.recording,
        reader.available,
        whole.hexdigest(),
        reader.started_at,
        encounter_of(reader),
        reader.damage,
    )


def read_index(folder: Path) -> Finished:
    """Raises NotFoundError without an index, and IntegrityError when it makes no sense."""
    if not (folder / INDEX).is_file():
        raise NotFoundError("this recording is not finished; finish it with: erscribe recover")
    try:
        with (folder / INDEX).open("rb") as file:
            data = json.loads(file.read(_LONGEST))
        return _finished(folder.name, data)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise IntegrityError(
            f"the index of recording {folder.name} is damaged; make it anew with: erscribe recover"
        ) from error


def _finished(recording: str, data: Mapping[str, Any]) -> Finished:
    if data["recording"] != recording:
        raise ValueError("the index of another recording")
    started_at, encounter = data["started_at"], data["encounter"]
    if int(data["samples"]) < 0:
        raise ValueError("no length")
    return Finished(
        recording,
        int(data["samples"]),
        str(data["sha256"]),
        datetime.fromisoformat(started_at).astimezone(UTC) if started_at else None,
        str(encounter) if encounter else None,
        tuple(str(line) for line in data["damage"]),
    )


def _about(path: Path) -> dict[str, str | int]:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return {"name": path.name, "size": path.stat().st_size, "sha256": digest.hexdigest()}


def _keep(folder: Path, data: bytes, disk: Disk) -> None:
    new = folder / _NEW
    disk.remove(new)
    descriptor = disk.create(new)
    try:
        write_all(disk, descriptor, data)
        disk.sync(descriptor)
    except OSError:
        with suppress(OSError):
            disk.remove(new)
        raise
    finally:
        with suppress(OSError):
            disk.close(descriptor)
    disk.replace(new, folder / INDEX)
    disk.sync_folder(folder)
