"""Stage C: encoder and decoder together, on real features with the padding they will meet."""

import math
import multiprocessing
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

import numpy as np
import torch
from torch import Tensor
from torch.utils.tensorboard import SummaryWriter

from app.training.clip_store import ClipStore, Roughener, collate
from app.training.corpus import WORD, Clip
from app.training.dev_check import dev_errors
from app.training.features import Float32, pack, unpack
from app.training.fit_decoder import Imagination, Item, forgetful, imagine, writing_loss
from app.training.fit_encoder import memory_loss
from app.training.memory_code import MemoryCode
from app.training.options import TrainOptions
from app.training.phones import NO_WORD
from app.training.scripts import Scribe, Script, listening_loss, page
from app.training.team import Team
from app.training.tokenizer import load
from app.training.whisper_export import export
from app.training.whisper_model import Shape, Whisper

_DECODER_RATE: Final = 6e-4
_ENCODER_RATE: Final = 4e-4
_WARM_STEPS: Final = 100
_FRAMES: Final = 1000  # 20 ms frames a step in each process
_SAVE_EVERY_S: Final = 150.0
_CODE_SHARE: Final = (0.5, 0.1)  # of the loss, at first and at the end
_CHECKED: Final = 30  # dev clips per language
_SILENT_EVERY: Final = 24
_MEET_EVERY: Final = 8  # steps between averages over the team
_LOOK_EVERY: Final = 600  # steps until new shards are looked for
_LONGEST_JOINED: Final = 1400  # mel frames: 14 s


