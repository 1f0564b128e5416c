"""One recording's time line while it grows: what is kept, and what is a gap."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from app.capture.disk import Begun, Disk
from app.capture.spotting import Spotting
from app.domain.audio import SAMPLE_RATE_HZ, Pcm
from app.domain.live import Gap, GapReason, Start

MOST_PREROLL_S: Final = 2.0
_MOST_EARLY: Final = 500  # blocks that the spotter hears late when a disk is slow to begin


class PreRoll:
    """The latest sound before a recording begins: in memory only, and little of it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = min(max(seconds, 0.0), MOST_PREROLL_S)
        self._most = round(self.seconds * SAMPLE_RATE_HZ)
        self._held: deque[Pcm] = deque()
        self._count = 0

    def push(self, pcm: Pcm) -> None:
        if not self._most:
            return
        self._held.append(pcm)
        self._count += len(pcm)
        while self._count > self._most:
            excess = self._count - self._most
            first = self._held.popleft()
            if len(first) > excess:
                self._held.appendleft(first[excess:])
            self._count -= min(excess, len(first))

    def take(self, seconds: float) -> list[Pcm]:
        """The latest seconds of it, oldest first; nothing is held afterwards."""
        held, wanted = [], round(seconds * SAMPLE_RATE_HZ)
        while self._held and wanted > 0:
            last = self._held.pop()
            held.append(last[-wanted:])
            wanted -= len(last)
        self._held.clear()
        self._count = 0
        return held[::-1]


@dataclass
class Take:
    """Counts samples from where the recording began in this process.

    base: the position of that moment; known once the recording is open on disk (`begun`).
    stop_at_s: when to end, once Stop was said.
    """

    start: Start
    disk: Disk
    spotting: Spotting
    paused: bool = False
    base: int = 0
    count: int = 0
    skipped: int = 0
    stop_at_s: float | None = None
    _begun: bool = False
    _early: list[tuple[int, Pcm]] = field(default_factory=list)

    @property
    def position(self) -> int:
        return self.base + self.count + self.skipped

    @property
    def audio_s(self) -> float:
        return self.position / SAMPLE_RATE_HZ

    def begun(self, begun: Begun) -> Gap | None:
        """Now it is known where on the time line this began; a gap if something was there."""
        self._begun = True
        self.base = begun.position + begun.absent
        self.spotting.count_from(self.start.recording, begun.keywords)
        for at, pcm in self._early:
            self.spotting.push(self.start.recording, self.base + at, pcm)
        self._early.clear()
        if not begun.absent:
            return None
        return Gap(_seconds(begun.position), _seconds(self.base), "capture_restarted")

    def sound(self, pcm: Pcm) -> None:
        """Keep it, or pass over it while paused."""
        if not len(pcm):
            return
        if self.paused:
            self.skipped += len(pcm)
            return
        self.disk.write(pcm)
        if self._begun:
            self.spotting.push(self.start.recording, self.position, pcm)
        else:
            self._early.append((self.count, pcm))
            del self._early[:-_MOST_EARLY]
        self.count += len(pcm)

    def missing(self, seconds: float, reason: GapReason) -> Gap | None:
        """Sound that never came. While paused it only makes the pause longer."""
        samples = round(seconds * SAMPLE_RATE_HZ)
        if samples <= 0:
            return None
        if self.paused:
            self.skipped += samples
            return None
        return self._gap(samples, reason)

    def resume(self) -> Gap | None:
        self.paused = False
        samples, self.skipped = self.skipped, 0
        return self._gap(samples, "pause") if samples else None

    def _gap(self, samples: int, reason: GapReason) -> Gap:
        self.disk.gap(samples, reason)
        first = self.position
        self.count += samples
        return Gap(_seconds(first), _seconds(self.position), reason)


def _seconds(position: int) -> float:
    return position / SAMPLE_RATE_HZ
