"""How long a stretch of a model's window each region gets, and which regions are read together.

A Whisper model reads a window of fixed length, 30 s, whatever is in it. Short speech needs no more
of it than it fills, with some nothing behind: others measured three times the speed and no worse
words for clips with a floor of 10 s and 2 s behind the speech (handy-computer/transcribe.cpp,
pull request 149). Regions are read together only when they get windows of one length, so that
what one of them says never depends on who is read beside it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

FRAMES_PER_S: Final = 100
_WHOLE_FRAMES: Final = 3000  # the window of every published model
# Of one batch on a processor; more would only wait longer for what fails together.
CPU_FRAMES: Final = 16_000
CPU_ROWS: Final = 16


@dataclass(frozen=True, slots=True)
class Cut:
    """Frames of 10 ms: the least that a window has, what lies behind the sound, the steps in which
    it grows, and the most that the model reads."""

    floor: int
    behind: int
    grain: int
    most: int

    def window(self, frames: int) -> int:
        """Frames of the window for so many frames of sound."""
        wanted = max(self.floor, frames + self.behind)
        return min(self.most, -(-wanted // self.grain) * self.grain)


def cut_of(most_frames: int) -> Cut:
    """How windows are cut for a model that reads so many frames.

    Whisper itself was trained on its whole window only, so it keeps a floor. A model with a shorter
    one knows short clips, but the embedded one misses ends with little behind them: 80 English
    sentences had 20.9 % of words wrong with 1.5 s behind, 19.4 % with 3 s, and 20.2 % in windows
    of 30 s.
    """
    if most_frames >= _WHOLE_FRAMES:
        return Cut(1000, 200, 200, most_frames)
    return Cut(0, 300, 200, most_frames)


def batches(
    frames: Sequence[int],
    cut: Cut,
    most: tuple[int, int] = (CPU_FRAMES, CPU_ROWS),
    workers: int = 1,
) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Windows, longest first, and the places of the sounds that are read together in it.

    frames: of each sound. Sounds of one batch last about as long, since the longest keeps the
    others waiting. most: frames and sounds of one batch. workers: who read batches at a time; of
    few sounds each gets its share, so that nobody looks on.
    """
    share = -(-len(frames) // workers)
    places: dict[int, list[int]] = defaultdict(list)
    for place in sorted(range(len(frames)), key=lambda one: (-frames[one], one)):
        places[cut.window(frames[place])].append(place)
    for window, alike in places.items():
        rows = max(1, min(most[1], most[0] // window, share))
        for first in range(0, len(alike), rows):
            yield window, tuple(alike[first : first + rows])
