"""Recording, live words, alerts and the final stages as one thing that window and terminal use.

    capture events -> KeywordHeard -> fusion -> LiveAlert
    speech events  -> LiveWords    -> fusion -> LiveAlert
    Stopped -> final stages on a thread of their own -> RecordingDone or RecordingLeft

Recording waits for nothing here: speech loads behind it, and the database is written behind it.
"""

import threading
import uuid
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Final, Protocol

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import AccessError, AppError, AudioError, InternalError, SandboxError
from app.domain.live import (
    Arm,
    CaptureEvent,
    EndFollow,
    Follow,
    FollowEnded,
    KeywordHeard,
    LiveAlert,
    LiveEvent,
    LiveWords,
    Mark,
    Notice,
    Pause,
    Refused,
    Resume,
    SpeechCommand,
    SpeechEvent,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.services.access import authorize
from app.services.alerting import AlertFusion
from app.services.ending import Ending
from app.services.events import RecordingDone, RecordingLeft, StageProgress
from app.services.filing import DictationStore, LiveRecording
from app.services.finishing import Finishing
from app.services.ports import Capture, Speech
from app.services.recording_rows import RowWriter
from app.services.session import Meaning, Session
from app.services.takeover import taken_over

DictationEvent = LiveEvent | StageProgress | RecordingDone | RecordingLeft

PATIENCE_S: Final = 60.0
_BEFORE_S: Final = 30.0  # how much of a recording taken over is read again for live text
_CLOSE_S: Final = 2.0


class Announcing(Protocol):
    """Who else is told of alerts, outside of the window. Nothing here waits."""

    def begin(self, tell: Callable[[Notice], None]) -> None:
        """tell: what became of it."""
        ...

    def status(self, status: Status) -> None: ...

    def alert(self, alert: LiveAlert) -> None:
        """Every alert as it is raised, changed or acknowledged."""
        ...

    def close(self) -> None: ...


class NobodyElse:
    """No alert leaves the window."""

    def begin(self, tell: Callable[[Notice], None]) -> None: ...

    def status(self, status: Status) -> None: ...

    def alert(self, alert: LiveAlert) -> None: ...

    def close(self) -> None: ...


class Dictation:
    """One user's recordings, one after the other; a finished one may still be in its final stages.

    No method waits for disk, process or model. Events come on several threads, one at a time.
    """

    def __init__(
        self,
        capture: Capture,
        speech: Callable[[], Speech],
        store: DictationStore,
        final: Finishing,
        actor: Actor = SANDBOX_ACTOR,
        *,
        announcing: Announcing | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """speech: makes the client; called once, on a thread of its own. patience_s: for the
        recording process to end a recording."""
        self._capture = capture
        self._make_speech = speech
        self._store = store
        self._root = final.root
        self._actor = actor
        self._announcing = announcing or NobodyElse()
        self._ending = Ending(final, actor, self._tell, self._left, patience_s)
        self._meaning = Meaning(final)
        self._rows = RowWriter(self._rows_trouble)
        self._on_event: Callable[[DictationEvent], None] = lambda _: None
        self._lock = threading.RLock()  # of all below, and of telling events
        self._closed = False
        self._current: Session | None = None
        self._latest: Session | None = None
        self._followed: deque[Session] = deque()  # whose words come, the first now
        self._other: Status | None = None  # a recording that runs while ours has not begun
        self._speech: Speech | None = None
        self._unsent: list[SpeechCommand] = []

    # --- what window and terminal call

    def open(self, on_event: Callable[[DictationEvent], None]) -> None:
        """Connect capture, and load speech behind; a recording that outlived its window goes on."""
        self._on_event = on_event
        self._announcing.begin(self._tell)
        threading.Thread(target=self._load, daemon=True, name="dictation loading").start()
        self._capture.listen(self._from_capture)

    def arm(self, device: str = "", preroll_s: float = 0.0) -> None:
        self._capture.send(Arm(device, preroll_s))

    def start(self, encounter: str | None = None, device: str = "", preroll_s: float = 0.0) -> str:
        """Begin a recording; gives its id.

        Raises AccessError, SandboxError, and AudioError when one runs.
        """
        now, profile = datetime.now(UTC), self._actor.profile
        live = LiveRecording(uuid.uuid4().hex, encounter, now, self._actor.id, profile)
        try:
            authorize(self._actor, "recording.start", encounter, profile)
        except (AccessError, SandboxError):
            self._rows.put(partial(self._store.begun, self._actor, live))  # leaves its event
            raise
        with self._lock:
            if self._current is not None:
                raise AudioError("a recording is running; stop it before you start another one")
            session = Session(live, AlertFusion(self._meaning.severity))
            self._current = self._latest = session
            self._capture.send(Start(live.id, encounter, device, preroll_s))
        return live.id

    def pause(self) -> None:
        self._capture.send(Pause())

    def resume(self) -> None:
        self._capture.send(Resume())

    def mark(self, name: str) -> None:
        self._capture.send(Mark(name))

    def stop(self) -> None:
        """End the recording; its final stages follow."""
        with self._lock:
            session = self._current
            if session is None or session.stopping:
                return
            self._capture.send(Stop())
            self._ending.begin(session)

    def cancel(self) -> None:
        """Leave the final stages between two steps; the sound and what is done stay."""
        self._ending.cancel()

    def acknowledge(self, alert: int) -> None:
        """The user has seen an alert of the recording that runs, or ran last."""
        with self._lock:
            session = self._latest
            seen = session.fusion.acknowledge(alert, self._actor.id) if session else None
            if session is None or seen is None:
                return
            self._tell(seen)
            self._announcing.alert(seen)
            recording = session.live.id
            self._rows.put(partial(self._store.acknowledged, self._actor, recording, alert))

    def close(self) -> None:
        """Leave. A recording that runs goes on; final stages stop where they are.

        Waits up to two seconds when the database has not taken everything yet.
        """
        with self._lock:
            self._closed = True
            speech = self._speech
        self._ending.cancel()
        self._announcing.close()
        self._capture.close()
        if speech is not None:
            speech.close()
        self._rows.close(_CLOSE_S)

    # --- what capture says

    def _from_capture(self, event: CaptureEvent) -> None:
        session = self._found(event) if isinstance(event, Status) else None
        with self._lock:
            if self._closed:
                return
            self._tell(event)
            match event:
                case Status(recording=recording) if recording:
                    self._announcing.status(event)
                    self._records(event, session)
                case KeywordHeard(recording=recording):
                    known = self._known(recording)
                    if known is not None:
                        self._raise(known, known.fusion.heard(event))
                case Stopped():
                    self._stopped(event)
                case Refused(command="Start"):
                    self._refused(event)

    def _found(self, status: Status) -> Session | None:
        """A session for a recording that nobody here began."""
        with self._lock:
            mine = self._current is not None or self._known(status.recording) is not None
        if mine or not status.recording:
            return None
        return taken_over(status, self._store, self._root, self._actor, self._meaning)

    def _records(self, status: Status, found: Session | None) -> None:
        session = self._known(status.recording)
        if session is not None:
            if not session.begun:
                self._begun(session)
        elif self._current is not None:
            self._other = status
        elif found is not None:
            self._take_over(found, status.audio_s)

    def _begun(self, session: Session) -> None:
        session.begun = True
        self._rows.put(partial(self._store.begun, self._actor, session.live))
        self._follow(session, 0.0)

    def _take_over(self, session: Session, audio_s: float) -> None:
        session.begun = True
        self._current = self._latest = session
        self._rows.put(partial(self._store.recovering, self._actor, session.live))
        meanwhile = session.meanwhile
        for alert in session.fusion.alerts:
            if alert.number not in {one.number for one in meanwhile}:
                self._tell(alert)
        self._raise(session, meanwhile)
        self._follow(session, max(0.0, audio_s - _BEFORE_S))

    def _stopped(self, event: Stopped) -> None:
        session = self._known(event.recording)
        if session is None or session.stopped is not None:
            return
        if not session.begun:
            self._begun(session)
        session.stopped = event
        self._end_follow(session)
        recording = session.live.id
        self._rows.put(
            partial(self._store.stopped, self._actor, recording, event.duration_s, event.sha256)
        )
        for alert in session.fusion.alerts:  # with how often each was mentioned in the end
            self._keep(session, alert)
        self._ending.begin(session)
        if self._current is session:
            self._current = None
        session.ended.set()

    def _refused(self, event: Refused) -> None:
        """Our recording did not begin, or could not be kept."""
        session, self._current = self._current, None
        if session is not None:
            session.refusal = event.sentence
            session.ended.set()
            if session.begun:
                self._end_follow(session)
                self._ending.begin(session)
        other, self._other = self._other, None
        if other is not None:
            self._from_capture(other)

    # --- what speech says

    def _from_speech(self, event: SpeechEvent) -> None:
        with self._lock:
            self._tell(event)
            session = self._followed[0] if self._followed else None
            if session is None or self._closed:
                return
            if isinstance(event, FollowEnded) or (
                isinstance(event, Refused) and event.command == "Follow"
            ):
                self._followed.popleft()
                return
            said = session.confirmed(event) if isinstance(event, LiveWords) else ()
        if isinstance(event, LiveWords) and said:
            found = self._meaning.read(said, event.language)  # may take a while: no lock is held
            with self._lock:
                self._raise(session, session.fusion.said(found))

    def _follow(self, session: Session, from_s: float) -> None:
        self._followed.append(session)
        self._send_speech(Follow(session.live.id, from_s))

    def _end_follow(self, session: Session) -> None:
        if session in self._followed:
            self._send_speech(EndFollow())

    def _send_speech(self, command: SpeechCommand) -> None:
        if self._speech is None:
            self._unsent.append(command)
        else:
            self._speech.send(command)

    def _load(self) -> None:
        try:
            speech = self._make_speech()
            speech.listen(self._from_speech)
            with self._lock:
                if self._closed:
                    speech.close()
                    return
                self._speech = speech
                for command in self._unsent:
                    speech.send(command)
                self._unsent.clear()
            self._meaning.load()
        except AppError as error:
            self._tell(Trouble("speech_lost", f"{error}; recording goes on without live text"))
        except Exception as error:  # noqa: BLE001 - the one of this thread
            failed = InternalError(error)
            self._tell(Trouble("speech_lost", f"{failed}; recording goes on without live text"))

    # --- alerts, rows, telling

    def _left(self, session: Session, sentence: str) -> None:
        """Its final stages ended without a note."""
        with self._lock:
            if self._closed:
                return
            if self._current is session:
                self._current = None
            if session.cancelled.is_set():
                self._rows.put(partial(self._store.cancelled, self._actor, session.live.id))
            self._tell(RecordingLeft(session.live.id, sentence))

    def _known(self, recording: str) -> Session | None:
        if self._current is not None and self._current.live.id == recording:
            return self._current
        return self._ending.find(recording)

    def _raise(self, session: Session, alerts: tuple[LiveAlert, ...]) -> None:
        for alert in alerts:
            self._tell(alert)
            self._announcing.alert(alert)
            self._keep(session, alert)

    def _keep(self, session: Session, alert: LiveAlert) -> None:
        count, now = session.fusion.mentions(alert.number), datetime.now(UTC)
        self._rows.put(partial(self._store.raised, session.live.id, alert, count, now))

    def _rows_trouble(self, sentence: str | None) -> None:
        with self._lock:
            if sentence is not None:
                self._tell(Trouble("database", f"{sentence}; the recording itself goes on"))
            else:
                self._tell(TroubleOver("database"))

    def _tell(self, event: DictationEvent) -> None:
        with self._lock:
            if not self._closed:
                self._on_event(event)
