"""A day's use of a clinical store in small, with strings in it that must be found nowhere; it ends
in a crash, which must leave no image of this process.

Usage: canary_day.py FOLDER, the strings on standard input, one a line.
"""

import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.cli.hardening import harden
from app.domain.access import Actor
from app.domain.errors import AppError
from app.domain.live import LiveAlert
from app.domain.result import JobResult
from app.domain.worklist import Wanted
from app.services.care import Care
from app.services.credentials import Cost
from app.services.filing import DictationStore, KeptStage, LiveRecording
from app.services.messages import as_json, of_json
from app.services.review import NoteReview
from app.services.search import EncounterSearch
from app.services.signature_keys import PasswordKeys
from app.services.signing import Signing
from app.services.upkeep import Backups
from app.store.care import Patient
from app.store.database import Database
from app.store.key_keeping import wrapped
from app.store.key_protectors import Cost as PhraseCost
from app.store.key_protectors import PassphraseProtector, RecoveryProtector
from app.store.keys import KeyFile, write_key_file
from app.store.recording_keys import new_seal
from tests.fakes import finished_job
from tests.recording_desk import Desk, ramp
from tests.ward import AUTHOR, ENCOUNTER, KEYS, SYSADMIN, open_ward, proved

SPOKEN = ("hydroxyzine", "hydroxy", "scene", "milligrams", "否认胸痛", "twenty", "visit.wav")
RECORDING = "d" * 32


def canary_job(canaries: list[str]) -> JobResult:
    """A result in which every telling word is a canary."""
    job = finished_job()
    text = as_json(replace(job, recording=replace(job.recording, id=RECORDING)))
    for word, canary in zip(SPOKEN, canaries, strict=False):
        text = text.replace(f'"{word}', f'"{canary}').replace(f" {word}", f" {canary}")
        assert canary in text
    made = of_json(JobResult, text)
    note = replace(made.understanding.note, id="n" + "7" * 12)
    understanding = replace(made.understanding, note=note)
    return replace(made, understanding=understanding, profile="clinical", encounter_id=ENCOUNTER)


def day(folder: Path, canaries: list[str]) -> None:
    spare = iter(canaries[len(SPOKEN) :])
    phrase = PassphraseProtector(canaries[-1].__str__, PhraseCost(64, 1, 1))
    by = (phrase, RecoveryProtector.new())
    write_key_file(folder, KeyFile.of(KEYS, "clinical", wrapped(KEYS, by)))
    database = open_ward(folder).database
    author = proved(AUTHOR)
    Care(lambda: database).create(author, Patient("E-77", next(spare), next(spare)))
    dictate(database, author, folder, canaries, next(spare), next(spare))
    note = "n" + "7" * 12
    NoteReview(database).show(author, note)
    signing = Signing(database, PasswordKeys(Cost(8, 1, 1)), lambda _: ())
    signing.sign(proved(author), note, next(spare), override=next(spare))
    signing.addendum(proved(author), note, canaries[len(SPOKEN) + 4], next(spare))
    EncounterSearch(database).find(proved(author), Wanted(name=canaries[len(SPOKEN) + 1][:6]))
    for fail in (
        lambda: signing.sign(proved(author), note, next(spare)),
        lambda: EncounterSearch(database).find(author, Wanted(patient=canaries[0])),
        lambda: NoteReview(database).show(author, canaries[1]),
    ):
        try:
            fail()
        except AppError as error:
            sys.stderr.write(f"erscribe: {error}\n")
    Backups(database, folder / "recordings").make(proved(SYSADMIN), folder.parent / "backups")


def dictate(
    database: Database, author: Actor, folder: Path, canaries: list[str], mark: str, heard: str
) -> None:
    desk, (seal, keep) = Desk(folder / "recordings"), new_seal(folder, RECORDING)
    keep()
    writer = desk.begin(recording=RECORDING, seal=seal)
    desk.record(writer, ramp(1.0))
    writer.note("mark", name=mark)
    writer.finish()
    store, job = DictationStore(lambda: database), canary_job(canaries)
    row = LiveRecording(RECORDING, ENCOUNTER, datetime.now(UTC), author.id, "clinical")
    store.begun(author, row)
    store.keep_stage(RECORDING, KeptStage("recognize", as_json(job)))
    alert = LiveAlert(0, "apnea", "text", "red", "high", "present", 0.1, 0.5, heard)
    store.raised(RECORDING, alert, 1, datetime.now(UTC))
    store.save(author, row, job)
    with suppress(AppError):
        store.save(author, row, job)


if __name__ == "__main__":
    harden()
    planted = sys.stdin.read().split("\n")
    day(Path(sys.argv[1]), planted)
    sys.stdout.write("the day is over\n")
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGSEGV)
