"""From a device's blocks to 16 kHz sound and what is missing of it, on the engine's thread."""

from typing import Final, Protocol

from app.audio.source import Chosen
from app.capture.clock import Clock
from app.capture.ear import Ear, Opened
from app.capture.ring import UNKNOWN, Feed, Piece
from app.capture.sound import Converter, Meter
from app.capture.troubles import Troubles
from app.capture.watch import Clipping, Pace, Silence, TimeWatch
from app.domain.audio import Pcm
from app.domain.live import GapReason

LOST_S: Final = 0.5
"""No block for so long, and the device counts as lost (SAFETY G5)."""
_FIRST_S: Final = 2.0  # a device may take this long to begin
_PASSING_S: Final = 10.0  # how long what is over already stays said
_HOLE_S: Final = 0.3  # our own loop stood still; the device's lateness then says nothing
_GRACE_S: Final = 0.5
_REPEATED: Final = 3
_REPEAT_S: Final = 30.0
_MOST_PIECES: Final = 100  # taken in one round, so that commands are not kept waiting
_SMALLEST_GAP_S: Final = 0.02


class Owner(Protocol):
    """The engine. `audio_s` is where its recording stands."""

    @property
    def audio_s(self) -> float: ...
    def sound(self, pcm: Pcm) -> None: ...
    def missing(self, seconds: float, reason: GapReason) -> None: ...
    def level(self, rms_dbfs: float, peak_dbfs: float) -> None: ...
    def noted(self, kind: str, seconds: float) -> None: ...
    def played(self) -> None:
        """A file has been played to its end."""
        ...

    def may_take(self) -> bool:
        """Whether disk and spotter keep up; asked only for files, which can wait."""
        ...


