"""A note is signed with the credential, in spite of nothing that was not seen, and for ever."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import (
    AccessError,
    IntegrityError,
    NotFoundError,
    SandboxError,
    SignedNoteError,
    StoreError,
)
from app.domain.live import LiveAlert
from app.domain.note_edits import Reword, SetTimes, Strike, Write
from app.domain.note_state import NoteState
from app.domain.note_versions import content, sha256
from app.services.signing import Signing
from app.store import live
from app.store.database import Database
from app.store.results import save_result
from app.store.tables_audit import AuditLogRow
from tests.fakes import finished_job
from tests.note_ward import CHEAP, SECRET, TRAINEE, HospitalCard, NoteWard, note_ward
from tests.ward import AUTHOR, COLLEAGUE, NURSE, RECORDING, SUPERVISOR, SYSADMIN, proved


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return note_ward(tmp_path)


def test_signing_makes_a_version_that_nobody_edits(ward: NoteWard) -> None:
    signed = ward.sign()
    assert (signed.version, signed.kind, signed.author_id) == (2, "signed", "author")
    assert ward.versions()[-1] == signed
    assert ward.state() == NoteState("signed")
    with pytest.raises(SignedNoteError, match="amended, never edited"):
        ward.life.edit(AUTHOR, ward.note, [Strike(1)])
    with pytest.raises(SignedNoteError):
        ward.sign()
    assert ("NOTE-SIGN", "author", 0, 2) in ward.audited()


def test_signing_asks_for_the_credential_again(ward: NoteWard) -> None:
    for actor in (AUTHOR, replace(AUTHOR, proved_at=datetime.now(UTC) - timedelta(minutes=5))):
        with pytest.raises(AccessError, match="password again"):
            ward.signing.sign(actor, ward.note, SECRET, "looked at")
    assert ward.state().status == "draft"


@pytest.mark.parametrize("actor", [COLLEAGUE, SUPERVISOR, NURSE, SYSADMIN], ids=lambda one: one.id)
def test_nobody_else_signs(ward: NoteWard, actor: Actor) -> None:
    with pytest.raises(AccessError):
        ward.sign(actor)
    assert ward.state().status == "draft"


def test_the_sandbox_user_cannot_sign(tmp_path: Path) -> None:
    database = Database.open(tmp_path / "store.sqlite3")
    with database.transaction() as transaction:
        note = save_result(transaction, finished_job(), SANDBOX_ACTOR, datetime.now(UTC))
    with pytest.raises(SandboxError, match="erscribe users init"):
        Signing(database, CHEAP, lambda _: ()).sign(SANDBOX_ACTOR, note, SECRET, "x")


def test_open_doubts_are_listed_and_need_a_reason(ward: NoteWard) -> None:
    subjects = [one.subject for one in ward.signing.doubts(AUTHOR, ward.note)]
    assert "flag:u1:0" in subjects
    assert "alert:0" in subjects
    with pytest.raises(StoreError, match=r"doubts are open.*--override"):
        ward.sign(override=" ")
    signed = ward.sign(override="chart read aloud")
    assert signed.reason == "chart read aloud"
    assert list(signed.overridden) == subjects


def test_an_unfilled_slot_keeps_a_note_from_being_signed_without_a_reason(ward: NoteWard) -> None:
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "Rhythm [rhythm].")])
    settle_all(ward, but="slot:1")
    assert [one.subject for one in ward.signing.doubts(AUTHOR, ward.note)] == ["slot:1"]
    with pytest.raises(NotFoundError):
        ward.suggestions.confirm(AUTHOR, ward.note, "slot:1")
    with pytest.raises(StoreError, match="1 doubts are open"):
        ward.sign(override="")
    assert ward.sign(override="no monitor at hand").overridden == ("slot:1",)


def raise_live(ward: NoteWard, number: int, start_s: float, heard: str = "no pulse") -> None:
    """A red alert while the recording of the ward's note was made."""
    times = (start_s, start_s + 1.0)
    raised = LiveAlert(number, "pulseless", "text", "red", "high", "present", *times, heard)
    with ward.database.transaction() as transaction:
        live.keep_alert(transaction, RECORDING, raised, 1, datetime.now(UTC))


def settle_all(ward: NoteWard, *, but: str = "") -> None:
    for doubt in ward.signing.doubts(AUTHOR, ward.note):
        if doubt.subject != but:
            ward.suggestions.confirm(AUTHOR, ward.note, doubt.subject)


