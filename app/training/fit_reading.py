"""Between stages B and C: the decoder reads what the trained encoder really gives.

The encoder stands still here, so its output is kept and read again: many more tokens a second
than training both together. An imagined batch beside each real one keeps the decoder from
learning the corpus by heart, and teaches it words that the corpus does not have. When stage A
goes on beside this stage, its newer checkpoints are taken in; the fixed code between the two
keeps them compatible.
"""

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch

from app.training.chance import chance
from app.training.checkpoint import eased, save_whole
from app.training.clip_store import ClipStore, Roughener, collate
from app.training.corpus import Clip
from app.training.dev_check import report_dev
from app.training.fit_decoder import Imagination, imagine, losses
from app.training.fit_joint import pairs
from app.training.memory_code import MemoryCode
from app.training.optimizer import Optimizer
from app.training.options import TrainOptions
from app.training.prompts import Prompter
from app.training.scripts import Page, Scribe, Script, page
from app.training.team import Team, together
from app.training.tokenizer import load
from app.training.whisper_export import FOLDER, export
from app.training.whisper_model import TAIL, Memory, Shape, Whisper

_RATE: Final = 1.5e-3
_LAST_SHARE: Final = 0.06  # of the rate, at the end
_WARM_STEPS: Final = 60
_FRAMES: Final = 4800  # 20 ms frames a step
_LONGEST_S: Final = 14.0
_REPLAYS: Final = 2  # kept batches read again after each new one
_KEPT: Final = 240  # batches
_REPORT_EVERY_S: Final = 300.0
_ROUGHNESS: Final = 0.2
_FORGOTTEN: Final = 0.2
_GUIDE: Final = 1.0
_JOINED_SHARE: Final = 0.25
_QUIET_SHARE: Final = 0.3
_MEET_EVERY: Final = 6  # steps between averages over the team
_LOOK_EVERY: Final = 1500  # steps until new shards are looked for
_CHECKED: Final = 40
Heard = tuple[Memory, Page]


def halved(memory: Memory, first: int) -> Memory:
    """Every second frame from the `first` on, with the padding; each counts for two."""
    if memory.bias is None:
        raise ValueError("the memory has no padding")
    count = memory.states.shape[1] - TAIL
    chosen = torch.cat([torch.arange(first, count, 2), torch.arange(count, count + TAIL)])
    bias = memory.bias[..., chosen].clone()
    bias[..., :-TAIL] += math.log(2)
    return Memory(memory.states[:, chosen], bias, memory.positions[chosen])


