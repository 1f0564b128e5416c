"""What the database is told of a session, behind the back of its recording."""

from datetime import UTC, datetime
from functools import partial

from app.domain.access import Actor
from app.domain.live import LiveAlert, Stopped
from app.services.filing import DictationStore, LiveRecording
from app.services.recording_rows import OnTrouble, RowWriter
from app.services.session import Session


class SessionRows(RowWriter):
    """Every row is written as who began the recording, whoever sits there by then."""

    def __init__(self, store: DictationStore, on_trouble: OnTrouble) -> None:
        self._store = store
        super().__init__(on_trouble)

    def refused(self, actor: Actor, live: LiveRecording) -> None:
        """It may not begin: to ask for it leaves its event."""
        self.put(partial(self._store.begun, actor, live))

    def begun(self, session: Session) -> None:
        self.put(partial(self._store.begun, session.actor, session.live))

    def recovering(self, session: Session) -> None:
        self.put(partial(self._store.recovering, session.actor, session.live))

    def stopped(self, session: Session, event: Stopped) -> None:
        """With its alerts, each with how often it was mentioned in the end."""
        stopped = partial(self._store.stopped, session.actor, session.live.id)
        self.put(partial(stopped, event.duration_s, event.sha256, session.stopped_by))
        for alert in session.fusion.alerts:
            self.alert(session, alert)

    def cancelled(self, session: Session) -> None:
        self.put(partial(self._store.cancelled, session.actor, session.live.id))

    def alert(self, session: Session, alert: LiveAlert) -> None:
        count, now = session.fusion.mentions(alert.number), datetime.now(UTC)
        self.put(partial(self._store.raised, session.live.id, alert, count, now))

    def acknowledged(self, actor: Actor, session: Session, alert: int) -> None:
        self.put(partial(self._store.acknowledged, actor, session.live.id, alert))
