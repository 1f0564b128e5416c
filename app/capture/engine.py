"""The recording process's one loop: sound in, commands in, time line out.

Everything here happens on one thread, so that nothing needs a lock. It never opens a device,
writes a file or waits for a client: other threads do that.
"""

from collections import deque
from dataclasses import asdict
from typing import Final

from app.capture.bell import Bell
from app.capture.clock import Clock
from app.capture.disk import Begun, Broken, Disk, DiskReport, Failed, Late, Opening
from app.capture.ear import NotOpened, Opened
from app.capture.hub import Client
from app.capture.inbox import Inner, Joined, Pending, Tell, Terminate
from app.capture.listening import Listening
from app.capture.sound import SILENCE_DBFS
from app.capture.spotting import Spotting
from app.capture.take import PreRoll, Take
from app.capture.troubles import Troubles
from app.domain.audio import SAMPLE_RATE_HZ, Pcm
from app.domain.live import (
    Arm,
    CaptureCommand,
    CaptureState,
    Disarm,
    Gap,
    GapReason,
    KeywordHeard,
    Level,
    Mark,
    Pause,
    Quit,
    Refused,
    Resume,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
    TroubleOver,
)

TAIL_S: Final = 0.25
"""How long after Stop the device may still deliver what was said before it."""
_LEVEL_EVERY_S: Final = 0.09
_SIGN_OF_LIFE_S: Final = 0.5
_DISK_BEHIND: Final = 10 * SAMPLE_RATE_HZ
_SPOTTER_BEHIND: Final = SAMPLE_RATE_HZ // 2
_BUSY: Final = "a recording is under way; stop it first"
_NOTHING: Final = "nothing is being recorded"


