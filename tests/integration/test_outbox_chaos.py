"""Notes against a receiver that dies, is silent, refuses, answers half or garbage: each is filed
once, none is lost, none twice, one patient's in order (SAFETY 1.10)."""

import hashlib
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from app.domain.documents import DocumentId, Site
from app.domain.outgoing import Message
from app.export.hl7.message import message as hl7
from app.services.delivery import Sender
from app.store import notes
from app.store.audit import rows
from app.store.database import Database
from app.store.outbox import queue, steps
from app.store.outbox_lines import newest, waiting
from tests.chaos_peer import ChaosPeer, until, way_to
from tests.documents import example
from tests.note_ward import NoteWard, note_ward
from tests.outbox_sender import PACE
from tests.ward import KEYS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs local sockets")
SITE = Site("北京协和医院", "https://hospital.example")


@dataclass
class Run:
    """lanes: the messages of each patient in order. kills: how often the sender was killed."""

    ward: NoteWard
    peer: ChaosPeer
    lanes: dict[str, list[str]]
    kills: int = 0


def payload(name: str, patient: int) -> bytes:
    document = example("zh" if patient % 2 else "en")
    whom = replace(document.patient, number=f"MRN-{patient}")
    one = replace(document, id=DocumentId(f"N-{name}", 1), patient=whom)
    return hl7(one, SITE, "EMR^H", "mdm", name)


def fill(ward: NoteWard, messages: int, patients: int, seed: int) -> dict[str, list[str]]:
    """Queue them in any order of patients."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    lanes: dict[str, list[str]] = defaultdict(list)
    with ward.database.transaction() as transaction:
        notes.begin(transaction, ward.note)
        for number in range(messages):
            patient = dice.randrange(patients)
            name, lane = f"M{number:04}X{patient:02}", f"lane{patient}"
            body = payload(name, patient)
            digest = hashlib.sha256(body).hexdigest()
            what = (name, 0, "hl7", "hl7", "sign", ward.note, 1, lane, body, digest)
            queue(transaction, Message(*what, datetime.now(UTC), "author"))  # type: ignore[arg-type]
            lanes[lane].append(name)
    return lanes


@contextmanager
def prepared(folder: Path, messages: int, patients: int, seed: int) -> Iterator[Run]:
    """A short path for the socket: those are limited to about a hundred letters."""
    made = note_ward(folder)
    database = Database.open(made.database.path, keys=KEYS, profile="clinical", kept=True)
    ward = replace(made, database=database)
    lanes = fill(ward, messages, patients, seed)
    with (
        TemporaryDirectory(prefix="emr-", dir="/tmp") as near,
        ChaosPeer(Path(near) / "peer", seed) as peer,
    ):
        yield Run(ward, peer, lanes)


def left(ward: NoteWard) -> int:
    with ward.database.transaction() as transaction:
        return len(waiting(transaction))


def check(run: Run, messages: int) -> None:
    """Stored once, none lost, none doubled, order kept, every disclosure audited once."""
    with run.ward.database.transaction() as transaction:
        lines = newest(transaction, messages + 1)
        audited = rows(transaction, code="EXP-SEND")
        histories = [[one.state for one in steps(transaction, line.id)] for line in lines]
    assert {one.last.state for one in lines} == {"acked"}
    assert len(lines) == messages
    assert all(history.count("acked") == 1 for history in histories)
    assert sorted(run.peer.filed) == sorted(one.id for one in lines)
    assert len(set(run.peer.filed)) == len(run.peer.filed) == messages
    assert run.peer.changed == 0  # each resend had the same bytes
    for lane in run.lanes.values():
        assert [one for one in run.peer.filed if one in set(lane)] == lane
    assert len(audited) == messages
    assert {one.outcome for one in audited} == {0}
    assert "张".encode() in b"".join(run.peer.bodies.values())


def test_notes_are_filed_once_whatever_their_receiver_does(tmp_path: Path) -> None:
    with prepared(tmp_path, 30, 6, seed=7) as run:
        way = way_to(run.peer.path, answer_s=0.15)
        with Sender(lambda: run.ward.database, lambda: {("hl7", "hl7"): way}, "bay-1", PACE):
            until(lambda: left(run.ward) == 0, 60)
        way.close()
        assert sum(run.peer.got.values()) > 30  # something went wrong, or nothing was tried
        check(run, 30)


@contextmanager
def sending(run: Run) -> "Iterator[subprocess.Popen[bytes]]":
    """A sender in a process of its own."""
    command = [sys.executable, "-m", "tests.outbox_sender"]
    where = [str(run.ward.database.path), str(run.peer.path)]
    pipe = subprocess.PIPE
    with subprocess.Popen([*command, *where], stdin=pipe, stdout=pipe, env=os.environ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        yield child


@pytest.mark.full
def test_500_notes_are_filed_once_whatever_happens_to_sender_and_receiver(tmp_path: Path) -> None:
    dice = random.Random(9)  # noqa: S311 - no secret
    began = time.monotonic()
    with prepared(tmp_path, 500, 40, seed=9) as run:
        while left(run.ward):
            assert time.monotonic() - began < 1500, f"{len(run.peer.filed)} of 500 are filed"
            with sending(run) as child:
                ends = time.monotonic() + dice.uniform(2.0, 20.0)
                filed = -1
                while time.monotonic() < ends and filed < len(run.peer.filed):
                    filed = len(run.peer.filed) if len(run.peer.filed) == 500 else -1
                    time.sleep(0.5)  # nobody else is at the store: that would slow it down
                run.kills += bool(left(run.ward))
                child.kill()
        check(run, 500)
        sys.stdout.write(
            f"\n500 filed once in {time.monotonic() - began:.0f} s, {run.kills} kills of the "
            f"sender, {sum(run.peer.got.values())} deliveries, {dict(run.peer.deeds)}\n"
        )
        assert run.kills >= 5
