"""Only what is past its time leaves, only when two people say so, and then for ever."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from app.domain.access import Actor
from app.domain.errors import AccessError, IntegrityError, NotFoundError, StoreError
from app.services.retention import Retention
from app.store import audit, retention
from app.store.database import Database, Transaction
from app.store.facts import set_fact
from app.store.recording_keys import new_seal
from app.store.recordings import verify
from app.store.retention import kept_recordings
from app.store.segments import PLAIN
from app.store.sqlite_file import connect
from app.store.tables import EncounterRow, JobRow, LiveRecordingRow, NoteRow, RecordingRow
from app.store.tables_keys import RecordingKeyRow
from app.store.tables_notes import NoteMarkRow, NoteVersionRow
from app.store.tables_people import PatientRow
from app.store.tables_upkeep import HoldRow
from tests.adopted_keys import adopt_and_forget
from tests.clinical import clinical_store, person, sound_keys
from tests.recording_desk import Desk, ramp

NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=7 * 366 + 1)
SECOND = timedelta(seconds=1)
YEARS = timedelta(days=7 * 366)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return clinical_store(tmp_path / "store")


@pytest.fixture
def root(database: Database) -> Path:
    return database.folder / "recordings"


def recording(number: int) -> str:
    return f"{number:032x}"


def sound(database: Database, number: int) -> str:
    """A short recording on disk, sealed with a key of its own, which the database took in."""
    name = recording(number)
    desk = Desk(database.folder / "recordings")
    seal, keep_key = new_seal(database.folder, name)
    keep_key()
    writer = desk.begin(recording=name, seal=seal)
    desk.record(writer, ramp(0.5))
    writer.finish()
    adopt_and_forget(database, database.folder, name, NOW)
    return name


def visit(
    transaction: Transaction,
    number: int,
    at: datetime,
    *,
    patient: str = "",
    kind: str = "signed",
    state: str = "saved",
) -> str:
    """An encounter with one recording and its note. kind: of the note's version."""
    name = f"E-{number}"
    transaction.execute(insert(EncounterRow), [{"id": name, "sandbox": False, "first_at": at}])
    who = {"encounter_id": name, "patient_id": patient or f"MRN{number}", "name": "Somebody"}
    transaction.execute(insert(PatientRow), [{**who, "department": "", "created_by": "u"}])
    live = {"id": recording(number), "encounter_id": name, "profile": "clinical", "state": state}
    transaction.execute(insert(LiveRecordingRow), [{**live, "started_at": at, "started_by": "u"}])
    first = {"id": recording(number), "sha256": "0", "first_at": at}
    transaction.execute(insert(RecordingRow), [first])
    job: dict[str, Any] = {"key": number, "recording_id": recording(number), "encounter_id": name}
    job |= {"profile": "clinical", "language": "en", "file_name": "a", "duration_s": 1.0}
    job |= {"timings_s": {}, "saved_at": at, "saved_by": "u"}
    transaction.execute(insert(JobRow), [job])
    note = {"id": f"n{number}", "job_key": number, "template": "t", "status": "draft"}
    transaction.execute(insert(NoteRow), [{**note, "sha256": "0"}])
    version = {"note_id": f"n{number}", "version": 1, "kind": kind, "content": b"{}"}
    version |= {"sha256": "0", "prev_sha256": "", "author_id": "u", "created_at": at}
    version |= {"reason": "", "late": False, "needs_cosign": False}
    transaction.execute(insert(NoteVersionRow), [version])
    return name


def why(database: Database, *numbers: int, at: datetime = NOW) -> list[str]:
    with database.transaction() as transaction:
        asked = [recording(number) for number in numbers]
        return [one.why for one in kept_recordings(transaction, asked, at)]


def test_a_recording_is_due_at_the_end_of_its_time_and_not_a_moment_before(
    database: Database,
) -> None:
    with database.transaction() as transaction:
        visit(transaction, 1, NOW)
    assert why(database, 1, at=NOW + YEARS - SECOND / 1000) == ["young"]
    assert why(database, 1, at=NOW + YEARS) == ["due"]


def test_a_patients_records_stay_together_from_the_last_visit_on(database: Database) -> None:
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO, patient="MRN")
        visit(transaction, 2, LONG_AGO)
    assert why(database, 1, 2) == ["due", "due"]
    with database.transaction() as transaction:
        visit(transaction, 3, NOW, patient="MRN")
    assert why(database, 1, 2) == ["young", "due"]
    assert why(database, 1, 2, at=NOW + YEARS) == ["due", "due"]


