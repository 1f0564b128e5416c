"""Plays recordings through the loudspeaker: any stretch, slower or faster, over and over."""

import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from app.audio.loudspeaker import in_use, look_again, open_output, output_names, portaudio
from app.audio.tempo import in_blocks, stretched
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import DeviceError, InternalError
from app.domain.playing import (
    FASTEST,
    SLOWEST,
    CannotPlay,
    PlayBegan,
    PlayEnded,
    PlayEvent,
    Stretch,
)
from app.services.ports import Playable

BLOCK_S: Final = 0.02
FADE_S: Final = 0.01  # sound that begins or ends at once is heard as a click
IDLE_S: Final = 5.0  # then the device may sleep
_LOST: Final = "the sound output was lost; plug it in again or choose another, then play again"


@dataclass(frozen=True, slots=True, eq=False)
class _Wish:
    """A stretch somebody asked for, in samples."""

    sound: Playable
    first: int
    last: int
    loop: bool


@dataclass(slots=True)
class _Output:
    stream: Any
    rate_hz: int
    channels: int
    name: str
    held: ExitStack


class LoudspeakerPlayer:
    """A Player. The device is opened at the first stretch and let go a while after the last.

    library: the sounddevice module, loaded when it is first needed, or a fake of it.
    """

    def __init__(self, library: Any = None, idle_s: float = IDLE_S) -> None:
        self._library = library
        self._idle_s = idle_s
        self._on_event: Callable[[PlayEvent], None] = lambda _: None
        self._change = threading.Condition()
        self._waiting: _Wish | None = None
        self._stopping = self._closing = False
        self._speed = 1.0
        self._name = ""
        self._output: _Output | None = None
        self._thread: threading.Thread | None = None
        self._written_s = self._begun_s = 0.0

    def listen(self, on_event: Callable[[PlayEvent], None]) -> None:
        self._on_event = on_event

    def play(self, sound: Playable, stretch: Stretch, speed: float = 1.0) -> None:
        last = min(round(stretch.end_s * SAMPLE_RATE_HZ), sound.available)
        first = min(max(0, round(stretch.start_s * SAMPLE_RATE_HZ)), last)
        with self._change:
            self._waiting = _Wish(sound, first, last, stretch.loop)
            self._speed = _possible(speed)
            self._stopping = False
            self._change.notify_all()
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._run, daemon=True, name="player")
                self._thread.start()

    def set_speed(self, speed: float) -> None:
        self._speed = _possible(speed)

    def stop(self) -> None:
        with self._change:
            self._waiting, self._stopping = None, True

    @property
    def position_s(self) -> float:
        output = self._output
        ahead_s = float(output.stream.latency) * self._speed if output else 0.0
        return max(self._begun_s, self._written_s - ahead_s)

    def outputs(self) -> tuple[str, ...]:
        library = self._loaded()
        look_again(library)
        return output_names(library)

    def choose(self, output: str) -> None:
        self._name = output

    def close(self) -> None:
        """Fade out and let the device go."""
        with self._change:
            self._waiting, self._stopping, self._closing = None, True, True
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join(1.0)

    def _loaded(self) -> Any:
        self._library = self._library or portaudio()
        return self._library

    def _run(self) -> None:
        while True:
            wish = self._next()
            if wish is None:
                self._let_go()
                if self._closing:
                    return
                continue
            try:
                self._play(wish)
            except DeviceError as error:
                self._fail(str(error))
            except Exception as error:  # noqa: BLE001 - the one of this thread
                lost = self._library is not None and isinstance(error, self._library.PortAudioError)
                self._fail(_LOST if lost else str(InternalError(error)))

    def _next(self) -> _Wish | None:
        """The next stretch; None when the device is to be let go."""
        with self._change:
            patience_s = self._idle_s if self._output else None
            self._change.wait_for(lambda: self._waiting or self._closing, patience_s)
            wish, self._waiting = self._waiting, None
            return wish

    def _play(self, wish: _Wish) -> None:
        self._begun_s = self._written_s = wish.first / SAMPLE_RATE_HZ
        output = self._opened()
        if output.stream.stopped:
            output.stream.start()
        self._on_event(PlayBegan(self._begun_s))
        at = wish.first
        while at < wish.last and not self._ended():
            at = self._pass(output, wish, at)
            if at >= wish.last and wish.loop:
                at = wish.first
                self._begun_s = self._written_s = at / SAMPLE_RATE_HZ
        if self._waiting is None:
            _heard_out(output)
            self._begun_s = self._written_s
            self._on_event(PlayEnded(self._written_s))

    def _ended(self) -> bool:
        return self._stopping or self._waiting is not None

    def _pass(self, output: _Output, wish: _Wish, first: int) -> int:
        """Play on at one speed; gives the sample where that ended, faded out."""
        speed, heard = self._speed, 0
        fade = round(FADE_S * output.rate_hz)
        parts = stretched(wish.sound, first, wish.last, speed, output.rate_hz)
        for block, last in in_blocks(parts, round(BLOCK_S * output.rate_hz)):
            ends = last or self._ended() or self._speed != speed
            faded = _faded(block, fade if heard == 0 else 0, fade if ends else 0)
            output.stream.write(np.repeat(faded[:, None], output.channels, axis=1))
            heard += len(block)
            at = min(first + round(heard * speed * SAMPLE_RATE_HZ / output.rate_hz), wish.last)
            self._written_s = at / SAMPLE_RATE_HZ
            if ends and not last:
                return at
        self._written_s = wish.last / SAMPLE_RATE_HZ
        return wish.last

    def _opened(self) -> _Output:
        """The output that was chosen, open. Raises DeviceError."""
        if self._output is not None and self._output.name == self._name:
            return self._output
        self._let_go()
        library, name = self._loaded(), self._name
        try:
            opened = open_output(library, name)
        except DeviceError:
            if not look_again(library):
                raise
            opened = open_output(library, name)
        held = ExitStack()
        held.enter_context(in_use())
        self._output = _Output(*opened, name, held)
        return self._output

    def _let_go(self) -> None:
        output, self._output = self._output, None
        if output is not None:
            with output.held, suppress(self._library.PortAudioError):
                output.stream.close(ignore_errors=True)

    def _fail(self, sentence: str) -> None:
        self._let_go()
        self._on_event(CannotPlay(sentence))


def _heard_out(output: _Output) -> None:
    """Wait until all of it was heard: some systems drop what a stream still holds at its stop."""
    rest = round(float(output.stream.latency) * output.rate_hz)
    output.stream.write(np.zeros((rest, output.channels), np.float32))
    output.stream.stop()


def _possible(speed: float) -> float:
    return min(max(SLOWEST, speed), FASTEST)


def _faded(block: Samples, rise: int, fall: int) -> Samples:
    """A block that comes up over its first samples and goes down over its last, without a jump."""
    if not rise and not fall:
        return block
    gain = np.ones(len(block), np.float32)
    rise, fall = min(rise, len(block)), min(fall, len(block))
    gain[:rise] *= np.linspace(0.0, 1.0, rise, dtype=np.float32)
    if fall:
        gain[-fall:] *= np.linspace(1.0, 0.0, fall, dtype=np.float32)
    return block * gain
