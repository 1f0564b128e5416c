"""`jit`: machine code where numba is installed, the same plain Python function where it is not."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from platformdirs import user_cache_path

Kernel = TypeVar("Kernel", bound=Callable[..., object])

try:
    import numba
except ImportError:  # the product works, a look-up takes some milliseconds
    numba = None

COMPILED = numba is not None


def _sources() -> str:
    """Digest of all modules beside this one. A kernel holds those that it calls, from other files
    too, of which numba's own check of one file's time knows nothing: it would run old code.
    """
    digest = hashlib.sha256()
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


if numba is not None and not numba.config.CACHE_DIR:
    numba.config.CACHE_DIR = str(user_cache_path("erscribe") / "kernels" / _sources())


def jit(function: Kernel) -> Kernel:
    """Compile at the first call and keep the result on disk, in the user's cache folder; where
    that cannot be written it is compiled at every start.
    """
    if numba is None:
        return function
    try:
        compiled: Kernel = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        compiled = numba.njit(nogil=True)(function)
    return compiled