class Engine:
    """tell: to all clients. `step` on one thread, `post` and `heard` from any."""

    def __init__(self, clock: Clock, tell: Tell) -> None:
        self._clock = clock
        self._tell = tell
        self.bell = Bell()
        self.ended = False
        self._troubles = Troubles(self._say_trouble)
        self._inbox: deque[tuple[CaptureCommand | Inner, Client | None]] = deque()
        self._take: Take | None = None
        self._pending: Pending | None = None
        self._arming: Client | None = None
        self._finishing: set[str] = set()
        self._armed = False
        self._preroll = PreRoll(0.0)
        self._level_s = 0.0
        self._terminating = False

    def connect(self, listening: Listening, disk: Disk, spotting: Spotting) -> None:
        """Those who do the work; they report back through `post`."""
        self._listening, self._disk, self._spotting = listening, disk, spotting

    @property
    def troubles(self) -> Troubles:
        return self._troubles

    @property
    def busy(self) -> bool:
        """Something is being recorded, or about to be, or still being finished."""
        return self._take is not None or self._pending is not None or bool(self._finishing)

    def post(self, message: CaptureCommand | Inner, client: Client | None = None) -> None:
        self._inbox.append((message, client))
        self.bell.ring()

    def heard(self, event: KeywordHeard | Trouble | TroubleOver) -> None:
        """On the spotter's thread: the clients first, then the recording."""
        if not isinstance(event, KeywordHeard):
            self._troubles.relay(event)
            return
        self._tell(event, False)
        fields = asdict(event)
        del fields["recording"]
        self._disk.note("keyword", **fields)

    def step(self) -> None:
        """One round: commands, sound, clocks."""
        while self._inbox:
            self._handle(*self._inbox.popleft())
        self._listening.step()
        take = self._take
        now = self._clock.now()
        if take and take.stop_at_s is not None and now >= take.stop_at_s:
            self._finish(take)
        if self._listening.is_away and now - self._level_s >= _SIGN_OF_LIFE_S:
            self.level(SILENCE_DBFS, SILENCE_DBFS)

    # --- what Listening tells

    @property
    def audio_s(self) -> float:
        return self._take.audio_s if self._take else 0.0

    def sound(self, pcm: Pcm) -> None:
        if self._take is None:
            self._preroll.push(pcm)
        else:
            self._take.sound(pcm)

    def missing(self, seconds: float, reason: GapReason) -> None:
        if self._take is not None:
            self._tell_gap(self._take.missing(seconds, reason))

    def level(self, rms_dbfs: float, peak_dbfs: float) -> None:
        now = self._clock.now()
        if now - self._level_s >= _LEVEL_EVERY_S:  # a file may come faster than real time
            self._level_s = now
            self._tell(Level(self.audio_s, rms_dbfs, peak_dbfs), True)

    def noted(self, kind: str, seconds: float) -> None:
        if self._take is not None:
            self._disk.note(kind, seconds=seconds)

    def played(self) -> None:
        if self._take is not None:
            self._finish(self._take)
        elif self._pending is None:
            self._armed = False
            self._listening.close()
            self._tell_status()

    def may_take(self) -> bool:
        return (
            self._take is not None
            and self._disk.waiting < _DISK_BEHIND
            and self._spotting.waiting < _SPOTTER_BEHIND
        )

    # --- messages

    def _handle(self, message: CaptureCommand | Inner, client: Client | None) -> None:
        match message:
            case Arm():
                self._arm(message, client)
            case Disarm():
                self._disarm()
            case Start():
                self._start(message, client)
            case Pause() | Resume() | Stop() | Mark():
                self._in_take(message, client)
            case Quit():
                self._quit(client)
            case _:
                self._hear(message)

    def _hear(self, message: Inner) -> None:
        match message:
            case Opened():
                self._opened(message)
            case NotOpened():
                self._not_opened(message)
            case Joined():
                message.client.send(self._status())
                for trouble in self._troubles.active:
                    message.client.send(trouble)
                message.add(message.client)
            case Terminate():
                self._terminate()
            case _:
                self._hear_disk(message)

    def _hear_disk(self, report: DiskReport) -> None:
        match report:
            case Begun() if self._take and self._take.start.recording == report.recording:
                self._tell_gap(self._take.begun(report))
                self._tell_status()
            case Broken():
                raise report.error  # the client starts the process again, and it goes on
            case Failed():
                self._failed(report)
            case Late():
                self._refuse(None, "Stop", str(report.error), report.error.exit_code)
            case Stopped():
                self._stopped(report)

    def _arm(self, arm: Arm, client: Client | None) -> None:
        if self._take or self._pending:
            self._armed = True  # it is open already and stays so after the recording
            self._tell_status()
            return
        if arm.preroll_s != self._preroll.seconds:
            self._preroll = PreRoll(arm.preroll_s)
        self._armed, self._arming = True, client
        listening = self._listening
        if listening.wanted == arm.device and listening.is_open:
            self._tell_status()
        elif listening.wanted != arm.device or not listening.is_opening:
            listening.open(arm.device)

    def _disarm(self) -> None:
        self._armed = False
        self._preroll = PreRoll(0.0)
        if self._take is None and self._pending is None:
            self._listening.close()
        self._tell_status()

    def _start(self, start: Start, client: Client | None) -> None:
        if self._take is not None and self._take.stop_at_s is not None:
            self._finish(self._take)  # from now on every sample is the next one's
        running = self._take or self._pending
        if running is not None:
            if running.start.recording == start.recording:
                self._tell_status()
            else:
                self._refuse(client, "Start", _BUSY)
            return
        listening = self._listening
        self._pending = Pending(start, client)
        if listening.wanted == start.device and listening.is_open:
            self._begin()
        elif listening.wanted != start.device or not listening.is_opening:
            self._preroll = PreRoll(start.preroll_s)
            listening.open(start.device)

    def _opened(self, message: Opened) -> None:
        if message.wanted != self._listening.wanted or not (self._armed or self.busy):
            return  # meant for what was asked before
        self._listening.opened(message)
        self._spotting.start()  # not before: its loading would slow the device's opening
        if self._pending is not None:
            self._begin()
        else:
            self._tell_status()

    def _not_opened(self, message: NotOpened) -> None:
        if message.wanted != self._listening.wanted or self._take is not None:
            return
        pending, self._pending = self._pending, None
        client = pending.client if pending else self._arming
        self._armed = False
        self._listening.close()
        code = message.error.exit_code
        self._refuse(client, "Start" if pending else "Arm", str(message.error), code)
        self._tell_status()

    def _begin(self) -> None:
        """From this moment on every sample is kept."""
        pending, self._pending = self._pending, None
        assert pending is not None  # noqa: S101 - callers looked
        take = Take(pending.start, self._disk, self._spotting, pending.paused)
        before = self._preroll.take(pending.start.preroll_s)
        self._listening.begin()
        chosen = self._listening.chosen
        assert chosen is not None  # noqa: S101 - a device is, or was, open
        self._disk.begin(
            Opening(
                pending.start,
                chosen.device,
                chosen.rate_hz,
                chosen.channels,
                sum(map(len, before)) / SAMPLE_RATE_HZ,
                self._clock.wall(),
            )
        )
        self._take = take
        for pcm in before:
            take.sound(pcm)

    def _in_take(self, command: Pause | Resume | Stop | Mark, client: Client | None) -> None:
        take, name = self._take, type(command).__name__
        if take is None or take.stop_at_s is not None:
            if take is None and self._pending is not None:
                self._before_begin(command)
            elif take is None:
                self._refuse(client, name, _NOTHING)
            return
        match command:
            case Pause() if not take.paused:
                self._disk.note("pause")
                take.paused = True
            case Resume() if take.paused:
                self._tell_gap(take.resume())
                self._disk.note("resume")
            case Stop():
                tail = self._listening.is_live and not take.paused
                take.stop_at_s = self._clock.now() + (TAIL_S if tail else 0.0)
                return
            case Mark():
                self._disk.note("mark", name=command.name)
                return
        self._tell_status()

    def _before_begin(self, command: Pause | Resume | Stop | Mark) -> None:
        assert self._pending is not None  # noqa: S101 - the caller looked
        if isinstance(command, Stop):
            self._refuse(self._pending.client, "Start", "stopped before the microphone was open")
            self._pending = None
            self._close_if_unarmed()
        elif not isinstance(command, Mark):
            self._pending.paused = isinstance(command, Pause)

    def _finish(self, take: Take) -> None:
        self._listening.flush()
        self._take = None
        self._finishing.add(take.start.recording)
        self._disk.finish()
        self._close_if_unarmed()

    def _close_if_unarmed(self) -> None:
        if not self._armed or self._listening.is_file:
            self._armed = False
            self._listening.close()

    def _stopped(self, stopped: Stopped) -> None:
        self._tell(stopped, False)
        self._over(stopped.recording)

    def _failed(self, failed: Failed) -> None:
        if self._take and self._take.start.recording == failed.recording:
            self._take = None
            self._close_if_unarmed()
        self._refuse(None, "Start", str(failed.error), failed.error.exit_code)
        self._over(failed.recording)

    def _over(self, recording: str) -> None:
        self._finishing.discard(recording)
        self._tell_status()
        if self._terminating and not self.busy:
            self.ended = True

    def _quit(self, client: Client | None) -> None:
        if self.busy:
            self._refuse(client, "Quit", _BUSY)
        else:
            self.ended = True

    def _terminate(self) -> None:
        self._terminating = True
        self._pending = None
        if self._take is not None:
            self._in_take(Stop(), None)
        elif not self.busy:
            self.ended = True

    # --- telling

    def _status(self) -> Status:
        take, feed = self._take, self._listening.feed
        state: CaptureState = "idle"
        if take is not None:
            state = "paused" if take.paused else "recording"
        elif self._armed and self._listening.is_open:
            state = "armed"
        return Status(
            state,
            take.start.recording if take else "",
            self.audio_s,
            feed.chosen.device if feed else "",
            feed.chosen.rate_hz if feed else 0,
            feed.chosen.channels if feed else 0,
            self._preroll.seconds,
        )

    def _tell_status(self) -> None:
        self._tell(self._status(), False)

    def _say_trouble(self, event: Trouble | TroubleOver) -> None:
        """From any thread; into the recording too, but for what the disk's own writer notes."""
        self._tell(event, False)
        if self._take is not None and not event.kind.startswith("disk"):
            over = isinstance(event, TroubleOver)
            self._disk.note("trouble_over" if over else "trouble", name=event.kind)

    def _tell_gap(self, gap: Gap | None) -> None:
        if gap is not None:
            self._tell(gap, False)

    def _refuse(self, client: Client | None, command: str, sentence: str, code: int = 1) -> None:
        refused = Refused(command, sentence, code)
        if client is None:
            self._tell(refused, False)
        else:
            client.send(refused)
