"""spaCy without what rules do not use: torch, which it loads to see whether it is there (200 MiB,
seconds), and its command line, which brings three HTTP clients (26 MiB, half a second)."""

import sys
import threading
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, Final

_UNUSED: Final = frozenset({"torch", "cupy"})  # rules compute on neither
_EMPTY: Final = frozenset({"spacy.cli", "spacy.cli.info"})  # `spacy.info`, which nobody here asks
_changing = threading.Lock()


class _Nothing(ModuleType):
    """Whatever is imported from it is None."""

    __path__: MutableSequence[str] = []  # noqa: RUF012 - so that it counts as a package

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)


class _Empty(Loader):
    """Makes modules with nothing in them."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Nothing(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


class _Absent:
    """Asked before all other finders: on the thread that made it, some modules are not there, and
    some are empty."""

    def __init__(self) -> None:
        self._thread = threading.get_ident()

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        """Raises ModuleNotFoundError. Every other thread imports what it likes meanwhile."""
        if threading.get_ident() != self._thread:
            return None
        if name in _UNUSED:
            message = f"{name} is not needed here"
            raise ModuleNotFoundError(message, name=name)
        return ModuleSpec(name, _Empty(), is_package=True) if name in _EMPTY else None


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
            for name in _EMPTY:  # who wants the real ones afterwards finds them
                if isinstance(sys.modules.get(name), _Nothing):
                    del sys.modules[name]
