"""Files are looked at before anything is done with them; what was done before is known."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.audio.files import digest
from app.domain.access import SANDBOX_ACTOR
from app.domain.audio import Recording
from app.domain.errors import DecodeError
from app.services.file_intake import FileIntake
from app.services.filing import Filing
from app.store.database import Database
from tests.fakes import finished_job


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database.open(tmp_path / "store.sqlite3")


@pytest.fixture
def intake(database: Database) -> FileIntake:
    return FileIntake(lambda: database, digest)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "scans"
    (made / "deeper").mkdir(parents=True)
    (made / "a.wav").write_bytes(b"first")
    (made / "deeper" / "b.mp3").write_bytes(b"second")
    (made / "deeper" / "copy.mp3").write_bytes(b"second")
    (made / "letter.txt").write_bytes(b"words")
    (made / ".hidden.wav").write_bytes(b"not looked at")
    return made


def test_a_folder_is_looked_through_and_each_file_is_told_of(
    intake: FileIntake, folder: Path
) -> None:
    found = intake.look(SANDBOX_ACTOR, [folder])
    assert [one.path.name for one in found.files] == ["a.wav", "b.mp3"]
    assert {(one.path.name, one.why) for one in found.left_out} == {
        ("copy.mp3", "waiting_already"),
        ("letter.txt", "not_sound"),
    }
    assert found.folders == 1


def test_a_file_that_became_a_note_is_known_by_its_bytes(
    intake: FileIntake, database: Database, folder: Path
) -> None:
    job = finished_job()
    heard = Recording("r9", 5.0, digest(folder / "a.wav"), "other name.wav")
    Filing(database).save(SANDBOX_ACTOR, replace(job, recording=heard))
    found = intake.look(SANDBOX_ACTOR, [folder / "a.wav"])
    assert found.files == ()
    assert [one.note for one in found.again] == [job.understanding.note.id]


def test_what_waits_already_and_what_is_gone_are_left_out(intake: FileIntake, folder: Path) -> None:
    waits = frozenset({digest(folder / "a.wav")})
    found = intake.look(SANDBOX_ACTOR, [folder / "a.wav", folder / "gone.wav"], waits)
    assert [one.why for one in found.left_out] == ["missing", "waiting_already"]


def test_a_file_that_cannot_be_read_is_said(
    intake: FileIntake, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> str:
        raise DecodeError(f"{path.name} cannot be read")

    unreadable = FileIntake(intake._database, refuse)
    with pytest.raises(DecodeError, match=r"a\.wav cannot be read"):
        unreadable.look(SANDBOX_ACTOR, [folder / "a.wav"])
