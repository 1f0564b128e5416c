"""What the database is told of a session, behind the back of its recording."""

from datetime import UTC, datetime
from functools import partial

from app.domain.access import Actor, AuditEvent, Detail
from app.domain.live import LiveAlert, Stopped
from app.services.filing import DictationStore, LiveRecording, stop_detail
from app.services.permissions import ACTIONS
from app.services.recording_rows import Act, OnTrouble, RowWriter, Work
from app.services.session import Session
from app.services.typed import as_stage


class SessionRows(RowWriter):
    """Every row is written as who began the recording, whoever sits there by then."""

    def __init__(self, store: DictationStore, on_trouble: OnTrouble) -> None:
        self._store = store
        super().__init__(on_trouble, store.note)

    def refused(self, actor: Actor, live: LiveRecording) -> None:
        """It may not begin: to ask for it leaves its event."""
        self.put(partial(self._store.begun, actor, live))

    def begun(self, session: Session) -> None:
        emergency = session.actor.role == "emergency_unauth"
        name = "recording.emergency" if emergency else "recording.start"
        self._put(name, session, partial(self._store.begun, session.actor, session.live))

    def recovering(self, session: Session) -> None:
        recovering = partial(self._store.recovering, session.actor, session.live)
        self._put("recording.recover", session, recovering)

    def stopped(self, session: Session, event: Stopped) -> None:
        """With its alerts, each with how often it was mentioned in the end."""
        stopped = partial(self._store.stopped, session.actor, session.live.id)
        said = (event.duration_s, event.sha256, session.stopped_by)
        self._put("recording.stop", session, partial(stopped, *said), stop_detail(*said))
        for alert in session.fusion.alerts:
            self.alert(session, alert)

    def typed(self, session: Session) -> None:
        """All that was typed so far, in place of what was kept of it."""
        self.put(partial(self._store.keep_stage, session.live.id, as_stage(session.typed)))

    def cancelled(self, session: Session) -> None:
        cancelled = partial(self._store.cancelled, session.actor, session.live.id)
        self._put("recording.cancel", session, cancelled)

    def alert(self, session: Session, alert: LiveAlert) -> None:
        count, now = session.fusion.mentions(alert.number), datetime.now(UTC)
        self.put(partial(self._store.raised, session.live.id, alert, count, now))

    def acknowledged(self, actor: Actor, session: Session, alert: int) -> None:
        seen = partial(self._store.acknowledged, actor, session.live.id, alert)
        self._put("alert.acknowledge", session, seen, {"alert": alert}, actor)

    def _put(
        self,
        name: str,
        session: Session,
        do: Work,
        detail: Detail | None = None,
        actor: Actor | None = None,
    ) -> None:
        """An act of who began the recording, or of another user."""
        action, live = ACTIONS[name], session.live
        event = AuditEvent(
            datetime.now(UTC),
            actor or session.actor,
            action.code,
            action.deed,
            object_type=action.kind,
            object_id=live.id,
            encounter=live.encounter_id or "",
            detail=detail or {},
        )
        self.put(Act(do, event))
