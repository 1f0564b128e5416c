"""The Whisper network, with what training from scratch needs besides.

Differences from the stock implementation are in training only: small position codes, emulated
padding, and a look at one attention head per decoder layer. `stock_state` gives the weights
under the stock names.
"""

import math
from dataclasses import dataclass
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.training.features import MELS

POSITIONS: Final = 1500  # faster-whisper pads every window to 3000 mel frames
TEXT_POSITIONS: Final = 448
_AROUND: Final = 16  # frames of zeros whose middle no border touches
TAIL: Final = 12  # padding positions that stand for all of them


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the network."""

    vocabulary: int
    width: int = 256
    heads: int = 4
    encoder_layers: int = 5
    decoder_layers: int = 3
    hidden: int = 1024


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """Encoder output: (B, N, width) states, (B, 1, 1, N) attention bias or None, frame times.

    `positions` (N,) or (B, N) are the frame indices (20 ms) of the states.
    """

    states: Tensor
    bias: Tensor | None
    positions: Tensor


def sinusoids(length: int, width: int) -> Tensor:
    """(length, width) position codes (Vaswani et al., 2017), as Whisper's encoder has them."""
    step = math.log(10_000) / (width // 2 - 1)
    rates = torch.exp(-step * torch.arange(width // 2))
    angles = torch.arange(length)[:, None] * rates[None]
    return torch.cat([angles.sin(), angles.cos()], 1)


class Attention(nn.Module):
    """Multi-head attention; `watch` keeps head 0's map of the last call in `seen`."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.watch = False
        self.seen: Tensor | None = None
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor, source: Tensor, bias: Tensor | None, causal: bool) -> Tensor:
        """(B, S, width) attended; `bias` (B or 1, 1, 1 or S, N) is added to the scores."""
        batch, steps, width = x.shape

        def split(t: Tensor) -> Tensor:
            return t.view(batch, -1, self.heads, width // self.heads).transpose(1, 2)

        q, k, v = split(self.q_proj(x)), split(self.k_proj(source)), split(self.v_proj(source))
        # written out: on a CPU the fused kernel's backward pass takes longer than all of this
        scores = (q @ k.transpose(2, 3)).float() * (width // self.heads) ** -0.5
        if bias is not None:
            scores = scores + bias
        if causal:
            scores = scores + torch.full((steps, steps), -math.inf).triu(1)
        seen = scores.softmax(-1)
        if self.watch and self.training:
            self.seen = seen[:, 0]
        out = seen.to(v.dtype) @ v
        mixed: Tensor = self.out_proj(out.transpose(1, 2).reshape(batch, steps, width))
        return mixed


class Layer(nn.Module):
    """A pre-norm transformer layer, with cross-attention in the decoder."""

    def __init__(self, shape: Shape, cross: bool) -> None:
        super().__init__()
        width = shape.width
        self.self_attn = Attention(width, shape.heads)
        self.self_attn_layer_norm = nn.LayerNorm(width)
        if cross:
            self.encoder_attn = Attention(width, shape.heads)
            self.encoder_attn.watch = True
            self.encoder_attn_layer_norm = nn.LayerNorm(width)
        self.fc1 = nn.Linear(width, shape.hidden)
        self.fc2 = nn.Linear(shape.hidden, width)
        self.final_layer_norm = nn.LayerNorm(width)

    def forward(
        self, x: Tensor, bias: Tensor | None, memory: Tensor | None = None, causal: bool = False
    ) -> Tensor:
        """(B, S, width) -> the same; `bias` belongs to the memory, or to x without one."""
        normed = self.self_attn_layer_norm(x)
        x = x + self.self_attn(normed, normed, None if causal else bias, causal)
        if memory is not None:
            normed = self.encoder_attn_layer_norm(x)
            x = x + self.encoder_attn(normed, memory, bias, False)
        hidden = functional.gelu(self.fc1(self.final_layer_norm(x)))
        out: Tensor = x + self.fc2(hidden)
        return out


class Encoder(nn.Module):
    """Two convolutions and self-attention over 20 ms frames."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width = shape.width
        self.conv1 = nn.Conv1d(MELS, width, 3, padding=1)
        self.conv2 = nn.Conv1d(width, width, 3, stride=2, padding=1)
        self.embed_positions = nn.Embedding(POSITIONS, width)
        self.embed_positions.weight.data = sinusoids(POSITIONS, width) * 0.12
        self.embed_positions.weight.requires_grad = False
        self.conv1.weight.data *= 2
        self.conv2.weight.data *= 3
        self.layers = nn.ModuleList(Layer(shape, cross=False) for _ in range(shape.encoder_layers))
        self.layer_norm = nn.LayerNorm(width)

    def forward(self, mel: Tensor, lengths: Tensor, padding: float) -> Memory:
        """Memory of (B, 80, T) features whose clips have `lengths` frames (at 50 Hz).

        What follows a clip must be zeros. `padding` from 0 to 1 is the weight of the emulated
        zero padding up to 1500 frames: TAIL sampled positions stand for the rest.
        """
        count = mel.shape[-1] // 2
        x = functional.gelu(self.conv1(functional.pad(mel, (0, 4))))
        x = functional.gelu(self.conv2(x)).transpose(1, 2)[:, :count]
        x = x + self.embed_positions.weight[:count].to(x.dtype)
        positions = torch.arange(count)
        inside = positions[None] < lengths[:, None]
        if padding <= 0:
            bias = torch.zeros(inside.shape).masked_fill(~inside, -1e4)
        else:
            tail, where = self._tail(count)
            x = torch.cat([x, tail.expand(len(x), -1, -1).to(x.dtype)], 1)
            positions = torch.cat([positions, where])
            rest = math.log(max(1, POSITIONS - count) ** padding / TAIL)
            bias = torch.cat([torch.zeros(inside.shape), torch.full((len(x), TAIL), rest)], 1)
        bias = bias[:, None, None]
        for layer in self.layers:
            x = layer(x, bias)
        return Memory(self.layer_norm(x), bias, positions)

    def stack(self) -> list[Layer]:
        """The layers, first to last."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]

    def _tail(self, count: int) -> tuple[Tensor, Tensor]:
        """What the convolutions make of zeros at TAIL sampled positions, and the positions."""
        zero = self.conv1.weight.new_zeros(1, MELS, _AROUND)
        second = self.conv2(functional.gelu(self.conv1(zero)))[0, :, _AROUND // 4]
        still = functional.gelu(second)
        where = count + torch.randperm(POSITIONS - count)[:TAIL].sort().values
        return (still + self.embed_positions.weight[where])[None], where


class Decoder(nn.Module):
    """Writes text tokens while looking at the memory."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.width)
        self.embed_positions = nn.Embedding(TEXT_POSITIONS, shape.width)
        self.layers = nn.ModuleList(Layer(shape, cross=True) for _ in range(shape.decoder_layers))
        self.layer_norm = nn.LayerNorm(shape.width)
        nn.init.normal_(self.embed_tokens.weight, std=0.04)
        nn.init.normal_(self.embed_positions.weight, std=0.02)

    def forward(self, tokens: Tensor, memory: Memory) -> Tensor:
        """(B, S, width) states after the last norm; multiply by the embeddings for logits."""
        x = self.embed_tokens(tokens) + self.embed_positions.weight[: tokens.shape[1]]
        for layer in self.layers:
            x = layer(x, memory.bias, memory.states, causal=True)
        states: Tensor = self.layer_norm(x)
        return states

    def maps(self) -> list[Tensor]:
        """Head 0's attention map (B, S, N) of each layer in the last training call."""
        found = [layer.encoder_attn.seen for layer in self.stack()]
        return [seen for seen in found if seen is not None]

    def stack(self) -> list[Layer]:
        """The layers, first to last."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]


class Whisper(nn.Module):
    """Encoder and decoder."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.encoder = Encoder(shape)
        self.decoder = Decoder(shape)
