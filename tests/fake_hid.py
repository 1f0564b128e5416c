"""Dictation devices without hardware: reports go through a real pipe into a real reading thread."""

import os
import select
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Plugged:
    """A device that lies on the desk. open_for_us: whether this account may read it."""

    vendor: int
    product: int
    page: int = 0
    usage: int = 0
    open_for_us: bool = True
    pipe: tuple[int, int] = field(default_factory=os.pipe)

    @property
    def path(self) -> bytes:
        return b"/dev/hidraw%d" % self.pipe[0]

    def report(self, *data: int) -> None:
        """A button goes down or up."""
        os.write(self.pipe[1], bytes(data))

    def unplug(self) -> None:
        os.close(self.pipe[1])


class Handle:
    """As hidapi's `device`."""

    def __init__(self, library: "FakeHid") -> None:
        self._library = library
        self._read = -1

    def open_path(self, path: bytes) -> None:
        found = next(one for one in self._library.plugged if one.path == path)
        if not found.open_for_us:
            raise OSError("open failed")
        self._read = found.pipe[0]

    def read(self, size: int, timeout_ms: int) -> list[int]:
        ready, _, _ = select.select([self._read], [], [], timeout_ms / 1_000)
        if not ready:
            return []
        data = os.read(self._read, size)
        if not data:
            self._library.plugged = [
                one for one in self._library.plugged if one.pipe[0] != self._read
            ]
            raise OSError("read error")
        return list(data)

    def close(self) -> None:
        os.close(self._read)


@dataclass
class FakeHid:
    """As the module."""

    plugged: list[Plugged] = field(default_factory=list)

    def enumerate(self) -> list[dict[str, Any]]:
        return [
            {
                "path": one.path,
                "vendor_id": one.vendor,
                "product_id": one.product,
                "usage_page": one.page,
                "usage": one.usage,
            }
            for one in self.plugged
        ]

    def device(self) -> Handle:
        return Handle(self)
