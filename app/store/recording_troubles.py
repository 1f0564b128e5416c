"""What a writer says of its disk: when it fails, when it is full, and when that is over."""

from collections.abc import Callable
from typing import Final

from app.domain.live import Trouble, TroubleKind, TroubleOver
from app.store.recording_disk import FULL
from app.store.recording_room import Room

AGAIN_S: Final = 10.0  # how often the seconds that are left are said
_FEW_S: Final = 90.0
CALM_S: Final = 5.0  # so long must all be well before a trouble is over

Tell = Callable[[Trouble | TroubleOver], None]
Clock = Callable[[], float]


class DiskTroubles:
    """Says each trouble at once, again when it grows worse, and when it is over."""

    def __init__(self, room: Room, tell: Tell, clock: Clock) -> None:
        self._room = room
        self._tell = tell
        self._clock = clock
        self._said: dict[TroubleKind, tuple[bool, float]] = {}  # whether at its worst, and when
        self._failed_s = 0.0

    def failed(self, error: OSError, audio_s: float, left_s: float, again: bool) -> None:
        """A call failed. left_s: how much more sound fits in memory; again: the file that was
        begun anew for this failed too, so that nothing reaches the disk now."""
        self._failed_s = self._clock()
        full = error.errno in FULL
        reserve_s = self._room.release() if full else 0.0
        why = error.strerror or type(error).__name__
        if reserve_s:
            sentence = (
                f"The disk is full. Recording goes on for {_minutes(reserve_s)} in a reserve; "
                "delete or move files now."
            )
            self._say("disk_full", sentence, audio_s, worst=False)
        elif again:
            kind: TroubleKind = "disk_full" if full else "disk_error"
            what = "The disk is full" if full else f"The disk cannot be written ({why})"
            do = "delete or move files" if full else "have the disk looked after"
            sentence = f"{what}. {left_s:.0f} s more of sound fit in memory; {do} now."
            self._say(kind, sentence, audio_s, worst=True)
        elif not full:
            sentence = (
                f"The disk reported an error ({why}). Recording goes on in a new file; have the "
                "disk looked after."
            )
            self._say("disk_error", sentence, audio_s, worst=False)

    def look(self, audio_s: float, well: bool) -> None:
        """Call this every few seconds. well: nothing waits for the disk any more."""
        self._room.look(audio_s, self._tell)
        if not well or self._clock() - self._failed_s < CALM_S:
            return
        self._over("disk_error", audio_s)
        if "disk_full" in self._said:
            if self._room.plenty():
                self._over("disk_full", audio_s)
                self._room.keep()
            elif self._said["disk_full"][0]:
                self._said["disk_full"] = (False, self._clock())
                sentence = (
                    "Sound reaches the disk again, but there is hardly any room; delete or move "
                    "files now."
                )
                self._tell(Trouble("disk_full", sentence, audio_s))

    def _over(self, kind: TroubleKind, audio_s: float) -> None:
        if self._said.pop(kind, None):
            self._tell(TroubleOver(kind, audio_s))

    def _say(self, kind: TroubleKind, sentence: str, audio_s: float, worst: bool) -> None:
        now_s = self._clock()
        before, said_s = self._said.get(kind, (None, 0.0))
        news = before is None or (worst and (not before or now_s - said_s >= AGAIN_S))
        if news:
            self._said[kind] = (worst, now_s)
            self._tell(Trouble(kind, sentence, audio_s))


def _minutes(seconds: float) -> str:
    return f"about {seconds / 60:.0f} minutes" if seconds >= _FEW_S else f"about {seconds:.0f} s"
