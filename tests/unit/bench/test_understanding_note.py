"""The note's figures: cases as they are written, and open texts as they come."""

from pathlib import Path

import pytest

from app.bench.understanding_note import (
    consultations,
    dialogues,
    figures,
    read_cases,
    reports,
    right,
    transcript_of,
    understood,
)
from app.paths import RESOURCES
from app.text.understanding import Understander

CASE = """# en01 ed_default written
exam | Physical exam. Lungs are clear.
+exam / ros | Abdomen is soft.
- | Neck is stiff.
!scratch | Scratch that.
plan | The car is parked outside.
"""


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander.load(RESOURCES)


def test_a_case_is_read_and_judged_sentence_by_sentence(
    tmp_path: Path, understander: Understander
) -> None:
    (tmp_path / "dictated_en.txt").write_text(CASE, encoding="utf-8")
    (case,) = read_cases(tmp_path / "dictated_en.txt")
    said = transcript_of(case)
    assert [len(one.words) for one in said.utterances] == [8, 3, 2, 5]
    found = understood(said, understander, case.template)
    assert [(sorted(one.sections), key) for one, key in right(case, found)] == [
        (["exam"], "exam"),
        (["exam", "ros"], "exam"),
        (["plan"], "exam"),
    ]
    rows = {one.measure: one for one in figures(tmp_path, understander)}
    assert rows["in its section"].count == 3
    assert rows["in its section"].value == pytest.approx(100 * 2 / 3)
    assert rows["lost"].value == rows["unplaced"].value == 0


def test_open_texts_are_read_as_they_come(tmp_path: Path, understander: Understander) -> None:
    (tmp_path / "mtsamples_er_reports.csv").write_text(
        'note_id,transcription\n1,"HPI:, He fell 1.5 m.  No pain."\n2,"PLAN:, Rest. Ice."\n'
    )
    folder = tmp_path / "aci_bench"
    folder.mkdir()
    (folder / "clinicalnlp_taskB_test1.csv").write_text(
        'id,dialogue\n1,"[doctor] hi , martha .\n[patient] my arm hurts ."\n'
        '2,"[doctor] any pain ?\n[patient_guest] no"\n'
    )
    talks = tmp_path / "primock57" / "transcripts"
    talks.mkdir(parents=True)
    for day in "12":
        for side, at in (("doctor", 1), ("patient", 2)):
            (talks / f"day{day}_{side}.TextGrid").write_text(
                f'xmin = {at}\n xmax = {at + 1}\n text = "Hello <UNSURE>there</UNSURE>"\n'
            )
    first, second = reports(tmp_path / "mtsamples_er_reports.csv")
    assert [line for _, _, line in first] == ["HPI: He fell 1.5 m.", "No pain."]
    assert len(second) == 2
    _, other = dialogues(folder / "clinicalnlp_taskB_test1.csv")
    assert [role for _, role, _ in other] == ["physician", "family"]
    talk, _ = consultations(talks)
    assert talk == [("S1", "physician", "Hello there"), ("S2", "patient", "Hello there")]
    rows = list(figures(tmp_path, understander, tmp_path))
    assert {one.sentences for one in rows} == {
        *("MTSamples ER reports", "PriMock57", "ACI-Bench test 1"),
    }
    assert not list(reports(tmp_path / "none.csv")) + list(dialogues(tmp_path / "none.csv"))
