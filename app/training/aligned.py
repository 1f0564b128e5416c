"""Speech without times of its own: recordings and other engines, aligned by our encoder.

The encoder that the timed voices trained says how likely each phone is in each frame; the most
likely path through the phones of the known text (Viterbi) gives the frame targets.
"""

import random
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import soundfile
import torch

from app.training.chance import report
from app.training.clip_store import REAL
from app.training.corpus import (
    KEPT_BACK,
    SHARD_CLIPS,
    Clip,
    banned_texts,
    frame_targets,
    save_listed,
)
from app.training.corpus_text import Author, Sentence, load_sources
from app.training.features import RATE_HZ, Float32, log_mel, pack, resample, unpack
from app.training.memory_code import BLOCKS, MemoryCode
from app.training.options import TrainOptions
from app.training.phones import NO_WORD, SILENCE, Phone, merge_pauses
from app.training.pronouncer import Pronouncer
from app.training.provenance import RECORDING, Source, manifest_rows, spoken, trainable
from app.training.spoken import english, mandarin, speller_case
from app.training.whisper_model import Encoder, Shape

_FRAME_S: Final = 0.02
_PAUSE_COST: Final = 2.0
_WORST: Final = -3.2  # mean log-likelihood of a frame below which text and sound do not agree
_SPOKEN: Final = (("pico", 800), ("festival", 500))
_LONGEST_S: Final = 12.0
_EMPTY_BYTES: Final = 8000


@dataclass(frozen=True, slots=True, eq=False)
class Take:
    """Audio at 16 kHz whose text and origin are known."""

    samples: Float32
    sentence: Sentence
    source: Source


def best_path(
    scores: npt.NDArray[np.float32], labels: Sequence[int], optional: npt.NDArray[np.bool_]
) -> tuple[list[int], float]:
    """The state of each frame on the best path through `labels`, and its mean score.

    `scores` is (T, phones) log-likelihood; states marked `optional` may be skipped. The list is
    empty when there are fewer frames than states that must be passed.
    """
    emitted = scores[:, labels]
    count = len(labels)
    if len(scores) < count:
        return [], -np.inf
    best = np.full(count, -np.inf, np.float32)
    best[0] = emitted[0, 0]
    if optional[0]:
        best[1] = emitted[0, 1]
    back = np.zeros((len(scores), count), np.int32)
    skippable = np.zeros(count, bool)
    skippable[2:] = optional[1:-1]
    for frame in range(1, len(scores)):
        choices = np.full((3, count), -np.inf, np.float32)
        choices[0] = best
        choices[1, 1:] = best[:-1]
        choices[2, 2:] = np.where(skippable[2:], best[:-2], -np.inf)
        step = choices.argmax(0)
        back[frame] = step
        best = choices.max(0) + emitted[frame]
    state = count - 1
    if optional[-1] and best[-2] > best[-1]:
        state = count - 2
    total = float(best[state])
    path = [state]
    for frame in range(len(scores) - 1, 0, -1):
        state -= int(back[frame, state])
        path.append(state)
    return path[::-1], total / len(scores)


