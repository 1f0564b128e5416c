"""A correction is made and taken back in a note of either script; what was heard stays."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from app.domain.findings import Correction, CorrectionState, Finding, Value
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.note_edits import Correct, Reword
from app.domain.note_versions import NoteBody, VersionSection, VersionSentence
from app.domain.result import JobResult
from app.domain.transcript import Transcript, Utterance
from app.services.note_session import NoteSession
from app.services.rewording import as_heard, corrected, taken_back
from app.services.vetoes import Vetoes, pairs_of
from app.settings import Script
from app.store.results import load_result, save_result
from app.text.writing import in_script, written
from tests.fakes import finished_job, words
from tests.note_ward import NoteWard, note_ward
from tests.ward import AUTHOR, ENCOUNTER, RECORDING

HEARD = "患者头法干燥十五床予肾上腺素十五毫克复查心电土"
BEFORE = {
    "simplified": "患者头发干燥15床予肾上腺素15毫克复查心电土。",
    "traditional": "患者頭髮乾燥15床予腎上腺素15毫克複查心電土。",
}


def correction(
    heard: str, text: str, state: CorrectionState = "applied", kind: str = "term"
) -> Correction:
    at = HEARD.index(heard)
    place = (at, at + len(heard) - 1, heard, text)
    return Correction("u1", *place, kind, "c", 0.9, 0.2, "sound/1", state)  # type: ignore[arg-type]


CORRECTIONS = (
    correction("头法", "头发"),
    correction("十五床", "15床", kind="number"),
    correction("十五毫克", "15毫克", kind="number"),
    correction("心电土", "心电图", "proposed"),
)


def job(script: Script, heard: str, *, kept: bool = True) -> JobResult:
    """One Chinese sentence as it is written in a script, whatever the recogniser's own was."""
    own = tuple(
        replace(one, heard=heard[one.first : one.last + 1], first=one.first) for one in CORRECTIONS
    )
    spoken = words(heard, 0.0)
    text = written(spoken, own, "zh", script)
    assert text == BEFORE[script]
    said = Utterance("u1", "S1", "zh", spoken, "physician", text=text)
    asked = Finding(
        *("u1", 9, 16, "medication", "drug.epinephrine", "肾上腺素15毫克", "present"),
        value=Value("15", "mg"),
        query="15 毫克 or 50 毫克?",
    )
    sentence = NoteSentence(text, ("u1",), spoken[0].start_s, spoken[-1].end_s)
    note = Note("nscript", "ed_default", (NoteSection("plan", "18776-5", (sentence,)),))
    one = finished_job()
    understanding = replace(
        one.understanding,
        transcript=Transcript((said,)),
        corrections=own,
        findings=(asked,),
        alerts=(),
        note=note,
    )
    return replace(
        one,
        recording=replace(one.recording, id=RECORDING),
        profile="clinical",
        encounter_id=ENCOUNTER,
        understanding=understanding,
        settings={"chinese_script": script} if kept else {},
    )


@pytest.fixture(
    params=[
        ("simplified", "simplified"),
        ("traditional", "simplified"),
        ("traditional", "traditional"),
        ("simplified", "traditional"),
    ],
    ids=lambda scripts: f"{scripts[0]} note, heard in {scripts[1]}",
)
def made(tmp_path: Path, request: pytest.FixtureRequest) -> tuple[NoteWard, Script, str]:
    """A note in a script, of words that were heard in a script."""
    script, own = request.param
    heard = HEARD if own == "simplified" else in_script(HEARD, "traditional")
    ward = note_ward(tmp_path)
    at = ward.versions()[0].created_at
    with ward.database.transaction() as transaction:
        note = save_result(transaction, job(script, heard), AUTHOR, at)
    return replace(ward, note=note), script, heard


Made = tuple[NoteWard, Script, str]


def said(ward: NoteWard) -> str:
    (one,) = ward.versions()[-1].body.sentences()
    return one.text


def test_a_correction_is_accepted_and_undone_in_the_script_of_the_note(made: Made) -> None:
    ward, script, heard = made
    session = NoteSession(ward.desk, ward.note, ward.versions()[-1])
    session.accept(AUTHOR, 3)
    image = {"simplified": "心电图", "traditional": "心電圖"}[script]
    was = {"simplified": "心电土", "traditional": "心電土"}[script]
    assert said(ward) == BEFORE[script].replace(was, image)
    session.take_back(AUTHOR, 3)
    assert said(ward) == BEFORE[script]
    session.undo(AUTHOR)
    assert said(ward) == BEFORE[script].replace(was, image)
    session.take_back(AUTHOR, 0)
    hair, as_said = {"simplified": ("头发", "头法"), "traditional": ("頭髮", "頭法")}[script]
    assert said(ward) == BEFORE[script].replace(was, image).replace(hair, as_said)
    with ward.database.transaction() as transaction:
        found = load_result(transaction, ward.note).understanding
    assert "".join(word.text for word in found.transcript.utterances[0].words) == heard
    assert found.corrections[0].heard == heard[2:4], "what was heard stays as it was heard"


@pytest.mark.parametrize("again", [False, True], ids=["here", "again"])
def test_a_correction_that_is_not_wanted_is_taken_out_of_the_note(made: Made, again: bool) -> None:
    ward, script, heard = made
    vetoes = Vetoes(ward.database)
    done = (vetoes.never_again if again else vetoes.never_here)(AUTHOR, ward.note, 0)
    assert done.settled == ("correction:0",)
    hair, as_said = {"simplified": ("头发", "头法"), "traditional": ("頭髮", "頭法")}[script]
    assert said(ward) == BEFORE[script].replace(hair, as_said)
    wanted = {(heard[2:4], "头发")} if again else set()
    assert pairs_of(ward.database, AUTHOR) == wanted


def test_a_query_is_answered_where_its_drug_stands(made: Made) -> None:
    ward, script, _ = made
    session = NoteSession(ward.desk, ward.note, ward.versions()[-1])
    session.choose(AUTHOR, 0, "50 毫克")
    assert said(ward) == BEFORE[script].replace("15毫克", "50毫克")


def test_words_that_a_person_replaced_are_still_refused(made: Made) -> None:
    ward, _, _ = made
    ward.life.edit(AUTHOR, ward.note, [Reword(1, "患者頭暈。")])
    with pytest.raises(StoreError, match="no longer says"):
        ward.suggestions.resolve_correction(AUTHOR, ward.note, 3, accept=True)


def body_of(one: VersionSentence) -> NoteBody:
    return NoteBody("ed_default", (VersionSection("plan", "18776-5", (one,)),))


def test_english_is_corrected_as_ever_whatever_the_script() -> None:
    one = VersionSentence(1, "Give hydroxy scene, now.", ("u1",), source="dictated")
    body = body_of(one)
    drug = replace(CORRECTIONS[0], heard="hydroxy scene", text="hydroxyzine")
    for script in ("simplified", "traditional"):
        edit = corrected(body, drug, script)
        assert edit == Correct(1, "Give hydroxyzine, now.")
        after = body_of(replace(one, text=edit.text))
        assert taken_back(after, drug, script) == Correct(1, one.text)
        assert as_heard(body, drug, script) is None
        with pytest.raises(StoreError, match="no longer says"):
            taken_back(body, drug, script)
