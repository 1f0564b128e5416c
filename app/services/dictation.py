"""Recording, live words, alerts and the final stages as one thing that window and terminal use.

    capture events -> KeywordHeard -> fusion -> LiveAlert
    speech events  -> LiveWords    -> fusion -> LiveAlert
    Stopped -> final stages on a thread of their own -> RecordingDone or RecordingLeft

Recording waits for nothing here: speech loads behind it, and the database is written behind it.
Who sits there may change meanwhile: a recording goes on as who began it, and its words and alerts
are told only while they are there.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Final

from app.domain.access import EMERGENCY_ACTOR, SANDBOX_ACTOR, Actor
from app.domain.errors import AccessError, AppError, AudioError, SandboxError
from app.domain.live import (
    Arm,
    CaptureEvent,
    FollowEnded,
    KeywordHeard,
    Level,
    LiveAlert,
    LiveEvent,
    LiveWords,
    Refused,
    SpeechEvent,
    Start,
    Status,
    Stop,
    Stopped,
    Trouble,
    TroubleOver,
)
from app.domain.vetoes import Pairs
from app.services.access import authorize
from app.services.alerting import AlertFusion
from app.services.early_capture import NewRecording
from app.services.ending import Ending
from app.services.events import RecordingDone, RecordingLeft, StageProgress
from app.services.filing import DictationStore, LiveRecording
from app.services.finishing import Finishing
from app.services.following import CALM_S, Following
from app.services.live_vetoes import AskedBehind
from app.services.own_recording import OwnRecording
from app.services.ports import Announces, Capture, NobodyElse, Speech
from app.services.session import Session
from app.services.session_rows import SessionRows
from app.services.takeover import taken_over

DictationEvent = LiveEvent | StageProgress | RecordingDone | RecordingLeft

PATIENCE_S: Final = 60.0
_BEFORE_S: Final = 30.0  # how much of a recording taken over is read again for live text
_CLOSE_S: Final = 2.0


class Dictation(OwnRecording):
    """Recordings one after the other; a finished one may still be in its final stages.

    No method waits for disk, process or model. Events come on several threads, one at a time.
    """

    def __init__(
        self,
        capture: Capture,
        speech: Callable[[], Speech],
        store: DictationStore,
        final: Finishing,
        actor: Actor | None = SANDBOX_ACTOR,
        *,
        announcing: Announces | None = None,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """speech: makes the client; called once, on a thread of its own. actor: who sits there,
        None for nobody. patience_s: for the recording process to end a recording."""
        self._capture = capture
        self._store = store
        self._root, self._seals = final.root, final.seals
        self._actor = actor
        self._announcing = announcing or NobodyElse()
        self._ending = Ending(final, self._tell_of, self._left, patience_s)
        self._severity = final.severity
        self._known_of = final.known_of
        self._template = final.settings.get("note_template", "")
        self._vetoes = AskedBehind(final.unwanted, self._heed)
        self._rows = SessionRows(store, self._rows_trouble)
        self._on_event: Callable[[DictationEvent], None] = lambda _: None
        self._lock = threading.RLock()  # of all below, and of telling events
        self._following = Following(speech, self._lock)
        self._closed = False
        self._arms = False
        self._current: Session | None = None
        self._latest: Session | None = None
        self._other: Status | None = None  # a recording that runs while ours has not begun
        self._status: Status | None = None
        self._audio_s = 0.0

    def open(self, on_event: Callable[[DictationEvent], None]) -> None:
        """Connect capture; a recording that outlived its window goes on.

        Speech is loaded behind, once the microphone is open: it would take its time from it.
        """
        self._on_event = on_event
        self._announcing.begin(self._tell)
        self._capture.listen(self._from_capture)
        load = partial(self._following.load, self._from_speech, self._tell)
        threading.Thread(target=load, daemon=True, name="dictation loading").start()

    def arm(self, device: str = "", preroll_s: float = 0.0) -> None:
        self._arms = True
        self._capture.send(Arm(device, preroll_s))

    def act_as(self, actor: Actor | None) -> None:
        """Who sits there from now on; None: nobody. What runs goes on as who began it.

        Who comes back to a recording that still runs is told again what was heard so far.
        """
        with self._lock:
            self._actor = actor
            session = self._latest
            if actor is None or session is None or session.actor.id != actor.id:
                return
            found, session.actor = session.silent, actor
            if self._status is not None and session is self._current:
                self._tell(self._status)
            for event in session.so_far():
                self._tell(event)
            if found and session is self._current:  # it outlived the window in which it was begun
                self._attend(session)

    def start(
        self,
        encounter: str | None = None,
        device: str = "",
        preroll_s: float = 0.0,
        begun: NewRecording | None = None,
    ) -> str:
        """Begin a recording, or take in one that was begun already; gives its id.

        Raises AccessError, SandboxError, and AudioError when one runs.
        """
        if self._actor is None:
            raise AccessError("nobody is signed in; sign in first, or record as an emergency")
        start = Start("", encounter, device, preroll_s)
        return self._start(self._actor, "recording.start", start, begun)

    def start_emergency(
        self,
        workstation: str,
        device: str = "",
        preroll_s: float = 0.0,
        begun: NewRecording | None = None,
    ) -> str:
        """Record without sign-in; gives its id. Nothing is shown of it: a physician claims it.

        Raises AudioError when a recording runs.
        """
        hidden = self._actor.session_id if self._actor else ""  # whose locked screen it is
        nobody = replace(EMERGENCY_ACTOR, workstation=workstation, session_id=hidden)
        start = Start("", None, device, preroll_s)
        return self._start(nobody, "recording.emergency", start, begun)

    def _start(self, actor: Actor, name: str, start: Start, begun: NewRecording | None) -> str:
        known = begun or NewRecording()
        profile = actor.profile
        about = (known.recording, start.encounter, known.at, actor.id, profile)
        live = LiveRecording(*about, template=self._template)
        try:
            authorize(actor, name, start.encounter, profile)
        except (AccessError, SandboxError):
            self._rows.refused(actor, live)
            raise
        with self._lock:
            if self._current is not None:
                raise AudioError("a recording is running; stop it before you start another one")
            session = Session(live, AlertFusion(self._severity), actor)
            self._current = self._latest = session
            self._capture.send(replace(start, recording=live.id))
        return live.id

    def stop(self) -> None:
        """End the recording, whoever began it; its final stages follow."""
        with self._lock:
            session = self._current
            if session is None or session.stopping:
                return
            if self._actor is not None and not self._theirs(session):
                session.stopped_by = self._actor.id
            self._capture.send(Stop())
            self._ending.begin(session)

    def cancel(self) -> None:
        """Leave the final stages between two steps; the sound and what is done stay."""
        self._ending.cancel(self._theirs)

    def close(self) -> None:
        """Leave. A recording that runs goes on; final stages stop where they are.

        Waits up to two seconds when the database has not taken everything yet.
        """
        with self._lock:
            self._closed = True
            speech = self._following.close()
        self._ending.cancel()
        self._announcing.close()
        self._capture.close()
        if speech is not None:
            speech.close()
        self._rows.close(_CLOSE_S)

    def _from_capture(self, event: CaptureEvent) -> None:
        session = self._found(event) if isinstance(event, Status) else None
        with self._lock:
            if self._closed:
                return
            if not isinstance(event, KeywordHeard):
                self._tell(event)
            match event:
                case Status():
                    self._stands(event, session)
                case Level():
                    self._audio_s = event.audio_s
                case KeywordHeard(recording=recording):
                    self._heard(event, self._known(recording))
                case Stopped():
                    self._stopped(event)
                case Refused(command="Start"):
                    self._refused(event)

    def _heard(self, event: KeywordHeard, session: Session | None) -> None:
        if session is None:
            self._tell(event)
        elif not session.silent:
            self._tell_of(session, event)
            self._raise(session, session.fusion.heard(event))

    def _found(self, status: Status) -> Session | None:
        """A session for a recording that nobody here began."""
        with self._lock:
            mine = self._current is not None or self._known(status.recording) is not None
        if mine or not status.recording:
            return None
        return taken_over(status, self._store, self._root, self._actor, self._severity, self._seals)

    def _stands(self, status: Status, found: Session | None) -> None:
        if status.state != "idle" or not self._arms:
            self._following.go_ahead(CALM_S if self._arms else 0.0)
        if status.recording:
            self._status, self._audio_s = status, status.audio_s
            self._records(status, found)

    def _records(self, status: Status, found: Session | None) -> None:
        session = self._known(status.recording)
        if session is not None:
            if not session.begun:
                self._begun(session)
            self._announce(status, session)
        elif self._current is not None:
            self._other = status
        elif found is not None:
            self._take_over(found)

    def _announce(self, status: Status, session: Session) -> None:
        if not session.silent:
            self._announcing.status(status, session.actor)

    def _begun(self, session: Session) -> None:
        session.begun = True
        self._rows.begun(session)
        if not session.silent:
            self._follow(session, 0.0)

    def _take_over(self, session: Session) -> None:
        session.begun = True
        self._current = self._latest = session
        self._rows.recovering(session)
        meanwhile = {one.number for one in session.meanwhile}
        for alert in session.fusion.alerts:
            if alert.number not in meanwhile:
                self._tell_of(session, alert)
        if not session.silent:
            self._attend(session)

    def _attend(self, session: Session) -> None:
        """Of a recording taken over: raise what nobody raised, and write what is said from here."""
        if self._status is not None:
            self._announce(self._status, session)
        self._raise(session, session.meanwhile)
        session.meanwhile = ()
        self._follow(session, max(0.0, self._audio_s - _BEFORE_S))

    def _follow(self, session: Session, from_s: float) -> None:
        self._following.begin(session, from_s, self._vetoes.of(session.actor))
        threading.Thread(target=self._ask, args=(session,), daemon=True, name="known").start()

    def _ask(self, session: Session) -> None:
        """What is known of the patient; until it is, live words are read without it."""
        with suppress(AppError):
            known = self._known_of(session.live.encounter_id or "")
            with self._lock:
                self._following.know(session, known)

    def _heed(self, actor: Actor, unwanted: Pairs) -> None:
        with self._lock:
            self._following.heed(actor, unwanted)

    def _stopped(self, event: Stopped) -> None:
        session = self._known(event.recording)
        if session is None or session.stopped is not None:
            return
        if not session.begun:
            self._begun(session)
        session.stopped = event
        self._following.end(session)
        self._rows.stopped(session, event)
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
                self._following.end(session)
                self._ending.begin(session)
        other, self._other = self._other, None
        if other is not None:
            self._from_capture(other)

    def _from_speech(self, event: SpeechEvent) -> None:
        with self._lock:
            session = self._following.first
            if not isinstance(event, LiveWords):
                self._tell(event)
            elif session is self._latest:  # words of the one before are no longer shown
                self._tell_of(session, event)
            if session is None or self._closed:
                return
            if isinstance(event, FollowEnded) or (
                isinstance(event, Refused) and event.command == "Follow"
            ):
                self._following.ended()
                return
            if isinstance(event, LiveWords) and session.confirmed(event):
                self._vetoes.of(session.actor)  # by the next words there may be another answer
                self._raise(session, session.fusion.said(event.alerts))

    def _left(self, session: Session, sentence: str) -> None:
        """Its final stages ended without a note."""
        with self._lock:
            if self._closed:
                return
            if self._current is session:
                self._current = None
            if session.cancelled.is_set():
                self._rows.cancelled(session)
            self._tell_of(session, RecordingLeft(session.live.id, sentence))

    def _known(self, recording: str) -> Session | None:
        if self._current is not None and self._current.live.id == recording:
            return self._current
        return self._ending.find(recording)

    def _raise(self, session: Session, alerts: tuple[LiveAlert, ...]) -> None:
        for alert in alerts:
            self._tell_of(session, alert)
            self._announcing.alert(alert)
            self._rows.alert(session, alert)

    def _rows_trouble(self, sentence: str | None) -> None:
        with self._lock:
            if sentence is not None:
                self._tell(Trouble("database", f"{sentence}; the recording itself goes on"))
            else:
                self._tell(TroubleOver("database"))

    def _tell_of(self, session: Session | None, event: DictationEvent) -> None:
        """What may hold a patient's words, or is about somebody's work, is told to them alone.

        That a recording was left without anybody who began it is told to whoever is there.
        """
        with self._lock:
            nobodys = isinstance(event, RecordingLeft) and session is not None and session.silent
            if nobodys or session is None or self._theirs(session):
                self._tell(event)

    def _tell(self, event: DictationEvent) -> None:
        with self._lock:
            if not self._closed:
                self._on_event(event)
