"""Clips for the keyword spotter: phrases and near misses by every voice, and real speech.

Shards are made as those of `corpus`, in a folder of their own. Open speech is taken from
`out`/corpus when the recogniser's recipe left it there. A clip whose phones are unknown carries
UNKNOWN.
"""

import random
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

import numpy as np

from app.training.aligned import Aligner, Take, spoken_by
from app.training.chance import chance, report
from app.training.corpus import (
    COLUMNS,
    KEPT_BACK,
    PHONE,
    SHARD_CLIPS,
    WORD,
    Clip,
    Studio,
    banned_texts,
    save_shard,
)
from app.training.corpus_text import Author, Sentence, load_sources
from app.training.features import log_mel, pack
from app.training.keyword_texts import (
    LANGUAGES,
    KeywordAuthor,
    frozen_sentences,
    load_phrases,
)
from app.training.options import TrainOptions
from app.training.phones import NO_WORD
from app.training.provenance import RECORDING, Source, manifest_rows
from app.training.speaker_clips import TRAINING_FOLDERS, read_audio
from app.training.spoken import english, mandarin
from app.training.timed_voices import Setting
from app.training.voice_pool import ACCENTS, MANDARIN, UNSEEN_VARIANTS, training_setting

SHARDS: Final = "keyword-corpus"
UNKNOWN: Final = -1
DEV_VARIANTS: Final = UNSEEN_VARIANTS[:4]
BENCH_VARIANTS: Final = UNSEEN_VARIANTS[4:]
TRAIN_SHARDS: Final = 40
DEV_CLIPS: Final = 1000
_MANDARIN_SHARE: Final = 0.4
_POSITIVE_SHARE: Final = 0.55
_ROUGH_SHARE: Final = 0.6
_OTHER_ENGINES: Final = (("pico", 700), ("festival", 400))
_DEV_SPEAKERS: Final = 6  # one speaker in so many is kept to tune with


def withheld_setting(language: str, variants: tuple[str, ...], rng: random.Random) -> Setting:
    """A voice of a known engine in one of the variants that no training clip uses."""
    base = MANDARIN if language == "zh" else rng.choice(ACCENTS)
    voice = f"{base}+{rng.choice(variants)}"
    return Setting("espeak", voice, rng.randint(135, 210), rng.randint(20, 80))


def is_dev_speaker(speaker: str) -> bool:
    """Whether a training folder's speaker is kept to tune thresholds with."""
    return zlib.crc32(speaker.encode()) % _DEV_SPEAKERS == 0


