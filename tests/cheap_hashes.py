"""Passwords are hashed cheaply in tests: what makes guessing dear was half the time of the verbs.

`test_credentials.py` holds what the product's own hashes cost.
"""

from typing import Any, Final

from app.services.credentials import Cost, Hashes

_MAKE: Final[Any] = Hashes.__init__
DEAR: Final[tuple[Cost, Cost]] = _MAKE.__defaults__
"""What a hash costs in the product, and the floor."""
CHEAP: Final = Cost(64, 1, 1)


def install() -> None:
    """For this process, where nothing else is asked for."""
    _MAKE.__defaults__ = (CHEAP, CHEAP)


def dear() -> None:
    """As in the product again."""
    _MAKE.__defaults__ = DEAR
