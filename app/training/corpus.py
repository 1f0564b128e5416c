"""The synthetic corpus: sentences, spoken by known voices, as features with frame targets.

A shard is one .npz: `mel` (frames at 100/s, 80) bytes of all clips end to end, `top` the scale of
each, `frames` their lengths, `targets` (frames at 50/s, 7) int16, `text` and `language`. Beside
it lies the list of where its clips come from.
"""

import multiprocessing
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from app.paths import ROOT
from app.training.chance import chance, report
from app.training.corpus_text import Author, Sentence, load_sources
from app.training.features import (
    RATE_HZ,
    Float32,
    in_room,
    log_mel,
    pack,
    resample,
    telephone,
)
from app.training.options import TrainOptions
from app.training.phones import NO_WORD, SILENCE, Phone
from app.training.provenance import Source, save_sources, spoken
from app.training.spoken import speller_case
from app.training.syllables import syllables
from app.training.timed_voices import Espeak, Flite, Setting, Spoken, Voice
from app.training.voice_pool import training_setting, unseen_setting

FRAME_S: Final = 0.02
PHONE, BEFORE, AFTER, TONE, PLACE, WORD, LANGUAGE = range(7)
COLUMNS: Final = 7
LANGUAGES: Final = ("", "en", "zh")
PLACES: Final = 5  # outside a word, then four quarters of it
SHARD_CLIPS: Final = 250
_CLEAN_SHARDS: Final = 4  # a worker's first shards have no rooms and no telephones
_DEV_CLIPS: Final = 120
_LONGEST_S: Final = 14.0
_MANDARIN_SHARE: Final = 0.45
_COMMA_SHARE: Final = 0.06
KEPT_BACK: Final = tuple(
    ROOT / "tests" / "data" / name for name in ("eval", "eval_values", "keywords")
)
Int16 = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """One utterance: bytes of log-mel (80, frames), its scale, targets (frames / 2, 7), text."""

    mel: npt.NDArray[np.uint8]
    top: float
    targets: Int16
    text: str
    language: str


def frame_targets(phones: tuple[Phone, ...], count: int, language: str) -> Int16:
    """(count, 7) int16: what is said at each 50 Hz frame (its centre at 20 ms x index)."""
    table = np.zeros((len(phones) + 2, COLUMNS), np.int16)
    table[:, WORD] = NO_WORD
    table[1:-1, PHONE] = [phone.label for phone in phones]
    table[1:-1, TONE] = [phone.tone for phone in phones]
    table[1:-1, WORD] = [phone.word for phone in phones]
    table[1:, BEFORE] = table[:-1, PHONE]
    table[:-1, AFTER] = table[1:, PHONE]
    table[:, LANGUAGE] = np.where(table[:, PHONE] == SILENCE, 0, LANGUAGES.index(language))
    ends = np.array([phones[0].start_s, *(phone.end_s for phone in phones)])
    at_s = np.arange(count) * FRAME_S
    targets = table[np.searchsorted(ends, at_s, side="right")]
    words = targets[:, WORD]
    for word in range(int(words.max()) + 1):
        inside = np.flatnonzero(words == word)
        if len(inside):
            targets[inside, PLACE] = 1 + np.arange(len(inside)) * (PLACES - 1) // len(inside)
    return targets