@pytest.mark.parametrize(("kind", "state"), [("draft", "saved"), ("signed", "left")])
def test_what_is_not_finished_stays(database: Database, kind: str, state: str) -> None:
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO, kind=kind, state=state)
    assert why(database, 1) == ["unfinished"]


def test_what_nobody_knows_of_stays(database: Database) -> None:
    assert why(database, 1) == ["unknown"]


def test_a_hold_on_any_of_a_patients_encounters_keeps_all_of_them(
    database: Database, root: Path
) -> None:
    service = Retention(database, root)
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO, patient="MRN")
        visit(transaction, 2, LONG_AGO, patient="MRN")
        visit(transaction, 3, LONG_AGO)
    hold = service.hold(person("emr_compliance"), "e-2", "hold", "court order 7")
    assert why(database, 1, 2, 3) == ["held", "held", "due"]
    assert [one.reason for one in service.holds(person("emr_compliance"))] == ["court order 7"]
    service.lift(person("emr_compliance"), hold, "the case is closed")
    assert why(database, 1, 2, 3) == ["due", "due", "due"]
    with pytest.raises(StoreError, match="lifted already"):
        service.lift(person("emr_compliance"), hold, "again")


def test_a_sealed_note_keeps_its_sound_until_it_is_unsealed(database: Database) -> None:
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO)
        mark = {"note_id": "n1", "number": 1, "kind": "sealed", "made_by": "u", "made_at": NOW}
        transaction.execute(insert(NoteMarkRow), [{**mark, "reason": ""}])
    assert why(database, 1) == ["held"]
    with database.transaction() as transaction:
        transaction.execute(
            insert(NoteMarkRow), [{**mark, "number": 2, "kind": "unsealed", "reason": ""}]
        )
    assert why(database, 1) == ["due"]


@pytest.mark.parametrize("role", ["physician", "sysadmin"])
def test_only_whoever_answers_for_records_sets_a_hold(database: Database, role: Any) -> None:
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO)
    with pytest.raises(AccessError):
        Retention(database, database.folder).hold(person(role), "E-1", "hold", "because")
    assert why(database, 1) == ["due"]


def test_a_hold_that_was_set_stays_as_it_was_written(database: Database, root: Path) -> None:
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO)
    Retention(database, root).hold(person("emr_compliance"), "E-1", "seal", "both present")

    def change() -> None:
        with database.transaction() as transaction:
            transaction.execute(update(HoldRow).values(reason="another"))

    with pytest.raises(StoreError, match="breaks one of its rules"):
        change()


@pytest.mark.parametrize(
    ("profile", "said", "kept"),
    [
        ("us", {}, (2_562, 2_562, 2_196, 35)),
        ("cn-l3", {}, (5_490, 5_490, 2_196, 35)),
        ("us", {"note": 1, "audit": 1, "audio": 30, "backup": 7}, (30, 2_196, 2_196, 7)),
        ("cn-l3", {"note": 9_000, "audit": 1}, (5_490, 9_000, 184, 35)),
    ],
)
def test_a_site_may_keep_longer_than_its_law_says_and_not_shorter(
    database: Database, profile: str, said: dict[str, int], kept: tuple[int, ...]
) -> None:
    kinds: tuple[retention.Kind, ...] = ("audio", "note", "audit", "backup")
    with database.transaction() as transaction:
        set_fact(transaction, "password_profile", profile)
        for kind, value in said.items():
            set_fact(transaction, f"retention_{kind}_days", str(value))
        assert tuple(retention.days(transaction, kind) for kind in kinds) == kept


def erased(database: Database, service: Retention) -> tuple[str, ...]:
    proposal = service.propose(person("sysadmin"))
    service.decide(person("emr_compliance"), proposal, approve=True)
    return service.erase(person("sysadmin"), proposal).recordings


def readable(database: Database, root: Path, name: str) -> None:
    verify(root, name, sound_keys(database).seal(name))


