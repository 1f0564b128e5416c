"""One sender, in order, until it is filed: whatever a receiver does, and whoever else sends."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.audit import AuditRow
from app.domain.errors import StoreError
from app.domain.outgoing import Outcome
from app.export.audit_codes import PROFILES
from app.export.audit_fhir import Origin, event
from app.export.audit_fhir_check import check
from app.services.delivery import DAMAGED, Pace, Sender, Ways
from app.services.outgoing import Target
from app.store.audit import rows
from app.store.database import Database
from app.store.outbox import Step, add_step, lease, steps
from tests.note_ward import NoteWard, note_ward
from tests.outgoing_desk import (
    BUSY,
    LOCKED,
    REFUSED,
    SILENT,
    FakeWay,
    lines,
    put,
)
from tests.ward import KEYS

FHIR: Target = ("fhir", "fhir")
HL7: Target = ("hl7", "hl7")
QUICK = Pace(first_s=0.02, longest_s=0.08, lease_s=0.4, look_s=0.05, close_s=1.0, breath_s=0.01)


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    made = note_ward(tmp_path)
    path = made.database.path
    return replace(made, database=Database.open(path, keys=KEYS, profile="clinical", kept=True))


def sender(ward: NoteWard, *, pace: Pace = QUICK, **ways: FakeWay) -> Sender:
    """ways: by destination."""
    named: dict[str, Target] = {"fhir": FHIR, "hl7": HL7, "folder": ("folder", "pdf")}
    found: Ways = {named[name]: way for name, way in ways.items()}
    return Sender(lambda: ward.database, lambda: found, "bay-3", pace)


def told(ward: NoteWard, name: str) -> tuple[Step, ...]:
    with ward.database.transaction() as transaction:
        return steps(transaction, name)


def states(ward: NoteWard, name: str) -> list[str]:
    return [one.state for one in told(ward, name)]


def audited(ward: NoteWard) -> tuple[AuditRow, ...]:
    with ward.database.transaction() as transaction:
        return rows(transaction, code="EXP-SEND")


def until(happened: Callable[[], bool], within_s: float = 5.0) -> None:
    ends = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.01)


# --- one try


def test_what_waits_is_sent_once_and_its_disclosure_is_in_the_log(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1", payload="张三".encode())
    way = FakeWay()
    sent = sender(ward, fhir=way).send_now()
    assert way.got == [("A1", "张三".encode())]
    assert (sent.acked, sent.busy) == (1, False)
    assert states(ward, "A1") == ["queued", "sending", "acked"]
    (row,) = audited(ward)
    assert (row.user_id, row.role, row.outcome) == ("export", "export_service", 0)
    assert (row.object_id, row.version, row.workstation) == (ward.note, 1, "bay-3")
    assert row.encounter_key
    detail = json.loads(row.detail_json)
    assert detail == {
        "destination": "fhir",
        "form": "fhir",
        "act": "sign",
        "message": "A1",
        "sha256": lines(ward.database)[0].sha256,
        "tries": 1,
        "code": "201",
    }
    made = event(row, Origin("ward", "ER-7"))
    check(made)
    assert made["meta"]["profile"] == [PROFILES["PrivacyDisclosure.Source"]]
    sender(ward, fhir=way).send_now()
    assert len(way.got) == 1


def test_what_is_not_open_waits(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    assert sender(ward, hl7=FakeWay()).send_now().told == []
    assert states(ward, "A1") == ["queued"]


def test_a_try_in_vain_is_made_again_with_the_same_bytes(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1", payload=b"same")
    way = FakeWay([SILENT, BUSY])
    with sender(ward, fhir=way):
        until(lambda: states(ward, "A1")[-1] == "acked")
    assert way.got == [("A1", b"same")] * 3
    assert states(ward, "A1") == ["queued", *["sending", "retry"] * 2, "sending", "acked"]
    assert [one.sentence for one in told(ward, "A1") if one.state == "retry"] == [
        SILENT.sentence,
        BUSY.sentence,
    ]
    assert json.loads(audited(ward)[0].detail_json)["tries"] == 3


def test_waits_double_up_to_five_minutes_for_ever() -> None:
    pace = Pace()
    assert [pace.after(tries) for tries in (1, 2, 3, 7, 8, 9, 1000)] == [
        *(2.0, 4.0, 8.0, 128.0),
        *(256.0, 300.0, 300.0),
    ]


def test_who_asks_for_patience_gets_it(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    asked = replace(BUSY, wait_s=120.0)
    sender(ward, pace=Pace(), fhir=FakeWay([asked])).send_now()
    last = told(ward, "A1")[-1]
    assert last.due_at is not None
    assert timedelta(seconds=119) < last.due_at - last.at <= timedelta(seconds=120)


def test_a_refusal_is_final_until_somebody_sends_it_again(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    way = FakeWay([REFUSED])
    one = sender(ward, fhir=way)
    assert one.send_now().rejected == 1
    assert one.send_now().told == []
    (row,) = audited(ward)
    assert (row.outcome, json.loads(row.detail_json)["code"]) == (8, "422")
    with ward.database.transaction() as transaction:
        add_step(transaction, "A1", "queued", datetime.now(UTC))
    assert one.send_now().acked == 1
    assert way.names == ["A1", "A1"]


def test_what_may_be_tried_a_few_times_only_is_given_up_then(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    way = FakeWay([LOCKED] * 9)
    one = sender(ward, fhir=way)
    for _ in range(8):
        one.send_now()
    assert len(way.got) == 5
    last = told(ward, "A1")[-1]
    assert (last.state, last.code, last.sentence) == ("rejected", "206", LOCKED.sentence)
    assert audited(ward)[0].outcome == 4


def test_damaged_bytes_are_not_sent(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    ward.tamper("UPDATE outgoing SET payload = x'00'")
    ward.database.let_go()
    way = FakeWay()
    assert sender(ward, fhir=way).send_now().rejected == 1
    assert way.got == []
    assert told(ward, "A1")[-1].code == DAMAGED


def test_codes_of_receivers_are_codes_and_nothing_else(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    hostile = Outcome("rejected", "AE Zhang San\n" * 9, "x" * 9999)
    sender(ward, fhir=FakeWay([hostile])).send_now()
    last = told(ward, "A1")[-1]
    assert last.code == "?"
    assert len(last.sentence) == 500
    assert "Zhang" not in audited(ward)[0].detail_json


def test_a_fault_in_a_way_is_a_try_in_vain(ward: NoteWard) -> None:
    def fail(_: str, __: Callable[[str], None]) -> None:
        raise RuntimeError("Zhang San")

    put(ward.database, ward.note, "A1")
    sender(ward, fhir=FakeWay(says=fail)).send_now()
    last = told(ward, "A1")[-1]
    assert (last.state, last.sentence) == ("retry", "internal error (RuntimeError)")


def test_what_was_received_and_not_filed_is_told_and_sent_again(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    way = FakeWay([SILENT], says=lambda _, committed: committed("CA"))
    sender(ward, fhir=way).send_now()
    assert states(ward, "A1") == ["queued", "sending", "committed", "retry"]
    assert told(ward, "A1")[2].code == "CA"


# --- order


def test_one_patients_messages_go_in_order_and_others_do_not_wait(ward: NoteWard) -> None:
    for name, lane in (("A1", "a"), ("A2", "a"), ("B1", "b")):
        put(ward.database, ward.note, name, lane=lane)
    way = FakeWay([BUSY])
    sent = sender(ward, fhir=way).send_now()
    assert way.names == ["A1", "B1"]
    assert [name for name, _, _ in sent.told] == ["A1", "B1"]
    sender(ward, fhir=way).send_now()
    assert way.names[2:] == ["A1", "A2"]


def test_what_is_refused_holds_its_own_note_back_and_no_other(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1", lane="a")
    put(ward.database, ward.note, "A2", lane="a")
    put(ward.database, ward.note, "A3", lane="a", destination="folder", form="pdf")
    way, folder = FakeWay([REFUSED]), FakeWay()
    one = sender(ward, fhir=way, folder=folder)
    one.send_now()
    assert (way.names, folder.names) == (["A1"], ["A3"])
    with ward.database.transaction() as transaction:
        add_step(transaction, "A1", "queued", datetime.now(UTC))
    one.send_now()
    assert way.names == ["A1", "A1", "A2"]


def test_a_silent_receiver_takes_no_time_from_the_others(ward: NoteWard) -> None:
    for number in range(4):
        put(ward.database, ward.note, f"F{number}", lane=str(number))
        put(ward.database, ward.note, f"H{number}", lane=str(number), destination="hl7", form="hl7")
    dead, alive = FakeWay([SILENT] * 99), FakeWay()
    sender(ward, fhir=dead, hl7=alive).send_now()
    assert (dead.names, alive.names) == (["F0"], ["H0", "H1", "H2", "H3"])


def test_a_clock_that_was_set_back_makes_nobody_wait(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with ward.database.transaction() as transaction:
        add_step(transaction, "A1", "retry", datetime.now(UTC), due_at=tomorrow)
    with sender(ward, fhir=FakeWay()):
        until(lambda: states(ward, "A1")[-1] == "acked")


# --- the thread


def test_what_is_queued_is_sent_at_once(ward: NoteWard) -> None:
    way = FakeWay()
    with sender(ward, pace=Pace(look_s=600.0), fhir=way) as one:
        time.sleep(0.1)
        put(ward.database, ward.note, "A1")
        one.wake()
        until(lambda: way.names == ["A1"])


def test_a_window_that_is_opened_again_sends_again(ward: NoteWard) -> None:
    way = FakeWay()
    one = sender(ward, fhir=way)
    for name in ("A1", "A2"):
        put(ward.database, ward.note, name)
        with one:
            until(lambda name=name: states(ward, name)[-1:] == ["acked"])  # type: ignore[misc]


def test_a_way_that_hangs_does_not_keep_the_window_from_closing(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    hangs = threading.Event()
    way = FakeWay(says=lambda _, __: (hangs.wait(20), None)[1])
    began = time.monotonic()
    with sender(ward, pace=replace(QUICK, close_s=0.1), fhir=way):
        until(lambda: bool(way.got))
        closing = time.monotonic()
    assert time.monotonic() - closing < 1.0
    assert time.monotonic() - began < 10
    hangs.set()
    until(lambda: states(ward, "A1")[-1] == "acked")


def test_a_store_that_cannot_be_read_for_a_while_is_asked_again(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    broken = [OSError("Zhang San"), StoreError("locked"), StoreError("locked")]

    def database() -> Database:
        if broken:
            raise broken.pop()
        return ward.database

    way = FakeWay()
    with Sender(database, lambda: {FHIR: way}, "bay-3", QUICK):
        until(lambda: states(ward, "A1")[-1] == "acked")


# --- several senders


def test_of_several_senders_one_sends(ward: NoteWard) -> None:
    for number in range(6):
        put(ward.database, ward.note, f"M{number}", lane=str(number))
    way = FakeWay(says=lambda _, __: time.sleep(0.02))
    other = Database.open(ward.database.path, keys=KEYS, profile="clinical")
    second = Sender(lambda: other, lambda: {FHIR: way}, "bay-4", QUICK)
    with sender(ward, fhir=way), second:
        until(lambda: len(way.got) >= 6 and not _waiting(ward))
    assert sorted(way.names) == [f"M{number}" for number in range(6)]
    assert len(audited(ward)) == 6


def _waiting(ward: NoteWard) -> list[str]:
    return [one.id for one in lines(ward.database) if one.last.state not in {"acked", "rejected"}]


def test_while_somebody_else_sends_nothing_is_sent_here(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    here = sender(ward, fhir=FakeWay())
    inner: list[bool] = []

    def meanwhile(_: str, __: Callable[[str], None]) -> None:
        inner.append(here.send_now().busy)

    assert sender(ward, fhir=FakeWay(says=meanwhile)).send_now().acked == 1
    assert inner == [True]
    with ward.database.transaction() as transaction:
        assert lease(transaction)[0] == ""


def test_a_sender_that_died_is_replaced_and_its_try_made_again(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")

    class Dies(BaseException):
        """As a killed process: nothing after it happens."""

    def die(_: str, __: Callable[[str], None]) -> None:
        raise Dies

    with pytest.raises(Dies):
        sender(ward, fhir=FakeWay(says=die)).send_now()
    assert states(ward, "A1") == ["queued", "sending"]
    way = FakeWay()
    with sender(ward, fhir=way):
        time.sleep(QUICK.lease_s / 2)
        assert way.got == []
        until(lambda: states(ward, "A1")[-1] == "acked")
    assert states(ward, "A1") == ["queued", "sending", "sending", "acked"]


def test_who_lost_the_lease_says_nothing_of_its_try(ward: NoteWard) -> None:
    put(ward.database, ward.note, "A1")
    other = sender(ward, pace=replace(QUICK, lease_s=0.0), fhir=FakeWay())

    def overtaken(_: str, __: Callable[[str], None]) -> None:
        other.send_now()

    sent = sender(ward, fhir=FakeWay([REFUSED], says=overtaken)).send_now()
    assert sent.busy
    assert states(ward, "A1") == ["queued", "sending", "sending", "acked"]
    assert [row.outcome for row in audited(ward)] == [0]
