"""Between stages B and C: the decoder reads what the trained encoder really gives.

The encoder stands still here, so its output is kept and read several times: many more tokens a
second than training both together. When stage A goes on beside this stage, its newer checkpoints
are taken in; the fixed code between the two keeps them compatible.
"""

import math
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch

from app.training.chance import chance, report
from app.training.clip_store import ClipStore, Roughener, collate
from app.training.corpus import Clip
from app.training.dev_check import dev_errors
from app.training.fit_decoder import forgetful, writing_loss
from app.training.fit_joint import pairs
from app.training.options import TrainOptions
from app.training.scripts import Page, Scribe, listening_loss, page
from app.training.tokenizer import load
from app.training.whisper_export import export
from app.training.whisper_model import Memory, Shape, Whisper

_RATE: Final = 1.0e-3
_LAST_SHARE: Final = 0.1  # of the rate, at the end
_WARM_STEPS: Final = 60
_FRAMES: Final = 3200  # 20 ms frames a step
_LONGEST_S: Final = 14.0
_REPLAYS: Final = 3
_KEPT: Final = 160  # batches
_REPORT_EVERY_S: Final = 180.0
_ROUGHNESS: Final = 0.12
_FORGOTTEN: Final = 0.15
_GUIDE: Final = 1.5
_JOINED_SHARE: Final = 0.25
_QUIET_SHARE: Final = 0.3
_COMMON_WORDS: Final = 3500
_CHECKED: Final = 30


def common(clips: Sequence[Clip]) -> list[Clip]:
    """Chinese clips, and the English ones that use none but the commonest words."""
    english = [clip.text.split() for clip in clips if clip.language == "en"]
    counts = Counter(word for words in english for word in words)
    known = {word for word, _ in counts.most_common(_COMMON_WORDS)}
    return [c for c in clips if c.language == "zh" or known.issuperset(c.text.split())]


class ReadingFit:
    """Trains the decoder on the output of a standing encoder."""

    def __init__(self, options: TrainOptions, minutes: float) -> None:
        torch.manual_seed(options.seed + 4)
        self._options, self._minutes = options, minutes
        self._vocabulary = load(options.out / "tokenizer.json")
        self._scribe = Scribe(self._vocabulary)
        self._store = ClipStore(options.out / "corpus", "[tpf]*-[0-9]*.npz", options.seed + 9)
        self._rough = Roughener(options.data, options.seed + 9)
        self._rng = np.random.default_rng(options.seed + 9)
        self._kept: list[tuple[Memory, Page]] = []
        self.shape = Shape(vocabulary=self._vocabulary.size, dropout=0.05)
        self.model = Whisper(self.shape)
        written = torch.load(options.out / "decoder.pt", weights_only=True)
        self.model.decoder.load_state_dict(written["decoder"])
        self._encoder = options.out / "encoder.pt"
        self._taken_at = 0.0
        self._weights = list(self.model.decoder.parameters())
        self._optimizer = torch.optim.AdamW(
            self._weights, lr=_RATE, betas=(0.9, 0.98), weight_decay=0.01
        )
        self.step, self.spent_s = 0, 0.0

    def _share(self) -> float:
        return min(1.0, self.spent_s / (60 * self._minutes))

    def _take_newer_encoder(self) -> None:
        written_at = self._encoder.stat().st_mtime
        if written_at != self._taken_at:
            state = torch.load(self._encoder, weights_only=True)
            self.model.encoder.load_state_dict(state["encoder"])
            self._taken_at = written_at

    def _remember(self, clips: Sequence[Clip]) -> tuple[Memory, Page]:
        """Encoder output and script of clips, kept in the place of an older one."""
        batch = collate(clips, [self._rough(clip, _ROUGHNESS) for clip in clips])
        scripts = [self._scribe.clip(clip, chance(self._rng, 0.5)) for clip in clips]
        sheet = page(scripts, self._vocabulary.special("endoftext"))
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
        away = listening_loss(self.model.decoder.maps(), sheet, memory.positions)
        self._optimizer.zero_grad(set_to_none=True)
        total = loss + _GUIDE * (1 - 0.6 * share) * away
        total.backward()
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        self.step += 1
        return np.array([float(loss.detach()), float(right), float(away.detach())])

    def _turn(self, clips: Sequence[Clip]) -> npt.NDArray[np.float64]:
        """One batch that is new and a few that are kept."""
        chosen = pairs(clips) if chance(self._rng, _JOINED_SHARE) else list(clips)
        if chance(self._rng, _QUIET_SHARE):
            chosen.append(self._rough.quiet(str(self._rng.choice(["en", "zh"]))))
        found = self._update(*self._remember(chosen))
        for _ in range(_REPLAYS):
            self._update(*self._kept[int(self._rng.integers(len(self._kept)))])
        return found

    def run(self) -> None:
        """Train; a look at the dev set every few minutes."""
        reported_at = time.monotonic()
        mean = np.zeros(3)
        self._store.refresh()
        self._store.clips = common(self._store.clips)
        while self._share() < 1:
            for clips in self._store.batches(_FRAMES, _LONGEST_S):
                started = time.monotonic()
                self._take_newer_encoder()
                mean = 0.95 * mean + 0.05 * self._turn(clips)
                self.spent_s += time.monotonic() - started
                if time.monotonic() - reported_at > _REPORT_EVERY_S:
                    self._report(mean)
                    reported_at = time.monotonic()
                if self._share() >= 1:
                    break
        self._report(mean)

    def _report(self, mean: npt.NDArray[np.float64]) -> None:
        self.model.eval()
        out = export(self.model, self.shape, self._vocabulary, self._options.out / "ct2")
        self.model.train()
        errors, _ = dev_errors(out, self._options.out / "corpus", _CHECKED)
        report(
            f"R {self.spent_s / 60:.1f} min step {self.step} loss {mean[0]:.3f} right "
            f"{mean[1]:.3f} away {mean[2]:.3f} dev "
            + " ".join(f"{name} {error:.3f}" for name, error in errors.items())
        )

    def save(self) -> Path:
        """Put the decoder where stage C looks for it; the path."""
        path = self._options.out / "decoder.pt"
        state = torch.load(path, weights_only=True)
        state["decoder"] = self.model.decoder.state_dict()
        part = path.with_suffix(".part")
        torch.save(state, part)
        part.replace(path)
        return path


def fit_reading(options: TrainOptions, minutes: float) -> Path:
    """Run the stage; the decoder's checkpoint."""
    fit = ReadingFit(options, minutes)
    fit.run()
    return fit.save()
