"""What the store costs: commits with and without encryption, opening, search, the audit's proof.

Ratios are of one run, in the order encrypted, plain, plain, encrypted, so that whatever else the
machine does falls on both; their intervals are bootstrap percentiles over the repeats.
"""

import os
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final, TextIO

import numpy as np

from app.bench.store_contents import DEPARTMENTS, ENCOUNTERS, NOW, filled, patient
from app.domain.access import SANDBOX_ACTOR, Actor, AuditEvent
from app.domain.worklist import Line, Wanted
from app.services.access import Done, Subject, perform
from app.services.search import EncounterSearch
from app.store import live
from app.store.audit import append
from app.store.audit_verify import verify
from app.store.database import Database, Transaction
from app.store.failures import one_sentence
from app.store.live import KeptStage, LiveRecording
from app.store.sqlite_file import connect, engine_of

REPEATS: Final = 8
COMMITS: Final = 60
SEARCHES: Final = 600
ROWS: Final = 100_000
QUICK: Final = 10
"""So many times less of everything."""
_RECORDING: Final = "beac0" * 6
_PAYLOAD: Final = "x" * 2_000
_RESAMPLED: Final = 2_000
_HEAVY: Final = 20  # one search in so many is by the one who sees a twentieth of everything


@dataclass(frozen=True, slots=True)
class Compared:
    """Milliseconds of single commits, block by block in the order in which they were measured."""

    encrypted: tuple[tuple[float, ...], ...]
    plain: tuple[tuple[float, ...], ...]

    def ratio(self, mark: float) -> tuple[float, float, float]:
        """Of a percentile, with its 95 % interval over the repeats."""
        pairs = list(zip(self.encrypted, self.plain, strict=True))
        rng = np.random.default_rng(0)
        found = _ratio(pairs, mark)
        again = [
            _ratio([pairs[i] for i in rng.integers(len(pairs), size=len(pairs))], mark)
            for _ in range(_RESAMPLED)
        ]
        low, high = np.percentile(again, [2.5, 97.5])
        return found, float(low), float(high)


def _ratio(pairs: Sequence[tuple[tuple[float, ...], tuple[float, ...]]], mark: float) -> float:
    sealed = np.percentile(np.concatenate([one for one, _ in pairs]), mark)
    return float(sealed / np.percentile(np.concatenate([one for _, one in pairs]), mark))


def compare(sealed: Callable[[], None], plain: Callable[[], None], commits: int) -> Compared:
    """Time both, one warm-up each before."""
    sealed()
    plain()
    blocks: dict[bool, list[tuple[float, ...]]] = {True: [], False: []}
    for repeat in range(REPEATS):
        order = (True, False) if repeat % 2 == 0 else (False, True)
        for is_sealed in order:
            blocks[is_sealed].append(_timed(sealed if is_sealed else plain, commits))
    return Compared(tuple(blocks[True]), tuple(blocks[False]))


def _timed(act: Callable[[], None], times: int) -> tuple[float, ...]:
    found = []
    for _ in range(times):
        began_s = time.perf_counter()
        act()
        found.append(1000 * (time.perf_counter() - began_s))
    return tuple(found)


def plain_twin(database: Database, path: Path) -> Database:
    """The same store, not encrypted; for this comparison only."""
    with closing(connect(database.path, database.keys, 10.0)) as sql:
        sql.execute("ATTACH DATABASE ? AS plain KEY ''", (str(path),))
        sql.execute("SELECT sqlcipher_export('plain')").fetchone()
        sql.execute("DETACH DATABASE plain")
    with closing(connect(path, None, 10.0)) as sql:
        sql.execute("PRAGMA journal_mode=WAL")
    return Database(
        path,
        engine_of(path, None, 10.0),
        database.keys,
        "sandbox",
        exclusive=nullcontext,
        translate=partial(one_sentence, path),
    )


def act_of(database: Database) -> Callable[[], None]:
    """One act as users make them: permitted, 2 kB written, its audit row linked, all committed."""

    def work(transaction: Transaction, at: datetime) -> Done[None]:
        live.add_recording(transaction, LiveRecording(_RECORDING, None, at, SANDBOX_ACTOR.id))
        live.keep_stage(transaction, _RECORDING, KeptStage("speech", _PAYLOAD), at)
        return Done(None, _RECORDING)

    about = Subject(recording=_RECORDING)
    return lambda: perform(database, SANDBOX_ACTOR, "recording.recover", work, about)


