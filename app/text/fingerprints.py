"""What is learned of features, found by numbers that stand for their names."""

import numpy as np


def gaps(known: np.ndarray) -> np.ndarray:
    """Rising fingerprints as what each is more than the one before: half as many bytes."""
    found = np.diff(known, prepend=known.dtype.type(0))
    if len(found) and found.max() > np.iinfo(np.uint32).max:
        raise ValueError("fingerprints too far apart")
    return found.astype(np.uint32)


def risen(found: np.ndarray) -> np.ndarray:
    """The fingerprints whose `gaps` these are."""
    return np.cumsum(found, dtype=np.uint64)


def places(known: np.ndarray, prints: np.ndarray) -> np.ndarray:
    """Where each fingerprint stands among the known ones, which rise; their number if nowhere."""
    at = np.searchsorted(known, prints)
    at[at == len(known)] = 0
    return np.where(known[at] == prints, at, len(known)) if len(known) else at
