"""A store as a department fills it in years: made-up encounters, patients, notes, assignments."""

import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from app.domain.access import Actor
from app.store.database import Database
from app.store.sqlite_file import connect

ENCOUNTERS: Final = 100_000
NOW: Final = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
DEPARTMENTS: Final = ("emergency", "surgery", "paediatrics", "internal medicine", "急诊科")
_USERS: Final = 100
_HEAVY: Final = 0.05
"""One of them is on a twentieth of all encounters: whoever has worked here longest."""
_YEARS: Final = 5
_SEVERAL: Final = 5_000
_COLUMNS: Final = {
    "encounters": "id, sandbox, first_at",
    "encounter_patients": "encounter_id, patient_id, name, department, arrived_at, created_by",
    "assignments": "key, encounter_id, user_id, assigned_at, assigned_by, ended_at",
    "recordings": "id, sha256, first_at",
    "jobs": (
        "key, recording_id, encounter_id, profile, language, file_name, duration_s, timings_s, "
        "saved_at, saved_by"
    ),
    "notes": "id, job_key, template, status, sha256",
    "note_versions": (
        "note_id, version, kind, content, sha256, prev_sha256, author_id, created_at, reason, "
        "late, needs_cosign"
    ),
}
_FAMILY: Final = ("Smith", "Nguyen", "Garcia", "O'Neil", "Ivanova", "Okafor", "Yilmaz", "Muller")
_GIVEN: Final = ("Ann", "Bo", "Carl", "Dora", "Emil", "Fay", "Gus", "Hana", "Ivan", "June")
_CHINESE: Final = ("王", "李", "张", "刘", "陈")
_CHINESE_GIVEN: Final = ("伟", "芳", "秀英", "敏", "静", "强", "磊", "洋")


@dataclass(frozen=True, slots=True)
class Patient:
    """Whom an encounter is about; each has four encounters on average."""

    id: str
    name: str


def filled(path: Path, seed: int, encounters: int = ENCOUNTERS) -> tuple[Database, list[Actor]]:
    """A sandbox store with so many encounters, and its clinicians; the first sees the most."""
    database = Database.open(path)
    rng = random.Random(seed)
    with closing(connect(path, database.keys, 10.0)) as sql:
        sql.execute("PRAGMA synchronous=OFF")  # while it is made; what is measured is not this
        actors = _users(sql)
        for first in range(0, encounters, _SEVERAL):
            sql.execute("BEGIN IMMEDIATE")
            numbers = range(first, min(first + _SEVERAL, encounters))
            _encounters(sql, rng, actors, numbers, encounters)
            sql.execute("COMMIT")
        sql.execute("PRAGMA synchronous=FULL")
        sql.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return database, actors


def patient(rng: random.Random, encounters: int) -> Patient:
    """One of the patients of a store with so many encounters."""
    number = rng.randrange(max(1, encounters // 4))
    named = random.Random(number)
    if named.random() < 0.4:
        name = named.choice(_CHINESE) + named.choice(_CHINESE_GIVEN)
    else:
        name = f"{named.choice(_FAMILY)}{number % 97:02}, {named.choice(_GIVEN)}"
    return Patient(f"MRN{number:07}", name)


def _users(sql: sqlite3.Connection) -> list[Actor]:
    at = _text(NOW - timedelta(days=365 * _YEARS))
    actors = [
        Actor(f"u{number:03}", f"Doctor {number}", "physician", department=_department(number))
        for number in range(_USERS)
    ]
    columns = (
        "id, login, name, role, department, trainee, source, must_change, totp_step, created_at, "
        "created_by"
    )
    rows = [
        (one.id, one.id, one.name, one.role, one.department, 0, "local", 0, 0, at, "system")
        for one in actors
    ]
    sql.executemany(f"INSERT INTO users ({columns}) VALUES ({_marks(11)})", rows)  # noqa: S608
    return actors


def _encounters(
    sql: sqlite3.Connection,
    rng: random.Random,
    actors: Sequence[Actor],
    numbers: range,
    of: int,
) -> None:
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for number in numbers:
        for table, row in _encounter(rng, actors, number, of):
            rows.setdefault(table, []).append(row)
    for table, several in rows.items():
        columns, marks = _COLUMNS[table], _marks(len(several[0]))
        sql.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", several)  # noqa: S608


def _encounter(
    rng: random.Random, actors: Sequence[Actor], number: int, of: int
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    whom, who = patient(rng, of), _whose(rng, actors)
    at = NOW - timedelta(days=365 * _YEARS * (1 - number / of), minutes=rng.random())
    encounter, note, arrived = f"SANDBOX-{number:06}", f"n{number:012x}", _text(at)
    yield "encounters", (encounter, 1, arrived)
    yield (
        "encounter_patients",
        (encounter, whom.id, whom.name, who.department, arrived, who.id),
    )
    yield "assignments", (number + 1, encounter, who.id, arrived, who.id, None)
    if number % 50 == 49:  # nothing was recorded
        return
    yield "recordings", (f"{number:032x}", "0" * 64, arrived)
    yield (
        "jobs",
        (
            number + 1,
            f"{number:032x}",
            encounter,
            "sandbox",
            "en",
            b"a.wav",
            60.0,
            "{}",
            arrived,
            who.id,
        ),
    )
    yield "notes", (note, number + 1, "ed_default", "draft", "0" * 64)
    if number < of - 300:  # the last shift's drafts are not signed yet
        content = rng.randbytes(800)
        version = (note, 1, "signed", content, "0" * 64, "", who.id, arrived, "", 0, 0)
        yield "note_versions", version


def _whose(rng: random.Random, actors: Sequence[Actor]) -> Actor:
    return actors[0] if rng.random() < _HEAVY else rng.choice(actors)


def _department(number: int) -> str:
    return DEPARTMENTS[number % len(DEPARTMENTS)]


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _text(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
