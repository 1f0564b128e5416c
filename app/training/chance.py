"""Small helpers of every recipe: a weighted coin and a line of progress."""

import random
import sys

import numpy as np


def chance(source: random.Random | np.random.Generator, share: float) -> bool:
    """True in about `share` of the calls."""
    return bool(source.random() < share)


def report(line: str) -> None:
    """A line of progress; results go elsewhere."""
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
