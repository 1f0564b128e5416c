"""MLLP framing (HL7 Implementation Guide, appendix C): 0x0B, the message, 0x1C 0x0D.

One place for whoever sends or takes messages. Text in UTF-8 never holds these bytes by itself.
"""

import socket
import time
from collections.abc import Iterator
from typing import Final

from app.export.peers import MOST_BYTES, TooMuchError

BEGIN: Final = b"\x0b"
END: Final = b"\x1c\x0d"

_PIECE: Final = 8192


def framed(message: bytes) -> bytes:
    """A message as it travels."""
    return BEGIN + message + END


class Frames:
    """The messages that come over one connection, each without its frame.

    What lies between frames is passed over, and so is the beginning of a frame in which another
    one begins. A frame without the last 0x0D is taken. No more than most_bytes are kept or passed
    over until a frame is whole.
    """

    def __init__(self, way: socket.socket, most_bytes: int = MOST_BYTES) -> None:
        self._way, self._most = way, most_bytes
        self._waiting = bytearray()
        self._looked = 0  # so far there is no end in what waits
        self._heard = 0

    def read(self, until: float | None = None) -> bytes | None:
        """The next message; None when the other side is done. until: time.monotonic() of the end.

        Raises TooMuchError, TimeoutError and other OSErrors.
        """
        while (frame := self._whole()) is None:
            if until is not None:
                self._way.settimeout(_left(until))
            piece = self._way.recv(_PIECE)
            if not piece:
                return None
            self._heard += len(piece)
            if self._heard > self._most:
                raise TooMuchError
            self._waiting += piece
        self._heard = len(self._waiting)
        return frame

    def __iter__(self) -> Iterator[bytes]:
        """All messages, each as soon as it is whole, under one limit. Raises as `read` does."""
        heard = 0
        while (frame := self.read()) is not None:
            heard += len(frame)
            if heard > self._most:
                raise TooMuchError
            yield frame

    def _whole(self) -> bytes | None:
        end = self._waiting.find(END[:1], self._looked)
        while end >= 0:
            begin = self._waiting.rfind(BEGIN, 0, end)
            frame = bytes(self._waiting[begin + 1 : end]) if begin >= 0 else None
            del self._waiting[: end + 1]
            self._looked = 0
            if frame is not None:
                return frame
            end = self._waiting.find(END[:1])
        self._looked = len(self._waiting)
        return None


def send(way: socket.socket, message: bytes, until: float) -> None:
    """Send a message in its frame, also to a peer that takes it drop by drop, until a time of
    time.monotonic(). Raises OSError."""
    left = memoryview(framed(message))
    while left:
        way.settimeout(_left(until))
        left = left[way.send(left[: 16 * _PIECE]) :]


def _left(until: float) -> float:
    left_s = until - time.monotonic()
    if left_s <= 0:
        raise TimeoutError
    return left_s
