"""Opens a recording on disk for the disk thread: a new one, or one that was cut off."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from app.capture.disk import Begun, Opening, Tell, Writer
from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import LockedStoreError, StoreError
from app.domain.live import Start
from app.store.recording_disk import folder_of
from app.store.recording_keys import FOLDER, new_seal
from app.store.recordings import RecordingReader, RecordingWriter
from app.store.sealing import seal_of
from app.store.segments import Seal, sealed_with


class Keeping:
    """A disk.Begin over the recordings' folder."""

    def __init__(self, root: Path, store: Path | None = None) -> None:
        """store: the folder of the store whose key seals the recordings; None seals none."""
        self._root = root
        self._store = store

    @property
    def root(self) -> Path:
        return self._root

    def warm_up(self) -> None:
        """Have at hand what a start needs, so that its first sound is on disk at once; what cannot
        be had now is told at the start."""
        if self._store is not None:
            with suppress(StoreError, OSError):
                self._store.joinpath(FOLDER).mkdir(mode=0o700, parents=True, exist_ok=True)
                new_seal(self._store, "0")

    def __call__(self, opening: Opening, tell: Tell) -> tuple[Writer, Begun]:
        """Raises StoreError for a recording that is none, is finished or cannot be written."""
        start = opening.start
        seal, prepare = self._seal(start)
        left = self._left(start.recording, seal)
        try:
            writer = RecordingWriter.begin(
                self._root,
                start.recording,
                device=opening.device,
                rate_hz=opening.rate_hz,
                channels=opening.channels,
                encounter=start.encounter,
                preroll_s=opening.preroll_s,
                on_trouble=tell,
                seal=seal,
                prepare=prepare,
            )
        except OSError as error:
            raise StoreError(
                "the recording cannot be written to the disk; free some space, or see whether "
                "this user may write to the data folder"
            ) from error
        if left is None:
            return writer, Begun(start.recording)
        left_wall_s, keywords = left
        absent_s = opening.wall_s - opening.preroll_s - left_wall_s
        absent = max(0, round(absent_s * SAMPLE_RATE_HZ))
        return writer, Begun(start.recording, writer.position, absent, keywords)

    def _seal(self, start: Start) -> tuple[Seal, Callable[[], None]]:
        """A new key for a new recording; whoever has one go on brings the one it has."""
        used = sealed_with(folder_of(self._root, start.recording))
        if self._store is None or used:
            seal = seal_of(start.recording, start.key)
            if used - {seal.key_id}:
                raise LockedStoreError(
                    "this recording was cut off and its key is not here; begin a new one (this one "
                    "can be finished with: erscribe recover)"
                )
            return seal, lambda: None
        return new_seal(self._store, start.recording)

    def _left(self, recording: str, seal: Seal) -> tuple[float, int] | None:
        """When the last sound of a cut-off recording was written (Unix time), and its keywords.

        A frame is written within milliseconds of its last sample, so that its file's time is
        where the sound ended. Raises StoreError for a recording that is finished.
        """
        reader = RecordingReader(self._root, recording, seal)
        files = list(reader.folder.glob("*.seg"))
        if not files:
            return None
        reader.poll()
        if reader.finished:
            raise StoreError("this recording is finished; begin a new one")
        latest = max(path.stat().st_mtime for path in files)
        return latest, sum(event.kind == "keyword" for event in reader.events())
