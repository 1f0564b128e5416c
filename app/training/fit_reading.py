"""Between stages B and C: the decoder reads what the trained encoder really gives.

The encoder stands still, so its output is kept and read several times: many more tokens a second
than training both together.
"""

import math
import multiprocessing
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from app.training.clip_store import ClipStore, Roughener, collate
from app.training.corpus import WORD, Clip
from app.training.fit_decoder import forgetful, writing_loss
from app.training.fit_joint import _check, pairs
from app.training.options import TrainOptions
from app.training.scripts import Page, Scribe, Script, listening_loss, page
from app.training.team import Team
from app.training.tokenizer import load
from app.training.whisper_export import export
from app.training.whisper_model import Memory, Shape, Whisper

_RATE: Final = 1.0e-3
_LAST_SHARE: Final = 0.1  # of the rate, at the end
_WARM_STEPS: Final = 60
_FRAMES: Final = 3200  # 20 ms frames a step in each process
_LONGEST_S: Final = 14.0
_REPLAYS: Final = 3
_KEPT: Final = 700  # batches
_MEET_EVERY: Final = 4
_SAVE_EVERY_S: Final = 150.0
_ROUGHNESS: Final = 0.5
_FORGOTTEN: Final = 0.25
_GUIDE: Final = 1.5


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
        self._rng = np.random.default_rng(seed)
        self._kept: list[tuple[Memory, Page]] = []
        self.shape = Shape(vocabulary=self._vocabulary.size, dropout=0.05)
        self.model = Whisper(self.shape)
        self._path = options.out / "whisper.pt"
        state = torch.load(self._path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self._code = state["code"]
        self._weights = list(self.model.decoder.parameters())
        self._optimizer = torch.optim.AdamW(
            self._weights, lr=_RATE, betas=(0.9, 0.98), weight_decay=0.01
        )
        self.step, self.spent_s, self._done = 0, 0.0, False

    def _share(self) -> float:
        return min(1.0, self.spent_s / (60 * self._minutes))

    def _script(self, clip: Clip) -> Script:
        if not clip.text:
            return self._scribe.silent(clip.language)
        words = clip.text.split() if clip.language == "en" else list(clip.text)
        ticks = bool(self._rng.random() < 0.5)
        return self._scribe.write(words, clip.language, clip.targets[:, WORD], ticks)

    def _remember(self, clips: Sequence[Clip]) -> tuple[Memory, Page]:
        batch = collate(clips, [self._rough(clip, _ROUGHNESS) for clip in clips])
        sheet = page([self._script(c) for c in clips], self._vocabulary.special("endoftext"))
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            memory = self.model.encoder(batch.mel, batch.lengths, 1.0)
        kept = (Memory(memory.states.bfloat16(), memory.bias, memory.positions), sheet)
        if len(self._kept) < _KEPT:
            self._kept.append(kept)
        else:
            self._kept[int(self._rng.integers(_KEPT))] = kept
        return kept

    def _update(self, memory: Memory, sheet: Page) -> npt.NDArray[np.float64]:
        share = self._share()
        cosine = _LAST_SHARE + (1 - _LAST_SHARE) * 0.5 * (1 + math.cos(math.pi * share))
        for group in self._optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, (self.step + 1) / _WARM_STEPS) * cosine
        lost = _FORGOTTEN * float(torch.rand(()))
        given = forgetful(sheet.given, lost, self._vocabulary.text_size)
        with torch.autocast("cpu", torch.bfloat16):
            states = self.model.decoder(given, memory)
        loss, right = writing_loss(self.model.decoder, states.float(), sheet)
        away: Tensor = listening_loss(self.model.decoder.maps(), sheet, memory.positions)
        self._optimizer.zero_grad(set_to_none=True)
        (loss + _GUIDE * (1 - 0.6 * share) * away).backward()
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        self.step += 1
        if self.step % _MEET_EVERY == 0:
            self.spent_s = self._team.average(self._weights, self.spent_s)
            self._done = self._share() >= 1
        return np.array([float(loss.detach()), float(right), float(away.detach())])

    def run(self) -> None:
        """Train; export and look at the dev set every few minutes."""
        saved_at = time.monotonic()
        mean = np.zeros(3)
        self._store.refresh()
        while not self._done:
            for clips in self._store.batches(_FRAMES, _LONGEST_S):
                started = time.monotonic()
                chosen = pairs(clips) if self._rng.random() < 0.25 else list(clips)
                if self._rng.random() < 0.3:
                    chosen.append(self._rough.quiet(self._rng.choice(["en", "zh"])))
                mean = 0.95 * mean + 0.05 * self._update(*self._remember(chosen))
                for _ in range(_REPLAYS):
                    self._update(*self._kept[int(self._rng.integers(len(self._kept)))])
                self.spent_s += time.monotonic() - started
                if self._team.rank == 0 and time.monotonic() - saved_at > _SAVE_EVERY_S:
                    self._report(mean)
                    saved_at = time.monotonic()
                if self._done:
                    break
        if self._team.rank == 0:
            self._report(mean)

    def _report(self, mean: npt.NDArray[np.float64]) -> None:
        part = self._path.with_suffix(".part")
        torch.save({"model": self.model.state_dict(), "code": self._code}, part)
        part.replace(self._path)
        self.model.eval()
        out = export(self.model, self.shape, self._vocabulary, self._options.out / "ct2")
        self.model.train()
        line = (
            f"R {self.spent_s / 60:.1f} min step {self.step} loss {mean[0]:.3f} "
            f"right {mean[1]:.3f} away {mean[2]:.3f}"
        )
        context = multiprocessing.get_context("spawn")
        context.Process(target=_check, args=(out, self._options.out / "corpus", line)).start()


def _member(options: TrainOptions, minutes: float, team: Team, meeting: Path) -> None:
    torch.set_num_threads(1)
    team.meet(meeting)
    ReadingFit(options, minutes, team).run()
    team.part()


def fit_reading(options: TrainOptions, minutes: float) -> Path:
    """Run the stage with `threads` processes; the path of the plain weights."""
    meeting = options.out / "meeting"
    meeting.unlink(missing_ok=True)
    context = multiprocessing.get_context("spawn")
    members = [
        context.Process(
            target=_member, args=(options, minutes, Team(rank, options.threads), meeting)
        )
        for rank in range(options.threads)
    ]
    for member in members:
        member.start()
    for member in members:
        member.join()
    return options.out / "whisper.pt"
