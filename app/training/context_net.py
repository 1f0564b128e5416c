"""The network of the context model: made with torch, used by `app/text/context_net.py` in numpy.

It is told what a linear model that never saw a sentence's writer says of it, and learns to correct
that. Each turn over the sentences takes one form of each, written, heard or misheard, and hides one
word in seven, so that it learns to do without; Adam with decoupled decay (Loshchilov and Hutter,
2019), one rise and fall of the rate. Deterministic on one processor.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from app.text.context_net import (
    DILATIONS,
    HEADS,
    MARKS,
    NAMED,
    PLACES,
    RULED,
    SPECIAL,
    STEP,
    VOCABULARY,
    View,
)

WIDTH: Final = 112
TURNS: Final = 4
BATCH: Final = 64
RATE: Final = 2e-3
DECAY: Final = 0.02
DROPPED: Final = 0.3
HIDDEN: Final = 0.15
SMOOTHED: Final = 0.05
TRUST: Final = 0.8
WORD_LEAST: Final = 9
"""Examples that a word must be in, a sentence counting thrice, to be in the vocabulary."""
_KINDS: Final = 7
_TINY: Final = 1e-5
_STEPS: Final = 127
_RISE: Final = 0.08
_TOGETHER: Final = 40


@dataclass(frozen=True, slots=True)
class Case:
    """A mention: what is seen, the log-odds it is told (7), the truth, its sentence and form."""

    view: View
    told: np.ndarray
    truth: int
    sentence: int
    form: int


@dataclass(frozen=True, slots=True)
class _Batch:
    words: Tensor
    codes: Tensor
    at: Tensor
    told: Tensor
    truth: Tensor


class _Net(nn.Module):
    """As ContextNet computes it. Inputs: a batch of mentions, words x places alike long."""

    def __init__(self, words: int) -> None:
        super().__init__()
        sizes = {"words": words, "places": PLACES, "marks": MARKS, "ruled": RULED, "cues": 2}
        self.tables = nn.ModuleDict({name: nn.Embedding(n, WIDTH) for name, n in sizes.items()})
        for name in self.tables:
            table = self.get_parameter(f"tables.{name}.weight")
            nn.init.normal_(table, 0, 0.3 if name == "words" else 0.15)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in (*DILATIONS, 0))
        self.layers = nn.ModuleList(nn.Linear(3 * WIDTH, WIDTH) for _ in DILATIONS)
        self.key, self.query = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.inner, self.outer = nn.Linear(3 * WIDTH + _KINDS, WIDTH), nn.Linear(WIDTH, _KINDS)
        self.trust = nn.Parameter(torch.tensor(TRUST))

    def forward(self, batch: _Batch) -> Tensor:
        words = batch.words
        if self.training:
            hidden = (torch.rand(words.shape) < HIDDEN) & (words >= len(SPECIAL))
            words = words.masked_fill(hidden, 1)
        live = (batch.codes[:, 0] > 0).unsqueeze(-1)
        seen = self.tables["words"](words)
        for row, name in enumerate(("places", "marks", "ruled", "cues")):
            seen = seen + self.tables[name](batch.codes[:, row])
        seen = self._dropped(seen) * live
        for norm, layer, dilation in zip(self.norms, self.layers, DILATIONS, strict=False):
            around = _around(norm(seen) * live, dilation)
            seen = seen + self._dropped(functional.relu(layer(around))) * live
        seen = self.norms[-1](seen)
        return self._answer(seen, live, batch)

    def _answer(self, seen: Tensor, live: Tensor, batch: _Batch) -> Tensor:
        count, length, _ = seen.shape
        own = seen[torch.arange(count), batch.at]
        parts = (count, length, HEADS, WIDTH // HEADS)
        asked = self.query(own).view(count, 1, *parts[2:])
        scores = (self.key(seen).view(parts) * asked).sum(-1) / float(np.sqrt(parts[-1]))
        shares = scores.masked_fill(~live, -1e9).softmax(1)
        attended = (seen.view(parts) * shares.unsqueeze(-1)).sum(1).reshape(count, WIDTH)
        most = seen.masked_fill(~live, -1e9).max(1).values
        likely = batch.told.softmax(-1)
        told = torch.cat([self._dropped(torch.cat([own, attended, most], -1)), likely], -1)
        inner = self._dropped(functional.relu(self.inner(told)))
        answer: Tensor = self.trust * (likely + _TINY).log() + self.outer(inner)
        return answer

    def _dropped(self, values: Tensor) -> Tensor:
        return functional.dropout(values, DROPPED, self.training)


def _around(values: Tensor, dilation: int) -> Tensor:
    length = values.shape[1]
    padded = functional.pad(values, (0, 0, dilation, dilation))
    return torch.cat([padded[:, :length], values, padded[:, 2 * dilation :]], -1)


def fitted_net(cases: Sequence[Case], seed: int = 0) -> dict[str, np.ndarray]:
    """The vocabulary and weights by the names that ContextNet reads; whole numbers of eight bits,
    each matrix with its step."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    chance = np.random.default_rng(seed)
    words = _vocabulary(cases)
    net = _Net(len(words))
    _fit(net, cases, {word: number for number, word in enumerate(words)}, chance)
    return {VOCABULARY: _packed(words), **_stored(net)}


