"""The space between encoder and decoder, fixed beforehand so that both can learn at once.

Each 20 ms frame of encoder output is taught to be a 256-value code of what is said then: phone,
phone before and after, tone, place in the word, language, and its time. The decoder learns to
read such codes made from labels alone, for text without end, while the encoder learns to produce
them from sound; joint training later lets both leave the code behind.
"""

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from app.training.corpus import AFTER, BEFORE, LANGUAGE, PHONE, PLACE, PLACES, TONE
from app.training.phones import PHONES

WIDTH: Final = 256
TIME_WIDTH: Final = 64
_SEED: Final = 20_261_122
_SHORTEST_FRAMES: Final = 14.0
_LONGEST_FRAMES: Final = 3200.0
# Without it the attributes are right long before the frame looks like its code, and a decoder
# that has learnt to read codes cannot read what the encoder gives.
_CODE_WEIGHT: Final = 6.0
# column of the targets, width of its block, classes, share of the loss
BLOCKS: Final = (
    (PHONE, 72, len(PHONES), 1.0),
    (BEFORE, 40, len(PHONES), 0.5),
    (AFTER, 40, len(PHONES), 0.5),
    (TONE, 12, 6, 0.4),
    (PLACE, 20, PLACES, 0.4),
    (LANGUAGE, 8, 3, 0.1),
)


def time_code(positions: Tensor) -> Tensor:
    """(..., 64) sines and cosines of frame positions; periods from 0.28 s to 64 s."""
    steps = torch.linspace(0, 1, TIME_WIDTH // 2)
    periods = _SHORTEST_FRAMES * (_LONGEST_FRAMES / _SHORTEST_FRAMES) ** steps
    angles = positions[..., None].float() * (2 * math.pi / periods)
    return torch.cat([angles.sin(), angles.cos()], -1) * math.sqrt(2)


class MemoryCode(nn.Module):
    """Fixed codebooks of +-1 per attribute; the learnt part is one temperature per attribute."""

    def __init__(self) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(_SEED)
        for column, width, classes, _ in BLOCKS:
            signs = torch.randint(0, 2, (classes, width), generator=generator) * 2.0 - 1.0
            self.register_buffer(f"book{column}", signs)
        self.scales = nn.Parameter(torch.tensor([4.0 / width**0.5 for _, width, _, _ in BLOCKS]))

    def book(self, column: int) -> Tensor:
        """(classes, width) codes of one attribute."""
        return self.get_buffer(f"book{column}")

    def encode(self, targets: Tensor, positions: Tensor) -> Tensor:
        """(..., 256) codes of (..., 7) integer targets at frame `positions`."""
        parts = [self.book(column)[targets[..., column]] for column, _, _, _ in BLOCKS]
        times = time_code(positions).expand(*targets.shape[:-1], -1)
        return torch.cat([*parts, times], -1)

    def loss(self, memory: Tensor, targets: Tensor, valid: Tensor) -> tuple[Tensor, Tensor]:
        """(loss, share of frames with the right phone) of (B, T, 256) memory, (B, T, 7) targets."""
        rows = memory[valid]
        wanted = targets[valid]
        total = rows.new_zeros(())
        right = rows.new_zeros(())
        start = 0
        for (column, width, _, share), scale in zip(BLOCKS, self.scales, strict=True):
            logits = rows[:, start : start + width] @ self.book(column).T * scale
            total = total + share * functional.cross_entropy(logits, wanted[:, column])
            if column == PHONE:
                right = (logits.argmax(-1) == wanted[:, column]).float().mean()
            start += width
        positions = torch.arange(memory.shape[1]).expand(memory.shape[:2])[valid]
        code = self.encode(wanted, positions)
        return total + _CODE_WEIGHT * functional.mse_loss(rows, code), right