@dataclass(frozen=True, slots=True)
class JointPlan:
    """What one run of the stage does: minutes, share of imagined batches, who learns."""

    minutes: float
    imagined: float = 0.3
    train_encoder: bool = True
    name: str = "joint"


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

    def __init__(self, options: TrainOptions, plan: JointPlan, team: Team) -> None:
        torch.manual_seed(options.seed + 2 + 100 * team.rank)
        self._options, self._plan, self._team = options, plan, team
        self._vocabulary = load(options.out / "tokenizer.json")
        self._scribe = Scribe(self._vocabulary)
        chance = options.seed + 5 + team.rank
        self._store = ClipStore(options.out / "corpus", "*-[0-9]*.npz", chance)
        self._rough = Roughener(options.data, chance)
        self._made = Imagination(options, self._vocabulary, team.rank)
        self._dream: list[list[Item]] = []
        self._rng = np.random.default_rng(options.seed + 6 + team.rank)
        self.shape = Shape(vocabulary=self._vocabulary.size, dropout=0.05)
        self.model = Whisper(self.shape)
        self.code = MemoryCode()
        self._load_parts()
        self._optimizer = self._new_optimizer()
        self._path = options.out / f"{plan.name}.pt"
        self.step, self.spent_s, self.heard_s = 0, 0.0, 0.0
        self._done = False
        self._log = SummaryWriter(str(options.out / "tensorboard" / plan.name))
        if options.resume and self._path.exists():
            self._restore()

    def _load_parts(self) -> None:
        out = self._options.out
        whole = out / "whisper.pt"
        if whole.exists():
            state = torch.load(whole, weights_only=True)
            self.model.load_state_dict(state["model"])
            self.code.load_state_dict(state["code"])
        newest = torch.load(out / "encoder.pt", weights_only=True)
        if not whole.exists():
            self.model.decoder.load_state_dict(
                torch.load(out / "decoder.pt", weights_only=True)["decoder"]
            )
        if not whole.exists() or not self._plan.train_encoder:
            self.model.encoder.load_state_dict(newest["encoder"])
            self.code.load_state_dict(newest["code"])

    def _new_optimizer(self) -> torch.optim.AdamW:
        encoder = [p for p in self.model.encoder.parameters() if p.requires_grad]
        if not self._plan.train_encoder:
            for parameter in encoder:
                parameter.requires_grad = False
        groups = [{"params": list(self.model.decoder.parameters()), "peak": _DECODER_RATE}]
        if self._plan.train_encoder:
            groups.append({"params": [*encoder, *self.code.parameters()], "peak": _ENCODER_RATE})
        return torch.optim.AdamW(groups, lr=_DECODER_RATE, betas=(0.9, 0.98), weight_decay=0.01)

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
        for path, keys in (
            (self._path, tuple(state)),
            (self._options.out / "whisper.pt", ("model", "code")),
        ):
            part = path.with_suffix(".part")
            torch.save({key: state[key] for key in keys}, part)
            part.replace(path)

    def _share(self) -> float:
        return min(1.0, self.spent_s / (60 * self._plan.minutes))

    def _script(self, clip: Clip) -> Script:
        if not clip.text:
            return self._scribe.silent(clip.language)
        words = clip.text.split() if clip.language == "en" else list(clip.text)
        ticks = bool(self._rng.random() < 0.5)
        return self._scribe.write(words, clip.language, clip.targets[:, WORD], ticks)

    def _real(self, clips: Sequence[Clip]) -> tuple[Tensor, Tensor, Tensor]:
        """(loss, share of right tokens, distance of the attention) on recorded features."""
        mels: list[Float32] = [self._rough(clip, 0.6) for clip in clips]
        batch = collate(clips, mels)
        sheet = page([self._script(c) for c in clips], self._vocabulary.special("endoftext"))
        given = forgetful(sheet.given, 0.25 * float(torch.rand(())), self._vocabulary.text_size)
        with torch.autocast("cpu", torch.bfloat16), torch.set_grad_enabled(True):
            with torch.set_grad_enabled(self._plan.train_encoder):
                memory = self.model.encoder(batch.mel, batch.lengths, 1.0)
            states = self.model.decoder(given, memory)
        loss, right = writing_loss(self.model.decoder, states.float(), sheet)
        away = listening_loss(self.model.decoder.maps(), sheet, memory.positions)
        if self._plan.train_encoder:
            first, last = _CODE_SHARE
            weight = first + (last - first) * self._share()
            loss = loss + weight * memory_loss(self.code, memory, batch)[0]
        return loss, right, away

    def _imagined(self) -> tuple[Tensor, Tensor, Tensor]:
        if not self._dream:
            self._dream = self._made.batches(0.35)
        items = self._dream.pop()
        sheet = page([item.script for item in items], self._vocabulary.special("endoftext"))
        with torch.no_grad():
            memory = imagine(items, self.code, 0.6, 1.0)
        given = forgetful(sheet.given, 0.25 * float(torch.rand(())), self._vocabulary.text_size)
        with torch.autocast("cpu", torch.bfloat16):
            states = self.model.decoder(given, memory)
        loss, right = writing_loss(self.model.decoder, states.float(), sheet)
        return loss, right, listening_loss(self.model.decoder.maps(), sheet, memory.positions)

    def _update(self, loss: Tensor, away: Tensor) -> None:
        share = self._share()
        warm = min(1.0, (self.step + 1) / _WARM_STEPS)
        for group in self._optimizer.param_groups:
            cosine = 0.05 + 0.95 * 0.5 * (1 + math.cos(math.pi * share))
            group["lr"] = group["peak"] * warm * cosine
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
            for clips in self._store.batches(_FRAMES, 14.0):
                started = time.monotonic()
                if self._rng.random() < self._plan.imagined:
                    loss, right, away = self._imagined()
                    self._update(loss, away)
                chosen = pairs(clips) if self._rng.random() < 0.3 else list(clips)
                if self.step % _SILENT_EVERY == 0:
                    chosen.append(self._rough.quiet(self._rng.choice(["en", "zh"])))
                loss, right, away = self._real(chosen)
                self._update(loss, away)
                mean = 0.98 * mean + 0.02 * np.array(
                    [float(loss.detach()), float(right), float(away.detach())]
                )
                self.heard_s += sum(clip.mel.shape[1] for clip in chosen) / 100
                self.spent_s += time.monotonic() - started
                if self._team.rank == 0 and time.monotonic() - saved_at > _SAVE_EVERY_S:
                    self._report(mean)
                    saved_at = time.monotonic()
                if self._done or self.step % _LOOK_EVERY < 2:
                    break
        if self._team.rank == 0:
            self._report(mean).join()

    def _report(self, mean: "np.typing.NDArray[np.float64]") -> BaseProcess:
        """Save, export, and have another process look at the dev set meanwhile."""
        self.save()
        self.model.eval()
        out = export(self.model, self.shape, self._vocabulary, self._options.out / "ct2")
        self.model.train()
        for name, value in zip(("loss", "right", "away"), mean, strict=True):
            self._log.add_scalar(name, float(value), self.step)
        line = (
            f"{self._plan.name} {self.spent_s / 60:.1f} min step {self.step} heard "
            f"{self.heard_s / 3600:.2f} h loss {mean[0]:.3f} right {mean[1]:.3f} away {mean[2]:.3f}"
        )
        context = multiprocessing.get_context("spawn")
        check = context.Process(target=_check, args=(out, self._options.out / "corpus", line))
        check.start()
        return check


def _check(directory: Path, corpus: Path, line: str) -> None:
    """Print a line about the training with the dev errors and a few examples."""
    os.nice(2)
    errors, samples = dev_errors(directory, corpus, _CHECKED)
    print(line, "dev", " ".join(f"{n} {e:.3f}" for n, e in errors.items()), flush=True)
    for wanted, heard in samples:
        print(f"   {wanted} | {heard}", flush=True)


def _member(options: TrainOptions, plan: JointPlan, team: Team, meeting: Path) -> None:
    torch.set_num_threads(1)
    team.meet(meeting)
    JointFit(options, plan, team).run()
    team.part()


def fit_joint(options: TrainOptions, plan: JointPlan) -> Path:
    """Run the stage with `threads` processes; the path of the plain weights."""
    meeting = options.out / "meeting"
    meeting.unlink(missing_ok=True)
    context = multiprocessing.get_context("spawn")
    members = [
        context.Process(target=_member, args=(options, plan, Team(rank, options.threads), meeting))
        for rank in range(options.threads)
    ]
    for member in members:
        member.start()
    for member in members:
        member.join()
    return options.out / "whisper.pt"
