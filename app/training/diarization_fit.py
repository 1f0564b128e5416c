"""What the two diarization recipes share: their corpus, their training loop, the margin loss."""

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.training.checkpoint import eased, save_whole
from app.training.conversations import Simulator, Surroundings, read_surroundings
from app.training.options import TrainOptions
from app.training.speaker_clips import ClipBank, open_bank, real_clips, write_bank
from app.training.speaker_voices import spoken_clips, training_voices

_log = logging.getLogger(__name__)
_SAVE_EVERY_S = 60.0
_WARM_UP = 0.03
_TUNING_SHARE = 10
"""One speaker in ten is kept out of both trainings, to tune the pipeline on unseen voices."""


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Speakers to train on, speakers to tune with, and the places they are put into."""

    training: ClipBank
    tuning: ClipBank
    surroundings: Surroundings

    def simulator(self, seed: int) -> Simulator:
        return Simulator(self.training, self.surroundings, seed)


def open_corpus(options: TrainOptions) -> Corpus:
    """Open the clip bank under `options.out`, making it first when it is not there.

    Without `options.data` only synthetic voices are used. Raises ResourceError.
    """
    folder = options.out / "voices"
    if not (folder / "clips.json").is_file():
        voices = training_voices(options.seed)
        real = real_clips(options.data) if options.data else iter(())
        write_bank(chain(real, spoken_clips(voices, options.seed)), folder)
    bank = open_bank(folder)
    surroundings = read_surroundings(options.data) if options.data else Surroundings()
    training, tuning = split(bank, options.seed)
    return Corpus(training, tuning, surroundings)


def split(bank: ClipBank, seed: int) -> tuple[ClipBank, ClipBank]:
    """Part a bank by speaker: most to train on, one in ten of every large group to tune with."""
    chooser = random.Random(seed)
    kept_out: set[str] = set()
    for speakers in bank.groups().values():
        kept_out |= set(chooser.sample(sorted(speakers), len(speakers) // _TUNING_SHARE))
    training = tuple(clip for clip in bank.clips if clip.speaker not in kept_out)
    tuning = tuple(clip for clip in bank.clips if clip.speaker in kept_out)
    return replace(bank, clips=training), replace(bank, clips=tuning)


class MarginLoss(nn.Module):
    """Additive angular margin softmax over the training speakers (Deng et al. 2019, eq. 3)."""

    def __init__(self, dimension: int, speakers: int, scale: float = 30.0) -> None:
        super().__init__()
        self.centres = nn.Parameter(0.05 * torch.randn(speakers, dimension))  # short: soon turned
        self.scale = scale

    def forward(self, vectors: Tensor, speakers: Tensor, margin: float) -> Tensor:
        """vectors: (n, dimension); speakers: (n,) indices; margin in radians."""
        cosine = functional.linear(
            functional.normalize(vectors), functional.normalize(self.centres)
        )
        own = cosine.gather(1, speakers[:, None]).clamp(-1 + 1e-6, 1 - 1e-6)
        moved = torch.cos(torch.acos(own) + margin)
        logits = cosine.scatter(1, speakers[:, None], moved)
        return functional.cross_entropy(self.scale * logits, speakers)


def contrast(vectors: Tensor, speakers: Tensor, scale: float) -> Tensor:
    """Supervised contrastive loss within a batch (Khosla et al. 2020, eq. 2).

    vectors: (n, dimension); speakers: (n,). Vectors without a second of their speaker are only
    compared against. Zero when nobody occurs twice.
    """
    unit = functional.normalize(vectors)
    alone = torch.eye(len(unit), dtype=torch.bool)
    logits = (scale * unit @ unit.T).masked_fill(alone, -1e4)
    own = (speakers[:, None] == speakers[None]) & ~alone
    found = own.sum(dim=1)
    likely = (functional.log_softmax(logits, dim=1) * own).sum(dim=1) / found.clamp(min=1)
    return -likely.sum() / (found > 0).sum().clamp(min=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long to train and where to keep the state. rate: peak step size.
    decay: of the weights, as a share of the step size.

    seconds: processor time of the training thread, so that a busy machine makes a run longer
    instead of worse.
    """

    state: Path
    seconds: float
    rate: float
    resume: bool
    decay: float = 1e-3


def fit(
    modules: Sequence[nn.Module],
    loss_of: Callable[[float], Tensor],
    save: Callable[[], None],
    plan: Plan,
) -> None:
    """Train until the plan's time is over, saving now and then and at the end.

    loss_of: fraction of the time used -> loss of a fresh batch. The step size warms up and then
    follows a half cosine over that time, so that a run always ends cooled down.
    """
    parameters = [value for module in modules for value in module.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=plan.rate, weight_decay=plan.decay)
    spent_s = _restore(modules, optimizer, plan) if plan.resume else 0.0
    started, saved, losses = time.thread_time() - spent_s, time.monotonic(), [0.0]
    for step in _steps():
        fraction = (time.thread_time() - started) / plan.seconds
        if fraction >= 1.0:
            break
        for group in optimizer.param_groups:
            group["lr"] = plan.rate * _warmth(fraction)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of(fraction)
        loss.backward()
        nn.utils.clip_grad_norm_(parameters, 5.0)
        optimizer.step()
        losses.append(loss.item())
        if time.monotonic() - saved > _SAVE_EVERY_S:
            _log.info("step %d, %.0f %%, loss %.4f", step, 100 * fraction, _recent(losses))
            _keep(modules, optimizer, plan, time.thread_time() - started)
            save()
            saved = time.monotonic()
    _keep(modules, optimizer, plan, plan.seconds)
    save()


def data_seed(seed: int, plan: Plan) -> int:
    """A seed for the data of this run: one that is taken up again sees new conversations."""
    if not (plan.resume and plan.state.is_file()):
        return seed
    spent_s = float(torch.load(plan.state, weights_only=True)["spent_s"])
    return seed + 1000 + round(spent_s)


def _steps() -> Iterator[int]:
    step = 0
    while True:
        step += 1
        yield step


def _recent(losses: Sequence[float]) -> float:
    recent = losses[-300:]
    return sum(recent) / len(recent)


def _warmth(fraction: float) -> float:
    if fraction < _WARM_UP:
        return 0.1 + 0.9 * fraction / _WARM_UP
    return eased(fraction, 0.01)


def _keep(
    modules: Sequence[nn.Module], optimizer: torch.optim.Optimizer, plan: Plan, spent_s: float
) -> None:
    state = {
        "modules": [module.state_dict() for module in modules],
        "optimizer": optimizer.state_dict(),
        "spent_s": spent_s,
    }
    plan.state.parent.mkdir(parents=True, exist_ok=True)
    save_whole(state, plan.state)


def _restore(modules: Sequence[nn.Module], optimizer: torch.optim.Optimizer, plan: Plan) -> float:
    if not plan.state.is_file():
        return 0.0
    state = torch.load(plan.state, weights_only=True)
    for module, values in zip(modules, state["modules"], strict=True):
        module.load_state_dict(values)
    optimizer.load_state_dict(state["optimizer"])
    return min(float(state["spent_s"]), plan.seconds)
