"""Reads a recording, whole or while another process writes it."""

import json
import math
import struct
from bisect import insort
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, get_args

import numpy as np
from numpy.typing import NDArray

from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk
from app.domain.live import Gap, GapReason
from app.store.recording_disk import INDEX, folder_of
from app.store.recording_spans import Place, Span, Spans
from app.store.segments import PLAIN, Field, Found, Kind, Row, Seal, file_name, opened

FIRST: Final = struct.Struct("<Q")  # of a sound frame: where its first sample stands
LONGEST: Final = 7 * 24 * 3_600 * SAMPLE_RATE_HZ  # samples; a frame that claims more is damaged
_INDEX_BYTES: Final = 1 << 24
_PLACES: Final = 8  # of one frame that was written again and again
_BLOCK: Final = 60 * SAMPLE_RATE_HZ
_SCALE: Final = np.float32(1 / 32_768)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """Something that happened while recording. at_s: on the recording's time line. at: UTC."""

    kind: str
    at_s: float
    at: datetime
    fields: Mapping[str, Field]


def stretch(found: Found) -> tuple[int, int]:
    """Where the sound of a frame begins and ends, in samples; (0, 0) when it makes no sense."""
    samples = (len(found.plain) - FIRST.size) // 2
    first = FIRST.unpack_from(found.plain)[0] if samples > 0 else LONGEST
    return (first, first + samples) if first + samples <= LONGEST else (0, 0)


