"""`jit`: machine code where numba is installed, the same plain Python function where it is not."""

from collections.abc import Callable
from typing import TypeVar

Kernel = TypeVar("Kernel", bound=Callable[..., object])

try:
    import numba
except ImportError:  # the product works, a look-up takes some milliseconds
    numba = None

COMPILED = numba is not None


def jit(function: Kernel) -> Kernel:
    """Compile at the first call and keep the result on disk, beside the source or in the user's
    cache folder; where neither can be written it is compiled at every start.
    """
    if numba is None:
        return function
    try:
        compiled: Kernel = numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:
        compiled = numba.njit(nogil=True)(function)
    return compiled
