"""Listening to what was recorded: who may, what is heard, and how it looks as a waveform."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Final

from app.domain.access import Actor
from app.domain.audio import SAMPLE_RATE_HZ, Pcm, as_pcm
from app.domain.errors import (
    DecodeError,
    DeviceError,
    IntegrityError,
    NotFoundError,
    SoundNotKeptError,
    StoreError,
)
from app.domain.live import Gap
from app.domain.peaks import BIN_SAMPLES, PeakPart, peaks_of
from app.domain.playing import TO_THE_END, PlayEvent, Stretch
from app.services.access import Done, Subject, perform
from app.services.ports import AudioReader, Playable, Player
from app.store.database import Database, Transaction
from app.store.recordings import RecordingReader
from app.store.sounds import SoundOf, SoundShelf, sound_of

OnPlay = Callable[[PlayEvent], None]

HEARD: Final = (
    "ERScribe is recording, and the microphone would hear what is played; pause or stop the "
    "recording first"
)
NOT_KEPT: Final = (
    "the sound of imported files is not kept here; choose the file this note was made from to "
    "listen to it"
)
OTHER_FILE: Final = "this is not the file that the note was made from; choose that one"
DAMAGED: Final = "part of this recording's sound is damaged; nothing is heard there"
_NO_SOUND: Final = "nothing of this recording's sound can be read; its text is kept"
_BLOCK: Final = 6_000 * BIN_SAMPLES  # a minute


@dataclass(frozen=True, slots=True)
class OpenSound:
    """A recording's sound, for whoever was let in. damage: one sentence, "" when all is there."""

    recording: str
    duration_s: float
    gaps: tuple[Gap, ...] = ()
    damage: str = ""
    sound: Playable = field(kw_only=True, repr=False, compare=False)


class Playback:
    """Opens recordings and plays them; each opening is somebody's act and leaves its audit row."""

    def __init__(
        self,
        database: Callable[[], Database],
        shelf: SoundShelf,
        player: Player,
        files: AudioReader,
        digest: Callable[[Path], str],
    ) -> None:
        self._database = database
        self._shelf = shelf
        self._player = player
        self._files = files
        self._digest = digest
        self._recording = False

    def open(
        self, actor: Actor, recording: str, start_s: float = 0.0, end_s: float = TO_THE_END
    ) -> OpenSound:
        """Let an actor hear a recording, or one stretch of it; outside of that there is silence.

        Reads all frames once: three seconds for three hours. Raises AccessError,
        GlassNeededError, NotFoundError, SoundNotKeptError for an imported file, and StoreError.
        """
        known = self._known(recording)
        reader = self._reader(known)
        self._permit(actor, known, reader, start_s, end_s)
        if isinstance(reader, StoreError):
            raise reader
        reader.poll()
        if not reader.available:
            raise IntegrityError(_NO_SOUND)
        opened = OpenSound(
            recording,
            reader.available / SAMPLE_RATE_HZ,
            reader.gaps,
            DAMAGED if reader.damage else "",
            sound=reader,
        )
        return opened if end_s < start_s else _only(opened, start_s, end_s)

    def open_file(self, actor: Actor, recording: str, path: Path) -> OpenSound:
        """The same for a note that was made from a file, if this is that very file.

        All of it is decoded into memory, as it was to be transcribed. Raises as open does, and
        DecodeError.
        """
        known = self._known(recording)
        same = bool(known.file_sha256) and self._digest(path) == known.file_sha256
        self._permit(actor, known, None if same else DecodeError(OTHER_FILE), 0.0, TO_THE_END)
        samples = self._files.read(path).samples
        return OpenSound(recording, len(samples) / SAMPLE_RATE_HZ, sound=_InMemory(as_pcm(samples)))

    def peaks(self, opened: OpenSound) -> Iterator[PeakPart]:
        """Its waveform from the beginning on, a minute at a time."""
        for first in range(0, opened.sound.available, _BLOCK):
            block = opened.sound.read(first, min(first + _BLOCK, opened.sound.available))
            yield peaks_of(block, first // BIN_SAMPLES)

    def listen(self, on_event: OnPlay) -> None:
        """on_event: told on a thread of the player's what becomes of playing."""
        self._player.listen(on_event)

    def play(self, opened: OpenSound, stretch: Stretch, speed: float = 1.0) -> None:
        """Never waits. Raises DeviceError while something is recorded here."""
        if self._recording:
            raise DeviceError(HEARD)
        self._player.play(opened.sound, stretch, speed)

    def set_speed(self, speed: float) -> None:
        self._player.set_speed(speed)

    def stop(self) -> None:
        self._player.stop()

    def recording(self, recording: bool) -> None:
        """Whether the microphone records now: then nothing may be heard from here, since it would
        be recorded again, and understood as said. A paused recording hears nothing."""
        self._recording = recording
        if recording:
            self._player.stop()

    @property
    def position_s(self) -> float:
        """What is heard at this moment."""
        return self._player.position_s

    def outputs(self) -> tuple[str, ...]:
        """Names of the sound outputs. Raises DeviceError."""
        return self._player.outputs()

    def choose(self, output: str) -> None:
        """Where the next stretch is heard; "" is the system's own choice."""
        self._player.choose(output)

    def close(self) -> None:
        self._player.close()

    def _known(self, recording: str) -> SoundOf:
        """What it belongs to; the act itself says that there is none."""
        with self._database().transaction() as transaction:
            try:
                return sound_of(transaction, recording)
            except NotFoundError:
                return SoundOf(recording)

    def _reader(self, known: SoundOf) -> RecordingReader | StoreError:
        if known.file_sha256 and not self._shelf.has(known.recording):
            return SoundNotKeptError(NOT_KEPT)
        try:
            return self._shelf.reader(known.recording)
        except StoreError as error:
            return error

    def _permit(
        self, actor: Actor, known: SoundOf, found: object, start_s: float, end_s: float
    ) -> None:
        """Ask whether the actor may, and keep that they did, or why there was nothing to hear."""

        def work(transaction: Transaction, _: datetime) -> Done[None]:
            sound_of(transaction, known.recording)
            if isinstance(found, StoreError | DecodeError):
                raise found
            span = {"from_s": f"{start_s:.2f}"}
            if end_s >= start_s:
                span["to_s"] = f"{end_s:.2f}"
            return Done(None, known.recording, dict(span))

        about = Subject(note=known.note, recording=known.recording, encounter=known.encounter)
        perform(self._database(), actor, "audio.play", work, about)


@dataclass(frozen=True, slots=True, eq=False)
class _InMemory:
    """The sound of a file."""

    pcm: Pcm

    @property
    def available(self) -> int:
        return len(self.pcm)

    def read(self, first: int, last: int) -> Pcm:
        return self.pcm[max(0, first) : max(0, last)]


@dataclass(frozen=True, slots=True, eq=False)
class _Only:
    """One stretch of a sound on the same time line, with silence around it."""

    sound: Playable
    first: int
    last: int

    @property
    def available(self) -> int:
        return self.last

    def read(self, first: int, last: int) -> Pcm:
        read = self.sound.read(first, min(last, self.last)).copy()
        read[: max(0, self.first - first)] = 0
        return read


def _only(opened: OpenSound, start_s: float, end_s: float) -> OpenSound:
    last = min(round(end_s * SAMPLE_RATE_HZ), opened.sound.available)
    only = _Only(opened.sound, round(start_s * SAMPLE_RATE_HZ), last)
    return replace(opened, duration_s=last / SAMPLE_RATE_HZ, sound=only)