def _vocabulary(cases: Sequence[Case]) -> tuple[str, ...]:
    seen = Counter(word for case in cases for word in sorted(set(case.view.words)))
    often = sorted(word for word, times in seen.items() if times >= WORD_LEAST)
    return (*SPECIAL, *(word for word in often if word not in SPECIAL))


def _fit(
    net: _Net, cases: Sequence[Case], places: dict[str, int], chance: np.random.Generator
) -> None:
    table = net.get_parameter("tables.words.weight")
    others = [one for one in net.parameters() if one is not table]
    groups = [
        {"params": [table], "weight_decay": DECAY / 2},
        {"params": others, "weight_decay": DECAY},
    ]
    optimizer = torch.optim.AdamW(groups, lr=RATE, betas=(0.9, 0.98))
    turns = [list(_batches(cases, _one_form(cases, chance), chance)) for _ in range(TURNS)]
    steps = sum(map(len, turns))
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda at: _rate(at / steps))
    net.train()
    for numbers in (batch for turn in turns for batch in turn):
        batch = _batch([cases[number] for number in numbers], places)
        loss = functional.cross_entropy(net(batch), batch.truth, label_smoothing=SMOOTHED)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()


def _rate(done: float) -> float:
    return done / _RISE if done < _RISE else max(0.01, (1 - done) / (1 - _RISE))


def _one_form(cases: Sequence[Case], chance: np.random.Generator) -> np.ndarray:
    """The numbers of the cases of one form of every sentence."""
    forms = chance.integers(
        0, 1 + max(case.form for case in cases), 1 + max(case.sentence for case in cases)
    )
    return np.array([at for at, case in enumerate(cases) if case.form == forms[case.sentence]])


def _batches(
    cases: Sequence[Case], numbers: np.ndarray, chance: np.random.Generator
) -> Iterator[np.ndarray]:
    """In chance order, each of mentions about as long."""
    numbers = chance.permutation(numbers)
    lengths = np.array([len(cases[number].view.words) for number in numbers])
    found = []
    for start in range(0, len(numbers), BATCH * _TOGETHER):
        part = slice(start, start + BATCH * _TOGETHER)
        alike = numbers[part][np.argsort(lengths[part], kind="stable")]
        found += [alike[at : at + BATCH] for at in range(0, len(alike), BATCH)]
    yield from (found[at] for at in chance.permutation(len(found)))


def _batch(cases: Sequence[Case], places: dict[str, int]) -> _Batch:
    longest = max(len(case.view.words) for case in cases)
    words = np.zeros((len(cases), longest), np.int64)
    codes = np.zeros((len(cases), 4, longest), np.int64)
    for row, case in enumerate(cases):
        length = len(case.view.words)
        words[row, :length] = [places.get(word, 1) for word in case.view.words]
        codes[row, :, :length] = case.view.codes
    return _Batch(
        torch.from_numpy(words),
        torch.from_numpy(codes),
        torch.tensor([case.view.at for case in cases]),
        torch.from_numpy(np.array([case.told for case in cases], np.float32)),
        torch.tensor([case.truth for case in cases]),
    )


def _packed(words: Sequence[str]) -> np.ndarray:
    return np.frombuffer("\n".join(words).encode("utf-8"), np.uint8)


def _stored(net: _Net) -> dict[str, np.ndarray]:
    found: dict[str, np.ndarray] = {}
    for name, value in _named(net):
        array = value.detach().numpy().astype(np.float32)
        if array.ndim > 1:
            step = np.array(np.abs(array).max() / _STEPS, np.float32)
            found[NAMED + name] = np.round(array / step).astype(np.int8)
            found[NAMED + name + STEP] = step
        else:
            found[NAMED + name] = array
    return found


def _named(net: _Net) -> Iterator[tuple[str, Tensor]]:
    """Weights by ContextNet's names; matrices stand inputs x outputs."""
    given = net.get_parameter
    for name in net.tables:
        yield name, given(f"tables.{name}.weight")
    for number in range(len(net.norms)):
        yield f"scale{number}", given(f"norms.{number}.weight")
        yield f"shift{number}", given(f"norms.{number}.bias")
    for number in range(len(net.layers)):
        yield f"layer{number}", given(f"layers.{number}.weight").T
        yield f"layer{number}_bias", given(f"layers.{number}.bias")
    for name in ("key", "query", "inner", "outer"):
        yield name, given(f"{name}.weight").T
        yield f"{name}_bias", given(f"{name}.bias")
    yield "trust", net.trust
