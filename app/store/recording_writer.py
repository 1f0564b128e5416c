"""Writes a recording so that nothing that happens to it afterwards can take it away."""

import errno
import json
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import StoreError
from app.domain.live import GapReason, Trouble, TroubleOver
from app.store.recording_disk import INDEX, LOCK, Disk, valid_id
from app.store.recording_index import Finished, write_index
from app.store.recording_reader import FIRST, RecordingReader
from app.store.recording_room import Room
from app.store.recording_track import Entry, Track
from app.store.recording_troubles import Clock, DiskTroubles, Tell
from app.store.segments import PLAIN, Field, Row, Seal

FRAME: Final = SAMPLE_RATE_HZ // 4  # samples
FIRST_FRAME: Final = SAMPLE_RATE_HZ // 20  # the first of a writer: it shows that sound arrives
HOLD_S: Final = 0.3  # no sample waits longer for its frame to fill
SYNC_S: Final = 0.4  # ticks come up to 100 ms apart; half a second is promised
LOOK_S: Final = 5.0
MEMORY: Final = 600 * SAMPLE_RATE_HZ  # samples that may wait for a disk that cannot be written
_MANY: Final = 40  # frames that are never left unsynced, however fast they come
_MOST_EVENTS: Final = 10_000
_LONGEST_TEXT: Final = 4_000
_URGENT: Final = frozenset({"keyword", "mark"})


