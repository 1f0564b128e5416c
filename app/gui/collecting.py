"""When garbage is collected: never while somebody works, since the window would not answer.

A full collection looks at every object there is; with a lexicon loaded that takes a fifth of a
second, on whichever thread it happens to begin.
"""

import gc

YOUNG, MIDDLE, NEVER = 10_000, 20, 1_000_000


def wait_for_loading() -> None:
    """Collect nothing until `all_loaded`."""
    gc.disable()


def all_loaded() -> None:
    """What is there now stays, and is never looked at again; of the rest only the young is."""
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, NEVER)
    gc.enable()


def collect() -> None:
    """All garbage: somebody leaves, and nothing of what they did shall lie about."""
    gc.collect()
