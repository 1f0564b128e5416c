"""Stage C: encoder and decoder together, on real features with the padding they will meet."""

import multiprocessing
import os
import time
from collections.abc import Sequence
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.utils.tensorboard import SummaryWriter

from app.training.chance import chance
from app.training.checkpoint import eased, save_whole
from app.training.clip_store import ClipStore, Roughener, collate
from app.training.corpus import WORD, Clip
from app.training.dev_check import report_dev
from app.training.features import Float32, pack, unpack
from app.training.fit_decoder import Imagination, imagine, losses
from app.training.fit_encoder import memory_loss
from app.training.memory_code import MemoryCode
from app.training.options import TrainOptions
from app.training.phones import NO_WORD
from app.training.scripts import Page, Scribe, page
from app.training.team import Team, together
from app.training.tokenizer import load
from app.training.whisper_export import FOLDER, export
from app.training.whisper_model import Memory, Shape, Whisper

_DECODER_RATE: Final = 5e-4
_ENCODER_RATE: Final = 3e-4
_IMAGINED_SHARE: Final = 0.3  # of the turns begin with a batch made from labels
_LONGEST_S: Final = 14.0
_LAST_SHARE: Final = 0.05  # of the rates, at the end
_WARM_STEPS: Final = 100
_FRAMES: Final = 1600  # 20 ms frames a step in each process
_SAVE_EVERY_S: Final = 150.0
_CODE_SHARE: Final = (0.3, 0.1)  # of the loss, at first and at the end
_CHECKED: Final = 30  # dev clips per language
_SILENT_EVERY: Final = 24
_JOINED_SHARE: Final = 0.3
_ROUGHNESS: Final = 0.3
_FORGOTTEN: Final = 0.25  # the most of the decoder's input that is replaced
_MEET_EVERY: Final = 8  # steps between averages over the team
_LOOK_EVERY: Final = 600  # steps until new shards are looked for
_LONGEST_JOINED: Final = 1400  # mel frames: 14 s


def joined(first: Clip, second: Clip) -> Clip:
    """Two clips of one language, one after the other."""
    mel = np.concatenate([unpack(first.mel, first.top), unpack(second.mel, second.top)], axis=1)
    packed, top = pack(np.maximum(mel, mel.max() - 2.0))
    later = second.targets.copy()
    words = first.text.split() if first.language == "en" else first.text
    later[:, WORD] = np.where(later[:, WORD] == NO_WORD, NO_WORD, later[:, WORD] + len(words))
    gap = " " if first.language == "en" else ""
    text = first.text + gap + second.text
    return Clip(packed, top, np.concatenate([first.targets, later]), text, first.language)


def pairs(clips: Sequence[Clip]) -> list[Clip]:
    """Neighbours of one language joined where the result stays short enough."""
    out: list[Clip] = []
    waiting: dict[str, Clip] = {}
    for clip in clips:
        other = waiting.pop(clip.language, None)
        if other is None:
            waiting[clip.language] = clip
        elif other.mel.shape[1] + clip.mel.shape[1] <= _LONGEST_JOINED:
            out.append(joined(other, clip))
        else:
            out += [other, clip]
    return [*out, *waiting.values()]


