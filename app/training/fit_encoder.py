"""Stage A: the encoder learns to say what sounds in every frame, from the synthesisers' times."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch
from torch import Tensor
from torch.utils.tensorboard import SummaryWriter

from app.training.chance import report
from app.training.checkpoint import eased, save_whole
from app.training.clip_store import REAL, Batch, ClipStore, Roughener, collate
from app.training.features import unpack
from app.training.memory_code import MemoryCode
from app.training.options import TrainOptions
from app.training.phones import NO_WORD, PADDING
from app.training.whisper_model import Encoder, Memory, Shape

_WARM_STEPS: Final = 200
_FRAMES: Final = (1100, 1600)  # 20 ms frames a step, at first and later
_LOOK_EVERY: Final = 1200  # steps until new shards are looked for
_SAVE_EVERY_S: Final = 120.0
_TAIL_SHARE: Final = 0.05
_SHORT_S, _LONG_S = 5.0, 14.0  # the longest clip at first and later
_SHORT_SHARE: Final = 0.25  # of the time with short clips only
_SMALL_SHARE: Final = 0.4  # of the time with small batches


@dataclass(frozen=True, slots=True)
class Course:
    """How one pass of the stage goes: its rate, its clips, how rough they are, how it begins.

    A `gradual` pass starts afresh with short clean clips and no padding; another goes on from the
    weights that the one before left and keeps to one manner. Each recording of a person counts
    `recordings` times, since there are few.
    """

    name: str
    rate: float
    last_share: float
    pattern: str
    roughness: float
    gradual: bool
    recordings: int = 1


FIRST: Final = Course("first", 1.2e-3, 0.08, "train-*.npz", 0.7, gradual=True)
AGAIN: Final = Course("again", 8e-4, 0.03, "*-[0-9]*.npz", 0.35, gradual=False, recordings=3)


@dataclass(slots=True)
class Progress:
    """How far a stage is: steps, seconds of work, seconds of audio seen."""

    step: int = 0
    spent_s: float = 0.0
    heard_s: float = 0.0


def memory_loss(code: MemoryCode, memory: Memory, batch: Batch) -> tuple[Tensor, Tensor]:
    """Loss over the clips' frames and, when padding is emulated, over the padding too."""
    count = batch.targets.shape[1]
    states = memory.states.float()
    valid = torch.arange(count)[None] < batch.lengths[:, None]
    loss, right = code.loss(states[:, :count], batch.targets, valid)
    if states.shape[1] > count:
        empty = torch.tensor([PADDING, PADDING, PADDING, 0, 0, NO_WORD, 0])
        tail = states[:, count:]
        wanted = code.encode(empty.expand(*tail.shape[:2], -1), memory.positions[count:])
        loss = loss + _TAIL_SHARE * torch.nn.functional.mse_loss(tail, wanted)
    return loss, right


def evaluate(encoder: Encoder, code: MemoryCode, store: ClipStore, padding: float) -> float:
    """Share of wrong frames on all clips of a store."""
    encoder.eval()
    wrong, total = 0.0, 0
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        for clips in store.batches(6000, 20.0):
            batch = collate(clips, [unpack(clip.mel, clip.top) for clip in clips])
            memory = encoder(batch.mel, batch.lengths, padding)
            _, right = memory_loss(code, memory, batch)
            frames = int(batch.lengths.sum())
            wrong += (1 - float(right)) * frames
            total += frames
    encoder.train()
    return wrong / max(1, total)


