"""A clinical store that hears of patients, and somebody who begins encounters in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from app.domain.access import Actor
from app.domain.arrivals import Arrival
from app.domain.encounters import Card
from app.export.hl7_in.reading import read_message
from app.services.admissions_in import AdmissionsIn, Refused
from app.services.encounters import Encounters
from app.store import admissions
from app.store.database import Database
from app.store.tables import JobRow, NoteRow, RecordingRow
from app.store.tables_notes import NoteVersionRow
from tests.adt import NOW


@dataclass
class ArrivalDesk:
    database: Database
    house: Actor
    now: datetime = NOW

    @property
    def door(self) -> AdmissionsIn:
        return AdmissionsIn(lambda: self.database, lambda: self.now)

    @property
    def encounters(self) -> Encounters:
        return Encounters(lambda: self.database)

    def hears(self, *messages: str) -> Refused | None:
        """What became of the last one."""
        refused = None
        for message in messages:
            refused = self.door.take(read_message(message.encode(), self.now)[1])
        return refused

    def kept(self, visit: str = "V-9") -> Arrival:
        with self.database.transaction() as transaction:
            found = admissions.get(transaction, visit)
        assert found is not None
        return found

    def begun(self, visit: str = "V-9") -> Card:
        return self.encounters.begin_admitted(self.house, self.kept(visit).admission)

    def card(self, encounter: str = "V-9") -> Card:
        return self.encounters.show(self.house, encounter)

    def sign(self, encounter: str = "V-9") -> None:
        """As far as the rows of a signed note say it."""
        name, at = "f" * 32, self.now
        job: dict[str, Any] = {"key": 1, "recording_id": name, "encounter_id": encounter}
        job |= {"profile": "clinical", "language": "en", "file_name": "a", "duration_s": 1.0}
        job |= {"timings_s": {}, "saved_at": at, "saved_by": self.house.id}
        note = {"id": "n1", "job_key": 1, "template": "t", "status": "draft", "sha256": "0"}
        version = {"note_id": "n1", "version": 1, "kind": "signed", "content": b"{}"}
        version |= {"sha256": "0", "prev_sha256": "", "author_id": self.house.id}
        version |= {"created_at": at, "reason": "", "late": False, "needs_cosign": False}
        with self.database.transaction() as transaction:
            first = {"id": name, "sha256": "0", "first_at": at}
            transaction.execute(insert(RecordingRow), [first])
            transaction.execute(insert(JobRow), [job])
            transaction.execute(insert(NoteRow), [note])
            transaction.execute(insert(NoteVersionRow), [version])