class JointFit:
    """Trains the whole network (or only its decoder) on the corpus."""

    def __init__(self, options: TrainOptions, minutes: float, team: Team) -> None:
        torch.manual_seed(options.seed + 2 + 100 * team.rank)
        self._options, self._minutes, self._team = options, minutes, team
        self._vocabulary = load(options.out / "tokenizer.json")
        self._scribe = Scribe(self._vocabulary)
        seed = options.seed + 5 + team.rank
        self._store = ClipStore(options.out / "corpus", "*-[0-9]*.npz", seed)
        self._rough = Roughener(options.data, seed)
        self._made = Imagination(options, self._vocabulary, team.rank)
        self._rng = np.random.default_rng(options.seed + 6 + team.rank)
        self.shape = Shape(vocabulary=self._vocabulary.size)
        self.model = Whisper(self.shape)
        self.code = MemoryCode()
        self._load_parts()
        self._optimizer = self._new_optimizer()
        self._path = options.out / "joint.pt"
        self.step, self.spent_s, self.heard_s = 0, 0.0, 0.0
        self._done = False
        self._log = SummaryWriter(str(options.out / "tensorboard" / "joint"))
        if options.resume and self._path.exists():
            self._restore()

    def _load_parts(self) -> None:
        out = self._options.out
        heard = torch.load(out / "encoder.pt", weights_only=True)
        self.model.encoder.load_state_dict(heard["encoder"])
        self.code.load_state_dict(heard["code"])
        written = torch.load(out / "decoder.pt", weights_only=True)
        self.model.decoder.load_state_dict(written["decoder"])

    def _new_optimizer(self) -> torch.optim.AdamW:
        encoder = [p for p in self.model.encoder.parameters() if p.requires_grad]
        groups = [
            {"params": list(self.model.decoder.parameters()), "peak": _DECODER_RATE},
            {"params": [*encoder, *self.code.parameters()], "peak": _ENCODER_RATE},
        ]
        return torch.optim.AdamW(
            groups, lr=_DECODER_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )

    def _restore(self) -> None:
        state = torch.load(self._path, weights_only=True)
        self.model.load_state_dict(state["model"])
        self.code.load_state_dict(state["code"])
        self._optimizer.load_state_dict(state["optimizer"])
        self.step, self.spent_s, self.heard_s = state["step"], state["spent_s"], state["heard_s"]
        torch.set_rng_state(state["random"])

    def save(self) -> None:
        """Write the run's checkpoint and the plain weights beside it."""
        state = {
            "model": self.model.state_dict(),
            "code": self.code.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "step": self.step,
            "spent_s": self.spent_s,
            "heard_s": self.heard_s,
            "random": torch.get_rng_state(),
        }
        save_whole(state, self._path)
        plain = {key: state[key] for key in ("model", "code")}
        save_whole(plain, self._options.out / "whisper.pt")

    def _share(self) -> float:
        return min(1.0, self.spent_s / (60 * self._minutes))

    def _real(self, clips: Sequence[Clip]) -> tuple[Tensor, Tensor, Tensor]:
        """(loss, share of right tokens, distance of the attention) on recorded features."""
        mels: list[Float32] = [self._rough(clip, _ROUGHNESS) for clip in clips]
        batch = collate(clips, mels)
        scripts = [self._scribe.clip(clip, chance(self._rng, 0.5)) for clip in clips]
        sheet = page(scripts, self._vocabulary.special("endoftext"))
        with torch.autocast("cpu", torch.bfloat16):
            memory = self.model.encoder(batch.mel, batch.lengths, 1.0)
        loss, right, away = self._written(memory, sheet)
        first, last = _CODE_SHARE
        weight = first + (last - first) * self._share()
        return loss + weight * memory_loss(self.code, memory, batch)[0], right, away

    def _written(self, memory: Memory, sheet: Page) -> tuple[Tensor, Tensor, Tensor]:
        text_size = self._vocabulary.text_size
        return losses(self.model.decoder, memory, sheet, _FORGOTTEN, text_size)

    def _imagined(self) -> tuple[Tensor, Tensor, Tensor]:
        items = self._made.batch(0.35)
        sheet = page([item.script for item in items], self._vocabulary.special("endoftext"))
        with torch.no_grad():
            memory = imagine(items, self.code, 0.6, 1.0)
        return self._written(memory, sheet)

    def _update(self, loss: Tensor, away: Tensor) -> None:
        share = self._share()
        warm = min(1.0, (self.step + 1) / _WARM_STEPS)
        for group in self._optimizer.param_groups:
            group["lr"] = group["peak"] * warm * eased(share, _LAST_SHARE)
        self._optimizer.zero_grad(set_to_none=True)
        (loss + (1 - 0.7 * share) * away).backward()
        weights = [p for group in self._optimizer.param_groups for p in group["params"]]
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        self._optimizer.step()
        self.step += 1
        if self.step % _MEET_EVERY == 0:
            self.spent_s = self._team.average(weights, self.spent_s)
            self._done = self._share() >= 1  # all agree: they have just met

    def run(self) -> None:
        """Train; export and look at the dev set every few minutes."""
        saved_at = time.monotonic()
        mean = np.zeros(3)
        while not self._done:
            self._store.refresh()
            look = self.step // _LOOK_EVERY
            for clips in self._store.batches(_FRAMES, _LONGEST_S):
                started = time.monotonic()
                mean = 0.98 * mean + 0.02 * self._turn(clips)
                self.spent_s += time.monotonic() - started
                if self._team.rank == 0 and time.monotonic() - saved_at > _SAVE_EVERY_S:
                    self._report(mean)
                    saved_at = time.monotonic()
                if self._done or self.step // _LOOK_EVERY != look:
                    break
        if self._team.rank == 0:
            self._report(mean).join()

    def _turn(self, clips: Sequence[Clip]) -> npt.NDArray[np.float64]:
        """Sometimes an imagined batch, then a real one; its loss, right tokens, distance."""
        if chance(self._rng, _IMAGINED_SHARE):
            loss, _, away = self._imagined()
            self._update(loss, away)
        chosen = pairs(clips) if chance(self._rng, _JOINED_SHARE) else list(clips)
        if self.step % _SILENT_EVERY == 0:
            chosen.append(self._rough.quiet(self._rng.choice(["en", "zh"])))
        loss, right, away = self._real(chosen)
        self._update(loss, away)
        self.heard_s += sum(clip.mel.shape[1] for clip in chosen) / 100
        return np.array([float(loss.detach()), float(right), float(away.detach())])

    def _report(self, mean: npt.NDArray[np.float64]) -> BaseProcess:
        """Save, export, and have another process look at the dev set meanwhile."""
        self.save()
        self.model.eval()
        out = export(self.model, self.shape, self._vocabulary, self._options.out / FOLDER)
        self.model.train()
        for name, value in zip(("loss", "right", "away"), mean, strict=True):
            self._log.add_scalar(name, float(value), self.step)
        line = (
            f"C {self.spent_s / 60:.1f} of {self._minutes:.0f} min step {self.step} heard "
            f"{self.heard_s / 3600:.2f} h loss {mean[0]:.3f} right {mean[1]:.3f} away {mean[2]:.3f}"
        )
        context = multiprocessing.get_context("spawn")
        looking = context.Process(target=check, args=(out, self._options.out / "corpus", line))
        looking.start()
        return looking


def check(directory: Path, corpus: Path, line: str) -> None:
    """Print a line about the training with the dev errors and a few examples."""
    os.nice(2)
    report_dev(line, directory, corpus, _CHECKED)


def _member(options: TrainOptions, minutes: float, team: Team) -> None:
    JointFit(options, minutes, team).run()


def fit_joint(options: TrainOptions, minutes: float) -> Path:
    """Run the stage with `threads` processes; the path of the plain weights."""
    together(options.out, options.threads, partial(_member, options, minutes))
    whole = options.out / "whisper.pt"
    _hand_back(options.out, torch.load(whole, weights_only=True))
    return whole


def _hand_back(out: Path, whole: dict[str, dict[str, Tensor]]) -> None:
    """Put the weights where stages A and B keep theirs, so that those can go on from here."""
    for part in ("encoder", "decoder"):
        path = out / f"{part}.pt"
        state = torch.load(path, weights_only=True)
        prefix = f"{part}."
        state[part] = {
            name.removeprefix(prefix): value
            for name, value in whole["model"].items()
            if name.startswith(prefix)
        }
        if part == "encoder":
            state["code"] = whole["code"]
        save_whole(state, path)
