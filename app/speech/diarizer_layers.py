"""Layers that the two diarization networks are built from."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.domain.audio import SAMPLE_RATE_HZ

HOP_SAMPLES = 160
_FFT = 512
_WINDOW_SAMPLES = 400
_EDGE = 4 * HOP_SAMPLES
"""At either end of a window: the first two of its frames hear the end, the next two only sound."""


class LogMel(nn.Module):
    """Log-mel energies every 10 ms: (batch, samples) -> (batch, mels, samples / 160).

    The number of samples must be a multiple of HOP_SAMPLES. Triangular filters on the HTK mel
    scale, 2595 log10(1 + f / 700), from 20 Hz to 7.6 kHz. Of windows that are overlapping views of
    one sound, what they share is computed once.
    """

    filters: Tensor
    window: Tensor

    def __init__(self, mels: int) -> None:
        super().__init__()
        self.register_buffer("filters", mel_filters(mels), persistent=False)
        self.register_buffer("window", torch.hann_window(_WINDOW_SAMPLES), persistent=False)

    def forward(self, samples: Tensor) -> Tensor:
        step, length = samples.stride(0), samples.shape[1]
        overlap = len(samples) > 1 and samples.stride(1) == 1 and length - step > 2 * _EDGE
        if overlap and step > 0 and step % HOP_SAMPLES == 0:
            return self._of_views(samples, step)
        return self._of_each(samples)

    def _of_each(self, samples: Tensor) -> Tensor:
        padding = (_FFT - HOP_SAMPLES) // 2  # so that frame i is centred on its own hop
        spectrum = torch.stft(
            functional.pad(samples, (padding, padding)),
            _FFT,
            HOP_SAMPLES,
            _WINDOW_SAMPLES,
            self.window,
            center=False,
            return_complex=True,
        )
        power = spectrum.real.square() + spectrum.imag.square()
        return torch.log(torch.matmul(self.filters, power) + 1e-5)

    def _of_views(self, samples: Tensor, step: int) -> Tensor:
        """Frames of the whole sound, but at the edges of a window those that hear its end."""
        count, length = samples.shape
        whole = samples.as_strided(((count - 1) * step + length,), (1,))
        frames = self._of_each(whole[None])[0].unfold(1, length // HOP_SAMPLES, step // HOP_SAMPLES)
        found = frames.transpose(0, 1).contiguous()
        edge = _EDGE // HOP_SAMPLES // 2
        found[..., :edge] = self._of_each(samples[:, :_EDGE])[..., :edge]
        found[..., -edge:] = self._of_each(samples[:, -_EDGE:])[..., -edge:]
        return found


def mel_filters(mels: int) -> Tensor:
    """Triangular mel filters, shape (mels, bins)."""
    low, high = (2595 * math.log10(1 + edge_hz / 700) for edge_hz in (20.0, 7600.0))
    points_hz = 700 * (10 ** (torch.linspace(low, high, mels + 2) / 2595) - 1)
    bins_hz = torch.linspace(0, SAMPLE_RATE_HZ / 2, _FFT // 2 + 1)
    rising = (bins_hz - points_hz[:-2, None]) / (points_hz[1:-1] - points_hz[:-2])[:, None]
    falling = (points_hz[2:, None] - bins_hz) / (points_hz[2:] - points_hz[1:-1])[:, None]
    return torch.minimum(rising, falling).clamp(min=0.0)


class TimeDelay(nn.Module):
    """Convolution over time, rectified and normalised: (batch, channels, frames) both ways."""

    def __init__(
        self, inputs: int, outputs: int, kernel: int, stride: int = 1, dilation: int = 1
    ) -> None:
        super().__init__()
        padding = (kernel - 1) * dilation // 2
        self.convolution = nn.Conv1d(inputs, outputs, kernel, stride, padding, dilation)
        self.norm = nn.BatchNorm1d(outputs)

    def forward(self, frames: Tensor) -> Tensor:
        normed: Tensor = self.norm(functional.relu(self.convolution(frames)))
        return normed


class LocalBlock(nn.Module):
    """Residual depthwise convolution over 0.6 s of tokens, then a pointwise layer."""

    def __init__(self, width: int, kernel: int = 15) -> None:
        super().__init__()
        self.near = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.norm = nn.BatchNorm1d(width)
        self.rise = nn.Conv1d(width, 2 * width, 1)
        self.fall = nn.Conv1d(2 * width, width, 1)

    def forward(self, tokens: Tensor) -> Tensor:
        mixed = self.rise(self.norm(self.near(tokens)))
        blended: Tensor = tokens + self.fall(functional.gelu(mixed))
        return blended


class AttentionBlock(nn.Module):
    """Self-attention over the window, then a feed-forward layer; both residual, norm first."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.project = nn.Linear(width, 3 * width)
        self.merge = nn.Linear(width, width)
        self.feed = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )

    def forward(self, tokens: Tensor) -> Tensor:
        batch, count, width = tokens.shape
        split = self.project(self.norm(tokens)).view(batch, count, 3, self.heads, -1)
        query, key, value = split.permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(query, key, value)
        tokens = tokens + self.merge(seen.transpose(1, 2).reshape(batch, count, width))
        fed: Tensor = tokens + self.feed(tokens)
        return fed


def masked_statistics(frames: Tensor, weights: Tensor) -> Tensor:
    """Weighted mean and deviation of frames under each speaker's mask.

    frames: (batch, features, frames). weights: (batch, speakers, any number of frames) in [0, 1],
    stretched to the frames by nearest neighbour. Returns (batch, speakers, 2 * features); a mask
    without any weight gives zeros.
    """
    if weights.shape[-1] != frames.shape[-1]:
        weights = functional.interpolate(weights, size=frames.shape[-1], mode="nearest")
    total = weights.sum(dim=-1, keepdim=True).clamp(min=1e-6)
    shares = weights / total
    mean = torch.einsum("bst,bft->bsf", shares, frames)
    square = torch.einsum("bst,bft->bsf", shares, frames.square())
    deviation = (square - mean.square()).clamp(min=1e-6).sqrt()
    return torch.cat((mean, deviation), dim=-1)