class Listening:
    """One device at a time: watches it, and gets it back when it is lost."""

    def __init__(self, ear: Ear, clock: Clock, troubles: Troubles, owner: Owner) -> None:
        self._ear = ear
        self._clock = clock
        self._troubles = troubles
        self._owner = owner
        self._time = TimeWatch(clock)
        self._meter = Meter()
        self.wanted = ""
        self.is_opening = False  # asked for, not there yet
        self.feed: Feed | None = None
        self.chosen: Chosen | None = None  # the device that is open, or was
        self._away_since_s: float | None = None
        self._away_reason: GapReason = "device_lost"
        self._slept_until_s = 0.0
        self._grace_until_s = 0.0
        self._before_s = clock.now()
        self._overruns: list[float] = []
        self._calm = False

    @property
    def is_open(self) -> bool:
        """A device is open, or was and is waited for."""
        return self.feed is not None or self.is_away

    @property
    def is_away(self) -> bool:
        """A device was open, is lost and is waited for."""
        return self._away_since_s is not None

    @property
    def is_live(self) -> bool:
        return self.feed is not None and self.feed.chosen.live

    @property
    def is_file(self) -> bool:
        return self.feed is not None and not self.feed.chosen.live

    def open(self, wanted: str) -> None:
        self._forget()
        self.wanted, self.is_opening = wanted, True
        self._ear.open(wanted)

    def close(self) -> None:
        self._forget()
        self._ear.close()

    def opened(self, message: Opened) -> None:
        """The device that was asked for, or the lost one again."""
        feed = message.feed
        self.is_opening = False
        if self._away_since_s is None:
            self._say_doubt(feed)
        self.feed, self.chosen = feed, feed.chosen
        self._converter = Converter(feed.chosen)
        self._silence = Silence(feed.chosen.rate_hz)
        self._clipping = Clipping(feed.chosen.rate_hz)
        self._pace = Pace(feed.chosen.rate_hz)

    def flush(self) -> None:
        """What the filter still holds belongs to the recording that ends now."""
        if self.feed is not None:
            self._owner.sound(self._converter.flush())
            self._converter = Converter(self.feed.chosen)
        elif self._away_since_s is not None:
            now = self._clock.now()
            self._owner.missing(now - self._away_since_s, self._away_reason)
            self._away_since_s = now

    def begin(self) -> None:
        """A recording begins now: what is missing from before is not its."""
        if self._away_since_s is not None:
            self._away_since_s = self._clock.now()

    def step(self) -> None:
        now = self._clock.now()
        self._watch_time(now)
        feed = self.feed
        if feed is None:
            return
        for _ in range(_MOST_PIECES):
            piece = feed.next_piece() if self._may_take(feed) else None
            if piece is None:
                break
            self._take(feed, piece)
            if self.feed is not feed:
                return
        self._watch_device(feed)

    def _may_take(self, feed: Feed) -> bool:
        return feed.chosen.live or self._owner.may_take()

    def _take(self, feed: Feed, piece: Piece) -> None:
        frames = piece.frames
        if self._away_since_s is not None:
            self._returned(piece, len(frames) / feed.chosen.rate_hz)
        elif feed.chosen.live:
            self._count(piece)
        if feed.chosen.live:
            self._hear_trouble(piece)
        pcm = self._converter.push(frames)
        self._owner.sound(pcm)
        level = self._meter.push(pcm)
        if level is not None:
            self._owner.level(*level)
        if self._calm_needed():
            self._lose(feed, "overrun", calm=True)

    def _returned(self, piece: Piece, length_s: float) -> None:
        assert self._away_since_s is not None  # noqa: S101 - the caller looked
        away_s, self._away_since_s = piece.at_s - length_s - self._away_since_s, None
        self._owner.missing(max(0.0, away_s), self._away_reason)
        self._troubles.over("device_lost", self._owner.audio_s)
        self._pace.push(len(piece.frames), piece.at_s, 0, False)

    def _count(self, piece: Piece) -> None:
        """Put in what is missing before a block."""
        slept = piece.at_s < self._slept_until_s
        missing_s = self._pace.push(len(piece.frames), piece.at_s, piece.lost, slept)
        if missing_s > _SMALLEST_GAP_S:
            self._owner.missing(missing_s, "suspended" if slept else "overrun")
        if slept and missing_s > _GRACE_S:
            self._slept_until_s = 0.0
        elif piece.lost or missing_s > _SMALLEST_GAP_S:
            self._overrun(piece.at_s, piece.lost == UNKNOWN)

    def _overrun(self, at_s: float, by_device: bool) -> None:
        if by_device:
            self._overruns = [*(t for t in self._overruns if t > at_s - _REPEAT_S), at_s]
        self._troubles.say(
            "overrun",
            "the computer is too busy and a moment of sound was lost; close other programs",
            self._owner.audio_s,
            at_s + _PASSING_S,
        )

    def _calm_needed(self) -> bool:
        return len(self._overruns) >= _REPEATED and not self._calm

    def _hear_trouble(self, piece: Piece) -> None:
        audio_s = self._owner.audio_s
        if self._silence.push(piece.frames):
            self._troubles.say(
                "silent",
                "the microphone is connected but gives no sound at all; see whether it is muted",
                audio_s,
            )
        else:
            self._troubles.over("silent", audio_s)
        if self._clipping.push(piece.frames):
            self._troubles.say(
                "clipping",
                "the microphone is too loud and peaks are cut off; turn it down or move it away",
                audio_s,
            )
        else:
            self._troubles.over("clipping", audio_s)

    def _watch_device(self, feed: Feed) -> None:
        if feed.ended.is_set() and not feed.waiting:
            if feed.chosen.live:
                self._lose(feed, "device_lost")
            else:
                self._owner.played()
            return
        now = self._clock.now()
        heard_s = feed.opened_s + _FIRST_S if feed.latest_s is None else feed.latest_s
        late = feed.chosen.live and now - heard_s > LOST_S
        if late and now > self._grace_until_s and not feed.waiting:
            self._lose(feed, "device_lost")

    def _lose(self, feed: Feed, reason: GapReason, calm: bool = False) -> None:
        if not calm:
            self._troubles.say(
                "device_lost",
                f"no sound comes from '{feed.chosen.device}' any more; see to its cable, "
                "recording goes on as soon as it is back",
                self._owner.audio_s,
            )
            self._troubles.over("silent", self._owner.audio_s)
            self._troubles.over("clipping", self._owner.audio_s)
        self._owner.sound(self._converter.flush())
        slept = self._clock.now() < self._slept_until_s
        self._away_since_s = feed.opened_s if feed.latest_s is None else feed.latest_s
        self._away_reason = "suspended" if slept else reason
        self._overruns.clear()
        self._calm = self._calm or calm
        self.feed = None
        self._ear.reopen(self.wanted, feed.chosen.key, calm)

    def _watch_time(self, now: float) -> None:
        if now - self._before_s > _HOLE_S:
            self._grace_until_s = now + _GRACE_S
        self._before_s = now
        audio_s = self._owner.audio_s
        slept_s = self._time.slept_s()
        if slept_s:
            self._slept_until_s = now + 2 * _GRACE_S
            self._grace_until_s = now + _GRACE_S
            if self._away_since_s is not None:
                self._away_reason = "suspended"
            sentence = f"the computer slept for {slept_s:.0f} s; nothing was recorded meanwhile"
            self._troubles.say("suspended", sentence, audio_s, now + _PASSING_S)
            self._owner.noted("suspended", slept_s)
        jump_s = self._time.jumped_s()
        if jump_s:
            way = "forward" if jump_s > 0 else "back"
            sentence = f"the computer's clock was set {way} by {abs(jump_s):.0f} s; see to its time"
            self._troubles.say("clock_jump", sentence, audio_s, now + _PASSING_S)
            self._owner.noted("clock_jump", jump_s)
        self._troubles.pass_time(now, audio_s)

    def _say_doubt(self, feed: Feed) -> None:
        if feed.chosen.doubt:
            self._troubles.say("wrong_device", feed.chosen.doubt, self._owner.audio_s)
        else:
            self._troubles.over("wrong_device", self._owner.audio_s)

    def _forget(self) -> None:
        self.feed = None
        self.is_opening = False
        self._away_since_s = None
        for kind in ("device_lost", "silent", "clipping", "wrong_device"):
            self._troubles.over(kind, self._owner.audio_s)