@pytest.mark.parametrize("left", ["alert:0", "alert:live:4"])
def test_one_red_alert_that_nobody_acknowledged_keeps_a_note_from_being_signed(
    ward: NoteWard, left: str
) -> None:
    raise_live(ward, 4, 30.0)
    settle_all(ward, but=left)
    with pytest.raises(StoreError, match=r"1 doubts are open, red alerts .* among them: 1; settle"):
        ward.sign(override="")
    assert ward.state().status == "draft"
    ward.suggestions.confirm(AUTHOR, ward.note, left)
    assert ward.sign(override="").overridden == ()


def test_an_alert_is_overridden_with_a_reason_that_the_log_points_to(ward: NoteWard) -> None:
    raise_live(ward, 4, 30.0)
    settle_all(ward, but="alert:live:4")
    signed = ward.sign(override="seen on the monitor")
    assert (signed.reason, signed.overridden) == ("seen on the monitor", ("alert:live:4",))
    with ward.database.transaction() as transaction:
        rows = transaction.scalars(select(AuditLogRow).where(AuditLogRow.code == "NOTE-SIGN"))
        detail = next(json.loads(row.detail_json) for row in rows if row.outcome == 0)
    assert (detail["overridden"], detail["overridden_alerts"]) == (1, 1)
    assert detail["sha256"] == sha256(content(signed))


def test_a_refusal_for_doubts_quotes_no_patient(ward: NoteWard) -> None:
    raise_live(ward, 4, 30.0)
    with pytest.raises(StoreError) as refusal:
        ward.sign(override="")
    for doubt in ward.signing.doubts(AUTHOR, ward.note):
        assert doubt.words not in str(refusal.value)


def test_settled_doubts_need_no_reason_and_are_kept_with_the_signature(ward: NoteWard) -> None:
    for doubt in ward.signing.doubts(AUTHOR, ward.note):
        ward.suggestions.confirm(AUTHOR, ward.note, doubt.subject)
    assert ward.signing.doubts(AUTHOR, ward.note) == ()
    signed = ward.sign(override="not needed")
    assert (signed.reason, signed.overridden) == ("", ())
    assert {one.subject for one in signed.confirmed} >= {"flag:u1:0", "alert:0"}
    assert {one.by for one in signed.confirmed} == {"author"}


def test_a_sentence_typed_over_is_no_longer_doubted_but_a_red_alert_is(ward: NoteWard) -> None:
    for sentence in ward.versions()[-1].body.sentences():
        ward.life.edit(AUTHOR, ward.note, [Reword(sentence.number, "Typed by hand.")])
    assert [one.subject for one in ward.signing.doubts(AUTHOR, ward.note)] == ["alert:0"]


def test_an_alert_acknowledged_while_recording_is_none(ward: NoteWard) -> None:
    alert = finished_job().understanding.alerts[0]
    raised = LiveAlert(1, alert.keyword, "text", "red", "high", "present", 2.0, 3.0)
    with ward.database.transaction() as transaction:
        live.keep_alert(transaction, RECORDING, raised, 1, datetime.now(UTC))
        live.acknowledge_alert(transaction, RECORDING, 1, "nurse", datetime.now(UTC))
    kinds = {one.kind for one in ward.signing.doubts(AUTHOR, ward.note)}
    assert "alert" not in kinds


def test_a_trainees_note_is_final_when_the_supervisor_signed_too(ward: NoteWard) -> None:
    signed = ward.sign(TRAINEE)
    assert signed.needs_cosign
    assert ward.state() == NoteState("signed", awaiting_cosign=True)
    assert not ward.state().final
    with pytest.raises(AccessError):
        ward.signing.cosign(proved(COLLEAGUE), ward.note, "colleagues password")
    with pytest.raises(AccessError):
        ward.signing.cosign(proved(TRAINEE), ward.note, SECRET)
    with pytest.raises(AccessError, match="password again"):
        ward.signing.cosign(SUPERVISOR, ward.note, "supervisors password")
    assert ward.signing.cosign(proved(SUPERVISOR), ward.note, "supervisors password") == (2,)
    assert ward.state().final
    assert ward.versions()[-1] == signed
    found = ward.signatures([CHEAP])
    assert [(one.claims.kind, one.claims.signer_id) for one in found] == [
        ("legal", "author"),
        ("professional", "supervisor"),
    ]
    with pytest.raises(SignedNoteError, match="awaits no"):
        ward.signing.cosign(proved(SUPERVISOR), ward.note, "supervisors password")