class Corpus:
    """Makes every shard that is not there yet; the same seed gives the same shards."""

    def __init__(self, options: TrainOptions) -> None:
        self._options = options
        self._folder = options.out / SHARDS
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sources = load_sources(options.data)
        encoder = options.out / "encoder.pt"
        self._aligner = Aligner(encoder) if encoder.exists() else None

    def make(self) -> None:
        """Timed voices first; other engines and real speech where they can be had."""
        started = time.monotonic()
        for language in LANGUAGES:
            self._write(f"keyword-dev-{language}", partial(self._dev, language))
        for number in range(TRAIN_SHARDS):
            self._write(f"keyword-{number:04d}", self._timed)
        if not any((self._options.out / "corpus").glob("train-*.npz")):
            for number in range(TRAIN_SHARDS // 4):
                self._write(f"open-{number:04d}", self._open)
        if self._options.data is not None:
            self._write("heard-dev", partial(self._heard, dev=True))
            self._write("heard", partial(self._heard, dev=False))
        if self._aligner is not None:
            for engine, count in _OTHER_ENGINES:
                self._write(f"keyword-{engine}", partial(self._other, self._aligner, engine, count))
        report(f"keyword corpus complete after {time.monotonic() - started:.0f} s")

    def _write(self, name: str, clips: Callable[[random.Random], Iterable[Clip]]) -> None:
        path = self._folder / f"{name}.npz"
        if path.exists():
            return
        seed = zlib.crc32(f"{self._options.seed} {name}".encode())
        made = list(clips(random.Random(seed)))
        if made:
            save_shard(path, made)
            report(f"{name}: {len(made)} clips")

    def _authors(self, rng: random.Random) -> tuple[Author, KeywordAuthor]:
        author = Author(self._sources, rng.getrandbits(32), banned_texts(KEPT_BACK))
        seed = rng.getrandbits(32)
        return author, KeywordAuthor(load_phrases(), author, seed, frozen_sentences())

    def _timed(self, rng: random.Random) -> Iterator[Clip]:
        _, author = self._authors(rng)
        studio = Studio(rng)

        def record() -> Clip | None:
            language = "zh" if chance(rng, _MANDARIN_SHARE) else "en"
            positive = chance(rng, _POSITIVE_SHARE)
            sentence = author.positive(language) if positive else author.near_miss(language)
            setting = training_setting(language, rng)
            return studio.record(sentence, setting, rough=chance(rng, _ROUGH_SHARE))

        return _filled(record, SHARD_CLIPS)

    def _open(self, rng: random.Random) -> Iterator[Clip]:
        author, _ = self._authors(rng)
        studio = Studio(rng)

        def record() -> Clip | None:
            language = "zh" if chance(rng, _MANDARIN_SHARE) else "en"
            setting = training_setting(language, rng)
            return studio.record(author.sentence(language), setting, chance(rng, _ROUGH_SHARE))

        return _filled(record, SHARD_CLIPS)

    def _dev(self, language: str, rng: random.Random) -> Iterator[Clip]:
        """Phrases, near misses and open speech, a third each, by variants kept for tuning."""
        author, keyword_author = self._authors(rng)
        makers = (keyword_author.positive, keyword_author.near_miss, author.sentence)
        studio = Studio(rng)

        def record() -> Clip | None:
            sentence = rng.choice(makers)(language)
            return studio.record(sentence, withheld_setting(language, DEV_VARIANTS, rng), False)

        return _filled(record, DEV_CLIPS)

    def _heard(self, rng: random.Random, dev: bool) -> Iterator[Clip]:
        """Real speech that may be trained on; `dev`: the speakers kept for tuning."""
        data = self._options.data
        if data is None:
            return
        for row in manifest_rows(data):
            if row["path"].startswith(TRAINING_FOLDERS) and is_dev_speaker(row["speaker"]) == dev:
                samples = read_audio(data / row["path"]) * np.float32(10 ** rng.uniform(-1, 0))
                sentence = said_in(row)
                source = Source(RECORDING, row["path"], row["licence"], sentence.text)
                yield self._aligned(Take(samples, sentence, source))

    def _other(
        self, aligner: Aligner, engine: str, count: int, rng: random.Random
    ) -> Iterator[Clip]:
        """Voices without times of their own: their clips must be aligned to be of use."""
        _, author = self._authors(rng)
        sentences = [
            author.positive("en") if chance(rng, _POSITIVE_SHARE) else author.near_miss("en")
            for _ in range(count)
        ]
        for take in spoken_by(engine, sentences, rng):
            clip = aligner.clip(take)
            if clip is not None:
                yield clip

    def _aligned(self, take: Take) -> Clip:
        """The take with its phones when they can be known, else with none."""
        if self._aligner is not None and len(take.sentence.words) > 1:
            clip = self._aligner.clip(take)
            if clip is not None:
                return clip
        return unlabelled(take)


def unlabelled(take: Take) -> Clip:
    """A clip whose phones are not known."""
    mel = log_mel(take.samples)
    packed, top = pack(mel[:, : mel.shape[1] // 2 * 2])
    targets = np.zeros((packed.shape[1] // 2, COLUMNS), np.int16)
    targets[:, PHONE] = UNKNOWN
    targets[:, WORD] = NO_WORD
    return Clip(packed, top, targets, take.sentence.text, take.sentence.language)


def said_in(row: dict[str, str]) -> Sentence:
    """The words of a manifest row's transcript; none when it has no transcript."""
    if row["lang"] == "zh":
        return Sentence("zh", tuple("".join(mandarin(row["text"].replace(" ", "")))))
    return Sentence("en", tuple(english(row["text"].lower())))


def _filled(record: Callable[[], Clip | None], count: int) -> Iterator[Clip]:
    made = 0
    while made < count:
        clip = record()
        if clip is not None:
            made += 1
            yield clip
