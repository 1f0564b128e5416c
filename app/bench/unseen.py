"""Speakers that no embedded model was trained on: their clips, and conversations made of them.

Real ones from the evaluation folders, synthetic ones from espeak-ng variants that are kept out of
training and from an engine (RHVoice) that no training clip comes from. Noises and rooms are those
that training leaves alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from app.domain.audio import AudioChunk
from app.domain.transcript import Turn
from app.training.conversations import Simulator, Surroundings, read_surroundings
from app.training.speaker_clips import ClipBank, real_clips, write_bank
from app.training.speaker_voices import held_out_engine, held_out_voices, spoken_clips

LEARNERS, READERS, SYNTHETIC = "L2 speakers", "readers", "synthetic"
FOLDERS: Final = {"speech/en_l2_bench/": LEARNERS, "speech/en_read_bench/": READERS}
CONVERSATIONS: Final = 80
DURATION_S: Final = 90.0
_KINDS: Final = (LEARNERS, LEARNERS, SYNTHETIC, LEARNERS, READERS)
"""Which speakers talk in the first, second, ... conversation, over and over."""
_MOST: Final = 5
_HARSH: Final = 0.4
"""Chance of noise and of a room; a tenth of the conversations come through a narrow band."""


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """A recording and who truly speaks when."""

    name: str
    audio: AudioChunk
    turns: tuple[Turn, ...]


def conversations(
    folder: Path, data: Path | None, count: int, seed: int
) -> Iterator[tuple[str, Scored]]:
    """(kind of speakers, conversation) of two to five speakers each, one after the other.

    folder: where clips are kept meanwhile. data: a corpus with audio_manifest.tsv; without it all
    speakers are synthetic and nothing disturbs them but hiss and made rooms. Raises ResourceError.
    """
    banks = _banks(folder, data, seed)
    around = read_surroundings(data, held_out=True) if data else Surroundings()
    kinds = [kind for kind in _KINDS if kind in banks]
    simulators = {
        kind: Simulator(bank, around, seed + number)
        for number, (kind, bank) in enumerate(sorted(banks.items()))
    }
    for number in range(count):
        kind = kinds[number % len(kinds)]
        speakers = 2 + number // len(kinds) % (_MOST - 1)
        talk = simulators[kind].conversation(DURATION_S, speakers, harsh=_HARSH, altered=0.0)
        turns = tuple(talk.turns())
        yield kind, Scored(f"{kind} {number:03d}", AudioChunk(talk.samples), turns)


def _banks(folder: Path, data: Path | None, seed: int) -> dict[str, ClipBank]:
    voices = [*held_out_voices("en", seed), *held_out_voices("zh", seed), *held_out_engine()]
    banks = {SYNTHETIC: write_bank(spoken_clips(voices, seed), folder / "synthetic")}
    if data is not None:
        real = write_bank(real_clips(data, tuple(FOLDERS)), folder / "real")
        for path, kind in FOLDERS.items():
            group = path.rstrip("/").rsplit("/", 1)[-1]
            clips = tuple(clip for clip in real.clips if clip.group == group)
            banks[kind] = replace(real, clips=clips)
    return banks