class Studio:
    """Turns sentences into clips with the engines of one process."""

    def __init__(self, rng: random.Random) -> None:
        self._voices: dict[str, Voice] = {"espeak": Espeak(), "flite": Flite()}
        self._random = rng

    def record(self, sentence: Sentence, setting: Setting, rough: bool) -> Clip | None:
        """The clip, or None when the engine's words do not match the sentence's."""
        spoken = self._voices[setting.engine].speak(self._said(sentence), setting)
        if spoken is None or len(spoken.samples) < spoken.rate_hz // 4:
            return None
        samples, phones = self._shaped(spoken)
        if len(samples) > _LONGEST_S * RATE_HZ:
            return None
        mel = log_mel(self._coloured(samples) if rough else samples)
        packed, top = pack(mel[:, : mel.shape[1] // 2 * 2])
        targets = frame_targets(phones, packed.shape[1] // 2, sentence.language)
        return Clip(packed, top, targets, sentence.text, sentence.language)

    def _said(self, sentence: Sentence) -> list[str]:
        if sentence.language == "zh":
            words = syllables("".join(sentence.words))
        else:
            words = speller_case(sentence.words)
        return [w + "," if chance(self._random, _COMMA_SHARE) else w for w in words]

    def _shaped(self, spoken: Spoken) -> tuple[Float32, tuple[Phone, ...]]:
        """At 16 kHz, a little higher or lower, with quiet before and after."""
        stretch = self._random.uniform(0.88, 1.14)
        samples = spoken.samples.astype(np.float32) / np.float32(32768)
        samples = resample(samples, RATE_HZ / spoken.rate_hz * stretch)
        before = self._random.choice((0.02, 0.1, 0.2, 0.4))
        after = self._random.choice((0.02, 0.1, 0.2, 0.4))
        quiet = [np.zeros(round(seconds * RATE_HZ), np.float32) for seconds in (before, after)]
        samples = np.concatenate([quiet[0], samples, quiet[1]])
        gain = 10 ** self._random.uniform(-1.3, 0.0) / max(1e-4, float(np.abs(samples).max()))
        noise = np.random.default_rng(self._random.getrandbits(32)).standard_normal(len(samples))
        floor = 10 ** self._random.uniform(-5, -3)
        samples = samples * np.float32(gain) + noise.astype(np.float32) * np.float32(floor)
        moved = tuple(
            Phone(p.start_s * stretch + before, p.end_s * stretch + before, p.label, p.tone, p.word)
            for p in spoken.phones
        )
        return samples.astype(np.float32), moved

    def _coloured(self, samples: Float32) -> Float32:
        """Through a room, a narrow band, or neither."""
        if chance(self._random, 0.35):
            samples = in_room(samples, self._room())
        if chance(self._random, 0.2):
            low_hz, high_hz = self._random.uniform(80, 350), self._random.uniform(3000, 7000)
            samples = telephone(samples, low_hz, high_hz)
        return samples

    def _room(self) -> Float32:
        """Exponentially decaying noise after a direct path (Polack, 1988)."""
        decay_s = self._random.uniform(0.1, 0.5)
        rng = np.random.default_rng(self._random.getrandbits(32))
        time_s = np.arange(round(decay_s * RATE_HZ)) / RATE_HZ
        tail = rng.standard_normal(len(time_s)) * np.exp(-6.9 * time_s / decay_s)
        tail *= self._random.uniform(0.02, 0.12)
        tail[:16] = 0
        tail[0] = 1
        return tail.astype(np.float32)


def save_shard(path: Path, clips: list[Clip]) -> None:
    """Write the shard whole: to a temporary name first."""
    part = path.with_suffix(".part.npz")
    np.savez(
        part,
        mel=np.concatenate([clip.mel.T for clip in clips]),
        top=np.array([clip.top for clip in clips], np.float32),
        frames=np.array([clip.mel.shape[1] for clip in clips], np.int32),
        targets=np.concatenate([clip.targets for clip in clips]),
        text=np.array([clip.text for clip in clips]),
        language=np.array([clip.language for clip in clips]),
    )
    part.replace(path)


def save_listed(path: Path, clips: list[Clip], sources: Sequence[Source]) -> None:
    """Write a shard and the list of where its clips come from; the list first."""
    save_sources(path, sources)
    save_shard(path, clips)


def load_shard(path: Path) -> Iterator[Clip]:
    """The clips of a shard, in order."""
    with np.load(path) as stored:
        data = {name: stored[name] for name in stored.files}
    start = 0
    for index, frames in enumerate(data["frames"]):
        stop = start + int(frames)
        yield Clip(
            np.ascontiguousarray(data["mel"][start:stop].T),
            float(data["top"][index]),
            data["targets"][start // 2 : stop // 2],
            str(data["text"][index]),
            str(data["language"][index]),
        )
        start = stop


def banned_texts(folders: Iterable[Path]) -> frozenset[str]:
    """Sentences kept for reporting, so that none of them is trained on; empty if not there.

    They stand in the column called `text` where the first line names columns, else in the last.
    """
    texts: set[str] = set()
    for path in sorted(path for folder in folders for path in folder.glob("*.tsv")):
        lines = filter(str.strip, path.read_text(encoding="utf8").splitlines())
        rows = [line.split("\t") for line in lines]
        named = bool(rows) and "text" in rows[0]
        column = rows[0].index("text") if named else -1
        texts |= {row[column].strip().lower() for row in rows[named:]}
    return frozenset(texts)


def _produce(options: TrainOptions, worker: int) -> None:
    """Write shards until this worker's share of the hours exists."""
    seed = options.seed * 1000 + worker
    rng = random.Random(seed)
    author = Author(load_sources(options.data), seed, banned_texts(KEPT_BACK))
    studio = Studio(rng)
    made_s, number, goal_s = 0.0, 0, options.hours * 3600 / options.workers
    folder = options.out / "corpus"
    while made_s < goal_s:
        clips: list[Clip] = []
        sources: list[Source] = []
        while len(clips) < SHARD_CLIPS:
            language = "zh" if chance(rng, _MANDARIN_SHARE) else "en"
            sentence = author.sentence(language)
            rough = number >= _CLEAN_SHARDS and chance(rng, 0.5)
            setting = training_setting(language, rng)
            clip = studio.record(sentence, setting, rough)
            if clip is not None:
                clips.append(clip)
                sources.append(spoken(setting.engine, setting.voice, sentence.text))
        save_listed(folder / f"train-{worker}-{number:04d}.npz", clips, sources)
        made_s += sum(clip.mel.shape[1] for clip in clips) / 100
        number += 1


def _produce_dev(options: TrainOptions) -> None:
    """Clips of both languages by voice settings that training never uses."""
    rng = random.Random(options.seed + 7)
    author = Author(load_sources(options.data), options.seed + 7, banned_texts(KEPT_BACK))
    studio = Studio(rng)
    for language in ("en", "zh"):
        clips: list[Clip] = []
        sources: list[Source] = []
        while len(clips) < _DEV_CLIPS:
            sentence = author.sentence(language)
            setting = unseen_setting(language, rng)
            clip = studio.record(sentence, setting, rough=False)
            if clip is not None:
                clips.append(clip)
                sources.append(spoken(setting.engine, setting.voice, sentence.text))
        save_listed(options.out / "corpus" / f"dev-{language}.npz", clips, sources)


def run(options: TrainOptions) -> None:
    """Synthesise the corpus into `out`/corpus with `workers` processes."""
    folder = options.out / "corpus"
    folder.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    started = time.monotonic()
    processes = [
        context.Process(target=_produce, args=(options, worker))
        for worker in range(options.workers)
    ]
    processes.append(context.Process(target=_produce_dev, args=(options,)))
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    report(f"corpus: {options.hours:.1f} h in {time.monotonic() - started:.0f} s")
