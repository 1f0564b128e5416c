"""Every link from a sentence to its sound is proved, and each that was tampered with is named."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.access import Actor
from app.domain.errors import AccessError, NotFoundError
from app.domain.note_edits import Reword
from app.domain.note_history import Piece
from app.domain.note_proof import NoteProof
from app.domain.note_versions import SpeakerLabel, content, sha256
from app.services.proving import Proving
from app.store.note_evidence import RecordedSound
from app.store.segments import Seal
from tests.fakes import finished_job
from tests.note_ward import SECRET, SOUND, TRAINEE, NoteWard, note_ward, with_sound
from tests.recording_desk import ramp
from tests.ward import AUTHOR, COMPLIANCE, NURSE, STRANGER, SUPERVISOR, SYSADMIN, proved


@pytest.fixture
def ward(tmp_path: Path) -> NoteWard:
    return with_sound(note_ward(tmp_path))


def signed(ward: NoteWard) -> NoteProof:
    """Edited, signed and amended, then proved."""
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "Give hydroxyzine 50 mg.")], "misheard")
    ward.sign()
    amendment = [Reword(2, "否认腹痛。")]
    ward.signing.amend(proved(AUTHOR), ward.note, SECRET, amendment, "typing error")
    return ward.proving.prove(AUTHOR, ward.note)


def test_a_whole_chain_holds_in_every_link(ward: NoteWard) -> None:
    proof = signed(ward)
    assert proof.broken == ()
    assert [(link.name, link.holds) for link in proof.links] == [
        ("result", True),
        ("versions", True),
        ("signatures", True),
        ("recording", True),
        ("audit chain", True),
        ("audit rows", True),
    ]
    assert (proof.version, proof.state) == (4, "amended")
    assert dict(proof.models)["recognizer"].sha256 == "f" * 64
    assert dict(proof.settings) == {"languages": "auto", "device": "cpu"}


def test_a_sentence_leads_to_words_corrections_speaker_and_sound(ward: NoteWard) -> None:
    sentence = signed(ward).sentences[0]
    assert (sentence.number, sentence.section, sentence.source) == (1, "plan", "typed")
    assert sentence.text == "Give hydroxyzine 50 mg."
    (said,) = sentence.utterances
    heard = finished_job().understanding.transcript.utterances[0]
    assert (said.id, said.speaker, said.role, said.heard) == ("u1", "S1", "physician", heard.words)
    assert said.written == "Give hydroxyzine 25 mg."
    assert [one.rule for one in said.corrections] == ["sound/1"]
    first, last = said.sound.samples
    assert (first, last) == (round(0.4 * 16_000), round(3.35 * 16_000))
    samples = ramp(10.0)[first:last].astype("<i2")
    assert said.sound.sha256 == hashlib.sha256(samples.tobytes()).hexdigest()


def test_a_sentence_names_its_editors_and_what_they_struck(ward: NoteWard) -> None:
    first, second = signed(ward).sentences
    (edit,) = first.edits
    assert (edit.version, edit.by, edit.reason, edit.what) == (2, "author", "misheard", "reworded")
    assert Piece("struck", "25") in edit.pieces
    assert Piece("added", "50") in edit.pieces
    assert [one.version for one in second.edits] == [4]


def test_a_cosigned_note_is_proved_with_both_signatures(ward: NoteWard) -> None:
    ward.sign(TRAINEE)
    ward.signing.cosign(proved(SUPERVISOR), ward.note, SECRET)
    proof = ward.proving.prove(SUPERVISOR, ward.note)
    assert proof.broken == ()
    (says,) = [link.says for link in proof.links if link.name == "signatures"]
    assert says == (
        f"version 2 legal by {AUTHOR.name} (author), "
        f"version 2 professional by {SUPERVISOR.name} (supervisor)"
    )


def test_one_sentence_alone_may_be_asked_for(ward: NoteWard) -> None:
    proof = ward.proving.prove(AUTHOR, ward.note, 2)
    assert [one.number for one in proof.sentences] == [2]
    assert len(proof.links) == 6
    with pytest.raises(NotFoundError, match="no sentence 9"):
        ward.proving.prove(AUTHOR, ward.note, 9)


def test_a_speaker_whom_a_person_named_is_shown_beside_what_was_heard(ward: NoteWard) -> None:
    ward.life.relabel(NURSE, ward.note, [SpeakerLabel("u1", "S1", "nurse")])
    (said,) = ward.proving.prove(AUTHOR, ward.note, 1).sentences[0].utterances
    assert (said.role, said.label) == ("physician", "S1 nurse")


def test_a_draft_is_proved_without_signatures(ward: NoteWard) -> None:
    proof = ward.proving.prove(AUTHOR, ward.note)
    assert proof.broken == ()
    assert ("signatures", None) in [(link.name, link.holds) for link in proof.links]


def test_without_the_sound_the_rest_is_still_proved(ward: NoteWard) -> None:
    shutil.rmtree(ward.database.folder / "recordings")
    proof = signed(ward)
    assert proof.broken == ()
    (link,) = [one for one in proof.links if one.name == "recording"]
    assert link.holds is None
    assert "not kept here" in link.says
    assert "still proved" in link.says
    assert proof.sentences[0].utterances[0].sound.sha256 == ""


def test_a_recording_whose_key_was_erased_is_gone_and_no_fault(ward: NoteWard) -> None:
    def erased(_: str) -> Seal:
        raise NotFoundError("this recording was erased")

    sounds = RecordedSound(ward.database.folder / "recordings", erased)
    proof = Proving(ward.database, [ward.provider], sounds).prove(AUTHOR, ward.note)
    assert proof.broken == ()


def test_a_note_of_a_file_says_that_its_sound_is_not_here(tmp_path: Path) -> None:
    ward = note_ward(tmp_path)
    proof = ward.proving.prove(AUTHOR, ward.note)
    assert proof.broken == ()
    assert [one.holds for one in proof.links if one.name == "recording"] == [None]


@pytest.mark.parametrize("actor", [STRANGER, SYSADMIN], ids=lambda one: one.id)
def test_who_may_not_read_a_note_may_not_prove_it(ward: NoteWard, actor: Actor) -> None:
    with pytest.raises(AccessError):
        ward.proving.prove(actor, ward.note)
    assert "NOTE-PROVE" in [code for code, _, outcome, _ in ward.audited() if outcome == 8]


def test_a_withheld_note_is_proved_without_its_text(ward: NoteWard) -> None:
    ward.sign()
    ward.life.mark_error(proved(AUTHOR), ward.note, "wrong patient")
    ward.life.decide_error(proved(COMPLIANCE), ward.note, approve=True)
    proof = ward.proving.prove(AUTHOR, ward.note)
    assert proof.broken == ()
    assert {(one.text, one.utterances, one.edits) for one in proof.sentences} == {("", (), ())}


def index_of_another(ward: NoteWard) -> None:
    path = ward.database.folder / "recordings" / SOUND / "index.json"
    text = path.read_text()
    at = text.index('"sha256": "') + len('"sha256": "')
    path.write_text(text[:at] + ("0" if text[at] != "0" else "1") + text[at + 1 :])


def sound_of_another(ward: NoteWard) -> None:
    path = ward.database.folder / "recordings" / SOUND / "00000000.seg"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def sql(*statements: str) -> Callable[[NoteWard], None]:
    return lambda ward: ward.tamper(*statements)


NOTE = "note_id = 'nsound'"
TAMPERED: dict[str, tuple[Callable[[NoteWard], None], str, str]] = {
    "heard word": (
        sql("UPDATE utterances SET heard = replace(heard, 'twenty', 'fifty')"),
        "result",
        "not what was saved",
    ),
    "model hash": (sql("UPDATE models_used SET sha256 = 'b'"), "result", "not what was saved"),
    "setting": (
        sql("UPDATE jobs SET settings = replace(settings, 'cpu', 'gpu')"),
        "result",
        "not what was saved",
    ),
    "correction": (sql("UPDATE corrections SET rule = 'x'"), "result", "not what was saved"),
    "first version": (
        sql(f"UPDATE note_versions SET sha256 = 'b' WHERE {NOTE} AND version = 1"),  # noqa: S608
        "versions",
        "version 1",
    ),
    "middle version": (
        sql(
            "UPDATE note_versions SET content = CAST(replace(CAST(content AS TEXT), '50', '15') "  # noqa: S608
            f"AS BLOB) WHERE {NOTE} AND version = 2"
        ),
        "versions",
        "version 2",
    ),
    "signature": (
        sql(f"UPDATE note_signatures SET jws = 'a..b' WHERE {NOTE} AND version = 3"),  # noqa: S608
        "signatures",
        "legal signature of version 3",
    ),
    "signature gone": (
        sql(f"DELETE FROM note_signatures WHERE {NOTE} AND version = 4"),  # noqa: S608
        "signatures",
        "version 4",
    ),
    "key": (
        sql("""UPDATE signing_keys SET public = replace(public, '"x": "', '"x": "A')"""),
        "signatures",
        "signature of version 3",
    ),
    "index": (index_of_another, "recording", "index is not"),
    "sound": (sound_of_another, "recording", "sound is not"),
    "audit row": (
        sql("UPDATE audit_log SET version = 9 WHERE code = 'NOTE-SIGN'"),
        "audit chain",
        "audit log is broken",
    ),
    "audit tail": (
        sql("DELETE FROM audit_log WHERE code = 'NOTE-AMEND'"),
        "audit rows",
        "does not tell of version 4",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_each_link_that_was_tampered_with_is_named(ward: NoteWard, what: str) -> None:
    tamper, name, says = TAMPERED[what]
    assert signed(ward).broken == ()
    tamper(ward)
    proof = ward.proving.prove(AUTHOR, ward.note)
    broken = {link.name: link.says for link in proof.links if link.holds is False}
    assert says in broken[name]  # type: ignore[index]
    assert proof.broken


def test_a_version_of_which_the_log_tells_otherwise_is_found(ward: NoteWard) -> None:
    ward.sign()
    ward.tamper(
        'UPDATE audit_log SET detail_json = replace(detail_json, \'"sha256":"\', '
        "'\"sha256\":\"0') WHERE code = 'NOTE-SIGN'"
    )
    proof = ward.proving.prove(AUTHOR, ward.note)
    assert {link.name for link in proof.links if link.holds is False} == {
        "audit chain",
        "audit rows",
    }


def test_a_first_version_that_says_something_else_is_found_though_its_hash_fits(
    ward: NoteWard,
) -> None:
    data = content(ward.versions()[0]).replace(b'"u1"', b'"u9"').replace(b"25 mg", b"52 mg")
    ward.tamper(
        f"UPDATE note_versions SET content = x'{data.hex()}', sha256 = '{sha256(data)}' "  # noqa: S608
        f"WHERE {NOTE}"
    )
    proof = ward.proving.prove(AUTHOR, ward.note)
    broken = {link.name: link.says for link in proof.links if link.holds is False}
    assert "not what was recognised" in broken["versions"]
    assert "another first version" in broken["audit rows"]
    assert proof.sentences[0].utterances == ()


def test_proving_leaves_its_audit_row_with_what_it_found(ward: NoteWard) -> None:
    ward.proving.prove(AUTHOR, ward.note)
    assert ward.audited()[-1] == ("NOTE-PROVE", "author", 0, 1)
