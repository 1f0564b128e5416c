"""The keyword spotter's network for training; what ships is the same in NumPy, without phones."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from app.speech.keyword_features import BANDS
from app.speech.keyword_network import FRAMES_PER_STEP, Float32
from app.training.phones import PHONES

States = tuple[Tensor, Tensor, Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class NetShape:
    """Sizes: convolution outputs, their taps, LSTM width."""

    channels: int = 72
    taps: tuple[int, int] = (5, 3)
    hidden: int = 104


class KeywordNet(nn.Module):
    """Causal: convolution (two frames a step), convolution, LSTM, LSTM, classes.

    The first LSTM also names the phone of each frame. Only training asks for that: a network that
    must know phones learns phrases by their sounds, not by the voices that said them.
    """

    def __init__(self, keywords: int, shape: NetShape = NetShape()) -> None:
        super().__init__()
        self.taps = shape.taps
        self.conv1 = nn.Conv1d(BANDS, shape.channels, shape.taps[0], FRAMES_PER_STEP, bias=False)
        self.norm1 = nn.BatchNorm1d(shape.channels)
        self.conv2 = nn.Conv1d(shape.channels, shape.channels, shape.taps[1], bias=False)
        self.norm2 = nn.BatchNorm1d(shape.channels)
        self.lstm1 = nn.LSTM(shape.channels, shape.hidden, batch_first=True)
        self.lstm2 = nn.LSTM(shape.hidden, shape.hidden, batch_first=True)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(shape.hidden, 1 + keywords)
        self.phones = nn.Linear(shape.hidden, len(PHONES))

    def forward(
        self, features: Tensor, states: States | None = None
    ) -> tuple[Tensor, Tensor, States]:
        """(rows, 2 x steps, 40) -> classes and phones (rows, steps, n) as logits, last states."""
        frames = features.transpose(1, 2)
        frames = nn.functional.pad(frames, (self.taps[0] - FRAMES_PER_STEP, 0))
        frames = torch.relu(self.norm1(self.conv1(frames)))
        frames = nn.functional.pad(frames, (self.taps[1] - 1, 0))
        frames = torch.relu(self.norm2(self.conv2(frames))).transpose(1, 2)
        first, second = (None, None) if states is None else (states[:2], states[2:])
        heard, first = self.lstm1(frames, first)
        found, second = self.lstm2(self.drop(heard), second)
        return self.out(self.drop(found)), self.phones(heard), (*first, *second)

    def shipped(self) -> dict[str, Float32]:
        """The tensors that KeywordNetwork reads: normalisation folded in, no phones."""
        tensors: dict[str, Tensor] = {"out.weight": self.out.weight, "out.bias": self.out.bias}
        for name, conv, norm in (
            ("conv1", self.conv1, self.norm1),
            ("conv2", self.conv2, self.norm2),
        ):
            moments = dict(norm.named_buffers())
            scale = norm.weight / torch.sqrt(moments["running_var"] + norm.eps)
            tensors[f"{name}.weight"] = conv.weight * scale[:, None, None]
            tensors[f"{name}.bias"] = norm.bias - moments["running_mean"] * scale
        for name, lstm in (("lstm1", self.lstm1), ("lstm2", self.lstm2)):
            kept = dict(lstm.named_parameters())
            tensors[f"{name}.weight_ih"] = kept["weight_ih_l0"]
            tensors[f"{name}.weight_hh"] = kept["weight_hh_l0"]
            tensors[f"{name}.bias"] = kept["bias_ih_l0"] + kept["bias_hh_l0"]
        return {name: tensor.detach().float().numpy().copy() for name, tensor in tensors.items()}
