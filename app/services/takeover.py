"""A recording that outlived its window, as files and database know it."""

import threading
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.domain.access import EMERGENCY_ACTOR, Actor
from app.domain.errors import StoreError
from app.domain.live import LiveAlert, Status
from app.domain.typed import TypedPiece
from app.services.alerting import AlertFusion, SeverityOf
from app.services.filing import DictationStore, LiveRecording
from app.services.finishing import keywords_heard
from app.services.session import Session
from app.services.typed import of_stages
from app.store.recording_index import encounter_of
from app.store.recordings import RecordingReader
from app.store.sealing import Seals, unsealed

WAIT_S: Final = 1.0  # for the database, once; the next alert must not wait any longer
_FAR: Final = 1000  # numbers that the window before cannot have given


class _Rows:
    """What the database says of a recording, asked on a thread of its own."""

    def __init__(self, store: DictationStore, recording: str) -> None:
        self._store = store
        self._recording = recording
        self.live: LiveRecording | None = None
        self.alerts: tuple[LiveAlert, ...] | None = None
        self.typed: tuple[TypedPiece, ...] = ()
        asking = threading.Thread(target=self._ask, daemon=True, name="takeover")
        asking.start()
        asking.join(WAIT_S)

    def _ask(self) -> None:
        with suppress(StoreError):  # then the files must do
            live = self._store.find(self._recording)
            if live is not None:
                self.typed = of_stages(self._store.stages(live))
            self.live, self.alerts = live, self._store.alerts(self._recording)


def taken_over(
    status: Status,
    store: DictationStore,
    root: Path,
    actor: Actor | None,
    severity: SeverityOf,
    seals: Seals = unsealed,
) -> Session:
    """The session of a recording that runs already, with its alerts and what was typed.

    actor: who sits there now; a recording that somebody else began stays theirs. Without its rows
    it is bound to what its files say, and its alerts are raised anew.
    """
    recording = status.recording
    rows = _Rows(store, recording)
    live = rows.live or _from_files(root, recording, seals, actor or EMERGENCY_ACTOR)
    known = rows.alerts
    first = 0 if known is not None else _FAR + int(status.audio_s)
    fusion = AlertFusion(severity, first)
    fusion.restore(known or ())
    meanwhile: dict[int, LiveAlert] = {}
    with suppress(StoreError):
        for event in keywords_heard(root, recording, seals):
            meanwhile |= {alert.number: alert for alert in fusion.heard(event)}
    heard = tuple(meanwhile.values())
    return Session(live, fusion, _owner(live, actor), meanwhile=heard, typed=rows.typed)


def _owner(live: LiveRecording, actor: Actor | None) -> Actor:
    """Who began it. When they are not there, nobody can say with which rights they would act."""
    if actor is not None and (actor.role == "sandbox" or actor.id == live.started_by):
        return actor
    return replace(EMERGENCY_ACTOR, id=live.started_by, name="")


def _from_files(root: Path, recording: str, seals: Seals, actor: Actor) -> LiveRecording:
    encounter, started_at = None, None
    with suppress(StoreError):
        reader = RecordingReader(root, recording, seals(recording))
        reader.poll(sound=False)
        encounter, started_at = encounter_of(reader), reader.started_at
    began = started_at or datetime.now(UTC)
    return LiveRecording(recording, encounter, began, actor.id, actor.profile)