class RecordingWriter:
    """One recording being written; used by one thread.

    Never raises for a full or failing disk: it keeps what is not yet on disk, says so through
    `on_trouble`, and tries again at every tick.
    position: samples on the time line so far, gaps included.
    """

    def __init__(
        self, root: Path, recording: str, tell: Tell, seal: Seal, disk: Disk, clock: Clock
    ) -> None:
        """Use `begin`."""
        self.recording = recording
        self.folder = root / recording
        self.position = 0
        self._root = root
        self._seal = seal
        self._disk = disk
        self._clock = clock
        self._room = Room(disk, root)
        self._tell = tell
        self._troubles = DiskTroubles(self._room, self._trouble, clock)
        self._about: Mapping[str, Field] = {}
        self._lock: int | None = None
        self._prepared = False
        self._held = np.zeros(FRAME, "<i2")
        self._fill = 0
        self._frame = FIRST_FRAME
        self._held_since_s = 0.0
        self._sync_due_s = clock() + SYNC_S
        self._look_s = 0.0
        self._urgent = False
        self._dropped: tuple[int, int] | None = None
        self._stopped = False
        self._prepare: Callable[[], None] = lambda: None
        self._audio = Track(disk, self.folder, "audio", seal)
        self._events = Track(disk, self.folder, "events", seal)

    @classmethod
    def begin(  # noqa: PLR0913 - what there is to know of a recording; its tests bring disk, clock
        cls,
        root: Path,
        recording: str,
        *,
        device: str,
        rate_hz: int,
        channels: int,
        encounter: str | None,
        preroll_s: float,
        on_trouble: Tell,
        seal: Seal = PLAIN,
        prepare: Callable[[], None] = lambda: None,
        disk: Disk | None = None,
        clock: Clock = time.monotonic,
    ) -> Self:
        """Begin a recording, or go on behind the last sample of one that was cut off.

        prepare: done before anything is written, as what can be opened only with it; it may raise
        OSError and is tried again then. A disk that is full or fails is told through `on_trouble`
        already here. Raises StoreError when `recording` is no id, is finished, or is being written
        by another process.
        """
        if not valid_id(recording):
            raise StoreError("a recording's name is hexadecimal, such as a UUID; choose another")
        writer = cls(root, recording, on_trouble, seal, disk or Disk(), clock)
        writer._prepare = prepare
        writer._go_on()
        writer._about = {"device": device[:200], "device_rate_hz": rate_hz, "channels": channels}
        writer.note(
            "start",
            device=device,
            rate_hz=rate_hz,
            channels=channels,
            encounter=encounter or "",
            preroll_s=preroll_s,
            monotonic_s=clock(),
            position=writer.position,
        )
        return writer

    @property
    def durable(self) -> int:
        """Samples of the time line that are known to be on disk."""
        if self._audio.pending:
            return self._audio.pending[0].first
        return self.position - self._fill

    def write(self, pcm: NDArray[np.int16]) -> None:
        """Any number of samples, int16, shape (n,), 16 kHz."""
        samples = np.ascontiguousarray(pcm, "<i2")
        taken = 0
        while taken < len(samples):
            if not self._fill:
                self._held_since_s = self._clock()
            part = samples[taken : taken + self._frame - self._fill]
            self._held[self._fill : self._fill + len(part)] = part
            self._fill += len(part)
            self.position += len(part)
            taken += len(part)
            if self._fill == self._frame:
                self._cut()
                self._work(sync=self._audio.written >= _MANY)
        self._work(sync=False)

    def gap(self, samples: int, reason: GapReason) -> None:
        """Nothing was recorded for so many samples; what comes next stands behind them."""
        if samples <= 0:
            return
        self._cut()
        self._work(sync=False)  # what comes before the gap is written before it
        self._note_gap(self.position, samples, reason)
        self.position += samples
        self._work(sync=False)

    def note(self, kind: str, /, **fields: Field) -> None:
        """Keep that something happened now; never patient text."""
        self._add_event(kind, self.position, fields)
        self._urgent = self._urgent or kind in _URGENT
        self._work(sync=False)

    def tick(self) -> None:
        """Call this at least every 100 ms: no sample waits longer than its frame's time."""
        now_s = self._clock()
        if self._fill and now_s - self._held_since_s >= HOLD_S:
            self._cut()
        self._work(sync=self._urgent)
        if now_s >= self._look_s:
            self._look_s = now_s + LOOK_S
            self._miss_files(now_s)
            self._troubles.look(self._seconds, self._well)

    def finish(self) -> Finished:
        """Write what is left and the index. The recording is whole when this returns.

        Raises StoreError while the disk does not take all of it; the writer goes on being usable,
        so that finishing can be tried again once there is room.
        """
        self._cut()
        if not self._stopped:
            self._stopped = True
            self._add_event("stop", self.position, {"position": self.position})
        for track in (self._events, self._audio):
            track.retry_at_s = 0.0
        self._work(sync=True)
        self._work(sync=True)  # what the first one noted, such as a gap
        waiting_s = self._audio.samples / SAMPLE_RATE_HZ
        if self._audio.pending or self._events.pending:
            raise StoreError(
                f"{waiting_s:.0f} s of the recording are not on the disk yet; make room on it, or "
                "look after it, and stop again"
            )
        try:
            finished = self._index()
        except OSError as error:
            raise StoreError(
                f"all sound is on the disk, but its index is not ({error.strerror}); make room, "
                "then run: erscribe recover"
            ) from error
        self.close()
        return finished

    def close(self) -> None:
        """Let go of the files without finishing; what is there can be finished later."""
        self._audio.close()
        self._events.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            with suppress(OSError):
                self._disk.close(self._lock)
        self._lock = None

    @property
    def _seconds(self) -> float:
        return self.position / SAMPLE_RATE_HZ

    def _index(self) -> Finished:
        place = (self._root, self.recording, self._seal, self._disk)
        try:
            return write_index(*place)
        except OSError as error:
            self._troubles.failed(error, self._seconds, self._left_s, again=False)
            return write_index(*place)  # there may be a reserve that was given back

    def _go_on(self) -> None:
        """Take the folder, and find where an earlier writer was cut off."""
        try:
            self._take_folder()
        except OSError as error:
            if error.errno == errno.EBUSY:
                raise StoreError("another ERScribe is writing this recording; stop it") from error
            self._troubles.failed(error, 0.0, self._left_s, again=False)
        if (self.folder / INDEX).exists():
            self.close()
            raise StoreError("this recording is finished already; start a new one")
        self._room.keep()
        self._troubles.look(0.0, well=False)
        reader = RecordingReader(self._root, self.recording, self._seal)
        reader.poll(final=True)
        self.position = reader.available
        if reader.error is not None:  # behind all that may be in what could not be read
            self.position += sum(path.stat().st_size // 2 for path in reader.files())
        for track in (self._events, self._audio):
            numbers = Row(self.folder, track.kind, self._seal).numbers()
            track.next_number = numbers[-1] + 1 if numbers else 0

    def _take_folder(self) -> None:
        """Raises OSError, of kind EBUSY when another process is writing here."""
        if self._lock is None:
            self._disk.make_folder(self.folder)
            self._lock = self._disk.lock(self.folder / LOCK)
            if self._lock is None:
                raise OSError(errno.EBUSY, "another ERScribe is writing there")
            self._prepared = False
        if not self._prepared:
            self._prepare()
            self._prepared = True

    def _miss_files(self, now_s: float) -> None:
        """Notice that somebody deletes the recording under our hands; go on in new files."""
        for track in (self._events, self._audio):
            if track.vanished():
                error = FileNotFoundError(errno.ENOENT, "somebody deleted the recording's files")
                track.fail(error, now_s)
                self._troubles.failed(error, self._seconds, self._left_s, again=False)
                self._unlock()

    def _cut(self) -> None:
        """What is held becomes a frame, full or not."""
        if self._fill:
            first = self.position - self._fill
            plain = FIRST.pack(first) + self._held[: self._fill].tobytes()
            self._audio.add(Entry(plain, first, self._fill))
            self._fill = 0
            self._frame = FRAME - FIRST_FRAME if self._frame == FIRST_FRAME else FRAME

    def _work(self, sync: bool) -> None:
        """Write what waits, sync when it is time, and keep what waits within bounds."""
        now_s = self._clock()
        if now_s >= self._sync_due_s:
            sync = True
        if sync:
            self._sync_due_s = now_s + SYNC_S
            self._urgent = False
        self._save(self._events, sync)  # first: a gap is on disk before what comes behind it
        self._save(self._audio, sync)
        self._bound()

    def _save(self, track: Track, sync: bool) -> None:
        """Try; after a failure once more at once, in a new file, and then only when it is time."""
        while self._clock() >= track.retry_at_s:
            try:
                self._take_folder()
                track.save(self._header)
                if sync or track.failures:
                    track.sync()
            except OSError as error:
                track.fail(error, self._clock())
                again = track.failures > 1
                self._troubles.failed(error, self._seconds, self._left_s, again)
            else:
                if sync or track.failures:
                    track.held()
                return
        track.write_in_doubt()

    def _bound(self) -> None:
        """Forget the oldest sound when a disk that fails leaves too much waiting."""
        while len(self._events.pending) > _MOST_EVENTS:
            self._events.drop_oldest()
        while self._audio.samples > MEMORY:
            entry = self._audio.drop_oldest()
            first, last = self._dropped or (entry.first, entry.first)
            if last != entry.first:
                self._note_gap(first, last - first, "disk")
                first = entry.first
            self._dropped = first, entry.first + entry.samples
        if self._dropped and self._well:
            first, last = self._dropped
            self._dropped = None
            self._note_gap(first, last - first, "disk")

    @property
    def _well(self) -> bool:
        return not (self._audio.failures or self._events.failures)

    @property
    def _left_s(self) -> float:
        """How much more sound fits in memory."""
        return max(0, MEMORY - self._audio.samples) / SAMPLE_RATE_HZ

    def _header(self) -> dict[str, Field]:
        return {
            "recording": self.recording,
            "rate_hz": SAMPLE_RATE_HZ,
            "started_at": datetime.now(UTC).isoformat(),
            "monotonic_s": self._clock(),
            **self._about,
        }

    def _note_gap(self, first: int, samples: int, reason: GapReason) -> None:
        self._add_event("gap", first, {"first": first, "samples": samples, "reason": reason})

    def _trouble(self, event: Trouble | TroubleOver) -> None:
        kind = "trouble" if isinstance(event, Trouble) else "trouble_over"
        self._add_event(kind, self.position, {"name": event.kind})
        self._tell(event)

    def _add_event(self, kind: str, position: int, fields: Mapping[str, Field]) -> None:
        event = {
            "kind": kind,
            "at_s": position / SAMPLE_RATE_HZ,
            "at": datetime.now(UTC).isoformat(),
            "fields": {
                name: value[:_LONGEST_TEXT] if isinstance(value, str) else value
                for name, value in fields.items()
            },
        }
        self._events.add(Entry(json.dumps(event, default=float).encode()))