class RecordingReader:
    """One recording. Positions are samples of its time line, gaps counted.

    A frame that is there twice, since it was written again after a fault, counts once; where one
    cannot be read, silence stands and `damage` says so.
    """

    def __init__(self, root: Path, recording: str, seal: Seal = PLAIN) -> None:
        """The folder need not be there yet. Raises NotFoundError when `recording` is no id."""
        self.folder = folder_of(root, recording)
        self.recording = recording
        self._seal = seal
        self._sound = Row(self.folder, "audio", seal)
        self._happened = Row(self.folder, "events", seal)
        self._spans = Spans()
        self._again: dict[int, list[Place]] = {}  # more places of the same frame
        self._events: list[RecordedEvent] = []
        self._gap_spans: list[tuple[int, int]] = []
        self._gaps: list[Gap] = []
        self._unread: set[str] = set()
        self._error: OSError | None = None
        self._odd: dict[str, None] = {}
        self._length = 0
        self.available = 0

    @property
    def finished(self) -> bool:
        """Whether the recording is whole: its index is there."""
        return (self.folder / INDEX).is_file()

    def poll(self, final: bool = False, sound: bool = True) -> bool:
        """Look for what was written since; True when the time line went on.

        final: nobody writes any more, so everything is read that can be, and what cannot is
        damage. So it is in a finished recording. sound: False leaves the sound for later.
        """
        before = self.available
        if not final and self.finished:  # who makes the index does not ask the one that is there
            final = True
            self.available = max(self.available, self._promised())
        for number, found in self._sound.new(final) if sound else ():
            self._frame(number, found)
        for number, found in self._happened.new(final):  # second: a gap is told before its end
            self._event(number, found)
        for first, last in self._gap_spans:
            if final or first <= self.available:  # else sound before it came between the two
                self.available = max(self.available, last)
        return self.available > before

    def read(self, first: int, last: int) -> NDArray[np.int16]:
        """Samples first to last (int16, clipped to what is available); silence in gaps."""
        last = min(last, self.available)
        first = min(max(0, first), last)
        samples = np.zeros(last - first, np.int16)
        for run in self._spans.runs(first, last):
            self._read_run(run, first, samples)
        return samples

    def blocks(self) -> Iterator[NDArray[np.int16]]:
        """The whole time line, a minute at a time."""
        for first in range(0, self.available, _BLOCK):
            yield self.read(first, first + _BLOCK)

    def chunk(self) -> AudioChunk:
        """The whole recording as far as it is there."""
        samples = np.empty(self.available, np.float32)
        for first in range(0, len(samples), _BLOCK):
            part = samples[first : first + _BLOCK]
            np.multiply(self.read(first, first + len(part)), _SCALE, out=part)
        return AudioChunk(samples)

    def events(self) -> tuple[RecordedEvent, ...]:
        return tuple(self._events)

    @property
    def error(self) -> OSError | None:
        """Why the system would not read a file, as the damage there may be no damage at all."""
        return self._error or self._sound.error or self._happened.error

    def files(self) -> list[Path]:
        """All files of the recording, sound first."""
        rows: tuple[tuple[Kind, Row], ...] = (("audio", self._sound), ("events", self._happened))
        return [self.folder / file_name(kind, n) for kind, row in rows for n in row.numbers()]

    @property
    def started_at(self) -> datetime | None:
        """When the recording began, as its first event or first readable file says; UTC."""
        if self._events:
            return self._events[0].at
        header = self._sound.header or self._happened.header or {}
        try:
            return datetime.fromisoformat(str(header["started_at"])).astimezone(UTC)
        except (KeyError, ValueError, OverflowError):
            return None

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Where nothing was recorded, and why."""
        return tuple(self._gaps)

    @property
    def damage(self) -> tuple[str, ...]:
        """What could not be read, one sentence each; of a growing recording, what is certain."""
        holes = [
            f"the sound from {first / SAMPLE_RATE_HZ:.2f} s to {last / SAMPLE_RATE_HZ:.2f} s is "
            "missing"
            for first, last in self._spans.holes(self._gap_spans, self.available)
        ]
        rows = (*self._sound.damage, *self._happened.damage)
        return (*rows, *self._odd, *sorted(self._unread), *holes)

    def _promised(self) -> int:
        """How long the index of a finished recording says that it is; read once."""
        if not self._length:
            self._length = _samples(self.folder / INDEX)
        return self._length

    def _frame(self, number: int, found: Found) -> None:
        first, last = stretch(found)
        if first == last:
            self._odd[f"{file_name('audio', number)} holds a frame that makes no sense"] = None
            return
        place = Place(number, found.offset, found.size, found.sequence)
        if not self._spans.add(first, last - first, place):
            again = self._again.setdefault(first, [])
            if len(again) < _PLACES:
                again.append(place)
        self.available = max(self.available, last)

    def _event(self, number: int, found: Found) -> None:
        try:
            event = _event(json.loads(found.plain))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            self._odd[f"{file_name('events', number)} holds an event that makes no sense"] = None
            return
        self._events.append(event)
        if event.kind == "gap":
            self._gap(event)

    def _gap(self, event: RecordedEvent) -> None:
        first, samples = event.fields.get("first"), event.fields.get("samples")
        reason = event.fields.get("reason")
        if not isinstance(first, int) or not isinstance(samples, int):
            return
        if first < 0 or samples < 0 or first + samples > LONGEST:
            return
        for known in get_args(GapReason):
            if known == reason:
                end = first + samples
                self._gaps.append(Gap(first / SAMPLE_RATE_HZ, end / SAMPLE_RATE_HZ, known))
                insort(self._gap_spans, (first, end))

    def _read_run(self, run: list[Span], start: int, out: NDArray[np.int16]) -> None:
        """Read frames that lie one behind the other in a file, and put them in their places."""
        begin, end = run[0].place, run[-1].place
        data = self._bytes(begin.file, begin.offset, end.offset + end.size - begin.offset)
        for span in run:
            offset = span.place.offset - begin.offset
            pcm = self._pcm(span, data[offset : offset + span.place.size])
            first, last = max(span.first, start), min(span.last, start + len(out))
            out[first - start : last - start] = pcm[first - span.origin : last - span.origin]

    def _pcm(self, span: Span, data: bytes) -> NDArray[np.int16]:
        """The samples of a frame: from `data`, or from where it was written once more."""
        plain = opened(self._seal, data, span.place.sequence)
        again = iter(self._again.get(span.origin, ()))
        while plain is None:
            place = next(again, None)
            if place is None:
                name = file_name("audio", span.place.file)
                self._unread.add(f"{name} changed on disk: what could be read cannot any more")
                return np.zeros(span.last - span.origin, np.int16)
            data = self._bytes(place.file, place.offset, place.size)
            plain = opened(self._seal, data, place.sequence)
        return np.frombuffer(plain, "<i2", (len(plain) - FIRST.size) // 2, FIRST.size)

    def _bytes(self, number: int, offset: int, size: int) -> bytes:
        try:
            with (self.folder / file_name("audio", number)).open("rb", buffering=0) as file:
                file.seek(offset)
                return file.read(size)
        except OSError as error:
            self._error = error
            return b""


def _samples(index: Path) -> int:
    try:
        with index.open("rb") as file:
            samples = json.loads(file.read(_INDEX_BYTES))["samples"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return 0
    return samples if isinstance(samples, int) and 0 < samples <= LONGEST else 0


def _event(data: dict[str, Any]) -> RecordedEvent:
    """Raises ValueError, KeyError, TypeError or OverflowError when it is none."""
    at = datetime.fromisoformat(data["at"])
    at_s = float(data["at_s"])
    fields = data["fields"]
    if at.tzinfo is None or not math.isfinite(at_s) or not isinstance(fields, dict):
        raise ValueError("no event")
    kept = {name: value for name, value in fields.items() if isinstance(value, str | float | int)}
    return RecordedEvent(str(data["kind"]), at_s, at.astimezone(UTC), kept)
