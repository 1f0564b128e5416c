"""Frozen dataclasses as JSON bytes and back: what crosses a pipe, or waits for the next stage.

No pickle: bytes from another process must never be able to run anything.
"""

from functools import cache
from typing import Any, TypeVar, get_args

import msgspec

Kind = TypeVar("Kind")


class MessageError(ValueError):
    """Bytes that are none of the messages expected; says where, never what stood there."""


def encode(message: Any) -> bytes:
    """One message: its class's name and its fields."""
    return _bytes((type(message).__name__, message))


def decode(data: bytes, among: Any) -> Any:
    """A message of one of the classes in the union `among`. Raises MessageError."""
    try:
        name, fields = msgspec.json.decode(data, type=tuple[str, msgspec.Raw])
        return msgspec.json.decode(fields, type=_named(among)[name])
    except (ValueError, KeyError):
        raise MessageError("not a message of the kinds expected") from None


def as_json(value: Any) -> str:
    """Any dataclass, or tuple of them, as JSON text."""
    return _bytes(value).decode()


def of_json(kind: type[Kind], text: str) -> Kind:
    """What `as_json` was given. Raises MessageError."""
    try:
        return msgspec.json.decode(text, type=kind)
    except ValueError:
        raise MessageError(f"not a {getattr(kind, '__name__', 'value')} as it was kept") from None


def _bytes(value: Any) -> bytes:
    return msgspec.json.encode(value, enc_hook=_number)


def _number(value: Any) -> Any:
    """Numbers of numpy's own types get into fractions and times unseen."""
    import numpy as np  # noqa: PLC0415 - the window opens before; only such numbers come here

    if isinstance(value, np.generic):
        return value.item()
    raise NotImplementedError


@cache
def _named(among: Any) -> dict[str, type]:
    return {kind.__name__: kind for kind in get_args(among)}
