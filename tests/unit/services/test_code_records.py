"""What was said in a resuscitation is found in its note, taken over into the log, and saved."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.code_events import CodeEvent
from app.domain.code_spoken import as_marked
from app.domain.errors import ExportError
from app.domain.transcript import Transcript
from app.services.code_log import CodeLog
from app.services.code_records import CodeRecords
from app.store.results import save_result
from tests.fakes import finished_job
from tests.note_ward import NoteWard, note_ward
from tests.understood import understander
from tests.utterances import said
from tests.ward import AUTHOR, ENCOUNTER, RECORDING, proved

SAID = ("Start compressions.", "Epinephrine one milligram is in.", "Shock delivered at 200 joules.")


def noted(folder: Path, recording: str) -> NoteWard:
    """A note of a resuscitation."""
    utterances = tuple(
        said(line, key=f"u{number}", start_s=60.0 * number) for number, line in enumerate(SAID, 1)
    )
    one = finished_job()
    result = replace(
        one,
        recording=replace(one.recording, id=recording),
        profile="clinical",
        encounter_id=ENCOUNTER,
        understanding=understander().understand(Transcript(utterances), (), "ncode"),
    )
    made = note_ward(folder)
    at = made.versions()[0].created_at
    with made.database.transaction() as transaction:
        note = save_result(transaction, result, AUTHOR, at)
    return replace(made, note=note)


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    """Its recording was made here."""
    return noted(tmp_path, RECORDING)


def test_what_was_said_is_taken_over_once_and_stands_in_the_log(ward: NoteWard) -> None:
    records = CodeRecords(ward.database)
    log = records.log(AUTHOR, ward.note)
    assert log.keeps
    assert (log.recording, log.encounter) == (RECORDING, ENCOUNTER)
    (dose,) = [one for one in log.record.lines if one.kind == "drug"]
    assert dose.said is not None
    marked = as_marked(dose.said)
    assert marked == ("adrenaline", "1 mg")
    event = CodeEvent(
        *(0, log.recording, log.encounter, marked[0], dose.at_s, log.began_at, ""), value=marked[1]
    )
    CodeLog(lambda: ward.database).mark(proved(AUTHOR), event)
    (again,) = [one for one in records.log(AUTHOR, ward.note).record.lines if one.kind == "drug"]
    assert again.marked is not None
    assert again.marked.value == "1 mg"


def test_of_a_file_nothing_can_be_kept(tmp_path: Path) -> None:
    ward = noted(tmp_path, "f" * 32)
    assert not CodeRecords(ward.database).log(AUTHOR, ward.note).keeps


def test_the_log_is_saved_for_its_owner_alone(ward: NoteWard, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    CodeRecords(ward.database).save(AUTHOR, ward.note, "csv", path)
    assert path.read_text(encoding="utf-8").startswith("minute,recording_s,event")
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(ExportError, match="cannot be written"):
        CodeRecords(ward.database).save(AUTHOR, ward.note, "csv", tmp_path / "no" / "log.csv")
