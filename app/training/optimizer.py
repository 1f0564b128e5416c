"""The optimiser of the decoder's stages."""

from typing import Any, Final

import torch
from torch import nn

_BETAS: Final = (0.9, 0.98)
_DECAY: Final = 0.01
_MATRIX: Final = 2  # dimensions


class Optimizer:
    """Muon (Jordan et al., 2024) for the layers' matrices, AdamW for everything else.

    Both take one rate: Muon's updates are scaled to the size that AdamW's have (Liu et al.,
    "Muon is scalable for LLM training", 2025). Beginning afresh on imagined codes, with batches
    of twice the size, it had 40 % of held-out tokens right after three quarters of AdamW's tokens
    and nine tenths of its time, and was gaining; longer runs were not compared.
    """

    def __init__(self, module: nn.Module, rate: float) -> None:
        matrices: list[nn.Parameter] = []
        others: list[nn.Parameter] = []
        for name, weight in module.named_parameters():
            hidden = weight.ndim == _MATRIX and name.startswith("layers.")
            (matrices if hidden else others).append(weight)
        self._parts: dict[str, torch.optim.Optimizer] = {
            "muon": torch.optim.Muon(
                matrices, lr=rate, weight_decay=_DECAY, adjust_lr_fn="match_rms_adamw"
            ),
            "adamw": torch.optim.AdamW(
                others, lr=rate, betas=_BETAS, weight_decay=_DECAY, fused=True
            ),
        }

    def clear(self) -> None:
        """Forget the gradients."""
        for part in self._parts.values():
            part.zero_grad(set_to_none=True)

    def step(self, rate: float) -> None:
        """Change the weights by their gradients at a learning rate."""
        for part in self._parts.values():
            for group in part.param_groups:
                group["lr"] = rate
            part.step()

    def state_dict(self) -> dict[str, Any]:
        """What `load_state_dict` goes on from."""
        return {name: part.state_dict() for name, part in self._parts.items()}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Take over another one's moments. Raises KeyError or ValueError when it does not fit."""
        for name, part in self._parts.items():
            part.load_state_dict(state[name])
