"""A sound file that plays like a microphone: at its own pace, faster, or as fast as it is taken.

`file:PATH` in real time, `file-fast:PATH` without waiting, `file-fast:20:PATH` twenty times as
fast as real time. Nothing of a file is ever dropped: what is not taken is offered again.
"""

import re
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.audio.source import Block, Chosen, Deliver
from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import DecodeError
from app.services.ports import AudioReader

_NAMED: Final = re.compile(r"file(?P<fast>-fast(:(?P<times>\d+(\.\d+)?))?)?:(?P<path>.+)", re.S)
_BLOCK_S: Final = 0.02  # as a microphone delivers
_FAST_BLOCK_S: Final = 0.1
_AGAIN_S: Final = 0.002


def is_replay(device: str) -> bool:
    return _NAMED.fullmatch(device) is not None


class Replay:
    """An AudioSource over files. The whole file is decoded first, so that it never stutters."""

    def __init__(self, reader: AudioReader) -> None:
        self._reader = reader
        self._samples: Block | None = None
        self._times = 1.0  # 0: as fast as it is taken
        self._over = threading.Event()
        self._player: threading.Thread | None = None

    def find(self, wanted: str, key: str = "") -> Chosen:
        named = _NAMED.fullmatch(wanted)
        if named is None or key:
            raise DecodeError("a file plays once; start again to replay it")
        path = Path(named["path"])
        self._times = float(named["times"] or 0.0) if named["fast"] else 1.0
        self._samples = self._reader.read(path).samples[:, None]
        return Chosen(path.name, wanted, SAMPLE_RATE_HZ, 1, live=False)

    def start(self, chosen: Chosen, deliver: Deliver, ended: Callable[[], None]) -> None:
        samples, self._samples = self._samples, None
        if samples is None:
            raise DecodeError(f"{chosen.device} was played already; start again to replay it")
        self._over.clear()
        self._player = threading.Thread(
            target=self._play, args=(samples, deliver, ended), daemon=True, name="replay"
        )
        self._player.start()

    def stop(self) -> None:
        player, self._player = self._player, None
        if player is not None:
            self._over.set()
            player.join()

    def calm(self) -> None:
        """A file loses nothing."""

    def _play(self, samples: Block, deliver: Deliver, ended: Callable[[], None]) -> None:
        step = round((_BLOCK_S if self._times == 1 else _FAST_BLOCK_S) * SAMPLE_RATE_HZ)
        began = time.monotonic()
        for first in range(0, len(samples), step):
            block = samples[first : first + step]
            if self._times:
                due = began + (first + len(block)) / SAMPLE_RATE_HZ / self._times
                self._over.wait(max(0.0, due - time.monotonic()))
            while not self._over.is_set() and not deliver(block, False):
                self._over.wait(_AGAIN_S)
            if self._over.is_set():
                return
        ended()
