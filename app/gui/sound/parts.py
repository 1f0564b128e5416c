"""What the sound bar is given by whoever builds it."""

from collections.abc import Callable
from dataclasses import dataclass

from app.services.playback import Playback


@dataclass(frozen=True, slots=True)
class SoundParts:
    """playback: asked behind, since it loads the sound libraries; always gives the same one."""

    playback: Callable[[], Playback]