def test_an_amendment_is_a_new_version_and_the_old_one_stays(ward: NoteWard) -> None:
    signed = ward.sign()
    edits = [Reword(1, "Chest pain for 3 hours.")]
    with pytest.raises(StoreError, match="say why"):
        ward.signing.amend(proved(AUTHOR), ward.note, SECRET, edits, " ")
    with pytest.raises(StoreError, match="nothing is changed"):
        ward.signing.amend(proved(AUTHOR), ward.note, SECRET, [], "typing error")
    amended = ward.signing.amend(proved(AUTHOR), ward.note, SECRET, edits, "typing error")
    assert (amended.version, amended.kind, amended.reason) == (3, "amendment", "typing error")
    assert ward.versions()[1] == signed
    assert ward.state() == NoteState("amended")
    assert len(ward.signatures([CHEAP])) == 2


def test_an_addendum_leaves_what_was_signed_untouched(ward: NoteWard) -> None:
    signed = ward.sign()
    added = ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "Troponin came back normal.")
    assert added.kind == "addendum"
    assert [one.text for one in added.body.sentences()] == ["Troponin came back normal."]
    assert ward.versions()[1] == signed
    assert ward.state() == NoteState("signed")
    numbers = [one.number for of in (signed, added) for one in of.body.sentences()]
    assert len(numbers) == len(set(numbers))
    edits = [Write("", "Admit.")]
    amended = ward.signing.amend(proved(AUTHOR), ward.note, SECRET, edits, "plan was missing")
    assert amended.body.numbers > added.body.numbers


@pytest.mark.parametrize(
    ("ago", "late"),
    [
        (timedelta(hours=5, minutes=59, seconds=50), False),
        (timedelta(hours=6, seconds=1), True),
    ],
)
def test_a_rescue_record_after_six_hours_is_marked_late(
    ward: NoteWard, ago: timedelta, late: bool
) -> None:
    ended = datetime.now(UTC) - ago
    ward.life.edit(AUTHOR, ward.note, [SetTimes(rescue_ended_at=ended)])
    assert ward.sign().late is late


def test_a_hospitals_own_signatures_are_made_and_checked(tmp_path: Path) -> None:
    card = HospitalCard()
    ward = note_ward(tmp_path, provider=card)
    ward.signing.sign(proved(AUTHOR), ward.note, card.pin, "looked at")
    (found,) = ward.signatures([CHEAP, card])
    assert found.claims.signer_id == "author"
    with pytest.raises(IntegrityError, match="signature of version 2"):
        ward.signatures([CHEAP])


CHANGES: dict[str, str] = {
    "signature": "UPDATE note_signatures SET jws = substr(jws, 1, length(jws) - 4) || 'AAAA'",
    "signer": "UPDATE note_signatures SET signer_id = 'colleague'",
    "time": "UPDATE note_signatures SET signed_at = '2026-11-22T12:00:00.000000+00:00'",
    "kind": "UPDATE note_signatures SET kind = 'professional'",
    "key": """UPDATE signing_keys SET public = replace(public, '"x": "', '"x": "A')""",
    "owner of the key": "UPDATE signing_keys SET user_id = 'colleague'",
    "lost": "DELETE FROM note_signatures",
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_signature_that_was_tampered_with_is_found(ward: NoteWard, what: str) -> None:
    ward.sign()
    ward.tamper(CHANGES[what])
    with pytest.raises(IntegrityError, match="sign"):
        ward.signatures([CHEAP])


def test_a_note_that_is_not_there_is_not_signed(ward: NoteWard) -> None:
    with pytest.raises(NotFoundError):
        ward.signing.sign(proved(AUTHOR), "n404", SECRET, "x")


Act = Callable[[NoteWard], object]


@pytest.mark.parametrize(
    "act",
    [
        lambda ward: ward.signing.amend(proved(AUTHOR), ward.note, SECRET, [Strike(1)], "x"),
        lambda ward: ward.signing.addendum(proved(AUTHOR), ward.note, SECRET, "x"),
        lambda ward: ward.signing.cosign(proved(SUPERVISOR), ward.note, SECRET),
    ],
)
def test_a_draft_is_neither_amended_nor_appended_nor_cosigned(ward: NoteWard, act: Act) -> None:
    with pytest.raises(SignedNoteError, match="draft"):
        act(ward)
    assert ward.state() == NoteState()
