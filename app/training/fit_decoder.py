"""Stage B: the decoder learns to write what it reads in codes made from labels alone.

Text without end, in any order, keeps it from reciting: it has to look. The attention of one head
per layer is pulled to where the tokens sound until it looks there by itself.
"""

import math
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.tensorboard import SummaryWriter

from app.training.chance import chance, report
from app.training.checkpoint import eased, save_whole
from app.training.clip_store import ClipStore, rounded
from app.training.corpus import COLUMNS, KEPT_BACK, PHONE, WORD, banned_texts
from app.training.corpus_text import Author, load_sources
from app.training.memory_code import MemoryCode
from app.training.optimizer import Optimizer
from app.training.options import TrainOptions
from app.training.phones import NO_WORD, PADDING, SILENCE
from app.training.prompts import Prompter
from app.training.pronouncer import Int64, Pronouncer, Reading, mean_frames, pronunciations, read
from app.training.scripts import IGNORED, Page, Scribe, Script, grained, listening_loss, page
from app.training.team import Team, together
from app.training.tokenizer import Vocabulary, load
from app.training.voice_pool import ACCENTS
from app.training.whisper_model import POSITIONS, TAIL, Decoder, Memory, Shape

_RATE: Final = 3e-3
_WARM_STEPS: Final = 75
_MEET_EVERY: Final = 5  # steps between averages over the team
_POOL: Final = 4096
_TOKENS: Final = 1920  # of a batch, padding included
THINNING: Final = 3
# share of the stage until which sentences are no longer than so many words or Hanzi
_SHORT: Final = ((0.06, 3), (0.14, 6), (0.25, 10))
_SAVE_EVERY_S: Final = 60.0
_SMOOTHING: Final = 0.05
_SILENT_SHARE: Final = 0.02
_FORGOTTEN: Final = 0.3
_LAST_SHARE: Final = 0.1  # of the rate, at the end
_ENGLISH_SHARE: Final = 0.58
# every other sentence as most voices of the corpus say it
_ACCENTS: Final = tuple(accent for other in ACCENTS[1:] for accent in (ACCENTS[0], other))
_LONGEST: Final = 700  # 20 ms frames


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One imagined utterance."""

    reading: Reading
    script: Script
    text: str


def writing_loss(decoder: Decoder, states: Tensor, sheet: Page) -> tuple[Tensor, Tensor]:
    """(loss, share of tokens predicted right) of decoder states (B, S, width)."""
    # every row, the ignored too: kernels are made once per shape, and so there are few shapes
    with torch.autocast("cpu", torch.bfloat16):
        logits = states.flatten(0, 1) @ decoder.embed_tokens.weight.T
    wanted = sheet.wanted.flatten()
    loss = functional.cross_entropy(
        logits.float(), wanted, ignore_index=IGNORED, label_smoothing=_SMOOTHING
    )
    asked = wanted != IGNORED
    return loss, ((logits.argmax(-1) == wanted) & asked).sum() / asked.sum()


def forgetful(given: Tensor, share: float, text_size: int) -> Tensor:
    """Decoder input with a share of its text tokens replaced, so that it has to listen."""
    chosen = (torch.rand(given.shape) < share) & (given < text_size)
    return torch.where(chosen, torch.randint(0, text_size, given.shape), given)


def losses(
    decoder: Decoder, memory: Memory, sheet: Page, forgotten: float, text_size: int
) -> tuple[Tensor, Tensor, Tensor]:
    """(loss, share of right tokens, distance of the attention) of a decoder on a memory.

    Up to `forgotten` of the text tokens that it is given are replaced.
    """
    given = forgetful(sheet.given, forgotten * float(torch.rand(())), text_size)
    with torch.autocast("cpu", torch.bfloat16):
        states = decoder(given, memory)
    loss, right = writing_loss(decoder, states.float(), sheet)
    return loss, right, listening_loss(decoder.maps(), sheet, memory.positions)


def thinned(reading: Reading) -> Int64:
    """The frames to keep of a reading: one in THINNING of each phone, and at least one."""
    labels = reading.meant[:, PHONE]
    starts = np.flatnonzero(np.diff(labels, prepend=-1))
    lengths = np.diff(np.append(starts, len(labels)))
    since = np.arange(len(labels)) - np.repeat(starts, lengths)
    middle = np.repeat((lengths - 1) // 2, lengths)
    return np.flatnonzero(since % THINNING == middle % THINNING)


def imagine(items: list[Item], code: MemoryCode, noise: float, padding: float) -> Memory:
    """Codes of readings as the encoder would give them, with errors, noise and padding.

    Neighbouring frames say nearly the same, so only some are made; the attention bias makes up
    for the others.
    """
    chosen = [thinned(item.reading) for item in items]
    count = rounded(max(len(frames) for frames in chosen))
    empty = torch.tensor([PADDING, PADDING, PADDING, 0, 0, NO_WORD, 0])
    meant = empty.expand(len(items), count, COLUMNS).clone()
    misheard = meant.clone()
    trust = torch.ones(len(items), count, 1)
    positions = torch.zeros(len(items), count, dtype=torch.long)
    bias = torch.full((len(items), count), -1e4)
    for index, (item, frames) in enumerate(zip(items, chosen, strict=True)):
        length = len(frames)
        meant[index, :length] = torch.from_numpy(item.reading.meant[frames])
        misheard[index, :length] = torch.from_numpy(item.reading.misheard[frames])
        trust[index, :length, 0] = torch.from_numpy(item.reading.trust[frames])
        positions[index, :length] = torch.from_numpy(frames)
        bias[index, :length] = math.log(THINNING)
    states = trust * code.encode(meant, positions) + (1 - trust) * code.encode(misheard, positions)
    if padding > 0:
        longest = max(len(item.reading.meant) for item in items)
        where = longest + torch.randperm(POSITIONS - longest)[:TAIL].sort().values
        tail = code.encode(empty.expand(len(items), TAIL, -1), where)
        states = torch.cat([states, tail], 1)
        rest = math.log((POSITIONS - longest) ** padding / TAIL)
        bias = torch.cat([bias, torch.full((len(items), TAIL), rest)], 1)
        positions = torch.cat([positions, where.expand(len(items), -1)], 1)
    amount = noise * torch.rand(len(items), 1, 1)
    states = states + amount * torch.randn_like(states)
    return Memory(functional.layer_norm(states, states.shape[-1:]), bias[:, None, None], positions)


def alike(
    items: Iterable[Item], tokens: int, rng: np.random.Generator
) -> tuple[list[list[Item]], list[Item]]:
    """Batches of one script length (as `page` pads it) and similar durations, and what is left.

    Full batches only, `tokens` long with padding: nearly no row is wasted, and few shapes occur.
    """
    rows: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        rows[grained(len(item.script.given))].append(item)
    groups: list[list[Item]] = []
    left: list[Item] = []
    for length, row in rows.items():
        row.sort(key=lambda item: len(item.reading.meant))
        size = max(1, tokens // length)
        skipped = int(rng.integers(len(row) % size + 1))
        stop = skipped + len(row) // size * size
        groups += [row[start : start + size] for start in range(skipped, stop, size)]
        left += row[:skipped] + row[stop:]
    return groups, left


class Imagination:
    """Makes items without end."""

    def __init__(self, options: TrainOptions, vocabulary: Vocabulary, rank: int = 0) -> None:
        store = ClipStore(options.out / "corpus", "dev-*.npz", 0)
        store.refresh()
        self._frames = mean_frames(store)
        sources = load_sources(options.data)
        self._author = Author(sources, options.seed + 99 + rank, banned_texts(KEPT_BACK))
        self._scribe = Scribe(vocabulary)
        self._pronouncer = Pronouncer(_ACCENTS, pronunciations(options.data))
        self._rng = np.random.default_rng(options.seed + 3 + rank)
        self._prompter = Prompter(vocabulary, self._rng)
        self._left: list[Item] = []
        self._waiting: list[list[Item]] = []

    def item(self, errors: float, longest: int = _LONGEST) -> Item:
        """One utterance of at most `longest` words or Hanzi; a few are silence."""
        rng = self._rng
        language = "en" if chance(rng, _ENGLISH_SHARE) else "zh"
        while True:
            if chance(rng, _SILENT_SHARE):
                return self._silence(language)
            sentence = self._author.sentence(language).first(longest)
            words = self._pronouncer.words(sentence)
            if words is None:
                continue
            reading = read(words, language, self._frames, rng, errors * rng.random())
            if len(reading.meant) < _LONGEST:
                places = reading.meant[:, WORD]
                ticks = chance(rng, 0.5)
                script = self._scribe.write(sentence.words, language, places, ticks)
                script = self._prompter(script, sentence.words, language)
                return Item(reading, script, sentence.text)

    def _silence(self, language: str) -> Item:
        frames = int(self._rng.integers(10, 200))
        row = np.array([SILENCE, SILENCE, SILENCE, 0, 0, NO_WORD, 0])
        empty = np.repeat(row[None], frames, axis=0)
        trust = np.ones(frames, np.float32)
        return Item(Reading(empty, empty, trust), self._scribe.silent(language), "")

    def batches(self, errors: float, longest: int = _LONGEST) -> list[list[Item]]:
        """A pool of items, cut into batches of one token length each, in random order.

        What does not fill a batch waits for the next pool.
        """
        fresh = (self.item(errors, longest) for _ in range(_POOL - len(self._left)))
        groups, self._left = alike((*self._left, *fresh), _TOKENS, self._rng)
        order = self._rng.permutation(len(groups))
        return [groups[index] for index in order]

    def batch(self, errors: float) -> list[Item]:
        """One batch, from a pool that is filled again when it is empty."""
        self._waiting = self._waiting or self.batches(errors)
        return self._waiting.pop()


class DecoderFit:
    """Trains a decoder on imagined memory until its minutes are used up."""

    def __init__(self, options: TrainOptions, minutes: float, team: Team) -> None:
        torch.manual_seed(options.seed + 1)
        self._minutes, self._team = minutes, team
        self._vocabulary = load(options.out / "tokenizer.json")
        self._made = Imagination(options, self._vocabulary, team.rank)
        self._code = MemoryCode()
        self.decoder = Decoder(Shape(vocabulary=self._vocabulary.size))
        self._optimizer = Optimizer(self.decoder, _RATE)
        self._path = options.out / "decoder.pt"
        self.step, self.spent_s, self.heard_s = 0, 0.0, 0.0
        self._agreed_s = 0.0
        self._log = SummaryWriter(str(options.out / "tensorboard" / "decoder"))
        if options.resume and self._path.exists():
            self._restore()
        torch.manual_seed(options.seed + 1 + self.step + 100_000 * team.rank)

    def _restore(self) -> None:
        state = torch.load(self._path, weights_only=True)
        self.decoder.load_state_dict(state["decoder"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent_s = state["step"], state["spent_s"]
        self.heard_s, self._agreed_s = state["heard_s"], self.spent_s

    def save(self) -> None:
        """Write everything needed to go on."""
        state = {
            "decoder": self.decoder.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "spent_s": self._agreed_s,
            "heard_s": self.heard_s,
        }
        save_whole(state, self._path)

    def _share(self) -> float:
        return min(1.0, self._agreed_s / (60 * self._minutes))

    def _step(self, items: list[Item]) -> tuple[float, float, float]:
        share = self._share()
        warm = min(1.0, (self.step + 1) / _WARM_STEPS)
        hard = min(1.0, share / 0.5)
        sheet = page([item.script for item in items], self._vocabulary.special("endoftext"))
        memory = imagine(items, self._code, 0.2 + 0.5 * hard, min(1.0, share / 0.15))
        loss, right, away = losses(
            self.decoder, memory, sheet, _FORGOTTEN, self._vocabulary.text_size
        )
        self._optimizer.clear()
        (loss + (2.0 - share) * away).backward()
        torch.nn.utils.clip_grad_norm_(self.decoder.parameters(), 1.0)
        self._optimizer.step(_RATE * warm * eased(share, _LAST_SHARE))
        self.step += 1
        if self.step % _MEET_EVERY == 0:
            self._agreed_s = self._team.average(list(self.decoder.parameters()), self.spent_s)
        return float(loss.detach()), float(right), float(away.detach())

    def run(self) -> None:
        """Train, with a checkpoint every few minutes."""
        saved_at = time.monotonic()
        mean = np.zeros(3)
        while self._share() < 1:
            started = time.monotonic()
            share = self._share()
            longest = next((words for until, words in _SHORT if share < until), _LONGEST)
            batches = self._made.batches(0.05 + 0.3 * min(1.0, share / 0.5), longest)
            self.spent_s += time.monotonic() - started
            for items in batches:
                started = time.monotonic()
                mean = 0.97 * mean + 0.03 * np.array(self._step(items))
                self.heard_s += sum(len(i.reading.meant) for i in items) / 50
                self.spent_s += time.monotonic() - started
                if self._share() >= 1:
                    break
            if self._team.rank == 0 and time.monotonic() - saved_at > _SAVE_EVERY_S:
                self._report(mean)
                saved_at = time.monotonic()
        if self._team.rank == 0:
            self._report(mean)

    def _report(self, mean: npt.NDArray[np.float64]) -> None:
        self.save()
        for name, value in zip(("loss", "right", "away"), mean, strict=True):
            self._log.add_scalar(name, float(value), self.step)
        report(
            f"B {self._agreed_s / 60:.1f} of {self._minutes:.0f} min step {self.step} "
            f"heard {self.heard_s / 3600:.1f} h loss {mean[0]:.3f} right {mean[1]:.3f} "
            f"away {mean[2]:.3f}"
        )


def _member(options: TrainOptions, minutes: float, team: Team) -> None:
    DecoderFit(options, minutes, team).run()


def fit_decoder(options: TrainOptions, minutes: float) -> Path:
    """Run stage B with `threads` processes; the checkpoint's path."""
    together(options.out, options.threads, partial(_member, options, minutes))
    return options.out / "decoder.pt"
