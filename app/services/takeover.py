"""A recording that outlived its window, as files and database know it."""

import threading
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from app.domain.access import Actor
from app.domain.errors import StoreError
from app.domain.live import LiveAlert, Status
from app.services.alerting import AlertFusion
from app.services.filing import DictationStore, LiveRecording
from app.services.finishing import keywords_heard
from app.services.session import Meaning, Session
from app.store.recording_index import encounter_of
from app.store.recordings import RecordingReader

WAIT_S: Final = 1.0  # for the database, once; the next alert must not wait any longer
_FAR: Final = 1000  # numbers that the window before cannot have given


class _Rows:
    """What the database says of a recording, asked on a thread of its own."""

    def __init__(self, store: DictationStore, recording: str) -> None:
        self._store = store
        self._recording = recording
        self.live: LiveRecording | None = None
        self.alerts: tuple[LiveAlert, ...] | None = None
        asking = threading.Thread(target=self._ask, daemon=True, name="takeover")
        asking.start()
        asking.join(WAIT_S)

    def _ask(self) -> None:
        with suppress(StoreError):  # then the files must do
            live = self._store.find(self._recording)
            self.live, self.alerts = live, self._store.alerts(self._recording)


def taken_over(
    status: Status, store: DictationStore, root: Path, actor: Actor, meaning: Meaning
) -> Session:
    """The session of a recording that runs already, with the alerts it had.

    Without its rows it is bound to what its files say, and its alerts are raised anew.
    """
    recording = status.recording
    rows = _Rows(store, recording)
    live = rows.live or _from_files(root, recording, actor)
    known = rows.alerts
    first = 0 if known is not None else _FAR + int(status.audio_s)
    fusion = AlertFusion(meaning.severity, first)
    fusion.restore(known or ())
    meanwhile: dict[int, LiveAlert] = {}
    with suppress(StoreError):
        for event in keywords_heard(root, recording):
            meanwhile |= {alert.number: alert for alert in fusion.heard(event)}
    return Session(live, fusion, meanwhile=tuple(meanwhile.values()))


def _from_files(root: Path, recording: str, actor: Actor) -> LiveRecording:
    encounter, started_at = None, None
    with suppress(StoreError):
        reader = RecordingReader(root, recording)
        reader.poll(sound=False)
        encounter, started_at = encounter_of(reader), reader.started_at
    return LiveRecording(recording, encounter, started_at or datetime.now(UTC), actor.id)