def test_what_is_erased_is_what_is_due_and_nobody_reads_it_again(
    database: Database, root: Path, tmp_path: Path
) -> None:
    names = [sound(database, number) for number in (1, 2, 3)]
    with database.transaction() as transaction:
        for number, at in ((1, LONG_AGO), (2, LONG_AGO), (3, NOW)):
            visit(transaction, number, at)
    service = Retention(database, root)
    service.hold(person("emr_compliance"), "E-2", "hold", "court")
    copy = tmp_path / "copy"
    shutil.copytree(root, copy)
    readable(database, copy, names[0])
    assert erased(database, service) == (names[0],)
    assert sorted(path.name for path in root.glob("0*")) == names[1:]
    for name in names[1:]:
        readable(database, root, name)
    with pytest.raises(NotFoundError, match="erased"):
        readable(database, copy, names[0])
    with pytest.raises((IntegrityError, StoreError)):
        verify(copy, names[0], PLAIN)
    with database.transaction() as transaction:
        rows = audit.rows(transaction, code="DAT-ERASE")
        assert [row.object_id for row in rows if row.reason == "retention"] == [names[0]]
        assert transaction.get_one(RecordingKeyRow, names[0]).wrapped is None


def test_the_erased_key_is_in_no_file_of_the_store(database: Database, root: Path) -> None:
    name = sound(database, 1)
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO)
        wrapped = transaction.get_one(RecordingKeyRow, name).wrapped
    assert wrapped is not None
    assert wrapped in dumped(database)
    erased(database, Retention(database, root))
    assert wrapped not in dumped(database)
    assert not list(database.folder.glob("*-wal"))


def dumped(database: Database) -> str:
    """Every row of the database, decrypted."""
    connection = connect(database.path, database.keys, 1.0)
    plain = database.folder / "dump"
    try:
        connection.execute(f"ATTACH '{plain}' AS plain KEY ''")
        connection.execute("SELECT sqlcipher_export('plain')")
        connection.execute("DETACH plain")
        return plain.read_bytes().decode("latin-1")
    finally:
        connection.close()
        plain.unlink()


def test_one_person_alone_erases_nothing(database: Database, root: Path) -> None:
    sound(database, 1)
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO)
    service = Retention(database, root)
    proposal = service.propose(person("sysadmin"))
    with pytest.raises(AccessError):
        service.erase(person("sysadmin"), proposal)
    with pytest.raises(AccessError):
        service.decide(person("sysadmin"), proposal, approve=True)
    service.decide(person("emr_compliance"), proposal, approve=True)
    with pytest.raises(AccessError):
        service.erase(person("emr_compliance"), proposal)
    readable(database, root, recording(1))


def test_what_was_held_after_the_approval_is_not_erased(database: Database, root: Path) -> None:
    sound(database, 1)
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO)
    service = Retention(database, root)
    proposal = service.propose(person("sysadmin"))
    service.decide(person("emr_compliance"), proposal, approve=True)
    service.hold(person("emr_compliance"), "E-1", "hold", "court")
    assert service.erase(person("sysadmin"), proposal).recordings == ()
    readable(database, root, recording(1))
    with pytest.raises(AccessError, match="done already"):
        service.erase(person("sysadmin"), proposal)


def test_files_that_a_kill_left_are_swept(database: Database, root: Path) -> None:
    name = sound(database, 1)
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO)
        retention.erase(transaction, database.folder, name, "u", NOW)
    assert (root / name).is_dir()
    assert Retention(database, root).sweep() == (name,)
    assert not (root / name).exists()


def test_a_recording_of_a_version_that_sealed_none_is_erased_too(
    database: Database, root: Path
) -> None:
    desk = Desk(root)
    writer = desk.begin(recording=recording(1))
    desk.record(writer, ramp(0.5))
    writer.finish()
    with database.transaction() as transaction:
        visit(transaction, 1, LONG_AGO)
    assert erased(database, Retention(database, root)) == (recording(1),)
    assert not (root / recording(1)).exists()


def test_with_nothing_due_there_is_nothing_to_propose(database: Database, root: Path) -> None:
    past = Retention(database, root).past(person("emr_compliance"))
    assert past.due == ()
    with pytest.raises(AccessError, match="nothing to erase"):
        Retention(database, root).propose(person("sysadmin"))


def test_a_clinician_is_not_told_what_is_past(database: Database, root: Path) -> None:
    nobody: Actor = person("physician")
    with pytest.raises(AccessError):
        Retention(database, root).past(nobody)
