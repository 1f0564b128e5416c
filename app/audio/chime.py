"""The soft sound that goes with a keyword alert.

It must never be taken for a medical device. The alarm sounds of IEC 60601-1-8 are bursts of
separate pulses (ten for high, three for medium, one or two for low priority) whose fundamental
lies between 150 and 1,000 Hz with at least four strong harmonics, and which come again. This is
one single swell in which two pure tones run into each other without a pause, both above 1,000 Hz
and without harmonics, with an attack slower than a pulse may have; it rises by a fourth, where
the standard's two-note melody falls by a third; and it is not repeated.
"""

import threading
import time
from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.audio.loudspeaker import in_use
from app.domain.errors import DeviceError

LENGTH_S: Final = 0.9
NOTES_HZ: Final = (1174.66, 1567.98)
"""D6 and G6 of equal temperament, A4 = 440 Hz."""
PEAK: Final = 0.2
"""Of full scale: about -14 dBFS, below speech."""
REST_S: Final = 3.0
"""A second alert this soon is not sounded again: two in a row would be a pattern."""

_ATTACK_S: Final = 0.15
_BLEND_S: Final = (0.3, 0.5)  # while the first tone goes, the second comes
_RELEASE_S: Final = 0.3
_LONGEST_S: Final = 6.0  # a busy machine opens its output slowly; later is no use any more

Sound = Callable[[int], NDArray[np.float32]]
"""Gives mono samples in [-1, 1] at a rate in Hz."""
Player = Callable[[Sound], None]
"""Plays a sound to its end at the device's rate. Raises DeviceError."""

NO_OUTPUT: Final = (
    "alerts cannot be heard: this machine has no sound output; connect a loudspeaker, "
    "or set notify_sound = false"
)


def chime(rate_hz: int) -> NDArray[np.float32]:
    """The sound, mono float32, LENGTH_S long, at `rate_hz` (above 3,200)."""
    at_s = np.arange(round(LENGTH_S * rate_hz)) / rate_hz
    second = _smooth((at_s - _BLEND_S[0]) / (_BLEND_S[1] - _BLEND_S[0]))
    first_hz, second_hz = NOTES_HZ
    # of equal power: the loudness stays level while one tone turns into the other
    tone = np.sqrt(1 - second) * np.sin(2 * np.pi * first_hz * at_s)
    tone += np.sqrt(second) * np.sin(2 * np.pi * second_hz * at_s)
    swell = _smooth(at_s / _ATTACK_S) * _smooth((LENGTH_S - at_s) / _RELEASE_S)
    sound = tone * swell
    scaled: NDArray[np.float32] = (PEAK * sound / np.abs(sound).max()).astype(np.float32)
    return scaled


def through_loudspeaker(sound: Sound) -> None:
    """Play through the system's own output, and wait for the end. Raises DeviceError."""
    try:
        import sounddevice  # noqa: PLC0415 - fails on import where PortAudio is missing
    except (ImportError, OSError) as error:
        raise DeviceError(NO_OUTPUT) from error
    try:
        rate_hz = int(sounddevice.query_devices(kind="output")["default_samplerate"])
        with (
            in_use(),
            sounddevice.OutputStream(rate_hz, channels=1, dtype="float32") as stream,
        ):
            stream.write(sound(rate_hz).reshape(-1, 1))
    except (sounddevice.PortAudioError, OSError, ValueError) as error:
        raise DeviceError(NO_OUTPUT) from error


class Chime:
    """Sounds on a thread of its own. Never raises and never waits long."""

    def __init__(
        self,
        player: Player = through_loudspeaker,
        on_silent: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """on_silent: told once, in one sentence, that nothing can be heard."""
        self._player, self._on_silent, self._clock = player, on_silent, clock
        self._playing = threading.Lock()
        self._sounded_s: float | None = None
        self._said = False

    def play(self, wait_s: float = _LONGEST_S) -> bool:
        """Sound once; False when it could not be heard. Just after another it stays with that."""
        if self._sounded_s is not None and self._clock() - self._sounded_s < REST_S:
            return True
        if self._playing.acquire(blocking=False):
            heard = threading.Event()
            thread = threading.Thread(target=self._sound, args=(heard,), name="chime", daemon=True)
            thread.start()
            thread.join(wait_s)
            if heard.is_set():
                return True
        if not self._said:
            self._said = True
            self._on_silent(NO_OUTPUT)
        return False

    def _sound(self, heard: threading.Event) -> None:
        try:
            self._player(chime)
            self._sounded_s = self._clock()
            heard.set()
        except DeviceError:
            pass  # what has not been heard is said by play
        finally:
            self._playing.release()


def _smooth(part: NDArray[np.float64]) -> NDArray[np.float64]:
    """From 0 to 1 without a corner, as `part` goes from 0 to 1."""
    inside = np.clip(part, 0.0, 1.0)
    eased: NDArray[np.float64] = 0.5 - 0.5 * np.cos(np.pi * inside)
    return eased