class EncoderFit:
    """Trains an encoder on a growing corpus until its minutes are used up."""

    def __init__(self, options: TrainOptions, minutes: float, course: Course = FIRST) -> None:
        torch.manual_seed(options.seed)
        self._minutes, self._course = minutes, course
        copies = {REAL: course.recordings}
        self._store = ClipStore(options.out / "corpus", course.pattern, options.seed, copies)
        self.dev = {
            name: ClipStore(options.out / "corpus", f"dev-{name}.npz", 0) for name in ("en", "zh")
        }
        self._rough = Roughener(options.data, options.seed)
        self.encoder = Encoder(Shape(vocabulary=1))
        self.code = MemoryCode()
        self._weights = [p for p in self.encoder.parameters() if p.requires_grad]
        self._weights += list(self.code.parameters())
        self._optimizer = torch.optim.AdamW(
            self._weights, lr=course.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )
        self._path = options.out / "encoder.pt"
        self.progress = Progress()
        self._log = SummaryWriter(str(options.out / "tensorboard" / "encoder"))
        if self._path.exists() and (options.resume or not course.gradual):
            self._restore(options.resume)

    def _restore(self, resume: bool) -> None:
        """Take the weights; with `resume` also this pass's own place in its course."""
        state = torch.load(self._path, weights_only=True)
        self.encoder.load_state_dict(state["encoder"])
        self.code.load_state_dict(state["code"])
        if resume and state["course"] == self._course.name:
            self._optimizer.load_state_dict(state["optimizer"])
            self.progress = Progress(**state["progress"])
            torch.set_rng_state(state["random"])

    def save(self) -> None:
        """Write everything needed to go on."""
        p = self.progress
        state = {
            "course": self._course.name,
            "encoder": self.encoder.state_dict(),
            "code": self.code.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "progress": {"step": p.step, "spent_s": p.spent_s, "heard_s": p.heard_s},
            "random": torch.get_rng_state(),
        }
        save_whole(state, self._path)

    def _share(self) -> float:
        return min(1.0, self.progress.spent_s / (60 * self._minutes))

    def _padding(self) -> float:
        """Weight of the emulated padding: none at first, later all of it."""
        return min(1.0, max(0.0, (self._share() - 0.4) / 0.2)) if self._course.gradual else 1.0

    def _roughness(self) -> float:
        grown = (self._share() - 0.45) / 0.3 if self._course.gradual else 1.0
        return self._course.roughness * min(1.0, max(0.0, grown))

    def _step(self, batch: Batch) -> tuple[float, float]:
        cosine = eased(self._share(), self._course.last_share)
        warm = min(1.0, (self.progress.step + 1) / _WARM_STEPS)
        for group in self._optimizer.param_groups:
            group["lr"] = self._course.rate * warm * cosine
        padding = self._padding()
        with torch.autocast("cpu", torch.bfloat16):
            memory = self.encoder(batch.mel, batch.lengths, padding)
        loss, right = memory_loss(self.code, memory, batch)
        self._optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self._weights, 1.0)
        self._optimizer.step()
        return float(loss.detach()), float(right)

    def run(self) -> None:
        """Train; a checkpoint and a look at the dev set every few minutes."""
        for dev in self.dev.values():
            dev.refresh()
        saved_at = time.monotonic()
        loss, right = 0.0, 0.0
        while self._share() < 1:
            self._store.refresh()
            early = self._course.gradual and self._share() < _SHORT_SHARE
            frames = _FRAMES[not self._course.gradual or self._share() > _SMALL_SHARE]
            for clips in self._store.batches(frames, _SHORT_S if early else _LONG_S):
                started = time.monotonic()
                mels = [self._rough(clip, self._roughness()) for clip in clips]
                latest = self._step(collate(clips, mels))
                loss, right = 0.98 * loss + 0.02 * latest[0], 0.98 * right + 0.02 * latest[1]
                p = self.progress
                p.step += 1
                p.heard_s += sum(clip.mel.shape[1] for clip in clips) / 100
                p.spent_s += time.monotonic() - started
                if time.monotonic() - saved_at > _SAVE_EVERY_S:
                    self._report(loss, right)
                    saved_at = time.monotonic()
                if self._share() >= 1 or p.step % _LOOK_EVERY == 0:
                    break
        self._report(loss, right)

    def _report(self, loss: float, right: float) -> None:
        p = self.progress
        self.save()
        errors = {
            name: evaluate(self.encoder, self.code, dev, self._padding())
            for name, dev in self.dev.items()
        }
        for name, error in errors.items():
            self._log.add_scalar(f"frame_error/{name}", error, p.step)
        self._log.add_scalar("loss", loss, p.step)
        report(
            f"A {p.spent_s / 60:.1f} of {self._minutes:.0f} min step {p.step} "
            f"heard {p.heard_s / 3600:.2f} h of {self._store.hours:.1f} h loss {loss:.3f} "
            f"wrong {1 - right:.3f} dev "
            + " ".join(f"{name} {error:.3f}" for name, error in errors.items())
        )


def fit_encoder(options: TrainOptions, minutes: float) -> Path:
    """Run stage A; the checkpoint's path."""
    EncoderFit(options, minutes).run()
    return options.out / "encoder.pt"


def fit_encoder_again(options: TrainOptions, minutes: float) -> Path:
    """Go on with the encoder of `encoder.pt`, on recordings of people too, with full padding."""
    EncoderFit(options, minutes, AGAIN).run()
    return options.out / "encoder.pt"
