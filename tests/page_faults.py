"""A store whose file is damaged in ways that a seed decides, and what a reader then meets."""

import random
import shutil
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import StoreError
from app.domain.result import JobResult
from app.services.filing import Filing
from app.store.database import Database
from app.store.rescue import Rescued, rescue
from app.store.results import load_result
from tests.fakes import finished_job

PAGE = 4_096
NOTES = 12
PATIENCE_S = 20.0
Met = Literal["at start", "when read", "nothing"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What was met; lost, damaged: notes of which the rescue told, if there was one."""

    seed: int
    what: str
    met: Met
    rescued: Rescued | None


@dataclass(frozen=True, slots=True)
class Original:
    """A whole store. results: by their note."""

    folder: Path
    results: dict[str, JobResult]

    @property
    def path(self) -> Path:
        return self.folder / "erscribe.sqlite3"


def original(folder: Path) -> Original:
    """A store with several notes, their acts and some pages that nothing is in any more."""
    database = Database.open(folder / "erscribe.sqlite3")
    filing, results = Filing(database), {}
    for number in range(NOTES):
        result = _numbered(number)
        results[filing.save(SANDBOX_ACTOR, result)] = result
    return Original(folder, results)


def _numbered(number: int) -> JobResult:
    result = finished_job()
    understanding = result.understanding
    utterances = understanding.transcript.utterances
    more = tuple(
        replace(one, id=f"{one.id}-{copy}", text=f"{one.text} {number} {copy}" * (copy % 9))
        for copy in range(1, 3 + 4 * number)
        for one in utterances
    )
    return replace(
        result,
        recording=replace(result.recording, id=f"{number:032x}"),
        understanding=replace(
            understanding,
            transcript=replace(understanding.transcript, utterances=utterances + more),
            note=replace(understanding.note, id=f"n{number:012x}"),
        ),
    )


def damage(content: bytes, seed: int) -> tuple[bytes, str]:
    """Flip a bit, zero a stretch or a page, or cut the end off; once to three times."""
    rng = random.Random(seed)  # noqa: S311 - a seed decides
    data, said = bytearray(content), []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(data)) if data else 0
        kind = rng.choice(("flip", "flip", "zero", "zero page", "truncate"))
        if kind == "flip" and data:
            data[at] ^= 1 << rng.randrange(8)
        elif kind == "zero":
            size = min(rng.randrange(1, 3 * PAGE), len(data) - at)
            data[at : at + size] = bytes(size)
        elif kind == "zero page":
            at -= at % PAGE
            data[at : at + PAGE] = bytes(len(data[at : at + PAGE]))
        else:
            at -= at % PAGE if rng.random() < 0.5 else 0
            del data[at:]
        said.append(f"{kind} at {at}")
    return bytes(data), ", ".join(said)


def meet(whole: Original, seed: int, folder: Path, *, saving: bool) -> Fault:
    """Damage a copy and open it as the program does; saving: rescue it too.

    Fails when something is read otherwise than it was written, when anything but our own errors
    comes up, or when it takes too long.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copyfile(whole.folder / "keys.json", folder / "keys.json")
    path = folder / whole.path.name
    content, what = damage(whole.path.read_bytes(), seed)
    path.write_bytes(content)
    began_s = time.process_time()
    met = _opened(path, whole)
    if met == "at start":
        assert path.read_bytes() == content, f"{seed}: {what}: the damaged file was changed"
    told = _rescued(path, whole, folder / "out", f"{seed}: {what}") if saving else None
    assert time.process_time() - began_s < PATIENCE_S, f"{seed}: {what}: took too long"
    return Fault(seed, what, met, told)


def _opened(path: Path, whole: Original) -> Met:
    try:
        database = Database.open(path)
    except StoreError:
        return "at start"
    met: Met = "nothing"
    for note, as_it_was in whole.results.items():
        try:
            with database.transaction() as transaction:
                found = load_result(transaction, note)
        except StoreError:
            met = "when read"
        else:
            assert found == as_it_was
    return met


def _rescued(path: Path, whole: Original, to: Path, what: str) -> Rescued | None:
    before = path.read_bytes()
    keys = Database.open(whole.path).keys
    try:
        told = rescue(path, keys, to / "erscribe.sqlite3")
    except StoreError:
        assert len(before) < PAGE or not any(before[:-PAGE]), f"{what}: nothing was rescued"
        return None
    assert path.read_bytes() == before, f"{what}: the rescue changed the damaged file"
    with Database.open(to / "erscribe.sqlite3", keys=keys).transaction() as transaction:
        for note in told.whole:
            assert load_result(transaction, note) == whole.results[note], what
    missing = whole.results.keys() - {*told.whole, *told.damaged, *told.lost}
    assert not missing or {"audit_log", "notes"} <= set(told.holes), f"{what}: {missing} unsaid"
    return told
