"""Recipe of the keyword spotter: acoustic alerts for resources/training/keywords.toml.

Clips of phrases, near misses, open and real speech are put end to end into streams; the network
names the keyword in the 160 ms around a phrase's end, and the phone of every frame besides. In
`out` of a finished recogniser recipe its corpus is used too, and its encoder aligns what has no
times of its own (real speech, pico, festival).
"""

from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.tensorboard import SummaryWriter

from app.speech.keyword_spotter import save_keywords
from app.training.chance import report
from app.training.diarization_fit import Plan, data_seed, fit
from app.training.keyword_clips import STEP_S, load_clips
from app.training.keyword_corpus import SHARDS, Corpus
from app.training.keyword_dev import tuned
from app.training.keyword_net import KeywordNet, States
from app.training.keyword_rows import (
    IGNORED,
    RowMaker,
    RowPool,
    Rows,
    noise_files,
)
from app.training.keyword_texts import Phrases, load_phrases
from app.training.options import TrainOptions
from app.training.precision import halved

FOLDER: Final = "keywords-embedded"
_MINUTES: Final = 45.0
_BATCH: Final = 32
_STEPS: Final = 160
_RATE: Final = 2e-3
_PHONE_WEIGHT: Final = 0.6
_KEYWORD_WEIGHT: Final = 4.0  # of a step that holds a keyword against one that holds none
_WRONG: Final = 0.3  # a chance above it where nothing was said is worth saying again
_FRESH: Final = 0.1  # of the batches begin with empty memories
_POOLS: Final = {
    "keyword": tuple(f"{SHARDS}/keyword-{kind}.npz" for kind in ("0*", "pico", "festival")),
    "open": (f"{SHARDS}/open-*.npz", *(f"corpus/{e}-*.npz" for e in ("train", "pico", "festival"))),
    "heard": (f"{SHARDS}/heard.npz",),
}


@dataclass(slots=True)
class Recent:
    """Running means of what the log shows."""

    loss: float = 0.0
    phone_loss: float = 0.0
    steps: int = 0

    def add(self, loss: float, phone_loss: float) -> None:
        """Take in one step."""
        self.steps += 1
        weight = max(0.02, 1 / self.steps)
        self.loss += weight * (loss - self.loss)
        self.phone_loss += weight * (phone_loss - self.phone_loss)


class KeywordFit:
    """The network, its streams, and one step of training."""

    def __init__(self, options: TrainOptions, phrases: Phrases, plan: Plan) -> None:
        torch.manual_seed(options.seed)
        pools = {name: load_clips(options.out, each, phrases) for name, each in _POOLS.items()}
        report("clips: " + ", ".join(f"{name} {len(clips)}" for name, clips in pools.items()))
        seed = data_seed(options.seed, plan)
        maker = RowMaker(pools, noise_files(options.data, kept_back=False), seed)
        self._pool = RowPool(maker, seed)
        self.net = KeywordNet(len(phrases.keywords))
        self._states: States | None = None
        self._plan = plan
        self._recent = Recent()
        self._log = SummaryWriter(str(options.out / "tensorboard" / "keywords"))

    def loss_of(self, fraction: float) -> Tensor:
        """The loss of a fresh batch after `fraction` of the time."""
        rows, new = self._pool.rows(_BATCH, _STEPS)
        states = None if self._recent.steps % round(1 / _FRESH) == 0 else self._states
        with halved():
            classes, phones, states = self.net(rows.features, states)
        self._states = _shuffled(states)
        loss = keyword_loss(classes.float(), rows.classes)
        phone_loss = functional.cross_entropy(
            phones.float().flatten(0, 1), rows.phones.flatten(), ignore_index=IGNORED
        )
        if new:
            self._mine(rows, classes.float())
        self._recent.add(float(loss.detach()), float(phone_loss.detach()))
        return loss + _PHONE_WEIGHT * (1 - 0.8 * fraction) * phone_loss

    def _mine(self, rows: Rows, classes: Tensor) -> None:
        with torch.no_grad():
            likely = 1 - classes.softmax(-1)[..., 0]
            self._pool.maker.remember(rows, ((likely > _WRONG) & (rows.classes == 0)).numpy())

    def tell(self) -> None:
        """Report progress, once a checkpoint was written."""
        recent = self._recent
        heard_h = recent.steps * _BATCH * _STEPS * STEP_S / 3600
        report(
            f"keywords step {recent.steps} heard {heard_h:.1f} h "
            f"loss {recent.loss:.4f} phones {recent.phone_loss:.3f}"
        )
        self._log.add_scalar("loss", recent.loss, recent.steps)
        self._log.add_scalar("phone_loss", recent.phone_loss, recent.steps)


def keyword_loss(classes: Tensor, wanted: Tensor) -> Tensor:
    """Cross-entropy over the steps that are asked for, those that hold a keyword counting more.

    classes: (rows, steps, 1 + keywords) logits; wanted: (rows, steps), IGNORED where any will do.
    """
    each = functional.cross_entropy(
        classes.flatten(0, 1), wanted.flatten(), ignore_index=IGNORED, reduction="none"
    )
    weight = 1 + (_KEYWORD_WEIGHT - 1) * (wanted.flatten() > 0)
    return (each * weight).sum() / (wanted >= 0).sum()


def _shuffled(states: States) -> States:
    """The last states of each row, given to another row of the next batch."""
    order = torch.randperm(states[0].shape[1])
    first, second, third, fourth = (state.detach().float()[:, order] for state in states)
    return first, second, third, fourth


def run(options: TrainOptions) -> None:
    """Train, tune and write the model to `options.out / FOLDER`. Raises ResourceError."""
    phrases = load_phrases()
    Corpus(options).make()
    minutes = _MINUTES if options.minutes is None else options.minutes
    plan = Plan(options.out / "keywords.pt", minutes * 60, _RATE, options.resume)
    work = KeywordFit(options, phrases, plan)
    fit((work.net,), work.loss_of, work.tell, plan)
    save_keywords(tuned(work.net, options, phrases), options.out / FOLDER)
