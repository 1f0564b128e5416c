"""spaCy without torch: it looks whether torch is there, and looking loads it (200 MiB, seconds)."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_UNUSED: Final = frozenset({"torch", "cupy"})  # rules compute on neither
_changing = threading.Lock()


class _Absent:
    """Asked before all other finders: on the thread that made it, some modules are not there."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:  # noqa: ARG002
        """Raises ModuleNotFoundError. Every other thread imports what it likes meanwhile."""
        if name in _UNUSED and threading.get_ident() == self._thread:
            message = f"{name} is not needed here"
            raise ModuleNotFoundError(message, name=name)


@contextmanager
def without_torch() -> Iterator[None]:
    """What is imported inside does not find torch, unless it is loaded already.

    The list of finders is replaced, never changed: another thread may be going through it.
    """
    absent = _Absent()
    with _changing:
        sys.meta_path = [absent, *sys.meta_path]
    try:
        yield
    finally:
        with _changing:
            sys.meta_path = [one for one in sys.meta_path if one is not absent]