def commit_of(sql: sqlite3.Connection) -> Callable[[], None]:
    """One commit of 2 kB on a connection that stays open."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        sql.execute(f"PRAGMA {pragma}")
    sql.execute("CREATE TABLE measured (text)")

    def commit() -> None:
        sql.execute("BEGIN IMMEDIATE")
        sql.execute("INSERT INTO measured VALUES (?)", (_PAYLOAD,))
        sql.execute("COMMIT")

    return commit


def searches(database: Database, actors: Sequence[Actor], count: int, seed: int, of: int) -> str:
    """Milliseconds of searches of every kind, each with its audit row, as table rows."""
    rng, desk = random.Random(seed), EncounterSearch(database)
    rows = []
    everything: list[float] = []
    used: list[float] = []
    kinds = tuple(_kinds(rng, of))
    for kind, make in kinds:
        took = []
        for number in range(count // len(kinds)):
            actor = actors[0] if number % _HEAVY == 0 else rng.choice(actors)
            wanted = make()
            began_s, began_cpu_s = time.perf_counter(), time.process_time()
            desk.find(actor, wanted)
            took.append(1000 * (time.perf_counter() - began_s))
            used.append(1000 * (time.process_time() - began_cpu_s))
        everything += took
        rows.append(_line(f"search by {kind}", took))
    rows.append(_line("search, all kinds (goal p99 <= 50)", everything))
    rows.append(_line("the same, processor time only", used))
    return "\n".join(rows)


def _kinds(rng: random.Random, of: int) -> Iterator[tuple[str, Callable[[], Wanted]]]:
    def week() -> Wanted:
        since = NOW - timedelta(days=rng.random() * 1_800)
        return Wanted(since=since, until=since + timedelta(days=7))

    def later() -> Wanted:
        return Wanted(after=Line("SANDBOX-0", False, NOW - timedelta(days=rng.random() * 900)))

    yield "nothing: the worklist", Wanted
    yield "patient number", lambda: Wanted(patient=patient(rng, of).id)
    yield "beginning of a name", lambda: Wanted(name=patient(rng, of).name[:4])
    yield "what is typed into the list", lambda: Wanted(text=patient(rng, of).name[:4])
    yield "week", week
    yield "department", lambda: Wanted(progress="finished", department=rng.choice(DEPARTMENTS))
    yield "page further down", later


def proof_s(database: Database, rows: int) -> float:
    """Seconds to look through an audit log of so many rows, per 100,000. Raises StoreError."""
    for first in range(0, rows, 2_000):
        with database.transaction() as transaction:
            for number in range(first, min(first + 2_000, rows)):
                append(transaction, _read(number))
    began_s = time.perf_counter()
    found = verify(database)
    took_s = time.perf_counter() - began_s
    return took_s * 100_000 / max(1, found.last_seq - found.first_seq + 1)


def _read(number: int) -> AuditEvent:
    detail = {"words": number, "final": True}
    encounter, patient_id = f"SANDBOX-{number % 7}", f"MRN{number % 5}"
    return AuditEvent(
        datetime.now(NOW.tzinfo),
        SANDBOX_ACTOR,
        "NOTE-READ",
        "R",
        object_type="note",
        object_id=f"n{number}",
        encounter=encounter,
        patient=patient_id,
        detail=detail,
    )


def _line(what: str, took_ms: Sequence[float]) -> str:
    marks = np.percentile(np.array(took_ms), [50, 99, 100])
    return f"| {what} | {len(took_ms)} | " + " | ".join(f"{mark:.2f}" for mark in marks) + " |"


def run(out: TextIO, seed: int, *, quick: bool = False) -> None:
    """Print the tables. Raises StoreError."""
    less = QUICK if quick else 1
    out.write(f"load average at the start {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores\n\n")
    with tempfile.TemporaryDirectory(prefix="erscribe-bench-") as name:
        folder = Path(name)
        out.write("| milliseconds | n | p50 | p99 | max |\n| --- | --- | --- | --- | --- |\n")
        ratios = _commits(out, folder, max(10, COMMITS // less))
        encounters = ENCOUNTERS // less
        store, actors = filled(folder / "many" / "store.sqlite3", seed, encounters)
        opening = _timed(lambda: _opened(store), 5)
        out.write(_line(f"open, {encounters:,} encounters, all pages checked", opening) + "\n")
        clinical = Database.open(store.path, keys=store.keys, profile="clinical", kept=True)
        out.write(searches(clinical, actors, SEARCHES // less, seed, encounters) + "\n\n")
        out.write(ratios)
        rows = ROWS // less
        took_s = proof_s(Database.open(folder / "log" / "store.sqlite3"), rows)
        out.write(f"audit verify: {took_s:.2f} s per 100,000 rows (goal <= 2; n = {rows:,})\n")
        size = store.path.stat().st_size / 1e6
        out.write(f"database of {encounters:,} encounters: {size:.0f} MB\n")


def _opened(store: Database) -> None:
    Database.open(store.path, keys=store.keys)


def _commits(out: TextIO, folder: Path, commits: int) -> str:
    """Writes the figures; gives the ratios, which are printed below all figures."""
    sealed = Database.open(folder / "one" / "store.sqlite3")
    plain = plain_twin(sealed, folder / "plain.sqlite3")
    acts = compare(act_of(sealed), act_of(plain), commits)
    with (
        closing(connect(sealed.path, sealed.keys, 10.0)) as one,
        closing(connect(plain.path, None, 10.0)) as other,
    ):
        alone = compare(commit_of(one), commit_of(other), commits)
    ratios = ""
    for what, found in (("act", acts), ("commit alone", alone)):
        for how, blocks in (("encrypted", found.encrypted), ("plain", found.plain)):
            out.write(_line(f"{what}, {how}", [one for block in blocks for one in block]) + "\n")
        for mark in (50, 99):
            ratio, low, high = found.ratio(mark)
            ratios += (
                f"encrypted / plain, {what}, p{mark}: {ratio:.2f} (95 % {low:.2f} to {high:.2f}, "
                f"{REPEATS} repeats)\n"
            )
    return ratios