class ReadingFit:
    """Trains the decoder on the output of a standing encoder."""

    def __init__(self, options: TrainOptions, minutes: float, team: Team) -> None:
        torch.manual_seed(options.seed + 4 + 100 * team.rank)
        self._options, self._minutes, self._team = options, minutes, team
        self._vocabulary = load(options.out / "tokenizer.json")
        self._scribe = Scribe(self._vocabulary)
        seed = options.seed + 9 + team.rank
        self._store = ClipStore(options.out / "corpus", "*-[0-9]*.npz", seed)
        self._rough = Roughener(options.data, seed)
        self._made = Imagination(options, self._vocabulary, 10 + team.rank)
        self._code = MemoryCode()
        self._rng = np.random.default_rng(seed)
        self._prompter = Prompter(self._vocabulary, self._rng)
        self._kept: list[Heard] = []
        self.shape = Shape(vocabulary=self._vocabulary.size)
        self.model = Whisper(self.shape)
        self._encoder = options.out / "encoder.pt"
        self._taken_at = 0.0
        self._weights = list(self.model.decoder.parameters())
        self._optimizer = Optimizer(self.model.decoder, _RATE)
        self._path = options.out / "reading.pt"
        self.step, self.spent_s, self._agreed_s = 0, 0.0, 0.0
        self._restore(options.resume and self._path.exists())

    def _restore(self, own: bool) -> None:
        """Go on from this stage's own checkpoint, or begin where stage B ended."""
        path = self._path if own else self._options.out / "decoder.pt"
        state = torch.load(path, weights_only=True)
        self.model.decoder.load_state_dict(state["decoder"])
        if own:
            self._optimizer.load_state_dict(state["optimizer"])
            self.step, self.spent_s = state["step"], state["spent_s"]
            self._agreed_s = self.spent_s

    def _share(self) -> float:
        return min(1.0, self._agreed_s / (60 * self._minutes))

    def _take_newer_encoder(self) -> None:
        written_at = self._encoder.stat().st_mtime
        if written_at != self._taken_at:
            state = torch.load(self._encoder, weights_only=True)
            self.model.encoder.load_state_dict(state["encoder"])
            self._taken_at = written_at

    def _remember(self, clips: Sequence[Clip]) -> Heard:
        """Encoder output and script of clips, kept in the place of an older one."""
        batch = collate(clips, [self._rough(clip, _ROUGHNESS) for clip in clips])
        scripts = [self._script(clip) for clip in clips]
        sheet = page(scripts, self._vocabulary.special("endoftext"))
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            memory = self.model.encoder(batch.mel, batch.lengths, 1.0)
        # neighbouring frames say nearly the same
        memory = halved(memory, int(self._rng.integers(2)))
        kept = (replace(memory, states=memory.states.bfloat16()), sheet)
        if len(self._kept) < _KEPT:
            self._kept.append(kept)
        else:
            self._kept[int(self._rng.integers(_KEPT))] = kept
        return kept

    def _script(self, clip: Clip) -> Script:
        script = self._scribe.clip(clip, chance(self._rng, 0.5))
        words = clip.text.split() if clip.language == "en" else list(clip.text)
        return self._prompter(script, words, clip.language) if words else script

    def _imagined(self) -> Heard:
        items = self._made.batch(0.4)
        sheet = page([item.script for item in items], self._vocabulary.special("endoftext"))
        return imagine(items, self._code, 0.7, 1.0), sheet

    def _update(self, heard: Heard) -> npt.NDArray[np.float64]:
        """One step on what was heard and on imagined codes together; figures of the first."""
        share = self._share()
        rate = _RATE * min(1.0, (self.step + 1) / _WARM_STEPS) * eased(share, _LAST_SHARE)
        self._optimizer.clear()
        figures = np.zeros(3)
        for memory, sheet in (self._imagined(), heard):
            loss, right, away = losses(
                self.model.decoder, memory, sheet, _FORGOTTEN, self._vocabulary.text_size
            )
            (loss + _GUIDE * (1 - 0.7 * share) * away).backward()
            figures = np.array([float(loss.detach()), float(right), float(away.detach())])
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step(rate)
        self.step += 1
        if self.step % _MEET_EVERY == 0:
            self._agreed_s = self._team.average(self._weights, self.spent_s)
        return figures

    def _turn(self, clips: Sequence[Clip]) -> npt.NDArray[np.float64]:
        """A step on a new batch, then some on kept ones."""
        chosen = pairs(clips) if chance(self._rng, _JOINED_SHARE) else list(clips)
        if chance(self._rng, _QUIET_SHARE):
            chosen.append(self._rough.quiet(str(self._rng.choice(["en", "zh"]))))
        found = self._update(self._remember(chosen))
        for _ in range(_REPLAYS):
            self._update(self._kept[int(self._rng.integers(len(self._kept)))])
        return found

    def run(self) -> None:
        """Train; a look at the dev set every few minutes."""
        reported_at = time.monotonic()
        mean = np.zeros(3)
        while self._share() < 1:
            self._store.refresh()
            look = self.step // _LOOK_EVERY
            for clips in self._store.batches(_FRAMES, _LONGEST_S):
                started = time.monotonic()
                self._take_newer_encoder()
                mean = 0.97 * mean + 0.03 * self._turn(clips)
                self.spent_s += time.monotonic() - started
                if self._team.rank == 0 and time.monotonic() - reported_at > _REPORT_EVERY_S:
                    self._report(mean)
                    reported_at = time.monotonic()
                if self._share() >= 1 or self.step // _LOOK_EVERY != look:
                    break
        if self._team.rank == 0:
            self._report(mean)

    def _report(self, mean: npt.NDArray[np.float64]) -> None:
        self.save()
        self.model.eval()
        out = export(self.model, self.shape, self._vocabulary, self._options.out / FOLDER)
        self.model.train()
        line = (
            f"R {self._agreed_s / 60:.1f} of {self._minutes:.0f} min step {self.step} "
            f"loss {mean[0]:.3f} right {mean[1]:.3f} away {mean[2]:.3f}"
        )
        report_dev(line, out, self._options.out / "corpus", _CHECKED)

    def save(self) -> None:
        """Write everything needed to go on, and the decoder where stage C looks for it."""
        decoder = self.model.decoder.state_dict()
        own = {
            "decoder": decoder,
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "spent_s": self._agreed_s,
        }
        stage_b = self._options.out / "decoder.pt"
        handed = {**torch.load(stage_b, weights_only=True), "decoder": decoder}
        save_whole(own, self._path)
        save_whole(handed, stage_b)


def _member(options: TrainOptions, minutes: float, team: Team) -> None:
    ReadingFit(options, minutes, team).run()


def fit_reading(options: TrainOptions, minutes: float) -> Path:
    """Run the stage with `threads` processes; the decoder's checkpoint."""
    together(options.out, options.threads, partial(_member, options, minutes))
    return options.out / "decoder.pt"
