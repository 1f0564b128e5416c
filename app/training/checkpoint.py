"""What every stage does alike on its way: the pace of its learning rate, and its checkpoints."""

import math
from collections.abc import Mapping
from pathlib import Path

import torch


def eased(share: float, last: float) -> float:
    """Part of the peak rate after `share` of the time: a half cosine from 1 down to `last`.

    After Loshchilov and Hutter, SGDR (2017), without restarts.
    """
    return last + (1 - last) * 0.5 * (1 + math.cos(math.pi * share))


def save_whole(state: Mapping[str, object], path: Path) -> None:
    """Write a checkpoint under a temporary name first, so that a killed run leaves the old one."""
    part = path.with_suffix(".part")
    torch.save(dict(state), part)
    part.replace(path)