class Aligner:
    """Gives takes their frame targets."""

    def __init__(self, checkpoint: Path) -> None:
        state = torch.load(checkpoint, weights_only=True)
        self._encoder = Encoder(Shape(vocabulary=1))
        self._encoder.load_state_dict(state["encoder"])
        self._encoder.eval()
        self._code = MemoryCode()
        self._code.load_state_dict(state["code"])
        self._pronouncer = Pronouncer()

    def clip(self, take: Take) -> Clip | None:
        """The take with targets; None when its sound does not fit its text."""
        words = self._pronouncer.words(take.sentence)
        if words is None:
            return None
        mel = log_mel(take.samples)
        packed, top = pack(mel[:, : mel.shape[1] // 2 * 2])
        labels, owners, tones = [SILENCE], [NO_WORD], [0]
        for index, (parts, tone) in enumerate(words):
            for part in parts:
                labels.append(part)
                owners.append(index)
                tones.append(tone)
            labels.append(SILENCE)
            owners.append(NO_WORD)
            tones.append(0)
        optional = np.array(owners) == NO_WORD
        path, score = best_path(self._scores(unpack(packed, top)), labels, optional)
        if not path or score < _WORST:
            return None
        phones = _phones(path, labels, owners, tones)
        targets = frame_targets(phones, packed.shape[1] // 2, take.sentence.language)
        return Clip(packed, top, targets, take.sentence.text, take.sentence.language)

    def _scores(self, mel: Float32) -> npt.NDArray[np.float32]:
        lengths = torch.tensor([mel.shape[1] // 2])
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            memory = self._encoder(torch.from_numpy(mel)[None], lengths, 1.0)
        column, width, _, _ = BLOCKS[0]
        states = memory.states[0, : int(lengths), :width].float()
        logits = states @ self._code.book(column).T * self._code.scales[0]
        return np.asarray(logits.log_softmax(-1).detach().numpy(), np.float32)


def _phones(
    path: Sequence[int], labels: Sequence[int], owners: Sequence[int], tones: Sequence[int]
) -> tuple[Phone, ...]:
    starts = [0, *(i for i in range(1, len(path)) if path[i] != path[i - 1]), len(path)]
    return merge_pauses(
        [
            Phone(a * _FRAME_S, b * _FRAME_S, labels[path[a]], tones[path[a]], owners[path[a]])
            for a, b in pairwise(starts)
        ]
    )


def recordings(data: Path) -> Iterator[Take]:
    """Real speech that may be trained on: read English (native and not) and read Mandarin."""
    for row in manifest_rows(data):
        if not trainable(row["path"]) or float(row["duration"]) > _LONGEST_S:
            continue
        language = row["lang"]
        said = (
            english(row["text"].lower())
            if language == "en"
            else mandarin(row["text"].replace(" ", ""))
        )
        words = tuple(said) if language == "en" else tuple("".join(said))
        if len(words) > 1:
            samples, rate_hz = soundfile.read(data / row["path"], dtype="float32")
            if rate_hz != RATE_HZ:
                samples = resample(samples, RATE_HZ / rate_hz)
            sentence = Sentence(language, words)
            source = Source(RECORDING, row["path"], row["licence"], sentence.text)
            yield Take(samples, sentence, source)


def spoken_by(engine: str, sentences: Sequence[Sentence], rng: random.Random) -> Iterator[Take]:
    """English sentences said by pico or festival, a little higher or lower each."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        voices = [""] * len(sentences)
        if engine == "festival":
            voices = _run_festival(sentences, folder, rng)
        for index, sentence in enumerate(sentences):
            path = folder / f"{index}.wav"
            if engine == "pico":
                voices[index] = _run_pico(sentence, path, rng)
            if path.exists() and path.stat().st_size > _EMPTY_BYTES:
                samples, rate_hz = soundfile.read(path, dtype="float32")
                samples = resample(samples, RATE_HZ / rate_hz * rng.uniform(0.92, 1.1))
                source = spoken(engine, voices[index], sentence.text)
                yield Take(samples, sentence, source)


def _run_pico(sentence: Sentence, path: Path, rng: random.Random) -> str:
    """Say a sentence into a file; the voice that said it."""
    text = " ".join(speller_case(sentence.words))
    speed, pitch = rng.randint(80, 130), rng.randint(80, 125)
    marked = f'<speed level="{speed}"><pitch level="{pitch}">{text}</pitch></speed>'
    accent = rng.choice(("en-US", "en-GB"))
    command = ["pico2wave", "-l", accent, "-w", str(path), marked]
    subprocess.run(command, check=False, capture_output=True, timeout=60)
    return accent


def _run_festival(sentences: Sequence[Sentence], folder: Path, rng: random.Random) -> list[str]:
    """Say each sentence into a file named by its number; the voice of each."""
    lines: list[str] = []
    voices: list[str] = []
    for index, sentence in enumerate(sentences):
        if index % 10 == 0:
            voice = rng.choice(("cmu_us_slt_arctic_hts", "cmu_us_slt_arctic_hts", "ked_diphone"))
            lines.append(f"(voice_{voice})")
        voices.append(voice)
        text = " ".join(speller_case(sentence.words))
        wave = folder / f"{index}.wav"
        lines.append(f'(utt.save.wave (utt.synth (Utterance Text "{text}")) "{wave}" \'riff)')
    script = folder / "say.scm"
    script.write_text("\n".join(lines))
    command = ["festival", "-b", str(script)]
    subprocess.run(command, check=False, capture_output=True, timeout=900)
    return voices


def run(options: TrainOptions) -> None:
    """Add aligned shards to the corpus: other engines, and recordings when `data` is given."""
    rng = random.Random(options.seed + 41)
    aligner = Aligner(options.out / "encoder.pt")
    author = Author(load_sources(options.data), options.seed + 41, banned_texts(KEPT_BACK))
    for engine, count in _SPOKEN:
        sentences = [author.sentence("en") for _ in range(count)]
        _save(engine, spoken_by(engine, sentences, rng), aligner, options.out / "corpus")
    if options.data is not None:
        _save(REAL, recordings(options.data), aligner, options.out / "corpus")


def _save(name: str, takes: Iterator[Take], aligner: Aligner, folder: Path) -> None:
    clips: list[Clip] = []
    sources: list[Source] = []
    number = tried = kept = 0
    for take in takes:
        tried += 1
        clip = aligner.clip(take)
        if clip is not None:
            clips.append(clip)
            sources.append(take.source)
            kept += 1
        if len(clips) == SHARD_CLIPS:
            save_listed(folder / f"{name}-{number:04d}.npz", clips, sources)
            clips, sources, number = [], [], number + 1
    if clips:
        save_listed(folder / f"{name}-{number:04d}.npz", clips, sources)
    report(f"{name}: {kept} of {tried} takes fit their text")
